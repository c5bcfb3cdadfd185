//! The typed tree: names resolved, units checked, ready to be lowered to a program.

use crate::number::Number;

use super::functions::FunctionId;
use super::scope::Symbol;
use super::syntax::{BinaryOp, Place};
use super::types::Type;

/// An expression with its type.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it computes.
    pub kind: NodeKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands in the text.
    pub place: Place,
}

/// What a typed expression computes.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A number in base units.
    Number(Number),
    /// true or false
    Boolean(bool),
    /// A text.
    Text(String),
    /// null
    Null,
    /// A fact, parameter, rule or score.
    Symbol(Symbol),
    /// Minus the operand.
    Negate(Box<Node>),
    /// Arithmetic; `measured` says that the divisor has a unit and so must be positive.
    Arithmetic {
        /// One of `+ - * / **`.
        op: BinaryOp,
        /// Left operand.
        left: Box<Node>,
        /// Right operand.
        right: Box<Node>,
        /// Division by a quantity with a unit.
        measured: bool,
    },
    /// A subject held against tests, any of which must hold. Comparisons are this, with one test.
    Tested(Box<Node>, Vec<Check>),
    /// All must hold (Kleene).
    And(Box<Node>, Box<Node>),
    /// One must hold (Kleene).
    Or(Box<Node>, Box<Node>),
    /// The opposite.
    Not(Box<Node>),
    /// A choice between two branches.
    If(Box<Node>, Box<Node>, Box<Node>),
    /// A built-in function.
    Call(FunctionId, Vec<Node>),
    /// A date moved by years or by days of the calendar.
    Moved {
        /// The date.
        date: Box<Node>,
        /// By how many.
        by: Box<Node>,
        /// Whether `by` counts years, of which a twelfth is a month; else days.
        years: bool,
    },
    /// The record at that place among those being gone through.
    Record(usize),
    /// Records, or something of each; only functions and what goes through lists take them.
    Each(Box<Each>),
    /// A list; only functions, indexes and `in` take one.
    List(Vec<Node>),
    /// Could not be typed; an error has been reported.
    Broken,
}

/// A list made of records: of all combinations of records of these kinds those that meet the condition.
#[derive(Clone, Debug)]
pub struct Each {
    /// How many records are gone through around it; its own come next.
    pub base: usize,
    /// The kinds, by index, the slowest first.
    pub kinds: Vec<u32>,
    /// Which are taken; all without one.
    pub condition: Option<Node>,
    /// The list's item: a record of these or a value.
    pub item: Node,
}

/// What an expression reads of records.
#[derive(Clone, Debug)]
pub enum Input {
    /// A field of a record that is being gone through.
    Field {
        /// The record's place among them, the outermost 0.
        record: usize,
        /// The field's place in its kind.
        field: u32,
    },
    /// A value gathered from records.
    Fold(Fold),
}

/// A value gathered from records: `each` of all combinations of records of the kinds, joined by an operator.
#[derive(Clone, Debug)]
pub struct Fold {
    /// How many records are gone through around it.
    pub base: usize,
    /// The kinds, by index, the slowest first.
    pub kinds: Vec<u32>,
    /// `+`, `and` or `or`.
    pub join: BinaryOp,
    /// What one combination adds; the operator's neutral value where it is not taken.
    pub each: Node,
}

/// A typed unary test.
#[derive(Clone, Debug)]
pub enum Check {
    /// Holds for anything.
    Any,
    /// Holds where none of them does.
    Not(Vec<Check>),
    /// A comparison with a number, text or boolean.
    Compare(BinaryOp, Node),
    /// Between two ends.
    Range {
        /// Lower end.
        low: Node,
        /// Upper end.
        high: Node,
        /// Whether the lower end belongs to it.
        low_closed: bool,
        /// Whether the upper end belongs to it.
        high_closed: bool,
    },
    /// The enum value is one of the set bits.
    OneOf(u64),
    /// The subject is null.
    IsNull,
}
