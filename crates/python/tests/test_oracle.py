"""Held against the oracle, a second calculation written from the official texts alone."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import compare
import peiyu
from generate import make_firms
from grids import fill
from vocabulary import INPUTS, Facts, Value, plain

SCHEMES = {
    "2022": {"edition": "2022"},
    "2026": {"edition": "2026"},
    "call2025": {"call": "little_giant_2025"},
    "call2026": {"call": "little_giant_2026"},
}


def given(value: Value, rng: random.Random) -> Any:
    """A value as one of the kinds that Python has for it."""
    if not isinstance(value, Fraction):
        return value
    text = plain(value)
    kinds: list[Any] = [text, Decimal(text)]
    if value.denominator == 1:
        kinds.append(int(value))
    if len(text.replace(".", "").strip("-0")) <= 15:
        kinds.append(float(text))
    return rng.choice(kinds)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_engine_and_oracle_agree(scheme: str, gaps: float) -> None:
    policy = peiyu.load("cn", **SCHEMES[scheme], today="2026-06-01")  # type: ignore[arg-type]
    report = compare.Report(scheme)
    rng = random.Random(f"{scheme} {gaps}")
    for facts in make_firms(seed=7, count=300, gaps=gaps):
        answer = policy.assess({name: given(value, rng) for name, value in facts.items()})
        completed: list[Facts] = []
        missing = [name for name in INPUTS if name not in facts]
        if missing:
            completed = [fill(facts, missing, rng) for _ in range(5)]
        for tier in answer.to_dict()["tiers"]:
            report.compared += 1
            compare.check_shape(tier, facts, report)
            if missing:
                compare.check_gaps(tier, facts, completed, tier["tier"], report)
            else:
                compare.check_complete(tier, facts, tier["tier"], report)
    assert report.compared == 300 * len(policy.tiers)
    assert report.differences == 0
