//! `peiyu explain` end to end.

mod common;

use common::{A, B, Place};

const ARGS: [&str; 5] = ["explain", "f.csv", "--policy", "policy", "--edition"];

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.write("f.csv", format!("uscc,name,revenue,staff,field\n{A},<甲>,100,10,\n{B},乙,20000,0,a\n"));
    place
}

#[test]
fn one_firm_in_words() {
    let place = place("explain_text");
    let said = place.run(&[&ARGS[..], &["2026", "--firm", A]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains(A) && !said.out.contains(B), "{}", said.out);
    for part in ["✗ 营业收入", "《办法》第一条", "不低于"] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
}

#[test]
fn a_page_holds_what_a_stranger_wrote_as_text() {
    let place = place("explain_html");
    let said = place.run(&[&ARGS[..], &["2026", "--firm", A, "--format", "html"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with("<!DOCTYPE html>"), "{}", said.out);
    assert!(said.out.contains("&lt;甲&gt;") && !said.out.contains("<甲>"), "{}", said.out);
    let english = place.run(&[&ARGS[..], &["2026", "--firm", A, "--format", "html", "--lang", "en"]].concat());
    assert!(english.out.contains("lang=\"en\""), "{}", english.out);
}

#[test]
fn each_firm_is_a_line_of_json_or_a_file() {
    let place = place("explain_json");
    let said = place.run(&[&ARGS[..], &["2026", "--format", "json"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let lines: Vec<serde_json::Value> = said.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let reason = &lines[0]["tiers"][0]["reasons"][0];
    assert_eq!((&reason["kind"], &reason["id"]), (&"criterion".into(), &"revenue".into()));
    assert_eq!((&reason["holds"], &reason["value"]), (&false.into(), &"100".into()));
    let change = &lines[0]["tiers"][0]["distances"][0]["ways"][0][0];
    assert_eq!((&change["fact"], &change["from"]), (&"revenue".into(), &"100".into()));
    assert_eq!(change["to"], reason["limit"]);
    let said = place.run(&[&ARGS[..], &["2026", "--format", "html", "--out", "pages"]].concat());
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    assert!(std::fs::read_to_string(place.0.join(format!("pages/{A}.html"))).unwrap().contains("&lt;甲&gt;"));
}

#[test]
fn a_key_that_is_not_there_is_said() {
    let place = place("explain_none");
    let said = place.run(&[&ARGS[..], &["2026", "--firm", "nobody"]].concat());
    assert_eq!(said.code, 2);
    assert!(said.err.contains("nobody"), "{}", said.err);
}
