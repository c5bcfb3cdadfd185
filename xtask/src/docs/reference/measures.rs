//! Measures and targets in the reference, from the list that hosts get, too.

use peiyu::assess::measure::Measures;
use peiyu::diagnostic::{Diagnostics, Lang};
use peiyu::lang::unit::Unit;
use peiyu::number::Number;
use peiyu::phrase;
use peiyu::policy::Policy;
use peiyu::policy::said::Style;
use peiyu::time::Date;
use serde_json::Value;

use super::markdown::{Page, checked, plain};

/// The measures of a policy as of a day, and its targets.
pub fn write(page: &mut Page, policy: &Policy, day: Date) -> Result<(), Diagnostics> {
    let measures = Measures::new(policy, day)?;
    if measures.is_empty() {
        return Ok(());
    }
    let list: Value = serde_json::from_str(&measures.list_json()).unwrap_or_default();
    let head = ["条 no.", "措施 measure", "对象 whom", "给予 gives", "部门 departments"];
    page.table("措施 / Measures", &head, items(&list, "measures"), |m| {
        let named = |key| items(m, key).map(|d| text(d, "label")).collect::<Vec<_>>().join("<br>");
        vec![
            word(m, "number"),
            format!("{}<br>{}<br>*{}*", text(m, "title"), text(m, "summary"), source(m)),
            text(m, "whom"),
            items(m, "gives").map(benefit).collect::<Vec<_>>().join("<br>"),
            format!("{}<br>{}", named("lead"), named("joint")),
        ]
    });
    let head = ["目标 target", "值 figure", "期限 by", "依据 source"];
    page.table("目标 / Targets", &head, items(&list, "targets"), |t| {
        let figure = [("≥", "at_least"), ("≤", "at_most")].map(|(sign, key)| (sign, word(t, key)));
        let figure: Vec<String> = figure.iter().filter(|(_, n)| !n.is_empty()).map(|(sign, n)| format!("{sign} {n}")).collect();
        vec![text(t, "label"), format!("{} {}", figure.join(" "), text(t, "unit")), word(t, "until"), source(t)]
    });
    Ok(())
}

/// What a measure gives. A sum is in yuan; a cap is in yuan, or of a rate a ratio.
fn benefit(benefit: &Value) -> String {
    let figure = |key, style| benefit.get(key).and_then(Value::as_str).and_then(|n| said(n, style));
    let rate = benefit.get("kind").is_some_and(|kind| kind == "rate");
    let cap = if rate { Style::Percent } else { Style::Measured(Unit::CNY) };
    let amount = figure("amount", Style::Measured(Unit::CNY)).map(|n| format!("：{n}"));
    let sum = amount.or_else(|| figure("at_most", cap).map(|n| format!("：至多 / at most {n}")));
    text(benefit, "label") + &sum.unwrap_or_default()
}

fn said(number: &str, style: Style) -> Option<String> {
    let number: Number = number.parse().ok()?;
    Some(phrase::figure(&number, style, Lang::Zh))
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn word(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).map(plain).unwrap_or_default()
}

fn text(value: &Value, key: &str) -> String {
    let part = |lang| value.get(key).map(|t| word(t, lang)).unwrap_or_default();
    match (part("zh"), part("en")) {
        (zh, en) if zh == en => zh,
        (zh, en) => format!("{zh} / {en}"),
    }
}

fn source(value: &Value) -> String {
    let needs_check = value.get("needs_check").and_then(Value::as_bool).unwrap_or(true);
    checked(value.get("source").and_then(Value::as_str).unwrap_or_default(), needs_check)
}
