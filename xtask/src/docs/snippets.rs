//! What the pages show is run: files are written, commands started, outputs held against what the page says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::page::{Block, blocks};
use super::printed::found;
use super::shell::line;

/// What the pages are run with. Where a language's package is not built, its blocks can't be run, which is an error.
pub struct Tools {
    /// The `peiyu` command.
    pub peiyu: PathBuf,
    /// The interpreter that has the module.
    pub python: Option<PathBuf>,
    /// A folder from which Node finds the package.
    pub node: Option<PathBuf>,
    /// The sources that Rust blocks are taken from, as trimmed lines.
    pub rust: Vec<Vec<String>>,
}

/// Runs a page in a folder; how many blocks were run or held against something.
///
/// # Errors
///
/// The first block that is not as the page says.
pub fn run(page: &str, folder: &Path, tools: &Tools) -> Result<usize, String> {
    let blocks = blocks(page)?;
    let mut ran = 0;
    let mut said: Option<String> = None;
    for block in blocks.iter().filter(|b| b.attribute("run") != Some("no")) {
        let at = |why: String| format!("line {}: {why}", block.line);
        if let Some(title) = block.attribute("title") {
            write(&folder.join(title), &block.text).map_err(at)?;
        }
        match block.language.as_str() {
            "sh" => {
                let output = shell(block, folder, tools).map_err(at)?;
                ran += usize::from(output.is_some());
                said = output;
            }
            "text" => {
                if let Some(said) = said.take() {
                    found(&block.text, &said).map_err(|why| at(format!("{why}; what is printed:\n{said}")))?;
                }
            }
            "rust" => {
                quoted(block, &tools.rust).map_err(at)?;
                ran += 1;
            }
            _ => said = None,
        }
    }
    Ok(ran + python(&blocks, folder, tools)? + javascript(&blocks, tools)?)
}

/// Runs the lines of a block that start with `peiyu`; what they print. None where there are none.
fn shell(block: &Block, folder: &Path, tools: &Tools) -> Result<Option<String>, String> {
    let lines: Vec<_> = block.text.lines().filter_map(line).collect();
    let wanted = block.attribute("exit").unwrap_or("0");
    let mut said: Option<String> = None;
    for (i, line) in lines.iter().enumerate() {
        let output = Command::new(&tools.peiyu).args(&line.arguments).current_dir(folder).output();
        let output = output.map_err(|e| format!("{}: {e}", tools.peiyu.display()))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        match &line.into {
            Some(file) => write(&folder.join(file), &String::from_utf8_lossy(&output.stdout))?,
            None => said.get_or_insert_default().push_str(&String::from_utf8_lossy(&output.stdout)),
        }
        said.get_or_insert_default().push_str(&errors);
        let wanted = if i + 1 == lines.len() { wanted } else { "0" };
        let code = output.status.code().map_or_else(|| "none".into(), |c| c.to_string());
        if code != wanted {
            return Err(format!("peiyu {}: exit code {code}, not {wanted}\n{errors}", line.arguments.join(" ")));
        }
    }
    Ok(said)
}

/// A block of Rust is part of an example that is compiled and run, line by line.
fn quoted(block: &Block, sources: &[Vec<String>]) -> Result<(), String> {
    let wanted = trimmed(&block.text);
    let is = |source: &Vec<String>| source.windows(wanted.len().max(1)).any(|lines| lines == wanted);
    if sources.iter().any(is) { Ok(()) } else { Err("the lines of Rust stand in no file of examples/rust".into()) }
}

/// Lines without indentation, so that a block may be taken from the inside of a function.
pub fn trimmed(text: &str) -> Vec<String> {
    text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

fn python(blocks: &[Block], folder: &Path, tools: &Tools) -> Result<usize, String> {
    let (program, wanted, count) = joined(blocks, "python");
    if count == 0 {
        return Ok(0);
    }
    let python = tools.python.as_ref().ok_or("the Python module is not built: `cargo xtask python`")?;
    let file = folder.join("page.py");
    write(&file, &program)?;
    let mut command = Command::new(python);
    // What is printed is UTF-8 everywhere.
    command.arg(&file).current_dir(folder).env("PYTHONUTF8", "1");
    finished(command, &wanted).map(|()| count)
}

fn javascript(blocks: &[Block], tools: &Tools) -> Result<usize, String> {
    let (program, wanted, count) = joined(blocks, "js");
    if count == 0 {
        return Ok(0);
    }
    let folder = tools.node.as_ref().ok_or("the npm package is not built: `cargo xtask wasm`")?;
    let file = folder.join("page.mjs");
    write(&file, &program)?;
    let mut command = Command::new("node");
    command.arg(&file).current_dir(folder);
    finished(command, &wanted).map(|()| count)
}

/// The blocks of a language are one program; what it must print are the blocks of text behind them.
fn joined(blocks: &[Block], language: &str) -> (String, String, usize) {
    let (mut program, mut wanted, mut count, mut last) = (String::new(), String::new(), 0, false);
    for block in blocks.iter().filter(|b| b.attribute("run") != Some("no")) {
        if last && block.language == "text" {
            wanted += &block.text;
        }
        last = block.language == language;
        if last {
            program += &block.text;
            count += 1;
        }
    }
    (program, wanted, count)
}

fn finished(mut command: Command, wanted: &str) -> Result<(), String> {
    let output = command.output().map_err(|e| format!("{}: {e}", command.get_program().to_string_lossy()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("{}\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    found(wanted, &said).map_err(|why| format!("{why}; what is printed:\n{said}"))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).and_then(|()| fs::write(file, text)).map_err(|e| format!("{}: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// cargo stands in for `peiyu`: it is there, and what it says is known.
    fn said(page: &str) -> Result<usize, String> {
        let folder = std::env::temp_dir().join(format!("xtask-snippets-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let rust = vec![trimmed("fn a() {\n    b();\n    c();\n}\n")];
        run(page, &folder, &Tools { peiyu: cargo.into(), python: None, node: None, rust })
    }

    #[test]
    fn a_page_that_is_wrong_fails() {
        assert_eq!(said("```sh\npeiyu --version\n```\n```text\ncargo …\n```\n"), Ok(1));
        assert!(said("```sh\npeiyu --version\n```\n```text\nkargo\n```\n").unwrap_err().contains("`kargo` is not printed"));
        assert!(said("```sh\npeiyu --no-such-option\n```\n").unwrap_err().contains("exit code 1, not 0"));
        assert_eq!(said("```sh exit=1\npeiyu --no-such-option\n```\n"), Ok(1));
        assert!(said("```sh exit=1\npeiyu --version\n```\n").unwrap_err().contains("exit code 0, not 1"));
        assert_eq!(said("```rust\nb();\nc();\n```\n"), Ok(1));
        assert!(said("```rust\nc();\nb();\n```\n").is_err());
        assert!(said("```python\nprint(1)\n```\n").is_err(), "what can't be run is not passed over");
        assert!(said("```js\n1\n```\n").is_err());
    }
}
