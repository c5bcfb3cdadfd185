//! Why, what is missing, how far off: the words are snapshots to be read aloud; missing and distance keep what they promise.

use std::fs;

use peiyu::assess::explain::Explanation;
use peiyu::assess::{Assessor, Firm, Verdict};
use peiyu::diagnostic::Lang;
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use peiyu::program::Workspace;
use peiyu::program::cell::Cell;
use proptest::prelude::*;
use serde_json::Value;

fn assessor(edition: &str) -> Assessor {
    let mut documents = DocumentSet::new();
    for entry in fs::read_dir("../../workflows/cn").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        documents.add_yaml(&format!("cn/{name}"), &name, &fs::read_to_string(&path).unwrap()).unwrap();
    }
    let policy = Policy::load(&documents, "cn").unwrap();
    let choice = Choice { edition: Some(edition.into()), ..Choice::on("2026-06-01".parse().unwrap()) };
    Assessor::new(&policy, &choice).unwrap()
}

fn example(index: usize) -> Vec<(String, String)> {
    let text = fs::read_to_string("../../examples/enterprises.csv").unwrap();
    let mut lines = text.lines();
    let ids = lines.next().unwrap().split(',').map(str::to_owned);
    let rows: Vec<&str> = lines.collect();
    ids.zip(rows[index % rows.len()].split(',').map(str::to_owned)).collect()
}

fn filled<'a>(assessor: &'a Assessor, facts: &[(String, String)]) -> Firm<'a> {
    let mut firm = assessor.firm();
    for (id, text) in facts {
        firm.set(id, text).unwrap();
    }
    firm
}

fn explained<'a>(assessor: &'a Assessor, firm: &Firm) -> Explanation<'a> {
    assessor.explain(firm, &mut Workspace::default()).with_distances()
}

/// What a cell is as text, to be set again.
fn text(assessor: &Assessor, fact: u32, cell: &Cell) -> String {
    match cell {
        Cell::Number(n) => n.to_string(),
        Cell::Boolean(b) => b.to_string(),
        Cell::Choice(i) => assessor.facts().get(fact).unwrap().choices[usize::from(*i)].clone(),
        other => panic!("{other:?}"),
    }
}

/// Whether the criterion holds, by its own line in the explanation of that firm.
fn holds(assessor: &Assessor, firm: &Firm, tier: usize, criterion: &str) -> Option<bool> {
    let explanation = assessor.explain(firm, &mut Workspace::default());
    let reasons = explanation.reasons(tier);
    reasons.iter().find(|r| r.line.id == criterion && r.line.holds.is_some()).unwrap().holds
}

#[test]
fn the_words_sound_like_a_notice() {
    let assessor = assessor("2022");
    let firm = filled(&assessor, &example(9));
    let explanation = explained(&assessor, &firm);
    insta::assert_snapshot!("words_zh", explanation.to_text(Lang::Zh));
    insta::assert_snapshot!("words_en", explanation.to_text(Lang::En));
}

#[test]
fn the_json_is_an_answer_with_reasons() {
    let assessor = assessor("2022");
    let firm = filled(&assessor, &example(9));
    let mut explained: Value = serde_json::from_str(&explained(&assessor, &firm).to_json()).unwrap();
    let whole = explained.as_object_mut().unwrap();
    assert_eq!(whole.shift_remove("facts").unwrap().as_str().unwrap(), firm.digest());
    assert_eq!(whole.shift_remove("provenance").unwrap().as_array().unwrap().len(), 0);
    for tier in explained["tiers"].as_array_mut().unwrap() {
        let tier = tier.as_object_mut().unwrap();
        assert!(!tier.shift_remove("reasons").unwrap().as_array().unwrap().is_empty());
        tier.shift_remove("distances").unwrap();
    }
    assert_eq!(explained.to_string(), assessor.assess(&firm).to_json());
}

/// 63号 附件2 一(二): R&D of 420 000 yuan on a revenue of 21 million is 2%; 3% takes 630 000 yuan, or a revenue of 14 million.
#[test]
fn distances_that_were_worked_out_by_hand() {
    let assessor = assessor("2022");
    let firm = filled(&assessor, &example(9));
    let explanation = explained(&assessor, &firm);
    let ways = |tier: usize, criterion: &str| -> Vec<String> {
        let distance = explanation.distances(tier).iter().find(|d| d.criterion.id == criterion).unwrap();
        let fact = |f| assessor.facts().get(f).unwrap().id.as_str();
        distance.ways.iter().map(|w| format!("{} {}", fact(w[0].fact), text(&assessor, w[0].fact, &w[0].to))).collect()
    };
    assert_eq!(ways(1, "rd_ratio"), ["revenue_1 14000000", "rd_expense_1 630000"]);
    assert_eq!(ways(1, "rd_expense"), ["rd_expense_1 1000000"]);
    // 附件3 二: liabilities of 22.5 million on assets of 30 million; 70% is 21 million, or 32 142 857.142857... of assets.
    assert_eq!(ways(2, "debt"), ["total_liabilities_1 21000000", "total_assets_1 32142857.15"]);
}

/// A distance, applied, passes its criterion; with one of its facts a step less it does not.
fn enough_and_no_more(index: usize, edition: &str, gone: u64) -> Result<(), TestCaseError> {
    let assessor = assessor(edition);
    let mut facts = example(index);
    // Some facts are left out: what is open must not be moved.
    facts.retain(|(id, _)| id == "uscc" || gone >> (id.len() * 7 % 64) & 7 != 0);
    let firm = filled(&assessor, &facts);
    let explanation = explained(&assessor, &firm);
    for tier in 0..assessor.tiers().len() {
        for distance in explanation.distances(tier) {
            let id = &distance.criterion.id;
            prop_assert_eq!(holds(&assessor, &firm, tier, id), Some(false));
            prop_assert!(distance.ways.len() <= 3);
            for way in &distance.ways {
                let mut moved = firm.clone();
                for change in way {
                    let slot = assessor.facts().get(change.fact).unwrap();
                    moved.set(&slot.id, &text(&assessor, change.fact, &change.to)).unwrap();
                }
                prop_assert_eq!(holds(&assessor, &moved, tier, id), Some(true), "{}: {:?}", id, way);
                for change in way {
                    let (Some(from), Some(to)) = (change.from.as_number(), change.to.as_number()) else { continue };
                    let slot = assessor.facts().get(change.fact).unwrap();
                    let step = match slot.ty {
                        peiyu::document::model::FactType::Money => "0.01",
                        peiyu::document::model::FactType::Decimal => "0.0001",
                        _ => "1",
                    };
                    let step = step.parse().unwrap();
                    let less = if from.compare(to).unwrap().is_lt() { to.sub(&step) } else { to.add(&step) }.unwrap();
                    let mut short = moved.clone();
                    short.set(&slot.id, &less.to_string()).unwrap();
                    prop_assert_ne!(holds(&assessor, &short, tier, id), Some(true), "{}: {:?}", id, way);
                }
            }
        }
    }
    Ok(())
}

/// Two changes that meet in something else than a sum: what each adds alone is not what both add.
#[test]
fn changes_that_meet_are_evaluated_together() {
    enough_and_no_more(40, "2022", 9_783_157_982_888_039_968).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_distance_is_enough_and_no_more(index in 0_usize..45, edition in prop_oneof![Just("2022"), Just("2026")], gone in any::<u64>()) {
        enough_and_no_more(index, edition, gone)?;
    }

    /// What is missing is sound and in order: filling in anything else leaves the verdict open, and a fact that more open tiers
    /// read comes before one that fewer do.
    #[test]
    fn what_is_missing_is_enough_to_ask(index in 0_usize..45, other in 0_usize..45, edition in prop_oneof![Just("2022"), Just("2026")], gone in any::<u64>()) {
        let assessor = assessor(edition);
        let (mut facts, all) = (example(index), example(other));
        let out = |id: &str| id.bytes().fold(gone, |h, b| h.rotate_left(5) ^ u64::from(b)) % 3 == 0;
        facts.retain(|(id, text)| !out(id) && !text.is_empty());
        let firm = filled(&assessor, &facts);
        let answer = assessor.assess(&firm);
        let readers = |id: &str| answer.tiers.iter().filter(|t| t.missing.contains(&id)).count();
        for (i, tier) in answer.tiers.iter().enumerate() {
            prop_assert_eq!(tier.verdict == Verdict::Unknown, !tier.missing.is_empty());
            let counts: Vec<usize> = tier.missing.iter().map(|id| readers(id)).collect();
            prop_assert!(counts.is_sorted_by(|a, b| a >= b), "{:?}", counts);
            let mut more = firm.clone();
            for (id, text) in all.iter().filter(|(id, text)| out(id) && !text.is_empty() && !tier.missing.contains(&id.as_str())) {
                more.set(id, text).unwrap();
            }
            prop_assert_eq!(assessor.assess(&more).tiers[i].verdict, tier.verdict);
        }
    }
}
