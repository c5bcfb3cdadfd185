//! Records of CSV, each with the line that it starts on and within a bound: a quotation mark that nobody closes must not
//! make a record of the whole file.

use std::collections::VecDeque;
use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};

/// Longest record, in bytes.
const MAX_RECORD: usize = 16 << 20;
/// Bytes that are read at a time.
const BUFFER: usize = 1 << 16;

/// Reads records.
pub struct Records<R> {
    reader: csv::Reader<Lines<R>>,
    record: ByteRecord,
}

impl<R: Read> Records<R> {
    /// The records of a text in UTF-8.
    pub fn new(text: R) -> Self {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(BUFFER).from_reader(Lines::new(text));
        Records { reader, record: ByteRecord::new() }
    }

    /// Reads a record; gives the line that it starts on, or says why there is none.
    pub fn next(&mut self) -> Result<Option<u32>, String> {
        let start = self.reader.position().byte();
        let more = self.reader.read_byte_record(&mut self.record);
        let line = self.reader.get_mut().line_from(start);
        match more {
            Ok(more) => Ok(more.then_some(line)),
            Err(e) => Err(format!("line {line}: {e}")),
        }
    }

    /// The record that was read last.
    pub fn record(&self) -> &ByteRecord {
        &self.record
    }

    /// What the records are read from.
    pub fn source(&self) -> &R {
        &self.reader.get_ref().inner
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
    /// What may still be read before the record must have ended.
    allowed: usize,
}

impl<R> Lines<R> {
    fn new(inner: R) -> Self {
        Lines { inner, offset: 0, line: 1, fresh: true, starts: VecDeque::new(), allowed: MAX_RECORD }
    }

    /// The line of the first record that begins at or after the byte; that record has ended.
    fn line_from(&mut self, byte: u64) -> u32 {
        self.allowed = MAX_RECORD;
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
        let long = || io::Error::other(format!("a row of more than {MAX_RECORD} bytes; is a quotation mark open?"));
        self.allowed = self.allowed.checked_sub(n).ok_or_else(long)?;
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
