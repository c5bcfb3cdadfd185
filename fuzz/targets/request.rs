//! Requests as hosts in other languages send them: refused with a reason, or what comes of it reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::assess::JsonNumbers;
use peiyu::case::{Case, Facts, Request};
use peiyu::journal;
use peiyu_fuzz::ladder;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let _ = Facts::by_digest(&text, JsonNumbers::Floats);
    for numbers in [JsonNumbers::Exact, JsonNumbers::Floats] {
        let request = match Request::from_json(&text, numbers) {
            Ok(request) => request,
            Err(e) => {
                assert!(!e.0.is_empty(), "refused without a reason");
                continue;
            }
        };
        for case in [None, Some(&ladder().case)] {
            match request.carry_out(&ladder().library, case) {
                Ok(applied) => {
                    assert_eq!(Case::from_snapshot(&applied.case.snapshot()).as_ref(), Ok(&applied.case));
                    let before = if case.is_some() { ladder().journal.as_slice() } else { &[] };
                    let all = [before, &applied.entries].concat();
                    let read = journal::read(&journal::text(&all)).expect("a journal of our own");
                    assert_eq!(Case::replay(&read).as_ref(), Ok(&applied.case));
                    let _ = (applied.case.next(&ladder().library), applied.to_json());
                }
                Err(refusal) => {
                    assert!(!refusal.diagnostics.0.is_empty(), "refused without a reason");
                    let _ = refusal.to_json();
                }
            }
        }
    }
});
