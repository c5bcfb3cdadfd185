//! Numbers of a chunk that may not be known: what each can still be, between two exact numbers.
//!
//! These are the scalar evaluator's intervals (`program::interval`), bound for bound, for whole columns. A row of which
//! an operation here can't say exactly what that one says is [`UNTOLD`].

use std::rc::Rc;

use crate::buffers::{Buffers, Mask};
use crate::edges::Bands;
use crate::flags::{self, Flags};
use crate::fraction::Fraction;
use crate::outcome::{self, FALSE, NULL, OPEN, Outcomes, PARTIAL, TRUE, UNTOLD};
use crate::part::{Order, Part};

/// Numbers between bounds. A bound that is not known in a row lies at infinity there.
#[derive(Clone, Debug)]
pub struct Span {
    /// The least that each row can be.
    pub low: Fraction,
    /// The greatest, where it is not the very same column: then each row is one number or any at all.
    pub high: Option<Fraction>,
    /// The rows that have bounds ([`OPEN`]), are null, may be an error or are not told; `None` where all have bounds.
    pub state: Option<Outcomes>,
}

const ZERO: (i128, i128) = (0, 1);

/// The sign of a number: true where it is above zero, or not below it where `zero` counts.
fn positive(x: &Fraction, zero: bool, buffers: &mut Buffers) -> Option<Flags> {
    let sign = Fraction { den: Part::ONE, p: x.p.signum(), q: 1, ..x.clone() };
    let order = if zero { Order::LessOrEqual } else { Order::Less };
    Fraction::constant(ZERO.0, ZERO.1).compare(&sign, order, buffers)
}

fn ones(mask: &Mask, buffers: &mut Buffers) -> Rc<Vec<u8>> {
    mask.clone().unwrap_or_else(|| buffers.filled(1))
}

/// A flag for each row by what its bytes are.
fn rows(a: &[u8], buffers: &mut Buffers, f: impl Fn(u8) -> bool) -> Flags {
    buffers.map(a, move |a| flags::flag(f(a)))
}

fn any(flags: &Flags, buffers: &Buffers) -> bool {
    buffers.fold(flags, 0, |any, f| any | f & TRUE) != 0
}

fn all(flags: &Flags, buffers: &Buffers) -> bool {
    buffers.fold(flags, 0, |any, f| any | f ^ TRUE) == 0
}

/// In each row the first number where the flag is true, else the second.
pub fn pick(condition: &Flags, a: &Fraction, b: &Fraction, buffers: &mut Buffers) -> Option<Fraction> {
    if all(condition, buffers) { Some(a.clone()) } else { Fraction::choose(condition, a, b, buffers) }
}

/// A number that is known only where a mask says so, too.
fn within(x: Fraction, mask: &Mask, buffers: &mut Buffers) -> Fraction {
    Fraction { known: buffers.both(&x.known, mask), ..x }
}

/// Zero in the rows of a flag, whatever was there.
fn zeroed(x: Fraction, rows: &Flags, buffers: &mut Buffers) -> Option<Fraction> {
    if !any(rows, buffers) {
        return Some(x);
    }
    let known = ones(&x.known, buffers);
    let known = buffers.zip(&known, rows, |k, zero| k | zero & TRUE);
    let keep = buffers.map(rows, |zero| i64::from(zero >> 1));
    let num = x.num.times(&Part::narrow(keep, (0, 1)), buffers)?;
    Some(Fraction { num, known: Some(known), ..x })
}

impl Span {
    /// One number in each row that has a value; any number in the others.
    pub fn point(low: Fraction) -> Span {
        Span { low, high: None, state: None }
    }

    fn high(&self) -> &Fraction {
        self.high.as_ref().unwrap_or(&self.low)
    }

    fn is_point(&self) -> bool {
        self.high.is_none()
    }

    /// The numbers of the rows that are known.
    pub fn known(&self, buffers: &mut Buffers) -> Option<Fraction> {
        let mut known = match &self.high {
            None => self.low.known.clone(),
            Some(high) => {
                let same = self.low.compare(high, Order::Equal, buffers)?;
                Some(buffers.map(&same, |s| s & TRUE))
            }
        };
        if let Some(state) = &self.state {
            let here = Some(buffers.map(state, |s| u8::from(s == OPEN)));
            known = buffers.both(&known, &here);
        }
        Some(Fraction { known, ..self.low.clone() })
    }

    /// `-a`
    pub fn negate(&self) -> Option<Span> {
        let high = if self.is_point() { None } else { Some(self.low.negate()?) };
        Some(Span { low: self.high().negate()?, high, state: self.state.clone() })
    }

    /// `a + b`
    pub fn add(&self, other: &Span, buffers: &mut Buffers) -> Option<Span> {
        let low = self.low.add(&other.low, 1, buffers)?;
        let point = self.is_point() && other.is_point();
        let high = if point { None } else { Some(self.high().add(other.high(), 1, buffers)?) };
        Some(Span { low, high, state: outcome::join(self.state.as_ref(), other.state.as_ref(), buffers) })
    }

    /// `a - b`
    pub fn sub(&self, other: &Span, buffers: &mut Buffers) -> Option<Span> {
        let low = self.low.add(other.high(), -1, buffers)?;
        let point = self.is_point() && other.is_point();
        let high = if point { None } else { Some(self.high().add(&other.low, -1, buffers)?) };
        Some(Span { low, high, state: outcome::join(self.state.as_ref(), other.state.as_ref(), buffers) })
    }

    /// The lesser of both, or the greater.
    pub fn extreme(&self, other: &Span, greater: bool, buffers: &mut Buffers) -> Option<Span> {
        let state = outcome::join(self.state.as_ref(), other.state.as_ref(), buffers);
        let low = self.low.extreme(&other.low, greater, buffers)?;
        if self.is_point() && other.is_point() && low.known.is_none() {
            return Some(Span { low, high: None, state });
        }
        let high = self.high().extreme(other.high(), greater, buffers)?;
        // Where only one number is bounded from that side, the lesser is still not above it, the greater not below.
        let (low, high) = if greater {
            (bounded(low, &self.low, &other.low, buffers)?, high)
        } else {
            (low, bounded(high, self.high(), other.high(), buffers)?)
        };
        Some(Span { low, high: Some(high), state })
    }

    /// `a * b`
    pub fn multiply(&self, other: &Span, buffers: &mut Buffers) -> Option<Span> {
        let mut state = outcome::join(self.state.as_ref(), other.state.as_ref(), buffers);
        if self.is_point() && other.is_point() {
            return Some(Span { low: self.low.multiply(&other.low, buffers)?, high: None, state });
        }
        let (a, b) = (positive(&self.low, true, buffers)?, positive(&other.low, true, buffers)?);
        let both = buffers.zip(&a, &b, |a, b| flags::flag(a & b & TRUE == TRUE));
        if all(&both, buffers) {
            let (low, high) = (self.low.multiply(&other.low, buffers)?, self.high().multiply(other.high(), buffers)?);
            return Some(Span { low, high: Some(high), state });
        }
        // Else all four bounds must be known, and the sign of one number certain: then the corners are known, too.
        let [mut whole, over] = [self, other].map(|s| buffers.both(&s.low.known, &s.high().known));
        whole = buffers.both(&whole, &over);
        let ones = ones(&whole, buffers);
        let neither = buffers.zip3(&a, &b, &ones, |a, b, whole| flags::flag((a | b) & TRUE == 0 && whole == 1));
        state = mark(state, &neither, UNTOLD, buffers);
        let (x, y) = (positive(self.high(), true, buffers)?, positive(other.high(), true, buffers)?);
        let one = |a: u8, b: u8| flags::flag(a == TRUE && b != TRUE);
        let (only_a, only_b) = (buffers.zip(&a, &b, one), buffers.zip(&b, &a, one));
        let left = pick(&only_a, self.high(), &self.low, buffers)?;
        let right = pick(&only_b, other.high(), &other.low, buffers)?;
        let low = left.multiply(&right, buffers)?;
        let below = |a: u8, end: u8| flags::flag(a == TRUE && end == FALSE);
        let (a_below, b_below) = (buffers.zip(&b, &x, below), buffers.zip(&a, &y, below));
        let left = pick(&b_below, &self.low, self.high(), buffers)?;
        let right = pick(&a_below, &other.low, other.high(), buffers)?;
        let high = left.multiply(&right, buffers)?;
        let whole = Some(buffers.zip(&both, &ones, |both, whole| both & TRUE | whole));
        Some(Span { low: within(low, &whole, buffers), high: Some(within(high, &whole, buffers)), state })
    }

    /// `a / b`; a divisor that may be zero, or with a unit (`measured`) not positive, may be an error.
    pub fn divide(&self, divisor: &Span, measured: bool, buffers: &mut Buffers) -> Option<Span> {
        let mut state = outcome::join(self.state.as_ref(), divisor.state.as_ref(), buffers);
        let above = positive(&divisor.low, false, buffers)?;
        if !all(&above, buffers) {
            let end = positive(divisor.high(), true, buffers)?;
            // What is divided by numbers below zero is left to the scalar evaluator.
            let below = buffers.map(&end, |end| flags::flag(end == FALSE && !measured));
            state = mark(state, &below, UNTOLD, buffers);
            let bad = buffers.zip(&above, &below, |above, below| flags::flag(above != TRUE && below != TRUE));
            state = mark(state, &bad, PARTIAL, buffers);
        }
        if self.is_point() && divisor.is_point() {
            return Some(Span { low: self.low.divide(&divisor.low, buffers)?, high: None, state });
        }
        let a = positive(&self.low, true, buffers)?;
        let far = ones(&divisor.high().known, buffers);
        let under = pick(&a, divisor.high(), &divisor.low, buffers)?;
        let low = self.low.divide(&under, buffers)?;
        // Divided by what has no end, a number comes down to zero.
        let endless = buffers.zip(&a, &far, |a, far| flags::flag(a == TRUE && far == 0));
        let low = zeroed(low, &endless, buffers)?;
        let end = positive(self.high(), true, buffers)?;
        let under = buffers.map(&end, |end| flags::flag(end == FALSE));
        let endless = buffers.zip(&under, &far, |under, far| flags::flag(under == TRUE && far == 0));
        let under = if any(&under, buffers) { pick(&under, divisor.high(), &divisor.low, buffers)? } else { divisor.low.clone() };
        let high = self.high().divide(&under, buffers)?;
        let high = zeroed(high, &endless, buffers)?;
        if all(&a, buffers) {
            return Some(Span { low, high: Some(high), state });
        }
        let whole = buffers.both(&self.low.known, &self.high().known);
        let whole = ones(&whole, buffers);
        let whole = Some(buffers.zip(&a, &whole, |a, whole| a & TRUE | whole));
        Some(Span { low: within(low, &whole, buffers), high: Some(within(high, &whole, buffers)), state })
    }

    /// The order of two numbers in each row.
    pub fn compare(&self, other: &Span, order: Order, buffers: &mut Buffers) -> Option<Outcomes> {
        let open = |f: u8| if f == 0 { OPEN } else { f };
        let decided = if self.is_point() && other.is_point() {
            let flags = self.low.compare(&other.low, order, buffers)?;
            buffers.map(&flags, open)
        } else {
            let inverse = if order == Order::Less { Order::LessOrEqual } else { Order::Less };
            let before = self.high().compare(&other.low, if order == Order::Equal { Order::Less } else { order }, buffers)?;
            let after = other.high().compare(&self.low, inverse, buffers)?;
            if order == Order::Equal {
                let ends = [(self.high(), &other.low), (other.high(), &self.low)];
                let [x, y] = ends.map(|(x, y)| x.compare(y, Order::LessOrEqual, buffers));
                // Each is at most the other: all four bounds are one number.
                let same = buffers.zip(&x?, &y?, |x, y| x & y & TRUE);
                buffers.zip3(&before, &after, &same, |before, after, same| match same {
                    1 => TRUE,
                    _ if (before | after) & TRUE == 1 => FALSE,
                    _ => OPEN,
                })
            } else {
                buffers.zip(&before, &after, |before, after| match (before, after) {
                    (TRUE, _) => TRUE,
                    (_, TRUE) => FALSE,
                    _ => OPEN,
                })
            }
        };
        Some(match outcome::join(self.state.as_ref(), other.state.as_ref(), buffers) {
            None => decided,
            Some(state) => buffers.zip(&state, &decided, |state, decided| if state == OPEN { decided } else { state }),
        })
    }

    /// Least and most points by a table.
    pub fn step(&self, bands: &Bands, buffers: &mut Buffers) -> Option<Span> {
        let state = self.state.clone();
        if self.is_point() && self.low.known.is_none() {
            return Some(Span { low: self.low.step(&bands.edges, buffers)?, high: None, state });
        }
        if bands.least.is_empty() {
            return None;
        }
        let [mut first, mut last] = [&self.low, self.high()].map(|end| end.pass(&bands.places, buffers));
        for (place, end, open) in [(&mut first, &self.low, 0), (&mut last, self.high(), bands.last())] {
            if let (Some(place), Some(known)) = (place, &end.known) {
                buffers.change(place, known, move |at, known| if known == 1 { at } else { open });
            }
        }
        let (first, last) = (first?, last?);
        let [low, high] = [&bands.least, &bands.most].map(|points| {
            let points = buffers.zip(&first, &last, |first, last| bands.between(points, first, last));
            Fraction::of(points, bands.edges.bounds, (1, bands.edges.scale), None)
        });
        Some(Span { low, high: Some(high), state })
    }

    /// A scorecard item's points: what can't be computed counts from the least to the most.
    pub fn points(&self, least: &Span, most: &Span, buffers: &mut Buffers) -> Option<Span> {
        let Some(state) = &self.state else { return Some(self.clone()) };
        let counts = rows(state, buffers, |s| s == OPEN || s == UNTOLD);
        if all(&counts, buffers) {
            return Some(self.clone());
        }
        let [low, high] = [(&least.low, &most.low, false), (least.high(), most.high(), true)].map(|(a, b, greater)| {
            // Bounds of points are constants.
            a.as_constant().and(b.as_constant())?;
            a.extreme(b, greater, buffers)
        });
        let low = pick(&counts, &self.low, &low?, buffers)?;
        let high = pick(&counts, self.high(), &high?, buffers)?;
        let state = buffers.map(state, |s| if s == UNTOLD { UNTOLD } else { OPEN });
        Some(Span { low, high: Some(high), state: Some(state) })
    }

    /// `if c then a else b`
    pub fn choose(condition: &Outcomes, a: &Span, b: &Span, buffers: &mut Buffers) -> Option<Span> {
        let [x, y] = [a, b].map(|s| s.state.clone().unwrap_or_else(|| buffers.filled(OPEN)));
        let state = Some(buffers.zip3(condition, &x, &y, outcome::chosen));
        let taken = rows(condition, buffers, |c| c == TRUE);
        let mut low = pick(&taken, &a.low, &b.low, buffers)?;
        let open = rows(condition, buffers, |c| c == OPEN);
        let hull = any(&open, buffers);
        if !hull && a.is_point() && b.is_point() {
            return Some(Span { low, high: None, state });
        }
        let mut high = pick(&taken, a.high(), b.high(), buffers)?;
        if hull {
            let (least, most) = (a.low.extreme(&b.low, false, buffers)?, a.high().extreme(b.high(), true, buffers)?);
            (low, high) = (pick(&open, &least, &low, buffers)?, pick(&open, &most, &high, buffers)?);
        }
        Some(Span { low, high: Some(high), state })
    }

    /// The greatest integer that is not above the number.
    pub fn floor(&self, buffers: &mut Buffers) -> Option<Span> {
        let high = if self.is_point() { None } else { Some(self.high().floor(buffers)?) };
        Some(Span { low: self.low.floor(buffers)?, high, state: self.state.clone() })
    }

    /// Takes the buffers back.
    pub fn give(self, buffers: &mut Buffers) {
        self.low.give(buffers);
        if let Some(high) = self.high {
            high.give(buffers);
        }
        buffers.give_mask(self.state);
    }
}

/// A bound of two numbers, of which each that is known bounds the result.
fn bounded(both: Fraction, a: &Fraction, b: &Fraction, buffers: &mut Buffers) -> Option<Fraction> {
    let Some(known) = both.known.clone() else { return Some(both) };
    let first = ones(&a.known, buffers);
    let first = rows(&first, buffers, |k| k == 1);
    let one = pick(&first, a, b, buffers)?;
    let known = rows(&known, buffers, |k| k == 1);
    pick(&known, &both, &one, buffers)
}

/// The rows of a flag that have a value get another state.
fn mark(state: Option<Outcomes>, rows: &Flags, with: u8, buffers: &mut Buffers) -> Option<Outcomes> {
    if !any(rows, buffers) {
        return state;
    }
    let state = state.unwrap_or_else(|| buffers.filled(OPEN));
    Some(buffers.zip(&state, rows, move |state, row| if row == TRUE && state == OPEN { with } else { state }))
}

/// Whether any row is null.
pub fn is_null(state: &Outcomes, buffers: &mut Buffers) -> Outcomes {
    buffers.map(state, |state| match state {
        NULL => TRUE,
        TRUE | FALSE | OPEN => FALSE,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use peiyu::number::Number;
    use peiyu::program::interval::Interval;
    use proptest::prelude::*;

    use super::*;

    /// Two ends, each of which may be missing, in any order.
    type Ends = (Option<i64>, Option<i64>);

    fn interval(ends: Ends) -> Interval {
        let (low, high) = match ends {
            (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
            other => other,
        };
        Interval::new(low.map(Number::from_i64), high.map(Number::from_i64))
    }

    fn column(numbers: &[Option<Number>]) -> Fraction {
        let integers: Vec<i64> = numbers.iter().map(|n| n.as_ref().and_then(Number::to_i64).unwrap_or_default()).collect();
        let most = integers.iter().map(|n| n.abs()).max().unwrap_or_default();
        let known = numbers.iter().map(|n| u8::from(n.is_some())).collect();
        Fraction::of(Rc::new(integers), (-most, most), (1, 1), Some(Rc::new(known)))
    }

    fn span(intervals: &[Interval]) -> Span {
        let end = |f: fn(&Interval) -> Option<Number>| column(&intervals.iter().map(f).collect::<Vec<_>>());
        Span { low: end(|i| i.lo.clone()), high: Some(end(|i| i.hi.clone())), state: None }
    }

    fn same(a: Option<&Number>, b: Option<&Number>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a.compare(b) == Ok(std::cmp::Ordering::Equal),
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    /// Whether a row is what the scalar evaluator's interval is.
    fn told(span: &Span, row: usize, expected: &Interval) -> bool {
        match span.state.as_ref().map_or(OPEN, |s| s[row]) {
            OPEN => {
                !expected.partial
                    && same(span.low.get(row).as_ref(), expected.lo.as_ref())
                    && same(span.high().get(row).as_ref(), expected.hi.as_ref())
            }
            PARTIAL => expected.partial,
            _ => false,
        }
    }

    fn end() -> impl Strategy<Value = Option<i64>> {
        prop_oneof![1 => Just(None), 1 => Just(Some(0)), 4 => (-6..=6_i64).prop_map(Some), 3 => (1..=9_i64).prop_map(Some)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn bounds_are_those_of_the_scalar_intervals(
            pairs in prop::collection::vec(((end(), end()), (end(), end())), 1..40),
            conditions in prop::collection::vec(prop::sample::select(vec![TRUE, FALSE, OPEN, NULL]), 40),
        ) {
            let [x, y]: [Vec<Interval>; 2] =
                [pairs.iter().map(|p| interval(p.0)).collect(), pairs.iter().map(|p| interval(p.1)).collect()];
            let mut buffers = Buffers::new();
            buffers.rows = pairs.len();
            let (a, b) = (span(&x), span(&y));
            let condition = Rc::new(conditions[..pairs.len()].to_vec());
            let sum = a.add(&b, &mut buffers).unwrap();
            let difference = a.sub(&b, &mut buffers).unwrap();
            let product = a.multiply(&b, &mut buffers).unwrap();
            let [quotient, measured] = [false, true].map(|measured| a.divide(&b, measured, &mut buffers).unwrap());
            let [least, most] = [false, true].map(|greater| a.extreme(&b, greater, &mut buffers).unwrap());
            let hull = Span::choose(&condition, &a, &b, &mut buffers).unwrap();
            let orders = [Order::Less, Order::LessOrEqual, Order::Equal].map(|o| a.compare(&b, o, &mut buffers).unwrap());
            for (row, (x, y)) in x.iter().zip(&y).enumerate() {
                let untold = |span: &Span| span.state.as_ref().is_some_and(|s| s[row] == UNTOLD);
                let shown = format!("{x:?} {y:?}");
                prop_assert!(told(&sum, row, &x.add(y)), "+ {shown}");
                prop_assert!(told(&difference, row, &x.sub(y)), "- {shown}");
                let ends = [&x.lo, &x.hi, &y.lo, &y.hi];
                // Only these are left: both factors may be negative, or the divisor is.
                let signs = ends.iter().all(|e| e.is_some()) && may_be_negative(x) && may_be_negative(y);
                prop_assert!(if signs { untold(&product) } else { told(&product, row, &x.mul(y)) }, "* {shown}");
                let negative = y.below(&Number::ZERO);
                prop_assert!(if negative { untold(&quotient) } else { told(&quotient, row, &x.div(y, false)) }, "/ {shown}");
                prop_assert!(told(&measured, row, &x.div(y, true)), "measured / {shown}");
                prop_assert!(told(&least, row, &x.min(y)), "min {shown}");
                prop_assert!(told(&most, row, &x.max(y)), "max {shown}");
                let chosen = match condition[row] {
                    TRUE => x.clone(),
                    OPEN => x.hull(y),
                    _ => y.clone(),
                };
                prop_assert!(told(&hull, row, &chosen), "if {} {shown}", condition[row]);
                let equal = if x.single().is_some() && y.single().is_some() && !x.apart(y) { Some(true) } else { x.apart(y).then_some(false) };
                let expected = [x.less(y), y.less(x).map(|greater| !greater), equal];
                for (found, expected) in orders.iter().zip(expected) {
                    prop_assert_eq!(found[row], expected.map_or(OPEN, flags::flag), "{}", shown);
                }
            }
        }
    }

    fn may_be_negative(x: &Interval) -> bool {
        x.lo.as_ref().is_none_or(|lo| lo.sign() == Ok(std::cmp::Ordering::Less))
    }
}
