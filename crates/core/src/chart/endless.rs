//! Finds loops that a chart could never leave: states that eventless transitions without guards lead round and round. Told
//! only where it is certain; whatever else goes on for too long is stopped when it happens.

use super::problem::Problems;
use super::{Chart, Kind, StateId, Transition};
use crate::diagnostic::Code;

/// Tells each loop, by its first state.
pub(super) fn check(chart: &Chart, problems: &mut Problems) {
    let breakers = Breakers::new(chart);
    let mut next: Vec<Option<StateId>> = vec![None; chart.graph.node_count()];
    for s in chart.atomic.ones() {
        next[s] = chart.forced(StateId::from_index(s));
    }
    // Which walk came to a state first; every state has one way on at most.
    let mut walks: Vec<Option<usize>> = vec![None; next.len()];
    for walk in 0..next.len() {
        let mut at = Some(StateId::from_index(walk));
        while let Some(s) = at.filter(|s| walks[s.index()].is_none()) {
            walks[s.index()] = Some(walk);
            at = next[s.index()];
        }
        let Some(start) = at.filter(|s| walks[s.index()] == Some(walk)) else { continue };
        if breakers.may_leave(chart, chart.region(start)) {
            continue;
        }
        let mut names = vec![chart.state(start).id.as_str()];
        let mut step = next[start.index()];
        while let Some(s) = step.filter(|s| *s != start) {
            names.push(&chart.state(s).id);
            step = next[s.index()];
        }
        names.push(&chart.state(start).id);
        problems.add(start, Code::ChartLoop, [shortened(&names).into()]);
    }
}

/// A loop as a line of text that can still be read.
fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    match names {
        [first @ .., last] if first.len() > SHOWN => format!("{} → … → {last}", first[..SHOWN].join(" → ")),
        _ => names.join(" → "),
    }
}

impl Chart {
    /// The innermost state in which only one state of each level is active with this one: the region of a parallel state, or
    /// the root.
    fn region(&self, state: StateId) -> StateId {
        let is_region = |s: &StateId| self.state(*s).parent.is_none_or(|p| self.is_parallel(p));
        std::iter::successors(Some(state), |s| self.state(*s).parent).find(is_region).unwrap_or(StateId::ROOT)
    }

    /// The state that follows for certain, before anything else can happen, while a state that holds no others is active.
    fn forced(&self, atomic: StateId) -> Option<StateId> {
        if self.state(atomic).kind == Kind::Final && self.around(atomic) == StateId::ROOT {
            return None;
        }
        let mut around = std::iter::successors(Some(atomic), |s| self.state(*s).parent);
        let first = around.find_map(|s| self.state(s).eventless.first())?;
        let rule = &self.rules[first.index()];
        match &rule.transition {
            Transition { guard: Some(_), .. } => None,
            Transition { targets, .. } if targets.is_empty() => Some(atomic),
            Transition { targets, .. } => {
                let region = self.region(atomic);
                let stays = |domain: StateId| domain == region || self.is_inside(domain, region);
                rule.domain.filter(|d| stays(*d))?;
                self.rest(targets).filter(|s| self.region(*s) == region)
            }
        }
    }

    /// The one state without others in it that entering leads to, if it always is the same.
    fn rest(&self, targets: &[StateId]) -> Option<StateId> {
        let [mut state] = *targets else { return None };
        while !self.atomic.contains(state.index()) {
            let [next] = *self.state(state).start.targets.as_slice() else { return None };
            state = Some(next).filter(|_| self.is_compound(state))?;
        }
        Some(state)
    }
}

/// The eventless transitions that leave states, by the state inside which they do: the first and the last of their sources.
struct Breakers(Vec<Option<(StateId, StateId)>>);

impl Breakers {
    fn new(chart: &Chart) -> Self {
        let mut sources: Vec<Option<(StateId, StateId)>> = vec![None; chart.graph.node_count()];
        for rule in chart.rules.iter().filter(|r| r.transition.events.is_empty() && !r.transition.targets.is_empty()) {
            // One whose targets are remembered may leave everything.
            let known = &mut sources[rule.domain.unwrap_or(StateId::ROOT).index()];
            let (first, last) = known.unwrap_or((rule.source, rule.source));
            *known = Some((first.min(rule.source), last.max(rule.source)));
        }
        Breakers(sources)
    }

    /// Whether an eventless transition from outside a region may leave it.
    fn may_leave(&self, chart: &Chart, region: StateId) -> bool {
        let outside = |s: StateId| s != region && !chart.is_inside(s, region);
        let mut around = std::iter::successors(chart.state(region).parent, |s| chart.state(*s).parent);
        around.any(|s| self.0[s.index()].is_some_and(|(first, last)| outside(first) || outside(last)))
    }
}
