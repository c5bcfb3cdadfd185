//! `peiyu assess` from Parquet to Parquet says what it says of the same firms as CSV.
#![cfg(feature = "parquet")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/enterprises.csv");

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn assess(firms: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peiyu"));
    command.args(["assess", "--edition", "2022"]).arg(firms).args(more).output().unwrap()
}

/// The example firms as a Parquet file of texts.
fn parquet(path: &Path, change: impl Fn(&str, &str) -> String) {
    let mut reader = csv::Reader::from_path(FIRMS).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: Vec<Vec<Option<String>>> = vec![Vec::new(); header.len()];
    for record in reader.records() {
        for ((column, name), cell) in columns.iter_mut().zip(&header).zip(&record.unwrap()) {
            column.push((!cell.is_empty()).then(|| change(name, cell)));
        }
    }
    let arrays = header.into_iter().zip(columns).map(|(name, c)| (name, Arc::new(StringArray::from(c)) as ArrayRef, true));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn as_from_csv() {
    let folder = folder("parquet_same");
    let (firms, answers) = (folder.join("firms.parquet"), folder.join("answers.parquet"));
    parquet(&firms, |_, cell| cell.to_owned());
    let out = assess(&firms, &["--out", answers.to_str().unwrap()]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut found = BTreeMap::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(&answers).unwrap()).unwrap().build().unwrap() {
        let batch = batch.unwrap();
        for tier in ["innovative", "srdi", "little_giant"] {
            let verdicts = batch.column_by_name(&format!("{tier}_verdict")).unwrap().clone();
            let verdicts = verdicts.as_dictionary::<Int8Type>().downcast_dict::<StringArray>().unwrap();
            for (key, verdict) in batch.column_by_name("uscc").unwrap().as_string::<i32>().iter().zip(verdicts) {
                found.insert((key.unwrap().to_owned(), tier.to_owned()), verdict.unwrap().to_owned());
            }
        }
    }
    let lines = String::from_utf8(assess(Path::new(FIRMS), &["--format", "jsonl"]).stdout).unwrap();
    let mut expected = BTreeMap::new();
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        expected.insert((text("firm"), text("tier")), text("verdict"));
    }
    assert_eq!(expected.len(), 45 * 3);
    assert_eq!(found, expected);
}

#[test]
fn a_bad_value_leaves_what_stood_there() {
    let folder = folder("parquet_bad");
    let (firms, answers) = (folder.join("firms.parquet"), folder.join("answers.parquet"));
    parquet(&firms, |name, cell| if name == "employees" { "many".into() } else { cell.into() });
    fs::write(&answers, "earlier").unwrap();
    let out = assess(&firms, &["--out", answers.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2));
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(told.contains("table_value") && told.contains("employees"), "{told}");
    assert_eq!(fs::read_to_string(&answers).unwrap(), "earlier");
    assert!(!folder.join("answers.parquet.part").exists());
    let out = assess(&firms, &["--out", answers.to_str().unwrap(), "--on-error", "unknown"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn options_that_do_not_fit() {
    let folder = folder("parquet_options");
    let firms = folder.join("firms.parquet");
    parquet(&firms, |_, cell| cell.to_owned());
    assert_eq!(assess(&firms, &[]).status.code(), Some(2));
    assert_eq!(assess(Path::new(FIRMS), &["--out", "x.parquet"]).status.code(), Some(2));
    fs::write(&firms, "no parquet").unwrap();
    let out = assess(&firms, &["--out", folder.join("x.parquet").to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("file_unreadable"));
}
