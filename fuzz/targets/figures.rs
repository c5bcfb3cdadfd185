//! Figures for targets as hosts supply them: refused with a reason and a place, or told back with a state.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use peiyu::assess::measure::{Figures, Measures};
use peiyu::policy::Policy;
use peiyu_fuzz::embedded;
use serde_json::Value;

/// Gansu's measures before, on and after the last day of its targets.
static MEASURES: LazyLock<Vec<Measures>> = LazyLock::new(|| {
    let policy = Policy::load(embedded(), "gansu").expect("an embedded policy");
    let days = ["2024-09-08", "2025-12-31", "2026-01-01"];
    days.map(|day| Measures::new(&policy, day.parse().expect("a day")).expect("its measures")).into()
});

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let figures = match Figures::from_json(&text) {
        Ok(figures) => figures,
        Err(e) => {
            assert!(!e.0.is_empty(), "refused without a reason");
            return;
        }
    };
    for measures in MEASURES.iter() {
        let Ok(told) = measures.targets_json(&figures, None) else { continue };
        let told: Value = serde_json::from_str(&told).expect("the engine's JSON");
        for target in told.as_array().expect("a list") {
            let reached = target["state"] == "reached";
            assert_eq!(target["lacking"].is_null(), reached || target["figure"].is_null(), "{target}");
        }
    }
});
