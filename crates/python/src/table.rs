//! Tables by Arrow's `PyCapsule` interface. The work is done on other threads without the interpreter's lock; the calling
//! thread looks every tenth of a second whether the user wants to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Field, SchemaRef};
use peiyu::assess::MoneyUnit;
use peiyu::assess::sheet::Mapping;
use peiyu::diagnostic::{Diagnostic, Span};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json};
use peiyu_batch::{Answers as Wanted, Control, OnError, Options, RefusedValues, Table, TableError};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;
use serde_json::Value;

use crate::{Policy, error};

/// How often the user's wish to stop is looked for.
const TICK: Duration = Duration::from_millis(100);

/// The answers of a table: columns for whoever takes Arrow streams.
#[pyclass(frozen, module = "peiyu._peiyu")]
pub struct Answers {
    batches: Vec<RecordBatch>,
    schema: SchemaRef,
}

#[pymethods]
impl Answers {
    /// The stream of Arrow's `PyCapsule` interface; `requested_schema` is passed over, as the protocol allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        // A batch crosses the interface as an array of structs.
        let field = Field::new_struct("", self.schema.fields().clone(), false).with_metadata(self.schema.metadata().clone());
        let arrays: Vec<Result<ArrayRef, ArrowError>> =
            self.batches.iter().map(|batch| Ok(Arc::new(StructArray::from(batch.clone())) as ArrayRef)).collect();
        Ok(to_stream_pycapsule(py, Box::new(ArrayIterator::new(arrays, Arc::new(field))), None)?)
    }

    /// The schema of Arrow's `PyCapsule` interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    /// The number of rows.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Assesses a table; gives the answers and what is to be said of its columns, as JSON of diagnostics.
#[pyfunction]
#[pyo3(signature = (policy, table, *, columns, keep, ten_thousand, unknown, answers, missing, first, progress))]
#[expect(clippy::too_many_arguments, reason = "they are the keywords of `Policy.assess_table`")]
pub fn assess_table<'py>(
    py: Python<'py>,
    policy: &Policy,
    table: AnyRecordBatch,
    columns: Option<&str>,
    keep: Option<Vec<String>>,
    ten_thousand: Option<bool>,
    unknown: bool,
    answers: Option<Vec<String>>,
    missing: bool,
    first: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let reader = table.into_reader()?;
    let money = match ten_thousand {
        None => policy.money,
        Some(true) => MoneyUnit::TenThousand,
        Some(false) => MoneyUnit::Yuan,
    };
    let on_error = if unknown { OnError::Unknown } else { OnError::Error };
    let answers = answers.map_or_else(Wanted::default, |names| {
        let wanted = |name: &str| names.iter().any(|n| n == name);
        Wanted { score: wanted("score"), groups: wanted("groups"), failed: wanted("failed") }
    });
    let options = Options { money, on_error, answers, missing, keep };
    let mapping = columns.map_or_else(|| Ok(Mapping::default()), |text| mapping(py, policy, text))?;
    let table = error::check(py, Table::new(&policy.assessor, &reader.schema(), &mapping, options))?;
    let batches = watched(py, &table, reader, first, progress)?;
    let notes = table.warnings().iter().map(Diagnostic::to_json);
    let refused = table.refused();
    let more = refused.iter().map(RefusedValues::diagnostic).chain(table.left_out());
    let notes: Value = notes.chain(more.map(|d| d.to_json())).collect();
    let answers = Answers { batches, schema: table.schema() };
    (answers, notes.to_string()).into_pyobject(py)
}

fn mapping(py: Python<'_>, policy: &Policy, text: &str) -> PyResult<Mapping> {
    let tree = json::parse(text, MAX_DEPTH, MAX_BYTES).map_err(|e| {
        let d = Diagnostic::new(e.code, Span::default(), e.args);
        error::raised(py, &[d])
    })?;
    error::check(py, policy.assessor.mapping(&tree))
}

/// Works on a thread of its own, so that this one can listen to the user.
fn watched(
    py: Python<'_>,
    table: &Table<'_>,
    reader: Box<dyn RecordBatchReader + Send>,
    first: usize,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<RecordBatch>> {
    let (cancelled, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let tell =
        |progress: Option<&Bound<'_, PyAny>>| progress.map_or(Ok(()), |p| p.call1((done.load(Ordering::Relaxed),)).map(drop));
    thread::scope(|scope| {
        let (send, result) = sync_channel(1);
        let (cancelled, done) = (&cancelled, &done);
        scope.spawn(move || {
            let count = |rows| {
                done.fetch_add(rows, Ordering::Relaxed);
            };
            let control = Control { cancelled, progress: &count };
            // Nobody listens any more where the user has stopped.
            drop(send.send(all(table, reader, first, &control)));
        });
        // A receiver belongs to one thread; the lock makes it one that may be lent.
        let result = std::sync::Mutex::new(result);
        loop {
            let wait = |time| {
                py.detach(|| match result.lock() {
                    Ok(result) => result.recv_timeout(time),
                    Err(_) => Err(RecvTimeoutError::Disconnected),
                })
            };
            let answer = wait(TICK);
            let listened = py.check_signals().and_then(|()| tell(progress));
            if let Err(stopped) = listened {
                cancelled.store(true, Ordering::Relaxed);
                // The worker may need the interpreter's lock once more, for a stream that Python feeds.
                drop(wait(Duration::MAX));
                return Err(stopped);
            }
            match answer {
                Ok(Ok(batches)) => return Ok(batches),
                Ok(Err(TableError::Diagnostics(d))) => return Err(error::raised(py, &d.0)),
                Ok(Err(other)) => return Err(PyValueError::new_err(other.to_string())),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(PyValueError::new_err("the worker has ended")),
            }
        }
    })
}

fn all(
    table: &Table,
    reader: Box<dyn RecordBatchReader + Send>,
    first: usize,
    control: &Control,
) -> Result<Vec<RecordBatch>, TableError> {
    let (mut out, mut row) = (Vec::new(), first);
    for batch in reader {
        let batch = batch?;
        out.extend(table.assess(&batch, row, control)?);
        row += batch.num_rows();
    }
    Ok(out)
}
