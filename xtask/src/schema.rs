//! Files made from the engine's own types and registries, kept in the repository because editors and readers fetch
//! them there. They must not fall behind.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::process::root;
use crate::steps::Outcome;

const FUNCTIONS: &str = "# 函数 / Functions\n\n由 `cargo xtask schema` 从函数登记表生成，请勿手改。\
 / Made from the registry of functions by `cargo xtask schema`; not edited by hand.\n\n";

/// Writes the files, or only compares them.
pub fn run(check: bool) -> Outcome {
    let mut stale = Vec::new();
    for (path, text) in files()? {
        let shown = path.display();
        if check {
            let found = fs::read_to_string(&path).unwrap_or_default();
            if found.replace("\r\n", "\n") != text {
                stale.push(shown.to_string());
            }
        } else {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
            }
            fs::write(&path, text).map_err(|e| format!("{shown}: {e}"))?;
            println!("{shown}");
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(format!("not up to date, run `cargo xtask schema`: {}", stale.join(", "))) }
}

fn files() -> Result<Vec<(PathBuf, String)>, String> {
    let pretty = |value: Value| serde_json::to_string_pretty(&value).map(|t| t + "\n").map_err(|e| e.to_string());
    let schemas = root().join("workflows/schema");
    Ok(vec![
        (schemas.join("document.schema.json"), pretty(peiyu::document::schema::schema())?),
        (schemas.join("calendar.schema.json"), pretty(peiyu::document::schema::calendar())?),
        (schemas.join("expression.schema.json"), pretty(peiyu::lang::tree::schema())?),
        (root().join("docs/functions.md"), format!("{FUNCTIONS}{}", peiyu::lang::functions::reference())),
    ])
}
