//! Documents from strangers, alone and on top of the small or the national policy: refused with a reason, or loaded and
//! run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::assess::Assessor;
use peiyu::assess::measure::{Figures, Measures, Tally};
use peiyu::diagnostic::Diagnostics;
use peiyu::document::DocumentSet;
use peiyu::policy::Policy;
use peiyu::program::Workspace;
use peiyu_fuzz::{assess, choices, embedded, small};

const JSON: u8 = 1;
const SMALL: u8 = 2;
const EMBEDDED: u8 = 4;

fuzz_target!(|data: &[u8]| {
    let Some((flags, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let mut set = if flags & EMBEDDED != 0 {
        embedded().clone()
    } else if flags & SMALL != 0 {
        small().clone()
    } else {
        DocumentSet::new()
    };
    let added = if flags & JSON == 0 {
        set.add_yaml("fuzz/document", "document.yaml", &text)
    } else {
        set.add_json("fuzz/document", "document.json", &text)
    };
    if let Err(e) = added {
        shown(&e);
        return;
    }
    let Some(id) = set.iter().last().map(|l| l.document.policy.clone()) else { return };
    let policy = match Policy::load(&set, &id) {
        Ok(policy) => policy,
        Err(e) => return shown(&e),
    };
    // Many editions and calls would only repeat the work.
    for choice in choices(&policy).iter().take(8) {
        match Assessor::new(&policy, choice) {
            Ok(assessor) => assess(&assessor, &assessor.firm()),
            Err(e) => shown(&e),
        }
        match Measures::new(&policy, choice.as_of.unwrap_or(choice.today)) {
            Ok(measures) => tell(&measures),
            Err(e) => shown(&e),
        }
    }
});

fn tell(measures: &Measures) {
    let (mut tally, mut workspace) = (Tally::default(), Workspace::default());
    let firm = measures.firm();
    let _ = (measures.list_json(), measures.explain(&firm, &mut workspace).to_json());
    let _ = measures.count(&firm, &mut tally, &mut workspace).to_json();
    let _ = measures.tally_json(&tally, &Figures::default());
}

fn shown(errors: &Diagnostics) {
    assert!(!errors.0.is_empty(), "refused without a reason");
    let _ = errors.to_string();
}
