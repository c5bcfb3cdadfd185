//! The native part of the Python module `peiyu`: conversion only, no logic. Values go in as the engine takes them,
//! answers come out as its JSON; the Python part beside it gives them their types.

mod documents;
mod error;
mod firm;
mod library;
mod measures;
mod table;

use std::cell::RefCell;

use peiyu::assess::{Assessor, Firm, MoneyUnit};
use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Span};
use peiyu::policy::{Choice, Policy as Linked};
use peiyu::program::Workspace;
use peiyu::time::Date;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use serde_json::json;

use documents::Source;

thread_local! {
    /// Spares allocations from one firm to the next.
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

/// A policy made ready for one edition, call and day. It never changes, so threads share it.
#[pyclass(frozen, module = "peiyu._peiyu")]
struct Policy {
    id: String,
    assessor: Assessor,
    money: MoneyUnit,
}

impl Policy {
    /// The firm of a dict's facts; every one that is refused is told.
    fn filled(&self, fields: &Bound<'_, PyDict>) -> PyResult<Firm<'_>> {
        let mut facts = self.assessor.firm();
        facts.money_unit(self.money);
        let refused = firm::fill(&mut facts, fields)?;
        if refused.is_empty() { Ok(facts) } else { Err(error::raised(fields.py(), &refused)) }
    }
}

#[pymethods]
impl Policy {
    /// Joins the sources with the embedded documents, links the policy and applies the choice.
    #[new]
    #[pyo3(signature = (policy, sources, *, edition, call, as_of, tier, today, ten_thousand))]
    #[expect(clippy::too_many_arguments, reason = "they are the keywords of `peiyu.load`")]
    fn new(
        py: Python<'_>,
        policy: Option<&str>,
        sources: Vec<Source>,
        edition: Option<String>,
        call: Option<String>,
        as_of: Option<&str>,
        tier: Option<String>,
        today: &str,
        ten_thousand: bool,
    ) -> PyResult<Self> {
        let money = if ten_thousand { MoneyUnit::TenThousand } else { MoneyUnit::Yuan };
        let loaded = py.detach(move || {
            let as_of = as_of.map(day).transpose()?;
            let choice = Choice { edition, call, as_of, tier, today: day(today)? };
            let (documents, id) = documents::join(policy, &sources)?;
            let assessor = Assessor::new(&Linked::load(&documents, &id)?, &choice)?;
            Ok(Policy { id, assessor, money })
        });
        error::check(py, loaded)
    }

    /// The answer for a firm: the engine's JSON, UTF-8.
    ///
    /// The interpreter's lock is kept: the work is over in microseconds, and a thread that gave the lock up to one in
    /// pure Python would wait milliseconds for it.
    fn assess<'py>(&self, firm: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        let facts = self.filled(&firm::fields(firm)?)?;
        let json = WORKSPACE.with_borrow_mut(|workspace| self.assessor.assess_with(&facts, workspace).to_json());
        Ok(PyBytes::new(firm.py(), json.as_bytes()))
    }

    /// A firm's facts as a dict of its own.
    #[staticmethod]
    fn fields<'py>(firm: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
        firm::fields(firm)
    }

    /// The answer with its reasons, UTF-8: `json`, or `text` or `html` in a language.
    fn explain<'py>(&self, fields: &Bound<'py, PyDict>, form: &str, english: bool) -> PyResult<Bound<'py, PyBytes>> {
        let facts = self.filled(fields)?;
        let lang = if english { Lang::En } else { Lang::Zh };
        let out = WORKSPACE.with_borrow_mut(|workspace| {
            let explanation = self.assessor.explain(&facts, workspace).with_distances();
            match form {
                "html" => explanation.to_html(lang),
                "text" => explanation.to_text(lang),
                _ => explanation.to_json(),
            }
        });
        Ok(PyBytes::new(fields.py(), out.as_bytes()))
    }

    /// The policy's id.
    #[getter]
    fn id(&self) -> &str {
        &self.id
    }

    /// The hash of the linked documents.
    #[getter]
    fn hash(&self) -> &str {
        self.assessor.policy_hash()
    }

    /// The facts as JSON.
    fn facts(&self) -> String {
        self.assessor.facts_json().to_string()
    }

    /// The form's JSON Schema as JSON.
    fn schema(&self) -> String {
        self.assessor.form_schema().to_string()
    }

    /// The criteria of a tier by their bits in the answers of a table, as JSON; nothing of a tier that isn't judged.
    fn criteria(&self, tier: &str) -> Option<String> {
        let listed = peiyu_batch::criteria(&self.assessor, tier)?;
        let json = listed.iter().map(peiyu_batch::CriterionId::to_json);
        Some(json.collect::<serde_json::Value>().to_string())
    }

    /// Editions, call and day that were chosen, and the tiers' labels, as JSON.
    fn selection(&self) -> String {
        let chosen = self.assessor.selection();
        let editions = chosen.tiers.iter().map(|t| json!({"tier": t.tier, "new": t.new, "renewal": t.renewal}));
        let labels = self.assessor.tiers().iter().map(|t| json!({"id": t.id, "label": t.label}));
        json!({
            "tiers": editions.collect::<Vec<_>>(),
            "call": chosen.call,
            "day": chosen.day.to_string(),
            "labels": labels.collect::<Vec<_>>(),
        })
        .to_string()
    }
}

/// Ids of the embedded policies.
#[pyfunction]
fn policies() -> Vec<&'static str> {
    peiyu_workflows::policies()
}

/// The exception for what Python's part could not read: a file, or a document that is no JSON.
#[pyfunction]
fn unreadable(py: Python<'_>, document: &str, reason: String, file: bool) -> PyErr {
    let code = if file { Code::FileUnreadable } else { Code::DocumentSyntax };
    error::raised(py, &[Diagnostic::new(code, Span::value(document, ""), [reason.into()])])
}

fn day(text: &str) -> Result<Date, Diagnostics> {
    text.parse().map_err(|()| {
        let shown: String = text.chars().take(40).collect();
        Diagnostic::new(Code::BadDate, Span::default(), [shown.into()]).into()
    })
}

/// The native part of `peiyu`.
#[pymodule]
mod _peiyu {
    #[pymodule_export]
    use super::library::{Case, Library, unfit};
    #[pymodule_export]
    use super::measures::Measures;
    #[pymodule_export]
    use super::table::{Answers, assess_table};
    #[pymodule_export]
    use super::{Policy, policies, unreadable};
}
