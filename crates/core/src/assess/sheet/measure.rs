//! Units as people write them behind a number or a column's name: what one of it is, and of which unit.

use crate::diagnostic::Text;
use crate::document::model::FactType;
use crate::lang::unit::{Suffix, Unit};
use crate::number::{Number, NumberError};
use crate::policy::FactSlot;
use crate::program::Kind;

/// Units of tables that the expression language has no word for.
const MORE: [(&str, i64, Unit); 3] = [("千元", 1_000, Unit::CNY), ("百万元", 1_000_000, Unit::CNY), ("yuan", 1, Unit::CNY)];

/// A unit and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// As it is written.
    pub word: &'static str,
    /// What one of it is in the base unit: numerator and denominator.
    factor: (i64, i64),
    unit: Unit,
}

impl Measure {
    /// The unit of that name.
    pub fn find(word: &str) -> Option<Measure> {
        match MORE.iter().find(|(known, _, _)| *known == word) {
            Some((word, factor, unit)) => Some(Measure { word, factor: (*factor, 1), unit: *unit }),
            None => Suffix::find(word).map(|s| Measure { word: s.word, factor: s.factor, unit: s.unit }),
        }
    }

    /// The same from the inside of the brackets behind a column's name: `万元`, `单位: 万元`, `Unit: CNY`.
    pub fn of_column(text: &str) -> Option<Measure> {
        let word = ["单位", "unit"].iter().find_map(|head| {
            let start = text.get(..head.len()).filter(|s| s.eq_ignore_ascii_case(head))?;
            text.get(start.len()..)?.trim_start().strip_prefix(':')
        });
        Measure::find(word.unwrap_or(text).trim())
    }

    /// Percent.
    pub fn percent() -> Measure {
        Measure { word: "%", factor: (1, 100), unit: Unit::PURE }
    }

    /// Whether numbers of the fact can be given in it. Percent is for shares, not for ranks and counts.
    pub fn fits(self, slot: &FactSlot) -> bool {
        slot.kind() == Kind::Number(self.unit) && (!self.unit.is_pure() || slot.ty == FactType::Decimal)
    }

    /// Whether both say the same of a number.
    pub fn agrees(self, other: Measure) -> bool {
        (self.factor, self.unit) == (other.factor, other.unit)
    }

    /// So many of it, in the base unit.
    pub fn of(self, number: Number) -> Result<Number, NumberError> {
        match self.factor {
            (1, 1) => Ok(number),
            (n, d) => number.mul(&Number::ratio(n.into(), d.into())?),
        }
    }
}

/// The unit of a fact, in words.
pub(super) fn unit_of(slot: &FactSlot) -> Text {
    match slot.kind() {
        Kind::Number(unit) if unit.is_pure() && slot.ty == FactType::Decimal => Text::both("比率或 %", "a ratio or %"),
        Kind::Number(unit) if !unit.is_pure() => unit.to_string().into(),
        _ => Text::both("无单位", "no unit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_their_sizes() {
        for (word, yuan) in [("元", 1), ("千元", 1_000), ("万元", 10_000), ("百万元", 1_000_000), ("亿元", 100_000_000)]
        {
            assert_eq!(Measure::find(word).unwrap().of(Number::ONE).unwrap(), Number::from_i64(yuan), "{word}");
        }
        assert_eq!(Measure::percent(), Measure::find("%").unwrap());
        assert_eq!(Measure::find("美元"), None);
        assert_eq!(Measure::of_column("单位: 万元"), Measure::find("万元"));
        assert_eq!(Measure::of_column("Unit:CNY"), Measure::find("CNY"));
        assert_eq!(Measure::of_column("单位"), None);
    }
}
