//! What a session told of a tier, part by part as JSON, and how it differs from what it told before.

use crate::document::write::write_text;

use super::super::explain::Explanation;
use super::super::json::{Part, tier_head};

/// The parts of a tier's answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    tier: String,
    /// What of the object no firm can change.
    head: String,
    /// One each of [`Part::ALL`].
    parts: Vec<String>,
    reasons: Vec<String>,
    distances: String,
}

impl Shown {
    pub(super) fn of(explanation: &Explanation, tier: usize) -> Self {
        let mut out = Shown::default();
        let Some(answer) = explanation.assessment.tiers.get(tier) else { return out };
        write_text(answer.tier, &mut out.tier);
        tier_head(answer, &mut out.head);
        for part in Part::ALL {
            let mut text = String::new();
            part.write(answer, &mut text);
            out.parts.push(text);
        }
        out.reasons = explanation.reasons_apart(tier);
        explanation.far(explanation.distances(tier), &mut out.distances);
        out
    }

    /// The whole object.
    pub(super) fn whole(&self, out: &mut String) {
        out.push_str(&self.head);
        for (part, text) in Part::ALL.iter().zip(&self.parts) {
            out.push_str(part.key());
            out.push_str(text);
        }
        out.push_str(",\"reasons\":[");
        for (i, reason) in self.reasons.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str(reason);
        }
        out.push_str("],\"distances\":");
        out.push_str(&self.distances);
        out.push('}');
    }

    /// An object of the parts that are not as before, to stand after those of other tiers; nothing where all are.
    pub(super) fn differing(&self, before: &Shown, out: &mut String) {
        let mut parts = String::new();
        for (i, part) in Part::ALL.iter().enumerate() {
            let text = self.parts.get(i);
            if let Some(text) = text.filter(|_| text != before.parts.get(i)) {
                parts.push_str(part.key());
                parts.push_str(text);
            }
        }
        self.differing_reasons(before, &mut parts);
        if self.distances != before.distances {
            parts.push_str(",\"distances\":");
            parts.push_str(&self.distances);
        }
        if !parts.is_empty() {
            out.push_str(if out.ends_with('}') { ",{\"tier\":" } else { "{\"tier\":" });
            out.push_str(&self.tier);
            out.push_str(&parts);
            out.push('}');
        }
    }

    fn differing_reasons(&self, before: &Shown, out: &mut String) {
        let mut mark = ",\"reasons\":{\"";
        for (i, reason) in self.reasons.iter().enumerate() {
            if before.reasons.get(i) != Some(reason) {
                out.push_str(mark);
                out.push_str(&i.to_string());
                out.push_str("\":");
                out.push_str(reason);
                mark = ",\"";
            }
        }
        if mark == ",\"" {
            out.push('}');
        }
        if self.reasons.len() != before.reasons.len() {
            out.push_str(",\"reason_count\":");
            out.push_str(&self.reasons.len().to_string());
        }
    }
}
