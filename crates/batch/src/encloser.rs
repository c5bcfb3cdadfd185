//! Runs a plan over rows with gaps and errors, which the machine leaves: numbers as what they can still be, booleans with
//! all outcomes that the scalar evaluator knows.
//!
//! It says of a row what the scalar evaluator says, an unknown verdict included, or nothing: operations that few rules ask
//! (powers, dates, texts, most functions) and numbers past every bound are not told here.

use std::rc::Rc;

use peiyu::lang::functions::FunctionId;
use peiyu::number::Number;
use peiyu::program::cell::{Cell, Possible};
use peiyu::program::{Instruction, Kind, Op, Program, Slot};

use crate::answer::Told;
use crate::buffers::Buffers;
use crate::flags::{self, Flags};
use crate::fraction::Fraction;
use crate::outcome::{self, FALSE, LOGIC, OPEN, Outcomes, PARTIAL, TRUE, UNTOLD};
use crate::part::Order;
use crate::plan::Plan;
use crate::span::{self, Span};

/// What a slot can be in each row.
#[derive(Clone, Debug)]
pub enum Range {
    /// Not told in any row.
    Nothing,
    /// Booleans.
    Outcomes(Outcomes),
    /// Sets of enum values by their bits, where the outcome is [`OPEN`].
    Choices(Rc<Vec<u64>>, Outcomes),
    /// Numbers.
    Numbers(Box<Span>),
}

/// Evaluates a plan.
pub struct Encloser<'p> {
    program: &'p Program,
    plan: &'p Plan,
    /// Buffers and loops.
    pub buffers: Buffers,
    slots: Vec<Range>,
}

impl<'p> Encloser<'p> {
    /// For a program's plan.
    pub fn new(program: &'p Program, plan: &'p Plan) -> Self {
        let slots = program.fact_slot(program.facts) as usize + program.instructions.len();
        Encloser { program, plan, buffers: Buffers::new(), slots: vec![Range::Nothing; slots] }
    }

    /// Begins with so many rows.
    pub fn begin(&mut self, rows: usize) {
        for slot in &mut self.slots {
            give(&mut self.buffers, std::mem::replace(slot, Range::Nothing));
        }
        self.buffers.rows = rows;
        for (slot, constant) in self.slots.iter_mut().zip(&self.program.constants) {
            *slot = cell(constant, &mut self.buffers);
        }
    }

    /// Puts a fact in its place.
    pub fn give_fact(&mut self, fact: u32, range: Range) {
        self.put(self.program.fact_slot(fact), range);
    }

    /// Computes everything; gives the rows of which some answer is not told (1).
    pub fn run(&mut self) -> Vec<u8> {
        let first = self.program.fact_slot(self.program.facts);
        let plan = self.plan;
        for (index, last) in &plan.steps {
            let Some(instruction) = self.program.instructions.get(*index).copied() else { continue };
            let range = self.apply(&instruction).unwrap_or(Range::Nothing);
            for slot in last {
                let range = self.slots.get_mut(*slot as usize).map(|s| std::mem::replace(s, Range::Nothing));
                give(&mut self.buffers, range.unwrap_or(Range::Nothing));
            }
            self.put(first + u32::try_from(*index).unwrap_or(u32::MAX), range);
        }
        let mut left = self.buffers.take::<u8>();
        left.fill(0);
        for slot in plan.tiers.iter().flat_map(crate::plan::TierPlan::slots) {
            if let Some(state) = self.state(slot) {
                self.buffers.change(&mut left, &state, |left, state| left | u8::from(state == UNTOLD));
                self.buffers.give(state);
            }
        }
        left
    }

    fn put(&mut self, at: Slot, range: Range) {
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot = range;
        }
    }

    fn range(&self, at: Slot) -> &Range {
        self.slots.get(at as usize).unwrap_or(&Range::Nothing)
    }

    /// The outcomes of a slot; `None` for numbers that all have bounds.
    fn state(&mut self, at: Slot) -> Option<Outcomes> {
        match self.range(at) {
            Range::Nothing => Some(self.buffers.filled(UNTOLD)),
            Range::Outcomes(outcomes) | Range::Choices(_, outcomes) => Some(outcomes.clone()),
            Range::Numbers(span) => span.state.clone(),
        }
    }

    fn outcomes(&mut self, at: Slot) -> Outcomes {
        self.state(at).unwrap_or_else(|| self.buffers.filled(OPEN))
    }

    fn span(&self, at: Slot) -> Option<&Span> {
        if let Range::Numbers(span) = self.range(at) { Some(span) } else { None }
    }

    fn apply(&mut self, i: &Instruction) -> Option<Range> {
        match i.op {
            Op::Negate => self.span(i.a)?.negate().map(numbers),
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::DivMeasured | Op::Min | Op::Max => {
                let (x, y) = (self.span(i.a)?.clone(), self.span(i.b)?.clone());
                let buffers = &mut self.buffers;
                let result = match i.op {
                    Op::Add => x.add(&y, buffers),
                    Op::Sub => x.sub(&y, buffers),
                    Op::Mul => x.multiply(&y, buffers),
                    Op::Min => x.extreme(&y, false, buffers),
                    Op::Max => x.extreme(&y, true, buffers),
                    _ => x.divide(&y, i.op == Op::DivMeasured, buffers),
                };
                result.map(numbers)
            }
            Op::Lt | Op::Le | Op::Eq => self.compare(i),
            Op::And => Some(self.logic(&LOGIC.and, i.a, i.b)),
            Op::Or => Some(self.logic(&LOGIC.or, i.a, i.b)),
            Op::Not => Some(self.logic(&LOGIC.not, i.a, i.a)),
            Op::Settle => Some(self.logic(&LOGIC.settle, i.a, i.a)),
            Op::OneOf(set) => self.one_of(set, i.a),
            Op::IsNull => {
                let state = self.outcomes(i.a);
                Some(Range::Outcomes(span::is_null(&state, &mut self.buffers)))
            }
            Op::If => self.choose(i),
            Op::Points => {
                let [x, least, most] = [i.a, i.b, i.c].map(|at| self.span(at).cloned());
                x?.points(&least?, &most?, &mut self.buffers).map(numbers)
            }
            Op::Step(table) => {
                let bands = self.plan.tables.get(table as usize)?.as_ref()?;
                self.span(i.a)?.clone().step(bands, &mut self.buffers).map(numbers)
            }
            Op::Call(FunctionId::Floor) if self.span(i.b)?.low.as_constant() == Some((0, 1)) => {
                self.span(i.a)?.clone().floor(&mut self.buffers).map(numbers)
            }
            Op::Pow | Op::AddDays | Op::AddYears | Op::Call(_) | Op::CallList(_) | Op::Unset => None,
        }
    }

    fn logic(&mut self, table: &[u8; 64], a: Slot, b: Slot) -> Range {
        let (a, b) = (self.outcomes(a), self.outcomes(b));
        Range::Outcomes(outcome::logic(table, &a, &b, &mut self.buffers))
    }

    fn compare(&mut self, i: &Instruction) -> Option<Range> {
        if let (Range::Outcomes(_), Range::Outcomes(_), Op::Eq) = (self.range(i.a), self.range(i.b), i.op) {
            return Some(self.logic(&LOGIC.equal, i.a, i.b));
        }
        let order = match i.op {
            Op::Lt => Order::Less,
            Op::Le => Order::LessOrEqual,
            _ => Order::Equal,
        };
        let (x, y) = (self.span(i.a)?.clone(), self.span(i.b)?.clone());
        x.compare(&y, order, &mut self.buffers).map(Range::Outcomes)
    }

    fn one_of(&mut self, set: u64, at: Slot) -> Option<Range> {
        let Range::Choices(sets, outcomes) = self.range(at) else { return None };
        let (sets, outcomes) = (sets.clone(), outcomes.clone());
        Some(Range::Outcomes(self.buffers.zip(&sets, &outcomes, move |left, outcome| match left & set {
            _ if outcome != OPEN => outcome,
            0 => FALSE,
            both if both == left => TRUE,
            _ => OPEN,
        })))
    }

    fn choose(&mut self, i: &Instruction) -> Option<Range> {
        let condition = self.outcomes(i.a);
        match i.kind {
            Kind::Boolean => {
                let (a, b) = (self.outcomes(i.b), self.outcomes(i.c));
                let table = &LOGIC.choose;
                let at = |c: u8, a: u8, b: u8| usize::from(c) | usize::from(a) << 3 | usize::from(b) << 6;
                let of = move |c, a, b| table.get(at(c, a, b)).copied().unwrap_or(UNTOLD);
                Some(Range::Outcomes(self.buffers.zip3(&condition, &a, &b, of)))
            }
            Kind::Number(_) => {
                let (a, b) = (self.span(i.b)?.clone(), self.span(i.c)?.clone());
                Span::choose(&condition, &a, &b, &mut self.buffers).map(numbers)
            }
            Kind::Choice => {
                let (Range::Choices(a, x), Range::Choices(b, y)) = (self.range(i.b).clone(), self.range(i.c).clone()) else {
                    return None;
                };
                let sets = self.buffers.zip3(&condition, &a, &b, |c, a, b| match c {
                    TRUE => a,
                    OPEN => a | b,
                    _ => b,
                });
                Some(Range::Choices(sets, self.buffers.zip3(&condition, &x, &y, outcome::chosen)))
            }
            Kind::Text | Kind::Null => None,
        }
    }
}

impl Told for Encloser<'_> {
    const OPEN: bool = true;

    fn buffers(&mut self) -> &mut Buffers {
        &mut self.buffers
    }

    fn flags(&mut self, at: Slot) -> Flags {
        let outcomes = self.outcomes(at);
        self.buffers.map(&outcomes, |o| if o == TRUE || o == FALSE { o } else { 0 })
    }

    fn number(&mut self, at: Slot) -> Option<Fraction> {
        let Range::Numbers(span) = self.range(at) else { return None };
        span.clone().known(&mut self.buffers)
    }
}

/// A range of numbers.
pub fn numbers(span: Span) -> Range {
    Range::Numbers(Box::new(span))
}

/// The same cell in every row.
pub fn cell(cell: &Cell, buffers: &mut Buffers) -> Range {
    let constant = |n: &Number| n.fraction().map(|(p, q)| Fraction::constant(p, q));
    match cell {
        Cell::Number(n) => constant(n).map_or(Range::Nothing, |n| numbers(Span::point(n))),
        Cell::Boolean(truth) => Range::Outcomes(buffers.filled(flags::flag(*truth))),
        Cell::Choice(choice) => Range::Choices(buffers.filled(1 << (choice & 63)), buffers.filled(OPEN)),
        // What is not given, yet can be one number only, is no known number: the scalar evaluator may be asked.
        Cell::Unknown(Possible::Number(interval)) if interval.single().is_some() => Range::Nothing,
        Cell::Unknown(Possible::Number(interval)) => {
            let mut end = |end: &Option<Number>| match end {
                Some(n) => constant(n),
                None => Some(Fraction { known: Some(buffers.filled(0)), ..Fraction::constant(0, 1) }),
            };
            let (Some(low), Some(high)) = (end(&interval.lo), end(&interval.hi)) else { return Range::Nothing };
            numbers(Span { low, high: Some(high), state: interval.partial.then(|| buffers.filled(PARTIAL)) })
        }
        Cell::Unknown(Possible::Boolean { partial }) => Range::Outcomes(buffers.filled(open(*partial))),
        Cell::Unknown(Possible::Choice { set, partial }) => Range::Choices(buffers.filled(*set), buffers.filled(open(*partial))),
        _ => Range::Nothing,
    }
}

/// The outcome of what is unknown.
pub fn open(partial: bool) -> u8 {
    if partial { PARTIAL } else { OPEN }
}

fn give(buffers: &mut Buffers, range: Range) {
    match range {
        Range::Nothing => {}
        Range::Outcomes(outcomes) => buffers.give(outcomes),
        Range::Choices(sets, outcomes) => {
            buffers.give(sets);
            buffers.give(outcomes);
        }
        Range::Numbers(span) => span.give(buffers),
    }
}
