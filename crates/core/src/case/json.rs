//! What comes of a request, as canonical JSON: the same bytes in every language.

use serde_json::Value;

use crate::document::shape::Shape as _;
use crate::document::write::{canonical, object};
use crate::time::Date;

use super::{Applied, Due, Next, Refusal, Verified};

impl Applied {
    /// `{"case": ..., "effects": [{"id", "with"}], "entries": [{"entry", "hash"}]}`: the case's snapshot, what the host is
    /// asked to do, the entries to be added to the journal. Text may be kept as it is: an entry's text is its line.
    pub fn to_json(&self) -> String {
        let entries: Vec<String> = self.entries.iter().map(crate::journal::Sealed::line).collect();
        format!(r#"{{"case":{},"effects":{},"entries":[{}]}}"#, self.case.snapshot(), self.effects_json(), entries.join(","))
    }

    /// What the host is asked to do, as a list.
    pub fn effects_json(&self) -> String {
        let effects: Vec<String> = self.effects().map(|asked| canonical(&asked.write())).collect();
        format!("[{}]", effects.join(","))
    }
}

impl Refusal {
    /// `{"diagnostics": [...], "missing": ["revenue"]}`
    pub fn to_json(&self) -> Value {
        let diagnostics: Vec<Value> = self.diagnostics.0.iter().map(crate::diagnostic::Diagnostic::to_json).collect();
        object([("diagnostics", diagnostics.into()), ("missing", self.missing.write())])
    }
}

impl Due {
    /// `{"state", "state_label", "id", "label", "day", "provisional", "overdue", "source"}`; labels in `zh` and `en`, `day`
    /// and `overdue` null where they aren't known.
    pub fn to_json(&self) -> Value {
        object([
            ("state", self.state.write()),
            ("state_label", self.state_label.write()),
            ("id", self.id.write()),
            ("label", self.label.write()),
            ("day", self.day.map(|d| d.to_string()).into()),
            ("provisional", self.provisional.into()),
            ("overdue", self.overdue.into()),
            ("source", self.source.write()),
        ])
    }
}

impl Next {
    /// `{"event", "label", "state", "state_label", "by": [{"role", "label"}], "payload": [{"id", "optional"}],
    /// "decided", "window", "source"}`; `window` is `{"from", "until"}` or null.
    pub fn to_json(&self) -> Value {
        let by = self.by.iter().map(|(role, label)| object([("role", role.write()), ("label", label.write())]));
        let payload = self.payload.iter().map(|(id, optional)| object([("id", id.write()), ("optional", optional.write())]));
        let window =
            |(from, until): (Date, Date)| object([("from", from.to_string().into()), ("until", until.to_string().into())]);
        object([
            ("event", self.event.write()),
            ("label", self.label.write()),
            ("state", self.state.write()),
            ("state_label", self.state_label.write()),
            ("by", by.collect()),
            ("payload", payload.collect()),
            ("decided", self.decided.into()),
            ("window", self.window.map(window).into()),
            ("source", self.source.write()),
        ])
    }
}

impl Verified {
    /// `again` or `taken`.
    pub fn id(self) -> &'static str {
        match self {
            Verified::Again => "again",
            Verified::Taken => "taken",
        }
    }
}
