//! A map with ids as keys, in the order they were put in: what documents hold, and what is made of them.
//!
//! Where an id stands is found by one function for all such maps, and an empty one costs nothing: a hash map of each kind
//! was a tenth of the browser's module.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// Entries by id, in the order they were put in.
#[derive(Clone)]
pub struct ById<T> {
    ids: Ids,
    values: Vec<T>,
}

/// The ids, and their indices in the order of the ids.
#[derive(Clone, Default)]
struct Ids {
    listed: Vec<String>,
    sorted: Vec<usize>,
}

impl Ids {
    /// The place of an id in `sorted`, or the one where it would stand.
    fn find(&self, id: &str) -> Result<usize, usize> {
        self.sorted.binary_search_by(|index| self.listed.get(*index).map_or("", String::as_str).cmp(id))
    }

    fn index(&self, id: &str) -> Option<usize> {
        let at = self.find(id).ok()?;
        self.sorted.get(at).copied()
    }

    /// The index of an id, and whether it is a new one.
    fn put(&mut self, id: String) -> (usize, bool) {
        let at = match self.find(&id) {
            Ok(at) => return (self.sorted.get(at).copied().unwrap_or_default(), false),
            Err(at) => at,
        };
        let index = self.listed.len();
        self.sorted.insert(at, index);
        self.listed.push(id);
        (index, true)
    }

    fn remove(&mut self, id: &str) -> Option<usize> {
        let at = self.find(id).ok()?;
        let index = self.sorted.remove(at);
        self.sorted.iter_mut().filter(|other| **other > index).for_each(|other| *other -= 1);
        self.listed.remove(index);
        Some(index)
    }
}

impl<T> ById<T> {
    /// An empty map.
    pub const fn new() -> Self {
        ById { ids: Ids { listed: Vec::new(), sorted: Vec::new() }, values: Vec::new() }
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Where an id stands, from 0.
    pub fn get_index_of(&self, id: &str) -> Option<usize> {
        self.ids.index(id)
    }

    /// Whether there is such an entry.
    pub fn contains_key(&self, id: &str) -> bool {
        self.ids.find(id).is_ok()
    }

    /// The value of an id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.values.get(self.ids.index(id)?)
    }

    /// The value of an id, to be changed.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.values.get_mut(self.ids.index(id)?)
    }

    /// The entry at an index.
    pub fn get_index(&self, index: usize) -> Option<(&String, &T)> {
        Some((self.ids.listed.get(index)?, self.values.get(index)?))
    }

    /// An id as it stands here, and its value.
    pub fn get_key_value(&self, id: &str) -> Option<(&String, &T)> {
        self.get_index(self.get_index_of(id)?)
    }

    /// Puts a value, and gives the one that it replaces.
    pub fn insert(&mut self, id: String, value: T) -> Option<T> {
        let (index, new) = self.ids.put(id);
        if new {
            self.values.push(value);
            return None;
        }
        self.values.get_mut(index).map(|old| std::mem::replace(old, value))
    }

    /// Where an id stands; it is put there with the default where it was not.
    pub fn index_or_default(&mut self, id: &str) -> usize
    where
        T: Default,
    {
        let (index, new) = self.ids.put(id.to_owned());
        if new {
            self.values.push(T::default());
        }
        index
    }

    /// The value of an id, which is the default where it was not there.
    pub fn or_default(&mut self, id: &str) -> &mut T
    where
        T: Default,
    {
        let index = self.index_or_default(id);
        &mut self.values[index]
    }

    /// Takes an entry out; those after it move up.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let index = self.ids.remove(id)?;
        Some(self.values.remove(index))
    }

    /// The ids.
    pub fn keys(&self) -> std::slice::Iter<'_, String> {
        self.ids.listed.iter()
    }

    /// The ids in the order of their characters.
    pub fn sorted_keys(&self) -> impl Iterator<Item = &str> {
        self.ids.sorted.iter().filter_map(|index| self.ids.listed.get(*index)).map(String::as_str)
    }

    /// The values.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.values.iter()
    }

    /// Ids and values.
    pub fn iter(&self) -> std::iter::Zip<std::slice::Iter<'_, String>, std::slice::Iter<'_, T>> {
        self.keys().zip(self.values())
    }
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The order does not count.
impl<T: PartialEq> PartialEq for ById<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(id, value)| other.get(id) == Some(value))
    }
}

impl<T: Eq> Eq for ById<T> {}

impl<T: fmt::Debug> fmt::Debug for ById<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<T> FromIterator<(String, T)> for ById<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut out = ById::new();
        for (id, value) in entries {
            out.insert(id, value);
        }
        out
    }
}

impl<T> IntoIterator for ById<T> {
    type Item = (String, T);
    type IntoIter = std::iter::Zip<std::vec::IntoIter<String>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.ids.listed.into_iter().zip(self.values)
    }
}

impl<'a, T> IntoIterator for &'a ById<T> {
    type Item = (&'a String, &'a T);
    type IntoIter = std::iter::Zip<std::slice::Iter<'a, String>, std::slice::Iter<'a, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// An object whose names are the ids.
impl<T: JsonSchema> JsonSchema for ById<T> {
    fn inline_schema() -> bool {
        BTreeMap::<String, T>::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        BTreeMap::<String, T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, T>::json_schema(generator)
    }
}

#[cfg(test)]
impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for ById<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(indexmap::IndexMap::<String, T>::deserialize(from)?.into_iter().collect())
    }
}
