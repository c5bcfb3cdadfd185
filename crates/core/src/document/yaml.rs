//! Reads the part of YAML that documents use: maps, lists and scalars of the core schema. Anchors, aliases, tags and
//! merge keys are refused, so a small file can't grow and a reader sees what is there.

use std::collections::HashSet;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use crate::diagnostic::Code;

use super::tree::{Mark, Node, Tree, TreeError};
use super::{MAX_BYTES, MAX_DEPTH};

/// Reads one YAML document.
pub fn parse(text: &str) -> Result<Tree, TreeError> {
    if text.len() > MAX_BYTES {
        return Err(TreeError::new(Code::DocumentTooLarge, Mark::default(), [format!("{MAX_BYTES} B").into()]));
    }
    let mut stack: Vec<Open> = Vec::new();
    let mut root = None;
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|e| TreeError::new(Code::DocumentSyntax, mark(*e.marker()), [e.info().to_owned().into()]))?;
        let at = mark(span.start);
        let refuse = |what: &str| Err(TreeError::new(Code::YamlFeature, at, [what.into()]));
        let finished = match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return refuse("---");
                }
                continue;
            }
            Event::Alias(_) => return refuse("*alias"),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) if anchor != 0 => {
                return refuse("&anchor");
            }
            Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                return refuse("!tag");
            }
            Event::Scalar(value, style, ..) => {
                let key = stack.last().is_some_and(Open::wants_key);
                // Keys are always text: an edition "2022" may be written without quotes.
                let node = if key || style != ScalarStyle::Plain { Node::Text(value.into_owned()) } else { plain(&value) };
                Tree { node, mark: at }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if stack.len() >= MAX_DEPTH {
                    return Err(TreeError::new(Code::DocumentTooDeep, at, [MAX_DEPTH.to_string().into()]));
                }
                if stack.last().is_some_and(Open::wants_key) {
                    return refuse("? key");
                }
                stack.push(Open {
                    map: matches!(event, Event::MappingStart(..)),
                    at,
                    items: Vec::new(),
                    entries: Vec::new(),
                    seen: HashSet::new(),
                    key: None,
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(open) => open.close(),
                None => continue,
            },
        };
        match stack.last_mut() {
            Some(open) => open.take(finished)?,
            None => root = Some(finished),
        }
    }
    root.ok_or_else(|| TreeError::new(Code::DocumentSyntax, Mark::default(), ["∅".into()]))
}

fn mark(m: Marker) -> Mark {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Mark { line: number(m.line().max(1)), column: number(m.col() + 1) }
}

/// A collection that is still being read.
struct Open {
    map: bool,
    at: Mark,
    items: Vec<Tree>,
    entries: Vec<(String, Tree)>,
    seen: HashSet<String>,
    key: Option<String>,
}

impl Open {
    fn wants_key(&self) -> bool {
        self.map && self.key.is_none()
    }

    fn take(&mut self, tree: Tree) -> Result<(), TreeError> {
        if !self.map {
            self.items.push(tree);
            return Ok(());
        }
        match (self.key.take(), tree.node) {
            (Some(key), node) => self.entries.push((key, Tree { node, mark: tree.mark })),
            (None, Node::Text(key)) => {
                if key == "<<" {
                    return Err(TreeError::new(Code::YamlFeature, tree.mark, ["<<".into()]));
                }
                if !self.seen.insert(key.clone()) {
                    return Err(TreeError::new(Code::DuplicateKey, tree.mark, [key.into()]));
                }
                self.key = Some(key);
            }
            (None, _) => return Err(TreeError::new(Code::YamlFeature, tree.mark, ["? key".into()])),
        }
        Ok(())
    }

    fn close(self) -> Tree {
        let node = if self.map { Node::Map(self.entries) } else { Node::List(self.items) };
        Tree { node, mark: self.at }
    }
}

/// A plain scalar by YAML's core schema; numbers keep their text.
fn plain(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Boolean(true),
        "false" | "False" | "FALSE" => Node::Boolean(false),
        _ if is_number(text) => Node::Number(text.into()),
        _ => Node::Text(text.into()),
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) && crate::number::Number::parse(text).is_ok()
}
