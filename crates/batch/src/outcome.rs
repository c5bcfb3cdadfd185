//! What a value can be in a row of the second pass, a byte each, and what logic makes of it.
//!
//! The tables of logic are asked of the scalar evaluator itself, once: for every outcome of the operands, what it makes of
//! each cell that stands for them. So there is no second logic that could differ from it.

use std::rc::Rc;
use std::sync::LazyLock;

use peiyu::diagnostic::Code;
use peiyu::program::apply::apply;
use peiyu::program::cell::{Cell, Fault, Possible};
use peiyu::program::{Instruction, Kind, Op, Program};

use crate::buffers::Buffers;
use crate::flags;

/// True.
pub const TRUE: u8 = flags::TRUE;
/// False.
pub const FALSE: u8 = flags::FALSE;
/// Either boolean; for numbers and enum values: what the bounds or the set say, surely no null and no error.
pub const OPEN: u8 = 3;
/// Known to be null.
pub const NULL: u8 = 4;
/// This pass can't tell: the row is left to the scalar evaluator.
pub const UNTOLD: u8 = 5;
/// An error, or something that may become null or an error. Neither is ever decided again but by logic, or where a
/// criterion or an item of a scorecard settles it, which take both alike.
pub const PARTIAL: u8 = 6;

/// An outcome of each row.
pub type Outcomes = Rc<Vec<u8>>;

/// What logic makes of outcomes; each operand is three bits of the place.
pub struct Logic {
    /// `and`
    pub and: [u8; 64],
    /// `or`
    pub or: [u8; 64],
    /// `=` of booleans
    pub equal: [u8; 64],
    /// `not`
    pub not: [u8; 64],
    /// A criterion's answer.
    pub settle: [u8; 64],
    /// `if` of booleans
    pub choose: [u8; 512],
}

/// The logic of the scalar evaluator.
pub static LOGIC: LazyLock<Logic> = LazyLock::new(|| Logic {
    and: table(Op::And),
    or: table(Op::Or),
    equal: table(Op::Eq),
    not: table(Op::Not),
    settle: table(Op::Settle),
    choose: table(Op::If),
});

/// The cells that an outcome of a boolean stands for.
fn cells(outcome: u8) -> Vec<Cell> {
    match outcome {
        TRUE => vec![Cell::Boolean(true)],
        FALSE => vec![Cell::Boolean(false)],
        OPEN => vec![Cell::unknown_boolean(false)],
        NULL => vec![Cell::Null],
        PARTIAL => {
            vec![Cell::unknown_boolean(true), Cell::Error(Fault { code: Code::DivisionByZero, instruction: 0 })]
        }
        _ => [TRUE, FALSE, OPEN, NULL, PARTIAL].into_iter().flat_map(cells).collect(),
    }
}

fn outcome(cell: &Cell) -> u8 {
    match cell {
        Cell::Boolean(truth) => flags::flag(*truth),
        Cell::Null => NULL,
        Cell::Unknown(Possible::Boolean { partial: false }) => OPEN,
        Cell::Unknown(_) | Cell::Error(_) => PARTIAL,
        _ => UNTOLD,
    }
}

/// What the scalar evaluator makes of the outcomes, where it makes the same of all cells that they stand for.
fn table<const N: usize>(op: Op) -> [u8; N] {
    let instruction = Instruction { op, a: 0, b: 1, c: 2, kind: Kind::Boolean, origin: 0 };
    let program = Program::default();
    std::array::from_fn(|place| {
        let at = |operand: u32| cells(u8::try_from(place >> (3 * operand) & 7).unwrap_or(UNTOLD));
        let mut found = None;
        for a in at(0) {
            for b in at(1) {
                // Only a table of three operands has a third.
                for c in if N == 512 { at(2) } else { vec![Cell::Null] } {
                    let told = outcome(&apply(&program, &instruction, 0, &[a.clone(), b.clone(), c]));
                    if found.is_some_and(|found| found != told) {
                        return UNTOLD;
                    }
                    found = Some(told);
                }
            }
        }
        found.unwrap_or(UNTOLD)
    })
}

/// What a table makes of one or two operands.
pub fn logic(table: &[u8; 64], a: &Outcomes, b: &Outcomes, buffers: &mut Buffers) -> Outcomes {
    buffers.zip(a, b, move |a, b| table.get(usize::from(a | b << 3)).copied().unwrap_or(UNTOLD))
}

/// What a strict operation makes of its operands but for the values: errors win, then what can't be told, then null.
pub fn join(a: Option<&Outcomes>, b: Option<&Outcomes>, buffers: &mut Buffers) -> Option<Outcomes> {
    match (a, b) {
        (None, other) | (other, None) => other.cloned(),
        (Some(a), Some(b)) if Rc::ptr_eq(a, b) => Some(a.clone()),
        (Some(a), Some(b)) => Some(buffers.zip(a, b, u8::max)),
    }
}

/// `if` of numbers and enum values but for the values: of a branch that is not chosen for sure nothing counts but whether
/// it may be null or an error.
pub fn chosen(condition: u8, a: u8, b: u8) -> u8 {
    match condition {
        TRUE => a,
        FALSE | NULL => b,
        OPEN if [a, b].into_iter().any(|x| x == PARTIAL || x == NULL) => PARTIAL,
        OPEN => a.max(b),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_wins_over_what_is_not_told() {
        let at = |table: &[u8; 64], a: u8, b: u8| table[usize::from(a | b << 3)];
        assert_eq!(at(&LOGIC.and, FALSE, UNTOLD), FALSE);
        assert_eq!(at(&LOGIC.or, UNTOLD, TRUE), TRUE);
        assert_eq!(at(&LOGIC.and, TRUE, UNTOLD), UNTOLD);
        // It may become null.
        assert_eq!(at(&LOGIC.and, NULL, OPEN), PARTIAL);
        assert_eq!(at(&LOGIC.or, NULL, PARTIAL), PARTIAL);
        assert_eq!(at(&LOGIC.settle, PARTIAL, 0), OPEN);
        assert_eq!(at(&LOGIC.settle, UNTOLD, 0), UNTOLD);
    }

    #[test]
    fn an_error_and_what_may_become_one_are_never_told_apart() {
        for table in [LOGIC.and, LOGIC.or, LOGIC.equal, LOGIC.not, LOGIC.settle] {
            for other in [TRUE, FALSE, OPEN, NULL, PARTIAL] {
                assert_ne!(table[usize::from(PARTIAL | other << 3)], UNTOLD);
                assert_ne!(table[usize::from(other | PARTIAL << 3)], UNTOLD);
            }
        }
        let known = |place: &usize| [0, 3, 6].iter().all(|shift| ![0, 5, 7].contains(&(place >> shift & 7)));
        assert!((0..512).filter(known).all(|place| LOGIC.choose[place] != UNTOLD));
    }
}
