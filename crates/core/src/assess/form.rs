//! The form of a policy: what may be asked of a firm, as a list and as a JSON Schema.

use serde_json::{Map, Value, json};

use crate::diagnostic::Text;
use crate::document::model::{FactType, TextFormat};
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
            entry(kind.id(), "records", (&kind.label, kind.note.as_ref()), None, &fields)
        };
        self.facts.slots().iter().map(fact).chain(self.facts.kinds().iter().map(kind)).collect()
    }

    /// JSON Schema (2020-12) of the form: an object whose fields are the facts. Numbers may be given as JSON numbers or
    /// as decimal text; null is unknown. `x-unit`, `x-type` and `x-note` (in both languages) carry what the schema language has no word for, `x-minimum`
    /// and `x-maximum` bounds that aren't whole, as decimal text.
    pub fn form_schema(&self) -> Value {
        let mut properties = properties(&self.facts);
        for kind in self.facts.kinds() {
            let mut list = json!({
                "title": kind.label.zh, "description": kind.label.en, "x-type": "records",
                "type": ["array", "null"], "maxItems": MAX_RECORDS,
                "items": {"type": "object", "properties": self::properties(&kind.fields), "additionalProperties": false},
            });
            if let Some(note) = &kind.note {
                list["x-note"] = label(note);
            }
            properties.insert(kind.id().into(), list);
        }
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "x-policy": self.hash,
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
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
    json!({"zh": text.zh, "en": text.en})
}

fn fact(slot: &FactSlot) -> Value {
    entry(&slot.id, type_id(slot.ty), (&slot.label, slot.note.as_ref()), Some(slot), &Value::Null)
}

/// An entry of the list of facts: a fact or field, or a kind of record; its label and note.
fn entry(id: &str, ty: &str, (named, note): (&Text, Option<&Text>), slot: Option<&FactSlot>, fields: &Value) -> Value {
    let number = slot.filter(|s| s.ty != FactType::Date);
    let figure = |n: &Option<Number>| n.as_ref().map(ToString::to_string);
    let choices = slot.filter(|s| s.ty == FactType::Enum).map(|s| {
        let labelled = s.choices.iter().zip(&s.choice_labels);
        labelled.map(|(id, text)| json!({"id": id, "label": label(text)})).collect::<Vec<_>>()
    });
    json!({
        "id": id,
        "type": ty,
        "unit": slot.and_then(unit),
        "label": label(named),
        "note": note.map(label),
        "min": number.and_then(|s| figure(&s.domain.min)),
        "max": number.and_then(|s| figure(&s.domain.max)),
        "choices": choices,
        "optional": slot.is_some_and(|s| s.optional),
        "key": slot.is_some_and(|s| s.key),
        "finding": slot.is_some_and(|s| s.finding),
        "computed": slot.is_some_and(|s| s.computed),
        "fields": fields,
    })
}

fn field(slot: &FactSlot) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.into(), value);
    };
    put("title", slot.label.zh.as_str().into());
    put("description", slot.label.en.as_str().into());
    put("x-type", type_id(slot.ty).into());
    if let Some(note) = &slot.note {
        put("x-note", label(note));
    }
    match slot.ty {
        FactType::Boolean => put("type", json!(["boolean", "null"])),
        FactType::Date => {
            put("type", json!(["string", "null"]));
            put("format", "date".into());
            put("pattern", r"^\d{4}-\d{2}-\d{2}$".into());
        }
        FactType::Text => {
            put("type", json!(["string", "null"]));
            put("maxLength", MAX_TEXT.into());
            if slot.format == Some(TextFormat::Uscc) {
                put("pattern", "^[0-9A-HJ-NPQRTUWXY]{18}$".into());
            }
        }
        FactType::Enum => {
            let values = slot.choices.iter().zip(&slot.choice_labels);
            let mut ways: Vec<Value> =
                values.map(|(id, text)| json!({"const": id, "title": text.zh, "description": text.en})).collect();
            ways.push(json!({"type": "null"}));
            put("oneOf", ways.into());
        }
        FactType::Integer | FactType::Decimal | FactType::Money => {
            put("type", json!(["number", "string", "null"]));
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

/// Decimal text of the number's type; its domain is the engine's to check.
fn pattern(slot: &FactSlot) -> &'static str {
    match slot.ty {
        FactType::Integer => r"^[+-]?\d+$",
        FactType::Money => r"^[+-]?\d+(\.\d{1,2}0*)?$",
        _ => r"^[+-]?\d+(\.\d+)?$",
    }
}
