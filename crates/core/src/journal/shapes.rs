//! The fields of an entry, once for reading and writing.

use serde_json::{Map, Value};

use crate::document::shape::{Reader, Shape, object};

use super::entry::{Actor, Asked, Binding, Changes, Entry, Guarded, Happened, Opened, Running, Sealed, Titled};

object!(Actor: required id, required role, optional area);
object!(Happened: required id, optional payload);
object!(Guarded: required at, required holds);
object!(Asked: required id, optional with);
object!(Opened: required case, required policy, required chart, optional areas);
object!(Binding: required policy, required call, required edition);
object!(Titled: required from, required until, optional policy);
object!(Running:
    required state, required id, optional from, optional term, optional counted, optional roll, optional nominal,
    optional effective);
object!(Changes:
    optional opened, optional moved, optional bound, optional deadlines, optional history, optional once, optional steps,
    optional titles, optional variables);

object!(Entry:
    required format, required semantics, required sequence, required time, required actor, required event, required policy,
    required calendar, optional facts, optional guards, optional left, optional passed, optional entered, optional changes, optional effects,
    required previous);
object!(Sealed: required entry, required hash);

/// Values by id: texts, booleans and nulls; numbers are texts.
impl Shape for Map<String, Value> {
    fn read(value: &Value, reader: &mut Reader<'_>) -> Self {
        let map = reader.entries(value).cloned().unwrap_or_default();
        for (key, value) in map.iter().filter(|(_, v)| v.is_array() || v.is_object()) {
            reader.at(key, |r| r.expected("文本、true、false 或 null", "a text, true, false or null", value));
        }
        map
    }

    fn write(&self) -> Value {
        Value::Object(self.clone())
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}
