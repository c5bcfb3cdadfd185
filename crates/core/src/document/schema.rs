//! The published JSON Schema of documents, made from the same types that read them.

use serde_json::Value;

use super::model::Document;

/// JSON Schema (2020-12) of a document, for editors.
pub fn schema() -> Value {
    let mut schema = schemars::SchemaGenerator::from(schemars::generate::SchemaSettings::draft2020_12())
        .into_root_schema_for::<Document>()
        .to_value();
    if let Some(map) = schema.as_object_mut() {
        map.insert("title".into(), "Peiyu document, format 1".into());
        map.insert("required".into(), serde_json::json!(["peiyu", "policy"]));
    }
    schema
}
