//! Firms as objects: a JSON list or one object a line. Each object is read on its own, so that a bad one loses only itself.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::ops::Range;
use std::path::Path;

use peiyu::diagnostic::{Code, Text};
use peiyu::document::tree::{Mark, Node, Tree};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json};
use peiyu::policy::FactTable;
use serde_json::value::RawValue;

use crate::load;
use crate::report::Failure;

use super::row::{Batch, Body, Place, Row, Rows, number};

/// Reads rows of a JSON file.
pub struct JsonRows {
    source: Source,
    place: Place,
    key: String,
    facts: FactTable,
    told: HashSet<String>,
    position: u64,
}

enum Source {
    /// The text, and where in it each item stands.
    Array { text: String, items: std::vec::IntoIter<(Range<usize>, Mark)> },
    /// A line at a time.
    Lines { reader: BufReader<File>, line: u32 },
}

impl JsonRows {
    fn new(source: Source, name: &str, facts: &FactTable, key: &str) -> Self {
        let place = Place::new(name);
        JsonRows { source, place, key: key.into(), facts: facts.clone(), told: HashSet::new(), position: 0 }
    }

    /// One object a line.
    pub fn lines(file: File, name: &str, facts: &FactTable, key: &str) -> Self {
        let source = Source::Lines { reader: BufReader::with_capacity(1 << 16, file), line: 0 };
        Self::new(source, name, facts, key)
    }

    /// A list of objects.
    pub fn array(mut file: File, name: &str, facts: &FactTable, key: &str) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| load::unreadable(Path::new(name), &e.to_string()))?;
        let place = Place::new(name);
        let text = String::from_utf8(bytes).map_err(|e| {
            let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
            let good = String::from_utf8_lossy(good);
            let line = good.matches('\n').count();
            let column = good.rsplit('\n').next().unwrap_or("").chars().count();
            place.diagnostic(Code::NotUtf8, [], (number(line + 1), number(column + 1)), "")
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let items = if text.trim_ascii().is_empty() { Vec::new() } else { split(&text, &place)? };
        Ok(Self::new(Source::Array { text, items: items.into_iter() }, name, facts, key))
    }

    fn next(&mut self) -> Result<Option<Row>, Failure> {
        let (row, mark) = match &mut self.source {
            Source::Array { text, items } => {
                let Some((range, mark)) = items.next() else { return Ok(None) };
                self.position = range.end as u64;
                let item = text.get(range).unwrap_or_default();
                (json::parse(item, MAX_DEPTH, MAX_BYTES), mark)
            }
            Source::Lines { reader, line } => {
                let mut bytes = Vec::new();
                loop {
                    bytes.clear();
                    let n = reader
                        .read_until(b'\n', &mut bytes)
                        .map_err(|e| load::unreadable(Path::new(&*self.place.file), &e.to_string()))?;
                    if n == 0 {
                        return Ok(None);
                    }
                    *line = line.saturating_add(1);
                    self.position += n as u64;
                    if !bytes.trim_ascii().is_empty() && bytes.trim_ascii() != "\u{feff}".as_bytes() {
                        break;
                    }
                }
                let mark = Mark { line: *line, column: 1 };
                match std::str::from_utf8(&bytes) {
                    Ok(text) => (json::parse(text, MAX_DEPTH, MAX_BYTES), mark),
                    Err(e) => {
                        let good = String::from_utf8_lossy(bytes.get(..e.valid_up_to()).unwrap_or_default()).chars().count();
                        let d = self.place.diagnostic(Code::NotUtf8, [], (mark.line, number(good + 1)), "");
                        return Ok(Some(Row::refused(mark.line, vec![d])));
                    }
                }
            }
        };
        Ok(Some(match row {
            Ok(tree) => self.row(moved(tree, mark)),
            Err(e) => {
                let at = shift(e.mark, mark);
                let code = if e.code == Code::DocumentSyntax { Code::RowSyntax } else { e.code };
                Row::refused(mark.line, vec![self.place.diagnostic(code, e.args, (at.line, at.column), "")])
            }
        }))
    }

    /// Whether a fact or a kind of record has the name.
    fn is_known(&self, name: &str) -> bool {
        self.facts.index(name).is_some() || self.facts.kind(name).is_some()
    }

    fn row(&mut self, tree: Tree) -> Row {
        let at = (tree.mark.line, tree.mark.column);
        let Node::Map(mut entries) = tree.node else {
            let text = Text::both("应当是一个对象", "an object was expected");
            return Row::refused(at.0, vec![self.place.diagnostic(Code::RowSyntax, [text], at, "")]);
        };
        let mut notes = Vec::new();
        for (name, value) in &entries {
            if !self.is_known(name) && *name != self.key && self.told.insert(name.clone()) {
                let shown: String = name.chars().take(60).collect();
                let args = [shown.into(), self.facts.suggestion(name).into()];
                let at = (value.mark.line, value.mark.column);
                notes.push(self.place.diagnostic(Code::UnknownColumn, args, at, name));
            }
        }
        let found = entries.iter().find(|(name, _)| *name == self.key);
        let (key, key_at) = match found.map(|(_, v)| (&v.node, (v.mark.line, v.mark.column))) {
            None => (Ok(String::new()), at),
            Some((Node::Null, at)) => (Ok(String::new()), at),
            Some((Node::Text(t) | Node::Number(t), at)) => (Ok(t.clone()), at),
            Some((other, at)) => (Err(other.shown()), at),
        };
        let key = match key {
            Ok(key) => self.place.take(&key, key_at, &self.key).map(|()| key),
            Err(found) => {
                let args = [self.key.as_str().into(), Text::both("文字", "a text"), found];
                Err(self.place.diagnostic(Code::WrongFactType, args, key_at, &self.key))
            }
        };
        match key {
            Ok(key) => {
                entries.retain(|(name, _)| self.is_known(name));
                Row { line: at.0, key, notes, body: Body::Entries(entries) }
            }
            Err(d) => Row { notes, ..Row::refused(at.0, vec![d]) },
        }
    }
}

impl Rows for JsonRows {
    fn read(&mut self, limit: usize) -> Result<Batch, Failure> {
        let mut rows = Vec::with_capacity(limit);
        while rows.len() < limit {
            let Some(row) = self.next()? else { break };
            rows.push(row);
        }
        Ok(Batch { rows, position: self.position })
    }
}

/// The items of the list, each with its place.
fn split(text: &str, place: &Place) -> Result<Vec<(Range<usize>, Mark)>, Failure> {
    let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|e| {
        let shown = e.to_string();
        let reason = shown.split(" at line ").next().unwrap_or(&shown).to_owned();
        // serde_json counts columns in bytes.
        let line = text.split('\n').nth(e.line().saturating_sub(1)).unwrap_or("").as_bytes();
        let before = line.get(..e.column().saturating_sub(1).min(line.len())).unwrap_or_default();
        let column = String::from_utf8_lossy(before).chars().count() + 1;
        place.diagnostic(Code::DocumentSyntax, [reason.into()], (number(e.line().max(1)), number(column)), "")
    })?;
    let (mut at, mut mark) = (0, Mark::default());
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let start = (item.get().as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        for c in text.get(at..start).unwrap_or_default().chars() {
            mark = if c == '\n' {
                Mark { line: mark.line.saturating_add(1), column: 1 }
            } else {
                Mark { line: mark.line, column: mark.column.saturating_add(1) }
            };
        }
        at = start;
        out.push((start..start + item.get().len(), mark));
    }
    Ok(out)
}

/// A place in an item as a place in the file.
fn shift(mark: Mark, base: Mark) -> Mark {
    let column = if mark.line == 1 { base.column.saturating_add(mark.column - 1) } else { mark.column };
    Mark { line: base.line.saturating_add(mark.line - 1), column }
}

fn moved(mut tree: Tree, base: Mark) -> Tree {
    tree.mark = shift(tree.mark, base);
    match &mut tree.node {
        Node::Map(entries) => entries.iter_mut().for_each(|(_, value)| move_in_place(value, base)),
        Node::List(items) => items.iter_mut().for_each(|item| move_in_place(item, base)),
        _ => {}
    }
    tree
}

fn move_in_place(tree: &mut Tree, base: Mark) {
    let whole = std::mem::replace(tree, Tree { node: Node::Null, mark: base });
    *tree = moved(whole, base);
}
