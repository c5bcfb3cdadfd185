"""The cases that every language runs: the same bytes in Python as everywhere."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import peiyu

FILE = os.environ.get("PEIYU_CASES")


def read() -> list[Any]:
    if FILE is None:
        reason = "PEIYU_CASES is not set: the shared cases were NOT run"
        return [pytest.param(None, id="none", marks=pytest.mark.skip(reason=reason))]
    cases = json.loads(Path(FILE).read_text(encoding="utf-8"))["cases"]
    assert cases, f"{FILE} has no cases"
    return [pytest.param(case, id=case["id"]) for case in cases]


@lru_cache(maxsize=64)
def load(policy: str, choice: str, today: str, money_unit: Any) -> peiyu.Policy:
    return peiyu.load(policy, **json.loads(choice), today=today, money_unit=money_unit)


def outcome(case: dict[str, Any]) -> tuple[str | None, list[Any] | None, dict[str, str] | None]:
    try:
        policy = load(case["policy"], json.dumps(case["choice"]), case["today"], case["money_unit"])
        answer, explained = policy.assess(case["firm"]).to_json(), None
        if case["explained"] is not None:
            why = policy.explain(case["firm"])
            explained = {"json": why.to_json(), "html": why.to_html(), "text": why.to_text("en")}
        return answer, None, explained
    except peiyu.PeiyuError as error:
        return None, [diagnostic.to_dict() for diagnostic in error.diagnostics], None


@pytest.mark.parametrize("case", read())
def test_case(case: dict[str, Any]) -> None:
    assert outcome(case) == (case["answer"], case["error"], case["explained"])
