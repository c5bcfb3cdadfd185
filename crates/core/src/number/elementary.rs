//! Bounds for square root, exponential and logarithm of exact fractions, by
//! fixed-point arithmetic on big integers.
//!
//! Fixed point with `p` bits holds a value as an integer count of units of
//! 2^-p. The series below have fewer than 128 terms and each step truncates
//! by at most three units; the error of a multiple of ln 2 is at most 2^13
//! times that of ln 2, which is below 2^10 units. Their sum stays far below
//! [`SLACK_BITS`], by which every result is widened; that is wasteful by forty
//! bits on purpose, since the guard bits are cheap and a wrong bound is not.

use std::sync::LazyLock;

use super::NumberError;
use super::ratio::Ratio;
use super::rounded::{MANTISSA_BITS, Towards, bound};
use crate::host::{BigInt, Integer, is_negative, is_zero};

/// Fraction bits: the mantissa, the slack, and 64 bits to spare.
const BITS: u64 = MANTISSA_BITS + SLACK_BITS + 64;

/// Each fixed-point result is off by less than two to this power units.
const SLACK_BITS: u64 = 64;

/// Past this, e to it (or to its opposite) has more than 4096 bits.
const EXP_LIMIT: u32 = 2840;

/// ln 2 in units of 2^-[`BITS`].
static LN_2: LazyLock<BigInt> = LazyLock::new(|| {
    let third = &(BigInt::from(1) << BITS) / &BigInt::from(3);
    atanh(&third, BITS) << 1_u64
});

/// Two fractions that enclose a value.
pub(super) type Bounds = (Ratio, Ratio);

/// The exact `degree`-th root of a fraction above zero, if it has one.
pub(super) fn exact_root(value: &Ratio, degree: u32) -> Option<Ratio> {
    let exact = |power: &BigInt| {
        let root = root(power, degree);
        (root.pow(degree) == *power).then_some(root)
    };
    // The denominator first: it is the shorter one more often than not.
    let den = exact(value.den())?;
    Some(Ratio::coprime(exact(value.num())?, den))
}

/// The `degree`-th root of a number above zero, rounded down: Newton's method,
/// which from above never passes it.
fn root(value: &BigInt, degree: u32) -> BigInt {
    let (times, others) = (BigInt::from(degree), BigInt::from(degree - 1));
    let mut root = BigInt::from(1) << value.bits().div_ceil(u64::from(degree));
    loop {
        let next = &(&(&root * &others) + &(value / &root.pow(degree - 1))) / &times;
        if next >= root {
            return root;
        }
        root = next;
    }
}

/// Bounds of the square root of a fraction above zero.
pub(super) fn sqrt(value: &Ratio) -> Result<Bounds, NumberError> {
    let (num, den) = (value.num(), value.den());
    // The root of the floor is the floor of the root, hence the truth lies in
    // [root, root + 1) units.
    let (wanted, held) = (den.bits() + 2 * (MANTISSA_BITS + 8), num.bits());
    let (left, right) = (held.saturating_sub(wanted) / 2, wanted.saturating_sub(held).div_ceil(2));
    let root = root(&(&(num << (2 * right)) / &(den << (2 * left))), 2);
    let unit = BigInt::from(1) << right;
    let lo = bound(&(&root << left), &unit, Towards::Below)?;
    let hi = bound(&((&root + &BigInt::from(1)) << left), &unit, Towards::Above)?;
    Ok((lo, hi))
}

/// Bounds of e to a fraction.
pub(super) fn exp(value: &Ratio) -> Result<Bounds, NumberError> {
    if value.abs() > Ratio::whole(BigInt::from(EXP_LIMIT)) {
        return Err(NumberError::Overflow);
    }
    let (fixed, _) = (value.num() << BITS).div_mod_floor(value.den());
    // e^x = 2^k e^r with 0 <= r < ln 2.
    let (twos, rest) = fixed.div_mod_floor(&LN_2);
    let twos = i64::try_from(&twos).map_err(|_| NumberError::Overflow)?;
    let mut term = BigInt::from(1) << BITS;
    let mut sum = term.clone();
    let mut n = 1_u32;
    while !is_zero(&term) {
        term = &((&term * &rest) >> BITS) / &BigInt::from(n);
        sum = &sum + &term;
        n += 1;
    }
    widen(&sum, BITS, twos)
}

/// Bounds of the natural logarithm of a fraction above zero other than one.
pub(super) fn ln(value: &Ratio) -> Result<Bounds, NumberError> {
    // x = 2^k m with 3/4 <= m <= 3/2, so that where k is not zero the two
    // parts of the sum cannot cancel.
    let (num, den) = (value.num(), value.den());
    let twos = i64::try_from(num.bits()).unwrap_or(i64::MAX) - i64::try_from(den.bits()).unwrap_or(i64::MAX);
    let shift = twos.unsigned_abs();
    let (num, den) = if twos > 0 { (num.clone(), den << shift) } else { (num << shift, den.clone()) };
    let thrice = &den * &BigInt::from(3);
    let (num, den, twos) = if &num << 1_u64 > thrice {
        (num, den << 1_u64, twos + 1)
    } else if &num << 2_u64 < thrice {
        (num << 1_u64, den, twos - 1)
    } else {
        (num, den, twos)
    };
    // ln m = 2 atanh((m - 1) / (m + 1)).
    let top = &num - &den;
    let bottom = &num + &den;
    // Near one the logarithm is small: more bits keep its leading digits.
    let bits = if twos == 0 { BITS + bottom.bits().saturating_sub(top.bits()) } else { BITS };
    let below = is_negative(&top);
    let size = if below { -top } else { top };
    let series = atanh(&(&(size << bits) / &bottom), bits) << 1_u64;
    let sum = if below { -series } else { series };
    widen(&(&sum + &(&*LN_2 * &BigInt::from(twos))), bits, 0)
}

/// The area hyperbolic tangent of a fixed-point value from zero to 1/3.
fn atanh(value: &BigInt, bits: u64) -> BigInt {
    let square = (value * value) >> bits;
    let mut power = value.clone();
    let mut sum = value.clone();
    let mut n = 3_u32;
    while !is_zero(&power) {
        power = (&power * &square) >> bits;
        sum = &sum + &(&power / &BigInt::from(n));
        n += 2;
    }
    sum
}

/// The bounds of a fixed-point result times a power of two.
fn widen(fixed: &BigInt, bits: u64, twos: i64) -> Result<Bounds, NumberError> {
    let slack = BigInt::from(1) << SLACK_BITS;
    let shift = twos.unsigned_abs();
    let (left, right) = if twos < 0 { (0, shift) } else { (shift, 0) };
    let unit = BigInt::from(1) << (bits + right);
    let lo = bound(&((fixed - &slack) << left), &unit, Towards::Below)?;
    let hi = bound(&((fixed + &slack) << left), &unit, Towards::Above)?;
    Ok((lo, hi))
}
