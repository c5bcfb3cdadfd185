//! An explanation as JSON, the same in every language: the answer, and under each tier the tree of its reasons.

use crate::diagnostic::{Lang, Text};
use crate::document::write::write_text;
use crate::phrase;
use crate::policy::FactSlot;
use crate::program::cell::Cell;

use super::super::distance::{Change, Distance};
use super::super::json::{both, tier_json};
use super::{Explanation, Line, LineKind, Reason};

impl Explanation<'_> {
    /// `{"policy", "facts", "tiers": [{...as in an answer..., "reasons": [{"kind", "id", "label", "sentence", "holds", "fact", "value",
    /// "shown", "limit", "max", "source", "needs_check", "children"}], "distances": [{"criterion", "label", "ways": [[{"fact", "from",
    /// "to", "sentence"}]]}]}], "provenance": [{"fact", "label", "shown", "source", "as_of", "evidence"}]}`.
    ///
    /// Values and limits are decimal strings, booleans or ids of an enum; `shown` is the value in words, `{"zh", "en"}`.
    /// What does not apply is left out; `holds` is null where a condition is open.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"policy\":");
        write_text(self.assessment.policy, &mut out);
        out.push_str(",\"facts\":");
        write_text(&self.facts, &mut out);
        out.push_str(",\"tiers\":[");
        for (i, tier) in self.assessment.tiers.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            tier_json(tier, &mut out);
            out.push_str(",\"reasons\":");
            self.reasons_json(i, &mut out);
            out.push_str(",\"distances\":");
            distances_json(self.distances(i), &mut out, &mut |way, out| self.way(way, out));
            out.push('}');
        }
        out.push_str("],\"provenance\":[");
        for (i, origin) in self.origins.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            origin.json(&mut out);
        }
        out.push_str("]}");
        out
    }

    /// The changes of a way.
    pub(in super::super) fn way(&self, way: &[Change], out: &mut String) {
        out.push('[');
        for (i, change) in way.iter().enumerate() {
            let Some(slot) = self.assessor.facts.get(change.fact) else { continue };
            out.push_str(if i > 0 { ",{\"fact\":" } else { "{\"fact\":" });
            write_text(&slot.id, out);
            out.push_str(",\"from\":");
            plain(Some(&change.from), Some(slot), out);
            out.push_str(",\"to\":");
            plain(Some(&change.to), Some(slot), out);
            both("sentence", &phrase::change(slot, &change.from, &change.to), out);
            out.push('}');
        }
        out.push(']');
    }

    /// The reasons of a tier, by its place.
    pub(in super::super) fn reasons_json(&self, tier: usize, out: &mut String) {
        out.push('[');
        for (i, lines) in self.lines(tier).into_iter().filter(|lines| !lines.is_empty()).enumerate() {
            if i > 0 {
                out.push(',');
            }
            nested(self.told(lines).map(|(_, line)| (line.depth, line)), out, |line, out| self.own(&self.reason(line), out));
        }
        out.push(']');
    }

    /// What a line says of the firm: the members of its object that values decide. And whether the last two of them are there,
    /// `shown` and `limit`; the others are always or never.
    pub(in super::super) fn said(&self, line: &Line) -> (String, [bool; 2]) {
        let mut out = String::new();
        let there = self.decided(&self.reason(line), &mut out);
        (out, there)
    }

    /// What a reason says itself, without the end of its object.
    fn own(&self, reason: &Reason, out: &mut String) {
        reason.line.head(out);
        self.decided(reason, out);
        reason.line.tail(out);
    }

    /// The members of a reason that values decide, each after a comma, and whether `shown` and `limit` are among them.
    fn decided(&self, reason: &Reason, out: &mut String) -> [bool; 2] {
        if reason.line.holds.is_some() {
            out.push_str(match reason.holds {
                Some(true) => ",\"holds\":true",
                Some(false) => ",\"holds\":false",
                None => ",\"holds\":null",
            });
        }
        self.measured(reason, out)
    }

    fn measured(&self, reason: &Reason, out: &mut String) -> [bool; 2] {
        let Some(measure) = &reason.line.measure else { return [false; 2] };
        let fact = measure.fact.and_then(|f| self.assessor.facts.get(f));
        if let Some(fact) = fact
            && reason.line.kind != LineKind::Fact
        {
            out.push_str(",\"fact\":");
            write_text(&fact.id, out);
        }
        out.push_str(",\"value\":");
        plain(reason.value, fact, out);
        let shown = self.shown(reason, Lang::Zh).zip(self.shown(reason, Lang::En));
        let there = [shown.is_some(), reason.limit.is_some()];
        if let Some((zh, en)) = shown {
            both("shown", &Text::both(zh, en), out);
        }
        if let Some(limit) = reason.limit {
            out.push_str(",\"limit\":");
            write_text(&limit.to_string(), out);
        }
        there
    }
}

impl Line {
    /// The beginning of its object, up to the members that values decide.
    pub(in super::super) fn head(&self, out: &mut String) {
        out.push_str("{\"kind\":");
        write_text(self.kind.id(), out);
        if !self.id.is_empty() {
            out.push_str(",\"id\":");
            write_text(&self.id, out);
        }
        both("label", &self.label, out);
        if !self.sentence.zh.is_empty() {
            both("sentence", &self.sentence, out);
        }
    }

    /// What stands after the members that values decide, without the end of its object.
    pub(in super::super) fn tail(&self, out: &mut String) {
        if let Some(max) = &self.max {
            out.push_str(",\"max\":");
            write_text(&max.to_string(), out);
        }
        if let Some(source) = &self.source {
            out.push_str(",\"source\":");
            write_text(&source.text, out);
            out.push_str(if source.needs_check { ",\"needs_check\":true" } else { ",\"needs_check\":false" });
        }
    }
}

/// What would make the criteria hold that don't; each way is written by `way`.
pub(in super::super) fn distances_json(distances: &[Distance], out: &mut String, way: &mut dyn FnMut(&[Change], &mut String)) {
    out.push('[');
    for (i, distance) in distances.iter().enumerate() {
        out.push_str(if i > 0 { ",{\"criterion\":" } else { "{\"criterion\":" });
        write_text(&distance.criterion.id, out);
        both("label", &distance.criterion.label, out);
        out.push_str(",\"ways\":[");
        for (i, changes) in distance.ways.iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            way(changes, out);
        }
        out.push_str("]}");
    }
    out.push(']');
}

/// The reasons of lines, given with their depths: each with those that follow it and stand deeper. `own` writes what a line says
/// itself.
pub(in super::super) fn nested<T>(lines: impl Iterator<Item = (usize, T)>, out: &mut String, own: impl Fn(T, &mut String)) {
    // How many reasons are not closed.
    let mut open = 0;
    for (depth, line) in lines {
        if depth < open {
            close(open - depth, out);
            out.push(',');
        } else if open > 0 {
            out.push_str(",\"children\":[");
        }
        own(line, out);
        open = depth + 1;
    }
    close(open, out);
}

/// The ends of the last of so many objects, each but the first in a list of the one before.
fn close(objects: usize, out: &mut String) {
    for i in 0..objects {
        out.push_str(if i == 0 { "}" } else { "]}" });
    }
}

/// A value: a decimal string, a boolean, or the id of an enum's.
fn plain(cell: Option<&Cell>, fact: Option<&FactSlot>, out: &mut String) {
    match cell {
        Some(Cell::Number(n)) => write_text(&n.to_string(), out),
        Some(Cell::Boolean(true)) => out.push_str("true"),
        Some(Cell::Boolean(false)) => out.push_str("false"),
        Some(Cell::Text(text)) => write_text(text, out),
        Some(Cell::Choice(i)) => match fact.and_then(|f| f.choices.get(usize::from(*i))) {
            Some(id) => write_text(id, out),
            None => out.push_str("null"),
        },
        _ => out.push_str("null"),
    }
}
