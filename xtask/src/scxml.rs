//! The statechart scenarios of `@scion-scxml/test-framework`, from npm: they are installed, not kept here.

use crate::process::{cargo, command, run, run_watched, scratch};
use crate::steps::{Outcome, Steps};

/// The release that `tests/scxml/RESULTS.md` lists.
const PACKAGE: &str = "@scion-scxml/test-framework@2.0.16";

/// Installs the scenarios and plays them.
pub fn run_suite(steps: &mut Steps) {
    if steps.step("install the statechart scenarios", install) {
        steps.step("the statechart scenarios", play);
    }
}

fn install() -> Outcome {
    let folder = scratch()?.join("scxml");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut npm = command("npm", &["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", PACKAGE]);
    npm.args(["--prefix"]).arg(&folder);
    run(npm)
}

fn play() -> Outcome {
    let scenarios = scratch()?.join("scxml/node_modules/@scion-scxml/test-framework/test");
    let mut test = cargo(&["test", "-p", "peiyu-scxml", "--", "--ignored"]);
    test.env("PEIYU_SCXML", scenarios);
    run_watched(test, false, |_| {})
}
