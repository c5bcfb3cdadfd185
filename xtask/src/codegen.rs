//! What `peiyu codegen` writes for Python and TypeScript, put where those languages' tests compile and run it. Rust's is
//! compiled as part of the Rust example.

use std::fs;
use std::path::PathBuf;

use crate::process::{cargo, output, scratch};
use crate::steps::{Outcome, Steps};

/// The policy that code is written for.
const POLICY: &str = "gansu";
/// The Python file.
pub const PYTHON: &str = "gansu.py";
/// The TypeScript file.
pub const TYPESCRIPT: &str = "gansu.ts";

/// Where the files are.
pub fn folder() -> Result<PathBuf, String> {
    let folder = scratch()?.join("codegen");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}

/// Writes them.
pub fn run(steps: &mut Steps) {
    steps.step("code for Python and TypeScript", || write("python", PYTHON).and_then(|()| write("ts", TYPESCRIPT)));
}

fn write(language: &str, name: &str) -> Outcome {
    let code = output(cargo(&["run", "--release", "-q", "-p", "peiyu-cli", "--", "codegen", language, POLICY]))?;
    let file = folder()?.join(name);
    fs::write(&file, code).map_err(|e| format!("{}: {e}", file.display()))
}
