//! The slow path of exact arithmetic: fractions past 128 bits, and the way
//! back to machine integers once a result fits them again.

use super::ratio::Ratio;
use super::small::{self, Op};
use super::{MAX_BITS, Number, NumberError, Repr, rounded};

/// The number that holds a big fraction: small wherever it fits, so that two
/// equal exact numbers are never one small and one big.
pub(super) fn from_big(value: Ratio) -> Result<Number, NumberError> {
    if let Some((num, den)) = value.to_small() {
        return Ok(Number(Repr::Small { num, den }));
    }
    if within_bits(&value) { Ok(Number(Repr::Big(Box::new(value)))) } else { Err(NumberError::Overflow) }
}

/// Whether numerator and denominator keep within [`MAX_BITS`].
pub(super) fn within_bits(value: &Ratio) -> bool {
    value.bits() <= MAX_BITS as u64
}

/// Arithmetic where the fast path did not apply.
#[cold]
#[inline(never)]
pub(super) fn arithmetic(op: Op, a: &Number, b: &Number) -> Result<Number, NumberError> {
    if let (Repr::Small { num, den }, Repr::Small { num: num2, den: den2 }) = (&a.0, &b.0)
        && let Some((num, den)) = small::checked(op, (*num, *den), (*num2, *den2))
    {
        return Ok(Number(Repr::Small { num, den }));
    }
    match (a.to_big(), b.to_big()) {
        (Some(x), Some(y)) => apply(op, &x, &y).and_then(from_big),
        _ => rounded::apply(op, &a.to_interval(), &b.to_interval()),
    }
}

/// The operation on big fractions, whose size is bounded by that of the
/// operands; the caller checks the result.
fn apply(op: Op, x: &Ratio, y: &Ratio) -> Result<Ratio, NumberError> {
    Ok(match op {
        Op::Add => x.add(y),
        Op::Sub => x.sub(y),
        Op::Mul => x.mul(y),
        Op::Div if y.is_zero() => return Err(NumberError::DivisionByZero),
        Op::Div => x.div(y),
    })
}

/// Remainder of floored division where the fast path did not apply.
#[cold]
#[inline(never)]
pub(super) fn modulo(a: &Number, b: &Number) -> Result<Number, NumberError> {
    if let (Some(x), Some(y)) = (a.to_big(), b.to_big()) {
        // Not by way of `Number`: the quotient may be past the limit on size
        // where the remainder is not.
        let whole = Ratio::whole(apply(Op::Div, &x, &y)?.floor());
        return from_big(x.sub(&y.mul(&whole)));
    }
    let whole = a.div(b)?.floor()?;
    a.sub(&b.mul(&whole)?)
}
