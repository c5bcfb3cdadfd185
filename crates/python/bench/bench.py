"""Time of an assessment from Python, and of the same scorecard in ZEN's Python package.

    pip install -r bench/requirements.txt
    python bench/bench.py

Both are given dicts. The firms come from the oracle's generator; every score that both give must be equal, else
nothing is compared. What the same takes in Rust is told by `cargo bench -p peiyu-benches`.
"""

from __future__ import annotations

import sys
import timeit
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import zen

import peiyu

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests" / "oracle"), str(Path(__file__).parent)]

from generate import make_firms  # noqa: E402
from vocabulary import Facts, plain  # noqa: E402
from zen_srdi import graph  # noqa: E402

FIRMS = 200
ROUNDS = 15


def texts(firm: Facts) -> dict[str, Any]:
    """Numbers as decimal text."""
    return {name: plain(value) if isinstance(value, Fraction) else value for name, value in firm.items()}


def decimals(firm: Facts) -> dict[str, Any]:
    """Numbers as `Decimal`."""
    return {name: Decimal(plain(value)) if isinstance(value, Fraction) else value for name, value in firm.items()}


def numbers(firm: Facts) -> dict[str, Any]:
    """Numbers as Python's own, as ZEN wants them."""

    def number(value: Fraction) -> int | float:
        return int(value) if value.denominator == 1 else float(value)

    return {name: number(value) if isinstance(value, Fraction) else value for name, value in firm.items()}


def microseconds(work: Callable[[dict[str, Any]], object], firms: list[dict[str, Any]]) -> float:
    """Time of one call, the best round."""

    def run() -> None:
        for firm in firms:
            work(firm)

    return min(timeit.repeat(run, number=1, repeat=ROUNDS)) / len(firms) * 1e6


def check_equal(policy: peiyu.Policy, decision: Any, firms: list[Facts]) -> int:
    """How many scores were compared; raises where two differ."""
    compared = 0
    for firm in firms:
        score = policy.assess(decimals(firm))["srdi"].score
        # A denominator of zero: peiyu gives no score, ZEN fails.
        if score is None:
            continue
        theirs = decision.evaluate(numbers(firm))["result"]["score"]
        if Decimal(str(theirs)) != score:
            raise AssertionError(f"{firm['uscc']}: {score} and {theirs}")
        compared += 1
    return compared


def main() -> None:
    """Prints the table."""
    three = peiyu.load("cn", edition="2022", today="2026-06-01")
    srdi = peiyu.load("cn", edition="2022", tier="srdi", today="2026-06-01")
    decision = zen.ZenEngine().create_decision(graph())
    firms = [
        firm
        for firm in make_firms(seed=5, count=FIRMS, gaps=0.0)
        if srdi.assess(decimals(firm))["srdi"].score is not None
    ]
    compared = check_equal(srdi, decision, firms)
    print(f"{compared} scores are equal; microseconds a firm of {len(firms[0])} facts, and the ratio:")
    text = [texts(firm) for firm in firms]
    number = [numbers(firm) for firm in firms]
    needed = [{name: value for name, value in firm.items() if name in graph()} for firm in number]
    times = {
        "peiyu, three tiers, str": microseconds(three.assess, text),
        "peiyu, three tiers, Decimal": microseconds(three.assess, [decimals(firm) for firm in firms]),
        "peiyu, srdi": microseconds(srdi.assess, text),
        "peiyu, srdi, score read": microseconds(lambda firm: srdi.assess(firm)["srdi"].score, text),
        "ZEN, srdi's scorecard": microseconds(decision.evaluate, number),
        "ZEN, given only what it reads": microseconds(decision.evaluate, needed),
    }
    for name, time in times.items():
        print(f"  {name:30} {time:7.1f}   {time / times['peiyu, srdi, score read']:5.2f}")


if __name__ == "__main__":
    main()
