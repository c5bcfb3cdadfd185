//! What an unknown number can still be: a closed interval, open-ended where a bound is missing.
//!
//! Every operation encloses all results; where a bound can't be computed it is dropped, never guessed.

use std::cmp::Ordering;

use crate::number::{Number, NumberError};

/// A closed interval of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// Least possible value; `None` is minus infinity.
    pub lo: Option<Number>,
    /// Greatest possible value; `None` is plus infinity.
    pub hi: Option<Number>,
    /// Whether it can also become null or an error once it is known.
    pub partial: bool,
}

/// The order of two numbers, where it is certain.
fn order(a: &Number, b: &Number) -> Option<Ordering> {
    a.compare(b).ok()
}

fn lesser(a: &Number, b: &Number) -> Option<Number> {
    Some(if order(a, b)?.is_le() { a.clone() } else { b.clone() })
}

fn greater(a: &Number, b: &Number) -> Option<Number> {
    Some(if order(a, b)?.is_ge() { a.clone() } else { b.clone() })
}

/// A bound put through a monotone function.
type Bound = Option<Number>;

fn both(a: &Bound, b: &Bound, f: impl Fn(&Number, &Number) -> Result<Number, NumberError>) -> Bound {
    f(a.as_ref()?, b.as_ref()?).ok()
}

impl Interval {
    /// Every number.
    pub const ALL: Interval = Interval { lo: None, hi: None, partial: false };

    /// One number.
    pub fn point(n: Number) -> Self {
        Interval { lo: Some(n.clone()), hi: Some(n), partial: false }
    }

    /// From `lo` to `hi`.
    pub fn new(lo: Bound, hi: Bound) -> Self {
        Interval { lo, hi, partial: false }
    }

    /// The one number it can be.
    pub fn single(&self) -> Option<Number> {
        let (lo, hi) = (self.lo.as_ref()?, self.hi.as_ref()?);
        (!self.partial && order(lo, hi)? == Ordering::Equal).then(|| lo.clone())
    }

    /// Whether zero can be one of its values.
    pub fn may_be_zero(&self) -> bool {
        !self.above(&Number::ZERO) && !self.below(&Number::ZERO)
    }

    /// Whether every value is greater than `n`.
    pub fn above(&self, n: &Number) -> bool {
        self.lo.as_ref().and_then(|lo| order(lo, n)) == Some(Ordering::Greater)
    }

    /// Whether every value is less than `n`.
    pub fn below(&self, n: &Number) -> bool {
        self.hi.as_ref().and_then(|hi| order(hi, n)) == Some(Ordering::Less)
    }

    /// Everything that one of the two can be.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        let lo = self.lo.as_ref().zip(other.lo.as_ref()).and_then(|(a, b)| lesser(a, b));
        let hi = self.hi.as_ref().zip(other.hi.as_ref()).and_then(|(a, b)| greater(a, b));
        Interval { lo, hi, partial: self.partial || other.partial }
    }

    /// What both can be.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        let tighter = |a: &Bound, b: &Bound, f: fn(&Number, &Number) -> Option<Number>| match (a, b) {
            (Some(x), Some(y)) => f(x, y),
            (a, b) => a.clone().or(b.clone()),
        };
        Interval {
            lo: tighter(&self.lo, &other.lo, greater),
            hi: tighter(&self.hi, &other.hi, lesser),
            partial: self.partial && other.partial,
        }
    }

    /// Whether it can be that number.
    pub fn holds(&self, n: &Number) -> bool {
        let beyond = |end: &Bound, wrong| end.as_ref().is_some_and(|e| order(n, e) == Some(wrong));
        !beyond(&self.lo, Ordering::Less) && !beyond(&self.hi, Ordering::Greater)
    }

    fn with_partial_of(mut self, a: &Self, b: &Self) -> Self {
        self.partial |= a.partial || b.partial;
        self
    }

    /// Minus each value.
    #[must_use]
    pub fn negate(&self) -> Self {
        let flip = |n: &Bound| n.as_ref().map(Number::neg);
        Interval { lo: flip(&self.hi), hi: flip(&self.lo), partial: self.partial }
    }

    /// Sums.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        Interval::new(both(&self.lo, &other.lo, Number::add), both(&self.hi, &other.hi, Number::add)).with_partial_of(self, other)
    }

    /// Dates moved by something that grows with both; beyond the calendar, or by part of a day, it is an error.
    #[must_use]
    pub fn moved(&self, by: &Self, f: impl Fn(&Number, &Number) -> Result<Number, NumberError>) -> Self {
        let mut out = Interval::new(both(&self.lo, &by.lo, &f), both(&self.hi, &by.hi, &f)).with_partial_of(self, by);
        out.partial |= out.lo.is_none() || out.hi.is_none() || by.single().is_none();
        out
    }

    /// Differences.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// Products.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        let not_negative = |n: &Bound| n.as_ref().is_some_and(|n| n.sign().is_ok_and(Ordering::is_ge));
        if not_negative(&self.lo) && not_negative(&other.lo) {
            // The common case: the least of both, the greatest of both.
            let (lo, hi) = (both(&self.lo, &other.lo, Number::mul), both(&self.hi, &other.hi, Number::mul));
            let failed = lo.is_none() || (hi.is_none() && self.hi.is_some() && other.hi.is_some());
            let product = if failed { Interval { partial: true, ..Interval::ALL } } else { Interval::new(lo, hi) };
            return product.with_partial_of(self, other);
        }
        let corners = match (&self.lo, &self.hi, &other.lo, &other.hi) {
            (Some(a), Some(b), Some(c), Some(d)) => [a.mul(c), a.mul(d), b.mul(c), b.mul(d)],
            // With an open end the corners don't tell.
            _ => return Interval::ALL.with_partial_of(self, other),
        };
        let mut out: Option<Interval> = None;
        for corner in corners {
            let Ok(n) = corner else { return Interval { partial: true, ..Interval::ALL } };
            let point = Interval::point(n);
            out = Some(out.map_or(point.clone(), |o| o.hull(&point)));
        }
        out.unwrap_or(Interval::ALL).with_partial_of(self, other)
    }

    /// Quotients; a divisor that may not be positive (or zero, where `measured` is false) may be an error.
    #[must_use]
    pub fn div(&self, divisor: &Self, measured: bool) -> Self {
        let positive = divisor.above(&Number::ZERO);
        let negative = divisor.below(&Number::ZERO);
        if !positive && (measured || !negative) {
            return Interval { partial: true, ..Interval::ALL };
        }
        let inverse = |n: &Bound| n.as_ref().and_then(|n| Number::ONE.div(n).ok());
        // 1/x of an end at infinity is zero.
        let far = |n: &Bound| if n.is_some() { inverse(n) } else { Some(Number::ZERO) };
        let reciprocal = Interval::new(far(&divisor.hi), far(&divisor.lo)).with_partial_of(divisor, divisor);
        self.mul(&reciprocal)
    }

    /// Values put through a function that never falls.
    #[must_use]
    pub fn rising(&self, f: impl Fn(&Number) -> Result<Number, NumberError>) -> Self {
        let through = |n: &Bound| n.as_ref().map(&f);
        let (lo, hi) = (through(&self.lo), through(&self.hi));
        // A bound that can't be computed may be a value that can't be.
        let failed = matches!(lo, Some(Err(_))) || matches!(hi, Some(Err(_)));
        let ok = |r: Option<Result<Number, NumberError>>| r.and_then(Result::ok);
        Interval { lo: ok(lo), hi: ok(hi), partial: self.partial || failed }
    }

    /// Absolute values.
    #[must_use]
    pub fn abs(&self) -> Self {
        if !self.below(&Number::ZERO) && self.lo.as_ref().is_some_and(|lo| lo.sign() != Ok(Ordering::Less)) {
            return self.clone();
        }
        let negated = self.negate();
        if self.hi.as_ref().is_some_and(|hi| hi.sign() != Ok(Ordering::Greater)) {
            return negated;
        }
        let hi = self.hi.as_ref().zip(negated.hi.as_ref()).and_then(|(a, b)| greater(a, b));
        Interval { lo: Some(Number::ZERO), hi, partial: self.partial }
    }

    /// The lesser of two values.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        let lo = self.lo.as_ref().zip(other.lo.as_ref()).and_then(|(a, b)| lesser(a, b));
        let hi = match (&self.hi, &other.hi) {
            (Some(a), Some(b)) => lesser(a, b),
            (known, None) | (None, known) => known.clone(),
        };
        Interval::new(lo, hi).with_partial_of(self, other)
    }

    /// The greater of two values.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        self.negate().min(&other.negate()).negate()
    }

    /// Whether a value of this one is less than one of the other: `None` where both can be.
    pub fn less(&self, other: &Self) -> Option<bool> {
        let certain = |hi: &Bound, lo: &Bound| hi.as_ref().zip(lo.as_ref()).and_then(|(hi, lo)| order(hi, lo));
        if certain(&self.hi, &other.lo) == Some(Ordering::Less) {
            return Some(true);
        }
        matches!(certain(&other.hi, &self.lo), Some(Ordering::Less | Ordering::Equal)).then_some(false)
    }

    /// Whether the two have no value in common.
    pub fn apart(&self, other: &Self) -> bool {
        self.less(other) == Some(true) || other.less(self) == Some(true)
    }
}
