"""What `peiyu codegen python` writes for a policy with records and for one with charts: it is imported and used.

`cargo xtask test` type-checks it, too.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import peiyu

FOLDER = os.environ.get("PEIYU_CODEGEN")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="PEIYU_CODEGEN is not set: generated code was NOT tried")


def generated(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(str(FOLDER)) / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gansu() -> ModuleType:
    return generated("gansu")


def test_typed_facts_are_assessed(gansu: ModuleType, giant: dict[str, Any]) -> None:
    policy = gansu.load(edition="2022")
    typed = giant | {"industry": gansu.Industry.INDUSTRY, "rd_institution": gansu.RdInstitution.PROVINCE}
    answer = policy.assess(gansu.Facts(**(typed | {"market_share": Decimal("0.15")})))
    assert answer.to_json() == peiyu.load("gansu", edition="2022").assess(giant).to_json()
    assert [tier.tier for tier in answer.tiers] == [tier.value for tier in gansu.Tier]
    assert answer[gansu.Tier.SRDI].verdict == "pass"


def test_typed_records_are_assessed(gansu: ModuleType) -> None:
    rounds = [gansu.EquityRoundsRecord(date="2026-05-01", paid_in=Decimal("20000000"), qualified_investor=True)]
    rights = [gansu.IpRightsRecord(class_=1, leading_product=True, eligible=True)]
    answer = gansu.load(edition="2022").assess(gansu.Facts(name="甲", equity_rounds=rounds, ip_rights=rights))
    flat = {"equity_rounds": [{"date": "2026-05-01", "paid_in": 20000000, "qualified_investor": True}]}
    flat["ip_rights"] = [{"class": 1, "leading_product": True, "eligible": True}]
    assert answer.to_json() == peiyu.load("gansu", edition="2022").assess({"name": "甲"} | flat).to_json()


def test_another_policy_is_refused(gansu: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gansu, "POLICY_HASH", "sha256:0")
    with pytest.raises(ValueError, match="peiyu codegen"):
        gansu.load(edition="2022")


def test_the_ids_of_a_chart_are_enums() -> None:
    """Ids by hand, from tests/charts/demo/demo.yaml."""
    demo = generated("demo")
    assert demo.LadderState("first_draft") is demo.LadderState.FIRST_DRAFT
    assert demo.LadderState.SECOND_BARRED == "second_barred"
    assert str(demo.LadderEvent.SUBMIT_FIRST) == "submit_first"
    assert len(demo.LadderEvent) == 22
    assert [role.value for role in demo.Role] == ["enterprise", "county", "province", "public"]
    assert list(demo.LadderEffect) == ["letter", "publish", "pay_award"]
    assert list(demo.LadderTitle) == ["first", "second"]
    assert demo.LadderRejectFirst(reason="材料不实").reason == "材料不实"
    with pytest.raises(ValueError, match="mayor"):
        demo.Role("mayor")
