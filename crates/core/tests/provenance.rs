//! Where values come from: taken in by every reader of objects, told in explanations, digested, and never computed with.

use std::fs;
use std::sync::LazyLock;

use peiyu::assess::{Assessor, Firm, JsonNumbers, MAX_EVIDENCE, Provenance};
use peiyu::diagnostic::Lang;
use peiyu::document::tree::Node;
use peiyu::document::{DocumentSet, MAX_BYTES, MAX_DEPTH, json};
use peiyu::policy::{Choice, Policy};
use peiyu::program::Workspace;
use proptest::prelude::*;

static ASSESSOR: LazyLock<Assessor> = LazyLock::new(|| {
    let mut documents = DocumentSet::new();
    for entry in fs::read_dir("../../workflows/cn").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        documents.add_yaml(&format!("cn/{name}"), &name, &fs::read_to_string(&path).unwrap()).unwrap();
    }
    let policy = Policy::load(&documents, "cn").unwrap();
    Assessor::new(&policy, &Choice { edition: Some("2022".into()), ..Choice::on("2025-06-01".parse().unwrap()) }).unwrap()
});

fn read<'a>(assessor: &'a Assessor, text: &str) -> Firm<'a> {
    let mut firm = assessor.firm();
    firm.read_json(text, JsonNumbers::Exact).unwrap();
    firm
}

fn refused(assessor: &Assessor, text: &str) -> Vec<(&'static str, String)> {
    let errors = assessor.firm().read_json(text, JsonNumbers::Exact).unwrap_err();
    errors.0.into_iter().map(|d| (d.code.id(), d.span.pointer.clone())).collect()
}

const TOLD: &str = r#"{"name": "甲公司", "employees": 60,
    "revenue_1": {"value": "12345678.90", "source": "2024年度审计报告", "as_of": "2024-12-31", "evidence": ["审计报告.pdf", "sha256:00ff"]},
    "legal_person": {"value": true, "source": "登记机关"},
    "awards": [{"level": {"value": "provincial", "evidence": "证书<3>.jpg"}, "rank": 1, "date": "2023-05-01"}]}"#;

#[test]
fn a_value_and_its_provenance_go_together() {
    let assessor = &*ASSESSOR;
    let mut firm = read(assessor, TOLD);
    let said = firm.provenance("revenue_1").unwrap();
    assert_eq!(said.source.as_deref(), Some("2024年度审计报告"));
    assert_eq!(said.as_of, "2024-12-31".parse().ok());
    assert_eq!(said.evidence, ["审计报告.pdf", "sha256:00ff"]);
    assert_eq!(firm.provenance("employees"), None);
    // Another value is not from there.
    firm.set("revenue_1", "1").unwrap();
    assert_eq!(firm.provenance("revenue_1"), None);
    firm.set_provenance("revenue_1", Provenance { source: Some("更正".into()), ..Provenance::default() }).unwrap();
    firm.set_null("revenue_1").unwrap();
    assert_eq!(firm.provenance("revenue_1"), None);
    // What isn't known is from nowhere.
    firm.set_provenance("revenue_1", Provenance { source: Some("更正".into()), ..Provenance::default() }).unwrap();
    assert_eq!(firm.provenance("revenue_1"), None);
    firm.clear();
    assert_eq!(firm.to_json(), "{}");
}

#[test]
fn what_is_told_of_a_value_is_checked() {
    let assessor = &*ASSESSOR;
    let at = |code, pointer: &str| vec![(code, pointer.to_owned())];
    let long = "长".repeat(400);
    let many = vec!["\"a\""; MAX_EVIDENCE + 1].join(",");
    for (text, expected) in [
        (r#"{"employees": {"value": 60.5}}"#.to_owned(), at("wrong_fact_type", "/employees/value")),
        (r#"{"employees": {"source": "表"}}"#.to_owned(), at("wrong_fact_type", "/employees")),
        (r#"{"employees": {"value": 60, "sorce": "表"}}"#.to_owned(), at("bad_field", "/employees/sorce")),
        (r#"{"employees": {"value": 60, "source": 3}}"#.to_owned(), at("wrong_fact_type", "/employees/source")),
        (r#"{"employees": {"value": 60, "as_of": "2025-02-29"}}"#.to_owned(), at("bad_date", "/employees/as_of")),
        (r#"{"employees": {"value": 60, "evidence": ["a", 3]}}"#.to_owned(), at("wrong_fact_type", "/employees/evidence/1")),
        (format!(r#"{{"employees": {{"value": 60, "source": "{long}"}}}}"#), at("outside_domain", "/employees/source")),
        (format!(r#"{{"employees": {{"value": 60, "evidence": [{many}]}}}}"#), at("too_many", "/employees/evidence")),
        (r#"{"stuff": {"value": 60}}"#.to_owned(), at("unknown_fact", "/stuff")),
        (r#"{"awards": [{"level": {"value": "provincial", "as_of": "x"}}]}"#.to_owned(), at("bad_date", "/awards/0/level/as_of")),
    ] {
        assert_eq!(refused(assessor, &text), expected, "{text}");
    }
}

#[test]
fn explanations_tell_it() {
    let assessor = &*ASSESSOR;
    let firm = read(assessor, TOLD);
    let explanation = assessor.explain(&firm, &mut Workspace::default());
    let told: Vec<(&str, &str)> = explanation.origins.iter().map(|o| (o.fact.as_str(), o.shown.zh.as_str())).collect();
    assert_eq!(told, [("legal_person", "是"), ("revenue_1", "12,345,678.90元"), ("awards/0/level", "省级")]);
    let json: serde_json::Value = serde_json::from_str(&explanation.to_json()).unwrap();
    assert_eq!(json["provenance"][1]["source"], "2024年度审计报告");
    assert_eq!(json["provenance"][1]["as_of"], "2024-12-31");
    assert_eq!(json["provenance"][2]["evidence"], serde_json::json!(["证书<3>.jpg"]));
    assert!(explanation.to_html(Lang::Zh).contains("证书&lt;3&gt;.jpg"));
    let text = explanation.to_text(Lang::Zh);
    let line = "上年度营业收入总额：12,345,678.90元；来源：2024年度审计报告；截至 2024-12-31；证据：审计报告.pdf、sha256:00ff";
    assert!(text.contains(line), "{text}");
}

#[test]
fn the_digest_is_of_the_facts_in_their_one_form() {
    let assessor = &*ASSESSOR;
    // Written by hand: keys in order, no spaces, numbers as text, nothing that follows from the records.
    let canonical = concat!(
        r#"{"awards":[{"date":"2023-05-01","level":{"evidence":["证书<3>.jpg"],"value":"provincial"},"rank":"1"}],"employees":"60","#,
        r#""legal_person":{"source":"登记机关","value":true},"name":"甲公司","#,
        r#""revenue_1":{"as_of":"2024-12-31","evidence":["审计报告.pdf","sha256:00ff"],"source":"2024年度审计报告","value":"12345678.9"}}"#
    );
    let firm = read(assessor, TOLD);
    assert_eq!(firm.to_json(), canonical);
    // By hashlib of Python.
    assert_eq!(firm.digest(), "sha256:6e355c9ee8fc05773245db425ef87293d26bc302bce41363096b032771765aa7");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The canonical text read back is the same firm, and provenance moves no verdict.
    #[test]
    fn facts_read_back_and_provenance_is_not_computed_with(
        revenue in 0i64..10_000_000_000, employees in 0u32..5000, flag in any::<bool>(), source in "\\PC{1,20}", rank in 1u32..8,
    ) {
        let assessor = &*ASSESSOR;
        let bare = format!(
            r#"{{"revenue_1": "{}.{:02}", "employees": {employees}, "legal_person": {flag}, "awards": [{{"level": "national", "rank": {rank}}}]}}"#,
            revenue / 100, revenue % 100,
        );
        let tree = json::parse(&bare, MAX_DEPTH, MAX_BYTES).unwrap();
        let Node::Map(entries) = tree.node else { unreachable!() };
        let mut plain = assessor.firm();
        let mut told = assessor.firm();
        prop_assert_eq!(plain.read_entries(&entries, JsonNumbers::Exact), vec![]);
        prop_assert_eq!(told.read_entries(&entries, JsonNumbers::Exact), vec![]);
        for id in ["revenue_1", "employees", "legal_person"] {
            told.set_provenance(id, Provenance { source: Some(source.clone()), ..Provenance::default() }).unwrap();
        }
        prop_assert_eq!(assessor.assess(&plain).to_json(), assessor.assess(&told).to_json());
        prop_assert_ne!(plain.digest(), told.digest());
        let again = read(assessor, &told.to_json());
        prop_assert_eq!(again.to_json(), told.to_json());
        prop_assert_eq!(again.provenance("employees"), told.provenance("employees"));
    }
}
