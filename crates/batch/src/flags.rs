//! Kleene's logic on bytes: bit 0 says that a row is true, bit 1 that it is false; neither that this way can't tell.

use std::rc::Rc;

use crate::lanes::{Lanes, Mask};

/// A boolean of each row.
pub type Flags = Rc<Vec<u8>>;

/// True.
pub const TRUE: u8 = 1;
/// False.
pub const FALSE: u8 = 2;

/// The flag of a boolean.
#[inline]
pub fn flag(truth: bool) -> u8 {
    FALSE - u8::from(truth)
}

/// Rows that are known get their truth (1 or 0), the others none.
pub fn of(lanes: &mut Lanes, truth: Rc<Vec<u8>>, known: &Mask) -> Flags {
    let out = match known {
        None => lanes.map(&truth, move |t| FALSE - t),
        Some(known) => lanes.zip(&truth, known, move |t, k| (FALSE - t) * k),
    };
    lanes.give(truth);
    out
}

/// `not`
pub fn not(lanes: &mut Lanes, a: &Flags) -> Flags {
    lanes.map(a, move |a| (a << 1 | a >> 1) & (TRUE | FALSE))
}

/// `and`: false wins over everything.
pub fn and(lanes: &mut Lanes, a: &Flags, b: &Flags) -> Flags {
    lanes.zip(a, b, move |a, b| a & b & TRUE | (a | b) & FALSE)
}

/// `or`: true wins over everything.
pub fn or(lanes: &mut Lanes, a: &Flags, b: &Flags) -> Flags {
    lanes.zip(a, b, move |a, b| (a | b) & TRUE | a & b & FALSE)
}

/// `if c then a else b`
pub fn choose(lanes: &mut Lanes, c: &Flags, a: &Flags, b: &Flags) -> Flags {
    lanes.zip3(c, a, b, move |c, a, b| ((c & TRUE) * a) | ((c >> 1) * b))
}

/// The rows in which both masks hold what the flag chooses.
pub fn chosen(lanes: &mut Lanes, c: &Flags, a: &Mask, b: &Mask) -> Mask {
    if a.is_none() && b.is_none() && lanes.fold(c, TRUE, move |all, c| all & (c | c >> 1)) == TRUE {
        return None;
    }
    let ones = lanes.filled(1_u8);
    let (a, b) = (a.clone().unwrap_or_else(|| ones.clone()), b.clone().unwrap_or_else(|| ones.clone()));
    let out = lanes.zip3(c, &a, &b, move |c, a, b| ((c & TRUE) * a) | ((c >> 1) * b));
    lanes.give(ones);
    Some(out)
}
