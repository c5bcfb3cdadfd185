//! One thread's part: chunks of rows through the machine, and the rows it leaves through the scalar evaluator.

use std::rc::Rc;

use arrow_array::{Array, ArrayRef, RecordBatch};
use peiyu::program::Workspace;
use peiyu::program::cell::Cell;

use crate::answer::{Details, TierAnswers};
use crate::buffers::CHUNK;
use crate::cells::Cells;
use crate::flags::FALSE;
use crate::input::{Reader, Refused};
use crate::machine::Machine;
use crate::table::{Control, Table, TableError};

/// What a thread keeps between chunks.
pub struct Worker<'t> {
    table: &'t Table<'t>,
    machine: Machine<'t>,
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
        let readers = table.bound.iter().filter_map(|(at, header)| reader((at, header))).collect();
        let mut machine = Machine::new(assessor.program(), &table.plan);
        machine.strict = table.options.missing;
        Worker { table, machine, readers, cells, workspace: Workspace::default(), blank: facts.unknown(), firm: facts.unknown() }
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
            self.complete(part, start, first, &left, &mut tiers);
            self.machine.buffers.give(Rc::new(left));
            (control.progress)(count);
        }
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

    /// The rows that are left of the chunk that was computed, one by one.
    fn complete(&mut self, part: &RecordBatch, start: usize, first: usize, left: &[u8], tiers: &mut [TierAnswers]) {
        let mut next = 0;
        for (row, _) in left.iter().enumerate().filter(|(_, left)| **left == 1) {
            for tier in &mut *tiers {
                tier.skip(row - next);
            }
            next = row + 1;
            for (reader, (column, _)) in self.readers.iter().zip(&self.table.bound) {
                let Some(place) = self.firm.get_mut(reader.fact as usize) else { continue };
                let read = match self.machine.fact(reader.fact, row) {
                    Some(cell) => Ok(cell),
                    None => self.cells.get(reader.header, part.column(*column), start + row),
                };
                // What is refused has been noted when the chunk was read; it is unknown. So are facts without a column.
                *place = read.unwrap_or_else(|_| self.blank.get(reader.fact as usize).cloned().unwrap_or(Cell::Null));
            }
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
                tier.set(start + row, answer, |column, score| self.table.too_fine(column, first + start + row, score));
                tier.tell(answer);
            }
        }
        for tier in tiers {
            tier.skip(left.len() - next);
        }
    }
}
