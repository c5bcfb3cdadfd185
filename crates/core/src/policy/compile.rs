//! Lowers tiers to a program: criteria to booleans, tiers to their conjunction; and checks all that a load must check.

use std::sync::Arc;

use crate::by_id::ById;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, suggestion};
use crate::document::model::{self, Source};
use crate::document::tree::escape;
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::program::build::{Builder, Operand};
use crate::program::cell::Cell;
use crate::program::{Kind, Op, Program, Slot};
use crate::time::Date;

use super::facts::FactTable;
use super::link::{Linked, Place};
use super::module::Module;
use super::records::{Derivation, derive};
use super::said::{Citation, Said, SaidCard, SaidTemplate};
use super::select::{SelectedTier, Selection};

/// Deepest nesting of criteria, includes counted.
const MAX_CRITERIA_DEPTH: usize = 16;
/// Most criteria of a tier.
const MAX_CRITERIA: usize = 2_000;

/// How a criterion is answered.
#[derive(Clone, Debug)]
pub enum CriterionKind {
    /// By an expression.
    When(Box<Said>),
    /// All of these must hold.
    All(Vec<Criterion>),
    /// One of these must hold.
    Any(Vec<Criterion>),
}

/// A criterion of a compiled tier.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// Where it comes from, for people.
    pub citation: Citation,
    /// What it requires, in the document's own words.
    pub sentence: Option<SaidTemplate>,
    /// The slot that holds its answer: a boolean or unknown.
    pub slot: Slot,
    /// How it is answered.
    pub kind: CriterionKind,
}

/// A tier as one edition judges it.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The edition.
    pub edition: String,
    /// The slot of its verdict.
    pub slot: Slot,
    /// Its criteria.
    pub criteria: Vec<Criterion>,
    /// The slot of its score, where it has one.
    pub score: Option<Slot>,
    /// The score sheet of that score.
    pub card: Option<Arc<SaidCard>>,
    /// Group ids and the slots of their scores.
    pub groups: Vec<(String, Slot)>,
}

/// A compiled tier.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// The slot of its verdict.
    pub slot: Slot,
    /// As a first recognition is judged.
    pub first: Variant,
    /// As a renewal is judged, where that differs, and the slot that says whether it is one.
    pub renewal: Option<(Slot, Variant)>,
}

/// A program with what is needed to read its answers.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The program.
    pub program: Program,
    /// The tiers.
    pub tiers: Vec<Tier>,
    /// Contradictions between facts: the slot that is true where they do, and what to say.
    pub warnings: Vec<(String, Slot, Text)>,
    /// Facts that are computed from records.
    pub derivations: Vec<Derivation>,
}

/// Total, sheet and groups of a tier's score.
type Score = (Option<Operand>, Option<Arc<SaidCard>>, Vec<(String, Operand)>);

type Slots<'m> = &'m dyn Fn(Operand) -> Slot;

/// A tier or criterion whose slots are not yet settled.
pub(super) struct Draft<'a> {
    id: String,
    label: Text,
    source: &'a Source,
    sentence: Option<SaidTemplate>,
    operand: Operand,
    kind: DraftKind<'a>,
}

enum DraftKind<'a> {
    When(Box<Said>),
    All(Vec<Draft<'a>>),
    Any(Vec<Draft<'a>>),
}

/// A tier whose slots are not yet settled.
pub(super) struct DraftTier<'a> {
    pub(super) id: String,
    pub(super) label: Text,
    pub(super) root: Operand,
    pub(super) first: DraftVariant<'a>,
    pub(super) renewal: Option<(Operand, DraftVariant<'a>)>,
}

pub(super) struct DraftVariant<'a> {
    pub(super) edition: String,
    pub(super) operand: Operand,
    pub(super) criteria: Vec<Draft<'a>>,
    pub(super) score: Option<Operand>,
    pub(super) card: Option<Arc<SaidCard>>,
    pub(super) groups: Vec<(String, Operand)>,
}

/// Lowers the selected tiers.
pub fn compile(linked: &Linked, facts: &FactTable, selection: &Selection) -> Result<Compiled, Diagnostics> {
    let mut compiler = Compiler::new(linked, facts, Some(selection.day), selection.call.as_deref());
    let mut out = compiler.run(&selection.tiers);
    let mut errors = compiler.errors();
    let (derivations, more) = derive(linked, facts, Some(selection.day), selection.call.as_deref());
    out.derivations = derivations;
    errors.extend(more);
    super::tidy(&mut errors);
    if errors.is_empty() { Ok(out) } else { Err(Diagnostics(errors)) }
}

pub(super) fn unknown_source(linked: &Linked, source: &Source, place: &Place) -> Diagnostic {
    let near = suggestion(&source.doc, linked.common.document.sources.keys().map(String::as_str));
    Diagnostic::new(
        Code::UnknownReference,
        place.span(),
        [Text::both("依据文件", "source"), source.doc.as_str().into(), near.into()],
    )
}

pub(super) struct Compiler<'a> {
    pub(super) linked: &'a Linked,
    pub(super) facts: &'a FactTable,
    day: Option<Date>,
    pub(super) call: Option<(&'a str, &'a model::Call)>,
    pub(super) modules: Vec<Module<'a>>,
    pub(super) builder: Builder,
    own_errors: Vec<Diagnostic>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(linked: &'a Linked, facts: &'a FactTable, day: Option<Date>, call: Option<&str>) -> Self {
        let call = call.and_then(|id| linked.common.document.calls.get_key_value(id)).map(|(id, c)| (id.as_str(), c.as_ref()));
        let builder = Builder::new(crate::program::slot(facts.slots().len()));
        Compiler { linked, facts, day, call, modules: Vec::new(), builder, own_errors: Vec::new() }
    }

    pub(super) fn errors(&mut self) -> Vec<Diagnostic> {
        let mut out = std::mem::take(&mut self.own_errors);
        for module in &self.modules {
            out.append(&mut module.errors.borrow_mut());
        }
        out
    }

    pub(super) fn call_place(&self) -> Place {
        self.call.map(|(id, _)| self.linked.common.place("calls", id)).unwrap_or_default()
    }

    /// The names of an edition, made the first time they are needed.
    pub(super) fn module(&mut self, edition: &str) -> usize {
        if let Some(at) = self.modules.iter().position(|m| m.edition == edition) {
            return at;
        }
        let settings =
            self.call.and_then(|(_, c)| c.set.get(edition)).map(|s| (s, self.call_place().below("set").below(&escape(edition))));
        self.modules.push(Module::new(self.linked, self.facts, edition, self.day, settings));
        self.modules.len() - 1
    }

    /// Checks what no tier reads.
    pub(super) fn check_part(&mut self, edition: &str) {
        let at = self.module(edition);
        let Some(module) = self.modules.get(at) else { return };
        module.check_rules();
        module.check_sums();
        let tiers: Vec<&str> = self.linked.editions.values().flat_map(|p| p.document.tiers.keys()).map(String::as_str).collect();
        let known = |tier: &str, place: &Place| {
            if !tiers.contains(&tier) {
                module.unknown_reference(place, ("层级", "tier"), tier, &tiers);
            }
        };
        for part in self.linked.parts(edition) {
            for id in part.document.scorecards.keys() {
                if let Some((first, info)) = module.card(id) {
                    module.cites(info.card.boundary_source.as_ref(), &info.place.below("boundary_source"));
                    module.score_operand(&mut self.builder, first);
                }
            }
            for (id, award) in &part.document.awards {
                let place = part.place("awards", id);
                module.formula_of(&award.amount, &Type::Number(Unit::CNY), &place.below("amount"));
                module.cites(Some(&award.source), &place.below("source"));
                known(&award.tier, &place.below("tier"));
            }
            for (id, tier) in &part.document.tiers {
                module.cites(tier.source.as_ref(), &part.place("tiers", id).below("source"));
            }
            for extra in &part.extra {
                known(&extra.tier, &extra.place);
            }
        }
    }

    /// Checks what of a call no tier reads: values for editions, and how a renewal is told.
    pub(super) fn check_call(&mut self) {
        let (linked, Some((_, call))) = (self.linked, self.call) else { return };
        for edition in call.set.keys().filter(|edition| linked.editions.contains_key(edition)) {
            self.module(edition);
        }
        if let (Some(when), Some(module)) = (&call.renewal_when, self.modules.first()) {
            module.formula_of(when, &Type::Boolean, &self.call_place().below("renewal_when"));
        }
    }

    pub(super) fn run(&mut self, tiers: &[SelectedTier]) -> Compiled {
        let mut drafts = Vec::new();
        for t in tiers {
            let Some((label, first)) = self.variant(&t.tier, &t.new) else { continue };
            let renewal = if t.renewal == t.new { None } else { self.renewal(&t.tier, &t.renewal) };
            let root = match &renewal {
                None => first.operand,
                Some((is, second)) => self.builder.emit_if(*is, second.operand, first.operand, Kind::Boolean),
            };
            drafts.push(DraftTier { id: t.tier.clone(), label, root, first, renewal });
        }
        let warnings = self.warnings(tiers);
        self.finish(drafts, warnings, &[]).0
    }

    /// Settles the slots of what was lowered; gives those of other operands, too.
    pub(super) fn finish(
        &mut self,
        drafts: Vec<DraftTier<'a>>,
        warnings: Vec<(String, Operand, Text)>,
        others: &[Operand],
    ) -> (Compiled, Vec<Slot>) {
        let builder = std::mem::replace(&mut self.builder, Builder::new(0));
        let (program, map) = builder.finish();
        let slots: Slots = &map;
        let variant = |v: DraftVariant| Variant {
            edition: v.edition,
            slot: slots(v.operand),
            criteria: v.criteria.into_iter().map(|d| settle(self.linked, d, slots)).collect(),
            score: v.score.map(slots),
            card: v.card,
            groups: v.groups.into_iter().map(|(id, o)| (id, slots(o))).collect(),
        };
        let tiers = drafts.into_iter().map(|t| Tier {
            id: t.id,
            label: t.label,
            slot: slots(t.root),
            first: variant(t.first),
            renewal: t.renewal.map(|(is, v)| (slots(is), variant(v))),
        });
        let tiers = tiers.collect();
        let warnings = warnings.into_iter().map(|(id, o, text)| (id, slots(o), text)).collect();
        let others = others.iter().map(|o| slots(*o)).collect();
        (Compiled { program, tiers, warnings, derivations: Vec::new() }, others)
    }

    fn warnings(&mut self, tiers: &[SelectedTier]) -> Vec<(String, Operand, Text)> {
        // Warnings read facts only, so any edition's names will do.
        let Some(edition) = tiers.first().map(|t| t.new.clone()) else { return Vec::new() };
        let at = self.module(&edition);
        let Some(module) = self.modules.get(at) else { return Vec::new() };
        let common = &self.linked.common;
        let lowered = common.document.warnings.iter().map(|(id, w)| {
            let place = common.place("warnings", id).below("when");
            let node = module.formula_of(&w.when, &Type::Boolean, &place);
            (id.clone(), module.lower(&mut self.builder, &node, &place, id), w.label.clone())
        });
        lowered.collect()
    }

    /// How a renewal is judged, and whether it is one.
    fn renewal(&mut self, tier: &str, edition: &str) -> Option<(Operand, DraftVariant<'a>)> {
        let (_, call) = self.call?;
        let place = self.call_place();
        let Some(when) = &call.renewal_when else {
            let what = Text::both(
                "首次认定与复核版本不同，须在通知里写 renewal_when（一般是 renewal）",
                "editions differ, so the call needs renewal_when (usually `renewal`)",
            );
            let at = place.below("tiers").below(&escape(tier)).below("renewal");
            self.own_errors.push(Diagnostic::new(Code::BadField, at.span(), [what]));
            return None;
        };
        let (_, variant) = self.variant(tier, edition)?;
        let at = self.module(edition);
        let module = self.modules.get(at)?;
        let place = place.below("renewal_when");
        let node = module.formula_of(when, &Type::Boolean, &place);
        let is = module.lower(&mut self.builder, &node, &place, "renewal_when");
        // A condition that can't be computed leaves open which edition judges.
        let is = self.builder.emit1(Op::Settle, is, Kind::Boolean);
        Some((is, variant))
    }

    fn variant(&mut self, id: &str, edition: &str) -> Option<(Text, DraftVariant<'a>)> {
        let linked = self.linked;
        let part = linked.editions.get(edition)?;
        let Some(tier) = part.document.tiers.get(id) else {
            let known: Vec<&str> = part.document.tiers.keys().map(String::as_str).collect();
            let span = self.call_place().below("tiers").span();
            self.own_errors.push(Diagnostic::new(Code::UnknownTier, span, [id.into(), known.join(", ").into()]));
            return None;
        };
        let place = part.place("tiers", id);
        let mut lists = vec![(tier.all.as_slice(), place.below("all"))];
        // What is added to a tier in common is added to it in every edition.
        lists.extend(
            linked
                .parts(edition)
                .flat_map(|p| &p.extra)
                .filter(|e| e.tier == id)
                .map(|e| (e.criteria.as_slice(), e.place.clone())),
        );
        if let Some((_, call)) = self.call
            && let Some(criteria) = call.criteria.get(id)
        {
            lists.push((criteria.as_slice(), self.call_place().below("criteria").below(&escape(id))));
        }
        let at = self.module(edition);
        let module = self.modules.get(at)?;
        let (operand, criteria) = module.criteria(&mut self.builder, lists);
        if criteria.is_empty() {
            module.error(Diagnostic::new(Code::NoCriteria, place.span(), [id.into()]));
        }
        let (score, card, groups) = self.score(at, tier, &place);
        let label = tier.label.clone().unwrap_or_else(|| id.into());
        Some((label, DraftVariant { edition: edition.into(), operand, criteria, score, card, groups }))
    }

    fn score(&mut self, module: usize, tier: &model::Tier, place: &Place) -> Score {
        let (Some(id), Some(module)) = (&tier.scorecard, self.modules.get(module)) else { return Score::default() };
        let Some((first, info)) = module.card(id) else {
            module.unknown_reference(&place.below("scorecard"), ("评分表", "scorecard"), id, &[]);
            return Score::default();
        };
        let total = module.score_operand(&mut self.builder, first);
        let groups = info
            .card
            .groups
            .keys()
            .enumerate()
            .map(|(i, g)| (g.clone(), module.score_operand(&mut self.builder, first + 1 + crate::program::slot(i))));
        let groups = groups.collect();
        (Some(total), module.card_index(id).map(|i| module.said_card(&mut self.builder, i)), groups)
    }
}

fn settle(linked: &Linked, draft: Draft, slots: Slots) -> Criterion {
    let all = |list: Vec<Draft>| list.into_iter().map(|d| settle(linked, d, slots)).collect();
    Criterion {
        id: draft.id,
        label: draft.label,
        citation: Citation { text: linked.citation(draft.source), needs_check: draft.source.needs_check() },
        sentence: draft.sentence,
        slot: slots(draft.operand),
        kind: match draft.kind {
            DraftKind::When(said) => CriterionKind::When(said),
            DraftKind::All(list) => CriterionKind::All(all(list)),
            DraftKind::Any(list) => CriterionKind::Any(all(list)),
        },
    }
}

impl<'a> Module<'a> {
    /// Lowers lists of criteria that must all hold.
    pub(super) fn criteria(
        &self,
        builder: &mut Builder,
        lists: Vec<(&'a [model::Criterion], Place)>,
    ) -> (Operand, Vec<Draft<'a>>) {
        let mut lowering = Lowering { module: self, builder, ids: ById::new(), depth: 0 };
        let mut criteria = Vec::new();
        for (list, place) in lists {
            criteria.extend(lowering.list(list, &place));
        }
        (lowering.join(&criteria, Op::And), criteria)
    }
}

/// Lowers the criteria of one tier.
struct Lowering<'m, 'a, 'b> {
    module: &'m Module<'a>,
    builder: &'b mut Builder,
    ids: ById<()>,
    depth: usize,
}

impl<'a> Lowering<'_, 'a, '_> {
    fn error(&self, code: Code, place: &Place, args: impl Into<Vec<Text>>) {
        self.module.error(Diagnostic::new(code, place.span(), args));
    }

    fn join(&mut self, list: &[Draft], op: Op) -> Operand {
        let joined = list.iter().map(|d| d.operand).reduce(|a, b| self.builder.emit2(op, a, b, Kind::Boolean));
        joined.unwrap_or_else(|| self.builder.constant(Cell::Boolean(op == Op::And)))
    }

    fn list(&mut self, list: &'a [model::Criterion], place: &Place) -> Vec<Draft<'a>> {
        self.depth += 1;
        let mut out = Vec::new();
        if self.depth > MAX_CRITERIA_DEPTH {
            self.error(Code::DocumentTooDeep, place, [MAX_CRITERIA_DEPTH.to_string().into()]);
        } else {
            for (i, criterion) in list.iter().enumerate() {
                let at = place.below(&i.to_string());
                match &criterion.include {
                    Some(group) => out.extend(self.included(group, criterion, &at)),
                    None => out.extend(self.criterion(criterion, &at)),
                }
            }
        }
        self.depth -= 1;
        out
    }

    fn included(&mut self, group: &str, criterion: &model::Criterion, at: &Place) -> Vec<Draft<'a>> {
        if criterion.id.is_some() || criterion.when.is_some() || !criterion.all.is_empty() || !criterion.any.is_empty() {
            self.error(Code::BadField, at, [Text::both("include 须独用", "include stands alone")]);
        }
        let linked = self.module.linked;
        let found =
            linked.parts(&self.module.edition).find_map(|p| Some((p.document.criteria.get(group)?, p.place("criteria", group))));
        if let Some((list, place)) = found {
            return self.list(list, &place);
        }
        let known: Vec<&str> =
            linked.parts(&self.module.edition).flat_map(|p| p.document.criteria.keys()).map(String::as_str).collect();
        self.module.unknown_reference(&at.below("include"), ("条件组", "group of criteria"), group, &known);
        Vec::new()
    }

    fn criterion(&mut self, criterion: &'a model::Criterion, at: &Place) -> Option<Draft<'a>> {
        let id = criterion.id.clone().unwrap_or_default();
        if !crate::lang::parser::is_name(&id) {
            self.error(Code::BadId, at, [id.into()]);
            return None;
        }
        if self.ids.len() >= MAX_CRITERIA {
            self.error(Code::TooMany, at, [Text::both("条件", "criteria"), MAX_CRITERIA.to_string().into()]);
            return None;
        }
        if self.ids.insert(id.clone(), ()).is_some() {
            self.error(Code::Redeclared, at, [id.into()]);
            return None;
        }
        let Some(source) = &criterion.source else {
            self.error(Code::SourceMissing, at, [id.into()]);
            return None;
        };
        self.module.cites(Some(source), &at.below("source"));
        let (operand, kind) = match (&criterion.when, criterion.all.as_slice(), criterion.any.as_slice()) {
            (Some(when), [], []) => {
                let place = at.below("when");
                let node = self.module.formula_of(when, &Type::Boolean, &place);
                let answer = self.module.lower(self.builder, &node, &place, &id);
                let said = self.module.said(self.builder, &node, &place, &id);
                (self.builder.emit1(Op::Settle, answer, Kind::Boolean), DraftKind::When(Box::new(said)))
            }
            (None, all @ [_, ..], []) => {
                let list = self.list(all, &at.below("all"));
                (self.join(&list, Op::And), DraftKind::All(list))
            }
            (None, [], any @ [_, ..]) => {
                let list = self.list(any, &at.below("any"));
                (self.join(&list, Op::Or), DraftKind::Any(list))
            }
            _ => {
                self.error(
                    Code::BadField,
                    at,
                    [Text::both("条件须有 when、all、any 之一", "a criterion has one of when, all, any")],
                );
                return None;
            }
        };
        let label = criterion.label.clone().unwrap_or_else(|| id.as_str().into());
        let sentence = criterion.sentence.as_ref().map(|t| self.module.template(self.builder, t, at));
        Some(Draft { id, label, source, sentence, operand, kind })
    }
}

/// A rule of an edition, lowered apart from any tier: for a host that asks for one figure (a size class, a ratio).
pub fn rule(linked: &Linked, facts: &FactTable, edition: &str, day: Date, id: &str) -> Result<(Program, Slot), Diagnostics> {
    let module = Module::new(linked, facts, edition, Some(day), None);
    let mut builder = Builder::new(crate::program::slot(facts.slots().len()));
    let found = module.rule_operand(&mut builder, id);
    let Some((operand, _)) = found else {
        let known: Vec<&str> = module.rule_ids().collect();
        let near = suggestion(id, known.into_iter());
        let span = crate::diagnostic::Span::default();
        return Err(Diagnostic::new(Code::UnknownReference, span, [Text::both("规则", "rule"), id.into(), near.into()]).into());
    };
    let errors = module.errors.take();
    if !errors.is_empty() {
        return Err(Diagnostics(errors));
    }
    let (program, map) = builder.finish();
    Ok((program, map(operand)))
}
