//! What the benchmarks share: the policy and the same firms for the engine and for the hand-written rules.

pub mod ladder;

use peiyu::assess::{Assessor, Firm};
use peiyu::policy::{Choice, Policy};
use peiyu_handwritten::sample::{Random, facts, near_thresholds};

/// A policy of the repository.
///
/// # Panics
///
/// Where the documents do not load, which their tests rule out.
pub fn policy(id: &str) -> Policy {
    Policy::load(&peiyu_workflows::documents().expect("embedded documents load"), id).expect("embedded policies load")
}

/// An edition of the national rules, ready to run.
///
/// # Panics
///
/// Where the edition does not exist.
pub fn assessor(edition: &str) -> Assessor {
    let choice = Choice::on("2026-11-24".parse().expect("a day")).edition(edition);
    Assessor::new(&policy("cn"), &choice).expect("an edition of the national rules")
}

/// Firms at the thresholds, for the engine and for the hand-written rules.
///
/// # Panics
///
/// Where a sample is outside its domain, which the differential tests rule out.
pub fn firms(assessor: &Assessor, count: usize) -> Vec<(Firm<'_>, peiyu_handwritten::Firm)> {
    let mut random = Random(7);
    let make = |_| {
        let sample = near_thresholds(&mut random);
        let mut firm = assessor.firm();
        for (id, value) in facts(&sample) {
            firm.set(id, &value).expect("samples are inside their domains");
        }
        (firm, sample)
    };
    (0..count).map(make).collect()
}
