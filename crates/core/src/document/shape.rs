//! How a value becomes part of a typed document, and how that is written again for the hash.
//!
//! Reading never stops at an error: what can't be read is told, with its place, and stands as its type's default, so that
//! one run names everything there is to mend. A document with an error is refused as a whole, so no default is ever used.
//! (The derived code of serde stops at the first error, tells it in English alone, and was a fifth of the browser's module.)

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Span, Text, nearest};

use super::MAX_ENTRIES;
use super::model::{ById, Day, Figure, Formula, Period, Setting};
use super::tree::escape;
use super::write::put;

/// The name of a field in the format.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// An object with these fields.
macro_rules! object {
    ($part:ident: $($need:ident $field:ident $($name:literal)?),+) => {
        impl $crate::document::shape::Shape for $part {
            fn read(value: &serde_json::Value, reader: &mut $crate::document::shape::Reader<'_>) -> Self {
                let fields = reader.fields(value, &[$($crate::document::shape::key!($field $($name)?)),+]);
                Self { $($field: reader.$need(fields, $crate::document::shape::key!($field $($name)?))),+ }
            }

            fn write(&self) -> serde_json::Value {
                let mut out = serde_json::Map::new();
                $($crate::document::shape::$need(&mut out, $crate::document::shape::key!($field $($name)?), &self.$field);)+
                serde_json::Value::Object(out)
            }
        }
    };
}

/// One of these words.
macro_rules! words {
    ($part:ident: $($variant:ident $word:literal),+) => {
        impl $crate::document::shape::Shape for $part {
            fn read(value: &serde_json::Value, reader: &mut $crate::document::shape::Reader<'_>) -> Self {
                let index = reader.word(value, &[$($word),+]);
                [$(Self::$variant),+].get(index).copied().unwrap_or_default()
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::from(match self { $(Self::$variant => $word),+ })
            }

            fn is_blank(&self) -> bool {
                *self == Self::default()
            }
        }
    };
}

pub(crate) use {key, object, words};

/// Most errors told of one document.
const MAX_ERRORS: usize = 200;

/// A type that stands in documents.
pub trait Shape: Default {
    /// Reads it; what can't be read is told to the reader.
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self;

    /// Writes it as it would be read.
    fn write(&self) -> Value;

    /// Whether it says nothing, so that it is not written where it may be left out.
    fn is_blank(&self) -> bool {
        false
    }
}

/// Where reading stands in a document, and what it found wrong.
pub struct Reader<'a> {
    document: &'a str,
    pointer: String,
    errors: Vec<Diagnostic>,
}

/// The fields of an object; nothing where there was no object, which has been told.
pub type Fields<'v> = Option<&'v Map<String, Value>>;

impl<'a> Reader<'a> {
    /// A reader at the top of a document.
    pub fn new(document: &'a str) -> Self {
        Reader { document, pointer: String::new(), errors: Vec::new() }
    }

    /// What it found wrong.
    pub fn into_errors(self) -> Vec<Diagnostic> {
        self.errors
    }

    /// Tells an error of the value where reading stands.
    pub fn error(&mut self, code: Code, args: impl Into<Vec<Text>>) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(Diagnostic::new(code, Span::value(self.document, &self.pointer), args));
        }
    }

    /// Tells that something else was expected there.
    pub fn expected(&mut self, zh: &str, en: &str, found: &Value) {
        let found = shown(found);
        let what = Text::both(format!("应当是{zh}，写的是{}", found.zh), format!("expected {en}, found {}", found.en));
        self.error(Code::BadField, [what]);
    }

    /// Reads what stands under a key or an index.
    pub fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.enter(key);
        let out = read(self);
        self.pointer.truncate(length);
        out
    }

    /// Goes to what stands under a key; gives the length of the pointer before.
    fn enter(&mut self, key: &str) -> usize {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&escape(key));
        length
    }

    /// An object whose keys must be among the known ones.
    pub fn fields<'v>(&mut self, value: &'v Value, known: &[&str]) -> Fields<'v> {
        let Value::Object(map) = value else {
            // The first keys tell what is meant: a text for people has `zh` and `en`.
            let keys = known.iter().take(4).copied().collect::<Vec<_>>().join(", ");
            self.expected(&format!("对象（{keys}）"), &format!("an object ({keys})"), value);
            return None;
        };
        for key in map.keys().filter(|k| !known.contains(&k.as_str())) {
            self.at(key, |r| r.unknown(key, known));
        }
        Some(map)
    }

    /// Tells that there is no such field.
    pub fn unknown(&mut self, key: &str, known: &[&str]) {
        let key: String = key.chars().take(60).collect();
        let what = match nearest(&key, known.iter().copied()) {
            Some(near) => Text::both(
                format!("没有名为 `{key}` 的字段，是不是 `{near}`？"),
                format!("there is no field `{key}`; did you mean `{near}`?"),
            ),
            None => Text::both(
                format!("没有名为 `{key}` 的字段，可写的有：{}", known.join("、")),
                format!("there is no field `{key}`; known: {}", known.join(", ")),
            ),
        };
        self.error(Code::BadField, [what]);
    }

    /// A field that must be there.
    pub fn required<T: Shape>(&mut self, fields: Fields<'_>, key: &str) -> T {
        self.must_have(fields, key);
        self.optional(fields, key)
    }

    fn must_have(&mut self, fields: Fields<'_>, key: &str) {
        if fields.is_some_and(|map| !map.contains_key(key)) {
            self.error(Code::BadField, [Text::both(format!("缺少 `{key}`"), format!("`{key}` is missing"))]);
        }
    }

    /// A field that may be left out.
    pub fn optional<T: Shape>(&mut self, fields: Fields<'_>, key: &str) -> T {
        match fields.and_then(|map| map.get(key)) {
            Some(value) => self.at(key, |r| T::read(value, r)),
            None => T::default(),
        }
    }

    /// One of a few words; its index.
    pub fn word(&mut self, value: &Value, known: &[&str]) -> usize {
        let index = value.as_str().and_then(|word| known.iter().position(|k| *k == word));
        if index.is_none() {
            self.expected(&format!("下列之一（{}）", known.join("、")), &format!("one of {}", known.join(", ")), value);
        }
        index.unwrap_or_default()
    }

    fn list<'v>(&mut self, value: &'v Value) -> &'v [Value] {
        match value {
            Value::Array(items) => items,
            other => {
                self.expected("列表", "a list", other);
                &[]
            }
        }
    }

    /// The entries of an object whose keys are ids.
    pub fn entries<'v>(&mut self, value: &'v Value) -> Fields<'v> {
        match value {
            Value::Object(map) if map.len() > MAX_ENTRIES => {
                let what = self.pointer.rsplit('/').next().unwrap_or_default().to_owned();
                self.error(Code::TooMany, [what.into(), MAX_ENTRIES.to_string().into()]);
                None
            }
            Value::Object(map) => Some(map),
            other => {
                self.expected("对象", "an object", other);
                None
            }
        }
    }
}

/// What a value is, for messages.
fn shown(value: &Value) -> Text {
    match value {
        Value::Null => Text::both("空值", "null"),
        Value::Bool(b) => (if *b { "true" } else { "false" }).into(),
        // Numbers of documents are texts by now.
        Value::Number(_) => Text::both("数", "a number"),
        Value::String(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()).into(),
        Value::Array(_) => Text::both("列表", "a list"),
        Value::Object(_) => Text::both("对象", "an object"),
    }
}

/// Puts a field that is always written.
pub fn required(out: &mut Map<String, Value>, key: &str, part: &impl Shape) {
    put(out, key, part.write());
}

/// Puts a field that is left out where it says nothing.
pub fn optional(out: &mut Map<String, Value>, key: &str, part: &impl Shape) {
    if !part.is_blank() {
        required(out, key, part);
    }
}

/// An object with these keys. The loop is not made anew for each type of what is written.
fn entries(keys: &[String], next: &mut dyn FnMut() -> Value) -> Value {
    Value::Object(keys.iter().map(|key| (key.clone(), next())).collect())
}

impl Shape for String {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        match value {
            Value::String(text) => text.clone(),
            other => {
                reader.expected("文本", "a text", other);
                String::new()
            }
        }
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Shape for bool {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        if !value.is_boolean() {
            reader.expected(" true 或 false", "true or false", value);
        }
        *value == Value::Bool(true)
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn is_blank(&self) -> bool {
        !self
    }
}

impl<T: Shape> Shape for Option<T> {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        if value.is_null() { None } else { Some(T::read(value, reader)) }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Shape::write)
    }

    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

/// What is shared is written as what it is.
impl<T: Shape> Shape for Arc<T> {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        Arc::new(T::read(value, reader))
    }

    fn write(&self) -> Value {
        T::write(self)
    }

    fn is_blank(&self) -> bool {
        T::is_blank(self)
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        let items = reader.list(value).iter().enumerate();
        items.map(|(i, item)| reader.at(&i.to_string(), |r| T::read(item, r))).collect()
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(Shape::write).collect())
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Shape> Shape for ById<T> {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        let mut out = ById::new();
        for (id, item) in reader.entries(value).into_iter().flatten() {
            let item = reader.at(id, |r| T::read(item, r));
            out.insert(id.clone(), item);
        }
        out
    }

    fn write(&self) -> Value {
        let mut items = self.values();
        entries(self.keys().as_slice(), &mut || items.next().map_or(Value::Null, Shape::write))
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

/// A band: the test and its points.
impl Shape for (String, Figure) {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        match value.as_array().map(Vec::as_slice) {
            Some([test, points]) => (reader.at("0", |r| Shape::read(test, r)), reader.at("1", |r| Shape::read(points, r))),
            _ => {
                reader.expected("条件和分值两项的列表", "a list of a test and its points", value);
                Self::default()
            }
        }
    }

    fn write(&self) -> Value {
        Value::Array(vec![self.0.write(), self.1.write()])
    }
}

impl Shape for Figure {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        Figure(String::read(value, reader))
    }

    fn write(&self) -> Value {
        self.0.write()
    }
}

impl Shape for Day {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        Day(String::read(value, reader))
    }

    fn write(&self) -> Value {
        self.0.write()
    }
}

/// Taken as it stands, for the language to read. Written as text in its one printed form, so that neither layout nor the
/// choice of text or JSON form counts.
impl Shape for Formula {
    fn read(value: &Value, _: &mut Reader<'_>) -> Self {
        Formula::new(value.clone())
    }

    fn write(&self) -> Value {
        let (expr, errors) = self.parse();
        if errors.is_empty() { Value::String(expr.to_string()) } else { (*self.0).clone() }
    }
}

impl Shape for Setting {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        // A period that was not put into a list; expressions in JSON have `value` beside `in` only.
        if let Some(map) = value.as_object()
            && map.contains_key("value")
            && !map.contains_key("in")
        {
            reader.expected(
                "式子，或时段的列表（- {value: …, from: …}）",
                "an expression, or a list of periods (- {value: …, from: …})",
                value,
            );
            Setting::default()
        } else if value.is_array() {
            Setting::Periods(Vec::<Period>::read(value, reader))
        } else {
            Setting::Always(Formula::read(value, reader))
        }
    }

    fn write(&self) -> Value {
        match self {
            Setting::Periods(periods) => periods.write(),
            Setting::Always(formula) => formula.write(),
        }
    }
}
