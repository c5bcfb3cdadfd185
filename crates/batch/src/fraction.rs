//! Exact numbers of a chunk: integers over one common fraction, or a quotient of two columns.
//!
//! `value = num / den * p / q` in each row, with `p / q` the same in all of them. A division costs nothing: it puts two
//! columns over one another. Bounds of each column prove that 64 bits are enough, or else that 128 are; where neither is
//! proved nothing is computed and the rows are left to the scalar evaluator.

use std::rc::Rc;

use peiyu::number::Number;

use crate::buffers::{Buffers, Mask};
use crate::flags::{self, Flags};
use crate::floats::{float, rounded};
use crate::part::{Order, Part, constants, ends, gcd, positive};

/// Integers of which floats hold the quotients nearly enough to round them down.
const SMALL: i128 = 1 << 51;

/// A number of each row.
#[derive(Clone, Debug)]
pub struct Fraction {
    /// The integers above the line.
    pub(crate) num: Part,
    /// Above zero in every row.
    pub(crate) den: Part,
    /// Numerator of what all rows share.
    pub(crate) p: i128,
    /// Above zero.
    pub(crate) q: i128,
    /// The rows that have a value; the others hold anything within the bounds.
    pub known: Mask,
}

impl Fraction {
    /// The same number in every row.
    pub fn constant(num: i128, den: i128) -> Fraction {
        Fraction { num: Part::ONE, den: Part::ONE, p: num, q: den, known: None }
    }

    /// Integers within bounds, times `p / q`.
    pub fn of(data: Rc<Vec<i64>>, bounds: (i64, i64), (p, q): (i128, i128), known: Mask) -> Fraction {
        let g = gcd(p, q);
        Fraction { num: Part::narrow(data, (bounds.0.into(), bounds.1.into())), den: Part::ONE, p: p / g, q: q / g, known }
    }

    /// The constant, if it is one in every row.
    pub fn as_constant(&self) -> Option<(i128, i128)> {
        (self.num.is_one() && self.den.is_one()).then_some((self.p, self.q))
    }

    /// The number of a row, where it is known.
    pub fn get(&self, row: usize) -> Option<Number> {
        if self.known.as_ref().is_some_and(|k| k.get(row) != Some(&1)) {
            return None;
        }
        // Products of 128 bits take longer than all the rest.
        let by = |n: i128, k: i128| if k == 1 { Some(n) } else { n.checked_mul(k) };
        Number::ratio(by(self.num.get(row)?, self.p)?, by(self.q, self.den.get(row)?)?).ok()
    }

    /// Integers and their fraction where no column divides them.
    pub fn as_integers(&self, buffers: &mut Buffers) -> Option<(Rc<Vec<i64>>, i128, i128)> {
        if self.den.is_one() { Some((self.num.to_narrow(buffers)?, self.p, self.q)) } else { None }
    }

    /// The bounds of the integers above the line.
    pub fn bounds(&self) -> [i128; 2] {
        [self.num.low, self.num.high]
    }

    fn with(num: Part, den: Part, p: i128, q: i128, known: Mask) -> Fraction {
        let g = gcd(p, q);
        Fraction { num, den, p: p / g, q: q / g, known }
    }

    /// `-a`
    pub fn negate(&self) -> Option<Fraction> {
        Some(Fraction { p: self.p.checked_neg()?, ..self.clone() })
    }

    /// `a + b`, or `a - b` where `sign` is -1.
    pub fn add(&self, other: &Fraction, sign: i128, buffers: &mut Buffers) -> Option<Fraction> {
        let (j, k, common, q) = self.together(other)?;
        let k = k.checked_mul(sign)?;
        let known = buffers.both(&self.known, &other.known);
        if let (Some(_), Some(_)) = (self.as_constant(), other.as_constant()) {
            return Some(Fraction::with(Part::ONE, Part::ONE, j.checked_add(k)?.checked_mul(common)?, q, known));
        }
        if self.den.same(&other.den) {
            let num = self.num.plus(j, &other.num, k, buffers)?;
            return Some(Fraction::with(num, self.den.clone(), common, q, known));
        }
        let (x, y) = (self.num.times(&other.den, buffers)?, other.num.times(&self.den, buffers)?);
        let num = x.plus(j, &y, k, buffers)?;
        x.give(buffers);
        y.give(buffers);
        Some(Fraction::with(num, self.den.times(&other.den, buffers)?, common, q, known))
    }

    /// `a * b`
    pub fn multiply(&self, other: &Fraction, buffers: &mut Buffers) -> Option<Fraction> {
        let (num, den) = (self.num.times(&other.num, buffers)?, self.den.times(&other.den, buffers)?);
        let known = buffers.both(&self.known, &other.known);
        Some(Fraction::with(num, den, self.p.checked_mul(other.p)?, self.q.checked_mul(other.q)?, known))
    }

    /// `a / b`; rows whose divisor is not above zero are not computed.
    pub fn divide(&self, other: &Fraction, buffers: &mut Buffers) -> Option<Fraction> {
        if other.p == 0 {
            return None;
        }
        let mut known = buffers.both(&self.known, &other.known);
        let divisor = if other.p < 0 { other.num.scaled(-1, buffers)? } else { other.num.clone() };
        let divisor = if divisor.low > 0 { divisor } else { positive(divisor, &mut known, buffers)? };
        let (p, q) = (self.p.checked_mul(other.q)?, self.q.checked_mul(other.p.checked_abs()?)?);
        let (num, den) = (self.num.times(&other.den, buffers)?, self.den.times(&divisor, buffers)?);
        Some(Fraction::with(num, den, p, q, known))
    }

    /// The order of two numbers in each row.
    pub fn compare(&self, other: &Fraction, order: Order, buffers: &mut Buffers) -> Option<Flags> {
        let (j, k) = (self.p.checked_mul(other.q)?, other.p.checked_mul(self.q)?);
        let g = gcd(j, k);
        let known = buffers.both(&self.known, &other.known);
        let truth = if self.den.same(&other.den) {
            self.num.ordered(j / g, &other.num, k / g, order, buffers)?
        } else {
            let (x, y) = (self.num.times(&other.den, buffers)?, other.num.times(&self.den, buffers)?);
            x.ordered(j / g, &y, k / g, order, buffers)?
        };
        Some(flags::within(buffers, truth, &known))
    }

    /// The lesser of both, or the greater.
    pub fn extreme(&self, other: &Fraction, greater: bool, buffers: &mut Buffers) -> Option<Fraction> {
        let known = buffers.both(&self.known, &other.known);
        if self.den.same(&other.den)
            && let Some((j, k, common, q)) = self.together(other)
            && let Some(num) = Part::extreme((&self.num, j), (&other.num, k), greater, buffers)
        {
            return Some(Fraction::with(num, self.den.clone(), common, q, known));
        }
        let less = self.compare(other, Order::LessOrEqual, buffers)?;
        let mut out = if greater { other.select(&less, self, buffers)? } else { self.select(&less, other, buffers)? };
        buffers.give(less);
        out.known = known;
        Some(out)
    }

    /// `(j, k, p, q)`: the numerators times `j` and `k` are both to be multiplied by `p / q`, with `p` above zero.
    fn together(&self, other: &Fraction) -> Option<(i128, i128, i128, i128)> {
        let q = self.q.checked_mul(other.q / gcd(self.q, other.q))?;
        let (j, k) = (self.p.checked_mul(q / self.q)?, other.p.checked_mul(q / other.q)?);
        let common = gcd(j, k);
        Some((j / common, k / common, common, q))
    }

    /// In each row this one where the flag is true, the other where it is false. What is known is left to the caller.
    fn select(&self, condition: &Flags, other: &Fraction, buffers: &mut Buffers) -> Option<Fraction> {
        if self.den.same(&other.den) {
            let (j, k, common, q) = self.together(other)?;
            if let Some(num) = constants(condition, (&self.num, j), (&other.num, k), buffers) {
                return Some(Fraction::with(num, self.den.clone(), common, q, None));
            }
            let (x, y) = (self.num.scaled(j, buffers)?, other.num.scaled(k, buffers)?);
            let num = Part::select(condition, &x, &y, buffers);
            return Some(Fraction::with(num, self.den.clone(), common, q, None));
        }
        let (x, y) = (self.num.scaled(self.p, buffers)?, other.num.scaled(other.p, buffers)?);
        let (v, w) = (self.den.scaled(self.q, buffers)?, other.den.scaled(other.q, buffers)?);
        let (num, den) = (Part::select(condition, &x, &y, buffers), Part::select(condition, &v, &w, buffers));
        Some(Fraction { num, den, p: 1, q: 1, known: None })
    }

    /// `if c then a else b`
    pub fn choose(condition: &Flags, a: &Fraction, b: &Fraction, buffers: &mut Buffers) -> Option<Fraction> {
        let mut out = a.select(condition, b, buffers)?;
        out.known = flags::chosen(buffers, condition, &a.known, &b.known);
        Some(out)
    }

    /// The greatest integer that is not above the number.
    pub fn floor(&self, buffers: &mut Buffers) -> Option<Fraction> {
        if let Some((p, q)) = self.as_constant() {
            return Some(Fraction { known: self.known.clone(), ..Fraction::constant(p.div_euclid(q), 1) });
        }
        let num = self.num.scaled(self.p, buffers)?;
        let den = self.den.scaled(self.q, buffers)?;
        let bounds = [num.low, num.high].map(|n| [n.div_euclid(den.low), n.div_euclid(den.high)]);
        let (low, high) = ends([bounds[0][0], bounds[0][1], bounds[1][0], bounds[1][1]]);
        let narrow = |n: i128| i64::try_from(n).ok();
        let (low, high) = (narrow(low)?, narrow(high)?);
        let x = num.to_narrow(buffers)?;
        let data = if self.den.is_one() {
            let q = i64::try_from(self.q).ok()?;
            if num.below(1, SMALL) && i128::from(q) < SMALL {
                // Floats are quicker, and exact: such a quotient is no nearer to a whole number than a float can tell.
                buffers.map(&x, move |x| rounded((float(x) / float(q)).floor()).1)
            } else {
                buffers.map(&x, move |x| x.div_euclid(q))
            }
        } else {
            let y = den.to_narrow(buffers)?;
            buffers.zip(&x, &y, move |x, y| x.div_euclid(y.max(1)))
        };
        Some(Fraction::of(data, (low, high), (1, 1), self.known.clone()))
    }

    /// Takes the buffers back.
    pub fn give(self, buffers: &mut Buffers) {
        self.num.give(buffers);
        self.den.give(buffers);
        buffers.give_mask(self.known);
    }
}
