//! Why: from a tier to the facts that it reads, each line with its rule in words, its value, its threshold and its source.

mod html;
mod json;
mod lines;
mod origins;
mod text;

use crate::diagnostic::{Lang, Text};
use crate::number::Number;
use crate::phrase;
use crate::program::cell::Cell;
use crate::program::{Slot, Workspace};

use super::distance::{Distance, Found};
use super::{Assessment, Assessor, Firm};

pub(super) use json::{distances_json, nested};
pub use lines::{Line, LineKind, Measure};
pub use origins::Origin;

/// The lines of a tier: as a first recognition is judged, and as a renewal where that differs.
#[derive(Clone, Debug)]
pub(super) struct TierLines {
    pub(super) first: Vec<Line>,
    pub(super) renewal: Option<Vec<Line>>,
}

/// The answer for one firm with its reasons.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The answer.
    pub assessment: Assessment<'a>,
    assessor: &'a Assessor,
    values: Workspace,
    distances: Vec<Vec<Distance<'a>>>,
    /// What identifies the firm: name and value of its key and of its other texts.
    firm: Vec<(&'a Text, String)>,
    /// What was said of where its values come from.
    pub origins: Vec<Origin>,
    /// Digest of its facts, `sha256:…`, see [`Firm::digest`].
    pub facts: String,
}

/// A line with a firm's answer.
#[derive(Clone, Debug)]
pub struct Reason<'a> {
    /// The line.
    pub line: &'a Line,
    /// Whether it holds; none where it is open or is not a condition.
    pub holds: Option<bool>,
    /// The value, where it is known.
    pub value: Option<&'a Cell>,
    /// The threshold, where it is a number.
    pub limit: Option<&'a Number>,
}

impl Assessor {
    pub(super) fn tier_lines(&self) -> Vec<TierLines> {
        let tiers = self.compiled.tiers.iter().map(|t| TierLines {
            first: lines::lines(&self.compiled, &t.first, &self.facts),
            renewal: t.renewal.as_ref().map(|(_, v)| lines::lines(&self.compiled, v, &self.facts)),
        });
        tiers.collect()
    }

    /// The whole answer for a firm, with its reasons.
    pub fn explain(&self, firm: &Firm, workspace: &mut Workspace) -> Explanation<'_> {
        let assessment = self.assess_with(firm, workspace);
        let texts = self.facts.slots().iter().zip(firm.cells()).filter_map(|(slot, cell)| match cell {
            Cell::Text(text) => Some((slot.key, &slot.label, text.to_string())),
            _ => None,
        });
        let (mut named, mut others): (Vec<_>, Vec<_>) = texts.partition(|(key, ..)| *key);
        named.append(&mut others);
        let named = named.into_iter().map(|(_, label, text)| (label, text)).collect();
        Explanation {
            firm: named,
            origins: origins::origins(firm),
            facts: firm.digest(),
            ..self.explanation(assessment, workspace.clone(), Vec::new())
        }
    }

    /// An answer with its reasons, without what tells whose it is.
    pub(super) fn explanation<'a>(
        &'a self,
        assessment: Assessment<'a>,
        values: Workspace,
        distances: Vec<Vec<Distance<'a>>>,
    ) -> Explanation<'a> {
        let (firm, origins, facts) = (Vec::new(), Vec::new(), String::new());
        Explanation { assessment, assessor: self, values, distances, firm, origins, facts }
    }
}

impl<'a> Explanation<'a> {
    /// The values that it was made of, to be used again.
    pub(super) fn into_values(self) -> Workspace {
        self.values
    }

    /// Adds how far off the criteria are that don't hold: it takes longer than the rest, so it is asked for apart.
    #[must_use]
    pub fn with_distances(mut self) -> Self {
        self.distances = self.assessor.distances(&self.values, &mut Found::default());
        self
    }

    /// How far off the criteria of a tier are, by its place: a criterion each, where there is a way.
    pub fn distances(&self, tier: usize) -> &[Distance<'a>] {
        self.distances.get(tier).map_or(&[], Vec::as_slice)
    }

    /// The reasons of a tier by its place, in the order they are read. Where it is open whether the firm applies for
    /// renewal, those of both editions follow one another.
    pub fn reasons(&self, tier: usize) -> Vec<Reason<'_>> {
        self.lines(tier).into_iter().flat_map(|lines| self.told(lines)).map(|(_, line)| self.reason(line)).collect()
    }

    /// The lines of a tier that are told of this firm.
    pub(super) fn lines(&self, tier: usize) -> [&'a [Line]; 2] {
        let (Some(compiled), Some(lines)) = (self.assessor.compiled.tiers.get(tier), self.assessor.lines.get(tier)) else {
            return [&[], &[]];
        };
        let (first, renewal) = (lines.first.as_slice(), lines.renewal.as_deref().unwrap_or_default());
        match compiled.renewal.as_ref().map(|(is, _)| self.values.get(*is).as_boolean()) {
            Some(None) => [first, renewal],
            Some(Some(true)) => [&[], renewal],
            Some(Some(false)) | None => [first, &[]],
        }
    }

    /// Whether other lines may be told of the firm than after another run.
    pub(super) fn other_lines(&self, tier: usize, before: &Workspace) -> bool {
        let renewal = self.assessor.compiled.tiers.get(tier).and_then(|tier| tier.renewal.as_ref());
        renewal.is_some_and(|(is, _)| self.values.get(*is) != before.get(*is))
    }

    /// The lines that are told of this firm, with their places among all.
    pub(super) fn told<'s>(&'s self, lines: &'s [Line]) -> impl Iterator<Item = (usize, &'s Line)> {
        let mut skip = None;
        lines.iter().enumerate().filter(move |(_, line)| {
            if skip.is_some_and(|depth| line.depth > depth) {
                return false;
            }
            // The branch of a rule that this firm does not take.
            let is = |slot: Slot| self.values.get(slot).as_boolean();
            skip = line.under.iter().any(|(slot, wanted)| is(*slot).is_some_and(|is| is != *wanted)).then_some(line.depth);
            skip.is_none()
        })
    }

    /// Whether a line says the same itself as after another run.
    pub(super) fn unmoved(&self, line: &Line, before: &Workspace) -> bool {
        let same = |slot: Slot| self.values.get(slot) == before.get(slot);
        line.holds.is_none_or(same) && line.measure.as_ref().is_none_or(|m| same(m.value) && m.limit.is_none_or(same))
    }

    /// Whether a line is told where it was told after another run.
    pub(super) fn stays(&self, line: &Line, before: &Workspace) -> bool {
        line.under.iter().all(|(slot, _)| self.values.get(*slot) == before.get(*slot))
    }

    fn reason<'s>(&'s self, line: &'s Line) -> Reason<'s> {
        let cell = |slot| self.values.get(slot);
        let measure = line.measure.as_ref();
        Reason {
            line,
            holds: line.holds.and_then(|slot| cell(slot).as_boolean()),
            value: measure.map(|m| cell(m.value)).filter(|c| !matches!(c, Cell::Unknown(_) | Cell::Error(_))),
            limit: measure.and_then(|m| m.limit).and_then(|slot| cell(slot).as_number()),
        }
    }

    /// What is said where a reason's value is not known: that it can't be computed, or was not given.
    fn lacking(&self, reason: &Reason, lang: Lang) -> &'static str {
        let fault = reason.line.measure.as_ref().is_some_and(|m| matches!(self.values.get(m.value), Cell::Error(_)));
        match (fault, lang) {
            (true, Lang::Zh) => "无法计算",
            (true, Lang::En) => "can't be computed",
            (false, Lang::Zh) => "未填",
            (false, Lang::En) => "not given",
        }
    }

    /// The value of a reason in words.
    fn shown(&self, reason: &Reason, lang: Lang) -> Option<String> {
        let measure = reason.line.measure.as_ref()?;
        let fact = measure.fact.and_then(|i| self.assessor.facts.get(i));
        phrase::value(reason.value?, measure.style, fact, reason.limit, lang)
    }
}
