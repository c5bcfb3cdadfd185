//! A map over keys with an order: small code for maps that are built once and seldom large.

/// Values by key.
#[derive(Clone, Debug)]
pub struct Keyed<K, V> {
    entries: Vec<(K, V)>,
    /// Places of the entries in the order of their keys: less to move than the entries themselves.
    sorted: Vec<usize>,
}

impl<K: Ord, V> Keyed<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Keyed { entries: Vec::new(), sorted: Vec::new() }
    }

    /// The place of a key in `sorted`, or the one where it would stand.
    fn find(&self, key: &K) -> Result<usize, usize> {
        self.sorted.binary_search_by(|at| self.entries.get(*at).map(|entry| &entry.0).cmp(&Some(key)))
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        let at = self.sorted.get(self.find(key).ok()?)?;
        self.entries.get(*at).map(|entry| &entry.1)
    }

    /// Puts the value of a key that has none, and tells whether it had none.
    pub fn insert(&mut self, key: K, value: V) -> bool {
        let Err(place) = self.find(&key) else { return false };
        self.sorted.insert(place, self.entries.len());
        self.entries.push((key, value));
        true
    }
}

impl<K: Ord, V> Default for Keyed<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Keyed<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut out = Keyed::new();
        for (key, value) in entries {
            out.insert(key, value);
        }
        out
    }
}

/// Keys that were seen.
#[derive(Clone, Debug)]
pub struct Seen<K>(Keyed<K, ()>);

impl<K: Ord> Seen<K> {
    /// None yet.
    pub const fn new() -> Self {
        Seen(Keyed::new())
    }

    /// Whether a key was not seen before; now it was.
    pub fn insert(&mut self, key: K) -> bool {
        self.0.insert(key, ())
    }

    /// Whether a key was seen.
    pub fn contains(&self, key: &K) -> bool {
        self.0.find(key).is_ok()
    }

    /// Whether none was seen.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// How many were seen.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

impl<K: Ord> Default for Seen<K> {
    fn default() -> Self {
        Self::new()
    }
}
