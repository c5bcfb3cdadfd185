//! Tables from strangers: headers, mappings and cells are understood or refused, and what the strict reader takes means the
//! same in a cell.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::assess::sheet::Mapping;
use peiyu::assess::{Assessor, MoneyUnit};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json};
use peiyu_fuzz::{assess, assessors};

const MAPPING: u8 = 0x80;
const TEN_THOUSAND: u8 = 0x40;

fuzz_target!(|data: &[u8]| {
    let Some((flags, data)) = data.split_first() else { return };
    let all = assessors();
    let assessor = &all[usize::from(flags & 0x3f) % all.len()];
    let unit = if flags & TEN_THOUSAND == 0 { MoneyUnit::Yuan } else { MoneyUnit::TenThousand };
    let text = String::from_utf8_lossy(data);
    // A mapping stands on the first line.
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    if flags & MAPPING == 0 {
        table(assessor, unit, None, &text);
    } else if let Ok(tree) = json::parse(first, MAX_DEPTH, MAX_BYTES) {
        match assessor.mapping(&tree) {
            Ok(mapping) => table(assessor, unit, Some(&mapping), rest),
            Err(e) => drop(e.to_string()),
        }
    }
});

fn table(assessor: &Assessor, unit: MoneyUnit, mapping: Option<&Mapping>, text: &str) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let Ok(header) = reader.headers().cloned() else { return };
    let names: Vec<&str> = header.iter().collect();
    let found = match assessor.columns(&names, mapping.unwrap_or(&Mapping::default())) {
        Ok(found) => found,
        Err(e) => return drop(e.to_string()),
    };
    assert_eq!(found.columns.len(), names.len());
    for warning in &found.warnings {
        let _ = warning.to_string();
    }
    let mut firm = assessor.firm();
    let mut strict = assessor.firm();
    firm.money_unit(unit);
    strict.money_unit(unit);
    for row in reader.records().take(5).filter_map(Result::ok) {
        firm.clear();
        for (column, cell) in found.columns.iter().zip(&row) {
            let set = firm.set_cell(column, cell);
            if let Ok(number) = cell.trim().parse::<f64>() {
                let mut other = assessor.firm();
                let _ = other.set_cell_float(column, number, cell.len() % 2 == 0);
            }
            let Some(slot) = column.slot().filter(|_| column.unit().is_none() && mapping.is_none()) else { continue };
            strict.clear();
            if strict.set_text(slot, cell.trim()).is_ok() {
                assert!(set.is_ok(), "a cell refuses what is a fact: {cell:?}");
                assert_eq!(firm.cells()[slot as usize], strict.cells()[slot as usize], "{cell:?}");
            } else if let Err(e) = set {
                let _ = e.to_string();
            }
        }
        assess(assessor, &firm);
    }
}
