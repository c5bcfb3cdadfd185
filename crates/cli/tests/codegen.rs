//! `peiyu codegen`: what it writes is what the example compiles; every language has every fact, tier and the hash.
//! That the Python and TypeScript files type-check is tested where those languages' tools are, by `cargo xtask test`.

mod common;
#[rustfmt::skip]
#[path = "generated/demo.rs"]
mod demo;

use std::fs;
use std::path::Path;

use common::Place;
use demo::{LadderEffect, LadderEvent, LadderOpenFirst, LadderRejectFirst, LadderState, LadderTitle, Role};
use peiyu::case::Event;
use peiyu::diagnostic::{Code, Lang};

fn code(place: &Place, language: &str, policy: &str) -> String {
    let said = place.run(&["codegen", language, policy]);
    assert_eq!(said.code, 0, "{}", said.err);
    said.out
}

/// The example is compiled and run, so what it compiles must be what is written today.
#[test]
fn the_example_has_the_code_of_today() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/rust/src/gansu.rs");
    let kept = fs::read_to_string(path).unwrap();
    assert_eq!(
        kept,
        code(&Place::new("codegen_today"), "rust", "gansu"),
        "run: peiyu codegen rust gansu > examples/rust/src/gansu.rs"
    );
}

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/charts/demo");

/// Ids by hand: those of `tests/charts/demo/demo.yaml`, its template filled in.
#[test]
fn a_chart_is_compiled_to_its_ids() {
    let kept = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generated/demo.rs")).unwrap();
    assert_eq!(
        kept,
        code(&Place::new("codegen_demo"), "rust", DEMO),
        "run: peiyu codegen rust tests/charts/demo > crates/cli/tests/generated/demo.rs"
    );
    let states = ["first_draft", "first_county", "second_held", "second_barred"].map(|id| id.parse::<LadderState>().unwrap());
    let same = [LadderState::FirstDraft, LadderState::FirstCounty, LadderState::SecondHeld, LadderState::SecondBarred];
    assert_eq!(states, same);
    // Ten of each use of the template, the two that use it, and the root.
    assert_eq!((LadderState::ALL.len(), LadderEvent::ALL.len()), (2 * 10 + 2 + 1, 22));
    assert_eq!((LadderState::FirstDraft.label_zh(), LadderState::FirstDraft.label_en()), ("填报", "draft"));
    assert_eq!(LadderEvent::SubmitFirst.to_string(), "submit_first");
    assert_eq!(LadderEvent::from_id("first_held"), None, "an import is nobody's to bring about");
    assert_eq!(Role::ALL.map(Role::id), ["enterprise", "county", "province", "public"]);
    assert_eq!(LadderEffect::ALL.map(LadderEffect::id), ["letter", "publish", "pay_award"]);
    assert_eq!(LadderTitle::ALL.map(LadderTitle::label_zh), ["一级称号", "二级称号"]);
    let unknown = "mayor".parse::<Role>().unwrap_err();
    assert_eq!((unknown.code, unknown.help(Lang::En)), (Code::UnknownChoice, String::new()));
}

#[test]
fn what_is_told_with_an_event_is_typed() {
    let told = LadderRejectFirst { reason: Some("甲\"乙\"\\\n".into()) }.event().unwrap();
    let by_hand = Event::new("reject_first").told(r#"{"reason": "甲\"乙\"\\\n"}"#).unwrap();
    assert_eq!(format!("{told:?}"), format!("{by_hand:?}"));
    let nothing = Event::new("open_first").told("{}").unwrap();
    assert_eq!(format!("{:?}", LadderOpenFirst::default().event().unwrap()), format!("{nothing:?}"));
    let place = Place::new("codegen_told");
    let ts = code(&place, "ts", DEMO);
    assert!(ts.contains("export type LadderRejectFirst = {\n  /** 理由 / reason */\n  \"reason\"?: string | null;\n};"), "{ts}");
    let python = code(&place, "python", DEMO);
    assert!(python.contains("class LadderRejectFirst:\n") && python.contains("    reason: str | None = None\n"), "{python}");
    assert!(!ts.contains("LadderSubmitFirst") && !python.contains("LadderSubmitFirst"), "nothing is told with it");
}

#[test]
fn every_language_has_every_id_of_a_chart() {
    let place = Place::new("codegen_charts");
    let ts = code(&place, "ts", DEMO);
    assert!(
        ts.contains("export const LadderState = {") && ts.contains("  /** 填报 / draft */\n  FirstDraft: \"first_draft\",\n"),
        "{ts}"
    );
    assert!(ts.contains("export type LadderEvent = (typeof LadderEvent)[keyof typeof LadderEvent];"), "{ts}");
    let python = code(&place, "python", DEMO);
    assert!(python.contains("class LadderState(StrEnum):") && python.contains("    FIRST_DRAFT = \"first_draft\"\n"), "{python}");
    for id in ["submit_first", "pay_award", "second_objection", "province"] {
        let id = format!("\"{id}\"");
        assert!(ts.contains(&id) && python.contains(&id), "{id}");
    }
}

#[test]
fn every_language_has_every_fact_and_the_hash() {
    let documents = peiyu_workflows::documents().unwrap();
    let policy = peiyu::policy::Policy::load(&documents, "gansu").unwrap();
    for language in ["rust", "ts", "python"] {
        let code = code(&Place::new("codegen_every"), language, "gansu");
        assert!(code.contains(policy.hash()), "{language}");
        for slot in policy.facts().slots() {
            assert!(code.contains(&slot.id) && code.contains(&slot.label.zh), "{language}: {}", slot.id);
        }
        for kind in policy.facts().kinds() {
            assert!(code.contains(kind.id()) && code.contains(&kind.label.zh), "{language}: {}", kind.id());
            for field in kind.fields.slots() {
                assert!(code.contains(&field.id) && code.contains(&field.label.zh), "{language}: {} {}", kind.id(), field.id);
            }
        }
    }
}

/// A state may be called `self`, a role as an enum of the facts is, and what a comment can't hold is in neither.
#[test]
fn odd_ids_of_charts_are_spelled() {
    let place = Place::new("codegen_odd_charts");
    place.write(
        "odd/odd.json",
        r#"{"peiyu": 1, "policy": "odd", "sources": {"law": {"title": {"zh": "办法", "en": "rules"}}},
            "editions": {"1": {"label": {"zh": "一", "en": "1"}, "from": "2026-01-01", "source": {"doc": "law", "at": "1", "tag": "V"}}},
            "facts": {"role": {"type": "enum", "values": {"a": {"zh": "甲", "en": "a"}}, "label": {"zh": "角色", "en": "role"}}},
            "roles": {"class": {"label": {"zh": "人", "en": "who"}}},
            "charts": {"类": {"label": {"zh": "图", "en": "chart"},
                "events": {"import": {"label": {"zh": "行*/\\ 换\n行", "en": "\"quoted\""}, "by": ["class"]}},
                "root": {"label": {"zh": "图", "en": "chart"}, "initial": "self", "states": {
                    "self": {"label": {"zh": "自", "en": "self"}, "on": [{"event": "import", "to": "none"}]},
                    "none": {"label": {"zh": "无", "en": "none"}}}}}}}"#,
    );
    place.write("odd/1.json", r#"{"peiyu": 1, "policy": "odd", "edition": "1"}"#);
    let rust = code(&place, "rust", "odd");
    assert!(
        rust.contains("pub enum 类State") && rust.contains("    Self2,") && rust.contains("类State::Self2 => \"self\""),
        "{rust}"
    );
    assert!(rust.contains("pub enum Role {") && rust.contains("pub enum Role2 {") && rust.contains("    Class,"), "{rust}");
    assert!(rust.contains("    /// 行* // 换 行 / \"quoted\"\n    Import,"), "{rust}");
    assert!(!rust.contains("类Effect") && !rust.contains("类Title"), "{rust}");
    let python = code(&place, "python", "odd");
    assert!(python.contains("class 类State(StrEnum):") && python.contains("    NONE = \"none\""), "{python}");
    let ts = code(&place, "ts", "odd");
    assert!(
        ts.contains("export const Role2 = {") && ts.contains("  /** 行* // 换 行 / \"quoted\" */\n  Import: \"import\","),
        "{ts}"
    );
}

#[test]
fn odd_names_are_spelled_or_refused() {
    let place = Place::new("codegen_odd");
    place.write(
        "odd/odd.json",
        r#"{"peiyu": 1, "policy": "odd", "sources": {"law": {"title": {"zh": "办法", "en": "rules"}}},
            "editions": {"1": {"label": {"zh": "一", "en": "1"}, "from": "2026-01-01", "source": {"doc": "law", "at": "1", "tag": "V"}}},
            "facts": {"type": {"type": "boolean", "label": {"zh": "类型*/\\ 换\n行", "en": "\"quoted\""}},
                      "class": {"type": "enum", "values": {"a_b": {"zh": "一", "en": "1"}, "一": {"zh": "一", "en": "1"}},
                                "label": {"zh": "等级", "en": "class"}}}}"#,
    );
    place.write(
        "odd/1.json",
        r#"{"peiyu": 1, "policy": "odd", "edition": "1", "tiers": {"crate": {"label": {"zh": "级", "en": "tier"}, "all": [
            {"id": "c", "when": "type", "label": {"zh": "条", "en": "c"}, "source": {"doc": "law", "at": "1", "tag": "V"}}]}}}"#,
    );
    let rust = code(&place, "rust", "odd");
    assert!(rust.contains("pub r#type: Option<bool>") && rust.contains("/// 类型* // 换 行 / \"quoted\""), "{rust}");
    assert!(rust.contains("    AB,") && rust.contains("    一,"), "{rust}");
    let python = code(&place, "python", "odd");
    assert!(python.contains("class_: Class | None = field(default=None, metadata={\"peiyu\": \"class\"})"), "{python}");
    assert!(python.contains("    type: bool | None = None"), "{python}");
}
