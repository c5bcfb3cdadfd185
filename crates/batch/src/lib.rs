//! Peiyu over tables: Arrow columns in, Arrow columns out.
//!
//! [`Table`] binds a policy to the columns of a table and answers batches of rows on all threads. A machine computes
//! whole chunks of rows at once, exactly: in integers whose bounds prove that they fit. Rows of which it can't tell an
//! answer (something not given, an error, figures past every bound) go through the scalar evaluator, so that a table and
//! a single firm always get the same answer. [`Firms`] does the same for firms that a host has read by itself.
#![forbid(unsafe_code)]

mod answer;
mod buffers;
mod cells;
mod edges;
mod encloser;
mod firms;
mod flags;
mod floats;
mod fraction;
mod input;
mod machine;
mod outcome;
mod part;
mod pending;
mod plan;
#[cfg(test)]
#[path = "../tests/tables/mod.rs"]
mod samples;
mod span;
mod table;
mod wide;
mod worker;

pub use answer::{SCORE_PRECISION, SCORE_SCALE};
pub use firms::{Firms, FirmsPlan};
pub use plan::{Answers, CriterionId, criteria};
pub use table::{Control, OnError, Options, RefusedValues, Table, TableError};
