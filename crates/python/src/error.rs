//! Diagnostics become the exception `peiyu.PeiyuError`; words and codes stay the engine's.

use peiyu::case::Refusal;
use peiyu::diagnostic::{Diagnostic, Diagnostics};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use serde_json::Value;

/// The exception that carries these diagnostics.
pub fn raised(py: Python<'_>, diagnostics: &[Diagnostic]) -> PyErr {
    static FROM_JSON: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let json = Value::Array(diagnostics.iter().map(Diagnostic::to_json).collect()).to_string();
    let made = FROM_JSON.import(py, "peiyu._error", "error_from_json").and_then(|make| make.call1((json,)));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// The exception of a request that is refused.
pub fn refused(py: Python<'_>, refusal: &Refusal) -> PyErr {
    static FROM_JSON: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let json = refusal.to_json().to_string();
    let made = FROM_JSON.import(py, "peiyu._error", "refusal_from_json").and_then(|make| make.call1((json,)));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// A result of the engine with Python's exception.
pub fn check<T>(py: Python<'_>, result: Result<T, Diagnostics>) -> PyResult<T> {
    result.map_err(|d| raised(py, &d.0))
}
