//! Cases: an event applied to a dossier with its entry, a journal put together again, the size of what is kept.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use peiyu::case::{Case, Event};
use peiyu::journal;
use peiyu_benches::ladder::{Dossier, at};

/// Entries of the journal that is replayed.
const ENTRIES: usize = 1_000;

fn benches(c: &mut Criterion) {
    let mut dossier = Dossier::open();
    dossier.holds_the_first_title();
    let (update, firm) = (Event::new("update_first"), Dossier::firm());
    let now = at("2024-03-02T09:00:00+08:00");
    c.bench_function("a guarded transition with its entry", |b| {
        b.iter(|| black_box(dossier.case.apply(&dossier.library, &update, &firm, now).expect("an update is allowed")));
    });
    while dossier.journal.len() < ENTRIES {
        dossier.apply(&update, &firm, now);
    }
    c.bench_function("replay of 1 000 entries", |b| {
        b.iter(|| black_box(Case::replay(&dossier.journal).expect("a journal of our own")));
    });
    let text = journal::text(&dossier.journal);
    c.bench_function("1 000 entries read and held against their hashes", |b| {
        b.iter(|| black_box(journal::read(&text).expect("a journal of our own")));
    });
    let snapshot = dossier.case.snapshot();
    println!("a snapshot has {} bytes: a million of them {} MiB", snapshot.len(), (snapshot.len() * 1_000_000) >> 20);
}

criterion_group!(all, benches);
criterion_main!(all);
