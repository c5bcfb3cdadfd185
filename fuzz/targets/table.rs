//! Tables from strangers: columns of any type with any values. What a table says of a firm is what the firm is told by
//! itself, and values that can't be used are unknown.
#![no_main]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray,
    StringViewArray,
};
use libfuzzer_sys::fuzz_target;
use peiyu::assess::sheet::{Column, Mapping};
use peiyu::assess::{Assessor, Firm};
use peiyu_batch::{Control, OnError, Options, Table};
use peiyu_fuzz::assessors;

/// Rows of a table.
const ROWS: usize = 3;
/// Most columns.
const COLUMNS: usize = 80;

fuzz_target!(|data: &[u8]| {
    let Some((flags, mut data)) = data.split_first() else { return };
    let all = assessors();
    let assessor = &all[usize::from(*flags) % all.len()];
    let facts = assessor.facts().slots();
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    // A byte for the fact, one for the type, and the values.
    while let ([fact, kind, rest @ ..], true) = (data, columns.len() < COLUMNS) {
        let id = &facts[usize::from(*fact) % facts.len()].id;
        let (array, rest) = array(*kind, rest);
        data = rest;
        if columns.iter().all(|(name, _)| name != id) {
            columns.push((id.clone(), array));
        }
    }
    if !columns.is_empty() {
        compare(assessor, columns);
    }
});

fn array(kind: u8, data: &[u8]) -> (ArrayRef, &[u8]) {
    let mut rest = data;
    let mut taken = |n: usize| {
        let (bytes, more) = rest.split_at(n.min(rest.len()));
        rest = more;
        (!bytes.is_empty()).then(|| bytes.to_vec())
    };
    let mut number = || taken(8).map(|b| u64::from_le_bytes(std::array::from_fn(|i| b.get(i).copied().unwrap_or(0))));
    let array: ArrayRef = match kind % 8 {
        0 => Arc::new(Int64Array::from_iter((0..ROWS).map(|_| number().map(|n| n as i64)))),
        1 => Arc::new(Float64Array::from_iter((0..ROWS).map(|_| number().map(f64::from_bits)))),
        2 => Arc::new(Float64Array::from_iter((0..ROWS).map(|_| number().map(|n| (n as u32) as f64 / 100.0)))),
        3 => Arc::new(Int64Array::from_iter((0..ROWS).map(|_| number().map(|n| i64::from(n as u16))))),
        4 => Arc::new(BooleanArray::from_iter((0..ROWS).map(|_| number().map(|n| n & 1 == 1)))),
        5 => {
            let scale = i8::try_from(kind / 8 % 20).unwrap_or(0);
            let values = (0..ROWS).map(|_| number().map(|n| i128::from(n as i64)));
            Arc::new(Decimal128Array::from_iter(values).with_precision_and_scale(38, scale).expect("it fits"))
        }
        _ => {
            let texts: Vec<Option<String>> = (0..ROWS)
                .map(|_| {
                    let len = usize::from(taken(1)?[0] % 24);
                    taken(len).map(|b| String::from_utf8_lossy(&b).into_owned())
                })
                .collect();
            match kind / 8 % 3 {
                0 => Arc::new(StringArray::from(texts)),
                1 => Arc::new(StringViewArray::from_iter(texts)),
                _ => Arc::new(texts.iter().map(Option::as_deref).collect::<DictionaryArray<Int32Type>>()),
            }
        }
    };
    (array, rest)
}

/// A cell as the scalar reader takes it; what it refuses is unknown.
fn set(firm: &mut Firm, column: &Column, id: &str, array: &ArrayRef, row: usize) {
    let _ = if array.is_null(row) {
        firm.set_null(id)
    } else if let Some(floats) = array.as_primitive_opt::<arrow_array::types::Float64Type>() {
        firm.set_cell_float(column, floats.value(row), false)
    } else {
        let text = if let Some(flags) = array.as_boolean_opt() {
            flags.value(row).to_string()
        } else if let Some(integers) = array.as_primitive_opt::<arrow_array::types::Int64Type>() {
            integers.value(row).to_string()
        } else if let Some(decimals) = array.as_primitive_opt::<arrow_array::types::Decimal128Type>() {
            decimals.value_as_string(row)
        } else if let Some(texts) = array.as_string_opt::<i32>() {
            texts.value(row).to_owned()
        } else if let Some(texts) = array.as_string_view_opt() {
            texts.value(row).to_owned()
        } else {
            let keys = array.as_dictionary::<Int32Type>();
            let texts = keys.values().as_string::<i32>();
            texts.value(usize::try_from(keys.keys().value(row)).expect("a key")).to_owned()
        };
        firm.set_cell(column, &text)
    };
}

fn compare(assessor: &Assessor, columns: Vec<(String, ArrayRef)>) {
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let bound = assessor.columns(&names, &Mapping::default()).expect("ids are columns").columns;
    let batch = RecordBatch::try_from_iter_with_nullable(columns.iter().map(|(n, a)| (n, a.clone(), true))).expect("a batch");
    let options = Options { on_error: OnError::Unknown, keep: Some(Vec::new()), ..Options::default() };
    let table = Table::new(assessor, &batch.schema(), &Mapping::default(), options).expect("columns that can be read");
    let control = Control { cancelled: &AtomicBool::new(false), progress: &|_| {} };
    let answers = table.assess(&batch, 0, &control).expect("answers");
    for row in 0..ROWS {
        let mut firm = assessor.firm();
        for (column, (id, array)) in bound.iter().zip(&columns) {
            set(&mut firm, column, id, array, row);
        }
        for tier in &assessor.assess(&firm).tiers {
            let verdicts = answers[0].column_by_name(&format!("{}_verdict", tier.tier)).expect("a column").clone();
            let verdicts = verdicts.as_dictionary::<Int8Type>();
            let key = usize::try_from(verdicts.keys().value(row)).expect("a key");
            assert_eq!(verdicts.values().as_string::<i32>().value(key), tier.verdict.id(), "{} of {columns:?}", tier.tier);
        }
    }
}
