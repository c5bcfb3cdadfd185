//! Numbers that left the rationals, held as an interval of exact fractions
//! that encloses the true value.
//!
//! Every operation rounds its bounds outwards to [`MANTISSA_BITS`] bits, so an
//! interval never loses the truth and never grows in size.

use std::cmp::Ordering;

use super::ratio::Ratio;
use super::small::Op;
use super::{Number, NumberError, Repr, big};
use crate::host::{BigInt, Integer, is_zero};

/// Bits kept of each bound: 57 decimal digits, 34 of which are promised.
pub(super) const MANTISSA_BITS: u64 = 192;

/// An interval known to enclose the true value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rounded {
    pub(super) lo: Ratio,
    pub(super) hi: Ratio,
}

/// Which way a bound is rounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    Below,
    Above,
}

/// A bound of [`MANTISSA_BITS`] bits on the given side of `num / den`.
pub(super) fn bound(num: &BigInt, den: &BigInt, side: Towards) -> Result<Ratio, NumberError> {
    if is_zero(num) {
        return Ok(Ratio::zero());
    }
    let (wanted, held) = (den.bits() + MANTISSA_BITS, num.bits());
    let (left, right) = (held.saturating_sub(wanted), wanted.saturating_sub(held));
    let (mut mantissa, rest) = (num << right).div_mod_floor(&(den << left));
    if side == Towards::Above && !is_zero(&rest) {
        mantissa = &mantissa + &BigInt::from(1);
    }
    let value = Ratio::dyadic(&(mantissa << left), right);
    if big::within_bits(&value) { Ok(value) } else { Err(NumberError::Overflow) }
}

fn rebound(value: &Ratio, side: Towards) -> Result<Ratio, NumberError> {
    bound(value.num(), value.den(), side)
}

/// The number between two bounds; exact where they meet, since the truth is
/// then known.
pub(super) fn enclose(lo: &Ratio, hi: &Ratio) -> Result<Number, NumberError> {
    let (lo, hi) = (rebound(lo, Towards::Below)?, rebound(hi, Towards::Above)?);
    if lo == hi { big::from_big(lo) } else { Ok(Number(Repr::Rounded(Box::new(Rounded { lo, hi })))) }
}

/// Arithmetic on intervals.
pub(super) fn apply(op: Op, a: &Rounded, b: &Rounded) -> Result<Number, NumberError> {
    match op {
        Op::Add => enclose(&a.lo.add(&b.lo), &a.hi.add(&b.hi)),
        Op::Sub => enclose(&a.lo.sub(&b.hi), &a.hi.sub(&b.lo)),
        Op::Mul => hull(&corners(a, b, Ratio::mul)),
        Op::Div => {
            if b.sign()? == Ordering::Equal {
                return Err(NumberError::DivisionByZero);
            }
            hull(&corners(a, b, Ratio::div))
        }
    }
}

fn corners(a: &Rounded, b: &Rounded, of: fn(&Ratio, &Ratio) -> Ratio) -> [Ratio; 4] {
    [of(&a.lo, &b.lo), of(&a.lo, &b.hi), of(&a.hi, &b.lo), of(&a.hi, &b.hi)]
}

fn hull(corners: &[Ratio; 4]) -> Result<Number, NumberError> {
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
    pub(super) fn point(value: Ratio) -> Self {
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
        match (self.lo.sign(), self.hi.sign()) {
            (lo, hi) if lo == hi => Ok(lo),
            _ => Err(NumberError::WithinError),
        }
    }

    pub(super) fn neg(&self) -> Self {
        Self { lo: self.hi.neg(), hi: self.lo.neg() }
    }

    pub(super) fn abs(&self) -> Self {
        match (self.lo.is_negative(), self.hi.is_negative()) {
            (false, _) => self.clone(),
            (_, true) => self.neg(),
            _ => Self { lo: Ratio::zero(), hi: self.lo.neg().max(self.hi.clone()) },
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
        let raised = if times % 2 == 1 && self.lo.is_negative() != self.hi.is_negative() {
            let below = power(&self.lo.neg(), times, Towards::Above)?;
            Self { lo: below.neg(), hi: power(&self.hi, times, Towards::Above)? }
        } else {
            let lo = power(&size.lo, times, Towards::Below)?;
            let raised = Self { lo, hi: power(&size.hi, times, Towards::Above)? };
            if times % 2 == 1 && self.hi.is_negative() { raised.neg() } else { raised }
        };
        if exponent < 0 {
            apply(Op::Div, &Self::point(Ratio::whole(BigInt::from(1))), &raised)
        } else {
            enclose(&raised.lo, &raised.hi)
        }
    }

    /// The middle of the interval, to be shown.
    pub(super) fn middle(&self) -> Ratio {
        self.lo.add(&self.hi).div(&Ratio::whole(BigInt::from(2)))
    }
}

/// A bound of a whole power of a value not below zero. Each step is monotone
/// there, so rounding each one the same way bounds the whole.
fn power(base: &Ratio, times: u64, side: Towards) -> Result<Ratio, NumberError> {
    let mut result = Ratio::whole(BigInt::from(1));
    for bit in (0..u64::BITS - times.leading_zeros()).rev() {
        result = rebound(&result.mul(&result), side)?;
        if times >> bit & 1 == 1 {
            result = rebound(&result.mul(base), side)?;
        }
    }
    Ok(result)
}
