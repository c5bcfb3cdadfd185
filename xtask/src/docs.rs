//! The pages of docs/: their snippets are run, so that none goes stale, and they become a site.

mod format;
mod page;
mod printed;
mod reference;
mod shell;
mod site;
mod snippets;

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{root, scratch, target_directory};
use crate::steps::{Outcome, Steps};
use crate::{python, wasm};
use snippets::Tools;

/// Builds the site.
pub fn site(steps: &mut Steps) -> bool {
    steps.step("the site of the documentation", site::build)
}

/// Runs the snippets of every page; the command line, the Python module and the npm package are built before.
pub fn snippets(steps: &mut Steps) {
    let tools = match tools() {
        Ok(tools) => tools,
        Err(why) => {
            steps.step("the snippets of the documentation", || Err(why));
            return;
        }
    };
    match pages() {
        Ok(pages) => pages.iter().for_each(|page| {
            let name = page.file_name().unwrap_or_default().to_string_lossy();
            steps.step(&format!("the snippets of docs/{name}"), || run(page, &tools));
        }),
        Err(why) => {
            steps.step("the pages of the documentation", || Err(why));
        }
    }
}

/// The pages, by name.
fn pages() -> Result<Vec<PathBuf>, String> {
    let folder = root().join("docs");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut pages: Vec<_> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.sort();
    Ok(pages)
}

fn tools() -> Result<Tools, String> {
    let sources = root().join("examples/rust/src");
    let mut rust = Vec::new();
    for file in ["main.rs", "bin/case.rs"] {
        rust.push(snippets::trimmed(&read(&sources.join(file))?));
    }
    let peiyu = target_directory()?.join("release").join(format!("peiyu{}", std::env::consts::EXE_SUFFIX));
    Ok(Tools { peiyu, python: python::installed(), node: wasm::installed(), rust })
}

/// Runs one page in a folder with nothing but the example firms and the trial scenarios, which pages name by their paths in
/// the repository.
fn run(page: &Path, tools: &Tools) -> Outcome {
    let folder = scratch()?.join("docs").join(page.file_stem().unwrap_or_default());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for lent in ["examples/enterprises.csv", "tests/scenarios", "tests/charts", "tests/policies"] {
        copy(&root().join(lent), &folder.join(lent))?;
    }
    copy(&root().join("examples/enterprises.csv"), &folder.join("firms.csv"))?;
    let ran = snippets::run(&read(page)?, &folder, tools).map_err(|why| format!("{}, {why}", page.display()))?;
    println!("{ran} blocks");
    Ok(())
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))
}

/// Copies a file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Outcome {
    let told = |e: std::io::Error| format!("{}: {e}", from.display());
    if !from.is_dir() {
        fs::create_dir_all(to.parent().unwrap_or(to)).map_err(told)?;
        return fs::copy(from, to).map(|_| ()).map_err(told);
    }
    for entry in fs::read_dir(from).map_err(told)? {
        let path = entry.map_err(told)?.path();
        copy(&path, &to.join(path.file_name().unwrap_or_default()))?;
    }
    Ok(())
}
