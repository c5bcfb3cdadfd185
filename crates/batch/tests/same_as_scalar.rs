//! A table gets the answers that its firms get one by one, whatever the types of its columns, with gaps, contradictions,
//! values at every threshold and figures past every bound.
//!
//! `PEIYU_BATCH_ROWS` sets how many random rows are compared (`cargo xtask gate` takes ten million).

mod tables;

use std::sync::atomic::AtomicBool;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int8Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use peiyu::assess::sheet::Mapping;
use peiyu::assess::{Assessor, TierAssessment};
use peiyu::number::Number;
use peiyu::policy::{Choice, Policy};
use peiyu::program::cell::Cell;
use peiyu_batch::{Answers, Control, Firms, FirmsPlan, Options, Table};
use peiyu_handwritten::sample::Random;
use tables::{Rows, Shape};

const ROWS: usize = 40_000;
const BATCH: usize = 5_000;

fn assessor(policy: &str, edition: &str) -> Assessor {
    let policy = Policy::load(&peiyu_workflows::documents().unwrap(), policy).unwrap();
    Assessor::new(&policy, &Choice::on("2026-11-24".parse().unwrap()).edition(edition)).unwrap()
}

fn answers(table: &Table, batch: &RecordBatch) -> Vec<RecordBatch> {
    let control = Control { cancelled: &AtomicBool::new(false), progress: &|_| {} };
    table.assess(batch, 0, &control).unwrap()
}

/// What a table says of one row, as a scalar answer would be written.
fn told(table: &Table, answers: &RecordBatch, row: usize, tier: &TierAssessment) -> String {
    let id = tier.tier;
    let column = |name: String| answers.column_by_name(&name).unwrap_or_else(|| panic!("{name}")).clone();
    let verdicts = column(format!("{id}_verdict"));
    let verdicts = verdicts.as_dictionary::<Int8Type>();
    let verdict = verdicts.values().as_string::<i32>().value(usize::try_from(verdicts.keys().value(row)).unwrap()).to_owned();
    let score = |name: String| match answers.column_by_name(&name) {
        Some(scores) if scores.is_valid(row) => {
            Some(Number::ratio(scores.as_primitive::<Decimal128Type>().value(row), 1_000_000).unwrap().to_string())
        }
        _ => None,
    };
    let groups: Vec<Option<String>> = tier.groups.iter().map(|(g, _)| score(format!("{id}_score_{g}"))).collect();
    // A group that only another variant has is empty here.
    let own = |name: &str| tier.groups.iter().any(|(g, _)| name == format!("{id}_score_{g}"));
    for (field, column) in answers.schema().fields().iter().zip(answers.columns()) {
        let other = field.name().starts_with(&format!("{id}_score_")) && !own(field.name());
        assert!(!other || column.is_null(row), "{} in row {row}", field.name());
    }
    let criteria = table.criteria(id).unwrap();
    let words: Vec<u64> = (0..criteria.len().div_ceil(64))
        .map(|at| if at == 0 { format!("{id}_failed") } else { format!("{id}_failed_{}", at + 1) })
        .map(|name| column(name).as_primitive::<UInt64Type>().value(row))
        .collect();
    let failed: Vec<&str> = criteria
        .iter()
        .enumerate()
        .filter(|(bit, _)| words[bit / 64] >> (bit % 64) & 1 == 1)
        .map(|(_, c)| c.id.as_str())
        .collect();
    let list = |name: String| -> Vec<String> {
        let lists = column(name);
        let items = lists.as_list::<i32>().value(row);
        items.as_string::<i32>().iter().map(|s| s.unwrap().to_owned()).collect()
    };
    let (missing, problems) = (list(format!("{id}_missing")), list(format!("{id}_problems")));
    format!("{verdict} {:?} {groups:?} {failed:?} {missing:?} {problems:?}", score(format!("{id}_score")))
}

fn expected(table: &Table, tier: &TierAssessment) -> String {
    let text = |n: &Option<Number>| n.as_ref().map(ToString::to_string);
    let groups: Vec<Option<String>> = tier.groups.iter().map(|(_, n)| text(n)).collect();
    // Bits have an order of their own: the documents'.
    let order = table.criteria(tier.tier).unwrap();
    let failed: Vec<&str> = order.iter().map(|c| c.id.as_str()).filter(|id| tier.failed.iter().any(|f| f.id == *id)).collect();
    let problems: Vec<String> = tier.problems.iter().map(|p| format!("{} ({})", p.diagnostic.code.id(), p.at)).collect();
    let missing: Vec<&str> = tier.missing.clone();
    format!("{} {:?} {groups:?} {failed:?} {missing:?} {problems:?}", tier.verdict.id(), text(&tier.score))
}

fn coin(random: &mut Random) -> bool {
    random.number() & 1 == 1
}

/// Compares so many rows of one shape; gives how many were told without the scalar evaluator's help is not seen from here.
fn compare(assessor: &Assessor, shape: Shape, rows: usize, random: &mut Random) {
    let mut left = rows;
    while left > 0 {
        let count = left.min(BATCH);
        left -= count;
        let rows = Rows::random(assessor, shape, count, random);
        let batch = rows.batch(random);
        let options = Options { missing: true, ..Options::default() };
        let table = Table::new(assessor, &batch.schema(), &Mapping::default(), options).unwrap();
        // Details make the machine strict; without them more rows are its own.
        let brief = Table::new(assessor, &batch.schema(), &Mapping::default(), Options::default()).unwrap();
        let some = Answers { score: coin(random), groups: coin(random), failed: coin(random) };
        let options = Options { answers: some, ..Options::default() };
        let some = Table::new(assessor, &batch.schema(), &Mapping::default(), options).unwrap();
        let fewer = answers(&brief, &batch).into_iter().zip(answers(&some, &batch));
        let mut row = 0;
        for (part, (short, some)) in answers(&table, &batch).iter().zip(fewer) {
            for fewer in [short, some] {
                for column in fewer.schema().fields() {
                    let name = column.name();
                    assert_eq!(part.column_by_name(name), fewer.column_by_name(name), "{name}");
                }
            }
            for at in 0..part.num_rows() {
                let firm = rows.firm(assessor, row);
                for tier in &assessor.assess(&firm).tiers {
                    let (found, expected) = (told(&table, part, at, tier), expected(&table, tier));
                    assert_eq!(found, expected, "{} of {}", tier.tier, rows.shown(row));
                }
                row += 1;
            }
        }
        assert_eq!(row, count);
        compare_firms(assessor, &rows, count);
    }
}

/// The same firms as a host reads them from a sheet.
fn compare_firms(assessor: &Assessor, rows: &Rows, count: usize) {
    let cells: Vec<Vec<Cell>> = (0..count).map(|row| rows.firm(assessor, row).cells().to_vec()).collect();
    let plan = FirmsPlan::new(assessor);
    let answers = Firms::new(&plan).assess(&cells);
    assert_eq!(answers.len(), count);
    for (row, answer) in answers.iter().enumerate() {
        let expected = assessor.assess(&rows.firm(assessor, row));
        assert_eq!(answer.to_json(), expected.to_json(), "{}", rows.shown(row));
    }
}

fn rows() -> usize {
    std::env::var("PEIYU_BATCH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROWS)
}

#[test]
fn whole_firms() {
    for (edition, seed) in [("2022", 1), ("2026", 2)] {
        compare(&assessor("cn", edition), Shape { gaps: 0, extremes: 0 }, rows() / 5, &mut Random(seed));
    }
}

#[test]
fn firms_with_gaps() {
    for (edition, seed) in [("2022", 3), ("2026", 4)] {
        compare(&assessor("cn", edition), Shape { gaps: 15, extremes: 0 }, rows() / 10, &mut Random(seed));
    }
    compare(&assessor("gansu", "2026"), Shape { gaps: 2, extremes: 0 }, rows() / 10, &mut Random(5));
}

#[test]
fn firms_of_extremes() {
    for (edition, seed) in [("2022", 6), ("2026", 7)] {
        compare(&assessor("cn", edition), Shape { gaps: 3, extremes: 10 }, rows() / 10, &mut Random(seed));
    }
}

#[test]
fn renewals_by_another_edition() {
    let policy = Policy::load(&peiyu_workflows::documents().unwrap(), "cn").unwrap();
    let choice = Choice::on("2026-11-24".parse().unwrap()).call("little_giant_2026");
    let assessor = Assessor::new(&policy, &choice).unwrap();
    assert!(assessor.tiers().iter().any(|t| t.renewal.is_some()), "one edition judges all");
    for (gaps, seed) in [(0, 8), (4, 9), (15, 10)] {
        compare(&assessor, Shape { gaps, extremes: 0 }, rows() / 10, &mut Random(seed));
    }
}
