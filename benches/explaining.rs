//! Why: a firm's answer with its reasons, how far off it is, and the page that is handed out.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use peiyu::diagnostic::Lang;
use peiyu::program::Workspace;

fn benches(c: &mut Criterion) {
    for edition in ["2022", "2026"] {
        let assessor = peiyu_benches::assessor(edition);
        let firms = peiyu_benches::firms(&assessor, 256);
        let mut workspace = Workspace::default();
        let mut next = firms.iter().cycle();
        c.bench_function(&format!("{edition}: explained, three tiers"), |b| {
            b.iter_batched(
                || &next.next().expect("firms in a circle").0,
                |firm| {
                    let explanation = assessor.explain(firm, &mut workspace);
                    (0..explanation.assessment.tiers.len()).map(|tier| explanation.reasons(tier).len()).sum::<usize>()
                },
                BatchSize::SmallInput,
            );
        });
        c.bench_function(&format!("{edition}: a page with distances"), |b| {
            b.iter_batched(
                || &next.next().expect("firms in a circle").0,
                |firm| black_box(assessor.explain(firm, &mut workspace).with_distances().to_html(Lang::Zh)),
                BatchSize::SmallInput,
            );
        });
    }
}

criterion_group!(all, benches);
criterion_main!(all);
