//! Policies made at random, over tables made at random: a table gets the answers that its firms get one by one. The
//! national rules ask only for some kinds of edges and operations; these ask for all that the language has.
//!
//! `PEIYU_BATCH_POLICIES` sets how many policies are tried.

#[path = "../../core/tests/harness/random.rs"]
#[allow(dead_code, reason = "dates are for other tests")]
mod random;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int8Type, UInt64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use peiyu::assess::Assessor;
use peiyu::assess::sheet::Mapping;
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use peiyu_batch::{Control, Firms, FirmsPlan, Options, Table};
use proptest::prelude::*;
use proptest::sample::select;
use random::{Kinds, firm, known, part};

type Firm = BTreeMap<String, String>;

const HEAD: &str = r#"
peiyu: 1
policy: made
title: {zh: 随机, en: random}
sources: {law: {title: {zh: 随机, en: random}, number: 随机〔2026〕1号, issued: 2026-01-02}}
editions:
  "2025": {label: {zh: 旧版, en: old edition}, from: 2025-01-01, source: {doc: law, at: 一, tag: V}}
  "2026": {label: {zh: 版, en: edition}, from: 2026-01-01, source: {doc: law, at: 一, tag: V}}
calls:
  spring:
    label: {zh: 春, en: spring}
    source: {doc: law, at: 一, tag: V}
    tiers: {good: {new: "2026", renewal: "2025"}}
    renewal_when: again
facts:
  code: {type: text, key: true, label: {zh: 编号, en: code}}
  revenue: {type: money, years: 3, min: 0, label: {zh: 收入, en: revenue}, year_labels: [{zh: 一, en: a}, {zh: 二, en: b}, {zh: 三, en: c}]}
  net_profit: {type: money, years: 2, label: {zh: 利润, en: profit}, year_labels: [{zh: 利一, en: pa}, {zh: 利二, en: pb}]}
  share: {type: decimal, min: 0, max: 1, label: {zh: 占有率, en: share}}
  level: {type: decimal, min: 1, max: 5, label: {zh: 等级, en: level}}
  field: {type: enum, values: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}, c: {zh: 丙, en: C}}, label: {zh: 领域, en: field}}
  flag: {type: boolean, label: {zh: 旗, en: flag}}
  again: {type: boolean, label: {zh: 复, en: again}}
  opt: {type: decimal, optional: true, label: {zh: 可空, en: optional}}
  opt_flag: {type: boolean, optional: true, label: {zh: 可空旗, en: optional flag}}
"#;

/// Renewals are judged without a score and by one criterion.
const OLD: &str = r#"
peiyu: 1
policy: made
edition: "2025"
tiers:
  good:
    label: {zh: 好, en: good}
    all:
      - {id: c0, label: {zh: 条, en: criterion}, when: "share >= 30%", source: {doc: law, at: 一, tag: V}}
"#;

/// Criteria, and the edges of bands of some items: rising, each with whether it belongs to the band above.
#[derive(Clone, Debug)]
struct Made {
    criteria: Vec<String>,
    items: Vec<(String, Vec<(i32, bool)>)>,
    mark: i32,
    /// Whether renewals are judged by the old edition.
    call: bool,
}

fn made() -> impl Strategy<Value = Made> {
    let item = (
        select(vec!["level", "share * 4", "revenue[1] / revenue[2]", "(revenue[1] - revenue[2]) / revenue[2] + share", "opt"]),
        { prop::collection::btree_map(-3..20_i32, any::<bool>(), 1..6).prop_map(|edges| edges.into_iter().collect::<Vec<_>>()) },
    );
    let item = item.prop_map(|(value, edges)| (value.to_owned(), edges));
    (prop::collection::vec(Kinds::deep(2).boolean, 1..6), prop::collection::vec(item, 1..4), -5..25_i32, any::<bool>())
        .prop_map(|(criteria, items, mark, call)| Made { criteria, items, mark, call })
}

impl Made {
    /// The documents; an expression stands as a JSON string, which is YAML.
    fn assessor(&self) -> Option<Assessor> {
        let label = |name: &str| format!("{{zh: {name}, en: {name}}}");
        let source = "source: {doc: law, at: 一, tag: V}";
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let mut edition = String::from("peiyu: 1\npolicy: made\nedition: \"2026\"\nparameters:\n");
        writeln!(edition, "  门槛: {{value: 2000000元, label: {}}}", label("门槛")).unwrap();
        let most = |edges: &[(i32, bool)]| (0..=edges.len()).map(points).max().unwrap_or_default();
        let total: usize = self.items.iter().map(|(_, edges)| most(edges)).sum();
        edition += "scorecards:\n  card:\n    label: {zh: 表, en: card}\n    max: TOTAL\n    boundary: higher\n    groups:\n      own:\n        label: {zh: 自身, en: own}\n        max: TOTAL\n        items:\n";
        edition = edition.replace("TOTAL", &total.to_string());
        for (i, (value, edges)) in self.items.iter().enumerate() {
            writeln!(
                edition,
                "          i{i}: {{label: {}, max: {}, value: {}, bands: {}}}",
                label("项"),
                most(edges),
                quoted(value),
                bands(edges)
            )
            .unwrap();
        }
        edition += "tiers:\n  good:\n    label: {zh: 好, en: good}\n    scorecard: card\n    all:\n";
        for (i, text) in self.criteria.iter().enumerate() {
            writeln!(edition, "      - {{id: c{i}, label: {}, when: {}, {source}}}", label("条"), quoted(text)).unwrap();
        }
        writeln!(
            edition,
            "      - {{id: score, label: {}, when: {}, {source}}}",
            label("分"),
            quoted(&format!("card.total >= {}分", self.mark))
        )
        .unwrap();
        let mut set = DocumentSet::new();
        set.add_yaml("made/made", "made/made", HEAD).unwrap();
        set.add_yaml("made/2026", "made/2026", &edition).unwrap();
        set.add_yaml("made/2025", "made/2025", OLD).unwrap();
        let policy = Policy::load(&set, "made").ok()?;
        let choice = Choice::on("2026-11-24".parse().unwrap());
        Assessor::new(&policy, &if self.call { choice.call("spring") } else { choice.edition("2026") }).ok()
    }
}

/// Points of a band.
fn points(band: usize) -> usize {
    (band * 7 + 2) % 10
}

/// Bands over the whole line, in quarters, with other points in each.
fn bands(edges: &[(i32, bool)]) -> String {
    let quarter = |n: i32| f64::from(n) / 4.0;
    let mut out = Vec::new();
    for (i, (at, above)) in edges.iter().enumerate() {
        let low = match i.checked_sub(1).map(|before| edges[before]) {
            None => String::new(),
            Some((before, true)) => format!("[{}", quarter(before)),
            Some((before, false)) => format!("({}", quarter(before)),
        };
        let test = match (low.as_str(), above) {
            ("", true) => format!("< {}", quarter(*at)),
            ("", false) => format!("<= {}", quarter(*at)),
            (low, true) => format!("{low}..{})", quarter(*at)),
            (low, false) => format!("{low}..{}]", quarter(*at)),
        };
        out.push(format!("[\"{test}\", {}]", points(i)));
    }
    let (last, above) = edges[edges.len() - 1];
    out.push(format!("[\"{} {}\", {}]", if above { ">=" } else { ">" }, quarter(last), points(edges.len())));
    format!("[{}]", out.join(", "))
}

fn batch(firms: &[Firm]) -> RecordBatch {
    let ids = [
        "revenue_1",
        "revenue_2",
        "revenue_3",
        "net_profit_1",
        "net_profit_2",
        "share",
        "level",
        "field",
        "flag",
        "again",
        "opt",
        "opt_flag",
    ];
    let columns = ids.into_iter().map(|id| {
        let cells = || firms.iter().map(|f| f.get(id).map(String::as_str).filter(|v| *v != "null"));
        let array: ArrayRef = match id {
            "field" => Arc::new(cells().collect::<StringArray>()),
            "flag" | "again" | "opt_flag" => Arc::new(cells().map(|v| v.map(|v| v == "true")).collect::<BooleanArray>()),
            _ => Arc::new(cells().map(|v| v.map(|v| v.parse::<f64>().unwrap())).collect::<Float64Array>()),
        };
        (id, array, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// Whether the policy could be loaded, and so was compared.
fn compare(made: &Made, firms: &[Firm]) -> Result<bool, TestCaseError> {
    let Some(assessor) = made.assessor() else { return Ok(false) };
    let batch = batch(firms);
    let table = Table::new(&assessor, &batch.schema(), &Mapping::default(), Options::default()).unwrap();
    let control = Control { cancelled: &AtomicBool::new(false), progress: &|_| {} };
    let answers = table.assess(&batch, 0, &control).unwrap();
    let column = |name: &str| answers[0].column_by_name(name).unwrap().clone();
    let (verdicts, scores, failed) = (column("good_verdict"), column("good_score"), column("good_failed"));
    let verdicts = verdicts.as_dictionary::<Int8Type>();
    let plan = FirmsPlan::new(&assessor);
    let mut many = Firms::new(&plan);
    for (row, given) in firms.iter().enumerate() {
        let mut firm = assessor.firm();
        for (id, value) in given {
            // In a table nothing is null for the facts that may be, and unknown for the others.
            if assessor.facts().index(id).is_some() && value != "null" {
                firm.set(id, value).unwrap();
            }
        }
        for id in ["opt", "opt_flag"] {
            if given.get(id).is_none_or(|v| v == "null") {
                firm.set_null(id).unwrap();
            }
        }
        let answer = assessor.assess(&firm);
        let many = many.assess(&[firm.cells().to_vec()]).remove(0);
        prop_assert_eq!(many.to_json(), answer.to_json(), "{:?}", given);
        let tier = &answer.tiers[0];
        let key = usize::try_from(verdicts.keys().value(row)).unwrap();
        prop_assert_eq!(verdicts.values().as_string::<i32>().value(key), tier.verdict.id(), "{:?}", given);
        let score = scores.is_valid(row).then(|| scores.as_primitive::<Decimal128Type>().value(row));
        let expected = tier.score.as_ref().map(|n| n.to_i64().map(|n| i128::from(n) * 1_000_000));
        prop_assert_eq!(score.map(Some), expected, "{:?}", given);
        let bits = failed.as_primitive::<UInt64Type>().value(row);
        // Bits have an order of their own: the documents'.
        let criteria = table.criteria("good").unwrap().iter().enumerate();
        let expected = |id: &str| tier.failed.iter().any(|f| f.id == id);
        let wrong: Vec<&str> =
            criteria.filter(|(bit, c)| (bits >> bit & 1 == 1) != expected(&c.id)).map(|(_, c)| c.id.as_str()).collect();
        prop_assert!(wrong.is_empty(), "{wrong:?} of {given:?}");
    }
    Ok(true)
}

#[test]
fn a_table_gets_the_answers_of_its_firms() {
    let cases = std::env::var("PEIYU_BATCH_POLICIES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let compared = std::cell::Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let firms = prop::collection::vec((firm(), known(), any::<bool>()), 1..60).prop_map(|firms| {
        let of = |(firm, known, whole): (Firm, Vec<bool>, bool)| if whole { firm } else { part(&firm, &known) };
        firms.into_iter().map(of).collect::<Vec<Firm>>()
    });
    let result = runner.run(&(made(), firms), |(made, firms)| {
        compared.set(compared.get() + u32::from(compare(&made, &firms)?));
        Ok(())
    });
    result.unwrap();
    // A constant criterion, say, is refused; most are not.
    assert!(compared.get() * 2 > cases, "only {} of {cases} policies could be loaded", compared.get());
}
