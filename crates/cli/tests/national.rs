//! The example firms in another dress: Chinese labels, amounts in 万元 with separators, shares in percent, words for truth
//! values, GBK. The answers must be the same to the byte.

mod common;

use common::Place;
use peiyu::document::model::FactType;
use peiyu::policy::{FactSlot, Policy};

/// The unit behind a column's name, and how many digits it moves the point: to the left, if negative.
fn unit(fact: &FactSlot) -> Option<(&'static str, i32)> {
    match (fact.ty, fact.domain.max.as_ref().map(ToString::to_string).as_deref()) {
        (FactType::Money, _) => Some(("万元", -4)),
        (FactType::Decimal, Some("1")) => Some(("％", 2)),
        _ => None,
    }
}

/// A decimal with its point moved.
fn moved(decimal: &str, places: i32) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let zeros = "0".repeat(9);
    let all = format!("{zeros}{whole}{fraction}{zeros}");
    let point = usize::try_from(i32::try_from(zeros.len() + whole.len()).unwrap() + places).unwrap();
    let (whole, fraction) = all.split_at(point);
    let whole = whole.trim_start_matches('0');
    format!("{sign}{}.{fraction}", if whole.is_empty() { "0" } else { whole })
}

/// A decimal with its thousands parted.
fn parted(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap();
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        let after = whole.len() - i;
        if i > 0 && after % 3 == 0 && !out.ends_with('-') {
            out.push(',');
        }
        out.push(c);
    }
    format!("{out}.{fraction}")
}

fn dressed(fact: &FactSlot, row: usize, cell: &str) -> String {
    match (fact.ty, cell, unit(fact)) {
        (FactType::Text, text, _) => text.to_owned(),
        (_, "", _) => ["", "/", "—", "N/A"][row % 4].to_owned(),
        (FactType::Boolean, "true", _) => ["是", "有", "√", "Y"][row % 4].to_owned(),
        (FactType::Boolean, "false", _) => ["否", "无", "×", "no"][row % 4].to_owned(),
        (FactType::Enum, id, _) => {
            let at = fact.choices.iter().position(|c| c == id).unwrap();
            fact.choice_labels[at].zh.clone()
        }
        (_, number, Some((_, places))) => parted(&moved(number, places)),
        (_, number, None) => number.to_owned(),
    }
}

#[test]
fn the_example_firms_in_another_dress_have_the_same_answers() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/enterprises.csv");
    let policy = Policy::load(&peiyu_workflows::documents().unwrap(), "gansu").unwrap();
    let mut plain = csv::Reader::from_path(example).unwrap();
    let fact = |id: &str| policy.facts().index(id).and_then(|i| policy.facts().get(i)).unwrap();
    let facts: Vec<&FactSlot> = plain.headers().unwrap().iter().map(fact).collect();
    let mut table = csv::Writer::from_writer(Vec::new());
    let label = |f: &&FactSlot| f.label.zh.clone() + &unit(f).map(|(u, _)| format!("（{u}）")).unwrap_or_default();
    table.write_record(facts.iter().map(label)).unwrap();
    for (i, row) in plain.records().enumerate() {
        table.write_record(facts.iter().zip(&row.unwrap()).map(|(f, cell)| dressed(f, i, cell))).unwrap();
    }
    let text = String::from_utf8(table.into_inner().unwrap()).unwrap();
    let (gbk, _, replaced) = encoding_rs::GBK.encode(&text);
    assert!(!replaced);
    let place = Place::new("national");
    place.write("dressed.csv", &gbk);
    let answer = |file: &str| place.run(&["assess", file, "--policy", "gansu", "--edition", "2022", "--format", "jsonl"]);
    let (one, other) = (answer(example), answer("dressed.csv"));
    assert_eq!((one.code, other.code), (0, 0), "{}", other.err);
    assert!(one.out.lines().count() >= 100);
    assert_eq!(one.out, other.out);
}

#[test]
fn points_are_moved() {
    for (decimal, places, expected) in
        [("12345.67", -4, "1.234567"), ("-5", -4, "-0.0005"), ("0.184", 2, "18.4"), ("0", 2, "0.0")]
    {
        assert_eq!(moved(decimal, places).trim_end_matches('0'), expected.trim_end_matches('0'), "{decimal}");
    }
    assert_eq!(parted("-123456.5"), "-123,456.5");
    assert_eq!(parted("1234567.0"), "1,234,567.0");
}
