//! Journals and snapshots from strangers: refused with a reason, or a case that its own journal and snapshot give again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::case::Case;
use peiyu::journal;
use peiyu_fuzz::ladder;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match journal::read(&text) {
        Err(e) => assert!(!e.0.is_empty(), "refused without a reason"),
        Ok(entries) => {
            assert_eq!(journal::read(&journal::text(&entries)).as_ref(), Ok(&entries));
            // Whatever it tells, doing it again ends.
            let _ = Case::verify(&ladder().library, &entries, |_| None);
            if let Ok(case) = Case::replay(&entries) {
                assert_eq!(Case::from_snapshot(&case.snapshot()).as_ref(), Ok(&case));
            }
        }
    }
    match Case::from_snapshot(&text) {
        Err(e) => assert!(!e.0.is_empty(), "refused without a reason"),
        Ok(case) => {
            assert_eq!(Case::from_snapshot(&case.snapshot()).as_ref(), Ok(&case));
            // A case that no journal of ours could have made is refused, not believed.
            let now = ladder().now;
            let _ = (case.due(&ladder().library, now), case.advance(&ladder().library, now));
        }
    }
});
