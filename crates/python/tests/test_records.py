"""Records: lists of whatever a firm may be, and the facts that follow from them."""

from __future__ import annotations

from collections import UserDict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

import peiyu

CN = peiyu.load("cn", edition="2022", today="2026-06-01")
"""The 2022 edition is applied as on its last day, 2026-03-31."""


class Level(StrEnum):
    NATIONAL = "national"


@dataclass
class Round:
    date: date
    paid_in: Decimal
    qualified_investor: bool


class Award(BaseModel):
    date: date
    level: Level
    rank: int


class Firm(BaseModel):
    awards: list[Award]


def missing(firm: Any) -> set[str]:
    return {fact for tier in CN.assess(firm).tiers for fact in tier.missing}


def refused(firm: Any) -> list[tuple[str, str]]:
    with pytest.raises(peiyu.PeiyuError) as caught:
        CN.assess(firm)
    return [(d.code, d.span.pointer) for d in caught.value.diagnostics]


def test_records_may_be_whatever_a_firm_may_be() -> None:
    written = {"date": "2025-05-01", "paid_in": "60000000", "qualified_investor": True}
    paid = Round(date(2025, 5, 1), Decimal(60_000_000), qualified_investor=True)
    expected = CN.assess({"equity_rounds": [written]})
    assert expected == CN.assess({"equity_financing_2y": 60_000_000, "equity_financing_3y": 60_000_000})
    for rounds in ([paid], (paid,), [UserDict(written)], [{**written, "paid_in": 60_000_000.0}]):
        assert CN.assess({"equity_rounds": rounds}) == expected
    award = Award(date=date(2025, 1, 1), level=Level.NATIONAL, rank=2)
    assert CN.assess(Firm(awards=[award])) == CN.assess({"awards": [award]})
    assert CN.assess({"awards": [award]}) == CN.assess(
        {
            "award_prov_or_nat_3y": True,
            "award_prov_top3_3y": False,
            "award_nat_top5_3y": True,
            "award_nat_top3_3y": True,
        }
    )


def test_a_list_that_is_none_is_not_given_and_an_empty_one_says_there_are_none() -> None:
    assert CN.assess({"equity_rounds": None}) == CN.assess({})
    assert "equity_financing_2y" in missing({})
    assert "equity_financing_2y" not in missing({"equity_rounds": []})
    assert CN.assess({"equity_rounds": []}) == CN.assess({"equity_financing_2y": 0, "equity_financing_3y": 0})


def test_a_fact_and_its_records_must_agree() -> None:
    rounds = [{"date": date(2025, 5, 1), "paid_in": 5, "qualified_investor": True}]
    agreed = CN.assess({"equity_rounds": rounds})
    for firm in (
        {"equity_rounds": rounds, "equity_financing_3y": 5},
        {"equity_financing_3y": 5, "equity_rounds": rounds},
    ):
        assert CN.assess(firm) == agreed
    for firm in (
        {"equity_rounds": rounds, "equity_financing_3y": 6},
        {"equity_financing_3y": 6, "equity_rounds": rounds},
    ):
        assert refused(firm) == [("fact_conflict", "/equity_financing_3y")]


def test_every_refusal_names_its_place() -> None:
    firm: dict[str, Any] = {
        "equity_rounds": [{"date": "2025-02-29", "paid_in": 0.1 + 0.2, "investor": 1}, 7, {"paid_in": [1], 3: 4}],
        "awards": {"level": "national"},
        "ip_rights": "none",
        "employees": -1,
    }
    assert refused(firm) == [
        ("outside_domain", "/employees"),
        ("wrong_fact_type", "/equity_rounds/0/date"),
        ("float_digits", "/equity_rounds/0/paid_in"),
        ("unknown_fact", "/equity_rounds/0/investor"),
        ("wrong_fact_type", "/equity_rounds/1"),
        ("wrong_fact_type", "/equity_rounds/2/paid_in"),
        ("unknown_fact", "/equity_rounds/2/3"),
        ("wrong_fact_type", "/awards"),
        ("wrong_fact_type", "/ip_rights"),
    ]
    assert refused({"ip_rights": [{}] * 1001}) == [("too_many", "/ip_rights")]
    assert refused({"ip_rights": 3}) == [("wrong_fact_type", "/ip_rights")]


def test_a_list_that_holds_itself_is_refused() -> None:
    rounds: list[Any] = []
    rounds.append({"paid_in": rounds})
    assert refused({"equity_rounds": rounds}) == [("wrong_fact_type", "/equity_rounds/0/paid_in")]


def test_the_facts_name_the_records() -> None:
    facts = {fact.id: fact for fact in CN.facts}
    rounds = facts["equity_rounds"]
    assert rounds.type == "records"
    assert [field.id for field in rounds.fields] == ["date", "paid_in", "qualified_investor"]
    assert rounds.fields[0].type == "date"
    assert facts["equity_financing_2y"].computed
    assert not facts["revenue_1"].computed
