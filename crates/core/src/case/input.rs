//! What expressions of a chart read: the firm's facts, and what the case knows.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::assess::{Assessment, Firm, JsonNumbers, MoneyUnit, Verdict};
use crate::chart::{Configuration, StateId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::document::model::ById;
use crate::document::tree::{Mark, Node, Tree};
use crate::journal::Titled;
use crate::policy::FactTable;
use crate::policy::flow::{CaseInput, Flow, FormulaId, Known};
use crate::program::build::unknown_of;
use crate::program::cell::Cell;
use crate::program::interval::Interval;
use crate::program::{Kind, Workspace, number_cell};
use crate::time::Date;

use super::library::{Grounds, Rules};
use super::{Facts, Library, Refusal};

/// By which policy and which of its rules something goes.
pub(super) type Basis = Rc<(String, Grounds)>;

/// What the case knows while something happens to it; it changes on the way.
#[derive(Clone, Debug)]
pub(super) struct Mind<'r> {
    pub variables: Cow<'r, Map<String, Value>>,
    pub titles: Cow<'r, ById<Titled>>,
}

/// An event as it came: its number among the declared ones, and its payload.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub event: usize,
    pub cells: Vec<Cell>,
}

/// Computes expressions.
pub(super) struct Inputs<'r> {
    pub library: &'r Library,
    pub flow: &'r Flow,
    pub day: Date,
    pub facts: Option<&'r Facts>,
    pub told: Option<Told>,
    pub mind: Mind<'r>,
    /// Rules made ready, by whoever goes by them: see [`Inputs::by`].
    ready: Vec<(Basis, Option<Ready>)>,
    /// The tier whose verdict is being asked for.
    asked: Option<String>,
    /// What verdicts said on the way: why not, and what is missing.
    pub failed: Vec<Text>,
    pub missing: Vec<String>,
}

/// Rules that have been begun with the facts.
struct Ready {
    rules: Arc<Rules>,
    workspace: Workspace,
    /// Whether the firm's facts are in the workspace.
    with_facts: bool,
}

impl Drop for Ready {
    fn drop(&mut self) {
        if !self.with_facts {
            self.rules.end(std::mem::take(&mut self.workspace));
        }
    }
}

impl<'r> Inputs<'r> {
    pub fn new(
        library: &'r Library,
        flow: &'r Flow,
        day: Date,
        facts: Option<&'r Facts>,
        told: Option<Told>,
        mind: Mind<'r>,
    ) -> Self {
        let (ready, failed, missing) = (Vec::new(), Vec::new(), Vec::new());
        Inputs { library, flow, day, facts, told, mind, ready, asked: None, failed, missing }
    }

    /// A number for the rules that something goes by.
    pub fn by(&mut self, basis: Basis) -> usize {
        self.ready.iter().position(|(known, _)| *known == basis).unwrap_or_else(|| {
            self.ready.push((basis, None));
            self.ready.len() - 1
        })
    }

    /// Hash of the policy whose rules these are.
    pub fn policy(&self, by: usize) -> String {
        self.ready.get(by).map(|(basis, _)| basis.0.clone()).unwrap_or_default()
    }

    /// The value of an expression by those rules.
    pub fn value(&mut self, formula: FormulaId, by: usize, at: Option<&Configuration>) -> Result<Known, Refusal> {
        let Some((basis, ready)) = self.ready.get_mut(by) else { return Ok(Known::Value(Cell::Null)) };
        let (basis, ready) = (basis.clone(), ready.take());
        let mut ready = match ready {
            Some(ready) => ready,
            None => {
                let rules = self.library.rules(&basis.0, &self.flow.id, &basis.1)?;
                let workspace = rules.begin();
                Ready { rules, workspace, with_facts: false }
            }
        };
        let found = self.with(&mut ready, formula, &basis, at);
        if let Some((_, place)) = self.ready.get_mut(by) {
            *place = Some(ready);
        }
        found
    }

    fn with(
        &mut self,
        ready: &mut Ready,
        formula: FormulaId,
        basis: &Basis,
        at: Option<&Configuration>,
    ) -> Result<Known, Refusal> {
        let Ready { rules, workspace, with_facts } = ready;
        if !*with_facts && rules.program.reads_facts(formula) {
            let assessor = self.library.assessor(&basis.0, &basis.1)?;
            let mut firm = assessor.firm();
            self.fill(&mut firm, rules, basis, at)?;
            rules.program.begin(firm.cells(), workspace);
            *with_facts = true;
        }
        let mut wanted = Vec::new();
        for input in rules.program.inputs(formula) {
            wanted.push((input.clone(), self.input(input, rules, basis, at)?));
        }
        let known = |input: &CaseInput| wanted.iter().find(|(i, _)| i == input).map_or(Cell::Null, |(_, cell)| cell.clone());
        let value = rules.program.value(formula, workspace, known);
        if let Known::Open(facts) = &value {
            let ids = facts.iter().filter_map(|f| rules.policy.facts().get(*f)).map(|s| s.id.clone());
            self.missing.extend(ids);
        }
        Ok(value)
    }

    /// A firm with the facts that were given and those that follow from the case.
    fn fill(&mut self, firm: &mut Firm, rules: &Rules, basis: &Basis, at: Option<&Configuration>) -> Result<(), Refusal> {
        if let Some(facts) = self.facts {
            firm.money_unit(MoneyUnit::Yuan);
            let errors = firm.read_entries(&facts.entries, facts.numbers);
            if !errors.is_empty() {
                return Err(Diagnostics(errors).into());
            }
        }
        let Some(flow) = rules.flow() else { return Ok(()) };
        for (slot, formula) in &flow.supplied {
            let id = rules.policy.facts().get(*slot).map_or("", |s| s.id.as_str());
            if self.facts.is_some_and(|f| f.entries.iter().any(|(given, _)| given == id)) {
                return Err(Refusal::new(Code::FactOfCase, [id.into()]));
            }
            let mut workspace = rules.begin();
            let mut wanted = Vec::new();
            for input in rules.program.inputs(*formula) {
                // A verdict can't be part of what it is judged by.
                let cell = if matches!(input, CaseInput::Verdict(_)) { Cell::Null } else { self.input(input, rules, basis, at)? };
                wanted.push((input.clone(), cell));
            }
            let known = |input: &CaseInput| wanted.iter().find(|(i, _)| i == input).map_or(Cell::Null, |(_, c)| c.clone());
            if let Known::Value(cell) = rules.program.value(*formula, &mut workspace, known) {
                firm.supply(*slot, cell);
            }
            rules.end(workspace);
        }
        Ok(())
    }

    fn input(&mut self, input: &CaseInput, rules: &Rules, basis: &Basis, at: Option<&Configuration>) -> Result<Cell, Refusal> {
        let day = |text: Option<&String>| {
            let date = text.and_then(|t| t.parse::<Date>().ok());
            date.map_or(Cell::Null, |d| number_cell(d.unix_days()))
        };
        Ok(match input {
            CaseInput::Now => number_cell(self.day.unix_days()),
            // Outside of a verdict it is nobody's renewal.
            CaseInput::Renewing => self.asked.as_ref().map_or(Cell::unknown_boolean(false), |tier| {
                Cell::Boolean(self.mind.titles.get(tier).is_some_and(|t| valid(t, self.day)))
            }),
            CaseInput::InState(state) => Cell::Boolean(at.is_some_and(|at| at.contains(*state))),
            CaseInput::Variable(slot) => self.variable(*slot),
            CaseInput::Payload(event, slot) => match &self.told {
                Some(told) if told.event == *event => told.cells.get(*slot as usize).cloned().unwrap_or(Cell::Null),
                _ => Cell::Null,
            },
            CaseInput::TitleValid(id) => Cell::Boolean(self.mind.titles.get(id).is_some_and(|t| valid(t, self.day))),
            CaseInput::TitleFrom(id) => day(self.mind.titles.get(id).map(|t| &t.from)),
            CaseInput::TitleUntil(id) => day(self.mind.titles.get(id).map(|t| &t.until)),
            CaseInput::Verdict(tier) => self.verdict(tier, rules, basis, at)?,
        })
    }

    fn variable(&self, slot: u32) -> Cell {
        let table = &self.flow.variables;
        let Some(declared) = table.get(slot) else { return Cell::Null };
        self.mind.variables.get(&declared.id).map_or(Cell::Null, |value| cell(table, slot, value))
    }

    /// What the rules say of a tier; why not, and what is missing, is noted.
    fn verdict(&mut self, tier: &str, rules: &Rules, basis: &Basis, at: Option<&Configuration>) -> Result<Cell, Refusal> {
        let assessor = self.library.assessor(&basis.0, &basis.1)?;
        let mut firm = assessor.firm();
        self.asked = Some(tier.to_owned());
        let filled = self.fill(&mut firm, rules, basis, at);
        self.asked = None;
        filled?;
        let Assessment { tiers, .. } = assessor.assess(&firm);
        let open = || unknown_of(Kind::Choice, Interval::ALL, 2, false);
        let Some(found) = tiers.iter().find(|t| t.tier == tier) else { return Ok(open()) };
        for failed in &found.failed {
            let said = |label: &str| format!("{label}（{}）", failed.source);
            self.failed.push(Text::both(said(&failed.label.zh), format!("{} ({})", failed.label.en, failed.source)));
        }
        self.missing.extend(found.missing.iter().map(|id| (*id).to_owned()));
        Ok(match found.verdict {
            Verdict::Pass => Cell::Choice(0),
            Verdict::Fail => Cell::Choice(1),
            Verdict::Unknown => open(),
        })
    }
}

/// Whether a title is valid on a day: both ends are in.
pub(super) fn valid(title: &Titled, day: Date) -> bool {
    let end = |text: &str| text.parse::<Date>().ok();
    end(&title.from).is_some_and(|from| from <= day) && end(&title.until).is_some_and(|until| day <= until)
}

/// A value of a journal as the cell of a slot.
pub(super) fn cell(table: &FactTable, slot: u32, value: &Value) -> Cell {
    let node = match value {
        Value::Bool(known) => Node::Boolean(*known),
        Value::String(text) => Node::Text(text.clone()),
        _ => return Cell::Null,
    };
    let Some(declared) = table.get(slot) else { return Cell::Null };
    let mut firm = Firm::new(table, &[], MoneyUnit::Yuan);
    let set = firm.set_value(&declared.id, &node);
    if set.is_err() { Cell::Null } else { firm.cells().get(slot as usize).cloned().unwrap_or(Cell::Null) }
}

/// A computed cell as a value of a journal, held against the slot's domain.
pub(super) fn value(table: &FactTable, slot: u32, computed: &Cell) -> Result<Value, Diagnostic> {
    let Some(declared) = table.get(slot) else { return Ok(Value::Null) };
    let said = crate::assess::digest::value(declared, computed).unwrap_or(Value::Null);
    let node = match &said {
        Value::Bool(known) => Node::Boolean(*known),
        Value::String(text) => Node::Text(text.clone()),
        _ => Node::Null,
    };
    let mut firm = Firm::new(table, &[], MoneyUnit::Yuan);
    firm.read_entries(&[(declared.id.clone(), Tree { node, mark: Mark::default() })], JsonNumbers::Exact)
        .into_iter()
        .next()
        .map_or(Ok(said), Err)
}

/// The state itself or the innermost around it that is bound to a call.
pub(super) fn bound_around(flow: &Flow, state: StateId) -> Option<StateId> {
    let mut at = Some(state);
    while let Some(state) = at {
        if flow.state(state).is_some_and(|s| s.bound.is_some()) {
            return Some(state);
        }
        at = flow.chart.parent(state);
    }
    None
}
