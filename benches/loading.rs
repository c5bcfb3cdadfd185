//! Loading, linking and checking the largest policy, and making an edition ready to run.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use peiyu::assess::Assessor;
use peiyu::policy::{Choice, Policy};

fn benches(c: &mut Criterion) {
    c.bench_function("load and check gansu", |b| {
        b.iter(|| Policy::load(&peiyu_workflows::documents().expect("embedded documents load"), black_box("gansu")));
    });
    let policy = peiyu_benches::policy("gansu");
    let choice = Choice::on("2026-11-24".parse().expect("a day")).edition("2022");
    c.bench_function("make an edition ready", |b| b.iter(|| Assessor::new(black_box(&policy), &choice)));
}

criterion_group!(all, benches);
criterion_main!(all);
