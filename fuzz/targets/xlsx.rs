//! Workbooks from strangers: whole archives, and parts that are packed here, so that the fuzzer need not learn to pack.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use peiyu_table::xlsx::{Cell, MAX_COLUMNS, Workbook};
use zip::CompressionMethod::Stored;
use zip::write::SimpleFileOptions;

/// Parts that are not given: name and text.
const PARTS: [(&str, &str); 5] = [
    ("xl/worksheets/sheet1.xml", ""),
    ("xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>"),
    ("xl/styles.xml", r#"<styleSheet><cellXfs><xf/><xf numFmtId="9"/><xf numFmtId="14"/></cellXfs></styleSheet>"#),
    ("xl/workbook.xml", r#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<a><Relationship Id="r1" Type="/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="/sharedStrings" Target="sharedStrings.xml"/>
        <Relationship Id="r3" Type="/styles" Target="styles.xml"/></a>"#,
    ),
];

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((0, archive)) => read(archive),
        Some((_, parts)) => read(&packed(parts)),
        None => {}
    }
});

/// The parts, divided by a zero byte, those that are missing as they mostly are.
fn packed(data: &[u8]) -> Vec<u8> {
    let mut given = data.split(|b| *b == 0);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in PARTS {
        zip.start_file(name, SimpleFileOptions::default().compression_method(Stored)).expect("a part begins");
        zip.write_all(given.next().unwrap_or(text.as_bytes())).expect("memory takes everything");
    }
    zip.finish().expect("the archive ends").into_inner()
}

fn read(archive: &[u8]) {
    let mut book = match Workbook::open(Cursor::new(archive), "f.xlsx") {
        Ok(book) => book,
        Err(e) => return drop(e.to_string()),
    };
    let names: Vec<String> = book.sheets().map(str::to_owned).collect();
    for sheet in [None].into_iter().chain(names.iter().take(3).map(|n| Some(n.as_str()))) {
        let mut before = 0;
        let end = book.rows(sheet, &mut |row| {
            assert!(row.number > before && !row.cells.is_empty(), "rows come in order");
            before = row.number;
            assert!(row.cells.is_sorted_by(|a, b| a.0 < b.0), "cells come in order");
            assert!(row.cells.iter().all(|(at, cell)| (1..=MAX_COLUMNS).contains(at) && *cell != Cell::Empty));
            true
        });
        if let Err(e) = end {
            let _ = e.to_string();
        }
    }
}
