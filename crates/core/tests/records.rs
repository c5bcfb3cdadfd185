//! Facts computed from records: what `from` gives (`tests/language/records`), and how records and facts that are given
//! themselves live side by side.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use peiyu::assess::{Assessor, Firm, JsonNumbers, MAX_ERRORS, MAX_RECORDS, MoneyUnit};
use peiyu::diagnostic::{Code, Diagnostics, Lang};
use peiyu::document::{DocumentSet, yaml};
use peiyu::policy::{Choice, Policy};
use peiyu::program::cell::Cell;
use serde_json::{Value, json};

const DAY: &str = "2026-11-24";

/// Types that the fact under test may have.
fn fact(ty: &str) -> Value {
    match ty {
        "boolean" => json!({"type": "boolean"}),
        "money" => json!({"type": "money", "min": "0"}),
        "few" => json!({"type": "integer", "min": "0", "max": "3"}),
        _ => json!({"type": "integer", "unit": "item", "min": "0"}),
    }
}

fn label() -> Value {
    json!({"zh": "甲", "en": "A"})
}

/// A policy whose facts `x` (and `y`, where two are asked for) are computed so.
fn policy(from: &[(&str, &str)]) -> Result<Policy, Diagnostics> {
    let labelled = |mut value: Value| {
        value["label"] = label();
        value
    };
    let mut facts = json!({"other": labelled(json!({"type": "integer"}))});
    for ((ty, expr), id) in from.iter().zip(["x", "y"]) {
        facts[id] = labelled(fact(ty));
        facts[id]["from"] = json!(expr);
    }
    let choice = |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), label())).collect::<serde_json::Map<_, _>>();
    let common = json!({
        "peiyu": "1", "policy": "p",
        "sources": {"law": {"title": label()}},
        "editions": {"2025": {"label": label(), "from": "2025-01-01", "source": {"doc": "law", "at": "1", "tag": "V"}}},
        "facts": facts,
        "parameters": {
            "start": {"label": label(), "value": "assessment day() - 3年", "within": "-"},
            "limit": {"label": label(), "value": "2年"},
            "open": {"label": label(), "unit": "year"},
        },
        "records": {
            "rounds": {"label": label(), "fields": {
                "day": labelled(json!({"type": "date"})),
                "until": labelled(json!({"type": "date", "optional": true})),
                "amount": labelled(json!({"type": "money", "min": "0"})),
                "bonus": labelled(json!({"type": "money", "optional": true})),
                "limit": labelled(json!({"type": "money"})),
                "qualified": labelled(json!({"type": "boolean"})),
                "stage": labelled(json!({"type": "enum", "values": choice(&["a", "b", "c"])})),
            }},
            "prizes": {"label": label(), "fields": {
                "day": labelled(json!({"type": "date"})),
                "level": labelled(json!({"type": "enum", "values": choice(&["national", "provincial", "other"])})),
                "rank": labelled(json!({"type": "integer", "min": "1"})),
            }},
        },
    });
    let criterion =
        |expr: &str| json!([{"id": "c", "label": label(), "when": expr, "source": {"doc": "law", "at": "1", "tag": "V"}}]);
    let when = if from[0].0 == "boolean" { "x" } else { "x >= 0" };
    let edition = json!({
        "peiyu": "1", "policy": "p", "edition": "2025",
        "tiers": {"t": {"label": label(), "all": criterion(when)}},
    });
    let mut set = DocumentSet::new();
    set.add_json("p/common", "common", &common.to_string())?;
    set.add_json("p/2025", "2025", &edition.to_string())?;
    Policy::load(&set, "p")
}

fn assessor(from: &[(&str, &str)]) -> Assessor {
    let policy = policy(from).unwrap_or_else(|e| panic!("{from:?}: {e}"));
    Assessor::new(&policy, &Choice::on(DAY.parse().unwrap())).unwrap()
}

/// A fact in words: `3`, `true`, `unknown [1..]`.
fn outcome(assessor: &Assessor, firm: &Firm, id: &str) -> String {
    let cell = &firm.cells()[assessor.facts().index(id).unwrap() as usize];
    let interval = cell.interval();
    let end = |n: &Option<peiyu::number::Number>| n.as_ref().map_or(String::new(), ToString::to_string);
    match cell {
        Cell::Number(n) => n.to_string(),
        Cell::Boolean(b) => b.to_string(),
        Cell::Unknown(peiyu::program::cell::Possible::Number(_)) => {
            assert!(!interval.partial);
            format!("unknown [{}..{}]", end(&interval.lo), end(&interval.hi))
        }
        Cell::Unknown(_) => "unknown ?".into(),
        other => panic!("{other:?}"),
    }
}

fn cases(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/language/records").join(name);
    let (value, _) = yaml::parse(&fs::read_to_string(path).unwrap()).unwrap().into_value();
    value.as_array().unwrap().clone()
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_else(|| panic!("no {key}: {case}"))
}

#[test]
fn every_good_expression_gives_what_it_should() {
    let mut wrong = String::new();
    let cases = cases("good.yaml");
    assert!(cases.len() >= 70, "{}", cases.len());
    for case in cases {
        let expr = text(&case, "expr");
        let wanted = match (case.get("value"), case.get("unknown"), case.get("error"), case.get("load")) {
            (Some(v), None, None, None) => v.as_str().unwrap().to_owned(),
            (None, Some(v), None, None) => format!("unknown {}", v.as_str().unwrap()),
            (None, None, Some(v), None) => format!("error {}", v.as_str().unwrap()),
            (None, None, None, Some(v)) => format!("load {}", v.as_str().unwrap()),
            _ => panic!("{case}"),
        };
        let found = match policy(&[(text(&case, "fact"), expr)]) {
            Err(e) => format!("load {}", e.0[0].code.id()),
            Ok(policy) => {
                let assessor = Assessor::new(&policy, &Choice::on(DAY.parse().unwrap())).unwrap();
                let mut firm = assessor.firm();
                let given = ["rounds", "prizes"].into_iter().filter_map(|k| Some((k.to_owned(), case.get(k)?.clone())));
                let given: serde_json::Map<_, _> = given.collect();
                match firm.read_json(&Value::Object(given).to_string(), JsonNumbers::Exact) {
                    Ok(()) => outcome(&assessor, &firm, "x"),
                    Err(e) => {
                        assert_eq!((e.0.len(), e.0[0].span.pointer.as_str()), (1, "/x"), "{expr}: {e}");
                        format!("error {}", e.0[0].code.id())
                    }
                }
            }
        };
        if found != wanted {
            writeln!(wrong, "{expr}\n    wanted {wanted}, found {found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_bad_expression_is_refused_in_words_that_help() {
    let mut out = String::new();
    for case in cases("bad.yaml") {
        let expr = text(&case, "expr");
        let errors = policy(&[(text(&case, "fact"), expr)]).map(drop).expect_err(expr);
        writeln!(out, "{expr}").unwrap();
        for d in &errors.0 {
            assert_eq!(d.span.pointer, "/facts/x/from", "{expr}: {d}");
            writeln!(out, "  {}+{} {}: {}", d.span.offset, d.span.length, d.code.id(), d.message(Lang::Zh)).unwrap();
            writeln!(out, "      {}", d.help(Lang::Zh)).unwrap();
        }
    }
    insta::assert_snapshot!("records_refused", out);
}

fn read(assessor: &Assessor, firm: &Value) -> Result<String, Vec<(&'static str, String)>> {
    let mut facts = assessor.firm();
    match facts.read_json(&firm.to_string(), JsonNumbers::Exact) {
        Ok(()) => Ok(outcome(assessor, &facts, "x")),
        Err(e) => Err(e.0.into_iter().map(|d| (d.code.id(), d.span.pointer.clone())).collect()),
    }
}

#[test]
fn a_fact_may_be_given_and_have_records_if_both_agree() {
    let assessor = assessor(&[("money", "sum(rounds.amount)")]);
    let two = json!([{"amount": "1"}, {"amount": "2.50"}]);
    for (x, wanted) in [(json!("3.5"), "3.5"), (json!("3.50"), "3.5"), (Value::Null, "3.5"), (json!(""), "3.5")] {
        assert_eq!(read(&assessor, &json!({"x": x, "rounds": two})), Ok(wanted.into()));
        // Which stands first makes no difference.
        assert_eq!(read(&assessor, &json!({"rounds": two, "x": x})), Ok(wanted.into()));
    }
    let conflict = Err(vec![("fact_conflict", "/x".to_owned())]);
    assert_eq!(read(&assessor, &json!({"x": "3.51", "rounds": two})), conflict);
    assert_eq!(read(&assessor, &json!({"rounds": two, "x": "3.51"})), conflict);
    // With an amount open, what is given decides, unless it can't come out.
    let open = json!([{"amount": "1"}, {}]);
    assert_eq!(read(&assessor, &json!({"x": "7", "rounds": open})), Ok("7".into()));
    assert_eq!(read(&assessor, &json!({"x": "0.99", "rounds": open})), conflict);
    assert_eq!(read(&assessor, &json!({"rounds": open})), Ok("unknown [1..]".into()));
}

#[test]
fn a_conflict_names_both_values() {
    let assessor = assessor(&[("boolean", "some r in rounds satisfies r.qualified")]);
    let mut firm = assessor.firm();
    let errors = firm.read_json(r#"{"rounds": [{"qualified": true}], "x": false}"#, JsonNumbers::Exact).unwrap_err();
    assert_eq!(errors.0[0].message(Lang::Zh), "`x` 填报为 否，按记录计算却是 是");
    assert_eq!(errors.0[0].message(Lang::En), "`x` is given as false, but its records make it true");
}

/// Setting and taking back in any order leaves what is given, and nothing else.
#[test]
fn records_and_facts_can_be_taken_back() {
    let assessor = assessor(&[("money", "sum(rounds.amount)"), ("integer", "count(rounds) + count(prizes)")]);
    let mut firm = assessor.firm();
    let blank = firm.cells().to_vec();
    let rounds = |firm: &mut Firm, amounts: &[&str]| {
        let mut list = firm.records("rounds").unwrap();
        for amount in amounts {
            list.add().unwrap().set("amount", amount).unwrap();
        }
        firm.set_records(list)
    };
    rounds(&mut firm, &["1", "2"]).unwrap();
    assert_eq!((outcome(&assessor, &firm, "x"), outcome(&assessor, &firm, "y")), ("3".into(), "unknown [0..]".into()));
    rounds(&mut firm, &["1", ""]).unwrap();
    assert_eq!(outcome(&assessor, &firm, "x"), "unknown [1..]");
    firm.set("x", "5").unwrap();
    assert_eq!(outcome(&assessor, &firm, "x"), "5");
    assert_eq!(firm.set("x", "0.5").unwrap_err().code, Code::FactConflict);
    assert_eq!(outcome(&assessor, &firm, "x"), "5");
    firm.set("x", "").unwrap();
    assert_eq!(outcome(&assessor, &firm, "x"), "unknown [1..]");
    firm.set("x", "5").unwrap();
    firm.set_null("rounds").unwrap();
    assert_eq!(outcome(&assessor, &firm, "x"), "5");
    firm.set_null("x").unwrap();
    assert_eq!(firm.cells(), blank);
    let list = firm.records("prizes").unwrap();
    firm.set_records(list).unwrap();
    rounds(&mut firm, &["4"]).unwrap();
    assert_eq!((outcome(&assessor, &firm, "x"), outcome(&assessor, &firm, "y")), ("4".into(), "1".into()));
    firm.set("x", "4").unwrap();
    firm.clear();
    assert_eq!(firm.cells(), blank);
    firm.set("x", "9").unwrap();
    assert_eq!(outcome(&assessor, &firm, "x"), "9");
}

#[test]
fn an_open_fact_is_missing_by_its_own_name_and_an_interval_can_decide() {
    let assessor = assessor(&[("boolean", "some r in rounds satisfies r.qualified")]);
    let mut firm = assessor.firm();
    firm.read_json(r#"{"rounds": [{"qualified": null}]}"#, JsonNumbers::Exact).unwrap();
    let answer = assessor.assess(&firm);
    assert_eq!((answer.tiers[0].verdict.id(), answer.tiers[0].missing.as_slice()), ("unknown", ["x"].as_slice()));

    let assessor = self::assessor(&[("money", "sum(rounds.amount)")]);
    let mut firm = assessor.firm();
    firm.read_json(r#"{"rounds": [{}, {"amount": "3"}]}"#, JsonNumbers::Exact).unwrap();
    assert_eq!(assessor.assess(&firm).tiers[0].verdict.id(), "pass");
}

#[test]
fn what_is_wrong_with_a_record_is_told_with_its_place() {
    let assessor = assessor(&[("money", "sum(rounds.amount)")]);
    let firm = json!({
        "rounds": [
            {"amount": "1.005", "day": "2024-02-30", "qualified": "maybe"},
            {"amoumt": "1", "stage": "d", "day": 20_240_101},
            7,
            {"amount": "-1", "until": "1024-01-01", "day": {"y": 1}},
        ],
        "prizes": {"day": "2024-01-01"},
        "other": "x",
    });
    let found = read(&assessor, &firm).unwrap_err();
    let wanted = [
        ("wrong_fact_type", "/other"),
        ("money_precision", "/rounds/0/amount"),
        ("wrong_fact_type", "/rounds/0/day"),
        ("wrong_fact_type", "/rounds/0/qualified"),
        ("unknown_fact", "/rounds/1/amoumt"),
        ("outside_domain", "/rounds/1/stage"),
        ("wrong_fact_type", "/rounds/1/day"),
        ("wrong_fact_type", "/rounds/2"),
        ("outside_domain", "/rounds/3/amount"),
        ("outside_domain", "/rounds/3/until"),
        ("wrong_fact_type", "/rounds/3/day"),
        ("wrong_fact_type", "/prizes"),
    ];
    assert_eq!(found, wanted.map(|(code, at)| (code, at.to_owned())));
    assert_eq!(
        read(&assessor, &json!({"x": [], "round": []})),
        Err(vec![("wrong_fact_type", "/x".to_owned()), ("unknown_fact", "/round".to_owned()),])
    );
    // What is no list of records is refused as one by one, too.
    let mut firm = assessor.firm();
    assert_eq!(firm.set("rounds", "1").unwrap_err().code, Code::WrongFactType);
    assert_eq!(firm.set_integer("rounds", 1).unwrap_err().code, Code::WrongFactType);
    assert!(firm.records("x").is_none() && firm.records("round").is_none());
}

#[test]
fn money_in_records_is_in_the_unit_of_the_firm() {
    let assessor = assessor(&[("money", "sum(rounds.amount)")]);
    let mut firm = assessor.firm();
    firm.money_unit(MoneyUnit::TenThousand);
    firm.read_json(r#"{"x": "3", "rounds": [{"amount": "1"}, {"amount": 2}]}"#, JsonNumbers::Floats).unwrap();
    assert_eq!(outcome(&assessor, &firm, "x"), "30000");
    let errors = firm.read_json(r#"{"rounds": [{"amount": 0.30000000000000004}]}"#, JsonNumbers::Floats).unwrap_err();
    assert_eq!((errors.0[0].code, errors.0[0].span.pointer.as_str()), (Code::FloatDigits, "/rounds/0/amount"));
}

#[test]
fn records_are_bounded_in_number_errors_and_work() {
    let assessor = assessor(&[("integer", "count(for a in rounds, b in rounds, c in rounds return a)")]);
    let many = |n: usize, record: &Value| json!({"rounds": vec![record.clone(); n]});
    assert_eq!(read(&assessor, &many(50, &json!({}))), Ok("125000".into()));
    assert_eq!(read(&assessor, &many(MAX_RECORDS, &json!({}))), Err(vec![("too_much_work", "/x".to_owned())]));
    assert_eq!(read(&assessor, &many(MAX_RECORDS + 1, &json!({}))), Err(vec![("too_many", "/rounds".to_owned())]));
    let refused = read(&assessor, &many(MAX_RECORDS, &json!({"a": 1, "b": 2, "day": "x"}))).unwrap_err();
    assert_eq!(refused.len(), MAX_ERRORS);
    // Lists that come out empty at the innermost cost work all the same.
    let empty = self::assessor(&[("integer", "count(for a in rounds, b in rounds, c in rounds, d in prizes return a)")]);
    let mut firm = many(MAX_RECORDS, &json!({}));
    firm["prizes"] = json!([]);
    assert_eq!(read(&empty, &firm), Err(vec![("too_much_work", "/x".to_owned())]));
    // A fact asked of each record in a simple way stays far below the bound.
    let simple = self::assessor(&[("money", "sum(rounds[qualified and day in [start..assessment day()]].amount)")]);
    let record = json!({"qualified": true, "day": "2026-01-01", "amount": "1"});
    assert_eq!(read(&simple, &many(MAX_RECORDS, &record)), Ok("1000".into()));
}

/// A schema validator of others takes what the engine takes.
#[test]
fn the_form_has_the_records() {
    let assessor = assessor(&[("money", "sum(rounds.amount)")]);
    let validator = jsonschema::validator_for(&assessor.form_schema()).unwrap();
    for (firm, good) in [
        (json!({"rounds": []}), true),
        (json!({"rounds": null}), true),
        (json!({"rounds": [{"day": "2024-01-01", "amount": "1.50", "qualified": true, "stage": "a", "until": null}]}), true),
        (json!({"rounds": [{"day": "01.01.2024"}]}), false),
        (json!({"rounds": [{"days": 1}]}), false),
        (json!({"rounds": [1]}), false),
        (json!({"rounds": {}}), false),
        (json!({"rounds": vec![json!({}); MAX_RECORDS + 1]}), false),
    ] {
        assert_eq!(validator.is_valid(&firm), good, "schema: {firm}");
        assert_eq!(read(&assessor, &firm).is_ok(), good, "engine: {firm}");
    }
    let facts = assessor.facts_json();
    let find = |id: &str| facts.as_array().unwrap().iter().find(|f| f["id"] == id).unwrap().clone();
    assert_eq!((&find("x")["computed"], &find("other")["computed"]), (&json!(true), &json!(false)));
    let rounds = find("rounds");
    assert_eq!(rounds["type"], "records");
    assert_eq!(
        rounds["fields"][0],
        json!({
            "id": "day", "type": "date", "unit": null, "label": label(), "note": null, "min": null, "max": null, "choices": null,
            "optional": false, "key": false, "finding": false, "computed": false, "fields": null,
        })
    );
}

/// The policy of `tests/documents/good/records*.yaml` and an overlay of it that sets the first day.
fn dated(choice: &Choice, start: Option<&str>) -> Result<Assessor, Diagnostics> {
    let mut set = DocumentSet::new();
    for name in ["records", "records_2025", "records_2026"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/documents/good/{name}.yaml"));
        set.add_yaml(name, name, &fs::read_to_string(path).unwrap())?;
    }
    let set_to = start.map_or(json!({}), |s| json!({"start": s}));
    let overlay = json!({"peiyu": "1", "policy": "overlay", "extends": "records", "set": set_to});
    set.add_json("overlay", "overlay", &overlay.to_string())?;
    Assessor::new(&Policy::load(&set, "overlay")?, choice)
}

/// The first day that counts, found by trying prizes of two days, one before the other.
fn first_day(assessor: &Assessor, before: &str, first: &str) {
    for (day, wanted) in [(before, "0"), (first, "1")] {
        let mut firm = assessor.firm();
        firm.read_json(&json!({"prizes": [{"day": day}]}).to_string(), JsonNumbers::Exact).unwrap();
        assert_eq!(outcome(assessor, &firm, "recent"), wanted, "{day}");
    }
}

#[test]
fn the_first_day_is_what_the_rules_the_overlay_or_the_call_say() {
    let on = |day: &str| Choice::on(day.parse().unwrap());
    first_day(&dated(&on("2026-11-24"), None).unwrap(), "2023-11-23", "2023-11-24");
    // The day of an edition that has been replaced is its last.
    first_day(&dated(&on("2026-11-24").edition("2025"), None).unwrap(), "2022-12-30", "2022-12-31");
    // No 29 February three years before: the last day of the month.
    first_day(&dated(&on("2028-02-29"), None).unwrap(), "2025-02-27", "2025-02-28");
    first_day(&dated(&on("2026-11-24"), Some(r#"date("2024-01-01")"#)).unwrap(), "2023-12-31", "2024-01-01");
    first_day(&dated(&on("2026-11-24"), Some("assessment day() - 1 month")).unwrap(), "2026-10-23", "2026-10-24");
    first_day(&dated(&on("2026-11-24").call("spring"), None).unwrap(), "2021-12-31", "2022-01-01");
    first_day(&dated(&on("2026-11-24").call("spring"), Some(r#"date("2024-01-01")"#)).unwrap(), "2021-12-31", "2022-01-01");
}

#[test]
fn limits_hold_on_the_day_of_the_assessment() {
    let code = |day: &str, start: &str| {
        let errors = dated(&Choice::on(day.parse().unwrap()), Some(start)).map(drop).unwrap_err();
        errors.0.into_iter().map(|d| (d.code.id(), d.span.document.clone() + &d.span.pointer)).collect::<Vec<_>>()
    };
    let outside = vec![("parameter_outside_limits", "overlay/set/start".to_owned())];
    assert_eq!(code("2026-11-24", r#"date("2019-12-31")"#), outside);
    assert!(dated(&Choice::on("2026-11-24".parse().unwrap()), Some("assessment day() - 6年")).is_ok());
    assert_eq!(code("2025-11-24", "assessment day() - 6年"), outside);
    assert_eq!(code("2026-11-24", "start"), [("unknown_name", "overlay/set/start".to_owned())]);
}
