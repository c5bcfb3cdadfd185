//! Firms as CSV: the header is held against the facts; each row is text of its own, so that one bad row loses only itself.

use std::fs::File;
use std::path::Path;

use csv::StringRecord;
use peiyu::assess::sheet::Column;
use peiyu::diagnostic::{Code, Diagnostic};
use peiyu_table::encoding::{Decoded, Encoding};

use crate::load;
use crate::report::Failure;

use super::header::{Header, Wanted};
use super::records::Records;
use super::row::{Batch, Body, Place, Row, Rows, number};

/// Reads rows of a CSV file.
pub struct CsvRows {
    records: Records<Decoded<File>>,
    encoding: Encoding,
    header: Header,
    place: Place,
}

impl CsvRows {
    /// Reads the header. A file without one has no firms.
    pub fn open(file: File, encoding: Encoding, name: &str, wanted: &Wanted) -> Result<Self, Failure> {
        let records = Records::new(Decoded::new(file, encoding));
        let mut rows = CsvRows { records, encoding, header: Header::default(), place: Place::new(name) };
        if let Some(line) = rows.next()? {
            rows.header = rows.read_header(line, wanted)?;
        }
        Ok(rows)
    }

    fn next(&mut self) -> Result<Option<u32>, Failure> {
        self.records.next().map_err(|e| load::unreadable(Path::new(&*self.place.file), &e).into())
    }

    fn read_header(&self, line: u32, wanted: &Wanted) -> Result<Header, Failure> {
        let cells = self.records.record().iter();
        let names: Result<Vec<String>, usize> =
            cells.enumerate().map(|(i, cell)| String::from_utf8(cell.to_owned()).map_err(|_| i)).collect();
        match names {
            Ok(names) => Header::read(&names, line, wanted, &self.place),
            Err(i) => Err(self.no_text((line, number(i + 1)), "").into()),
        }
    }

    /// Bytes that are no text in the file's encoding.
    fn no_text(&self, at: (u32, u32), column: &str) -> Diagnostic {
        match self.encoding {
            Encoding::Utf8 => self.place.diagnostic(Code::NotUtf8, [], at, column),
            other => self.place.diagnostic(Code::BadEncoding, [other.name().into()], at, column),
        }
    }

    fn row(&mut self, line: u32) -> Row {
        let record = self.records.record();
        let columns = &self.header.columns;
        let (found, expected) = (record.len(), columns.len());
        if found != expected {
            let args = [found.to_string().into(), expected.to_string().into()];
            let at = (line, number(found.min(expected) + 1));
            return Row::refused(line, vec![self.place.diagnostic(Code::RowLength, args, at, "")]);
        }
        let Ok(cells) = StringRecord::from_byte_record(record.clone()) else {
            let bad = record.iter().zip(columns).enumerate().filter(|(_, (cell, _))| std::str::from_utf8(cell).is_err());
            let told = bad.map(|(i, (_, column))| self.no_text((line, number(i + 1)), column.header()));
            return Row::refused(line, told.collect());
        };
        let key = cells.get(self.header.key).unwrap_or_default().trim().to_owned();
        match self.place.take(&key, (line, number(self.header.key + 1)), self.header.key_name()) {
            Ok(()) => Row { line, key, notes: Vec::new(), body: Body::Cells(cells) },
            Err(d) => Row::refused(line, vec![d]),
        }
    }
}

impl Rows for CsvRows {
    fn columns(&self) -> &[Column] {
        &self.header.columns
    }

    fn header_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.header.warnings)
    }

    fn read(&mut self, limit: usize) -> Result<Batch, Failure> {
        let mut rows = Vec::with_capacity(limit);
        while rows.len() < limit {
            let Some(line) = self.next()? else { break };
            rows.push(self.row(line));
        }
        Ok(Batch { rows, position: self.records.source().taken() })
    }
}
