//! Kleene's logic on bytes: bit 0 says that a row is true, bit 1 that it is false; neither that this way can't tell.

use std::rc::Rc;

use crate::buffers::{Buffers, Mask};

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

/// The flags of eight booleans, each a byte of 1 or 0.
#[inline]
pub fn flags(booleans: u64) -> u64 {
    u64::from_ne_bytes([FALSE; 8]) - booleans
}

/// The flags where they are known.
pub fn within(buffers: &mut Buffers, flags: Flags, known: &Mask) -> Flags {
    let Some(known) = known else { return flags };
    let out = buffers.zip(&flags, known, move |f, k| f * k);
    buffers.give(flags);
    out
}

/// `not`
pub fn not(buffers: &mut Buffers, a: &Flags) -> Flags {
    buffers.map(a, move |a| (a << 1 | a >> 1) & (TRUE | FALSE))
}

/// `and`: false wins over everything.
pub fn and(buffers: &mut Buffers, a: &Flags, b: &Flags) -> Flags {
    buffers.zip(a, b, move |a, b| a & b & TRUE | (a | b) & FALSE)
}

/// `or`: true wins over everything.
pub fn or(buffers: &mut Buffers, a: &Flags, b: &Flags) -> Flags {
    buffers.zip(a, b, move |a, b| (a | b) & TRUE | a & b & FALSE)
}

/// `if c then a else b`
pub fn choose(buffers: &mut Buffers, c: &Flags, a: &Flags, b: &Flags) -> Flags {
    buffers.zip3(c, a, b, move |c, a, b| ((c & TRUE) * a) | ((c >> 1) * b))
}

/// The rows in which both masks hold what the flag chooses.
pub fn chosen(buffers: &mut Buffers, c: &Flags, a: &Mask, b: &Mask) -> Mask {
    if a.is_none() && b.is_none() && buffers.fold(c, TRUE, move |all, c| all & (c | c >> 1)) == TRUE {
        return None;
    }
    let ones = buffers.filled(1_u8);
    let (a, b) = (a.clone().unwrap_or_else(|| ones.clone()), b.clone().unwrap_or_else(|| ones.clone()));
    let out = buffers.zip3(c, &a, &b, move |c, a, b| ((c & TRUE) * a) | ((c >> 1) * b));
    buffers.give(ones);
    Some(out)
}
