//! The exact numbers of the engine.
//!
//! A verdict costs a firm money, so no number here is ever silently off: a
//! value is an exact fraction through `+ - * /`, whole powers, minimum,
//! maximum, sums and comparison. What leaves the fractions (roots, `exp`,
//! `ln`, deviations) is held between two bounds and knows it; to compare such
//! a number within its error is an error, not a verdict.
//!
//! Numbers have no unit: the caller decides whether one counts fen, yuan or
//! people.

mod big;
mod display;
mod elementary;
mod error;
mod integer;
mod power;
mod ratio;
mod rounded;
mod rounding;
pub(crate) mod small;
mod statistics;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_rounded;
mod text;

use std::borrow::Cow;
use std::cmp::Ordering;

pub use error::NumberError;
pub use rounding::{MAX_SCALE, Rounding};
pub use statistics::stddev;
pub use text::{MAX_EXPONENT, MAX_TEXT};

use ratio::Ratio;
use rounded::Rounded;
use small::Op;

/// The most bits that a numerator or a denominator may have.
pub const MAX_BITS: usize = 4096;

/// An exact fraction, or a rounded number that knows its bounds.
///
/// `==` asks for the same value: a rounded number equals only one with the
/// same bounds, never an exact one. For a verdict use [`Number::compare`].
#[derive(Clone, Debug)]
pub struct Number(Repr);

/// `den` is above zero; a small fraction need not be in lowest terms; a big
/// one is, and does not fit a small one.
#[derive(Clone, Debug)]
enum Repr {
    Small { num: i128, den: i128 },
    Big(Box<Ratio>),
    Rounded(Box<Rounded>),
}

/// Zero.
impl Default for Number {
    fn default() -> Self {
        Number::ZERO
    }
}

impl Number {
    /// Numerator and denominator (above zero, not necessarily reduced) of an exact number, where both fit.
    #[inline]
    pub fn fraction(&self) -> Option<(i128, i128)> {
        if let Repr::Small { num, den } = self.0 { Some((num, den)) } else { None }
    }

    /// A fraction as [`Number::fraction`] gives it.
    #[inline]
    pub(crate) const fn of_small(num: i128, den: i128) -> Self {
        Self(Repr::Small { num, den })
    }

    /// Zero.
    pub const ZERO: Self = Self::from_i64(0);

    /// One.
    pub const ONE: Self = Self::from_i64(1);

    /// A whole number.
    #[inline]
    pub const fn from_i64(value: i64) -> Self {
        Self(Repr::Small { num: value as i128, den: 1 })
    }

    /// A whole number.
    #[inline]
    pub const fn from_i128(value: i128) -> Self {
        Self(Repr::Small { num: value, den: 1 })
    }

    /// The exact fraction `num / den`; `ratio(fen, 100)` is an amount in yuan.
    ///
    /// # Errors
    /// `DivisionByZero` where `den` is zero.
    #[inline]
    pub fn ratio(num: i128, den: i128) -> Result<Self, NumberError> {
        match small::positive(num, den) {
            Some((num, den)) => Ok(Self(Repr::Small { num, den })),
            None => Self::from_i128(num).div(&Self::from_i128(den)),
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline]
    pub fn add(&self, other: &Self) -> Result<Self, NumberError> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some((num, den)) = small::add(*a, *b, *c, *d)
        {
            return Ok(Self(Repr::Small { num, den }));
        }
        big::arithmetic(Op::Add, self, other)
    }

    /// The difference.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline]
    pub fn sub(&self, other: &Self) -> Result<Self, NumberError> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some((num, den)) = small::sub(*a, *b, *c, *d)
        {
            return Ok(Self(Repr::Small { num, den }));
        }
        big::arithmetic(Op::Sub, self, other)
    }

    /// The product.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline]
    pub fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some((num, den)) = small::product(*a, *b, *c, *d)
        {
            return Ok(Self(Repr::Small { num, den }));
        }
        big::arithmetic(Op::Mul, self, other)
    }

    /// The quotient, exact.
    ///
    /// # Errors
    /// `DivisionByZero`; `Overflow`; `WithinError` where a rounded divisor
    /// may be zero.
    #[inline]
    pub fn div(&self, other: &Self) -> Result<Self, NumberError> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some((num, den)) = small::quotient(*a, *b, *c, *d)
        {
            return Ok(Self(Repr::Small { num, den }));
        }
        big::arithmetic(Op::Div, self, other)
    }

    /// The remainder of floored division, `a - b * floor(a / b)`, which has
    /// the sign of the divisor (the `modulo` of FEEL).
    ///
    /// # Errors
    /// `DivisionByZero`; `Overflow`; `WithinError` where a rounded quotient is
    /// too close to a whole number to tell.
    #[inline]
    pub fn modulo(&self, other: &Self) -> Result<Self, NumberError> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some((num, den)) = small::modulo(*a, *b, *c, *d)
        {
            return Ok(Self(Repr::Small { num, den }));
        }
        big::modulo(self, other)
    }

    /// The opposite.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self(match &self.0 {
            Repr::Small { num, den } => match num.checked_neg() {
                Some(num) => Repr::Small { num, den: *den },
                None => return self.near_edge(Ratio::neg),
            },
            Repr::Big(value) => return Self::reshape(value.neg()),
            Repr::Rounded(value) => Repr::Rounded(Box::new(value.neg())),
        })
    }

    /// The distance from zero.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(match &self.0 {
            Repr::Small { num, den } => match num.checked_abs() {
                Some(num) => Repr::Small { num, den: *den },
                None => return self.near_edge(Ratio::abs),
            },
            Repr::Big(value) if value.is_negative() => return Self::reshape(value.neg()),
            Repr::Big(_) => self.0.clone(),
            Repr::Rounded(value) => Repr::Rounded(Box::new(value.abs())),
        })
    }

    /// How this number compares with another.
    ///
    /// # Errors
    /// `WithinError` where a rounded number is too close to tell.
    #[inline]
    pub fn compare(&self, other: &Self) -> Result<Ordering, NumberError> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            return Ok(small::compare(*a, *b, *c, *d));
        }
        self.compare_far(other)
    }

    /// How this number compares with zero.
    ///
    /// # Errors
    /// `WithinError` where a rounded number is too close to zero to tell.
    #[inline]
    pub fn sign(&self) -> Result<Ordering, NumberError> {
        match &self.0 {
            Repr::Small { num, .. } => Ok(num.cmp(&0)),
            Repr::Big(value) => Ok(value.sign()),
            Repr::Rounded(value) => value.sign(),
        }
    }

    /// The lesser of two numbers. Of rounded ones too close to tell it is the
    /// enclosure of both cases, not an error.
    ///
    /// # Errors
    /// `Overflow`, for rounded numbers only.
    #[inline]
    pub fn min_of(&self, other: &Self) -> Result<Self, NumberError> {
        match self.compare(other) {
            Ok(Ordering::Greater) => Ok(other.clone()),
            Ok(_) => Ok(self.clone()),
            Err(_) => self.to_interval().extreme(&other.to_interval(), true),
        }
    }

    /// The greater of two numbers. Of rounded ones too close to tell it is the
    /// enclosure of both cases, not an error.
    ///
    /// # Errors
    /// `Overflow`, for rounded numbers only.
    #[inline]
    pub fn max_of(&self, other: &Self) -> Result<Self, NumberError> {
        match self.compare(other) {
            Ok(Ordering::Less) => Ok(other.clone()),
            Ok(_) => Ok(self.clone()),
            Err(_) => self.to_interval().extreme(&other.to_interval(), false),
        }
    }

    /// Whether this number is an exact fraction.
    #[inline]
    pub const fn is_exact(&self) -> bool {
        !matches!(self.0, Repr::Rounded(_))
    }

    /// Whether this number is exact and whole.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { num, den } => *den == 1 || num % den == 0,
            Repr::Big(value) => value.is_whole(),
            Repr::Rounded(_) => false,
        }
    }

    /// This number as a machine integer, if it is exact, whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { num, den: 1 } => i64::try_from(*num).ok(),
            Repr::Small { num, den } if num % den == 0 => i64::try_from(num / den).ok(),
            _ => None,
        }
    }

    #[cold]
    #[inline(never)]
    fn compare_far(&self, other: &Self) -> Result<Ordering, NumberError> {
        match (self.to_big(), other.to_big()) {
            (Some(x), Some(y)) => Ok(x.cmp(&y)),
            _ => self.to_interval().compare(&other.to_interval()),
        }
    }

    /// `i128::MIN` has no opposite among the machine integers.
    #[cold]
    fn near_edge(&self, change: impl Fn(&Ratio) -> Ratio) -> Self {
        match self.to_big() {
            Some(value) => Self::reshape(change(&value)),
            None => self.clone(),
        }
    }

    /// The number of a fraction known to be within the limit on size.
    fn reshape(value: Ratio) -> Self {
        big::from_big(value.clone()).unwrap_or_else(|_| Self(Repr::Big(Box::new(value))))
    }

    /// The exact value, unless rounded.
    fn to_big(&self) -> Option<Cow<'_, Ratio>> {
        match &self.0 {
            Repr::Small { num, den } => Some(Cow::Owned(Ratio::from_small((*num, *den)))),
            Repr::Big(value) => Some(Cow::Borrowed(value)),
            Repr::Rounded(_) => None,
        }
    }

    /// The bounds: twice the value itself where it is exact.
    fn to_interval(&self) -> Cow<'_, Rounded> {
        match &self.0 {
            Repr::Small { num, den } => Cow::Owned(Rounded::point(Ratio::from_small((*num, *den)))),
            Repr::Big(value) => Cow::Owned(Rounded::point((**value).clone())),
            Repr::Rounded(value) => Cow::Borrowed(value),
        }
    }
}

impl PartialEq for Number {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => small::compare(*a, *b, *c, *d) == Ordering::Equal,
            (Repr::Big(x), Repr::Big(y)) => x == y,
            (Repr::Rounded(x), Repr::Rounded(y)) => x == y,
            _ => false,
        }
    }
}

impl Eq for Number {}
