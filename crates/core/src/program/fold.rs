//! Expressions over a firm's records, lowered: a program for each value that is asked of a record, and how the values of
//! all records are joined.
//!
//! They run once, when the records are given; their results stand in the slots of flat facts, so the policy's own program
//! knows nothing of records.

use crate::diagnostic::Code;
use crate::lang::node::{Input, Node};
use crate::lang::scope::Symbol;
use crate::lang::syntax::BinaryOp;
use crate::lang::unit::Unit;

use super::build::{Builder, Operand};
use super::cell::{Cell, Fault};
use super::{Instruction, Kind, Op, Program, Slot, Workspace, apply, slot};

/// Most instructions that the records of one kind may cost when they are given.
pub const MAX_WORK: u32 = 2_000_000;

/// The records of a kind, each as the cells of its fields.
pub type Records = [Vec<Cell>];

/// A value gathered from records.
#[derive(Clone, Debug)]
pub struct Expression {
    inputs: Vec<Source>,
    root: Value,
}

/// What a program reads of records.
#[derive(Clone, Debug)]
enum Source {
    Field { record: usize, field: u32 },
    Fold(Box<Fold>),
}

/// A value of every combination of records of the kinds, joined from `start` on.
#[derive(Clone, Debug)]
struct Fold {
    base: usize,
    kinds: Vec<u32>,
    op: Op,
    start: Cell,
    each: Value,
}

/// A program over the inputs of its expression, and which of them it reads.
#[derive(Clone, Debug)]
struct Value {
    program: Program,
    slot: Slot,
    reads: Vec<u32>,
}

impl Expression {
    /// Lowers a typed expression. `constant` gives the parameters' values and the day.
    pub fn new(node: &Node, inputs: &[Input], mut constant: impl FnMut(Symbol) -> Cell) -> Self {
        let count = slot(inputs.len());
        let root = Value::new(node, count, &mut constant);
        let inputs = inputs.iter().map(|input| match input {
            Input::Field { record, field } => Source::Field { record: *record, field: *field },
            Input::Fold(fold) => {
                let (op, start) = match fold.join {
                    BinaryOp::And => (Op::And, Cell::Boolean(true)),
                    BinaryOp::Or => (Op::Or, Cell::Boolean(false)),
                    _ => (Op::Add, super::number_cell(0)),
                };
                let each = Value::new(&fold.each, count, &mut constant);
                Source::Fold(Box::new(Fold { base: fold.base, kinds: fold.kinds.clone(), op, start, each }))
            }
        });
        Expression { inputs: inputs.collect(), root }
    }

    /// The kinds of record that it goes through.
    pub fn kinds(&self) -> Vec<u32> {
        let kinds = self.inputs.iter().flat_map(|i| if let Source::Fold(f) = i { f.kinds.as_slice() } else { &[] });
        let mut kinds: Vec<u32> = kinds.copied().collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Its value for a firm's records, by kind. `work` is what it may still cost; where that is not enough, the value is
    /// the error [`Code::TooMuchWork`].
    pub fn value<'a>(&self, records: impl Fn(u32) -> &'a Records, work: &mut u32) -> Cell {
        let mut run = Run { expression: self, records: &records, work };
        let value = run.value(&self.root, &[], &mut Workspace::default());
        if *run.work == 0 { exhausted() } else { value }
    }
}

fn exhausted() -> Cell {
    Cell::Error(Fault { code: Code::TooMuchWork, instruction: 0 })
}

impl Value {
    fn new(node: &Node, inputs: u32, constant: &mut impl FnMut(Symbol) -> Cell) -> Self {
        let mut builder = Builder::new(inputs);
        let operand = builder.lower(node, &mut |b, symbol| match symbol {
            Symbol::Input(i) => Operand::Fact(i),
            other => b.constant(constant(other)),
        });
        let (program, map) = builder.finish();
        let slot = map(operand);
        let reads = program.facts_read(&[slot]);
        Value { program, slot, reads }
    }
}

struct Run<'r, F> {
    expression: &'r Expression,
    records: &'r F,
    work: &'r mut u32,
}

impl<'a, F: Fn(u32) -> &'a Records> Run<'_, F> {
    /// Takes from the work that is left; false where there is none.
    fn pay(&mut self, work: usize) -> bool {
        *self.work = self.work.saturating_sub(slot(work));
        *self.work > 0
    }

    fn value(&mut self, value: &Value, around: &[&'a [Cell]], workspace: &mut Workspace) -> Cell {
        if !self.pay(1 + value.program.instructions.len() + value.reads.len()) {
            return exhausted();
        }
        let mut facts = vec![Cell::Null; self.expression.inputs.len()];
        for at in &value.reads {
            let cell = match self.expression.inputs.get(*at as usize) {
                Some(Source::Field { record, field }) => {
                    around.get(*record).and_then(|r| r.get(*field as usize)).cloned().unwrap_or(Cell::Null)
                }
                Some(Source::Fold(fold)) => {
                    let mut around = around.get(..fold.base).unwrap_or_default().to_vec();
                    let mut all = fold.start.clone();
                    self.join(fold, &fold.kinds, &mut around, &mut Workspace::default(), &mut all);
                    all
                }
                None => Cell::Null,
            };
            if let Some(fact) = facts.get_mut(*at as usize) {
                *fact = cell;
            }
        }
        value.program.run(&facts, workspace);
        workspace.get(value.slot).clone()
    }

    /// Joins a value of every combination of records of the kinds that are left.
    fn join(&mut self, fold: &Fold, kinds: &[u32], around: &mut Vec<&'a [Cell]>, workspace: &mut Workspace, all: &mut Cell) {
        let Some((kind, rest)) = kinds.split_first() else {
            let pair = [std::mem::replace(all, Cell::Null), self.value(&fold.each, around, workspace)];
            let kind = if fold.op == Op::Add { Kind::Number(Unit::PURE) } else { Kind::Boolean };
            let instruction = Instruction { op: fold.op, a: 0, b: 1, c: 1, kind, origin: 0 };
            *all = apply::apply(&Program::default(), &instruction, 0, &pair);
            return;
        };
        for record in (self.records)(*kind) {
            if !self.pay(1) {
                return;
            }
            around.push(record);
            self.join(fold, rest, around, workspace, all);
            around.pop();
        }
    }
}
