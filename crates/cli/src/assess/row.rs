//! What every reader of firms gives: rows in batches, each with its key, or with the reason why it can't be answered.

use std::collections::HashMap;
use std::sync::Arc;

use peiyu::assess::sheet::Column;
use peiyu::diagnostic::{Code, Diagnostic, Location, Span, Text};
use peiyu::document::tree::Tree;
use peiyu_table::xlsx::Cell;

use crate::report::Failure;

/// A row of a file of firms.
pub struct Row {
    /// Where it starts.
    pub line: u32,
    /// The firm's key; empty where it could not be read.
    pub key: String,
    /// What is wrong but leaves the row readable.
    pub notes: Vec<Diagnostic>,
    /// What it says.
    pub body: Body,
}

impl Row {
    /// A row that can't be answered.
    pub fn refused(line: u32, why: Vec<Diagnostic>) -> Row {
        Row { line, key: String::new(), notes: Vec::new(), body: Body::Refused(why) }
    }
}

/// What a row says.
pub enum Body {
    /// Cells of a text.
    Cells(::csv::StringRecord),
    /// Cells of a sheet that hold anything, each with its column from 1.
    Sheet(Vec<(u32, Cell)>),
    /// The entries of an object.
    Entries(Vec<(String, Tree)>),
    /// Nothing that can be answered.
    Refused(Vec<Diagnostic>),
}

/// Rows that were read together.
pub struct Batch {
    /// The rows; none at the end of the file.
    pub rows: Vec<Row>,
    /// How much of the file has been read, in bytes.
    pub position: u64,
}

/// A reader of firms.
pub trait Rows: Send {
    /// The columns of a table; empty for objects.
    fn columns(&self) -> &[Column] {
        &[]
    }

    /// What is wrong with the header, once.
    fn header_problems(&mut self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// The next rows.
    fn read(&mut self, limit: usize) -> Result<Batch, Failure>;
}

/// Where rows are: a file whose keys have been seen.
pub struct Place {
    /// Its name.
    pub file: Arc<str>,
    seen: HashMap<String, u32>,
}

impl Place {
    /// A file of which nothing has been read.
    pub fn new(file: &str) -> Self {
        Place { file: file.into(), seen: HashMap::new() }
    }

    /// A diagnostic in the file; `column` is the name of the column, if it is about one.
    pub fn diagnostic(&self, code: Code, args: impl Into<Vec<Text>>, at: (u32, u32), column: &str) -> Diagnostic {
        self.locate(Diagnostic::new(code, Span::default(), args), at, column)
    }

    /// Puts a place in the file on a diagnostic.
    pub fn locate(&self, d: Diagnostic, at: (u32, u32), column: &str) -> Diagnostic {
        locate(d, &self.file, at, column)
    }

    /// Notes a key, or says that it is missing, or where it was given before.
    pub fn take(&mut self, key: &str, at: (u32, u32), column: &str) -> Result<(), Diagnostic> {
        if key.is_empty() {
            return Err(self.diagnostic(Code::KeyMissing, [column.into()], at, column));
        }
        if let Some(first) = self.seen.get(key) {
            let shown = format!("`{}`", key.chars().take(40).collect::<String>());
            return Err(self.diagnostic(Code::DuplicateFirm, [shown.into(), first.to_string().into()], at, column));
        }
        self.seen.insert(key.to_owned(), at.0);
        Ok(())
    }
}

/// Puts a place on a diagnostic.
pub fn locate(mut d: Diagnostic, file: &str, (line, column): (u32, u32), name: &str) -> Diagnostic {
    d.location = Some(Location { file: file.into(), line, column });
    if !name.is_empty() {
        d.span.pointer = format!("/{name}");
    }
    d
}

/// A count as a line or column number.
pub fn number(n: impl TryInto<u32>) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}
