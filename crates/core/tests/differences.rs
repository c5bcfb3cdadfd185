//! What one policy changes against another: nothing against itself, and each change once, under its article.

use std::fs;
use std::path::Path;

use peiyu::assess::diff::{Change, Pair, Side};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use proptest::prelude::*;
use serde_json::{Value, json};

const BASE: &str = r#"{
    "peiyu": 1, "policy": "demo",
    "sources": {"law": {"title": {"zh": "办法", "en": "rules"}, "number": "示〔2026〕1号"}, "call": {"title": {"zh": "通知", "en": "notice"}, "number": "示〔2026〕2号"}},
    "editions": {"2026": {"label": {"zh": "2026年版", "en": "2026"}, "from": "2026-01-01", "source": {"doc": "law", "at": "附则", "tag": "V"}}},
    "facts": {
        "revenue": {"type": "money", "min": 0, "label": {"zh": "营业收入", "en": "revenue"}},
        "staff": {"type": "integer", "unit": "person", "min": 0, "label": {"zh": "职工", "en": "staff"}}
    },
    "parameters": {
        "floor": {"value": "1000万元", "within": ">= 0元", "label": {"zh": "收入下限", "en": "floor"}, "source": {"doc": "law", "at": "第一条", "tag": "V"}},
        "days": {"unit": "day", "label": {"zh": "公示天数", "en": "days"}}
    }
}"#;

const EDITION: &str = r#"{
    "peiyu": 1, "policy": "demo", "edition": "2026",
    "tiers": {"good": {"label": {"zh": "优质", "en": "good"}, "all": [
        {"id": "revenue", "when": "revenue >= floor", "label": {"zh": "营业收入", "en": "revenue"}, "source": {"doc": "law", "at": "第一条", "tag": "V"}},
        {"id": "staff", "when": "staff >= 5人", "label": {"zh": "职工", "en": "staff"}, "source": {"doc": "law", "at": "第二条", "tag": "V"}}
    ]}}
}"#;

/// The base and an overlay with these sections.
fn overlay(sections: &str) -> DocumentSet {
    let mut set = DocumentSet::new();
    set.add_json("demo/base", "base.json", BASE).unwrap();
    set.add_json("demo/2026", "2026.json", EDITION).unwrap();
    set.add_json("over/all", "over.json", &format!(r#"{{"peiyu": 1, "policy": "over", "extends": "demo"{sections}}}"#)).unwrap();
    set
}

fn side(set: &DocumentSet, id: &str) -> Side {
    Side::new(Policy::load(set, id).unwrap(), &Choice::on("2026-06-01".parse().unwrap())).unwrap()
}

fn told(sections: &str) -> Value {
    let set = overlay(sections);
    let pair = Pair { before: side(&set, "demo"), after: side(&set, "over") };
    serde_json::from_str(&pair.differences().to_json()).unwrap()
}

#[test]
fn a_policy_differs_in_nothing_from_itself_or_from_an_overlay_that_says_nothing() {
    let set = overlay("");
    for other in ["demo", "over"] {
        let pair = Pair { before: side(&set, "demo"), after: side(&set, other) };
        assert!(pair.differences().is_empty());
    }
}

#[test]
fn a_threshold_shows_in_its_criterion_and_among_the_parameters() {
    let told = told(r#", "set": {"floor": "1500万元"}"#);
    let lines = told["tiers"][0]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["change"], &lines[0]["id"]), (&json!("changed"), &json!("revenue")));
    assert_eq!(lines[0]["before"]["sentence"]["zh"], "营业收入不低于1000万元");
    assert_eq!(lines[0]["after"]["sentence"]["zh"], "营业收入不低于1500万元");
    assert_eq!(lines[0]["after"]["source"], "示〔2026〕1号 第一条");
    let parameter = json!({
        "change": "changed", "id": "floor", "label": {"zh": "收入下限", "en": "floor"}, "before": {"zh": "1000万元", "en": "10 million yuan"},
        "after": {"zh": "1500万元", "en": "15 million yuan"}, "source": "示〔2026〕1号 第一条",
    });
    assert_eq!(told["parameters"], json!([parameter]));
    assert_eq!(told["sections"], json!([]));
}

#[test]
fn what_is_added_is_told_once_with_what_stands_under_it() {
    let told = told(
        r#", "set": {"days": "5天"}, "extra": {"good": [{"id": "either", "label": {"zh": "其一", "en": "either"}, "source": {"doc": "call", "at": "一", "tag": "S"}, "any": [
            {"id": "many", "when": "staff >= 50人", "label": {"zh": "人多", "en": "many"}, "source": {"doc": "call", "at": "一", "tag": "S"}},
            {"id": "rich", "when": "revenue >= 1亿元", "label": {"zh": "收入高", "en": "rich"}, "source": {"doc": "call", "at": "一", "tag": "S"}}]}]},
            "facts": {"age": {"type": "integer", "unit": "year", "label": {"zh": "年限", "en": "age"}}}"#,
    );
    let lines = told["tiers"][0]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["change"], &lines[0]["id"], &lines[0]["before"]), (&json!("added"), &json!("either"), &Value::Null));
    assert_eq!((&lines[0]["after"]["source"], &lines[0]["after"]["needs_check"]), (&json!("示〔2026〕2号 一"), &json!(true)));
    assert_eq!((&told["parameters"][0]["before"], &told["parameters"][0]["after"]["zh"]), (&Value::Null, &json!("5天")));
    assert_eq!(
        told["sections"],
        json!([{"change": "added", "section": "facts", "id": "age", "label": {"zh": "年限", "en": "age"}}])
    );
}

#[test]
fn a_tier_that_only_one_has_is_named() {
    let mut set = overlay("");
    let more = EDITION
        .replace("demo", "over")
        .replace("\"good\"", "\"seed\"")
        .replace("\"tiers\"", "\"title\": {\"zh\": \"甲\", \"en\": \"A\"}, \"tiers\"");
    set.add_json("over/2026", "over_2026.json", &more).unwrap();
    let pair = Pair { before: side(&set, "demo"), after: side(&set, "over") };
    let differences = pair.differences();
    let changes: Vec<_> = differences.tiers.iter().map(|t| (t.tier, t.change, t.lines.len())).collect();
    assert_eq!(changes, [("good", None, 0), ("seed", Some(Change::Added), 0)]);
    let back = Pair { before: side(&set, "over"), after: side(&set, "demo") };
    let differences = back.differences();
    assert_eq!(
        differences.tiers.iter().map(|t| (t.tier, t.change)).collect::<Vec<_>>(),
        [("good", None), ("seed", Some(Change::Removed))]
    );
}

/// The national editions against each other, which nobody wrote for this: a line changed one way is changed back the other way.
#[test]
fn the_way_back_undoes_the_way_there() {
    let mut set = DocumentSet::new();
    for folder in ["cn", "gansu"] {
        let mut paths: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows").join(folder))
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let name = format!("{folder}/{}", path.file_stem().unwrap().to_str().unwrap());
            set.add_yaml(&name, &name, &fs::read_to_string(&path).unwrap()).unwrap();
        }
    }
    let edition = |policy: &str, edition: &str| {
        let choice = Choice::on("2026-06-01".parse().unwrap()).edition(edition);
        Side::new(Policy::load(&set, policy).unwrap(), &choice).unwrap()
    };
    let sides = [("cn", "2022"), ("cn", "2026"), ("gansu", "2022"), ("gansu", "2026")];
    for (a, b) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
        let [a, b] = [sides[a], sides[b]];
        let there = Pair { before: edition(a.0, a.1), after: edition(b.0, b.1) };
        let back = Pair { before: edition(b.0, b.1), after: edition(a.0, a.1) };
        let count = |pair: &Pair, change: Change| {
            let found = pair.differences();
            let lines = found.tiers.iter().flat_map(|t| &t.lines).filter(|l| l.change == change).count();
            let parameters = found.parameters.iter().filter(|p| p.change == change).count();
            (lines, parameters, found.sections.iter().filter(|s| s.change == change).count())
        };
        assert_eq!(count(&there, Change::Added), count(&back, Change::Removed), "{a:?} {b:?}");
        assert_eq!(count(&there, Change::Removed), count(&back, Change::Added), "{a:?} {b:?}");
        assert_eq!(count(&there, Change::Changed), count(&back, Change::Changed), "{a:?} {b:?}");
    }
}

proptest! {
    /// Whatever the value, what is told of it is the value that was set.
    #[test]
    fn every_value_that_is_set_is_told(floor in 0_u32..100_000) {
        let told = told(&format!(r#", "set": {{"floor": "{floor}万元"}}"#));
        let lines = told["tiers"][0]["lines"].as_array().unwrap();
        if floor == 1000 {
            prop_assert!(lines.is_empty() && told["parameters"] == json!([]));
        } else {
            prop_assert_eq!(lines.len(), 1);
            prop_assert_eq!(told["parameters"].as_array().unwrap().len(), 1);
        }
    }
}
