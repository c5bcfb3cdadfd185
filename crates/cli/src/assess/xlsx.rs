//! Firms as a sheet of a workbook. The sheet hands its rows on as it is unpacked, so a thread of its own reads it.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};

use peiyu::assess::sheet::Column;
use peiyu::diagnostic::{Code, Diagnostic, Span, Text};
use peiyu::number::Number;
use peiyu_table::xlsx::{self, Cell, Workbook};

use crate::load;
use crate::report::Failure;

use super::header::{Header, Wanted};
use super::row::{Batch, Body, Place, Row, Rows, number};

/// Rows that the thread hands over at a time.
const PART: usize = 256;

/// Reads rows of a workbook.
pub struct XlsxRows {
    parts: Receiver<Part>,
    ready: std::vec::IntoIter<xlsx::Row>,
    ended: bool,
    header: Header,
    place: Place,
}

enum Part {
    Rows(Vec<xlsx::Row>),
    /// The last part: how the sheet ended.
    End(Result<(), Diagnostic>),
}

impl XlsxRows {
    /// Opens the sheet of that name, or the first one, and reads the header from its first row. A sheet without one has no
    /// firms.
    pub fn open(file: File, sheet: Option<&str>, name: &str, wanted: &Wanted) -> Result<Self, Failure> {
        let (send, parts) = mpsc::sync_channel(4);
        let (sheet, book) = (sheet.map(str::to_owned), name.to_owned());
        std::thread::spawn(move || {
            let end = read(file, sheet.as_deref(), &book, &send);
            // Where nobody listens any more, nobody wants to know.
            let _ = send.send(Part::End(end));
        });
        let ready = Vec::new().into_iter();
        let mut rows = XlsxRows { parts, ready, ended: false, header: Header::default(), place: Place::new(name) };
        if let Some(row) = rows.next()? {
            rows.header = rows.read_header(&row, wanted)?;
        }
        Ok(rows)
    }

    fn next(&mut self) -> Result<Option<xlsx::Row>, Failure> {
        loop {
            if let Some(row) = self.ready.next() {
                return Ok(Some(row));
            }
            if self.ended {
                return Ok(None);
            }
            match self.parts.recv() {
                Ok(Part::Rows(rows)) => self.ready = rows.into_iter(),
                Ok(Part::End(end)) => {
                    self.ended = true;
                    end?;
                }
                // A sheet that does not say that it has ended has not been read whole.
                Err(_) => return Err(load::unreadable(Path::new(&*self.place.file), "the sheet breaks off").into()),
            }
        }
    }

    fn read_header(&self, row: &xlsx::Row, wanted: &Wanted) -> Result<Header, Failure> {
        let mut names = Vec::new();
        for (column, cell) in &row.cells {
            let text = text(cell).map_err(|d| self.place.locate(d, (row.number, *column), ""))?;
            names.resize((*column as usize).saturating_sub(1), String::new());
            names.push(text);
        }
        Header::read(&names, row.number, wanted, &self.place)
    }

    fn row(&mut self, row: xlsx::Row) -> Row {
        let (line, expected) = (row.number, self.header.columns.len());
        if let Some((last, _)) = row.cells.last().filter(|(column, _)| *column as usize > expected) {
            let args = [last.to_string().into(), expected.to_string().into()];
            return Row::refused(line, vec![self.place.diagnostic(Code::RowLength, args, (line, *last), "")]);
        }
        let (at, column) = ((line, number(self.header.key + 1)), self.header.key_name());
        let cell = row.cells.iter().find(|(column, _)| *column == at.1);
        let key = match cell.map_or(Ok(String::new()), |(_, cell)| text(cell)) {
            Ok(key) => self.place.take(&key, at, column).map(|()| key),
            Err(d) => Err(self.place.locate(d, at, column)),
        };
        match key {
            Ok(key) => Row { line, key, notes: Vec::new(), body: Body::Sheet(row.cells) },
            Err(d) => Row::refused(line, vec![d]),
        }
    }
}

/// Hands the rows over until nobody takes them.
fn read(file: File, sheet: Option<&str>, name: &str, send: &SyncSender<Part>) -> Result<(), Diagnostic> {
    let mut part = Vec::with_capacity(PART);
    Workbook::open(file, name)?.rows(sheet, &mut |row| {
        part.push(row);
        part.len() < PART || send.send(Part::Rows(std::mem::replace(&mut part, Vec::with_capacity(PART)))).is_ok()
    })?;
    let _ = send.send(Part::Rows(part));
    Ok(())
}

/// A cell that names something: a column or a firm.
fn text(cell: &Cell) -> Result<String, Diagnostic> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => Ok(text.trim().to_owned()),
        Cell::Number { value, .. } => match Number::from_f64(*value) {
            Ok(number) => Ok(number.to_string()),
            Err(_) => Err(Diagnostic::new(Code::FloatDigits, Span::default(), [value.to_string().into()])),
        },
        Cell::Boolean(known) => Ok(known.to_string()),
        Cell::Error(what) => Err(no_value(what)),
    }
}

/// A cell whose formula came to nothing.
pub fn no_value(what: &Text) -> Diagnostic {
    Diagnostic::new(Code::CellError, Span::default(), [what.clone()])
}

impl Rows for XlsxRows {
    fn columns(&self) -> &[Column] {
        &self.header.columns
    }

    fn header_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.header.warnings)
    }

    fn read(&mut self, limit: usize) -> Result<Batch, Failure> {
        let mut rows = Vec::with_capacity(limit);
        while rows.len() < limit {
            let Some(row) = self.next()? else { break };
            rows.push(self.row(row));
        }
        // How far a packed file has been read is not known.
        Ok(Batch { rows, position: 0 })
    }
}
