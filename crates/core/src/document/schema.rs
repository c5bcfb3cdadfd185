//! The published JSON Schema of documents, made from the same types that read them.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

use super::model::Document;

/// JSON Schema (2020-12) of a document, for editors.
pub fn schema() -> Value {
    // What is left out is just not said: null, false and empty lists as defaults would only be noise.
    let quiet = RecursiveTransform(|schema: &mut Schema| drop(schema.remove("default")));
    let settings = SchemaSettings::draft2020_12().with_transform(quiet);
    let mut schema = settings.into_generator().into_root_schema_for::<Document>().to_value();
    if let Some(map) = schema.as_object_mut() {
        map.insert("title".into(), "Peiyu document, format 1".into());
        map.insert("required".into(), serde_json::json!(["peiyu", "policy"]));
    }
    schema
}
