//! Cases for the npm package: conversion only. A case crosses as its snapshot, so that JavaScript holds no pointers to it.

use peiyu::assess::JsonNumbers;
use peiyu::case::{Case, Due, Facts, Next, Refusal, Request};
use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Span};
use peiyu::document::{calendar, write};
use peiyu::draw::{self, Drawing, Form, Path};
use peiyu::journal;
use peiyu::policy::Policy;
use peiyu::time::Moment;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Loader, thrown};

/// Policies by hash, and the calendar of working days.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Library {
    library: peiyu::case::Library,
}

#[wasm_bindgen]
impl Library {
    /// A library without policies, with a calendar as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(calendar: &str) -> Result<Library, String> {
        let calendar = calendar::from_json("calendar", calendar).map_err(|e| thrown(&e))?;
        Ok(Library { library: peiyu::case::Library::new(calendar) })
    }

    /// Adds a policy of the loader's documents, from now on the present one of its id; gives its hash.
    pub fn add(&mut self, documents: &Loader, policy: &str) -> Result<String, String> {
        Ok(self.library.add(Policy::load(&documents.documents, policy).map_err(|e| thrown(&e))?))
    }

    /// Carries out a request on a snapshot, or on none: gives the snapshot that comes of it, the effects as a list in JSON,
    /// and the lines for the journal, one an item. A refusal is thrown as `{"diagnostics", "missing"}`.
    pub fn request(&self, case: Option<String>, request: &str) -> Result<Vec<String>, String> {
        let asked = || {
            let case = case.map(|text| Case::from_snapshot(&text)).transpose()?;
            Request::from_json(request, JsonNumbers::Floats)?.carry_out(&self.library, case.as_ref())
        };
        let applied = asked().map_err(|e| refused(&e))?;
        let mut out = vec![applied.case.snapshot(), applied.effects_json()];
        out.extend(applied.entries.iter().map(journal::Sealed::line));
        Ok(out)
    }

    /// The deadlines of a snapshot at a moment, as a list in JSON.
    pub fn due(&self, case: &str, at: &str) -> Result<String, String> {
        let due = || Case::from_snapshot(case)?.due(&self.library, moment(at)?);
        let due = due().map_err(|e| refused(&e))?;
        Ok(write::text(&due.iter().map(Due::to_json).collect()))
    }

    /// What may come next, as a list in JSON.
    pub fn next(&self, case: &str) -> Result<String, String> {
        let next = || Case::from_snapshot(case)?.next(&self.library);
        let next = next().map_err(|e| refused(&e))?;
        Ok(write::text(&next.iter().map(Next::to_json).collect()))
    }

    /// A policy's chart as `svg`, `dot` or `mermaid`, with the path of a case where its journal is given.
    #[expect(clippy::needless_pass_by_value, reason = "JavaScript's optional texts come as values")]
    pub fn draw(
        &self,
        policy: &str,
        chart: Option<String>,
        part: Option<String>,
        journal: Option<String>,
        english: bool,
        form: &str,
    ) -> Result<String, String> {
        let picture = || -> Result<String, Refusal> {
            let path = journal.map(|text| Path::of(journal::read(&text)?)).transpose()?;
            let lang = if english { Lang::En } else { Lang::Zh };
            let drawing = Drawing { lang, part, path };
            Ok(draw::draw(self.library.current(policy)?, chart.as_deref(), Form::named(form)?, &drawing)?)
        };
        picture().map_err(|e| thrown(&e.diagnostics))
    }

    /// The snapshot that a journal comes to, after each entry was held against its hash.
    pub fn replay(journal: &str) -> Result<String, String> {
        let case = journal::read(journal).and_then(|entries| Case::replay(&entries));
        case.map(|case| case.snapshot()).map_err(|e| thrown(&e))
    }

    /// Does a journal again, with the facts of an object by digest; for each entry `again` or `taken`.
    pub fn verify(&self, journal: &str, facts: &str) -> Result<Vec<String>, String> {
        let held = || {
            let entries = journal::read(journal)?;
            let facts = Facts::by_digest(facts, JsonNumbers::Floats)?;
            Case::verify(&self.library, &entries, |digest| facts.iter().find(|(d, _)| d == digest).map(|(_, f)| f.clone()))
        };
        Ok(held().map_err(|e| refused(&e))?.into_iter().map(|verified| verified.id().to_owned()).collect())
    }
}

fn moment(text: &str) -> Result<Moment, Diagnostics> {
    let shown: String = text.chars().take(40).collect();
    text.parse().map_err(|()| Diagnostic::new(Code::BadMoment, Span::default(), [shown.into()]).into())
}

fn refused(refusal: &Refusal) -> String {
    write::text(&refusal.to_json())
}
