//! Canonical JSON (RFC 8785) of values whose numbers are whole: keys in the order of their UTF-16 units, no spaces.
//!
//! The library for it writes floats as well, which costs a small module more than everything else in this room; policies
//! keep their numbers as text. The tests hold this against the library.

use serde_json::Value;

/// The bytes of a value.
pub fn to_vec(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (i, (key, item)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(&Value::from(key.as_str()), out);
                out.push(b':');
                write(item, out);
            }
            out.push(b'}');
        }
        // Texts, whole numbers, booleans and null are written as RFC 8785 wants them.
        leaf => out.extend_from_slice(leaf.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..6).prop_map(|m| Value::Object(m.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_library_writes_the_same(value in any_value()) {
            prop_assert_eq!(to_vec(&value), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }

    #[test]
    fn keys_are_ordered_by_their_units() {
        let value = serde_json::json!({"\u{10000}": 1, "\u{e000}": 2, "a": 3, "编": 4});
        assert_eq!(String::from_utf8(to_vec(&value)).unwrap(), "{\"a\":3,\"编\":4,\"\u{10000}\":1,\"\u{e000}\":2}");
    }
}
