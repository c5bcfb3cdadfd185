//! A firm from JSON: one object of facts and lists of records, each value checked, every error told with the field it
//! concerns.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Span, Text};
use crate::document::tree::{Node, Tree};
use crate::document::{MAX_BYTES, MAX_DEPTH, json};

use super::firm::is_blank;
use super::{Firm, Provenance};

/// Most errors told of one firm: the nearest name of each unknown field takes its time.
pub const MAX_ERRORS: usize = 100;

/// What a bare number in the JSON is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonNumbers {
    /// The decimal that is written there.
    #[default]
    Exact,
    /// A host's float (JavaScript), printed as the shortest decimal that reads back; at most 15 significant digits.
    Floats,
}

impl Firm<'_> {
    /// Sets the facts of an object `{"staff": 60, "share": "0.3", "listed": true, "rounds": [{"date": "2024-05-01"}]}`;
    /// a list of records stands in the place of the facts that are computed from it. Null is unknown.
    ///
    /// Every error is told, up to [`MAX_ERRORS`], each with the field as the span's pointer; facts without error are set
    /// all the same.
    pub fn read_json(&mut self, text: &str, numbers: JsonNumbers) -> Result<(), Diagnostics> {
        let errors = self.read_entries(&object(text)?, numbers);
        if errors.is_empty() { Ok(()) } else { Err(Diagnostics(errors)) }
    }

    /// The same from an object that has been read; gives the errors. Facts come before records, so that it doesn't matter
    /// which stands first.
    pub fn read_entries(&mut self, entries: &[(String, Tree)], numbers: JsonNumbers) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        for records in [false, true] {
            for (id, value) in entries {
                if records != (!is_blank(&value.node) && self.facts().kind(id).is_some()) {
                    continue;
                }
                if records {
                    self.read_records(id, &value.node, numbers, &mut errors);
                } else {
                    let found = self.read_fact(id, &value.node, numbers);
                    errors.extend(found.into_iter().map(|d| under(d, id)));
                }
                if errors.len() >= MAX_ERRORS {
                    errors.truncate(MAX_ERRORS);
                    return errors;
                }
            }
        }
        errors
    }

    /// A fact: its value, or an object of the value and where it comes from.
    fn read_fact(&mut self, id: &str, node: &Node, numbers: JsonNumbers) -> Vec<Diagnostic> {
        let Node::Map(entries) = node else { return self.read_value(id, node, numbers).err().into_iter().collect() };
        let value = entries.iter().find(|(key, _)| key == "value").filter(|_| self.facts().index(id).is_some());
        let Some((_, value)) = value else {
            // Not in the form that has a provenance, or no fact at all: refused as any object is.
            return self.set_value(id, node).err().into_iter().collect();
        };
        let mut errors: Vec<Diagnostic> =
            self.read_value(id, &value.node, numbers).err().map(|d| under(d, "value")).into_iter().collect();
        match Provenance::read(entries) {
            Ok(provenance) if errors.is_empty() => errors.extend(self.set_provenance(id, provenance).err()),
            Ok(_) => {}
            Err(found) => errors.extend(found),
        }
        errors
    }

    fn read_value(&mut self, id: &str, node: &Node, numbers: JsonNumbers) -> Result<(), Diagnostic> {
        match (node, numbers) {
            (Node::Number(text), JsonNumbers::Floats) => self.set_float_text(id, text),
            (node, _) => self.set_value(id, node),
        }
    }

    /// A list of records; nothing is computed where one of them is refused.
    fn read_records(&mut self, id: &str, value: &Node, numbers: JsonNumbers, errors: &mut Vec<Diagnostic>) {
        let before = errors.len();
        let wrong = |zh: &str, en: &str, found: &Node| {
            Diagnostic::new(Code::WrongFactType, Span::default(), [id.into(), Text::both(zh, en), found.shown()])
        };
        let (Some(mut list), Node::List(items)) = (self.records(id), value) else {
            return errors.push(at_field(wrong("记录的列表", "a list of records", value), id));
        };
        if let Err(d) = list.expect(items.len()) {
            return errors.push(at_field(d, id));
        }
        for (index, item) in items.iter().enumerate() {
            let Ok(record) = list.add() else { break };
            let found = match &item.node {
                Node::Map(fields) => record.read_entries(fields, numbers),
                other => vec![wrong("一条记录", "a record", other)],
            };
            errors.extend(found.into_iter().map(|d| in_record(d, id, index)));
            if errors.len() >= MAX_ERRORS {
                return;
            }
        }
        if errors.len() == before
            && let Err(refused) = self.set_records(list)
        {
            errors.extend(refused.0);
        }
    }
}

/// A value from its JSON text.
pub(super) fn value(text: &str) -> Result<Tree, Diagnostic> {
    json::parse(text, MAX_DEPTH, MAX_BYTES).map_err(|e| {
        let code = if e.code == Code::DocumentSyntax { Code::RowSyntax } else { e.code };
        let mut d = Diagnostic::new(code, Span::default(), e.args);
        d.location = Some(Location { file: String::new(), line: e.mark.line, column: e.mark.column });
        d
    })
}

/// The entries of an object from its JSON text.
pub(super) fn object(text: &str) -> Result<Vec<(String, Tree)>, Diagnostic> {
    match value(text)?.node {
        Node::Map(entries) => Ok(entries),
        _ => {
            let text = Text::both("应当是一个对象", "an object was expected");
            Err(Diagnostic::new(Code::RowSyntax, Span::default(), [text]))
        }
    }
}

/// Puts a record on a diagnostic that names its field.
pub fn in_record(mut d: Diagnostic, kind: &str, index: usize) -> Diagnostic {
    d.span.pointer = format!("/{index}{}", d.span.pointer);
    under(d, kind)
}

/// Puts what surrounds its place before the pointer of a diagnostic.
pub fn under(d: Diagnostic, field: &str) -> Diagnostic {
    let inner = d.span.pointer.clone();
    let mut d = at_field(d, field);
    d.span.pointer.push_str(&inner);
    d
}

/// Puts a field on a diagnostic, as a JSON pointer (RFC 6901).
pub fn at_field(mut d: Diagnostic, field: &str) -> Diagnostic {
    let field: String = field.chars().take(200).collect();
    d.span.pointer = format!("/{}", field.replace('~', "~0").replace('/', "~1"));
    d
}
