//! Policies from their ids or from paths: the engine reads no files, so the command line hands it the documents.

use std::path::{Path, PathBuf};
use std::{fs, io};

use peiyu::diagnostic::{Code, Diagnostic, Lang, Location, Span, Text};
use peiyu::document::DocumentSet;
use peiyu::document::tree::{Node, Tree, TreeError};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, calendar, json, yaml};
use peiyu::policy::Policy;
use peiyu::time::Calendar;
use peiyu_workflows::DOCUMENTS;

use crate::report::Failure;
use crate::snippet::Sources;

/// Deepest nesting of folders.
const MAX_FOLDERS: usize = 16;

/// Documents from a path, joined with the embedded ones.
#[derive(Default)]
pub struct Loaded {
    /// All documents that could be read.
    pub documents: DocumentSet,
    /// Texts of the files.
    pub sources: Sources,
    /// Policies that the files declare, in the order of the files.
    pub declared: Vec<String>,
    /// Those of them that may lack a document, because one could not be read.
    pub incomplete: Vec<String>,
    /// Calendars among the files, which belong to no policy.
    pub calendars: Vec<Calendar>,
    /// Folders that are not called like the policy in them, each with that policy.
    pub misnamed: Vec<(String, String)>,
    /// What is wrong with single documents.
    pub errors: Vec<Diagnostic>,
}

impl Loaded {
    fn add_calendar(&mut self, path: &Path, name: &str, text: &str) {
        let read = if is_json(path) { calendar::from_json } else { calendar::from_yaml };
        match read(name, text) {
            Ok(calendar) => self.calendars.push(calendar),
            Err(e) => self.errors.extend(e.0),
        }
    }
}

/// A file as read.
struct File {
    path: PathBuf,
    name: String,
    text: String,
    policy: Option<String>,
}

/// The policy that `--policy` means, with its documents.
pub fn policy(which: &str) -> Result<(Policy, Loaded), Failure> {
    let (loaded, id) = if DOCUMENTS.iter().any(|d| d.policy == which) {
        (embedded()?, which.to_owned())
    } else if Path::new(which).exists() {
        let loaded = path(Path::new(which))?;
        if !loaded.errors.is_empty() {
            return Err(Failure::Documents(loaded.errors, Box::new(loaded.sources)));
        }
        let id = top(&loaded)?;
        (loaded, id)
    } else if which.contains(['/', '\\']) || is_document(Path::new(which)) {
        return Err(unreadable(Path::new(which), "not found").into());
    } else {
        let known = peiyu_workflows::policies().join(", ");
        return Err(Diagnostic::new(Code::UnknownPolicy, Span::default(), [which.into(), known.into()]).into());
    };
    match Policy::load(&loaded.documents, &id) {
        Ok(policy) => Ok((policy, loaded)),
        Err(e) => Err(Failure::Documents(e.0, Box::new(loaded.sources))),
    }
}

fn embedded() -> Result<Loaded, Failure> {
    let documents = peiyu_workflows::documents().map_err(|e| Failure::Diagnostics(e.0))?;
    Ok(Loaded { documents, ..Loaded::default() })
}

/// The declared policy that no other declared one extends.
fn top(loaded: &Loaded) -> Result<String, Failure> {
    let extended: Vec<&str> = loaded
        .documents
        .iter()
        .filter(|d| loaded.declared.contains(&d.document.policy))
        .filter_map(|d| d.document.extends.as_deref())
        .collect();
    let tops: Vec<&String> = loaded.declared.iter().filter(|p| !extended.contains(&p.as_str())).collect();
    match tops.as_slice() {
        [one] => Ok((*one).clone()),
        [] => loaded
            .declared
            .first()
            .cloned()
            .ok_or_else(|| Failure::Usage(Text::both("此处没有政策文件", "there are no documents here"))),
        several => {
            let all = several.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
            Err(Failure::Usage(Text::both(
                format!("此处有几个政策（{all}），请给出其中一个的文件夹"),
                format!("there are several policies here ({all}); give the folder of one"),
            )))
        }
    }
}

/// The documents of a file or folder, joined with the embedded ones. A folder's policy replaces an embedded one of
/// that id; a single file replaces only the document of its own id.
pub fn path(path: &Path) -> Result<Loaded, Failure> {
    let mut paths = Vec::new();
    let folder = path.is_dir();
    if folder {
        collect(path, MAX_FOLDERS, &mut paths)?;
    } else {
        paths.push(path.to_owned());
    }
    if paths.is_empty() {
        let text = Text::both("文件夹里没有 .yaml、.yml 或 .json 文件", "the folder has no .yaml, .yml or .json files");
        return Err(Failure::Usage(text));
    }
    let mut loaded = Loaded::default();
    let mut failed: Vec<PathBuf> = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let (text, tree) = read(&path);
        match tree {
            Ok(tree) => {
                let (policy, calendar) = (policy_of(&tree), calendar::is_calendar(&tree));
                let (value, _) = tree.into_value();
                loaded.sources.add(&name, &text, value);
                if calendar {
                    loaded.add_calendar(&path, &name, &text);
                } else {
                    files.push(File { path, name, text, policy });
                }
            }
            Err(error) => {
                loaded.sources.add(&name, &text, serde_json::Value::Null);
                loaded.errors.push(error);
                failed.push(path);
            }
        }
    }
    for file in &files {
        if let Some(policy) = &file.policy
            && !loaded.declared.contains(policy)
        {
            loaded.declared.push(policy.clone());
        }
        // Which policy a broken file belongs to is not known; its neighbours may miss it.
        if failed.iter().any(|f| f.parent() == file.path.parent()) {
            loaded.incomplete.extend(file.policy.clone());
        }
    }
    if folder {
        loaded.misnamed = misnamed(&files);
    }
    let mut ids: Vec<String> = Vec::new();
    for file in &files {
        let id = id_of(file, &ids);
        ids.push(id);
    }
    for d in DOCUMENTS {
        let replaced = if folder { loaded.declared.iter().any(|p| p == d.policy) } else { ids.iter().any(|i| i == d.id) };
        if !replaced {
            loaded.documents.add_json(d.id, d.file, d.json).map_err(|e| Failure::Diagnostics(e.0))?;
        }
    }
    for (file, id) in files.iter().zip(&ids) {
        let added = if is_json(&file.path) {
            loaded.documents.add_json(id, &file.name, &file.text)
        } else {
            loaded.documents.add_yaml(id, &file.name, &file.text)
        };
        if let Err(e) = added {
            loaded.errors.extend(e.0);
            loaded.incomplete.extend(file.policy.clone());
        }
    }
    Ok(loaded)
}

/// Folders with one policy that has another name, or with one of their name and another beside it.
fn misnamed(files: &[File]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for file in files {
        if let (Some(policy), Some(folder)) = (&file.policy, folder_of(&file.path))
            && !found.iter().any(|(f, p)| *f == folder && p == policy)
        {
            found.push((folder, policy.clone()));
        }
    }
    let told = |(folder, policy): &&(String, String)| {
        let alone = found.iter().filter(|(f, _)| f == folder).count() == 1;
        policy != folder && (alone || found.iter().any(|(f, p)| f == folder && p == folder))
    };
    found.iter().filter(told).cloned().collect()
}

/// The name of the folder that a file stands in.
fn folder_of(file: &Path) -> Option<String> {
    let folder = file.parent()?.canonicalize().ok()?;
    Some(folder.file_name()?.to_string_lossy().into_owned())
}

fn collect(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|e| unreadable(folder, &e.to_string()))?;
    let mut entries: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if entry.is_dir() && depth > 0 {
            collect(&entry, depth - 1, out)?;
        } else if entry.is_file() && is_document(&entry) {
            out.push(entry);
        }
    }
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// JSON Schemas stand beside documents and are none.
fn is_document(path: &Path) -> bool {
    let schema = path.file_name().is_some_and(|n| n.to_string_lossy().ends_with(".schema.json"));
    !schema && matches!(extension(path).as_str(), "yaml" | "yml" | "json")
}

fn is_json(path: &Path) -> bool {
    extension(path) == "json"
}

/// A file's text as far as it is one, and its tree or what is wrong with it.
fn read(path: &Path) -> (String, Result<Tree, Diagnostic>) {
    match text(path) {
        Ok(text) => {
            let tree = parse(path, &text);
            (text, tree)
        }
        Err((good, error)) => (good, Err(*error)),
    }
}

/// The tree of a file's text, JSON or YAML by the file's name.
pub fn parse(path: &Path, text: &str) -> Result<Tree, Diagnostic> {
    let tree = if is_json(path) { json::parse(text, MAX_DEPTH, MAX_BYTES) } else { yaml::parse(text) };
    tree.map_err(|e| of_tree(&path.display().to_string(), e))
}

/// A file's text; where it is none, as much of it as is, and the error.
pub fn text(path: &Path) -> Result<String, (String, Box<Diagnostic>)> {
    let bytes = fs::read(path).map_err(|e| (String::new(), Box::new(unreadable(path, &e.to_string()))))?;
    String::from_utf8(bytes).map_err(|e| {
        let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let good = String::from_utf8_lossy(good).into_owned();
        let line = good.matches('\n').count();
        let column = good.rsplit('\n').next().unwrap_or("").chars().count();
        let number = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        let mut d = Diagnostic::new(Code::NotUtf8, Span::default(), []);
        d.location = Some(Location { file: path.display().to_string(), line: number(line), column: number(column) });
        (good, Box::new(d))
    })
}

/// A parse error as a diagnostic of a file.
pub fn of_tree(file: &str, e: TreeError) -> Diagnostic {
    let mut d = Diagnostic::new(e.code, Span::default(), e.args);
    d.location = Some(Location { file: file.into(), line: e.mark.line, column: e.mark.column });
    d
}

fn policy_of(tree: &Tree) -> Option<String> {
    let Node::Map(entries) = &tree.node else { return None };
    entries.iter().find_map(|(k, v)| match &v.node {
        Node::Text(t) if k == "policy" => Some(t.clone()),
        _ => None,
    })
}

/// Policy and stem; where that is taken, the whole path.
fn id_of(file: &File, taken: &[String]) -> String {
    let stem = file.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let policy = file.policy.as_deref().unwrap_or("?");
    let id = format!("{policy}/{stem}");
    if taken.contains(&id) { format!("{policy}/{}", file.name) } else { id }
}

/// A file that can't be read.
pub fn unreadable(path: &Path, why: &str) -> Diagnostic {
    let what = format!("{}: {why}", path.display());
    Diagnostic::new(Code::FileUnreadable, Span::default(), [what.into()])
}

/// A file or folder that can't be written.
pub fn unwritable(path: &Path, e: &io::Error) -> Failure {
    let path = path.display();
    Failure::Usage(Text::both(format!("写不了 {path}：{e}"), format!("can't write {path}: {e}")))
}

/// The embedded policies in words, for `peiyu check`'s summary.
pub fn named(policy: &Policy, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("政策 {}：没有发现错误（{}）", policy.id(), policy.hash()),
        Lang::En => format!("policy {}: no errors ({})", policy.id(), policy.hash()),
    }
}

/// A calendar in words, likewise.
pub fn named_calendar(calendar: &Calendar, lang: Lang) -> String {
    let (id, first, end) = (calendar.id(), calendar.first(), calendar.end());
    match lang {
        Lang::Zh => format!("日历 {id}：没有发现错误（{first} 至 {end}）"),
        Lang::En => format!("calendar {id}: no errors ({first} to {end})"),
    }
}
