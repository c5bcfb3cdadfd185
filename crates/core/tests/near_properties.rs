//! Bounds in floating point against exact values: wherever a fact moves to within a stretch, the exact value lies within the
//! bounds, and is known where they say so.

mod harness;

use harness::Desk;
use harness::random::{Kinds, firm, known, part};
use peiyu::number::Number;
use peiyu::program::cell::Cell;
use peiyu::program::near::{Bounds, Near};
use peiyu::program::{Program, Slot, Workspace};
use proptest::prelude::*;
use proptest::sample::select;

/// Facts that are numbers.
const MOVING: [&str; 6] = ["revenue_1", "revenue_2", "revenue_3", "net_profit_1", "share", "level"];

/// Numbers of all sizes, on the thresholds of the expressions and just beside them.
fn number() -> impl Strategy<Value = Number> {
    let text = |texts: &'static [&'static str]| select(texts).prop_map(|t: &str| t.parse::<Number>().unwrap());
    let plain = text(&["0", "1", "-1", "5", "-5", "2.5", "0.1", "100", "99.99", "100.01", "2000000", "1999999.99"]);
    let far = text(&["1e-300", "-1e-300", "1e-30", "1e30", "-1e37", "1e300", "9007199254740993", "0.1000000000000000000000001"]);
    let any = (any::<i64>(), prop::sample::select(vec![1_i128, 3, 7, 100, 10_000, 1 << 60]));
    prop_oneof![4 => plain, 1 => far, 2 => any.prop_map(|(num, den)| Number::ratio(num.into(), den).unwrap())]
}

/// Whether a value keeps within bounds. A number that isn't exact lies somewhere near its text.
fn keeps(bounds: Bounds, cell: &Cell) -> bool {
    let within = |n: &Number| {
        let order = |end: f64| {
            let end: Number = format!("{end:e}").parse().unwrap();
            n.compare(&end)
        };
        (!bounds.lo.is_finite() || order(bounds.lo).is_ok_and(std::cmp::Ordering::is_ge))
            && (!bounds.hi.is_finite() || order(bounds.hi).is_ok_and(std::cmp::Ordering::is_le))
    };
    match cell {
        Cell::Number(n) => within(n),
        Cell::Boolean(b) => within(&Number::from_i64(i64::from(*b))),
        Cell::Choice(_) | Cell::Text(_) => true,
        Cell::Null | Cell::Unknown(_) | Cell::Error(_) => !bounds.sure,
    }
}

/// The bounds of an expression where a fact moves over a stretch.
fn bounds(program: &Program, slot: Slot, fact: u32, run: &Workspace, (low, high): (&Number, &Number)) -> Bounds {
    let part = program.resting_on(&program.slice(&[slot]), &[fact]);
    let stretch = Bounds::number(low).hull(Bounds::number(high));
    Near::default().ask(program, run, &part, &[(fact, stretch)], slot)
}

fn holds(expr: &str, mut firm: Vec<Cell>, fact: &str, numbers: &[Number]) -> Result<(), TestCaseError> {
    let desk = Desk::new();
    let (program, slot, _) = desk.program(expr, None).unwrap();
    let fact = u32::try_from(desk.facts.iter().position(|f| f.id == fact).unwrap()).unwrap();
    let mut sorted = numbers.to_vec();
    sorted.sort_by(|a, b| a.compare(b).unwrap());
    let (low, high) = (&sorted[0], &sorted[sorted.len() - 1]);
    let mut run = Workspace::default();
    program.run(&firm, &mut run);
    for (low, high) in [(low, high), (low, low), (high, high)] {
        let bounds = bounds(&program, slot, fact, &run, (low, high));
        for number in &sorted {
            let inside = number.compare(low).unwrap().is_ge() && number.compare(high).unwrap().is_le();
            if inside {
                firm[fact as usize] = Cell::Number(number.clone());
                let mut moved = Workspace::default();
                program.run(&firm, &mut moved);
                let value = moved.get(slot);
                prop_assert!(keeps(bounds, value), "{expr}: {bounds:?} of {low}..{high}, but {value:?} at {number}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bounds_enclose_every_value(
        expr in prop_oneof![Kinds::deep(3).pure, Kinds::deep(3).money, Kinds::deep(3).boolean],
        (firm, known) in (firm(), prop_oneof![Just(vec![true; 15]), known()]),
        fact in select(&MOVING[..]),
        numbers in prop::collection::vec(number(), 3),
    ) {
        holds(&expr, Desk::new().firm(&part(&firm, &known)), fact, &numbers)?;
    }

    /// The expressions that policies are made of, over large and small amounts.
    #[test]
    fn bounds_enclose_growth_and_shares(
        expr in select(vec![
            "(revenue[1] - revenue[2]) / revenue[2]",
            "((revenue[1] - revenue[2]) / revenue[2] + (revenue[2] - revenue[3]) / revenue[3]) / 2",
            "(revenue[1] - revenue[2]) / revenue[2] >= 10%",
            "net_profit[1] / revenue[1] * 100",
            "if revenue[1] >= 5元 then share * revenue[1] else revenue[2]",
            "revenue[1] + revenue[2] = revenue[3] or net_profit[1] < 0元",
        ]),
        facts in prop::collection::vec(number(), MOVING.len()),
        fact in select(&MOVING[..]),
        numbers in prop::collection::vec(number(), 3),
    ) {
        let desk = Desk::new();
        let mut firm = desk.firm(&[].into());
        for (id, number) in MOVING.iter().zip(facts) {
            let at = desk.facts.iter().position(|f| f.id == *id).unwrap();
            firm[at] = Cell::Number(number);
        }
        holds(expr, firm, fact, &numbers)?;
    }
}

/// Numbers that double in length with each step become errors at last; bounds must not say that they are known.
#[test]
fn what_may_be_too_long_is_not_sure() {
    use peiyu::program::build::Builder;
    use peiyu::program::{Kind, Op};
    let mut builder = Builder::new(1);
    let unit = Kind::Number(peiyu::lang::unit::Unit::PURE);
    let mut last = peiyu::program::build::Operand::Fact(0);
    let mut steps = vec![last];
    for _ in 0..9 {
        last = builder.emit2(Op::Mul, last, last, unit);
        steps.push(last);
    }
    let (program, map) = builder.finish();
    // One part of a prime: nothing of it can be shortened.
    let value = Number::ratio(1, (1 << 61) - 1).unwrap();
    let mut run = Workspace::default();
    program.run(&[Cell::Number(value.clone())], &mut run);
    let of = |slot: Slot| bounds(&program, slot, 0, &run, (&value, &value));
    for step in &steps {
        let slot = map(*step);
        assert!(keeps(of(slot), run.get(slot)), "{:?} {:?}", of(slot), run.get(slot));
    }
    assert!(of(map(steps[3])).sure);
    assert!(matches!(run.get(map(last)), Cell::Error(_)));
}
