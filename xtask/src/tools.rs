//! What a fresh machine must have beside Rust. It is looked for first, so that a missing compiler is told in words and
//! not by a linker; a machine of continuous integration is helped.

use std::path::{Path, PathBuf};

use crate::process::{command, output, quietly, run};
use crate::steps::Outcome;

/// Looks for every tool, installs what is missing where that is allowed, and says how to get the rest.
pub fn check() -> Outcome {
    let mut components = Vec::new();
    for (component, arguments) in [("clippy", ["clippy", "--version"]), ("rustfmt", ["fmt", "--version"])] {
        if !quietly("cargo", &arguments) {
            components.push(component);
        }
    }
    if !components.is_empty() && on_ci() {
        let arguments: Vec<&str> = ["component", "add"].into_iter().chain(components.iter().copied()).collect();
        run(command("rustup", &arguments))?;
        components.clear();
    }
    let mut packages = packages();
    if !packages.is_empty() && on_ci() && quietly("apt-get", &["--version"]) && is_root() {
        run(command("apt-get", &["update"]))?;
        let mut arguments = vec!["install", "-y"];
        arguments.extend(packages.iter().copied());
        let mut install = command("apt-get", &arguments);
        install.env("DEBIAN_FRONTEND", "noninteractive");
        run(install)?;
        packages = self::packages();
    }
    let mut missing: Vec<String> = components.iter().map(|c| format!("{c} (`rustup component add {c}`)")).collect();
    missing.extend(packages.iter().map(|p| format!("{p} (`apt-get install {p}` on Debian and Ubuntu)")));
    if missing.is_empty() { Ok(()) } else { Err(format!("missing: {}", missing.join(", "))) }
}

/// Debian's names of what is missing: Python for the oracle and the module, a C++ compiler for libFuzzer.
fn packages() -> Vec<&'static str> {
    let mut out = Vec::new();
    if cpp().is_none() {
        out.push("g++");
    }
    if !quietly("python3", &["--version"]) {
        out.push("python3");
    }
    if !quietly("python3", &["-c", "import ensurepip, venv"]) {
        out.push("python3-venv");
    }
    out
}

/// The C++ compiler: what the environment names, or the first that is found.
pub fn cpp() -> Option<String> {
    let named = std::env::var("CXX").ok();
    let known = ["c++", "g++", "clang++"].map(str::to_owned);
    named.into_iter().chain(known).find(|c| quietly(c, &["--version"]))
}

/// The browser that the environment names, or Debian's, which is installed where that is allowed.
pub fn chromium() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("PEIYU_CHROMIUM") {
        return Ok(named.into());
    }
    let chromium = Path::new("/usr/bin/chromium");
    if !chromium.is_file() && quietly("apt-get", &["--version"]) && (on_ci() || is_root()) {
        println!("installing Debian's chromium");
        run(command("apt-get", &["update"]))?;
        let mut install = command("apt-get", &["install", "-y", "--no-install-recommends", "chromium"]);
        install.env("DEBIAN_FRONTEND", "noninteractive");
        run(install)?;
    }
    if chromium.is_file() {
        Ok(chromium.into())
    } else {
        Err("no Chromium: `apt-get install chromium`, or name one in PEIYU_CHROMIUM".into())
    }
}

fn on_ci() -> bool {
    std::env::var("CI").is_ok_and(|v| v == "true")
}

fn is_root() -> bool {
    output(command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}
