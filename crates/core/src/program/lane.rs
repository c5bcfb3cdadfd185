//! The short way to a verdict for a wholly known firm: the same rules as plain fractions of 128-bit integers, criterion
//! by criterion, leaving off at the first that fails.
//!
//! It answers only where every step is exact and in range; anything else (an unknown, an error, a large or rounded
//! number, a text) makes it say nothing, and the evaluator of the whole program answers instead.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{self, AtomicU64};

use crate::lang::functions::FunctionId;
use crate::number::Number;

use super::cell::Cell;
use super::{Op, Program, Slot};

/// A number as a fraction, a boolean as 0 or 1, an enum value as its index; a denominator of 0 is "not here".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    num: i128,
    den: i128,
}

/// The number of the next lanes.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Most operations of the code: a policy whose rules share much in nested choices is left to the whole program.
const MAX_CODE: usize = 20_000;

impl Lane {
    /// Not representable here.
    pub const NONE: Lane = Lane { num: 0, den: 0 };

    /// A known cell, where it fits.
    pub fn of(cell: &Cell) -> Lane {
        match cell {
            Cell::Number(n) => n.small().map_or(Lane::NONE, |(num, den)| Lane { num, den }),
            Cell::Boolean(b) => Lane { num: i128::from(*b), den: 1 },
            Cell::Choice(c) => Lane { num: i128::from(*c), den: 1 },
            _ => Lane::NONE,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Code {
    /// An operation.
    Do { op: Simple, a: u32, b: u32, to: u32 },
    /// A table's points.
    Step { table: u32, a: u32, to: u32 },
    /// Whether the enum value is one of the bits.
    OneOf { set: u64, a: u32, to: u32 },
    /// A value into another slot.
    Copy { a: u32, to: u32 },
    /// Goes on at `at` where the boolean is as given.
    Branch { a: u32, when: bool, at: u32 },
    /// Goes on at `at`.
    Jump { at: u32 },
}

#[derive(Clone, Copy, Debug)]
enum Simple {
    Negate,
    Add,
    Sub,
    Mul,
    Div,
    DivMeasured,
    Lt,
    Le,
    Eq,
    Not,
    Min,
    Max,
    Floor,
}

#[derive(Clone, Debug)]
struct Edge {
    at: Lane,
    on: Lane,
    above: Lane,
}

/// A criterion's code and where its answer lies.
#[derive(Clone, Debug)]
struct Question {
    code: Vec<Code>,
    answer: u32,
    /// Questions of several tiers that are one.
    number: u32,
}

/// The lanes of a program for some conjunctions (tiers).
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// Tells workspaces apart that were made for other lanes.
    id: u64,
    constants: Vec<Lane>,
    slots: usize,
    facts: usize,
    questions: u32,
    tables: Vec<(Lane, Vec<Edge>)>,
    tiers: Vec<Option<Vec<Question>>>,
}

/// Values of one run.
#[derive(Clone, Debug, Default)]
pub struct LaneWorkspace {
    lanes: u64,
    values: Vec<Lane>,
    answers: Vec<Option<bool>>,
}

impl Lanes {
    /// Prepares conjunctions: for each tier the slots that must all be true.
    pub fn new(program: &Program, tiers: &[Vec<Slot>]) -> Lanes {
        let tables = program.steps.iter().map(|s| {
            let edges = s.edges.iter().map(|e| Edge { at: number(&e.at), on: number(&e.on), above: number(&e.above) });
            (number(&s.below), edges.collect())
        });
        let mut lanes = Lanes {
            id: NEXT.fetch_add(1, atomic::Ordering::Relaxed),
            constants: program.constants.iter().map(Lane::of).collect(),
            slots: program.constants.len() + program.facts as usize + program.instructions.len(),
            facts: program.facts as usize,
            questions: 0,
            tables: tables.collect(),
            tiers: Vec::new(),
        };
        let mut numbers: HashMap<Slot, u32> = HashMap::new();
        for tier in tiers {
            let questions = tier.iter().map(|slot| {
                let mut writer = Writer { program, code: Vec::new(), ready: HashSet::new(), alias: HashMap::new() };
                let answer = writer.emit(*slot)?;
                let next = super::slot(numbers.len());
                Some(Question { code: writer.code, answer, number: *numbers.entry(*slot).or_insert(next) })
            });
            lanes.tiers.push(questions.collect());
        }
        lanes.questions = super::slot(numbers.len());
        lanes
    }

    /// Makes a workspace ready for a firm.
    pub fn begin(&self, firm: &[Lane], workspace: &mut LaneWorkspace) {
        if workspace.lanes != self.id {
            workspace.lanes = self.id;
            workspace.values.clear();
            workspace.values.extend_from_slice(&self.constants);
            workspace.values.resize(self.slots, Lane::NONE);
        }
        let facts = workspace.values.iter_mut().skip(self.constants.len()).take(self.facts);
        for (value, fact) in facts.zip(firm) {
            *value = *fact;
        }
        workspace.answers.clear();
        workspace.answers.resize(self.questions as usize, None);
    }

    /// Whether a tier's criteria all hold; `None` where this way can't tell.
    pub fn decide(&self, tier: usize, workspace: &mut LaneWorkspace) -> Option<bool> {
        for question in self.tiers.get(tier)?.as_ref()? {
            let number = question.number as usize;
            let known = *workspace.answers.get(number)?;
            let holds = match known {
                Some(holds) => holds,
                None => {
                    self.run(&question.code, &mut workspace.values)?;
                    let holds = workspace.values.get(question.answer as usize).filter(|l| l.den != 0)?.num != 0;
                    *workspace.answers.get_mut(number)? = Some(holds);
                    holds
                }
            };
            if !holds {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Runs a question's code; `None` where a jump rests on what is not here.
    fn run(&self, code: &[Code], values: &mut [Lane]) -> Option<()> {
        let mut at = 0;
        while let Some(step) = code.get(at) {
            at += 1;
            let (to, value) = match *step {
                Code::Do { op, a, b, to } => (to, compute(op, values.get(a as usize)?, values.get(b as usize)?)),
                Code::Step { table, a, to } => (to, self.points(table, values.get(a as usize)?)),
                Code::OneOf { set, a, to } => {
                    let x = values.get(a as usize)?;
                    (to, Lane { num: (set >> (x.num & 63) & 1).into(), den: x.den })
                }
                Code::Copy { a, to } => (to, *values.get(a as usize)?),
                Code::Branch { a, when, at: target } => {
                    let x = values.get(a as usize)?;
                    if x.den == 0 {
                        return None;
                    }
                    if (x.num != 0) == when {
                        at = target as usize;
                    }
                    continue;
                }
                Code::Jump { at: target } => {
                    at = target as usize;
                    continue;
                }
            };
            *values.get_mut(to as usize)? = value;
        }
        Some(())
    }

    fn points(&self, table: u32, x: &Lane) -> Lane {
        let Some((below, edges)) = self.tables.get(table as usize) else { return Lane::NONE };
        for edge in edges.iter().rev() {
            match order(x, &edge.at) {
                Some(Ordering::Greater) => return edge.above,
                Some(Ordering::Equal) => return edge.on,
                Some(Ordering::Less) => {}
                None => return Lane::NONE,
            }
        }
        *below
    }
}

fn number(n: &Number) -> Lane {
    Lane::of(&Cell::Number(n.clone()))
}

/// A product, if it fits.
#[inline]
fn product(a: i128, b: i128) -> Option<i128> {
    // Two 64-bit numbers can't overflow, and nearly all are.
    if let (Ok(x), Ok(y)) = (i64::try_from(a), i64::try_from(b)) {
        return Some(i128::from(x) * i128::from(y));
    }
    a.checked_mul(b)
}

#[inline]
fn order(x: &Lane, y: &Lane) -> Option<Ordering> {
    if x.den == y.den {
        return (x.den != 0).then(|| x.num.cmp(&y.num));
    }
    if x.den == 0 || y.den == 0 {
        return None;
    }
    Some(product(x.num, y.den)?.cmp(&product(y.num, x.den)?))
}

#[inline]
fn test(x: &Lane, y: &Lane, holds: impl Fn(Ordering) -> bool) -> Lane {
    order(x, y).map_or(Lane::NONE, |o| Lane { num: holds(o).into(), den: 1 })
}

#[inline]
fn compute(op: Simple, x: &Lane, y: &Lane) -> Lane {
    match op {
        Simple::Not => Lane { num: (x.num == 0).into(), den: x.den },
        Simple::Le => test(x, y, Ordering::is_le),
        Simple::Lt => test(x, y, Ordering::is_lt),
        Simple::Eq => test(x, y, Ordering::is_eq),
        Simple::Add if x.den == y.den => x.num.checked_add(y.num).map_or(Lane::NONE, |num| Lane { num, den: x.den }),
        Simple::Sub if x.den == y.den => x.num.checked_sub(y.num).map_or(Lane::NONE, |num| Lane { num, den: x.den }),
        // Fractions of one denominator, as money has: it falls away.
        Simple::Div | Simple::DivMeasured if x.den == y.den && x.den != 0 && y.num > 0 => Lane { num: x.num, den: y.num },
        _ => uncommon(op, x, y).unwrap_or(Lane::NONE),
    }
}

#[inline(never)]
fn uncommon(op: Simple, x: &Lane, y: &Lane) -> Option<Lane> {
    let unary = matches!(op, Simple::Negate | Simple::Floor);
    if x.den == 0 || y.den == 0 && !unary {
        return None;
    }
    Some(match op {
        Simple::Negate => Lane { num: x.num.checked_neg()?, den: x.den },
        Simple::Floor => Lane { num: x.num.div_euclid(x.den), den: 1 },
        Simple::Min => *(if order(x, y)?.is_le() { x } else { y }),
        Simple::Max => *(if order(x, y)?.is_ge() { x } else { y }),
        Simple::Add => sum(x, y.num, y.den)?,
        Simple::Sub => sum(x, y.num.checked_neg()?, y.den)?,
        Simple::Mul => Lane { num: product(x.num, y.num)?, den: product(x.den, y.den)? },
        Simple::Div | Simple::DivMeasured => quotient(x, y, matches!(op, Simple::DivMeasured))?,
        Simple::Not | Simple::Le | Simple::Lt | Simple::Eq => return None,
    })
}

fn sum(x: &Lane, num: i128, den: i128) -> Option<Lane> {
    let top = product(x.num, den)?.checked_add(product(num, x.den)?)?;
    Some(Lane { num: top, den: product(x.den, den)? })
}

fn quotient(x: &Lane, y: &Lane, measured: bool) -> Option<Lane> {
    if y.num == 0 || measured && y.num < 0 {
        return None;
    }
    let (num, den) = if x.den == y.den { (x.num, y.num) } else { (product(x.num, y.den)?, product(x.den, y.num)?) };
    if den < 0 { Some(Lane { num: num.checked_neg()?, den: den.checked_neg()? }) } else { Some(Lane { num, den }) }
}

/// Writes the code of one question.
struct Writer<'a> {
    program: &'a Program,
    code: Vec<Code>,
    /// Slots that hold their value wherever the code now stands.
    ready: HashSet<Slot>,
    /// Slots whose value lies in another one.
    alias: HashMap<Slot, u32>,
}

impl Writer<'_> {
    fn push(&mut self, code: Code) -> Option<usize> {
        self.code.push(code);
        (self.code.len() <= MAX_CODE).then_some(self.code.len() - 1)
    }

    fn here(&self) -> u32 {
        super::slot(self.code.len())
    }

    fn target(&mut self, jump: usize) {
        let here = self.here();
        if let Some(Code::Branch { at, .. } | Code::Jump { at }) = self.code.get_mut(jump) {
            *at = here;
        }
    }

    /// Writes what computes a slot; gives the slot where its value lies.
    fn emit(&mut self, slot: Slot) -> Option<u32> {
        if let Some(other) = self.alias.get(&slot) {
            return Some(*other);
        }
        if self.ready.contains(&slot) || (slot as usize) < self.program.constants.len() {
            return Some(slot);
        }
        // A fact's value lies in its slot from the start.
        if self.program.fact_of(slot).is_some() {
            return Some(slot);
        }
        let instruction = *self.program.instructions.get(self.program.instruction_of(slot)?)?;
        match instruction.op {
            Op::Settle | Op::Points => {
                let at = self.emit(instruction.a)?;
                self.alias.insert(slot, at);
                return Some(at);
            }
            Op::And | Op::Or => self.junction(slot, instruction.a, instruction.b, instruction.op == Op::Or)?,
            Op::If => self.choice(slot, instruction.a, instruction.b, instruction.c)?,
            Op::OneOf(set) => {
                let a = self.emit(instruction.a)?;
                self.push(Code::OneOf { set, a, to: slot })?;
            }
            Op::Step(table) => {
                let a = self.emit(instruction.a)?;
                self.push(Code::Step { table, a, to: slot })?;
            }
            op => {
                let a = self.emit(instruction.a)?;
                let b = self.emit(instruction.b)?;
                let scale_zero =
                    || self.program.constants.get(instruction.b as usize).and_then(Cell::as_number) == Some(&Number::ZERO);
                let op = match op {
                    Op::Negate => Simple::Negate,
                    Op::Add => Simple::Add,
                    Op::Sub => Simple::Sub,
                    Op::Mul => Simple::Mul,
                    Op::Div => Simple::Div,
                    Op::DivMeasured => Simple::DivMeasured,
                    Op::Lt => Simple::Lt,
                    Op::Le => Simple::Le,
                    Op::Eq => Simple::Eq,
                    Op::Not => Simple::Not,
                    Op::Min => Simple::Min,
                    Op::Max => Simple::Max,
                    Op::Call(FunctionId::Floor) if scale_zero() => Simple::Floor,
                    _ => return None,
                };
                self.push(Code::Do { op, a, b, to: slot })?;
            }
        }
        self.ready.insert(slot);
        Some(slot)
    }

    /// `and`, `or`: the second operand is looked at only where the first doesn't decide.
    fn junction(&mut self, slot: Slot, a: Slot, b: Slot, decides: bool) -> Option<()> {
        let first = self.emit(a)?;
        self.push(Code::Copy { a: first, to: slot })?;
        let branch = self.push(Code::Branch { a: first, when: decides, at: 0 })?;
        let kept = (self.ready.clone(), self.alias.clone());
        let second = self.emit(b)?;
        self.push(Code::Copy { a: second, to: slot })?;
        (self.ready, self.alias) = kept;
        self.target(branch);
        Some(())
    }

    fn choice(&mut self, slot: Slot, condition: Slot, yes: Slot, no: Slot) -> Option<()> {
        let condition = self.emit(condition)?;
        let kept = (self.ready.clone(), self.alias.clone());
        let other = self.push(Code::Branch { a: condition, when: false, at: 0 })?;
        let a = self.emit(yes)?;
        self.push(Code::Copy { a, to: slot })?;
        let end = self.push(Code::Jump { at: 0 })?;
        (self.ready, self.alias) = (kept.0.clone(), kept.1.clone());
        self.target(other);
        let b = self.emit(no)?;
        self.push(Code::Copy { a: b, to: slot })?;
        (self.ready, self.alias) = kept;
        self.target(end);
        Some(())
    }
}
