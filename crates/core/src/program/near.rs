//! What a part of a program can come to, in floating point: bounds a little wider than the exact ones and never narrower, in
//! a tenth of the time.
//!
//! A search asks here first, and exact arithmetic only where the bounds leave it open. What isn't known to be bounded (dates,
//! roots, texts) can be anything here.

#![expect(clippy::float_cmp, reason = "whether numbers are exact is what is asked")]

use crate::number::Number;

use super::cell::{Cell, Possible};
use super::step::Edge;
use super::{Instruction, Op, Program, Slot, Workspace};

/// Wider than a few roundings are off, in relation to the value.
const SLACK: f64 = 1e-15;
/// Whole numbers below are exact, and so are sums and products of them.
const WHOLE: f64 = 9_007_199_254_740_992.0;
/// Numbers nearer to one another than this are told apart by exact arithmetic only.
const CLOSE: f64 = 1e-12;
/// Most bits of an exact number that can't be too long for [`Number`].
const MAX_BITS: u32 = 4_000;

/// What a value can be. Of booleans the numbers are 0 and 1.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// No known value is less.
    pub lo: f64,
    /// No known value is greater.
    pub hi: f64,
    /// Whether it is a known value; otherwise it can be null, unknown or an error as well.
    pub sure: bool,
    /// Whether exact arithmetic may know more than that, by more than roundings.
    pub vague: bool,
    /// No exact value has more bits above or below its line.
    bits: u32,
}

impl Bounds {
    /// Anything.
    pub const ANY: Bounds = Bounds { lo: f64::NEG_INFINITY, hi: f64::INFINITY, sure: false, vague: true, bits: 0 };
    const NO: Bounds = Bounds { lo: 0.0, hi: 0.0, sure: true, vague: false, bits: 1 };
    const ONE: Bounds = Bounds { lo: 1.0, hi: 1.0, ..Bounds::NO };

    /// A quotient of whole numbers of so many bits, rounded or not, the divisor above zero.
    pub fn quotient(num: f64, den: f64, bits: u32) -> Bounds {
        let x = num / den;
        // A whole quotient of numbers that are exact is exact.
        let exact = num.abs() < WHOLE && den < WHOLE && whole(x) && x * den == num;
        let slack = if exact { 0.0 } else { x.abs() * SLACK };
        Bounds { lo: x - slack, hi: x + slack, bits, ..Bounds::NO }
    }

    /// A number; anything where it is past machine integers.
    #[expect(clippy::cast_precision_loss, reason = "the bounds are widened by more")]
    pub fn number(n: &Number) -> Bounds {
        n.fraction().map_or(Bounds::ANY, |(num, den)| {
            Bounds::quotient(num as f64, den as f64, i128::BITS - (num.unsigned_abs() | den.unsigned_abs()).leading_zeros())
        })
    }

    /// What a cell can be.
    pub fn cell(cell: &Cell) -> Bounds {
        match cell {
            Cell::Number(n) => Bounds::number(n),
            Cell::Boolean(b) => {
                if *b {
                    Bounds::ONE
                } else {
                    Bounds::NO
                }
            }
            Cell::Unknown(Possible::Number(x)) => {
                let end = |n: &Option<Number>| n.as_ref().map_or(Bounds::ANY, Bounds::number);
                Bounds { lo: end(&x.lo).lo, hi: end(&x.hi).hi, sure: false, ..Bounds::NO }
            }
            Cell::Unknown(Possible::Boolean { .. }) => Bounds { hi: 1.0, sure: false, ..Bounds::NO },
            _ => Bounds::ANY,
        }
    }

    /// Other numbers, known where two values are.
    fn of_two(lo: f64, hi: f64, a: &Bounds, b: &Bounds) -> Bounds {
        Bounds { lo, hi, sure: a.sure && b.sure, vague: a.vague || b.vague, bits: a.bits.max(b.bits) }
    }

    /// What was computed of two values, with roundings unless it is exact.
    fn computed((lo, hi): (f64, f64), a: &Bounds, b: &Bounds, exact: bool) -> Bounds {
        let bits = a.bits.saturating_add(b.bits).saturating_add(1);
        let mut out = Bounds { bits, ..Bounds::of_two(lo, hi, a, b) };
        // Past that size the exact number may be an error.
        out.sure &= bits < MAX_BITS;
        if !exact {
            out.lo = lo - lo.abs() * SLACK - f64::MIN_POSITIVE;
            out.hi = hi + hi.abs() * SLACK + f64::MIN_POSITIVE;
            // Infinities without a difference or a quotient.
            if out.lo.is_nan() || out.hi.is_nan() {
                (out.lo, out.hi) = (f64::NEG_INFINITY, f64::INFINITY);
            }
        }
        out
    }

    /// Everything from one to the other.
    #[must_use]
    pub fn hull(&self, other: &Bounds) -> Bounds {
        Bounds::of_two(lesser(self.lo, other.lo), greater(self.hi, other.hi), self, other)
    }

    /// Whether every known value is greater than another: nothing where that isn't told.
    pub fn above(&self, other: &Bounds) -> Option<bool> {
        if self.hi <= other.lo { Some(false) } else { (self.sure && self.lo > other.hi).then_some(true) }
    }

    fn whole(&self) -> bool {
        whole(self.lo) && whole(self.hi)
    }

    fn is(&self, x: f64) -> bool {
        self.lo == x && self.hi == x
    }

    fn negated(&self) -> Bounds {
        Bounds { lo: -self.hi, hi: -self.lo, ..*self }
    }

    fn add(&self, other: &Bounds) -> Bounds {
        let (lo, hi) = (self.lo + other.lo, self.hi + other.hi);
        let exact = exact_sum(self.lo, other.lo, lo) && exact_sum(self.hi, other.hi, hi);
        Bounds::computed((lo, hi), self, other, exact)
    }

    fn mul(&self, other: &Bounds) -> Bounds {
        let (lo, hi) = ends([self.lo * other.lo, self.lo * other.hi, self.hi * other.lo, self.hi * other.hi]);
        let exact = self.whole() && other.whole() && lo.abs() < WHOLE && hi.abs() < WHOLE;
        Bounds::computed((lo, hi), self, other, exact)
    }

    /// Quotients, of divisors above zero or, where `either`, below.
    fn div(&self, by: &Bounds, either: bool) -> Bounds {
        let (lo, hi) = if by.lo > 0.0 || (either && by.hi < 0.0) {
            ends([self.lo / by.lo, self.lo / by.hi, self.hi / by.lo, self.hi / by.hi])
        } else {
            return Bounds { vague: self.vague || by.vague, ..Bounds::ANY };
        };
        Bounds::computed((lo, hi), self, by, false)
    }

    fn min(&self, other: &Bounds) -> Bounds {
        Bounds::of_two(lesser(self.lo, other.lo), lesser(self.hi, other.hi), self, other)
    }

    /// Whether both hold: what is certain not to hold decides alone.
    fn and(&self, other: &Bounds) -> Bounds {
        let decides = |x: &Bounds| x.sure && x.hi <= 0.0;
        let both = self.min(other);
        Bounds { sure: both.sure || decides(self) || decides(other), ..both }
    }

    fn not(&self) -> Bounds {
        Bounds { lo: 1.0 - self.hi, hi: 1.0 - self.lo, ..*self }
    }
}

/// Whether a sum wasn't rounded (Knuth, section 4.2.2).
fn exact_sum(a: f64, b: f64, sum: f64) -> bool {
    let rest = sum - a;
    (a - (sum - rest)) + (b - rest) == 0.0
}

/// The lesser and the greater of two; numbers both, for which a comparison is all that it takes.
fn lesser(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

fn greater(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// Whether a number is whole or infinite.
fn whole(x: f64) -> bool {
    x.trunc() == x
}

/// Least and greatest; not a number where one isn't.
fn ends(corners: [f64; 4]) -> (f64, f64) {
    if corners.iter().any(|x| x.is_nan()) {
        return (f64::NAN, f64::NAN);
    }
    let [a, b, c, d] = corners;
    (lesser(lesser(a, b), lesser(c, d)), greater(greater(a, b), greater(c, d)))
}

/// Whether roundings may keep two numbers from being told apart.
pub fn close(x: f64, y: f64) -> bool {
    (x - y).abs() <= CLOSE * lesser(x.abs(), y.abs())
}

/// The table of a step in floating point.
#[derive(Clone, Debug)]
pub struct Table {
    /// Edges, rising, each with the points of exactly that value and those above it.
    edges: Vec<[Bounds; 3]>,
    below: Bounds,
}

impl Table {
    /// The table of exact edges and points.
    pub fn new(below: &Number, edges: &[Edge]) -> Table {
        let all = |e: &Edge| [&e.at, &e.on, &e.above].map(Bounds::number);
        Table { edges: edges.iter().map(all).collect(), below: Bounds::number(below) }
    }

    /// The points of a value, and whether they hang on roundings.
    fn points(&self, x: &Bounds) -> (bool, Bounds) {
        let (mut out, mut hangs): (Option<Bounds>, bool) = (None, false);
        let mut join = |points: &Bounds| out = Some(out.map_or(*points, |out| out.hull(points)));
        if self.edges.first().is_none_or(|[at, ..]| x.lo < at.hi) {
            join(&self.below);
        }
        for (i, [at, on, above]) in self.edges.iter().enumerate() {
            let next = self.edges.get(i + 1);
            if x.lo <= at.hi && x.hi >= at.lo {
                join(on);
            }
            if x.hi > at.lo && next.is_none_or(|[next, ..]| x.lo < next.hi) {
                join(above);
            }
            let told = |end: f64| at.is(end) || !close(end, at.lo);
            hangs |= !told(x.lo) || !told(x.hi);
        }
        let points = out.map_or(Bounds::ANY, |out| Bounds { sure: x.sure && out.sure, vague: x.vague || out.vague, ..out });
        (hangs, points)
    }
}

/// The bounds of values after a run, and of those that rest on facts that are elsewhere than in the run.
#[derive(Clone, Debug, Default)]
pub struct Near {
    /// What was in the run where it was asked for, and what is now of the facts that move and what rests on them.
    values: Vec<Bounds>,
    /// Whose bounds are there.
    known: Vec<bool>,
    /// Those that are not what they were in the run.
    moving: Vec<usize>,
    /// What is asked for.
    at: Slot,
    /// Whether a decision of the last question hung on roundings.
    close: bool,
}

impl Near {
    /// Asks from now on for a slot where these facts move. `part` are the instructions behind it that rest on them, in order; all
    /// is asked after the same run.
    pub fn prepare(&mut self, program: &Program, run: &Workspace, part: &[usize], facts: &[u32], at: Slot) {
        let results = program.constants.len() + program.facts as usize;
        if self.values.is_empty() {
            self.values.resize(results + program.instructions.len(), Bounds::ANY);
            self.known.resize(self.values.len(), false);
        }
        for at in self.moving.drain(..) {
            self.known[at] = false;
        }
        self.moving.extend(facts.iter().map(|fact| program.fact_slot(*fact) as usize).chain(part.iter().map(|i| results + i)));
        self.moving.retain(|at| *at < self.known.len());
        for at in &self.moving {
            self.known[*at] = true;
        }
        let operands = part.iter().filter_map(|index| program.instructions.get(*index)).flat_map(|i| {
            let growth = program.instruction_of(i.a).and_then(|of| program.instructions.get(of));
            [i.a, i.b, i.c, growth.map_or(i.a, |growth| growth.a)]
        });
        for slot in operands.chain([at]) {
            if let Some(known) = self.known.get_mut(slot as usize).filter(|known| !**known) {
                *known = true;
                self.values[slot as usize] = Bounds::cell(run.get(slot));
            }
        }
        self.at = at;
    }

    /// What the slot can be where the facts are within bounds; `part` is what it was prepared for.
    pub fn ask(&mut self, program: &Program, part: &[usize], facts: &[(u32, Bounds)]) -> Bounds {
        let results = program.constants.len() + program.facts as usize;
        self.close = false;
        for (fact, bounds) in facts {
            if let Some(value) = self.values.get_mut(program.fact_slot(*fact) as usize) {
                *value = *bounds;
            }
        }
        for index in part {
            let Some(instruction) = program.instructions.get(*index) else { continue };
            let bounds = self.apply(program, instruction);
            if let Some(value) = self.values.get_mut(results + index) {
                *value = bounds;
            }
        }
        *self.get(self.at)
    }

    /// Whether exact arithmetic may have excluded more than the last answer does.
    pub fn loose(&self, answer: &Bounds) -> bool {
        self.close || answer.vague
    }

    fn get(&self, at: Slot) -> &Bounds {
        self.values.get(at as usize).unwrap_or(&Bounds::ANY)
    }

    fn apply(&mut self, program: &Program, instruction: &Instruction) -> Bounds {
        let (close, bounds) = self.applied(program, instruction);
        self.close |= close;
        bounds
    }

    /// Whether a decision hung on roundings, and the result.
    fn applied(&self, program: &Program, instruction: &Instruction) -> (bool, Bounds) {
        let (a, b) = (self.get(instruction.a), self.get(instruction.b));
        let bounds = match instruction.op {
            Op::Negate => a.negated(),
            Op::Add => a.add(b),
            Op::Sub => a.add(&b.negated()),
            Op::Mul => a.mul(b),
            Op::Div | Op::DivMeasured => {
                let either = instruction.op == Op::Div;
                match self.grown(program, instruction) {
                    Some(grown) => grown.div(b, either).add(&Bounds::ONE.negated()),
                    None => a.div(b, either),
                }
            }
            Op::Min => a.min(b),
            Op::Max => a.negated().min(&b.negated()).negated(),
            Op::Lt => return less(a, b),
            Op::Le => {
                let (close, less) = less(b, a);
                return (close, less.not());
            }
            Op::Eq => {
                let ((close, below), (either, above)) = (less(a, b), less(b, a));
                let (apart, same) = (below.lo >= 1.0 || above.lo >= 1.0, a.is(b.lo) && b.is(a.lo));
                return (close || either, Bounds::of_two(f64::from(same), f64::from(!apart), a, b));
            }
            Op::And => a.and(b),
            Op::Or => a.not().and(&b.not()).not(),
            Op::Not => a.not(),
            Op::If => {
                let c = self.get(instruction.c);
                match (a.sure, a.lo >= 1.0, a.hi <= 0.0) {
                    (true, true, _) => *b,
                    (true, _, true) => *c,
                    _ => {
                        let either = b.hull(c);
                        Bounds { sure: either.sure && a.sure, vague: either.vague || a.vague, ..either }
                    }
                }
            }
            Op::Step(table) => return program.steps.get(table as usize).map_or((false, Bounds::ANY), |step| step.near.points(a)),
            Op::Points if !a.sure => Bounds { sure: false, ..a.hull(&b.hull(self.get(instruction.c))) },
            Op::Settle | Op::Points => *a,
            _ => Bounds::ANY,
        };
        (false, bounds)
    }

    /// What has grown, of a growth: `(a - b) / b` is `a / b - 1`, whose bounds are narrower.
    fn grown(&self, program: &Program, quotient: &Instruction) -> Option<&Bounds> {
        let growth = program.instructions.get(program.instruction_of(quotient.a)?)?;
        (growth.op == Op::Sub && growth.b == quotient.b).then(|| self.get(growth.a))
    }
}

/// Whether one is less than another, and whether that hangs on roundings.
fn less(a: &Bounds, b: &Bounds) -> (bool, Bounds) {
    let (yes, no) = (a.hi < b.lo, a.lo >= b.hi);
    let close = !yes && !no && (close(a.hi, b.lo) || close(a.lo, b.hi));
    (close, Bounds::of_two(f64::from(yes), f64::from(!no), a, b))
}
