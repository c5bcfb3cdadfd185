//! The parts of a document, from a generic value to the typed form and back.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Text};

use super::model::{Document, Figure, Section};
use super::shape::{Reader, Shape};

/// Reads a document, and everything that is wrong with it.
pub fn document(id: &str, value: &Value) -> (Document, Vec<Diagnostic>) {
    let mut reader = Reader::new(id);
    let mut out = Document::default();
    let Value::Object(map) = value else {
        reader.error(Code::BadField, [Text::both("文件应当是一个对象", "a document is an object")]);
        return (out, reader.into_errors());
    };
    for (key, value) in map {
        reader.at(key, |r| part(key, value, r, &mut out));
    }
    if out.peiyu != Figure("1".into()) {
        reader.at("peiyu", |r| r.error(Code::UnsupportedFormat, [out.peiyu.0.clone().into()]));
    }
    if !crate::lang::parser::is_name(&out.policy) {
        reader.at("policy", |r| r.error(Code::BadId, [out.policy.clone().into()]));
    }
    (out, reader.into_errors())
}

/// Reads and writes the parts of a document: a few lines at its head, then sections of entries by id.
macro_rules! document {
    (head: $($head:ident)+; sections: $($section:ident)+) => {
        fn part(key: &str, value: &Value, reader: &mut Reader<'_>, out: &mut Document) {
            match key {
                $(stringify!($head) => out.$head = Shape::read(value, reader),)+
                $(stringify!($section) => section(key, value, reader, &mut out.$section),)+
                other => reader.unknown(other, &[$(stringify!($head),)+ $(stringify!($section)),+]),
            }
        }

        /// What a document says, without its head.
        pub fn sections(document: &Document) -> Map<String, Value> {
            let mut out = Map::new();
            $(super::shape::optional(&mut out, stringify!($section), &document.$section);)+
            out
        }
    };
}

document! {
    head: peiyu policy extends edition title;
    sections: sources editions facts records warnings parameters rules slots scorecards criteria tiers calls awards departments measures targets roles templates charts set fill extra
}

/// Entries that expressions may name.
fn section<T: Shape>(key: &str, value: &Value, reader: &mut Reader<'_>, out: &mut Section<T>) {
    named(key, value, reader, &mut |id, item, reader| {
        out.insert(id.to_owned(), Arc::read(item, reader));
    });
}

/// Goes through the entries of a section.
fn named(key: &str, value: &Value, reader: &mut Reader<'_>, read: &mut dyn FnMut(&str, &Value, &mut Reader<'_>)) {
    for (id, item) in reader.entries(value).into_iter().flatten() {
        reader.at(id, |r| {
            // Editions are named by year; everything else that expressions name must be a name.
            if !crate::lang::parser::is_name(id) && key != "editions" {
                r.error(Code::BadId, [id.as_str().into()]);
            }
            read(id, item, r);
        });
    }
}
