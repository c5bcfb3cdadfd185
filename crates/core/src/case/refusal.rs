//! Why something is not done.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Span};

/// Why an event is refused; nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What is wrong, first that which is nearest to being right.
    pub diagnostics: Diagnostics,
    /// Facts that would tell whether the condition holds.
    pub missing: Vec<String>,
}

impl Refusal {
    /// For one reason.
    pub(super) fn new(code: Code, args: impl Into<Vec<crate::diagnostic::Text>>) -> Self {
        Diagnostic::new(code, Span::default(), args).into()
    }

    /// A state that the chart doesn't have.
    pub(super) fn foreign(id: &str) -> Self {
        let args = [crate::diagnostic::Text::both("状态", "state"), id.into(), "".into()];
        Refusal::new(Code::UnknownReference, args)
    }

    /// The code of the first reason.
    pub fn code(&self) -> Code {
        self.diagnostics.0.first().map_or(Code::EventNotHere, |d| d.code)
    }
}

impl From<Diagnostic> for Refusal {
    fn from(d: Diagnostic) -> Self {
        Refusal { diagnostics: d.into(), missing: Vec::new() }
    }
}

impl From<Diagnostics> for Refusal {
    fn from(diagnostics: Diagnostics) -> Self {
        Refusal { diagnostics, missing: Vec::new() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostics.0.first().map(|d| d.message(Lang::En)).unwrap_or_default())
    }
}

impl std::error::Error for Refusal {}
