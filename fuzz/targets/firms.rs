//! Firms from strangers, as CSV rows and as JSON objects: each value is taken or refused, and what was taken is
//! assessed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::assess::{Assessor, JsonNumbers, MAX_ERRORS, MoneyUnit};
use peiyu::document::tree::Node;
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json};
use peiyu_fuzz::{assess, assessors};

const JSON: u8 = 0x80;
const TEN_THOUSAND: u8 = 0x40;

fuzz_target!(|data: &[u8]| {
    let Some((flags, data)) = data.split_first() else { return };
    let all = assessors();
    let assessor = &all[usize::from(flags & 0x3f) % all.len()];
    let unit = if flags & TEN_THOUSAND == 0 { MoneyUnit::Yuan } else { MoneyUnit::TenThousand };
    if flags & JSON == 0 { rows(assessor, unit, data) } else { object(assessor, unit, data) }
});

fn rows(assessor: &Assessor, unit: MoneyUnit, data: &[u8]) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(data);
    let Ok(header) = reader.headers().cloned() else { return };
    let mut firm = assessor.firm();
    firm.money_unit(unit);
    for row in reader.records().take(20).filter_map(Result::ok) {
        firm.clear();
        for (id, text) in header.iter().zip(&row) {
            if let Err(e) = firm.set(id.trim(), text.trim()) {
                let _ = e.to_string();
            }
        }
        assess(assessor, &firm);
    }
}

fn object(assessor: &Assessor, unit: MoneyUnit, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = |numbers| {
        let mut firm = assessor.firm();
        firm.money_unit(unit);
        let refused = firm.read_json(&text, numbers).err().map_or(0, |e| {
            let _ = e.to_string();
            e.0.len()
        });
        assess(assessor, &firm);
        refused
    };
    read(JsonNumbers::Floats);
    let whole = read(JsonNumbers::Exact);
    if let Ok(tree) = json::parse(&text, MAX_DEPTH, MAX_BYTES)
        && let Node::Map(entries) = tree.node
    {
        let mut firm = assessor.firm();
        firm.money_unit(unit);
        // A list of records comes after all facts, as it does in an object.
        let (lists, facts): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(id, _)| assessor.facts().kind(id).is_some());
        let one_by_one = facts.into_iter().chain(lists).map(|entry| firm.read_entries(&[entry], JsonNumbers::Exact).len());
        let refused: usize = one_by_one.sum();
        assert_eq!(refused.min(MAX_ERRORS), whole, "one by one and as an object, as many fields are refused");
    }
}
