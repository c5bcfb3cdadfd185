//! Points by the edges of a step table, for whole columns of numbers and of quotients.

use std::rc::Rc;

use crate::buffers::Buffers;
use crate::fraction::Fraction;
use crate::part::{Data, gcd};
use crate::wide;

/// Floats hold whole numbers below it exactly, with one to spare.
const FLOAT: i128 = (1 << 53) - 1;

/// 128 bits hold whole numbers below it, with one to spare.
const WIDE: i128 = i128::MAX;

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

/// A step table with the least and the most points of all numbers between two.
#[derive(Clone, Debug)]
pub struct Bands {
    /// The table itself.
    pub edges: Edges,
    /// The same edges, each with its number from 1 on for points.
    pub places: Edges,
    /// Least points from one edge to another, row by row.
    pub least: Vec<i64>,
    /// Most points.
    pub most: Vec<i64>,
}

/// Tables of more edges get no [`Bands::least`]: it grows with their square.
const MANY: usize = 100;

impl Bands {
    /// Finds least and most points.
    pub fn new(edges: Edges) -> Bands {
        let mut places = edges.clone();
        places.below = 0;
        places.scale = 1;
        places.bounds = (0, 0);
        for (place, edge) in (1..).zip(&mut places.list) {
            edge.points = place;
            places.bounds.1 = place;
        }
        let points: Vec<i64> = std::iter::once(edges.below).chain(edges.list.iter().map(|e| e.points)).collect();
        let (mut least, mut most) = (Vec::new(), Vec::new());
        if points.len() <= MANY {
            for from in 0..points.len() {
                for to in 0..points.len() {
                    let between = points.iter().skip(from).take((to + 1).saturating_sub(from)).copied();
                    least.push(between.clone().min().unwrap_or_default());
                    most.push(between.max().unwrap_or_default());
                }
            }
        }
        Bands { edges, places, least, most }
    }

    /// The place above the last edge.
    pub fn last(&self) -> i64 {
        self.places.bounds.1
    }

    /// What [`Bands::least`] or [`Bands::most`] says from one place to another.
    pub fn between(&self, points: &[i64], from: i64, to: i64) -> i64 {
        let at = from * (self.last() + 1) + to;
        usize::try_from(at).ok().and_then(|at| points.get(at)).copied().unwrap_or_default()
    }
}

impl Fraction {
    /// Points by a table: those of the last edge that the number has reached, or passed where the edge is `strict`.
    pub fn step(&self, table: &Edges, buffers: &mut Buffers) -> Option<Fraction> {
        let out = self.pass(table, buffers)?;
        Some(Fraction::of(Rc::new(out), table.bounds, (1, table.scale), self.known.clone()))
    }

    /// The points themselves. An edge is reached where `num * j` has reached `den * k`, with `j` the same for all edges.
    pub fn pass(&self, table: &Edges, buffers: &mut Buffers) -> Option<Vec<i64>> {
        let filled = |buffers: &mut Buffers| {
            let mut out = buffers.take::<i64>();
            out.fill(table.below);
            out
        };
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
                let mut out = filled(buffers);
                buffers.reach(&mut out, x, &edges);
                Some(out)
            }
            (Data::Narrow(x), Data::Narrow(y))
                if self.num.below(j, FLOAT) && ends.clone().all(|(k, _)| self.den.below(k, FLOAT)) =>
            {
                let edge = |(k, edge): (i128, &Edge)| Some(((i64::try_from(k).ok()?, edge.strict.into()), edge.points));
                let edges: Vec<((i64, i64), i64)> = ends.map(edge).collect::<Option<_>>()?;
                let (j, mut out) = (i64::try_from(j).ok()?, filled(buffers));
                buffers.reach_quotient(&mut out, (x, j), y, &edges);
                Some(out)
            }
            _ if self.num.below(j, WIDE) && ends.clone().all(|(k, _)| self.den.below(k, WIDE)) => {
                let edges: Vec<((i128, i128), i64)> = ends.map(|(k, edge)| ((k, edge.strict.into()), edge.points)).collect();
                Some(wide::reach(table.below, (&self.num, j), &self.den, &edges, buffers))
            }
            _ => None,
        }
    }
}
