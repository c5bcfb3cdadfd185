//! Measures for people: tables of what there is, what a firm gets and why, sums, targets. Made of the same JSON that programs get.

use std::io::{self, Write};

use comfy_table::Table;
use peiyu::assess::measure::{BenefitAnswer, Explained, Measures, MeasuresAnswer};
use peiyu::assess::{TierAssessment, Verdict};
use peiyu::diagnostic::Lang;
use peiyu::lang::unit::Unit;
use peiyu::number::Number;
use peiyu::phrase::figure;
use peiyu::policy::said::Style;
use serde_json::Value;

use crate::report::pick;

use super::super::table::Tables;

/// Writes tables of measures.
pub struct Words<'a> {
    tables: Tables<'a>,
    lang: Lang,
}

impl<'a> Words<'a> {
    /// Tables of a policy's measures.
    pub fn new(measures: &'a Measures, lang: Lang) -> Self {
        Words { tables: Tables::new(measures.assessor(), lang), lang }
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
            let offices = [self.offices(measure, "lead"), self.offices(measure, "joint")];
            let over = if measure["in_force"] == false { self.pick("（不在实施期内）", " (not in force)") } else { "" };
            table.add_row([
                text(measure, "number"),
                format!("{}{over}", self.label(&measure["title"])),
                self.label(&measure["whom"]),
                gives.join("\n"),
                format!("{}{}", offices[0], if offices[1].is_empty() { String::new() } else { format!("\n{}", offices[1]) }),
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
        let money = answer.measures.iter().filter(|m| m.in_force).flat_map(|m| &m.gives).filter(|g| g.due().is_some());
        for given in money {
            let _ = writeln!(out, "  {}", self.given(given));
        }
        let _ = writeln!(out);
    }

    fn given(&self, given: &BenefitAnswer) -> String {
        self.sum(given.benefit.label.get(self.lang), given.amount.as_ref(), given.at_most.as_ref())
    }

    /// What a firm gets and why, measure by measure.
    pub fn explained(&self, out: &mut Vec<u8>, key: &str, explained: &Explained) {
        let mut table = self.tables.table([("条", "no."), ("措施", "measure"), ("适用", "for it"), ("依据、缺项", "why")]);
        for (i, one) in explained.answer.measures.iter().enumerate() {
            let why = match (one.in_force, explained.why(i)) {
                (false, _) => self.pick("不在实施期内", "not in force").to_owned(),
                (true, Some(why)) => self.reasons(why),
                (true, None) => one.measure.whom.get(self.lang).to_owned(),
            };
            let number = one.measure.number.0.clone();
            let verdict = self.verdict(one.verdict.filter(|_| one.in_force)).to_owned();
            table.add_row([number, one.measure.title.get(self.lang).to_owned(), verdict, why]);
            if one.verdict == Some(Verdict::Fail) || !one.in_force {
                continue;
            }
            for (k, given) in one.gives.iter().enumerate() {
                let why = explained.why_given(i, k).map(|why| self.reasons(why)).unwrap_or_default();
                table.add_row([String::new(), format!("· {}", self.given(given)), self.verdict(given.verdict).to_owned(), why]);
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

    fn reasons(&self, why: &TierAssessment) -> String {
        self.tables.why(why)
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
            let by: Vec<String> =
                by.map(|(_, value)| value.as_str().unwrap_or(self.pick("未填", "not given")).to_owned()).collect();
            let name = format!("  · {}", by.join(" "));
            let (firms, sum) = (group["firms"].to_string(), self.parsed(&group["sum"]));
            table.add_row([String::new(), name, firms, String::new(), String::new(), sum]);
        }
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

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
