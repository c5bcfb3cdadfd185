//! `peiyu codegen`: what it writes is what the example compiles; every language has every fact, tier and the hash.
//! That the Python and TypeScript files type-check is tested where those languages' tools are, by `cargo xtask test`.

mod common;

use std::fs;
use std::path::Path;

use common::Place;

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
