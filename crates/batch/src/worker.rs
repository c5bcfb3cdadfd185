//! One thread's part: chunks of rows through the machine, and the rows it leaves through the scalar evaluator.

use arrow_array::{ArrayRef, RecordBatch};
use peiyu::program::Workspace;
use peiyu::program::cell::Cell;

use crate::answer::{Details, TierAnswers};
use crate::cells::Cells;
use crate::flags::FALSE;
use crate::input::{Reader, Refused};
use crate::lanes::CHUNK;
use crate::machine::Machine;
use crate::table::{Control, Table, TableError, too_fine};

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
        let cells = Cells::new(firm, table.options.blanks_unknown);
        let facts = assessor.facts();
        let reader = |(_, header)| {
            let header: &peiyu::assess::sheet::Column = header;
            let slot = header.slot()?;
            Some(Reader::new(slot, facts.get(slot)?, header, &cells))
        };
        let readers = table.bound.iter().filter_map(|(at, header)| reader((at, header))).collect();
        let mut machine = Machine::new(assessor.program(), &table.plan);
        machine.strict = table.options.missing;
        Worker { table, machine, readers, cells, workspace: Workspace::default(), blank: facts.unknown(), firm: Vec::new() }
    }

    /// The columns of a part's answers; `first` is the number of its first row.
    pub fn answer(&mut self, part: &RecordBatch, first: usize, control: &Control) -> Result<Vec<ArrayRef>, TableError> {
        let details = Details { missing: self.table.options.missing };
        let table = self.table;
        let mut tiers: Vec<TierAnswers> = table.plan.tiers.iter().map(|t| TierAnswers::new(t, details)).collect();
        let rows = part.num_rows();
        for start in (0..rows).step_by(CHUNK) {
            Table::go_on(control)?;
            let chunk = part.slice(start, CHUNK.min(rows - start));
            let left = self.compute(&chunk, first + start, &mut tiers);
            self.complete(&chunk, first + start, start, &left, &mut tiers)?;
            (control.progress)(chunk.num_rows());
        }
        let mut out = Vec::new();
        for tier in tiers {
            out.extend(tier.finish()?);
        }
        Ok(out)
    }

    /// All rows at once; gives those that are left (1).
    fn compute(&mut self, chunk: &RecordBatch, first: usize, tiers: &mut [TierAnswers]) -> Vec<u8> {
        let machine = &mut self.machine;
        machine.begin(chunk.num_rows());
        let mut refused: Vec<Refused> = Vec::new();
        for (at, (reader, (column, _))) in self.readers.iter_mut().zip(&self.table.bound).enumerate() {
            let given = reader.read(chunk.column(*column), &mut self.cells, &mut machine.lanes, &mut refused);
            for Refused { row, why } in refused.drain(..) {
                self.table.refuse(at, first + row, why);
            }
            machine.give_fact(reader.fact, given);
        }
        machine.run();
        let mut left = machine.uncertain();
        for tier in tiers {
            tier.add(machine, &mut left);
        }
        for warning in &self.table.plan.warnings {
            let flags = machine.flags(*warning);
            left.iter_mut().zip(flags.iter()).for_each(|(left, flag)| *left |= u8::from(*flag != FALSE));
        }
        left
    }

    /// The rows that are left, one by one; `start` is the place of the chunk in the answers.
    fn complete(
        &mut self,
        chunk: &RecordBatch,
        first: usize,
        start: usize,
        left: &[u8],
        tiers: &mut [TierAnswers],
    ) -> Result<(), TableError> {
        for (row, left) in left.iter().enumerate() {
            if *left == 0 {
                tiers.iter_mut().for_each(|tier| tier.tell(None));
                continue;
            }
            self.firm.clone_from(&self.blank);
            for (reader, (column, _)) in self.readers.iter().zip(&self.table.bound) {
                // What is refused has been noted when the chunk was read.
                if let (Ok(cell), Some(place)) =
                    (self.cells.get(reader.header, chunk.column(*column), row), self.firm.get_mut(reader.fact as usize))
                {
                    *place = cell;
                }
            }
            self.table.assessor.program().run(&self.firm, &mut self.workspace);
            let answer = self.table.assessor.answer(&self.workspace);
            for (tier, answer) in tiers.iter_mut().zip(&answer.tiers) {
                tier.set(start + row, answer).map_err(|e| too_fine(&e.column, first + row, &e.score.to_string()))?;
                tier.tell(Some(answer));
            }
        }
        Ok(())
    }
}
