//! Step tables for lanes: the edges over one denominator, so that a value is compared with one product each.

use std::cmp::Ordering;

use crate::number::Number;
use crate::program::cell::Cell;
use crate::program::step::Step;

use super::arithmetic::{Lane, Wide, product, wide_quotient};

/// Points over the number line.
#[derive(Clone, Debug)]
pub struct Table {
    below: Lane,
    /// The common denominator of the edges.
    scale: i64,
    /// Falling.
    edges: Vec<Edge>,
}

#[derive(Clone, Debug)]
struct Edge {
    /// Numerator over the common denominator.
    at: i64,
    on: Lane,
    above: Lane,
}

impl Table {
    /// The table, where all of it fits.
    pub fn new(step: &Step) -> Option<Table> {
        let lane = |n: &Number| Some(Lane::of(&Cell::Number(n.clone()))).filter(|l| l.here());
        let mut scale = 1_i64;
        for edge in &step.edges {
            let (_, den) = lane(&edge.at)?.parts();
            scale = scale.checked_mul(den / gcd(scale, den))?;
        }
        let edges = step.edges.iter().rev().map(|edge| {
            let (num, den) = lane(&edge.at)?.parts();
            Some(Edge { at: num.checked_mul(scale / den)?, on: lane(&edge.on)?, above: lane(&edge.above)? })
        });
        Some(Table { below: lane(&step.below)?, scale, edges: edges.collect::<Option<_>>()? })
    }

    /// Points of a value that is here.
    #[inline]
    pub fn points(&self, x: Lane) -> Lane {
        let (num, den) = x.parts();
        let value = product(num, self.scale);
        for edge in &self.edges {
            match value.cmp(&product(edge.at, den)) {
                Ordering::Greater => return edge.above,
                Ordering::Equal => return edge.on,
                Ordering::Less => {}
            }
        }
        self.below
    }

    /// Points of a quotient in 128 bits; `None` where it can't be told.
    #[inline(never)]
    pub fn points_wide(&self, a: u16, over: u16, values: &[Lane], wide: &[Wide]) -> Option<Lane> {
        let (num, den) = wide_quotient(a, over, values, wide)?.parts();
        if den == 0 {
            return None;
        }
        let value = num.checked_mul(self.scale.into())?;
        for edge in &self.edges {
            match value.cmp(&den.checked_mul(edge.at.into())?) {
                Ordering::Greater => return Some(edge.above),
                Ordering::Equal => return Some(edge.on),
                Ordering::Less => {}
            }
        }
        Some(self.below)
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
