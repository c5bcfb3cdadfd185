//! An answer as JSON: the bytes that must be the same in every language.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::number::Number;

use super::{Assessment, Failed, Problem, TierAssessment};

#[derive(Serialize)]
struct Answer<'a> {
    policy: &'a str,
    tiers: Vec<TierAnswer<'a>>,
}

#[derive(Serialize)]
struct TierAnswer<'a> {
    tier: &'a str,
    label: &'a Text,
    edition: &'a str,
    verdict: &'static str,
    score: Option<String>,
    #[serde(serialize_with = "groups")]
    groups: &'a [(&'a str, Option<Number>)],
    failed: Vec<FailedCriterion<'a>>,
    missing: &'a [&'a str],
    problems: Vec<Difficulty<'a>>,
}

#[derive(Serialize)]
struct FailedCriterion<'a> {
    id: &'a str,
    label: &'a Text,
    source: &'a str,
    needs_check: bool,
}

#[derive(Serialize)]
struct Difficulty<'a> {
    code: &'static str,
    severity: &'static str,
    at: &'a str,
    message: Text,
}

fn groups<S: serde::Serializer>(groups: &[(&str, Option<Number>)], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(groups.iter().map(|(id, score)| (id, score.as_ref().map(ToString::to_string))))
}

impl Assessment<'_> {
    /// The answer as JSON text: numbers as decimal strings, keys always in the same order.
    ///
    /// `{"policy", "tiers": [{"tier", "label", "edition", "verdict", "score", "groups", "failed": [{"id", "label",
    /// "source", "needs_check"}], "missing", "problems": [{"code", "severity", "at", "message"}]}]}`; labels and messages
    /// are `{"zh", "en"}`.
    pub fn to_json(&self) -> String {
        let answer = Answer { policy: self.policy, tiers: self.tiers.iter().map(tier).collect() };
        // Texts and maps with text keys can always be written.
        serde_json::to_string(&answer).unwrap_or_default()
    }
}

/// The part of one tier.
pub(super) fn tier_json(t: &TierAssessment) -> String {
    serde_json::to_string(&tier(t)).unwrap_or_default()
}

fn tier<'a>(t: &'a TierAssessment<'a>) -> TierAnswer<'a> {
    let failed = |f: &'a Failed| FailedCriterion { id: f.id, label: f.label, source: f.source, needs_check: f.needs_check };
    let problem = |p: &'a Problem| Difficulty {
        code: p.diagnostic.code.id(),
        severity: p.diagnostic.severity().id(),
        at: &p.at,
        message: message(&p.diagnostic),
    };
    TierAnswer {
        tier: t.tier,
        label: t.label,
        edition: &t.edition,
        verdict: t.verdict.id(),
        score: t.score.as_ref().map(ToString::to_string),
        groups: &t.groups,
        failed: t.failed.iter().map(failed).collect(),
        missing: &t.missing,
        problems: t.problems.iter().map(problem).collect(),
    }
}

fn message(d: &Diagnostic) -> Text {
    Text::both(d.message(Lang::Zh), d.message(Lang::En))
}
