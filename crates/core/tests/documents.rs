//! Documents, good and bad: what loads, what is refused, and how every refusal reads (snapshots).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use peiyu::assess::Assessor;
use peiyu::diagnostic::{Diagnostics, Lang, Text};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use peiyu::program::Workspace;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/documents").join(name)
}

fn add(set: &mut DocumentSet, path: &Path) -> Result<(), Diagnostics> {
    let name = path.file_stem().unwrap().to_str().unwrap();
    set.add_yaml(name, &format!("{name}.yaml"), &fs::read_to_string(path).unwrap())
}

fn base() -> DocumentSet {
    let mut set = DocumentSet::new();
    for name in ["base.yaml", "base_2025.yaml", "records.yaml", "records_2025.yaml", "records_2026.yaml"] {
        add(&mut set, &folder("good").join(name)).unwrap();
    }
    set
}

fn shown(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for d in &diagnostics.0 {
        let at = d.location.as_ref().map_or("?".into(), |l| format!("{}:{}:{}", l.file, l.line, l.column));
        writeln!(out, "{at} {} {}+{}+{}", d.code.id(), d.span.pointer, d.span.offset, d.span.length).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            writeln!(out, "    {} {}", d.message(lang), d.help(lang)).unwrap();
        }
    }
    out
}

#[test]
fn good_documents_load() {
    let mut set = base();
    Policy::load(&set, "base").unwrap();
    Policy::load(&set, "records").unwrap();
    add(&mut set, &folder("good/overlay.yaml")).unwrap();
    Policy::load(&set, "overlay").unwrap();
}

#[test]
fn a_call_follows_a_tier_to_the_edition_that_judges_it() {
    let mut set = base();
    for name in ["good/as_in.yaml", "good/as_in_2025.yaml", "good/as_in_2026.yaml"] {
        add(&mut set, &folder(name)).unwrap();
    }
    let policy = Policy::load(&set, "as_in").unwrap();
    let assessor = Assessor::new(&policy, &Choice::on("2026-03-01".parse().unwrap()).call("summer")).unwrap();
    let mut firm = assessor.firm();
    firm.set("again", "true").unwrap();
    let answer = assessor.assess(&firm);
    assert_eq!((answer.tiers[0].edition.as_str(), answer.tiers[0].verdict.id()), ("2025", "pass"));
}

#[test]
fn a_document_has_words_of_its_own() {
    let mut set = base();
    for name in ["good/sentences.yaml", "good/sentences_facts.yaml"] {
        add(&mut set, &folder(name)).unwrap();
    }
    let policy = Policy::load(&set, "sentences").unwrap();
    let choice = Choice { edition: Some("2025".into()), ..Choice::on("2025-06-01".parse().unwrap()) };
    let assessor = Assessor::new(&policy, &choice).unwrap();
    let explanation = assessor.explain(&assessor.firm(), &mut Workspace::default());
    let reasons = explanation.reasons(0);
    let sentence = |id: &str| &reasons.iter().find(|r| r.line.id == id).unwrap().line.sentence;
    assert_eq!(*sentence("own_words"), Text::both("营业收入较上年增长5%以上", "revenue grows by 5% or more"));
    assert_eq!(*sentence("denied"), Text::both("三年内未受处罚", "no penalty in 3 years"));
}

#[test]
fn every_bad_document_is_refused_in_words_that_help() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder("bad")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 18);
    for path in names {
        let mut set = base();
        let errors =
            add(&mut set, &path).and_then(|()| Policy::load(&set, "bad").map(drop)).expect_err(&path.display().to_string());
        insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), shown(&errors));
    }
}

#[test]
fn a_chain_of_extends_is_bounded() {
    let mut set = base();
    for i in 0..10 {
        let extends = if i == 0 { "base".to_owned() } else { format!("p{}", i - 1) };
        set.add_json(&format!("p{i}"), "", &format!(r#"{{"peiyu":1,"policy":"p{i}","extends":"{extends}"}}"#)).unwrap();
    }
    assert!(Policy::load(&set, "p6").is_ok());
    let errors = Policy::load(&set, "p7").unwrap_err();
    assert_eq!(errors.0[0].code.id(), "extends_too_deep");
}

#[test]
fn deep_and_large_documents_are_refused_without_harm() {
    let mut set = DocumentSet::new();
    let deep = |open: &str, n: usize| format!("{{\"peiyu\": {}", open.repeat(n));
    for text in [deep("[", 100_000), deep("{\"a\":", 100_000), format!("{}1{}", "[".repeat(1000), "]".repeat(1000))] {
        assert!(set.add_json("x", "", &text).is_err());
        assert!(set.add_yaml("x", "", &text).is_err());
    }
    let large = format!("\"{}\"", "x".repeat(5 << 20));
    assert_eq!(set.add_json("x", "", &large).unwrap_err().0[0].code.id(), "document_too_large");
    assert_eq!(set.add_yaml("x", "", &large).unwrap_err().0[0].code.id(), "document_too_large");
}

#[test]
fn yaml_and_json_hash_alike_and_a_change_shows() {
    let yaml = Policy::load(&base(), "base").unwrap();
    let mut set = DocumentSet::new();
    for name in ["base.yaml", "base_2025.yaml"] {
        let text = fs::read_to_string(folder("good").join(name)).unwrap();
        let (value, _) = peiyu::document::yaml::parse(&text).unwrap().into_value();
        set.add_json(name, name, &value.to_string()).unwrap();
    }
    assert_eq!(Policy::load(&set, "base").unwrap().hash(), yaml.hash());
    assert!(yaml.hash().starts_with("sha256:") && yaml.hash().len() == 7 + 64);

    let text = |from: &str, to: &str| {
        let mut set = DocumentSet::new();
        for name in ["base.yaml", "base_2025.yaml"] {
            let text = fs::read_to_string(folder("good").join(name)).unwrap().replace(from, to);
            set.add_yaml(name, name, &text).unwrap();
        }
        Policy::load(&set, "base").unwrap().hash().to_owned()
    };
    // Layout is nothing, a figure is something.
    assert_eq!(text("staff >= 5人", "staff  >=  5人 // 下限"), yaml.hash());
    assert_ne!(text("staff >= 5人", "staff >= 6人"), yaml.hash());
}

#[test]
fn an_expression_may_be_written_as_its_json_form() {
    let mut set = DocumentSet::new();
    for name in ["base.yaml", "base_2025.yaml"] {
        let mut text = fs::read_to_string(folder("good").join(name)).unwrap();
        text = text.replace("when: share >= 30%", r#"when: {op: ">=", left: {name: share}, right: {number: "30", unit: "%"}}"#);
        set.add_yaml(name, name, &text).unwrap();
    }
    assert_eq!(Policy::load(&set, "base").unwrap().hash(), Policy::load(&base(), "base").unwrap().hash());
}
