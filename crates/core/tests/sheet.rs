//! Headers and cells of tables: what people write is read exactly or refused. Expected values are worked out by hand.

mod tables;

use peiyu::assess::sheet::Mapping;
use peiyu::assess::{Assessor, MoneyUnit};
use peiyu::diagnostic::{Code, Diagnostic};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json};
use peiyu::number::Number;
use peiyu::program::cell::Cell;
use tables::{assessor, column, columns, fact, read, set};

fn number(text: &str) -> Cell {
    Cell::Number(Number::parse(text).unwrap())
}

#[test]
fn columns_are_known_by_their_ids_and_names() {
    let assessor = assessor();
    for (header, id, unit) in [
        ("sales_1", "sales_1", None),
        (" SALES_1\t", "sales_1", None),
        ("上年度销售额", "sales_1", None),
        ("上年度　销售额（万元）", "sales_1", Some("万元")),
        ("上年度销售额(元)", "sales_1", Some("元")),
        ("上年度销售额【亿元】", "sales_1", Some("亿元")),
        ("上年度销售额[千元]", "sales_1", Some("千元")),
        ("上年度销售额（单位：万元）", "sales_1", Some("万元")),
        ("Sales last  year (CNY)", "sales_1", Some("CNY")),
        ("前年销售额（审计数）", "sales_2", None),
        ("前年销售额(审计数)（万元）", "sales_2", Some("万元")),
        ("从业人员（职工总数）（人）", "staff", Some("人")),
        ("市场占有率（％）", "share", Some("%")),
        ("I类得分（分）", "points", Some("分")),
        ("《名单》企业", "listed", None),
        ("left", "left", None),
    ] {
        let column = column(&assessor, header);
        assert_eq!((fact(&assessor, &column), column.unit()), (Some(id), unit), "{header}");
        assert_eq!(column.header(), header.trim());
    }
}

#[test]
fn other_columns_are_named_once_with_the_nearest_name() {
    let assessor = assessor();
    let found =
        columns(&assessor, &["code", "上年销售额（万元）", "备注", "备 注", "从业人员", "销售额（美元）", "", "shaer"]).unwrap();
    let told: Vec<(Code, &str, &str)> =
        found.warnings.iter().map(|d| (d.code, d.span.pointer.as_str(), d.args[1].zh.as_str())).collect();
    assert_eq!(
        told,
        [
            (Code::UnknownColumn, "/1", "`上年度销售额`"),
            (Code::UnknownColumn, "/2", ""),
            (Code::UnknownColumn, "/4", "`从业人员（职工总数）`"),
            (Code::UnknownColumn, "/5", ""),
            (Code::UnknownColumn, "/6", ""),
            (Code::UnknownColumn, "/7", "`share`"),
        ]
    );
    assert!(found.columns[1..].iter().all(|c| c.slot().is_none()));
    let mut firm = assessor.firm();
    firm.set_cell(&found.columns[1], "anything").unwrap();
}

#[test]
fn headers_that_may_mean_two_things_are_refused() {
    let assessor = assessor();
    let refused = |headers: &[&str]| -> Vec<(Code, String)> {
        columns(&assessor, headers).unwrap_err().0.into_iter().map(|d| (d.code, d.span.pointer.clone())).collect()
    };
    assert_eq!(refused(&["年末余额"]), [(Code::AmbiguousColumn, "/0".into())]);
    assert_eq!(
        refused(&["staff", "其他", "从业人员（职工总数）"]),
        [(Code::UnknownColumn, "/1".into()), (Code::DuplicateColumn, "/2".into())]
    );
    for header in [
        "上年度销售额（人）",
        "上年度销售额(%)",
        "从业人员（职工总数）（万元）",
        "排名（%）",
        "市场占有率（分）",
        "企业代码（元）",
    ] {
        let errors = columns(&assessor, &[header]).unwrap_err();
        assert_eq!(errors.0[0].code, Code::ColumnUnit, "{header}");
        assert!(errors.0[0].to_string().contains(header), "{errors}");
    }
    let both = columns(&assessor, &["staff", "STAFF"]).unwrap_err().to_string();
    assert!(both.contains("`staff`（第 1 列）") && both.contains("`STAFF`（第 2 列）"), "{both}");
}

#[test]
fn numbers_are_read_with_separators_units_and_wide_digits() {
    let assessor = assessor();
    for (header, text, exact) in [
        ("sales_1", "1234.5", "1234.5"),
        ("sales_1", "1e4", "10000"),
        ("sales_1", "1,234,567.89", "1234567.89"),
        ("sales_1", "１，２３４．５", "1234.5"),
        ("sales_1", "-12，345", "-12345"),
        ("sales_1", "－１２", "-12"),
        ("sales_1", "−12", "-12"),
        ("sales_1", "(1,234.50)", "-1234.5"),
        ("sales_1", "（1234.50）", "-1234.5"),
        ("sales_1", "(1000万元)", "-10000000"),
        ("sales_1", "1000万元", "10000000"),
        ("sales_1", "1,000.000001 万元", "10000000.01"),
        ("sales_1", "1.2亿元", "120000000"),
        ("sales_1", "3 百万元", "3000000"),
        ("上年度销售额（万元）", "0.000001", "0.01"),
        ("上年度销售额（万元）", "12,345.6", "123456000"),
        ("上年度销售额（万元）", "3万元", "30000"),
        ("上年度销售额（千元）", "1.5", "1500"),
        ("上年度销售额（元）", "7元", "7"),
        ("上年度销售额（元）", "7 CNY", "7"),
        ("share", "10%", "0.1"),
        ("share", "１２．３５％", "0.1235"),
        ("share", "0.1", "0.1"),
        ("share", "0.1%", "0.001"),
        ("市场占有率（%）", "18.4", "0.184"),
        ("市场占有率（%）", "18.4%", "0.184"),
        ("staff", "1,200人", "1200"),
        ("staff", "12 人", "12"),
        ("points", "7.25分", "7.25"),
        ("rank", "３", "3"),
    ] {
        assert_eq!(read(&assessor, header, text), Ok(Some(number(exact))), "{header}: {text}");
    }
}

#[test]
fn numbers_that_can_be_read_in_two_ways_are_refused() {
    let assessor = assessor();
    let code = |header: &str, text: &str| read(&assessor, header, text).expect_err(text).code;
    for text in [
        "1,5",
        "1,23",
        "12,34,567",
        "1,2345",
        "1234,567",
        ",123",
        "1,,234",
        "0,123",
        "012,345",
        "1,234.5,6",
        "1,234e2",
        "1.234,567",
    ] {
        assert_eq!(code("sales_1", text), Code::ThousandsSeparator, "{text}");
    }
    for text in [
        "一百", "无", "NA", "null", "空", "5.", "12元整", "--5", "(-5)", "(5", "5)", "((5))", "1 000", "约100", "10‰", "%",
        "1/2", "nan", "万元",
    ] {
        assert_eq!(code("sales_1", text), Code::WrongFactType, "{text}");
    }
    for (header, text) in [
        ("sales_1", "10%"),
        ("sales_1", "10人"),
        ("staff", "10万元"),
        ("rank", "10%"),
        ("share", "1元"),
        // The column says one thing, the cell another.
        ("上年度销售额（万元）", "5元"),
        ("上年度销售额（元）", "5万元"),
    ] {
        assert_eq!(code(header, text), Code::CellUnit, "{header}: {text}");
    }
    for (header, text, expected) in [
        ("staff", "1.5", Code::WrongFactType),
        ("staff", "1.5人", Code::WrongFactType),
        ("sales_1", "0.001", Code::MoneyPrecision),
        ("上年度销售额（万元）", "0.0000001", Code::MoneyPrecision),
        ("share", "101%", Code::OutsideDomain),
        ("staff", "(5)", Code::OutsideDomain),
        ("sales_1", "1e400", Code::OutsideDomain),
        ("sales_1", "10000000000000000000000000亿元", Code::OutsideDomain),
    ] {
        assert_eq!(code(header, text), expected, "{header}: {text}");
    }
    assert_eq!(code("sales_1", &"１".repeat(61)), Code::OutsideDomain);
    for header in ["sales_1", "listed", "lab", "code"] {
        assert_eq!(code(header, &"，".repeat(1_000_000)), Code::OutsideDomain, "{header}");
    }
}

#[test]
fn words_for_yes_no_and_nothing() {
    let assessor = assessor();
    let listed = |text: &str| read(&assessor, "listed", text);
    for text in ["true", "TRUE", "是", "有", "√", "✓", "yes", "Yes", "Y", "ｙ", " 是　"] {
        assert_eq!(listed(text), Ok(Some(Cell::Boolean(true))), "{text}");
    }
    for text in ["false", "False", "否", "无", "×", "no", "NO", "N", "ｎ"] {
        assert_eq!(listed(text), Ok(Some(Cell::Boolean(false))), "{text}");
    }
    for text in ["1", "0", "对", "不详", "是否", "null", "x", "是,否"] {
        assert_eq!(listed(text).unwrap_err().code, Code::WrongFactType, "{text}");
    }
    for header in ["listed", "sales_1", "share", "lab"] {
        for text in ["", " ", "　", "/", "／", "-", "－", "—", "——", "–", "N/A", "n/a", "Ｎ／Ａ"] {
            assert_eq!(read(&assessor, header, text), Ok(None), "{header}: {text:?}");
        }
    }
}

#[test]
fn enums_are_read_by_id_and_name_and_texts_are_kept() {
    let assessor = assessor();
    for (text, index) in
        [("none", 0), ("无", 0), ("no lab", 0), ("town", 1), ("市级", 1), (" 市 级 ", 1), ("State", 2), ("国家级", 2)]
    {
        assert_eq!(read(&assessor, "lab", text), Ok(Some(Cell::Choice(index))), "{text}");
    }
    for text in ["省级", "市", "无,市级"] {
        assert_eq!(read(&assessor, "lab", text).unwrap_err().code, Code::OutsideDomain, "{text}");
    }
    assert_eq!(read(&assessor, "grade", "甲"), Ok(Some(Cell::Choice(0))));
    assert!(read(&assessor, "grade", "same").is_err(), "two values have that name");
    for text in ["—", "/", "无", "１２", "a  b"] {
        assert_eq!(read(&assessor, "code", text), Ok(Some(Cell::Text(text.into()))));
    }
    assert_eq!(read(&assessor, "code", " 甲 "), Ok(Some(Cell::Text("甲".into()))));
}

#[test]
fn the_unit_of_money_holds_where_nothing_else_is_said() {
    let assessor = assessor();
    let mut firm = assessor.firm();
    firm.money_unit(MoneyUnit::TenThousand);
    for (header, text, yuan) in [
        ("sales_1", "1.5", "15000"),
        ("sales_1", "1,500", "15000000"),
        ("sales_1", "1.5元", "1.5"),
        ("上年度销售额（元）", "1.5", "1.5"),
        ("上年度销售额（亿元）", "1.5", "150000000"),
        ("staff", "15", "15"),
    ] {
        assert_eq!(set(&mut firm, &column(&assessor, header), text), Ok(Some(number(yuan))), "{header}: {text}");
    }
}

#[test]
fn numbers_of_spreadsheets() {
    let assessor = assessor();
    let float = |header: &str, value: f64, percent: bool| {
        let column = column(&assessor, header);
        let mut firm = assessor.firm();
        firm.set_cell_float(&column, value, percent).map(|()| firm.cells()[column.slot().unwrap() as usize].clone())
    };
    let exact = |text: &str| Ok(number(text));
    assert_eq!(float("sales_1", 8.3, false), exact("8.3"));
    assert_eq!(float("上年度销售额（万元）", 8.3, false), exact("83000"));
    assert_eq!(float("share", 0.184, false), exact("0.184"));
    assert_eq!(float("share", 0.184, true), exact("0.184"));
    assert_eq!(float("市场占有率（%）", 18.4, false), exact("0.184"));
    // A sheet that shows 18.4% holds 0.184.
    assert_eq!(float("市场占有率（%）", 0.184, true), exact("0.184"));
    assert_eq!(float("staff", 12.0, false), exact("12"));
    assert_eq!(float("code", 620_102.0, false), Ok(Cell::Text("620102".into())));
    let code = |r: Result<Cell, Diagnostic>| r.unwrap_err().code;
    assert_eq!(code(float("sales_1", 0.1 + 0.2, false)), Code::FloatDigits);
    assert_eq!(code(float("code", 914_403_001_922_038_216.0, false)), Code::FloatDigits);
    assert_eq!(code(float("sales_1", f64::NAN, false)), Code::FloatNotFinite);
    assert_eq!(code(float("sales_1", 0.5, true)), Code::CellUnit);
    assert_eq!(code(float("listed", 1.0, false)), Code::WrongFactType);
    assert_eq!(code(float("staff", 1.5, false)), Code::WrongFactType);
}

fn mapping(assessor: &Assessor, text: &str) -> Result<Mapping, Vec<(Code, u32, u32)>> {
    let tree = json::parse(text, MAX_DEPTH, MAX_BYTES).unwrap();
    assessor.mapping(&tree).map_err(|e| {
        let place = |d: &Diagnostic| d.location.as_ref().map(|l| (d.code, l.line, l.column)).unwrap();
        e.0.iter().map(place).collect()
    })
}

#[test]
fn a_mapping_explains_foreign_names() {
    let assessor = assessor();
    let text = r#"{
        "营收": "sales_1", "去年营收": {"fact": "前年销售额（审计数）", "unit": "万元"},
        "名单": {"fact": "listed", "values": {"A": "是", "B": false, "C": null}},
        "实验室": {"fact": "lab", "values": {"1": "市级", "2": "state"}},
        "staff": null}"#;
    let mapping = mapping(&assessor, text).unwrap();
    let headers = ["营 收（万元）", "去年营收", "名单", "实验室", "staff", "从业人员（职工总数）", "去年营收(万元)"];
    let found = assessor.columns(&headers[..6], &mapping).unwrap();
    assert_eq!(found.warnings, []);
    let facts: Vec<_> = found.columns.iter().map(|c| (fact(&assessor, c), c.unit())).collect();
    let expected = [Some("sales_1"), Some("sales_2"), Some("listed"), Some("lab"), None, Some("staff")];
    assert_eq!(facts.iter().map(|f| f.0).collect::<Vec<_>>(), expected);
    assert_eq!((facts[0].1, facts[1].1), (Some("万元"), Some("万元")));
    let mut firm = assessor.firm();
    let mut cell = |i: usize, text: &str| set(&mut firm, &found.columns[i], text);
    assert_eq!(cell(1, "1.5"), Ok(Some(number("15000"))));
    assert_eq!(cell(2, "A"), Ok(Some(Cell::Boolean(true))));
    assert_eq!(cell(2, "Ｂ"), Ok(Some(Cell::Boolean(false))));
    assert_eq!(cell(2, "C"), Ok(None));
    assert_eq!(cell(2, "是"), Ok(Some(Cell::Boolean(true))));
    assert!(cell(2, "D").is_err());
    assert_eq!(cell(3, "1"), Ok(Some(Cell::Choice(1))));
    firm.set_cell_float(&found.columns[3], 2.0, false).unwrap();
    assert_eq!(firm.cells()[found.columns[3].slot().unwrap() as usize], Cell::Choice(2));
    // The header repeats the mapping's unit, or contradicts it.
    assert!(assessor.columns(&headers[6..], &mapping).is_ok());
    let errors = assessor.columns(&["去年营收（元）"], &mapping).unwrap_err();
    assert_eq!(errors.0[0].code, Code::ColumnUnit);
}

#[test]
fn a_mapping_is_checked_where_it_stands() {
    let assessor = assessor();
    for (text, errors) in [
        ("[]", vec![(Code::BadMapping, 1, 1)]),
        (r#"{"a": 1}"#, vec![(Code::BadMapping, 1, 7)]),
        (
            r#"{"a": "sale_1",
             "b": "年末余额"}"#,
            vec![(Code::UnknownFact, 1, 7), (Code::AmbiguousColumn, 2, 19)],
        ),
        (r#"{"a": {"unit": "元"}}"#, vec![(Code::BadMapping, 1, 7)]),
        (r#"{"a": {"fact": "sales_1", "unit": "美元"}}"#, vec![(Code::BadMapping, 1, 35)]),
        (r#"{"a": {"fact": "sales_1", "unit": "人"}}"#, vec![(Code::ColumnUnit, 1, 35)]),
        (r#"{"a": {"fact": "sales_1", "units": "元"}}"#, vec![(Code::BadMapping, 1, 36)]),
        (r#"{"a": {"fact": "listed", "values": {"A": "maybe"}}}"#, vec![(Code::WrongFactType, 1, 42)]),
        (r#"{"a": "sales_1", " A": "sales_2"}"#, vec![(Code::DuplicateKey, 1, 24)]),
    ] {
        assert_eq!(mapping(&assessor, text).unwrap_err(), errors, "{text}");
    }
    let unknown = assessor.mapping(&json::parse(r#"{"a": "sale_1"}"#, MAX_DEPTH, MAX_BYTES).unwrap()).unwrap_err();
    assert!(unknown.to_string().contains("`sales_1`"), "the nearest fact is named: {unknown}");
}
