//! Answers a batch of rows on all threads; the parts come back in the order of the rows.

use std::path::Path;

use peiyu::assess::sheet::Column;
use peiyu::assess::{Assessor, Firm, JsonNumbers, MoneyUnit, Verdict};
use peiyu::diagnostic::Diagnostic;
use peiyu::document::tree::{Mark, Node, Tree, escape};
use peiyu::program::cell::Cell;
use peiyu_batch::{Firms, FirmsPlan};
use peiyu_table::xlsx;
use rayon::prelude::*;

use crate::args::TableArgs;

use super::output::Output;
use super::row::{Body, Row, locate, number};
use super::xlsx::no_value;

/// What is the same for every row.
pub struct Task<'a> {
    /// The policy made ready.
    pub assessor: &'a Assessor,
    /// How answers are written.
    pub output: &'a Output<'a>,
    /// How rows become firms.
    pub filler: Filler,
    /// What is computed for many of them.
    pub plan: FirmsPlan<'a>,
}

/// Puts what a row says into a firm.
pub struct Filler {
    /// The unit of money.
    pub money: MoneyUnit,
    /// The columns of a table.
    columns: Vec<Column>,
    /// The file's name.
    file: String,
}

/// How often each verdict was given, by tier.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Firms.
    pub firms: usize,
    /// For each tier: passed, failed, unknown.
    pub tiers: Vec<[usize; 3]>,
}

impl Counts {
    /// Adds those of a part.
    pub fn add(&mut self, other: &Counts) {
        self.firms += other.firms;
        self.tiers.resize(self.tiers.len().max(other.tiers.len()), [0; 3]);
        for (mine, theirs) in self.tiers.iter_mut().zip(&other.tiers) {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
    }

    fn note(&mut self, tier: usize, verdict: Verdict) {
        if self.tiers.len() <= tier {
            self.tiers.resize(tier + 1, [0; 3]);
        }
        if let Some([pass, fail, unknown]) = self.tiers.get_mut(tier) {
            match verdict {
                Verdict::Pass => *pass += 1,
                Verdict::Fail => *fail += 1,
                Verdict::Unknown => *unknown += 1,
            }
        }
    }
}

/// The answers to some rows.
#[derive(Default)]
pub struct Part {
    /// As they are written.
    pub bytes: Vec<u8>,
    /// What is wrong with the rows.
    pub diagnostics: Vec<Diagnostic>,
    /// Rows not answered.
    pub left_out: usize,
    /// The verdicts.
    pub counts: Counts,
}

impl Task<'_> {
    /// Answers the rows.
    pub fn answer(&self, rows: &[Row]) -> Vec<Part> {
        rows.par_chunks(Firms::MANY)
            .map_init(
                || {
                    let mut firm = self.assessor.firm();
                    firm.money_unit(self.filler.money);
                    (firm, Vec::new(), Firms::new(&self.plan))
                },
                |(firm, cells, firms), rows| self.part(rows, firm, cells, firms),
            )
            .collect()
    }

    /// Answers what one thread takes at a time; `cells` is room for the firms' cells, used again and again.
    fn part(&self, rows: &[Row], firm: &mut Firm, cells: &mut Vec<Vec<Cell>>, firms: &mut Firms) -> Part {
        let mut part = Part { bytes: Vec::with_capacity(rows.len() * 1024), ..Part::default() };
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            part.diagnostics.extend(row.notes.iter().cloned());
            firm.clear();
            let before = part.diagnostics.len();
            self.filler.fill(row, firm, &mut part.diagnostics);
            if part.diagnostics.len() > before {
                part.left_out += 1;
            } else {
                match cells.get_mut(keys.len()) {
                    Some(room) => room.clone_from_slice(firm.cells()),
                    None => cells.push(firm.cells().to_vec()),
                }
                keys.push(row.key.as_str());
            }
        }
        let answers = firms.assess(cells.get(..keys.len()).unwrap_or_default());
        for ((key, cells), assessment) in keys.into_iter().zip(cells).zip(answers) {
            part.counts.firms += 1;
            for (i, tier) in assessment.tiers.iter().enumerate() {
                part.counts.note(i, tier.verdict);
            }
            self.output.firm(&mut part.bytes, key, cells, &assessment);
        }
        part
    }
}

impl Filler {
    /// For a file with these columns.
    pub fn new(path: &Path, args: &TableArgs, columns: &[Column]) -> Self {
        Filler { money: args.money_unit.into(), columns: columns.to_vec(), file: path.display().to_string() }
    }

    /// Fills a firm of which nothing is known; what is refused is told with its place.
    pub fn fill(&self, row: &Row, firm: &mut Firm, errors: &mut Vec<Diagnostic>) {
        match &row.body {
            Body::Refused(list) => errors.extend(list.iter().cloned()),
            Body::Cells(record) => {
                for (i, (cell, column)) in record.iter().zip(&self.columns).enumerate() {
                    if let Err(d) = firm.set_cell(column, cell) {
                        errors.push(locate(d, &self.file, (row.line, number(i + 1)), column.header()));
                    }
                }
            }
            Body::Sheet(cells) => {
                for (at, cell) in cells {
                    let Some(column) = self.columns.get((*at as usize).wrapping_sub(1)) else { continue };
                    if let Err(d) = set(firm, column, cell) {
                        errors.push(locate(d, &self.file, (row.line, *at), column.header()));
                    }
                }
            }
            Body::Entries(entries) => {
                for d in firm.read_entries(entries, JsonNumbers::Exact) {
                    let mark = mark_of(entries, &d.span.pointer).unwrap_or(Mark { line: row.line, column: 1 });
                    errors.push(locate(d, &self.file, (mark.line, mark.column), ""));
                }
            }
        }
    }
}

/// Where the value of a JSON pointer stands, or the nearest around it that is there.
fn mark_of(entries: &[(String, Tree)], pointer: &str) -> Option<Mark> {
    let mut keys = pointer.split('/').skip(1);
    let first = keys.next()?;
    let mut at = entries.iter().find(|(name, _)| escape(name) == first).map(|(_, value)| value)?;
    for key in keys {
        let inner = match &at.node {
            Node::List(items) => key.parse::<usize>().ok().and_then(|i| items.get(i)),
            Node::Map(entries) => entries.iter().find(|(name, _)| escape(name) == key).map(|(_, value)| value),
            _ => None,
        };
        at = match inner {
            Some(inner) => inner,
            None => break,
        };
    }
    Some(at.mark)
}

/// Sets a fact from a cell of a sheet.
fn set(firm: &mut Firm, column: &Column, cell: &xlsx::Cell) -> Result<(), Diagnostic> {
    match cell {
        xlsx::Cell::Empty => Ok(()),
        xlsx::Cell::Text(text) => firm.set_cell(column, text),
        xlsx::Cell::Number { value, percent } => firm.set_cell_float(column, *value, *percent),
        xlsx::Cell::Boolean(known) => firm.set_cell(column, if *known { "true" } else { "false" }),
        xlsx::Cell::Error(_) if column.slot().is_none() => Ok(()),
        xlsx::Cell::Error(what) => Err(no_value(what)),
    }
}
