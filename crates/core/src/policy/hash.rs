//! The content hash of a linked policy: the same rules hash alike, whether written as YAML or JSON, in one file or ten.

use serde_json::{Map, Value};

use crate::digest;
use crate::document::read::sections;
use crate::document::shape::Shape;
use crate::document::write::{canonical, object, put};

use super::link::{Linked, Part};

/// `sha256:` and the digest of the canonical JSON.
pub fn of(linked: &Linked) -> String {
    digest::sha256(canonical_json(linked).as_bytes())
}

/// The linked policy as canonical JSON (RFC 8785), numbers as strings, expressions in their one printed form.
fn canonical_json(linked: &Linked) -> String {
    let editions: Map<String, Value> = linked.editions.iter().map(|(id, part)| (id.clone(), part_value(part))).collect();
    canonical(&object([
        ("format", "1".into()),
        ("policy", linked.id.as_str().into()),
        ("chain", linked.chain.write()),
        ("common", part_value(&linked.common)),
        ("by_edition", Value::Object(editions)),
    ]))
}

fn part_value(part: &Part) -> Value {
    // The head is each document's own; what it says is in the chain.
    let mut map = sections(&part.document);
    let extra: Vec<Value> =
        part.extra.iter().map(|e| Value::Array(vec![Value::from(e.tier.as_str()), e.criteria.write()])).collect();
    if !extra.is_empty() {
        put(&mut map, "extra", extra.into());
    }
    Value::Object(map)
}
