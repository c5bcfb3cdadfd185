//! `peiyu check` end to end: places, exit codes, and that one broken file does not hide the others.

mod common;

use common::Place;
use serde_json::Value;

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_sound_policy() {
    let place = Place::new("sound");
    let said = place.run(&["check", "policy"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains("demo") && said.out.contains("sha256:"), "{}", said.out);
    let said = place.run(&["check", "policy", "--format", "json"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
}

#[test]
fn an_error_in_an_expression_stands_under_its_characters() {
    let place = Place::new("underlined");
    let bad = common::edition("2026", "1万元").replace("revenue >= 1万元", "revenue >= 1万元 and 营收 > 0");
    let quoted = common::edition("2022", "1元").replace("revenue >= 1元", "'stuff > 0人'");
    place.write("policy/2026.yaml", &bad);
    place.write("policy/2022.yaml", &quoted);
    let said = place.run(&["check", "policy", "--format", "json"]);
    assert_eq!(said.code, 1);
    let found = lines(&said.out);
    let keys: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "severity", "message", "help", "file", "line", "column", "pointer", "offset", "length"]);
    for (file, text, name) in [("policy/2026.yaml", &bad, "营收"), ("policy/2022.yaml", &quoted, "stuff")] {
        let d = found.iter().find(|d| d["file"] == file).unwrap();
        let (row, line) = text.lines().enumerate().find(|(_, l)| l.contains(name)).unwrap();
        let column = line[..line.find(name).unwrap()].chars().count() + 1;
        assert_eq!(d["code"], "unknown_name");
        assert_eq!((d["line"].as_u64(), d["column"].as_u64()), (Some(row as u64 + 1), Some(column as u64)), "{d}");
        assert_eq!(d["pointer"], "/tiers/good/all/0/when");
    }
    let said = place.run(&["check", "policy"]);
    let under = said.out.lines().skip_while(|l| !l.contains("营收 > 0")).nth(1).unwrap();
    assert!(under.contains("^^^^") && !under.contains("^^^^^"), "two wide characters are underlined: {under:?}");
}

#[test]
fn a_calendar_among_the_documents_is_checked_as_one() {
    let place = Place::new("calendar");
    let calendar = include_str!("../../../tests/documents/calendar/good/two_years.yaml");
    place.write("policy/calendar.yaml", calendar);
    let said = place.run(&["check", "policy"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(
        said.out.contains("demo") && said.out.contains("日历 small：没有发现错误（2025-01-01 至 2026-12-31）"),
        "{}",
        said.out
    );
    let said = place.run(&["check", "policy/calendar.yaml", "--lang", "en"]);
    assert_eq!(said.out, "calendar small: no errors (2025-01-01 to 2026-12-31)\n");
    place.write("firms.csv", format!("uscc,revenue\n{},1\n", common::A));
    let assess = ["assess", "firms.csv", "--policy", "policy", "--edition", "2026"];
    assert_eq!(place.run(&assess).code, 0);

    place.write("policy/calendar.yaml", calendar.replace("2025-01-26", "2025-01-27"));
    let said = place.run(&["check", "policy", "--format", "json"]);
    let found = lines(&said.out);
    assert_eq!((said.code, found.len()), (1, 1), "{}", said.out);
    assert_eq!((&found[0]["code"], &found[0]["pointer"]), (&"worked_day_in_week".into(), &"/years/2025/work/0".into()));
    // A folder with a file at fault is not used, whichever file it is.
    let said = place.run(&assess);
    assert!(said.code != 0 && said.err.contains("worked_day_in_week"), "{}", said.err);
}

#[test]
fn broken_files_are_reported_and_the_others_checked() {
    let place = Place::new("broken");
    place.write("all/a/one.yaml", "peiyu: 1\npolicy: a\nfacts: {x: &y}\n");
    place.write("all/b/two.json", "{\"peiyu\": 1, \"policy\": \"b\", \"facts\": {\"x\": {\"type\": \"nothing\"}}}");
    place.write("all/c/three.yml", "peiyu: 1\npolicy: c\nextends: d\n");
    place.write("all/e/latin.yaml", b"peiyu: 1\npolicy: \xff\n");
    place.write("all/f/fine.yaml", "peiyu: 1\npolicy: f\n");
    place.write("all/f/readme.md", "# no document\n");
    let said = place.run(&["check", "all", "--format", "json"]);
    let found: Vec<String> =
        lines(&said.out).iter().map(|d| format!("{}:{} {}", d["file"].as_str().unwrap_or("-"), d["line"], d["code"])).collect();
    assert_eq!(
        found,
        [
            "all/a/one.yaml:3 \"yaml_feature\"",
            "all/e/latin.yaml:2 \"not_utf8\"",
            "all/b/two.json:1 \"bad_field\"",
            "all/b/two.json:1 \"bad_field\"",
            "all/c/three.yml:3 \"unknown_policy\"",
        ]
    );
    assert_eq!(said.code, 1);
    let said = place.run(&["check", "all"]);
    assert!(said.out.contains("政策 f：") && said.out.contains("政策 b：有文件读不出来"), "{}", said.out);
}

#[test]
fn an_overlay_is_found_beside_its_base() {
    let place = Place::new("overlay");
    place.write(
        "policy/local/own.yaml",
        "peiyu: 1\npolicy: local\nextends: demo\nedition: \"2026\"\nextra:\n  good: [{id: local, when: staff >= 500人, label: {zh: 本地, en: local}, source: {doc: law, at: 第九条, tag: I}}]\n",
    );
    assert_eq!(place.run(&["check", "policy"]).code, 0);
    place.write("f.csv", format!("uscc,revenue,staff\n{},100000,10\n", common::A));
    let said = place.assess("f.csv", &["--tier", "good"]);
    assert!(said.out.contains("\"failed\":[{\"id\":\"local\""), "the overlay is what is assessed: {}{}", said.out, said.err);
}

#[test]
fn a_folder_with_another_name_is_said() {
    let place = Place::new("misnamed");
    let said = place.run(&["check", "policy"]);
    assert!(said.out.contains("文件夹 policy 里的政策编号是 demo"), "{}", said.out);
    let said = place.run(&["check", "policy", "--lang", "en"]);
    assert_eq!(said.out.matches("the policy in folder policy is demo").count(), 1, "{}", said.out);
    place.write("demo/all.yaml", common::COMMON);
    place.write("demo/2022.yaml", common::edition("2022", "1元"));
    place.write("demo/2026.yaml", common::edition("2026", "1元"));
    let said = place.run(&["check", "demo"]);
    assert_eq!((said.code, said.out.contains("提示")), (0, false), "{}", said.out);
}

#[test]
fn nothing_to_check() {
    let place = Place::new("nothing");
    place.write("empty/readme.md", "");
    assert_eq!(place.run(&["check", "empty"]).code, 2);
    assert!(place.run(&["check", "nowhere"]).err.contains("[file_unreadable]"));
    assert_eq!(place.run(&["check", "nowhere"]).code, 2);
}
