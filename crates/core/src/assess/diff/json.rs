//! Differences as JSON.

use crate::diagnostic::Text;
use crate::document::write::write_text;

use super::super::explain::Line;
use super::super::json::{both, optional, text};
use super::{Differences, LineChange, Side, TierChanges};

impl Differences<'_> {
    /// `{"before": {"policy", "hash", "edition", "day"}, "after", "tiers": [{"tier", "label", "change", "editions", "lines": [{"change",
    /// "renewal", "under", "kind", "id", "before": {"label", "sentence", "max", "source", "needs_check"}, "after"}]}], "parameters":
    /// [{"change", "id", "label", "before", "after", "source"}], "sections": [{"change", "section", "id", "label"}]}`; `change` is
    /// `added`, `removed` or `changed`, of a tier null where it is there in both by the same edition. Texts for people are `{"zh",
    /// "en"}`; what one side lacks is null.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"before\":");
        side(&self.pair.before, &mut out);
        out.push_str(",\"after\":");
        side(&self.pair.after, &mut out);
        out.push_str(",\"tiers\":[");
        for (i, tier) in self.tiers.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            tier_json(tier, &mut out);
        }
        out.push_str("],\"parameters\":[");
        for (i, p) in self.parameters.iter().enumerate() {
            out.push_str(if i > 0 { ",{\"change\":" } else { "{\"change\":" });
            write_text(p.change.id(), &mut out);
            text("id", &p.id, &mut out);
            both("label", &p.label, &mut out);
            maybe("before", p.before.as_ref(), &mut out);
            maybe("after", p.after.as_ref(), &mut out);
            optional("source", p.source.as_deref(), &mut out);
            out.push('}');
        }
        out.push_str("],\"sections\":[");
        for (i, s) in self.sections.iter().enumerate() {
            out.push_str(if i > 0 { ",{\"change\":" } else { "{\"change\":" });
            write_text(s.change.id(), &mut out);
            text("section", s.section, &mut out);
            text("id", &s.id, &mut out);
            both("label", &s.label, &mut out);
            out.push('}');
        }
        out.push_str("]}");
        out
    }
}

fn side(side: &Side, out: &mut String) {
    out.push_str("{\"policy\":");
    write_text(side.policy.id(), out);
    text("hash", side.policy.hash(), out);
    text("edition", &side.edition, out);
    text("day", &side.assessor.selection().day.to_string(), out);
    out.push('}');
}

fn tier_json(tier: &TierChanges, out: &mut String) {
    out.push_str("{\"tier\":");
    write_text(tier.tier, out);
    both("label", tier.label, out);
    optional("change", tier.change.map(super::Change::id), out);
    out.push_str(",\"editions\":[");
    for (i, edition) in tier.editions.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        match edition {
            Some(edition) => write_text(edition, out),
            None => out.push_str("null"),
        }
    }
    out.push_str("],\"lines\":[");
    for (i, line) in tier.lines.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        line_json(line, out);
    }
    out.push_str("]}");
}

fn line_json(change: &LineChange, out: &mut String) {
    out.push_str("{\"change\":");
    write_text(change.change.id(), out);
    out.push_str(if change.renewal { ",\"renewal\":true" } else { ",\"renewal\":false" });
    out.push_str(",\"under\":[");
    for (i, label) in change.under.iter().enumerate() {
        out.push_str(if i > 0 { ",{\"zh\":" } else { "{\"zh\":" });
        write_text(&label.zh, out);
        out.push_str(",\"en\":");
        write_text(&label.en, out);
        out.push('}');
    }
    out.push(']');
    if let Some(line) = change.after.or(change.before) {
        text("kind", line.kind.id(), out);
        text("id", &line.id, out);
    }
    said("before", change.before, out);
    said("after", change.after, out);
    out.push('}');
}

/// What a line says.
fn said(key: &str, line: Option<&Line>, out: &mut String) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":");
    let Some(line) = line else { return out.push_str("null") };
    out.push_str("{\"label\":{\"zh\":");
    write_text(&line.label.zh, out);
    out.push_str(",\"en\":");
    write_text(&line.label.en, out);
    out.push('}');
    both("sentence", &line.sentence, out);
    optional("max", line.max.as_ref().map(ToString::to_string).as_deref(), out);
    optional("source", line.source.as_ref().map(|s| s.text.as_str()), out);
    let check = line.source.as_ref().is_some_and(|s| s.needs_check);
    out.push_str(if check { ",\"needs_check\":true}" } else { ",\"needs_check\":false}" });
}

fn maybe(key: &str, words: Option<&Text>, out: &mut String) {
    match words {
        Some(words) => both(key, words, out),
        None => optional(key, None, out),
    }
}
