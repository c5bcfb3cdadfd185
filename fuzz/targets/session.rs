//! A form that a stranger fills in: lines of a field and its JSON. Each is taken or refused as the whole firm would be, and
//! the session's answer stays the one that is explained afresh.
#![no_main]

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use peiyu::assess::{Assessor, JsonNumbers, MoneyUnit, Session};
use peiyu::program::Workspace;
use peiyu_fuzz::assessors;
use serde_json::value::RawValue;

/// Most changes of one input: each is explained afresh.
const MAX_CHANGES: usize = 12;

fn shared() -> &'static [Arc<Assessor>] {
    static ALL: OnceLock<Vec<Arc<Assessor>>> = OnceLock::new();
    ALL.get_or_init(|| assessors().iter().cloned().map(Arc::new).collect())
}

fuzz_target!(|data: &[u8]| {
    let Some((flags, data)) = data.split_first() else { return };
    let all = shared();
    let assessor = &all[usize::from(flags & 0x7f) % all.len()];
    let numbers = if flags & 0x80 == 0 { JsonNumbers::Exact } else { JsonNumbers::Floats };
    let text = String::from_utf8_lossy(data);
    let mut session = Session::new(Arc::clone(assessor), MoneyUnit::Yuan, numbers, "{}").expect("nothing is refused");
    // The firm beside it, as texts of JSON.
    let mut firm: Vec<(&str, &str)> = Vec::new();
    for line in text.lines().take(MAX_CHANGES) {
        let (field, value) = line.split_once(' ').unwrap_or((line, ""));
        // The mark that some editors put first stands at the head of a firm, not of a value.
        let value = value.trim_start_matches('\u{feff}');
        let value = (!value.is_empty()).then_some(value);
        let mut changed = firm.clone();
        match (value, changed.iter().position(|(id, _)| *id == field)) {
            (Some(value), Some(at)) => changed[at].1 = value,
            (Some(value), None) => changed.push((field, value)),
            (None, Some(at)) => drop(changed.remove(at)),
            (None, None) => {}
        }
        let taken = session.set(field, value);
        // What is no JSON by itself may close the object around it.
        if value.is_some_and(|value| serde_json::from_str::<&RawValue>(value).is_err()) {
            assert!(taken.is_err(), "{line}");
            continue;
        }
        let whole = explained(assessor, numbers, &changed);
        assert_eq!(taken.is_ok(), whole.is_some(), "{line}");
        if let Some(whole) = whole {
            firm = changed;
            assert_eq!(session.explanation().to_json(), whole);
            assert_eq!(tiers(&session.answer_json()), tiers(&whole));
        }
    }
});

fn explained(assessor: &Assessor, numbers: JsonNumbers, fields: &[(&str, &str)]) -> Option<String> {
    let key = |text: &str| serde_json::Value::from(text).to_string();
    let entries: Vec<String> = fields.iter().map(|(id, value)| format!("{}:{value}", key(id))).collect();
    let mut firm = assessor.firm();
    firm.read_json(&format!("{{{}}}", entries.join(",")), numbers).ok()?;
    Some(assessor.explain(&firm, &mut Workspace::default()).with_distances().to_json())
}

fn tiers(answer: &str) -> serde_json::Value {
    let answer: serde_json::Value = serde_json::from_str(answer).expect("JSON");
    answer["tiers"].clone()
}
