//! A fact and a change of it in words.

use std::cmp::Ordering;

use crate::diagnostic::{Lang, Text};
use crate::document::model::FactType;
use crate::policy::FactSlot;
use crate::policy::said::Style;
use crate::program::Kind;
use crate::program::cell::Cell;

use super::value;

/// `上年度研发费用总额由42万元增至63万元`
pub fn change(slot: &FactSlot, from: &Cell, to: &Cell) -> Text {
    let style = style(slot);
    let shown = |cell: &Cell, lang| value(cell, style, Some(slot), None, lang).unwrap_or_default();
    let rises = from.as_number().zip(to.as_number()).map(|(a, b)| a.compare(b) == Ok(Ordering::Less));
    let zh = match rises {
        Some(true) => "增至",
        Some(false) => "降至",
        None => "变为",
    };
    Text::both(
        format!("{}由{}{zh}{}", slot.label.zh, shown(from, Lang::Zh), shown(to, Lang::Zh)),
        format!("{}: from {} to {}", slot.label.en, shown(from, Lang::En), shown(to, Lang::En)),
    )
}

/// The value of a fact, `1000万元`; nothing where it isn't known.
pub fn fact(slot: &FactSlot, cell: &Cell) -> Text {
    let shown = |lang| value(cell, style(slot), Some(slot), None, lang).unwrap_or_default();
    Text::both(shown(Lang::Zh), shown(Lang::En))
}

/// How a fact's value is written.
fn style(slot: &FactSlot) -> Style {
    match slot.kind() {
        Kind::Number(unit) if !unit.is_pure() => Style::Measured(unit),
        Kind::Number(_) if slot.ty == FactType::Decimal => Style::Percent,
        Kind::Number(_) => Style::Plain,
        _ => Style::Other,
    }
}
