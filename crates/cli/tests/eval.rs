//! `peiyu eval` end to end: the outcomes, the errors, and every example of the registry of functions.

mod common;

use common::Place;
use peiyu::lang::functions::FUNCTIONS;
use serde_json::{Value, json};

fn ask(place: &Place, questions: &[Value]) -> Vec<Value> {
    let input: String = questions.iter().map(|q| q.to_string() + "\n").collect();
    let said = place.run_with(&["eval", "--lines"], input.as_bytes());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn every_example_of_every_function() {
    let place = Place::new("functions");
    let examples: Vec<(&str, &str)> = FUNCTIONS.iter().flat_map(|f| f.examples.iter().copied()).collect();
    let questions: Vec<Value> = examples.iter().map(|(e, _)| json!({ "expr": e })).collect();
    let answers = ask(&place, &questions);
    assert_eq!(answers.len(), examples.len());
    for ((expr, expected), answer) in examples.iter().zip(answers) {
        let value = match *expected {
            "true" => json!(true),
            "false" => json!(false),
            number => json!(number),
        };
        assert_eq!(answer, json!({ "value": value }), "{expr}");
    }
}

#[test]
fn the_four_outcomes() {
    let place = Place::new("outcomes");
    let facts = json!({
        "x": {"type": "number", "value": 0.1},
        "big": {"type": "number", "value": "123456789012345678901234567890.1"},
        "y": {"type": "number"},
        "b": {"type": "boolean", "value": null},
        "名": {"type": "string", "value": "甲"},
    });
    let cases = [
        ("x * 3", json!({"value": "0.3"})),
        ("big", json!({"value": "123456789012345678901234567890.1"})),
        ("名", json!({"value": "甲"})),
        ("x < 1", json!({"value": true})),
        ("b", json!({"null": true})),
        ("b = null", json!({"value": true})),
        ("null", json!({"null": true})),
        ("x + y", json!({"unknown": ["y"]})),
        ("false and y > 1", json!({"value": false})),
        ("100万元", json!({"value": "1000000"})),
    ];
    let questions: Vec<Value> = cases.iter().map(|(e, _)| json!({"expr": e, "facts": facts})).collect();
    for ((expr, expected), answer) in cases.iter().zip(ask(&place, &questions)) {
        assert_eq!(answer, *expected, "{expr}");
    }
    let error = &ask(&place, &[json!({"expr": "1 + 2 / 0"})])[0]["error"];
    assert_eq!(error["code"], "division_by_zero");
    assert_eq!(error["span"], json!({"pointer": "", "offset": 4, "length": 5}));
}

#[test]
fn what_does_not_load() {
    let place = Place::new("unloaded");
    let fact = |ty: Value, value: Value| json!({"expr": "1", "facts": {"x": {"type": ty, "value": value}}});
    let cases = [
        (json!({"expr": "1 +"}), "expected", ""),
        (json!({"expr": "nothing > 1"}), "unknown_name", ""),
        (json!({"expr": "1 < \"a\""}), "not_comparable", ""),
        (json!({"expr": "[1, 2]"}), "unsupported_feature", ""),
        (fact(json!("date"), json!("2026-01-01")), "unsupported_feature", "/facts/x/type"),
        (fact(json!("list<number>"), json!([1])), "unsupported_feature", "/facts/x/type"),
        (fact(json!({"a": "number"}), json!({"a": 1})), "unsupported_feature", "/facts/x/type"),
        (fact(json!("colour"), json!(1)), "bad_field", "/facts/x/type"),
        (fact(json!("number"), json!(true)), "wrong_fact_type", "/facts/x/value"),
        (fact(json!("number"), json!("1,000")), "number_syntax", "/facts/x/value"),
        (fact(json!("boolean"), json!("true")), "wrong_fact_type", "/facts/x/value"),
        (json!({"expr": "1", "facts": {"x": {"type": "number", "values": 1}}}), "bad_field", "/facts/x/values"),
        (json!({"expr": "1", "facts": {"x": {"value": 1}}}), "bad_field", "/facts/x"),
        (json!({"expr": "1", "facts": {"a b": {"type": "number"}}}), "bad_id", "/facts/a b"),
        (json!({"expr": "1", "facts": {"if": {"type": "number"}}}), "bad_id", "/facts/if"),
        (json!({"expr": "1", "facts": []}), "bad_field", "/facts"),
        (json!({"expr": 1}), "bad_field", "/expr"),
        (json!({"facts": {}}), "bad_field", ""),
        (json!({"expr": "1", "more": 1}), "bad_field", "/more"),
        (json!([]), "bad_field", ""),
    ];
    let questions: Vec<Value> = cases.iter().map(|(q, ..)| q.clone()).collect();
    for ((question, code, pointer), answer) in cases.iter().zip(ask(&place, &questions)) {
        let error = &answer["load_error"];
        assert_eq!((error["code"].as_str(), error["span"]["pointer"].as_str()), (Some(*code), Some(*pointer)), "{question}");
        assert_eq!(error["errors"][0]["code"], *code);
        assert!(error["help"].is_string() && error["message"].is_string());
    }
}

#[test]
fn bad_lines_do_not_stop_the_others() {
    let place = Place::new("lines");
    let mut input = b"junk\n\n\xff\n".to_vec();
    input.extend(vec![b'x'; 3_000_000]);
    input.extend(b"\n{\"expr\": \"1\"}\n{\"expr\": \"2\"}");
    let said = place.run_with(&["eval", "--lines"], &input);
    let codes: Vec<String> = said
        .out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
        .map(|v| v["load_error"]["code"].as_str().or(v["value"].as_str()).unwrap().to_owned())
        .collect();
    assert_eq!(codes, ["document_syntax", "document_syntax", "not_utf8", "document_too_large", "1", "2"]);
    assert_eq!(said.code, 0);
}

#[test]
fn one_expression() {
    let place = Place::new("one");
    place.write("facts.json", "{\"x\": {\"type\": \"number\", \"value\": 1.10}}");
    place.write("twice.json", "{\"x\": {\"type\": \"number\"}, \"x\": {\"type\": \"number\"}}");
    let run = |args: &[&str]| {
        let said = place.run(&[&["eval"], args].concat());
        (said.code, serde_json::from_str::<Value>(&said.out).unwrap_or_default())
    };
    assert_eq!(run(&["x + 1", "--facts", "facts.json"]), (0, json!({"value": "2.1"})));
    assert_eq!(run(&["-1 + 2"]), (0, json!({"value": "1"})));
    assert_eq!(run(&["1 / 0"]).0, 0);
    let (code, answer) = run(&["x", "--facts", "nowhere.json"]);
    assert_eq!((code, &answer["load_error"]["code"]), (2, &json!("file_unreadable")));
    let (code, answer) = run(&["x", "--facts", "twice.json"]);
    assert_eq!((code, &answer["load_error"]["code"]), (2, &json!("duplicate_key")));
    assert_eq!(run(&["y"]).0, 2);
    assert_eq!(run(&[]).0, 2);
    assert_eq!(run(&["1", "--lines"]).0, 2);
}
