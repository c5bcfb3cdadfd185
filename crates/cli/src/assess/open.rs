//! Opens a file of firms by its kind.

use std::fs::File;
use std::io;
use std::path::Path;

use peiyu::diagnostic::{Code, Diagnostic, Span, Text};
use peiyu_table::encoding::Encoding;

use crate::args::TableArgs;
use crate::load;
use crate::report::Failure;

use super::csv::CsvRows;
use super::header::Wanted;
use super::json::JsonRows;
use super::row::Rows;
use super::xlsx::XlsxRows;

/// A file of firms.
pub struct Opened {
    /// Its rows.
    pub rows: Box<dyn Rows>,
    /// Its size in bytes; 0 where it is not known how far it has been read.
    pub size: u64,
    /// The encoding, where it was found out and is not UTF-8.
    pub detected: Option<Encoding>,
}

/// Kinds of files of firms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
    Json,
    JsonLines,
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Kinds whose columns may have names of their own.
const TABLES: &[Kind] = &[
    Kind::Csv,
    Kind::Xlsx,
    #[cfg(feature = "parquet")]
    Kind::Parquet,
];

/// The kind of a file. Options that mean nothing for it are mistakes.
pub fn kind(path: &Path, args: &TableArgs) -> Result<Kind, Failure> {
    let kind = match path.extension().map(|e| e.to_string_lossy().to_lowercase()).as_deref() {
        Some("csv") => Kind::Csv,
        Some("xlsx") => Kind::Xlsx,
        Some("json") => Kind::Json,
        Some("jsonl") => Kind::JsonLines,
        #[cfg(feature = "parquet")]
        Some("parquet") => Kind::Parquet,
        _ => {
            let name = path.display().to_string();
            return Err(Diagnostic::new(Code::UnknownFileKind, Span::default(), [name.into()]).into());
        }
    };
    let options = [
        ("--sheet", args.sheet.is_some(), &[Kind::Xlsx][..], ".xlsx"),
        ("--encoding", args.encoding.is_some(), &[Kind::Csv], ".csv"),
        ("--mapping", args.mapping.is_some(), TABLES, ".csv, .xlsx"),
    ];
    match options.into_iter().find(|(_, given, kinds, _)| *given && !kinds.contains(&kind)) {
        None => Ok(kind),
        Some((option, _, _, kinds)) => {
            Err(Failure::Usage(Text::both(format!("{option} 只用于 {kinds}"), format!("{option} is only for {kinds}"))))
        }
    }
}

/// Opens a file of a kind.
pub fn open(path: &Path, args: &TableArgs, kind: Kind, wanted: &Wanted) -> Result<Opened, Failure> {
    let unreadable = |e: io::Error| Failure::from(load::unreadable(path, &e.to_string()));
    let mut file = File::open(path).map_err(unreadable)?;
    let data = file.metadata().map_err(unreadable)?;
    if data.is_dir() {
        return Err(load::unreadable(path, "is a directory").into());
    }
    let name = path.display().to_string();
    let (facts, key) = (wanted.assessor.facts(), wanted.key);
    let opened = |rows: Box<dyn Rows>| Opened { rows, size: data.len(), detected: None };
    Ok(match kind {
        Kind::Csv => {
            let detected = match args.encoding {
                Some(_) => None,
                // A pipe can't be read twice.
                None if !data.is_file() => None,
                None => Some(Encoding::detect(&mut file).map_err(unreadable)?),
            };
            let encoding = args.encoding.map(Encoding::from).or(detected).unwrap_or(Encoding::Utf8);
            let rows = CsvRows::open(file, encoding, &name, wanted)?;
            Opened { detected: detected.filter(|e| *e != Encoding::Utf8), ..opened(Box::new(rows)) }
        }
        Kind::Xlsx => Opened { size: 0, ..opened(Box::new(XlsxRows::open(file, args.sheet.as_deref(), &name, wanted)?)) },
        Kind::Json => opened(Box::new(JsonRows::array(file, &name, facts, key)?)),
        Kind::JsonLines => opened(Box::new(JsonRows::lines(file, &name, facts, key))),
        #[cfg(feature = "parquet")]
        Kind::Parquet => {
            let (zh, en) =
                ("这个命令不读 .parquet；评估请用 peiyu assess", "this command does not read .parquet; use peiyu assess");
            return Err(Failure::Usage(Text::both(zh, en)));
        }
    })
}
