//! Small numbers for the parts of a chart. Those of states, events and transitions come from a builder; those of guards and
//! actions are the owner's own, which the chart only hands back.

use petgraph::graph::NodeIndex;

/// A state. Numbers rise in document order, so a state and all that is in it are one range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub(super) u16);

impl StateId {
    /// The chart itself, the state around all states. It has no name, is never entered or left, and can't be a target.
    pub const ROOT: StateId = StateId(0);

    /// The number, from 0 for the root: a place in a list of all states.
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// The node of the chart's graph.
    pub fn node(self) -> NodeIndex {
        NodeIndex::new(self.index())
    }

    /// The state with a number that is known to fit.
    pub(super) fn from_index(index: usize) -> Self {
        StateId(u16::try_from(index).unwrap_or(u16::MAX))
    }
}

/// An event, by the number of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub(super) u16);

impl EventId {
    /// The number, from 0 in the order of declaration.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// A transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransitionId(pub(super) u16);

impl TransitionId {
    /// The number, from 0 in the order of declaration.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// A guard, as its owner numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuardId(pub u32);

/// An action, as its owner numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId(pub u32);
