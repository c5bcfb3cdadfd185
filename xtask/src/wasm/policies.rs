//! The embedded documents as ES modules, one a policy: `peiyu/policies/cn`; the calendar likewise: `peiyu/calendars/cn`.

use std::path::Path;

use peiyu_workflows::{CALENDAR, DOCUMENTS, Embedded};
use serde_json::{Value, json};

/// Writes a module for each policy, with the documents of those it extends.
pub fn write(folder: &Path) -> Result<(), String> {
    for policy in peiyu_workflows::policies() {
        let mut module = String::from("// Generated from workflows/; see policy.d.ts.\n");
        let bases = bases(policy)?;
        for (i, base) in bases.iter().enumerate() {
            module.push_str(&format!("import base{i} from './{base}.js';\n"));
        }
        module.push_str(&format!("export default {{\n  policy: {},\n  documents: [\n", Value::from(policy)));
        for i in 0..bases.len() {
            module.push_str(&format!("    ...base{i}.documents,\n"));
        }
        for d in own(policy) {
            module.push_str(&format!("    {},\n", json!({"id": d.id, "file": d.file, "json": d.json})));
        }
        module.push_str("  ],\n};\n");
        let file = folder.join(format!("{policy}.js"));
        std::fs::write(&file, module).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}

/// Writes a module with the calendar.
pub fn write_calendar(folder: &Path) -> Result<(), String> {
    let text = json!({"json": CALENDAR});
    let module = format!("// Generated from workflows/calendars; see calendar.d.ts.\nexport default {text};\n");
    let file = folder.join("cn.js");
    std::fs::write(&file, module).map_err(|e| format!("{}: {e}", file.display()))
}

/// A policy with the documents of those it extends, as the modules have it.
pub fn documents(policy: &str) -> Result<Value, String> {
    let mut all: Vec<&Embedded> = Vec::new();
    for base in bases(policy)? {
        all.extend(own(&base));
    }
    all.extend(own(policy));
    let all: Vec<Value> = all.iter().map(|d| json!({"id": d.id, "file": d.file, "json": d.json})).collect();
    Ok(json!({"policy": policy, "documents": all}))
}

fn own(policy: &str) -> impl Iterator<Item = &'static Embedded> {
    DOCUMENTS.iter().filter(move |d| d.policy == policy)
}

/// The policies that its documents extend, each once.
fn bases(policy: &str) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    for d in own(policy) {
        let document: Value = serde_json::from_str(d.json).map_err(|e| format!("{}: {e}", d.id))?;
        if let Some(base) = document.get("extends").and_then(Value::as_str)
            && !out.iter().any(|b| b == base)
        {
            out.push(base.to_owned());
        }
    }
    Ok(out)
}
