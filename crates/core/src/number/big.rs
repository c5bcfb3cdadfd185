//! The slow path of exact arithmetic: fractions past 128 bits, and the way
//! back to machine integers once a result fits them again.

use dashu_base::BitTest;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::small::{self, Fraction, Op};
use super::{MAX_BITS, Number, NumberError, Repr, rounded};

/// A machine fraction as a big one, in lowest terms.
pub(super) fn widen((num, den): Fraction) -> RBig {
    RBig::from_parts(IBig::from(num), UBig::from(den.unsigned_abs()))
}

/// The number that holds a big fraction: small wherever it fits, so that two
/// equal exact numbers are never one small and one big.
pub(super) fn from_big(value: RBig) -> Result<Number, NumberError> {
    if let (Ok(num), Ok(den)) = (i128::try_from(value.numerator()), i128::try_from(value.denominator())) {
        return Ok(Number(Repr::Small { num, den }));
    }
    if within_bits(&value) { Ok(Number(Repr::Big(Box::new(value)))) } else { Err(NumberError::Overflow) }
}

/// Whether numerator and denominator keep within [`MAX_BITS`].
pub(super) fn within_bits(value: &RBig) -> bool {
    value.numerator().bit_len() <= MAX_BITS && value.denominator().bit_len() <= MAX_BITS
}

/// Arithmetic where the fast path did not apply.
#[cold]
#[inline(never)]
pub(super) fn arithmetic(op: Op, a: &Number, b: &Number) -> Result<Number, NumberError> {
    if let (Repr::Small { num, den }, Repr::Small { num: num2, den: den2 }) = (&a.0, &b.0) {
        let (left, right) = ((*num, *den), (*num2, *den2));
        if let Some((num, den)) = small::checked(op, left, right) {
            return Ok(Number(Repr::Small { num, den }));
        }
        return apply_small(op, left, right).and_then(from_big);
    }
    match (a.to_big(), b.to_big()) {
        (Some(x), Some(y)) => apply(op, &x, &y).and_then(from_big),
        _ => rounded::apply(op, &a.to_interval(), &b.to_interval()),
    }
}

/// The operation on machine fractions in big integers, reduced but once.
fn apply_small(op: Op, (a, b): Fraction, (c, d): Fraction) -> Result<RBig, NumberError> {
    let big = IBig::from;
    let (num, den) = match op {
        Op::Add => (big(a) * d + big(c) * b, big(b) * d),
        Op::Sub => (big(a) * d - big(c) * b, big(b) * d),
        Op::Mul => (big(a) * c, big(b) * d),
        Op::Div if c == 0 => return Err(NumberError::DivisionByZero),
        Op::Div => (big(a) * d, big(b) * c),
    };
    Ok(RBig::from_parts_signed(num, den))
}

/// The operation on big fractions, whose size is bounded by that of the
/// operands; the caller checks the result.
pub(super) fn apply(op: Op, x: &RBig, y: &RBig) -> Result<RBig, NumberError> {
    Ok(match op {
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Div if y.is_zero() => return Err(NumberError::DivisionByZero),
        Op::Div => x / y,
    })
}

/// Remainder of floored division where the fast path did not apply.
#[cold]
#[inline(never)]
pub(super) fn modulo(a: &Number, b: &Number) -> Result<Number, NumberError> {
    if let (Some(x), Some(y)) = (a.to_big(), b.to_big()) {
        // Not by way of `Number`: the quotient may be past the limit on size
        // where the remainder is not.
        let whole = RBig::from(apply(Op::Div, &x, &y)?.floor());
        return from_big(&*x - &*y * whole);
    }
    let whole = a.div(b)?.floor()?;
    a.sub(&b.mul(&whole)?)
}
