//! What a session told of a tier, part by part as JSON, and how it differs from what it told before.

use crate::document::write::write_text;
use crate::program::Workspace;

use super::super::distance::Change;
use super::super::explain::{Explanation, Line, distances_json, nested};
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
    /// Every line that there is.
    lines: Vec<Told>,
    distances: String,
    /// The ways in the distances, with what was written of them: most are the same after a change, and figures are dear to write.
    ways: Vec<(Vec<Change>, String)>,
}

/// A line of the reasons.
#[derive(Clone, Debug, Default)]
struct Told {
    depth: usize,
    /// Whether it is told.
    stands: bool,
    /// The beginning of its object, which no firm can change; empty before it is told for the first time.
    head: String,
    /// The members that values decide.
    said: String,
    /// Which of the members that may be absent are there.
    there: [bool; 2],
    /// The rest of its object, without what stands below it and the end.
    tail: String,
}

impl Told {
    fn inside(_: &Told, next: &Told) -> bool {
        next.depth > 0
    }

    /// The reasons of lines.
    fn json(lines: &[Told]) -> String {
        let mut out = String::with_capacity(lines.iter().map(|line| line.length() + 16).sum());
        nested(lines.iter().filter(|line| line.stands).map(|line| (line.depth, line)), &mut out, Told::own);
        out
    }

    fn length(&self) -> usize {
        self.head.len() + self.said.len() + self.tail.len()
    }

    fn own(&self, out: &mut String) {
        out.push_str(&self.head);
        out.push_str(&self.said);
        out.push_str(&self.tail);
    }
}

/// The lines of a reason that say something else now, each with its number among those that are told; nothing where none does.
fn moved(explanation: &Explanation, group: &[Line], own: &mut [Told], before: &Workspace) -> Option<String> {
    let mut out = String::new();
    let told = group.iter().zip(own).filter(|(_, told)| told.stands);
    for (number, (line, told)) in told.enumerate().filter(|(_, (line, _))| !explanation.unmoved(line, before)) {
        let (now, there) = explanation.said(line);
        if !equal(&now, &told.said) {
            out.push_str(if out.is_empty() { "[[" } else { ",[" });
            out.push_str(&number.to_string());
            out.push(',');
            told.said = now;
            if told.there == there {
                // Its first comma is not wanted here.
                out.push('{');
                out.push_str(told.said.get(1..).unwrap_or_default());
            } else {
                told.there = there;
                told.own(&mut out);
            }
            out.push_str("}]");
        }
    }
    (!out.is_empty()).then(|| out + "]")
}

/// Writes the lines of a reason that are told now, but for those that were and say the same.
fn tell_anew(explanation: &Explanation, group: &[Line], own: &mut [Told], before: &Workspace) {
    let was: Vec<bool> = own.iter_mut().map(|told| std::mem::take(&mut told.stands)).collect();
    for (place, line) in explanation.told(group) {
        if let (Some(told), Some(was)) = (own.get_mut(place), was.get(place)) {
            told.stands = true;
            if told.head.is_empty() {
                line.head(&mut told.head);
                line.tail(&mut told.tail);
            }
            if !was || !explanation.unmoved(line, before) {
                (told.said, told.there) = explanation.said(line);
            }
        }
    }
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
        let now = self.distances_now(explanation, tier);
        changed(&mut self.distances, now, DISTANCES, &mut out);
        if !out.is_empty() {
            told.push_str(if told.ends_with('}') { ",{\"tier\":" } else { "{\"tier\":" });
            told.push_str(&self.tier);
            told.push_str(&out);
            told.push('}');
        }
    }

    /// Writes only the lines of which a value has moved, and tells only those that say something else now: writing, and reading
    /// what was written, is most of the work. A reason of which other lines are told than before is told as a whole.
    fn take_reasons(&mut self, explanation: &Explanation, tier: usize, before: &Workspace, out: &mut String) {
        let lines = explanation.lines(tier);
        let (known, start) = (self.reason_count(), out.len());
        let same =
            self.lines.len() == lines.iter().map(|lines| lines.len()).sum::<usize>() && !explanation.other_lines(tier, before);
        let mut old = Vec::new();
        if !same {
            let afresh = lines.into_iter().flatten().map(|line| Told { depth: line.depth, ..Told::default() }).collect();
            old = std::mem::replace(&mut self.lines, afresh);
        }
        let mut old = old.chunk_by(Told::inside);
        let mut rest = self.lines.as_mut_slice();
        let groups = lines.into_iter().flat_map(|lines| lines.chunk_by(|_, next| next.depth > 0));
        for (place, group) in groups.enumerate() {
            let (own, others) = std::mem::take(&mut rest).split_at_mut(group.len());
            rest = others;
            let now = if same && group.iter().all(|line| explanation.stays(line, before)) {
                moved(explanation, group, own, before)
            } else {
                let was = if same { Told::json(own) } else { old.next().map(Told::json).unwrap_or_default() };
                tell_anew(explanation, group, own, before);
                Some(Told::json(own)).filter(|now| !equal(now, &was))
            };
            if let Some(now) = now {
                out.push_str(if out.len() == start { ",\"reasons\":{\"" } else { ",\"" });
                out.push_str(&place.to_string());
                out.push_str("\":");
                out.push_str(&now);
            }
        }
        if out.len() > start {
            out.push('}');
        }
        let count = self.reason_count();
        if known != count {
            out.push_str(",\"reason_count\":");
            out.push_str(&count.to_string());
        }
    }

    fn distances_now(&mut self, explanation: &Explanation, tier: usize) -> String {
        let (mut before, mut out) = (std::mem::take(&mut self.ways), String::new());
        distances_json(explanation.distances(tier), &mut out, &mut |way, out| {
            let told = match before.iter().position(|(known, _)| known == way) {
                Some(place) => before.swap_remove(place),
                None => {
                    let mut text = String::new();
                    explanation.way(way, &mut text);
                    (way.to_vec(), text)
                }
            };
            out.push_str(&told.1);
            self.ways.push(told);
        });
        out
    }

    fn reason_count(&self) -> usize {
        self.lines.iter().filter(|line| line.depth == 0).count()
    }

    /// The whole object.
    pub(super) fn whole(&self, out: &mut String) {
        out.push_str(&self.head);
        for (part, text) in Part::ALL.iter().zip(&self.parts) {
            out.push_str(part.key());
            out.push_str(text);
        }
        out.push_str(",\"reasons\":[");
        out.push_str(&Told::json(&self.lines));
        out.push(']');
        out.push_str(DISTANCES);
        out.push_str(&self.distances);
        out.push('}');
    }
}

/// Takes up a text, and tells it with its key where it differs from the one before.
fn changed(text: &mut String, now: String, key: &str, out: &mut String) {
    if !equal(text, &now) {
        out.push_str(key);
        out.push_str(&now);
        *text = now;
    }
}

/// Whether two texts are the same, eight bytes at a time: in a module that is built for size, `==` takes one at a time.
fn equal(a: &str, b: &str) -> bool {
    let ((a, last_of_a), (b, last_of_b)) = (a.as_bytes().as_chunks::<8>(), b.as_bytes().as_chunks::<8>());
    let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
    a.len() == b.len() && last_of_a == last_of_b && a.iter().zip(b).all(|(a, b)| word(a) == word(b))
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn texts_are_the_same_to_the_last_byte() {
        let text = "0123456789abcdefg";
        for end in 0..=text.len() {
            assert!(equal(&text[..end], &text[..end]));
            for at in 0..end {
                let mut other = text[..end].to_owned();
                other.replace_range(at..=at, "x");
                assert!(!equal(&text[..end], &other), "{end} {at}");
                assert!(!equal(&text[..end], &text[..at]), "{end} {at}");
            }
        }
    }
}
