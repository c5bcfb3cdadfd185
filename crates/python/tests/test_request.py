"""What is told to a case means what it means to an assessment: the same is taken, the same refused, at its place."""

from __future__ import annotations

import json
from collections import UserDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

import peiyu
from peiyu import Actor, _request

DEMO = Path(__file__).parents[3] / "tests/charts/demo"
RULES = peiyu.load(DEMO)
LIBRARY = peiyu.Library(DEMO)
ZHANG = Actor("zhang", "enterprise")
AT = "2024-03-06T09:00:00+08:00"
OPENED = LIBRARY.open(case="c", policy="demo", chart="ladder", areas={"province": "62"}, by=ZHANG, at=AT).case
DRAFT = OPENED.apply("open_first", by=ZHANG, at=AT, payload={"call": "spring_2024"}).case
OF_THE_CASE = {"condition_not_met", "condition_open"}


class Whole:
    """A whole number of another library."""

    def __index__(self) -> int:
        return 20_000_000


class Sly(int):
    """A whole number that writes itself as more than a number."""

    def __str__(self) -> str:
        return '1},"event":"withdraw_first"'

    __repr__ = __str__

    def __format__(self, _: str) -> str:
        return str(self)


class Amount(Enum):
    DECIMAL = Decimal("20000000")
    FLAG = True
    LIST = (1,)


@dataclass
class Told:
    value: int


def itself() -> list[Any]:
    # Walked without an end it would take 12 to the depth.
    held: list[Any] = []
    held.extend([held] * 12)
    return held


VALUES: list[Any] = [
    20_000_000,
    2e7,
    1e22,
    -0.0,
    "20000000",
    Decimal("2E7"),
    Decimal("0.001"),
    Whole(),
    Sly(20_000_000),
    Sly(2 * 10**16),
    10**15 - 1,
    10**15,
    10**30,
    10**5000,
    -(10**5000),
    -1,
    True,
    None,
    "",
    "1e",
    "12\ud800",
    b"12",
    bytearray(b"12"),
    1j,
    0.1 + 0.2,
    1e300,
    float("nan"),
    float("-inf"),
    Decimal("NaN"),
    Decimal("sNaN1"),
    Decimal("-Infinity"),
    Decimal("1E+999999999"),
    Amount.DECIMAL,
    Amount.FLAG,
    Amount.LIST,
    date(2026, 4, 1),
    datetime(2026, 4, 1),
    timedelta(1),
    object(),
    int,
    {1},
    {"yuan": 1},
    UserDict(value=1),
    Told(20_000_000),
    itself(),
    range(3),
    np.float64(2e7),
    np.float32(0.1),
    np.int64(20_000_000),
    np.str_("20000000"),
    np.bool_(True),
    np.array(20_000_000),
    np.array([1, 2]),
    np.datetime64("2026-04-01", "ns"),
    np.timedelta64(20_000_000, "s"),
    np.longdouble(12),
    {"value": 20_000_000, "source": "审计报告"},
    {"value": Whole(), "as_of": date(2024, 1, 1)},
    {"value": object()},
    {"value": {"value": 1}},
    {"value": 1, "evidence": ["a", 3]},
    {"value": 1, "as_of": datetime(2024, 1, 1, 9)},
    {"source": "x"},
]


def assessed(firm: Any) -> tuple[str, str] | None:
    try:
        RULES.assess(firm)
    except peiyu.PeiyuError as error:
        return error.code, error.span.pointer
    return None


def applied(facts: Any) -> tuple[str, str] | None:
    try:
        DRAFT.apply("submit_first", by=ZHANG, at=AT, facts=facts)
    except peiyu.Refusal as refusal:
        # Facts that were taken, but are not enough.
        return None if refusal.code in OF_THE_CASE else (refusal.code, refusal.span.pointer)
    return None


@pytest.mark.parametrize("value", VALUES, ids=[f"{i}_{type(v).__name__}" for i, v in enumerate(VALUES)])
def test_a_case_takes_what_an_assessment_takes(value: Any) -> None:
    assert applied({"revenue": value}) == assessed({"revenue": value})


@given(
    st.one_of(
        st.integers(), st.floats(), st.decimals(), st.booleans(), st.text(), st.binary(), st.dates(), st.datetimes()
    )
)
def test_so_it_does_with_any_value(value: Any) -> None:
    assert applied({"revenue": value}) == assessed({"revenue": value})


@pytest.mark.parametrize("key", [1, 10**5000, None, ("a",), "\ud800", "a/b~c"], ids=range(6))
def test_and_with_any_name(key: Any) -> None:
    found, expected = applied({key: 1}), assessed({key: 1})
    assert found is not None
    assert expected is not None
    assert found[0] == expected[0] == "unknown_fact"


def test_what_json_cannot_carry_is_refused_with_its_place() -> None:
    with pytest.raises(peiyu.Refusal) as refused:
        DRAFT.apply("submit_first", by=ZHANG, at=AT, facts={"revenue": b"12"})
    assert refused.value.message == "`revenue` 应为文字、数、是或否、日期，却是 bytes"
    assert refused.value.missing == ()
    with pytest.raises(peiyu.Refusal) as refused:
        OPENED.apply("open_first", by=ZHANG, at=AT, payload={"call": np.datetime64("2026-04-01", "ns")})
    assert (refused.value.code, refused.value.span.pointer) == ("wrong_fact_type", "/call")
    with pytest.raises(TypeError, match="dict"):
        DRAFT.apply("submit_first", by=ZHANG, at=AT, facts=[1])  # type: ignore[arg-type]


def test_records() -> None:
    @dataclass
    class Round:
        date: date
        paid_in: Decimal

    class Award(BaseModel):
        rank: int

    rounds = [Round(date(2025, 5, 1), Decimal(6)), UserDict(paid_in={"value": 1, "evidence": ["f"]}), Award(rank=2), {}]
    assert json.loads(_request.facts({"rounds": rounds})) == {
        "rounds": [
            {"date": "2025-05-01", "paid_in": "6"},
            {"paid_in": {"value": 1, "evidence": ["f"]}},
            {"rank": 2},
            {},
        ]
    }
    for wrong, at in [([{"a": object()}], "/rounds/0/a"), ([{}, {"a": [1]}], "/rounds/1/a"), ([Round], "/rounds/0")]:
        with pytest.raises(peiyu.Refusal) as refused:
            _request.facts({"rounds": wrong})
        assert refused.value.span.pointer == at


class Nowhere(tzinfo):
    """A time zone that gives no offset."""

    def utcoffset(self, _: datetime | None, /) -> None:
        return None

    dst = tzname = utcoffset


@pytest.mark.parametrize(
    ("at", "error", "words"),
    [
        (datetime(2024, 3, 6), ValueError, "时区"),
        (datetime(2024, 3, 6, tzinfo=Nowhere()), ValueError, "时区"),
        (datetime.max.replace(tzinfo=UTC), ValueError, "超出范围"),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), ValueError, "超出范围"),
        (date(2024, 3, 6), TypeError, "却是 date"),
        (None, TypeError, "却是 NoneType"),
    ],
)
def test_what_is_no_moment(at: Any, error: type[Exception], words: str) -> None:
    for ask in (DRAFT.advance, DRAFT.due):
        with pytest.raises(error, match=words):
            ask(at=at)
