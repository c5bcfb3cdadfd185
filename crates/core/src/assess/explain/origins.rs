//! What was said of where a firm's values come from, as an explanation tells it.

use crate::diagnostic::{Lang, Text};
use crate::document::write::write_text;
use crate::phrase;
use crate::policy::FactSlot;
use crate::program::cell::Cell;

use super::super::json::both;
use super::super::{Firm, Provenance};
use super::html::Page;

/// A value and where it comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Id of the fact; of a record's field `awards/0/level`, with the record's place from 0.
    pub fact: String,
    /// Its name for people.
    pub label: Text,
    /// The value in words.
    pub shown: Text,
    /// What was said.
    pub provenance: Provenance,
}

/// Everything that was said, in the order of the documents; records come after facts.
pub(super) fn origins(firm: &Firm) -> Vec<Origin> {
    let facts = (0u32..).zip(firm.facts().slots().iter().zip(firm.cells()));
    let flat = facts.filter_map(|(index, (slot, cell))| {
        let provenance = firm.provenance_of(index)?;
        Some(origin(slot.id.clone(), slot.label.clone(), slot, cell, provenance))
    });
    let mut out: Vec<Origin> = flat.collect();
    for (kind, records) in firm.given_records() {
        for (at, (cells, said)) in records.into_iter().enumerate() {
            for (index, provenance) in said {
                let Some((slot, cell)) = kind.fields.get(*index).zip(cells.get(*index as usize)) else { continue };
                let label = Text::both(
                    format!("{}第{}条：{}", kind.label.zh, at + 1, slot.label.zh),
                    format!("{} {}: {}", kind.label.en, at + 1, slot.label.en),
                );
                out.push(origin(format!("{}/{at}/{}", kind.id(), slot.id), label, slot, cell, provenance));
            }
        }
    }
    out
}

fn origin(fact: String, label: Text, slot: &FactSlot, cell: &Cell, provenance: &Provenance) -> Origin {
    Origin { fact, label, shown: phrase::fact(slot, cell), provenance: provenance.clone() }
}

impl Origin {
    pub(super) fn json(&self, out: &mut String) {
        out.push_str("{\"fact\":");
        write_text(&self.fact, out);
        both("label", &self.label, out);
        both("shown", &self.shown, out);
        if let Some(source) = &self.provenance.source {
            out.push_str(",\"source\":");
            write_text(source, out);
        }
        if let Some(day) = self.provenance.as_of {
            out.push_str(",\"as_of\":");
            write_text(&day.to_string(), out);
        }
        out.push_str(",\"evidence\":[");
        for (i, text) in self.provenance.evidence.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            write_text(text, out);
        }
        out.push_str("]}");
    }

    /// `上年度营业收入总额：1000万元；来源：2025年度审计报告；截至 2025-12-31；证据：audit.pdf`
    pub(super) fn text(&self, lang: Lang) -> String {
        let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let mut out = format!("  {}{}{}", self.label.get(lang), pick("：", ": "), self.shown.get(lang));
        if let Some(source) = &self.provenance.source {
            out.push_str(&format!("{}{source}", pick("；来源：", "; source: ")));
        }
        if let Some(day) = self.provenance.as_of {
            out.push_str(&format!("{}{day}", pick("；截至 ", "; as of ")));
        }
        if !self.provenance.evidence.is_empty() {
            let evidence = self.provenance.evidence.join(pick("、", ", "));
            out.push_str(&format!("{}{evidence}", pick("；证据：", "; evidence: ")));
        }
        out.push('\n');
        out
    }
}

/// The table of a page.
pub(super) fn table(origins: &[Origin], page: &mut Page) {
    let lang = page.lang;
    if origins.is_empty() {
        return;
    }
    page.raw("<section><h2>").say("数据来源", "Where the figures come from").raw("</h2><table class=\"from\"><thead><tr><th>");
    page.say("事项", "Fact").raw("</th><th>").say("数值", "Value").raw("</th><th>").say("来源", "Source").raw("</th><th>");
    page.say("截至", "As of").raw("</th><th>").say("证据", "Evidence").raw("</th></tr></thead><tbody>\n");
    for origin in origins {
        let said = &origin.provenance;
        page.raw("<tr><td>").text(origin.label.get(lang)).raw("</td><td>").text(origin.shown.get(lang));
        page.raw("</td><td>").text(said.source.as_deref().unwrap_or_default()).raw("</td><td>");
        page.text(&said.as_of.map(|day| day.to_string()).unwrap_or_default()).raw("</td><td>");
        for (i, text) in said.evidence.iter().enumerate() {
            if i > 0 {
                page.raw("<br>");
            }
            page.text(text);
        }
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody></table></section>\n");
}
