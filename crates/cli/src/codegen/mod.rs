//! `peiyu codegen`: a policy's tiers and facts as types of the user's own language, with the policy's hash, which is
//! compared when the policy is loaded; of its charts, every id and what is
//! told with events.

mod charts;
mod python;
mod rust;
mod typescript;

use std::collections::HashSet;
use std::io::{self, Write};

use peiyu::diagnostic::Text;
use peiyu::document::model::FactType;
use peiyu::policy::flow::FlowEvent;
use peiyu::policy::{FactSlot, Policy};
use peiyu::program::Kind;

use crate::args::{CodegenArgs, CodegenLang};
use crate::load;
use crate::report::Failure;

use charts::Ids;

/// What is written down of a policy.
struct Outline<'a> {
    policy: &'a Policy,
    /// Ids and names of the tiers, in the order of the documents.
    tiers: Vec<(&'a str, &'a Text)>,
    /// The facts, and the fields of each kind of record.
    shapes: Vec<Shape<'a>>,
    /// Enums of the charts' ids.
    charts: Vec<Ids<'a>>,
    /// What is told with events.
    payloads: Vec<Shape<'a>>,
}

/// A type with a field for each slot.
struct Shape<'a> {
    /// Id of the kind of record, or of the event; none for the facts.
    kind: Option<&'a str>,
    /// The type's name.
    name: String,
    about: String,
    slots: &'a [FactSlot],
    /// A name for the enum of each slot; the others have an unused one.
    enums: Vec<String>,
}

impl<'a> Outline<'a> {
    /// `taken` are names that the language's file uses itself.
    fn new(policy: &'a Policy, taken: &[&'a str]) -> Self {
        let (facts, kinds) = (policy.facts(), policy.facts().kinds());
        let mut ids: Vec<String> = facts.slots().iter().map(|s| s.id.clone()).collect();
        for kind in kinds {
            ids.push(format!("{}_record", kind.id()));
            ids.extend(kind.fields.slots().iter().map(|s| format!("{}_{}", kind.id(), s.id)));
        }
        // The last, so that a chart more changes no fact's name.
        let mut charts = charts::ids(policy);
        ids.extend(charts.iter().map(|c| c.name.clone()));
        let told = charts::payloads(policy);
        for (name, _, event) in &told {
            ids.push(name.clone());
            ids.extend(event.payload.slots().iter().map(|s| format!("{name}_{}", s.id)));
        }
        let fixed = ["Tier", "Facts"].iter().chain(taken).copied();
        let mut names = unique(fixed.chain(ids.iter().map(String::as_str))).into_iter().skip(2 + taken.len());
        let mut take = |count: usize| names.by_ref().take(count).collect::<Vec<String>>();
        let about = "企业的事实；没有的留空即为未知。 / A firm's facts; what is left out is unknown.".to_owned();
        let enums = take(facts.slots().len());
        let mut shapes = vec![Shape { kind: None, name: "Facts".into(), about, slots: facts.slots(), enums }];
        for kind in kinds {
            let (name, about) = (take(1).concat(), format!("{} / {}", kind.label.zh, kind.label.en));
            let slots = kind.fields.slots();
            shapes.push(Shape { kind: Some(kind.id()), name, about, slots, enums: take(slots.len()) });
        }
        for chart in &mut charts {
            chart.name = take(1).concat();
        }
        let payload = |(_, id, event): (_, &'a str, &'a FlowEvent)| {
            let (slots, about) = (event.payload.slots(), format!("{} / {}", event.label.zh, event.label.en));
            Shape { kind: Some(id), name: take(1).concat(), about, slots, enums: take(slots.len()) }
        };
        let payloads = told.into_iter().map(payload).collect();
        Outline { policy, tiers: tiers(policy), shapes, charts, payloads }
    }

    /// The kinds of records: id, name of the type, what it is.
    fn kinds(&self) -> impl Iterator<Item = (&'a str, &str, &str)> {
        self.shapes.iter().filter_map(|s| Some((s.kind?, s.name.as_str(), s.about.as_str())))
    }
}

impl Shape<'_> {
    fn fields(&self) -> impl Iterator<Item = (&FactSlot, &str)> {
        self.slots.iter().zip(self.enums.iter().map(String::as_str))
    }

    /// The enums: name, what it is, and the values with their labels.
    fn choices(&self) -> impl Iterator<Item = (&str, String, Vec<(&str, String)>)> {
        self.fields().filter(|(slot, _)| slot.ty == FactType::Enum).map(|(slot, name)| {
            let values = slot.choices.iter().zip(&slot.choice_labels);
            (name, about(slot), values.map(|(id, label)| (id.as_str(), format!("{} / {}", label.zh, label.en))).collect())
        })
    }
}

/// Runs the command; gives the exit code.
pub fn run(args: &CodegenArgs) -> Result<u8, Failure> {
    let (policy, _) = load::policy(&args.policy)?;
    let code = match args.language {
        CodegenLang::Rust => rust::write(&Outline::new(&policy, &rust::TAKEN)),
        CodegenLang::Ts => typescript::write(&Outline::new(&policy, &typescript::TAKEN)),
        CodegenLang::Python => python::write(&Outline::new(&policy, &python::TAKEN)),
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
