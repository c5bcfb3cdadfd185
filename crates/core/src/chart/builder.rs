//! Takes a chart's parts one by one, in document order, and makes the checked chart of them. Problems are collected on the
//! way, so that all of them can be told at once.

use crate::by_id::ById;
use fixedbitset::FixedBitSet;
use petgraph::graph::DiGraph;

use super::problem::Problems;
use super::{
    ActionId, Arrow, Chart, EventId, Kind, MAX_DEPTH, MAX_EVENTS, MAX_HISTORIES, MAX_STATES, MAX_TRANSITIONS, Rule, Start, State,
    StateId, Subject, Transition, TransitionId, check, endless, event_id, transition_id,
};
use crate::diagnostic::{Code, Diagnostics, Span, Text};

/// Builds a [`Chart`]. States are added in document order: a state, then all that is in it, then its next sibling.
/// Transitions of one state stand in the order in which they are added, and may be added after all states.
///
/// The numbers it gives belong to the chart it builds. Those of another builder are told as a problem where they don't fit.
#[derive(Clone, Debug)]
pub struct ChartBuilder {
    states: Vec<State>,
    events: ById<()>,
    rules: Vec<Rule>,
    problems: Problems,
    /// What there is too much of, with the limit; nothing more is taken in then.
    excess: Option<(Text, usize)>,
}

impl ChartBuilder {
    /// A chart of a name, with nothing but its root.
    pub fn new(id: &str) -> Self {
        ChartBuilder {
            states: vec![State::new(id, Kind::Plain, None, 0)],
            events: ById::new(),
            rules: Vec::new(),
            problems: Problems::default(),
            excess: None,
        }
    }

    /// The event of a name; the same name is the same event. `done.state.ID` is what the chart raises when state ID is done.
    pub fn event(&mut self, name: &str) -> EventId {
        if let Some(known) = self.events.get_index_of(name) {
            return event_id(known);
        }
        if self.events.len() >= MAX_EVENTS {
            return self.too_many(Text::both("事件", "events"), MAX_EVENTS, EventId(0));
        }
        event_id(self.events.index_or_default(name))
    }

    /// Adds a state inside another, [`StateId::ROOT`] for one at the top.
    pub fn state(&mut self, parent: StateId, id: &str, kind: Kind) -> StateId {
        if self.states.len() > MAX_STATES {
            return self.too_many(Text::both("状态", "states"), MAX_STATES, StateId::ROOT);
        }
        let state = StateId::from_index(self.states.len());
        let mut around = parent;
        if parent >= state {
            self.unknown(state, parent);
            around = StateId::ROOT;
        } else if let Some(why) = self.misplaced(parent, kind) {
            let outer = self.name(parent);
            self.problems.add(state, Code::ChartMisplaced, [id.into(), outer, why]);
            // The root is the one place where any state keeps the order of the numbers.
            around = if self.is_open(parent) { parent } else { StateId::ROOT };
        }
        let depth = self.states[around.index()].depth + 1;
        if usize::from(depth) == MAX_DEPTH + 1 {
            self.problems.add(state, Code::ChartTooDeep, [id.into(), MAX_DEPTH.to_string().into()]);
        }
        self.states.push(State::new(id, kind, Some(around), depth));
        state
    }

    /// Where entering a state leads, [`StateId::ROOT`] for the start of the chart, with actions on the way. Without it the
    /// first child is entered. Said again, it replaces what was said before.
    pub fn initial(&mut self, state: StateId, targets: &[StateId], actions: &[ActionId]) {
        self.start(state, targets, actions, Text::both("初始状态", "an initial state"), |_, kind| kind == Kind::Plain);
    }

    /// What a history state stands for while it remembers nothing, with actions on the way.
    pub fn history_default(&mut self, history: StateId, targets: &[StateId], actions: &[ActionId]) {
        self.start(history, targets, actions, Text::both("历史默认去向", "a default history"), |_, kind| kind.is_history());
    }

    /// Adds an action to those that are carried out when a state is entered.
    pub fn entry(&mut self, state: StateId, action: ActionId) {
        if let Some(s) = self
            .with(state, Text::both("进入动作", "entry actions"), |state, kind| state != StateId::ROOT && !kind.is_history())
        {
            s.entry.push(action);
        }
    }

    /// Adds an action to those that are carried out when a state is left.
    pub fn exit(&mut self, state: StateId, action: ActionId) {
        if let Some(s) = self
            .with(state, Text::both("离开动作", "exit actions"), |state, kind| state != StateId::ROOT && !kind.is_history())
        {
            s.exit.push(action);
        }
    }

    /// Adds a transition. One of the root ([`StateId::ROOT`]) is tried last, whatever state is active; with targets it leaves
    /// every state.
    pub fn transition(&mut self, source: StateId, transition: Transition) -> TransitionId {
        if self.rules.len() >= MAX_TRANSITIONS {
            return self.too_many(Text::both("转移", "transitions"), MAX_TRANSITIONS, TransitionId(0));
        }
        let id = transition_id(self.rules.len());
        let has_transitions = |_, kind| matches!(kind, Kind::Plain | Kind::Parallel);
        if let Some(s) = self.with(source, Text::both("转移", "transitions"), has_transitions) {
            let list = if transition.events.is_empty() { &mut s.eventless } else { &mut s.transitions };
            list.push(id);
        }
        self.rules.push(Rule { source, domain: None, transition });
        id
    }

    /// Checks what was given, and makes the chart. `place` tells where a part is written, for the diagnostics.
    pub fn build(mut self, place: &dyn Fn(Subject) -> Span) -> Result<Chart, Diagnostics> {
        if self.states.iter().filter(|s| s.kind.is_history()).count() > MAX_HISTORIES {
            self.too_many(Text::both("历史状态", "history states"), MAX_HISTORIES, ());
        }
        if let Some((what, limit)) = self.excess {
            let mut problems = Problems::default();
            problems.add(StateId::ROOT, Code::ChartTooLarge, [what, limit.to_string().into()]);
            return Err(Diagnostics(problems.placed(place)));
        }
        let mut problems = std::mem::take(&mut self.problems);
        let mut chart = self.unchecked();
        check::names(&mut chart, &mut problems);
        if problems.is_empty() {
            check::starts(&mut chart, &mut problems);
            check::transitions(&chart, &mut problems);
        }
        if problems.is_empty() {
            chart.find_domains();
            chart.connect();
            endless::check(&chart, &mut problems);
        }
        if !problems.is_empty() {
            return Err(Diagnostics(problems.placed(place)));
        }
        check::reach(&chart, &mut problems);
        chart.warnings = problems.placed(place);
        Ok(chart)
    }

    /// The chart with its states and their order, but without edges, names, starts and domains.
    fn unchecked(mut self) -> Chart {
        for i in (0..self.states.len()).rev() {
            let state = StateId::from_index(i);
            let end = self.states[i].end.max(state.0 + 1);
            self.states[i].end = end;
            if let Some(parent) = self.states[i].parent {
                let parent = &mut self.states[parent.index()];
                parent.end = parent.end.max(end);
            }
        }
        let mut graph = DiGraph::with_capacity(self.states.len(), self.states.len() + self.rules.len());
        let mut atomic = FixedBitSet::with_capacity(self.states.len());
        let mut histories = Vec::new();
        for (i, mut state) in self.states.into_iter().enumerate() {
            let alone = usize::from(state.end) == i + 1;
            let holds = matches!(state.kind, Kind::Plain | Kind::Parallel) && !alone;
            if holds && i > 0 {
                state.done = Some(event_id(self.events.index_or_default(&format!("done.state.{}", state.id))));
            }
            atomic.set(i, alone && matches!(state.kind, Kind::Plain | Kind::Final));
            if state.kind.is_history() {
                histories.push(StateId::from_index(i));
            }
            graph.add_node(state);
        }
        let (events, rules) = (self.events, self.rules);
        Chart { graph, events, rules, names: ById::new(), atomic, histories, warnings: Vec::new() }
    }

    /// Why a state can't be inside another, if it can't.
    fn misplaced(&self, parent: StateId, kind: Kind) -> Option<Text> {
        let text = |zh: &str, en: &str| Some(Text::both(zh, en));
        let outer = self.states[parent.index()].kind;
        if outer == Kind::Final {
            return text("终止状态没有子状态", "a final state holds no others");
        }
        if outer.is_history() {
            return text("历史状态没有子状态", "a history state holds no others");
        }
        if kind == Kind::Final && outer == Kind::Parallel {
            return text("并行状态的分区不能是终止状态", "a region of a parallel state can't be final");
        }
        if kind.is_history() && parent == StateId::ROOT {
            return text("顶层从不离开，没有历史", "the chart itself is never left and has no history");
        }
        if !self.is_open(parent) {
            return text("状态须按文件的次序给出", "states must be given in document order");
        }
        None
    }

    /// Whether a state can still take in others: it is the last one given, or around it.
    fn is_open(&self, state: StateId) -> bool {
        let around = |s: &StateId| self.states[s.index()].parent;
        std::iter::successors(Some(StateId::from_index(self.states.len() - 1)), around).any(|s| s == state)
    }

    fn start(&mut self, state: StateId, targets: &[StateId], actions: &[ActionId], what: Text, fits: fn(StateId, Kind) -> bool) {
        if let Some(s) = self.with(state, what, fits) {
            s.start = Start { targets: targets.to_vec(), actions: actions.to_vec() };
        }
    }

    /// The state, if it exists and its kind may have what is asked for.
    fn with(&mut self, state: StateId, what: Text, fits: fn(StateId, Kind) -> bool) -> Option<&mut State> {
        let Some(kind) = self.states.get(state.index()).map(|s| s.kind) else {
            self.unknown(StateId::ROOT, state);
            return None;
        };
        if !fits(state, kind) {
            let name = self.name(state);
            let is = if state == StateId::ROOT { Text::both("状态图本身", "the chart itself") } else { kind.label() };
            self.problems.add(state, Code::ChartCannotHave, [name, is, what]);
            return None;
        }
        self.states.get_mut(state.index())
    }

    fn name(&self, state: StateId) -> Text {
        self.states[state.index()].id.as_str().into()
    }

    fn unknown(&mut self, subject: StateId, state: StateId) {
        self.problems.add(subject, Code::UnknownReference, check::unknown(state));
    }

    fn too_many<T>(&mut self, what: Text, limit: usize, answer: T) -> T {
        self.excess.get_or_insert((what, limit));
        answer
    }
}

impl State {
    fn new(id: &str, kind: Kind, parent: Option<StateId>, depth: u16) -> Self {
        State {
            id: id.to_owned(),
            kind,
            parent,
            entry: Vec::new(),
            exit: Vec::new(),
            start: Start::default(),
            transitions: Vec::new(),
            eventless: Vec::new(),
            done: None,
            end: 0,
            depth,
        }
    }
}

impl Kind {
    fn label(self) -> Text {
        match self {
            Kind::Plain => Text::both("普通状态", "a plain state"),
            Kind::Parallel => Text::both("并行状态", "a parallel state"),
            Kind::Final => Text::both("终止状态", "a final state"),
            Kind::History | Kind::DeepHistory => Text::both("历史状态", "a history state"),
        }
    }
}

impl Chart {
    /// Finds the domain of every transition that always has the same.
    fn find_domains(&mut self) {
        for i in 0..self.rules.len() {
            let targets = &self.rules[i].transition.targets;
            if !targets.is_empty() && targets.iter().all(|s| !self.state(*s).kind.is_history()) {
                self.rules[i].domain = Some(self.domain(&self.rules[i], targets));
            }
        }
    }

    /// Adds the edges.
    fn connect(&mut self) {
        let mut edges = Vec::new();
        for (s, state) in self.graph.raw_nodes().iter().map(|n| &n.weight).enumerate() {
            let s = StateId::from_index(s);
            edges.extend(state.parent.map(|p| (s, p, Arrow::Within)));
            edges.extend(state.start.targets.iter().map(|t| (s, *t, Arrow::Initial)));
            if state.kind == Kind::Parallel {
                edges.extend(self.real_children(s).map(|c| (s, c, Arrow::Region)));
            }
        }
        for (id, source, transition) in self.transitions() {
            edges.extend(transition.targets.iter().map(|t| (source, *t, Arrow::Transition(id))));
        }
        for (from, to, arrow) in edges {
            self.graph.add_edge(from.node(), to.node(), arrow);
        }
    }
}
