//! JSON text of values whose numbers are whole, as they stand or canonical (RFC 8785).
//!
//! Decimals are texts in everything that Peiyu writes. The libraries for both write floats as well, whose tables cost a small
//! module 20 kB and more; the tests hold this against them.

use serde_json::{Map, Value};

/// An object of these entries. (`json!` makes the code of each entry anew in every place.)
pub fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    collected(entries.into())
}

#[inline(never)]
fn collected(entries: Vec<(&str, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Puts an entry into an object.
#[inline(never)]
pub fn put(object: &mut Map<String, Value>, key: &str, value: Value) {
    object.insert(key.to_owned(), value);
}

/// A value as JSON text, its keys in the order they stand in. A number that isn't whole is written as null.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, false, &mut out);
    out
}

/// Canonical JSON: keys in the order of their UTF-16 units, no spaces.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, true, &mut out);
    out
}

fn write(value: &Value, sorted: bool, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => out.push_str(&whole.to_string()),
            (None, Some(whole)) => out.push_str(&whole.to_string()),
            (None, None) => out.push_str("null"),
        },
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, sorted, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            if sorted {
                entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            }
            out.push('{');
            for (i, (key, item)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(item, sorted, out);
            }
            out.push('}');
        }
    }
}

/// A text in quotes.
#[expect(clippy::needless_bitwise_bool, reason = "without branches the loop takes many bytes at a time")]
pub(crate) fn write_text(text: &str, out: &mut String) {
    // Most texts have nothing to escape. Looking at all bytes is quicker than stopping at the first.
    let escapes = text.bytes().fold(false, |found, b| found | (b < 0x20) | (b == b'"') | (b == b'\\'));
    out.push('"');
    if escapes {
        text.chars().for_each(|letter| write_letter(letter, out));
    } else {
        out.push_str(text);
    }
    out.push('"');
}

/// A letter of a text in quotes.
fn write_letter(letter: char, out: &mut String) {
    let short = match letter {
        '"' | '\\' => letter,
        '\n' => 'n',
        '\t' => 't',
        '\r' => 'r',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\0'..='\u{1f}' => {
            out.push_str(if letter < '\u{10}' { "\\u000" } else { "\\u001" });
            out.extend(char::from_digit(u32::from(letter) % 16, 16));
            return;
        }
        other => return out.push(other),
    };
    out.push('\\');
    out.push(short);
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
            prop_assert_eq!(canonical(&value), serde_json_canonicalizer::to_string(&value).unwrap());
            prop_assert_eq!(text(&value), value.to_string());
        }
    }

    #[test]
    fn every_letter_is_escaped_as_the_library_does() {
        let value = Value::from(('\0'..'\u{100}').collect::<String>());
        assert_eq!(text(&value), value.to_string());
    }

    #[test]
    fn keys_are_ordered_by_their_units() {
        let value = serde_json::json!({"\u{10000}": 1, "\u{e000}": 2, "a": 3, "编": 4});
        assert_eq!(canonical(&value), "{\"a\":3,\"编\":4,\"\u{10000}\":1,\"\u{e000}\":2}");
    }
}
