//! From a generic value to the typed document, entry by entry, so that one file's several errors are all reported.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Span, Text};

use super::MAX_ENTRIES;
use super::model::{ById, Document, Figure};
use super::tree::escape;
use super::typed;

struct Reader<'a> {
    id: &'a str,
    errors: Vec<Diagnostic>,
}

/// Reads a document; what could not be read is left out and reported.
pub fn document(id: &str, value: Value) -> (Document, Vec<Diagnostic>) {
    let mut reader = Reader { id, errors: Vec::new() };
    let mut out = Document::default();
    let Value::Object(map) = value else {
        reader.error(Code::BadField, "", [Text::both("文件应当是一个对象", "a document is an object")]);
        return (out, reader.errors);
    };
    reader.read(map, &mut out);
    if out.peiyu != Figure("1".into()) {
        reader.error(Code::UnsupportedFormat, "/peiyu", [out.peiyu.0.clone().into()]);
    }
    if !crate::lang::parser::is_name(&out.policy) {
        reader.error(Code::BadId, "/policy", [out.policy.clone().into()]);
    }
    (out, reader.errors)
}

impl Reader<'_> {
    fn error(&mut self, code: Code, pointer: &str, args: impl Into<Vec<Text>>) {
        self.errors.push(Diagnostic::new(code, Span::value(self.id, pointer), args));
    }

    fn read(&mut self, map: Map<String, Value>, out: &mut Document) {
        for (key, value) in map {
            match key.as_str() {
                "peiyu" => self.one(&key, value, &mut out.peiyu),
                "policy" => self.one(&key, value, &mut out.policy),
                "extends" => self.one(&key, value, &mut out.extends),
                "edition" => self.one(&key, value, &mut out.edition),
                "title" => self.one(&key, value, &mut out.title),
                "sources" => out.sources = self.section(&key, value),
                "editions" => out.editions = self.section(&key, value),
                "facts" => out.facts = self.section(&key, value),
                "warnings" => out.warnings = self.section(&key, value),
                "parameters" => out.parameters = self.section(&key, value),
                "rules" => out.rules = self.section(&key, value),
                "slots" => out.slots = self.section(&key, value),
                "scorecards" => out.scorecards = self.section(&key, value),
                "criteria" => out.criteria = self.section(&key, value),
                "tiers" => out.tiers = self.section(&key, value),
                "calls" => out.calls = self.section(&key, value),
                "awards" => out.awards = self.section(&key, value),
                "set" => out.set = self.section(&key, value),
                "fill" => out.fill = self.section(&key, value),
                "extra" => out.extra = self.section(&key, value),
                other => {
                    let what = Text::both(format!("没有名为 `{other}` 的部分"), format!("there is no part named `{other}`"));
                    self.error(Code::BadField, &format!("/{}", escape(other)), [what]);
                }
            }
        }
    }

    fn one<T: DeserializeOwned>(&mut self, key: &str, value: Value, into: &mut T) {
        if let Some(v) = self.value(&format!("/{}", escape(key)), value) {
            *into = v;
        }
    }

    fn section<T: DeserializeOwned>(&mut self, key: &str, value: Value) -> ById<T> {
        let mut out = ById::new();
        let pointer = format!("/{key}");
        let Value::Object(map) = value else {
            self.error(
                Code::BadField,
                &pointer,
                [Text::both(format!("`{key}` 应当是一个对象"), format!("`{key}` is an object"))],
            );
            return out;
        };
        if map.len() > MAX_ENTRIES {
            self.error(Code::TooMany, &pointer, [key.into(), MAX_ENTRIES.to_string().into()]);
            return out;
        }
        for (id, value) in map {
            let pointer = format!("{pointer}/{}", escape(&id));
            // Editions are named by year; everything else that expressions name must be a name.
            if !crate::lang::parser::is_name(&id) && key != "editions" {
                self.error(Code::BadId, &pointer, [id.as_str().into()]);
            }
            if let Some(v) = self.value(&pointer, value) {
                out.insert(id, v);
            }
        }
        out
    }

    fn value<T: DeserializeOwned>(&mut self, pointer: &str, value: Value) -> Option<T> {
        match typed::read(value) {
            Ok(v) => Some(v),
            Err(refused) => {
                let reason: String = refused.reason.chars().take(300).collect();
                self.error(Code::BadField, &format!("{pointer}{}", refused.pointer), [reason.into()]);
                None
            }
        }
    }
}
