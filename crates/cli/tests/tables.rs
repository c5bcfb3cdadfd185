//! Tables as offices keep them: Chinese headers with units, GBK, workbooks, and names that a mapping explains.

mod common;

use common::{A, B, Place, Said};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

/// A whole firm: amounts in 万元, a share as percent.
fn table() -> String {
    format!("代码,名称,营业收入（万元）,职工(人),领域,备注\r\n{A},甲公司,\"1,000.5\",１２,甲,x\r\n{B},乙公司,0.5,—,B,\r\n")
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn expected() -> [String; 4] {
    [format!("{A}/good=pass"), format!("{A}/better=pass"), format!("{B}/good=fail"), format!("{B}/better=fail")]
}

fn is_whole(said: &Said, file: &str) {
    assert_eq!(said.verdicts(), expected(), "{}", said.err);
    assert_eq!((said.code, said.errors(), said.warnings()), (0, vec![], vec![format!("{file}:1:6 unknown_column")]));
}

#[test]
fn labels_units_and_dressed_cells() {
    let place = Place::new("labels");
    place.write("f.csv", table());
    is_whole(&place.assess("f.csv", &[]), "f.csv");
    // The column's unit counts, whatever the unit of money is.
    is_whole(&place.assess("f.csv", &["--money-unit", "元"]), "f.csv");
    is_whole(&place.assess("f.csv", &["--key", "代码"]), "f.csv");
    is_whole(&place.assess("f.csv", &["--key", "uscc"]), "f.csv");
    place.write("two.csv", format!("uscc,营业收入（元）,revenue\n{A},1,2\n"));
    let said = place.assess("two.csv", &[]);
    assert_eq!((said.code, said.errors()), (2, vec!["two.csv:1:3 duplicate_column".to_owned()]));
    assert!(said.err.contains("`营业收入（元）`（第 2 列）") && said.err.contains("`revenue`（第 3 列）"), "{}", said.err);
    place.write("unit.csv", format!("uscc,营业收入（人）\n{A},1\n"));
    let said = place.assess("unit.csv", &[]);
    assert_eq!((said.code, said.errors()), (2, vec!["unit.csv:1:2 column_unit".to_owned()]));
    place.write("cells.csv", format!("uscc,revenue,staff\n{A},\"1,5\",无\n{B},10人,3\n"));
    let said = place.assess("cells.csv", &[]);
    let errors = ["cells.csv:2:2 thousands_separator", "cells.csv:2:3 wrong_fact_type", "cells.csv:3:2 cell_unit"];
    assert_eq!((said.code, said.errors()), (1, errors.map(str::to_owned).to_vec()));
    // A key that is no fact, given twice.
    place.write("keys.csv", "id,staff,id\nx,1,y\n");
    let said = place.assess("keys.csv", &["--key", "id"]);
    assert_eq!((said.code, said.errors()), (2, vec!["keys.csv:1:3 duplicate_column".to_owned()]));
    place.write("notes.csv", "id,备注,staff,备注,备 注\nx,1,2,3,4\n");
    let said = place.assess("notes.csv", &["--key", "id"]);
    assert_eq!((said.code, said.warnings()), (0, vec!["notes.csv:1:2 unknown_column".to_owned()]));
}

#[test]
fn encodings() {
    let place = Place::new("encodings");
    let gbk = gbk(&table());
    place.write("gbk.csv", &gbk);
    let said = place.assess("gbk.csv", &[]);
    is_whole(&said, "gbk.csv");
    assert!(said.err.contains("GB18030"), "{}", said.err);
    for encoding in ["gbk", "gb18030"] {
        is_whole(&place.assess("gbk.csv", &["--encoding", encoding]), "gbk.csv");
    }
    let said = place.assess("gbk.csv", &["--encoding", "utf-8"]);
    assert_eq!((said.code, said.errors()), (2, vec!["gbk.csv:1:1 not_utf8".to_owned()]));
    place.write("mark.csv", format!("\u{feff}{}", table()));
    is_whole(&place.assess("mark.csv", &[]), "mark.csv");
    let utf16: Vec<u8> = format!("\u{feff}{}", table()).encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.write("utf16.csv", &utf16);
    is_whole(&place.assess("utf16.csv", &[]), "utf16.csv");
    let utf16: Vec<u8> = format!("\u{feff}{}", table()).encode_utf16().flat_map(u16::to_be_bytes).collect();
    place.write("utf16be.csv", &utf16);
    is_whole(&place.assess("utf16be.csv", &[]), "utf16be.csv");
    // 甲 in GBK, as a literal; then bytes that are no text in any encoding lose their row alone.
    let mut bytes = format!("uscc,field,name\n{A},").into_bytes();
    bytes.extend(b"\xbc\xd7,x\n");
    bytes.extend(format!("{B},\"two\nlines\",").bytes());
    bytes.extend(b"\xff\n");
    place.write("bad.csv", bytes);
    let said = place.assess("bad.csv", &["--encoding", "gbk", "--tier", "better"]);
    assert_eq!((said.code, said.errors()), (1, vec!["bad.csv:3:3 bad_encoding".to_owned()]));
    assert_eq!(said.verdicts(), [format!("{A}/better=pass")]);
}

#[test]
fn an_open_quotation_mark_is_bounded() {
    let place = Place::new("quotation");
    place.write("f.csv", format!("uscc,name\n{A},甲\n{B},\"{}\n", "x,y\n".repeat(5 << 20)));
    let said = place.assess("f.csv", &["--tier", "better"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("[file_unreadable]") && said.err.contains("line 3"), "{}", said.err);
}

#[test]
fn workbooks() {
    let place = Place::new("workbooks");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(1, 0, ["代码", "名称", "营业收入（万元）", "职工(人)", "领域", "备注"]).unwrap();
    sheet.write_row(2, 0, [A, "甲公司"]).unwrap();
    sheet.write_formula(2, 2, Formula::new("1000+0.5").set_result("1000.5")).unwrap();
    sheet.write(2, 3, 12).unwrap();
    sheet.write(2, 4, "甲").unwrap();
    // The blank row is none; a cell that is not there is not known.
    sheet.write_row(4, 0, [B, "乙公司"]).unwrap();
    sheet.write(4, 2, 0.5).unwrap();
    sheet.write(4, 4, "B").unwrap();
    let second = book.add_worksheet().set_name("坏的").unwrap();
    second.write_row(0, 0, ["uscc", "revenue", "staff", "field"]).unwrap();
    let rows: [(&str, &str); 6] = [(A, "#DIV/0!"), (B, ""), ("", "1"), (A, "1"), ("x", "1"), ("914403001922038217", "1")];
    for (row, (key, result)) in (1..).zip(rows) {
        second.write(row, 0, key).unwrap();
        if !result.is_empty() {
            second.write_formula(row, 1, Formula::new("1/0").set_result(result)).unwrap();
        }
    }
    second.write(2, 1, 0.1 + 0.2).unwrap();
    second
        .write_with_format(2, 2, ExcelDateTime::from_ymd(2025, 1, 2).unwrap(), &Format::new().set_num_format("yyyy-mm-dd"))
        .unwrap();
    second.write(2, 3, true).unwrap();
    second.write(5, 5, "beyond").unwrap();
    let third = book.add_worksheet().set_name("code").unwrap();
    third.write(0, 0, "编号").unwrap();
    third.write(0, 1, "staff").unwrap();
    third.write(1, 0, 620_102).unwrap();
    third.write(2, 0, 620_102.0).unwrap();
    third.write(3, 0, 0.1 + 0.2).unwrap();
    book.save(place.0.join("f.xlsx")).unwrap();
    let said = place.assess("f.xlsx", &[]);
    assert_eq!(said.verdicts(), expected(), "{}", said.err);
    assert_eq!((said.code, said.warnings()), (0, vec!["f.xlsx:F2 unknown_column".to_owned()]));
    let said = place.assess("f.xlsx", &["--sheet", "坏的"]);
    let errors = [
        "f.xlsx:B2 cell_error",
        "f.xlsx:B3 float_digits",
        "f.xlsx:C3 wrong_fact_type",
        "f.xlsx:D3 outside_domain",
        "f.xlsx:A4 key_missing",
        "f.xlsx:A5 duplicate_firm",
        "f.xlsx:F6 row_length",
        "f.xlsx:A7 check_character",
    ];
    assert_eq!((said.code, said.errors()), (1, errors.map(str::to_owned).to_vec()));
    assert!(said.err.contains("2025-01-02"), "a day is told as one: {}", said.err);
    let said = place.assess("f.xlsx", &["--sheet", "code", "--key", "编号", "--tier", "better"]);
    assert_eq!(said.errors(), ["f.xlsx:A3 duplicate_firm", "f.xlsx:A4 float_digits"]);
    assert_eq!(said.verdicts(), ["620102/better=unknown"]);
    let said = place.assess("f.xlsx", &["--sheet", "没有"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("[unknown_sheet]") && said.err.contains("坏的"), "{}", said.err);
    let said = place.assess("f.xlsx", &["--key", "id"]);
    assert_eq!((said.code, said.errors()), (2, vec!["f.xlsx:A2 key_column_missing".to_owned()]));
    let bytes = std::fs::read(place.0.join("f.xlsx")).unwrap();
    place.write("cut.xlsx", &bytes[..bytes.len() / 2]);
    let said = place.assess("cut.xlsx", &[]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("[file_unreadable]"), "{}", said.err);
}

#[test]
fn a_large_workbook_stays_in_order() {
    let place = Place::new("large");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["id", "staff"]).unwrap();
    for i in 0..6_000u32 {
        sheet.write(i + 1, 0, format!("k{i}")).unwrap();
        sheet.write(i + 1, 1, i).unwrap();
    }
    book.save(place.0.join("f.xlsx")).unwrap();
    let said = place.assess("f.xlsx", &["--key", "id", "--tier", "better"]);
    let expected: Vec<String> = (0..6_000).map(|i| format!("k{i}/better=unknown")).collect();
    assert_eq!(said.verdicts(), expected);
}

#[test]
fn mappings() {
    let place = Place::new("mappings");
    place.write("f.csv", format!("信用代码,营收,人数,赛道,备注\n{A},1000.5,12,1,x\n{B},0.5,/,2,y\n"));
    let yaml =
        "信用代码: uscc\n营收: {fact: 营业收入, unit: 万元}\n人数: staff\n赛道: {fact: field, values: {1: 甲, 2: b}}\n备注:\n";
    let json = r#"{"信用代码": "uscc", "营收": {"fact": "revenue", "unit": "万元"}, "人数": "职工",
        "赛道": {"fact": "field", "values": {"1": "a", "2": "B"}}, "备注": null}"#;
    let csv = "列名,事实,单位,取值\n信用代码,uscc,,\n营收,revenue,万元,\n人数,staff,,\n赛道,field,,1=甲；2=b\n备注,,,\n";
    let gbk = gbk(csv);
    let english = "column,values,fact,unit\n信用代码,,uscc,\n营收,,revenue,万元\n人数,,staff,\n赛道,1=a;2=b,field,\n备注,,,\n";
    for (name, text) in [
        ("m.yaml", yaml.as_bytes()),
        ("m.json", json.as_bytes()),
        ("m.csv", csv.as_bytes()),
        ("gbk.csv", &gbk),
        ("english.csv", english.as_bytes()),
    ] {
        place.write(name, text);
        let said = place.assess("f.csv", &["--mapping", name]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{name}");
        assert_eq!(said.verdicts(), expected(), "{name}");
    }
    for (name, text, errors) in [
        (
            "a.yaml",
            "营收: revenu\n人数:\n  fact: staff\n  unit: 万元\n",
            vec!["a.yaml:1:5 unknown_fact", "a.yaml:4:9 column_unit"],
        ),
        (
            "b.csv",
            "列名,事实,单位,取值\n\n营收,revenu,,\n赛道,field,,1=丙\n",
            vec!["b.csv:3:2 unknown_fact", "b.csv:4:4 outside_domain"],
        ),
        ("c.csv", "列名,事实\n赛道,field,,1\n", vec!["c.csv:2:3 row_length"]),
        ("d.csv", "列名,事实,取值\n赛道,field,1\n", vec!["d.csv:2:3 bad_mapping"]),
        ("e.csv", "列名,说明\n", vec!["e.csv:1:2 bad_mapping"]),
        ("f.yaml", "营收: [", vec!["f.yaml:2:1 document_syntax"]),
        ("g.json", "[]", vec!["g.json:1:1 bad_mapping"]),
    ] {
        place.write(name, text);
        let said = place.assess("f.csv", &["--mapping", name]);
        assert_eq!((said.code, said.errors()), (2, errors.iter().map(|e| (*e).to_owned()).collect()), "{name}: {}", said.err);
        assert!(!text.contains("revenu\n") || said.err.contains("`revenue`"), "the nearest fact is named: {}", said.err);
    }
    let said = place.assess("f.csv", &["--mapping", "none.yaml"]);
    assert!(said.code == 2 && said.err.contains("[file_unreadable]"), "{}", said.err);
    place.write("m.txt", "");
    assert_eq!(place.assess("f.csv", &["--mapping", "m.txt"]).code, 2);
}
