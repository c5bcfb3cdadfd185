//! Diagnostics as JSON, for hosts in other languages.

use serde_json::{Value, json};

use super::{Diagnostic, Lang, Severity};

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
        json!({
            "code": self.code.id(),
            "severity": self.severity().id(),
            "message": {"zh": self.message(Lang::Zh), "en": self.message(Lang::En)},
            "help": {"zh": self.help(Lang::Zh), "en": self.help(Lang::En)},
            "span": {
                "document": self.span.document,
                "pointer": self.span.pointer,
                "offset": self.span.offset,
                "length": self.span.length,
            },
            "location": self.location.as_ref().map(|l| json!({"file": l.file, "line": l.line, "column": l.column})),
        })
    }
}
