"""Documents of the host: from files, as texts, as dicts; and those that are at fault."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import peiyu

WORKFLOWS = Path(__file__).parents[3] / "workflows"
RULES: dict[str, Any] = {
    "peiyu": 1,
    "policy": "demo",
    "sources": {"law": {"title": {"zh": "办法", "en": "rules"}}},
    "editions": {
        "2026": {
            "label": {"zh": "2026年版", "en": "2026"},
            "from": "2026-01-01",
            "source": {"doc": "law", "at": "附则", "tag": "V"},
        }
    },
    "facts": {"revenue": {"type": "money", "min": 0, "label": {"zh": "营业收入", "en": "revenue"}}},
}
EDITION = """
peiyu: 1
policy: demo
edition: "2026"
tiers:
  good:
    label: {zh: 优质, en: good}
    all:
    - id: revenue
      label: {zh: 营业收入, en: revenue}
      when: revenue >= 1000万元
      source: {doc: law, at: 第一条, tag: V}
"""


def codes(**documents: Any) -> list[str]:
    with pytest.raises(peiyu.PeiyuError) as caught:
        peiyu.load("demo", documents={f"demo/{name}": text for name, text in documents.items()}, today="2026-06-01")
    assert peiyu.load("cn", edition="2022").assess({})["srdi"].verdict is peiyu.Verdict.UNKNOWN
    return [diagnostic.code for diagnostic in caught.value.diagnostics]


def judged(policy: peiyu.Policy) -> list[str]:
    return [policy.assess({"revenue": revenue})["good"].verdict for revenue in ("9999999.99", "10000000")]


def test_documents_as_texts_and_dicts() -> None:
    for rules in (RULES, json.dumps(RULES), "\ufeff" + json.dumps(RULES, ensure_ascii=False, indent=1)):
        documents = {"demo/rules": rules, "demo/2026": EDITION}
        policy = peiyu.load("demo", documents=documents, today="2026-06-01")
        assert judged(policy) == ["fail", "pass"]
        assert policy.assess({"revenue": 1})["good"].failed[0].source == "《办法》第一条"


def test_documents_from_files(tmp_path: Path) -> None:
    (tmp_path / "rules.json").write_text(json.dumps(RULES), encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "2026.yaml").write_text(EDITION, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a document", encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("[", encoding="utf-8")
    from_text = peiyu.load("demo", documents={"demo/rules": RULES, "demo/2026": EDITION}, today="2026-06-01")
    for path in (tmp_path, f"{tmp_path}/"):
        policy = peiyu.load(path, today="2026-06-01")
        assert judged(policy) == ["fail", "pass"]
        assert (policy.id, policy.hash) == ("demo", from_text.hash)
    part = peiyu.load(tmp_path / "inner" / "2026.yaml", documents={"demo/rules": RULES}, today="2026-06-01")
    assert part.hash == from_text.hash


def test_the_embedded_documents_are_those_of_the_repository() -> None:
    for name in peiyu.policies():
        assert peiyu.load(WORKFLOWS / name, as_of="2026-06-01").hash == peiyu.load(name, as_of="2026-06-01").hash
    # Both folders at once: the policy that extends the other is meant.
    province = {"peiyu": 1, "policy": "demo", "extends": "cn"}
    assert peiyu.load("demo", edition="2022", documents={"demo/own": province}).id == "demo"


def test_a_calendar_in_the_folder_is_no_part_of_the_policy(tmp_path: Path) -> None:
    (tmp_path / "rules.json").write_text(json.dumps(RULES), encoding="utf-8")
    (tmp_path / "2026.yaml").write_text(EDITION, encoding="utf-8")
    without = peiyu.load(tmp_path, today="2026-06-01").hash
    calendar = (WORKFLOWS / "calendars/cn.yaml").read_text(encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text(calendar, encoding="utf-8")
    assert peiyu.load(tmp_path, today="2026-06-01").hash == without


def test_a_numeral_of_python_keeps_its_digits() -> None:
    facts = {"share": {"type": "decimal", "max": Decimal("0.10000000000000000001"), "label": {"zh": "比", "en": "s"}}}
    policy = peiyu.load(
        "demo",
        documents={"demo/rules": RULES | {"facts": RULES["facts"] | facts}, "demo/2026": EDITION},
        today="2026-06-01",
    )
    assert policy.facts[1].max == Decimal("0.10000000000000000001")


def test_errors_of_a_file_have_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "rules.json").write_text(json.dumps(RULES), encoding="utf-8")
    broken = EDITION.replace("1000万元", "1000年")
    (tmp_path / "2026.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(peiyu.PeiyuError) as caught:
        peiyu.load(tmp_path, today="2026-06-01")
    error = caught.value
    assert error.code == "unit_mismatch"
    assert error.span.document == "demo/2026"
    assert error.location is not None
    assert (Path(error.location.file).name, error.location.line) == ("2026.yaml", 11)
    assert str(error).startswith(f"{tmp_path}")


def test_all_broken_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("peiyu: 1\npolicy: 示例\xff".encode("latin-1", "replace") + b"\xff\xfe")
    (tmp_path / "b.json").write_text('{"peiyu": 1, "peiyu": 1}', encoding="utf-8")
    (tmp_path / "c.yaml").write_text("x: [", encoding="utf-8")
    with pytest.raises(peiyu.PeiyuError) as caught:
        peiyu.load(tmp_path)
    found = [(d.code, Path(d.location.file).name if d.location else "") for d in caught.value.diagnostics]
    assert found == [("not_utf8", "a.yaml"), ("duplicate_key", "b.json"), ("document_syntax", "c.yaml")]
    assert caught.value.location is not None
    assert caught.value.location.line == 2


@pytest.mark.parametrize("path", ["./nowhere", "nowhere.yaml", "/", "a\0/", "\ud800/"])
def test_paths_that_hold_no_documents(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(peiyu.PeiyuError) as caught:
        peiyu.load("empty/" if path == "/" else path)
    assert caught.value.code == "file_unreadable"


def test_a_folder_of_several_policies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text(json.dumps(RULES | {"policy": name}), encoding="utf-8")
    with pytest.raises(peiyu.PeiyuError, match="one, two"):
        peiyu.load(tmp_path)


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"edition": "1999"}, "unknown_edition"),
        ({"call": "none"}, "unknown_call"),
        ({"tier": "gold"}, "unknown_tier"),
        ({"edition": "2022", "call": "little_giant_2026"}, "conflicting_choice"),
        ({"as_of": "1999-01-01"}, "no_edition_in_force"),
        ({"as_of": "2026-02-30"}, "bad_date"),
        ({"today": "x" * 1_000_000}, "bad_date"),
        ({"edition": "\ud800"}, "unknown_edition"),
        ({"policy": "mars"}, "unknown_policy"),
        ({"policy": ""}, "unknown_policy"),
    ],
)
def test_choices_that_there_are_not(choice: dict[str, str], code: str) -> None:
    with pytest.raises(peiyu.PeiyuError) as caught:
        peiyu.load(**choice)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_hostile_documents() -> None:
    cyclic: dict[str, Any] = {}
    cyclic["facts"] = cyclic
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert codes(rules="{" * 100_000) == ["document_syntax"]
    assert codes(rules='{"a":' * 1_000 + "1" + "}" * 1_000)[0] in ("document_syntax", "document_too_deep")
    assert codes(rules="[" * 100_000)[0] in ("document_syntax", "document_too_deep")
    assert codes(rules="{" + " " * 5_000_000 + "}") == ["document_too_large"]
    assert codes(rules='{"peiyu": 1, "peiyu": 1}') == ["duplicate_key"]
    assert codes(rules="a: &a [*a]")[0] in ("yaml_feature", "document_syntax")
    assert codes(rules="\ud800") == ["not_utf8"]
    assert codes(rules=cyclic) == ["document_syntax"]
    assert codes(rules=deep) == ["document_syntax"]
    assert codes(rules={"peiyu": float("nan")}) == ["document_syntax"]
    assert codes(rules=b"peiyu: 1") == ["document_syntax"]
    assert codes(rules={"peiyu": 1, "policy": "demo", "facts": {"x": object()}}) == ["document_syntax"]
    assert codes(rules=RULES | {"extends": "demo"}, edition=EDITION) == ["extends_cycle"]
    assert "unsupported_format" in codes(rules="{}")
    assert codes(rules=RULES | {"facts": {f"f{i}": {} for i in range(3_000)}}) == ["too_many"]
