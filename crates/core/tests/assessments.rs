//! What an assessment says of a small policy: outcomes, scores, failed criteria, missing facts, problems, choosing.
//!
//! The policy is `tests/documents/good/base*.yaml`; expected values are worked out by hand from it.

use std::fs;
use std::path::Path;

use peiyu::assess::{Assessor, Firm, TierAssessment, Verdict, VerdictWorkspace};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};

fn policy(id: &str) -> Policy {
    let mut set = DocumentSet::new();
    for name in ["base", "base_2025", "overlay"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/documents/good/{name}.yaml"));
        set.add_yaml(name, name, &fs::read_to_string(path).unwrap()).unwrap();
    }
    Policy::load(&set, id).unwrap()
}

fn assessor() -> Assessor {
    Assessor::new(&policy("base"), &Choice::on("2025-05-01".parse().unwrap())).unwrap()
}

const GOOD: [(&str, &str); 8] = [
    ("revenue_1", "1100000.00"),
    ("revenue_2", "1000000"),
    ("staff", "60"),
    ("share", "0.3"),
    ("field", "a"),
    ("listed", "true"),
    ("local", "4.5"),
    ("again", "false"),
];

fn firm<'a>(assessor: &'a Assessor, changes: &[(&str, &str)]) -> Firm<'a> {
    let mut firm = assessor.firm();
    for (id, value) in GOOD.iter().chain(changes) {
        firm.set(id, value).unwrap();
    }
    firm
}

fn check(changes: &[(&str, &str)], look: impl FnOnce(&TierAssessment)) {
    let assessor = assessor();
    look(&assessor.assess(&firm(&assessor, changes)).tiers[0]);
}

fn ids<'a>(t: &TierAssessment<'a>) -> Vec<&'a str> {
    t.failed.iter().map(|f| f.id).collect()
}

#[test]
fn a_whole_firm_passes_with_its_score() {
    check(&[], |t| {
        assert_eq!(t.verdict, Verdict::Pass);
        // growth is exactly 10%, on the border of two bands: the higher points, 10; field a: 5; staff 60: 5; local 4.5.
        assert_eq!(t.score.as_ref().unwrap().to_string(), "24.5");
        let groups: Vec<_> = t.groups.iter().map(|(id, n)| (*id, n.as_ref().unwrap().to_string())).collect();
        assert_eq!(groups, [("own", "20".to_owned()), ("local", "4.5".to_owned())]);
        assert!(t.failed.is_empty() && t.missing.is_empty() && t.problems.is_empty());
        assert_eq!(t.edition, "2025");
    });
}

#[test]
fn a_failed_way_names_all_its_ways_with_articles() {
    check(&[("revenue_1", "1049999.99"), ("share", "0.2999")], |t| {
        assert_eq!(t.verdict, Verdict::Fail);
        assert_eq!(ids(t), ["growing", "growth", "share"]);
        assert_eq!(t.failed[0].source, "示例〔2026〕1号 第三条");
        assert!(t.failed[0].needs_check && !t.failed[1].needs_check);
    });
}

#[test]
fn a_failed_way_beside_one_that_holds_is_no_failure() {
    check(&[("revenue_1", "1000000")], |t| {
        assert_eq!(t.verdict, Verdict::Pass);
        assert!(t.failed.is_empty());
    });
}

#[test]
fn what_is_not_given_is_unknown_and_named() {
    check(&[("listed", ""), ("share", "")], |t| {
        assert_eq!(t.verdict, Verdict::Unknown);
        // `share` moves no verdict here: growth carries the third article, staff the best-of item.
        assert_eq!(t.missing, ["listed"]);
        assert_eq!(t.score.as_ref().unwrap().to_string(), "24.5");
    });
}

#[test]
fn one_false_decides_whatever_is_unknown() {
    let assessor = assessor();
    let mut firm = assessor.firm();
    firm.set("listed", "否").unwrap();
    let answer = assessor.assess(&firm);
    assert_eq!(answer.tiers[0].verdict, Verdict::Fail);
    assert!(answer.tiers[0].missing.is_empty() && answer.tiers[0].score.is_none());
}

#[test]
fn a_score_is_decided_as_soon_as_its_interval_is_on_one_side() {
    // Points without growth: 0..10 + 5 + 5 + 4.5, at least 14.5; pass mark 15.
    check(&[("revenue_2", "")], |t| assert_eq!((t.verdict, t.missing.clone()), (Verdict::Unknown, vec!["revenue_2"])));
    // With 5 local points at least 15: decided, though the score is open.
    check(&[("revenue_2", ""), ("local", "5")], |t| {
        assert_eq!(t.verdict, Verdict::Pass);
        assert_eq!(t.score, None);
        assert_eq!(t.groups[1].1.as_ref().unwrap().to_string(), "5");
    });
}

#[test]
fn what_can_not_be_computed_counts_from_least_to_most_and_is_a_problem() {
    check(&[("revenue_2", "0"), ("local", "5")], |t| {
        assert_eq!(t.verdict, Verdict::Pass);
        assert_eq!(t.score, None);
        assert_eq!(t.problems.len(), 1);
        assert_eq!(t.problems[0].diagnostic.code.id(), "division_by_zero");
        assert_eq!(t.problems[0].at, "growth");
    });
    check(&[("revenue_2", "0"), ("share", "0.1")], |t| {
        assert_eq!((t.verdict, t.missing.len()), (Verdict::Unknown, 0));
        assert!(!t.problems.is_empty());
    });
}

#[test]
fn contradictions_only_warn() {
    check(&[("staff", "0")], |t| {
        assert_eq!(t.problems.len(), 1);
        assert_eq!(t.problems[0].diagnostic.code.id(), "contradicting_facts");
        assert_eq!(t.verdict, Verdict::Pass);
    });
}

#[test]
fn a_call_adds_criteria_sets_parameters_and_binds_the_window() {
    let policy = policy("base");
    let today = "2026-01-01".parse().unwrap();
    let spring = Assessor::new(&policy, &Choice::on(today).call("spring")).unwrap();
    let answer = |changes: &[(&str, &str)]| {
        let a = spring.assess(&firm(&spring, changes)).tiers[0].clone();
        (a.verdict, a.failed.iter().map(|f| f.id.to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(answer(&[("staff", "4")]), (Verdict::Fail, vec!["staff_floor".to_owned()]));
    assert_eq!(answer(&[("revenue_1", "1000000"), ("share", "0.1")]).0, Verdict::Fail);
    assert_eq!(answer(&[("revenue_1", "1000000"), ("share", "0.1"), ("again", "true")]).0, Verdict::Pass);
    let wrong_day = Choice { as_of: Some("2025-04-01".parse().unwrap()), ..Choice::on(today).call("spring") };
    assert_eq!(policy.select(&wrong_day).unwrap_err().code.id(), "conflicting_choice");
}

#[test]
fn contradicting_or_unknown_choices_are_errors() {
    let policy = policy("base");
    let day = |d: &str| Choice::on(d.parse().unwrap());
    let code = |c: Choice| policy.select(&c).unwrap_err().code.id();
    assert_eq!(code(day("2025-05-01").call("spring").edition("2025")), "conflicting_choice");
    assert_eq!(code(day("2024-12-31")), "no_edition_in_force");
    assert_eq!(code(day("2025-05-01").edition("2031")), "unknown_edition");
    assert_eq!(code(day("2025-05-01").call("autumn")), "unknown_call");
    assert_eq!(code(Choice { tier: Some("best".into()), ..day("2025-05-01") }), "unknown_tier");
}

#[test]
fn an_overlay_sets_by_period_fills_and_adds() {
    let policy = policy("overlay");
    let on = |day: &str| Assessor::new(&policy, &Choice::on(day.parse().unwrap())).unwrap();
    let verdict = |day: &str, changes: &[(&str, &str)]| {
        let a = on(day);
        a.assess(&firm(&a, changes)).tiers[0].verdict
    };
    // Field b: no field points, no local points; growth 10, staff 5, so 15.
    assert_eq!(verdict("2025-05-31", &[("field", "b")]), Verdict::Pass);
    assert_eq!(verdict("2025-06-01", &[("field", "b")]), Verdict::Fail);
    assert_eq!(verdict("2025-12-31", &[("field", "b")]), Verdict::Fail);
    assert_eq!(verdict("2026-01-01", &[("field", "b")]), Verdict::Pass);
    let a = on("2025-06-01");
    let first = a.assess(&firm(&a, &[("staff", "0")])).tiers[0].clone();
    assert_eq!(ids(&first), ["local_rule"]);
    assert_eq!(first.groups[1].1.as_ref().unwrap().to_string(), "8");
}

#[test]
fn values_outside_type_or_domain_are_refused_and_leave_the_fact_as_it_was() {
    let assessor = assessor();
    let mut firm = firm(&assessor, &[]);
    for (id, value, code) in [
        ("revenue_1", "-0.01", "outside_domain"),
        ("revenue_1", "1.005", "money_precision"),
        ("revenue_1", "1,000", "wrong_fact_type"),
        ("revenue_1", "1e400", "outside_domain"),
        ("revenue_1", "NaN", "wrong_fact_type"),
        ("staff", "1.5", "wrong_fact_type"),
        ("share", "1.0001", "outside_domain"),
        ("field", "c", "outside_domain"),
        ("listed", "maybe", "wrong_fact_type"),
        ("revenu_1", "5", "unknown_fact"),
    ] {
        assert_eq!(firm.set(id, value).unwrap_err().code.id(), code, "{id}={value}");
    }
    assert_eq!(assessor.assess(&firm).tiers[0].verdict, Verdict::Pass);
}

#[test]
fn the_short_way_agrees_with_the_whole_program() {
    let assessor = assessor();
    let mut workspace = VerdictWorkspace::default();
    let mut quick = Vec::new();
    let values = |id: &str| -> Vec<&str> {
        match id {
            "revenue_1" => vec!["0", "999999.99", "1000000", "1050000", "1100000", "99999999999999.99"],
            "revenue_2" => vec!["0", "0.01", "1000000"],
            "staff" => vec!["0", "49", "50", "99", "100"],
            "share" => vec!["0", "0.3", "0.29999999999999999999999999999", "0.5"],
            "field" => vec!["a", "b"],
            "local" => vec!["0", "4.9999", "5", "10"],
            _ => vec!["true", "false", ""],
        }
    };
    let mut count = 0;
    for (id, _) in GOOD {
        for (other, _) in GOOD {
            for x in values(id) {
                for y in values(other) {
                    let firm = firm(&assessor, &[(id, x), (other, y)]);
                    assessor.verdicts(&firm, &mut workspace, &mut quick);
                    assert_eq!(quick[0], assessor.assess(&firm).tiers[0].verdict, "{id}={x} {other}={y}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 700);
}
