//! The graph of states that a case moves through, with the meaning that W3C gives to SCXML: states in states, parallel
//! regions, history, final states with done events, guarded, eventless, internal and targetless transitions, and run to
//! completion by the algorithm of SCXML's appendix D (<https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation>).
//!
//! A chart holds no data and calls nothing by name: guards and actions are numbers that its owner gave, and a [`Host`]
//! answers for them. A step is a pure function from a configuration and an event to the next configuration.

mod builder;
mod check;
mod configuration;
mod endless;
mod entry;
mod host;
mod ids;
mod legal;
mod problem;
mod step;

use crate::by_id::ById;
use fixedbitset::FixedBitSet;
use petgraph::graph::DiGraph;

pub use builder::ChartBuilder;
pub use configuration::Configuration;
pub use host::{Host, Queue, Step, Stopped};
pub use ids::{ActionId, EventId, GuardId, StateId, TransitionId};
pub use problem::Subject;

use crate::diagnostic::Diagnostic;

/// Most states of a chart.
pub const MAX_STATES: usize = 10_000;
/// Most history states among them. Each may remember as many states as there are, in every configuration.
pub const MAX_HISTORIES: usize = 256;
/// Most transitions.
pub const MAX_TRANSITIONS: usize = 50_000;
/// Most names of events, without the done events of the chart's own.
pub const MAX_EVENTS: usize = 50_000;
/// How deep states may be nested.
pub const MAX_DEPTH: usize = 64;
/// Most microsteps and raised events of one step. A chart that needs more does not come to rest.
pub const MAX_ROUNDS: usize = 1_000;

/// What a state is. The numbers stand in the digests of charts, which journals name: each keeps its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A state of its own, or one that holds others, of which one at a time is active.
    Plain = 0,
    /// A state that holds others, its regions, which are all active while it is.
    Parallel = 1,
    /// An end: reaching it is told by a done event of the state around it, and at the top it ends the chart.
    Final = 2,
    /// Stands for the states directly in its parent that were active when the parent was last left.
    History = 3,
    /// Stands for the innermost states in its parent that were active when the parent was last left.
    DeepHistory = 4,
}

impl Kind {
    /// Whether it only stands for states, and is never active itself.
    pub fn is_history(self) -> bool {
        matches!(self, Kind::History | Kind::DeepHistory)
    }
}

/// Where entering leads by default, and the actions on that way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// States entered.
    pub targets: Vec<StateId>,
    /// Actions, after the entry actions of the state that is entered.
    pub actions: Vec<ActionId>,
}

/// A state: a node of the chart's graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its name, unique in the chart; the root's is that of the chart.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The state around it; none for the root.
    pub parent: Option<StateId>,
    /// Actions when it is entered.
    pub entry: Vec<ActionId>,
    /// Actions when it is left.
    pub exit: Vec<ActionId>,
    /// For a state that holds others, where entering it leads; for a history state, what it stands for while it remembers
    /// nothing.
    pub start: Start,
    /// Transitions that need an event, in document order: the first that can be taken is.
    pub transitions: Vec<TransitionId>,
    /// Transitions without event, in document order.
    pub eventless: Vec<TransitionId>,
    /// What is raised when it is done; for states that hold others.
    pub done: Option<EventId>,
    /// The number after the last state in it.
    end: u16,
    /// How many states are around it.
    depth: u16,
}

/// A transition, as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transition {
    /// Events of which any one sets it off; none: it is tried whenever the chart is not at rest.
    pub events: Vec<EventId>,
    /// What must hold.
    pub guard: Option<GuardId>,
    /// States to enter; none: only the actions are carried out, no state is left.
    pub targets: Vec<StateId>,
    /// Does not leave its source where the targets are in it.
    pub internal: bool,
    /// Actions after the states are left and before others are entered.
    pub actions: Vec<ActionId>,
}

/// Why one state leads to another: an edge of the chart's graph. Targetless transitions have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// Who is in a state is in the one around it. The only edges that lead outwards, and one for each state but the root.
    Within,
    /// Entering leads there by default: an initial state, or the default of a history state.
    Initial,
    /// A region of a parallel state.
    Region,
    /// A transition to one of its targets.
    Transition(TransitionId),
}

/// A transition with what is known of it once the chart is whole.
#[derive(Clone, Debug)]
struct Rule {
    source: StateId,
    /// All active states inside this one are left. None without targets, or where it depends on what is remembered.
    domain: Option<StateId>,
    transition: Transition,
}

/// A checked chart.
///
/// ```
/// use peiyu::chart::{ActionId, ChartBuilder, Configuration, EventId, GuardId, Host, Kind, Queue, StateId, Transition};
/// use peiyu::diagnostic::Span;
///
/// // A door that opens only while it is unlocked: guard 0.
/// let mut builder = ChartBuilder::new("door");
/// let closed = builder.state(StateId::ROOT, "closed", Kind::Plain);
/// let open = builder.state(StateId::ROOT, "open", Kind::Plain);
/// let push = builder.event("push");
/// let opens = Transition { events: vec![push], guard: Some(GuardId(0)), targets: vec![open], ..Transition::default() };
/// builder.transition(closed, opens);
/// let chart = builder.build(&|_| Span::default())?;
///
/// struct Lock { locked: bool }
/// impl Host for Lock {
///     type Error = std::convert::Infallible;
///     fn guard(&mut self, _: GuardId, _: &Configuration, _: Option<EventId>) -> Result<bool, Self::Error> {
///         Ok(!self.locked)
///     }
///     fn act(&mut self, _: ActionId, _: &Configuration, _: Option<EventId>, _: &mut Queue) -> Result<(), Self::Error> {
///         Ok(())
///     }
/// }
///
/// let mut lock = Lock { locked: true };
/// let (start, _) = chart.start(&mut lock).unwrap();
/// let (same, step) = chart.step(&start, push, &mut lock).unwrap();
/// assert!(step.taken.is_empty() && same == start);
/// lock.locked = false;
/// let (after, step) = chart.step(&start, push, &mut lock).unwrap();
/// assert_eq!((step.left, step.entered), (vec![closed], vec![open]));
/// assert!(after.contains(open));
/// # Ok::<(), peiyu::diagnostic::Diagnostics>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chart {
    graph: DiGraph<State, Arrow>,
    events: ById<()>,
    rules: Vec<Rule>,
    names: ById<StateId>,
    /// States that can be active and hold no others.
    atomic: FixedBitSet,
    histories: Vec<StateId>,
    warnings: Vec<Diagnostic>,
}

impl Chart {
    /// The chart's name.
    pub fn id(&self) -> &str {
        &self.state(StateId::ROOT).id
    }

    /// Every state but the root, in document order.
    pub fn states(&self) -> impl Iterator<Item = (StateId, &State)> {
        self.graph.raw_nodes().iter().enumerate().skip(1).map(|(i, n)| (StateId::from_index(i), &n.weight))
    }

    /// A state of this chart.
    ///
    /// # Panics
    ///
    /// Where the number is from another chart that has more states.
    pub fn state(&self, state: StateId) -> &State {
        &self.graph[state.node()]
    }

    /// The state of a name.
    pub fn find(&self, id: &str) -> Option<StateId> {
        self.names.get(id).copied()
    }

    /// The state around a state; none for the root and for the number of another chart.
    pub fn parent(&self, state: StateId) -> Option<StateId> {
        self.graph.node_weight(state.node())?.parent
    }

    /// The states directly in a state, in document order, history states among them.
    pub fn children(&self, state: StateId) -> impl Iterator<Item = StateId> + '_ {
        let end = self.graph.node_weight(state.node()).map_or(0, |s| s.end);
        let mut next = state.0.saturating_add(1);
        std::iter::from_fn(move || {
            let child = (next < end).then_some(StateId(next))?;
            next = self.state(child).end;
            Some(child)
        })
    }

    /// The names of the events, in the order of their numbers: those declared, then the done events nobody declared.
    pub fn events(&self) -> impl Iterator<Item = (EventId, &str)> {
        self.events.keys().enumerate().map(|(i, name)| (event_id(i), name.as_str()))
    }

    /// The event of a name.
    pub fn event(&self, name: &str) -> Option<EventId> {
        self.events.get_index_of(name).map(event_id)
    }

    /// What is raised when a state is done: `done.state.ID`, for states that hold others.
    pub fn done_event(&self, state: StateId) -> Option<EventId> {
        self.graph.node_weight(state.node())?.done
    }

    /// Every transition with its source, in the order of declaration.
    pub fn transitions(&self) -> impl Iterator<Item = (TransitionId, StateId, &Transition)> {
        self.rules.iter().enumerate().map(|(i, r)| (transition_id(i), r.source, &r.transition))
    }

    /// A transition with its source; none for the number of another chart.
    pub fn transition(&self, transition: TransitionId) -> Option<(StateId, &Transition)> {
        self.rules.get(transition.index()).map(|r| (r.source, &r.transition))
    }

    /// Whether the chart has come to its end: a final state at the top is active. No event has an effect any more.
    pub fn is_done(&self, configuration: &Configuration) -> bool {
        self.children(StateId::ROOT).any(|s| self.state(s).kind == Kind::Final && configuration.contains(s))
    }

    /// The states as nodes, by [`StateId::node`], and what leads from one to another as edges.
    pub fn graph(&self) -> &DiGraph<State, Arrow> {
        &self.graph
    }

    /// What is worth knowing of the chart although it can be used: states that can't be reached.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The state around a state that is not the root.
    fn around(&self, state: StateId) -> StateId {
        self.state(state).parent.unwrap_or(StateId::ROOT)
    }

    /// The numbers of all states inside a state.
    fn inside(&self, state: StateId) -> std::ops::Range<usize> {
        state.index() + 1..self.state(state).end.into()
    }

    /// Whether a state is inside another, at any depth.
    fn is_inside(&self, state: StateId, outer: StateId) -> bool {
        outer < state && state.0 < self.state(outer).end
    }

    /// Whether a state holds others of which one at a time is active. The root does.
    fn is_compound(&self, state: StateId) -> bool {
        self.state(state).kind == Kind::Plain && !self.inside(state).is_empty()
    }

    fn is_parallel(&self, state: StateId) -> bool {
        self.state(state).kind == Kind::Parallel
    }

    /// The states directly in a state that can be active.
    fn real_children(&self, state: StateId) -> impl Iterator<Item = StateId> + '_ {
        self.children(state).filter(|s| !self.state(*s).kind.is_history())
    }

    /// The states around a state, from within, that are themselves inside `top`.
    fn ancestors_below(&self, state: StateId, top: StateId) -> impl Iterator<Item = StateId> + '_ {
        std::iter::successors(self.state(state).parent, |s| self.state(*s).parent).take_while(move |s| self.is_inside(*s, top))
    }

    /// The states that a history state can remember.
    fn memorable(&self, history: StateId) -> Box<dyn Iterator<Item = StateId> + '_> {
        let parent = self.around(history);
        if self.state(history).kind == Kind::History {
            return Box::new(self.real_children(parent));
        }
        Box::new(self.inside(parent).filter(|s| self.atomic.contains(*s)).map(StateId::from_index))
    }
}

/// The event with a number that is known to fit.
fn event_id(index: usize) -> EventId {
    EventId(u16::try_from(index).unwrap_or(u16::MAX))
}

/// The transition with a number that is known to fit.
fn transition_id(index: usize) -> TransitionId {
    TransitionId(u16::try_from(index).unwrap_or(u16::MAX))
}
