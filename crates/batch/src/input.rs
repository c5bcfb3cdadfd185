//! Columns of a chunk from Arrow arrays: the common types quickly and all rows together, anything else cell by cell.
//!
//! A float is taken as the shortest decimal that reads back, as everywhere in Peiyu: it is scaled to a whole number of
//! at most 15 digits, and only where dividing that again gives the float back bit for bit is it the decimal that was meant.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Decimal32Type, Decimal64Type, Decimal128Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, StringArrayType};
use arrow_buffer::{ArrowNativeType, BooleanBuffer};
use arrow_schema::DataType;
use peiyu::assess::sheet::Column as Header;
use peiyu::diagnostic::Diagnostic;
use peiyu::document::model::FactType;
use peiyu::number::Number;
use peiyu::policy::FactSlot;
use peiyu::program::cell::Cell;

use crate::buffers::{Buffers, Mask};
use crate::cells::Cells;
use crate::flags;
use crate::floats::{ROUNDED, rounded};
use crate::fraction::Fraction;
use crate::machine::{Column, Given, NO_CHOICE};
use crate::part::gcd;

/// Integers up to this size are computed with here; firms with larger figures are left to the scalar evaluator.
const LIMIT: i64 = 1 << 50;
/// Denominators that a column of decimals is tried with.
const SCALES: [f64; 4] = [1.0, 100.0, 10_000.0, 1_000_000.0];
/// Largest common denominator of numbers that come one by one.
const COMMON: i128 = 1_000_000_000;
/// Values of a dictionary that are remembered; those of a column of enum values are few.
const MAX_VALUES: usize = 4_096;
/// Longest memory of texts.
const MAX_TEXTS: usize = 1_000;

/// What reads a fact's column, and what it has learnt of it.
pub struct Reader<'a> {
    /// The fact.
    pub fact: u32,
    slot: &'a FactSlot,
    /// The column as its header names it.
    pub header: &'a Header,
    factor: Option<(i128, i128)>,
    /// The place in [`SCALES`] that last fitted.
    scale: usize,
    /// The values of the dictionary last read.
    dictionary: Option<ArrayRef>,
    /// What they mean, [`NO_CHOICE`] where that was not asked yet.
    known: Vec<u8>,
    /// Texts that are no ids of enum values, and what they mean.
    texts: HashMap<String, u8>,
}

/// A value that was refused.
pub struct Refused {
    /// Row in the chunk.
    pub row: usize,
    /// Why.
    pub why: Diagnostic,
}

/// What is known of a chunk's rows.
struct Rows<'r> {
    array: &'r dyn Array,
    present: Mask,
}

impl<'a> Reader<'a> {
    /// A reader of a fact.
    pub fn new(fact: u32, slot: &'a FactSlot, header: &'a Header, cells: &Cells) -> Self {
        let (dictionary, known, texts) = Default::default();
        Reader { fact, slot, header, factor: cells.factor(header), scale: 0, dictionary, known, texts }
    }

    /// Whether the fact may be null.
    pub fn optional(&self) -> bool {
        self.slot.optional
    }

    /// Reads a chunk; `array` holds its rows only.
    pub fn read(&mut self, array: &dyn Array, cells: &mut Cells, buffers: &mut Buffers, refused: &mut Vec<Refused>) -> Given {
        let present = present(array, buffers);
        let null = if self.slot.optional { absent(array, &present, buffers) } else { None };
        let rows = Rows { array, present: present.clone() };
        let column = match self.slot.ty {
            _ if array.data_type() == &DataType::Null => Column::Nothing,
            FactType::Boolean => Column::Flags(self.flags(&rows, cells, buffers, refused)),
            FactType::Enum => Column::Choices(self.choices(&rows, cells, buffers, refused)),
            FactType::Integer | FactType::Decimal | FactType::Money => {
                Column::Numbers(self.numbers(&rows, cells, buffers, refused))
            }
            FactType::Text | FactType::Date => {
                for row in 0..array.len() {
                    refused.extend(cells.get(self.header, array, row).err().map(|why| Refused { row, why }));
                }
                Column::Nothing
            }
        };
        Given { column, null, present }
    }

    fn flags(&mut self, rows: &Rows, cells: &mut Cells, buffers: &mut Buffers, refused: &mut Vec<Refused>) -> Rc<Vec<u8>> {
        if self.header.has_meanings() || rows.array.data_type() != &DataType::Boolean {
            let mut out = buffers.take::<u8>();
            for (row, out) in out.iter_mut().enumerate() {
                *out = match cells.get(self.header, rows.array, row) {
                    Ok(cell) => cell.as_boolean().map_or(0, flags::flag),
                    Err(why) => {
                        refused.push(Refused { row, why });
                        0
                    }
                };
            }
            return Rc::new(out);
        }
        let truth = rows.array.as_boolean().values();
        let given = buffers.unpack(truth.bit_chunks().iter_padded(), flags::flags);
        flags::within(buffers, given, &rows.present)
    }

    fn choices(&mut self, rows: &Rows, cells: &mut Cells, buffers: &mut Buffers, refused: &mut Vec<Refused>) -> Rc<Vec<u8>> {
        let array = rows.array;
        let mut out = buffers.take::<u8>();
        match array.data_type() {
            DataType::Utf8 => self.texts(&array.as_string::<i32>(), cells, &mut out, refused, |_| 0),
            DataType::LargeUtf8 => self.texts(&array.as_string::<i64>(), cells, &mut out, refused, |_| 0),
            DataType::Utf8View => {
                let views = array.as_string_view().views();
                self.texts(&array.as_string_view(), cells, &mut out, refused, |row| views.get(row).copied().unwrap_or_default());
            }
            DataType::Dictionary(key, _) => match **key {
                DataType::Int8 => self.keys::<Int8Type>(rows, cells, &mut out, refused),
                DataType::Int16 => self.keys::<Int16Type>(rows, cells, &mut out, refused),
                DataType::Int32 => self.keys::<Int32Type>(rows, cells, &mut out, refused),
                DataType::Int64 => self.keys::<Int64Type>(rows, cells, &mut out, refused),
                DataType::UInt8 => self.keys::<UInt8Type>(rows, cells, &mut out, refused),
                DataType::UInt16 => self.keys::<UInt16Type>(rows, cells, &mut out, refused),
                DataType::UInt32 => self.keys::<UInt32Type>(rows, cells, &mut out, refused),
                _ => self.keys::<UInt64Type>(rows, cells, &mut out, refused),
            },
            _ => {
                for (row, out) in out.iter_mut().enumerate() {
                    *out = match cells.get(self.header, array, row) {
                        Ok(cell) => choice(&cell),
                        Err(why) => {
                            refused.push(Refused { row, why });
                            NO_CHOICE
                        }
                    };
                }
            }
        }
        Rc::new(out)
    }

    /// Each value of a dictionary is read once, if at all.
    fn keys<K: ArrowDictionaryKeyType>(&mut self, rows: &Rows, cells: &mut Cells, out: &mut [u8], refused: &mut Vec<Refused>) {
        let dictionary = rows.array.as_dictionary::<K>();
        let (values, keys) = (dictionary.values(), dictionary.keys().values());
        if !self.dictionary.as_ref().is_some_and(|of| Arc::ptr_eq(of, values)) {
            self.dictionary = Some(values.clone());
            self.known.clear();
            self.known.resize(values.len().min(MAX_VALUES), NO_CHOICE);
        }
        let known = &mut self.known;
        let of = |known: &[u8], key: K::Native| known.get(key.as_usize()).copied().unwrap_or(NO_CHOICE);
        out.iter_mut().zip(keys).for_each(|(out, key)| *out = of(known, *key));
        if let Some(present) = &rows.present {
            out.iter_mut().zip(present.iter()).for_each(|(out, present)| *out = if *present == 1 { *out } else { NO_CHOICE });
        }
        if !out.contains(&NO_CHOICE) {
            return;
        }
        let absent = |row: usize| rows.present.as_ref().is_some_and(|present| present.get(row) == Some(&0));
        for (row, (key, out)) in keys.iter().zip(out).enumerate().filter(|(row, (_, out))| **out == NO_CHOICE && !absent(*row)) {
            // A row before may have read it.
            *out = of(known, *key);
            if *out != NO_CHOICE {
                continue;
            }
            match cells.get(self.header, values, key.as_usize()) {
                Ok(cell) => {
                    *out = choice(&cell);
                    if let Some(known) = known.get_mut(key.as_usize()) {
                        *known = *out;
                    }
                }
                Err(why) => refused.push(Refused { row, why }),
            }
        }
    }

    /// `view` gives what is the same only for rows of the same text, or 0 where nothing of that kind is known.
    fn texts<'t>(
        &mut self,
        array: &impl StringArrayType<'t>,
        cells: &mut Cells,
        out: &mut [u8],
        refused: &mut Vec<Refused>,
        view: impl Fn(usize) -> u128,
    ) {
        // By the low bits of the view, which are the text's length and beginning.
        let mut seen = [(0_u128, NO_CHOICE); 64];
        let gaps = array.is_nullable();
        for (row, out) in out.iter_mut().enumerate() {
            *out = NO_CHOICE;
            if gaps && array.is_null(row) {
                continue;
            }
            let view = view(row);
            let place = usize::try_from((view ^ view >> 32 ^ view >> 39) & 63).unwrap_or_default();
            if let Some((_, choice)) = seen.get(place).filter(|(known, _)| *known == view && view != 0) {
                *out = *choice;
                continue;
            }
            match self.text(array.value(row), cells) {
                Ok(choice) => {
                    *out = choice;
                    if let Some(place) = seen.get_mut(place) {
                        *place = (view, choice);
                    }
                }
                Err(why) => refused.push(Refused { row, why }),
            }
        }
    }

    /// The enum value of a text.
    fn text(&mut self, text: &str, cells: &mut Cells) -> Result<u8, Diagnostic> {
        if !self.header.has_meanings() {
            let first = text.as_bytes().first();
            let like = |c: &String| c.len() == text.len() && c.as_bytes().first() == first && c == text;
            if let Some(at) = self.slot.choices.iter().position(like) {
                return Ok(u8::try_from(at).unwrap_or(NO_CHOICE));
            }
        }
        if let Some(choice) = self.texts.get(text) {
            return Ok(*choice);
        }
        let choice = choice(&cells.text(self.header, text)?);
        if self.texts.len() < MAX_TEXTS {
            self.texts.insert(text.to_owned(), choice);
        }
        Ok(choice)
    }

    fn numbers(&mut self, rows: &Rows, cells: &mut Cells, buffers: &mut Buffers, refused: &mut Vec<Refused>) -> Fraction {
        let quick = match self.factor {
            Some(factor) => self.quick(rows, buffers).and_then(|(integers, den)| Scaled::new(integers, den, factor, self.slot)),
            None => None,
        };
        let Some(mut scaled) = quick else { return self.slowly(rows, cells, buffers, refused) };
        let odd = scaled.odd_rows(rows.present.as_ref(), buffers);
        if odd.is_empty() {
            return Fraction::of(scaled.data, scaled.range, (scaled.p, scaled.q), rows.present.clone());
        }
        let mut known = rows.present.clone();
        let mut mask = known.map_or_else(|| buffers.filled(1_u8).to_vec(), |known| known.to_vec());
        let mut data = scaled.data.to_vec();
        for row in odd {
            let read = match cells.get(self.header, rows.array, row) {
                Ok(cell) => scaled.integer(&cell),
                Err(why) => {
                    refused.push(Refused { row, why });
                    None
                }
            };
            if let (Some(place), Some(mask)) = (data.get_mut(row), mask.get_mut(row)) {
                (*place, *mask) = read.map_or((0, 0), |n| (n, 1));
            }
        }
        scaled.data = Rc::new(data);
        known = Some(Rc::new(mask));
        let bounds = buffers.range(&scaled.data).unwrap_or_default();
        Fraction::of(scaled.data, bounds, (scaled.p, scaled.q), known)
    }

    /// Whole numbers of every row over one denominator; rows without a value, and those that are no such number, hold
    /// something else: 0 or [`ODD`].
    fn quick(&mut self, rows: &Rows, buffers: &mut Buffers) -> Option<(Integers, i128)> {
        let array = rows.array;
        let power =
            |scale: i8| u32::try_from(scale).ok().and_then(|s| 10_i128.checked_pow(s)).filter(|d| *d <= i128::from(LIMIT));
        let (integers, den) = match array.data_type() {
            DataType::Int8 => (integers::<Int8Type>(array, buffers), 1),
            DataType::Int16 => (integers::<Int16Type>(array, buffers), 1),
            DataType::Int32 => (integers::<Int32Type>(array, buffers), 1),
            DataType::Int64 => (integers::<Int64Type>(array, buffers), 1),
            DataType::UInt8 => (integers::<UInt8Type>(array, buffers), 1),
            DataType::UInt16 => (integers::<UInt16Type>(array, buffers), 1),
            DataType::UInt32 => (integers::<UInt32Type>(array, buffers), 1),
            DataType::Decimal32(_, scale) => (integers::<Decimal32Type>(array, buffers), power(*scale)?),
            DataType::Decimal64(_, scale) => (integers::<Decimal64Type>(array, buffers), power(*scale)?),
            DataType::Decimal128(_, scale) => {
                let values = array.as_primitive::<Decimal128Type>().values();
                let small = |n: i128| i64::try_from(n).unwrap_or(ODD);
                (buffers.map_range(values, small), power(*scale)?)
            }
            DataType::Float64 => self.floats(array.as_primitive::<Float64Type>().values(), rows, buffers),
            _ => return None,
        };
        Some(match &rows.present {
            None => (integers, den),
            Some(present) => {
                let data = buffers.zip(&integers.0, present, move |x, k| x * i64::from(k));
                buffers.give(integers.0);
                let range = buffers.range(&data).unwrap_or_default();
                ((data, range), den)
            }
        })
    }

    /// Floats as whole numbers over the first denominator that fits all of them, or else over the one that fits most.
    fn floats(&mut self, values: &[f64], rows: &Rows, buffers: &mut Buffers) -> (Integers, i128) {
        let mut best: Option<(usize, usize)> = None;
        for at in (0..SCALES.len()).map(|i| (i + self.scale) % SCALES.len()) {
            let (data, range) = floats_over(values, SCALES.get(at).copied().unwrap_or(1.0), buffers);
            let odd = match &rows.present {
                _ if range.0 != ODD => 0,
                None => data.iter().filter(|x| **x == ODD).count(),
                Some(present) => data.iter().zip(present.iter()).filter(|(x, k)| **x == ODD && **k == 1).count(),
            };
            if odd == 0 {
                self.scale = at;
                return ((data, range), SCALES.get(at).map_or(1, |s| whole(*s)));
            }
            if best.is_none_or(|(least, _)| odd < least) {
                best = Some((odd, at));
            }
            buffers.give(data);
        }
        let scale = best.and_then(|(_, at)| SCALES.get(at)).copied().unwrap_or(1.0);
        (floats_over(values, scale, buffers), whole(scale))
    }

    /// Every cell by itself, then over a common denominator.
    fn slowly(&self, rows: &Rows, cells: &mut Cells, buffers: &mut Buffers, refused: &mut Vec<Refused>) -> Fraction {
        let mut numbers = Vec::with_capacity(rows.array.len());
        for row in 0..rows.array.len() {
            numbers.push(match cells.get(self.header, rows.array, row) {
                Ok(cell) => cell.as_number().and_then(Number::fraction),
                Err(why) => {
                    refused.push(Refused { row, why });
                    None
                }
            });
        }
        over_common(&numbers, buffers)
    }
}

/// Numbers over a common denominator; those that don't fit it or the limit are not known.
pub fn over_common(numbers: &[Option<(i128, i128)>], buffers: &mut Buffers) -> Fraction {
    let (mut common, mut last) = (1_i128, 1_i128);
    for (_, den) in numbers.iter().flatten().filter(|(_, den)| *den <= COMMON) {
        // Most denominators are that of the row before.
        if *den != last && common % den != 0 {
            let both = common / gcd(common, *den) * den;
            common = if both <= COMMON { both } else { common };
        }
        last = *den;
    }
    let over = |(num, den): (i128, i128)| match den {
        1 => num.checked_mul(common),
        _ if den == common => Some(num),
        _ if common % den == 0 => num.checked_mul(common / den),
        _ => None,
    };
    let mut known = buffers.take::<u8>();
    let mut data = buffers.take::<i64>();
    for ((number, known), data) in numbers.iter().zip(&mut known).zip(&mut data) {
        let narrow = number.and_then(over).and_then(|n| i64::try_from(n).ok());
        let fits = narrow.filter(|n| n.unsigned_abs() <= LIMIT.unsigned_abs());
        (*data, *known) = fits.map_or((0, 0), |n| (n, 1));
    }
    let bounds = buffers.range(&data).unwrap_or_default();
    let all = known.iter().all(|k| *k == 1);
    Fraction::of(Rc::new(data), bounds, (1, common), (!all).then(|| Rc::new(known)))
}

/// Integers with the least and the greatest of them.
type Integers = (Rc<Vec<i64>>, (i64, i64));

/// Marks what is no whole number over the denominator: outside every limit.
const ODD: i64 = i64::MIN;

/// Integers that stand for numbers of a fact, and which of them are plainly inside its domain.
struct Scaled {
    data: Rc<Vec<i64>>,
    range: (i64, i64),
    p: i128,
    q: i128,
    least: i64,
    most: i64,
    /// Rows must be divisible by it.
    step: i64,
}

impl Scaled {
    /// `integers / den * factor`; nothing where limits don't fit.
    fn new((data, range): Integers, den: i128, (p, q): (i128, i128), slot: &FactSlot) -> Option<Scaled> {
        let (p, q) = (p, q.checked_mul(den)?);
        let g = gcd(p, q);
        let (p, q) = (p / g, q / g);
        // n * p / q >= a / b is n >= a * q / (b * p), rounded up.
        let end = |limit: &Option<Number>, up: bool| -> Option<i64> {
            let Some(limit) = limit else { return Some(if up { -LIMIT } else { LIMIT }) };
            let (a, b) = limit.fraction()?;
            let (a, b) = (a.checked_mul(q)?, b.checked_mul(p)?);
            let n = if up { -(-a).div_euclid(b) } else { a.div_euclid(b) };
            i64::try_from(n.clamp((-LIMIT).into(), LIMIT.into())).ok()
        };
        let (least, most) = (end(&slot.domain.min, true)?, end(&slot.domain.max, false)?);
        let decimals = match slot.ty {
            FactType::Integer => 1,
            FactType::Money => 100,
            _ => q,
        };
        let step = i64::try_from(q / gcd(p.checked_mul(decimals)?, q)).ok()?;
        (p > 0).then_some(Scaled { data, range, p, q, least, most, step })
    }

    /// The rows that must be looked at one by one.
    fn odd_rows(&self, present: Option<&Rc<Vec<u8>>>, buffers: &Buffers) -> Vec<usize> {
        let inside = self.range.0 >= self.least && self.range.1 <= self.most;
        let (step, least, most) = (self.step, self.least, self.most);
        if inside && (step == 1 || buffers.fold(&self.data, true, move |all, x| all && x % step == 0)) {
            return Vec::new();
        }
        let odd = |x: i64| x < least || x > most || x % step != 0;
        let rows = self.data.iter().enumerate().filter(|(_, x)| odd(**x)).map(|(row, _)| row);
        rows.filter(|row| present.is_none_or(|p| p.get(*row) == Some(&1))).collect()
    }

    /// A cell's number as one of these integers, where it is one within the limits.
    fn integer(&self, cell: &Cell) -> Option<i64> {
        let (num, den) = cell.as_number()?.fraction()?;
        let (num, den) = (num.checked_mul(self.q)?, den.checked_mul(self.p)?);
        let n = (num % den == 0).then_some(num / den)?;
        i64::try_from(n).ok().filter(|n| n.unsigned_abs() <= LIMIT.unsigned_abs())
    }
}

/// Each float times `scale`, where that is a whole number of at most 15 digits which divided by `scale` is the float
/// again; else [`ODD`].
fn floats_over(values: &[f64], scale: f64, buffers: &mut Buffers) -> Integers {
    const DIGITS: f64 = 1e15;
    const { assert!(DIGITS < ROUNDED) };
    if scale <= 1.0 {
        return buffers.map_range(values, |v| {
            let (whole, n) = rounded(v);
            if v.abs() < DIGITS && same(whole, v) { n } else { ODD }
        });
    }
    buffers.map_range(values, move |v| {
        let (whole, n) = rounded(v * scale);
        if whole.abs() < DIGITS && same(whole / scale, v) { n } else { ODD }
    })
}

/// Bit for bit, but for the sign of zero.
#[expect(clippy::float_cmp, reason = "only the very same float stands for the decimal")]
#[inline]
fn same(a: f64, b: f64) -> bool {
    a == b
}

fn whole(scale: f64) -> i128 {
    rounded(scale).1.into()
}

fn choice(cell: &Cell) -> u8 {
    if let Cell::Choice(c) = cell { *c } else { NO_CHOICE }
}

fn integers<T: ArrowPrimitiveType>(array: &dyn Array, buffers: &mut Buffers) -> Integers
where
    T::Native: Into<i64>,
{
    buffers.map_range(array.as_primitive::<T>().values(), Into::into)
}

/// The rows that hold something.
fn present(array: &dyn Array, buffers: &mut Buffers) -> Mask {
    let nulls = array.logical_nulls().filter(|n| n.null_count() > 0)?;
    Some(bits(nulls.inner(), buffers))
}

/// The rows that hold nothing.
fn absent(array: &dyn Array, present: &Mask, buffers: &mut Buffers) -> Mask {
    match present {
        _ if array.data_type() == &DataType::Null => Some(buffers.filled(1)),
        None => None,
        Some(present) => Some(buffers.map(present, move |p| 1 - p)),
    }
}

/// A byte of each bit.
fn bits(buffer: &BooleanBuffer, buffers: &mut Buffers) -> Rc<Vec<u8>> {
    buffers.unpack(buffer.bit_chunks().iter_padded(), |bits| bits)
}
