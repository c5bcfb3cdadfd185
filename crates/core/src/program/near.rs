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
    fn of_two(lo: f64, hi: f64, a: Bounds, b: Bounds) -> Bounds {
        Bounds { lo, hi, sure: a.sure && b.sure, vague: a.vague || b.vague, bits: a.bits.max(b.bits) }
    }

    /// What was computed of two values, with roundings unless it is exact.
    fn computed((lo, hi): (f64, f64), a: Bounds, b: Bounds, exact: bool) -> Bounds {
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
    pub fn hull(self, other: Bounds) -> Bounds {
        Bounds::of_two(lesser(self.lo, other.lo), greater(self.hi, other.hi), self, other)
    }

    /// Whether every known value is greater than another: nothing where that isn't told.
    pub fn above(self, other: Bounds) -> Option<bool> {
        if self.hi <= other.lo { Some(false) } else { (self.sure && self.lo > other.hi).then_some(true) }
    }

    /// Halfway between its ends.
    pub fn middle(self) -> f64 {
        self.lo / 2.0 + self.hi / 2.0
    }

    fn whole(self) -> bool {
        whole(self.lo) && whole(self.hi)
    }

    fn is(self, x: f64) -> bool {
        self.lo == x && self.hi == x
    }

    fn negated(self) -> Bounds {
        Bounds { lo: -self.hi, hi: -self.lo, ..self }
    }

    fn add(self, other: Bounds) -> Bounds {
        let (lo, hi) = (self.lo + other.lo, self.hi + other.hi);
        let exact = exact_sum(self.lo, other.lo, lo) && exact_sum(self.hi, other.hi, hi);
        Bounds::computed((lo, hi), self, other, exact)
    }

    fn mul(self, other: Bounds) -> Bounds {
        let (lo, hi) = ends([self.lo * other.lo, self.lo * other.hi, self.hi * other.lo, self.hi * other.hi]);
        let exact = self.whole() && other.whole() && lo.abs() < WHOLE && hi.abs() < WHOLE;
        Bounds::computed((lo, hi), self, other, exact)
    }

    /// Quotients, of divisors above zero or, where `either`, below.
    fn div(self, by: Bounds, either: bool) -> Bounds {
        let (lo, hi) = if by.lo > 0.0 || (either && by.hi < 0.0) {
            ends([self.lo / by.lo, self.lo / by.hi, self.hi / by.lo, self.hi / by.hi])
        } else {
            return Bounds { vague: self.vague || by.vague, ..Bounds::ANY };
        };
        Bounds::computed((lo, hi), self, by, false)
    }

    fn min(self, other: Bounds) -> Bounds {
        Bounds::of_two(lesser(self.lo, other.lo), lesser(self.hi, other.hi), self, other)
    }

    /// Whether both hold: what is certain not to hold decides alone.
    fn and(self, other: Bounds) -> Bounds {
        let decides = |x: Bounds| x.sure && x.hi <= 0.0;
        let both = self.min(other);
        Bounds { sure: both.sure || decides(self) || decides(other), ..both }
    }

    fn not(self) -> Bounds {
        Bounds { lo: 1.0 - self.hi, hi: 1.0 - self.lo, ..self }
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

    /// How far a value is from the nearest edge past which its points are on the other side of a mark; below zero where they aren't
    /// above it.
    fn lead(&self, x: f64, mark: f64) -> Option<f64> {
        let (mut before, mut turns) = (self.below.hi > mark, Vec::new());
        let mut above = before;
        for [at, _, points] in &self.edges {
            let after = points.hi > mark;
            if before != after {
                turns.push((x - at.lo).abs());
            }
            if x >= at.lo {
                above = after;
            }
            before = after;
        }
        let far = turns.into_iter().reduce(lesser)?;
        Some(if above { far } else { -far })
    }
}

/// The bounds of values after a run, and of those that rest on facts that are elsewhere than in the run.
#[derive(Clone, Debug, Default)]
pub struct Near {
    /// What was in the run, where it was asked for.
    run: Vec<Option<Bounds>>,
    /// What is now, each with the question that it belongs to.
    now: Vec<(u32, Bounds)>,
    question: u32,
    /// Whether a decision of the last question hung on roundings.
    close: bool,
}

impl Near {
    /// What a slot can be where facts are within bounds. `part` are the instructions of what is asked for that rest on these,
    /// in order, and all is asked after the same run.
    pub fn ask(&mut self, program: &Program, run: &Workspace, part: &[usize], facts: &[(u32, Bounds)], at: Slot) -> Bounds {
        let results = program.constants.len() + program.facts as usize;
        if self.run.is_empty() {
            self.run.resize(results + program.instructions.len(), None);
            self.now.resize(self.run.len(), (0, Bounds::ANY));
        }
        self.question += 1;
        self.close = false;
        for (fact, value) in facts {
            self.put(program.fact_slot(*fact) as usize, *value);
        }
        for &index in part {
            let Some(instruction) = program.instructions.get(index) else { continue };
            let value = self.apply(program, run, instruction);
            self.put(results + index, value);
        }
        self.get(run, at)
    }

    /// By how much about the last answer is above a mark, in whatever is compared there; below zero where it isn't, nothing where
    /// that isn't plain. Looks so many operations deep.
    pub fn lead(&mut self, program: &Program, run: &Workspace, at: Slot, mark: f64, deep: u32) -> Option<f64> {
        let (Some(deep), Some(index)) = (deep.checked_sub(1), program.instruction_of(at)) else {
            // Nothing that moves: it decides for good, or leaves it to others.
            let value = self.get(run, at);
            return value
                .above(Bounds::quotient(mark, 1.0, 2))
                .map(|above| if above { f64::INFINITY } else { f64::NEG_INFINITY });
        };
        let instruction = program.instructions.get(index)?;
        let (a, b) = (instruction.a, instruction.b);
        let mut of = |at| self.lead(program, run, at, mark, deep);
        match instruction.op {
            Op::Settle | Op::Points => of(a),
            Op::Not => of(a).map(|lead| -lead),
            Op::And | Op::Min => Some(lesser(of(a)?, of(b)?)),
            Op::Or | Op::Max => Some(greater(of(a)?, of(b)?)),
            Op::If => {
                let condition = self.get(run, a);
                let branch = if condition.lo >= 1.0 { b } else { instruction.c };
                if condition.sure && condition.lo == condition.hi { self.lead(program, run, branch, mark, deep) } else { None }
            }
            Op::Lt | Op::Le => Some(self.get(run, b).middle() - self.get(run, a).middle()),
            Op::Step(table) => program.steps.get(table as usize)?.near.lead(self.get(run, a).middle(), mark),
            _ => None,
        }
    }

    /// Whether exact arithmetic may have excluded more than the last answer does.
    pub fn loose(&self, answer: Bounds) -> bool {
        self.close || answer.vague
    }

    fn put(&mut self, at: usize, value: Bounds) {
        if let Some(now) = self.now.get_mut(at) {
            *now = (self.question, value);
        }
    }

    fn get(&mut self, run: &Workspace, at: Slot) -> Bounds {
        match (self.now.get(at as usize), self.run.get_mut(at as usize)) {
            (Some((question, value)), _) if *question == self.question => *value,
            (_, Some(known)) => *known.get_or_insert_with(|| Bounds::cell(run.get(at))),
            _ => Bounds::ANY,
        }
    }

    fn apply(&mut self, program: &Program, run: &Workspace, instruction: &Instruction) -> Bounds {
        let (a, b) = (self.get(run, instruction.a), instruction.b);
        match instruction.op {
            Op::Negate => a.negated(),
            Op::Add => a.add(self.get(run, b)),
            Op::Sub => a.add(self.get(run, b).negated()),
            Op::Mul => a.mul(self.get(run, b)),
            Op::Div | Op::DivMeasured => {
                let (by, either) = (self.get(run, b), instruction.op == Op::Div);
                match self.grown(program, run, instruction) {
                    Some(grown) => grown.div(by, either).add(Bounds::ONE.negated()),
                    None => a.div(by, either),
                }
            }
            Op::Min => a.min(self.get(run, b)),
            Op::Max => a.negated().min(self.get(run, b).negated()).negated(),
            Op::Lt | Op::Le => {
                let b = self.get(run, b);
                if instruction.op == Op::Lt { self.less(a, b) } else { self.less(b, a).not() }
            }
            Op::Eq => {
                let b = self.get(run, b);
                let apart = self.less(a, b).lo >= 1.0 || self.less(b, a).lo >= 1.0;
                let same = a.is(b.lo) && b.is(a.lo);
                Bounds::of_two(f64::from(same), f64::from(!apart), a, b)
            }
            Op::And => a.and(self.get(run, b)),
            Op::Or => a.not().and(self.get(run, b).not()).not(),
            Op::Not => a.not(),
            Op::If => {
                let (b, c) = (self.get(run, b), self.get(run, instruction.c));
                match (a.sure, a.lo >= 1.0, a.hi <= 0.0) {
                    (true, true, _) => b,
                    (true, _, true) => c,
                    _ => {
                        let either = b.hull(c);
                        Bounds { sure: either.sure && a.sure, vague: either.vague || a.vague, ..either }
                    }
                }
            }
            Op::Step(table) => program.steps.get(table as usize).map_or(Bounds::ANY, |step| self.points(&step.near, a)),
            Op::Points if !a.sure => {
                let all = self.get(run, b).hull(self.get(run, instruction.c));
                Bounds { sure: false, ..a.hull(all) }
            }
            Op::Settle | Op::Points => a,
            _ => Bounds::ANY,
        }
    }

    /// What has grown, of a growth: `(a - b) / b` is `a / b - 1`, whose bounds are narrower.
    fn grown(&mut self, program: &Program, run: &Workspace, quotient: &Instruction) -> Option<Bounds> {
        let growth = program.instructions.get(program.instruction_of(quotient.a)?)?;
        (growth.op == Op::Sub && growth.b == quotient.b).then(|| self.get(run, growth.a))
    }

    fn less(&mut self, a: Bounds, b: Bounds) -> Bounds {
        let (yes, no) = (a.hi < b.lo, a.lo >= b.hi);
        self.close |= !yes && !no && (close(a.hi, b.lo) || close(a.lo, b.hi));
        Bounds::of_two(f64::from(yes), f64::from(!no), a, b)
    }

    fn points(&mut self, table: &Table, x: Bounds) -> Bounds {
        let mut out: Option<Bounds> = None;
        let mut join = |points: Bounds| out = Some(out.map_or(points, |out| out.hull(points)));
        if table.edges.first().is_none_or(|[at, ..]| x.lo < at.hi) {
            join(table.below);
        }
        for (i, [at, on, above]) in table.edges.iter().enumerate() {
            let next = table.edges.get(i + 1);
            if x.lo <= at.hi && x.hi >= at.lo {
                join(*on);
            }
            if x.hi > at.lo && next.is_none_or(|[next, ..]| x.lo < next.hi) {
                join(*above);
            }
            let told = |end: f64| at.is(end) || !close(end, at.lo);
            self.close |= !told(x.lo) || !told(x.hi);
        }
        out.map_or(Bounds::ANY, |out| Bounds { sure: x.sure && out.sure, vague: x.vague || out.vague, ..out })
    }
}
