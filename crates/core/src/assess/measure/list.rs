//! The measures themselves as JSON: all of them, or those that a department has to do with.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span, Text, suggestion};
use crate::document::measure::{BenefitKind, Department, Measure};
use crate::document::write::write_text;
use crate::policy::measures::MeasureSlots;

use super::super::json::{both, optional, text};
use super::json::{cited, sum};
use super::target::aim;
use super::{Measures, Said};

impl BenefitKind {
    /// Its word in documents.
    pub fn id(self) -> &'static str {
        match self {
            BenefitKind::Award => "award",
            BenefitKind::Subsidy => "subsidy",
            BenefitKind::Rate => "rate",
            BenefitKind::Service => "service",
            BenefitKind::Priority => "priority",
        }
    }
}

impl Measures {
    /// All measures and targets:
    ///
    /// `{"policy", "day", "every": [{"department", "label"}], "measures": [{"measure", "number", "title", "chapter", "summary", "whom", "lead": [{"department",
    /// "label"}], "joint", "from", "until", "in_force", "gives": [{"benefit", "kind", "label", "amount", "at_most", "by", "source",
    /// "needs_check"}], "procedures": [{"policy", "chart"}], "source", "needs_check"}], "targets": [{"target", "label", "measure",
    /// "at_least", "at_most", "unit", "from", "until", "yearly", "note", "source", "needs_check"}]}`.
    ///
    /// `every` takes part in all of them. Sums are decimal strings in yuan, ratios and targets decimal strings; what is not said is null.
    pub fn list_json(&self) -> String {
        self.listed(|_| true)
    }

    /// What a department has to do: the measures that it leads or joins in, and their targets, as in [`Measures::list_json`]. It
    /// may be given by its id or by its name.
    ///
    /// # Errors
    /// Where there is no such department.
    pub fn duties_json(&self, department: &str) -> Result<String, Diagnostic> {
        let wanted =
            |(id, d): &(&String, &Arc<Department>)| *id == department || d.label.zh == department || d.label.en == department;
        let Some((id, found)) = self.departments.iter().find(wanted) else {
            let near = suggestion(department, self.departments.values().map(|d| d.label.zh.as_str()));
            let shown: String = department.chars().take(60).collect();
            let args = [Text::both("部门", "department"), shown.into(), near.into()];
            return Err(Diagnostic::new(Code::UnknownReference, Span::default(), args));
        };
        Ok(self.listed(|m| found.every || m.lead.iter().chain(&m.joint).any(|d| d == id)))
    }

    fn listed(&self, wanted: impl Fn(&Measure) -> bool) -> String {
        let mut out = String::from("{\"policy\":");
        write_text(self.assessor.policy_hash(), &mut out);
        text("day", &self.day.to_string(), &mut out);
        self.every(&mut out);
        out.push_str(",\"measures\":[");
        let mut before = "";
        for said in self.list.iter().filter(|said| wanted(&said.of)) {
            out.push_str(before);
            self.entry(said, &mut out);
            before = ",";
        }
        out.push_str("],\"targets\":[");
        let mut before = "";
        for said in &self.targets {
            let measure = said.of.measure.as_ref().and_then(|id| self.list.iter().find(|m| m.slots.id == *id));
            // A target of the notice as a whole is everybody's.
            if measure.is_none_or(|m| wanted(&m.of)) {
                out.push_str(before);
                out.push_str("{\"target\":");
                write_text(&said.slots.id, &mut out);
                aim(said, &mut out);
                out.push('}');
                before = ",";
            }
        }
        out.push_str("]}");
        out
    }

    fn entry(&self, said: &Said<Measure, MeasureSlots>, out: &mut String) {
        let measure = &said.of;
        out.push_str("{\"measure\":");
        write_text(&said.slots.id, out);
        text("number", &measure.number.0, out);
        both("title", &measure.title, out);
        match &measure.chapter {
            Some(chapter) => both("chapter", chapter, out),
            None => out.push_str(",\"chapter\":null"),
        }
        both("summary", &measure.summary, out);
        both("whom", &measure.whom, out);
        self.offices(measure, out);
        text("from", &measure.from.0, out);
        optional("until", measure.until.as_ref().map(|d| d.0.as_str()), out);
        out.push_str(if self.in_force(measure) { ",\"in_force\":true" } else { ",\"in_force\":false" });
        out.push_str(",\"gives\":[");
        for (i, ((benefit, slots), citation)) in measure.gives.values().zip(&said.slots.gives).zip(&said.parts).enumerate() {
            let given = self.given(benefit, slots, &self.blank);
            out.push_str(if i > 0 { ",{\"benefit\":" } else { "{\"benefit\":" });
            write_text(given.id, out);
            text("kind", benefit.kind.id(), out);
            both("label", &benefit.label, out);
            sum("amount", given.amount.as_ref(), out);
            sum("at_most", given.at_most.as_ref(), out);
            out.push_str(",\"by\":");
            super::super::json::list(&benefit.by.iter().map(String::as_str).collect::<Vec<_>>(), out);
            cited(citation, out);
            out.push('}');
        }
        out.push_str("],\"procedures\":[");
        for (i, procedure) in measure.procedures.iter().enumerate() {
            out.push_str(if i > 0 { ",{\"policy\":" } else { "{\"policy\":" });
            write_text(&procedure.policy, out);
            text("chart", &procedure.chart, out);
            out.push('}');
        }
        out.push(']');
        cited(&said.citation, out);
        out.push('}');
    }

    /// Who leads and who joins in.
    pub(super) fn offices(&self, measure: &Measure, out: &mut String) {
        for (key, ids) in [("lead", &measure.lead), ("joint", &measure.joint)] {
            named(key, ids.iter().filter_map(|id| self.departments.get_key_value(id)), out);
        }
    }

    /// Who takes part in every measure.
    pub(super) fn every(&self, out: &mut String) {
        named("every", self.departments.iter().filter(|(_, d)| d.every), out);
    }
}

/// A list of departments.
fn named<'a>(key: &str, departments: impl Iterator<Item = (&'a String, &'a Arc<Department>)>, out: &mut String) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":[");
    for (i, (id, department)) in departments.enumerate() {
        out.push_str(if i > 0 { ",{\"department\":" } else { "{\"department\":" });
        write_text(id, out);
        both("label", &department.label, out);
        out.push('}');
    }
    out.push(']');
}
