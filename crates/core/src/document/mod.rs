//! The file format: what people write about facts, rules, tiers and calls. Data only, nothing is computed here.
//!
//! YAML and JSON are read into one [`tree::Tree`] that keeps numbers as text and remembers lines, then into the typed
//! [`model`]; the published JSON Schema comes from the same types.

pub mod calendar;
pub mod flow;
pub mod json;
pub mod measure;
pub mod model;
pub mod read;
pub mod schema;
pub mod shape;
mod shapes;
#[cfg(test)]
mod tests_shape;
pub mod tree;
pub mod write;
#[cfg(feature = "yaml")]
pub mod yaml;

use crate::diagnostic::{Diagnostic, Diagnostics, Location, Span};

pub use model::Document;

/// Largest document, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Deepest nesting of a document.
pub const MAX_DEPTH: usize = 150;
/// Most entries of one section: bounds the work on a document from strangers.
pub const MAX_ENTRIES: usize = 2_000;

/// Documents by id, as the host hands them to the engine, with what the loader knows of their files.
#[derive(Clone, Debug, Default)]
pub struct DocumentSet {
    documents: Vec<Loaded>,
}

/// A document of the set.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its id: policy and name, `cn/2022`.
    pub id: String,
    /// What it says.
    pub document: Document,
    /// Where each value stands in the file, by JSON pointer.
    marks: tree::Marks,
    /// The file it was read from, as the loader names it.
    file: String,
}

impl DocumentSet {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document written as YAML; `file` is how messages name it.
    #[cfg(feature = "yaml")]
    pub fn add_yaml(&mut self, id: &str, file: &str, text: &str) -> Result<(), Diagnostics> {
        self.add(id, file, yaml::parse(text))
    }

    /// Adds a document written as JSON; `file` is how messages name it.
    pub fn add_json(&mut self, id: &str, file: &str, text: &str) -> Result<(), Diagnostics> {
        self.add(id, file, json::parse(text, MAX_DEPTH, MAX_BYTES))
    }

    fn add(&mut self, id: &str, file: &str, tree: Result<tree::Tree, tree::TreeError>) -> Result<(), Diagnostics> {
        let tree = tree.map_err(|e| of_tree(id, file, e))?;
        let (value, marks) = tree.into_value();
        let (document, errors) = read::document(id, &value);
        let loaded = Loaded { id: id.into(), document, marks, file: file.into() };
        self.documents.push(loaded);
        if errors.is_empty() {
            return Ok(());
        }
        let errors = self.locate(errors);
        self.documents.pop();
        Err(Diagnostics(errors))
    }

    /// The documents, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Loaded> {
        self.documents.iter()
    }

    /// Adds file, line and column to diagnostics, where the loader knew them.
    #[must_use]
    pub fn locate(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for d in &mut diagnostics {
            let Some(loaded) = self.documents.iter().find(|l| l.id == d.span.document) else { continue };
            tree::locate(d, &loaded.file, &loaded.marks);
        }
        diagnostics
    }
}

/// Why a text could not be read as a tree.
fn of_tree(id: &str, file: &str, e: tree::TreeError) -> Diagnostics {
    let mut d = Diagnostic::new(e.code, Span::value(id, ""), e.args);
    d.location = Some(Location { file: file.into(), line: e.mark.line, column: e.mark.column });
    d.into()
}
