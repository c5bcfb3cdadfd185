//! A firm's facts: one cell for each slot, checked against type and domain when it is set.

use std::cmp::Ordering;

use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::document::model::{FactType, TextFormat};
use crate::document::tree::Node;
use crate::number::{Number, NumberError};
use crate::policy::{Derivation, FactSlot, FactTable};
use crate::program::cell::Cell;
use crate::program::lane::Lane;
use crate::time::Date;

use super::Provenance;
use super::records::Given;

/// Longest text of a fact, in bytes.
pub const MAX_TEXT: usize = 10_000;
/// Longest number of a fact, in characters: absurd figures must not make absurd work.
pub(super) const MAX_DIGITS: usize = 60;
/// Numbers of facts stay below 10 to the 30th.
const LIMIT: Number = Number::from_i128(1_000_000_000_000_000_000_000_000_000_000);

/// The unit in which money is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MoneyUnit {
    /// 元
    #[default]
    Yuan,
    /// 万元
    TenThousand,
}

/// Why a value was refused; the place is the caller's to add.
pub type FirmError = Diagnostic;

/// The facts of one firm.
#[derive(Clone, Debug)]
pub struct Firm<'a> {
    facts: &'a FactTable,
    cells: Vec<Cell>,
    /// Where a cell is known: the unknown one that stood there, kept to be put back.
    unknown: Vec<Cell>,
    lanes: Vec<Lane>,
    money: MoneyUnit,
    pub(super) derivations: &'a [Derivation],
    pub(super) given: Given,
    /// What was said of where values come from: few have it.
    pub(super) provenances: Vec<(u32, Provenance)>,
}

impl<'a> Firm<'a> {
    /// A firm of which nothing is known. Records, too, are filled in as firms are, over the fields of their kind.
    pub(crate) fn new(facts: &'a FactTable, derivations: &'a [Derivation], money: MoneyUnit) -> Self {
        let count = facts.slots().len();
        let (cells, unknown, lanes) = (facts.unknown(), vec![Cell::Null; count], vec![Lane::NONE; count]);
        Firm { facts, cells, unknown, lanes, money, derivations, given: Given::default(), provenances: Vec::new() }
    }

    /// The facts that it may have.
    pub fn facts(&self) -> &'a FactTable {
        self.facts
    }

    pub(super) fn money(&self) -> MoneyUnit {
        self.money
    }

    /// The unit in which money is set from now on.
    pub fn money_unit(&mut self, unit: MoneyUnit) {
        self.money = unit;
    }

    /// Forgets all facts and records.
    pub fn clear(&mut self) {
        self.forget_records();
        self.provenances.clear();
        for (cell, unknown) in self.cells.iter_mut().zip(&mut self.unknown) {
            if !cell.is_unknown() {
                *cell = std::mem::replace(unknown, Cell::Null);
            }
        }
        self.lanes.fill(Lane::NONE);
    }

    /// The cells, one for each slot.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The same facts for the short way to a verdict.
    pub(crate) fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// Sets a fact from its text; an empty text leaves it unknown.
    pub fn set(&mut self, id: &str, text: &str) -> Result<(), FirmError> {
        if text.is_empty() && self.facts.kind(id).is_some() {
            return self.set_null(id);
        }
        let index = self.index(id)?;
        self.set_text(index, text)
    }

    /// Sets a fact from a JSON value, but no list of records; null leaves it unknown, unless the fact may be empty; an empty text always does.
    pub fn set_value(&mut self, id: &str, value: &Node) -> Result<(), FirmError> {
        if is_blank(value) && self.facts.kind(id).is_some() {
            self.withdraw(id);
            return Ok(());
        }
        let index = self.index(id)?;
        let Some(slot) = self.facts.get(index) else { return Ok(()) };
        let cell = match (value, slot.ty) {
            (Node::Null, _) if slot.optional => Cell::Null,
            (blank, _) if is_blank(blank) => {
                self.forget(index);
                return Ok(());
            }
            (Node::Boolean(b), FactType::Boolean) => Cell::Boolean(*b),
            (Node::Text(t), _) | (Node::Number(t), FactType::Integer | FactType::Decimal | FactType::Money) => {
                self.read(slot, t)?
            }
            _ => return Err(wrong_type(slot, value.shown())),
        };
        self.give(index, cell)
    }

    /// Sets a boolean fact.
    pub fn set_boolean(&mut self, id: &str, value: bool) -> Result<(), FirmError> {
        self.set_value(id, &Node::Boolean(value))
    }

    /// Sets a fact that is a number to a whole one.
    pub fn set_integer(&mut self, id: &str, value: i64) -> Result<(), FirmError> {
        self.set_value(id, &Node::Number(value.to_string()))
    }

    /// Sets a fact that is a number from a host's float, taken as the shortest decimal that reads back. More than 15
    /// significant digits are refused: then the decimal that was meant is not certain.
    pub fn set_float(&mut self, id: &str, value: f64) -> Result<(), FirmError> {
        self.set_float_text(id, &value.to_string())
    }

    /// The same from a float's shortest text.
    pub(super) fn set_float_text(&mut self, id: &str, text: &str) -> Result<(), FirmError> {
        let index = self.index(id)?;
        let Some(slot) = self.facts.get(index) else { return Ok(()) };
        if !matches!(slot.ty, FactType::Integer | FactType::Decimal | FactType::Money) {
            return Err(wrong_type(slot, text.into()));
        }
        let number = Number::from_float_text(text).map_err(|e| no_decimal(e, text))?;
        let number = self.in_yuan(slot, number).map_err(|_| outside(slot, text))?;
        let cell = check_number(slot, number, text)?;
        self.give(index, cell)
    }

    /// Makes a fact unknown; one that may be empty is then known to be.
    pub fn set_null(&mut self, id: &str) -> Result<(), FirmError> {
        self.set_value(id, &Node::Null)
    }

    /// Sets a slot from its text; an empty text leaves it unknown.
    pub fn set_text(&mut self, index: u32, text: &str) -> Result<(), FirmError> {
        let Some(slot) = self.facts.get(index) else { return Ok(()) };
        if text.is_empty() {
            self.forget(index);
            Ok(())
        } else {
            let cell = self.read(slot, text)?;
            self.give(index, cell)
        }
    }

    /// A fact as it is given itself.
    pub(super) fn give(&mut self, index: u32, cell: Cell) -> Result<(), FirmError> {
        if !self.given.is_empty() {
            self.agrees(index, &cell)?;
        }
        self.drop_provenance(index);
        self.store(index, cell);
        Ok(())
    }

    /// Puts a known cell in its place.
    #[inline]
    pub(super) fn store(&mut self, index: u32, cell: Cell) {
        let at = index as usize;
        if let (Some(c), Some(u), Some(l)) = (self.cells.get_mut(at), self.unknown.get_mut(at), self.lanes.get_mut(at)) {
            *l = Lane::of(&cell);
            if c.is_unknown() {
                *u = std::mem::replace(c, cell);
            } else {
                *c = cell;
            }
        }
    }

    /// A fact that follows from what the host knows, in the place of a given one.
    pub(crate) fn supply(&mut self, index: u32, cell: Cell) {
        self.store(index, cell);
    }

    /// Makes a slot unknown.
    pub(super) fn forget(&mut self, index: u32) {
        self.drop_provenance(index);
        if !self.given.is_empty() && self.fall_back(index) {
            return;
        }
        let at = index as usize;
        if let (Some(c), Some(u), Some(l)) = (self.cells.get_mut(at), self.unknown.get_mut(at), self.lanes.get_mut(at))
            && !c.is_unknown()
        {
            *c = std::mem::replace(u, Cell::Null);
            *l = Lane::NONE;
        }
    }

    /// Makes a slot as it is while nothing is known; what is to be put back later, too.
    pub(super) fn reset(&mut self, index: u32, known: bool) {
        let at = index as usize;
        let Some(slot) = self.facts.get(index) else { return };
        if let (Some(c), Some(u), Some(l)) = (self.cells.get_mut(at), self.unknown.get_mut(at), self.lanes.get_mut(at)) {
            if known {
                *u = slot.unknown.clone();
            } else {
                (*c, *l) = (slot.unknown.clone(), Lane::NONE);
            }
        }
    }

    fn drop_provenance(&mut self, index: u32) {
        if !self.provenances.is_empty() {
            self.provenances.retain(|(slot, _)| *slot != index);
        }
    }

    pub(super) fn index(&self, id: &str) -> Result<u32, FirmError> {
        self.facts.index(id).ok_or_else(|| {
            if self.facts.kind(id).is_some() {
                let args = [id.into(), Text::both("记录的列表", "a list of records"), Text::both("一个值", "one value")];
                return Diagnostic::new(Code::WrongFactType, Span::default(), args);
            }
            let near = self.facts.suggestion(id);
            let id: String = id.chars().take(60).collect();
            Diagnostic::new(Code::UnknownFact, Span::default(), [id.into(), near.into()])
        })
    }

    fn read(&self, slot: &FactSlot, text: &str) -> Result<Cell, FirmError> {
        match slot.ty {
            FactType::Text => read_text(slot, text),
            FactType::Boolean => boolean(text).map(Cell::Boolean).ok_or_else(|| wrong_type(slot, quoted(text))),
            FactType::Enum => choice(slot, text).ok_or_else(|| no_choice(slot, text)),
            FactType::Integer | FactType::Decimal | FactType::Money => self.read_number(slot, text),
            FactType::Date => read_date(slot, text),
        }
    }

    fn read_number(&self, slot: &FactSlot, text: &str) -> Result<Cell, FirmError> {
        if text.len() > MAX_DIGITS {
            return Err(outside(slot, text));
        }
        let number = Number::parse(text).map_err(|e| match e {
            NumberError::Syntax => wrong_type(slot, quoted(text)),
            _ => outside(slot, text),
        })?;
        check_number(slot, self.in_yuan(slot, number).map_err(|_| outside(slot, text))?, text)
    }

    /// An amount of money in yuan; other numbers as they are.
    #[inline]
    pub(super) fn in_yuan(&self, slot: &FactSlot, number: Number) -> Result<Number, NumberError> {
        in_yuan(slot, number, self.money)
    }
}

/// An amount of money given in a unit, in yuan; other numbers as they are.
pub(super) fn in_yuan(slot: &FactSlot, number: Number, money: MoneyUnit) -> Result<Number, NumberError> {
    match (slot.ty, money) {
        (FactType::Money, MoneyUnit::TenThousand) => number.mul(&Number::from_i64(10_000)),
        _ => Ok(number),
    }
}

/// Null, or what a form gives for a field that nobody has filled in.
pub(super) fn is_blank(value: &Node) -> bool {
    match value {
        Node::Null => true,
        Node::Text(text) => text.is_empty(),
        _ => false,
    }
}

pub(super) fn read_date(slot: &FactSlot, text: &str) -> Result<Cell, FirmError> {
    let date: Date = text.parse().map_err(|()| wrong_type(slot, quoted(text)))?;
    let day = Number::from_i64(date.unix_days());
    let inside = slot.domain.min.as_ref().is_none_or(|min| day.compare(min) != Ok(Ordering::Less))
        && slot.domain.max.as_ref().is_none_or(|max| day.compare(max) != Ok(Ordering::Greater));
    if inside { Ok(Cell::Number(day)) } else { Err(outside(slot, text)) }
}

/// A number as a fact, where its type and domain allow it; `text` is what was given.
#[inline]
pub(super) fn check_number(slot: &FactSlot, number: Number, text: &str) -> Result<Cell, FirmError> {
    if slot.ty == FactType::Integer && !number.is_integer() {
        return Err(wrong_type(slot, quoted(text)));
    }
    if slot.ty == FactType::Money && number.decimal_places(2).is_none() {
        return Err(Diagnostic::new(Code::MoneyPrecision, Span::default(), [slot.id.as_str().into(), text.into()]));
    }
    let below = |limit: &Option<Number>, wrong: Ordering| limit.as_ref().is_some_and(|l| number.compare(l) == Ok(wrong));
    let absurd = number.abs().compare(&LIMIT) != Ok(Ordering::Less);
    if below(&slot.domain.min, Ordering::Less) || below(&slot.domain.max, Ordering::Greater) || absurd {
        return Err(outside(slot, text));
    }
    Ok(Cell::Number(number))
}

/// The words for a boolean that every reader takes.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "是" => Some(true),
        "false" | "False" | "FALSE" | "否" => Some(false),
        _ => None,
    }
}

/// A value of an enum by its id.
pub(super) fn choice(slot: &FactSlot, text: &str) -> Option<Cell> {
    let at = slot.choices.iter().position(|c| c == text)?;
    u8::try_from(at).ok().map(Cell::Choice)
}

/// Why a text is no value of an enum.
pub(super) fn no_choice(slot: &FactSlot, text: &str) -> FirmError {
    let all: Vec<&str> = slot.choices.iter().map(String::as_str).collect();
    Diagnostic::new(Code::OutsideDomain, Span::default(), [slot.id.as_str().into(), quoted(text), all.join(" ").into()])
}

/// Why a float is no number.
pub(super) fn no_decimal(e: NumberError, text: &str) -> FirmError {
    let code = if e == NumberError::NotFinite { Code::FloatNotFinite } else { Code::FloatDigits };
    Diagnostic::new(code, Span::default(), [text.into()])
}

/// A text as a fact.
pub(super) fn read_text(slot: &FactSlot, text: &str) -> Result<Cell, FirmError> {
    if text.len() > MAX_TEXT {
        return Err(outside(slot, &text.chars().take(20).collect::<String>()));
    }
    if slot.format == Some(TextFormat::Uscc)
        && let Err(reason) = super::check_uscc(text)
    {
        return Err(Diagnostic::new(Code::CheckCharacter, Span::default(), [quoted(text), reason]));
    }
    Ok(Cell::Text(text.into()))
}

pub(super) fn quoted(text: &str) -> Text {
    format!("`{}`", shown(text)).into()
}

/// As much of a text as a message bears.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

pub(super) fn wrong_type(slot: &FactSlot, found: Text) -> FirmError {
    let expected = match slot.ty {
        FactType::Text => Text::both("文字", "a text"),
        FactType::Enum => Text::both("可选值之一", "one of the values"),
        FactType::Boolean => Text::both("是或否（true、false）", "true or false"),
        FactType::Integer => Text::both("整数", "a whole number"),
        FactType::Decimal => Text::both("数", "a number"),
        FactType::Money => Text::both("金额", "an amount of money"),
        FactType::Date => Text::both("日期（如 2026-04-01）", "a date such as 2026-04-01"),
    };
    Diagnostic::new(Code::WrongFactType, Span::default(), [slot.id.as_str().into(), expected, found])
}

pub(super) fn outside(slot: &FactSlot, text: &str) -> FirmError {
    let end = |n: &Option<Number>, none: &str| match n {
        None => none.to_owned(),
        Some(days) if slot.ty == FactType::Date => {
            days.to_i64().and_then(Date::from_unix_days).map(|d| d.to_string()).unwrap_or_default()
        }
        Some(n) => n.to_string(),
    };
    let domain = format!("[{}..{}]", end(&slot.domain.min, "-10^30"), end(&slot.domain.max, "10^30"));
    Diagnostic::new(Code::OutsideDomain, Span::default(), [slot.id.as_str().into(), shown(text).into(), domain.into()])
}
