//! Lowers measures: whom each is for, what it gives and how much, and which firms count towards a target. Each measure
//! and each thing that it gives is judged like a tier, so that the answer has its reasons.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::document::measure::{Benefit, Measure, Target};
use crate::document::model::{Criterion, Day, Formula, Source};
use crate::document::tree::escape;
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::program::build::Operand;
use crate::program::cell::Cell;
use crate::program::{Kind, Op, Slot};
use crate::time::Date;

use super::checks::reversed;
use super::compile::{Compiled, Compiler, DraftTier, DraftVariant, unknown_source};
use super::facts::FactTable;
use super::link::{Linked, Place};
use super::records::derive;

/// Measures made ready for a day.
#[derive(Clone, Debug)]
pub struct CompiledMeasures {
    /// The program; its tiers are measures and what these give.
    pub judged: Compiled,
    /// The measures, in the order of the documents.
    pub measures: Vec<MeasureSlots>,
    /// The targets.
    pub targets: Vec<TargetSlots>,
}

/// Where a measure's answers lie.
#[derive(Clone, Debug)]
pub struct MeasureSlots {
    /// Its id.
    pub id: String,
    /// Its place among the tiers; none where it is not asked of single firms.
    pub tier: Option<usize>,
    /// What it gives.
    pub gives: Vec<BenefitSlots>,
}

/// Where the answers of something given lie.
#[derive(Clone, Debug)]
pub struct BenefitSlots {
    /// Its id.
    pub id: String,
    /// Its place among the tiers; none where it is not asked of single firms.
    pub tier: Option<usize>,
    /// The slot of its amount.
    pub amount: Option<Slot>,
    /// The slot of what it comes to at most.
    pub at_most: Option<Slot>,
    /// Facts by which its sums are told apart.
    pub by: Vec<u32>,
}

/// What is held against a target.
#[derive(Clone, Debug)]
pub struct TargetSlots {
    /// Its id.
    pub id: String,
    /// The figure that reaches it.
    pub limit: Number,
    /// Whether a ratio is counted, so that people read percent.
    pub percent: bool,
    /// The slot that is true for the firms that count.
    pub count: Option<Slot>,
}

/// Lowers the measures for an edition and a day.
pub(super) fn compile(linked: &Linked, facts: &FactTable, edition: &str, day: Date) -> Result<CompiledMeasures, Diagnostics> {
    let mut lowering = Lowering::new(linked, facts, edition, Some(day));
    let mut out = lowering.run();
    let mut errors = lowering.errors();
    let (derivations, more) = derive(linked, facts, Some(day), None);
    out.judged.derivations = derivations;
    errors.extend(more);
    super::tidy(&mut errors);
    if errors.is_empty() { Ok(out) } else { Err(Diagnostics(errors)) }
}

/// What is wrong with the measures by an edition's names.
pub(super) fn check(linked: &Linked, facts: &FactTable, edition: &str) -> Vec<Diagnostic> {
    let mut lowering = Lowering::new(linked, facts, edition, None);
    lowering.run();
    lowering.errors()
}

struct Lowering<'a> {
    compiler: Compiler<'a>,
    module: usize,
    edition: String,
    errors: Vec<Diagnostic>,
    tiers: Vec<DraftTier<'a>>,
    /// Amounts and counts, whose slots are settled last.
    others: Vec<Operand>,
}

impl<'a> Lowering<'a> {
    fn new(linked: &'a Linked, facts: &'a FactTable, edition: &str, day: Option<Date>) -> Self {
        let mut compiler = Compiler::new(linked, facts, day, None);
        let module = compiler.module(edition);
        Lowering { compiler, module, edition: edition.into(), errors: Vec::new(), tiers: Vec::new(), others: Vec::new() }
    }

    fn errors(&mut self) -> Vec<Diagnostic> {
        let mut out = std::mem::take(&mut self.errors);
        out.extend(self.compiler.errors());
        out
    }

    fn error(&mut self, code: Code, place: &Place, args: impl Into<Vec<Text>>) {
        self.errors.push(Diagnostic::new(code, place.span(), args));
    }

    fn run(&mut self) -> CompiledMeasures {
        let common = &self.compiler.linked.common;
        let mut measures = Vec::new();
        for (id, measure) in &common.document.measures {
            measures.push(self.measure(id, measure, &common.place("measures", id)));
        }
        let mut targets = Vec::new();
        for (id, target) in &common.document.targets {
            targets.extend(self.target(id, target, &common.place("targets", id)));
        }
        let (judged, slots) = self.compiler.finish(std::mem::take(&mut self.tiers), Vec::new(), &self.others);
        let slot = |at: &mut Option<Slot>| *at = at.and_then(|i| slots.get(i as usize).copied());
        for benefit in measures.iter_mut().flat_map(|m| &mut m.gives) {
            slot(&mut benefit.amount);
            slot(&mut benefit.at_most);
        }
        for target in &mut targets {
            slot(&mut target.count);
        }
        CompiledMeasures { judged, measures, targets }
    }

    fn measure(&mut self, id: &str, measure: &'a Measure, place: &Place) -> MeasureSlots {
        if measure.number.0.parse::<u32>().is_err() {
            self.error(Code::BadField, &place.below("number"), [Text::both("编号应当是整数", "a number is a whole one")]);
        }
        for (list, key) in [(&measure.lead, "lead"), (&measure.joint, "joint")] {
            for (i, department) in list.iter().enumerate() {
                self.department(department, &place.below(key).below(&i.to_string()));
            }
        }
        self.dates(&[("from", Some(&measure.from)), ("until", measure.until.as_ref())], place);
        self.source(&measure.source, place);
        let charts = &self.compiler.linked.common.document.charts;
        for (i, procedure) in measure.procedures.iter().enumerate() {
            // Other policies are not at hand.
            if procedure.policy == self.compiler.linked.id && !charts.contains_key(&procedure.chart) {
                let known: Vec<&str> = charts.keys().map(String::as_str).collect();
                let place = place.below("procedures").below(&i.to_string()).below("chart");
                self.unknown(&place, ("流程图", "chart"), &procedure.chart, &known);
            }
        }
        let outer = (!measure.all.is_empty()).then(|| self.judged(id, &measure.title, &measure.all, None, place));
        let outer_root = outer.and_then(|tier| self.tiers.get(tier)).map(|t| t.root);
        let gives = measure.gives.iter().map(|(own, benefit)| {
            let place = place.below("gives").below(&escape(own));
            self.benefit((id, own), benefit, (outer, outer_root), &place)
        });
        MeasureSlots { id: id.into(), tier: outer, gives: gives.collect() }
    }

    fn benefit(
        &mut self,
        (measure, id): (&str, &str),
        benefit: &'a Benefit,
        (outer, root): (Option<usize>, Option<Operand>),
        place: &Place,
    ) -> BenefitSlots {
        self.source(&benefit.source, place);
        let tier = if benefit.all.is_empty() {
            outer
        } else {
            Some(self.judged(&format!("{measure}.{id}"), &benefit.label, &benefit.all, root, place))
        };
        let money = [Type::Number(Unit::CNY), Type::Number(Unit::PURE)];
        let amount = benefit.amount.as_ref().and_then(|f| self.value(f, &money[..1], &place.below("amount"), id));
        let at_most = benefit.at_most.as_ref().and_then(|f| self.value(f, &money, &place.below("at_most"), id));
        let mut by = Vec::new();
        for (i, fact) in benefit.by.iter().enumerate() {
            match self.compiler.facts.index(fact) {
                Some(index) => by.push(index),
                None => {
                    let known: Vec<&str> = self.compiler.facts.slots().iter().map(|s| s.id.as_str()).collect();
                    self.unknown(&place.below("by").below(&i.to_string()), ("事实", "fact"), fact, &known);
                }
            }
        }
        BenefitSlots { id: id.into(), tier, amount, at_most, by }
    }

    /// Lowers what must hold as a tier; gives its place.
    fn judged(&mut self, id: &str, label: &Text, list: &'a [Criterion], outer: Option<Operand>, place: &Place) -> usize {
        let at = self.tiers.len();
        let Some(module) = self.compiler.modules.get(self.module) else { return at };
        let builder = &mut self.compiler.builder;
        let (own, criteria) = module.criteria(builder, vec![(list, place.below("all"))]);
        let root = outer.map_or(own, |outer| builder.emit2(Op::And, outer, own, Kind::Boolean));
        let first =
            DraftVariant { edition: self.edition.clone(), operand: root, criteria, score: None, card: None, groups: Vec::new() };
        self.tiers.push(DraftTier { id: id.into(), label: label.clone(), root, first, renewal: None });
        at
    }

    /// Lowers an expression of one of these types; gives its place among the others.
    fn value(&mut self, formula: &Formula, types: &[Type], place: &Place, owner: &str) -> Option<Slot> {
        let module = self.compiler.modules.get(self.module)?;
        let node = module.formula(formula, place);
        if !types.contains(&node.ty) {
            if let (Some(wanted), false) = (types.first(), node.ty == Type::Broken) {
                module.error(Diagnostic::new(Code::TypeMismatch, place.span(), [wanted.shown(), node.ty.shown()]));
            }
            return None;
        }
        let operand = module.lower(&mut self.compiler.builder, &node, place, owner);
        self.others.push(operand);
        Some(crate::program::slot(self.others.len() - 1))
    }

    fn target(&mut self, id: &str, target: &'a Target, place: &Place) -> Option<TargetSlots> {
        self.dates(&[("from", target.from.as_ref()), ("until", target.until.as_ref())], place);
        self.source(&target.source, place);
        let common = &self.compiler.linked.common;
        if let Some(measure) = target.measure.as_ref().filter(|m| !common.document.measures.contains_key(m)) {
            let known: Vec<&str> = common.document.measures.keys().map(String::as_str).collect();
            self.unknown(&place.below("measure"), ("措施", "measure"), measure, &known);
        }
        let (formula, key) = match (&target.at_least, &target.at_most) {
            (Some(formula), None) => (formula, "at_least"),
            (None, Some(formula)) => (formula, "at_most"),
            _ => {
                let what = Text::both("目标须有 at_least、at_most 之一", "a target has one of at_least and at_most");
                self.error(Code::BadField, place, [what]);
                return None;
            }
        };
        let percent = formula.0.as_str().is_some_and(|text| text.as_bytes().contains(&b'%'));
        let at = place.below(key);
        let limit = self.value(formula, &[Type::Number(Unit::PURE)], &at, id)?;
        let limit = self.others.get(limit as usize).and_then(|o| self.compiler.builder.constant_of(*o)).cloned();
        let Some(Cell::Number(limit)) = limit else {
            self.error(Code::BadField, &at, [Text::both("目标值应当是一个数", "a target's figure is a number")]);
            return None;
        };
        let count = target.count.as_ref().and_then(|f| self.value(f, &[Type::Boolean], &place.below("count"), id));
        Some(TargetSlots { id: id.into(), limit, percent, count })
    }

    fn department(&mut self, id: &str, place: &Place) {
        let departments = &self.compiler.linked.common.document.departments;
        if !departments.contains_key(id) {
            let known: Vec<&str> = departments.keys().map(String::as_str).collect();
            self.unknown(place, ("部门", "department"), id, &known);
        }
    }

    fn unknown(&mut self, place: &Place, (zh, en): (&str, &str), id: &str, known: &[&str]) {
        let near = crate::diagnostic::suggestion(id, known.iter().copied());
        self.error(Code::UnknownReference, place, [Text::both(zh, en), id.into(), near.into()]);
    }

    fn dates(&mut self, days: &[(&str, Option<&Day>)], place: &Place) {
        for (key, day) in days {
            if let Some(day) = day.filter(|d| d.0.parse::<Date>().is_err()) {
                self.error(Code::BadDate, &place.below(key), [day.0.as_str().into()]);
            }
        }
        if let [(_, from), (_, until)] = days {
            self.errors.extend(reversed(*from, *until, place));
        }
    }

    fn source(&mut self, source: &Source, place: &Place) {
        if self.compiler.linked.source_document(&source.doc).is_none() {
            self.errors.push(unknown_source(self.compiler.linked, source, &place.below("source")));
        }
    }
}
