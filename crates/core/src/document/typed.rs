//! Reads a typed value from JSON and, where it can't, says at which place inside. Numbers of documents are texts by now.
//!
//! The library for it wraps every visitor once more, which costs a small module a twentieth of its size; this only
//! remembers the keys on the way down.

use std::cell::RefCell;
use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::{Value, map};

use super::tree::escape;

/// Why a value can't be read.
#[derive(Debug)]
pub struct Refused {
    /// JSON pointer of the place, from the value.
    pub pointer: String,
    /// The reason, in serde's words.
    pub reason: String,
}

/// Reads a value.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refused> {
    let path = RefCell::default();
    T::deserialize(Place { value, path: &path }).map_err(|e| {
        let pointer = path.take().iter().fold(String::new(), |pointer, key| pointer + "/" + &escape(key));
        Refused { pointer, reason: e.0 }
    })
}

/// The keys from the root to where reading stands; after an error, to where it stopped.
type Path = RefCell<Vec<String>>;

#[derive(Debug)]
struct Reason(String);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}

impl de::Error for Reason {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Reason(reason.to_string())
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        // The word of those who write documents, not serde's.
        match found {
            Unexpected::Unit => Reason(format!("invalid type: null, expected {expected}")),
            found => Reason(format!("invalid type: {found}, expected {expected}")),
        }
    }
}

struct Place<'p> {
    value: Value,
    path: &'p Path,
}

impl<'de> Deserializer<'de> for Place<'_> {
    type Error = Reason;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(b),
            Value::Number(n) => visitor.visit_string(n.to_string()),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items { items: items.into_iter().enumerate(), path: self.path }),
            Value::Object(map) => visitor.visit_map(Entries { rest: map.into_iter(), value: None, path: self.path }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        match self.value {
            Value::String(variant) => visitor.visit_enum(variant.into_deserializer()),
            Value::Null => Err(de::Error::invalid_type(Unexpected::Unit, &"a string")),
            Value::Bool(b) => Err(de::Error::invalid_type(Unexpected::Bool(b), &"a string")),
            Value::Number(n) => Err(de::Error::invalid_type(Unexpected::Other(&n.to_string()), &"a string")),
            Value::Array(_) => Err(de::Error::invalid_type(Unexpected::Seq, &"a string")),
            Value::Object(_) => Err(de::Error::invalid_type(Unexpected::Map, &"a string")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct Items<'p> {
    items: std::iter::Enumerate<std::vec::IntoIter<Value>>,
    path: &'p Path,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Reason;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Reason> {
        let Some((index, value)) = self.items.next() else { return Ok(None) };
        self.path.borrow_mut().push(index.to_string());
        let item = seed.deserialize(Place { value, path: self.path })?;
        self.path.borrow_mut().pop();
        Ok(Some(item))
    }
}

struct Entries<'p> {
    rest: map::IntoIter,
    value: Option<Value>,
    path: &'p Path,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Reason;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Reason> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.path.borrow_mut().push(key.clone());
        self.value = Some(value);
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Reason> {
        let value = self.value.take().unwrap_or_default();
        let item = seed.deserialize(Place { value, path: self.path })?;
        self.path.borrow_mut().pop();
        Ok(item)
    }
}

#[cfg(all(test, feature = "yaml"))]
mod tests {
    use super::*;
    use crate::document::model::{Fact, Scorecard, Tier};
    use crate::document::yaml;

    /// Every value inside a value, by pointer.
    fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
        out.push(at.to_owned());
        match value {
            Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{at}/{i}"), out)),
            Value::Object(map) => map.iter().for_each(|(k, v)| pointers(v, &format!("{at}/{}", escape(k)), out)),
            _ => {}
        }
    }

    /// Spoils a value at every place in several ways; the library must refuse the same ones, at the same places.
    fn spoil<T: DeserializeOwned>(good: &Value) -> usize {
        let mut places = Vec::new();
        pointers(good, "", &mut places);
        let wrong = [Value::Null, true.into(), "?".into(), Value::Array(Vec::new()), serde_json::json!({"?/~": null})];
        let mut refused = 0;
        for (place, wrong) in places.iter().flat_map(|p| wrong.iter().map(move |w| (p, w))) {
            let mut value = good.clone();
            *value.pointer_mut(place).unwrap() = wrong.clone();
            let library = serde_path_to_error::deserialize::<_, T>(value.clone()).map(drop).map_err(|e| {
                let keys = e.path().iter().map(|s| s.to_string().replace(['[', ']'], ""));
                (keys.fold(String::new(), |p, k| p + "/" + &escape(&k)), e.inner().to_string())
            });
            let ours = read::<T>(value).map(drop).map_err(|r| (r.pointer, r.reason));
            // The library takes an enum's value as the key of an object, too, which no document has.
            let library = library.map_err(|(pointer, reason)| match reason.strip_suffix("string or map") {
                Some(head) => (pointer, format!("{head}a string")),
                None if wrong.is_object() && reason.starts_with("unknown variant `?/~`") => {
                    (pointer, "invalid type: map, expected a string".into())
                }
                None => (pointer, reason),
            });
            assert_eq!(ours, library, "{place}: {wrong}");
            refused += usize::from(ours.is_err());
        }
        refused
    }

    #[test]
    fn the_library_refuses_the_same_at_the_same_places() {
        let text = |name: &str| std::fs::read_to_string(format!("../../tests/documents/good/{name}.yaml")).unwrap();
        let (common, _) = yaml::parse(&text("base")).unwrap().into_value();
        let (edition, _) = yaml::parse(&text("base_2025")).unwrap().into_value();
        let each = |section: &Value| section.as_object().unwrap().values().cloned().collect::<Vec<_>>();
        let facts: usize = each(&common["facts"]).iter().map(spoil::<Fact>).sum();
        let cards: usize = each(&edition["scorecards"]).iter().map(spoil::<Scorecard>).sum();
        let tiers: usize = each(&edition["tiers"]).iter().map(spoil::<Tier>).sum();
        assert!(facts > 50 && cards > 50 && tiers > 50, "{facts} {cards} {tiers}");
    }
}
