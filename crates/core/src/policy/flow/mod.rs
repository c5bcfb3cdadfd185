//! A policy's charts, read: the graph with everything its document says beside it. Expressions are lowered apart, for an
//! edition, a call and a day, by [`program`].

mod program;
mod read;
mod template;

use std::sync::Arc;

use crate::by_id::ById;
use crate::chart::{Chart, EventId, StateId};
use crate::diagnostic::Text;
use crate::document::flow::{Counted, RollRule};
use crate::document::model::Formula;
use crate::keyed::Keyed;
use crate::lang::types::Type;

use super::facts::FactTable;
use super::link::Place;
use super::said::Citation;

pub(super) use program::lower;
pub use program::{Basis, FlowProgram, Known};
pub(super) use read::read;

/// Which of a chart's expressions.
pub type FormulaId = u32;

/// A chart of a policy.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// The graph. Its guards are numbers of transitions, its actions numbers of [`Flow::actions`].
    pub chart: Chart,
    /// By number of the state.
    pub states: Vec<FlowState>,
    /// By number of the transition.
    pub transitions: Vec<FlowTransition>,
    /// The declared events.
    pub events: ById<FlowEvent>,
    /// Which declared event each of the graph's is; done and elapsed events are none.
    pub event_of: Keyed<EventId, usize>,
    /// The deadline whose end an event is.
    pub elapsed: Keyed<EventId, (StateId, usize)>,
    /// What a case keeps in mind.
    pub variables: Arc<FactTable>,
    /// Values of a new case's variables.
    pub initial: Vec<FormulaId>,
    /// Titles, by id.
    pub titles: ById<FlowTitle>,
    /// The graph's events of titles from before a case.
    pub imports: ById<EventId>,
    /// What hosts are asked for, by id.
    pub effects: ById<FlowEffect>,
    /// Facts that follow from the case, and how.
    pub supplied: Vec<(u32, FormulaId)>,
    /// What is done on the way, each by the rules of a state.
    pub actions: Vec<(StateId, FlowAction)>,
    /// Who acts, by id.
    pub roles: ById<FlowRole>,
    /// Digest of the graph's shape: cases move on under another policy only where it is the same.
    pub shape: String,
    formulas: Vec<FormulaInfo>,
}

/// Who acts.
#[derive(Clone, Debug)]
pub struct FlowRole {
    /// Its name for people.
    pub label: Text,
    /// The level of area in which it acts.
    pub area: Option<String>,
}

/// What is said of a state.
#[derive(Clone, Debug)]
pub struct FlowState {
    /// Its name for people.
    pub label: Text,
    /// The tier that is applied for inside.
    pub bound: Option<String>,
    /// Terms that run from entering.
    pub deadlines: Vec<FlowDeadline>,
    /// Where it comes from.
    pub citation: Option<Citation>,
}

/// How the last day of a term is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// So many days, months or years from a day, or from entering.
    Term(FormulaId, Counted, Option<FormulaId>),
    /// A day.
    On(FormulaId),
    /// The next such day of a year.
    Yearly(FormulaId),
}

/// A term.
#[derive(Clone, Debug)]
pub struct FlowDeadline {
    /// Its id, unique in its state.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// How its last day is found.
    pub when: When,
    /// What happens to a day of rest.
    pub roll: RollRule,
    /// The event of its end.
    pub elapsed: EventId,
    /// Whether a way out waits for its end.
    pub awaited: bool,
    /// Where it comes from.
    pub citation: Citation,
}

/// What is said of a transition.
#[derive(Clone, Debug)]
pub struct FlowTransition {
    /// The state and its place among the state's ways out, `county_review.2`.
    pub name: String,
    /// The state whose rules its expressions go by.
    pub basis: StateId,
    /// Its condition.
    pub when: Option<FormulaId>,
    /// The roles that may do it; for declared events.
    pub by: Vec<String>,
    /// Its name as a step.
    pub step: Option<String>,
    /// Steps that somebody else must have done.
    pub unlike: Vec<String>,
    /// Whether only within the call's window.
    pub window: bool,
    /// What to say where the condition does not hold.
    pub refusal: Option<Text>,
    /// Where it comes from.
    pub citation: Option<Citation>,
    /// Where it stands.
    pub place: Place,
}

/// A declared event.
#[derive(Clone, Debug)]
pub struct FlowEvent {
    /// Its name for people.
    pub label: Text,
    /// The roles that may bring it about.
    pub by: Vec<String>,
    /// What is told with it.
    pub payload: FactTable,
    /// The graph's event.
    pub event: EventId,
}

/// A title.
#[derive(Clone, Debug)]
pub struct FlowTitle {
    /// Its name for people.
    pub label: Text,
    /// Titles of which one of each list must be valid.
    pub needs: Vec<Vec<String>>,
}

/// What a host is asked to do.
#[derive(Clone, Debug)]
pub struct FlowEffect {
    /// Its name for people.
    pub label: Text,
    /// What is told with it.
    pub payload: Arc<FactTable>,
}

/// What is done on the way.
#[derive(Clone, Debug)]
pub enum FlowAction {
    /// Variables get values.
    Set(Vec<(u32, FormulaId)>),
    /// An event is raised.
    Raise(EventId),
    /// The host is asked.
    Effect {
        /// Which effect.
        effect: String,
        /// Slots of the payload and their values.
        with: Vec<(u32, FormulaId)>,
        /// A key, where it is asked for only once.
        once: Option<String>,
    },
    /// A title is given, to a last day.
    Grant(String, FormulaId),
    /// A title's last day is moved.
    Extend(String, FormulaId),
    /// A title is taken away.
    End(String),
}

/// What an expression may read of a case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CaseInput {
    /// A variable.
    Variable(u32),
    /// The day.
    Now,
    /// Whether the title whose verdict is asked for is valid on the day, so that it is a renewal.
    Renewing,
    /// Part of an event's payload.
    Payload(usize, u32),
    /// Whether a state is active.
    InState(StateId),
    /// The verdict of a tier: `pass` or `fail`.
    Verdict(String),
    /// Whether a title is valid on the day.
    TitleValid(String),
    /// A title's first day.
    TitleFrom(String),
    /// A title's last day.
    TitleUntil(String),
}

/// An expression, and what it must give.
#[derive(Clone, Debug)]
struct FormulaInfo {
    formula: Formula,
    place: Place,
    wanted: Wanted,
    /// The declared event whose payload it may read.
    event: Option<usize>,
}

#[derive(Clone, Debug)]
enum Wanted {
    /// A type, and whether null will do.
    Type(Type, bool),
    /// A count of those.
    Count(Counted),
}

impl Flow {
    /// What is said of a state.
    pub fn state(&self, state: StateId) -> Option<&FlowState> {
        self.states.get(state.index())
    }

    /// An expression as it is written.
    pub fn written(&self, formula: FormulaId) -> String {
        self.formulas.get(formula as usize).map(|f| f.formula.parse().0.to_string()).unwrap_or_default()
    }

    /// The declared event of a name.
    pub fn event(&self, id: &str) -> Option<(usize, &FlowEvent)> {
        let index = self.events.get_index_of(id)?;
        Some((index, self.events.get_index(index)?.1))
    }
}
