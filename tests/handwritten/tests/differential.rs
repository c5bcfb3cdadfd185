//! The engine against the hand-written rules, on firms at the thresholds: verdict, score and group scores agree, and
//! the short way to a verdict agrees with the whole program.

use peiyu::assess::{Assessor, Verdict, VerdictWorkspace};
use peiyu::number::Number;
use peiyu::policy::{Choice, Policy};
use peiyu_handwritten as hand;
use peiyu_handwritten::sample::{Random, facts, near_thresholds};

type Rule = fn(&hand::Firm) -> hand::Answer;

const FIRMS: usize = 20_000;

fn compare(choice: &Choice, rules: &[(&str, Rule)]) {
    let policy = Policy::load(&peiyu_workflows::documents().unwrap(), "cn").unwrap();
    let assessor = Assessor::new(&policy, choice).unwrap();
    let mut random = Random(20_260_401);
    let mut workspace = VerdictWorkspace::default();
    let (mut quick, mut counts) = (Vec::new(), [0; 3]);
    for _ in 0..FIRMS {
        let sample = near_thresholds(&mut random);
        let mut firm = assessor.firm();
        for (id, value) in facts(&sample) {
            firm.set(id, &value).unwrap();
        }
        let answer = assessor.assess(&firm);
        assessor.verdicts(&firm, &mut workspace, &mut quick);
        assert_eq!(answer.tiers.len(), rules.len());
        for ((tier, (id, rule)), quick) in answer.tiers.iter().zip(rules).zip(&quick) {
            assert_eq!(tier.tier, *id);
            let expected = rule(&sample);
            let verdict = match expected.verdict {
                hand::Verdict::Pass => Verdict::Pass,
                hand::Verdict::Fail => Verdict::Fail,
                hand::Verdict::Undetermined => Verdict::Unknown,
            };
            assert_eq!(tier.verdict, verdict, "{id} {sample:?} {tier:?}");
            assert_eq!(*quick, verdict, "{id} by the short way: {sample:?}");
            let points = |n: Option<i64>| n.map(|n| Number::ratio(n.into(), 100).unwrap());
            if !tier.groups.is_empty() {
                assert_eq!(tier.score, points(expected.score), "{id} {sample:?}");
                let groups: Vec<_> = tier.groups.iter().map(|(_, n)| n.clone()).collect();
                let by_hand: Vec<_> = expected.groups.into_iter().take(groups.len()).map(points).collect();
                assert_eq!(groups, by_hand, "{id} {sample:?}");
            }
            counts[verdict as usize] += 1;
        }
    }
    // A test on firms of one kind would show little.
    assert!(counts.iter().take(2).all(|n| *n > FIRMS / 10), "{counts:?}");
}

fn today() -> Choice {
    Choice::on("2026-11-24".parse().unwrap())
}

#[test]
fn edition_2022() {
    compare(
        &today().edition("2022"),
        &[("innovative", hand::innovative_2022), ("srdi", hand::srdi_2022), ("little_giant", hand::little_giant_2022)],
    );
}

#[test]
fn edition_2026() {
    compare(
        &today().edition("2026"),
        &[("innovative", hand::innovative_2022), ("srdi", hand::srdi_2026), ("little_giant", hand::little_giant_2026)],
    );
}

#[test]
fn call_2025() {
    compare(&today().call("little_giant_2025"), &[("little_giant", hand::little_giant_call_2025)]);
}

#[test]
fn call_2026() {
    compare(&today().call("little_giant_2026"), &[("little_giant", hand::little_giant_call_2026)]);
}
