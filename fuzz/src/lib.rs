//! What the fuzz targets share. Each of them hands bytes from strangers to the engine, which must answer or refuse, and
//! never panic, hang or contradict itself.

pub mod facts;
mod ladder;
pub mod records;

pub use ladder::{Ladder, ladder};

use std::sync::OnceLock;

use peiyu::assess::{Assessor, Firm, Verdict, VerdictWorkspace};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};

/// The small policy of the engine's own tests: every section of the format once.
const SMALL: [(&str, &str); 6] = [
    ("base/base", include_str!("../../tests/documents/good/base.yaml")),
    ("base/2025", include_str!("../../tests/documents/good/base_2025.yaml")),
    ("overlay/2025", include_str!("../../tests/documents/good/overlay.yaml")),
    ("records/records", include_str!("../../tests/documents/good/records.yaml")),
    ("records/2025", include_str!("../../tests/documents/good/records_2025.yaml")),
    ("records/2026", include_str!("../../tests/documents/good/records_2026.yaml")),
];

/// The small policy's documents.
pub fn small() -> &'static DocumentSet {
    static SET: OnceLock<DocumentSet> = OnceLock::new();
    SET.get_or_init(|| {
        let mut set = DocumentSet::new();
        for (id, text) in SMALL {
            set.add_yaml(id, id, text).expect("the small policy is valid");
        }
        set
    })
}

/// The embedded documents.
pub fn embedded() -> &'static DocumentSet {
    static SET: OnceLock<DocumentSet> = OnceLock::new();
    SET.get_or_init(|| peiyu_workflows::documents().expect("the embedded documents are valid"))
}

/// Every way of choosing rules of a policy: each edition and each call by its name, and a day.
pub fn choices(policy: &Policy) -> Vec<Choice> {
    let common = &policy.linked().common.document;
    let day = || Choice::on("2026-11-24".parse().expect("a day"));
    let editions = common.editions.keys().map(|id| day().edition(id));
    let calls = common.calls.keys().map(|id| day().call(id));
    editions.chain(calls).chain([day()]).collect()
}

/// The small and the national policy, ready to run, once for every choice.
pub fn assessors() -> &'static [Assessor] {
    static ALL: OnceLock<Vec<Assessor>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut out = Vec::new();
        for (set, id) in [(small(), "base"), (embedded(), "cn"), (small(), "records")] {
            let policy = Policy::load(set, id).expect("the policies of this repository load");
            out.extend(choices(&policy).iter().filter_map(|c| Assessor::new(&policy, c).ok()));
        }
        out
    })
}

/// Assesses a firm both ways and holds the answers against each other.
pub fn assess(assessor: &Assessor, firm: &Firm) {
    let whole = assessor.assess(firm);
    let mut verdicts = Vec::new();
    assessor.verdicts(firm, &mut VerdictWorkspace::default(), &mut verdicts);
    let same: Vec<Verdict> = whole.tiers.iter().map(|t| t.verdict).collect();
    assert_eq!(verdicts, same, "the short way and the whole answer differ");
    for tier in &whole.tiers {
        assert!(tier.verdict == Verdict::Fail || tier.failed.is_empty(), "failed criteria without a failure");
        assert!(tier.verdict == Verdict::Unknown || tier.missing.is_empty(), "missing facts although decided");
        for problem in &tier.problems {
            let _ = problem.diagnostic.to_string();
        }
    }
}
