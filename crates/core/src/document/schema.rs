//! The published JSON Schema of documents, made from the same types that read them.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::calendar::CalendarDocument;
use super::model::Document;

/// JSON Schema (2020-12) of a policy's document, for editors.
pub fn schema() -> Value {
    let mut schema = of::<Document>("Peiyu document, format 1");
    // Reading takes every part as one that may be left out, but these two make it a document.
    if let Some(map) = schema.as_object_mut() {
        map.insert("required".into(), serde_json::json!(["peiyu", "policy"]));
    }
    schema
}

/// JSON Schema (2020-12) of a calendar.
pub fn calendar() -> Value {
    of::<CalendarDocument>("Peiyu calendar, format 1")
}

fn of<T: JsonSchema>(title: &str) -> Value {
    // What is left out is just not said: null, false and empty lists as defaults would only be noise.
    let quiet = RecursiveTransform(|schema: &mut Schema| drop(schema.remove("default")));
    let settings = SchemaSettings::draft2020_12().with_transform(quiet);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(map) = schema.as_object_mut() {
        map.insert("title".into(), title.into());
    }
    schema
}
