//! Diagnostics as JSON, for hosts in other languages.

use serde_json::Value;

use crate::document::write::object;

use super::{Diagnostic, Lang, Location, Severity};

impl Severity {
    /// `error` or `warning`.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

impl Diagnostic {
    /// `{"code", "severity", "message": {"zh", "en"}, "help": {"zh", "en"}, "span": {"document", "pointer", "offset",
    /// "length"}, "location": {"file", "line", "column"} or null}`
    pub fn to_json(&self) -> Value {
        let both = |zh: String, en: String| object([("zh", zh.into()), ("en", en.into())]);
        let span = [
            ("document", self.span.document.as_str().into()),
            ("pointer", self.span.pointer.as_str().into()),
            ("offset", self.span.offset.into()),
            ("length", self.span.length.into()),
        ];
        let location =
            |l: &Location| object([("file", l.file.as_str().into()), ("line", l.line.into()), ("column", l.column.into())]);
        object([
            ("code", self.code.id().into()),
            ("severity", self.severity().id().into()),
            ("message", both(self.message(Lang::Zh), self.message(Lang::En))),
            ("help", both(self.help(Lang::Zh), self.help(Lang::En))),
            ("span", object(span)),
            ("location", self.location.as_ref().map(location).into()),
        ])
    }
}
