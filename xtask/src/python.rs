//! The Python module: one wheel is built and installed into an environment of its own, then checked and tested there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::codegen;
use crate::process::{command, quietly, root, run, run_watched, scratch};
use crate::shared::Shared;
use crate::steps::{Outcome, Steps};

/// Largest wheel, in bytes.
const LIMIT: u64 = 6_000_000;
/// The list of tools; installed again only when it changes.
const REQUIREMENTS: &str = "requirements-dev.txt";
/// What the abi3 wheel asks of the interpreter.
const RIGHT_VERSION: &str = "import sys; sys.exit(sys.version_info < (3, 11))";

/// Builds the wheel and installs it.
pub fn build(steps: &mut Steps) -> bool {
    let mut folders = Err(String::new());
    steps.step("tools of Python", || {
        folders = Folders::new();
        folders.as_ref().map_err(Clone::clone)?.install_tools()
    }) && folders.is_ok_and(|folders| {
        steps.step("build the wheel", || folders.build_wheel())
            && steps.step("size of the wheel", || size(&folders.wheel()?))
            && steps.step("install the wheel", || folders.install_wheel())
    })
}

/// Checks and tests the installed wheel. `shared` are the files that every language runs.
pub fn tests(steps: &mut Steps, shared: &Shared) {
    let folders = match Folders::new() {
        Ok(folders) => folders,
        Err(why) => {
            steps.step("the Python module", || Err(why));
            return;
        }
    };
    let python = |arguments: &[&str]| run(folders.python(arguments));
    // Examples and benchmarks in Python lie elsewhere, under the same rules.
    let all = [".", "../../examples/tables", "../../benches"];
    let ruff = |what: &[&str]| python(&[&["-m", "ruff"], what, &["--config", "pyproject.toml"], &all].concat());
    steps.step("ruff check", || ruff(&["check"]));
    steps.step("ruff format", || ruff(&["format", "--check"]));
    steps.step("mypy --strict", || python(&["-m", "mypy"]));
    steps.step("stubs as they are at run time", || {
        python(&["-m", "mypy.stubtest", "peiyu", "--mypy-config-file", "pyproject.toml"])
    });
    let generated = codegen::written(&codegen::PYTHON);
    if let Some(folder) = &generated {
        let [gansu, demo] = codegen::PYTHON.map(|name| folder.join(name));
        steps.step("types of generated code", || python(&["-m", "mypy", &gansu.to_string_lossy(), &demo.to_string_lossy()]));
    }
    steps.many("tests of the Python module", || pytest(&folders, shared, generated.as_deref()));
}

/// The environment's interpreter, with its tools, started at the root of the repository.
pub fn interpreter(arguments: &[&str]) -> Result<Command, String> {
    let folders = Folders::new()?;
    folders.install_tools()?;
    let mut python = folders.python(arguments);
    python.current_dir(root());
    Ok(python)
}

/// The environment's interpreter, where the wheel is installed.
pub fn installed() -> Option<PathBuf> {
    let folders = Folders::new().ok()?;
    let ready = folders.python(&["-c", "import peiyu"]).output().is_ok_and(|o| o.status.success());
    ready.then(|| folders.program())
}

fn pytest(folders: &Folders, shared: &Shared, generated: Option<&Path>) -> (u64, u64, Outcome) {
    let mut command = folders.python(&["-m", "pytest", "-q", "-ra", "--color=no"]);
    shared.tell(&mut command);
    if let Some(generated) = generated {
        command.env("PEIYU_CODEGEN", generated);
    }
    let (mut passed, mut failed) = (0, 0);
    let outcome = run_watched(command, false, |line| {
        if let Some(counts) = counts(line) {
            (passed, failed) = counts;
        }
    });
    (passed, failed, outcome)
}

/// Passed and failed of `2 failed, 120 passed, 1 skipped in 3.45s`, pytest's last line.
fn counts(line: &str) -> Option<(u64, u64)> {
    let (parts, time) = line.rsplit_once(" in ")?;
    time.split_whitespace().next()?.strip_suffix('s')?.parse::<f64>().ok()?;
    let (mut passed, mut failed) = (0, 0);
    for part in parts.split(", ") {
        let (number, word) = part.split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match word {
            "passed" => passed += number,
            "failed" | "error" | "errors" => failed += number,
            _ => {}
        }
    }
    Some((passed, failed))
}

fn size(wheel: &Path) -> Outcome {
    let bytes = fs::metadata(wheel).map_err(|e| format!("{}: {e}", wheel.display()))?.len();
    println!("{}: {bytes} bytes, at most {LIMIT}", wheel.display());
    if bytes <= LIMIT { Ok(()) } else { Err(format!("the wheel has {bytes} bytes, more than {LIMIT}")) }
}

/// Where things are.
struct Folders {
    source: PathBuf,
    environment: PathBuf,
    wheels: PathBuf,
}

impl Folders {
    fn new() -> Result<Self, String> {
        let scratch = scratch()?.join("python");
        fs::create_dir_all(&scratch).map_err(|e| format!("{}: {e}", scratch.display()))?;
        let (environment, wheels) = (scratch.join("environment"), scratch.join("wheels"));
        Ok(Folders { source: root().join("crates/python"), environment, wheels })
    }

    /// The interpreter of the environment.
    fn program(&self) -> PathBuf {
        self.environment.join(if cfg!(windows) { "Scripts" } else { "bin" }).join("python")
    }

    /// The interpreter of the environment, started beside the package's configuration.
    fn python(&self, arguments: &[&str]) -> Command {
        let mut python = command(&self.program().to_string_lossy(), arguments);
        python.current_dir(&self.source).env("PYTHONDONTWRITEBYTECODE", "1");
        // maturin starts cargo: what cargo sets for this package must not reach that build.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                python.env_remove(&name);
            }
        }
        python
    }

    /// Makes the environment and installs exactly what the list says, unless that is already there.
    fn install_tools(&self) -> Outcome {
        let (wanted, done) = (self.source.join(REQUIREMENTS), self.environment.join(REQUIREMENTS));
        let read = |path: &Path| fs::read(path).map_err(|e| format!("{}: {e}", path.display()));
        let wanted_text = read(&wanted)?;
        if fs::read(&done).is_ok_and(|text| text == wanted_text) && run(self.python(&["--version"])).is_ok() {
            return Ok(());
        }
        if !quietly("python3", &["-c", RIGHT_VERSION]) {
            return Err("Python 3.11 or later is needed (python3)".into());
        }
        if !quietly("python3", &["-c", "import ensurepip, venv"]) {
            return Err("Python's venv is missing (`apt-get install python3-venv` on Debian and Ubuntu)".into());
        }
        run(command("python3", &["-m", "venv", "--clear", &self.environment.to_string_lossy()]))?;
        run(self.python(&["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", REQUIREMENTS]))?;
        fs::write(&done, wanted_text).map_err(|e| format!("{}: {e}", done.display()))
    }

    fn build_wheel(&self) -> Outcome {
        // A wheel of another version must not be left beside the new one.
        if self.wheels.exists() {
            fs::remove_dir_all(&self.wheels).map_err(|e| format!("{}: {e}", self.wheels.display()))?;
        }
        run(self.python(&["-m", "maturin", "build", "--release", "--locked", "--out", &self.wheels.to_string_lossy()]))
    }

    /// The one wheel.
    fn wheel(&self) -> Result<PathBuf, String> {
        let entries = fs::read_dir(&self.wheels).map_err(|e| format!("{}: {e}", self.wheels.display()))?;
        let mut wheels = entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.extension() == Some(OsStr::new("whl")));
        wheels.next().ok_or_else(|| format!("{}: no wheel", self.wheels.display()))
    }

    fn install_wheel(&self) -> Outcome {
        let wheel = self.wheel()?;
        let mut pip = self.python(&["-m", "pip", "install", "-q", "--disable-pip-version-check"]);
        pip.args(["--no-index", "--no-deps", "--force-reinstall"]).arg(wheel);
        run(pip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_last_line_of_pytest() {
        assert_eq!(counts("2 failed, 120 passed, 1 skipped, 3 errors in 3.45s"), Some((120, 5)));
        assert_eq!(counts("1 passed in 62.10s (0:01:02)"), Some((1, 0)));
        assert_eq!(counts("FAILED tests/test_api.py::test_it - assert 1 in 2"), None);
    }
}
