//! What a chart asks of its owner while it runs, and what it tells of a step. The chart has no data of its own: guards are
//! answered and actions carried out by a [`Host`].

use std::collections::VecDeque;

use super::{ActionId, Configuration, EventId, GuardId, StateId, TransitionId};
use crate::diagnostic::Diagnostic;

/// Answers guards and carries out actions. An error ends the step, of which then nothing is kept.
pub trait Host {
    /// Why a guard or an action can't be computed.
    type Error;

    /// Whether a guard holds. It is asked at most once for each transition and microstep, and must not change anything.
    ///
    /// `configuration` is as of before the transition; `event` is the event being handled, for an eventless transition the
    /// last one handled in this step, and none while the chart starts.
    fn guard(&mut self, guard: GuardId, configuration: &Configuration, event: Option<EventId>) -> Result<bool, Self::Error>;

    /// Carries out an action; events that it raises are handled before the step ends.
    ///
    /// `configuration` is as of that moment: a state that is being left is still in it during its exit actions, one that is
    /// being entered is in it already during its entry actions.
    fn act(
        &mut self,
        action: ActionId,
        configuration: &Configuration,
        event: Option<EventId>,
        raise: &mut Queue,
    ) -> Result<(), Self::Error>;
}

/// The events raised inside a step and not handled yet (SCXML's internal queue).
#[derive(Debug, Default)]
pub struct Queue(VecDeque<EventId>);

impl Queue {
    /// Raises an event, to be handled after those raised before. One that no transition names is handled by doing nothing.
    pub fn raise(&mut self, event: EventId) {
        self.0.push_back(event);
    }

    pub(super) fn next(&mut self) -> Option<EventId> {
        self.0.pop_front()
    }
}

/// What happened in a step, in the order in which it happened. All empty where the event had no effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Transitions taken.
    pub taken: Vec<TransitionId>,
    /// States left.
    pub left: Vec<StateId>,
    /// States entered.
    pub entered: Vec<StateId>,
}

/// Why a step was given up; nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped<E> {
    /// The chart did not come to rest: [`chart_endless`](crate::diagnostic::Code::ChartEndless).
    Endless(Box<Diagnostic>),
    /// The host could not answer a guard or carry out an action.
    Host(E),
}

impl<E> From<E> for Stopped<E> {
    fn from(error: E) -> Self {
        Stopped::Host(error)
    }
}
