//! A chart's expressions lowered for an edition, a call and a day: they read the firm's facts, the rules' parameters and
//! what the case knows.

use std::cell::RefCell;

use crate::chart::StateId;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::document::flow::Counted;
use crate::document::tree::escape;
use crate::lang::check::check;
use crate::lang::node::{Node, NodeKind};
use crate::lang::scope::{Meaning, Scope, Symbol};
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::program::build::{Builder, Operand};
use crate::program::cell::Cell;
use crate::program::{Program, Slot, Workspace};
use crate::time::Date;

use super::super::facts::FactTable;
use super::super::link::Linked;
use super::super::module::Module;
use super::super::tidy;
use super::{CaseInput, Flow, FormulaId, FormulaInfo, Wanted};

/// The rules that expressions of a case go by.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The edition whose parameters and rules are read.
    pub edition: &'a str,
    /// The call, which may set parameters.
    pub call: Option<&'a str>,
    /// The day on which parameters have their values; without it expressions are only checked.
    pub day: Option<Date>,
}

/// A chart's expressions, ready to run.
#[derive(Clone, Debug)]
pub struct FlowProgram {
    program: Program,
    formulas: Vec<Lowered>,
    inputs: Vec<CaseInput>,
    facts: u32,
}

#[derive(Clone, Debug)]
struct Lowered {
    slot: Slot,
    slice: Vec<usize>,
    /// Numbers of facts, then of what the case knows.
    reads: Vec<u32>,
}

/// What an expression came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// A value or null.
    Value(Cell),
    /// It is open: which facts would tell.
    Open(Vec<u32>),
    /// It can't be computed, and where.
    Fault(Code, String),
}

impl FlowProgram {
    /// What the expression reads of the case.
    pub fn inputs(&self, formula: FormulaId) -> impl Iterator<Item = &CaseInput> {
        let reads = self.formulas.get(formula as usize).map_or(&[][..], |f| &f.reads);
        reads.iter().filter_map(|r| self.inputs.get(r.checked_sub(self.facts)? as usize))
    }

    /// Whether the expression reads facts of the firm.
    pub fn reads_facts(&self, formula: FormulaId) -> bool {
        self.formulas.get(formula as usize).is_some_and(|f| f.reads.iter().any(|r| *r < self.facts))
    }

    /// Begins with a firm's facts.
    pub fn begin(&self, firm: &[Cell], workspace: &mut Workspace) {
        self.program.begin(firm, workspace);
    }

    /// The value of an expression; `input` tells what the case knows.
    pub fn value(&self, formula: FormulaId, workspace: &mut Workspace, mut input: impl FnMut(&CaseInput) -> Cell) -> Known {
        let Some(lowered) = self.formulas.get(formula as usize) else { return Known::Value(Cell::Null) };
        for read in &lowered.reads {
            if let Some(wanted) = read.checked_sub(self.facts).and_then(|i| self.inputs.get(i as usize)) {
                self.program.set_fact(workspace, *read, input(wanted));
            }
        }
        self.program.rerun(&lowered.slice, workspace);
        match workspace.get(lowered.slot) {
            Cell::Unknown(_) => {
                let open = |r: &&u32| **r < self.facts && workspace.get(self.program.fact_slot(**r)).is_unknown();
                Known::Open(lowered.reads.iter().filter(open).copied().collect())
            }
            Cell::Error(fault) => {
                let origin = self.program.instructions.get(fault.instruction as usize);
                let origin = origin.and_then(|i| self.program.origins.get(i.origin as usize));
                Known::Fault(fault.code, origin.map(|o| o.owner.clone()).unwrap_or_default())
            }
            known => Known::Value(known.clone()),
        }
    }
}

/// Lowers a chart's expressions.
pub fn lower(linked: &Linked, facts: &FactTable, flow: &Flow, basis: Basis) -> Result<FlowProgram, Diagnostics> {
    let call = basis.call.and_then(|id| linked.common.document.calls.get_key_value(id));
    let settings = call.and_then(|(id, call)| {
        let place = linked.common.place("calls", id).below("set").below(&escape(basis.edition));
        call.set.get(basis.edition).map(|settings| (settings, place))
    });
    let module = Module::new(linked, facts, basis.edition, basis.day, settings);
    let inputs = RefCell::default();
    let nodes: Vec<Node> = flow.formulas.iter().map(|info| typed(&module, flow, info, &inputs)).collect();
    let inputs = inputs.into_inner();
    let count = crate::program::slot(facts.slots().len());
    let mut builder = Builder::new(count + crate::program::slot(inputs.len()));
    let operands: Vec<Operand> = flow
        .formulas
        .iter()
        .zip(&nodes)
        .map(|(info, node)| match choice(node, &info.wanted) {
            Some(index) => builder.constant(Cell::Choice(index)),
            None => module.lower(&mut builder, node, &info.place, &info.place.pointer),
        })
        .collect();
    let mut errors = module.errors.take();
    tidy(&mut errors);
    if !errors.is_empty() {
        return Err(Diagnostics(errors));
    }
    let (program, map) = builder.finish();
    let formulas = operands.into_iter().map(|operand| {
        let slot = map(operand);
        Lowered { slot, slice: program.slice(&[slot]), reads: program.facts_read(&[slot]) }
    });
    let formulas = formulas.collect();
    Ok(FlowProgram { program, formulas, inputs, facts: count })
}

/// An expression, typed; reports what doesn't fit.
fn typed(module: &Module, flow: &Flow, info: &FormulaInfo, inputs: &RefCell<Vec<CaseInput>>) -> Node {
    let broken = super::super::module::broken;
    let (expr, errors) = info.formula.parse();
    if !errors.is_empty() {
        module.report(errors.clone(), &info.place);
        return broken();
    }
    let (node, errors) = check(expr, &FlowScope { module, flow, event: info.event, inputs });
    if !errors.is_empty() {
        module.report(errors, &info.place);
        return broken();
    }
    if fits(&node, &info.wanted) {
        return node;
    }
    if node.ty != Type::Broken {
        let wanted = match &info.wanted {
            Wanted::Type(ty, _) => ty.shown(),
            Wanted::Count(_) => Text::both("个数", "a count"),
        };
        module.error(Diagnostic::new(Code::TypeMismatch, info.place.span(), [wanted, node.ty.shown()]));
    }
    broken()
}

fn fits(node: &Node, wanted: &Wanted) -> bool {
    match (wanted, &node.ty) {
        (Wanted::Type(_, optional), Type::Null) => *optional,
        (Wanted::Type(Type::Choice(_), _), Type::Text) => choice(node, wanted).is_some(),
        (Wanted::Type(ty, _), found) => ty == found,
        (Wanted::Count(counted), Type::Number(unit)) => {
            let own = match counted {
                Counted::Days => Some(Unit::DAY),
                Counted::WorkingDays => Unit::from_id("working_day"),
                Counted::Months => None,
                Counted::Years => Unit::from_id("year"),
            };
            unit.is_pure() || own == Some(*unit)
        }
        _ => false,
    }
}

/// A text that stands for one of the values of an enum.
fn choice(node: &Node, wanted: &Wanted) -> Option<u8> {
    match (&node.kind, wanted) {
        (NodeKind::Text(text), Wanted::Type(Type::Choice(choices), _)) => {
            choices.iter().position(|c| *c == **text).and_then(|i| u8::try_from(i).ok())
        }
        _ => None,
    }
}

/// The names of a chart's expressions: what the case knows, then the edition's.
struct FlowScope<'m, 'a> {
    module: &'m Module<'a>,
    flow: &'m Flow,
    event: Option<usize>,
    inputs: &'m RefCell<Vec<CaseInput>>,
}

impl FlowScope<'_, '_> {
    fn symbol(&self, input: CaseInput) -> Symbol {
        let mut inputs = self.inputs.borrow_mut();
        let at = inputs.iter().position(|i| *i == input).unwrap_or_else(|| {
            inputs.push(input);
            inputs.len() - 1
        });
        Symbol::Case(crate::program::slot(at))
    }

    fn title(&self, id: &str) -> Result<String, Vec<String>> {
        if self.flow.titles.contains_key(id) { Ok(id.to_owned()) } else { Err(self.flow.titles.keys().cloned().collect()) }
    }

    fn tier(&self, id: &str) -> Result<String, Vec<String>> {
        let editions = self.module.linked.editions.values();
        let tiers: Vec<String> = editions.flat_map(|e| e.document.tiers.keys().cloned()).collect();
        if tiers.iter().any(|t| t == id) { Ok(id.to_owned()) } else { Err(tiers) }
    }

    fn state(&self, id: &str) -> Result<StateId, Vec<String>> {
        let known = || self.flow.chart.states().skip(1).map(|(_, s)| s.id.clone()).collect();
        self.flow.chart.find(id).ok_or_else(known)
    }
}

impl Scope for FlowScope<'_, '_> {
    fn find(&self, name: &str) -> Option<Meaning> {
        let one = |input, ty, optional| Some(Meaning::One { symbol: self.symbol(input), ty, optional });
        if name == "now" {
            return one(CaseInput::Now, Type::Date, false);
        }
        if name == "renewing" {
            return one(CaseInput::Renewing, Type::Boolean, false);
        }
        if let Some((index, slot)) = self.flow.variables.index(name).and_then(|i| Some((i, self.flow.variables.get(i)?))) {
            return one(CaseInput::Variable(index), slot.expression_type.clone(), slot.optional);
        }
        if name == "event"
            && let Some((event, (_, told))) = self.event.and_then(|e| Some((e, self.flow.events.get_index(e)?)))
        {
            let fields = (0u32..).zip(told.payload.slots());
            let parts = fields.map(|(i, s)| (s.id.clone(), self.symbol(CaseInput::Payload(event, i)), s.expression_type.clone()));
            return Some(Meaning::Parts(parts.collect()));
        }
        match self.module.find(name)? {
            // Facts follow from records; a chart reads the facts.
            Meaning::Records(_) => None,
            meaning => Some(meaning),
        }
    }

    fn names(&self) -> Vec<String> {
        let own = self.flow.variables.slots().iter().map(|s| s.id.clone()).chain(["now", "renewing", "event"].map(str::to_owned));
        own.chain(self.module.names()).collect()
    }

    fn ask(&self, question: &str, of: Option<&str>) -> Option<Result<(Symbol, Type), Vec<String>>> {
        let of = of.unwrap_or_default();
        let verdicts = || Type::Choice(["pass", "fail"].map(str::to_owned).into());
        let (input, ty) = match question {
            "in_state" => (self.state(of).map(CaseInput::InState), Type::Boolean),
            "verdict" => (self.tier(of).map(CaseInput::Verdict), verdicts()),
            "title_valid" => (self.title(of).map(CaseInput::TitleValid), Type::Boolean),
            "title_from" => (self.title(of).map(CaseInput::TitleFrom), Type::Date),
            "title_until" => (self.title(of).map(CaseInput::TitleUntil), Type::Date),
            _ => return None,
        };
        Some(input.map(|input| (self.symbol(input), ty)))
    }

    fn layered(&self) -> bool {
        true
    }
}
