//! Answers for people: a small table for each firm, and the counts at the end. Columns align with Chinese text.

use std::io::{self, IsTerminal as _, Write};

use comfy_table::{ContentArrangement, Table, presets};
use peiyu::assess::{Assessment, Assessor, TierAssessment, Verdict};
use peiyu::diagnostic::Lang;
use peiyu::program::cell::Cell;

use crate::report::{pick, severity};

use super::answer::Counts;

/// Missing facts that are named; the others are counted.
const MAX_MISSING: usize = 5;
/// Width of tables where there is no terminal to measure.
const WIDTH: u16 = 110;

/// Writes tables.
pub struct Tables<'a> {
    assessor: &'a Assessor,
    lang: Lang,
    /// Slot of the firm's name.
    name: Option<usize>,
    terminal: bool,
}

impl<'a> Tables<'a> {
    /// Tables of a policy's answers.
    pub fn new(assessor: &'a Assessor, lang: Lang) -> Self {
        let name = assessor.facts().index("name").map(|i| i as usize);
        Tables { assessor, lang, name, terminal: io::stdout().is_terminal() }
    }

    /// An empty table with these columns.
    pub fn table<const N: usize>(&self, header: [(&str, &str); N]) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
        if !self.terminal {
            table.set_width(WIDTH);
        }
        table.set_header(header.map(|(zh, en)| pick(self.lang, zh, en)));
        table
    }

    /// One firm, given by its cells.
    pub fn firm(&self, out: &mut Vec<u8>, key: &str, cells: &[Cell], assessment: &Assessment) {
        let mut table = self.table([("层级", "tier"), ("结论", "verdict"), ("得分", "score"), ("依据", "why")]);
        for tier in &assessment.tiers {
            let label = format!("{} {}", tier.label.get(self.lang), tier.edition);
            let score = tier.score.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
            table.add_row([label, self.verdict(tier.verdict).to_owned(), score, self.why(tier)]);
        }
        let name = match self.name.and_then(|i| cells.get(i)) {
            Some(Cell::Text(name)) if **name != *key => format!("  {name}"),
            _ => String::new(),
        };
        // A `Vec` takes everything.
        let _ = writeln!(out, "{key}{name}\n{table}\n");
    }

    /// A tier's name.
    pub fn tier<'t>(&'t self, id: &'t str) -> &'t str {
        self.assessor.tiers().iter().find(|t| t.id == id).map_or(id, |t| t.label.get(self.lang))
    }

    /// A verdict in words.
    pub fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Pass => pick(self.lang, "通过", "pass"),
            Verdict::Fail => pick(self.lang, "未通过", "fail"),
            Verdict::Unknown => pick(self.lang, "待定", "open"),
        }
    }

    /// What a verdict rests on: what does not hold, what is missing, what could not be computed.
    pub fn why(&self, tier: &TierAssessment) -> String {
        let mut lines: Vec<String> = Vec::new();
        for f in &tier.failed {
            let mark = if f.needs_check { pick(self.lang, " [待核]", " [to be checked]") } else { "" };
            lines.push(match self.lang {
                Lang::Zh => format!("✗ {}（{}）{mark}", f.label.zh, f.source),
                Lang::En => format!("✗ {} ({}){mark}", f.label.en, f.source),
            });
        }
        if !tier.missing.is_empty() {
            let facts = self.assessor.facts();
            let label = |id: &&str| facts.index(id).and_then(|i| facts.get(i)).map_or(*id, |s| s.label.get(self.lang)).to_owned();
            let labels: Vec<String> = tier.missing.iter().take(MAX_MISSING).map(label).collect();
            let more = tier.missing.len() > MAX_MISSING;
            let n = tier.missing.len();
            lines.push(match self.lang {
                Lang::Zh => format!("缺：{}{}", labels.join("、"), if more { format!(" 等 {n} 项") } else { String::new() }),
                Lang::En => {
                    format!("missing: {}{}", labels.join(", "), if more { format!(", … {n} in all") } else { String::new() })
                }
            });
        }
        for p in &tier.problems {
            let word = severity(p.diagnostic.severity(), self.lang);
            lines.push(format!("! {word}[{}] {} ({})", p.diagnostic.code.id(), p.diagnostic.message(self.lang), p.at));
        }
        lines.join("\n")
    }

    /// The counts at the end.
    pub fn summary(&self, out: &mut dyn Write, counts: &Counts) -> io::Result<()> {
        match self.lang {
            Lang::Zh => writeln!(out, "共 {} 家企业", counts.firms)?,
            Lang::En => writeln!(out, "{} firms in all", counts.firms)?,
        }
        let mut table = self.table([("层级", "tier"), ("通过", "pass"), ("未通过", "fail"), ("待定", "open")]);
        for (i, tier) in self.assessor.tiers().iter().enumerate() {
            let [pass, fail, unknown] = counts.tiers.get(i).copied().unwrap_or_default();
            let label = tier.label.get(self.lang).to_owned();
            table.add_row([label, pass.to_string(), fail.to_string(), unknown.to_string()]);
        }
        writeln!(out, "{table}")
    }
}
