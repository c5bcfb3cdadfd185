//! The scenarios of `tests/scenarios`, played by the command line and written down with the engine's own answers, so that
//! the other languages can be held to the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use peiyu::document::yaml;
use serde_json::{Value, json};

use crate::process::{command, output_of, root, scratch, target_directory};
use crate::steps::{Outcome, Steps};
use crate::wasm;

/// Plays every scenario with the built command; counts each.
pub fn run(steps: &mut Steps) {
    steps.many("the scenarios", || match all() {
        Ok((passed, failed)) => (passed, failed, Ok(())),
        Err(why) => (0, 0, Err(why)),
    });
}

/// Where scenarios and answers are written for the runners of other languages.
pub fn answers() -> Result<PathBuf, String> {
    Ok(scratch()?.join("scenarios.json"))
}

fn all() -> Result<(u64, u64), String> {
    let folder = root().join("tests/scenarios");
    let mut files = Vec::new();
    collect(&folder, "yaml", &mut files)?;
    let peiyu = target_directory()?.join("release/peiyu");
    let (mut passed, mut failed) = (0, 0);
    let (mut policies, mut written) = (BTreeMap::new(), Vec::new());
    for file in files {
        let name = file.strip_prefix(&folder).unwrap_or(&file).with_extension("").display().to_string();
        let mut play = command(&peiyu.to_string_lossy(), &["run", "--format", "jsonl"]);
        play.arg(&file);
        let (good, text) = output_of(play)?;
        if good {
            passed += 1;
        } else {
            failed += 1;
            println!("{name} does not come out as it says:\n{text}");
        }
        let Some((head, lines)) = text.split_once('\n') else { continue };
        let used = used(head)?;
        for path in &used {
            if !policies.contains_key(path) {
                policies.insert(path.clone(), policy(Path::new(path))?);
            }
        }
        written.push(json!({"scenario": name, "policies": used, "lines": lines.lines().collect::<Vec<_>>()}));
    }
    let path = answers()?;
    let all = json!({"policies": policies, "scenarios": written});
    fs::write(&path, format!("{all}\n")).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{}", path.display());
    Ok((passed, failed))
}

/// Files of a kind in a folder and those in it, in order.
fn collect(folder: &Path, kind: &str, out: &mut Vec<PathBuf>) -> Outcome {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut entries: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, kind, out)?;
        // What several scenarios share begins with an underscore.
        } else if path.extension().is_some_and(|e| e == kind)
            && !path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('_'))
        {
            out.push(path);
        }
    }
    Ok(())
}

fn read_yaml(file: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let tree = yaml::parse(&text).map_err(|e| format!("{}:{}: {}", file.display(), e.mark.line, e.code.id()))?;
    Ok(tree.into_value().0)
}

/// The policies that the first line names, in their order: ids of embedded ones, or full paths.
fn used(head: &str) -> Result<Vec<String>, String> {
    let head: Value = serde_json::from_str(head).map_err(|e| format!("{head}: {e}"))?;
    let all = head.get("policies").and_then(Value::as_array).ok_or("a scenario's first line names no policies")?;
    let path = |policy: &Value| {
        let which = policy.get("path").and_then(Value::as_str).unwrap_or_default();
        if peiyu_workflows::policies().contains(&which) {
            return Ok(which.to_owned());
        }
        let path = Path::new(which).canonicalize().map_err(|e| format!("{which}: {e}"))?;
        Ok(path.display().to_string())
    };
    all.iter().map(path).collect()
}

/// A policy's id and documents as JSON, as the npm package has them.
fn policy(path: &Path) -> Result<Value, String> {
    let embedded = path.to_string_lossy().into_owned();
    if peiyu_workflows::policies().contains(&embedded.as_str()) {
        return wasm::documents(&embedded);
    }
    let mut files = Vec::new();
    collect(path, "yaml", &mut files)?;
    let (mut policy, mut documents) = (Value::Null, Vec::new());
    for file in files {
        let document = read_yaml(&file)?;
        if let Some(base) = document.get("extends").and_then(Value::as_str)
            && documents.is_empty()
        {
            let base = wasm::documents(base)?;
            documents.extend(base.get("documents").and_then(Value::as_array).cloned().unwrap_or_default());
        }
        policy = document.get("policy").cloned().unwrap_or_default();
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let id = format!("{}/{stem}", policy.as_str().unwrap_or_default());
        documents.push(json!({"id": id, "json": document.to_string()}));
    }
    Ok(json!({"policy": policy, "documents": documents}))
}
