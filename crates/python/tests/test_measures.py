"""Measures in Python: the same bytes as everywhere, and what only Python has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import peiyu

FILE = os.environ.get("PEIYU_MEASURES")


def files() -> list[Any]:
    if FILE is None:
        reason = "PEIYU_MEASURES is not set: the cases of measures were NOT run"
        return [pytest.param(None, id="none", marks=pytest.mark.skip(reason=reason))]
    found = json.loads(Path(FILE).read_text(encoding="utf-8"))["files"]
    assert found, f"{FILE} has no cases"
    return [pytest.param(one, id=one["policy"]) for one in found]


@pytest.mark.parametrize("file", files())
def test_the_same_bytes(file: dict[str, Any]) -> None:
    measures = peiyu.load_measures(file["policy"], as_of=file["as_of"])
    assert measures.list() == json.loads(file["list"])
    for department, duties in file["duties"].items():
        assert measures.duties(department) == json.loads(duties)
    for case in file["firms"]:
        assert measures.assess_json(case["firm"]) == case["brief"]
        assert measures.explain_json(case["firm"]) == case["explained"]
    assert measures.totals_json(case["firm"] for case in file["firms"]) == file["totals"]
    for case in file["targets"]:
        on_day = peiyu.load_measures(file["policy"], as_of=case["as_of"])
        assert on_day.targets(case["figures"]) == json.loads(case["answer"])


FIRMS = [
    {"city": "6201", "title_srdi_valid": True, "srdi_first_year": 2024, "award_srdi_paid": False},
    {"city": "6202", "title_srdi_valid": False, "title_little_giant_valid": False},
    {"city": "6201", "title_srdi_valid": True, "srdi_first_year": 2025, "award_srdi_paid": True},
]


def test_a_table_is_judged_as_single_firms_are() -> None:
    measures = peiyu.load_measures(as_of="2026-05-01")
    table = pl.DataFrame(FIRMS).with_columns(uscc=pl.Series(["91620302MAYBHDYN1F"] * 3))
    with pytest.warns(peiyu.TableWarning):
        answers = measures.assess_table(table)
    given = [measures.explain(firm)["measures"] for firm in FIRMS]
    for measure in ("funds", "platforms", "demands"):
        single = [next(m["verdict"] for m in one if m["measure"] == measure) for one in given]
        assert answers[f"{measure}_verdict"].to_list() == single
    assert answers["funds.srdi_first_verdict"].to_list() == ["pass", "fail", "fail"]


def test_what_is_refused_is_said() -> None:
    measures = peiyu.load_measures(as_of="2026-05-01")
    with pytest.raises(peiyu.PeiyuError) as no_department:
        measures.duties("省农业厅")
    assert no_department.value.code == "unknown_reference"
    with pytest.raises(peiyu.PeiyuError) as no_target:
        measures.targets({"green_factory": 1})
    assert "green_factories" in no_target.value.help
    with pytest.raises(peiyu.PeiyuError) as no_number:
        measures.targets({"green_factories": "many"})
    assert no_number.value.span.pointer == "/green_factories/figure"
    with pytest.raises(peiyu.PeiyuError) as no_fact:
        measures.totals([{"nonsense": 1}])
    assert no_fact.value.code == "unknown_fact"


def test_a_department_by_its_name() -> None:
    measures = peiyu.load_measures(as_of="2026-05-01")
    by_name, by_id = measures.duties("省财政厅"), measures.duties("finance")
    assert by_name == by_id
    # 甘工信发〔2023〕128号 names it in (二), (三), (四), (十四), (十五) and (十七).
    assert [m["number"] for m in by_id["measures"]] == ["2", "3", "4", "14", "15", "17"]
