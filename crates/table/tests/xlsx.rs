//! Workbooks written by another library, read by this one and by calamine; and workbooks made by hand that no program would
//! write.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use calamine::{Data, Reader as _};
use peiyu::diagnostic::Code;
use peiyu_table::xlsx::{Cell, Row, Workbook};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

fn rows(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<Row>, Code> {
    let mut book = Workbook::open(Cursor::new(bytes), "t.xlsx").map_err(|d| d.code)?;
    let mut rows = Vec::new();
    book.rows(sheet, &mut |row| {
        rows.push(row);
        true
    })
    .map_err(|d| d.code)?;
    Ok(rows)
}

fn text(text: &str) -> Cell {
    Cell::Text(Arc::from(text))
}

fn number(value: f64) -> Cell {
    Cell::Number { value, percent: false }
}

#[test]
fn every_kind_of_cell() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("一月").unwrap();
    let percent = Format::new().set_num_format("0.0%");
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    sheet.write(0, 0, "企业 & <名称>\r\n_x000D_").unwrap();
    sheet.write(1, 0, 8.3).unwrap();
    sheet.write(1, 2, 0.1 + 0.2).unwrap();
    sheet.write(1, 3, true).unwrap();
    sheet.write_with_format(1, 4, 0.184, &percent).unwrap();
    sheet.write_with_format(1, 5, ExcelDateTime::from_ymd(2025, 2, 28).unwrap(), &day).unwrap();
    sheet.write_formula(4, 1, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(4, 2, Formula::new("1+1").set_result("2")).unwrap();
    sheet.write_formula(4, 3, Formula::new("\"a\"&\"b\"").set_result("ab")).unwrap();
    sheet.write_blank(4, 9, &percent).unwrap();
    book.add_worksheet().set_name("Two").unwrap().write(2, 16_383, "last").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let expected = [
        Row { number: 1, cells: vec![(1, text("企业 & <名称>\r\n_x000D_"))] },
        Row {
            number: 2,
            cells: vec![
                (1, number(8.3)),
                (3, number(0.1 + 0.2)),
                (4, Cell::Boolean(true)),
                (5, Cell::Number { value: 0.184, percent: true }),
                (6, text("2025-02-28")),
            ],
        },
        Row { number: 5, cells: vec![(2, Cell::Error("#DIV/0!".into())), (3, number(2.0)), (4, text("ab"))] },
    ];
    assert_eq!(rows(&bytes, None).unwrap(), expected);
    assert_eq!(rows(&bytes, Some("一月")).unwrap(), expected);
    assert_eq!(rows(&bytes, Some("Two")).unwrap(), [Row { number: 3, cells: vec![(16_384, text("last"))] }]);
    assert_eq!(rows(&bytes, Some("二月")), Err(Code::UnknownSheet));
    let mut first = 0;
    let mut open = Workbook::open(Cursor::new(&bytes), "t.xlsx").unwrap();
    assert_eq!(open.sheets().collect::<Vec<_>>(), ["一月", "Two"]);
    open.rows(None, &mut |row| {
        first += row.number;
        false
    })
    .unwrap();
    assert_eq!(first, 1, "reading stops when it is told to");
}

/// A workbook of the given parts.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const BOOK: &str = r#"<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets>
    <x:sheet name="hidden" state="hidden" r:id="r2"/><x:sheet name="a&amp;b" r:id="r1"/></x:sheets></x:workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/worksheets/one.xml"/>
    <Relationship Id="r2" Type="http://x/worksheet" Target="worksheets/two.xml"/>
    <Relationship Id="r3" Type="http://x/sharedStrings" Target="strings.xml"/>
    <Relationship Id="r4" Type="http://x/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;%&quot;yyyy"/></numFmts>
    <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs>
    <dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>"#;

fn sheet(data: &str) -> Vec<u8> {
    with_strings(data, "<sst><si><t>甲</t></si></sst>")
}

fn with_strings(data: &str, strings: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    packed(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/strings.xml", strings),
        ("xl/worksheets/one.xml", &sheet),
        ("xl/worksheets/two.xml", "<worksheet><sheetData/></worksheet>"),
    ])
}

#[test]
fn the_ways_of_other_programs() {
    // No places, inline text, days from 1904, a prefix, a style of percent.
    let data = r#"<x:row><c t="inlineStr"><is><r><t>企</t></r><r><t>业</t></r></is></c><c/><c t="s"><v>0</v></c></x:row>
        <row r="4"><c r="B4" s="1"><v>0.5</v></c><c s="2"><v>38717</v></c><c t="d"><v>2025-02-28</v></c><c t="b"><v>0</v></c>
        <c t="n"><f>1+1</f></c><c><v> 12 </v></c><c t="e"><v>#N/A</v></c></row><row r="5"/>"#;
    let uncomputed = peiyu::diagnostic::Text::both("公式没有算出的结果", "a formula without its result");
    let expected = [
        Row { number: 1, cells: vec![(1, text("企业")), (3, text("甲"))] },
        Row {
            number: 4,
            cells: vec![
                (2, Cell::Number { value: 0.5, percent: true }),
                // 38717 days after the first of 1904 it is 2010.
                (3, text("2010-01-01")),
                (4, text("2025-02-28")),
                (5, Cell::Boolean(false)),
                (6, Cell::Error(uncomputed)),
                (7, number(12.0)),
                (8, Cell::Error("#N/A".into())),
            ],
        },
    ];
    assert_eq!(rows(&sheet(data), None).unwrap(), expected, "the first sheet that can be seen");
    assert_eq!(rows(&sheet(data), Some("a&b")).unwrap(), expected);
    assert_eq!(rows(&sheet(data), Some("hidden")).unwrap(), []);
}

#[test]
fn the_archive_says_where_the_workbook_is() {
    let parts = [
        ("_rels/.rels", "<a><Relationship Id='x' Type='http://x/officeDocument' Target='deep/er/book2.xml'/></a>"),
        ("deep/er/book2.xml", BOOK),
        ("deep/er/_rels/book2.xml.rels", "<a><Relationship Id='r1' Type='http://x/worksheet' Target='s/1.xml'/></a>"),
        ("deep/er/s/1.xml", "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>"),
    ];
    assert_eq!(rows(&packed(&parts), None).unwrap(), [Row { number: 1, cells: vec![(1, number(7.0))] }]);
}

#[test]
fn what_is_broken_is_refused() {
    for data in [
        r#"<row r="2"/><row r="2"/>"#,
        r#"<row r="2"/><row r="1"><c><v>1</v></c></row>"#,
        r#"<row r="0"/>"#,
        r#"<row r="x"/>"#,
        r#"<row r="1"><c r="B1"><v>1</v></c><c r="A1"/></row>"#,
        r#"<row r="1"><c r="A1"/><c r="A1"/></row>"#,
        r#"<row r="1"><c r="A2"/></row>"#,
        r#"<row r="1"><c r="1A"/></row>"#,
        "<row><c><v>&nbsp;</v></c></row>",
        "<row",
    ] {
        assert_eq!(rows(&sheet(data), None), Err(Code::FileUnreadable), "{data}");
    }
    // Cells that are in no row are none of the sheet's.
    assert_eq!(rows(&sheet("<x><c><v>1</v></c></row><row/><c><v>2</v></c>"), None).unwrap(), []);
    for data in [r#"<row r="1048577"/>"#, r#"<row><c r="XFE1"/></row>"#] {
        assert_eq!(rows(&sheet(data), None), Err(Code::FileTooLarge), "{data}");
    }
    for data in [r#"<row><c t="s"><v>1</v></c></row>"#, "<row><c><v>inf</v></c></row>", r#"<row><c t="b"><v>2</v></c></row>"#] {
        let rows = rows(&sheet(data), None).unwrap();
        assert!(matches!(rows[0].cells[0].1, Cell::Error(_)), "{data}");
    }
    let whole = sheet("<row><c><v>1</v></c></row>");
    for cut in [0, 10, whole.len() / 2, whole.len() - 1] {
        assert_eq!(rows(&whole[..cut], None), Err(Code::FileUnreadable), "cut at {cut}");
    }
    assert_eq!(rows(b"PK but no archive", None), Err(Code::FileUnreadable));
    assert_eq!(rows(&packed(&[("a", "b")]), None), Err(Code::FileUnreadable));
    // A digit that has been changed behind the program's back.
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", "<a><Relationship Id='r1' Type='worksheet' Target='s.xml'/></a>"),
        ("xl/s.xml", "<worksheet><sheetData><row><c><v>12345</v></c></row></sheetData></worksheet>"),
    ] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    assert_eq!(rows(&bytes, None).unwrap().len(), 1);
    let at = bytes.windows(5).position(|w| w == b"12345").unwrap();
    bytes[at] = b'9';
    assert_eq!(rows(&bytes, None), Err(Code::FileUnreadable));
}

#[test]
fn bombs_are_refused_within_bounds() {
    let long = "9".repeat(5 << 20);
    assert_eq!(rows(&sheet(&format!("<row><c><v>{long}</v></c></row>")), None), Err(Code::FileTooLarge));
    assert_eq!(rows(&sheet(&format!("<row {long}")), None), Err(Code::FileTooLarge));
    assert_eq!(rows(&sheet(&"<a>".repeat(1_000_000)), None), Err(Code::FileUnreadable));
    // calamine would set aside what the count says.
    let strings = "<sst uniqueCount='99999999999999999'><si><t>甲</t></si></sst>";
    assert_eq!(rows(&with_strings("<row><c t='s'><v>0</v></c></row>", strings), None).unwrap().len(), 1);
    let styles = format!("<s><cellXfs>{}</cellXfs></s>", "<xf/>".repeat(200_000));
    let parts = [
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", styles.as_str()),
        ("xl/strings.xml", "<sst/>"),
    ];
    assert_eq!(rows(&packed(&parts), None), Err(Code::FileUnreadable));
    let blanks = " ".repeat(17 << 20);
    let parts = [("xl/workbook.xml", blanks.as_str())];
    assert_eq!(rows(&packed(&parts), None), Err(Code::FileTooLarge));
}

#[derive(Clone, Debug)]
enum Written {
    Number(f64),
    Text(String),
    Boolean(bool),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        prop::num::f64::NORMAL.prop_map(Written::Number),
        (-1_000_000i32..1_000_000).prop_map(|n| Written::Number(f64::from(n) / 100.0)),
        "[^\u{0}-\u{1f}\u{fffe}\u{ffff}]{1,12}".prop_map(Written::Text),
        any::<bool>().prop_map(Written::Boolean),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is written is read; calamine reads the same.
    #[test]
    fn what_is_written_is_read(cells in prop::collection::btree_map((0u32..40, 0u16..40), written(), 1..60)) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for ((row, column), cell) in &cells {
            match cell {
                Written::Number(n) => sheet.write(*row, *column, *n),
                Written::Text(t) => sheet.write(*row, *column, t.as_str()),
                Written::Boolean(b) => sheet.write(*row, *column, *b),
            }
            .unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let mut found = Vec::new();
        for row in rows(&bytes, None).unwrap() {
            found.extend(row.cells.into_iter().map(|(column, cell)| ((row.number - 1, u16::try_from(column - 1).unwrap()), cell)));
        }
        let expected: Vec<((u32, u16), Cell)> = cells
            .iter()
            .map(|(at, cell)| (*at, match cell {
                Written::Number(n) => number(*n),
                Written::Text(t) => text(t),
                Written::Boolean(b) => Cell::Boolean(*b),
            }))
            .collect();
        prop_assert_eq!(&found, &expected);
        let mut other: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
        let range = other.worksheet_range_at(0).unwrap().unwrap();
        for ((row, column), cell) in found {
            let same = match (range.get_value((row, u32::from(column))), &cell) {
                (Some(Data::Float(a)), Cell::Number { value, .. }) => a.to_bits() == value.to_bits(),
                (Some(Data::String(a)), Cell::Text(b)) => **b == **a,
                (Some(Data::Bool(a)), Cell::Boolean(b)) => a == b,
                _ => false,
            };
            prop_assert!(same, "{:?}", cell);
        }
    }
}
