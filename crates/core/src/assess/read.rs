//! A firm from JSON: one flat object, each value checked, every error told with the field it concerns.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Span, Text};
use crate::document::tree::Node;
use crate::document::{MAX_BYTES, MAX_DEPTH, json};

use super::Firm;

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
    /// Sets the facts of an object `{"revenue_1": "12345678.90", "legal_person": true}`. Null is unknown.
    ///
    /// Every error is told, up to [`MAX_ERRORS`], each with the field as the span's pointer; facts without error are set
    /// all the same.
    pub fn read_json(&mut self, text: &str, numbers: JsonNumbers) -> Result<(), Diagnostics> {
        let tree = json::parse(text, MAX_DEPTH, MAX_BYTES).map_err(|e| {
            let code = if e.code == Code::DocumentSyntax { Code::RowSyntax } else { e.code };
            let mut d = Diagnostic::new(code, Span::default(), e.args);
            d.location = Some(Location { file: String::new(), line: e.mark.line, column: e.mark.column });
            d
        })?;
        let Node::Map(entries) = tree.node else {
            let text = Text::both("应当是一个对象", "an object was expected");
            return Err(Diagnostic::new(Code::RowSyntax, Span::default(), [text]).into());
        };
        let mut errors = Vec::new();
        for (id, value) in &entries {
            let set = match (&value.node, numbers) {
                (Node::Number(text), JsonNumbers::Floats) => self.set_float_text(id, text),
                (node, _) => self.set_value(id, node),
            };
            if let Err(d) = set {
                errors.push(at_field(d, id));
                if errors.len() == MAX_ERRORS {
                    break;
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Diagnostics(errors)) }
    }
}

/// Puts a field on a diagnostic, as a JSON pointer (RFC 6901).
pub fn at_field(mut d: Diagnostic, field: &str) -> Diagnostic {
    let field: String = field.chars().take(200).collect();
    d.span.pointer = format!("/{}", field.replace('~', "~0").replace('/', "~1"));
    d
}
