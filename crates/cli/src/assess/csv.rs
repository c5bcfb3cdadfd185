//! Firms as a table: the header is held against the facts, rows are kept as bytes so that one bad row loses only itself.

use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};
use peiyu::diagnostic::{Code, Diagnostic};
use peiyu::policy::FactTable;

use crate::load;
use crate::report::Failure;

use super::row::{Batch, Body, Column, Place, Row, Rows, number};

/// Reads rows of a CSV file.
pub struct CsvRows {
    reader: csv::Reader<Lines<File>>,
    columns: Vec<Column>,
    key: usize,
    place: Place,
    problems: Vec<Diagnostic>,
    record: ByteRecord,
}

impl CsvRows {
    /// Reads the header. A file without one has no firms.
    pub fn open(file: File, name: &str, facts: &FactTable, key: &str) -> Result<Self, Failure> {
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(Lines::new(file));
        let place = Place::new(name);
        let record = ByteRecord::new();
        let mut rows = CsvRows { reader, columns: Vec::new(), key: 0, place, problems: Vec::new(), record };
        if let Some(line) = rows.next()? {
            rows.header(line, facts, key)?;
        }
        Ok(rows)
    }

    /// Reads a record; gives the line that it starts on.
    fn next(&mut self) -> Result<Option<u32>, Failure> {
        let start = self.reader.position().byte();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Ok(Some(self.reader.get_mut().line_from(start))),
            Ok(false) => Ok(None),
            Err(e) => Err(load::unreadable(std::path::Path::new(&*self.place.file), &e.to_string()).into()),
        }
    }

    fn header(&mut self, line: u32, facts: &FactTable, key: &str) -> Result<(), Failure> {
        let mut seen = HashSet::new();
        let mut fatal = Vec::new();
        for (i, cell) in self.record.iter().enumerate() {
            let at = (line, number(i + 1));
            let Ok(name) = std::str::from_utf8(cell.trim_ascii()) else {
                self.problems.push(self.place.diagnostic(Code::NotUtf8, [], at, &at.1.to_string()));
                self.columns.push(Column { name: String::new(), slot: None });
                continue;
            };
            let slot = facts.index(name);
            let shown: String = name.chars().take(60).collect();
            if !name.is_empty() && !seen.insert(name.to_owned()) {
                fatal.push(self.place.diagnostic(Code::DuplicateColumn, [shown.into()], at, name));
            } else if slot.is_none() && name != key {
                let args = [shown.into(), facts.suggestion(name).into()];
                self.problems.push(self.place.diagnostic(Code::UnknownColumn, args, at, name));
            }
            self.columns.push(Column { name: name.to_owned(), slot });
        }
        match self.columns.iter().position(|c| c.name == key) {
            Some(at) => self.key = at,
            None => fatal.push(self.place.diagnostic(Code::KeyColumnMissing, [key.into()], (line, 1), key)),
        }
        if fatal.is_empty() {
            return Ok(());
        }
        let mut all = std::mem::take(&mut self.problems);
        all.extend(fatal);
        all.sort_by_key(|d| d.location.as_ref().map(|l| l.column));
        Err(Failure::Diagnostics(all))
    }

    fn row(&mut self, line: u32) -> Row {
        let refused = |d: Diagnostic| Row { line, key: String::new(), notes: Vec::new(), body: Body::Refused(vec![d]) };
        let (found, expected) = (self.record.len(), self.columns.len());
        if found != expected {
            let args = [found.to_string().into(), expected.to_string().into()];
            return refused(self.place.diagnostic(Code::RowLength, args, (line, number(found.min(expected) + 1)), ""));
        }
        let bad: Vec<Diagnostic> = self
            .record
            .iter()
            .zip(&self.columns)
            .enumerate()
            .filter(|(_, (cell, _))| !cell.is_ascii() && std::str::from_utf8(cell).is_err())
            .map(|(i, (_, column))| self.place.diagnostic(Code::NotUtf8, [], (line, number(i + 1)), &column.name))
            .collect();
        if !bad.is_empty() {
            return Row { line, key: String::new(), notes: Vec::new(), body: Body::Refused(bad) };
        }
        let cell = self.record.get(self.key).unwrap_or_default().trim_ascii();
        let key = String::from_utf8_lossy(cell).into_owned();
        let at = (line, number(self.key + 1));
        let column = self.columns.get(self.key).map_or("", |c| c.name.as_str());
        if key.is_empty() {
            return refused(self.place.diagnostic(Code::KeyMissing, [column.into()], at, column));
        }
        match self.place.take(&key, at, column) {
            Ok(()) => Row { line, key, notes: Vec::new(), body: Body::Cells(self.record.clone()) },
            Err(d) => refused(d),
        }
    }
}

impl Rows for CsvRows {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn header_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.problems)
    }

    fn read(&mut self, limit: usize) -> Result<Batch, Failure> {
        let mut rows = Vec::with_capacity(limit);
        while rows.len() < limit {
            let Some(line) = self.next()? else { break };
            rows.push(self.row(line));
        }
        Ok(Batch { rows, position: self.reader.position().byte() })
    }
}

/// Remembers where lines begin that are not blank. The reader of records counts a line too few after `\r\n` and where
/// blank lines come before a record.
struct Lines<R> {
    inner: R,
    offset: u64,
    line: u32,
    fresh: bool,
    starts: VecDeque<(u64, u32)>,
}

impl<R> Lines<R> {
    fn new(inner: R) -> Self {
        Lines { inner, offset: 0, line: 1, fresh: true, starts: VecDeque::new() }
    }

    /// The line of the first record that begins at or after the byte.
    fn line_from(&mut self, byte: u64) -> u32 {
        while self.starts.front().is_some_and(|(at, _)| *at < byte) {
            self.starts.pop_front();
        }
        self.starts.front().map_or(self.line, |(_, line)| *line)
    }

    fn scan(&mut self, mut bytes: &[u8]) {
        while let Some(first) = bytes.first() {
            if self.fresh && !matches!(first, b'\r' | b'\n') {
                self.starts.push_back((self.offset, self.line));
                self.fresh = false;
            }
            // Blank lines are walked byte by byte, others at once to their end.
            let end = if self.fresh { 0 } else { bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - 1) };
            if bytes.get(end) == Some(&b'\n') {
                self.line = self.line.saturating_add(1);
                self.fresh = true;
            }
            let used = end + 1;
            self.offset += used as u64;
            bytes = bytes.get(used..).unwrap_or_default();
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.scan(buffer.get(..n).unwrap_or_default());
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<u32> {
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(7).from_reader(Lines::new(text.as_bytes()));
        let mut record = ByteRecord::new();
        let mut out = Vec::new();
        loop {
            let start = reader.position().byte();
            match reader.read_byte_record(&mut record) {
                Ok(true) => out.push(reader.get_mut().line_from(start)),
                _ => return out,
            }
        }
    }

    #[test]
    fn records_keep_their_lines() {
        assert_eq!(lines("a,b\n1,2\n3,4\n"), [1, 2, 3]);
        assert_eq!(lines("a,b\r\n1,2\r\n3,4"), [1, 2, 3]);
        assert_eq!(lines("\u{feff}a,b\r\n1,2\r\n"), [1, 2]);
        assert_eq!(lines("\n\na,b\n\n1,2\n\r\n\r\n3,4\n"), [3, 5, 8]);
        assert_eq!(lines("a,b\n\"x\ny\n\nz\",2\n3,4\n"), [1, 2, 6]);
        assert_eq!(lines("a,b\r\n\"x\r\n\r\ny\",2\r\n3,4\r\n"), [1, 2, 5]);
        assert_eq!(lines("\r\na,b\r\n1,2"), [2, 3]);
        assert_eq!(lines("a,b\n\r1,2\n3,4\n"), [1, 2, 3]);
    }
}
