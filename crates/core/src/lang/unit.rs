//! Units of measure as types: CNY and person do not add, CNY divided by CNY is a pure number.

use std::fmt;

use crate::diagnostic::{Lang, Text};

/// The base units: id, in Chinese, in English for one and for several. A ratio is a pure number and has none.
const BASES: [(&str, &str, &str, &str); 8] = [
    ("CNY", "元", "yuan", "yuan"),
    ("person", "人", "person", "persons"),
    ("item", "项", "item", "items"),
    ("year", "年", "year", "years"),
    ("day", "天", "day", "days"),
    ("working_day", "个工作日", "working day", "working days"),
    ("point", "分", "point", "points"),
    ("level", "级", "level", "levels"),
];

/// A product of powers of base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unit([i8; BASES.len()]);

impl Unit {
    /// No unit: a pure number, a ratio.
    pub const PURE: Unit = Unit([0; BASES.len()]);
    /// Points of a scorecard.
    pub const POINT: Unit = Unit([0, 0, 0, 0, 0, 0, 1, 0]);
    /// Chinese yuan.
    pub const CNY: Unit = Unit([1, 0, 0, 0, 0, 0, 0, 0]);
    /// Years of the calendar.
    pub const YEAR: Unit = Unit([0, 0, 0, 1, 0, 0, 0, 0]);
    /// Days of the calendar.
    pub const DAY: Unit = Unit([0, 0, 0, 0, 1, 0, 0, 0]);

    /// The base unit of that id, as documents write it (`CNY`, `person`, ...). `ratio` is the pure number.
    pub fn from_id(id: &str) -> Option<Unit> {
        if id == "ratio" {
            return Some(Unit::PURE);
        }
        let index = BASES.iter().position(|(name, ..)| *name == id)?;
        let mut powers = [0; BASES.len()];
        powers[index] = 1;
        Some(Unit(powers))
    }

    /// The ids that [`Unit::from_id`] knows.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        BASES.iter().map(|(id, ..)| *id).chain(["ratio"])
    }

    /// Whether it is a pure number.
    pub fn is_pure(self) -> bool {
        self == Unit::PURE
    }

    /// The unit of a product; `None` past the 127th power.
    pub fn times(self, other: Unit) -> Option<Unit> {
        self.combine(other, i8::checked_add)
    }

    /// The unit of a quotient; `None` past the 127th power.
    pub fn per(self, other: Unit) -> Option<Unit> {
        self.combine(other, i8::checked_sub)
    }

    /// The unit of an integer power; `None` past the 127th power.
    pub fn power(self, n: i64) -> Option<Unit> {
        let mut out = [0; BASES.len()];
        for (o, p) in out.iter_mut().zip(self.0) {
            *o = i8::try_from(i64::from(p).checked_mul(n)?).ok()?;
        }
        Some(Unit(out))
    }

    /// The unit of a square root, where every power is even.
    pub fn root(self) -> Option<Unit> {
        let mut out = [0; BASES.len()];
        for (o, p) in out.iter_mut().zip(self.0) {
            *o = (p % 2 == 0).then_some(p / 2)?;
        }
        Some(Unit(out))
    }

    /// Its name in messages: the words of documents in Chinese, its id in English.
    pub fn named(self) -> Text {
        let zh = if self.is_pure() { "没有单位的数".into() } else { self.shown(Lang::Zh, false) };
        Text::both(zh, self.to_string())
    }

    /// What people call it: `元`, `元/人`; in English for one or for several of it.
    pub fn shown(self, lang: Lang, one: bool) -> String {
        let name = |base: &(&str, &'static str, &'static str, &'static str), one: bool| match lang {
            Lang::Zh => base.1,
            Lang::En if one => base.2,
            Lang::En => base.3,
        };
        let mut above = String::new();
        let mut below = String::new();
        for (base, power) in BASES.iter().zip(self.0) {
            let (part, one) = if power > 0 { (&mut above, one) } else { (&mut below, true) };
            match power.unsigned_abs() {
                0 => continue,
                _ if !part.is_empty() => part.push('·'),
                _ => {}
            }
            part.push_str(name(base, one));
            if power.unsigned_abs() > 1 {
                part.push_str(&format!("^{}", power.unsigned_abs()));
            }
        }
        if below.is_empty() { above } else { format!("{above}/{below}") }
    }

    fn combine(self, other: Unit, f: fn(i8, i8) -> Option<i8>) -> Option<Unit> {
        let mut out = [0; BASES.len()];
        for ((o, a), b) in out.iter_mut().zip(self.0).zip(other.0) {
            *o = f(a, b)?;
        }
        Some(Unit(out))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_pure() {
            return f.write_str("ratio");
        }
        let mut first = true;
        for ((id, ..), power) in BASES.iter().zip(self.0) {
            if power == 0 {
                continue;
            }
            if !first {
                f.write_str("*")?;
            }
            first = false;
            f.write_str(id)?;
            if power != 1 {
                write!(f, "^{power}")?;
            }
        }
        Ok(())
    }
}

/// A word that may follow a number in an expression: `100万元`, `2 years`, `3%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suffix {
    /// The word as written.
    pub word: &'static str,
    /// What one of it is in base units: numerator and denominator of the factor.
    pub factor: (i64, i64),
    /// Its unit.
    pub unit: Unit,
}

/// Every suffix; the sign `%` is one of them. Words with a space are two tokens.
const SUFFIXES: &[(&str, (i64, i64), usize)] = &[
    ("%", (1, 100), usize::MAX),
    ("元", (1, 1), 0),
    ("万元", (10_000, 1), 0),
    ("亿元", (100_000_000, 1), 0),
    ("CNY", (1, 1), 0),
    ("人", (1, 1), 1),
    ("person", (1, 1), 1),
    ("persons", (1, 1), 1),
    ("项", (1, 1), 2),
    ("件", (1, 1), 2),
    ("个", (1, 1), 2),
    ("item", (1, 1), 2),
    ("items", (1, 1), 2),
    ("年", (1, 1), 3),
    ("year", (1, 1), 3),
    ("years", (1, 1), 3),
    ("个月", (1, 12), 3),
    ("month", (1, 12), 3),
    ("months", (1, 12), 3),
    ("天", (1, 1), 4),
    ("日", (1, 1), 4),
    ("day", (1, 1), 4),
    ("days", (1, 1), 4),
    ("个工作日", (1, 1), 5),
    ("working day", (1, 1), 5),
    ("working days", (1, 1), 5),
    ("分", (1, 1), 6),
    ("point", (1, 1), 6),
    ("points", (1, 1), 6),
    ("级", (1, 1), 7),
    ("level", (1, 1), 7),
    ("levels", (1, 1), 7),
];

impl Suffix {
    /// The suffix of that spelling.
    pub fn find(word: &str) -> Option<Suffix> {
        SUFFIXES.iter().find(|(w, _, _)| *w == word).map(|&(word, factor, base)| {
            let mut powers = [0; BASES.len()];
            if let Some(p) = powers.get_mut(base) {
                *p = 1;
            }
            Suffix { word, factor, unit: Unit(powers) }
        })
    }

    /// Every spelling, for documentation and the JSON form's schema.
    pub fn words() -> impl Iterator<Item = &'static str> {
        SUFFIXES.iter().map(|(w, _, _)| *w)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_and_cancel() {
        let cny = Unit::from_id("CNY").unwrap();
        let person = Unit::from_id("person").unwrap();
        assert_eq!(cny.per(cny), Some(Unit::PURE));
        assert_eq!(cny.per(person).unwrap().to_string(), "CNY*person^-1");
        assert_eq!(cny.power(2).unwrap().root(), Some(cny));
        assert_eq!(cny.root(), None);
        assert_eq!(cny.power(1000), None);
    }

    #[test]
    fn every_id_and_suffix_is_found() {
        assert!(Unit::ids().all(|id| Unit::from_id(id).is_some()));
        assert!(Suffix::words().all(|w| Suffix::find(w).is_some()));
        assert_eq!(Suffix::find("万元").unwrap().factor, (10_000, 1));
        assert_eq!(Suffix::find("%").unwrap().unit, Unit::PURE);
        assert_eq!(Suffix::find("working days").unwrap().unit, Unit::from_id("working_day").unwrap());
        assert_eq!(Unit::CNY, Unit::from_id("CNY").unwrap());
        assert_eq!(Unit::POINT, Unit::from_id("point").unwrap());
        assert_eq!(Unit::YEAR, Unit::from_id("year").unwrap());
        assert_eq!(Unit::DAY, Unit::from_id("day").unwrap());
    }
}
