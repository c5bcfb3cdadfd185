//! A table against a policy: columns bound to facts once, then batches of rows on all threads, in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use peiyu::assess::sheet::{Column as Header, Mapping};
use peiyu::assess::{Assessor, MoneyUnit};
use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Span, Text};
use peiyu::number::Number;
use rayon::prelude::*;
use serde_json::json;

use crate::answer::{Details, SCORE_SCALE};
use crate::buffers::CHUNK;
use crate::cells::{readable, unreadable};
use crate::plan::{Answers, CriterionId, Plan};
use crate::worker::Worker;

/// Rows that one thread answers at a time, at least and at most: what is not finished is bounded by it, and of many rows
/// those that the machine leaves are enough for a pass of their own.
const MORSEL: [usize; 2] = [16 * 1024, 64 * 1024];
/// Parts for each thread, so that none waits long for the last.
const SHARE: usize = 8;

/// How many of so many rows one thread takes at a time.
fn morsel(rows: usize) -> usize {
    let [least, most] = MORSEL;
    (rows / (SHARE * rayon::current_num_threads())).clamp(least, most).next_multiple_of(CHUNK)
}

/// What becomes of a value that can't be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// The table is refused: every column with its first such row.
    #[default]
    Error,
    /// It counts as unknown.
    Unknown,
}

/// How a table is read and answered.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The unit of money in columns that don't name one.
    pub money: MoneyUnit,
    /// What becomes of values that can't be used.
    pub on_error: OnError,
    /// What is answered beside the verdicts.
    pub answers: Answers,
    /// Whether missing facts and problems are told.
    pub missing: bool,
    /// Columns of the table that stand before the answers; the key's column, where there is one, if not given.
    pub keep: Option<Vec<String>>,
}

/// Why a table could not be answered.
#[derive(Debug)]
pub enum TableError {
    /// What is wrong with it.
    Diagnostics(Diagnostics),
    /// The host asked to stop.
    Cancelled,
    /// Arrow's own: out of memory, or an array that breaks its rules.
    Arrow(ArrowError),
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TableError::Diagnostics(d) => d.fmt(f),
            TableError::Cancelled => f.write_str("cancelled"),
            TableError::Arrow(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for TableError {}

impl From<ArrowError> for TableError {
    fn from(e: ArrowError) -> Self {
        TableError::Arrow(e)
    }
}

/// What a host can do while a table is answered.
pub struct Control<'c> {
    /// Is asked before every chunk of rows; true ends the work.
    pub cancelled: &'c AtomicBool,
    /// Is told how many rows were answered since it was last told.
    pub progress: &'c (dyn Fn(usize) + Sync),
}

/// Values of one column that were refused.
#[derive(Clone, Debug)]
pub struct RefusedValues {
    /// The column as the table names it.
    pub column: String,
    /// First row, counted from 0 over all batches.
    pub row: usize,
    /// What is wrong there.
    pub why: Diagnostic,
    /// How many rows.
    pub count: usize,
}

/// A policy bound to the columns of a table.
pub struct Table<'a> {
    pub(crate) assessor: &'a Assessor,
    pub(crate) plan: Plan,
    pub(crate) options: Options,
    /// The columns that are read, each with its place in the table.
    pub(crate) bound: Vec<(usize, Header)>,
    kept: Vec<usize>,
    schema: SchemaRef,
    warnings: Vec<Diagnostic>,
    refused: Mutex<BTreeMap<usize, RefusedValues>>,
    /// By column, the first row of a score that has too many decimals, that score, and how many there are.
    fine: Mutex<BTreeMap<String, (usize, String, usize)>>,
}

impl<'a> Table<'a> {
    /// Binds columns by id, by a name for people with its unit, or by a mapping.
    ///
    /// # Errors
    /// What is wrong with the header, with columns of types that hold no facts, and with columns to be kept that are not
    /// there.
    pub fn new(assessor: &'a Assessor, input: &Schema, mapping: &Mapping, options: Options) -> Result<Self, Diagnostics> {
        let names: Vec<&str> = input.fields().iter().map(|f| f.name().as_str()).collect();
        let columns = assessor.columns(&names, mapping)?;
        let plan = Plan::new(assessor, options.answers, options.missing);
        let mut errors = Vec::new();
        let mut bound = Vec::new();
        for (at, header) in columns.columns.iter().cloned().enumerate() {
            let read = header.slot().is_some_and(|slot| plan.facts.contains(&slot));
            if let Some(field) = input.fields().get(at).filter(|_| read) {
                if !readable(field.data_type()) {
                    errors.push(unreadable(&header, field.data_type()));
                }
                bound.push((at, header));
            }
        }
        let key = assessor.facts().key().and_then(|key| assessor.facts().index(&key.id));
        let mut kept: Vec<usize> = Vec::new();
        if options.keep.is_none() {
            kept.extend(columns.columns.iter().position(|c| c.slot().is_some() && c.slot() == key));
        }
        for name in options.keep.iter().flatten() {
            match names.iter().position(|n| n == name) {
                Some(at) => kept.push(at),
                None => errors.push(Diagnostic::new(Code::KeyColumnMissing, Span::default(), [name.as_str().into()])),
            }
        }
        let mut warnings: Vec<Diagnostic> = missing(assessor, &plan, &bound).into_iter().collect();
        let near = |d: &Diagnostic| d.args.get(1).is_some_and(|near| !near.get(Lang::Zh).is_empty());
        warnings
            .extend(columns.warnings.into_iter().filter(|d| near(d) && !kept.iter().any(|k| d.span.pointer == format!("/{k}"))));
        if !errors.is_empty() {
            return Err(Diagnostics(errors));
        }
        let schema = output(assessor, &plan, input, &kept, Details { missing: options.missing });
        let (refused, fine) = (Mutex::default(), Mutex::default());
        Ok(Table { assessor, plan, options, bound, kept, schema: Arc::new(schema), warnings, refused, fine })
    }

    /// The columns of the answers.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Facts that the rules read and the table has not, and columns that are not read but bear nearly the name of a fact.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// What the bits of a tier's failed criteria stand for, 64 to a column; nothing where these are not wanted.
    pub fn criteria(&self, tier: &str) -> Option<&[CriterionId]> {
        self.plan.tiers.iter().find(|t| t.id == tier).map(|t| t.ids.as_slice())
    }

    /// Values that were refused so far, by column.
    pub fn refused(&self) -> Vec<RefusedValues> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Scores so far that have more decimals than a table holds, one diagnostic a column; they were left out.
    pub fn left_out(&self) -> Vec<Diagnostic> {
        let fine = self.fine.lock().unwrap_or_else(PoisonError::into_inner);
        let told = |(column, (row, score, count)): (&String, &(usize, String, usize))| {
            let numbers = [(row + 1).to_string(), score.clone(), SCORE_SCALE.to_string(), count.to_string()];
            let args: Vec<Text> = std::iter::once(column.as_str().into()).chain(numbers.map(Text::from)).collect();
            Diagnostic::new(Code::ScoreDecimals, Span::value("", &format!("/{row}/{column}")), args)
        };
        fine.iter().map(told).collect()
    }

    /// Notes a score that has too many decimals.
    pub(crate) fn too_fine(&self, column: &str, row: usize, score: &Number) {
        let mut fine = self.fine.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = fine.entry(column.to_owned()).or_insert_with(|| (row, score.to_string(), 0));
        entry.2 += 1;
        if row < entry.0 {
            (entry.0, entry.1) = (row, score.to_string());
        }
    }

    /// Answers a batch of rows on all threads; the answers come in the order of the rows, in batches of at most 65 536.
    /// `first` is the number of rows in the batches before.
    ///
    /// # Errors
    /// Values that can't be used, unless they count as unknown; a host that asked to stop; Arrow's own.
    pub fn assess(&self, batch: &RecordBatch, first: usize, control: &Control) -> Result<Vec<RecordBatch>, TableError> {
        let rows = batch.num_rows();
        let morsel = morsel(rows);
        let starts: Vec<usize> = (0..rows).step_by(morsel).collect();
        let worker = || Worker::new(self);
        let answers: Vec<Result<RecordBatch, TableError>> = starts
            .into_par_iter()
            .map_init(worker, |worker, start| {
                let part = batch.slice(start, morsel.min(rows - start));
                let columns = worker.answer(&part, first + start, control)?;
                let kept = self.kept.iter().map(|at| part.column(*at).clone());
                let columns: Vec<ArrayRef> = kept.chain(columns).collect();
                Ok(RecordBatch::try_new(self.schema.clone(), columns)?)
            })
            .collect();
        let answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        if self.options.on_error == OnError::Error {
            let refused = self.refused();
            if !refused.is_empty() {
                return Err(TableError::Diagnostics(Diagnostics(refused.iter().map(RefusedValues::diagnostic).collect())));
            }
        }
        Ok(answers)
    }

    /// Notes a refused value.
    pub(crate) fn refuse(&self, at: usize, row: usize, why: Diagnostic) {
        let Some((_, header)) = self.bound.get(at) else { return };
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = refused.entry(at).or_insert_with(|| RefusedValues {
            column: header.header().to_owned(),
            row,
            why: why.clone(),
            count: 0,
        });
        entry.count += 1;
        if row < entry.row {
            (entry.row, entry.why) = (row, why);
        }
    }

    /// Stops where the host asks for it.
    pub(crate) fn go_on(control: &Control) -> Result<(), TableError> {
        if control.cancelled.load(Ordering::Relaxed) { Err(TableError::Cancelled) } else { Ok(()) }
    }
}

impl RefusedValues {
    /// As a diagnostic that names column and row, counted from 1.
    pub fn diagnostic(&self) -> Diagnostic {
        let why = Text::both(self.why.message(Lang::Zh), self.why.message(Lang::En));
        let args = [self.column.as_str().into(), (self.row + 1).to_string().into(), why, self.count.to_string().into()];
        Diagnostic::new(Code::TableValue, Span::value("", &format!("/{}/{}", self.row, self.column)), args)
    }
}

/// The facts that the rules read and no column gives, told once.
fn missing(assessor: &Assessor, plan: &Plan, bound: &[(usize, Header)]) -> Option<Diagnostic> {
    let given = |fact: &u32| bound.iter().any(|(_, header)| header.slot() == Some(*fact));
    let missing = plan.facts.iter().filter(|fact| !given(fact)).filter_map(|fact| assessor.facts().get(*fact));
    let ids: Vec<&str> = missing.map(|slot| slot.id.as_str()).collect();
    (!ids.is_empty()).then(|| Diagnostic::new(Code::MissingColumns, Span::default(), [ids.join(" ").into()]))
}

fn output(assessor: &Assessor, plan: &Plan, input: &Schema, kept: &[usize], details: Details) -> Schema {
    let kept = kept.iter().filter_map(|at| input.fields().get(*at)).map(|f| f.as_ref().clone());
    let answers = plan.tiers.iter().flat_map(|tier| tier.fields(details));
    let fields: Vec<Field> = kept.chain(answers).collect();
    let chosen = assessor.selection();
    let tiers: Vec<_> = chosen.tiers.iter().map(|t| json!({"tier": t.tier, "new": t.new, "renewal": t.renewal})).collect();
    let of = json!({"policy": assessor.policy_hash(), "day": chosen.day.to_string(), "call": chosen.call, "tiers": tiers});
    Schema::new_with_metadata(fields, [("peiyu".to_owned(), of.to_string())].into())
}
