//! Random well-typed expressions, as text, over the facts of the desk, and random firms.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;

/// Expressions of one kind each.
#[derive(Clone)]
pub struct Kinds {
    pub pure: BoxedStrategy<String>,
    pub money: BoxedStrategy<String>,
    pub boolean: BoxedStrategy<String>,
}

fn words(words: &[&'static str]) -> BoxedStrategy<String> {
    select(words.to_vec()).prop_map(String::from).boxed()
}

/// `{}` of a template filled in from the left.
fn fill(template: &str, parts: [&String; 3]) -> String {
    parts.iter().fold(template.to_owned(), |t, p| t.replacen("{}", p, 1))
}

fn of(
    templates: &[&'static str],
    a: &BoxedStrategy<String>,
    b: &BoxedStrategy<String>,
    c: &BoxedStrategy<String>,
) -> BoxedStrategy<String> {
    (select(templates.to_vec()), a.clone(), b.clone(), c.clone()).prop_map(|(t, a, b, c)| fill(t, [&a, &b, &c])).boxed()
}

const PURE: [&str; 24] = [
    "({} + {})",
    "({} - {})",
    "({} * {})",
    "({} / {})",
    "-({})",
    "({}) ** 2",
    "({}) ** 3",
    "({}) ** -1",
    "({}) ** 0",
    "abs({})",
    "floor({})",
    "ceiling({}, 1)",
    "decimal({}, 1)",
    "round up({}, 0)",
    "round down({}, 1)",
    "round half up({}, 0)",
    "round half down({}, 0)",
    "modulo({}, {})",
    "min({}, {})",
    "max({}, {}, {})",
    "mean({}, {}, {})",
    "median({}, {}, {})",
    "product({}, {})",
    "sum([{}, {}, {}])",
];

const OF_PURE: [&str; 16] = [
    "{} < {}",
    "{} <= {}",
    "{} > {}",
    "{} >= {}",
    "{} = {}",
    "{} != {}",
    "{} between {} and {}",
    "{} in [{}..{})",
    "{} in ({}, {})",
    "{} in (not({}, > {}))",
    "{} in (<= {}, ({}..9])",
    "{} = null",
    "{} != null",
    "odd({})",
    "even({})",
    "{} in (null, {})",
];

impl Kinds {
    /// Expressions nested so deep at most.
    pub fn deep(depth: u32) -> Kinds {
        if depth == 0 {
            return Kinds {
                pure: words(&["0", "1", "2.5", "-3", "10%", "1e2", "share", "level", "level", "opt", "count(revenue)"]),
                money: words(&[
                    "revenue[1]",
                    "revenue[2]",
                    "revenue_3",
                    "net_profit[1]",
                    "net_profit[2]",
                    "5元",
                    "0元",
                    "0.01万元",
                    "门槛",
                ]),
                boolean: words(&[
                    "true",
                    "false",
                    "flag",
                    "again",
                    "opt_flag",
                    "(field = \"a\")",
                    "(field in (\"a\", \"b\"))",
                    "(field != \"b\")",
                ]),
            };
        }
        let Kinds { pure: p, money: m, boolean: b } = Kinds::deep(depth - 1);
        let leaf = Kinds::deep(0);
        let pure = prop_oneof![
            1 => leaf.pure,
            5 => of(&PURE, &p, &p, &p),
            1 => of(&["({} / {})"], &m, &m, &m),
            1 => of(&["(if {} then {} else {})"], &b, &p, &p),
        ];
        let money = prop_oneof![
            2 => leaf.money,
            2 => of(&["({} + {})", "({} - {})", "-({})", "max({}, {}, 0)", "min({}, {})", "mean({}, {})", "abs({})"], &m, &m, &m),
            2 => of(&["({} * {})", "({} / {})", "floor({})"], &m, &p, &p),
            1 => of(&["(if {} then {} else {})"], &b, &m, &m),
            1 => words(&["sum(revenue)", "min(net_profit)", "median(revenue)"]),
        ];
        let boolean = prop_oneof![
            1 => leaf.boolean,
            4 => of(&["({} and {})", "({} or {})", "not({})", "(if {} then {} else {})", "all({}, {})", "any([{}, {}])", "({} = {})"], &b, &b, &b),
            4 => of(&OF_PURE, &p, &p, &p).prop_map(|e| format!("({e})")),
            2 => of(&["({} >= {})", "({} < {})", "({} between {} and {})", "({} > 0)", "({} in ([0..{}], 5元))"], &m, &m, &m),
        ];
        Kinds { pure: pure.boxed(), money: money.boxed(), boolean: boolean.boxed() }
    }
}

const VALUES: [(&str, &[&str]); 15] = [
    ("revenue_1", &["0", "1", "5", "100", "2000000"]),
    ("revenue_2", &["0", "1", "5", "100"]),
    ("revenue_3", &["0", "5", "99.99"]),
    ("rd_expense_1", &["0"]),
    ("rd_expense_2", &["0"]),
    ("rd_expense_3", &["0"]),
    ("net_profit_1", &["-5", "0", "5", "100"]),
    ("net_profit_2", &["-100", "0", "0.01", "5"]),
    ("share", &["0", "0.1", "0.5", "1"]),
    ("level", &["1", "2", "2.5", "5"]),
    ("field", &["a", "b", "c"]),
    ("flag", &["true", "false"]),
    ("again", &["true", "false"]),
    ("opt", &["null", "-1", "0", "2"]),
    ("opt_flag", &["null", "true", "false"]),
];

/// All facts that the expressions read.
pub fn firm() -> impl Strategy<Value = BTreeMap<String, String>> {
    let one = |(id, values): &(&'static str, &'static [&'static str])| {
        let id = (*id).to_owned();
        select(values.to_vec()).prop_map(move |v| (id.clone(), v.to_owned()))
    };
    VALUES.iter().map(one).collect::<Vec<_>>().prop_map(|v| v.into_iter().collect())
}

/// Which facts are known.
pub fn known() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), VALUES.len())
}

/// Only the facts that are known.
pub fn part(firm: &BTreeMap<String, String>, known: &[bool]) -> BTreeMap<String, String> {
    firm.iter().zip(known).filter(|(_, known)| **known).map(|((k, v), _)| (k.clone(), v.clone())).collect()
}
