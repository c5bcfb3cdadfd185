//! What a cell says of a firm. What the strict reader of facts takes is taken first and means the same; only what it
//! refuses is looked at for the forms that people type.

use crate::assess::firm::{self, Firm, FirmError, MAX_TEXT};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::document::model::FactType;
use crate::number::{Number, NumberError};
use crate::policy::FactSlot;
use crate::program::cell::Cell;

use super::columns::Column;
use super::figure::{self, Wrong};
use super::measure::{Measure, unit_of};
use super::normal::{name, plain};

/// What people put where there is nothing to say. A lone 无 is none of them: it says no to a question, and nothing else.
const BLANKS: [&str; 6] = ["/", "-", "–", "—", "——", "n/a"];
const YES: [&str; 7] = ["是", "有", "√", "✓", "✔", "yes", "y"];
const NO: [&str; 7] = ["否", "无", "×", "✗", "✘", "no", "n"];

impl Firm<'_> {
    /// Sets the fact of a column from the text of a cell; an empty one, `/`, `—` and `N/A` leave it unknown. Texts are kept
    /// as they are, but for blanks around them. A column that gives no fact is passed over.
    ///
    /// Money without a unit in its cell or its column is in the unit of [`Firm::money_unit`].
    pub fn set_cell(&mut self, column: &Column, text: &str) -> Result<(), FirmError> {
        let text = trimmed(text);
        match column.meaning(text) {
            Some(meant) => self.set_meant(column, meant),
            None => self.set_meant(column, text),
        }
    }

    /// The same from a spreadsheet's number, taken as [`Firm::set_float`] takes it. With `percent` the sheet shows it as a
    /// percentage: 0.25 is then 25%, whatever the column's name says.
    pub fn set_cell_float(&mut self, column: &Column, value: f64, percent: bool) -> Result<(), FirmError> {
        let Some((index, slot)) = self.slot(column) else { return Ok(()) };
        let text = value.to_string();
        let number = Number::from_float_text(&text).map_err(|e| firm::no_decimal(e, &text))?;
        if !is_number(slot) || column.meaning(&text).is_some() {
            return self.set_cell(column, &number.to_string());
        }
        if percent && !Measure::percent().fits(slot) {
            return Err(wrong_unit(slot, unit_of(slot), "%"));
        }
        let number = if percent { Ok(number) } else { self.measured(column, slot, number) };
        let number = number.map_err(|_| firm::outside(slot, &text))?;
        let cell = firm::check_number(slot, number, &text)?;
        self.give(index, cell)
    }

    /// What a bare number of the column is multiplied by, as a fraction: 1 or, for money in 万元, 10 000. Nothing where the
    /// column gives no number, or where a mapping says what its cells mean, so that each must be read as a text.
    pub fn factor(&self, column: &Column) -> Option<(i128, i128)> {
        let (_, slot) = self.slot(column)?;
        if !is_number(slot) || column.has_meanings() {
            return None;
        }
        self.measured(column, slot, Number::ONE).ok()?.fraction()
    }

    fn set_meant(&mut self, column: &Column, text: &str) -> Result<(), FirmError> {
        let Some((index, slot)) = self.slot(column) else { return Ok(()) };
        if text.is_empty() {
            self.forget(index);
            return Ok(());
        }
        let strict = match slot.ty {
            FactType::Text => Some(firm::read_text(slot, text)?),
            FactType::Boolean => firm::boolean(text).map(Cell::Boolean),
            FactType::Enum => firm::choice(slot, text),
            FactType::Integer | FactType::Decimal | FactType::Money => match Number::parse(text) {
                Ok(number) if text.len() <= firm::MAX_DIGITS => {
                    let number = self.measured(column, slot, number).map_err(|_| firm::outside(slot, text))?;
                    Some(firm::check_number(slot, number, text)?)
                }
                _ => None,
            },
            FactType::Date => Some(firm::read_date(slot, text)?),
        };
        if let Some(cell) = strict {
            return self.give(index, cell);
        }
        match self.dressed(column, slot, text)? {
            Some(cell) => self.give(index, cell),
            None => {
                self.forget(index);
                Ok(())
            }
        }
    }

    /// A cell that the strict reader does not know; `None` where it says nothing.
    #[cold]
    fn dressed(&self, column: &Column, slot: &FactSlot, text: &str) -> Result<Option<Cell>, FirmError> {
        if text.len() > MAX_TEXT {
            return Err(firm::outside(slot, text));
        }
        let plain = plain(text);
        if is_blank(&plain) && column.choice(&name(text)).is_none() {
            return Ok(None);
        }
        match slot.ty {
            FactType::Boolean => match plain.to_lowercase().as_str() {
                w if w == "true" || YES.contains(&w) => Ok(Some(Cell::Boolean(true))),
                w if w == "false" || NO.contains(&w) => Ok(Some(Cell::Boolean(false))),
                _ => Err(firm::wrong_type(slot, firm::quoted(text))),
            },
            FactType::Enum => match column.choice(&name(text)) {
                Some(index) => Ok(Some(Cell::Choice(index))),
                None => Err(firm::no_choice(slot, text)),
            },
            _ => self.figure(column, slot, text, &plain).map(Some),
        }
    }

    fn figure(&self, column: &Column, slot: &FactSlot, text: &str, plain: &str) -> Result<Cell, FirmError> {
        let figure = figure::read(plain).map_err(|e| match e {
            Wrong::Syntax => firm::wrong_type(slot, firm::quoted(text)),
            Wrong::Size => firm::outside(slot, text),
            Wrong::Groups => Diagnostic::new(Code::ThousandsSeparator, Span::default(), [firm::shown(text).into()]),
        })?;
        let number = match (figure.measure, column.measure()) {
            (None, _) => self.measured(column, slot, figure.number),
            (Some(own), _) if !own.fits(slot) => return Err(wrong_unit(slot, unit_of(slot), own.word)),
            (Some(own), Some(columns)) if !own.agrees(columns) => return Err(wrong_unit(slot, columns.word.into(), own.word)),
            (Some(own), _) => own.of(figure.number),
        };
        firm::check_number(slot, number.map_err(|_| firm::outside(slot, text))?, text)
    }

    /// A bare number in the unit of its column.
    fn measured(&self, column: &Column, slot: &FactSlot, number: Number) -> Result<Number, NumberError> {
        match column.measure() {
            Some(measure) => measure.of(number),
            None => self.in_yuan(slot, number),
        }
    }

    fn slot(&self, column: &Column) -> Option<(u32, &FactSlot)> {
        let index = column.slot()?;
        Some((index, self.facts().get(index)?))
    }
}

fn is_number(slot: &FactSlot) -> bool {
    matches!(slot.ty, FactType::Integer | FactType::Decimal | FactType::Money)
}

fn is_blank(plain: &str) -> bool {
    BLANKS.contains(&plain) || plain.eq_ignore_ascii_case("n/a")
}

/// A text without blanks around it; most cells have none, which two bytes tell.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

fn wrong_unit(slot: &FactSlot, expected: Text, found: &str) -> FirmError {
    Diagnostic::new(Code::CellUnit, Span::default(), [slot.id.as_str().into(), expected, found.into()])
}
