//! Measures for the npm package: conversion only.

use peiyu::assess::measure::{Figures, Measures as Ready, Tally as Counts};
use peiyu::assess::{Firm, JsonNumbers};
use peiyu::policy::Policy;
use peiyu::program::Workspace;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Loader, day, thrown, unit};

#[wasm_bindgen]
impl Loader {
    /// The measures of a policy on a day, which is written as in ISO 8601.
    pub fn measures(&self, policy: &str, on: &str) -> Result<Measures, String> {
        let ready = || Ready::new(&Policy::load(&self.documents, policy)?, day(on)?);
        Ok(Measures { ready: ready().map_err(|e| thrown(&e))?, workspace: Workspace::default() })
    }
}

/// The measures of a policy on a day.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Measures {
    ready: Ready,
    workspace: Workspace,
}

/// Counts over firms.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Tally {
    counts: Counts,
}

#[wasm_bindgen]
impl Tally {
    /// Nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }
}

#[wasm_bindgen]
impl Measures {
    /// The measures and targets as JSON.
    pub fn list(&self) -> String {
        self.ready.list_json()
    }

    /// Those of a department, by its id or name.
    pub fn duties(&self, department: &str) -> Result<String, String> {
        self.ready.duties_json(department).map_err(|e| thrown(&e.into()))
    }

    /// What a firm gets, as JSON: in short, or with reasons.
    pub fn assess(&mut self, firm: &str, in_ten_thousand: bool, reasons: bool) -> Result<String, String> {
        let facts = filled(&self.ready, firm, in_ten_thousand)?;
        Ok(if reasons {
            self.ready.explain(&facts, &mut self.workspace).to_json()
        } else {
            self.ready.answer(&facts, &mut self.workspace).to_json()
        })
    }

    /// Counts a firm.
    pub fn count(&mut self, firm: &str, in_ten_thousand: bool, tally: &mut Tally) -> Result<(), String> {
        let facts = filled(&self.ready, firm, in_ten_thousand)?;
        self.ready.count(&facts, &mut tally.counts, &mut self.workspace);
        Ok(())
    }

    /// Counts and sums, as JSON; figures for targets likewise.
    pub fn totals(&self, tally: &Tally, figures: &str) -> Result<String, String> {
        let figures = self.figures(figures)?;
        Ok(self.ready.tally_json(&tally.counts, &figures))
    }

    /// How far the targets are reached, as JSON.
    pub fn targets(&self, figures: &str) -> Result<String, String> {
        let figures = self.figures(figures)?;
        self.ready.targets_json(&figures, None).map_err(|e| thrown(&e))
    }

    fn figures(&self, json: &str) -> Result<Figures, String> {
        let figures = Figures::from_json(json).map_err(|e| thrown(&e))?;
        self.ready.known_targets(&figures).map_err(|e| thrown(&e))?;
        Ok(figures)
    }
}

fn filled<'a>(ready: &'a Ready, firm: &str, in_ten_thousand: bool) -> Result<Firm<'a>, String> {
    let mut facts = ready.firm();
    facts.money_unit(unit(in_ten_thousand));
    facts.read_json(firm, JsonNumbers::Floats).map_err(|e| thrown(&e))?;
    Ok(facts)
}
