//! What `peiyu codegen` writes for Python and TypeScript, put where those languages' tests compile and run it. Rust's is
//! compiled as part of the Rust example and of the command line's tests.

use std::fs;
use std::path::PathBuf;

use crate::process::{cargo, output, scratch};
use crate::steps::{Outcome, Steps};

/// The policies that code is written for: one with records, one with charts.
const POLICIES: [&str; 2] = ["gansu", "tests/charts/demo"];
/// The Python files.
pub const PYTHON: [&str; 2] = ["gansu.py", "demo.py"];
/// The TypeScript files.
pub const TYPESCRIPT: [&str; 2] = ["gansu.ts", "demo.ts"];

/// Where the files are.
fn folder() -> Result<PathBuf, String> {
    let folder = scratch()?.join("codegen");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}

/// Writes them.
pub fn run(steps: &mut Steps) {
    steps.step("code for Python and TypeScript", || {
        POLICIES.iter().zip(PYTHON).try_for_each(|(policy, file)| write("python", policy, file))?;
        POLICIES.iter().zip(TYPESCRIPT).try_for_each(|(policy, file)| write("ts", policy, file))
    });
}

/// The folder, where every file of a language has been written.
pub fn written(files: &[&str]) -> Option<PathBuf> {
    folder().ok().filter(|folder| files.iter().all(|name| folder.join(name).is_file()))
}

fn write(language: &str, policy: &str, name: &str) -> Outcome {
    let code = output(cargo(&["run", "--release", "-q", "-p", "peiyu-cli", "--", "codegen", language, policy]))?;
    let file = folder()?.join(name);
    fs::write(&file, code).map_err(|e| format!("{}: {e}", file.display()))
}
