//! The hand-written reading held against serde's derived code, on good documents and on ones spoilt at every place.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::calendar::{self, CalendarDocument, CalendarYear};
use super::model::{Call, Document, Fact, Parameter, Scorecard, SourceDocument, Tier};
use super::read::{document, sections};
use super::shape::{Reader, Shape};
use super::tree::escape;
use super::yaml;

fn value(file: &str) -> Value {
    yaml::parse(&std::fs::read_to_string(file).unwrap()).unwrap().into_value().0
}

/// Every value inside a value, by pointer.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{at}/{i}"), out)),
        Value::Object(map) => map.iter().for_each(|(k, v)| pointers(v, &format!("{at}/{}", escape(k)), out)),
        _ => {}
    }
}

/// Where the library stops at an error.
fn library<T: DeserializeOwned>(value: Value) -> Option<String> {
    let error = serde_path_to_error::deserialize::<_, T>(value).err()?;
    let keys = error.path().iter().map(|s| s.to_string().replace(['[', ']'], ""));
    Some(keys.fold(String::new(), |p, k| p + "/" + &escape(&k)))
}

/// Spoils a value at every place in several ways. The library must refuse the same ones, and one of the errors told must
/// be at the place where the library stops; of a value that is one of several forms it only knows the whole.
fn spoil<T: DeserializeOwned + Shape>(good: &Value) -> usize {
    let mut places = Vec::new();
    pointers(good, "", &mut places);
    let wrong = [Value::Null, true.into(), "?".into(), Value::Array(Vec::new()), serde_json::json!({"?/~": null})];
    let mut refused = 0;
    for (place, wrong) in places.iter().flat_map(|p| wrong.iter().map(move |w| (p, w))) {
        let mut value = good.clone();
        *value.pointer_mut(place).unwrap() = wrong.clone();
        // What each field left out says is told at the object around it.
        let mut reader = Reader::new("");
        T::read(&value, &mut reader);
        let ours: Vec<String> = reader.into_errors().into_iter().map(|e| e.span.pointer.clone()).collect();
        // The library takes a list of the fields' values for an object, too, which no document has.
        if wrong.is_array() && good.pointer(place).is_some_and(Value::is_object) {
            assert_eq!(ours.first(), Some(place), "{place}: {wrong}");
            continue;
        }
        match library::<T>(value) {
            None => assert_eq!(ours, Vec::<String>::new(), "{place}: {wrong}"),
            Some(at) if at.starts_with("/set/") => assert!(ours.iter().any(|o| o.starts_with(&at)), "{place}: {wrong}: {ours:?}"),
            Some(at) => assert!(ours.contains(&at), "{place}: {wrong}: {ours:?}, not {at}"),
        }
        refused += usize::from(!ours.is_empty());
        left_out::<T>(good, place);
    }
    refused
}

/// Leaves out the entry at a place: the library and we agree on whether it must be there.
fn left_out<T: DeserializeOwned + Shape>(good: &Value, place: &str) {
    let mut value = good.clone();
    let Some((around, key)) = place.rsplit_once('/') else { return };
    let Some(Value::Object(map)) = value.pointer_mut(around) else { return };
    map.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
    let mut reader = Reader::new("");
    T::read(&value, &mut reader);
    assert_eq!(reader.into_errors().is_empty(), library::<T>(value).is_none(), "without {place}");
}

#[test]
fn the_library_refuses_the_same_at_the_same_places() {
    let (common, edition) = (value("../../tests/documents/good/base.yaml"), value("../../tests/documents/good/base_2025.yaml"));
    let calls = value("../../workflows/cn/calls.yaml");
    let calendar = value("../../tests/documents/calendar/good/two_years.yaml");
    let each = |document: &Value, section: &str| -> Vec<Value> {
        document[section].as_object().unwrap_or_else(|| panic!("no {section}")).values().cloned().collect()
    };
    let all = [
        each(&common, "facts").iter().map(spoil::<Fact>).sum::<usize>(),
        each(&common, "sources").iter().map(spoil::<SourceDocument>).sum(),
        each(&edition, "parameters").iter().map(spoil::<Parameter>).sum(),
        each(&edition, "scorecards").iter().map(spoil::<Scorecard>).sum(),
        each(&edition, "tiers").iter().map(spoil::<Tier>).sum(),
        each(&calls, "calls").iter().map(spoil::<Call>).sum(),
        each(&calendar, "years").iter().map(spoil::<CalendarYear>).sum(),
        spoil::<CalendarDocument>(&calendar),
    ];
    assert!(all.iter().all(|refused| *refused > 20), "{all:?}");
}

/// Every policy's document that is shipped.
fn shipped() -> Vec<String> {
    let entries =
        |folder: &str| -> Vec<std::path::PathBuf> { std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect() };
    let folders = entries("../../workflows").into_iter().filter(|p| p.is_dir() && !p.ends_with("calendars"));
    let files = folders.flat_map(|f| entries(f.to_str().unwrap()));
    files.filter(|f| f.extension().is_some_and(|e| e == "yaml")).map(|f| f.to_str().unwrap().to_owned()).collect()
}

#[test]
fn the_library_reads_the_same_from_every_document_that_is_shipped() {
    let files = shipped();
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let value = value(&file);
        let (ours, errors) = document("", &value);
        assert!(errors.is_empty(), "{file}: {errors:?}");
        let library: Document = serde_json::from_value(value).unwrap();
        assert_eq!(format!("{ours:?}"), format!("{library:?}"), "{file}");
    }
}

#[test]
fn the_library_reads_the_same_from_the_calendar_that_is_shipped() {
    let file = "../../workflows/calendars/cn.yaml";
    assert!(calendar::is_calendar(&yaml::parse(&std::fs::read_to_string(file).unwrap()).unwrap()));
    let value = value(file);
    let ours = CalendarDocument::read(&value, &mut Reader::new(""));
    let library: CalendarDocument = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(format!("{ours:?}"), format!("{library:?}"));
    assert_eq!(ours.write(), value);
}

/// What is written says what was read: only the layout of expressions, and what need not be said, may differ.
fn same(read: &Value, written: Option<&Value>, at: &str) {
    match (read, written) {
        (Value::Object(map), Some(Value::Object(out))) => {
            assert!(out.keys().all(|k| map.contains_key(k)), "{at}: {out:?}");
            map.iter().for_each(|(k, v)| same(v, out.get(k), &format!("{at}/{k}")));
        }
        (Value::Array(items), Some(Value::Array(out))) => {
            assert_eq!(items.len(), out.len(), "{at}");
            items.iter().zip(out).for_each(|(a, b)| same(a, Some(b), at));
        }
        (Value::Bool(false), None) => {}
        (a, Some(b)) if a == b => {}
        (Value::Bool(b), Some(Value::String(text))) => assert_eq!(&b.to_string(), text, "{at}"),
        (Value::String(a), Some(Value::String(b))) => {
            let (read, errors) = crate::lang::parse_expression(a);
            assert!(errors.is_empty(), "{at}: {a} became {b}");
            assert_eq!(read.to_string(), *b, "{at}");
        }
        // The order that bands go by without a word.
        (Value::String(word), None) => assert_eq!(word, "first", "{at}"),
        (a, b) => panic!("{at}: {a} became {b:?}"),
    }
}

#[test]
fn what_is_written_says_what_was_read() {
    for file in shipped() {
        let value = value(&file);
        let written = sections(&document("", &value).0);
        for (section, read) in value.as_object().unwrap() {
            if !["peiyu", "policy", "extends", "edition", "title"].contains(&section.as_str()) {
                same(read, written.get(section), &format!("{file}: {section}"));
            }
        }
    }
}

#[test]
fn the_errors_told_are_bounded() {
    let items: Vec<Value> = (0..100_000).map(Value::from).collect();
    let (_, errors) = document("", &serde_json::json!({"peiyu": "1", "policy": "p", "criteria": {"c": items}}));
    assert_eq!(errors.len(), 200);
}
