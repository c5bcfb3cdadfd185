//! Where a chart stands: the active states and what history states remember, small enough to keep a million of them.

use fixedbitset::FixedBitSet;

use super::{Chart, StateId};

/// The active states of a chart, and the states that each history state remembers. Its order and its equality are those of a
/// set: two configurations are equal where the chart behaves alike from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// One bit a state; the root's is never set.
    pub(super) active: FixedBitSet,
    /// A history state and one state that it remembers, in ascending order.
    pub(super) history: Box<[(StateId, StateId)]>,
}

impl Configuration {
    /// Nothing is active, nothing remembered.
    pub(super) fn empty(states: usize) -> Self {
        Configuration { active: FixedBitSet::with_capacity(states), history: Box::default() }
    }

    /// The same for a chart of so many states: what comes from another chart is cut to fit, so that no number is outside.
    pub(super) fn fitted(&self, states: usize) -> Self {
        if self.active.len() == states {
            return self.clone();
        }
        let mut active = FixedBitSet::with_capacity(states);
        active.extend(self.active.ones().filter(|s| *s < states));
        let inside = |(h, s): &&(StateId, StateId)| h.index() < states && s.index() < states;
        Configuration { active, history: self.history.iter().filter(inside).copied().collect() }
    }

    /// Whether a state is active. The root is not among the active states.
    pub fn contains(&self, state: StateId) -> bool {
        self.active.contains(state.index())
    }

    /// The active states in document order, a state before those in it.
    pub fn active(&self) -> impl Iterator<Item = StateId> + '_ {
        self.active.ones().map(StateId::from_index)
    }

    /// Every history state that remembers something, with one remembered state; ascending.
    pub fn history(&self) -> &[(StateId, StateId)] {
        &self.history
    }

    /// What a history state remembers, in document order; empty where its parent was never left.
    pub fn remembered(&self, history: StateId) -> impl Iterator<Item = StateId> + '_ {
        let start = self.history.partition_point(|(h, _)| *h < history);
        self.history.iter().skip(start).take_while(move |(h, _)| *h == history).map(|(_, s)| *s)
    }

    /// Lets the history states in states that are about to be left (in descending order) remember what is active now.
    pub(super) fn remember(&mut self, chart: &Chart, leaving: &[StateId]) {
        let is_left = |history: StateId| {
            let parent = chart.around(history);
            leaving.binary_search_by(|s| parent.cmp(s)).is_ok()
        };
        let written: Vec<StateId> = chart.histories.iter().copied().filter(|h| is_left(*h)).collect();
        if written.is_empty() {
            return;
        }
        let mut history = std::mem::take(&mut self.history).into_vec();
        history.retain(|(h, _)| written.binary_search(h).is_err());
        for h in written {
            let remembered = chart.memorable(h).filter(|s| self.contains(*s));
            history.extend(remembered.map(|s| (h, s)));
        }
        history.sort_unstable();
        self.history = history.into_boxed_slice();
    }
}
