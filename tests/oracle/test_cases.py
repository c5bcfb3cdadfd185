"""The oracle against the shared cases, so that what `tests/cases` expects is not one person's arithmetic alone.

    cargo xtask cases
    PEIYU_CASES=target/xtask/cases.json python -m unittest discover -s tests/oracle

Each answer in the file is what its case expects (xtask sees to that). A firm without gaps must have the oracle's
verdict, score and groups here; a firm with gaps is completed at random, as in compare.py.
"""

from __future__ import annotations

import json
import os
import random
import unittest
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from compare import Report, check_complete, check_gaps, check_missing, check_shape
from grids import fill
from kleene import WAN
from vocabulary import BY_ID, INPUTS, Facts, Value, in_domain

CALLS = {"little_giant_2025": "call2025", "little_giant_2026": "call2026"}
BOOLEANS = {"true": True, "是": True, "false": False, "否": False}
FIRST_DAY_OF_2026 = "2026-04-01"
COMPLETIONS = 20


def scheme(case: Mapping[str, Any]) -> str:
    """The oracle's name for what the case chooses. Gansu changes no verdict: it has the national rules."""
    choice = case["choice"]
    if "call" in choice:
        return CALLS[choice["call"]]
    day = choice.get("as_of", case["today"])
    edition: str = choice.get("edition", "2026" if day >= FIRST_DAY_OF_2026 else "2022")
    return edition


def value(name: str, given: str | bool, money: int) -> Value:
    """One given fact; a case may write a boolean as a word."""
    kind = BY_ID[name].kind
    if kind == "boolean":
        return given if isinstance(given, bool) else BOOLEANS[given]
    if kind in ("text", "enum") or isinstance(given, bool):
        return given
    return Fraction(given) * (money if kind == "money" else 1)


def facts_of(case: Mapping[str, Any]) -> Facts:
    """The firm of a case; null and empty text are gaps."""
    money = WAN if case["money_unit"] == "万元" else 1
    facts = {name: value(name, given, money) for name, given in case["firm"].items() if given not in (None, "")}
    for name, known in facts.items():
        assert in_domain(name, known), (case["id"], name)
    return facts


def check(case: Mapping[str, Any]) -> int:
    """Every tier of one answer; gives the number of differences, each printed."""
    facts = facts_of(case)
    gaps = [name for name in INPUTS if name not in facts]
    rng = random.Random(str(case["id"]))
    completed = [fill(facts, gaps, rng) for _ in range(COMPLETIONS)] if gaps else []
    report = Report(scheme(case))
    for line in json.loads(case["answer"])["tiers"]:
        check_shape(line, facts, report)
        if gaps:
            check_gaps(line, facts, completed, line["tier"], report)
            check_missing(line, facts, line["tier"], report, COMPLETIONS, rng)
        else:
            check_complete(line, facts, line["tier"], report)
    return report.differences


class SharedCases(unittest.TestCase):
    """The answers that every language must give."""

    def test_answers(self) -> None:
        path = os.environ.get("PEIYU_CASES")
        if not path:
            self.skipTest("PEIYU_CASES is not set: run `cargo xtask cases` first, it prints the path")
        cases = json.loads(Path(path).read_text(encoding="utf-8"))["cases"]
        answered = [case for case in cases if case["answer"] is not None]
        self.assertGreater(len(answered), 0)
        for case in answered:
            with self.subTest(case["id"]):
                self.assertEqual(check(case), 0)
        print(f"{len(answered)} shared cases held against the oracle")


if __name__ == "__main__":
    unittest.main()
