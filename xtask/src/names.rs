//! The engine must know no tier, no fact and no province: those are the documents' business. This reads the names from
//! the embedded documents and looks for them in the engine's code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::root;
use crate::steps::Outcome;

/// Ids of facts that are also words of the engine's own: `awards` are a section of documents, `name` is of any program,
/// `province` of sentences in English, `renewal` of the format of calls, `uscc` of the formats of text (a national
/// standard, GB 32100).
const OWN_WORDS: [&str; 5] = ["awards", "name", "province", "renewal", "uscc"];

/// Provinces that no document covers yet.
const PROVINCES: [&str; 31] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
];

/// Names of the tiers in use.
const TIERS: [&str; 3] = ["创新型中小企业", "专精特新", "小巨人"];

/// Looks for the names in the code of the engine.
pub fn check() -> Outcome {
    let (ids, words) = names()?;
    let mut files = Vec::new();
    collect(&root().join("crates/core/src"), &mut files)?;
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        for (number, line) in code(&text) {
            let identifiers = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let id = identifiers.filter(|w| ids.contains(*w)).map(str::to_owned).next();
            if let Some(name) = id.or_else(|| words.iter().find(|w| line.contains(w.as_str())).cloned()) {
                found.push(format!("{}:{number}: {name}", file.strip_prefix(root()).unwrap_or(file).display()));
            }
        }
    }
    println!("{} ids and {} names looked for in {} files", ids.len(), words.len(), files.len());
    if found.is_empty() { Ok(()) } else { Err(format!("the engine names what documents define: {}", found.join("; "))) }
}

/// Ids, which are whole words, and names for people.
fn names() -> Result<(BTreeSet<String>, BTreeSet<String>), String> {
    let documents = peiyu_workflows::documents().map_err(|e| e.to_string())?;
    let mut ids = BTreeSet::new();
    let mut words: BTreeSet<String> = PROVINCES.iter().chain(&TIERS).map(|w| (*w).to_owned()).collect();
    for loaded in documents.iter() {
        let document = &loaded.document;
        ids.insert(document.policy.clone());
        for (id, tier) in &document.tiers {
            ids.insert(id.clone());
            words.extend(tier.label.as_ref().map(|l| l.zh.clone()));
        }
        ids.extend(document.records.keys().cloned());
        for (id, fact) in &document.facts {
            ids.insert(id.clone());
            let years: u32 = fact.years.as_ref().and_then(|y| y.0.parse().ok()).unwrap_or(0);
            ids.extend((1..=years).map(|y| format!("{id}_{y}")));
        }
    }
    for word in OWN_WORDS {
        ids.remove(word);
    }
    if ids.len() < 20 { Err("hardly any ids in the documents".into()) } else { Ok((ids, words)) }
}

/// Lines of code with their numbers: no comments, no tests.
fn code(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut lines = text.lines().zip(1..).peekable();
    while let Some((line, number)) = lines.next() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("#[cfg(test)]") && lines.peek().is_some_and(|(next, _)| next.trim_end().ends_with('{')) {
            // Tests stand at the end of a file.
            break;
        }
        if !trimmed.starts_with("//") {
            out.push((number, line));
        }
    }
    out
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> Outcome {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, out)?;
        } else if path.extension().is_some_and(|x| x == "rs") && !stem.starts_with("tests") {
            out.push(path);
        }
    }
    out.sort();
    Ok(())
}
