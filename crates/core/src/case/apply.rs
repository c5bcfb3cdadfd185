//! An event applied to a case.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::assess::{Firm, JsonNumbers, MoneyUnit};
use crate::chart::{Configuration, EventId, StateId, Step, Stopped};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text, suggestion};
use crate::document::tree::{Node, Tree};
use crate::document::{MAX_BYTES, MAX_DEPTH, json};
use crate::journal::{Actor, Changes, Entry, FORMAT, Happened, SEMANTICS, Sealed};
use crate::policy::Policy;
use crate::policy::flow::Flow;
use crate::program::cell::Cell;
use crate::time::Moment;

use super::input::{Inputs, Mind, Told};
use super::run::Run;
use super::{Applied, Case, Library, Refusal};

/// Facts of the firm, for whoever decides by them.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub(super) entries: Vec<(String, Tree)>,
    pub(super) numbers: JsonNumbers,
}

impl Facts {
    /// Reads an object of facts and records, see [`Firm::read_json`]; whether the policy knows them shows when they are used.
    ///
    /// # Errors
    /// `row_syntax` for what is no object.
    pub fn from_json(text: &str) -> Result<Facts, Diagnostics> {
        Ok(Facts { entries: object(text)?, numbers: JsonNumbers::Exact })
    }

    /// Reads an object of such objects, each by the digest that a journal has for it.
    ///
    /// # Errors
    /// `row_syntax` for what is no object.
    pub fn by_digest(text: &str, numbers: JsonNumbers) -> Result<Vec<(String, Facts)>, Diagnostics> {
        let read = |(digest, tree): (String, Tree)| match tree.node {
            Node::Map(entries) => Ok((digest, Facts { entries, numbers })),
            _ => Err(no_object().into()),
        };
        object(text)?.into_iter().map(read).collect()
    }

    /// Their digest, by the policy that names them: what an entry that was decided by them carries.
    ///
    /// # Errors
    /// Facts that the policy doesn't know, or values that don't fit.
    pub fn digest(&self, policy: &Policy) -> Result<String, Refusal> {
        let mut firm = Firm::new(policy.facts(), &[], MoneyUnit::Yuan);
        let errors = firm.read_entries(&self.entries, self.numbers);
        if errors.is_empty() { Ok(firm.digest()) } else { Err(Diagnostics(errors).into()) }
    }
}

/// An event that is to be applied: which, what is told with it, and the firm's facts where it is decided by them.
#[derive(Clone, Debug, Default)]
pub struct Event {
    pub(super) id: String,
    pub(super) payload: Vec<(String, Tree)>,
    pub(super) numbers: JsonNumbers,
    pub(super) facts: Option<Facts>,
}

impl Event {
    /// An event with nothing told.
    pub fn new(id: &str) -> Self {
        Event { id: id.into(), ..Event::default() }
    }

    /// With a payload, an object as JSON.
    ///
    /// # Errors
    /// `row_syntax` for what is no object.
    pub fn told(mut self, payload: &str) -> Result<Self, Diagnostics> {
        self.payload = object(payload)?;
        Ok(self)
    }

    /// With the firm's facts.
    #[must_use]
    pub fn with_facts(mut self, facts: Facts) -> Self {
        self.facts = Some(facts);
        self
    }
}

fn object(text: &str) -> Result<Vec<(String, Tree)>, Diagnostics> {
    let tree = json::parse(text, MAX_DEPTH, MAX_BYTES).map_err(|e| {
        let code = if e.code == Code::DocumentSyntax { Code::RowSyntax } else { e.code };
        Diagnostic::new(code, Span::default(), e.args)
    })?;
    match tree.node {
        Node::Map(entries) => Ok(entries),
        _ => Err(no_object().into()),
    }
}

fn no_object() -> Diagnostic {
    Diagnostic::new(Code::RowSyntax, Span::default(), [Text::both("应当是一个对象", "an object was expected")])
}

/// What goes into one entry.
pub(super) struct Happening<'h> {
    /// The graph's event; none where the chart starts.
    pub event: Option<EventId>,
    /// What the entry calls it.
    pub happened: Happened,
    /// Whether it came from outside, so that roles count.
    pub outside: bool,
    pub told: Option<Told>,
    /// The call that it names.
    pub call: Option<String>,
    pub facts: Option<&'h Facts>,
    pub actor: &'h Actor,
    pub now: Moment,
    /// Changes that it brings whatever the chart does.
    pub changes: Changes,
}

impl Case {
    /// Applies an event: first every term that has run out by now, then the event itself.
    ///
    /// # Errors
    /// A refusal, after which the case is as it was.
    pub fn apply(&self, library: &Library, event: &Event, actor: &Actor, now: Moment) -> Result<Applied, Refusal> {
        let mut out = self.advance(library, now)?;
        let policy = library.current(&self.policy)?;
        let sealed = out.case.happen(library, policy, event, actor, now)?;
        out.case.fold(&sealed);
        out.entries.push(sealed);
        Ok(out)
    }

    /// One event from outside.
    pub(super) fn happen(
        &self,
        library: &Library,
        policy: &Arc<Policy>,
        event: &Event,
        actor: &Actor,
        now: Moment,
    ) -> Result<Sealed, Refusal> {
        let own = library.policy(&self.hash)?;
        let flow = Library::flow(own, &self.chart)?;
        let Some((index, declared)) = flow.event(&event.id).filter(|(_, e)| !e.by.is_empty()) else {
            let known = flow.events.iter().filter(|(_, e)| !e.by.is_empty()).map(|(id, _)| id.as_str());
            let near = suggestion(&event.id, known);
            return Err(Refusal::new(Code::UnknownEvent, [event.id.chars().take(60).collect::<String>().into(), near.into()]));
        };
        let mut payload = Firm::new(&declared.payload, &[], MoneyUnit::Yuan);
        let mut errors = payload.read_entries(&event.payload, event.numbers);
        for (slot, cell) in declared.payload.slots().iter().zip(payload.cells()) {
            if cell.is_unknown() && !slot.optional {
                let args = [declared.label.clone(), slot.label.clone()];
                errors.push(Diagnostic::new(Code::PayloadMissing, Span::value("", &format!("/{}", slot.id)), args));
            }
        }
        if !errors.is_empty() {
            return Err(Diagnostics(errors).into());
        }
        let told = payload_values(&payload);
        let call = told.get("call").and_then(Value::as_str).map(str::to_owned);
        let happening = Happening {
            event: Some(declared.event),
            happened: Happened { id: event.id.clone(), payload: told },
            outside: true,
            // What may be left out and was is known to be nothing.
            told: Some(Told { event: index, cells: payload.cells().iter().map(known).collect() }),
            call,
            facts: event.facts.as_ref(),
            actor,
            now,
            changes: Changes::default(),
        };
        self.step(library, policy, flow, happening)
    }

    /// One step of the chart, written down.
    pub(super) fn step(&self, library: &Library, policy: &Arc<Policy>, flow: &Flow, what: Happening) -> Result<Sealed, Refusal> {
        if let Some(last) = self.moment().filter(|last| what.now < *last) {
            return Err(Refusal::new(Code::TimeBackwards, [what.now.to_string().into(), last.to_string().into()]));
        }
        let mind = Mind { variables: Cow::Borrowed(&self.variables), titles: Cow::Borrowed(&self.titles) };
        let mut run = Run {
            case: self,
            library,
            flow,
            policy: policy.hash().to_owned(),
            actor: what.actor,
            now: what.now,
            outside: what.event.filter(|_| what.outside),
            opening: what.call.map(|call| (policy.hash().to_owned(), call)),
            inputs: Inputs::new(library, flow, what.now.date(), what.facts, what.told, mind),
            grounds: Vec::new(),
            guards: Vec::new(),
            changes: what.changes,
            effects: Vec::new(),
            refused: Vec::new(),
        };
        if policy.hash() != self.hash && Library::flow(policy, &flow.id)?.shape != flow.shape {
            return Err(Refusal::new(Code::ChartDiffers, [policy.hash().into()]));
        }
        let facts = what.facts.map(|f| f.digest(policy)).transpose()?;
        for (id, titled) in run.changes.titles.clone() {
            if let Some(titled) = titled {
                run.hold(&id, titled)?;
            }
        }
        let (after, step) = match what.event {
            None => stopped(flow.chart.start(&mut run))?,
            Some(event) => {
                let before = self.configuration(flow)?;
                if flow.chart.is_done(&before) {
                    return Err(Refusal::new(Code::CaseClosed, []));
                }
                let (after, step) = stopped(flow.chart.step(&before, event, &mut run))?;
                if what.outside && step.taken.is_empty() {
                    return Err(run.refusal(&before, event));
                }
                (after, step)
            }
        };
        run.settle(&step, &after)?;
        run.deadlines(&step, &after)?;
        let name = |s: &StateId| flow.chart.state(*s).id.clone();
        let entry = Entry {
            format: FORMAT.to_string(),
            semantics: SEMANTICS.to_string(),
            sequence: (self.sequence() + 1).to_string(),
            time: what.now.to_string(),
            actor: what.actor.clone(),
            event: what.happened,
            policy: run.policy,
            calendar: library.calendar().version().to_owned(),
            facts,
            guards: run.guards,
            left: once(step.left.iter().map(name).filter(|s| self.active.contains(s))),
            passed: once(step.entered.iter().filter(|s| !after.contains(**s)).map(name)),
            entered: once(step.entered.iter().filter(|s| **s != StateId::ROOT && after.contains(**s)).map(name)),
            changes: run.changes,
            effects: run.effects,
            previous: self.head.clone(),
        };
        Ok(entry.seal())
    }
}

fn known(cell: &Cell) -> Cell {
    if cell.is_unknown() { Cell::Null } else { cell.clone() }
}

fn stopped(result: Result<(Configuration, Step), Stopped<Refusal>>) -> Result<(Configuration, Step), Refusal> {
    result.map_err(|stopped| match stopped {
        Stopped::Endless(d) => (*d).into(),
        Stopped::Host(refusal) => refusal,
    })
}

/// Names in order, each once: a state may be entered again in one step.
fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    names.for_each(|name| {
        if !out.contains(&name) {
            out.push(name);
        }
    });
    out
}

/// What is told with an event, as the entry says it.
fn payload_values(payload: &Firm) -> Map<String, Value> {
    let slots = payload.facts().slots().iter().zip(payload.cells());
    slots.filter_map(|(slot, cell)| Some((slot.id.clone(), crate::assess::digest::value(slot, cell)?))).collect()
}

impl Run<'_> {
    /// Why nothing came of an event: the way out that was nearest to being taken.
    fn refusal(&mut self, before: &Configuration, event: EventId) -> Refusal {
        let refused = std::mem::take(&mut self.refused);
        let Some(nearest) = refused.iter().map(|(nearness, _)| *nearness).max() else {
            let label = self.flow.event_of.get(&event).and_then(|i| self.flow.events.get_index(*i)).map(|(_, e)| e.label.clone());
            let innermost = before.active().filter(|s| self.flow.chart.children(*s).next().is_none());
            let labels: Vec<Text> = innermost.filter_map(|s| self.flow.state(s)).map(|s| s.label.clone()).collect();
            let zh: Vec<&str> = labels.iter().map(|l| l.zh.as_str()).collect();
            let en: Vec<&str> = labels.iter().map(|l| l.en.as_str()).collect();
            let states = Text::both(zh.join("、"), en.join(", "));
            return Refusal::new(Code::EventNotHere, [label.unwrap_or_default(), states]);
        };
        let mut reasons: Vec<Diagnostic> = Vec::new();
        // Several ways out may be closed for the same reason.
        for (_, d) in refused.into_iter().filter(|(nearness, _)| *nearness == nearest) {
            if !reasons.contains(&d) {
                reasons.push(d);
            }
        }
        Refusal { diagnostics: Diagnostics(reasons), missing: std::mem::take(&mut self.inputs.missing) }
    }
}
