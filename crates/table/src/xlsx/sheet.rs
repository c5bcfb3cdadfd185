//! The cells of a sheet, row by row, without holding the sheet.

use std::io::Read;
use std::sync::Arc;

use peiyu::diagnostic::Text;
use quick_xml::events::{BytesStart, Event};

use super::strings::{RichText, unescaped};
use super::styles::{self, Shown};
use super::xml::{Broken, Xml, reference};
use super::{Cell, MAX_COLUMNS, MAX_ROWS, Row};

/// What cells refer to.
pub(super) struct Context {
    /// Shared texts.
    pub strings: Vec<Arc<str>>,
    /// Styles.
    pub styles: Vec<Shown>,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    column: u32,
    style: usize,
    ty: String,
    /// What stands in `<v>`.
    value: String,
    /// What stands in `<is>`.
    inline: RichText,
    formula: bool,
}

/// Where in a cell the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Value,
    Inline,
    Other,
}

/// Gives the rows that have anything in them to `each`, until that says to stop.
pub(super) fn read<R: Read>(xml: &mut Xml<R>, context: &Context, each: &mut dyn FnMut(Row) -> bool) -> Result<(), Broken> {
    let mut before = 0;
    let mut row: Option<Row> = None;
    let mut open: Option<Open> = None;
    let mut inside = Inside::Other;
    let mut column = 0;
    loop {
        match xml.next()? {
            Event::Start(e) => match (e.local_name().as_ref(), &mut open) {
                ("row", None) => {
                    before = row_number(&e, before)?;
                    row = Some(Row { number: before, cells: Vec::new() });
                    column = 0;
                }
                ("c", None) if row.is_some() => {
                    let cell = cell(&e, before, column)?;
                    column = cell.column;
                    open = Some(cell);
                    inside = Inside::Other;
                }
                ("v", Some(_)) => inside = Inside::Value,
                ("is", Some(_)) => inside = Inside::Inline,
                ("f", Some(cell)) => cell.formula = true,
                (_, Some(cell)) if inside == Inside::Inline => cell.inline.take(&Event::Start(e))?,
                _ => {}
            },
            Event::End(e) => match (e.local_name().as_ref(), &mut open) {
                ("v" | "is", Some(_)) => inside = Inside::Other,
                ("c", Some(cell)) => {
                    let value = context.value(cell);
                    if let Some(row) = row.as_mut().filter(|_| value != Cell::Empty) {
                        row.cells.push((cell.column, value));
                    }
                    open = None;
                }
                ("row", None) => {
                    if let Some(row) = row.take().filter(|row| !row.cells.is_empty())
                        && !each(row)
                    {
                        return Ok(());
                    }
                }
                ("sheetData", _) => return xml.finish(),
                (_, Some(cell)) if inside == Inside::Inline => cell.inline.take(&Event::End(e))?,
                _ => {}
            },
            Event::Eof => return Err(Broken::wrong("the sheet breaks off")),
            event => {
                if let Some(cell) = &mut open {
                    cell.text(inside, &event)?;
                }
            }
        }
    }
}

impl Open {
    fn text(&mut self, inside: Inside, event: &Event) -> Result<(), Broken> {
        match (inside, event) {
            (Inside::Inline, event) => self.inline.take(event)?,
            (Inside::Value, Event::Text(t)) => self.value.push_str(&t.xml10_content()),
            (Inside::Value, Event::CData(t)) => self.value.push_str(&t.xml10_content()),
            (Inside::Value, Event::GeneralRef(r)) => self.value.push(reference(r)?),
            _ => {}
        }
        Ok(())
    }
}

impl Context {
    fn value(&self, cell: &Open) -> Cell {
        let value = cell.value.trim();
        match cell.ty.as_str() {
            "inlineStr" => text(unescaped(&cell.inline.text).into()),
            "str" if !cell.value.is_empty() || cell.formula => text(unescaped(&cell.value).into()),
            _ if value.is_empty() && cell.formula => {
                Cell::Error(Text::both("公式没有算出的结果", "a formula without its result"))
            }
            _ if value.is_empty() => Cell::Empty,
            "s" => match value.parse::<usize>().ok().and_then(|i| self.strings.get(i)) {
                Some(shared) => text(shared.clone()),
                None => Cell::Error(Text::both("找不到它的文字", "its text is not there")),
            },
            "b" => match value {
                "1" | "true" => Cell::Boolean(true),
                "0" | "false" => Cell::Boolean(false),
                other => Cell::Error(other.into()),
            },
            "e" => Cell::Error(value.into()),
            "d" => text(value.into()),
            _ => self.number(cell.style, value),
        }
    }

    fn number(&self, style: usize, value: &str) -> Cell {
        let Some(number) = value.parse::<f64>().ok().filter(|n| n.is_finite()) else { return Cell::Error(value.into()) };
        match self.styles.get(style).copied().unwrap_or_default() {
            Shown::Date => styles::date(number, self.from_1904)
                .map_or(Cell::Number { value: number, percent: false }, |day| Cell::Text(day.into())),
            shown => Cell::Number { value: number, percent: shown == Shown::Percent },
        }
    }
}

fn text(text: Arc<str>) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// The number of a row, which must come after the one before.
fn row_number(e: &BytesStart, before: u32) -> Result<u32, Broken> {
    let number = match styles::attribute(e, "r") {
        Some(r) => r.parse().map_err(|_| Broken::wrong("a row has no number"))?,
        None => before.saturating_add(1),
    };
    if number > MAX_ROWS {
        let zh = format!("超过 {MAX_ROWS} 行");
        return Err(Broken::Large(Text::both(zh, format!("more than {MAX_ROWS} rows"))));
    }
    if number > before { Ok(number) } else { Err(Broken::wrong("rows are not in order")) }
}

/// A cell that begins; it must come after the one before and be of its row.
fn cell(e: &BytesStart, row: u32, before: u32) -> Result<Open, Broken> {
    let mut cell = Open { column: before.saturating_add(1), ..Open::default() };
    for attribute in e.attributes().with_checks(false).filter_map(Result::ok) {
        match attribute.key.as_ref() {
            "r" => match place(&attribute.value) {
                Some((column, number)) if number == row => cell.column = column,
                _ => return Err(Broken::Wrong(format!("a cell of row {row} is not in it"))),
            },
            "s" => cell.style = attribute.value.parse().unwrap_or_default(),
            "t" => attribute.value.as_ref().clone_into(&mut cell.ty),
            _ => {}
        }
    }
    if cell.column > MAX_COLUMNS {
        let zh = format!("超过 {MAX_COLUMNS} 列");
        return Err(Broken::Large(Text::both(zh, format!("more than {MAX_COLUMNS} columns"))));
    }
    if cell.column > before { Ok(cell) } else { Err(Broken::Wrong(format!("the cells of row {row} are not in order"))) }
}

/// Column and row, from 1, of `B7`.
fn place(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = text.split_at_checked(letters)?;
    let number = |n: u32, b: u8| n.checked_mul(26)?.checked_add(u32::from(b - b'A') + 1);
    let column = column.bytes().try_fold(0u32, number)?;
    if column == 0 || !row.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((column, row.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(place("A1"), Some((1, 1)));
        assert_eq!(place("Z9"), Some((26, 9)));
        assert_eq!(place("AA10"), Some((27, 10)));
        assert_eq!(place("XFD1048576"), Some((16_384, 1_048_576)));
        for bad in ["", "A", "1", "a1", "A-1", "A1B", "ZZZZZZZZ1", "A99999999999", "列1"] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }
}
