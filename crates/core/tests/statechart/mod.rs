//! Charts as plain data, for tests: what random charts are made as, what the naive algorithm runs, and what a builder is told.

pub mod naive;
pub mod random;

use peiyu::chart::{ActionId, Chart, ChartBuilder, Configuration, EventId, GuardId, Host, Kind, Queue, StateId, Transition};
use peiyu::diagnostic::{Diagnostics, Span};

/// A state; number 0 is the root. Its children have larger numbers.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: Kind,
    pub parent: usize,
    pub children: Vec<usize>,
    /// Targets of `initial`, or of the default of a history state; empty: none is given.
    pub start: Vec<usize>,
    pub start_actions: Vec<u32>,
    pub entry: Vec<u32>,
    pub exit: Vec<u32>,
}

#[derive(Clone, Debug)]
pub struct Edge {
    pub source: usize,
    pub events: Vec<usize>,
    pub guard: Option<u32>,
    pub targets: Vec<usize>,
    pub internal: bool,
    pub actions: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Numbers of events: some names of their own, then `done.state.ID` of every node.
    pub own_events: usize,
}

impl Model {
    /// The number of a node's done event.
    pub fn done(&self, node: usize) -> usize {
        self.own_events + node
    }

    pub fn ancestors(&self, node: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut at = node;
        while at != 0 {
            at = self.nodes[at].parent;
            out.push(at);
        }
        out
    }

    pub fn is_descendant(&self, node: usize, of: usize) -> bool {
        self.ancestors(node).contains(&of)
    }

    pub fn is_history(&self, node: usize) -> bool {
        matches!(self.nodes[node].kind, Kind::History | Kind::DeepHistory)
    }

    /// Children that can be active.
    pub fn child_states(&self, node: usize) -> Vec<usize> {
        self.nodes[node].children.iter().copied().filter(|c| !self.is_history(*c)).collect()
    }

    pub fn is_parallel(&self, node: usize) -> bool {
        self.nodes[node].kind == Kind::Parallel
    }

    pub fn is_compound(&self, node: usize) -> bool {
        self.nodes[node].kind == Kind::Plain && !self.child_states(node).is_empty()
    }

    pub fn is_atomic(&self, node: usize) -> bool {
        self.child_states(node).is_empty() && !self.is_history(node)
    }

    /// Tells a builder everything.
    pub fn chart(&self) -> Result<Chart, Diagnostics> {
        let mut builder = ChartBuilder::new("chart");
        let mut states = vec![StateId::ROOT];
        for (i, node) in self.nodes.iter().enumerate().skip(1) {
            states.push(builder.state(states[node.parent], &format!("s{i}"), node.kind));
        }
        let mut events: Vec<EventId> = (0..self.own_events).map(|e| builder.event(&format!("e{e}"))).collect();
        events.extend((0..self.nodes.len()).map(|s| builder.event(&format!("done.state.s{s}"))));
        let actions = |list: &[u32]| list.iter().map(|a| ActionId(*a)).collect::<Vec<_>>();
        for (state, node) in states.iter().zip(&self.nodes) {
            let targets: Vec<StateId> = node.start.iter().map(|t| states[*t]).collect();
            match node.kind {
                Kind::History | Kind::DeepHistory => {
                    builder.history_default(*state, &targets, &actions(&node.start_actions));
                }
                _ if !targets.is_empty() || !node.start_actions.is_empty() => {
                    builder.initial(*state, &targets, &actions(&node.start_actions));
                }
                _ => {}
            }
            for action in &node.entry {
                builder.entry(*state, ActionId(*action));
            }
            for action in &node.exit {
                builder.exit(*state, ActionId(*action));
            }
        }
        for edge in &self.edges {
            let transition = Transition {
                events: edge.events.iter().map(|e| events[*e]).collect(),
                guard: edge.guard.map(GuardId),
                targets: edge.targets.iter().map(|t| states[*t]).collect(),
                internal: edge.internal,
                actions: actions(&edge.actions),
            };
            builder.transition(states[edge.source], transition);
        }
        builder.build(&|_| Span::default())
    }

    /// Answers a guard from nothing but its number and what it is told.
    pub fn guard(&self, guard: u32, active: &[usize], event: Option<usize>) -> bool {
        let n = guard as usize / 4;
        match guard % 4 {
            0 => active.contains(&(n % self.nodes.len())),
            1 => !active.contains(&(n % self.nodes.len())),
            2 => event.is_some_and(|e| e % 2 == n % 2),
            _ => n.is_multiple_of(2),
        }
    }

    /// The event that an action raises, if it raises one.
    pub fn raised(&self, action: u32) -> Option<usize> {
        let events = self.own_events + self.nodes.len();
        action.is_multiple_of(20).then_some(action as usize / 20 % events)
    }
}

/// One action carried out: its number, the event it was told of, the states active at that moment.
pub type Act = (u32, Option<usize>, Vec<usize>);

/// Answers the engine from a model and writes down what it does.
pub struct Recorder<'m> {
    pub model: &'m Model,
    pub chart: &'m Chart,
    pub acts: Vec<Act>,
    /// How many actions succeed.
    pub patience: usize,
}

impl<'m> Recorder<'m> {
    pub fn new(model: &'m Model, chart: &'m Chart) -> Self {
        Recorder { model, chart, acts: Vec::new(), patience: usize::MAX }
    }
}

/// The event with a number: the model declares events in the order of their numbers.
pub fn nth_event(chart: &Chart, number: usize) -> EventId {
    chart.events().nth(number).expect("the model declares its events").0
}

/// The numbers of a configuration's states.
pub fn active(configuration: &Configuration) -> Vec<usize> {
    configuration.active().map(StateId::index).collect()
}

impl Host for Recorder<'_> {
    type Error = &'static str;

    fn guard(&mut self, guard: GuardId, configuration: &Configuration, event: Option<EventId>) -> Result<bool, Self::Error> {
        Ok(self.model.guard(guard.0, &active(configuration), event.map(EventId::index)))
    }

    fn act(
        &mut self,
        action: ActionId,
        configuration: &Configuration,
        event: Option<EventId>,
        raise: &mut Queue,
    ) -> Result<(), Self::Error> {
        if self.acts.len() >= self.patience {
            return Err("out of patience");
        }
        self.acts.push((action.0, event.map(EventId::index), active(configuration)));
        if let Some(event) = self.model.raised(action.0) {
            raise.raise(nth_event(self.chart, event));
        }
        Ok(())
    }
}
