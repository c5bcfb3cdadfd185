//! Numbers that left the rationals, held as an interval of exact fractions
//! that encloses the true value.
//!
//! Every operation rounds its bounds outwards to [`MANTISSA_BITS`] bits, so an
//! interval never loses the truth and never grows in size.

use std::cmp::Ordering;

use dashu_base::{Abs, BitTest, DivRemEuclid, Sign};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::small::Op;
use super::{Number, NumberError, Repr, big};

/// Bits kept of each bound: 57 decimal digits, 34 of which are promised.
pub(super) const MANTISSA_BITS: usize = 192;

/// An interval known to enclose the true value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rounded {
    pub(super) lo: RBig,
    pub(super) hi: RBig,
}

/// Which way a bound is rounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    Below,
    Above,
}

/// A bound of [`MANTISSA_BITS`] bits on the given side of `num / den`.
pub(super) fn bound(num: &IBig, den: &UBig, side: Towards) -> Result<RBig, NumberError> {
    if num.is_zero() {
        return Ok(RBig::ZERO);
    }
    let (wanted, held) = (den.bit_len() + MANTISSA_BITS, num.bit_len());
    let den = IBig::from(den.clone());
    let (num, den, left, right) = if wanted >= held {
        (num << (wanted - held), den, 0, wanted - held)
    } else {
        (num.clone(), den << (held - wanted), held - wanted, 0)
    };
    let (mut mantissa, rest) = num.div_rem_euclid(den);
    if side == Towards::Above && !rest.is_zero() {
        mantissa += IBig::ONE;
    }
    let value = RBig::from_parts(mantissa << left, UBig::ONE << right);
    if big::within_bits(&value) { Ok(value) } else { Err(NumberError::Overflow) }
}

fn rebound(value: &RBig, side: Towards) -> Result<RBig, NumberError> {
    bound(value.numerator(), value.denominator(), side)
}

/// The number between two bounds; exact where they meet, since the truth is
/// then known.
pub(super) fn enclose(lo: &RBig, hi: &RBig) -> Result<Number, NumberError> {
    let (lo, hi) = (rebound(lo, Towards::Below)?, rebound(hi, Towards::Above)?);
    if lo == hi { big::from_big(lo) } else { Ok(Number(Repr::Rounded(Box::new(Rounded { lo, hi })))) }
}

/// Arithmetic on intervals.
pub(super) fn apply(op: Op, a: &Rounded, b: &Rounded) -> Result<Number, NumberError> {
    match op {
        Op::Add => enclose(&(&a.lo + &b.lo), &(&a.hi + &b.hi)),
        Op::Sub => enclose(&(&a.lo - &b.hi), &(&a.hi - &b.lo)),
        Op::Mul => hull(&[&a.lo * &b.lo, &a.lo * &b.hi, &a.hi * &b.lo, &a.hi * &b.hi]),
        Op::Div => {
            if b.sign()? == Ordering::Equal {
                return Err(NumberError::DivisionByZero);
            }
            hull(&[&a.lo / &b.lo, &a.lo / &b.hi, &a.hi / &b.lo, &a.hi / &b.hi])
        }
    }
}

fn hull(corners: &[RBig; 4]) -> Result<Number, NumberError> {
    let [first, rest @ ..] = corners;
    let (mut lo, mut hi) = (first, first);
    for corner in rest {
        lo = lo.min(corner);
        hi = hi.max(corner);
    }
    enclose(lo, hi)
}

impl Rounded {
    /// The interval of one exact value.
    pub(super) fn point(value: RBig) -> Self {
        Self { lo: value.clone(), hi: value }
    }

    /// The order of two intervals that do not touch.
    pub(super) fn compare(&self, other: &Self) -> Result<Ordering, NumberError> {
        if self.hi < other.lo {
            Ok(Ordering::Less)
        } else if self.lo > other.hi {
            Ok(Ordering::Greater)
        } else {
            Err(NumberError::WithinError)
        }
    }

    /// Where the whole interval lies; zero only for the point zero.
    pub(super) fn sign(&self) -> Result<Ordering, NumberError> {
        match (order(&self.lo), order(&self.hi)) {
            (lo, hi) if lo == hi => Ok(lo),
            _ => Err(NumberError::WithinError),
        }
    }

    pub(super) fn neg(&self) -> Self {
        Self { lo: -&self.hi, hi: -&self.lo }
    }

    pub(super) fn abs(&self) -> Self {
        match (self.lo.sign(), self.hi.sign()) {
            (Sign::Positive, _) => self.clone(),
            (_, Sign::Negative) => self.neg(),
            _ => Self { lo: RBig::ZERO, hi: self.lo.clone().abs().max(self.hi.clone()) },
        }
    }

    /// The enclosure of the lesser (or greater) of two numbers. It needs no
    /// verdict on which one that is, so it never fails to tell.
    pub(super) fn extreme(&self, other: &Self, least: bool) -> Result<Number, NumberError> {
        if least {
            enclose((&self.lo).min(&other.lo), (&self.hi).min(&other.hi))
        } else {
            enclose((&self.lo).max(&other.lo), (&self.hi).max(&other.hi))
        }
    }

    /// A whole power.
    pub(super) fn power(&self, exponent: i64) -> Result<Number, NumberError> {
        let times = exponent.unsigned_abs();
        let size = self.abs();
        let raised = if times % 2 == 1 && self.lo.sign() != self.hi.sign() {
            let below = power(&self.lo.clone().abs(), times, Towards::Above)?;
            Self { lo: -below, hi: power(&self.hi, times, Towards::Above)? }
        } else {
            let lo = power(&size.lo, times, Towards::Below)?;
            let raised = Self { lo, hi: power(&size.hi, times, Towards::Above)? };
            if times % 2 == 1 && self.hi.sign() == Sign::Negative { raised.neg() } else { raised }
        };
        if exponent < 0 { apply(Op::Div, &Self::point(RBig::ONE), &raised) } else { enclose(&raised.lo, &raised.hi) }
    }

    /// The middle of the interval, to be shown.
    pub(super) fn middle(&self) -> RBig {
        (&self.lo + &self.hi) / RBig::from(2_u8)
    }
}

/// A bound of a whole power of a value not below zero. Each step is monotone
/// there, so rounding each one the same way bounds the whole.
fn power(base: &RBig, times: u64, side: Towards) -> Result<RBig, NumberError> {
    let mut result = RBig::ONE;
    for bit in (0..u64::BITS - times.leading_zeros()).rev() {
        result = rebound(&(&result * &result), side)?;
        if times >> bit & 1 == 1 {
            result = rebound(&(&result * base), side)?;
        }
    }
    Ok(result)
}

/// How a fraction compares with zero.
pub(super) fn order(value: &RBig) -> Ordering {
    if value.is_zero() {
        Ordering::Equal
    } else if value.sign() == Sign::Negative {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}
