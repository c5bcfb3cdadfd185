//! The header of a table: which fact each column gives, and which of them is the key.

use peiyu::assess::Assessor;
use peiyu::assess::sheet::{Column, Mapping};
use peiyu::diagnostic::{Code, Diagnostic};

use crate::report::Failure;

use super::row::{Place, number};

/// What a header is read by.
pub struct Wanted<'a> {
    /// The policy made ready.
    pub assessor: &'a Assessor,
    /// Names that the table has of its own.
    pub mapping: &'a Mapping,
    /// The key, as `--key` or the policy names it.
    pub key: &'a str,
}

/// A header that can be used.
#[derive(Default)]
pub struct Header {
    /// The columns.
    pub columns: Vec<Column>,
    /// Which of them is the key.
    pub key: usize,
    /// Columns that are not read.
    pub warnings: Vec<Diagnostic>,
}

impl Header {
    /// Reads the names of the columns, which stand on that line.
    pub fn read(names: &[String], line: u32, wanted: &Wanted, place: &Place) -> Result<Header, Failure> {
        let read = wanted.assessor.columns(names, wanted.mapping);
        let (columns, mut problems, mut failed) = match read {
            Ok(found) => (found.columns, found.warnings, false),
            Err(e) => (Vec::new(), e.0, true),
        };
        let keys: Vec<usize> = (0..names.len()).filter(|i| names.get(*i).is_some_and(|n| n.trim() == wanted.key)).collect();
        let key = keys.first().copied().or_else(|| Self::key_by_fact(&columns, wanted));
        // The key may be a column that is no fact.
        problems.retain(|d| d.code != Code::UnknownColumn || !keys.contains(&column_of(d)));
        for d in &mut problems {
            let at = column_of(d);
            let name = names.get(at).map_or("", |n| n.trim());
            *d = place.locate(d.clone(), (line, number(at + 1)), name);
        }
        if let ([first, second, ..], false) = (keys.as_slice(), failed) {
            let shown: String = wanted.key.chars().take(60).collect();
            let numbers = [first, second].map(|i| (i + 1).to_string());
            let args = [shown.as_str().into(), numbers[0].as_str().into(), shown.as_str().into(), numbers[1].as_str().into()];
            problems.push(place.diagnostic(Code::DuplicateColumn, args, (line, number(second + 1)), wanted.key));
            failed = true;
        }
        if key.is_none() && !failed {
            problems.push(place.diagnostic(Code::KeyColumnMissing, [wanted.key.into()], (line, 1), wanted.key));
        }
        match key {
            Some(key) if !failed => Ok(Header { columns, key, warnings: problems }),
            _ => {
                problems.sort_by_key(|d| d.location.as_ref().map(|l| l.column));
                Err(Failure::Diagnostics(problems))
            }
        }
    }

    /// The column whose fact the key is, whatever the table calls it.
    fn key_by_fact(columns: &[Column], wanted: &Wanted) -> Option<usize> {
        let key = wanted.assessor.columns(&[wanted.key], &Mapping::default()).ok()?;
        let slot = key.columns.first()?.slot()?;
        columns.iter().position(|c| c.slot() == Some(slot))
    }

    /// Name of the key's column.
    pub fn key_name(&self) -> &str {
        self.columns.get(self.key).map_or("", Column::header)
    }
}

/// The column that a diagnostic of the header is about.
fn column_of(d: &Diagnostic) -> usize {
    d.span.pointer.trim_start_matches('/').parse().unwrap_or_default()
}
