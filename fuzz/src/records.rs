//! Records of a few kinds for expressions that go through them: what is found while fields are open must still be true
//! once they are known.

use std::sync::Arc;

use peiyu::lang::scope::{Meaning, Scope};
use peiyu::lang::types::{RecordType, Type};
use peiyu::lang::unit::Unit;
use peiyu::number::Number;
use peiyu::program::build::{kind_of, unknown_of};
use peiyu::program::cell::Cell;
use peiyu::program::interval::Interval;
use peiyu::program::number_cell;

/// A scope of two kinds of record.
pub struct Kinds;

fn kinds() -> [(&'static str, Vec<(&'static str, Type, bool)>); 2] {
    let choice = Type::Choice(Arc::from(["a", "b", "c"].map(String::from)));
    [
        (
            "rounds",
            vec![
                ("day", Type::Date, false),
                ("until", Type::Date, true),
                ("amount", Type::Number(Unit::CNY), false),
                ("flag", Type::Boolean, false),
            ],
        ),
        ("prizes", vec![("day", Type::Date, false), ("kind", choice, true), ("rank", Type::PURE, false)]),
    ]
}

impl Scope for Kinds {
    fn find(&self, name: &str) -> Option<Meaning> {
        let (index, (id, fields)) = kinds().into_iter().enumerate().find(|(_, (id, _))| *id == name)?;
        let fields = fields.into_iter().map(|(id, ty, _)| (id.to_owned(), ty)).collect();
        let index = u32::try_from(index).ok()?;
        Some(Meaning::Records(Arc::new(RecordType { id: id.to_owned(), index, fields })))
    }

    fn names(&self) -> Vec<String> {
        kinds().map(|(id, _)| id.to_owned()).to_vec()
    }

    fn layered(&self) -> bool {
        true
    }
}

/// Three records of each kind, drawn by a number: as they are while some fields are open, and wholly known.
pub fn drawn(mut draw: u64) -> [[Vec<Vec<Cell>>; 2]; 2] {
    let mut next = move |n: u64| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) % n
    };
    // Days of February and March 2024, and the ends of the calendar.
    const DAYS: [i64; 6] = [19_782, 19_783, 19_813, 20_148, -719_162, 2_932_896];
    let interval = |lo: i64, hi: Option<i64>| Interval::new(Some(Number::from_i64(lo)), hi.map(Number::from_i64));
    let mut field = |ty: &Type, optional: bool| {
        let at = usize::try_from(next(6)).unwrap_or_default();
        let (domain, known) = match ty {
            Type::Date => (interval(DAYS[4], Some(DAYS[5])), number_cell(DAYS[at])),
            Type::Number(_) => (interval(0, None), number_cell([0, 1, 3, 10_000, 5, 7][at])),
            Type::Boolean => (Interval::ALL, Cell::Boolean(at < 3)),
            _ => (Interval::ALL, Cell::Choice(u8::try_from(at % 3).unwrap_or_default())),
        };
        let known = if optional && next(4) == 0 { Cell::Null } else { known };
        let before = if next(3) == 0 { unknown_of(kind_of(ty), domain, 3, optional) } else { known.clone() };
        [before, known]
    };
    let mut out: [[Vec<Vec<Cell>>; 2]; 2] = Default::default();
    for (index, (_, fields)) in kinds().iter().enumerate() {
        for _ in 0..3 {
            let cells: Vec<[Cell; 2]> = fields.iter().map(|(_, ty, optional)| field(ty, *optional)).collect();
            for (time, records) in out.iter_mut().enumerate() {
                records[index].push(cells.iter().map(|c| c[time].clone()).collect());
            }
        }
    }
    out
}
