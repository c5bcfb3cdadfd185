//! Documents of calendars, good and bad: what they say, what is refused, and how every refusal reads (snapshots).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use peiyu::diagnostic::{Diagnostics, Lang};
use peiyu::document::calendar::{from_json, from_yaml, is_calendar};
use peiyu::document::yaml;
use peiyu::time::{Calendar, Date, MAX_YEARS};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/documents/calendar").join(name)
}

fn good() -> String {
    fs::read_to_string(folder("good/two_years.yaml")).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn shown(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for d in &diagnostics.0 {
        let at = d.location.as_ref().map_or("?".into(), |l| format!("{}:{}:{}", l.file, l.line, l.column));
        writeln!(out, "{at} {} {}", d.code.id(), d.span.pointer).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            writeln!(out, "    {} {}", d.message(lang), d.help(lang)).unwrap();
        }
    }
    out
}

#[test]
fn a_good_calendar_says_what_it_says() {
    let calendar = from_yaml("two_years.yaml", &good()).unwrap();
    assert_eq!((calendar.id(), calendar.version()), ("small", "2"));
    assert_eq!((calendar.first(), calendar.end()), (day("2025-01-01"), day("2026-12-31")));
    for (text, worked) in [
        ("2025-01-01", false), // a Wednesday
        ("2025-01-02", true),
        ("2025-01-26", true), // a Sunday
        ("2025-01-27", true),
        ("2025-01-28", false),
        ("2025-02-01", false), // a Saturday among days off
        ("2025-02-04", false),
        ("2025-02-05", true),
        ("2025-02-08", true),  // a Saturday
        ("2025-02-09", false), // a Sunday
        ("2026-01-01", true),  // 2026 is a plain year here
    ] {
        assert_eq!(calendar.is_working(day(text)), Some(worked), "{text}");
    }
}

#[test]
fn yaml_and_json_are_the_same_calendar() {
    let tree = yaml::parse(&good()).unwrap();
    assert!(is_calendar(&tree));
    let json = tree.into_value().0.to_string();
    assert_eq!(from_json("two_years.json", &json), from_yaml("two_years.yaml", &good()));
}

#[test]
fn a_policy_is_no_calendar() {
    let text = fs::read_to_string(folder("../good/base.yaml")).unwrap();
    assert!(!is_calendar(&yaml::parse(&text).unwrap()));
    assert_eq!(from_yaml("base.yaml", &text).unwrap_err().0[0].code.id(), "bad_field");
}

#[test]
fn every_bad_calendar_is_refused_in_words_that_help() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder("bad")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 4);
    for path in names {
        let name = path.file_name().unwrap().to_str().unwrap();
        let errors = from_yaml(name, &fs::read_to_string(&path).unwrap()).expect_err(name);
        insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), shown(&errors));
    }
}

#[test]
fn the_schema_takes_the_good_ones_and_refuses_what_it_can_see() {
    let schema = jsonschema::validator_for(&peiyu::document::schema::calendar()).unwrap();
    let value = |path: PathBuf| yaml::parse(&fs::read_to_string(path).unwrap()).unwrap().into_value().0;
    assert!(schema.is_valid(&value(folder("good/two_years.yaml"))));
    assert!(schema.is_valid(&value(folder("../../../workflows/calendars/cn.yaml"))));
    for name in ["bad/days.yaml", "bad/fields.yaml"] {
        assert!(!schema.is_valid(&value(folder(name))), "{name}");
    }
}

#[test]
fn hostile_documents_are_refused_without_harm() {
    let document = |years: &str| {
        format!(
            r#"{{"peiyu":1,"calendar":"x","version":"1","sources":{{"a":{{"title":{{"zh":"","en":""}}}}}},"years":{{{years}}}}}"#
        )
    };
    let year = |n: u16, rest: &str| format!(r#""{n:04}":{{"sources":[{{"doc":"a","at":"","tag":"I"}}],"rest":[{rest}]}}"#);
    let years = |to: u16| (1..=to).map(|n| year(n, "")).collect::<Vec<_>>().join(",");
    let code = |text: &str| from_json("x", text).map(drop).map_err(|e| e.0[0].code.id());
    assert_eq!(code(&document(&years(MAX_YEARS))), Ok(()));
    assert_eq!(code(&document(&years(MAX_YEARS + 1))), Err("too_many"));
    assert_eq!(code(&document(&years(3000))), Err("too_many"));
    assert_eq!(code(&document(&[year(1, ""), year(9999, "")].join(","))), Err("calendar_gap"));
    let whole = vec![r#""2025-01-01/2025-12-31""#; 100_000].join(",");
    assert_eq!(code(&document(&year(2025, &whole))), Err("day_listed_twice"));
    assert_eq!(code(&format!("{}{}", "[".repeat(1000), "]".repeat(1000))), Err("document_too_deep"));
    assert_eq!(code(&format!("\"{}\"", "x".repeat(5 << 20))), Err("document_too_large"));
}

#[test]
fn a_year_may_be_off_altogether() {
    let text = good().replace("rest: []", "rest: [2026-01-01/2026-12-31]");
    let calendar: Calendar = from_yaml("x", &text).unwrap();
    assert_eq!(calendar.working_day_from(day("2026-01-01")), None);
    // The last Mondays to Fridays of 2025.
    assert_eq!(calendar.working_day_after(day("2025-12-29"), 2), Some(day("2025-12-31")));
    assert_eq!(calendar.working_day_after(day("2025-12-29"), 3), None);
}
