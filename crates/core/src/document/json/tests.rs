//! Held against `serde_json`: the same trees, and of what is wrong the same reason at the same place.

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::MAX_DEPTH;
use super::*;

/// What the library makes of a text, level by level.
fn library(text: &str, max_depth: usize) -> Result<Tree, TreeError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw: &RawValue = serde_json::from_str(text).map_err(|e| syntax(&e, Mark::default()))?;
    tree(raw, text, &Lines::new(text), max_depth)
}

fn syntax(e: &serde_json::Error, base: Mark) -> TreeError {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    // serde_json counts columns in bytes of the text it was given; a nested value's own start is added.
    let mark = if e.line() <= 1 {
        Mark { line: base.line, column: base.column.saturating_add(number(e.column().saturating_sub(1))) }
    } else {
        Mark { line: base.line.saturating_add(number(e.line() - 1)), column: number(e.column().max(1)) }
    };
    let text = e.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
    TreeError::new(Code::DocumentSyntax, mark, [reason.into()])
}

fn tree(raw: &RawValue, whole: &str, lines: &Lines, depth: usize) -> Result<Tree, TreeError> {
    let text = raw.get();
    let place = |part: &RawValue| lines.mark(part.get().as_ptr() as usize - whole.as_ptr() as usize);
    let mark = place(raw);
    if depth == 0 {
        return Err(TreeError::new(Code::DocumentTooDeep, mark, [MAX_DEPTH.to_string().into()]));
    }
    let inner = |e: serde_json::Error| syntax(&e, mark);
    let node = match text.as_bytes().first() {
        Some(b'{') => {
            let Entries(entries) = serde_json::from_str(text).map_err(inner)?;
            let mut seen = Seen::new();
            let twice = entries.iter().position(|(key, _)| !seen.insert(key.as_str()));
            let mut out = Vec::with_capacity(entries.len());
            for (i, (key, value)) in entries.into_iter().enumerate() {
                if twice == Some(i) {
                    return Err(TreeError::new(Code::DuplicateKey, place(value), [key.into()]));
                }
                out.push((key, tree(value, whole, lines, depth - 1)?));
            }
            Node::Map(out)
        }
        Some(b'[') => {
            let Items(items) = serde_json::from_str(text).map_err(inner)?;
            Node::List(items.into_iter().map(|i| tree(i, whole, lines, depth - 1)).collect::<Result<_, _>>()?)
        }
        Some(b'"') => Node::Text(serde_json::from_str(text).map_err(inner)?),
        Some(b't') => Node::Boolean(true),
        Some(b'f') => Node::Boolean(false),
        Some(b'n') => Node::Null,
        _ => Node::Number(text.to_owned()),
    };
    Ok(Tree { node, mark })
}

/// An object's entries as they stand, twice-written keys included.
struct Entries<'a>(Vec<(String, &'a RawValue)>);
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    out.push(entry);
                }
                Ok(Entries(out))
            }
        }
        d.deserialize_map(V)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(item) = seq.next_element()? {
                    out.push(item);
                }
                Ok(Items(out))
            }
        }
        d.deserialize_seq(V)
    }
}

/// Pieces that JSON and what is nearly JSON are made of.
const PIECES: [&str; 42] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "\n",
    "\r",
    "\t",
    "\"a\"",
    "\"a\":",
    "\"b\":1",
    "{\"a\":",
    "[]",
    "{}",
    "中",
    "\"中\\n\"",
    "\u{1}",
    "\u{7f}",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\ud83d\\n\"",
    "\"\\ud83d\\u0041\"",
    "\"\\ude00\":",
    "\\u00",
    "\\u00e9",
    "\\uD83D",
    "\\x",
    "0",
    "1",
    "-",
    ".",
    "e",
    "-0.5E+3",
    "true",
    "tru",
    "false",
    "null",
    "1e400",
];

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(&PIECES[..])
            .prop_filter("a value", |p| serde_json::from_str::<&RawValue>(p).is_ok())
            .prop_map(str::to_owned),
        any::<f64>().prop_map(|n| serde_json::json!(n).to_string()),
        any::<String>().prop_map(|t| serde_json::json!(t).to_string()),
    ];
    let key = prop::sample::select(&["a", "b", "c", "\\u0061", "\\ud800", "\\udead", "\\ud83d\\ude00", "企", "\\/"][..]);
    let space = || prop::sample::select(&["", " ", "\n", " \r\n\t"][..]);
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let item = (space(), inner.clone(), space()).prop_map(|(a, v, b)| format!("{a}{v}{b}"));
        let entry = (key.clone(), space(), inner, space()).prop_map(|(k, a, v, b)| format!("{a}\"{k}\"{b}:{a}{v}{b}"));
        prop_oneof![
            prop::collection::vec(item, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(entry, 0..5).prop_map(|entries| format!("{{{}}}", entries.join(","))),
        ]
    })
}

/// A value with a piece put into it, or taken out.
fn broken() -> impl Strategy<Value = String> {
    (value(), any::<prop::sample::Index>(), 0..3_usize, prop::sample::select(&PIECES[..])).prop_map(|(text, at, less, piece)| {
        let letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len() + 1);
        let (before, after) = letters.split_at(at);
        before.iter().copied().chain(piece.chars()).chain(after.iter().skip(less).copied()).collect()
    })
}

fn same(text: &str, depth: usize) {
    assert_eq!(format!("{:?}", parse(text, depth, usize::MAX)), format!("{:?}", library(text, depth)), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_read_alike(text in value(), depth in 0..7_usize) {
        same(&text, depth);
    }

    #[test]
    fn what_is_broken_is_told_alike(text in broken(), depth in 3..7_usize) {
        same(&text, depth);
    }

    #[test]
    fn pieces_are_told_alike(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12)) {
        same(&pieces.concat(), 4);
    }

    #[test]
    fn texts_cut_short_are_told_alike(text in value(), at in any::<prop::sample::Index>()) {
        let at = at.index(text.len() + 1);
        same(text.get(..at).unwrap_or_default(), 7);
    }
}

#[test]
fn deep_texts_end_in_an_error() {
    for text in
        ["[".repeat(100_000), "[".repeat(100_000) + &"]".repeat(100_000), "{\"a\":".repeat(100_000), "[1,".repeat(100_000)]
    {
        same(&text, MAX_DEPTH);
    }
}

#[test]
fn a_mark_of_byte_order_is_no_part_of_it() {
    for text in ["\u{feff}{\"a\": 01}", "\u{feff}[\"\\ud800\"]", "\u{feff}", "\u{feff}\u{feff}1", "\u{feff} 12.50 "] {
        same(text, 5);
    }
}
