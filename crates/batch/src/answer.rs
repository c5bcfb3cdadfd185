//! Answers of consecutive rows, column by column, until they become Arrow arrays.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, Decimal128Array, DictionaryArray, Int8Array, StringArray, UInt64Array};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, Field};
use peiyu::assess::{TierAssessment, Verdict};
use peiyu::number::Number;
use serde_json::json;

use crate::flags::{FALSE, TRUE};
use crate::fraction::Fraction;
use crate::lanes::Lanes;
use crate::machine::{Column, Machine};
use crate::plan::TierPlan;

/// Decimals of scores in a table.
pub const SCORE_SCALE: i8 = 4;
/// Digits of scores in a table: they fit 64 bits.
pub const SCORE_PRECISION: u8 = 18;
const SCORE_UNIT: i128 = 10_000;
const SCORE_LIMIT: u128 = 1_000_000_000_000_000_000;
/// Criteria told by one column.
const BITS: usize = 64;

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
    valid: Vec<bool>,
}

/// The answers for one tier.
pub struct TierAnswers<'p> {
    plan: &'p TierPlan,
    details: Details,
    verdicts: Vec<i8>,
    /// The score, if the tier has one, and those of its groups.
    scores: Vec<Scores>,
    failed: Vec<Vec<u64>>,
    missing: ListBuilder<StringBuilder>,
    problems: ListBuilder<StringBuilder>,
}

/// A score that has more decimals than a table holds.
pub struct TooFine {
    /// The column.
    pub column: String,
    /// The score.
    pub score: Number,
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
            let criteria: Vec<_> = ids
                .iter()
                .map(|c| json!({"id": c.id, "label": {"zh": c.label[0], "en": c.label[1]}, "source": c.source}))
                .collect();
            let name = if at == 0 { format!("{id}_failed") } else { format!("{id}_failed_{}", at + 1) };
            let dictionary = [("criteria".to_owned(), json!(criteria).to_string())].into();
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
    /// No answers yet.
    pub fn new(plan: &'p TierPlan, details: Details) -> Self {
        TierAnswers {
            plan,
            details,
            verdicts: Vec::new(),
            scores: plan.score_names().iter().map(|_| Scores::default()).collect(),
            failed: plan.ids.chunks(BITS).map(|_| Vec::new()).collect(),
            missing: ListBuilder::new(StringBuilder::new()),
            problems: ListBuilder::new(StringBuilder::new()),
        }
    }

    /// Adds what a machine has computed of a chunk; rows of which an answer is not known are marked in `left`.
    pub fn add(&mut self, machine: &mut Machine, left: &mut [u8]) {
        let verdict = machine.flags(self.plan.verdict);
        let renewal = self.plan.renewal.map(|slot| machine.flags(slot));
        let mut mark = |unknown: &dyn Fn(usize) -> bool| {
            for (row, left) in left.iter_mut().enumerate() {
                *left |= u8::from(unknown(row));
            }
        };
        mark(&|row| verdict.get(row) == Some(&0));
        if let Some(renewal) = &renewal {
            mark(&|row| renewal.get(row) == Some(&0));
        }
        self.verdicts.extend(verdict.iter().map(|v| match *v {
            TRUE => 0,
            FALSE => 1,
            _ => 2,
        }));
        self.add_failed(machine, &verdict, renewal.as_deref().map(Vec::as_slice), left);
        self.add_scores(machine, renewal.as_deref().map(Vec::as_slice), left);
    }

    fn add_failed(&mut self, machine: &mut Machine, verdict: &[u8], renewal: Option<&[u8]>, left: &mut [u8]) {
        let mut words: Vec<Vec<u64>> = self.failed.iter().map(|_| vec![0; verdict.len()]).collect();
        let mut failing: Vec<Vec<u8>> = Vec::with_capacity(self.plan.criteria.len());
        for criterion in &self.plan.criteria {
            let own = machine.flags(criterion.slot);
            // Rows in which the criterion counts: those that failed, by this variant, and with what is around it.
            let mut counts: Vec<u8> = verdict.iter().map(|v| u8::from(*v == FALSE)).collect();
            if let (Some(renewal), Some(by)) = (renewal, criterion.renewal) {
                let side = if by { TRUE } else { FALSE };
                counts.iter_mut().zip(renewal).for_each(|(c, r)| *c &= u8::from(*r == side));
            }
            if let Some(around) = criterion.parent.and_then(|at| failing.get(at)) {
                counts.iter_mut().zip(around).for_each(|(c, f)| *c &= f);
            }
            for ((count, own), left) in counts.iter_mut().zip(own.iter()).zip(&mut *left) {
                *left |= *count & u8::from(*own == 0);
                *count &= own >> 1;
            }
            let bit = criterion.bit % BITS;
            if let Some(words) = words.get_mut(criterion.bit / BITS) {
                words.iter_mut().zip(&counts).for_each(|(word, fails)| *word |= u64::from(*fails) << bit);
            }
            failing.push(counts);
            machine.lanes.give(own);
        }
        for (all, words) in self.failed.iter_mut().zip(words) {
            all.extend(words);
        }
    }

    fn add_scores(&mut self, machine: &mut Machine, renewal: Option<&[u8]>, left: &mut [u8]) {
        let sides = self.plan.score.into_iter().chain(self.plan.groups.iter().map(|(_, sides)| *sides));
        for (scores, sides) in self.scores.iter_mut().zip(sides) {
            let start = scores.values.len();
            let rows = left.len();
            scores.values.resize(start + rows, 0);
            scores.valid.resize(start + rows, false);
            let (Some(values), Some(valid)) = (scores.values.get_mut(start..), scores.valid.get_mut(start..)) else { continue };
            let one = sides[0] == sides[1];
            for (slot, side) in sides.into_iter().zip([FALSE, TRUE]) {
                let Some(slot) = slot.filter(|_| !one || side == FALSE) else { continue };
                let column = match machine.column(slot) {
                    Column::Numbers(n) => decimals(&n.clone(), &mut machine.lanes),
                    _ => None,
                };
                for (row, ((value, valid), left)) in values.iter_mut().zip(&mut *valid).zip(&mut *left).enumerate() {
                    if !one && renewal.and_then(|r| r.get(row)) != Some(&side) {
                        continue;
                    }
                    match column.as_ref().map(|(d, known)| (d.get(row), known.as_ref().and_then(|k| k.get(row)))) {
                        Some((Some(found), None | Some(1))) => (*value, *valid) = (*found, true),
                        _ => *left = 1,
                    }
                }
            }
        }
    }

    /// Puts the scalar evaluator's answer in the place of a row.
    pub fn set(&mut self, row: usize, answer: &TierAssessment) -> Result<(), TooFine> {
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
        for ((scores, found), name) in self.scores.iter_mut().zip(found).zip(self.plan.score_names()) {
            let value = match found {
                None => None,
                Some(score) => Some(decimal(score).ok_or_else(|| TooFine { column: name, score: score.clone() })?),
            };
            if let (Some(place), Some(valid)) = (scores.values.get_mut(row), scores.valid.get_mut(row)) {
                (*place, *valid) = (value.unwrap_or_default(), value.is_some());
            }
        }
        Ok(())
    }

    /// Adds the details of the next row: nothing for one that the machine has answered.
    pub fn tell(&mut self, answer: Option<&TierAssessment>) {
        if !self.details.missing {
            return;
        }
        if let Some(answer) = answer {
            answer.missing.iter().for_each(|id| self.missing.values().append_value(id));
            for p in &answer.problems {
                self.problems.values().append_value(format!("{} ({})", p.diagnostic.code.id(), p.at));
            }
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
            let nulls = scores.valid.contains(&false).then(|| NullBuffer::from(scores.valid));
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
fn decimal(score: &Number) -> Option<i128> {
    let (num, den) = score.fraction()?;
    let scaled = num.checked_mul(SCORE_UNIT)?;
    (scaled % den == 0).then_some(scaled / den).filter(|n| n.unsigned_abs() < SCORE_LIMIT)
}

/// The scores of a chunk in a table's units, and which of them are known and fit.
fn decimals(score: &Fraction, lanes: &mut Lanes) -> Option<(Vec<i128>, Option<Vec<u8>>)> {
    let (data, p, q) = score.as_integers(lanes)?;
    let p = p.checked_mul(SCORE_UNIT)?;
    let (low, high) = lanes.range(&data)?;
    let inside = |n: i64| i128::from(n).checked_mul(p).is_some_and(|n| (n / q).unsigned_abs() < SCORE_LIMIT);
    if !inside(low) || !inside(high) {
        return None;
    }
    let mut known = score.known.as_ref().map(|k| k.to_vec());
    if p % q == 0 {
        let k = p / q;
        return Some((data.iter().map(|n| i128::from(*n) * k).collect(), known));
    }
    let whole = data.iter().map(|n| u8::from(i128::from(*n) * p % q == 0));
    known = Some(match known {
        None => whole.collect(),
        Some(known) => known.iter().zip(whole).map(|(k, w)| k & w).collect(),
    });
    Some((data.iter().map(|n| i128::from(*n) * p / q).collect(), known))
}
