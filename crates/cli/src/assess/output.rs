//! Answers as lines: JSON for programs, CSV for spreadsheets, a table for people.

use std::io::{self, Write};

use peiyu::assess::{Assessment, Assessor, TierAssessment};
use peiyu::diagnostic::Lang;
use peiyu::program::cell::Cell;

use crate::args::Format;

use super::answer::Counts;
use super::table::Tables;

const COLUMNS: [&str; 9] = ["firm", "tier", "edition", "verdict", "score", "groups", "failed", "missing", "problems"];

/// Writes answers in the form asked for.
pub struct Output<'a> {
    format: Format,
    tables: Tables<'a>,
    lang: Lang,
}

impl<'a> Output<'a> {
    /// Answers of a policy.
    pub fn new(format: Format, assessor: &'a Assessor, lang: Lang) -> Self {
        Output { format, tables: Tables::new(assessor, lang), lang }
    }

    /// What comes first.
    pub fn start(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Csv { writeln!(out, "{}", COLUMNS.join(",")) } else { Ok(()) }
    }

    /// What comes last.
    pub fn end(&self, out: &mut dyn Write, counts: &Counts) -> io::Result<()> {
        if self.format == Format::Table { self.tables.summary(out, counts) } else { Ok(()) }
    }

    /// One firm, given by its cells.
    pub fn firm(&self, out: &mut Vec<u8>, key: &str, cells: &[Cell], assessment: &Assessment) {
        match self.format {
            Format::Table => self.tables.firm(out, key, cells, assessment),
            Format::Jsonl => {
                for tier in &assessment.tiers {
                    self.json(out, key, tier);
                }
            }
            Format::Csv => {
                for tier in &assessment.tiers {
                    Self::csv(out, key, tier);
                }
            }
        }
    }

    fn json(&self, out: &mut Vec<u8>, key: &str, tier: &TierAssessment) {
        out.extend_from_slice(b"{\"firm\":");
        text(out, key);
        out.extend_from_slice(b",\"tier\":");
        text(out, tier.tier);
        out.extend_from_slice(b",\"edition\":");
        text(out, &tier.edition);
        out.extend_from_slice(b",\"verdict\":");
        text(out, tier.verdict.id());
        out.extend_from_slice(b",\"score\":");
        figure(out, tier.score.as_ref());
        out.extend_from_slice(b",\"groups\":{");
        list(out, &tier.groups, |out, (id, score)| {
            text(out, id);
            out.push(b':');
            figure(out, score.as_ref());
        });
        out.extend_from_slice(b"},\"failed\":[");
        list(out, &tier.failed, |out, f| {
            out.extend_from_slice(b"{\"id\":");
            text(out, f.id);
            out.extend_from_slice(b",\"source\":");
            text(out, f.source);
            out.push(b'}');
        });
        out.extend_from_slice(b"],\"missing\":[");
        list(out, &tier.missing, |out, id| text(out, id));
        out.extend_from_slice(b"],\"problems\":[");
        list(out, &tier.problems, |out, p| {
            out.extend_from_slice(b"{\"code\":");
            text(out, p.diagnostic.code.id());
            out.extend_from_slice(b",\"severity\":");
            text(out, p.diagnostic.severity().id());
            out.extend_from_slice(b",\"at\":");
            text(out, &p.at);
            out.extend_from_slice(b",\"message\":");
            text(out, &p.diagnostic.message(self.lang));
            out.push(b'}');
        });
        out.extend_from_slice(b"]}\n");
    }

    fn csv(out: &mut Vec<u8>, key: &str, tier: &TierAssessment) {
        let score = tier.score.as_ref().map(ToString::to_string).unwrap_or_default();
        let groups: Vec<String> = tier
            .groups
            .iter()
            .map(|(id, score)| format!("{id}={}", score.as_ref().map(ToString::to_string).unwrap_or_default()))
            .collect();
        let failed: Vec<String> = tier.failed.iter().map(|f| format!("{} ({})", f.id, f.source)).collect();
        let problems: Vec<String> = tier.problems.iter().map(|p| format!("{} ({})", p.diagnostic.code.id(), p.at)).collect();
        let cells = [
            key,
            tier.tier,
            &tier.edition,
            tier.verdict.id(),
            &score,
            &groups.join(";"),
            &failed.join(";"),
            &tier.missing.join(";"),
            &problems.join(";"),
        ];
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            quoted(out, cell);
        }
        out.push(b'\n');
    }
}

fn list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
}

/// A JSON string.
fn text(out: &mut Vec<u8>, s: &str) {
    // Counted to the end, so that many bytes are looked at together.
    if s.bytes().filter(|b| *b < b' ' || *b == b'"' || *b == b'\\').count() == 0 {
        out.push(b'"');
        out.extend_from_slice(s.as_bytes());
        out.push(b'"');
        return;
    }
    // A `Vec` takes everything.
    let _ = serde_json::to_writer(out, s);
}

/// A number as a JSON string, or null.
fn figure(out: &mut Vec<u8>, n: Option<&peiyu::number::Number>) {
    match n {
        None => out.extend_from_slice(b"null"),
        Some(n) => {
            let _ = write!(out, "\"{n}\"");
        }
    }
}

/// A cell of a CSV file (RFC 4180).
fn quoted(out: &mut Vec<u8>, cell: &str) {
    if !cell.contains(['"', ',', '\n', '\r']) {
        out.extend_from_slice(cell.as_bytes());
        return;
    }
    out.push(b'"');
    for b in cell.bytes() {
        if b == b'"' {
            out.push(b'"');
        }
        out.push(b);
    }
    out.push(b'"');
}
