//! Joins the documents of a policy and of those it extends into one, and checks what an overlay may do: add, set
//! within limits, fill open slots; never edit or delete.

use std::ops::Deref;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::model::{ById, Criterion, Document, Section, SourceDocument};
use crate::document::tree::escape;
use crate::document::{DocumentSet, Loaded};

/// Most policies in a chain of `extends`.
pub const MAX_CHAIN: usize = 8;

/// A place in a document. What it says stands apart: places are passed on in many hands, as mere addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Box<Spot>);

/// What a place says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Document id.
    pub document: String,
    /// JSON pointer.
    pub pointer: String,
}

impl Deref for Place {
    type Target = Spot;

    fn deref(&self) -> &Spot {
        &self.0
    }
}

impl Place {
    /// A place in a document, by a JSON pointer.
    pub fn new(document: &str, pointer: String) -> Place {
        Place(Box::new(Spot { document: document.to_owned(), pointer }))
    }

    /// A place below this one.
    pub fn below(&self, path: &str) -> Place {
        Place::new(&self.document, format!("{}/{path}", self.pointer))
    }

    /// As a diagnostic's span.
    pub fn span(&self) -> Span {
        Span::value(&self.document, &self.pointer)
    }
}

/// Criteria that a document adds to a tier, and where they stand.
#[derive(Clone, Debug)]
pub struct Extra {
    /// The tier.
    pub tier: String,
    /// The criteria.
    pub criteria: Arc<Vec<Criterion>>,
    /// Where the list stands.
    pub place: Place,
}

/// Everything of one edition, or what is common to all.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The merged entries.
    pub document: Document,
    /// Criteria added to tiers.
    pub extra: Vec<Extra>,
    /// The documents of the entries, by pointer.
    places: ById<String>,
}

impl Part {
    /// Where an entry of a section stands.
    pub fn place(&self, section: &str, id: &str) -> Place {
        let pointer = format!("/{section}/{}", escape(id));
        self.places.get(&pointer).map(|document| Place::new(document, pointer)).unwrap_or_default()
    }
}

/// A policy's documents, joined.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// The policy's id.
    pub id: String,
    /// The policies it is built of, the base first.
    pub chain: Vec<String>,
    /// What is common to all editions.
    pub common: Part,
    /// What belongs to each edition.
    pub editions: ById<Part>,
}

impl Linked {
    /// The parts that an edition's rules may name: its own first, then what is common.
    pub fn parts(&self, edition: &str) -> impl Iterator<Item = &Part> {
        self.editions.get(edition).into_iter().chain([&self.common])
    }

    /// A source document by id.
    pub fn source_document(&self, id: &str) -> Option<&SourceDocument> {
        self.common.document.sources.get(id).map(AsRef::as_ref)
    }

    /// A citation as people write it: `工信部企业〔2022〕63号 附件2 一(二)`, or the title where there is no number.
    pub fn citation(&self, source: &crate::document::model::Source) -> String {
        match self.source_document(&source.doc) {
            Some(SourceDocument { number: Some(number), .. }) => format!("{number} {}", source.at),
            Some(SourceDocument { title, .. }) => format!("《{}》{}", title.zh, source.at),
            None => source.at.clone(),
        }
    }
}

/// Links a policy. What could not be joined is reported and left out.
pub fn link(documents: &DocumentSet, id: &str) -> (Linked, Vec<Diagnostic>) {
    let mut errors = Vec::new();
    let chain = chain(documents, id, &mut errors);
    let mut linked = Linked { id: id.into(), chain: chain.clone(), ..Linked::default() };
    for policy in &chain {
        let own: Vec<&Loaded> = documents.iter().filter(|d| d.document.policy == *policy).collect();
        // What is common comes first, so that editions are known before documents that belong to them.
        for loaded in own.iter().filter(|d| d.document.edition.is_none()) {
            merge_shared(&mut linked.common, loaded, &mut errors);
            merge_rules(&mut linked.common, loaded, &mut errors);
        }
        for loaded in &own {
            let Some(edition) = &loaded.document.edition else { continue };
            if !linked.common.document.editions.contains_key(edition) {
                let known: Vec<&str> = linked.common.document.editions.keys().map(String::as_str).collect();
                let span = Span::value(&loaded.id, "/edition");
                errors.push(Diagnostic::new(Code::UnknownEdition, span, [edition.as_str().into(), known.join(", ").into()]));
                continue;
            }
            merge_rules(linked.editions.or_default(edition), loaded, &mut errors);
            merge_shared(&mut linked.common, loaded, &mut errors);
        }
    }
    hidden_names(&linked, &mut errors);
    (linked, errors)
}

/// The policies from the base to `id`.
fn chain(documents: &DocumentSet, id: &str, errors: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut next = Some((id.to_owned(), Span::default()));
    while let Some((policy, span)) = next {
        if out.contains(&policy) {
            out.push(policy);
            errors.push(Diagnostic::new(Code::ExtendsCycle, span, [out.join(" → ").into()]));
            return Vec::new();
        }
        if out.len() == MAX_CHAIN {
            errors.push(Diagnostic::new(Code::ExtendsTooDeep, span, [MAX_CHAIN.to_string().into()]));
            return Vec::new();
        }
        let own: Vec<&Loaded> = documents.iter().filter(|d| d.document.policy == policy).collect();
        if own.is_empty() {
            let mut known: Vec<&str> = documents.iter().map(|d| d.document.policy.as_str()).collect();
            known.dedup();
            errors.push(Diagnostic::new(Code::UnknownPolicy, span, [policy.into(), known.join(", ").into()]));
            return Vec::new();
        }
        let mut base: Option<(String, Span)> = None;
        for loaded in own {
            let Some(extends) = &loaded.document.extends else { continue };
            let span = Span::value(&loaded.id, "/extends");
            if base.as_ref().is_some_and(|(b, _)| b != extends) {
                errors.push(Diagnostic::new(Code::ExtendsTwice, span, [policy.as_str().into()]));
                continue;
            }
            base = Some((extends.clone(), span));
        }
        out.push(policy);
        next = base;
    }
    out.reverse();
    out
}

struct Merger<'a> {
    places: &'a mut ById<String>,
    loaded: &'a Loaded,
    errors: &'a mut Vec<Diagnostic>,
}

impl Merger<'_> {
    fn section<T>(&mut self, section: &str, into: &mut Section<T>, from: &Section<T>) {
        for (id, value) in from {
            if self.declare(section, id) {
                into.insert(id.clone(), value.clone());
            }
        }
    }

    /// Whether an entry is the first of its id; tells where it isn't.
    fn declare(&mut self, section: &str, id: &str) -> bool {
        let place = Place::new(&self.loaded.id, format!("/{section}/{}", escape(id)));
        if self.places.contains_key(&place.pointer) {
            let code = match section {
                "set" => Code::ParameterSetTwice,
                "fill" => Code::SlotFilledTwice,
                _ => Code::Redeclared,
            };
            self.errors.push(Diagnostic::new(code, place.span(), [id.into()]));
            return false;
        }
        self.places.insert(place.pointer.clone(), place.document.clone());
        true
    }
}

/// Facts, sources, calls and charts are everybody's, whichever document declares them.
fn merge_shared(common: &mut Part, loaded: &Loaded, errors: &mut Vec<Diagnostic>) {
    let (into, from) = (&mut common.document, &loaded.document);
    let mut m = Merger { places: &mut common.places, loaded, errors };
    m.section("sources", &mut into.sources, &from.sources);
    m.section("editions", &mut into.editions, &from.editions);
    m.section("facts", &mut into.facts, &from.facts);
    m.section("records", &mut into.records, &from.records);
    m.section("warnings", &mut into.warnings, &from.warnings);
    m.section("calls", &mut into.calls, &from.calls);
    m.section("awards", &mut into.awards, &from.awards);
    m.section("departments", &mut into.departments, &from.departments);
    m.section("measures", &mut into.measures, &from.measures);
    m.section("targets", &mut into.targets, &from.targets);
    m.section("roles", &mut into.roles, &from.roles);
    m.section("templates", &mut into.templates, &from.templates);
    m.section("charts", &mut into.charts, &from.charts);
}

/// What belongs to an edition, or to all where a document names none.
fn merge_rules(part: &mut Part, loaded: &Loaded, errors: &mut Vec<Diagnostic>) {
    let (into, from) = (&mut part.document, &loaded.document);
    let mut m = Merger { places: &mut part.places, loaded, errors };
    m.section("parameters", &mut into.parameters, &from.parameters);
    m.section("rules", &mut into.rules, &from.rules);
    m.section("slots", &mut into.slots, &from.slots);
    m.section("scorecards", &mut into.scorecards, &from.scorecards);
    m.section("criteria", &mut into.criteria, &from.criteria);
    m.section("tiers", &mut into.tiers, &from.tiers);
    m.section("set", &mut into.set, &from.set);
    m.section("fill", &mut into.fill, &from.fill);
    for (tier, criteria) in &from.extra {
        let place = Place::new(&loaded.id, format!("/extra/{}", escape(tier)));
        part.extra.push(Extra { tier: tier.clone(), criteria: criteria.clone(), place });
    }
}

/// A name means one thing: no edition may give a common name another meaning.
fn hidden_names(linked: &Linked, errors: &mut Vec<Diagnostic>) {
    let mut seen: ById<usize> = ById::new();
    let mut check = |part: &Part, scope: usize| {
        let d = &part.document;
        let sections = [
            ("facts", d.facts.keys()),
            ("records", d.records.keys()),
            ("parameters", d.parameters.keys()),
            ("rules", d.rules.keys()),
            ("slots", d.slots.keys()),
            ("scorecards", d.scorecards.keys()),
        ];
        for (section, id) in sections.into_iter().flat_map(|(section, ids)| ids.map(move |id| (section, id))) {
            if seen.get(id).is_some_and(|s| *s == 0 || *s == scope) {
                errors.push(Diagnostic::new(Code::Redeclared, part.place(section, id).span(), [id.as_str().into()]));
            } else {
                seen.insert(id.clone(), scope);
            }
        }
    };
    check(&linked.common, 0);
    for (i, part) in linked.editions.values().enumerate() {
        check(part, i + 1);
    }
}
