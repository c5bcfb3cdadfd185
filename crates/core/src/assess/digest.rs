//! A firm's facts as one canonical text and its digest, so that whoever signs an answer can say which figures it rests on.

use serde_json::{Map, Value};

use crate::digest;
use crate::document::model::FactType;
use crate::document::write::canonical;
use crate::policy::{FactSlot, FactTable};
use crate::program::cell::Cell;
use crate::time::Date;

use super::{Firm, Provenance};

impl Firm<'_> {
    /// The facts as they were given, with their provenance and records, as canonical JSON (RFC 8785): what
    /// [`Firm::read_json`] reads. Numbers are texts, money is in yuan; what isn't known is left out, and so is what follows
    /// from records.
    pub fn to_json(&self) -> String {
        let mut map = object(self.facts(), self.cells(), |slot| self.is_computed(slot), |slot| self.provenance_of(slot));
        for (kind, records) in self.given_records() {
            let records = records.iter().map(|(cells, provenances)| {
                let of = |slot| provenances.iter().find(|(s, _)| *s == slot).map(|(_, p)| p);
                Value::Object(object(&kind.fields, cells, |_| false, of))
            });
            map.insert(kind.id().to_owned(), records.collect());
        }
        canonical(&Value::Object(map))
    }

    /// `sha256:` and the digest of [`Firm::to_json`].
    pub fn digest(&self) -> String {
        digest::sha256(self.to_json().as_bytes())
    }
}

/// The known cells by the ids of their facts.
fn object<'p>(
    facts: &FactTable,
    cells: &[Cell],
    computed: impl Fn(u32) -> bool,
    provenance: impl Fn(u32) -> Option<&'p Provenance>,
) -> Map<String, Value> {
    let mut map = Map::new();
    for (index, (slot, cell)) in (0u32..).zip(facts.slots().iter().zip(cells)) {
        let Some(value) = value(slot, cell).filter(|_| !computed(index)) else { continue };
        let value = match provenance(index) {
            None => value,
            Some(provenance) => told(value, provenance),
        };
        map.insert(slot.id.clone(), value);
    }
    map
}

/// A known value as a reader of facts takes it.
pub(crate) fn value(slot: &FactSlot, cell: &Cell) -> Option<Value> {
    Some(match cell {
        Cell::Null => Value::Null,
        Cell::Boolean(known) => Value::Bool(*known),
        Cell::Text(text) => Value::from(&**text),
        Cell::Choice(i) => Value::from(slot.choices.get(usize::from(*i))?.as_str()),
        Cell::Number(n) if slot.ty == FactType::Date => Value::from(n.to_i64().and_then(Date::from_unix_days)?.to_string()),
        Cell::Number(n) => Value::from(n.to_string()),
        Cell::Unknown(_) | Cell::Error(_) => return None,
    })
}

fn told(value: Value, provenance: &Provenance) -> Value {
    let mut map = Map::new();
    map.insert("value".into(), value);
    if let Some(source) = &provenance.source {
        map.insert("source".into(), Value::from(source.as_str()));
    }
    if let Some(day) = provenance.as_of {
        map.insert("as_of".into(), Value::from(day.to_string()));
    }
    if !provenance.evidence.is_empty() {
        map.insert("evidence".into(), provenance.evidence.iter().map(|e| Value::from(e.as_str())).collect());
    }
    Value::Object(map)
}
