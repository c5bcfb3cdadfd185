//! What crosses to other languages, natively: a firm's facts set from text, from JSON, the answer as JSON. Python's
//! and JavaScript's benchmarks are read beside these.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use peiyu::assess::JsonNumbers;
use peiyu::program::Workspace;
use peiyu_handwritten::sample::{Random, facts, near_thresholds};
use serde_json::{Map, Value};

fn benches(c: &mut Criterion) {
    let assessor = peiyu_benches::assessor("2022");
    let given = facts(&near_thresholds(&mut Random(7)));
    let object: Map<String, Value> = given.iter().map(|(id, value)| ((*id).to_owned(), Value::from(value.as_str()))).collect();
    let text = Value::Object(object).to_string();
    let mut workspace = Workspace::default();
    c.bench_function("facts set by name, assessed", |b| {
        b.iter(|| {
            let mut firm = assessor.firm();
            for (id, value) in &given {
                firm.set(id, value).expect("samples are inside their domains");
            }
            black_box(assessor.assess_with(&firm, &mut workspace));
        });
    });
    c.bench_function("firm from JSON, answer to JSON", |b| {
        b.iter(|| {
            let mut firm = assessor.firm();
            firm.read_json(black_box(&text), JsonNumbers::Exact).expect("samples are inside their domains");
            black_box(assessor.assess_with(&firm, &mut workspace).to_json())
        });
    });
}

criterion_group!(all, benches);
criterion_main!(all);
