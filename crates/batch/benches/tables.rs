//! A table of firms: all answers of one tier and of three, per firm and with all threads.

#[path = "../tests/tables/mod.rs"]
mod tables;

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use peiyu::assess::Assessor;
use peiyu::assess::sheet::Mapping;
use peiyu::policy::{Choice, Policy};
use peiyu_batch::{Control, Options, Table};
use peiyu_handwritten::sample::Random;
use tables::{Rows, Shape};

const FIRMS: usize = 1 << 17;

fn benches(c: &mut Criterion) {
    let policy = Policy::load(&peiyu_workflows::documents().expect("they load"), "cn").expect("it loads");
    let mut group = c.benchmark_group("tables");
    group.throughput(Throughput::Elements(FIRMS as u64)).sample_size(10);
    for (name, tier, gaps) in [
        ("srdi", Some("srdi"), 0),
        ("three tiers", None, 0),
        ("three tiers, 1 % of the cells empty", None, 1),
        ("three tiers, 5 % of the cells empty", None, 5),
        ("three tiers, 30 % of the cells empty", None, 30),
    ] {
        let mut choice = Choice::on("2026-11-24".parse().expect("a day")).edition("2022");
        choice.tier = tier.map(str::to_owned);
        let assessor = Assessor::new(&policy, &choice).expect("an edition");
        let batch = Rows::random(&assessor, Shape { gaps, extremes: 0 }, FIRMS, &mut Random(7)).floats();
        let control = Control { cancelled: &AtomicBool::new(false), progress: &|_| {} };
        group.bench_function(name, |b| {
            b.iter(|| {
                let table = Table::new(&assessor, &batch.schema(), &Mapping::default(), Options::default()).expect("columns");
                black_box(table.assess(&batch, 0, &control).expect("answers"))
            });
        });
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
