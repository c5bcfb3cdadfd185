//! Integers past 64 bits, kept as what they are made of.
//!
//! Where they are only held against one another, floats with a bound on their error decide almost every row, all rows
//! together; 128 bits are computed for the rows in which both sides are nearly equal, and for all where somebody asks
//! for the integers themselves. (A filtered predicate, as in Shewchuk, "Adaptive precision floating-point arithmetic",
//! 1997.)

use std::cell::OnceCell;
use std::rc::Rc;

use crate::buffers::{Buffers, at_once};
use crate::flags::{Flags, flag};
use crate::floats::float;
use crate::part::{Data, Order, Part};

/// Deepest nesting that is kept; deeper ones are computed, so that no rule is too long for the stack.
const DEPTH: usize = 16;
/// Twice the relative error of one rounding.
const UNIT: f64 = f64::EPSILON;
/// Makes up for the roundings in the computation of an error.
const AMPLE: f64 = 1.001;

/// Integers of each row that fit 128 bits.
#[derive(Debug)]
pub struct Wide {
    of: Of,
    depth: usize,
    values: OnceCell<Rc<Vec<i128>>>,
}

#[derive(Debug)]
enum Of {
    /// The integers themselves.
    Values,
    /// One times the other.
    Product(Part, Part),
    /// One times a constant and the other times a constant.
    Sum((Part, i128), (Part, i128)),
}

/// Floats that lie near the integers: none is farther off than `error`.
struct Near {
    floats: Rc<Vec<f64>>,
    error: f64,
    /// No integer is greater, whatever its sign.
    most: f64,
}

impl Wide {
    /// Integers that are there.
    pub fn of_values(values: Rc<Vec<i128>>) -> Data {
        Data::Wide(Rc::new(Wide { of: Of::Values, depth: 0, values: OnceCell::from(values) }))
    }

    /// `a * b`, which the caller has proved to fit.
    pub fn product(a: &Part, b: &Part, buffers: &mut Buffers) -> Data {
        Wide::made(Of::Product(a.clone(), b.clone()), depth(a).max(depth(b)), buffers)
    }

    /// `a * j + b * k`, which the caller has proved to fit in every step.
    pub fn sum((a, j): (&Part, i128), (b, k): (&Part, i128), buffers: &mut Buffers) -> Data {
        Wide::made(Of::Sum((a.clone(), j), (b.clone(), k)), depth(a).max(depth(b)), buffers)
    }

    fn made(of: Of, depth: usize, buffers: &mut Buffers) -> Data {
        let wide = Wide { of, depth: depth + 1, values: OnceCell::new() };
        if wide.depth > DEPTH { Wide::of_values(wide.values(buffers)) } else { Data::Wide(Rc::new(wide)) }
    }

    /// The integer of a row.
    pub fn get(&self, row: usize) -> Option<i128> {
        if let Some(values) = self.values.get() {
            return values.get(row).copied();
        }
        match &self.of {
            Of::Values => None,
            Of::Product(a, b) => Some(a.get(row)?.wrapping_mul(b.get(row)?)),
            Of::Sum((a, j), (b, k)) => Some(a.get(row)?.wrapping_mul(*j).wrapping_add(b.get(row)?.wrapping_mul(*k))),
        }
    }

    /// All integers.
    pub fn values(&self, buffers: &mut Buffers) -> Rc<Vec<i128>> {
        if let Some(values) = self.values.get() {
            return values.clone();
        }
        let values = match &self.of {
            Of::Values => buffers.filled(0),
            Of::Product(a, b) => match (&a.data, &b.data) {
                (Data::Narrow(x), Data::Narrow(y)) => buffers.zip(x, y, move |x, y| i128::from(x) * i128::from(y)),
                _ => {
                    let (x, y) = (a.to_wide(buffers), b.to_wide(buffers));
                    buffers.zip(&x, &y, i128::wrapping_mul)
                }
            },
            Of::Sum((a, j), (b, k)) => {
                let (x, y, j, k) = (a.to_wide(buffers), b.to_wide(buffers), *j, *k);
                buffers.zip(&x, &y, move |x, y| x.wrapping_mul(j).wrapping_add(y.wrapping_mul(k)))
            }
        };
        self.values.get_or_init(|| values).clone()
    }

    /// Floats near the integers.
    fn near(&self, buffers: &mut Buffers) -> Near {
        if let Some(values) = self.values.get() {
            let (low, high) = buffers.range(values).unwrap_or_default();
            let most = magnitude(low, high);
            return Near { floats: buffers.map(values, far), error: most * UNIT, most };
        }
        match &self.of {
            Of::Values => Near { floats: buffers.filled(0.0), error: 0.0, most: 0.0 },
            Of::Product(a, b) => {
                let (x, y) = (near(a, buffers), near(b, buffers));
                let most = x.most * y.most * AMPLE;
                let off = x.most * y.error + y.most * x.error + x.error * y.error + most * UNIT;
                let floats = buffers.zip(&x.floats, &y.floats, move |x, y| x * y);
                x.give(buffers);
                y.give(buffers);
                Near { floats, error: off * AMPLE, most }
            }
            Of::Sum((a, j), (b, k)) => {
                let (x, y) = (near(a, buffers), near(b, buffers));
                combined((x, far(*j)), (y, far(*k)), buffers)
            }
        }
    }

    /// Takes the buffers back.
    pub fn give(self, buffers: &mut Buffers) {
        if let Some(values) = self.values.into_inner() {
            buffers.give(values);
        }
        match self.of {
            Of::Values => {}
            Of::Product(a, b) | Of::Sum((a, _), (b, _)) => {
                a.give(buffers);
                b.give(buffers);
            }
        }
    }
}

impl Near {
    fn give(self, buffers: &mut Buffers) {
        buffers.give(self.floats);
    }
}

fn depth(part: &Part) -> usize {
    if let Data::Wide(wide) = &part.data { wide.depth } else { 0 }
}

/// Floats near any integers.
fn near(part: &Part, buffers: &mut Buffers) -> Near {
    match &part.data {
        Data::One => Near { floats: buffers.filled(1.0), error: 0.0, most: 1.0 },
        Data::Narrow(data) => {
            let most = magnitude(part.low, part.high);
            // Floats hold whole numbers below 2^53 exactly.
            let error = if most < 9e15 { 0.0 } else { most * UNIT };
            Near { floats: buffers.map(data, float), error, most }
        }
        Data::Wide(wide) => wide.near(buffers),
    }
}

/// `a * j + b * k`
fn combined((a, j): (Near, f64), (b, k): (Near, f64), buffers: &mut Buffers) -> Near {
    let [x, y] = [(&a, j), (&b, k)].map(|(of, k)| of.most * k.abs() * AMPLE);
    let off = a.error * j.abs() + b.error * k.abs();
    // A constant is rounded, then the product, then the sum.
    let error = (off + (x + y) * 3.0 * UNIT) * AMPLE;
    let floats = buffers.zip(&a.floats, &b.floats, move |a, b| a * j + b * k);
    a.give(buffers);
    b.give(buffers);
    Near { floats, error, most: (x + y) * AMPLE }
}

/// Whether `a * j` and `b * k` stand in an order; the caller has proved that both fit 128 bits.
pub fn compare((a, j): (&Part, i128), (b, k): (&Part, i128), order: Order, buffers: &mut Buffers) -> Flags {
    let (x, y) = (near(a, buffers), near(b, buffers));
    let Near { floats, error, .. } = combined((x, far(j)), (y, -far(k)), buffers);
    let below = order != Order::Equal;
    let mut truth = buffers.take::<u8>();
    buffers.change(&mut truth, &floats, move |_, d| flag(below && d < 0.0));
    for row in close(&floats, error, buffers) {
        let (Some(x), Some(y)) = (a.get(row), b.get(row)) else { continue };
        let (x, y) = (x.wrapping_mul(j), y.wrapping_mul(k));
        if let Some(truth) = truth.get_mut(row) {
            *truth = flag(match order {
                Order::Less => x < y,
                Order::LessOrEqual => x <= y,
                Order::Equal => x == y,
            });
        }
    }
    buffers.give(floats);
    Rc::new(truth)
}

/// Gives the points of the last edge where `a * j` has reached `b * k + more`, with `(k, more)` for each edge; `below`
/// where it has reached none.
pub fn reach(below: i64, (a, j): (&Part, i128), b: &Part, edges: &[((i128, i128), i64)], buffers: &mut Buffers) -> Vec<i64> {
    let mut out = buffers.take::<i64>();
    out.fill(below);
    let (x, y) = (near(a, buffers), near(b, buffers));
    let fj = far(j);
    let error = |k: f64| {
        let of = |near: &Near, k: f64| near.error * k.abs() + near.most * k.abs() * 3.0 * UNIT;
        (of(&x, fj) + of(&y, k)) * AMPLE + 1.0
    };
    let edge = |((k, _), points): &((i128, i128), i64)| (far(*k), error(far(*k)), *points);
    let near: Vec<(f64, f64, i64)> = edges.iter().map(edge).collect();
    at_once!(near, |some| buffers.change2(&mut out, &x.floats, &y.floats, move |out, x, y| pass(out, x * fj, y, some)));
    x.give(buffers);
    y.give(buffers);
    let doubtful = buffers.fold(&out, 0, |any, points| any | u8::from(points == DOUBT)) == 1;
    let rows = out.iter().enumerate().filter(|(_, points)| doubtful && **points == DOUBT).map(|(row, _)| row);
    let rows: Vec<usize> = rows.collect();
    for row in rows {
        let (Some(x), Some(y), Some(out)) = (a.get(row), b.get(row), out.get_mut(row)) else { continue };
        let x = x.wrapping_mul(j);
        let reached = |((k, more), _): &&((i128, i128), i64)| x >= y.wrapping_mul(*k) + more;
        *out = edges.iter().rfind(reached).map_or(below, |(_, points)| *points);
    }
    out
}

/// In the place of points: floats can't tell.
const DOUBT: i64 = i64::MIN;

/// The points of the last of some edges, each a factor of `y`, an error and points, that `x` has passed; `out` where it
/// has passed none.
#[inline]
fn pass<const N: usize>(out: i64, x: f64, y: f64, edges: [(f64, f64, i64); N]) -> i64 {
    let (mut points, mut least) = (out, f64::MAX);
    for (k, error, on) in edges {
        let over = x - y * k;
        points = if over > 0.0 { on } else { points };
        let beyond = over.abs() - error;
        least = if beyond < least { beyond } else { least };
    }
    points = if least > 0.0 { points } else { DOUBT };
    if out == DOUBT { DOUBT } else { points }
}

/// The rows in which a float is too near to zero to tell a sign.
fn close(floats: &[f64], error: f64, buffers: &mut Buffers) -> Vec<usize> {
    let close = buffers.map(floats, move |d| u8::from(d.abs() <= error));
    let any = buffers.fold(&close, 0, |any, close| any | close) == 1;
    let rows = close.iter().enumerate().filter(|(_, close)| any && **close == 1).map(|(row, _)| row).collect();
    buffers.give(close);
    rows
}

fn magnitude(low: i128, high: i128) -> f64 {
    far(low).abs().max(far(high).abs()) * AMPLE
}

/// The float nearest to an integer.
#[expect(clippy::cast_precision_loss, reason = "its error is reckoned with")]
#[inline]
fn far(n: i128) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;
    use crate::flags::TRUE;

    /// What a row is made of: `x`, `u` and `v`, `w`, how far `z` is from `x`, and whether it is not.
    type Made = (i64, [i64; 2], i64, i32, bool);

    /// Integers of 64 bits with bounds that all of them keep.
    fn part(numbers: &[i64]) -> Part {
        let most = numbers.iter().map(|n| i128::from(*n).abs()).max().unwrap_or_default();
        Part::narrow(Rc::new(numbers.to_vec()), (-most, most))
    }

    proptest! {
        // `x * u + x * v + w` against `(u + v) * z`, with `z` so near to `x` that floats can't tell them apart, and at any
        // distance: both sides are rounded in different ways.
        #[test]
        fn floats_never_decide_wrongly(
            rows in prop::collection::vec((1..1_i64 << 50, [1..1_i64 << 49, 1..1_i64 << 49], -2..=2_i64, any::<i32>(), any::<bool>()), 1..50),
            j in 1..1_000_i128,
        ) {
            let column = |f: &dyn Fn(&Made) -> i64| part(&rows.iter().map(f).collect::<Vec<_>>());
            let (x, u, v, w) = (column(&|r| r.0), column(&|r| r.1[0]), column(&|r| r.1[1]), column(&|r| r.2));
            let (y, z) = (column(&|r| r.1[0] + r.1[1]), column(&|r| if r.4 { r.0 } else { r.0 + i64::from(r.3) }));
            let mut buffers = Buffers::new();
            buffers.rows = rows.len();
            let wide = |data| Part { data, low: i128::MIN, high: i128::MAX };
            let products = [&u, &v].map(|other| wide(Wide::product(&x, other, &mut buffers)));
            let both = wide(Wide::sum((&products[0], 1), (&products[1], 1), &mut buffers));
            let left = wide(Wide::sum((&both, 1), (&w, 1), &mut buffers));
            let right = wide(Wide::product(&y, &z, &mut buffers));
            let exact = |row: usize| {
                let [x, y, w, z] = [&x, &y, &w, &z].map(|p| p.get(row).unwrap_or_default());
                ((x * y + w) * j, y * z * j)
            };
            for order in [Order::Less, Order::LessOrEqual, Order::Equal] {
                let found = compare((&left, j), (&right, j), order, &mut buffers);
                for (row, found) in found.iter().enumerate() {
                    let (a, b) = exact(row);
                    let truth = match order {
                        Order::Less => a < b,
                        Order::LessOrEqual => a <= b,
                        Order::Equal => a == b,
                    };
                    prop_assert_eq!(*found == TRUE, truth, "{:?} {} {}", order, a, b);
                }
            }
            let edges = [((j - 1, 0), 1), ((j, 0), 2), ((j, 1), 3)];
            let found = reach(0, (&left, j), &right, &edges, &mut buffers);
            for (row, found) in found.iter().enumerate() {
                let (a, b) = exact(row);
                let points = match a.cmp(&b) {
                    Ordering::Greater => 3,
                    Ordering::Equal => 2,
                    Ordering::Less => i64::from(a >= b / j * (j - 1)),
                };
                prop_assert_eq!(*found, points, "{} {}", a, b);
            }
            prop_assert_eq!(left.to_wide(&mut buffers).to_vec(), (0..rows.len()).map(|row| exact(row).0 / j).collect::<Vec<_>>());
        }
    }
}
