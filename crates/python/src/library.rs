//! Cases: the native part hands requests over as JSON and gives back what the engine says.

use peiyu::assess::{JsonNumbers, under};
use peiyu::case::{Case as Held, Due, Facts, Library as Policies, Next, Refusal, Request};
use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Span, Text};
use peiyu::draw::{self, Drawing, Form, Path};
use peiyu::journal::{self, Sealed};
use peiyu::policy::Policy as Linked;
use peiyu::time::Moment;
use pyo3::prelude::*;
use serde_json::Value;

use crate::documents::{self, Source};
use crate::error;

/// A case at one moment. It never changes, so threads share it.
#[pyclass(frozen, module = "peiyu._peiyu")]
pub struct Case {
    case: Held,
}

#[pymethods]
impl Case {
    /// The case as canonical JSON.
    fn snapshot(&self) -> String {
        self.case.snapshot()
    }
}

/// Policies by hash, and the calendar of working days that comes with the package.
#[pyclass(frozen, module = "peiyu._peiyu")]
pub struct Library {
    library: Policies,
    hashes: Vec<String>,
}

#[pymethods]
impl Library {
    /// Joins the sources of each policy with the embedded documents and links it.
    #[new]
    fn new(py: Python<'_>, policies: Vec<(Option<String>, Vec<Source>)>) -> PyResult<Self> {
        let loaded = py.detach(move || {
            let mut library = Policies::new(peiyu_workflows::calendar()?);
            let mut hashes = Vec::new();
            for (asked, sources) in &policies {
                let (documents, id) = documents::join(asked.as_deref(), sources)?;
                hashes.push(library.add(Linked::load(&documents, &id)?));
            }
            Ok(Library { library, hashes })
        });
        error::check(py, loaded)
    }

    /// Hashes of the policies, in their order.
    #[getter]
    fn hashes(&self) -> Vec<String> {
        self.hashes.clone()
    }

    /// Carries out a request on a case, or on none: the case that comes of it, the effects as a list in JSON, and the lines
    /// for the journal. The interpreter's lock is kept, as for an assessment.
    fn request(&self, py: Python<'_>, case: Option<&Case>, request: &str) -> PyResult<(Case, String, Vec<String>)> {
        let asked = || Request::from_json(request, JsonNumbers::Floats)?.carry_out(&self.library, case.map(|c| &c.case));
        let applied = asked().map_err(|refusal| error::refused(py, &refusal))?;
        let entries = applied.entries.iter().map(Sealed::line).collect();
        Ok((Case { case: applied.case.clone() }, applied.effects_json(), entries))
    }

    /// The deadlines of a case, as a list in JSON.
    fn due(&self, py: Python<'_>, case: &Case, at: &str) -> PyResult<String> {
        let due = || case.case.due(&self.library, moment(at)?);
        let due = due().map_err(|refusal| error::refused(py, &refusal))?;
        Ok(Value::Array(due.iter().map(Due::to_json).collect()).to_string())
    }

    /// What may come next, as a list in JSON.
    fn next(&self, py: Python<'_>, case: &Case) -> PyResult<String> {
        let next = case.case.next(&self.library).map_err(|refusal| error::refused(py, &refusal))?;
        Ok(Value::Array(next.iter().map(Next::to_json).collect()).to_string())
    }

    /// A policy's chart as `svg`, `dot` or `mermaid`, with the path of a case where its journal is given.
    #[expect(clippy::too_many_arguments, reason = "they are the keywords of `Library.draw`")]
    fn draw(
        &self,
        py: Python<'_>,
        policy: &str,
        chart: Option<&str>,
        part: Option<String>,
        journal: Option<&str>,
        english: bool,
        form: &str,
    ) -> PyResult<String> {
        let picture = || -> Result<String, Refusal> {
            let path = journal.map(|text| Path::of(journal::read(text)?)).transpose()?;
            let lang = if english { Lang::En } else { Lang::Zh };
            let drawing = Drawing { lang, part, path };
            Ok(draw::draw(self.library.current(policy)?, chart, Form::named(form)?, &drawing)?)
        };
        error::check(py, picture().map_err(|refusal| refusal.diagnostics))
    }

    /// The case of a snapshot.
    #[staticmethod]
    fn case(py: Python<'_>, snapshot: &str) -> PyResult<Case> {
        error::check(py, Held::from_snapshot(snapshot)).map(|case| Case { case })
    }

    /// The case that a journal comes to, after each entry was held against its hash.
    #[staticmethod]
    fn replay(py: Python<'_>, journal: &str) -> PyResult<Case> {
        let case = journal::read(journal).and_then(|entries| Held::replay(&entries));
        error::check(py, case).map(|case| Case { case })
    }

    /// Does a journal again, with the facts of an object by digest; for each entry `again` or `taken`.
    fn verify(&self, py: Python<'_>, journal: &str, facts: &str) -> PyResult<Vec<&'static str>> {
        let held = || -> Result<_, Refusal> {
            let entries = journal::read(journal)?;
            let facts = Facts::by_digest(facts, JsonNumbers::Floats)?;
            let find = |digest: &str| facts.iter().find(|(d, _)| d == digest).map(|(_, f)| f.clone());
            Held::verify(&self.library, &entries, find)
        };
        let held = held().map_err(|refusal| error::refused(py, &refusal))?;
        Ok(held.into_iter().map(peiyu::case::Verified::id).collect())
    }
}

/// The exception for a value that JSON can't carry: of the type that was found, or a text without an encoding. `at` leads to it.
#[pyfunction]
pub fn unfit(py: Python<'_>, name: &str, at: Vec<String>, found: Option<&str>) -> PyErr {
    let refused = match found {
        Some(found) => {
            let expected = Text::both("文字、数、是或否、日期", "a text, a number, true or false, or a date");
            Diagnostic::new(Code::WrongFactType, Span::default(), [name.into(), expected, found.into()])
        }
        None => Diagnostic::new(Code::NotUtf8, Span::default(), []),
    };
    error::refused(py, &at.into_iter().rev().fold(refused, |d, field| under(d, &field)).into())
}

fn moment(text: &str) -> Result<Moment, Diagnostics> {
    let shown: String = text.chars().take(40).collect();
    text.parse().map_err(|()| Diagnostic::new(Code::BadMoment, Span::default(), [shown.into()]).into())
}
