//! Random firms as a table with columns of random types, and the same firms one by one.
#![allow(dead_code, reason = "tests and benchmarks use different parts")]
#![allow(clippy::from_iter_instead_of_collect, reason = "the name of the array comes first")]

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray,
};
use peiyu::assess::{Assessor, Firm};
use peiyu::document::model::FactType;
use peiyu::number::Number;
use peiyu_handwritten::sample::{Random, facts, near_thresholds};

/// How many of a hundred values are missing, or absurdly large or small.
#[derive(Clone, Copy)]
pub struct Shape {
    pub gaps: u64,
    pub extremes: u64,
}

/// A fact and its value in each row, as a text.
pub struct Rows {
    columns: Vec<(String, FactType, Vec<Option<String>>)>,
    count: usize,
}

const EXTREMES: [&str; 10] = [
    "0",
    "1",
    "9007199254740993",
    "1125899906842624",
    "1125899906842625",
    "99999999999999.99",
    "123456789012345678901234567.89",
    "0.01",
    "33333333333333",
    "999999999999999999999999999999",
];

impl Rows {
    pub fn random(assessor: &Assessor, shape: Shape, count: usize, random: &mut Random) -> Rows {
        let mut columns: Vec<(String, FactType, Vec<Option<String>>)> = Vec::new();
        for row in 0..count {
            for (id, value) in facts(&near_thresholds(random)) {
                let Some(slot) = assessor.facts().index(id).and_then(|i| assessor.facts().get(i)) else { continue };
                let at = columns.iter().position(|(known, _, _)| known == id).unwrap_or_else(|| {
                    columns.push((id.to_owned(), slot.ty, vec![None; row]));
                    columns.len() - 1
                });
                let mut value = Some(value.clone());
                if random.number() % 100 < shape.extremes {
                    let extreme = random.pick(&EXTREMES);
                    let mut probe = assessor.firm();
                    if probe.set(id, extreme).is_ok() {
                        value = Some(extreme.to_owned());
                    }
                }
                columns[at].2.push(value.filter(|_| random.number() % 100 >= shape.gaps));
            }
        }
        Rows { columns, count }
    }

    /// As a data team has them: floats, integers, booleans and texts.
    pub fn floats(&self) -> RecordBatch {
        let named = self.columns.iter().map(|(id, ty, values)| {
            let texts = || values.iter().map(Option::as_deref);
            let array: ArrayRef = match ty {
                FactType::Boolean => Arc::new(BooleanArray::from_iter(texts().map(|v| v.map(|v| v == "true")))),
                FactType::Integer => Arc::new(Int64Array::from_iter(texts().map(|v| v.map(|v| v.parse().unwrap())))),
                FactType::Decimal | FactType::Money => {
                    Arc::new(Float64Array::from_iter(texts().map(|v| v.map(|v| v.parse().unwrap()))))
                }
                _ => Arc::new(StringViewArray::from_iter(texts())),
            };
            (id, array, true)
        });
        RecordBatch::try_from_iter_with_nullable(named).unwrap()
    }

    pub fn firm<'a>(&self, assessor: &'a Assessor, row: usize) -> Firm<'a> {
        let mut firm = assessor.firm();
        for (id, _, values) in &self.columns {
            match &values[row] {
                Some(value) => firm.set(id, value).unwrap(),
                None => firm.set_null(id).unwrap(),
            }
        }
        firm
    }

    pub fn shown(&self, row: usize) -> String {
        self.columns.iter().map(|(id, _, values)| format!("{id}={:?}", values[row])).collect::<Vec<_>>().join(" ")
    }

    pub fn batch(&self, random: &mut Random) -> RecordBatch {
        let named = self.columns.iter().map(|(id, ty, values)| (id, array(*ty, values, random), true));
        let batch = RecordBatch::try_from_iter_with_nullable(named).unwrap();
        assert_eq!(batch.num_rows(), self.count);
        batch
    }
}

/// The values as a column of a type that holds all of them.
fn array(ty: FactType, values: &[Option<String>], random: &mut Random) -> ArrayRef {
    let texts = || values.iter().map(Option::as_deref);
    let kind = random.number() % 4;
    match ty {
        FactType::Boolean if kind > 0 => Arc::new(BooleanArray::from_iter(texts().map(|v| v.map(|v| v == "true")))),
        FactType::Enum if kind == 0 => {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            texts().for_each(|v| builder.append_option(v));
            Arc::new(builder.finish())
        }
        FactType::Integer | FactType::Decimal | FactType::Money => numbers(values, kind),
        _ => match kind {
            1 => Arc::new(LargeStringArray::from_iter(texts())),
            2 => Arc::new(StringViewArray::from_iter(texts())),
            _ => Arc::new(StringArray::from_iter(texts())),
        },
    }
}

fn numbers(values: &[Option<String>], kind: u64) -> ArrayRef {
    let all = |read: &dyn Fn(&str) -> bool| values.iter().flatten().all(|v| read(v));
    let number = |v: &str| Number::parse(v).unwrap();
    if kind == 0 && all(&|v| v.parse::<i64>().is_ok()) {
        return Arc::new(Int64Array::from_iter(values.iter().map(|v| v.as_ref().map(|v| v.parse().unwrap()))));
    }
    // A float is the decimal that it shows, if that has at most 15 digits.
    let float = |v: &str| {
        let parsed: f64 = v.parse().unwrap();
        Number::from_float_text(&parsed.to_string()).is_ok_and(|n| n == number(v))
    };
    if kind == 1 && all(&float) {
        return Arc::new(Float64Array::from_iter(values.iter().map(|v| v.as_ref().map(|v| v.parse().unwrap()))));
    }
    let hundredths = |v: &str| {
        let (num, den) = number(v).mul(&Number::from_i64(100)).ok()?.fraction()?;
        (num % den == 0).then_some(num / den)
    };
    if kind == 2 && all(&|v| hundredths(v).is_some()) {
        let array = Decimal128Array::from_iter(values.iter().map(|v| v.as_ref().map(|v| hundredths(v).unwrap())));
        return Arc::new(array.with_precision_and_scale(38, 2).unwrap());
    }
    Arc::new(StringArray::from_iter(values.iter().map(Option::as_deref)))
}
