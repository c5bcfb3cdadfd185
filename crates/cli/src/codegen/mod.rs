//! `peiyu codegen`: a policy's tiers and facts as types of the user's own language, with the policy's hash, which is
//! compared when the policy is loaded.

mod python;
mod rust;
mod typescript;

use std::collections::HashSet;
use std::io::{self, Write};

use peiyu::diagnostic::Text;
use peiyu::policy::{FactSlot, Policy};
use peiyu::program::Kind;

use crate::args::{CodegenArgs, CodegenLang};
use crate::load;
use crate::report::Failure;

/// What is written down of a policy.
struct Outline<'a> {
    policy: &'a Policy,
    /// Ids and names of the tiers, in the order of the documents.
    tiers: Vec<(&'a str, &'a Text)>,
    facts: &'a [FactSlot],
}

/// Runs the command; gives the exit code.
pub fn run(args: &CodegenArgs) -> Result<u8, Failure> {
    let (policy, _) = load::policy(&args.policy)?;
    let outline = Outline { tiers: tiers(&policy), facts: policy.facts().slots(), policy: &policy };
    let code = match args.language {
        CodegenLang::Rust => rust::write(&outline),
        CodegenLang::Ts => typescript::write(&outline),
        CodegenLang::Python => python::write(&outline)?,
    };
    io::stdout().lock().write_all(code.as_bytes())?;
    Ok(0)
}

fn tiers(policy: &Policy) -> Vec<(&str, &Text)> {
    let mut seen = HashSet::new();
    let all = policy.linked().editions.values().flat_map(|part| &part.document.tiers);
    all.filter_map(|(id, tier)| Some((id.as_str(), tier.label.as_ref()?))).filter(|(id, _)| seen.insert(*id)).collect()
}

/// `rd_institution` as `RdInstitution`; what can't begin a name gets a letter.
fn pascal(id: &str) -> String {
    let mut out = String::new();
    for word in id.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(letters.as_str());
    }
    if out.chars().next().is_none_or(|c| !c.is_alphabetic()) { format!("V{out}") } else { out }
}

/// Names for ids, each once: a second one of the same spelling is numbered.
fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for id in ids {
        let name = pascal(id);
        let mut one = name.clone();
        let mut n = 2;
        while !seen.insert(one.clone()) {
            one = format!("{name}{n}");
            n += 1;
        }
        out.push(one);
    }
    out
}

/// What a person should know of a fact: its name in both languages, its unit and its bounds. One line.
fn about(slot: &FactSlot) -> String {
    let mut out = format!("{} / {}", slot.label.zh, slot.label.en);
    if let Kind::Number(unit) = slot.kind() {
        out += &format!(" [{unit}]");
    }
    let bound = |n: &Option<peiyu::number::Number>, sign: &str| n.as_ref().map(|n| format!(" {sign} {n}")).unwrap_or_default();
    out + &bound(&slot.domain.min, "≥") + &bound(&slot.domain.max, "≤")
}

/// A text of a policy in a comment of one line, whatever it holds.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().replace("*/", "* /").replace('\\', "/")
}

/// A text as a literal: JSON's form is also TypeScript's and Python's.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
