//! Fractions of 64-bit integers, and of 128-bit ones where those don't do; what doesn't fit either is not computed.

use std::cmp::Ordering;

use crate::program::cell::Cell;

/// A number as a fraction, a boolean as 0 or 1, an enum value as its index. The denominator is above zero; 0 is "not
/// here", -1 says that the value lies in the wide slot of the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    num: i64,
    den: i64,
}

/// A fraction that needs more than 64 bits; a denominator of 0 is "not here".
#[derive(Clone, Copy, Debug)]
pub struct Wide {
    num: i128,
    den: i128,
}

/// An operation on numbers.
#[derive(Clone, Copy, Debug)]
pub enum Simple {
    /// `-a`
    Negate,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a / b` where `b` must be positive
    DivMeasured,
    /// The lesser.
    Min,
    /// The greater.
    Max,
    /// The greatest whole number that is not above `a`.
    Floor,
}

const WIDE: i64 = -1;

impl Lane {
    /// Not representable here.
    pub const NONE: Lane = Lane { num: 0, den: 0 };

    /// Nought.
    pub const ZERO: Lane = Lane { num: 0, den: 1 };

    /// A known cell, where it fits.
    pub fn of(cell: &Cell) -> Lane {
        match cell {
            Cell::Number(n) => n.fraction().and_then(|(num, den)| Lane::fraction(num, den)).unwrap_or(Lane::NONE),
            Cell::Boolean(b) => Lane::truth_of(*b),
            Cell::Choice(c) => Lane { num: i64::from(*c), den: 1 },
            _ => Lane::NONE,
        }
    }

    /// A boolean.
    #[inline]
    pub fn truth_of(truth: bool) -> Lane {
        Lane { num: i64::from(truth), den: 1 }
    }

    fn fraction(num: i128, den: i128) -> Option<Lane> {
        Some(Lane { num: i64::try_from(num).ok()?, den: i64::try_from(den).ok()? })
    }

    /// Whether the value is in the lane itself.
    #[inline]
    pub fn here(self) -> bool {
        self.den > 0
    }

    /// The boolean.
    #[inline]
    pub fn truth(self) -> Option<bool> {
        self.here().then_some(self.num != 0)
    }

    /// The enum value.
    #[inline]
    pub fn index(self) -> Option<usize> {
        if self.here() { usize::try_from(self.num).ok() } else { None }
    }

    /// Numerator and denominator.
    #[inline]
    pub fn parts(self) -> (i64, i64) {
        (self.num, self.den)
    }

    /// Overwrites the value: field by field, since the halves of one 16-byte copy would have to wait for each other.
    #[inline]
    pub fn set(&mut self, value: Lane) {
        self.num = value.num;
        self.den = value.den;
    }

    /// The same value as a wide one, from wherever it lies.
    #[inline]
    pub fn widen(self, slot: u16, wide: &[Wide]) -> Wide {
        if self.den == WIDE {
            return wide.get(slot as usize).copied().unwrap_or(Wide::NONE);
        }
        Wide { num: self.num.into(), den: self.den.into() }
    }

    /// The order of two values that are both here.
    #[inline]
    pub fn compare(self, other: Lane) -> Option<Ordering> {
        if !self.here() || !other.here() {
            return None;
        }
        if self.den == other.den {
            return Some(self.num.cmp(&other.num));
        }
        Some(product(self.num, other.den).cmp(&product(other.num, self.den)))
    }
}

/// Two 64-bit numbers have a product of at most 127 bits.
#[inline]
pub fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// A product, if it fits; quick where both fit 64 bits.
#[inline]
fn checked_product(a: i128, b: i128) -> Option<i128> {
    if let (Ok(a), Ok(b)) = (i64::try_from(a), i64::try_from(b)) {
        return Some(product(a, b));
    }
    a.checked_mul(b)
}

/// What nearly all steps are: both values here, the result too. [`Lane::NONE`] leaves it to [`wide_operation`].
#[inline]
pub fn compute(op: Simple, x: Lane, y: Lane) -> Lane {
    if !x.here() || !y.here() {
        return Lane::NONE;
    }
    let of = |num: Option<i64>, den: i64| num.map_or(Lane::NONE, |num| Lane { num, den });
    match op {
        Simple::Add if x.den == y.den => of(x.num.checked_add(y.num), x.den),
        Simple::Sub if x.den == y.den => of(x.num.checked_sub(y.num), x.den),
        // Fractions of one denominator, as money has: it falls away.
        Simple::Div | Simple::DivMeasured if x.den == y.den && y.num > 0 => Lane { num: x.num, den: y.num },
        Simple::Min if x.compare(y).is_some_and(Ordering::is_le) => x,
        Simple::Max if x.compare(y).is_some_and(Ordering::is_ge) => x,
        Simple::Min | Simple::Max => y,
        Simple::Mul if x.den == 1 && y.den == 1 => of(x.num.checked_mul(y.num), 1),
        Simple::Floor => Lane { num: x.num.div_euclid(x.den), den: 1 },
        Simple::Negate => of(x.num.checked_neg(), x.den),
        _ => Lane::NONE,
    }
}

/// Every other step, in 128 bits, on slots `a` and `b` into `to`; gives what now lies in `to`.
#[inline(never)]
pub fn wide_operation(op: Simple, [a, b, to]: [u16; 3], values: &mut [Lane], wide: &mut [Wide]) -> Option<Lane> {
    let x = values.get(a as usize)?.widen(a, wide);
    let y = values.get(b as usize)?.widen(b, wide);
    let value = uncommon(op, x, y)?.store(to, wide);
    values.get_mut(to as usize)?.set(value);
    Some(value)
}

/// A slot's value, divided by that of `over` where that is another slot; [`Lane::NONE`] leaves it to [`wide_quotient`].
#[inline]
pub fn quotient(a: u16, over: u16, values: &[Lane]) -> Option<Lane> {
    let x = *values.get(a as usize)?;
    Some(if a == over { x } else { compute(Simple::DivMeasured, x, *values.get(over as usize)?) })
}

/// The same in 128 bits.
pub fn wide_quotient(a: u16, over: u16, values: &[Lane], wide: &[Wide]) -> Option<Wide> {
    let x = values.get(a as usize)?.widen(a, wide);
    if a == over { Some(x) } else { uncommon(Simple::DivMeasured, x, values.get(over as usize)?.widen(over, wide)) }
}

/// The order of a quotient and a slot's value in 128 bits.
#[inline(never)]
pub fn wide_order(a: u16, over: u16, b: u16, values: &[Lane], wide: &[Wide]) -> Option<Ordering> {
    wide_quotient(a, over, values, wide)?.compare(values.get(b as usize)?.widen(b, wide))
}

/// A slot's value into another slot.
#[inline]
pub fn copy(from: u16, to: u16, values: &mut [Lane], wide: &mut [Wide]) -> Option<()> {
    let x = *values.get(from as usize)?;
    if x.den == WIDE {
        let value = x.widen(from, wide);
        *wide.get_mut(to as usize)? = value;
    } else if x.den == 0 {
        return None;
    }
    values.get_mut(to as usize)?.set(x);
    Some(())
}

#[inline]
fn uncommon(op: Simple, x: Wide, y: Wide) -> Option<Wide> {
    if x.den == 0 || y.den == 0 {
        return None;
    }
    Some(match op {
        Simple::Negate => Wide { num: x.num.checked_neg()?, den: x.den },
        Simple::Floor => Wide { num: x.num.div_euclid(x.den), den: 1 },
        Simple::Min => {
            if x.compare(y)?.is_le() {
                x
            } else {
                y
            }
        }
        Simple::Max => {
            if x.compare(y)?.is_ge() {
                x
            } else {
                y
            }
        }
        Simple::Add => x.plus(y.num, y.den)?,
        Simple::Sub => x.plus(y.num.checked_neg()?, y.den)?,
        Simple::Mul => Wide { num: checked_product(x.num, y.num)?, den: checked_product(x.den, y.den)? },
        Simple::Div | Simple::DivMeasured => {
            if y.num == 0 || matches!(op, Simple::DivMeasured) && y.num < 0 {
                return None;
            }
            x.over(y)?
        }
    })
}

impl Wide {
    /// Not here.
    pub const NONE: Wide = Wide { num: 0, den: 0 };

    /// A fraction; the denominator above zero.
    pub fn new(num: i128, den: i128) -> Wide {
        Wide { num, den }
    }

    /// As a lane where it fits, else kept in the wide slot.
    pub fn store(self, slot: u16, wide: &mut [Wide]) -> Lane {
        if let Some(lane) = Lane::fraction(self.num, self.den) {
            return lane;
        }
        match wide.get_mut(slot as usize) {
            Some(place) => {
                *place = self;
                Lane { num: 0, den: WIDE }
            }
            None => Lane::NONE,
        }
    }

    /// The order of two values.
    pub fn compare(self, other: Wide) -> Option<Ordering> {
        if self.den == 0 || other.den == 0 {
            return None;
        }
        Some(checked_product(self.num, other.den)?.cmp(&checked_product(other.num, self.den)?))
    }

    /// The numerator and denominator.
    pub fn parts(self) -> (i128, i128) {
        (self.num, self.den)
    }

    fn plus(self, num: i128, den: i128) -> Option<Wide> {
        if self.den == den {
            return Some(Wide { num: self.num.checked_add(num)?, den });
        }
        let top = checked_product(self.num, den)?.checked_add(checked_product(num, self.den)?)?;
        Some(Wide { num: top, den: checked_product(self.den, den)? })
    }

    fn over(self, y: Wide) -> Option<Wide> {
        let (num, den) = if self.den == y.den {
            (self.num, y.num)
        } else {
            (checked_product(self.num, y.den)?, checked_product(self.den, y.num)?)
        };
        if den < 0 { Some(Wide { num: num.checked_neg()?, den: den.checked_neg()? }) } else { Some(Wide { num, den }) }
    }
}
