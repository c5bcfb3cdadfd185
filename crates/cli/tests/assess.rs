//! `peiyu assess` end to end: the answers, and every kind of bad input at its place.

mod common;

use common::{A, B, Place};

#[test]
fn a_line_of_json_has_these_keys_in_this_order() {
    let place = Place::new("shape");
    place.write("f.csv", format!("uscc,revenue,staff,field\n{A},100,10,\n{B},20000,0,a\n"));
    let said = place.assess("f.csv", &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.err, "");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(
        lines[0],
        format!(
            r#"{{"firm":"{A}","tier":"good","edition":"2026","verdict":"fail","score":"10","groups":{{"size":"10"}},"failed":[{{"id":"revenue","source":"《办法》第一条"}}],"missing":[],"problems":[]}}"#
        )
    );
    assert_eq!(
        lines[1],
        format!(
            r#"{{"firm":"{A}","tier":"better","edition":"2026","verdict":"unknown","score":null,"groups":{{}},"failed":[],"missing":["field"],"problems":[]}}"#
        )
    );
    let third: serde_json::Value = serde_json::from_str(lines[2]).unwrap();
    assert_eq!(third["verdict"], "unknown");
    assert_eq!(third["problems"][0]["code"], "division_by_zero");
    assert_eq!(third["problems"][0]["severity"], "error");
    assert_eq!(third["problems"][0]["at"], "ratio");
    assert_eq!(said.verdicts()[3], format!("{B}/better=pass"));
}

#[test]
fn csv_and_table() {
    let place = Place::new("forms");
    place.write("f.csv", format!("uscc,name,revenue,staff\n{A},\"甲,乙\",100,10\n"));
    let said = place.assess("f.csv", &["--format", "csv"]);
    assert_eq!(said.code, 2, "an option given twice");
    let args = ["assess", "f.csv", "--policy", "policy", "--edition", "2026", "--format"];
    let csv = place.run(&[&args[..], &["csv"]].concat());
    assert_eq!(
        csv.out,
        format!(
            "firm,tier,edition,verdict,score,groups,failed,missing,problems\n{A},good,2026,fail,10,size=10,revenue (《办法》第一条),,\n{A},better,2026,unknown,,,,field,\n"
        )
    );
    let table = place.run(&[&args[..], &["table"]].concat());
    for part in [A, "甲,乙", "优质 2026", "未通过", "营业收入（《办法》第一条）", "[待核]", "待定", "缺：领域", "共 1 家企业"]
    {
        assert!(table.out.contains(part), "{part}\n{}", table.out);
    }
    let english = place.run(&[&args[..], &["table", "--lang", "en"]].concat());
    assert!(english.out.contains("missing: field"), "{}", english.out);
}

#[test]
fn cells_are_trimmed_and_money_has_a_unit() {
    let place = Place::new("cells");
    place.write("f.csv", format!("\u{feff} uscc , revenue\t,staff,field\r\n {A} ,  1 ,10 , a\r\n"));
    for unit in ["万元", "wan"] {
        let said = place.assess("f.csv", &["--money-unit", unit]);
        assert_eq!((said.code, said.verdicts()[0].as_str()), (0, format!("{A}/good=pass").as_str()), "{}", said.err);
    }
    for unit in ["元", "yuan"] {
        assert_eq!(place.assess("f.csv", &["--money-unit", unit]).verdicts()[0], format!("{A}/good=fail"));
    }
}

#[test]
fn json_and_json_lines() {
    let place = Place::new("json");
    let one = format!(r#"{{"uscc": "{A}", "revenue": 20000.00, "staff": null}}"#);
    let two = format!(r#"{{"uscc": "{B}", "staff": "1", "revenue": "1"}}"#);
    place.write("f.json", format!("[{one},\n  7,\n {two}]"));
    place.write("f.jsonl", format!("{one}\n\n{{\"uscc\": }}\n{two}\n[]"));
    let expected =
        [format!("{A}/good=unknown"), format!("{A}/better=unknown"), format!("{B}/good=fail"), format!("{B}/better=unknown")];
    let said = place.assess("f.json", &[]);
    assert_eq!((said.code, said.errors()), (1, vec!["f.json:2:3 row_syntax".to_owned()]));
    assert_eq!(said.verdicts(), expected);
    let said = place.assess("f.jsonl", &[]);
    assert_eq!(said.errors(), ["f.jsonl:3:10 row_syntax", "f.jsonl:5:1 row_syntax"]);
    assert_eq!((said.code, said.verdicts()), (1, expected.to_vec()));
    place.write(
        "bad.json",
        format!(
            "[\n {{\"uscc\": \"{A}\",\n  \"revenue\": true}},\n {{\"staff\": 1}},\n {{\"uscc\": \"{B}\", \"stuff\": 1}},\n {{\"uscc\": \"{B}\"}},\n {{\"uscc\": 1, \"uscc\": 2}}]"
        ),
    );
    let said = place.assess("bad.json", &[]);
    assert_eq!(
        said.errors(),
        [
            "bad.json:3:14 wrong_fact_type",
            "bad.json:4:2 key_missing",
            "bad.json:6:11 duplicate_firm",
            "bad.json:7:22 duplicate_key",
        ]
    );
    assert_eq!(said.warnings(), ["bad.json:5:42 unknown_column"]);
    assert_eq!(said.verdicts().len(), 2);
    assert!(said.err.contains("4 行未评估"), "{}", said.err);
    place.write("cut.json", format!("[{one},\n"));
    let said = place.assess("cut.json", &[]);
    assert_eq!((said.code, said.errors().len(), said.out.as_str()), (2, 1, ""));
    for empty in ["[]", "", " \n"] {
        place.write("empty.json", empty);
        let said = place.assess("empty.json", &[]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""));
    }
}

/// Records come in objects; what is wrong with one is told where it stands. The national policy has records.
#[test]
fn records_in_json() {
    let place = Place::new("records");
    let round = r#"{"date": "2025-05-01", "paid_in": "5", "qualified_investor": true}"#;
    place.write(
        "f.json",
        format!(
            "[{{\"uscc\": \"{A}\", \"equity_rounds\": [{round}], \"equity_financing_3y\": 5}},\n {{\"uscc\": \"{B}\",\n  \"equity_rounds\": [{round},\n   {{\"paid_in\": -1,\n    \"qualified_investor\": true}}], \"equity_financing_2y\": 0}}]"
        ),
    );
    place.write("f.jsonl", format!("{{\"uscc\": \"{A}\", \"equity_financing_2y\": 6, \"equity_rounds\": [{round}]}}\n"));
    place.write("f.csv", format!("uscc,equity_rounds\n{A},1\n"));
    let cn = |file: &str| place.run(&["assess", file, "--policy", "cn", "--edition", "2022", "--format", "jsonl"]);
    let said = cn("f.json");
    assert_eq!((said.code, said.errors()), (1, vec!["f.json:4:16 outside_domain".to_owned()]));
    assert_eq!(said.verdicts().len(), 3);
    assert_eq!(cn("f.jsonl").errors(), ["f.jsonl:1:55 fact_conflict"]);
    // A table has facts only.
    assert_eq!(cn("f.csv").warnings(), ["f.csv:1:2 unknown_column"]);
}

#[test]
fn headers() {
    let place = Place::new("headers");
    place.write("unknown.csv", format!("uscc,revenu,,staff\n{A},x,y,10\n"));
    let said = place.assess("unknown.csv", &[]);
    assert_eq!(said.warnings(), ["unknown.csv:1:2 unknown_column", "unknown.csv:1:3 unknown_column"]);
    assert!(said.err.contains("`revenue`"), "the nearest name is given: {}", said.err);
    assert_eq!((said.code, said.verdicts().len()), (0, 2), "a column that is not read is no error");
    place.write("twice.csv", format!("uscc,staff,staff\n{A},1,2\n"));
    let said = place.assess("twice.csv", &[]);
    assert_eq!((said.code, said.out.as_str(), said.errors()), (2, "", vec!["twice.csv:1:3 duplicate_column".to_owned()]));
    place.write("keyless.csv", "staff\n1\n");
    let said = place.assess("keyless.csv", &[]);
    assert_eq!((said.code, said.out.as_str(), said.errors()), (2, "", vec!["keyless.csv:1:1 key_column_missing".to_owned()]));
    for empty in ["", "uscc,staff\n", "\n\n", "uscc,staff"] {
        place.write("empty.csv", empty);
        let said = place.assess("empty.csv", &[]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""), "{empty:?}");
    }
}

#[test]
fn bad_rows_lose_only_themselves() {
    let place = Place::new("rows");
    let mut text = format!("uscc,name,revenue,staff,field\n{A},\"两\n行\",1,1,a\n").into_bytes();
    text.extend(b"914403001922038217,,1,1,a\n"); // line 4: check character
    text.extend(format!("{A},,1,1,a\n").bytes()); // 5: given before
    text.extend(format!("{B},,1,1\n").bytes()); // 6: too short
    text.extend(b",,1,1,a\n"); // 7: no key
    text.extend(format!("{B},\u{7532},x,1.5,c\n").bytes()); // 8: types
    text.extend(b"9144030071526726XG,\xff,1,1,a\n"); // 9: not UTF-8
    text.extend(b"\n91440300MA5EQXL17P,,-1,1,a\n"); // 11: outside the domain, or the check character
    place.write("f.csv", text);
    let said = place.assess("f.csv", &[]);
    assert_eq!(
        said.errors()[..8],
        [
            "f.csv:4:1 check_character",
            "f.csv:5:1 duplicate_firm",
            "f.csv:6:5 row_length",
            "f.csv:7:1 key_missing",
            "f.csv:8:3 wrong_fact_type",
            "f.csv:8:4 wrong_fact_type",
            "f.csv:8:5 outside_domain",
            "f.csv:9:2 not_utf8",
        ]
    );
    assert!(said.errors().contains(&"f.csv:11:3 outside_domain".to_owned()), "{}", said.err);
    let duplicate = said.err.lines().find(|l| l.contains("duplicate_firm")).unwrap();
    assert!(duplicate.contains("第 2 行"), "{duplicate}");
    assert!(said.err.lines().any(|l| l.contains("not_utf8") && l.contains("`name`")), "{}", said.err);
    assert_eq!(said.verdicts(), [format!("{A}/good=fail"), format!("{A}/better=pass")]);
    assert!(said.err.ends_with("7 行未评估\n"), "{}", said.err);
    assert_eq!(said.code, 1);
}

#[test]
fn another_key_is_not_verified() {
    let place = Place::new("key");
    place.write("f.csv", "id,uscc,staff\nx1,,1\nx2,914403001922038217,1\nx1,,1\n");
    let said = place.assess("f.csv", &["--key", "id"]);
    assert_eq!(said.errors(), ["f.csv:3:2 check_character", "f.csv:4:1 duplicate_firm"]);
    assert_eq!(said.verdicts(), ["x1/good=unknown", "x1/better=unknown"]);
    place.write("f.jsonl", "{\"id\": 7, \"staff\": 1}\n");
    let said = place.assess("f.jsonl", &["--key", "id"]);
    assert_eq!((said.code, said.verdicts()[0].as_str()), (0, "7/good=unknown"), "{}", said.err);
}

#[test]
fn many_diagnostics_are_counted() {
    let place = Place::new("many");
    let rows = common::rows(250, |i| format!("k{i},x"));
    place.write("f.csv", format!("id,staff\n{rows}"));
    let said = place.assess("f.csv", &["--key", "id"]);
    assert_eq!(said.errors().len(), 100);
    assert!(said.err.contains("另有 150 处") && said.err.contains("250 行未评估"), "{}", said.err);
    let english = place.assess("f.csv", &["--key", "id", "--lang", "en"]);
    assert!(english.err.contains("250 rows left out"), "{}", english.err);
}

#[test]
fn rows_stay_in_order() {
    let place = Place::new("order");
    let rows = common::rows(20_000, |i| format!("k{i},{i}"));
    place.write("f.csv", format!("id,staff\n{rows}"));
    let said = place.assess("f.csv", &["--key", "id", "--tier", "better"]);
    let expected: Vec<String> = (0..20_000).map(|i| format!("k{i}/better=unknown")).collect();
    assert_eq!(said.verdicts(), expected);
}

#[test]
fn choosing() {
    let place = Place::new("choosing");
    place.write("f.csv", format!("uscc,revenue,staff,field\n{A},200,10,a\n"));
    let good = |more: &[&str]| place.assess("f.csv", &[more, &["--tier", "good"]].concat()).verdicts();
    assert_eq!(good(&["--edition", "2022"]), [format!("{A}/good=pass")]);
    assert_eq!(good(&["--edition", "2026"]), [format!("{A}/good=fail")]);
    assert_eq!(good(&["--as-of", "2026-03-31"]), [format!("{A}/good=pass")]);
    assert_eq!(good(&["--call", "spring"]), [format!("{A}/good=fail")]);
    for (more, code) in [
        (vec!["--call", "spring", "--edition", "2026"], "conflicting_choice"),
        (vec!["--call", "spring", "--as-of", "2026-12-01"], "conflicting_choice"),
        (vec!["--edition", "2022", "--as-of", "2026-05-01"], "conflicting_choice"),
        (vec!["--edition", "1999"], "unknown_edition"),
        (vec!["--call", "autumn"], "unknown_call"),
        (vec!["--call", "spring", "--tier", "better"], "tier_not_in_call"),
        (vec!["--tier", "best"], "unknown_tier"),
        (vec!["--as-of", "2020-01-01"], "no_edition_in_force"),
        (vec!["--as-of", "1.5.2026"], "bad_date"),
    ] {
        let said = place.assess("f.csv", &more);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{more:?}");
        assert!(said.err.contains(&format!("[{code}]")), "{more:?}: {}", said.err);
    }
    let today = place.run(&["assess", "f.csv", "--policy", "policy", "--format", "csv"]);
    assert_eq!(today.code, 0);
    assert!(today.err.contains("优质 20"), "the choice is said: {}", today.err);
}

#[test]
fn usage_and_files() {
    let place = Place::new("usage");
    place.write("f.csv", "uscc\n");
    place.write("f.xlsx", "");
    place.write("f.ods", "");
    place.write("policy2/broken.yaml", "peiyu: 1\npolicy: [");
    place.write("policy3/a.yaml", "peiyu: 1\npolicy: a\n");
    place.write("policy3/b.yaml", "peiyu: 1\npolicy: b\n");
    let code = |args: &[&str]| {
        let said = place.run(args);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}");
        said.err
    };
    assert!(code(&["assess", "f.ods", "--policy", "policy"]).contains("[unknown_file_kind]"));
    assert!(code(&["assess", "f.xlsx", "--policy", "policy"]).contains("[file_unreadable]"));
    for options in [["f.csv", "--sheet", "a"], ["f.xlsx", "--encoding", "gbk"], ["f.jsonl", "--mapping", "m.csv"]] {
        let said = code(&[&["assess", "--policy", "policy"][..], &options].concat());
        assert!(said.contains("只用于"), "{said}");
    }
    assert!(code(&["assess", "none.csv", "--policy", "policy"]).contains("[file_unreadable]"));
    assert!(code(&["assess", "f.csv", "--policy", "nowhere"]).contains("[unknown_policy]"));
    assert!(code(&["assess", "f.csv", "--policy", "./nowhere"]).contains("[file_unreadable]"));
    assert!(code(&["assess", "f.csv", "--policy", "policy2"]).contains("policy2/broken.yaml:"));
    assert!(code(&["assess", "f.csv", "--policy", "policy3"]).contains("a, b"));
    code(&["assess", "f.csv", "--format", "xml"]);
    code(&["assess"]);
}
