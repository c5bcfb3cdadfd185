//! Errors and warnings as values: a stable code, the place it concerns, and what to do about it, in Chinese and English.
//!
//! Every room reports through [`Diagnostic`]; the sentences live in one catalogue ([`Code`]), so that each
//! binding prints the same words and the list of codes can be published.

mod catalogue;
mod json;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator};

pub use catalogue::Code;

/// The language of a text for people. Chinese comes first everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How bad it is: an error stops the answer it concerns, a warning stops nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is refused.
    Warning,
    /// What was given can't be used as it stands.
    Error,
}

/// A place: in which document, at which JSON pointer (RFC 6901), and where inside the text found there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Id of the document (`cn/2022`), a file's name, or empty where there is only one text.
    pub document: String,
    /// JSON pointer to the value; empty for the whole document or a bare expression.
    pub pointer: String,
    /// Offset in that value's text, in Unicode characters from 0.
    pub offset: u32,
    /// Length of the place in characters; 0 where only a point is known.
    pub length: u32,
}

impl Span {
    /// A place in a bare expression.
    pub fn text(offset: u32, length: u32) -> Self {
        Span { offset, length, ..Span::default() }
    }

    /// A whole value of a document.
    pub fn value(document: &str, pointer: &str) -> Self {
        Span { document: document.into(), pointer: pointer.into(), offset: 0, length: 0 }
    }

    /// The same place in the text, put into a document.
    #[must_use]
    pub fn within(&self, document: &str, pointer: &str) -> Self {
        Span { document: document.into(), pointer: pointer.into(), ..*self }
    }
}

/// Where a loader found a place in a file; lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file as the loader was given it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// [`Words`] that stand apart, so that a text is passed on as a mere address.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(transparent)]
pub struct Text(Box<Words>);

/// A short text in both languages: a label, a name for something, a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Text")]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// That of its words.
impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        Words::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Words::json_schema(generator)
    }
}

impl Deref for Text {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.0
    }
}

impl Text {
    /// A text that differs by language.
    pub fn both(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text(Box::new(Words { zh: zh.into(), en: en.into() }))
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl<T: Into<String>> From<T> for Text {
    fn from(same: T) -> Self {
        let same = same.into();
        Text::both(same.clone(), same)
    }
}

/// One error or warning. Its [`Parts`] stand apart, so that what may go wrong is passed on as a mere address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic(Box<Parts>);

/// What a diagnostic says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Stable code; its sentences are in the catalogue.
    pub code: Code,
    /// What fills the blanks of the sentences.
    pub args: Vec<Text>,
    /// The place in the document.
    pub span: Span,
    /// The place in a file, once a loader has added it.
    pub location: Option<Location>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    pub fn new(code: Code, span: Span, args: impl Into<Vec<Text>>) -> Self {
        Diagnostic(Box::new(Parts { code, args: args.into(), span, location: None }))
    }

    /// The same, of another place.
    #[must_use]
    pub fn with_span(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// Error or warning; a property of the code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What is wrong, in one sentence.
    pub fn message(&self, lang: Lang) -> String {
        fill(self.code.message(lang), &self.args, lang).0
    }

    /// What the person who can mend it should do; empty where the message says it all, or where the help would rest
    /// on something that there is not (a nearest name).
    pub fn help(&self, lang: Lang) -> String {
        let (help, lacking) = fill(self.code.help(lang), &self.args, lang);
        if lacking { String::new() } else { help }
    }
}

impl Deref for Diagnostic {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(l) = &self.location {
            write!(f, "{}:{}:{}: ", l.file, l.line, l.column)?;
        } else if !self.span.document.is_empty() {
            write!(f, "{}#{}: ", self.span.document, self.span.pointer)?;
        }
        write!(f, "[{}] {}", self.code.id(), self.message(Lang::Zh))?;
        let help = self.help(Lang::Zh);
        if !help.is_empty() {
            write!(f, " {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// Several diagnostics, at least one of them an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, d) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{d}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(d: Diagnostic) -> Self {
        Diagnostics(vec![d])
    }
}

/// Puts the arguments into the blanks `{0}`, `{1}`, ... of a sentence, and tells whether one of them was empty. A blank without
/// argument stays empty.
fn fill(sentence: &str, args: &[Text], lang: Lang) -> (String, bool) {
    let lacking = Cell::new(false);
    let filled = fill_blanks(sentence, &|blank| {
        let argument = args.get(blank.parse::<usize>().ok()?).map(|a| a.get(lang));
        lacking.set(lacking.get() || argument == Some(""));
        Some(argument.unwrap_or_default().to_owned())
    });
    (filled, lacking.get())
}

/// Fills the blanks of a sentence, `{name}`; those of which nothing is said stay as they are.
pub(crate) fn fill_blanks(sentence: &str, said: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            out.push_str(&rest[open..]);
            return out;
        };
        if let Some(text) = said(&after[..close]) {
            out.push_str(&text);
            rest = &after[close + 1..];
        } else {
            // There may be a blank within.
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The nearest known name to a mistyped one, if any is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A suggestion is worth little for very long input and costs quadratic time.
    if name.chars().count() > 64 {
        return None;
    }
    known
        .filter(|k| k.len() <= 256)
        .map(|k| (strsim::osa_distance(name, k), k))
        .filter(|(d, k)| *d <= 1 + k.chars().count().max(name.chars().count()) / 4)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// The suggestion as an argument for a help line: `` `name` `` or nothing.
pub(crate) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(name, known).map(|n| format!("`{n}`")).unwrap_or_default()
}
