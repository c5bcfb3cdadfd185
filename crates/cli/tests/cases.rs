//! `peiyu run` and `peiyu case`: the scenarios of `tests/scenarios`, what a wrong one is told, journals in order and not.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Place, Said};
use serde_json::Value;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn scenarios(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenarios(&path, out);
        // What several scenarios share begins with an underscore.
        } else if path.extension().is_some_and(|e| e == "yaml") && !path.file_name().unwrap().to_string_lossy().starts_with('_') {
            out.push(path);
        }
    }
}

/// A place with the demonstration's policy and a journal of its first title.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    let scenario = repository("tests/scenarios/demo/first_title.yaml");
    let said = place.run(&["run", &scenario.to_string_lossy(), "--journal", "case.jsonl"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for file in ["demo", "demo_2022", "demo_2026"] {
        let text = fs::read(repository(&format!("tests/charts/demo/{file}.yaml"))).unwrap();
        place.write(&format!("charts/{file}.yaml"), text);
    }
    place
}

fn lines(place: &Place) -> Vec<String> {
    fs::read_to_string(place.0.join("case.jsonl")).unwrap().lines().map(str::to_owned).collect()
}

fn verified(place: &Place, lines: &[String]) -> Said {
    place.write("other.jsonl", lines.join("\n") + "\n");
    place.run(&["case", "verify", "other.jsonl", "--policy", "charts"])
}

#[test]
fn every_scenario_comes_out_as_it_says() {
    let mut all = Vec::new();
    scenarios(&repository("tests/scenarios"), &mut all);
    assert!(all.len() >= 8);
    let place = Place::new("scenarios");
    for path in all {
        // The words of the demonstration are enough to see that English has them, too.
        let langs: &[&str] = if path.components().any(|c| c.as_os_str() == "demo") { &["zh", "en"] } else { &["zh"] };
        for lang in langs {
            let said = place.run(&["run", &path.to_string_lossy(), "--lang", lang]);
            assert_eq!(said.code, 0, "{}\n{}{}", path.display(), said.out, said.err);
        }
    }
}

#[test]
fn steps_as_json_hold_request_and_answer() {
    let place = Place::new("scenario_json");
    let path = repository("tests/scenarios/demo/refusals.yaml");
    let said = place.run(&["run", &path.to_string_lossy(), "--format", "jsonl"]);
    let lines: Vec<Value> = said.out.lines().skip(1).map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["refused"]["diagnostics"][0]["code"], "case_missing");
    assert_eq!(lines[0]["request"]["event"], "open_first");
    assert_eq!(lines[1]["applied"]["entries"][0]["entry"]["event"]["id"], "open");
    let open = lines.iter().find(|l| l["refused"]["diagnostics"][0]["code"] == "condition_open").unwrap();
    assert_eq!(open["refused"]["missing"][0], "revenue");
    assert_eq!(lines.last().unwrap()["end"]["due"][0]["id"], "publicity");
}

#[test]
fn what_differs_is_told_with_its_line() {
    let place = place("scenario_differs");
    let text = fs::read_to_string(repository("tests/scenarios/demo/first_title.yaml")).unwrap();
    let text = text.replace("../../charts/demo", "./charts").replace("expiry: 2027-03-20", "expiry: 2027-03-19");
    place.write("wrong.yaml", text.replace("in: [first_county]", "refused: outside_window"));
    let said = place.run(&["run", "wrong.yaml"]);
    assert_eq!(said.code, 1, "{}", said.err);
    let told: Vec<&str> = said.out.lines().filter(|l| l.contains('✗')).collect();
    assert_eq!(
        told,
        [
            "  ✗ wrong.yaml:19 与预期不符：应被拒绝（outside_window），却办成了",
            "  ✗ wrong.yaml:30 与预期不符：due expiry 应为 2027-03-19，却是 2027-03-20",
        ]
    );
}

#[test]
fn what_a_refusal_does_not_say_is_told() {
    let place = place("scenario_says");
    let said = |says: &str| {
        let text = format!(
            "policy: ./charts\nchart: ladder\nactors: {{firm: {{id: a, role: enterprise}}}}\nsteps:\n  - {{at: 2024-03-01, by: firm, open: true}}\n  - {{at: 2024-03-01, by: firm, event: open_first, refused: payload_missing, says: {says}}}\n"
        );
        place.write("says.yaml", text);
        let said = place.run(&["run", "says.yaml"]);
        (said.code, said.out.lines().find(|l| l.contains('✗')).unwrap_or_default().to_owned())
    };
    assert_eq!(said("[开始一级申请, open the first application, 通知]"), (0, String::new()));
    let (code, told) = said("[通知, autumn]");
    assert_eq!(code, 1);
    assert!(told.starts_with("  ✗ says.yaml:6 与预期不符：says 应有 autumn，却是 "), "{told}");
}

#[test]
fn a_wrong_scenario_names_the_places() {
    let place = place("scenario_wrong");
    place.write(
        "wrong.yaml",
        "policy: ./charts\nchart: ladder\nactors: {firm: {id: a, role: enterprise}}\nsteps:\n  - {at: 2024-03-01, by: firms, open: true}\n  - {att: 2024-03-01, by: firm}\n  - {at: 2024-03-01, by: firm, event: x, facts: nothing}\n",
    );
    let said = place.run(&["run", "wrong.yaml"]);
    assert_eq!(said.code, 2);
    assert_eq!(
        said.errors(),
        [
            "wrong.yaml:5:26 unknown_reference",
            "wrong.yaml:6:11 bad_field",
            "wrong.yaml:6:5 bad_field",
            "wrong.yaml:7:49 unknown_reference",
        ],
        "{}",
        said.err
    );
    for (text, code) in [
        ("steps: [", "wrong.yaml:2:1 document_syntax"),
        ("policy: ./charts\nchart: ladder\n", "wrong.yaml:1:1 bad_field"),
        ("[]", "wrong.yaml:1:1 bad_field"),
    ] {
        place.write("wrong.yaml", text);
        let said = place.run(&["run", "wrong.yaml"]);
        assert_eq!((said.code, said.errors().first().map(String::as_str)), (2, Some(code)), "{text}: {}", said.err);
    }
    place.write("wrong.yaml", "policy: nowhere\nchart: ladder\nsteps: []\n");
    assert!(place.run(&["run", "wrong.yaml"]).err.contains("unknown_policy"));
    assert!(place.run(&["run", "nothing.yaml"]).err.contains("file_unreadable"));
}

#[test]
fn a_request_that_contradicts_itself_is_refused() {
    let place = place("scenario_requests");
    let head = "policy: ./charts\nchart: ladder\nactors: {firm: {id: a, role: enterprise}}\nsteps:\n  - {at: 2024-03-01, by: firm, open: true}\n";
    for (step, code) in [
        ("{at: 2024-03-01, by: firm, event: open_first, open: true}", "conflicting_choice"),
        ("{at: 2024-03-01, by: firm, payload: {call: x}}", "bad_field"),
        ("{at: 2024-03-01, event: open_first}", "bad_field"),
        ("{at: 2024-13-01, by: firm, event: open_first}", "bad_moment"),
        ("{at: 2024-03-01, by: {id: a}, event: open_first}", "bad_field"),
        ("{at: 2024-03-01, by: firm, event: open_first, facts: true}", "bad_field"),
        ("{at: 2024-03-01, by: firm, import_title: {title: first, from: 2024, until: 2025-01-01}}", "bad_date"),
        ("{at: 2024-03-01, by: firm, migrate: {to: x, state: {}}}", "bad_field"),
    ] {
        place.write("step.yaml", format!("{head}  - {step}\n"));
        let said = place.run(&["run", "step.yaml"]);
        let refused = said.out.contains(&format!("拒绝[{code}]")) || said.err.contains(&format!("[{code}]"));
        assert!(refused && said.code > 0, "{step}\n{}{}", said.out, said.err);
    }
}

#[test]
fn a_journal_gives_the_case_again() {
    let place = place("journal_good");
    let scenario = repository("tests/scenarios/demo/first_title.yaml");
    let steps = place.run(&["run", &scenario.to_string_lossy(), "--format", "jsonl"]);
    let last: Value = serde_json::from_str(steps.out.lines().rev().nth(1).unwrap()).unwrap();
    let said = place.run(&["case", "replay", "case.jsonl", "--format", "jsonl"]);
    assert_eq!(serde_json::from_str::<Value>(&said.out).unwrap(), last["applied"]["case"]);
    let said = place.run(&["case", "replay", "case.jsonl", "--policy", "charts"]);
    assert!(said.out.contains("称号  一级称号  2024-03-20 至 2027-03-20"), "{}", said.out);
    // Without its policy it tells what the journal itself says.
    let said = place.run(&["case", "replay", "case.jsonl"]);
    assert!(said.out.contains("first  2024-03-20 至 2027-03-20") && said.code == 0, "{}", said.out);
    let said = place.run(&["case", "due", "case.jsonl", "--policy", "charts", "--at", "2024-05-01T00:00:00+08:00"]);
    let due: Vec<&str> = said.out.lines().collect();
    assert_eq!(
        due,
        [
            "  期限  2024-04-30  一级：年度更新（正常）  《演示办法》第十条  已逾期",
            "  期限  2027-03-20  一级：有效期届满（有效）  《演示办法》第九条",
        ]
    );
    assert_eq!(place.run(&["case", "due", "case.jsonl", "--policy", "charts", "--at", "soon"]).code, 2);
}

#[test]
fn a_journal_is_done_again_with_the_facts_and_without() {
    let place = place("journal_facts");
    let said = place.run(&["case", "verify", "case.jsonl", "--policy", "charts"]);
    assert!(said.out.ends_with("日志 6 条：5 条重新推算相符，1 条按原记录\n"), "{}", said.out);
    place.write("facts.jsonl", "{\"revenue\": 1}\n{\"revenue\": \"10000000.00\"}\n");
    let said = place.run(&["case", "verify", "case.jsonl", "--policy", "charts", "--facts", "facts.jsonl"]);
    assert_eq!(said.out, "日志 6 条：6 条重新推算相符，0 条按原记录\n");
    let said = place.run(&["case", "verify", "case.jsonl", "--policy", "charts", "--format", "jsonl"]);
    let third: Value = serde_json::from_str(said.out.lines().nth(2).unwrap()).unwrap();
    assert_eq!((third["sequence"].as_str(), third["verified"].as_str()), (Some("3"), Some("taken")));
    place.write("facts.jsonl", "{\"revenue\": 1\n");
    let said = place.run(&["case", "verify", "case.jsonl", "--policy", "charts", "--facts", "facts.jsonl"]);
    assert_eq!((said.code, said.errors()), (2, vec!["facts.jsonl:1:1 row_syntax".to_owned()]));
}

#[test]
fn a_journal_that_is_amiss_is_named_with_its_line() {
    let place = place("journal_bad");
    let good = lines(&place);
    assert_eq!(verified(&place, &good).code, 0);
    let edited = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = good.clone();
        change(&mut lines);
        let said = verified(&place, &lines);
        assert_eq!(said.code, 1, "{}{}", said.out, said.err);
        said.errors().first().cloned().unwrap_or_default()
    };
    assert_eq!(edited(&|l| l[3] = l[3].replace("alice", "mallory")), "other.jsonl:4:1 journal_tampered");
    assert_eq!(edited(&|l| l.swap(2, 3)), "other.jsonl:3:1 journal_order");
    assert_eq!(edited(&|l| _ = l.remove(1)), "other.jsonl:2:1 journal_order");
    assert_eq!(edited(&|l| _ = l.remove(0)), "other.jsonl:1:1 journal_order");
    assert_eq!(edited(&|l| l[5].truncate(200)), "other.jsonl:6:1 journal_syntax");
    assert_eq!(edited(&|l| l[1] = l[1].replace("\"format\":\"1\"", "\"format\":\"9\"")), "other.jsonl:2:1 journal_format");
    assert_eq!(edited(&|l| l.insert(1, "{}".into())), "other.jsonl:2:1 journal_syntax");
    // Another case's entry in the right place: its hash is right, it follows another.
    let scenario = repository("tests/scenarios/demo/objection.yaml");
    place.run(&["run", &scenario.to_string_lossy(), "--journal", "foreign.jsonl"]);
    let foreign = fs::read_to_string(place.0.join("foreign.jsonl")).unwrap();
    let foreign: Vec<&str> = foreign.lines().collect();
    assert_eq!(edited(&|l| l[2] = foreign[2].into()), "other.jsonl:3:1 journal_broken");
    // Cut at the end it is a good journal of less.
    assert_eq!(verified(&place, &good[..4]).code, 0);
}

#[test]
fn a_chart_is_drawn_with_the_case_in_it() {
    let place = place("draw");
    for (format, starts) in [("svg", "<svg "), ("dot", "digraph"), ("mermaid", "flowchart TB")] {
        let said = place.run(&["draw", "charts", "--case", "case.jsonl", "--format", format]);
        assert!(said.code == 0 && said.out.starts_with(starts), "{}{}", said.out, said.err);
    }
    let english = place.run(&["draw", "charts", "--part", "first", "--lang", "en"]);
    assert!(english.out.contains("county review") && !english.out.contains("县级初审"));
    for (arguments, code) in [
        (vec!["draw", "charts", "--chart", "leader"], "unknown_chart"),
        (vec!["draw", "charts", "--part", "frist"], "unknown_reference"),
        (vec!["draw", "nowhere"], "unknown_policy"),
        (vec!["draw", "charts", "--case", "charts/demo.yaml"], "journal_syntax"),
    ] {
        let said = place.run(&arguments);
        assert!(said.code == 2 && said.err.contains(&format!("[{code}]")), "{arguments:?} {}", said.err);
    }
    assert_eq!(place.run(&["draw", "policy"]).code, 2);
    // The picture of the README is the one that is drawn today.
    let shown = fs::read_to_string(repository("docs/pictures/flowchart.svg")).unwrap();
    assert!(
        place.run(&["draw", "gansu", "--part", "little_giant_applying"]).out == shown,
        "docs/pictures/flowchart.svg is stale"
    );
}

#[test]
fn a_yearly_duty_cites_the_edition_of_its_day() {
    let place = Place::new("cites");
    let run = |name: &str| place.run(&["run", &repository(&format!("tests/scenarios/ladder/{name}.yaml")).to_string_lossy()]).out;
    assert!(
        run("innovative_title")
            .contains("2023-04-30  创新型中小企业：年度更新截止（本年度待更新）  工信部企业〔2022〕63号 第十四条")
    );
    assert!(
        run("update_day_moves_in_2026")
            .contains("2027-05-31  创新型中小企业：年度更新截止（本年度待更新）  工信部企业〔2026〕2号 动态管理")
    );
}
