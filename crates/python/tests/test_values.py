"""Kinds of values: whatever Python has for a number, a flag or a text means the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peiyu

CN = peiyu.load("cn", edition="2022", today="2026-06-01")
MONEY = [fact.id for fact in CN.facts if fact.type == "money"]
COUNTS = [fact.id for fact in CN.facts if fact.type == "integer" and fact.max is None]
FLAGS = [fact.id for fact in CN.facts if fact.type == "boolean"]


class Industry(StrEnum):
    HERE = "industry"


class Level(IntEnum):
    THREE = 3


class Yes(Enum):
    YES = True


class Share(Enum):
    TENTH = Decimal("0.1")


class Label(str):
    """A text with a class of its own, as web frameworks have."""


class Whole:
    """A whole number of another library."""

    def __index__(self) -> int:
        return 120


def answer(**facts: Any) -> peiyu.Assessment:
    return CN.assess(facts)


@given(st.dictionaries(st.sampled_from(MONEY), st.integers(0, 10**15 - 1)))
def test_decimals_texts_and_floats_of_the_same_amount_agree(fen: dict[str, int]) -> None:
    amounts = {fact: Decimal(value).scaleb(-2) for fact, value in fen.items()}
    expected = CN.assess(amounts)
    assert CN.assess({fact: format(value, "f") for fact, value in amounts.items()}) == expected
    # 15 digits at most, so the float reads back as the amount.
    assert CN.assess({fact: float(value) for fact, value in amounts.items()}) == expected
    assert CN.assess({fact: np.float64(value) for fact, value in amounts.items()}) == expected
    scientific = {fact: Decimal(f"{value:.17e}") for fact, value in amounts.items()}
    assert CN.assess(scientific) == expected


@given(st.dictionaries(st.sampled_from(COUNTS), st.integers(1, 10**29)))
def test_whole_numbers_of_any_length_are_exact(counts: dict[str, int]) -> None:
    expected = CN.assess(counts)
    assert CN.assess({fact: str(value) for fact, value in counts.items()}) == expected
    assert CN.assess({fact: Decimal(value) for fact, value in counts.items()}) == expected
    small = {fact: np.int64(value) if value < 2**63 else value for fact, value in counts.items()}
    assert CN.assess(small) == expected


@given(st.dictionaries(st.sampled_from(FLAGS), st.booleans()))
def test_flags_agree(flags: dict[str, bool]) -> None:
    expected = CN.assess(flags)
    assert CN.assess({fact: np.bool_(value) for fact, value in flags.items()}) == expected
    assert CN.assess({fact: "是" if value else "否" for fact, value in flags.items()}) == expected


@pytest.mark.parametrize("kind", [Decimal, str, float])
def test_a_fen_decides(giant: dict[str, Any], kind: Any) -> None:
    # 63号 附件2 一(三): a revenue of 10 million yuan, where no equity was raised.
    verdicts = [CN.assess(giant | {"revenue_1": kind(yuan)})["srdi"].verdict for yuan in ("9999999.99", "10000000")]
    assert verdicts == ["fail", "pass"]


def test_members_of_enums_stand_for_their_values(policy: peiyu.Policy) -> None:
    members = answer(industry=Industry.HERE, digital_level=Level.THREE, own_brand=Yes.YES, market_share=Share.TENTH)
    assert members == answer(industry="industry", digital_level=3, own_brand=True, market_share="0.1")
    assert members != policy.assess({})


def test_subclasses_and_other_libraries(policy: peiyu.Policy) -> None:
    expected = answer(employees=120, industry="industry")
    assert answer(employees=Whole(), industry=Label("industry")) == expected
    assert answer(employees=np.uint8(120), industry=np.str_("industry")) == expected
    assert answer(employees=np.array(120), industry="industry") == expected
    assert expected != policy.assess({})


def test_dates_are_their_text() -> None:
    assert answer(name=date(2026, 4, 1)) == answer(name="2026-04-01")
    with pytest.raises(peiyu.PeiyuError) as caught:
        answer(employees=datetime(2026, 4, 1))
    assert caught.value.code == "wrong_fact_type"


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_unknown(nothing: Any) -> None:
    everything = {fact.id: nothing for fact in CN.facts}
    assert CN.assess(everything) == CN.assess({})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.1 + 0.2, "float_digits"),
        (1e15 / 3, "float_digits"),
        (np.float32(0.1), "float_digits"),
        (float("nan"), "float_not_finite"),
        (float("-inf"), "float_not_finite"),
        (np.float64("nan"), "float_not_finite"),
        (1e400, "float_not_finite"),
        (Decimal("NaN"), "float_not_finite"),
        (Decimal("sNaN123"), "float_not_finite"),
        (Decimal("-Infinity"), "float_not_finite"),
        (1e300, "outside_domain"),
        (Decimal("1E+400"), "outside_domain"),
        (Decimal("1E-400"), "money_precision"),
        (Decimal("1E+999999999"), "outside_domain"),
        (10**30, "outside_domain"),
        (10**5000, "outside_domain"),
        (-(10**5000), "outside_domain"),
        (-1, "outside_domain"),
        (Decimal("0.001"), "money_precision"),
        (True, "wrong_fact_type"),
        ("1e", "wrong_fact_type"),
        (b"12", "wrong_fact_type"),
        (bytearray(b"12"), "wrong_fact_type"),
        (1j, "wrong_fact_type"),
        ([12], "wrong_fact_type"),
        ({"yuan": 12}, "wrong_fact_type"),
        ((12,), "wrong_fact_type"),
        (object(), "wrong_fact_type"),
        (int, "wrong_fact_type"),
        (np.array([1, 2]), "wrong_fact_type"),
        (np.datetime64("2026-04-01", "ns"), "wrong_fact_type"),
        (np.longdouble(12), "wrong_fact_type"),
        ("12\ud800", "not_utf8"),
        ("9" * 5_000_000, "outside_domain"),
    ],
    ids=[f"amount_{i}" for i in range(34)],
)
def test_what_is_no_amount_is_refused_with_its_field(value: Any, code: str) -> None:
    with pytest.raises(peiyu.PeiyuError) as caught:
        answer(employees=1, revenue_1=value)
    error = caught.value
    assert (error.code, error.span.pointer, len(error.diagnostics)) == (code, "/revenue_1", 1)
    assert len(str(error)) < 500
    assert error.message
    assert error.message_en != error.message
