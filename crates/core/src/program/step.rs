//! Step tables: points by bands of a number, made from unary tests once and looked up for every firm.

use std::cmp::Ordering;

use crate::number::{Number, NumberError};

use super::interval::Interval;
use super::near::Table;

/// Points over the whole number line: below the first edge, at each edge, and above it up to the next.
#[derive(Clone, Debug)]
pub struct Step {
    /// Points below the first edge.
    pub below: Number,
    /// Edges, rising.
    pub edges: Vec<Edge>,
    /// The same in floating point.
    pub(super) near: Table,
}

/// An edge between bands.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it lies.
    pub at: Number,
    /// Points of exactly that value.
    pub on: Number,
    /// Points above it, up to the next edge.
    pub above: Number,
}

/// A stretch of the number line that no band covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Lower end; `None` is minus infinity.
    pub low: Option<Number>,
    /// Upper end; equal to the lower one for a single value.
    pub high: Option<Number>,
}

impl Step {
    /// Makes the table: `points(x)` gives the points of a sample value, `None` where no band covers it.
    ///
    /// `edges` are all values at which a band begins or ends; between two of them the points can't change.
    pub fn new(mut edges: Vec<Number>, points: impl Fn(&Number) -> Option<Number>) -> Result<Step, Gap> {
        edges.sort_by(|a, b| a.compare(b).unwrap_or(Ordering::Equal));
        edges.dedup_by(|a, b| a.compare(b) == Ok(Ordering::Equal));
        let sample = |low: Option<&Number>, high: Option<&Number>| -> Result<Number, NumberError> {
            match (low, high) {
                (Some(a), Some(b)) => a.add(b)?.div(&Number::from_i64(2)),
                (Some(a), None) => a.add(&Number::ONE),
                (None, Some(b)) => b.sub(&Number::ONE),
                (None, None) => Ok(Number::ZERO),
            }
        };
        let between = |low: Option<&Number>, high: Option<&Number>| {
            let gap = || Gap { low: low.cloned(), high: high.cloned() };
            sample(low, high).ok().and_then(|x| points(&x)).ok_or_else(gap)
        };
        let below = between(None, edges.first())?;
        let mut out = Vec::with_capacity(edges.len());
        for (i, at) in edges.iter().enumerate() {
            let on = points(at).ok_or_else(|| Gap { low: Some(at.clone()), high: Some(at.clone()) })?;
            out.push(Edge { at: at.clone(), on, above: between(Some(at), edges.get(i + 1))? });
        }
        Ok(Step { near: Table::new(&below, &out), below, edges: out })
    }

    /// Points of a known value.
    pub fn points(&self, x: &Number) -> Result<&Number, NumberError> {
        for edge in self.edges.iter().rev() {
            match x.compare(&edge.at)? {
                Ordering::Greater => return Ok(&edge.above),
                Ordering::Equal => return Ok(&edge.on),
                Ordering::Less => {}
            }
        }
        Ok(&self.below)
    }

    /// Least and most points of the values in an interval.
    pub fn hull(&self, x: &Interval) -> Interval {
        let at = |n: &Number| Interval::point(n.clone());
        let reached = |n: &Number| !x.above(n) && !x.below(n);
        let mut out: Option<Interval> = None;
        let mut join = |p: Interval| out = Some(out.take().map_or(p.clone(), |o| o.hull(&p)));
        let first = self.edges.first().map(|e| &e.at);
        if first.is_none_or(|e| {
            x.lo.as_ref().is_none_or(|lo| lo.compare(e) != Ok(Ordering::Greater) && lo.compare(e) != Ok(Ordering::Equal))
        }) {
            join(at(&self.below));
        }
        for (i, edge) in self.edges.iter().enumerate() {
            if reached(&edge.at) {
                join(at(&edge.on));
            }
            let starts = x.hi.as_ref().is_none_or(|hi| !matches!(hi.compare(&edge.at), Ok(Ordering::Less | Ordering::Equal)));
            let next = self.edges.get(i + 1).map(|e| &e.at);
            let ends = next
                .is_none_or(|n| x.lo.as_ref().is_none_or(|lo| !matches!(lo.compare(n), Ok(Ordering::Greater | Ordering::Equal))));
            if starts && ends {
                join(at(&edge.above));
            }
        }
        Interval { partial: x.partial, ..out.unwrap_or(Interval::ALL) }
    }

    /// Least and most points of the table.
    pub fn range(&self) -> Interval {
        self.hull(&Interval::ALL)
    }
}
