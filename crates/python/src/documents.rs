//! Documents as Python hands them over, joined with the embedded ones.

use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Location, Span};
use peiyu::document::calendar::is_calendar;
use peiyu::document::tree::{Node, Tree};
use peiyu::document::{DocumentSet, MAX_BYTES, MAX_DEPTH, json, yaml};
use peiyu_workflows::DOCUMENTS;
use pyo3::FromPyObject;

/// One document: a file that was read, or a text under an id.
#[derive(FromPyObject)]
pub struct Source {
    /// Its id; a file's follows from the policy that it declares.
    id: Option<String>,
    /// How messages name it: a path, or the id.
    name: String,
    /// A file's name without folder and ending.
    stem: String,
    /// JSON, not YAML.
    json: bool,
    /// Whether its policy takes the place of an embedded one of that id. If not, only the document of its own id does.
    whole: bool,
    /// Its bytes, UTF-8 if it is in order.
    data: Vec<u8>,
}

/// A source that could be read.
struct Read<'a> {
    source: &'a Source,
    id: String,
    policy: Option<String>,
    text: &'a str,
}

/// The documents of the sources and the embedded ones that they leave in place, and the policy to load: the one that
/// was asked for, or else the one that the sources declare.
pub fn join(asked: Option<&str>, sources: &[Source]) -> Result<(DocumentSet, String), Diagnostics> {
    let mut errors = Vec::new();
    let mut found: Vec<Read> = Vec::new();
    for source in sources {
        match read(source) {
            // Among a folder's files it belongs to no policy.
            Ok((_, tree)) if source.id.is_none() && is_calendar(&tree) => {}
            Ok((text, tree)) => {
                let policy = policy_of(tree);
                let id = id_of(source, policy.as_deref(), &found);
                found.push(Read { source, id, policy, text });
            }
            Err(error) => errors.push(error),
        }
    }
    let mut documents = DocumentSet::new();
    for d in DOCUMENTS {
        let replaced = |r: &Read| r.id == d.id || r.source.whole && r.policy.as_deref() == Some(d.policy);
        if !found.iter().any(replaced) {
            documents.add_json(d.id, d.file, d.json)?;
        }
    }
    for r in &found {
        let add = if r.source.json { DocumentSet::add_json } else { DocumentSet::add_yaml };
        if let Err(e) = add(&mut documents, &r.id, &r.source.name, r.text) {
            errors.extend(e.0);
        }
    }
    if !errors.is_empty() {
        return Err(Diagnostics(errors));
    }
    let policy = match asked {
        Some(policy) => policy.to_owned(),
        None => declared(&documents, &found)?,
    };
    Ok((documents, policy))
}

/// A source's text, and what it says.
fn read(source: &Source) -> Result<(&str, Tree), Diagnostic> {
    let refused = |code, args, line, column| {
        let mut d = Diagnostic::new(code, Span::value(source.id.as_deref().unwrap_or_default(), ""), args);
        d.location = Some(Location { file: source.name.clone(), line, column });
        d
    };
    let text = std::str::from_utf8(&source.data).map_err(|e| {
        let good = String::from_utf8_lossy(source.data.get(..e.valid_up_to()).unwrap_or_default());
        let count = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        let column = good.rsplit('\n').next().unwrap_or_default().chars().count();
        refused(Code::NotUtf8, Vec::new(), count(good.matches('\n').count()), count(column))
    })?;
    let tree = if source.json { json::parse(text, MAX_DEPTH, MAX_BYTES) } else { yaml::parse(text) };
    let tree = tree.map_err(|e| refused(e.code, e.args, e.mark.line, e.mark.column))?;
    Ok((text, tree))
}

fn policy_of(tree: Tree) -> Option<String> {
    let Node::Map(entries) = tree.node else { return None };
    entries.into_iter().find_map(|(key, value)| match value.node {
        Node::Text(policy) if key == "policy" => Some(policy),
        _ => None,
    })
}

/// Policy and stem; where that is taken, the whole path.
fn id_of(source: &Source, policy: Option<&str>, found: &[Read]) -> String {
    if let Some(id) = &source.id {
        return id.clone();
    }
    let policy = policy.unwrap_or("?");
    let id = format!("{policy}/{}", source.stem);
    if found.iter().any(|r| r.id == id) { format!("{policy}/{}", source.name) } else { id }
}

/// The policy that the files declare and no other of them extends.
fn declared(documents: &DocumentSet, found: &[Read]) -> Result<String, Diagnostic> {
    let mut policies: Vec<&str> = found.iter().filter(|r| r.source.id.is_none()).filter_map(|r| r.policy.as_deref()).collect();
    policies.sort_unstable();
    policies.dedup();
    let extended = |policy: &str| {
        let mut inner = documents.iter().filter(|d| policies.contains(&d.document.policy.as_str()));
        inner.any(|d| d.document.extends.as_deref() == Some(policy))
    };
    let tops: Vec<&str> = policies.iter().copied().filter(|p| !extended(p)).collect();
    match tops.as_slice() {
        [one] => Ok((*one).to_owned()),
        // In a circle each extends another: loading any of them names it.
        [] if !policies.is_empty() => Ok(policies.first().copied().unwrap_or_default().to_owned()),
        several => {
            let names = format!("policy: {}", if several.is_empty() { "-".into() } else { several.join(", ") });
            Err(Diagnostic::new(Code::FileUnreadable, Span::default(), [names.into()]))
        }
    }
}
