//! Firms as columns of an Arrow IPC file, as a table of firms would reach any engine.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use peiyu_handwritten::Firm;
use peiyu_handwritten::sample::{facts, good};

/// Rows in a batch of the file.
const BATCH: usize = 65_536;

/// The values of a fact in the rows of a batch.
enum Column {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    /// Amounts in yuan, years, scores and shares: what a table keeps as floats.
    Float(Vec<f64>),
    Text(Vec<String>),
}

impl Column {
    /// An empty column for values that are written like this one.
    fn like(value: &str) -> Self {
        if value.parse::<bool>().is_ok() {
            Self::Boolean(Vec::new())
        } else if value.parse::<i64>().is_ok() {
            Self::Integer(Vec::new())
        } else if value.parse::<f64>().is_ok() {
            Self::Float(Vec::new())
        } else {
            Self::Text(Vec::new())
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Boolean(_) => DataType::Boolean,
            Self::Integer(_) => DataType::Int64,
            Self::Float(_) => DataType::Float64,
            Self::Text(_) => DataType::Utf8,
        }
    }

    fn push(&mut self, value: String) -> Result<(), ArrowError> {
        let refused = |error: &dyn std::fmt::Display| ArrowError::ParseError(format!("{value}: {error}"));
        match self {
            Self::Boolean(values) => values.push(value.parse().map_err(|error| refused(&error))?),
            Self::Integer(values) => values.push(value.parse().map_err(|error| refused(&error))?),
            Self::Float(values) => values.push(value.parse().map_err(|error| refused(&error))?),
            Self::Text(values) => values.push(value),
        }
        Ok(())
    }

    /// The values as an array; the column is empty after it.
    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Boolean(values) => Arc::new(BooleanArray::from(std::mem::take(values))),
            Self::Integer(values) => Arc::new(Int64Array::from(std::mem::take(values))),
            Self::Float(values) => Arc::new(Float64Array::from(std::mem::take(values))),
            Self::Text(values) => Arc::new(StringArray::from(std::mem::take(values))),
        }
    }
}

/// Writes the firms as an Arrow IPC file: a column for every fact, in the order of [`facts`], without nulls.
pub fn write(firms: impl Iterator<Item = Firm>, out: impl Write) -> Result<(), ArrowError> {
    let example = facts(&good());
    let mut columns: Vec<Column> = example.iter().map(|(_, value)| Column::like(value)).collect();
    let fields = example.iter().zip(&columns).map(|((id, _), column)| Field::new(*id, column.data_type(), false));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let mut file = FileWriter::try_new_buffered(out, &schema)?;
    let mut firms = firms.peekable();
    while firms.peek().is_some() {
        for firm in firms.by_ref().take(BATCH) {
            for (column, (_, value)) in columns.iter_mut().zip(facts(&firm)) {
                column.push(value)?;
            }
        }
        file.write(&RecordBatch::try_new(schema.clone(), columns.iter_mut().map(Column::take).collect())?)?;
    }
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_tells_the_type_of_its_column() {
        let types = ["true", "120", "-0.01", "six_bases"].map(|value| Column::like(value).data_type());
        assert_eq!(types, [DataType::Boolean, DataType::Int64, DataType::Float64, DataType::Utf8]);
    }

    #[test]
    fn every_row_is_written() {
        let mut out = Vec::new();
        write((0..=BATCH).map(|_| good()), &mut out).expect("good firms are written");
        let batches: Vec<RecordBatch> = arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(out), None)
            .and_then(Iterator::collect)
            .expect("the file is read");
        assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [BATCH, 1]);
        assert_eq!(batches[0].num_columns(), facts(&good()).len());
    }
}
