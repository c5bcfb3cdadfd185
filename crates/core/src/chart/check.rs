//! What must hold of a chart before it can run: names, children, initial states, history, targets that can be active
//! together. After these checks the algorithm can't come to an illegal configuration.

use petgraph::visit::Dfs;

use super::problem::Problems;
use super::{Chart, Kind, Start, StateId, Subject};
use crate::diagnostic::{Code, Text};

/// The arguments that tell of a number that is no state of the chart.
pub(super) fn unknown(state: StateId) -> [Text; 3] {
    [Text::both("状态", "state"), format!("#{}", state.index()).into(), Text::default()]
}

/// Every name stands for one state, and what should hold others does.
pub(super) fn names(chart: &mut Chart, problems: &mut Problems) {
    let mut names = std::mem::take(&mut chart.names);
    for (s, state) in chart.states() {
        if names.contains_key(&state.id) {
            problems.add(s, Code::ChartDuplicateState, [state.id.as_str().into()]);
        } else {
            names.insert(state.id.clone(), s);
        }
    }
    chart.names = names;
    for s in std::iter::once(StateId::ROOT).chain(chart.states().map(|(s, _)| s)) {
        let state = chart.state(s);
        // An empty plain state is just a state without others in it, unless it says what entering leads to.
        let must_hold = s == StateId::ROOT || state.kind == Kind::Parallel || chart.is_compound(s);
        let starts = state.kind == Kind::Plain && state.start != Start::default();
        if (must_hold || starts) && chart.real_children(s).next().is_none() {
            problems.add(s, Code::ChartNoChildren, [state.id.as_str().into()]);
        }
    }
}

/// Initial states and defaults of history are inside; where no initial state is given, it is the first child.
pub(super) fn starts(chart: &mut Chart, problems: &mut Problems) {
    for i in 0..chart.graph.node_count() {
        let s = StateId::from_index(i);
        if chart.is_compound(s) && chart.state(s).start.targets.is_empty() {
            let first = chart.real_children(s).next();
            chart.graph[s.node()].start.targets.extend(first);
        }
        let state = chart.state(s);
        if chart.is_compound(s) {
            let way = Text::both(format!("进入 `{}`", state.id), format!("entering `{}`", state.id));
            if together(chart, s.into(), &way, &state.start.targets, problems) {
                let outside = |t: &&StateId| !chart.is_inside(**t, s);
                for t in state.start.targets.iter().filter(outside) {
                    problems.add(s, Code::ChartInitial, [state.id.as_str().into(), chart.state(*t).id.as_str().into()]);
                }
            }
        } else if state.kind.is_history() {
            history(chart, s, problems);
        }
    }
}

fn history(chart: &Chart, s: StateId, problems: &mut Problems) {
    let (state, parent) = (chart.state(s), chart.around(s));
    let name = || state.id.as_str().into();
    if state.start.targets.is_empty() {
        return problems.add(s, Code::ChartHistoryDefault, [name()]);
    }
    let way = Text::both(format!("历史状态 `{}`", state.id), format!("the history state `{}`", state.id));
    if !together(chart, s.into(), &way, &state.start.targets, problems) {
        return;
    }
    for t in &state.start.targets {
        let target = chart.state(*t);
        let outer = chart.around(*t);
        let why = if !chart.is_inside(*t, parent) {
            Text::both("不在同一状态里", "is not in the same state")
        } else if target.kind.is_history() && outer == parent {
            // Each of them might stand for the other.
            Text::both("也是这个状态的历史", "is a history of the same state")
        } else if state.kind == Kind::History && outer != parent {
            Text::both("不是浅历史所记的那一层", "is deeper than a shallow history remembers")
        } else {
            continue;
        };
        problems.add(s, Code::ChartHistoryTarget, [name(), target.id.as_str().into(), why]);
    }
}

/// Targets exist and can be active together.
pub(super) fn transitions(chart: &Chart, problems: &mut Problems) {
    for (id, source, transition) in chart.transitions() {
        let name = &chart.state(source).id;
        let way = Text::both(format!("从 `{name}` 出发的转移"), format!("a transition from `{name}`"));
        together(chart, Subject::Transition(id), &way, &transition.targets, problems);
    }
}

/// Whether states exist and there is a configuration with all of them in which none holds another.
fn together(chart: &Chart, subject: Subject, way: &Text, targets: &[StateId], problems: &mut Problems) -> bool {
    let strange = |t: &&StateId| **t == StateId::ROOT || t.index() >= chart.graph.node_count();
    if let Some(t) = targets.iter().find(strange) {
        problems.add(subject, Code::UnknownReference, unknown(*t));
        return false;
    }
    // What a history state will stand for can be anything in its parent.
    let place = |t: StateId| if chart.state(t).kind.is_history() { chart.around(t) } else { t };
    let mut sorted: Vec<(StateId, StateId)> = targets.iter().map(|t| (place(*t), *t)).collect();
    sorted.sort_unstable();
    sorted.dedup();
    // In document order it is enough to compare neighbours: what is common to two states is common to all between them.
    for pair in sorted.windows(2) {
        if let [(one, a), (other, b)] = *pair
            && !chart.are_parallel(one, other)
        {
            let name = |s: StateId| chart.state(s).id.as_str().into();
            problems.add(subject, Code::ChartTargets, [way.clone(), name(a), name(b)]);
            return false;
        }
    }
    true
}

impl Chart {
    /// Whether two states, in document order, are in different regions of a parallel state.
    fn are_parallel(&self, one: StateId, other: StateId) -> bool {
        if one == other || self.is_inside(other, one) {
            return false;
        }
        let common = std::iter::successors(self.state(one).parent, |s| self.state(*s).parent).find(|s| self.is_inside(other, *s));
        common.is_some_and(|s| self.is_parallel(s))
    }
}

/// Warns of states that nothing leads to. Of those inside such a state nothing is said.
pub(super) fn reach(chart: &Chart, problems: &mut Problems) {
    let mut reached = Dfs::new(&chart.graph, StateId::ROOT.node());
    while reached.next(&chart.graph).is_some() {}
    let is_reached = |s: StateId| reached.discovered.contains(s.index());
    for (s, state) in chart.states() {
        if !is_reached(s) && is_reached(chart.around(s)) {
            problems.add(s, Code::ChartUnreachable, [state.id.as_str().into()]);
        }
    }
}
