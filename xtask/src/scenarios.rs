//! The scenarios of `tests/scenarios`, played by the command line and written down with the engine's own answers, so that
//! the other languages can be held to the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use peiyu::document::yaml;
use serde_json::{Map, Value, json};

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
        let used = used(&file)?;
        for (key, path) in &used {
            if !policies.contains_key(key) {
                policies.insert(key.clone(), policy(path)?);
            }
        }
        let keys: Vec<&String> = used.iter().map(|(key, _)| key).collect();
        written.push(json!({"scenario": name, "policies": keys, "lines": text.lines().collect::<Vec<_>>()}));
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
        } else if path.extension().is_some_and(|e| e == kind) {
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

/// The policies of a scenario in their order, by how `peiyu` is told of them.
fn used(scenario: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let value = read_yaml(scenario)?;
    let empty = Map::new();
    let named = value.get("policies").and_then(Value::as_object).unwrap_or(&empty);
    let all = value.get("policy").into_iter().chain(named.values()).filter_map(Value::as_str);
    let folder = scenario.parent().unwrap_or(Path::new(""));
    let found = all.map(|which| {
        if peiyu_workflows::policies().contains(&which) {
            return Ok((which.to_owned(), PathBuf::from(which)));
        }
        let path = folder.join(which);
        let path = path.canonicalize().map_err(|e| format!("{}: {e}", path.display()))?;
        Ok((path.display().to_string(), path))
    });
    found.collect()
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
        policy = document.get("policy").cloned().unwrap_or_default();
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let id = format!("{}/{stem}", policy.as_str().unwrap_or_default());
        documents.push(json!({"id": id, "json": document.to_string()}));
    }
    Ok(json!({"policy": policy, "documents": documents}))
}
