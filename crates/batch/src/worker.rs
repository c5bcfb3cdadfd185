//! One thread's part: chunks of rows through the machine, and the rows it leaves through the scalar evaluator.

use std::rc::Rc;

use arrow_array::{Array, ArrayRef, RecordBatch};
use peiyu::program::Workspace;
use peiyu::program::cell::Cell;

use crate::answer::{Details, TierAnswers};
use crate::buffers::CHUNK;
use crate::cells::Cells;
use crate::encloser::{self, Encloser};
use crate::flags::FALSE;
use crate::input::{Reader, Refused};
use crate::machine::Machine;
use crate::pending::Pending;
use crate::table::{Control, Table, TableError};

/// What a thread keeps between chunks.
pub struct Worker<'t> {
    table: &'t Table<'t>,
    machine: Machine<'t>,
    /// For the rows that the machine leaves.
    encloser: Encloser<'t>,
    pending: Pending,
    readers: Vec<Reader<'t>>,
    cells: Cells<'t>,
    workspace: Workspace,
    /// A firm of which nothing is known.
    blank: Vec<Cell>,
    firm: Vec<Cell>,
}

impl<'t> Worker<'t> {
    /// A worker for a table.
    pub fn new(table: &'t Table<'t>) -> Self {
        let assessor = table.assessor;
        let mut firm = assessor.firm();
        firm.money_unit(table.options.money);
        let cells = Cells::new(firm);
        let facts = assessor.facts();
        let reader = |(_, header)| {
            let header: &peiyu::assess::sheet::Column = header;
            let slot = header.slot()?;
            Some(Reader::new(slot, facts.get(slot)?, header, &cells))
        };
        let readers: Vec<Reader> = table.bound.iter().filter_map(|(at, header)| reader((at, header))).collect();
        let mut machine = Machine::new(assessor.program(), &table.plan);
        machine.strict = table.options.missing;
        let program = assessor.program();
        let held = |reader: &Reader| (reader.fact, program.fact_slot(reader.fact), reader.optional());
        Worker {
            table,
            machine,
            encloser: Encloser::new(program, &table.plan),
            pending: Pending::new(readers.iter().map(held)),
            readers,
            cells,
            workspace: Workspace::default(),
            blank: facts.unknown(),
            firm: facts.unknown(),
        }
    }

    /// The columns of a part's answers; `first` is the number of its first row.
    pub fn answer(&mut self, part: &RecordBatch, first: usize, control: &Control) -> Result<Vec<ArrayRef>, TableError> {
        let details = Details { missing: self.table.options.missing };
        let table = self.table;
        let rows = part.num_rows();
        let mut tiers: Vec<TierAnswers> = table.plan.tiers.iter().map(|t| TierAnswers::new(t, details, rows)).collect();
        for start in (0..rows).step_by(CHUNK) {
            Table::go_on(control)?;
            let count = CHUNK.min(rows - start);
            let left = self.compute(part, start, count, first, &mut tiers);
            let rows: Vec<usize> = left.iter().enumerate().filter(|(_, left)| **left == 1).map(|(row, _)| row).collect();
            if details.missing {
                self.complete(part, start, first, &rows, &mut tiers);
                let told = rows.last().map_or(0, |row| row + 1);
                for tier in &mut tiers {
                    tier.skip(count - told);
                }
            } else if !rows.is_empty() {
                if self.pending.rows.len() + rows.len() > CHUNK || !self.pending.fits(&self.machine) {
                    self.enclose(part, first, &mut tiers);
                }
                self.pending.add(&self.machine, start, &rows);
            }
            self.machine.buffers.give(Rc::new(left));
            (control.progress)(count);
        }
        self.enclose(part, first, &mut tiers);
        let mut out = Vec::new();
        for tier in tiers {
            out.extend(tier.finish()?);
        }
        Ok(out)
    }

    /// All rows at once; gives those that are left (1).
    fn compute(&mut self, part: &RecordBatch, start: usize, count: usize, first: usize, tiers: &mut [TierAnswers]) -> Vec<u8> {
        let machine = &mut self.machine;
        machine.begin(count);
        let mut refused: Vec<Refused> = Vec::new();
        for (at, (reader, (column, _))) in self.readers.iter_mut().zip(&self.table.bound).enumerate() {
            let array = part.column(*column).slice(start, count);
            let given = reader.read(&array, &mut self.cells, &mut machine.buffers, &mut refused);
            for Refused { row, why } in refused.drain(..) {
                self.table.refuse(at, first + start + row, why);
            }
            machine.give_fact(reader.fact, given);
        }
        machine.run();
        let mut left = machine.uncertain();
        for tier in tiers {
            tier.add(machine, start, &mut left);
        }
        for warning in &self.table.plan.warnings {
            let flags = machine.flags(*warning);
            left.iter_mut().zip(flags.iter()).for_each(|(left, flag)| *left |= u8::from(*flag != FALSE));
        }
        left
    }

    /// The rows that are pending, all at once; those of which that doesn't tell an answer one by one.
    fn enclose(&mut self, part: &RecordBatch, first: usize, tiers: &mut [TierAnswers<'t>]) {
        let rows = std::mem::take(&mut self.pending.rows);
        if rows.is_empty() {
            return;
        }
        let left = self.tell(&rows, tiers);
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| left.get(*at) != Some(&0)) {
            let (pending, blank) = (&self.pending, &self.blank);
            let target = Target { cells: &mut self.cells, firm: &mut self.firm, blank };
            target.read(self.table, &self.readers, part, *row, |fact| pending.cell(fact, at, blank));
            self.scalar(*row, first, tiers);
        }
        self.encloser.buffers.give(Rc::new(left));
    }

    /// Answers pending rows all at once; gives those that are left (1).
    fn tell(&mut self, rows: &[usize], tiers: &mut [TierAnswers<'t>]) -> Vec<u8> {
        let plan = &self.table.plan;
        self.encloser.begin(rows.len());
        for fact in &plan.facts {
            let buffers = &mut self.encloser.buffers;
            let range = match self.readers.iter().position(|reader| reader.fact == *fact) {
                Some(at) => self.pending.range(at, &self.blank, buffers),
                None => encloser::cell(self.blank.get(*fact as usize).unwrap_or(&Cell::Null), buffers),
            };
            self.encloser.give_fact(*fact, range);
        }
        let mut left = self.encloser.run();
        for (tier, plan) in tiers.iter_mut().zip(&plan.tiers) {
            let mut told = TierAnswers::new(plan, Details::default(), rows.len());
            told.add(&mut self.encloser, 0, &mut left);
            tier.place(rows, &told, &left);
        }
        left
    }

    /// Rows of the chunk that was computed, one by one.
    fn complete(&mut self, part: &RecordBatch, start: usize, first: usize, rows: &[usize], tiers: &mut [TierAnswers]) {
        let mut next = 0;
        for row in rows {
            for tier in &mut *tiers {
                tier.skip(row - next);
            }
            next = row + 1;
            let (machine, readers) = (&self.machine, &self.readers);
            let target = Target { cells: &mut self.cells, firm: &mut self.firm, blank: &self.blank };
            target.read(self.table, readers, part, start + row, |at| machine.fact(readers.get(at)?.fact, *row));
            self.scalar(start + row, first, tiers);
        }
    }

    /// The firm that was read through the scalar evaluator.
    fn scalar(&mut self, row: usize, first: usize, tiers: &mut [TierAnswers]) {
        let assessor = self.table.assessor;
        let answer = if self.table.options.missing {
            assessor.program().run(&self.firm, &mut self.workspace);
            assessor.answer(&self.workspace)
        } else {
            let steps = self.table.plan.steps.iter().map(|(index, _)| *index);
            assessor.program().run_part(&self.firm, steps, &mut self.workspace);
            assessor.brief(&self.workspace)
        };
        for (tier, answer) in tiers.iter_mut().zip(&answer.tiers) {
            tier.set(row, answer, |column, score| self.table.too_fine(column, first + row, score));
            tier.tell(answer);
        }
    }
}

/// A firm that is read from a row.
struct Target<'w, 't> {
    cells: &'w mut Cells<'t>,
    firm: &'w mut [Cell],
    blank: &'w [Cell],
}

impl Target<'_, '_> {
    /// Reads what is not `known` already of a reader's fact.
    fn read(self, table: &Table, readers: &[Reader], part: &RecordBatch, row: usize, known: impl Fn(usize) -> Option<Cell>) {
        for (at, (reader, (column, _))) in readers.iter().zip(&table.bound).enumerate() {
            let Some(place) = self.firm.get_mut(reader.fact as usize) else { continue };
            let read = match known(at) {
                Some(cell) => Ok(cell),
                None => self.cells.get(reader.header, part.column(*column), row),
            };
            // What is refused has been noted when the chunk was read; it is unknown. So are facts without a column.
            *place = read.unwrap_or_else(|_| self.blank.get(reader.fact as usize).cloned().unwrap_or(Cell::Null));
        }
    }
}

#[cfg(test)]
mod tests {
    use peiyu::assess::Assessor;
    use peiyu::assess::sheet::Mapping;
    use peiyu::policy::{Choice, Policy};
    use peiyu_handwritten::sample::Random;

    use super::*;
    use crate::samples::{Rows, Shape};
    use crate::table::Options;

    /// The rows that the machine leaves, and those of them that are left to the scalar evaluator.
    fn left(policy: &str, edition: &str, gaps: u64) -> (usize, usize) {
        let policy = Policy::load(&peiyu_workflows::documents().unwrap(), policy).unwrap();
        let assessor = Assessor::new(&policy, &Choice::on("2026-11-24".parse().unwrap()).edition(edition)).unwrap();
        let batch = Rows::random(&assessor, Shape { gaps, extremes: 0 }, CHUNK, &mut Random(9)).floats();
        let table = Table::new(&assessor, &batch.schema(), &Mapping::default(), Options::default()).unwrap();
        let mut worker = Worker::new(&table);
        let mut tiers: Vec<TierAnswers> =
            table.plan.tiers.iter().map(|t| TierAnswers::new(t, Details::default(), CHUNK)).collect();
        let left = worker.compute(&batch, 0, CHUNK, 0, &mut tiers);
        let rows: Vec<usize> = (0..CHUNK).filter(|row| left[*row] == 1).collect();
        worker.pending.add(&worker.machine, 0, &rows);
        let still = worker.tell(&rows, &mut tiers);
        (rows.len(), still.iter().map(|left| usize::from(*left)).sum())
    }

    // Only the answers are held against the scalar evaluator elsewhere; that they are quick would not show.
    #[test]
    fn rows_with_errors_and_gaps_are_told_together() {
        for (policy, edition) in [("cn", "2022"), ("cn", "2026"), ("gansu", "2026")] {
            let (errors, still) = left(policy, edition, 0);
            assert!(errors > 0, "no firm divides by zero");
            assert_eq!(still, 0, "{policy} {edition}");
            let (gaps, still) = left(policy, edition, 5);
            assert!(gaps > CHUNK / 2, "{gaps}");
            assert_eq!(still, 0, "{policy} {edition} with gaps");
        }
    }
}
