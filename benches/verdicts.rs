//! Verdicts of three tiers: the engine beside a hand-written function of the same rules, over the same firms.
//!
//! Read the ratio of the two, not the times: machines differ. `whole` is the full answer with score, failed criteria
//! and missing facts.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use peiyu::assess::VerdictWorkspace;
use peiyu::program::Workspace;
use peiyu_handwritten as hand;

/// Few enough to stay in the cache: the evaluators are compared, not the memory.
const FIRMS: usize = 256;

fn edition(c: &mut Criterion, edition: &str, rules: [fn(&hand::Firm) -> hand::Answer; 3]) {
    let assessor = peiyu_benches::assessor(edition);
    let firms = peiyu_benches::firms(&assessor, FIRMS);
    let mut group = c.benchmark_group(format!("three tiers of {edition}"));
    group.throughput(Throughput::Elements(FIRMS as u64));
    group.bench_function("hand-written", |b| {
        b.iter(|| {
            for (_, firm) in &firms {
                for rule in rules {
                    black_box(rule(black_box(firm)));
                }
            }
        });
    });
    group.bench_function("verdicts", |b| {
        let (mut workspace, mut out) = (VerdictWorkspace::default(), Vec::new());
        b.iter(|| {
            for (firm, _) in &firms {
                assessor.verdicts(black_box(firm), &mut workspace, &mut out);
                black_box(&out);
            }
        });
    });
    group.bench_function("whole", |b| {
        let mut workspace = Workspace::default();
        b.iter(|| {
            for (firm, _) in &firms {
                black_box(assessor.assess_with(black_box(firm), &mut workspace));
            }
        });
    });
    group.finish();
}

fn benches(c: &mut Criterion) {
    edition(c, "2022", [hand::innovative_2022, hand::srdi_2022, hand::little_giant_2022]);
    edition(c, "2026", [hand::innovative_2022, hand::srdi_2026, hand::little_giant_2026]);
}

criterion_group!(all, benches);
criterion_main!(all);
