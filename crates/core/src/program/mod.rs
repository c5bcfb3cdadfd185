//! The program: a policy's typed rules lowered once to a flat list of instructions, and its scalar evaluator.
//!
//! Everything that runs or inspects rules reads this one list. It is public for Peiyu's own crates and outside the
//! compatibility promise.

pub mod apply;
pub mod build;
pub mod cell;
pub mod fold;
pub mod interval;
pub mod lane;
pub mod near;
pub mod slice;
pub mod step;
pub mod trace;

use std::sync::atomic::{AtomicU64, Ordering};

use crate::lang::functions::FunctionId;
use crate::lang::unit::Unit;
use crate::number::Number;

use cell::Cell;
use step::Step;

/// Where an operand lies: constants first, then the facts, then one slot for each instruction's result.
pub type Slot = u32;

/// What an instruction does with its operands `a`, `b`, `c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    /// `-a`
    Negate,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`; any divisor but zero.
    Div,
    /// `a / b` where `b` is a quantity with a unit: it must be positive.
    DivMeasured,
    /// `a ** b`
    Pow,
    /// `a < b`, numbers or texts
    Lt,
    /// `a <= b`, numbers or texts
    Le,
    /// `a = b`, numbers, texts or booleans
    Eq,
    /// Whether the enum value `a` is one of the set bits.
    OneOf(u64),
    /// `a = null`
    IsNull,
    /// `a and b`, Kleene
    And,
    /// `a or b`, Kleene
    Or,
    /// `not(a)`
    Not,
    /// `if a then b else c`
    If,
    /// The lesser of `a` and `b`.
    Min,
    /// The greater of `a` and `b`.
    Max,
    /// The date `a`, a number of days, `b` days on.
    AddDays,
    /// The date `a` moved by `b` years of the calendar, of which a twelfth is a month.
    AddYears,
    /// A function of one number, or of a number and a scale, or of two numbers.
    Call(FunctionId),
    /// A function of a list: `a` is the first place in [`Program::lists`], `b` the length.
    CallList(FunctionId),
    /// Points for the number `a` by the table of that index.
    Step(u32),
    /// A criterion's answer `a`: an error or null becomes undecided.
    Settle,
    /// A scorecard item's points `a`: an error, null or a value that may become one counts from `b` to `c` points.
    Points,
    /// A parameter without value; the index of its origin names it.
    Unset,
}

/// One step of the program.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What to do.
    pub op: Op,
    /// First operand.
    pub a: Slot,
    /// Second operand.
    pub b: Slot,
    /// Third operand.
    pub c: Slot,
    /// Type of the result.
    pub kind: Kind,
    /// Index into [`Program::origins`]: which rule and which words it comes from.
    pub origin: u32,
}

/// The type of a slot's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// true or false
    Boolean,
    /// A number with a unit.
    Number(Unit),
    /// A text.
    Text,
    /// An enum value.
    Choice,
    /// Only null.
    Null,
}

/// Which expression an instruction was lowered from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Document id.
    pub document: String,
    /// JSON pointer of the expression in the document.
    pub pointer: String,
    /// First character in the expression.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Rule, criterion or item that the expression belongs to; for an unset parameter its name.
    pub owner: String,
}

/// A flat list of instructions over constants and facts.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Tells workspaces apart that hold another program's constants.
    pub(crate) id: u64,
    /// Known values; slots from 0.
    pub constants: Vec<Cell>,
    /// Number of facts; their slots follow the constants.
    pub facts: u32,
    /// In order of evaluation; results' slots follow the facts.
    pub instructions: Vec<Instruction>,
    /// Operands of [`Op::CallList`].
    pub lists: Vec<Slot>,
    /// Tables of [`Op::Step`].
    pub steps: Vec<Step>,
    /// Where instructions come from.
    pub origins: Vec<Origin>,
}

/// The values of one run, kept between runs to spare allocations.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    /// Whose constants the cells begin with.
    program: u64,
    cells: Vec<Cell>,
    errors: bool,
}

impl Workspace {
    /// The value of a slot after a run.
    pub fn get(&self, slot: Slot) -> &Cell {
        const NULL: &Cell = &Cell::Null;
        self.cells.get(slot as usize).unwrap_or(NULL)
    }

    /// Whether anything could not be computed.
    pub fn has_errors(&self) -> bool {
        self.errors
    }
}

impl Program {
    /// The slot of a fact.
    pub fn fact_slot(&self, fact: u32) -> Slot {
        slot(self.constants.len()) + fact
    }

    /// The slot of an operand of the builder that made the program.
    pub fn slot_of(&self, operand: build::Operand) -> Slot {
        let constants = slot(self.constants.len());
        match operand {
            build::Operand::Constant(i) => i,
            build::Operand::Fact(i) => constants + i,
            build::Operand::Result(i) => constants + self.facts + i,
        }
    }

    /// The fact of a slot, if it is one.
    pub fn fact_of(&self, at: Slot) -> Option<u32> {
        at.checked_sub(slot(self.constants.len())).filter(|f| *f < self.facts)
    }

    /// The instruction whose result a slot holds, if it is one.
    pub fn instruction_of(&self, at: Slot) -> Option<usize> {
        (at as usize).checked_sub(self.constants.len() + self.facts as usize).filter(|i| *i < self.instructions.len())
    }

    /// Puts constants and one firm's facts in their places. `firm` holds a cell for each fact; what is missing counts as
    /// null.
    pub fn begin(&self, firm: &[Cell], workspace: &mut Workspace) {
        workspace.errors = false;
        let cells = &mut workspace.cells;
        let (facts, results) = (self.constants.len(), self.constants.len() + self.facts as usize);
        if workspace.program != self.id || self.id == 0 {
            workspace.program = self.id;
            cells.clear();
            cells.extend_from_slice(&self.constants);
            cells.resize(results + self.instructions.len(), Cell::Null);
        }
        let mut given = firm.iter();
        for cell in cells.get_mut(facts..results).unwrap_or_default() {
            cell.clone_from(given.next().unwrap_or(&Cell::Null));
        }
    }

    /// Evaluates every instruction for one firm.
    pub fn run(&self, firm: &[Cell], workspace: &mut Workspace) {
        self.run_part(firm, 0..self.instructions.len(), workspace);
    }

    /// Evaluates the instructions at these places, in rising order, for one firm; what they rest on must be among them.
    pub fn run_part(&self, firm: &[Cell], part: impl Iterator<Item = usize>, workspace: &mut Workspace) {
        self.begin(firm, workspace);
        let results = self.constants.len() + self.facts as usize;
        let cells = &mut workspace.cells;
        for index in part {
            let Some(instruction) = self.instructions.get(index) else { continue };
            let (before, rest) = cells.split_at_mut(results + index);
            if let Some(cell) = rest.first_mut() {
                apply::apply_into(self, instruction, index, before, cell);
                workspace.errors |= matches!(cell, Cell::Error(_));
            }
        }
    }
}

/// The number of the next program (or of its lanes); 0 is none.
pub(crate) fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[expect(clippy::cast_possible_truncation, reason = "documents are bounded far below 2^32 rules")]
pub(crate) fn slot(n: usize) -> Slot {
    n as Slot
}

/// A number as a cell.
pub fn number_cell(n: i64) -> Cell {
    Cell::Number(Number::from_i64(n))
}
