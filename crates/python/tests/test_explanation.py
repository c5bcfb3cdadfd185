"""Why: the answer with its reasons, for people and for programs."""

from __future__ import annotations

import json
import pickle
from datetime import date
from typing import Any

import pytest

import peiyu


def test_a_failed_criterion_says_its_figures_and_article(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    # 63号 附件3: at least three full years in the market; the firm has two and a half.
    why = policy.explain(giant | {"market_years": "2.5"})
    tier = next(t for t in why.to_dict()["tiers"] if t["tier"] == "little_giant")
    reason = next(r for r in tier["reasons"] if r["id"] == "market_years")
    assert (reason["holds"], reason["value"], reason["limit"]) == (False, "2.5", "3")
    assert reason["source"].startswith("工信部企业〔2022〕63号 附件3")
    assert "不少于3年" in reason["sentence"]["zh"]
    distance = next(d for d in tier["distances"] if d["criterion"] == "market_years")
    assert [(c["fact"], c["from"], c["to"]) for way in distance["ways"] for c in way] == [("market_years", "2.5", "3")]


def test_an_explanation_is_an_assessment(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    why = policy.explain(giant)
    assert [tier.verdict for tier in why.tiers] == [tier.verdict for tier in policy.assess(giant).tiers]
    assert json.loads(why.to_json()) == why.to_dict()
    assert "reasons" in why.to_dict()["tiers"][0]
    stored = pickle.loads(pickle.dumps(why))
    assert stored["srdi"] == why["srdi"]


def test_what_is_given_later_changes_nothing(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    why = policy.explain(giant)
    giant["market_years"] = 0
    assert "✗ 从事特定细分市场年限" not in why.to_text()


def test_pages(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    why = policy.explain(giant | {"name": "<b>甲</b>"})
    page = why.to_html()
    assert page.startswith("<!DOCTYPE html>")
    assert "&lt;b&gt;甲" in page
    assert "<b>甲" not in page
    assert 'lang="en"' in why.to_html("en")
    notebook = why._repr_html_()
    assert notebook.startswith("<iframe")
    assert "<b>甲" not in notebook
    assert notebook.count('"') == 4, "the page is one attribute"
    with pytest.raises(ValueError, match="zh"):
        why.to_html("fr")  # type: ignore[arg-type]


def test_a_refused_value_is_told(policy: peiyu.Policy) -> None:
    with pytest.raises(peiyu.PeiyuError) as refused:
        policy.explain({"revenue_1": "many"})
    assert refused.value.code == "wrong_fact_type"


def test_a_value_may_say_where_it_comes_from(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    told = giant | {
        "revenue_1": {
            "value": giant["revenue_1"],
            "source": "2024年度审计报告",
            "as_of": date(2024, 12, 31),
            "evidence": ("审计报告.pdf", "sha256:00ff"),
        }
    }
    why = policy.explain(told)
    assert policy.assess(told).to_json() == policy.assess(giant).to_json()
    assert why.to_dict()["facts"] != policy.explain(giant).to_dict()["facts"]
    (origin,) = why.to_dict()["provenance"]
    assert (origin["fact"], origin["source"], origin["as_of"]) == ("revenue_1", "2024年度审计报告", "2024-12-31")
    assert origin["evidence"] == ["审计报告.pdf", "sha256:00ff"]
    assert "审计报告.pdf" in why.to_html()


@pytest.mark.parametrize(
    ("told", "code", "pointer"),
    [
        ({"value": 1.5}, "wrong_fact_type", "/employees/value"),
        ({"value": 1, "sorce": "表"}, "bad_field", "/employees/sorce"),
        ({"value": 1, 3: "表"}, "bad_field", "/employees/3"),
        ({"value": 1, "source": 3}, "wrong_fact_type", "/employees/source"),
        ({"value": 1, "as_of": "2025-02-29"}, "bad_date", "/employees/as_of"),
        ({"value": 1, "evidence": ["a"] * 21}, "too_many", "/employees/evidence"),
        ({"source": "表"}, "wrong_fact_type", "/employees"),
        ({}, "wrong_fact_type", "/employees"),
    ],
)
def test_what_is_said_of_it_is_checked(policy: peiyu.Policy, told: dict[Any, Any], code: str, pointer: str) -> None:
    with pytest.raises(peiyu.PeiyuError) as refused:
        policy.explain({"employees": told})
    assert [(d.code, d.span.pointer) for d in refused.value.diagnostics] == [(code, pointer)]
