//! Integers of a chunk with bounds that prove how many bits each operation on them needs.

use std::rc::Rc;

use crate::buffers::{Buffers, Mask};
use crate::flags::{self, Flags, flag};
use crate::wide::{self, Wide};

/// Integers of each row.
#[derive(Clone, Debug)]
pub enum Data {
    /// One in every row.
    One,
    /// They fit 64 bits.
    Narrow(Rc<Vec<i64>>),
    /// They fit 128 bits.
    Wide(Rc<Wide>),
}

/// Integers with their bounds.
#[derive(Clone, Debug)]
pub struct Part {
    /// The integers.
    pub data: Data,
    /// The least that they can be.
    pub low: i128,
    /// The greatest that they can be.
    pub high: i128,
}

/// Which order of two numbers is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `=`
    Equal,
}

/// The greatest common divisor, never zero.
pub fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a.max(1)).unwrap_or(1)
}

impl Part {
    /// One in every row.
    pub const ONE: Part = Part { data: Data::One, low: 1, high: 1 };

    /// Integers that fit 64 bits.
    pub fn narrow(data: Rc<Vec<i64>>, (low, high): (i128, i128)) -> Part {
        Part { data: Data::Narrow(data), low, high }
    }

    /// Whether it is one in every row.
    pub fn is_one(&self) -> bool {
        matches!(self.data, Data::One)
    }

    /// The integer of a row.
    pub fn get(&self, row: usize) -> Option<i128> {
        match &self.data {
            Data::One => Some(1),
            Data::Narrow(data) => data.get(row).copied().map(i128::from),
            Data::Wide(wide) => wide.get(row),
        }
    }

    fn is_narrow(&self) -> bool {
        !matches!(self.data, Data::Wide(_))
    }

    /// Whether every row times `k` fits 64 bits, with one to spare.
    fn fits(&self, k: i128) -> bool {
        self.below(k, i64::MAX.into())
    }

    /// Whether every row times `k` is below a limit, and `k` is.
    pub fn below(&self, k: i128, limit: i128) -> bool {
        let inside = |n: Option<i128>| n.is_some_and(|n| -limit < n && n < limit);
        inside(Some(k)) && inside(self.low.checked_mul(k)) && inside(self.high.checked_mul(k))
    }

    /// Whether both are the very same column.
    pub fn same(&self, other: &Part) -> bool {
        match (&self.data, &other.data) {
            (Data::One, Data::One) => true,
            (Data::Narrow(a), Data::Narrow(b)) => Rc::ptr_eq(a, b),
            (Data::Wide(a), Data::Wide(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// As 64 bits, where they are.
    pub fn to_narrow(&self, buffers: &mut Buffers) -> Option<Rc<Vec<i64>>> {
        match &self.data {
            Data::One => Some(buffers.filled(1)),
            Data::Narrow(data) => Some(data.clone()),
            Data::Wide(_) => None,
        }
    }

    /// As 128 bits.
    pub fn to_wide(&self, buffers: &mut Buffers) -> Rc<Vec<i128>> {
        match &self.data {
            Data::One => buffers.filled(1),
            Data::Narrow(data) => buffers.map(data, i128::from),
            Data::Wide(wide) => wide.values(buffers),
        }
    }

    /// Every row times `k`.
    pub fn scaled(&self, k: i128, buffers: &mut Buffers) -> Option<Part> {
        if k == 1 {
            return Some(self.clone());
        }
        let (low, high) = ends([self.low.checked_mul(k)?, self.high.checked_mul(k)?]);
        if self.is_narrow()
            && let (Ok(_), Ok(_), Ok(k)) = (i64::try_from(low), i64::try_from(high), i64::try_from(k))
        {
            let data = match &self.data {
                Data::Narrow(data) => buffers.map(data, move |x| x.wrapping_mul(k)),
                _ => buffers.filled(k),
            };
            return Some(Part::narrow(data, (low, high)));
        }
        Some(Part { data: Wide::sum((self, k), (&Part::ONE, 0), buffers), low, high })
    }

    /// The product in each row.
    pub fn times(&self, other: &Part, buffers: &mut Buffers) -> Option<Part> {
        if self.is_one() {
            return Some(other.clone());
        }
        if other.is_one() {
            return Some(self.clone());
        }
        let of = |a: i128, b: i128| a.checked_mul(b);
        let (a, b) = (self, other);
        let (low, high) = ends([of(a.low, b.low)?, of(a.low, b.high)?, of(a.high, b.low)?, of(a.high, b.high)?]);
        if let (Data::Narrow(x), Data::Narrow(y)) = (&a.data, &b.data)
            && i64::try_from(low).is_ok()
            && i64::try_from(high).is_ok()
        {
            return Some(Part::narrow(buffers.zip(x, y, i64::wrapping_mul), (low, high)));
        }
        Some(Part { data: Wide::product(a, b, buffers), low, high })
    }

    /// `self * j + other * k` in each row.
    pub fn plus(&self, j: i128, other: &Part, k: i128, buffers: &mut Buffers) -> Option<Part> {
        let [(a, b), (c, d)] = [(self, j), (other, k)].map(|(part, k)| (part.low.checked_mul(k), part.high.checked_mul(k)));
        let ((a, b), (c, d)) = (ends([a?, b?]), ends([c?, d?]));
        let (low, high) = (a.checked_add(c)?, b.checked_add(d)?);
        let fit = [a, b, c, d, low, high, j, k].iter().all(|n| i64::try_from(*n).is_ok());
        if fit && let (Some(x), Some(y)) = (self.to_narrow(buffers), other.to_narrow(buffers)) {
            let (j, k) = (i64::try_from(j).ok()?, i64::try_from(k).ok()?);
            let data = match (j, k) {
                (1, 1) => buffers.zip(&x, &y, i64::wrapping_add),
                (1, -1) => buffers.zip(&x, &y, i64::wrapping_sub),
                _ => buffers.zip(&x, &y, move |x, y| x.wrapping_mul(j).wrapping_add(y.wrapping_mul(k))),
            };
            return Some(Part::narrow(data, (low, high)));
        }
        Some(Part { data: Wide::sum((self, j), (other, k), buffers), low, high })
    }

    /// Each row from one of two.
    pub fn select(condition: &Flags, a: &Part, b: &Part, buffers: &mut Buffers) -> Part {
        if a.same(b) {
            return a.clone();
        }
        let (low, high) = (a.low.min(b.low), a.high.max(b.high));
        if let (true, Some(x), Some(y)) = (b.is_narrow(), a.to_narrow(buffers), b.to_narrow(buffers)) {
            let data = buffers.zip3(condition, &x, &y, move |c, x, y| if c & flags::TRUE == 1 { x } else { y });
            return Part::narrow(data, (low, high));
        }
        let (x, y) = (a.to_wide(buffers), b.to_wide(buffers));
        let data = buffers.zip3(condition, &x, &y, move |c, x, y| if c & flags::TRUE == 1 { x } else { y });
        Part { data: Wide::of_values(data), low, high }
    }

    /// The lesser of `a * j` and `b * k` in each row, or the greater; nothing where 64 bits may not hold both.
    pub fn extreme((a, j): (&Part, i128), (b, k): (&Part, i128), greater: bool, buffers: &mut Buffers) -> Option<Part> {
        if !(a.fits(j) && b.fits(k)) {
            return None;
        }
        let narrow = |k: i128| i64::try_from(k).ok();
        let [(a_low, a_high), (b_low, b_high)] = [(a, j), (b, k)].map(|(part, k)| ends([part.low * k, part.high * k]));
        let (j, k) = (narrow(j)?, narrow(k)?);
        let data = match (&a.data, &b.data) {
            (Data::Narrow(a), Data::One) => extreme_with_constant(a, j, k, greater, buffers),
            (Data::One, Data::Narrow(b)) => extreme_with_constant(b, k, j, greater, buffers),
            (Data::Narrow(a), Data::Narrow(b)) => match (j, k, greater) {
                (1, 1, false) => buffers.zip(a, b, i64::min),
                (1, 1, true) => buffers.zip(a, b, i64::max),
                (_, _, false) => buffers.zip(a, b, move |a, b| a.wrapping_mul(j).min(b.wrapping_mul(k))),
                (_, _, true) => buffers.zip(a, b, move |a, b| a.wrapping_mul(j).max(b.wrapping_mul(k))),
            },
            _ => return None,
        };
        let bounds = if greater { (a_low.max(b_low), a_high.max(b_high)) } else { (a_low.min(b_low), a_high.min(b_high)) };
        Some(Part::narrow(data, bounds))
    }

    /// Whether `self * j` and `other * k` stand in an order.
    fn compare(&self, j: i128, other: &Part, k: i128, order: Order, buffers: &mut Buffers) -> Option<Flags> {
        if let (Data::Narrow(x), true) = (&self.data, other.is_one()) {
            return Some(against(x, j, k, order, buffers));
        }
        if self.fits(j)
            && other.fits(k)
            && let (Some(x), Some(y)) = (self.to_narrow(buffers), other.to_narrow(buffers))
        {
            let (j, k) = (i64::try_from(j).ok()?, i64::try_from(k).ok()?);
            return Some(match order {
                Order::Less => buffers.zip(&x, &y, move |x, y| flag(x.wrapping_mul(j) < y.wrapping_mul(k))),
                Order::LessOrEqual => buffers.zip(&x, &y, move |x, y| flag(x.wrapping_mul(j) <= y.wrapping_mul(k))),
                Order::Equal => buffers.zip(&x, &y, move |x, y| flag(x.wrapping_mul(j) == y.wrapping_mul(k))),
            });
        }
        for (part, k) in [(self, j), (other, k)] {
            part.low.checked_mul(k)?;
            part.high.checked_mul(k)?;
        }
        Some(wide::compare((self, j), (other, k), order, buffers))
    }

    /// Takes the buffer back.
    pub fn give(self, buffers: &mut Buffers) {
        match self.data {
            Data::One => {}
            Data::Narrow(data) => buffers.give(data),
            Data::Wide(wide) => {
                if let Some(wide) = Rc::into_inner(wide) {
                    wide.give(buffers);
                }
            }
        }
    }
}

/// `x * j` against the constant `k`: the least or greatest integer on the right side of it is found once.
fn against(x: &[i64], j: i128, k: i128, order: Order, buffers: &mut Buffers) -> Flags {
    let all = |buffers: &mut Buffers, truth: bool| buffers.filled(flag(truth));
    let clamp = |n: i128| i64::try_from(n.clamp(i64::MIN.into(), i64::MAX.into())).unwrap_or_default();
    if j == 0 {
        let truth = match order {
            Order::Less => 0 < k,
            Order::LessOrEqual => 0 <= k,
            Order::Equal => k == 0,
        };
        return all(buffers, truth);
    }
    // x * j < k: below the quotient rounded up where j > 0, above the quotient rounded down where j < 0.
    let floor = k.div_euclid(j.abs());
    let whole = k.rem_euclid(j.abs()) == 0;
    match order {
        Order::Equal if !whole => all(buffers, false),
        Order::Equal => {
            let at = if j > 0 { floor } else { -floor };
            match i64::try_from(at) {
                Ok(at) => buffers.map(x, move |x| flag(x == at)),
                Err(_) => all(buffers, false),
            }
        }
        // y = x * sign(j) is held against the greatest integer that still fits.
        Order::Less | Order::LessOrEqual => {
            let most = if order == Order::Less && whole { floor - 1 } else { floor };
            if j > 0 {
                if most < i64::MIN.into() {
                    return all(buffers, false);
                }
                let most = clamp(most);
                buffers.map(x, move |x| flag(x <= most))
            } else {
                if -most > i64::MAX.into() {
                    return all(buffers, false);
                }
                let least = clamp(-most);
                buffers.map(x, move |x| flag(x >= least))
            }
        }
    }
}

/// The lesser of `a * j` and `k` in each row, or the greater.
fn extreme_with_constant(a: &[i64], j: i64, k: i64, greater: bool, buffers: &mut Buffers) -> Rc<Vec<i64>> {
    match (j, greater) {
        (1, false) => buffers.map(a, move |a: i64| a.min(k)),
        (1, true) => buffers.map(a, move |a: i64| a.max(k)),
        (_, false) => buffers.map(a, move |a: i64| a.wrapping_mul(j).min(k)),
        (_, true) => buffers.map(a, move |a: i64| a.wrapping_mul(j).max(k)),
    }
}

/// The least and the greatest of some numbers.
pub fn ends<const N: usize>(of: [i128; N]) -> (i128, i128) {
    of.into_iter().fold((i128::MAX, i128::MIN), |(low, high), x| (low.min(x), high.max(x)))
}

impl Part {
    /// [`Part::compare`], with a constant on either side.
    pub fn ordered(&self, j: i128, other: &Part, k: i128, order: Order, buffers: &mut Buffers) -> Option<Flags> {
        if let (true, Data::Narrow(y)) = (self.is_one(), &other.data) {
            // j < y * k is -y * k < -j.
            let y = y.clone();
            return Some(against(&y, k.checked_neg()?, j.checked_neg()?, order, buffers));
        }
        self.compare(j, other, k, order, buffers)
    }
}

/// [`Part::select`] where one or both are the same in every row.
pub fn constants(condition: &Flags, (a, j): (&Part, i128), (b, k): (&Part, i128), buffers: &mut Buffers) -> Option<Part> {
    let (x, y) = (i64::try_from(j).ok()?, i64::try_from(k).ok()?);
    let data = match (&a.data, &b.data) {
        (Data::One, Data::One) => buffers.map(condition, move |c| if c & flags::TRUE == 1 { x } else { y }),
        (Data::One, Data::Narrow(b)) if k == 1 => buffers.zip(condition, b, move |c, b| if c & flags::TRUE == 1 { x } else { b }),
        (Data::Narrow(a), Data::One) if j == 1 => buffers.zip(condition, a, move |c, a| if c & flags::TRUE == 1 { a } else { y }),
        _ => return None,
    };
    let (low, high) = ends([a.low * j, a.high * j, b.low * k, b.high * k]);
    Some(Part::narrow(data, (low, high)))
}

/// A divisor with 1 in the rows where it is not above zero; these are no longer known.
pub fn positive(divisor: Part, known: &mut Mask, buffers: &mut Buffers) -> Option<Part> {
    let high = divisor.high.max(1);
    let Data::Narrow(data) = divisor.data else { return None };
    let fits = buffers.map(&data, move |x| u8::from(x > 0));
    *known = buffers.both(known, &Some(fits));
    Some(Part::narrow(buffers.map(&data, move |x| x.max(1)), (1, high)))
}
