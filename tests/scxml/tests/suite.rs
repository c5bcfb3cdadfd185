//! The scenarios of `@scion-scxml/test-framework`, from an installed copy: every document that uses no data, script or
//! invocation is played. `RESULTS.md` lists them all; it is made by this test and compared with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use peiyu_scxml::play::{Outcome, play};

fn documents(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            documents(&path, out);
        } else if path.extension().is_some_and(|e| e == "scxml") {
            out.push(path);
        }
    }
}

fn results(folder: &Path) -> (String, usize, usize) {
    let mut paths = Vec::new();
    documents(folder, &mut paths);
    paths.sort();
    let (mut lines, mut reasons) = (String::new(), BTreeMap::<String, usize>::new());
    let (mut passed, mut failed) = (0, 0);
    for path in &paths {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        // A document that others include has no scenario.
        let outcome = match fs::read_to_string(path.with_extension("json")) {
            Ok(scenario) => play(&fs::read_to_string(path).unwrap(), &scenario),
            Err(_) => Outcome::NotPlayed("no scenario".into()),
        };
        match outcome {
            Outcome::Pass => {
                passed += 1;
                writeln!(lines, "| {name} | pass |").unwrap();
            }
            Outcome::Fail(why) => {
                failed += 1;
                writeln!(lines, "| {name} | **fail**: {why} |").unwrap();
            }
            Outcome::NotPlayed(why) => {
                *reasons.entry(why.clone()).or_default() += 1;
                writeln!(lines, "| {name} | not played: {why} |").unwrap();
            }
        }
    }
    let mut out = format!(
        "# Statechart scenarios of @scion-scxml/test-framework\n\nMade by `tests/scxml`; of {} documents {passed} pass, {failed} fail, {} are not played:\n\n",
        paths.len(),
        paths.len() - passed - failed
    );
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for (why, count) in reasons {
        writeln!(out, "- {count}: {why}").unwrap();
    }
    out += "\n| document | result |\n|---|---|\n";
    (out + &lines, passed, failed)
}

/// `PEIYU_SCXML` is the folder `test` of the installed package; `cargo xtask test` installs it.
#[test]
#[ignore = "needs PEIYU_SCXML, the scenarios of @scion-scxml/test-framework: run by cargo xtask test"]
fn the_scenarios_of_the_test_framework() {
    let folder = PathBuf::from(env::var_os("PEIYU_SCXML").expect("PEIYU_SCXML names the folder of the scenarios"));
    let (found, passed, _) = results(&folder);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md");
    if env::var_os("PEIYU_SCXML_WRITE").is_some() {
        fs::write(&kept, &found).unwrap();
    }
    assert!(passed >= 90, "{passed} pass");
    assert_eq!(fs::read_to_string(kept).unwrap(), found);
}
