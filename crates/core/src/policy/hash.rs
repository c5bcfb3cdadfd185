//! The content hash of a linked policy: the same rules hash alike, whether written as YAML or JSON, in one file or ten.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::canonical;
use super::link::{Linked, Part};

/// `sha256:` and the digest of the canonical JSON.
pub fn of(linked: &Linked) -> String {
    let digest = Sha256::digest(canonical_json(linked));
    let mut out = String::from("sha256:");
    for byte in digest {
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

/// The linked policy as canonical JSON (RFC 8785), numbers as strings, expressions in their one printed form.
fn canonical_json(linked: &Linked) -> Vec<u8> {
    let editions: Map<String, Value> = linked.editions.iter().map(|(id, part)| (id.clone(), part_value(part))).collect();
    let value = json!({
        "format": "1",
        "policy": linked.id,
        "chain": linked.chain,
        "common": part_value(&linked.common),
        "by_edition": editions,
    });
    canonical::to_vec(&value)
}

fn part_value(part: &Part) -> Value {
    let mut value = serde_json::to_value(&part.document).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        // The header is each document's own; what it says is in the chain.
        for key in ["peiyu", "policy", "extends", "edition", "title"] {
            map.remove(key);
        }
        let extra: Vec<Value> = part.extra.iter().map(|e| json!([e.tier, e.criteria])).collect();
        if !extra.is_empty() {
            map.insert("extra".into(), extra.into());
        }
    }
    value
}
