//! Measures for Python: conversion only.

use peiyu::assess::measure::{Figures, Measures as Ready, Tally};
use peiyu::assess::{Firm, MoneyUnit};
use peiyu::policy::Policy as Linked;
use peiyu::program::Workspace;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::documents::{self, Source};
use crate::{Policy, WORKSPACE, day, error, firm};

/// The measures of a policy on a day. It never changes, so threads share it.
#[pyclass(frozen, module = "peiyu._peiyu")]
pub struct Measures {
    id: String,
    ready: Ready,
    money: MoneyUnit,
}

impl Measures {
    fn filled(&self, fields: &Bound<'_, PyDict>) -> PyResult<Firm<'_>> {
        let mut facts = self.ready.firm();
        facts.money_unit(self.money);
        let refused = firm::fill(&mut facts, fields)?;
        if refused.is_empty() { Ok(facts) } else { Err(error::raised(fields.py(), &refused)) }
    }

    fn figures(&self, py: Python<'_>, json: Option<&str>) -> PyResult<Figures> {
        let figures = error::check(py, json.map_or_else(|| Ok(Figures::default()), Figures::from_json))?;
        error::check(py, self.ready.known_targets(&figures))?;
        Ok(figures)
    }
}

#[pymethods]
impl Measures {
    /// Joins the sources with the embedded documents and makes the policy's measures ready for a day.
    #[new]
    #[pyo3(signature = (policy, sources, *, on, ten_thousand))]
    fn new(py: Python<'_>, policy: Option<&str>, sources: Vec<Source>, on: &str, ten_thousand: bool) -> PyResult<Self> {
        let money = if ten_thousand { MoneyUnit::TenThousand } else { MoneyUnit::Yuan };
        let loaded = py.detach(move || {
            let (documents, id) = documents::join(policy, &sources)?;
            let ready = Ready::new(&Linked::load(&documents, &id)?, day(on)?)?;
            Ok(Measures { id, ready, money })
        });
        error::check(py, loaded)
    }

    /// What judges tables: each measure and each thing that it gives is a tier there.
    fn judge(&self) -> Policy {
        Policy { id: self.id.clone(), assessor: self.ready.assessor().clone(), money: self.money }
    }

    /// The measures and targets as JSON.
    fn list(&self) -> String {
        self.ready.list_json()
    }

    /// Those of a department.
    fn duties(&self, py: Python<'_>, department: &str) -> PyResult<String> {
        error::check(py, self.ready.duties_json(department).map_err(Into::into))
    }

    /// What a firm gets, as JSON: in short, or with reasons.
    fn assess(&self, firm: &Bound<'_, PyAny>, reasons: bool) -> PyResult<String> {
        let facts = self.filled(&firm::fields(firm)?)?;
        Ok(WORKSPACE.with_borrow_mut(|workspace| {
            if reasons { self.ready.explain(&facts, workspace).to_json() } else { self.ready.answer(&facts, workspace).to_json() }
        }))
    }

    /// Counts and sums over firms, as JSON. The firms may be made by Python as they are asked for.
    fn totals(&self, firms: &Bound<'_, PyAny>, figures: Option<&str>) -> PyResult<String> {
        let figures = self.figures(firms.py(), figures)?;
        let (mut tally, mut workspace) = (Tally::default(), Workspace::default());
        for one in firms.try_iter()? {
            let facts = self.filled(&firm::fields(&one?)?)?;
            self.ready.count(&facts, &mut tally, &mut workspace);
        }
        Ok(self.ready.tally_json(&tally, &figures))
    }

    /// How far the targets are reached, as JSON.
    fn targets(&self, py: Python<'_>, figures: Option<&str>) -> PyResult<String> {
        let figures = self.figures(py, figures)?;
        error::check(py, self.ready.targets_json(&figures, None))
    }
}
