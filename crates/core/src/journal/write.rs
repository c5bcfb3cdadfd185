//! An entry's canonical text, written straight: a journal writes one for every event. The tests hold it against the general
//! writer.

use serde_json::{Map, Value};

use crate::document::model::ById;
use crate::document::shape::Shape as _;
use crate::document::write::{canonical, write_text};

use super::entry::{Actor, Asked, Changes, Entry, Guarded, Happened, Running};

/// An object under construction; its keys must come in order.
struct Object<'o> {
    out: &'o mut String,
    first: bool,
}

impl<'o> Object<'o> {
    fn new(out: &'o mut String) -> Self {
        out.push('{');
        Object { out, first: true }
    }

    /// A key, after which its value is written.
    fn key(&mut self, key: &str) -> &mut String {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        write_text(key, self.out);
        self.out.push(':');
        self.out
    }

    fn text(&mut self, key: &str, text: &str) {
        let out = self.key(key);
        write_text(text, out);
    }

    fn optional(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        self.list(key, texts, |text, out| write_text(text, out));
    }

    fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&T, &mut String)) {
        if items.is_empty() {
            return;
        }
        let out = self.key(key);
        out.push('[');
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            write(item, out);
        }
        out.push(']');
    }

    fn end(self) {
        self.out.push('}');
    }
}

/// The canonical text of an entry.
pub(super) fn body(entry: &Entry) -> String {
    let mut out = String::with_capacity(1 << 10);
    let mut o = Object::new(&mut out);
    actor(&entry.actor, o.key("actor"));
    o.text("calendar", &entry.calendar);
    changes(&entry.changes, o.key("changes"));
    o.list("effects", &entry.effects, asked);
    o.texts("entered", &entry.entered);
    happened(&entry.event, o.key("event"));
    o.optional("facts", entry.facts.as_ref());
    o.text("format", &entry.format);
    o.list("guards", &entry.guards, guarded);
    o.texts("left", &entry.left);
    o.texts("passed", &entry.passed);
    o.text("policy", &entry.policy);
    o.text("previous", &entry.previous);
    o.text("semantics", &entry.semantics);
    o.text("sequence", &entry.sequence);
    o.text("time", &entry.time);
    o.end();
    out
}

fn actor(actor: &Actor, out: &mut String) {
    let mut o = Object::new(out);
    o.optional("area", actor.area.as_ref());
    o.text("id", &actor.id);
    o.text("role", &actor.role);
    o.end();
}

fn happened(event: &Happened, out: &mut String) {
    let mut o = Object::new(out);
    o.text("id", &event.id);
    values("payload", &event.payload, &mut o);
    o.end();
}

fn asked(effect: &Asked, out: &mut String) {
    let mut o = Object::new(out);
    o.text("id", &effect.id);
    values("with", &effect.with, &mut o);
    o.end();
}

fn guarded(guard: &Guarded, out: &mut String) {
    let mut o = Object::new(out);
    o.text("at", &guard.at);
    o.key("holds").push_str(if guard.holds { "true" } else { "false" });
    o.end();
}

/// Values by id, which may be in any order.
fn values(key: &str, map: &Map<String, Value>, o: &mut Object) {
    if !map.is_empty() {
        let text = canonical(&Value::Object(map.clone()));
        o.key(key).push_str(&text);
    }
}

fn running(deadline: &Running, out: &mut String) {
    let mut o = Object::new(out);
    o.optional("counted", deadline.counted.as_ref());
    o.optional("effective", deadline.effective.as_ref());
    o.optional("from", deadline.from.as_ref());
    o.text("id", &deadline.id);
    o.optional("nominal", deadline.nominal.as_ref());
    if deadline.roll {
        o.key("roll").push_str("true");
    }
    o.text("state", &deadline.state);
    o.optional("term", deadline.term.as_ref());
    o.end();
}

fn changes(changes: &Changes, out: &mut String) {
    // What is seldom there goes the general way.
    let general = |o: &mut Object, key: &str, value: Value| {
        let text = canonical(&value);
        o.key(key).push_str(&text);
    };
    let by_id = |o: &mut Object, key: &str, blank: bool, value: &dyn Fn() -> Value| {
        if !blank {
            general(o, key, value());
        }
    };
    let mut o = Object::new(out);
    by_id(&mut o, "bound", changes.bound.is_empty(), &|| changes.bound.write());
    o.list("deadlines", &changes.deadlines, running);
    by_id(&mut o, "history", changes.history.is_empty(), &|| changes.history.write());
    o.optional("moved", changes.moved.as_ref());
    o.texts("once", &changes.once);
    by_id(&mut o, "opened", changes.opened.is_none(), &|| changes.opened.write());
    texts_by_id("steps", &changes.steps, &mut o);
    by_id(&mut o, "titles", changes.titles.is_empty(), &|| changes.titles.write());
    values("variables", &changes.variables, &mut o);
    o.end();
}

fn texts_by_id(key: &str, map: &ById<String>, o: &mut Object) {
    if !map.is_empty() {
        let text = canonical(&map.write());
        o.key(key).push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::entry::{Binding, Opened, Titled};
    use super::*;

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z_]{0,6}", "\\PC{0,4}", Just("\"\\\n\u{1}\u{10000}".to_owned())]
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(text(), 0..3)
    }

    fn plain() -> impl Strategy<Value = Map<String, Value>> {
        let value = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), text().prop_map(Value::from)];
        prop::collection::vec((text(), value), 0..3).prop_map(Map::from_iter)
    }

    fn by_id<T: std::fmt::Debug>(item: impl Strategy<Value = T>) -> impl Strategy<Value = ById<T>> {
        prop::collection::vec((text(), item), 0..3).prop_map(ById::from_iter)
    }

    prop_compose! {
        fn some_running()(t in prop::array::uniform4(text()), o in prop::array::uniform4(prop::option::of(text())), roll in any::<bool>())
            -> Running {
            let [state, id, ..] = t;
            let [from, term, counted, nominal] = o;
            Running { state, id, effective: nominal.clone(), from, term, counted, roll, nominal }
        }
    }

    prop_compose! {
        fn some_changes()(
            opened in prop::option::of((text(), text(), text(), by_id(text()))),
            moved in prop::option::of(text()),
            bound in by_id(prop::option::of((text(), text(), text()))),
            deadlines in prop::collection::vec(some_running(), 0..3),
            history in by_id(texts()),
            once in texts(),
            steps in by_id(text()),
            titles in by_id(prop::option::of((text(), text(), prop::option::of(text())))),
            variables in plain(),
        ) -> Changes {
            let opened = opened.map(|(case, policy, chart, areas)| Opened { case, policy, chart, areas });
            let binding = |b: Option<(String, String, String)>| b.map(|(policy, call, edition)| Binding { policy, call, edition });
            let titled = |t: Option<(String, String, Option<String>)>| t.map(|(from, until, policy)| Titled { from, until, policy });
            Changes {
                opened, moved, deadlines, history, once, steps, variables,
                bound: bound.into_iter().map(|(k, b)| (k, binding(b))).collect(),
                titles: titles.into_iter().map(|(k, t)| (k, titled(t))).collect(),
            }
        }
    }

    prop_compose! {
        fn some_entry()(
            t in prop::array::uniform8(text()),
            area in prop::option::of(text()),
            facts in prop::option::of(text()),
            lists in prop::array::uniform3(texts()),
            guards in prop::collection::vec((text(), any::<bool>()), 0..3),
            effects in prop::collection::vec((text(), plain()), 0..3),
            payload in plain(),
            changes in prop_oneof![Just(Changes::default()), some_changes()],
        ) -> Entry {
            let [format, semantics, sequence, time, id, policy, calendar, previous] = t;
            let [left, passed, entered] = lists;
            Entry {
                actor: Actor { id: id.clone(), role: time.clone(), area },
                event: Happened { id, payload },
                guards: guards.into_iter().map(|(at, holds)| Guarded { at, holds }).collect(),
                effects: effects.into_iter().map(|(id, with)| Asked { id, with }).collect(),
                format, semantics, sequence, time, policy, calendar, facts, left, passed, entered, changes, previous,
            }
        }
    }

    proptest! {
        #[test]
        fn the_general_writer_says_the_same(entry in some_entry()) {
            prop_assert_eq!(body(&entry), canonical(&entry.write()));
        }
    }
}
