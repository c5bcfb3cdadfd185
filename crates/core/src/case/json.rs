//! What comes of a request, as canonical JSON: the same bytes in every language.

use serde_json::{Value, json};

use crate::document::shape::Shape as _;
use crate::document::write::canonical;

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
        json!({"diagnostics": diagnostics, "missing": self.missing})
    }
}

impl Due {
    /// `{"state", "state_label", "id", "label", "day", "provisional", "overdue", "source"}`; labels in `zh` and `en`, `day`
    /// and `overdue` null where they aren't known.
    pub fn to_json(&self) -> Value {
        json!({
            "state": self.state,
            "state_label": self.state_label.write(),
            "id": self.id,
            "label": self.label.write(),
            "day": self.day.map(|d| d.to_string()),
            "provisional": self.provisional,
            "overdue": self.overdue,
            "source": self.source,
        })
    }
}

impl Next {
    /// `{"event", "label", "state", "state_label", "by": [{"role", "label"}], "payload": [{"id", "optional"}],
    /// "decided", "window", "source"}`; `window` is `{"from", "until"}` or null.
    pub fn to_json(&self) -> Value {
        let by: Vec<Value> = self.by.iter().map(|(role, label)| json!({"role": role, "label": label.write()})).collect();
        let payload: Vec<Value> = self.payload.iter().map(|(id, optional)| json!({"id": id, "optional": optional})).collect();
        json!({
            "event": self.event,
            "label": self.label.write(),
            "state": self.state,
            "state_label": self.state_label.write(),
            "by": by,
            "payload": payload,
            "decided": self.decided,
            "window": self.window.map(|(from, until)| json!({"from": from.to_string(), "until": until.to_string()})),
            "source": self.source,
        })
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
