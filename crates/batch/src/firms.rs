//! Firms that a host has read by itself, such as the rows of a sheet: many at once through the machine, and the whole
//! answer for each, as the scalar evaluator gives it.

use std::cell::Cell as Open;
use std::rc::Rc;

use peiyu::assess::{Assessment, Assessor, Outcomes};
use peiyu::document::model::FactType;
use peiyu::number::Number;
use peiyu::policy::FactSlot;
use peiyu::program::cell::Cell;
use peiyu::program::{Slot, Workspace};

use crate::buffers::{Buffers, CHUNK};
use crate::flags;
use crate::input::over_common;
use crate::machine::{Column, Given, Machine, NO_CHOICE};
use crate::plan::{Answers, Plan};

/// What is computed for many firms of a policy: made once, shared by threads.
pub struct FirmsPlan<'a> {
    assessor: &'a Assessor,
    plan: Plan,
}

impl<'a> FirmsPlan<'a> {
    /// The plan of a policy made ready.
    pub fn new(assessor: &'a Assessor) -> Self {
        FirmsPlan { assessor, plan: Plan::new(assessor, Answers::default(), true) }
    }
}

/// One thread's machine for many firms.
pub struct Firms<'a> {
    assessor: &'a Assessor,
    plan: &'a Plan,
    machine: Machine<'a>,
    workspace: Workspace,
}

impl<'a> Firms<'a> {
    /// Firms that one thread can answer together to the best effect.
    pub const MANY: usize = CHUNK / 8;

    /// A machine for a plan.
    pub fn new(plan: &'a FirmsPlan<'a>) -> Self {
        let mut machine = Machine::new(plan.assessor.program(), &plan.plan);
        machine.strict = true;
        Firms { assessor: plan.assessor, plan: &plan.plan, machine, workspace: Workspace::default() }
    }

    /// The answers for firms given by their cells ([`peiyu::assess::Firm::cells`]): those of [`Assessor::assess_with`], in
    /// the same order.
    pub fn assess(&mut self, firms: &[Vec<Cell>]) -> Vec<Assessment<'a>> {
        firms.chunks(Self::MANY).flat_map(|chunk| self.chunk(chunk)).collect()
    }

    fn chunk(&mut self, firms: &[Vec<Cell>]) -> Vec<Assessment<'a>> {
        let machine = &mut self.machine;
        machine.begin(firms.len());
        for fact in &self.plan.facts {
            let Some(slot) = self.assessor.facts().get(*fact) else { continue };
            let cells = firms.iter().map(|cells| cells.get(*fact as usize).unwrap_or(&Cell::Null));
            let null = nulls(slot, cells.clone());
            let given = Given { null, present: None, column: column(slot, cells, &mut machine.buffers) };
            machine.give_fact(*fact, given);
        }
        machine.run();
        let left = machine.uncertain();
        let mut answers = Vec::with_capacity(firms.len());
        for (row, (cells, left)) in firms.iter().zip(&left).enumerate() {
            let of = Computed { machine: &self.machine, row, open: Open::new(false) };
            let quick = (*left == 0).then(|| self.assessor.decided(&of)).filter(|_| !of.open.get());
            answers.push(quick.unwrap_or_else(|| {
                self.assessor.program().run(cells, &mut self.workspace);
                self.assessor.answer(&self.workspace)
            }));
        }
        answers
    }
}

/// A row of what a machine has computed.
struct Computed<'m, 'p> {
    machine: &'m Machine<'p>,
    row: usize,
    /// Whether something is not known here that the answer rests on.
    open: Open<bool>,
}

impl Computed<'_, '_> {
    fn noted<T>(&self, found: Option<T>) -> Option<T> {
        self.open.set(self.open.get() || found.is_none());
        found
    }
}

impl Outcomes for Computed<'_, '_> {
    fn boolean(&self, slot: Slot) -> Option<bool> {
        self.noted(self.machine.boolean(slot, self.row))
    }

    fn number(&self, slot: Slot) -> Option<Number> {
        self.noted(self.machine.number(slot).and_then(|numbers| numbers.get(self.row)))
    }
}

/// The rows in which a fact is known to be null.
fn nulls<'c>(slot: &FactSlot, cells: impl Iterator<Item = &'c Cell>) -> Option<Rc<Vec<u8>>> {
    slot.optional.then(|| Rc::new(cells.map(|c| u8::from(matches!(c, Cell::Null))).collect()))
}

/// A fact's values; what is not known is left open.
fn column<'c>(slot: &FactSlot, cells: impl Iterator<Item = &'c Cell>, buffers: &mut Buffers) -> Column {
    match slot.ty {
        FactType::Boolean => {
            let mut out = buffers.take::<u8>();
            out.iter_mut().zip(cells).for_each(|(out, c)| *out = c.as_boolean().map_or(0, flags::flag));
            Column::Flags(Rc::new(out))
        }
        FactType::Enum => {
            let mut out = buffers.take::<u8>();
            out.iter_mut().zip(cells).for_each(|(out, c)| *out = if let Cell::Choice(choice) = c { *choice } else { NO_CHOICE });
            Column::Choices(Rc::new(out))
        }
        FactType::Integer | FactType::Decimal | FactType::Money => {
            let numbers: Vec<Option<(i128, i128)>> = cells.map(|c| c.as_number().and_then(Number::fraction)).collect();
            Column::Numbers(over_common(&numbers, buffers))
        }
        FactType::Text | FactType::Date => Column::Nothing,
    }
}
