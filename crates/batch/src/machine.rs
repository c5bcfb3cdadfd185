//! Runs a plan over one chunk of rows, an instruction at a time over all of them.
//!
//! What an instruction can't tell for a row (a fact not given, an error, a number out of bounds) is "not known" there, and
//! so is what rests on it, but for what logic decides in any case. It never says anything else than the scalar evaluator:
//! rows of which an answer is not known are left to that one.

use std::rc::Rc;

use peiyu::lang::functions::FunctionId;
use peiyu::program::cell::Cell;
use peiyu::program::{Instruction, Kind, Op, Program, Slot};

use crate::answer::Told;
use crate::buffers::{Buffers, Mask};
use crate::flags::{self, FALSE, Flags, TRUE};
use crate::fraction::Fraction;
use crate::part::Order;
use crate::plan::Plan;

/// The values of a slot in a chunk.
#[derive(Clone, Debug)]
pub enum Column {
    /// Not known in any row.
    Nothing,
    /// Booleans.
    Flags(Flags),
    /// Enum values by index, [`NO_CHOICE`] where not known.
    Choices(Rc<Vec<u8>>),
    /// Numbers.
    Numbers(Fraction),
}

/// No enum value: they have at most 64.
pub const NO_CHOICE: u8 = 255;

/// A fact of a chunk.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its values.
    pub column: Column,
    /// The rows in which it is known to be null.
    pub null: Mask,
    /// The rows in which something is given, whether it can be read here or not.
    pub present: Mask,
}

/// Evaluates a plan.
pub struct Machine<'p> {
    program: &'p Program,
    plan: &'p Plan,
    /// Buffers and loops.
    pub buffers: Buffers,
    slots: Vec<Column>,
    /// By fact.
    nulls: Vec<Mask>,
    /// By fact.
    present: Vec<Mask>,
    /// Whether rows are to be noted in which anything at all is not known, though the answers may be.
    pub strict: bool,
    uncertain: Vec<u8>,
}

impl<'p> Machine<'p> {
    /// A machine for a program's plan.
    pub fn new(program: &'p Program, plan: &'p Plan) -> Self {
        let slots = program.fact_slot(program.facts) as usize + program.instructions.len();
        let nulls = vec![None; program.facts as usize];
        Machine {
            program,
            plan,
            buffers: Buffers::new(),
            slots: vec![Column::Nothing; slots],
            present: nulls.clone(),
            nulls,
            strict: false,
            uncertain: Vec::new(),
        }
    }

    /// Begins a chunk.
    pub fn begin(&mut self, rows: usize) {
        self.buffers.rows = rows;
        for slot in &mut self.slots {
            give(&mut self.buffers, std::mem::replace(slot, Column::Nothing));
        }
        self.nulls.fill(None);
        self.present.fill(None);
        self.uncertain.clear();
        self.uncertain.resize(rows, 0);
        for (slot, constant) in self.slots.iter_mut().zip(&self.program.constants) {
            *slot = match constant {
                Cell::Number(n) => n.fraction().map_or(Column::Nothing, |(p, q)| Column::Numbers(Fraction::constant(p, q))),
                Cell::Boolean(b) => Column::Flags(self.buffers.filled(flags::flag(*b))),
                Cell::Choice(c) => Column::Choices(self.buffers.filled(*c)),
                _ => Column::Nothing,
            };
        }
    }

    /// Puts a fact in its place.
    pub fn give_fact(&mut self, fact: u32, given: Given) {
        if let Some(null) = self.nulls.get_mut(fact as usize) {
            *null = given.null;
        }
        if let Some(present) = self.present.get_mut(fact as usize) {
            *present = given.present;
        }
        self.put(self.program.fact_slot(fact), given.column);
    }

    /// Computes everything.
    pub fn run(&mut self) {
        let first = self.program.fact_slot(self.program.facts);
        let plan = self.plan;
        for (index, last) in &plan.steps {
            let Some(instruction) = self.program.instructions.get(*index).copied() else { continue };
            let column = self.apply(&instruction).unwrap_or(Column::Nothing);
            if self.strict {
                self.note(&column);
            }
            for slot in last {
                let column = self.slots.get_mut(*slot as usize).map(|s| std::mem::replace(s, Column::Nothing));
                give(&mut self.buffers, column.unwrap_or(Column::Nothing));
            }
            self.put(first + u32::try_from(*index).unwrap_or(u32::MAX), column);
        }
    }

    /// The rows in which something was not known, 1 each; none unless [`Machine::strict`].
    pub fn uncertain(&self) -> Vec<u8> {
        self.uncertain.clone()
    }

    fn note(&mut self, column: &Column) {
        let rows = self.uncertain.iter_mut();
        match column {
            Column::Nothing => rows.for_each(|row| *row = 1),
            Column::Flags(flags) => rows.zip(flags.iter()).for_each(|(row, f)| *row |= u8::from(*f == 0)),
            Column::Choices(choices) => rows.zip(choices.iter()).for_each(|(row, c)| *row |= u8::from(*c == NO_CHOICE)),
            Column::Numbers(Fraction { known: Some(known), .. }) => rows.zip(known.iter()).for_each(|(row, k)| *row |= 1 - k),
            Column::Numbers(_) => {}
        }
    }

    fn put(&mut self, at: Slot, column: Column) {
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot = column;
        }
    }

    /// The column of a slot.
    pub fn column(&self, at: Slot) -> &Column {
        self.slots.get(at as usize).unwrap_or(&Column::Nothing)
    }

    /// A fact's value in a row, where it is known here.
    pub fn fact(&self, fact: u32, row: usize) -> Option<Cell> {
        self.cell(self.program.fact_slot(fact), row)
    }

    /// The boolean of a slot in a row, where it is known here.
    pub fn boolean(&self, at: Slot, row: usize) -> Option<bool> {
        match self.column(at) {
            Column::Flags(flags) => flags.get(row).filter(|f| **f != 0).map(|f| *f == TRUE),
            _ => None,
        }
    }

    /// The value of a slot in a row, where it is known here.
    pub fn cell(&self, at: Slot, row: usize) -> Option<Cell> {
        match self.column(at) {
            Column::Nothing => None,
            Column::Flags(flags) => flags.get(row).filter(|f| **f != 0).map(|f| Cell::Boolean(*f == TRUE)),
            Column::Choices(choices) => choices.get(row).filter(|c| **c != NO_CHOICE).map(|c| Cell::Choice(*c)),
            Column::Numbers(numbers) => numbers.get(row).map(Cell::Number),
        }
    }

    /// The rows in which something is given for a fact; `None` where that is so in all.
    pub fn present(&self, fact: u32) -> Option<&Rc<Vec<u8>>> {
        self.present.get(fact as usize)?.as_ref()
    }

    /// A slot's booleans.
    pub fn flags(&mut self, at: Slot) -> Flags {
        match self.column(at) {
            Column::Flags(flags) => flags.clone(),
            _ => self.buffers.filled(0),
        }
    }

    /// A slot's numbers.
    pub fn number(&self, at: Slot) -> Option<Fraction> {
        if let Column::Numbers(n) = self.column(at) { Some(n.clone()) } else { None }
    }

    fn apply(&mut self, i: &Instruction) -> Option<Column> {
        let numbers = |f: Option<Fraction>| f.map(Column::Numbers);
        let pair = |m: &Self| Some((m.number(i.a)?, m.number(i.b)?));
        match i.op {
            Op::Negate => numbers(self.number(i.a)?.negate()),
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::DivMeasured | Op::Min | Op::Max => {
                let (x, y) = pair(self)?;
                let buffers = &mut self.buffers;
                numbers(match i.op {
                    Op::Add => x.add(&y, 1, buffers),
                    Op::Sub => x.add(&y, -1, buffers),
                    Op::Mul => x.multiply(&y, buffers),
                    Op::Min => x.extreme(&y, false, buffers),
                    Op::Max => x.extreme(&y, true, buffers),
                    _ => x.divide(&y, buffers),
                })
            }
            Op::Lt | Op::Le | Op::Eq => self.compare(i),
            Op::And | Op::Or => {
                let (a, b) = (self.flags(i.a), self.flags(i.b));
                let join = if i.op == Op::And { flags::and } else { flags::or };
                Some(Column::Flags(join(&mut self.buffers, &a, &b)))
            }
            Op::Not => {
                let a = self.flags(i.a);
                Some(Column::Flags(flags::not(&mut self.buffers, &a)))
            }
            Op::OneOf(set) => self.one_of(set, i.a),
            Op::IsNull => self.is_null(i.a),
            Op::If => self.choose(i),
            Op::Settle | Op::Points => Some(self.column(i.a).clone()),
            Op::Step(table) => {
                let edges = &self.plan.tables.get(table as usize)?.as_ref()?.edges;
                numbers(self.number(i.a)?.step(edges, &mut self.buffers))
            }
            Op::Call(FunctionId::Floor) if self.number(i.b)?.as_constant() == Some((0, 1)) => {
                numbers(self.number(i.a)?.floor(&mut self.buffers))
            }
            Op::Pow | Op::AddDays | Op::AddYears | Op::Call(_) | Op::CallList(_) | Op::Unset => None,
        }
    }

    fn compare(&mut self, i: &Instruction) -> Option<Column> {
        if let (Column::Flags(a), Column::Flags(b), Op::Eq) = (self.column(i.a), self.column(i.b), i.op) {
            let (a, b) = (a.clone(), b.clone());
            let equal = self.buffers.zip(&a, &b, move |a, b| if a == 0 || b == 0 { 0 } else { flags::flag(a == b) });
            return Some(Column::Flags(equal));
        }
        let order = match i.op {
            Op::Lt => Order::Less,
            Op::Le => Order::LessOrEqual,
            _ => Order::Equal,
        };
        let (x, y) = (self.number(i.a)?, self.number(i.b)?);
        x.compare(&y, order, &mut self.buffers).map(Column::Flags)
    }

    fn one_of(&mut self, set: u64, at: Slot) -> Option<Column> {
        let Column::Choices(choices) = self.column(at) else { return None };
        let choices = choices.clone();
        let buffers = &mut self.buffers;
        Some(Column::Flags(match set.count_ones() {
            // As bytes, sixty-four rows at a time.
            1 => {
                let only = u8::try_from(set.trailing_zeros()).unwrap_or(NO_CHOICE);
                buffers.map(&choices, move |c| if c == NO_CHOICE { 0 } else { FALSE - u8::from(c == only) })
            }
            _ => buffers.map(&choices, move |c| if c == NO_CHOICE { 0 } else { FALSE - u8::from(set >> (c & 63) & 1 == 1) }),
        }))
    }

    /// Only a fact can be null where nothing went wrong.
    fn is_null(&mut self, at: Slot) -> Option<Column> {
        let fact = self.program.fact_of(at)?;
        let null = self.nulls.get(fact as usize)?.clone();
        let known = match self.column(at).clone() {
            Column::Nothing => self.buffers.filled(0),
            Column::Flags(flags) => self.buffers.map(&flags, move |f| u8::from(f != 0)),
            Column::Choices(choices) => self.buffers.map(&choices, move |c| u8::from(c != NO_CHOICE)),
            Column::Numbers(Fraction { known: Some(known), .. }) => known,
            Column::Numbers(_) => self.buffers.filled(1),
        };
        Some(Column::Flags(match null {
            None => self.buffers.map(&known, move |k| k * FALSE),
            Some(null) => self.buffers.zip(&known, &null, move |k, n| (k * FALSE) | (n * TRUE)),
        }))
    }

    fn choose(&mut self, i: &Instruction) -> Option<Column> {
        let condition = self.flags(i.a);
        match i.kind {
            Kind::Boolean => {
                let (a, b) = (self.flags(i.b), self.flags(i.c));
                Some(Column::Flags(flags::choose(&mut self.buffers, &condition, &a, &b)))
            }
            Kind::Number(_) => {
                let (a, b) = (self.number(i.b)?, self.number(i.c)?);
                Fraction::choose(&condition, &a, &b, &mut self.buffers).map(Column::Numbers)
            }
            Kind::Choice => {
                let (Column::Choices(a), Column::Choices(b)) = (self.column(i.b), self.column(i.c)) else { return None };
                let (a, b) = (a.clone(), b.clone());
                let pick = |c: u8, a: u8, b: u8| match c {
                    TRUE => a,
                    FALSE => b,
                    _ => NO_CHOICE,
                };
                Some(Column::Choices(self.buffers.zip3(&condition, &a, &b, pick)))
            }
            Kind::Text | Kind::Null => None,
        }
    }
}

impl Told for Machine<'_> {
    const OPEN: bool = false;

    fn buffers(&mut self) -> &mut Buffers {
        &mut self.buffers
    }

    fn flags(&mut self, at: Slot) -> Flags {
        Machine::flags(self, at)
    }

    fn number(&mut self, at: Slot) -> Option<Fraction> {
        Machine::number(self, at)
    }
}

fn give(buffers: &mut Buffers, column: Column) {
    match column {
        Column::Nothing => {}
        Column::Flags(data) | Column::Choices(data) => buffers.give(data),
        Column::Numbers(fraction) => fraction.give(buffers),
    }
}
