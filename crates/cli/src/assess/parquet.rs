//! Parquet in, Parquet out: row groups in batches through the tables' machine, so that memory does not grow with the file.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::properties::WriterProperties;
use arrow_array::RecordBatchReader;
use indicatif::{ProgressBar, ProgressDrawTarget};
use peiyu::diagnostic::{Lang, Text};
use peiyu_batch::{Control, OnError, Options, RefusedValues, Table, TableError};

use crate::args::{AssessArgs, OnErrorArg};
use crate::load;
use crate::report::Failure;

use super::open::Kind;
use super::told::Told;
use super::{BAR_FROM, Prepared};

/// Rows read at a time.
const BATCH: usize = 128 * 1024;

/// Runs the command; gives the exit code.
pub fn run(args: &AssessArgs, prepared: &Prepared, lang: Lang) -> Result<u8, Failure> {
    let source = args.from.firms.as_path();
    let out = match (&args.out, prepared.kind) {
        (Some(out), Kind::Parquet) => out.as_path(),
        (None, _) => return Err(usage("评估 .parquet 时请用 --out 指定答案文件", "name a file for the answers with --out")),
        (Some(_), _) => return Err(usage("--out 只用于 .parquet", "--out is only for .parquet")),
    };
    let bad = |e: &dyn std::fmt::Display| Failure::from(load::unreadable(source, &e.to_string()));
    let file = File::open(source).map_err(|e| bad(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| bad(&e))?;
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
    let reader = builder.with_batch_size(BATCH).build().map_err(|e| bad(&e))?;
    let table = table(args, prepared, &reader)?;
    let mut told = Told::new(lang);
    for d in table.warnings() {
        told.tell(d)?;
    }
    // What stands there is replaced only by the whole.
    let unfinished = out.with_extension("parquet.part");
    let written = write(&table, reader, &unfinished, source, &bar(rows));
    if written.is_ok() {
        fs::rename(&unfinished, out).map_err(|e| load::unwritable(out, &e))?;
    } else {
        // It is worth nothing, and may never have been made.
        drop(fs::remove_file(&unfinished));
    }
    written?;
    for d in table.refused().iter().map(RefusedValues::diagnostic).chain(table.left_out()) {
        told.tell(&d)?;
    }
    Ok(0)
}

fn usage(zh: &str, en: &str) -> Failure {
    Failure::Usage(Text::both(zh, en))
}

fn table<'p>(args: &AssessArgs, prepared: &'p Prepared, reader: &impl RecordBatchReader) -> Result<Table<'p>, Failure> {
    let schema = reader.schema();
    let key = args.from.table.key.clone().or_else(|| schema.column_with_name(&prepared.key).map(|_| prepared.key.clone()));
    let options = Options {
        money: args.from.table.money_unit.into(),
        on_error: if args.on_error == OnErrorArg::Unknown { OnError::Unknown } else { OnError::Error },
        missing: true,
        keep: key.map(|key| vec![key]),
    };
    Table::new(&prepared.assessor, &schema, &prepared.mapping, options).map_err(|e| Failure::Diagnostics(e.0))
}

fn write(table: &Table, reader: impl RecordBatchReader, out: &Path, source: &Path, bar: &ProgressBar) -> Result<(), Failure> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(BATCH))
        .build();
    let file = File::create(out).map_err(|e| load::unwritable(out, &e))?;
    let broken = |e: ::parquet::errors::ParquetError| load::unwritable(out, &io::Error::other(e));
    let mut writer = ArrowWriter::try_new(file, table.schema(), Some(properties)).map_err(broken)?;
    let progress = |rows: usize| bar.inc(u64::try_from(rows).unwrap_or_default());
    let control = Control { cancelled: &AtomicBool::new(false), progress: &progress };
    let mut first = 0;
    for batch in reader {
        let batch = batch.map_err(|e| load::unreadable(source, &e.to_string()))?;
        let answers = table.assess(&batch, first, &control).map_err(|e| match e {
            TableError::Diagnostics(d) => Failure::Diagnostics(d.0),
            other => load::unreadable(source, &other.to_string()).into(),
        })?;
        first += batch.num_rows();
        for answer in answers {
            writer.write(&answer).map_err(broken)?;
        }
    }
    writer.close().map_err(broken)?;
    bar.finish_and_clear();
    Ok(())
}

fn bar(rows: u64) -> ProgressBar {
    // A row has some hundreds of bytes.
    if rows < BAR_FROM / 200 {
        return ProgressBar::hidden();
    }
    ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr_with_hz(8))
}
