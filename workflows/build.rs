//! Turns the documents written as YAML into JSON and embeds them, so that hosts without YAML (browsers) read them, too.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folder of the calendars, which are no policy.
const CALENDARS: &str = "calendars";

fn main() {
    println!("cargo::rerun-if-changed=.");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let mut code = String::from("/// Every embedded document.\npub const DOCUMENTS: &[Embedded] = &[\n");
    for policy in folders(&root) {
        let feature = format!("CARGO_FEATURE_{}", policy.to_uppercase());
        if policy != "cn" && env::var_os(feature).is_none() {
            continue;
        }
        for file in documents(&root.join(&policy)) {
            let name = file.file_stem().and_then(|s| s.to_str()).expect("a document's name is UTF-8").to_owned();
            let json = out.join(format!("{policy}_{name}.json"));
            embed(&file, &json);
            writeln!(
                code,
                "    Embedded {{ policy: {policy:?}, id: \"{policy}/{name}\", file: \"workflows/{policy}/{name}.yaml\", json: include_str!({:?}) }},",
                json.display().to_string()
            )
            .expect("a String can be written");
        }
    }
    code.push_str("];\n");
    fs::write(out.join("documents.rs"), code).expect("OUT_DIR can be written");
    embed(&root.join(CALENDARS).join("cn.yaml"), &out.join("calendar.json"));
}

/// Writes a document as JSON.
fn embed(file: &Path, json: &Path) {
    let text = fs::read_to_string(file).expect("a document can be read");
    let tree = peiyu::document::yaml::parse(&text).unwrap_or_else(|e| panic!("{}:{}: {:?}", file.display(), e.mark.line, e));
    let (value, _) = tree.into_value();
    fs::write(json, serde_json::to_string(&value).expect("a document is JSON")).expect("OUT_DIR can be written");
}

fn folders(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).expect("the package has folders");
    let mut out: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|e| e.file_name() != CALENDARS && !documents(&e.path()).is_empty())
        .filter_map(|e| e.file_name().into_string().ok())
        .collect();
    out.sort();
    out
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut out: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == "yaml")).collect();
    out.sort();
    out
}
