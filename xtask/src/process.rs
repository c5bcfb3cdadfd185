//! Programs started from tasks: always in the repository's root, without a shell.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::steps::Outcome;

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// A program with arguments.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that runs this task.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = command(&cargo, arguments);
    // What cargo sets for this package must not reach builds of others.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a program; anything but exit code 0 is a failure.
pub fn run(mut command: Command) -> Outcome {
    let shown = shown(&command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}`: {status}")),
        Err(e) => Err(format!("`{shown}` can't be started: {e}")),
    }
}

/// Runs a program with its output in a file.
pub fn run_into(mut command: Command, file: &Path) -> Outcome {
    command.stdout(File::create(file).map_err(|e| format!("{}: {e}", file.display()))?);
    run(command)
}

/// Runs a program without showing anything; whether it succeeded.
pub fn quietly(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// What a program prints.
pub fn output(mut command: Command) -> Result<String, String> {
    let shown = shown(&command);
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| format!("`{shown}` can't be started: {e}"))?;
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|_| format!("`{shown}` does not print UTF-8"))
    } else {
        Err(format!("`{shown}`: {}", output.status))
    }
}

/// What a program prints on standard output, and whether it succeeded: for one whose failure is an answer.
pub fn output_of(mut command: Command) -> Result<(bool, String), String> {
    let shown = shown(&command);
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| format!("`{shown}` can't be started: {e}"))?;
    let text = String::from_utf8(output.stdout).map_err(|_| format!("`{shown}` does not print UTF-8"))?;
    Ok((output.status.success(), text))
}

/// Runs a program, shows what it prints on standard output or error and hands each line on.
pub fn run_watched(mut command: Command, errors: bool, mut line: impl FnMut(&str)) -> Outcome {
    let shown = shown(&command);
    if errors {
        command.stderr(Stdio::piped());
    } else {
        command.stdout(Stdio::piped());
    }
    let mut child = command.spawn().map_err(|e| format!("`{shown}` can't be started: {e}"))?;
    let pipe: Option<Box<dyn Read>> = if errors {
        child.stderr.take().map(|p| Box::new(p) as Box<dyn Read>)
    } else {
        child.stdout.take().map(|p| Box::new(p) as Box<dyn Read>)
    };
    let mut reader = BufReader::new(pipe.ok_or("no pipe")?);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).map_err(|e| e.to_string())? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        print!("{text}");
        line(text.trim_end());
        bytes.clear();
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}`: {status}")),
        Err(e) => Err(format!("`{shown}`: {e}")),
    }
}

fn shown(command: &Command) -> String {
    let parts = std::iter::once(command.get_program()).chain(command.get_args());
    let text: Vec<_> = parts.map(|p| p.to_string_lossy()).collect();
    text.join(" ")
}

/// Where cargo puts what it builds.
pub fn target_directory() -> Result<PathBuf, String> {
    let text = output(cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|e| format!("cargo metadata: {e}"))?;
    let directory = value.get("target_directory").and_then(|d| d.as_str()).ok_or("cargo metadata names no target directory")?;
    Ok(directory.into())
}

/// A folder for what tasks write down, inside cargo's.
pub fn scratch() -> Result<PathBuf, String> {
    let folder = target_directory()?.join("xtask");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}

/// Runs tests of Node that report in TAP, and counts them.
pub fn run_tap(node: Command) -> (u64, u64, Outcome) {
    let (mut passed, mut failed) = (0, 0);
    let outcome = run_watched(node, false, |line| {
        passed += line.strip_prefix("# pass ").and_then(|n| n.parse().ok()).unwrap_or(0);
        failed += line.strip_prefix("# fail ").and_then(|n| n.parse().ok()).unwrap_or(0);
    });
    (passed, failed, outcome)
}
