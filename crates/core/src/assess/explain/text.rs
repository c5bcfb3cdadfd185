//! An explanation as plain text, for a terminal.

use crate::diagnostic::Lang;

use crate::program::cell::Cell;

use super::super::Verdict;
use super::{Explanation, LineKind, Reason};

impl Explanation<'_> {
    /// The explanation as indented lines: what holds is marked `✓`, what does not `✗`, what is open `?`.
    pub fn to_text(&self, lang: Lang) -> String {
        let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let mut out = String::new();
        for (label, value) in self.firm.iter().take(2) {
            out.push_str(&format!("{}{}{value}\n", label.get(lang), pick("：", ": ")));
        }
        for (i, tier) in self.assessment.tiers.iter().enumerate() {
            let verdict = match tier.verdict {
                Verdict::Pass => pick("符合", "pass"),
                Verdict::Fail => pick("不符合", "fail"),
                Verdict::Unknown => pick("未定", "unknown"),
            };
            let edition = pick("版本", "edition");
            out.push_str(&format!("\n{}（{edition} {}）  {verdict}\n", tier.label.get(lang), tier.edition));
            for reason in self.reasons(i) {
                out.push_str(&self.line(&reason, lang));
            }
            for problem in &tier.problems {
                out.push_str(&format!("  ! {}\n", problem.diagnostic.message(lang)));
            }
        }
        if !self.origins.is_empty() {
            out.push_str(pick("\n数据来源\n", "\nWhere the figures come from\n"));
            self.origins.iter().for_each(|origin| out.push_str(&origin.text(lang)));
        }
        out
    }

    fn line(&self, reason: &Reason, lang: Lang) -> String {
        let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let line = reason.line;
        let mark = match (line.holds, reason.holds) {
            (None, _) => "·",
            (_, Some(true)) => "✓",
            (_, Some(false)) => "✗",
            (_, None) => "?",
        };
        let mut out = format!("{}{mark} {}", "  ".repeat(line.depth + 1), line.label.get(lang));
        // A condition that is about a yes or no says it by its mark.
        let flag = line.holds.is_some() && matches!(reason.value, Some(Cell::Boolean(_)));
        if line.measure.is_some() && !flag {
            let shown = self.shown(reason, lang);
            out.push_str(pick("：", ": "));
            out.push_str(shown.as_deref().unwrap_or(self.lacking(reason, lang)));
        }
        if let Some(max) = &line.max {
            out.push_str(&format!(" / {max}"));
        }
        let said = line.sentence.get(lang);
        if !said.is_empty() && !flag {
            out.push_str(&match line.kind {
                LineKind::Rule => format!(" = {said}"),
                LineKind::Item => format!("{}{said}{}", pick("（", " ("), pick("）", ")")),
                _ => format!("{}{said}", pick("；要求：", "; required: ")),
            });
        }
        if let Some(source) = &line.source {
            let check = if source.needs_check { pick("，待核", ", to be checked") } else { "" };
            out.push_str(&format!(" [{}{check}]", source.text));
        }
        out.push('\n');
        out
    }
}
