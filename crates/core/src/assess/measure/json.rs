//! What the measures mean for one firm, as JSON: the same bytes in every language.

use crate::document::write::write_text;
use crate::number::Number;

use super::super::Verdict;
use super::super::explain::Explanation;
use super::super::json::{Part, both, optional, text};
use super::{BenefitAnswer, Explained, MeasuresAnswer};

impl Explained<'_> {
    /// The whole answer, with reasons and what is missing:
    ///
    /// `{"policy", "day", "facts", "due", "questions", "every", "measures": [{"measure", "number", "title", "in_force", "verdict",
    /// "failed", "missing", "problems", "reasons", "lead", "joint", "gives": [{"benefit", "kind", "label", "verdict", "amount",
    /// "at_most", "failed", "missing", "problems", "reasons", "source", "needs_check"}], "source", "needs_check"}]}`.
    ///
    /// `verdict` is `pass` where the measure is for the firm; null, without reasons, where it is not asked of single firms. What is
    /// given to all whom the measure is for has no reasons of its own. Sums are decimal strings in yuan; `facts` is the firm's
    /// digest, see [`super::super::Firm::digest`].
    pub fn to_json(&self) -> String {
        let (measures, answer) = (self.measures, &self.answer);
        let mut out = String::from("{\"policy\":");
        write_text(measures.assessor.policy_hash(), &mut out);
        text("day", &measures.day.to_string(), &mut out);
        text("facts", &self.explanation.facts, &mut out);
        text("due", &answer.due.to_string(), &mut out);
        out.push_str(",\"questions\":");
        super::super::json::list(&self.explanation.assessment.questions, &mut out);
        measures.every(&mut out);
        out.push_str(",\"measures\":[");
        for (i, (said, one)) in measures.list.iter().zip(&answer.measures).enumerate() {
            out.push_str(if i > 0 { ",{\"measure\":" } else { "{\"measure\":" });
            write_text(one.id, &mut out);
            text("number", &one.measure.number.0, &mut out);
            both("title", &one.measure.title, &mut out);
            out.push_str(if one.in_force { ",\"in_force\":true" } else { ",\"in_force\":false" });
            judged(&self.explanation, said.slots.tier, one.verdict, &mut out);
            measures.offices(one.measure, &mut out);
            out.push_str(",\"gives\":[");
            for (i, ((given, slots), citation)) in one.gives.iter().zip(&said.slots.gives).zip(&said.parts).enumerate() {
                out.push_str(if i > 0 { ",{\"benefit\":" } else { "{\"benefit\":" });
                write_text(given.id, &mut out);
                text("kind", given.benefit.kind.id(), &mut out);
                both("label", &given.benefit.label, &mut out);
                judged(&self.explanation, slots.tier.filter(|t| Some(*t) != said.slots.tier), given.verdict, &mut out);
                sum("amount", given.amount.as_ref(), &mut out);
                sum("at_most", given.at_most.as_ref(), &mut out);
                cited(citation, &mut out);
                out.push('}');
            }
            out.push(']');
            cited(&said.citation, &mut out);
            out.push('}');
        }
        out.push_str("]}");
        out
    }
}

impl MeasuresAnswer<'_> {
    /// What a firm gets and what is open, in short, for a table of many:
    ///
    /// `{"due", "measures": {"id": "pass"}, "gives": {"id.benefit": {"verdict", "amount", "at_most"}}}`; what is not for the
    /// firm, not in force, or not asked of single firms is left out.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"due\":");
        write_text(&self.due.to_string(), &mut out);
        out.push_str(",\"measures\":{");
        let concern = |verdict: Option<Verdict>| verdict.is_some_and(|v| v != Verdict::Fail);
        let concerning = || self.measures.iter().filter(|m| m.in_force && concern(m.verdict));
        for (i, one) in concerning().enumerate() {
            entry(i, one.id, &mut out);
            write_text(one.verdict.map_or("unknown", Verdict::id), &mut out);
        }
        out.push_str("},\"gives\":{");
        let given = concerning().flat_map(|m| m.gives.iter().filter(|g| concern(g.verdict)).map(|g| (m.id, g)));
        for (i, (measure, benefit)) in given.enumerate() {
            entry(i, &format!("{measure}.{}", benefit.id), &mut out);
            brief(benefit, &mut out);
        }
        out.push_str("}}");
        out
    }
}

fn brief(benefit: &BenefitAnswer, out: &mut String) {
    out.push_str("{\"verdict\":");
    write_text(benefit.verdict.map_or("unknown", Verdict::id), out);
    sum("amount", benefit.amount.as_ref(), out);
    sum("at_most", benefit.at_most.as_ref(), out);
    out.push('}');
}

/// A key of an object.
pub(super) fn entry(before: usize, key: &str, out: &mut String) {
    if before > 0 {
        out.push(',');
    }
    write_text(key, out);
    out.push(':');
}

/// A verdict, and the reasons of what was judged like a tier.
fn judged(explanation: &Explanation, tier: Option<usize>, verdict: Option<Verdict>, out: &mut String) {
    match verdict {
        Some(verdict) => text("verdict", verdict.id(), out),
        None => out.push_str(",\"verdict\":null"),
    }
    let Some((at, tier)) = tier.and_then(|at| Some((at, explanation.assessment.tiers.get(at)?))) else { return };
    for part in [Part::Failed, Part::Missing, Part::Problems] {
        out.push_str(part.key());
        part.write(tier, out);
    }
    out.push_str(",\"reasons\":");
    explanation.reasons_json(at, out);
}

/// A number as a text, null where there is none.
pub(super) fn sum(key: &str, number: Option<&Number>, out: &mut String) {
    optional(key, number.map(ToString::to_string).as_deref(), out);
}

/// Where it is said.
pub(super) fn cited(citation: &crate::policy::said::Citation, out: &mut String) {
    text("source", &citation.text, out);
    out.push_str(if citation.needs_check { ",\"needs_check\":true" } else { ",\"needs_check\":false" });
}
