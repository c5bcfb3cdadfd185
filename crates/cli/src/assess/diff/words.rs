//! Differences for people: what is required before and after, with its article, and whose verdict turns.

use std::collections::BTreeMap;
use std::io::{self, Write};

use peiyu::assess::diff::Pair;
use peiyu::assess::{TierAssessment, Verdict};
use peiyu::diagnostic::Lang;
use serde_json::Value;

use crate::report::pick;

use super::super::table::Tables;

/// Writes differences.
pub struct Words<'a> {
    tables: [Tables<'a>; 2],
    lang: Lang,
}

impl<'a> Words<'a> {
    /// Of these two.
    pub fn new(pair: &'a Pair, lang: Lang) -> Self {
        Words { tables: [&pair.before, &pair.after].map(|side| Tables::new(&side.assessor, lang)), lang }
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        pick(self.lang, zh, en)
    }

    /// That there is nothing to tell.
    pub fn nothing(&self) -> &'static str {
        self.pick("没有差别", "no differences")
    }

    fn text<'v>(&self, value: &'v Value) -> &'v str {
        value.get(self.pick("zh", "en")).and_then(Value::as_str).unwrap_or_default()
    }

    /// All differences.
    pub fn differences(&self, out: &mut dyn Write, json: &str) -> io::Result<()> {
        let all: Value = serde_json::from_str(json).unwrap_or_default();
        let side =
            |key: &str| format!("{} {} ({})", word(&all[key], "policy"), word(&all[key], "edition"), word(&all[key], "day"));
        writeln!(out, "{} → {}\n", side("before"), side("after"))?;
        for tier in items(&all, "tiers") {
            self.tier(out, tier)?;
        }
        self.parameters(out, items(&all, "parameters"))?;
        self.sections(out, items(&all, "sections"))
    }

    fn tier(&self, out: &mut dyn Write, tier: &Value) -> io::Result<()> {
        let lines = items(tier, "lines");
        let editions: Vec<&str> = items(tier, "editions").iter().map(|e| e.as_str().unwrap_or("—")).collect();
        match tier["change"].as_str() {
            None if lines.is_empty() => return Ok(()),
            Some("added") => writeln!(out, "{}{}\n", self.text(&tier["label"]), self.pick("：新增的层级", ": a new tier"))?,
            Some("removed") => writeln!(out, "{}{}\n", self.text(&tier["label"]), self.pick("：没有这个层级", ": no such tier"))?,
            _ => writeln!(out, "{}  {}", self.text(&tier["label"]), editions.join(" → "))?,
        }
        if lines.is_empty() {
            return Ok(());
        }
        let header = [("", ""), ("条件、指标", "criterion"), ("原", "before"), ("现", "after"), ("条款", "article")];
        let mut table = self.tables[1].table(header);
        for line in lines {
            let shown = if line["after"].is_null() { &line["before"] } else { &line["after"] };
            let mut name = self.text(&shown["label"]).to_owned();
            if line["renewal"] == true {
                name.push_str(self.pick("（复核）", " (renewal)"));
            }
            let article = [&line["before"], &line["after"]].map(|s| s["source"].as_str().unwrap_or_default());
            let article = if article[0] == article[1] || article[0].is_empty() || article[1].is_empty() {
                format!("{}{}", article[0], if article[0] == article[1] { "" } else { article[1] })
            } else {
                format!("{}\n→ {}", article[0], article[1])
            };
            let check = if shown["needs_check"] == true { self.pick(" [待核]", " [to be checked]") } else { "" };
            let (mut before, mut after) = (self.says(&line["before"]), self.says(&line["after"]));
            let labels = [&line["before"]["label"], &line["after"]["label"]];
            // The same words under another article; where names differ, it is they that changed.
            let moved = before == after && labels[0] == labels[1];
            if before == after && !moved {
                (before, after) = (self.text(labels[0]).to_owned(), self.text(labels[1]).to_owned());
            }
            let mark = if moved { self.pick("款", "§") } else { self.mark(line) };
            let after = if moved { self.pick("同左", "as before").to_owned() } else { after };
            table.add_row([mark.to_owned(), name, before, after, format!("{article}{check}")]);
        }
        writeln!(out, "{table}\n")
    }

    /// What a line requires; its name where that says it all.
    fn says(&self, line: &Value) -> String {
        if line.is_null() {
            return "—".to_owned();
        }
        let sentence = self.text(&line["sentence"]);
        let said = if sentence.is_empty() { self.text(&line["label"]) } else { sentence };
        match line["max"].as_str() {
            Some(max) => format!("{said}{}{max}{}", self.pick("（满分", " (at most "), self.pick("分）", " points)")),
            None => said.to_owned(),
        }
    }

    fn mark(&self, change: &Value) -> &'static str {
        match change["change"].as_str() {
            Some("added") => self.pick("增", "+"),
            Some("removed") => self.pick("删", "-"),
            _ => self.pick("改", "~"),
        }
    }

    fn parameters(&self, out: &mut dyn Write, parameters: &[Value]) -> io::Result<()> {
        if parameters.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", self.pick("参数", "Parameters"))?;
        let header = [("", ""), ("名称", "name"), ("原", "before"), ("现", "after"), ("条款", "article")];
        let mut table = self.tables[1].table(header);
        for p in parameters {
            let value = |key: &str| match (p[key].is_null(), p["change"].as_str(), key) {
                (false, ..) => self.text(&p[key]).to_owned(),
                (true, Some("added"), "before") | (true, Some("removed"), "after") => "—".to_owned(),
                (true, ..) => self.pick("未设定", "not set").to_owned(),
            };
            let name = format!("{}\n{}", self.text(&p["label"]), word(p, "id"));
            table.add_row([self.mark(p).to_owned(), name, value("before"), value("after"), word(p, "source").to_owned()]);
        }
        writeln!(out, "{table}\n")
    }

    fn sections(&self, out: &mut dyn Write, sections: &[Value]) -> io::Result<()> {
        for section in sections {
            let kind = match section["section"].as_str().unwrap_or_default() {
                "facts" => self.pick("事实", "fact"),
                "records" => self.pick("记录", "records"),
                "warnings" => self.pick("提示", "warning"),
                "editions" => self.pick("版本", "edition"),
                "calls" => self.pick("通知", "call"),
                "awards" => self.pick("奖励", "award"),
                "measures" => self.pick("措施", "measure"),
                "targets" => self.pick("目标", "target"),
                "charts" => self.pick("流程图", "chart"),
                _ => self.pick("角色", "role"),
            };
            let (open, close) = (self.pick("（", " ("), self.pick("）", ")"));
            let id = word(section, "id");
            writeln!(out, "{} {kind} {}{open}{id}{close}", self.mark(section), self.text(&section["label"]))?;
        }
        if sections.is_empty() { Ok(()) } else { writeln!(out) }
    }

    /// Why a verdict is what it is, by the policy of that side.
    pub fn why(&self, tier: &TierAssessment, side: usize) -> String {
        self.tables.get(side).map(|tables| tables.why(tier)).unwrap_or_default()
    }

    /// A firm whose verdict turns.
    pub fn turn(
        &self,
        out: &mut dyn Write,
        key: &str,
        tier: &str,
        verdicts: [Verdict; 2],
        why: &str,
        first: bool,
    ) -> io::Result<()> {
        if first {
            writeln!(out, "{}", self.pick("结论有变的企业", "Firms whose verdict turns"))?;
        }
        let [before, after] = verdicts.map(|v| self.tables[1].verdict(v));
        writeln!(out, "{key}  {}  {before} → {after}", self.tables[1].tier(tier))?;
        why.lines().try_for_each(|line| writeln!(out, "    {line}"))
    }

    /// How often each verdict became which.
    pub fn counts(&self, out: &mut dyn Write, counts: &BTreeMap<(String, &'static str, &'static str), u64>) -> io::Result<()> {
        let header = [("层级", "tier"), ("原", "before"), ("现", "after"), ("企业数", "firms")];
        let mut table = self.tables[1].table(header);
        let shown = |id: &str| match id {
            "pass" => Verdict::Pass,
            "fail" => Verdict::Fail,
            _ => Verdict::Unknown,
        };
        for ((tier, before, after), n) in counts {
            let [before, after] = [before, after].map(|id| self.tables[1].verdict(shown(id)).to_owned());
            table.add_row([self.tables[1].tier(tier).to_owned(), before, after, n.to_string()]);
        }
        writeln!(out, "{table}")
    }
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}
