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

use dashu_base::{Abs, BitTest, DivRemEuclid, Sign, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::NumberError;
use super::rounded::{MANTISSA_BITS, Towards, bound};

/// Fraction bits: the mantissa, the slack, and 64 bits to spare.
const BITS: usize = MANTISSA_BITS + SLACK_BITS + 64;

/// Each fixed-point result is off by less than two to this power units.
const SLACK_BITS: usize = 64;

/// Past this, e to it (or to its opposite) has more than 4096 bits.
const EXP_LIMIT: u32 = 2840;

/// ln 2 in units of 2^-[`BITS`].
static LN_2: LazyLock<UBig> = LazyLock::new(|| {
    let third = (UBig::ONE << BITS) / UBig::from(3_u8);
    atanh(&third, BITS) << 1
});

/// Two fractions that enclose a value.
pub(super) type Bounds = (RBig, RBig);

/// The exact `degree`-th root of a fraction not below zero, if it has one.
pub(super) fn exact_root(value: &RBig, degree: usize) -> Option<RBig> {
    let root = |whole: &UBig| {
        let root = if degree == 2 { whole.sqrt() } else { whole.nth_root(degree) };
        (root.pow(degree) == *whole).then_some(root)
    };
    // The denominator first: it is the shorter one more often than not.
    let den = root(value.denominator())?;
    let num = root(&value.numerator().unsigned_abs())?;
    Some(RBig::from_parts(IBig::from(num), den))
}

/// Bounds of the square root of a fraction above zero.
pub(super) fn sqrt(value: &RBig) -> Result<Bounds, NumberError> {
    let (num, den) = (value.numerator().unsigned_abs(), value.denominator().clone());
    // The root of the floor is the floor of the root, hence the truth lies in
    // [root, root + 1) units.
    let wanted = den.bit_len() + 2 * (MANTISSA_BITS + 8);
    let (root, left, right) = if wanted >= num.bit_len() {
        let half = (wanted - num.bit_len()).div_ceil(2);
        (((num << (2 * half)) / den).sqrt(), 0, half)
    } else {
        let half = (num.bit_len() - wanted) / 2;
        ((num / (den << (2 * half))).sqrt(), half, 0)
    };
    let unit = UBig::ONE << right;
    let next = IBig::from(&root + UBig::ONE) << left;
    let root = IBig::from(root) << left;
    Ok((bound(&root, &unit, Towards::Below)?, bound(&next, &unit, Towards::Above)?))
}

/// Bounds of e to a fraction.
pub(super) fn exp(value: &RBig) -> Result<Bounds, NumberError> {
    if value.clone().abs() > RBig::from(EXP_LIMIT) {
        return Err(NumberError::Overflow);
    }
    let (fixed, _) = (value.numerator() << BITS).div_rem_euclid(IBig::from(value.denominator().clone()));
    // e^x = 2^k e^r with 0 <= r < ln 2.
    let (twos, rest) = fixed.div_rem_euclid(IBig::from(LN_2.clone()));
    let twos = i64::try_from(&twos).map_err(|_| NumberError::Overflow)?;
    let mut term = UBig::ONE << BITS;
    let mut sum = term.clone();
    let mut n = 1_u32;
    while !term.is_zero() {
        term = ((term * &rest) >> BITS) / UBig::from(n);
        sum += &term;
        n += 1;
    }
    widen(&IBig::from(sum), BITS, twos)
}

/// Bounds of the natural logarithm of a fraction above zero other than one.
pub(super) fn ln(value: &RBig) -> Result<Bounds, NumberError> {
    let mut num = value.numerator().unsigned_abs();
    let mut den = value.denominator().clone();
    // x = 2^k m with 3/4 <= m <= 3/2, so that where k is not zero the two
    // parts of the sum cannot cancel.
    let mut twos = i64::try_from(num.bit_len()).unwrap_or(i64::MAX) - i64::try_from(den.bit_len()).unwrap_or(i64::MAX);
    let shift = usize::try_from(twos.unsigned_abs()).map_err(|_| NumberError::Overflow)?;
    if twos > 0 {
        den <<= shift;
    } else {
        num <<= shift;
    }
    if &num * 2_u8 > &den * 3_u8 {
        den <<= 1;
        twos += 1;
    } else if &num * 4_u8 < &den * 3_u8 {
        num <<= 1;
        twos -= 1;
    }
    // ln m = 2 atanh((m - 1) / (m + 1)).
    let top = IBig::from(num.clone()) - IBig::from(den.clone());
    let bottom = num + den;
    // Near one the logarithm is small: more bits keep its leading digits.
    let bits = if twos == 0 { BITS + bottom.bit_len().saturating_sub(top.bit_len()) } else { BITS };
    let (sign, size) = top.into_parts();
    let series = atanh(&((size << bits) / bottom), bits) << 1;
    let mut sum = IBig::from_parts(sign, series);
    if twos != 0 {
        sum += IBig::from(LN_2.clone()) * IBig::from(twos);
    }
    widen(&sum, bits, 0)
}

/// The area hyperbolic tangent of a fixed-point value of at most 1/3.
fn atanh(value: &UBig, bits: usize) -> UBig {
    let square = (value * value) >> bits;
    let mut power = value.clone();
    let mut sum = value.clone();
    let mut n = 3_u32;
    while !power.is_zero() {
        power = (power * &square) >> bits;
        sum += &power / UBig::from(n);
        n += 2;
    }
    sum
}

/// The bounds of a fixed-point result times a power of two.
fn widen(fixed: &IBig, bits: usize, twos: i64) -> Result<Bounds, NumberError> {
    let slack = IBig::from_parts(Sign::Positive, UBig::ONE << SLACK_BITS);
    let shift = usize::try_from(twos.unsigned_abs()).map_err(|_| NumberError::Overflow)?;
    let (left, right) = if twos < 0 { (0, shift) } else { (shift, 0) };
    let unit = UBig::ONE << (bits + right);
    let lo = bound(&((fixed - &slack) << left), &unit, Towards::Below)?;
    let hi = bound(&((fixed + &slack) << left), &unit, Towards::Above)?;
    Ok((lo, hi))
}
