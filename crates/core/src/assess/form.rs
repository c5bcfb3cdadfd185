//! The form of a policy: what may be asked of a firm, as a list and as a JSON Schema.

use serde_json::{Map, Value};

use crate::diagnostic::Text;
use crate::document::model::{FactType, TextFormat};
use crate::document::write::{object, put};
use crate::number::Number;
use crate::policy::{FactSlot, FactTable, RecordKind};
use crate::program::Kind;

use super::{Assessor, MAX_RECORDS, MAX_TEXT};

impl Assessor {
    /// The facts, in the order of the documents: `[{"id", "type", "unit", "label", "note", "min", "max", "choices",
    /// "optional", "key", "finding", "computed", "fields"}]`. Numbers are decimal strings, labels and notes (hints for who
    /// fills it in) `{"zh", "en"}`; what does not apply is null. A `computed` fact may be left to the records. Kinds of record come last, of type `records`, with their
    /// `fields` as facts of the same form.
    pub fn facts_json(&self) -> Value {
        let kind = |kind: &RecordKind| {
            let fields = kind.fields.slots().iter().map(fact).collect();
            entry(kind.id(), "records", (&kind.label, kind.note.as_ref()), None, fields)
        };
        self.facts.slots().iter().map(fact).chain(self.facts.kinds().iter().map(kind)).collect()
    }

    /// JSON Schema (2020-12) of the form: an object whose fields are the facts. Numbers may be given as JSON numbers or
    /// as decimal text; null is unknown. `x-unit`, `x-type` and `x-note` (in both languages) carry what the schema language has no word for, `x-minimum`
    /// and `x-maximum` bounds that aren't whole, as decimal text.
    pub fn form_schema(&self) -> Value {
        let mut properties = properties(&self.facts);
        for kind in self.facts.kinds() {
            let items = object([
                ("type", "object".into()),
                ("properties", self::properties(&kind.fields).into()),
                ("additionalProperties", false.into()),
            ]);
            let mut list = Map::new();
            put(&mut list, "title", kind.label.zh.as_str().into());
            put(&mut list, "description", kind.label.en.as_str().into());
            put(&mut list, "x-type", "records".into());
            put(&mut list, "type", Value::from(["array", "null"]));
            put(&mut list, "maxItems", MAX_RECORDS.into());
            put(&mut list, "items", items);
            if let Some(note) = &kind.note {
                put(&mut list, "x-note", label(note));
            }
            put(&mut properties, kind.id(), list.into());
        }
        object([
            ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
            ("x-policy", self.hash.as_str().into()),
            ("type", "object".into()),
            ("properties", properties.into()),
            ("additionalProperties", false.into()),
        ])
    }
}

fn properties(facts: &FactTable) -> Map<String, Value> {
    facts.slots().iter().map(|s| (s.id.clone(), field(s))).collect()
}

fn type_id(ty: FactType) -> &'static str {
    match ty {
        FactType::Text => "text",
        FactType::Enum => "enum",
        FactType::Boolean => "boolean",
        FactType::Integer => "integer",
        FactType::Decimal => "decimal",
        FactType::Money => "money",
        FactType::Date => "date",
    }
}

fn unit(slot: &FactSlot) -> Option<String> {
    match slot.kind() {
        Kind::Number(unit) if slot.ty != FactType::Date => Some(unit.to_string()),
        _ => None,
    }
}

fn label(text: &Text) -> Value {
    object([("zh", text.zh.as_str().into()), ("en", text.en.as_str().into())])
}

fn fact(slot: &FactSlot) -> Value {
    entry(&slot.id, type_id(slot.ty), (&slot.label, slot.note.as_ref()), Some(slot), Value::Null)
}

/// An entry of the list of facts: a fact or field, or a kind of record; its label and note.
fn entry(id: &str, ty: &str, (named, note): (&Text, Option<&Text>), slot: Option<&FactSlot>, fields: Value) -> Value {
    let number = slot.filter(|s| s.ty != FactType::Date);
    let figure = |n: &Option<Number>| n.as_ref().map(ToString::to_string);
    let choices = slot.filter(|s| s.ty == FactType::Enum).map(|s| {
        let labelled = s.choices.iter().zip(&s.choice_labels);
        labelled.map(|(id, text)| object([("id", id.as_str().into()), ("label", label(text))])).collect::<Value>()
    });
    object([
        ("id", id.into()),
        ("type", ty.into()),
        ("unit", slot.and_then(unit).into()),
        ("label", label(named)),
        ("note", note.map(label).into()),
        ("min", number.and_then(|s| figure(&s.domain.min)).into()),
        ("max", number.and_then(|s| figure(&s.domain.max)).into()),
        ("choices", choices.into()),
        ("optional", slot.is_some_and(|s| s.optional).into()),
        ("key", slot.is_some_and(|s| s.key).into()),
        ("finding", slot.is_some_and(|s| s.finding).into()),
        ("computed", slot.is_some_and(|s| s.computed).into()),
        ("fields", fields),
    ])
}

fn field(slot: &FactSlot) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| put(&mut out, key, value);
    put("title", slot.label.zh.as_str().into());
    put("description", slot.label.en.as_str().into());
    put("x-type", type_id(slot.ty).into());
    if let Some(note) = &slot.note {
        put("x-note", label(note));
    }
    match slot.ty {
        FactType::Boolean => put("type", Value::from(["boolean", "null"])),
        FactType::Date => {
            put("type", Value::from(["string", "null"]));
            put("format", "date".into());
            put("pattern", r"^\d{4}-\d{2}-\d{2}$".into());
        }
        FactType::Text => {
            put("type", Value::from(["string", "null"]));
            put("maxLength", MAX_TEXT.into());
            if slot.format == Some(TextFormat::Uscc) {
                put("pattern", "^[0-9A-HJ-NPQRTUWXY]{18}$".into());
            }
        }
        FactType::Enum => {
            let values = slot.choices.iter().zip(&slot.choice_labels);
            let mut ways: Vec<Value> = values.map(|(id, text)| way(id, text)).collect();
            ways.push(object([("type", "null".into())]));
            put("oneOf", ways.into());
        }
        FactType::Integer | FactType::Decimal | FactType::Money => {
            put("type", Value::from(["number", "string", "null"]));
            put("pattern", pattern(slot).into());
            if slot.ty == FactType::Integer {
                put("multipleOf", 1.into());
            }
            put("x-unit", unit(slot).into());
            for (key, exact, end) in [("minimum", "x-minimum", &slot.domain.min), ("maximum", "x-maximum", &slot.domain.max)] {
                match end.as_ref().map(|n| (n.to_i64(), n)) {
                    Some((Some(whole), _)) => put(key, whole.into()),
                    // JSON Schema's numbers are floats to most that read it.
                    Some((None, number)) => put(exact, number.to_string().into()),
                    None => {}
                }
            }
        }
    }
    Value::Object(out)
}

/// A value of an enum.
fn way(id: &str, text: &Text) -> Value {
    object([("const", id.into()), ("title", text.zh.as_str().into()), ("description", text.en.as_str().into())])
}

/// Decimal text of the number's type; its domain is the engine's to check.
fn pattern(slot: &FactSlot) -> &'static str {
    match slot.ty {
        FactType::Integer => r"^[+-]?\d+$",
        FactType::Money => r"^[+-]?\d+(\.\d{1,2}0*)?$",
        _ => r"^[+-]?\d+(\.\d+)?$",
    }
}
