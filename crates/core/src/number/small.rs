//! The fast path: fractions of two machine integers.
//!
//! Fractions stay unreduced, for a greatest common divisor costs more than
//! all the rest of an operation. Each function answers `None` where the quick
//! way does not apply; the caller then takes the slow one.

use std::cmp::Ordering;

use super::integer::{compare_wide, gcd, mod_floor};

/// Numerator and positive denominator, not necessarily in lowest terms.
pub(crate) type Fraction = (i128, i128);

/// The four operations of arithmetic.
#[derive(Clone, Copy)]
pub(super) enum Op {
    Add,
    Sub,
    Mul,
    Div,
}

/// Past this a denominator is kept from growing where one divides the other.
const GROWN: i128 = 1 << 36;

#[inline]
fn narrow(a: i128, b: i128, c: i128, d: i128) -> Option<(i64, i64, i64, i64)> {
    // Products of two `i64` cannot overflow an `i128`, nor can their sum here,
    // for a denominator is at most `i64::MAX`.
    match (i64::try_from(a), i64::try_from(b), i64::try_from(c), i64::try_from(d)) {
        (Ok(a), Ok(b), Ok(c), Ok(d)) => Some((a, b, c, d)),
        _ => None,
    }
}

#[inline]
const fn mul(a: i64, b: i64) -> i128 {
    a as i128 * b as i128
}

#[inline]
pub(crate) fn add(a: i128, b: i128, c: i128, d: i128) -> Option<Fraction> {
    if b == d {
        return Some((a.checked_add(c)?, b));
    }
    let (a, b, c, d) = narrow(a, b, c, d)?;
    let den = mul(b, d);
    if den > GROWN {
        return Some(add_grown(a, b, c, d));
    }
    Some((mul(a, d) + mul(c, b), den))
}

#[inline]
pub(crate) fn sub(a: i128, b: i128, c: i128, d: i128) -> Option<Fraction> {
    if b == d {
        return Some((a.checked_sub(c)?, b));
    }
    let (a, b, c, d) = narrow(a, b, c, d)?;
    let den = mul(b, d);
    if den > GROWN && c != i64::MIN {
        return Some(add_grown(a, b, -c, d));
    }
    Some((mul(a, d) - mul(c, b), den))
}

/// A long sum over mixed denominators would outgrow the fast path though each
/// of its terms fits, hence the larger denominator is kept where it serves.
#[inline(never)]
fn add_grown(a: i64, b: i64, c: i64, d: i64) -> Fraction {
    if b >= d && b % d == 0 {
        return (i128::from(a) + mul(c, b / d), i128::from(b));
    }
    if d > b && d % b == 0 {
        return (mul(a, d / b) + i128::from(c), i128::from(d));
    }
    (mul(a, d) + mul(c, b), mul(b, d))
}

#[inline]
pub(crate) fn product(a: i128, b: i128, c: i128, d: i128) -> Option<Fraction> {
    let (a, b, c, d) = narrow(a, b, c, d)?;
    Some((mul(a, c), mul(b, d)))
}

/// `None` also where the divisor is zero.
#[inline]
pub(crate) fn quotient(a: i128, b: i128, c: i128, d: i128) -> Option<Fraction> {
    let (num, den) = if b == d {
        (a, c)
    } else {
        let (a, b, c, d) = narrow(a, b, c, d)?;
        (mul(a, d), mul(b, c))
    };
    positive(num, den)
}

#[inline]
pub(crate) fn compare(a: i128, b: i128, c: i128, d: i128) -> Ordering {
    if b == d {
        return a.cmp(&c);
    }
    match narrow(a, b, c, d) {
        Some((a, b, c, d)) => mul(a, d).cmp(&mul(c, b)),
        None => compare_far(a, b, c, d),
    }
}

#[cold]
#[inline(never)]
fn compare_far(a: i128, b: i128, c: i128, d: i128) -> Ordering {
    compare_wide(a, b, c, d)
}

/// Remainder of floored division; `None` also where the divisor is zero.
#[inline]
pub(super) fn modulo(a: i128, b: i128, c: i128, d: i128) -> Option<Fraction> {
    if c == 0 {
        return None;
    }
    if b == d {
        return Some((mod_floor(a, c), b));
    }
    let (a, b, c, d) = narrow(a, b, c, d)?;
    Some((mod_floor(mul(a, d), mul(c, b)), mul(b, d)))
}

/// The same fraction in lowest terms.
pub(super) fn reduce(num: i128, den: i128) -> Fraction {
    let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
    match i128::try_from(divisor) {
        Ok(g) if g > 1 => (num / g, den / g),
        _ => (num, den),
    }
}

/// The operation as it stands, checked at every step.
pub(super) fn checked(op: Op, (a, b): Fraction, (c, d): Fraction) -> Option<Fraction> {
    match op {
        Op::Add | Op::Sub => {
            let (left, right) = (a.checked_mul(d)?, c.checked_mul(b)?);
            let num = match op {
                Op::Add => left.checked_add(right)?,
                _ => left.checked_sub(right)?,
            };
            Some((num, b.checked_mul(d)?))
        }
        Op::Mul => Some((a.checked_mul(c)?, b.checked_mul(d)?)),
        Op::Div => positive(a.checked_mul(d)?, b.checked_mul(c)?),
    }
}

/// The fraction with its sign on the numerator; `None` for a denominator of
/// zero or where the sign cannot move.
#[inline]
pub(super) fn positive(num: i128, den: i128) -> Option<Fraction> {
    match den.cmp(&0) {
        Ordering::Greater => Some((num, den)),
        Ordering::Less => Some((num.checked_neg()?, den.checked_neg()?)),
        Ordering::Equal => None,
    }
}
