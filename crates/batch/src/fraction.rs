//! Exact numbers of a chunk: integers over one common fraction, or a quotient of two columns.
//!
//! `value = num / den * p / q` in each row, with `p / q` the same in all of them. A division costs nothing: it puts two
//! columns over one another. Bounds of each column prove that 64 bits are enough, or else that 128 are; where neither is
//! proved nothing is computed and the rows are left to the scalar evaluator.

use std::rc::Rc;

use peiyu::number::Number;

use crate::flags::{self, Flags};
use crate::lanes::{Lanes, Mask};

/// Integers of each row.
#[derive(Clone, Debug)]
pub enum Data {
    /// One in every row.
    One,
    /// They fit 64 bits.
    Narrow(Rc<Vec<i64>>),
    /// They fit 128 bits.
    Wide(Rc<Vec<i128>>),
}

/// Integers with their bounds.
#[derive(Clone, Debug)]
pub struct Part {
    data: Data,
    low: i128,
    high: i128,
}

/// A number of each row.
#[derive(Clone, Debug)]
pub struct Fraction {
    num: Part,
    /// Above zero in every row.
    den: Part,
    p: i128,
    /// Above zero.
    q: i128,
    /// The rows that have a value; the others hold anything within the bounds.
    pub known: Mask,
}

/// Floats hold whole numbers below it exactly, with one to spare.
const FLOAT: i128 = (1 << 53) - 1;

/// 128 bits hold whole numbers below it, with one to spare.
const WIDE: i128 = i128::MAX;

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
    const ONE: Part = Part { data: Data::One, low: 1, high: 1 };

    fn narrow(data: Rc<Vec<i64>>, (low, high): (i128, i128)) -> Part {
        Part { data: Data::Narrow(data), low, high }
    }

    /// Whether it is one in every row.
    pub fn is_one(&self) -> bool {
        matches!(self.data, Data::One)
    }

    fn is_narrow(&self) -> bool {
        !matches!(self.data, Data::Wide(_))
    }

    /// Whether every row times `k` fits 64 bits, with one to spare.
    fn fits(&self, k: i128) -> bool {
        self.below(k, i64::MAX.into())
    }

    /// Whether every row times `k` is below a limit, and `k` is.
    fn below(&self, k: i128, limit: i128) -> bool {
        let inside = |n: Option<i128>| n.is_some_and(|n| -limit < n && n < limit);
        inside(Some(k)) && inside(self.low.checked_mul(k)) && inside(self.high.checked_mul(k))
    }

    fn same(&self, other: &Part) -> bool {
        match (&self.data, &other.data) {
            (Data::One, Data::One) => true,
            (Data::Narrow(a), Data::Narrow(b)) => Rc::ptr_eq(a, b),
            (Data::Wide(a), Data::Wide(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// As 64 bits, where they are.
    fn to_narrow(&self, lanes: &mut Lanes) -> Option<Rc<Vec<i64>>> {
        match &self.data {
            Data::One => Some(lanes.filled(1)),
            Data::Narrow(data) => Some(data.clone()),
            Data::Wide(_) => None,
        }
    }

    fn to_wide(&self, lanes: &mut Lanes) -> Rc<Vec<i128>> {
        match &self.data {
            Data::One => lanes.filled(1),
            Data::Narrow(data) => lanes.map(data, i128::from),
            Data::Wide(data) => data.clone(),
        }
    }

    /// Every row times `k`.
    fn scaled(&self, k: i128, lanes: &mut Lanes) -> Option<Part> {
        if k == 1 {
            return Some(self.clone());
        }
        let (low, high) = ends([self.low.checked_mul(k)?, self.high.checked_mul(k)?]);
        if self.is_narrow()
            && let (Ok(_), Ok(_), Ok(k)) = (i64::try_from(low), i64::try_from(high), i64::try_from(k))
        {
            let data = match &self.data {
                Data::Narrow(data) => lanes.map(data, move |x| x.wrapping_mul(k)),
                _ => lanes.filled(k),
            };
            return Some(Part::narrow(data, (low, high)));
        }
        let data = self.to_wide(lanes);
        Some(Part { data: Data::Wide(lanes.map(&data, move |x| x.wrapping_mul(k))), low, high })
    }

    /// The product in each row.
    fn times(&self, other: &Part, lanes: &mut Lanes) -> Option<Part> {
        if self.is_one() {
            return Some(other.clone());
        }
        if other.is_one() {
            return Some(self.clone());
        }
        let of = |a: i128, b: i128| a.checked_mul(b);
        let (a, b) = (self, other);
        let (low, high) = ends([of(a.low, b.low)?, of(a.low, b.high)?, of(a.high, b.low)?, of(a.high, b.high)?]);
        if let (Data::Narrow(x), Data::Narrow(y)) = (&a.data, &b.data) {
            if i64::try_from(low).is_ok() && i64::try_from(high).is_ok() {
                return Some(Part::narrow(lanes.zip(x, y, i64::wrapping_mul), (low, high)));
            }
            let data = lanes.zip(x, y, move |x, y| i128::from(x) * i128::from(y));
            return Some(Part { data: Data::Wide(data), low, high });
        }
        let (x, y) = (a.to_wide(lanes), b.to_wide(lanes));
        Some(Part { data: Data::Wide(lanes.zip(&x, &y, i128::wrapping_mul)), low, high })
    }

    /// `self * j + other * k` in each row.
    fn plus(&self, j: i128, other: &Part, k: i128, lanes: &mut Lanes) -> Option<Part> {
        let [(a, b), (c, d)] = [(self, j), (other, k)].map(|(part, k)| (part.low.checked_mul(k), part.high.checked_mul(k)));
        let ((a, b), (c, d)) = (ends([a?, b?]), ends([c?, d?]));
        let (low, high) = (a.checked_add(c)?, b.checked_add(d)?);
        let fit = [a, b, c, d, low, high, j, k].iter().all(|n| i64::try_from(*n).is_ok());
        if fit && let (Some(x), Some(y)) = (self.to_narrow(lanes), other.to_narrow(lanes)) {
            let (j, k) = (i64::try_from(j).ok()?, i64::try_from(k).ok()?);
            let data = match (j, k) {
                (1, 1) => lanes.zip(&x, &y, i64::wrapping_add),
                (1, -1) => lanes.zip(&x, &y, i64::wrapping_sub),
                _ => lanes.zip(&x, &y, move |x, y| x.wrapping_mul(j).wrapping_add(y.wrapping_mul(k))),
            };
            return Some(Part::narrow(data, (low, high)));
        }
        let (x, y) = (self.to_wide(lanes), other.to_wide(lanes));
        let data = lanes.zip(&x, &y, move |x, y| x.wrapping_mul(j).wrapping_add(y.wrapping_mul(k)));
        Some(Part { data: Data::Wide(data), low, high })
    }

    /// Each row from one of two.
    fn select(condition: &Flags, a: &Part, b: &Part, lanes: &mut Lanes) -> Part {
        if a.same(b) {
            return a.clone();
        }
        let (low, high) = (a.low.min(b.low), a.high.max(b.high));
        if let (true, Some(x), Some(y)) = (b.is_narrow(), a.to_narrow(lanes), b.to_narrow(lanes)) {
            let data = lanes.zip3(condition, &x, &y, move |c, x, y| if c & flags::TRUE == 1 { x } else { y });
            return Part::narrow(data, (low, high));
        }
        let (x, y) = (a.to_wide(lanes), b.to_wide(lanes));
        let data = lanes.zip3(condition, &x, &y, move |c, x, y| if c & flags::TRUE == 1 { x } else { y });
        Part { data: Data::Wide(data), low, high }
    }

    /// Whether `self * j` and `other * k` stand in an order, 1 or 0 for each row.
    fn compare(&self, j: i128, other: &Part, k: i128, order: Order, lanes: &mut Lanes) -> Option<Rc<Vec<u8>>> {
        if let (Data::Narrow(x), true) = (&self.data, other.is_one()) {
            return Some(against(x, j, k, order, lanes));
        }
        if self.fits(j)
            && other.fits(k)
            && let (Some(x), Some(y)) = (self.to_narrow(lanes), other.to_narrow(lanes))
        {
            let (j, k) = (i64::try_from(j).ok()?, i64::try_from(k).ok()?);
            return Some(match order {
                Order::Less => lanes.zip(&x, &y, move |x, y| u8::from(x.wrapping_mul(j) < y.wrapping_mul(k))),
                Order::LessOrEqual => lanes.zip(&x, &y, move |x, y| u8::from(x.wrapping_mul(j) <= y.wrapping_mul(k))),
                Order::Equal => lanes.zip(&x, &y, move |x, y| u8::from(x.wrapping_mul(j) == y.wrapping_mul(k))),
            });
        }
        for (part, k) in [(self, j), (other, k)] {
            part.low.checked_mul(k)?;
            part.high.checked_mul(k)?;
        }
        let (x, y) = (self.to_wide(lanes), other.to_wide(lanes));
        Some(match order {
            Order::Less => lanes.zip(&x, &y, move |x, y| u8::from(x.wrapping_mul(j) < y.wrapping_mul(k))),
            Order::LessOrEqual => lanes.zip(&x, &y, move |x, y| u8::from(x.wrapping_mul(j) <= y.wrapping_mul(k))),
            Order::Equal => lanes.zip(&x, &y, move |x, y| u8::from(x.wrapping_mul(j) == y.wrapping_mul(k))),
        })
    }

    fn give(self, lanes: &mut Lanes) {
        match self.data {
            Data::One => {}
            Data::Narrow(data) => lanes.give(data),
            Data::Wide(data) => lanes.give(data),
        }
    }
}

/// `x * j` against the constant `k`: the least or greatest integer on the right side of it is found once.
fn against(x: &[i64], j: i128, k: i128, order: Order, lanes: &mut Lanes) -> Rc<Vec<u8>> {
    let all = |lanes: &mut Lanes, truth: bool| lanes.filled(u8::from(truth));
    let clamp = |n: i128| i64::try_from(n.clamp(i64::MIN.into(), i64::MAX.into())).unwrap_or_default();
    if j == 0 {
        let truth = match order {
            Order::Less => 0 < k,
            Order::LessOrEqual => 0 <= k,
            Order::Equal => k == 0,
        };
        return all(lanes, truth);
    }
    // x * j < k: below the quotient rounded up where j > 0, above the quotient rounded down where j < 0.
    let floor = k.div_euclid(j.abs());
    let whole = k.rem_euclid(j.abs()) == 0;
    match order {
        Order::Equal if !whole => all(lanes, false),
        Order::Equal => {
            let at = if j > 0 { floor } else { -floor };
            match i64::try_from(at) {
                Ok(at) => lanes.map(x, move |x| u8::from(x == at)),
                Err(_) => all(lanes, false),
            }
        }
        // y = x * sign(j) is held against the greatest integer that still fits.
        Order::Less | Order::LessOrEqual => {
            let most = if order == Order::Less && whole { floor - 1 } else { floor };
            if j > 0 {
                if most < i64::MIN.into() {
                    return all(lanes, false);
                }
                let most = clamp(most);
                lanes.map(x, move |x| u8::from(x <= most))
            } else {
                if -most > i64::MAX.into() {
                    return all(lanes, false);
                }
                let least = clamp(-most);
                lanes.map(x, move |x| u8::from(x >= least))
            }
        }
    }
}

fn ends<const N: usize>(of: [i128; N]) -> (i128, i128) {
    of.into_iter().fold((i128::MAX, i128::MIN), |(low, high), x| (low.min(x), high.max(x)))
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

    /// The number of a row of whole numbers over one fraction, where it is known.
    pub fn get(&self, row: usize) -> Option<Number> {
        let Data::Narrow(data) = &self.num.data else { return None };
        if !self.den.is_one() || self.known.as_ref().is_some_and(|k| k.get(row) != Some(&1)) {
            return None;
        }
        Number::ratio(i128::from(*data.get(row)?).checked_mul(self.p)?, self.q).ok()
    }

    /// Integers and their fraction where no column divides them.
    pub fn as_integers(&self, lanes: &mut Lanes) -> Option<(Rc<Vec<i64>>, i128, i128)> {
        if self.den.is_one() { Some((self.num.to_narrow(lanes)?, self.p, self.q)) } else { None }
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
    pub fn add(&self, other: &Fraction, sign: i128, lanes: &mut Lanes) -> Option<Fraction> {
        let q = self.q.checked_mul(other.q / gcd(self.q, other.q))?;
        let j = self.p.checked_mul(q / self.q)?;
        let k = other.p.checked_mul(q / other.q)?.checked_mul(sign)?;
        let known = lanes.both(&self.known, &other.known);
        if let (Some(_), Some(_)) = (self.as_constant(), other.as_constant()) {
            return Some(Fraction::with(Part::ONE, Part::ONE, j.checked_add(k)?, q, known));
        }
        let common = gcd(j, k);
        let (j, k) = (j / common, k / common);
        if self.den.same(&other.den) {
            let num = self.num.plus(j, &other.num, k, lanes)?;
            return Some(Fraction::with(num, self.den.clone(), common, q, known));
        }
        let (x, y) = (self.num.times(&other.den, lanes)?, other.num.times(&self.den, lanes)?);
        let num = x.plus(j, &y, k, lanes)?;
        x.give(lanes);
        y.give(lanes);
        Some(Fraction::with(num, self.den.times(&other.den, lanes)?, common, q, known))
    }

    /// `a * b`
    pub fn multiply(&self, other: &Fraction, lanes: &mut Lanes) -> Option<Fraction> {
        let (num, den) = (self.num.times(&other.num, lanes)?, self.den.times(&other.den, lanes)?);
        let known = lanes.both(&self.known, &other.known);
        Some(Fraction::with(num, den, self.p.checked_mul(other.p)?, self.q.checked_mul(other.q)?, known))
    }

    /// `a / b`; rows whose divisor is not above zero are not computed.
    pub fn divide(&self, other: &Fraction, lanes: &mut Lanes) -> Option<Fraction> {
        if other.p == 0 {
            return None;
        }
        let mut known = lanes.both(&self.known, &other.known);
        let divisor = if other.p < 0 { other.num.scaled(-1, lanes)? } else { other.num.clone() };
        let divisor = if divisor.low > 0 { divisor } else { positive(divisor, &mut known, lanes)? };
        let (p, q) = (self.p.checked_mul(other.q)?, self.q.checked_mul(other.p.checked_abs()?)?);
        let (num, den) = (self.num.times(&other.den, lanes)?, self.den.times(&divisor, lanes)?);
        Some(Fraction::with(num, den, p, q, known))
    }

    /// The order of two numbers in each row.
    pub fn compare(&self, other: &Fraction, order: Order, lanes: &mut Lanes) -> Option<Flags> {
        let (j, k) = (self.p.checked_mul(other.q)?, other.p.checked_mul(self.q)?);
        let g = gcd(j, k);
        let known = lanes.both(&self.known, &other.known);
        let truth = if self.den.same(&other.den) {
            self.num.ordered(j / g, &other.num, k / g, order, lanes)?
        } else {
            let (x, y) = (self.num.times(&other.den, lanes)?, other.num.times(&self.den, lanes)?);
            x.ordered(j / g, &y, k / g, order, lanes)?
        };
        Some(flags::of(lanes, truth, &known))
    }

    /// The lesser of both, or the greater.
    pub fn extreme(&self, other: &Fraction, greater: bool, lanes: &mut Lanes) -> Option<Fraction> {
        let less = self.compare(other, Order::LessOrEqual, lanes)?;
        let known = lanes.both(&self.known, &other.known);
        let mut out = if greater { other.select(&less, self, lanes)? } else { self.select(&less, other, lanes)? };
        lanes.give(less);
        out.known = known;
        Some(out)
    }

    /// In each row this one where the flag is true, the other where it is false. What is known is left to the caller.
    fn select(&self, condition: &Flags, other: &Fraction, lanes: &mut Lanes) -> Option<Fraction> {
        if self.den.same(&other.den) {
            let q = self.q.checked_mul(other.q / gcd(self.q, other.q))?;
            let (j, k) = (self.p.checked_mul(q / self.q)?, other.p.checked_mul(q / other.q)?);
            let common = gcd(j, k);
            if let Some(num) = constants(condition, (&self.num, j / common), (&other.num, k / common), lanes) {
                return Some(Fraction::with(num, self.den.clone(), common, q, None));
            }
            let (x, y) = (self.num.scaled(j / common, lanes)?, other.num.scaled(k / common, lanes)?);
            let num = Part::select(condition, &x, &y, lanes);
            return Some(Fraction::with(num, self.den.clone(), common, q, None));
        }
        let (x, y) = (self.num.scaled(self.p, lanes)?, other.num.scaled(other.p, lanes)?);
        let (v, w) = (self.den.scaled(self.q, lanes)?, other.den.scaled(other.q, lanes)?);
        let (num, den) = (Part::select(condition, &x, &y, lanes), Part::select(condition, &v, &w, lanes));
        Some(Fraction { num, den, p: 1, q: 1, known: None })
    }

    /// `if c then a else b`
    pub fn choose(condition: &Flags, a: &Fraction, b: &Fraction, lanes: &mut Lanes) -> Option<Fraction> {
        let mut out = a.select(condition, b, lanes)?;
        out.known = flags::chosen(lanes, condition, &a.known, &b.known);
        Some(out)
    }

    /// The greatest integer that is not above the number.
    pub fn floor(&self, lanes: &mut Lanes) -> Option<Fraction> {
        if let Some((p, q)) = self.as_constant() {
            return Some(Fraction { known: self.known.clone(), ..Fraction::constant(p.div_euclid(q), 1) });
        }
        let num = self.num.scaled(self.p, lanes)?;
        let den = self.den.scaled(self.q, lanes)?;
        let bounds = [num.low, num.high].map(|n| [n.div_euclid(den.low), n.div_euclid(den.high)]);
        let (low, high) = ends([bounds[0][0], bounds[0][1], bounds[1][0], bounds[1][1]]);
        let narrow = |n: i128| i64::try_from(n).ok();
        let (low, high) = (narrow(low)?, narrow(high)?);
        let x = num.to_narrow(lanes)?;
        let data = if self.den.is_one() {
            let q = i64::try_from(self.q).ok()?;
            lanes.map(&x, move |x| x.div_euclid(q))
        } else {
            let y = den.to_narrow(lanes)?;
            lanes.zip(&x, &y, move |x, y| x.div_euclid(y.max(1)))
        };
        Some(Fraction::of(data, (low, high), (1, 1), self.known.clone()))
    }

    /// Points by a table: those of the last edge that the number has reached, or passed where the edge is `strict`.
    pub fn step(&self, table: &Edges, lanes: &mut Lanes) -> Option<Fraction> {
        let mut out = lanes.take::<i64>();
        out.fill(table.below);
        self.pass(table, &mut out, lanes)?;
        Some(Fraction::of(Rc::new(out), table.bounds, (1, table.scale), self.known.clone()))
    }

    /// An edge is reached where `num * j` has reached `den * k`, with `j` the same for all edges.
    fn pass(&self, table: &Edges, out: &mut [i64], lanes: &mut Lanes) -> Option<()> {
        let j = self.p.checked_mul(table.common)?;
        let ends: Vec<(i128, &Edge)> =
            table.list.iter().map(|edge| Some((edge.at.checked_mul(self.q)?, edge))).collect::<Option<_>>()?;
        let g = ends.iter().fold(j, |g, (k, _)| gcd(g, *k));
        let j = j / g;
        let ends = ends.into_iter().map(|(k, edge)| (k / g, edge));
        match (&self.num.data, &self.den.data) {
            (Data::Narrow(x), Data::One) if j > 0 => {
                let least = |(k, edge): (i128, &Edge)| {
                    let least = if edge.strict { k.div_euclid(j) + 1 } else { -(-k).div_euclid(j) };
                    // An edge that no 64 bits reach is left out.
                    (least <= i64::MAX.into()).then(|| (i64::try_from(least).unwrap_or(i64::MIN), edge.points))
                };
                let edges: Vec<(i64, i64)> = ends.filter_map(least).collect();
                lanes.reach(out, x, &edges);
            }
            (Data::Narrow(x), Data::Narrow(y))
                if self.num.below(j, FLOAT) && ends.clone().all(|(k, _)| self.den.below(k, FLOAT)) =>
            {
                let edge = |(k, edge): (i128, &Edge)| Some(((i64::try_from(k).ok()?, edge.strict.into()), edge.points));
                let edges: Vec<((i64, i64), i64)> = ends.map(edge).collect::<Option<_>>()?;
                lanes.reach_quotient(out, (x, i64::try_from(j).ok()?), y, &edges);
            }
            _ if self.num.below(j, WIDE) && ends.clone().all(|(k, _)| self.den.below(k, WIDE)) => {
                let edges: Vec<((i128, i128), i64)> = ends.map(|(k, edge)| ((k, edge.strict.into()), edge.points)).collect();
                let (x, y) = (self.num.to_wide(lanes), self.den.to_wide(lanes));
                lanes.reach_wide(out, (&x, j), &y, &edges);
                lanes.give(x);
                lanes.give(y);
            }
            _ => return None,
        }
        Some(())
    }

    /// Takes the buffers back.
    pub fn give(self, lanes: &mut Lanes) {
        self.num.give(lanes);
        self.den.give(lanes);
        lanes.give_mask(self.known);
    }
}

impl Part {
    /// [`Part::compare`], with a constant on either side.
    fn ordered(&self, j: i128, other: &Part, k: i128, order: Order, lanes: &mut Lanes) -> Option<Rc<Vec<u8>>> {
        if let (true, Data::Narrow(y)) = (self.is_one(), &other.data) {
            // j < y * k is -y * k < -j.
            let y = y.clone();
            return Some(against(&y, k.checked_neg()?, j.checked_neg()?, order, lanes));
        }
        self.compare(j, other, k, order, lanes)
    }
}

/// [`Part::select`] where one or both are the same in every row.
fn constants(condition: &Flags, (a, j): (&Part, i128), (b, k): (&Part, i128), lanes: &mut Lanes) -> Option<Part> {
    let (x, y) = (i64::try_from(j).ok()?, i64::try_from(k).ok()?);
    let data = match (&a.data, &b.data) {
        (Data::One, Data::One) => lanes.map(condition, move |c| if c & flags::TRUE == 1 { x } else { y }),
        (Data::One, Data::Narrow(b)) if k == 1 => lanes.zip(condition, b, move |c, b| if c & flags::TRUE == 1 { x } else { b }),
        (Data::Narrow(a), Data::One) if j == 1 => lanes.zip(condition, a, move |c, a| if c & flags::TRUE == 1 { a } else { y }),
        _ => return None,
    };
    let (low, high) = ends([a.low * j, a.high * j, b.low * k, b.high * k]);
    Some(Part::narrow(data, (low, high)))
}

/// A divisor with 1 in the rows where it is not above zero; these are no longer known.
fn positive(divisor: Part, known: &mut Mask, lanes: &mut Lanes) -> Option<Part> {
    let high = divisor.high.max(1);
    let Data::Narrow(data) = divisor.data else { return None };
    let fits = lanes.map(&data, move |x| u8::from(x > 0));
    *known = lanes.both(known, &Some(fits));
    Some(Part::narrow(lanes.map(&data, move |x| x.max(1)), (1, high)))
}

/// A step table over common denominators.
#[derive(Clone, Debug)]
pub struct Edges {
    /// Denominator of the edges.
    pub common: i128,
    /// Rising.
    pub list: Vec<Edge>,
    /// Points below the first edge, over `scale`.
    pub below: i64,
    /// Denominator of the points.
    pub scale: i128,
    /// Least and most points, over `scale`.
    pub bounds: (i64, i64),
}

/// An edge from which on other points count.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Over the common denominator.
    pub at: i128,
    /// Whether only numbers above it have passed it.
    pub strict: bool,
    /// Over the points' denominator.
    pub points: i64,
}
