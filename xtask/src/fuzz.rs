//! Fuzzing with libFuzzer on stable Rust: the flags are those that `cargo fuzz` gives to the compiler, which needs no
//! nightly as long as no sanitizer is asked for.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::process::{self, cargo, command, output, root};
use crate::steps::{Outcome, Steps};
use crate::tools;

/// Seconds a target in `cargo xtask test`.
pub const SHORT: u32 = 20;
/// Seconds a target in `cargo xtask gate`.
pub const LONG: u32 = 300;

const TARGETS: [&str; 15] = [
    "expression",
    "tree",
    "document",
    "firms",
    "number",
    "sheet",
    "xlsx",
    "calendar",
    "chart",
    "journal",
    "case",
    "request",
    "session",
    "table",
    "figures",
];

const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
 -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Cdebug-assertions -Coverflow-checks=on -Ccodegen-units=1";

/// Builds the targets and runs each, as many at a time as there are cores.
pub fn run(steps: &mut Steps, seconds: u32, targets: &[String]) {
    let chosen: Vec<&str> = if targets.is_empty() { TARGETS.to_vec() } else { targets.iter().map(String::as_str).collect() };
    if let Some(unknown) = chosen.iter().find(|t| !TARGETS.contains(t)) {
        steps.step("fuzz", || Err(format!("no target `{unknown}`; there are {}", TARGETS.join(", "))));
        return;
    }
    let mut folder = PathBuf::new();
    let built = steps.step("build the fuzz targets", || {
        // libFuzzer gives up at once where a folder of seeds is missing, after all was built.
        if let Some(bare) = chosen.iter().find(|t| !root().join("fuzz/seeds").join(t).is_dir()) {
            return Err(format!("the target `{bare}` has no fuzz/seeds/{bare}"));
        }
        folder = build(&chosen)?;
        Ok(())
    });
    if !built {
        return;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for some in chosen.chunks(cores) {
        println!("\n== fuzz {}, {seconds} s", some.join(", "));
        let start = Instant::now();
        let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|t| scope.spawn(|| fuzz(&folder, t, seconds))).collect();
            running.into_iter().map(|r| r.join().unwrap_or_else(|_| Err("the task itself failed".into()))).collect()
        });
        for (target, outcome) in some.iter().zip(outcomes) {
            steps.note(&format!("fuzz {target}"), outcome, start);
        }
    }
}

fn build(targets: &[&str]) -> Result<PathBuf, String> {
    let version = output(command("rustc", &["-vV"]))?;
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).ok_or("rustc names no host")?;
    // A folder of its own: with other flags everything is another build.
    let folder = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(own) => root().join(own).join("fuzz"),
        None => root().join("fuzz/target"),
    };
    let mut build = cargo(&["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", host]);
    build.arg("--target-dir").arg(&folder).env("RUSTFLAGS", FLAGS).env_remove("CARGO_ENCODED_RUSTFLAGS");
    for target in targets {
        build.args(["--bin", target]);
    }
    if let Some(cpp) = tools::cpp() {
        build.env("CXX", cpp);
    }
    process::run(build).map_err(|e| format!("{e} (libFuzzer needs a C++ compiler: `apt-get install g++`)"))?;
    Ok(folder.join(host).join("release"))
}

fn fuzz(folder: &Path, target: &str, seconds: u32) -> Outcome {
    let here = root().join("fuzz");
    let (corpus, artifacts) = (here.join("corpus").join(target), here.join("artifacts").join(target));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let log = here.join("artifacts").join(format!("{target}.log"));
    let mut fuzzer = Command::new(folder.join(target));
    fuzzer.arg(&corpus).arg(here.join("seeds").join(target)).current_dir(&here);
    fuzzer.args(["-max_len=4096", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    fuzzer.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", artifacts.display()));
    fuzzer.stderr(File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?).stdout(std::process::Stdio::null());
    let status = fuzzer.status().map_err(|e| format!("{target} can't be started: {e}"))?;
    let text = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
    if status.success() {
        let executed = text.lines().find_map(|l| l.strip_prefix("stat::number_of_executed_units:")).unwrap_or("?");
        println!("{target}: {} inputs", executed.trim());
        return Ok(());
    }
    let telling = |l: &&str| ["panicked at", "ERROR:", "Test unit written", "SUMMARY:"].iter().any(|t| l.contains(t));
    // The line after the place of a panic says what was wrong.
    let message = text.lines().skip_while(|l| !l.contains("panicked at")).nth(1).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(telling).chain([message]).collect();
    Err(format!("{status}; {} (whole log: {})", lines.join(" | "), log.display()))
}
