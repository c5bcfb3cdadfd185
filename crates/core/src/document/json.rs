//! Reads JSON without losing a digit: a number is kept as it was written, never made a float.
//!
//! A reader of its own, because a library's brings all that it can do with every type into a small module. It says of every
//! text what `serde_json` says, with the same reasons at the same places; the tests hold it against that one.

mod scan;

use std::cell::Cell;

use crate::diagnostic::Code;
use crate::keyed::Seen;

use super::tree::{Mark, Node, Tree, TreeError};
use scan::{Fault, Scanner};

/// Reads one JSON value of bounded depth and size.
pub fn parse(text: &str, max_depth: usize, max_bytes: usize) -> Result<Tree, TreeError> {
    if text.len() > max_bytes {
        return Err(TreeError::new(Code::DocumentTooLarge, Mark::default(), [format!("{max_bytes} B").into()]));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { scanner: Scanner::new(text), lines: Lines::new(text) };
    // What is no JSON is told before anything else that is wrong.
    reader.scanner.whole().map_err(|fault| reader.syntax(&fault, 0, Mark::default()))?;
    reader.scanner = Scanner::new(text);
    reader.value(max_depth)
}

/// Turns byte addresses into lines and columns.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The last address and its column: values come in order, so a long line is counted once.
    last: Cell<(usize, usize)>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let starts =
            std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1)).collect();
        Lines { text, starts, last: Cell::new((0, 0)) }
    }

    fn mark(&self, at: usize) -> Mark {
        let line = self.starts.partition_point(|s| *s <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let (from, before) = if (start..=at).contains(&self.last.get().0) { self.last.get() } else { (start, 0) };
        let column = before + self.text.get(from..at).map_or(0, |s| s.chars().count());
        self.last.set((at, column));
        Mark { line: number(line), column: number(column + 1) }
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Reads a text that is JSON, but for its escapes of half characters.
struct Reader<'a> {
    scanner: Scanner<'a>,
    lines: Lines<'a>,
}

impl Reader<'_> {
    /// The error of a fault in the part of the text that begins at a place. Within its line the fault's column is in bytes.
    fn syntax(&self, fault: &Fault, start: usize, base: Mark) -> TreeError {
        let (mut newlines, mut column) = (0_usize, 0_usize);
        for byte in self.scanner.bytes().get(start..fault.at).unwrap_or_default() {
            (newlines, column) = if *byte == b'\n' { (newlines + 1, 0) } else { (newlines, column + 1) };
        }
        let mark = if newlines == 0 {
            Mark { line: base.line, column: base.column.saturating_add(number(column.saturating_sub(1))) }
        } else {
            Mark { line: base.line.saturating_add(number(newlines)), column: number(column.max(1)) }
        };
        TreeError::new(Code::DocumentSyntax, mark, [fault.reason.into()])
    }

    fn value(&mut self, depth: usize) -> Result<Tree, TreeError> {
        let first = self.scanner.after_space();
        let start = self.scanner.at;
        let mark = self.lines.mark(start);
        if depth == 0 {
            return Err(TreeError::new(Code::DocumentTooDeep, mark, [super::MAX_DEPTH.to_string().into()]));
        }
        let node = match first {
            Some(b'{') => Node::Map(self.entries(start, mark, depth - 1)?),
            Some(b'[') => Node::List(self.items(depth - 1)?),
            Some(b'"') => Node::Text(self.text(start, mark)?),
            _ => {
                self.scanner.value().map_err(|fault| self.syntax(&fault, start, mark))?;
                match first {
                    Some(b't') => Node::Boolean(true),
                    Some(b'f') => Node::Boolean(false),
                    Some(b'n') => Node::Null,
                    _ => Node::Number(self.lines.text.get(start..self.scanner.at).unwrap_or_default().to_owned()),
                }
            }
        };
        Ok(Tree { node, mark })
    }

    fn text(&mut self, start: usize, mark: Mark) -> Result<String, TreeError> {
        self.scanner.text().map_err(|fault| self.syntax(&fault, start, mark))
    }

    /// Whether another item of a list or an object follows; goes to it, or past the end.
    fn another(&mut self) -> bool {
        let next = self.scanner.after_space();
        self.scanner.at += 1;
        match next {
            Some(b'[' | b'{') => {
                let end = matches!(self.scanner.after_space(), Some(b']' | b'}'));
                self.scanner.at += usize::from(end);
                !end
            }
            Some(b',') => true,
            _ => false,
        }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Tree>, TreeError> {
        let mut out = Vec::new();
        while self.another() {
            out.push(self.value(depth)?);
        }
        Ok(out)
    }

    /// A key, up to its value.
    fn key(&mut self, start: usize, mark: Mark) -> Result<String, TreeError> {
        self.scanner.after_space();
        let key = self.text(start, mark)?;
        self.scanner.after_space();
        self.scanner.at += 1;
        self.scanner.after_space();
        Ok(key)
    }

    /// The entries of the object at a place. What is wrong with a key of it is told before what is wrong in a value, and that a
    /// key stands there twice in the order of the entries.
    fn entries(&mut self, start: usize, mark: Mark, depth: usize) -> Result<Vec<(String, Tree)>, TreeError> {
        let mut out: Vec<(String, Tree)> = Vec::new();
        while self.another() {
            let key = self.key(start, mark)?;
            let at = self.scanner.at;
            match self.value(depth) {
                Ok(value) => out.push((key, value)),
                Err(error) => {
                    self.scanner.at = at;
                    self.other_keys(start, mark)?;
                    // The key of the value with the error may itself stand there twice.
                    out.push((key, Tree { node: Node::Null, mark: self.lines.mark(at) }));
                    return Err(twice(&out).unwrap_or(error));
                }
            }
        }
        twice(&out).map_or(Ok(out), Err)
    }

    /// Looks at the keys of an object that follow the value at hand.
    fn other_keys(&mut self, start: usize, mark: Mark) -> Result<(), TreeError> {
        loop {
            self.scanner.value().map_err(|fault| self.syntax(&fault, start, mark))?;
            if !self.another() {
                return Ok(());
            }
            self.key(start, mark)?;
        }
    }
}

/// That a key stands in an object twice.
fn twice(entries: &[(String, Tree)]) -> Option<TreeError> {
    let mut seen = Seen::new();
    let (key, value) = entries.iter().find(|(key, _)| !seen.insert(key.as_str()))?;
    Some(TreeError::new(Code::DuplicateKey, value.mark, [key.clone().into()]))
}

#[cfg(test)]
#[path = "json/tests.rs"]
mod tests;
