//! Measures of a small policy against a naive count, and figures that are refused.

use std::collections::BTreeMap;

use peiyu::assess::JsonNumbers;
use peiyu::assess::measure::{Figures, Measures, Tally};
use peiyu::document::DocumentSet;
use peiyu::policy::Policy;
use peiyu::program::Workspace;
use proptest::prelude::*;
use serde_json::{Value, json};

const POLICY: &str = r#"{
    "peiyu": 1, "policy": "demo",
    "sources": {"law": {"title": {"zh": "办法", "en": "rules"}}},
    "editions": {"2026": {"label": {"zh": "2026年版", "en": "2026"}, "from": "2026-01-01", "source": {"doc": "law", "at": "一", "tag": "V"}}},
    "facts": {
        "area": {"type": "text", "label": {"zh": "地区", "en": "area"}},
        "good": {"type": "boolean", "label": {"zh": "优质", "en": "good"}},
        "spent": {"type": "money", "min": 0, "label": {"zh": "投入", "en": "spent"}},
        "paid": {"type": "boolean", "label": {"zh": "已付", "en": "paid"}}
    },
    "departments": {"office": {"label": {"zh": "办公室", "en": "office"}}, "towns": {"label": {"zh": "乡镇", "en": "towns"}, "every": true}},
    "measures": {
        "money": {
            "number": 1, "title": {"zh": "资金", "en": "money"}, "summary": {"zh": "资金", "en": "money"}, "whom": {"zh": "优质企业", "en": "good firms"},
            "lead": ["office"], "from": "2026-02-01", "until": "2026-11-30",
            "all": [{"id": "good", "label": {"zh": "优质", "en": "good"}, "when": "good", "source": {"doc": "law", "at": "二", "tag": "V"}}],
            "gives": {
                "half": {
                    "kind": "subsidy", "label": {"zh": "补助一半", "en": "half"}, "amount": "min(spent / 2, 100元)", "by": ["area"],
                    "all": [{"id": "unpaid", "label": {"zh": "未付", "en": "unpaid"}, "when": "not(paid)", "source": {"doc": "law", "at": "二", "tag": "S"}}],
                    "source": {"doc": "law", "at": "二", "tag": "V"}
                },
                "advice": {"kind": "service", "label": {"zh": "咨询", "en": "advice"}, "source": {"doc": "law", "at": "二", "tag": "V"}}
            },
            "source": {"doc": "law", "at": "二", "tag": "V"}
        },
        "praise": {
            "number": 2, "title": {"zh": "表扬", "en": "praise"}, "summary": {"zh": "表扬", "en": "praise"}, "whom": {"zh": "社会", "en": "the public"},
            "lead": ["towns"], "from": "2026-02-01", "source": {"doc": "law", "at": "三", "tag": "V"}
        }
    },
    "targets": {"goods": {"label": {"zh": "优质企业", "en": "good firms"}, "at_least": "3", "unit": {"zh": "家", "en": "firms"}, "from": "2026-02-01", "until": "2026-02-11",
        "count": "good", "source": {"doc": "law", "at": "四", "tag": "V"}}}
}"#;

fn measures(day: &str) -> Measures {
    let mut documents = DocumentSet::new();
    documents.add_json("demo/all", "all.json", POLICY).unwrap();
    Measures::new(&Policy::load(&documents, "demo").unwrap(), day.parse().unwrap()).unwrap()
}

/// A firm: its area, whether it is good, what it has spent in fen, whether it has been paid.
type Given = (Option<u8>, Option<bool>, Option<u32>, Option<bool>);

fn firm(&(area, good, spent, paid): &Given) -> String {
    let spent = spent.map(|fen| format!("{}.{:02}", fen / 100, fen % 100));
    json!({"area": area.map(|a| format!("a{a}")), "good": good, "spent": spent, "paid": paid}).to_string()
}

fn counted(measures: &Measures, firms: &[Given]) -> Tally {
    let (mut tally, mut workspace) = (Tally::default(), Workspace::default());
    for given in firms {
        let mut one = measures.firm();
        one.read_json(&firm(given), JsonNumbers::Exact).unwrap();
        measures.count(&one, &mut tally, &mut workspace);
    }
    tally
}

fn told(measures: &Measures, tally: &Tally) -> Value {
    serde_json::from_str(&measures.tally_json(tally, &Figures::default())).unwrap()
}

/// Twice the sums in fen, so that halves are whole: the subsidy is half of what was spent, at most 100 yuan.
fn naive(firms: &[Given]) -> (u64, BTreeMap<Option<u8>, u64>) {
    let (mut all, mut by_area) = (0, BTreeMap::new());
    for (area, good, spent, paid) in firms {
        if *good == Some(true) && *paid == Some(false) {
            let sum = spent.map_or(0, |fen| u64::from(fen).min(20_000));
            all += sum;
            *by_area.entry(*area).or_default() += sum;
        }
    }
    (all, by_area)
}

/// Twice a sum in fen.
fn doubled(sum: &Value) -> u64 {
    let (whole, fraction) = sum.as_str().unwrap().split_once('.').unwrap_or((sum.as_str().unwrap(), ""));
    // Half a fen has three decimals.
    let thousandths = format!("{fraction:0<3}").parse::<u64>().unwrap();
    (whole.parse::<u64>().unwrap() * 1000 + thousandths) / 5
}

proptest! {
    #[test]
    fn sums_are_those_of_a_naive_count_however_the_firms_are_parted(
        firms in prop::collection::vec((prop::option::of(0_u8..3), prop::option::of(any::<bool>()), prop::option::of(0_u32..40_000), prop::option::of(any::<bool>())), 0..30),
        cut in 0_usize..30,
    ) {
        let measures = measures("2026-06-01");
        let whole = counted(&measures, &firms);
        let (first, second) = firms.split_at(cut.min(firms.len()));
        let mut parted = counted(&measures, second);
        parted.add(&counted(&measures, first));
        prop_assert_eq!(told(&measures, &whole), told(&measures, &parted));

        let totals = told(&measures, &whole);
        let half = &totals["measures"][0]["gives"][0];
        let (all, by_area) = naive(&firms);
        prop_assert_eq!(doubled(&half["sum"]), all);
        prop_assert_eq!(doubled(&totals["due"]), all);
        let groups: BTreeMap<Option<u8>, u64> = half["groups"].as_array().unwrap().iter().map(|group| {
            (group["by"]["area"].as_str().map(|a| a[1..].parse().unwrap()), doubled(&group["sum"]))
        }).collect();
        prop_assert_eq!(groups, by_area);
        let count = |wanted: fn(&Given) -> bool| firms.iter().filter(|f| wanted(f)).count();
        prop_assert_eq!(&half["for"], &json!(count(|f| f.1 == Some(true) && f.3 == Some(false))));
        prop_assert_eq!(&half["not_for"], &json!(count(|f| f.1 == Some(false) || f.3 == Some(true))));
        prop_assert_eq!(&totals["targets"][0]["figure"], &json!(count(|f| f.1 == Some(true)).to_string()));
        prop_assert_eq!(&totals["targets"][0]["open"], &json!(count(|f| f.1.is_none())));
    }
}

#[test]
fn a_measure_is_in_force_from_its_first_day_to_its_last() {
    for (day, in_force) in [("2026-01-31", false), ("2026-02-01", true), ("2026-11-30", true), ("2026-12-01", false)] {
        let measures = measures(day);
        let listed: Value = serde_json::from_str(&measures.list_json()).unwrap();
        assert_eq!(listed["measures"][0]["in_force"], in_force, "{day}");
        let given = (None, Some(true), Some(5000), Some(false));
        let totals = told(&measures, &counted(&measures, &[given]));
        assert_eq!(totals["due"], if in_force { "25" } else { "0" }, "{day}");
    }
}

#[test]
fn a_measure_that_is_not_asked_of_firms_has_no_verdict() {
    let measures = measures("2026-06-01");
    let mut one = measures.firm();
    one.set("good", "true").unwrap();
    let told: Value = serde_json::from_str(&measures.explain(&one, &mut Workspace::default()).to_json()).unwrap();
    let [money, praise] = told["measures"].as_array().unwrap().as_slice() else { panic!("two measures") };
    assert_eq!((&money["verdict"], &praise["verdict"]), (&json!("pass"), &Value::Null));
    assert_eq!(praise["reasons"], Value::Null);
    // What is asked of the firm next, and the article that asks it.
    assert_eq!(money["gives"][0]["missing"], json!(["paid"]));
    assert_eq!(money["gives"][0]["reasons"][0]["source"], "《办法》二");
    assert_eq!(money["gives"][0]["reasons"][0]["needs_check"], true);
    assert_eq!((&money["gives"][1]["verdict"], &money["gives"][1]["reasons"]), (&json!("pass"), &Value::Null));
}

#[test]
fn firms_that_may_count_leave_a_target_open() {
    // Five of ten days are gone: the line from nought stands at one and a half.
    let measures = measures("2026-02-06");
    let figures = Figures::from_json(r#"{"goods": {"figure": 2, "baseline": 0}}"#).unwrap();
    let state = |firms: &[Given]| {
        let tally = counted(&measures, firms);
        let told: Value = serde_json::from_str(&measures.targets_json(&Figures::default(), Some(&tally)).unwrap()).unwrap();
        told[0]["state"].clone()
    };
    let (good, open) = ((None, Some(true), None, None), (None, None, None, None));
    assert_eq!(state(&[good, good, good, open]), "reached");
    assert_eq!(state(&[good, good, open]), "open");
    let supplied: Value = serde_json::from_str(&measures.targets_json(&figures, None).unwrap()).unwrap();
    assert_eq!((&supplied[0]["state"], &supplied[0]["expected"]), (&json!("on_course"), &json!("1.5")));
}

#[test]
fn departments_have_their_measures() {
    let measures = measures("2026-06-01");
    let numbers = |department: &str| -> Vec<String> {
        let told: Value = serde_json::from_str(&measures.duties_json(department).unwrap()).unwrap();
        told["measures"].as_array().unwrap().iter().map(|m| m["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers("办公室"), ["1"]);
    assert_eq!(numbers("towns"), ["1", "2"]);
    assert_eq!(measures.duties_json("offce").unwrap_err().code.id(), "unknown_reference");
}

#[test]
fn figures_that_are_none_are_refused_with_their_place() {
    for (text, code, pointer) in [
        ("[]", "bad_field", ""),
        ("{", "row_syntax", ""),
        (r#"{"goods": {"baseline": 1}}"#, "bad_field", "/goods"),
        (r#"{"goods": "3 firms"}"#, "number_syntax", "/goods/figure"),
        (r#"{"goods": {"figure": 1, "baseline_on": "2026-02-30"}}"#, "bad_date", "/goods/baseline_on"),
        (r#"{"goods": {"figure": 1, "since": "2026-02-03"}}"#, "bad_field", "/goods/since"),
    ] {
        let errors = Figures::from_json(text).unwrap_err();
        assert_eq!((errors.0[0].code.id(), errors.0[0].span.pointer.as_str()), (code, pointer), "{text}");
    }
    let figures = Figures::from_json(r#"{"good": "50%"}"#).unwrap();
    let errors = measures("2026-06-01").targets_json(&figures, None).unwrap_err();
    assert_eq!((errors.0[0].code.id(), errors.0[0].span.pointer.as_str()), ("unknown_reference", "/good"));
}
