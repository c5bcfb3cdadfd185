//! Reads JSON without losing a digit: each value's source text is looked at, a number is never made a float.

use std::cell::Cell;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::Code;
use crate::keyed::Seen;

use super::tree::{Mark, Node, Tree, TreeError};

/// Reads one JSON value of bounded depth and size.
pub fn parse(text: &str, max_depth: usize, max_bytes: usize) -> Result<Tree, TreeError> {
    if text.len() > max_bytes {
        return Err(TreeError::new(Code::DocumentTooLarge, Mark::default(), [format!("{max_bytes} B").into()]));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::new(text);
    let raw: &RawValue = serde_json::from_str(text).map_err(|e| syntax(&e, Mark::default()))?;
    tree(raw, &lines, max_depth)
}

fn syntax(e: &serde_json::Error, base: Mark) -> TreeError {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    // serde_json counts columns in bytes of the text it was given; a nested value's own start is added.
    let mark = if e.line() <= 1 {
        Mark { line: base.line, column: base.column.saturating_add(number(e.column().saturating_sub(1))) }
    } else {
        Mark { line: base.line.saturating_add(number(e.line() - 1)), column: number(e.column().max(1)) }
    };
    let text = e.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
    TreeError::new(Code::DocumentSyntax, mark, [reason.into()])
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

    fn mark(&self, part: &str) -> Mark {
        let at = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize).min(self.text.len());
        let line = self.starts.partition_point(|s| *s <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let (from, before) = if (start..=at).contains(&self.last.get().0) { self.last.get() } else { (start, 0) };
        let column = before + self.text.get(from..at).map_or(0, |s| s.chars().count());
        self.last.set((at, column));
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Mark { line: number(line), column: number(column + 1) }
    }
}

fn tree(raw: &RawValue, lines: &Lines, depth: usize) -> Result<Tree, TreeError> {
    let text = raw.get();
    let mark = lines.mark(text);
    if depth == 0 {
        return Err(TreeError::new(Code::DocumentTooDeep, mark, [super::MAX_DEPTH.to_string().into()]));
    }
    let inner = |e: serde_json::Error| syntax(&e, mark);
    let node = match text.as_bytes().first() {
        Some(b'{') => {
            let Entries(entries) = serde_json::from_str(text).map_err(inner)?;
            let mut seen = Seen::new();
            let twice = entries.iter().position(|(key, _)| !seen.insert(key.as_str()));
            let mut out = Vec::with_capacity(entries.len());
            for (i, (key, value)) in entries.into_iter().enumerate() {
                if twice == Some(i) {
                    return Err(TreeError::new(Code::DuplicateKey, lines.mark(value.get()), [key.into()]));
                }
                out.push((key, tree(value, lines, depth - 1)?));
            }
            Node::Map(out)
        }
        Some(b'[') => {
            let Items(items) = serde_json::from_str(text).map_err(inner)?;
            Node::List(items.into_iter().map(|i| tree(i, lines, depth - 1)).collect::<Result<_, _>>()?)
        }
        Some(b'"') => Node::Text(serde_json::from_str(text).map_err(inner)?),
        Some(b't') => Node::Boolean(true),
        Some(b'f') => Node::Boolean(false),
        Some(b'n') => Node::Null,
        _ => Node::Number(text.to_owned()),
    };
    Ok(Tree { node, mark })
}

/// An object's entries as they stand, twice-written keys included.
struct Entries<'a>(Vec<(String, &'a RawValue)>);
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    out.push(entry);
                }
                Ok(Entries(out))
            }
        }
        d.deserialize_map(V)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(item) = seq.next_element()? {
                    out.push(item);
                }
                Ok(Items(out))
            }
        }
        d.deserialize_seq(V)
    }
}
