//! What crosses to other languages: firms from JSON, answers, facts and forms as JSON.
//!
//! The policy is `tests/documents/good/base*.yaml`; expected values are worked out by hand from it.

use std::fs;
use std::path::Path;

use peiyu::assess::{Assessor, JsonNumbers};
use peiyu::diagnostic::{Code, Diagnostics};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use serde_json::{Value, json};

fn assessor() -> Assessor {
    let mut set = DocumentSet::new();
    for name in ["base", "base_2025"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/documents/good/{name}.yaml"));
        set.add_yaml(name, name, &fs::read_to_string(path).unwrap()).unwrap();
    }
    let policy = Policy::load(&set, "base").unwrap();
    Assessor::new(&policy, &Choice::on("2025-05-01".parse().unwrap())).unwrap()
}

fn read(text: &str, numbers: JsonNumbers) -> Result<String, Diagnostics> {
    let assessor = assessor();
    let mut firm = assessor.firm();
    firm.read_json(text, numbers)?;
    Ok(assessor.assess(&firm).to_json())
}

fn refused(text: &str, numbers: JsonNumbers) -> Vec<(Code, String)> {
    let errors = read(text, numbers).expect_err(text);
    errors.0.into_iter().map(|d| (d.code, d.span.pointer.clone())).collect()
}

#[test]
fn an_answer_keeps_its_bytes() {
    let text = r#"{"revenue_1": "1100000.00", "revenue_2": 1000000, "staff": 60, "share": "0.3", "field": "a",
        "listed": true, "local": "4.5", "again": false}"#;
    insta::assert_snapshot!(read(text, JsonNumbers::Exact).unwrap());
}

#[test]
fn an_open_answer_says_what_is_missing() {
    let answer: Value = serde_json::from_str(&read("{}", JsonNumbers::Exact).unwrap()).unwrap();
    let tier = &answer["tiers"][0];
    assert_eq!((&tier["verdict"], &tier["score"], &tier["failed"]), (&json!("unknown"), &Value::Null, &json!([])));
    assert!(tier["missing"].as_array().unwrap().contains(&json!("revenue_1")));
}

#[test]
fn numbers_are_read_as_the_host_means_them() {
    for numbers in [JsonNumbers::Exact, JsonNumbers::Floats] {
        assert!(read(r#"{"share": 0.3, "staff": 60, "revenue_1": 1e6}"#, numbers).is_ok());
        assert_eq!(refused(r#"{"staff": 1.5}"#, numbers), [(Code::WrongFactType, "/staff".into())]);
    }
    // 0.1 + 0.2 of a host's floats has 17 digits.
    let sum = r#"{"share": 0.30000000000000004}"#;
    assert!(read(sum, JsonNumbers::Exact).is_ok());
    assert_eq!(refused(sum, JsonNumbers::Floats), [(Code::FloatDigits, "/share".into())]);
    assert!(read(r#"{"share": "0.30000000000000004"}"#, JsonNumbers::Floats).is_ok());
    assert_eq!(refused(r#"{"share": 1e400}"#, JsonNumbers::Floats), [(Code::FloatNotFinite, "/share".into())]);
    assert_eq!(refused(r#"{"share": 1e400}"#, JsonNumbers::Exact), [(Code::OutsideDomain, "/share".into())]);
}

#[test]
fn every_error_of_a_firm_is_told_with_its_field() {
    let text = r#"{"revenue_1": 1.005, "stuff": 3, "listed": "maybe", "field": ["a"], "a/b~c": null}"#;
    insta::assert_snapshot!(
        read(text, JsonNumbers::Exact).unwrap_err().0.iter().map(|d| d.to_json().to_string() + "\n").collect::<String>()
    );
}

#[test]
fn what_is_no_firm_is_refused() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let cases = [
        ("", Code::RowSyntax),
        ("[]", Code::RowSyntax),
        ("null", Code::RowSyntax),
        (r#"{"staff": NaN}"#, Code::RowSyntax),
        (r#"{"staff": 1, "staff": 2}"#, Code::DuplicateKey),
        (r#"{"staff": "\ud800"}"#, Code::RowSyntax),
    ];
    for (text, code) in cases {
        assert_eq!(refused(text, JsonNumbers::Exact)[0].0, code, "{text}");
    }
    assert!(read(&format!(r#"{{"staff": {deep}}}"#), JsonNumbers::Exact).is_err());
    let huge = format!(r#"{{"staff": "{}"}}"#, "1".repeat(5 << 20));
    assert_eq!(refused(&huge, JsonNumbers::Exact)[0].0, Code::DocumentTooLarge);
}

#[test]
fn values_of_hosts_are_facts() {
    let assessor = assessor();
    let mut firm = assessor.firm();
    firm.set_integer("staff", 60).unwrap();
    firm.set_float("share", 0.3).unwrap();
    firm.set_boolean("listed", true).unwrap();
    let mut same = assessor.firm();
    same.read_json(r#"{"staff": "60", "share": "0.3", "listed": true}"#, JsonNumbers::Exact).unwrap();
    assert_eq!(firm.cells(), same.cells());
    firm.set_null("staff").unwrap();
    same.clear();
    assert_eq!(
        firm.cells()[assessor.facts().index("staff").unwrap() as usize],
        same.cells()[assessor.facts().index("staff").unwrap() as usize]
    );
    let code = |r: Result<(), peiyu::diagnostic::Diagnostic>| r.unwrap_err().code;
    assert_eq!(code(firm.set_boolean("staff", true)), Code::WrongFactType);
    assert_eq!(code(firm.set_float("listed", 1.0)), Code::WrongFactType);
    assert_eq!(code(firm.set_float("staff", f64::NAN)), Code::FloatNotFinite);
    assert_eq!(code(firm.set_float("staff", 0.5)), Code::WrongFactType);
    assert_eq!(code(firm.set_float("share", 0.1 + 0.2)), Code::FloatDigits);
    assert_eq!(code(firm.set_integer("nobody", 1)), Code::UnknownFact);
}

/// A schema validator of others agrees on what the form takes.
#[test]
fn the_form_is_a_schema_that_fits_the_facts() {
    let assessor = assessor();
    let schema = assessor.form_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let firms = [
        (json!({}), true),
        (json!({"revenue_1": "1100000.00", "revenue_2": 1_000_000, "staff": 60, "share": "0.3"}), true),
        (json!({"field": "a", "listed": true, "local": null}), true),
        (json!({"staff": 1.5}), false),
        (json!({"staff": "1.5"}), false),
        (json!({"revenue_1": "1.005"}), false),
        (json!({"field": "nowhere"}), false),
        (json!({"listed": "true!"}), false),
        (json!({"share": 2}), false),
        (json!({"nobody": 1}), false),
    ];
    for (firm, good) in firms {
        assert_eq!(validator.is_valid(&firm), good, "schema: {firm}");
        let read = assessor.firm().read_json(&firm.to_string(), JsonNumbers::Exact);
        assert_eq!(read.is_ok(), good, "engine: {firm}: {read:?}");
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&json!({"facts": assessor.facts_json(), "schema": schema})).unwrap());
}

#[test]
fn a_flood_of_errors_is_cut_short() {
    let fields: Vec<String> = (0..200_000).map(|i| format!("\"f{i}\": 1")).collect();
    assert_eq!(refused(&format!("{{{}}}", fields.join(",")), JsonNumbers::Exact).len(), peiyu::assess::MAX_ERRORS);
}
