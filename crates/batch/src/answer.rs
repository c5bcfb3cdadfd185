//! Answers of consecutive rows, column by column, until they become Arrow arrays.

use std::rc::Rc;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, Decimal128Array, DictionaryArray, Int8Array, StringArray, UInt64Array};
use arrow_buffer::BooleanBufferBuilder;
use arrow_schema::{ArrowError, DataType, Field};
use peiyu::assess::{TierAssessment, Verdict};
use peiyu::number::Number;
use peiyu::program::Slot;
use serde_json::Value;

use crate::buffers::{Buffers, Mask};
use crate::flags::{FALSE, Flags, TRUE};
use crate::fraction::Fraction;
use crate::plan::{CriterionId, TierPlan};

/// Decimals of scores in a table.
pub const SCORE_SCALE: i8 = 6;
/// Digits of scores in a table: they fit 64 bits.
pub const SCORE_PRECISION: u8 = 18;
const SCORE_UNIT: i128 = 1_000_000;
const SCORE_LIMIT: i128 = 1_000_000_000_000_000_000;
/// Criteria told by one column.
const BITS: usize = 64;

/// Where the answers of many rows are read off.
pub trait Told {
    /// Whether a boolean or a number that is not known is an answer; else the row is left.
    const OPEN: bool;
    /// Buffers and loops.
    fn buffers(&mut self) -> &mut Buffers;
    /// A slot's booleans.
    fn flags(&mut self, at: Slot) -> Flags;
    /// A slot's numbers.
    fn number(&mut self, at: Slot) -> Option<Fraction>;
}

/// What else is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Details {
    /// Which facts are missing and what could not be computed or is contradictory.
    pub missing: bool,
}

/// Scores and which rows have one.
#[derive(Default)]
struct Scores {
    values: Vec<i128>,
    /// The rows without one.
    none: Vec<usize>,
}

impl Scores {
    /// Writes a slot's numbers for the rows that are `here`, or for all.
    fn add<T: Told>(&mut self, from: &mut T, slot: Slot, start: usize, here: Option<&Flags>, left: &mut [u8]) {
        let number = from.number(slot);
        let known = number.as_ref().and_then(|n| n.known.clone());
        let buffers = from.buffers();
        let Some((data, k, fits)) = number.and_then(|n| decimals(&n, buffers)) else {
            match here {
                None => left.fill(1),
                Some(here) => buffers.change(left, here, |left, h| left | h),
            }
            return;
        };
        if let Some(values) = self.values.get_mut(start..) {
            match here {
                None => buffers.change(values, &data, move |_, d| d.wrapping_mul(k).into()),
                Some(here) => {
                    buffers.change2(
                        values,
                        here,
                        &data,
                        move |value, h, d| if h == 1 { d.wrapping_mul(k).into() } else { value },
                    );
                }
            }
        }
        if let Some(fits) = &fits {
            let here = here.cloned().unwrap_or_else(|| buffers.filled(1));
            let mut without = buffers.zip(&here, fits, |h, k| h & (1 - k));
            if let (true, Some(known)) = (T::OPEN, &known) {
                self.lack(start, without.iter().zip(known.iter()).map(|(without, k)| without & (1 - k)));
                without = buffers.zip(&without, known, |without, k| without & k);
            }
            buffers.change(left, &without, |left, without| left | without);
            buffers.give(without);
        }
        buffers.give(data);
        buffers.give_mask(fits);
    }

    /// Notes the rows without a score (1).
    fn lack(&mut self, start: usize, rows: impl Iterator<Item = u8>) {
        self.none.extend(rows.enumerate().filter(|(_, lacks)| *lacks == 1).map(|(row, _)| start + row));
    }
}

/// Each of the others in the place of its row, where it is told.
fn put<T: Copy>(all: &mut [T], rows: &[usize], others: &[T], told: impl Fn(usize) -> bool) {
    for (_, (row, other)) in rows.iter().zip(others).enumerate().filter(|(i, _)| told(*i)) {
        if let Some(place) = all.get_mut(*row) {
            *place = *other;
        }
    }
}

/// The answers for one tier.
pub struct TierAnswers<'p> {
    plan: &'p TierPlan,
    details: Details,
    names: Vec<String>,
    verdicts: Vec<i8>,
    /// The score, if the tier has one, and those of its groups.
    scores: Vec<Scores>,
    failed: Vec<Vec<u64>>,
    missing: ListBuilder<StringBuilder>,
    problems: ListBuilder<StringBuilder>,
}

impl TierPlan {
    /// The columns of the tier's answers.
    pub fn fields(&self, details: Details) -> Vec<Field> {
        let id = &self.id;
        let verdict = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
        let mut fields = vec![Field::new(format!("{id}_verdict"), verdict, false)];
        let score = DataType::Decimal128(SCORE_PRECISION, SCORE_SCALE);
        fields.extend(self.score_names().into_iter().map(|name| Field::new(name, score.clone(), true)));
        for (at, ids) in self.ids.chunks(BITS).enumerate() {
            let criteria: Value = ids.iter().map(CriterionId::to_json).collect();
            let name = if at == 0 { format!("{id}_failed") } else { format!("{id}_failed_{}", at + 1) };
            let dictionary = [("criteria".to_owned(), criteria.to_string())].into();
            fields.push(Field::new(name, DataType::UInt64, false).with_metadata(dictionary));
        }
        if details.missing {
            let texts = || DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)));
            fields.push(Field::new(format!("{id}_missing"), texts(), false));
            fields.push(Field::new(format!("{id}_problems"), texts(), false));
        }
        fields
    }

    fn score_names(&self) -> Vec<String> {
        let total = self.score.map(|_| format!("{}_score", self.id));
        total.into_iter().chain(self.groups.iter().map(|(group, _)| format!("{}_score_{group}", self.id))).collect()
    }
}

impl<'p> TierAnswers<'p> {
    /// Room for the answers of so many rows.
    pub fn new(plan: &'p TierPlan, details: Details, rows: usize) -> Self {
        TierAnswers {
            plan,
            details,
            names: plan.score_names(),
            verdicts: Vec::with_capacity(rows),
            scores: plan.score_names().iter().map(|_| Scores { values: Vec::with_capacity(rows), none: Vec::new() }).collect(),
            failed: plan.ids.chunks(BITS).map(|_| Vec::with_capacity(rows)).collect(),
            missing: ListBuilder::new(StringBuilder::new()),
            problems: ListBuilder::new(StringBuilder::new()),
        }
    }

    /// Writes what has been computed of rows from `start` on; rows of which an answer is not known are marked in `left`.
    pub fn add<T: Told>(&mut self, from: &mut T, start: usize, left: &mut [u8]) {
        // Chunk by chunk, because what was just made is still in the cache.
        let end = start + from.buffers().rows;
        self.verdicts.resize(end, 0);
        self.scores.iter_mut().for_each(|scores| scores.values.resize(end, 0));
        self.failed.iter_mut().for_each(|words| words.resize(end, 0));
        let verdict = from.flags(self.plan.verdict);
        let renewal = self.plan.renewal.map(|slot| from.flags(slot));
        if !T::OPEN {
            from.buffers().change(left, &verdict, move |left, v| left | u8::from(v == 0));
            if let Some(renewal) = &renewal {
                from.buffers().change(left, renewal, move |left, r| left | u8::from(r == 0));
            }
        }
        if let Some(verdicts) = self.verdicts.get_mut(start..) {
            from.buffers().change(verdicts, &verdict, move |_, v| match v {
                TRUE => 0,
                FALSE => 1,
                _ => 2,
            });
        }
        self.add_failed(from, start, &verdict, renewal.as_ref(), left);
        self.add_scores(from, start, renewal.as_ref(), left);
    }

    fn add_failed<T: Told>(&mut self, from: &mut T, start: usize, verdict: &Flags, renewal: Option<&Flags>, left: &mut [u8]) {
        let buffers = from.buffers();
        let fails = buffers.map(verdict, move |v| v >> 1);
        // Rows in which the criteria of a variant count: those that fail and may be judged by it.
        let [first, again] = [TRUE, FALSE].map(|other| match renewal {
            None => fails.clone(),
            Some(renewal) => buffers.zip(&fails, renewal, move |f, r| f & u8::from(r != other)),
        });
        let mut failing: Vec<Flags> = Vec::with_capacity(self.plan.criteria.len());
        // Bits of eight criteria are gathered in bytes: words are eight times as much to read and write.
        let mut bytes: Vec<Option<Vec<u8>>> = vec![None; self.failed.len() * 8];
        for criterion in &self.plan.criteria {
            let own = from.flags(criterion.slot);
            let variant = if criterion.renewal == Some(true) { &again } else { &first };
            // What is around a criterion must have failed, too.
            let counts = criterion.parent.and_then(|at| failing.get(at)).unwrap_or(variant);
            let buffers = from.buffers();
            if !T::OPEN {
                buffers.change2(left, counts, &own, move |left, c, o| left | c & u8::from(o == 0));
            }
            let failed = buffers.zip(counts, &own, move |c, o| c & o >> 1);
            if let Some(byte) = bytes.get_mut(criterion.bit / 8) {
                let bit = criterion.bit % 8;
                let byte = byte.get_or_insert_with(|| {
                    let mut byte = buffers.take::<u8>();
                    byte.fill(0);
                    byte
                });
                buffers.change(byte, &failed, move |byte, f| byte | f << bit);
            }
            failing.push(failed);
            buffers.give(own);
        }
        let buffers = from.buffers();
        for (words, bytes) in self.failed.iter_mut().zip(bytes.chunks_mut(8)) {
            let Some(words) = words.get_mut(start..) else { continue };
            for (at, byte) in bytes.iter_mut().enumerate() {
                let Some(byte) = byte.take() else { continue };
                buffers.change(words, &byte, move |word, byte| word | u64::from(byte) << (8 * at));
                buffers.give(Rc::new(byte));
            }
        }
        failing.into_iter().chain([first, again, fails]).for_each(|flags| buffers.give(flags));
    }

    fn add_scores<T: Told>(&mut self, from: &mut T, start: usize, renewal: Option<&Flags>, left: &mut [u8]) {
        let sides = self.plan.score.into_iter().chain(self.plan.groups.iter().map(|(_, sides)| *sides));
        for (scores, sides) in self.scores.iter_mut().zip(sides) {
            let one = sides[0] == sides[1];
            for (slot, side) in sides.into_iter().zip([FALSE, TRUE]).take(if one { 1 } else { 2 }) {
                // Rows of the other variant get their score from its slot.
                let here = renewal.filter(|_| !one).map(|renewal| from.buffers().map(renewal, move |r| u8::from(r == side)));
                match slot {
                    Some(slot) => scores.add(from, slot, start, here.as_ref(), left),
                    None => scores.lack(start, here.iter().flat_map(|here| here.iter().copied())),
                }
                from.buffers().give_mask(here);
            }
            if let (true, Some(renewal)) = (T::OPEN, renewal) {
                // Which variant judges is open, and so is the score.
                scores.lack(start, renewal.iter().map(|r| u8::from(*r == 0)));
            }
        }
    }

    /// Puts the answers of other rows in their places, but for those that are `left`.
    pub fn place(&mut self, rows: &[usize], others: &Self, left: &[u8]) {
        let told = |i: usize| left.get(i) == Some(&0);
        put(&mut self.verdicts, rows, &others.verdicts, told);
        for (words, others) in self.failed.iter_mut().zip(&others.failed) {
            put(words, rows, others, told);
        }
        for (scores, others) in self.scores.iter_mut().zip(&others.scores) {
            put(&mut scores.values, rows, &others.values, told);
            scores.none.extend(others.none.iter().filter(|i| told(**i)).filter_map(|i| rows.get(*i)));
        }
    }

    /// Puts the scalar evaluator's answer in the place of a row.
    /// `too_fine` is told of each score, by its column, that has more decimals than a table holds: it is left out.
    pub fn set(&mut self, row: usize, answer: &TierAssessment, too_fine: impl Fn(&str, &Number)) {
        if let Some(verdict) = self.verdicts.get_mut(row) {
            *verdict = match answer.verdict {
                Verdict::Pass => 0,
                Verdict::Fail => 1,
                Verdict::Unknown => 2,
            };
        }
        for words in &mut self.failed {
            if let Some(word) = words.get_mut(row) {
                *word = 0;
            }
        }
        for failed in &answer.failed {
            let Some(bit) = self.plan.ids.iter().position(|c| c.id == failed.id) else { continue };
            if let Some(word) = self.failed.get_mut(bit / BITS).and_then(|words| words.get_mut(row)) {
                *word |= 1 << (bit % BITS);
            }
        }
        let total = self.plan.score.map(|_| answer.score.as_ref());
        let groups = self
            .plan
            .groups
            .iter()
            .map(|(id, _)| answer.groups.iter().find(|(group, _)| group == id).and_then(|(_, score)| score.as_ref()));
        let found: Vec<Option<&Number>> = total.into_iter().chain(groups).collect();
        for ((scores, found), name) in self.scores.iter_mut().zip(found).zip(&self.names) {
            let value = found.and_then(decimal);
            if let (Some(score), None) = (found, value) {
                too_fine(name, score);
            }
            if let Some(place) = scores.values.get_mut(row) {
                *place = value.unwrap_or_default().into();
            }
            if value.is_none() {
                scores.none.push(row);
            }
        }
    }

    /// Adds the details of so many rows that the machine has answered: there are none.
    pub fn skip(&mut self, rows: usize) {
        if self.details.missing {
            for _ in 0..rows {
                self.missing.append(true);
                self.problems.append(true);
            }
        }
    }

    /// Adds the details of the next row.
    pub fn tell(&mut self, answer: &TierAssessment) {
        if !self.details.missing {
            return;
        }
        answer.missing.iter().for_each(|id| self.missing.values().append_value(id));
        for p in &answer.problems {
            self.problems.values().append_value(format!("{} ({})", p.diagnostic.code.id(), p.at));
        }
        self.missing.append(true);
        self.problems.append(true);
    }

    /// The columns.
    pub fn finish(mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        let ids = StringArray::from_iter_values([Verdict::Pass, Verdict::Fail, Verdict::Unknown].map(Verdict::id));
        let verdicts = DictionaryArray::<Int8Type>::try_new(Int8Array::from(self.verdicts), Arc::new(ids))?;
        let mut out: Vec<ArrayRef> = vec![Arc::new(verdicts)];
        for scores in self.scores {
            let mut valid = BooleanBufferBuilder::new(scores.values.len());
            valid.append_n(scores.values.len(), true);
            scores.none.iter().for_each(|row| valid.set_bit(*row, false));
            let nulls = (!scores.none.is_empty()).then(|| valid.finish().into());
            let array = Decimal128Array::try_new(scores.values.into(), nulls)?;
            out.push(Arc::new(array.with_precision_and_scale(SCORE_PRECISION, SCORE_SCALE)?));
        }
        out.extend(self.failed.into_iter().map(|words| Arc::new(UInt64Array::from(words)) as ArrayRef));
        if self.details.missing {
            out.push(Arc::new(self.missing.finish()));
            out.push(Arc::new(self.problems.finish()));
        }
        Ok(out)
    }
}

/// A score in a table's units.
fn decimal(score: &Number) -> Option<i64> {
    let (num, den) = score.fraction()?;
    let scaled = num.checked_mul(SCORE_UNIT)?;
    if scaled % den == 0 { inside(scaled / den) } else { None }
}

fn inside(score: i128) -> Option<i64> {
    i64::try_from(score).ok().filter(|n| i128::from(*n).abs() < SCORE_LIMIT)
}

/// The scores of a chunk: integers, what times each is in a table's units, and which of them are known and fit.
fn decimals(score: &Fraction, buffers: &mut Buffers) -> Option<(Rc<Vec<i64>>, i64, Mask)> {
    let (data, p, q) = score.as_integers(buffers)?;
    let p = p.checked_mul(SCORE_UNIT)?;
    let fit = |ends: [i128; 2]| ends.into_iter().all(|end| end.checked_mul(p).is_some_and(|n| inside(n / q).is_some()));
    // Bounds may be wider than the scores.
    if !fit(score.bounds()) {
        let (low, high) = buffers.range(&data)?;
        fit([low.into(), high.into()]).then_some(())?;
    }
    if p % q == 0 {
        return Some((data, i64::try_from(p / q).ok()?, score.known.clone()));
    }
    let whole = buffers.map(&data, move |n| u8::from(i128::from(n) * p % q == 0));
    let known = buffers.both(&score.known, &Some(whole));
    // Both ends are inside the limit, so all between them are.
    Some((buffers.map(&data, move |n| inside(i128::from(n) * p / q).unwrap_or_default()), 1, known))
}
