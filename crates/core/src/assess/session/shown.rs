//! What a session told of a tier, part by part as JSON, and how it differs from what it told before.

use crate::document::write::write_text;
use crate::program::Workspace;

use super::super::explain::Explanation;
use super::super::json::{Part, tier_head};

/// What stands before the distances.
const DISTANCES: &str = ",\"distances\":";

/// The parts of a tier's answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    tier: String,
    /// What of the object no firm can change.
    head: String,
    /// One each of [`Part::ALL`].
    parts: Vec<String>,
    /// What each line says itself, without what stands below it; empty where it wasn't told since a value of it moved.
    lines: Vec<String>,
    reasons: Vec<String>,
    distances: String,
}

impl Shown {
    /// Takes up what an explanation says, in the place of what one said after an earlier run. An object of the parts that
    /// are not as before is told after those of other tiers; nothing where all are.
    pub(super) fn take(&mut self, explanation: &Explanation, tier: usize, before: &Workspace, told: &mut String) {
        let Some(answer) = explanation.assessment.tiers.get(tier) else { return };
        if self.head.is_empty() {
            write_text(answer.tier, &mut self.tier);
            tier_head(answer, &mut self.head);
            self.parts.resize(Part::ALL.len(), String::new());
        }
        let mut out = String::new();
        for (part, text) in Part::ALL.iter().zip(&mut self.parts) {
            let mut now = String::new();
            part.write(answer, &mut now);
            changed(text, now, part.key(), &mut out);
        }
        self.take_reasons(explanation, tier, before, &mut out);
        let mut now = String::new();
        explanation.far(explanation.distances(tier), &mut now);
        changed(&mut self.distances, now, DISTANCES, &mut out);
        if !out.is_empty() {
            told.push_str(if told.ends_with('}') { ",{\"tier\":" } else { "{\"tier\":" });
            told.push_str(&self.tier);
            told.push_str(&out);
            told.push('}');
        }
    }

    /// Writes only the reasons of which a value has moved, and of these only the lines: writing is most of the work.
    fn take_reasons(&mut self, explanation: &Explanation, tier: usize, before: &Workspace, out: &mut String) {
        let lines = explanation.lines(tier);
        let count: usize = lines.iter().map(|lines| lines.iter().filter(|line| line.depth == 0).count()).sum();
        let (known, mut place, start) = (self.reasons.len(), 0, out.len());
        // With another number of lines, the first are others, too.
        let same = known == count && !explanation.other_lines(tier, before);
        if !same {
            self.lines.clear();
        }
        self.lines.resize(lines.iter().map(|lines| lines.len()).sum(), String::new());
        self.reasons.resize(count, String::new());
        let mut texts = self.lines.as_mut_slice();
        for mut rest in lines {
            while !rest.is_empty() {
                let end = rest.iter().skip(1).position(|line| line.depth == 0).map_or(rest.len(), |at| at + 1);
                let ((group, next), (own, others)) = (rest.split_at(end), texts.split_at_mut(end));
                let mut moved = !same;
                for (line, text) in group.iter().zip(&mut *own) {
                    if !explanation.unmoved(line, before) {
                        text.clear();
                        moved = true;
                    }
                    moved |= !explanation.stays(line, before);
                }
                if let Some(text) = self.reasons.get_mut(place).filter(|_| moved) {
                    let key = format!("{}{place}\":", if out.len() == start { ",\"reasons\":{\"" } else { ",\"" });
                    changed(text, explanation.whole(group, own), &key, out);
                }
                (place, rest, texts) = (place + 1, next, others);
            }
        }
        if out.len() > start {
            out.push('}');
        }
        if known != count {
            out.push_str(",\"reason_count\":");
            out.push_str(&count.to_string());
        }
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
        out.push(']');
        out.push_str(DISTANCES);
        out.push_str(&self.distances);
        out.push('}');
    }
}

/// Takes up a text, and tells it with its key where it differs from the one before.
fn changed(text: &mut String, now: String, key: &str, out: &mut String) {
    if *text != now {
        out.push_str(key);
        out.push_str(&now);
        *text = now;
    }
}
