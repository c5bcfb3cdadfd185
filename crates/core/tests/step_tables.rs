//! Step tables against a direct look at their bands: points of every value, least and most points of every interval,
//! and scores that stay within what was said of them while a fact is unknown.

use std::cmp::Ordering;

use peiyu::lang::node::Check;
use peiyu::lang::scope::Empty;
use peiyu::lang::types::Type;
use peiyu::lang::unit::Unit;
use peiyu::lang::{check, parse_tests};
use peiyu::number::Number;
use peiyu::program::build::{Builder, Operand};
use peiyu::program::cell::{Cell, Possible};
use peiyu::program::interval::Interval;
use peiyu::program::step::{Gap, Step};
use peiyu::program::{Kind, Op, Workspace};
use proptest::prelude::*;

const POINTS: Kind = Kind::Number(Unit::POINT);

/// Bands in halves: where one begins and ends, whether the ends belong to it, and its points.
type Band = (Option<i64>, bool, Option<i64>, bool, i64);

fn half(n: i64) -> Number {
    Number::ratio(i128::from(n), 2).unwrap()
}

fn inside((low, low_closed, high, high_closed, _): Band, x: &Number) -> bool {
    let above = low.is_none_or(|low| match x.compare(&half(low)).unwrap() {
        Ordering::Greater => true,
        Ordering::Equal => low_closed,
        Ordering::Less => false,
    });
    let below = high.is_none_or(|high| match x.compare(&half(high)).unwrap() {
        Ordering::Less => true,
        Ordering::Equal => high_closed,
        Ordering::Greater => false,
    });
    above && below
}

/// Points of the first band that fits.
fn direct(bands: &[Band], x: &Number) -> Option<i64> {
    bands.iter().find(|b| inside(**b, x)).map(|b| b.4)
}

fn step(bands: &[Band]) -> Result<Step, Gap> {
    let edges = bands.iter().flat_map(|b| [b.0, b.2]).flatten().map(half).collect();
    Step::new(edges, |x| direct(bands, x).map(Number::from_i64))
}

fn bands() -> impl Strategy<Value = Vec<Band>> {
    let end = || prop::option::weighted(0.8, -8i64..8);
    prop::collection::vec((end(), any::<bool>(), end(), any::<bool>(), 0i64..10), 0..6)
}

/// Bands that leave no gap.
fn whole() -> impl Strategy<Value = Vec<Band>> {
    (bands(), 0i64..10).prop_map(|(mut bands, rest)| {
        bands.push((None, false, None, false, rest));
        bands
    })
}

/// A band as a unary test.
fn text((low, low_closed, high, high_closed, _): Band) -> String {
    let close = |closed: bool, yes, no| if closed { yes } else { no };
    match (low.map(half), high.map(half)) {
        (None, None) => "-".into(),
        (Some(low), None) => format!("{} {low}", close(low_closed, ">=", ">")),
        (None, Some(high)) => format!("{} {high}", close(high_closed, "<=", "<")),
        (Some(low), Some(high)) => format!("{}{low}..{high}{}", close(low_closed, "[", "("), close(high_closed, "]", ")")),
    }
}

fn checks(text: &str) -> Vec<Check> {
    let (tests, errors) = parse_tests(text);
    assert!(errors.is_empty(), "{text}: {errors:?}");
    let (checks, errors) = check::check_tests(&tests, &Type::PURE, &Empty);
    assert!(errors.is_empty(), "{text}: {errors:?}");
    checks
}

/// Quarters of the line well past both ends: every edge and a value between any two.
fn samples() -> impl Iterator<Item = Number> {
    (-40..=40).map(|n| Number::ratio(n, 4).unwrap())
}

fn number(n: i64) -> Number {
    Number::from_i64(n)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_gives_the_points_of_its_bands(bands in whole()) {
        let step = step(&bands).unwrap();
        for x in samples() {
            prop_assert_eq!(step.points(&x).unwrap(), &number(direct(&bands, &x).unwrap()), "at {}", x);
        }
    }

    #[test]
    fn a_gap_is_found_exactly_where_no_band_is(bands in bands()) {
        let open = |x: &Number| direct(&bands, x).is_none();
        match step(&bands) {
            Ok(_) => prop_assert!(!samples().any(|x| open(&x))),
            Err(gap) => {
                let (low, high) = (gap.low.clone(), gap.high.clone());
                let within = |x: &Number| {
                    if low.is_some() && low == high {
                        return Some(x) == low.as_ref();
                    }
                    let above = low.as_ref().is_none_or(|l| x.compare(l) == Ok(Ordering::Greater));
                    above && high.as_ref().is_none_or(|h| x.compare(h) == Ok(Ordering::Less))
                };
                let in_gap: Vec<Number> = samples().filter(within).collect();
                prop_assert!(!in_gap.is_empty() && in_gap.iter().all(open), "{gap:?}");
            }
        }
    }

    #[test]
    fn an_interval_gives_the_least_and_most_points(bands in whole(), a in -24i64..24, b in -24i64..24, ends in 0..4) {
        let quarter = |n: i64| Number::ratio(i128::from(n), 4).unwrap();
        let lo = (ends & 1 == 0).then(|| quarter(a.min(b)));
        let hi = (ends & 2 == 0).then(|| quarter(a.max(b)));
        let inside = |x: &Number| {
            lo.as_ref().is_none_or(|lo| x.compare(lo) != Ok(Ordering::Less)) && hi.as_ref().is_none_or(|hi| x.compare(hi) != Ok(Ordering::Greater))
        };
        // Eighths, so that a narrow interval between two edges has a sample, too.
        let reached = (-80..=80).map(|n| Number::ratio(n, 8).unwrap()).filter(inside).map(|x| direct(&bands, &x).unwrap());
        let reached: Vec<i64> = reached.collect();
        let found = step(&bands).unwrap().hull(&Interval::new(lo.clone(), hi.clone()));
        prop_assert_eq!(found.lo, reached.iter().min().map(|n| number(*n)));
        prop_assert_eq!(found.hi, reached.iter().max().map(|n| number(*n)));
    }

    #[test]
    fn a_table_is_the_same_as_a_chain_of_tests(bands in whole(), x in -40i128..40) {
        let mut builder = Builder::new(1);
        let table = builder.emit_step(step(&bands).unwrap(), Operand::Fact(0), POINTS);
        let none = builder.constant(Cell::Null);
        let chain = bands.iter().rev().fold(none, |other, band| {
            let fits = builder.lower_checks(Operand::Fact(0), &checks(&text(*band)), &mut |b, _| b.constant(Cell::Null), (0, 0));
            let points = builder.number(number(band.4));
            builder.emit_if(fits, points, other, POINTS)
        });
        let (program, map) = builder.finish();
        let mut workspace = Workspace::default();
        program.run(&[Cell::Number(Number::ratio(x, 4).unwrap())], &mut workspace);
        prop_assert_eq!(workspace.get(map(table)), workspace.get(map(chain)));
    }

    /// Two items and a pass mark: what is decided without the facts stays so with any of them, errors included.
    #[test]
    fn a_score_stays_within_what_was_said(
        first in whole(), second in whole(), domain in (-12i64..12, 0i64..12), mark in 0i64..20, x in 0i64..12, y in -3i64..4, z in -3i64..4,
    ) {
        let mut builder = Builder::new(3);
        let one = builder.emit_step(step(&first).unwrap(), Operand::Fact(0), POINTS);
        let quotient = builder.emit2(Op::Div, Operand::Fact(1), Operand::Fact(2), Kind::Number(Unit::PURE));
        let two = builder.emit_step(step(&second).unwrap(), quotient, POINTS);
        let all = |bands: &[Band]| bands.iter().map(|b| number(b.4)).fold((number(10), number(0)), |(lo, hi), n| {
            (lo.min_of(&n).unwrap(), hi.max_of(&n).unwrap())
        });
        let mut item = |points, bands: &[Band]| {
            let (lo, hi) = all(bands);
            let (lo, hi) = (builder.number(lo), builder.number(hi));
            builder.emit(Op::Points, [points, lo, hi], POINTS, 0, 0)
        };
        let (one, two) = (item(one, &first), item(two, &second));
        let total = builder.emit2(Op::Add, one, two, POINTS);
        let mark = builder.number(number(mark));
        let passed = builder.emit2(Op::Le, mark, total, Kind::Boolean);
        let verdict = builder.emit1(Op::Settle, passed, Kind::Boolean);
        let (program, map) = builder.finish();
        let value = |n: i64| Cell::Number(number(n));
        let unknown = |lo, hi| Cell::Unknown(Possible::Number(Interval::new(lo, hi).into()));
        let (low, width) = domain;
        let known = [value(low + x.min(width)), value(y), value(z)];
        let open = [unknown(Some(number(low)), Some(number(low + width))), unknown(None, None), unknown(Some(number(-3)), None)];
        let run = |mask: usize| {
            let mut workspace = Workspace::default();
            let firm: Vec<Cell> = (0..3).map(|i| if mask >> i & 1 == 1 { known[i].clone() } else { open[i].clone() }).collect();
            program.run(&firm, &mut workspace);
            (workspace.get(map(verdict)).clone(), workspace.get(map(total)).interval())
        };
        let (verdict, total) = run(7);
        for mask in 0..7 {
            let (before, said) = run(mask);
            prop_assert!(before.is_unknown() || before == verdict, "mask {mask}: {before:?} became {verdict:?}");
            prop_assert!(said.lo.unwrap().compare(total.lo.as_ref().unwrap()) != Ok(Ordering::Greater));
            prop_assert!(said.hi.unwrap().compare(total.hi.as_ref().unwrap()) != Ok(Ordering::Less));
        }
    }
}
