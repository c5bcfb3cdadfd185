//! A few facts of every type for expressions, and values of them: whatever is found while facts are unknown must still
//! be true once they are known.

use std::cmp::Ordering;
use std::sync::Arc;

use peiyu::lang::scope::{Meaning, Scope, Symbol};
use peiyu::lang::types::Type;
use peiyu::lang::unit::Unit;
use peiyu::number::Number;
use peiyu::program::build::{kind_of, unknown_of};
use peiyu::program::cell::{Cell, Possible};
use peiyu::program::interval::Interval;

/// A scope of a dozen facts.
#[derive(Default)]
pub struct Names;

/// Name, type, least and greatest value, and whether it may be null; `money_1` to `money_3` are years of `money`.
fn facts() -> [(&'static str, Type, Interval, bool); 12] {
    let unit = |id| Type::Number(Unit::from_id(id).expect("a base unit"));
    let choice = Type::Choice(Arc::from(["a", "b", "c"].map(String::from)));
    let from = |lo: i64, hi: Option<i64>| Interval::new(Some(Number::from_i64(lo)), hi.map(Number::from_i64));
    [
        ("x", Type::PURE, Interval::ALL, false),
        ("y", Type::PURE, from(-2, Some(3)), false),
        ("z", Type::PURE, from(0, None), true),
        ("money_1", unit("CNY"), from(0, None), false),
        ("money_2", unit("CNY"), Interval::ALL, false),
        ("money_3", unit("CNY"), Interval::ALL, true),
        ("staff", unit("person"), from(0, None), false),
        ("flag", Type::Boolean, Interval::ALL, false),
        ("maybe", Type::Boolean, Interval::ALL, true),
        ("kind", choice.clone(), Interval::ALL, false),
        ("rank", choice, Interval::ALL, true),
        ("code", Type::Text, Interval::ALL, false),
    ]
}

impl Scope for Names {
    fn find(&self, name: &str) -> Option<Meaning> {
        let all = facts();
        let at = |name: &str| all.iter().position(|f| f.0 == name).and_then(|i| u32::try_from(i).ok());
        let symbol = |name: &str| at(name).map(Symbol::Fact);
        let cny = Type::Number(Unit::CNY);
        match name {
            "money" => {
                let symbols = ["money_1", "money_2", "money_3"].into_iter().filter_map(symbol).collect();
                Some(Meaning::Yearly { symbols, ty: cny })
            }
            "card" => {
                let parts = [("total", "money_1"), ("own", "money_2")].map(|(n, f)| Some((n.into(), symbol(f)?, cny.clone())));
                Some(Meaning::Parts(parts.into_iter().flatten().collect()))
            }
            _ => {
                let found = all.iter().find(|f| f.0 == name)?;
                Some(Meaning::One { symbol: symbol(name)?, ty: found.1.clone(), optional: found.3 })
            }
        }
    }

    fn names(&self) -> Vec<String> {
        facts().iter().map(|f| f.0.into()).chain(["money".into(), "card".into()]).collect()
    }
}

/// All facts unknown.
pub fn unknown() -> Vec<Cell> {
    facts().into_iter().map(|(_, ty, domain, optional)| unknown_of(kind_of(&ty), domain, 3, optional)).collect()
}

/// The same facts with values drawn by a number.
pub fn known(mut draw: u64) -> Vec<Cell> {
    const NUMBERS: [&str; 12] = ["0", "1", "-1", "2", "3", "0.5", "-2", "10000", "1e30", "-1e30", "0.01", "7"];
    let mut next = |n: usize| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(draw >> 33).unwrap_or_default() % n
    };
    let value = |(_, ty, domain, optional): (&str, Type, Interval, bool)| {
        if optional && next(3) == 0 {
            return Cell::Null;
        }
        match ty {
            Type::Boolean => Cell::Boolean(next(2) == 0),
            Type::Choice(_) => Cell::Choice(u8::try_from(next(3)).unwrap_or_default()),
            Type::Text => Cell::Text(["a", "", "企业"][next(3)].into()),
            _ => loop {
                let number = Number::parse(NUMBERS[next(NUMBERS.len())]).expect("a number");
                if within(&number, &domain) {
                    break Cell::Number(number);
                }
            },
        }
    };
    facts().into_iter().map(value).collect()
}

/// Whether the interval can hold the number.
fn within(n: &Number, i: &Interval) -> bool {
    // Rounded numbers that are too close to tell may lie inside.
    let beyond = |end: &Option<Number>, wrong| end.as_ref().is_some_and(|e| n.compare(e) == Ok(wrong));
    !beyond(&i.lo, Ordering::Less) && !beyond(&i.hi, Ordering::Greater)
}

/// Whether a value is one of those that were possible before it was known.
pub fn allows(before: &Cell, after: &Cell) -> bool {
    if matches!(after, Cell::Null | Cell::Error(_)) {
        return before.partial();
    }
    match (before, after) {
        (Cell::Unknown(Possible::Number(i)), Cell::Number(n)) => within(n, i),
        (Cell::Unknown(Possible::Boolean { .. }), Cell::Boolean(_)) => true,
        (Cell::Unknown(Possible::Choice { set, .. }), Cell::Choice(c)) => set >> c & 1 == 1,
        (Cell::Unknown(Possible::Text { .. }), Cell::Text(_)) => true,
        (Cell::Number(a), Cell::Number(b)) => {
            a == b || a.compare(b) != Ok(Ordering::Less) && a.compare(b) != Ok(Ordering::Greater)
        }
        (before, after) => before == after,
    }
}
