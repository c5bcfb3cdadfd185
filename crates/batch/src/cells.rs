//! One cell of an Arrow column as the engine's own value: for what the quick readers pass over, and for rows that the
//! scalar evaluator answers. The engine's readers of cells decide, so a table means what a sheet means.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, DecimalType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_schema::DataType;
use peiyu::assess::Firm;
use peiyu::assess::sheet::Column;
use peiyu::diagnostic::{Code, Diagnostic, Span};
use peiyu::program::cell::Cell;

/// Whether cells of a type can be read.
pub fn readable(ty: &DataType) -> bool {
    match ty {
        DataType::Null
        | DataType::Boolean
        | DataType::Float32
        | DataType::Float64
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..) => true,
        DataType::Dictionary(_, values) => readable(values) && !matches!(**values, DataType::Dictionary(..)),
        other => other.is_integer(),
    }
}

/// Reads cells of one row after another.
pub struct Cells<'a> {
    firm: Firm<'a>,
}

impl<'a> Cells<'a> {
    /// A reader that keeps a firm to read into.
    pub fn new(firm: Firm<'a>) -> Self {
        Cells { firm }
    }

    /// What a column's bare numbers are multiplied by; nothing where each must be read as a text.
    pub fn factor(&self, column: &Column) -> Option<(i128, i128)> {
        self.firm.factor(column)
    }

    /// A text as a cell of the column.
    pub fn text(&mut self, column: &Column, text: &str) -> Result<Cell, Diagnostic> {
        self.firm.set_cell(column, text)?;
        Ok(self.read(column))
    }

    fn read(&self, column: &Column) -> Cell {
        column.slot().and_then(|slot| self.firm.cells().get(slot as usize)).cloned().unwrap_or(Cell::Null)
    }

    /// The cell of a row.
    ///
    /// # Errors
    /// What the engine says of a value that it refuses.
    pub fn get(&mut self, column: &Column, array: &dyn Array, row: usize) -> Result<Cell, Diagnostic> {
        if array.is_null(row) || array.data_type() == &DataType::Null {
            return Ok(self.blank(column));
        }
        let integer = |text: String, this: &mut Self| this.text(column, &text);
        match array.data_type() {
            DataType::Boolean => self.text(column, if array.as_boolean().value(row) { "true" } else { "false" }),
            DataType::Int8 => integer(whole::<Int8Type>(array, row), self),
            DataType::Int16 => integer(whole::<Int16Type>(array, row), self),
            DataType::Int32 => integer(whole::<Int32Type>(array, row), self),
            DataType::Int64 => integer(whole::<Int64Type>(array, row), self),
            DataType::UInt8 => integer(whole::<UInt8Type>(array, row), self),
            DataType::UInt16 => integer(whole::<UInt16Type>(array, row), self),
            DataType::UInt32 => integer(whole::<UInt32Type>(array, row), self),
            DataType::UInt64 => integer(whole::<UInt64Type>(array, row), self),
            DataType::Float32 => integer(whole::<Float32Type>(array, row), self),
            DataType::Float64 => {
                let value = array.as_primitive::<Float64Type>().value(row);
                self.firm.set_cell_float(column, value, false)?;
                Ok(self.read(column))
            }
            DataType::Decimal32(_, scale) => {
                let text = Decimal32Type::format_decimal(array.as_primitive::<Decimal32Type>().value(row), u8::MAX, *scale);
                self.text(column, &text)
            }
            DataType::Decimal64(_, scale) => {
                let text = Decimal64Type::format_decimal(array.as_primitive::<Decimal64Type>().value(row), u8::MAX, *scale);
                self.text(column, &text)
            }
            DataType::Decimal128(_, scale) => {
                let text = Decimal128Type::format_decimal(array.as_primitive::<Decimal128Type>().value(row), u8::MAX, *scale);
                self.text(column, &text)
            }
            DataType::Utf8 => self.text(column, array.as_string::<i32>().value(row)),
            DataType::LargeUtf8 => self.text(column, array.as_string::<i64>().value(row)),
            DataType::Utf8View => self.text(column, array.as_string_view().value(row)),
            DataType::Dictionary(..) => match array.as_any_dictionary_opt() {
                Some(dictionary) => {
                    let one = array.slice(row, 1);
                    let key = one.as_any_dictionary().normalized_keys().first().copied().unwrap_or_default();
                    self.get(column, dictionary.values(), key)
                }
                None => Err(unreadable(column, array.data_type())),
            },
            other => Err(unreadable(column, other)),
        }
    }

    /// Nothing in the cell.
    fn blank(&mut self, column: &Column) -> Cell {
        let facts = self.firm.facts();
        let Some(slot) = column.slot().and_then(|slot| facts.get(slot)) else { return Cell::Null };
        if slot.optional { Cell::Null } else { slot.unknown.clone() }
    }
}

fn whole<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> String
where
    T::Native: ToString,
{
    array.as_primitive::<T>().value(row).to_string()
}

/// A column of a type that no cell can be read from.
pub fn unreadable(column: &Column, ty: &DataType) -> Diagnostic {
    let expected = peiyu::diagnostic::Text::both("数、布尔值或文字的列", "a column of numbers, booleans or texts");
    let args = [column.header().into(), expected, ty.to_string().into()];
    Diagnostic::new(Code::WrongFactType, Span::default(), args)
}
