//! An answer as JSON: the bytes that must be the same in every language.

use crate::diagnostic::{Lang, Text};
use crate::document::write::write_text;
use crate::number::Number;

use super::{Assessment, TierAssessment};

impl Assessment<'_> {
    /// The answer as JSON text: numbers as decimal strings, keys always in the same order.
    ///
    /// `{"policy", "tiers": [{"tier", "label", "edition", "verdict", "score", "groups", "failed": [{"id", "label",
    /// "source", "needs_check"}], "missing", "problems": [{"code", "severity", "at", "message"}]}]}`; labels and messages
    /// are `{"zh", "en"}`.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"policy\":");
        write_text(self.policy, &mut out);
        out.push_str(",\"tiers\":[");
        for (i, tier) in self.tiers.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            tier_json(tier, &mut out);
            out.push('}');
        }
        out.push_str("]}");
        out
    }
}

/// The object of a tier up to where it may go on, without its closing bracket.
pub(super) fn tier_json(tier: &TierAssessment, out: &mut String) {
    tier_head(tier, out);
    for part in Part::ALL {
        out.push_str(part.key());
        part.write(tier, out);
    }
}

/// What of a tier's object no firm can change.
pub(super) fn tier_head(tier: &TierAssessment, out: &mut String) {
    out.push_str("{\"tier\":");
    write_text(tier.tier, out);
    both("label", tier.label, out);
}

/// A part of a tier's answer that differs from firm to firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Edition,
    Verdict,
    Score,
    Groups,
    Failed,
    Missing,
    Problems,
}

impl Part {
    /// In the order of the JSON.
    pub(super) const ALL: [Part; 7] =
        [Part::Edition, Part::Verdict, Part::Score, Part::Groups, Part::Failed, Part::Missing, Part::Problems];

    /// What stands before its value.
    pub(super) fn key(self) -> &'static str {
        match self {
            Part::Edition => ",\"edition\":",
            Part::Verdict => ",\"verdict\":",
            Part::Score => ",\"score\":",
            Part::Groups => ",\"groups\":",
            Part::Failed => ",\"failed\":",
            Part::Missing => ",\"missing\":",
            Part::Problems => ",\"problems\":",
        }
    }

    /// Its value.
    pub(super) fn write(self, tier: &TierAssessment, out: &mut String) {
        match self {
            Part::Edition => write_text(&tier.edition, out),
            Part::Verdict => write_text(tier.verdict.id(), out),
            Part::Score => points(tier.score.as_ref(), out),
            Part::Groups => groups(tier, out),
            Part::Failed => failed(tier, out),
            Part::Missing => list(&tier.missing, out),
            Part::Problems => problems(tier, out),
        }
    }
}

fn points(score: Option<&Number>, out: &mut String) {
    match score {
        Some(score) => write_text(&score.to_string(), out),
        None => out.push_str("null"),
    }
}

fn groups(tier: &TierAssessment, out: &mut String) {
    out.push('{');
    for (i, (id, score)) in tier.groups.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_text(id, out);
        out.push(':');
        points(score.as_ref(), out);
    }
    out.push('}');
}

fn failed(tier: &TierAssessment, out: &mut String) {
    out.push('[');
    for (i, failed) in tier.failed.iter().enumerate() {
        out.push_str(if i > 0 { ",{\"id\":" } else { "{\"id\":" });
        write_text(failed.id, out);
        both("label", failed.label, out);
        out.push_str(",\"source\":");
        write_text(failed.source, out);
        out.push_str(if failed.needs_check { ",\"needs_check\":true}" } else { ",\"needs_check\":false}" });
    }
    out.push(']');
}

fn problems(tier: &TierAssessment, out: &mut String) {
    out.push('[');
    for (i, problem) in tier.problems.iter().enumerate() {
        let d = &problem.diagnostic;
        out.push_str(if i > 0 { ",{\"code\":" } else { "{\"code\":" });
        write_text(d.code.id(), out);
        out.push_str(",\"severity\":");
        write_text(d.severity().id(), out);
        out.push_str(",\"at\":");
        write_text(&problem.at, out);
        both("message", &Text::both(d.message(Lang::Zh), d.message(Lang::En)), out);
        out.push('}');
    }
    out.push(']');
}

/// A list of texts.
pub(super) fn list(texts: &[&str], out: &mut String) {
    out.push('[');
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_text(text, out);
    }
    out.push(']');
}

/// A text for people, after what stands before it in the object.
pub(super) fn both(key: &str, text: &Text, out: &mut String) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":{\"zh\":");
    write_text(&text.zh, out);
    out.push_str(",\"en\":");
    write_text(&text.en, out);
    out.push('}');
}

/// A text after what stands before it in the object.
pub(super) fn text(key: &str, value: &str, out: &mut String) {
    optional(key, Some(value), out);
}

/// A text likewise, null where there is none.
pub(super) fn optional(key: &str, value: Option<&str>, out: &mut String) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":");
    match value {
        Some(value) => write_text(value, out),
        None => out.push_str("null"),
    }
}
