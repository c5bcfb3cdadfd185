//! What is wrong with a chart that is being built, and which part of it: the owner knows where that part is written.

use super::{StateId, TransitionId};
use crate::diagnostic::{Code, Diagnostic, Span, Text};

/// The part of a chart that a diagnostic is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A state, or the chart as a whole as [`StateId::ROOT`].
    State(StateId),
    /// A transition.
    Transition(TransitionId),
}

impl From<StateId> for Subject {
    fn from(state: StateId) -> Self {
        Subject::State(state)
    }
}

/// The problems found so far, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Problems(Vec<(Subject, Code, Vec<Text>)>);

impl Problems {
    pub(super) fn add(&mut self, subject: impl Into<Subject>, code: Code, args: impl Into<Vec<Text>>) {
        self.0.push((subject.into(), code, args.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As diagnostics, each at the place of its subject.
    pub(super) fn placed(self, place: &dyn Fn(Subject) -> Span) -> Vec<Diagnostic> {
        self.0.into_iter().map(|(subject, code, args)| Diagnostic::new(code, place(subject), args)).collect()
    }
}
