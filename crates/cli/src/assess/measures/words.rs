//! Measures for people: tables of what there is, what a firm gets and why, sums, targets. Made of the same JSON that programs get.

use std::io::{self, Write};

use comfy_table::Table;
use peiyu::assess::measure::{BenefitAnswer, Explained, Measures, MeasuresAnswer};
use peiyu::assess::{TierAssessment, Verdict};
use peiyu::diagnostic::Lang;
use peiyu::lang::unit::Unit;
use peiyu::number::Number;
use peiyu::phrase::figure;
use peiyu::policy::FactTable;
use peiyu::policy::said::Style;
use serde_json::Value;

use crate::report::pick;

use super::super::table::Tables;

/// Writes tables of measures.
pub struct Words<'a> {
    tables: Tables<'a>,
    facts: &'a FactTable,
    lang: Lang,
}

impl<'a> Words<'a> {
    /// Tables of a policy's measures.
    pub fn new(measures: &'a Measures, lang: Lang) -> Self {
        Words { tables: Tables::new(measures.assessor(), lang), facts: measures.assessor().facts(), lang }
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        pick(self.lang, zh, en)
    }

    fn join(&self, parts: &[String]) -> String {
        parts.join(self.pick("、", ", "))
    }

    fn label(&self, value: &Value) -> String {
        let key = self.pick("zh", "en");
        value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Every measure: number, title, whom it is for, what it gives, which office.
    pub fn list(&self, out: &mut dyn Write, json: &str) -> io::Result<()> {
        let list: Value = serde_json::from_str(json).unwrap_or_default();
        let header = [("条", "no."), ("措施", "measure"), ("对象", "for"), ("给予", "gives"), ("部门", "office")];
        let mut table = self.tables.table(header);
        for measure in items(&list, "measures") {
            let gives: Vec<String> = items(measure, "gives").iter().map(|g| self.offer(g)).collect();
            table.add_row([
                text(measure, "number"),
                format!("{}{}\n{}", self.label(&measure["title"]), self.over(measure), self.term(measure)),
                self.label(&measure["whom"]),
                gives.join("\n"),
                self.all_offices(measure),
            ]);
        }
        writeln!(out, "{table}")?;
        let every = self.offices(&list, "every");
        match self.lang {
            _ if every.is_empty() => Ok(()),
            Lang::Zh => writeln!(out, "{every}落实全部措施。"),
            Lang::En => writeln!(out, "All measures are carried out by: {every}."),
        }
    }

    /// What a department has to do, and what is to be reached by it; whether it leads or joins in.
    pub fn duties(&self, out: &mut dyn Write, department: &str, json: &str, progress: &str) -> io::Result<()> {
        let list: Value = serde_json::from_str(json).unwrap_or_default();
        let header = [("条", "no."), ("措施", "measure"), ("任务", "duty"), ("分工", "part"), ("给予", "gives")];
        let mut table = self.tables.table(header);
        let among = |of: &Value, key: &str| items(of, key).iter().any(|d| is_named(d, department));
        for measure in items(&list, "measures") {
            let part = match (among(measure, "lead"), among(measure, "joint")) {
                (true, _) => self.pick("牵头", "leads"),
                (_, true) => self.pick("配合", "joins in"),
                _ => self.pick("落实", "carries out"),
            };
            let gives: Vec<String> = items(measure, "gives").iter().map(|g| self.offer(g)).collect();
            table.add_row([
                text(measure, "number"),
                format!("{}{}", self.label(&measure["title"]), self.over(measure)),
                self.label(&measure["summary"]),
                part.to_owned(),
                gives.join("\n"),
            ]);
        }
        writeln!(out, "{table}")?;
        let own: Vec<&Value> = items(&list, "targets").iter().map(|t| &t["target"]).collect();
        let mut targets: Value = serde_json::from_str(progress).unwrap_or_default();
        if let Some(all) = targets.as_array_mut() {
            all.retain(|t| own.contains(&&t["target"]));
        }
        if own.is_empty() { Ok(()) } else { self.targets(out, &targets.to_string()) }
    }

    /// From when, and until when where that is said.
    fn term(&self, measure: &Value) -> String {
        let (from, until) = (text(measure, "from"), text(measure, "until"));
        match (self.lang, until.is_empty()) {
            (Lang::Zh, true) => format!("{from}起"),
            (Lang::Zh, false) => format!("{from}至{until}"),
            (Lang::En, true) => format!("from {from}"),
            (Lang::En, false) => format!("{from} to {until}"),
        }
    }

    fn over(&self, measure: &Value) -> &'static str {
        if measure["in_force"] == false { self.pick("（不在实施期内）", " (not in force)") } else { "" }
    }

    /// The offices that lead, and below them those that join in.
    fn all_offices(&self, measure: &Value) -> String {
        let lines = ["lead", "joint"].map(|key| self.offices(measure, key));
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn offices(&self, measure: &Value, key: &str) -> String {
        let offices: Vec<String> = items(measure, key).iter().map(|d| self.label(&d["label"])).collect();
        self.join(&offices)
    }

    /// Something given, with its sum where there is one.
    fn offer(&self, given: &Value) -> String {
        let number = |key: &str| given[key].as_str().and_then(|t| Number::parse(t).ok());
        self.sum(&self.label(&given["label"]), number("amount").as_ref(), number("at_most").as_ref())
    }

    fn sum(&self, label: &str, amount: Option<&Number>, at_most: Option<&Number>) -> String {
        match (amount, at_most) {
            (Some(amount), _) => format!("{label}{}{}", self.pick("：", ": "), self.money(amount)),
            (None, Some(most)) if most.compare(&Number::ONE).is_ok_and(std::cmp::Ordering::is_le) => {
                format!("{label}{}{}", self.pick("：不高于", ": at most "), figure(most, Style::Percent, self.lang))
            }
            (None, Some(most)) => format!("{label}{}{}", self.pick("：最高", ": up to "), self.money(most)),
            (None, None) => label.to_owned(),
        }
    }

    fn money(&self, amount: &Number) -> String {
        figure(amount, Style::Measured(Unit::CNY), self.lang)
    }

    /// What a firm gets, on a few lines.
    pub fn brief(&self, out: &mut Vec<u8>, key: &str, answer: &MeasuresAnswer) {
        let concern = |wanted: Verdict| {
            let of = answer.measures.iter().filter(|m| m.in_force && m.verdict == Some(wanted));
            let named: Vec<String> = of.map(|m| format!("{} {}", m.measure.number.0, m.measure.title.get(self.lang))).collect();
            self.join(&named)
        };
        // A `Vec` takes everything.
        let _ = writeln!(out, "{key}");
        for (verdict, word) in [(Verdict::Pass, self.pick("适用", "for it")), (Verdict::Unknown, self.pick("待定", "open"))] {
            let named = concern(verdict);
            if !named.is_empty() {
                let _ = writeln!(out, "  {word}{}{named}", self.pick("：", ": "));
            }
        }
        if answer.measures.iter().all(|m| !m.in_force || matches!(m.verdict, Some(Verdict::Fail) | None)) {
            let _ = writeln!(out, "  {}", self.pick("没有适用的措施", "no measure is for it"));
        }
        let money = answer.measures.iter().filter(|m| m.in_force).flat_map(|m| &m.gives).filter(|g| g.due().is_some());
        for given in money {
            let _ = writeln!(out, "  {}", self.given(given));
        }
        let _ = writeln!(out);
    }

    fn given(&self, given: &BenefitAnswer) -> String {
        self.sum(given.benefit.label.get(self.lang), given.amount.as_ref(), given.at_most.as_ref())
    }

    /// What a firm gets and why, measure by measure, and which office carries it out.
    pub fn explained(&self, out: &mut Vec<u8>, key: &str, explained: &Explained) {
        let said: Value = serde_json::from_str(&explained.to_json()).unwrap_or_default();
        let said = items(&said, "measures");
        let header = [("条", "no."), ("措施", "measure"), ("适用", "for it"), ("依据、缺项", "why"), ("部门", "office")];
        let mut table = self.tables.table(header);
        for (i, one) in explained.answer.measures.iter().enumerate() {
            let of = said.get(i).unwrap_or(&Value::Null);
            let why = match (one.in_force, explained.why(i)) {
                (false, _) => self.pick("不在实施期内", "not in force").to_owned(),
                (true, Some(why)) => self.reasons(why, of),
                (true, None) => one.measure.whom.get(self.lang).to_owned(),
            };
            let number = one.measure.number.0.clone();
            let verdict = self.verdict(one.verdict.filter(|_| one.in_force)).to_owned();
            table.add_row([number, one.measure.title.get(self.lang).to_owned(), verdict, why, self.all_offices(of)]);
            if one.verdict == Some(Verdict::Fail) || !one.in_force {
                continue;
            }
            for (k, given) in one.gives.iter().enumerate() {
                let of = items(of, "gives").get(k).unwrap_or(&Value::Null);
                let why = explained.why_given(i, k).map(|why| self.reasons(why, of)).unwrap_or_default();
                let (name, verdict) = (format!("· {}", self.given(given)), self.verdict(given.verdict).to_owned());
                table.add_row([String::new(), name, verdict, why, String::new()]);
            }
        }
        let due = self.money(&explained.answer.due);
        let _ = writeln!(out, "{key}\n{table}\n{}{due}", self.pick("应得资金合计：", "sums due in all: "));
    }

    fn verdict(&self, verdict: Option<Verdict>) -> &'static str {
        match verdict {
            Some(Verdict::Pass) => self.pick("是", "yes"),
            Some(Verdict::Fail) => self.pick("否", "no"),
            Some(Verdict::Unknown) => self.pick("待定", "open"),
            None => self.pick("—", "—"),
        }
    }

    /// What a verdict rests on; where it is for the firm, what holds.
    fn reasons(&self, why: &TierAssessment, said: &Value) -> String {
        if why.verdict != Verdict::Pass {
            return self.tables.why(why);
        }
        let holds = items(said, "reasons").iter().filter(|r| r["kind"] == "criterion" && r["holds"] == true);
        let line = |r: &Value| {
            let mark = if r["needs_check"] == true { self.pick(" [待核]", " [to be checked]") } else { "" };
            let (label, source) = (self.label(&r["label"]), text(r, "source"));
            match self.lang {
                Lang::Zh => format!("✓ {label}（{source}）{mark}"),
                Lang::En => format!("✓ {label} ({source}){mark}"),
            }
        };
        holds.map(line).collect::<Vec<_>>().join("\n")
    }

    /// Counts and sums over many firms.
    pub fn totals(&self, out: &mut dyn Write, json: &str) -> io::Result<()> {
        let totals: Value = serde_json::from_str(json).unwrap_or_default();
        match self.lang {
            Lang::Zh => writeln!(out, "共 {} 家企业", totals["firms"])?,
            Lang::En => writeln!(out, "{} firms in all", totals["firms"])?,
        }
        let header =
            [("条", "no."), ("措施", "measure"), ("适用", "for"), ("不适用", "not for"), ("待定", "open"), ("金额", "sum")];
        let mut table = self.tables.table(header);
        for measure in items(&totals, "measures") {
            let count = |of: &Value, key: &str| of[key].to_string();
            let row = |number: String, name: String, of: &Value, sum: String| {
                [number, name, count(of, "for"), count(of, "not_for"), count(of, "open"), sum]
            };
            table.add_row(row(text(measure, "number"), self.label(&measure["title"]), measure, String::new()));
            for given in items(measure, "gives").iter().filter(|g| !g["sum"].is_null() || !items(g, "groups").is_empty()) {
                let name = format!("· {}", self.label(&given["label"]));
                table.add_row(row(String::new(), name, given, self.parsed(&given["sum"])));
                self.groups(&mut table, given);
            }
        }
        writeln!(out, "{table}")?;
        writeln!(out, "{}{}", self.pick("应得资金合计：", "sums due in all: "), self.parsed(&totals["due"]))?;
        self.targets(out, &totals["targets"].to_string())
    }

    fn groups(&self, table: &mut Table, given: &Value) {
        for group in items(given, "groups") {
            let by = group["by"].as_object().into_iter().flatten();
            let by: Vec<String> = by.map(|(fact, value)| self.told_apart(fact, value)).collect();
            let name = format!("  · {}", by.join(" "));
            let (firms, sum) = (group["firms"].to_string(), self.parsed(&group["sum"]));
            table.add_row([String::new(), name, firms, String::new(), String::new(), sum]);
        }
    }

    /// A fact's value by which sums are told apart: an option by its name.
    fn told_apart(&self, fact: &str, value: &Value) -> String {
        let Some(value) = value.as_str() else { return self.pick("未填", "not given").to_owned() };
        let slot = self.facts.index(fact).and_then(|i| self.facts.get(i));
        let named = slot.and_then(|s| s.choices.iter().position(|c| &**c == value).and_then(|i| s.choice_labels.get(i)));
        named.map_or(value, |label| label.get(self.lang)).to_owned()
    }

    fn parsed(&self, sum: &Value) -> String {
        sum.as_str().and_then(|t| Number::parse(t).ok()).map(|n| self.money(&n)).unwrap_or_default()
    }

    /// How far the targets are reached.
    pub fn targets(&self, out: &mut dyn Write, json: &str) -> io::Result<()> {
        let targets: Value = serde_json::from_str(json).unwrap_or_default();
        let header =
            [("目标", "target"), ("目标值", "aim"), ("期限", "by"), ("现值", "figure"), ("进展", "state"), ("依据", "source")];
        let mut table = self.tables.table(header);
        for target in targets.as_array().into_iter().flatten() {
            let unit = self.label(&target["unit"]);
            let shown = |value: &Value| self.figure(value, &target["unit"], &unit);
            let (sign, aim) = if target["at_least"].is_null() { ("≤", "at_most") } else { ("≥", "at_least") };
            let aim = format!("{sign} {}", shown(&target[aim]));
            let yearly = target["yearly"] == true;
            let by = if yearly { self.pick("每年", "each year").to_owned() } else { text(target, "until") };
            table.add_row([
                self.label(&target["label"]),
                aim,
                by,
                shown(&target["figure"]),
                self.state(target),
                text(target, "source"),
            ]);
        }
        writeln!(out, "{table}")
    }

    fn figure(&self, value: &Value, unit: &Value, words: &str) -> String {
        let Some(number) = value.as_str().and_then(|t| Number::parse(t).ok()) else { return "—".into() };
        match (unit.is_null(), self.lang) {
            (true, _) => figure(&number, Style::Percent, self.lang),
            (false, Lang::Zh) => format!("{}{words}", figure(&number, Style::Plain, self.lang)),
            (false, Lang::En) => format!("{} {words}", figure(&number, Style::Plain, self.lang)),
        }
    }

    fn state(&self, target: &Value) -> String {
        let word = match target["state"].as_str() {
            Some("reached") => self.pick("已达到", "reached"),
            Some("on_course") => self.pick("进度正常", "on course"),
            Some("behind") => self.pick("进度滞后", "behind"),
            Some("missed") => self.pick("到期未达到", "missed"),
            _ if target["figure"].is_null() => self.pick("没有数据", "no figure"),
            _ => self.pick("未达到，进度待定", "not reached, course open"),
        };
        let lacking = &target["lacking"];
        if lacking.is_null() {
            return word.to_owned();
        }
        let lacking = self.figure(lacking, &target["unit"], &self.label(&target["unit"]));
        format!("{word}{}{lacking}", self.pick("，差", ", lacking "))
    }
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Whether a department has that id or name.
fn is_named(department: &Value, wanted: &str) -> bool {
    let label = &department["label"];
    [&department["department"], &label["zh"], &label["en"]].into_iter().any(|name| *name == wanted)
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
