//! `cargo xtask test`: everything that must hold before a change is taken, quick checks first; `cargo xtask gate`: what
//! takes hours.

use crate::process::{cargo, run, run_watched};
use crate::shared::Shared;
use crate::steps::{Outcome, Steps};
use crate::{cases, codegen, differential, docs, fuzz, measures, names, python, scenarios, schema, scxml, tools, wasm, web};

/// Runs every step.
pub fn all(steps: &mut Steps) {
    steps.step("tools", tools::check);
    steps.step("formatting", || run(cargo(&["fmt", "--all", "--check"])));
    steps.step("formatting of the fuzz targets", || run(cargo(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])));
    steps.step("the engine names no tier, fact or province", names::check);
    steps.step("schemas and the table of functions are up to date", || schema::run(true));
    // It compiles the benchmarks, too; they are built and run by the gate.
    steps.step("clippy", || run(cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    steps.step("the engine without YAML", || {
        run(cargo(&["check", "-p", "peiyu", "--no-default-features", "--features", "self-contained"]))
    });
    steps.step("the engine of a JavaScript host", || {
        run(cargo(&["clippy", "-p", "peiyu", "--no-default-features", "--features", "js", "--", "-D", "warnings"]))
    });
    steps.many("tests and documentation tests", rust_tests);
    cases::run(steps);
    measures::run(steps);
    steps.many("tests of the oracle", oracle_tests);
    command_line(steps);
    steps.step("assess the example firms", || {
        run(cargo(&["run", "--release", "-q", "-p", "peiyu-cli", "--", "assess", "examples/enterprises.csv"]))
    });
    steps.step("check the policies", || run(cargo(&["run", "--release", "-q", "-p", "peiyu-cli", "--", "check", "workflows"])));
    scenarios::run(steps);
    steps.step("run the example in Rust", || run(cargo(&["run", "-q", "-p", "peiyu-example"])));
    steps.step("run the example of a case in Rust", || run(cargo(&["run", "-q", "-p", "peiyu-example", "--bin", "case"])));
    differential::compare(steps, &differential::SHORT);
    codegen::run(steps);
    other_languages(steps);
    docs::snippets(steps);
    docs::site(steps);
    scxml::run_suite(steps);
    fuzz::run(steps, fuzz::SHORT, &[]);
}

/// The `peiyu` command, as users have it; whether it was built.
pub fn command_line(steps: &mut Steps) -> bool {
    steps.step("build the command line", || run(cargo(&["build", "--release", "-p", "peiyu-cli"])))
}

/// The Python module and the npm package, each built, checked, and held to the engine's bytes by the shared cases.
fn other_languages(steps: &mut Steps) {
    let shared = match Shared::written() {
        Ok(shared) => shared,
        Err(why) => {
            steps.step("the files of the shared cases", || Err(why));
            return;
        }
    };
    if python::build(steps) {
        python::tests(steps, &shared);
    }
    if wasm::build(steps) {
        wasm::tests(steps, &shared);
        web::tests(steps);
    }
}

/// The heavier gates.
pub fn gate(steps: &mut Steps) {
    steps.step("tools", tools::check);
    command_line(steps);
    differential::compare(steps, &differential::LONG);
    steps.step("ten million random rows of tables against single firms", || {
        let mut command = cargo(&["test", "--release", "-p", "peiyu-batch", "--test", "same_as_scalar"]);
        command.env("PEIYU_BATCH_ROWS", "10000000");
        run(command)
    });
    steps.step("Parquet on the command line", || {
        run(cargo(&["test", "--release", "-p", "peiyu-cli", "--features", "parquet", "--test", "parquet"]))
    });
    if wasm::build(steps) {
        web::speed(steps);
    }
    steps.step("benchmarks", || run(cargo(&["bench", "-p", "peiyu-benches", "-p", "peiyu-batch"])));
    fuzz::run(steps, fuzz::LONG, &[]);
}

fn rust_tests() -> (u64, u64, Outcome) {
    let (mut passed, mut failed) = (0, 0);
    let outcome = run_watched(cargo(&["test", "--workspace", "--no-fail-fast"]), false, |line| {
        if line.trim_start().starts_with("test result: ") {
            passed += before(line, " passed");
            failed += before(line, " failed");
        }
    });
    (passed, failed, outcome)
}

fn oracle_tests() -> (u64, u64, Outcome) {
    let (mut ran, mut failed) = (0, 0);
    let python = python::interpreter(&["-m", "unittest", "discover", "-s", "tests/oracle"]);
    let (mut python, path) = match python.and_then(|p| Ok((p, cases::answers()?))) {
        Ok(both) => both,
        Err(why) => return (0, 0, Err(why)),
    };
    python.env("PEIYU_CASES", path);
    let outcome = run_watched(python, true, |line| {
        if line.starts_with("Ran ") {
            ran = before(line, " test");
        } else if line.starts_with("FAILED (") {
            failed = after(line, "failures=") + after(line, "errors=");
        }
    });
    (ran.saturating_sub(failed), failed, outcome)
}

/// The number that stands before a word: 12 of `ok. 12 passed`.
fn before(line: &str, word: &str) -> u64 {
    let head = line.find(word).and_then(|at| line.get(..at)).unwrap_or_default();
    head.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// The number that stands after a word: 2 of `errors=2)`.
fn after(line: &str, word: &str) -> u64 {
    let tail = line.find(word).and_then(|at| line.get(at + word.len()..)).unwrap_or_default();
    let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    tail.get(..end).and_then(|n| n.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_what_runners_print() {
        let line = "test result: ok. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!((before(line, " passed"), before(line, " failed")), (12, 3));
        assert_eq!(before("Ran 1 test in 0.001s", " test"), 1);
        let line = "FAILED (failures=10, errors=2)";
        assert_eq!((after(line, "failures="), after(line, "errors=")), (10, 2));
    }
}
