//! The page of `examples/web`: installed with the packed npm package, checked, built and tested in Chromium; or served for
//! a person to look at.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{command, quietly, root, run, run_tap};
use crate::steps::{Outcome, Steps};
use crate::{tools, wasm};

/// Installs, checks, builds and tests the page. The package must have been packed.
pub fn tests(steps: &mut Steps) {
    if !build(steps) {
        return;
    }
    let mut chromium = Err(String::new());
    steps.step("a browser for the page", || {
        chromium = tools::chromium();
        chromium.as_ref().map(|_| ()).map_err(Clone::clone)
    });
    if let Ok(chromium) = chromium {
        steps.many("the page in Chromium", || {
            let mut node = node(&["--test", "--test-concurrency=1", "--test-reporter=tap"]);
            node.args(TESTS).env("PEIYU_CHROMIUM", &chromium);
            run_tap(node)
        });
    }
}

/// Measures the built page; the figures are printed and judged by people, because machines differ.
pub fn speed(steps: &mut Steps) {
    if build(steps) {
        steps.step("speed of the page", || run(node(&["tests/speed.mjs"])));
    }
}

/// Builds the page and serves it until it is stopped.
pub fn serve(steps: &mut Steps) {
    if wasm::build(steps) && build(steps) {
        steps.step("serve the page", || run(tool("vite/bin/vite.js", &["preview", "--port", "4173"])));
    }
}

const TESTS: [&str; 7] = [
    "tests/docs.test.mjs",
    "tests/form.test.mjs",
    "tests/rules.test.mjs",
    "tests/transfer.test.mjs",
    "tests/flow.test.mjs",
    "tests/views.test.mjs",
    "tests/packed.test.mjs",
];

fn build(steps: &mut Steps) -> bool {
    steps.step("install the page's packages", install)
        && steps.step("types of the page", || run(tool("typescript/bin/tsc", &["--noEmit"])))
        && steps.step("build the page", || run(tool("vite/bin/vite.js", &["build"])))
}

/// Installs exactly what the lock file says, and the package that was packed last.
fn install() -> Outcome {
    if !quietly("npm", &["--version"]) {
        return Err("Node 20.19 or later and npm are needed (`apt-get install nodejs npm`, or nodejs.org)".into());
    }
    at_hand()?;
    let mut npm = command("npm", &["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
    npm.current_dir(folder());
    run(npm)
}

/// The page's lock file names the package in this folder's own `target`; cargo's may be elsewhere.
fn at_hand() -> Outcome {
    let (packed, here) = (wasm::tarball()?, root().join("target/npm"));
    let named = here.join(packed.file_name().unwrap_or_default());
    if packed == named {
        return Ok(());
    }
    let copied = std::fs::create_dir_all(&here).and_then(|()| std::fs::copy(&packed, &named));
    copied.map(|_| ()).map_err(|e| format!("{}: {e}", packed.display()))
}

fn folder() -> PathBuf {
    root().join("examples/web")
}

fn node(arguments: &[&str]) -> Command {
    let mut node = command("node", arguments);
    node.current_dir(folder());
    node
}

/// A program of an npm package.
fn tool(path: &str, arguments: &[&str]) -> Command {
    let mut node = node(&[]);
    node.arg(folder().join("node_modules").join(path)).args(arguments);
    node
}
