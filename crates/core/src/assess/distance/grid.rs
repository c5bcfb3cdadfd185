//! Where a number can move: the multiples of its fact's own step, up to the end of the fact's domain.

use crate::document::model::FactType;
use crate::number::{Number, Rounding};
use crate::policy::FactSlot;
use crate::program::near::Bounds;

/// Most steps that a number moves.
const FAR: i64 = 1 << 60;

/// How far one step of a fact is.
pub fn step(slot: &FactSlot) -> Number {
    Number::ratio(1, i128::from(steps_of_one(slot))).unwrap_or(Number::ONE)
}

/// How many steps make one.
fn steps_of_one(slot: &FactSlot) -> u32 {
    match slot.ty {
        FactType::Money => 100,
        FactType::Decimal => 10_000,
        _ => 1,
    }
}

/// The multiples of a step in one direction from a value, counted from 1.
pub struct Grid {
    start: Number,
    step: Number,
    /// How many there are.
    pub count: i64,
    /// The start and a step as parts of one, and how many of them make one.
    parts: Option<(i64, i64, f64)>,
}

impl Grid {
    /// The grid upwards or downwards to the end of the fact's domain; nothing where it can't move.
    pub fn new(slot: &FactSlot, own: &Number, up: bool) -> Option<Grid> {
        let step = step(slot);
        let steps = own.div(&step).ok()?;
        let (whole, end, direction) = if up {
            (steps.round(0, Rounding::Floor).ok()?, &slot.domain.max, 1)
        } else {
            (steps.round(0, Rounding::Ceiling).ok()?, &slot.domain.min, -1)
        };
        let (start, step) = (whole.mul(&step).ok()?, step.mul(&Number::from_i64(direction)).ok()?);
        let count = match end {
            None => FAR,
            Some(end) => {
                let steps = end.sub(&start).and_then(|d| d.div(&step)).and_then(|n| n.round(0, Rounding::Floor)).ok()?;
                steps.to_i64().unwrap_or(FAR).min(FAR)
            }
        };
        let parts = whole.to_i64().filter(|n| n.abs() <= FAR).map(|n| (n, direction, f64::from(steps_of_one(slot))));
        (count >= 1).then_some(Grid { start, step, count, parts })
    }

    /// How far to look at first from a place: thresholds are nearly always some part of the value away.
    pub fn stride(&self, index: i64) -> i64 {
        self.parts.map_or(1, |(start, direction, _)| ((start + direction * index).abs() / 8).max(1))
    }

    /// A place in floating point.
    #[expect(clippy::cast_precision_loss, reason = "bounds are wider than that")]
    pub fn near(&self, index: i64) -> Option<Bounds> {
        self.parts.map(|(start, direction, one)| Bounds::quotient((start + direction * index) as f64, one, i64::BITS))
    }

    /// A place.
    pub fn at(&self, index: i64) -> Option<Number> {
        self.step.mul(&Number::from_i64(index)).and_then(|d| self.start.add(&d)).ok()
    }
}
