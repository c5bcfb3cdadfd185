//! Journals of earlier releases: they read, their hashes hold, and they give the cases that they gave then.

use std::fs;
use std::path::PathBuf;

use peiyu::case::Case;
use peiyu::journal;

#[test]
fn golden_journals_replay() {
    let folder = fs::read_dir("../../tests/golden").unwrap().map(|e| e.unwrap().path());
    let journals: Vec<PathBuf> = folder.filter(|p| p.extension().is_some_and(|e| e == "jsonl")).collect();
    assert!(!journals.is_empty());
    for path in journals {
        let name = path.display();
        let text = fs::read_to_string(&path).unwrap();
        let entries = journal::read(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(journal::text(&entries), text, "{name}");
        let case = fs::read_to_string(path.with_extension("json")).unwrap();
        assert_eq!(Case::replay(&entries).unwrap().snapshot(), case.trim_end(), "{name}");
        assert_eq!(Case::from_snapshot(&case).unwrap(), Case::replay(&entries).unwrap(), "{name}");
    }
}
