"""The oracle against the shared cases, so that what `tests/cases` expects is not one person's arithmetic alone.

    cargo xtask cases
    PEIYU_CASES=target/xtask/cases.json python -m unittest discover -s tests/oracle

Each answer in the file is what its case expects (xtask sees to that). A firm without gaps must have the oracle's
verdict, score and groups here; a firm with gaps, in its facts or in its records, is completed at random, as in
compare.py.
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
from provinces import Scheme, inputs
from records import FIELDS, Records, complete, day_of, derive, whole
from vocabulary import BY_ID, Facts, Value, in_domain

CALLS = {"little_giant_2025": "call2025", "little_giant_2026": "call2026"}
NATIONAL = ("cn", "gansu")
# Provincial calls that judge by 2号; the others by 63号.
CALLS_BY_2026 = ("srdi_2026", "renewal_2026")
BOOLEANS = {"true": True, "是": True, "false": False, "否": False}
FIRST_DAY_OF_2026 = "2026-04-01"
LAST_DAY_OF_2022 = "2026-03-31"
COMPLETIONS = 20


def scheme(case: Mapping[str, Any]) -> str | Scheme:
    """The oracle's name for what the case chooses. Gansu changes no verdict: it has the national rules."""
    choice = case["choice"]
    call = choice.get("call")
    if call in CALLS:
        return CALLS[call]
    day = choice.get("as_of", case["today"])
    edition: str = choice.get("edition", "2026" if day >= FIRST_DAY_OF_2026 else "2022")
    if case["policy"] in NATIONAL:
        return edition
    if call is not None:
        return Scheme(case["policy"], "2026" if call in CALLS_BY_2026 else "2022", call, day)
    # An edition chosen by its name stands as at its end.
    return Scheme(case["policy"], edition, None, LAST_DAY_OF_2022 if choice.get("edition") == "2022" else day)


def value(name: str, given: str | bool, money: int) -> Value:
    """One given fact; a case may write a boolean as a word."""
    kind = BY_ID[name].kind
    if kind == "boolean":
        return given if isinstance(given, bool) else BOOLEANS[given]
    if kind in ("text", "enum") or isinstance(given, bool):
        return given
    return Fraction(given) * (money if kind == "money" else 1)


def bare(one: Any) -> Any:
    """A value without where it comes from."""
    return one["value"] if isinstance(one, dict) else one


def facts_of(case: Mapping[str, Any]) -> Facts:
    """The facts of a case that are given themselves; null and empty text are gaps."""
    money = WAN if case["money_unit"] == "万元" else 1
    flat = {name: bare(one) for name, one in case["firm"].items() if name not in FIELDS}
    given = {name: one for name, one in flat.items() if one not in (None, "")}
    facts = {name: value(name, one, money) for name, one in given.items()}
    for name, known in facts.items():
        assert in_domain(name, known), (case["id"], name)
    return facts


def records_of(case: Mapping[str, Any]) -> Records:
    """The records of a case by kind; a kind that is null is not given."""
    kinds = {kind: case["firm"][kind] for kind in FIELDS if case["firm"].get(kind) is not None}
    return {kind: [{name: bare(one) for name, one in record.items()} for record in all_] for kind, all_ in kinds.items()}


def check(case: Mapping[str, Any]) -> int:
    """Every tier of one answer; gives the number of differences, each printed."""
    given, records = facts_of(case), records_of(case)
    rng = random.Random(str(case["id"]))

    def with_records(known: Records) -> Facts:
        money = WAN if case["money_unit"] == "万元" else 1
        return {**derive(known, day_of(case["choice"]), money), **given}

    facts = with_records(whole(records))
    asked = inputs(case["policy"])
    gaps = [name for name in asked if name not in facts]
    completed = []
    for _ in range(COMPLETIONS if gaps else 0):
        known = with_records(complete(records, day_of(case["choice"]), rng))
        completed.append(fill(known, [name for name in asked if name not in known], rng))
    report = Report(scheme(case), asked)
    for line in json.loads(case["answer"])["tiers"]:
        check_shape(line, facts, report)
        if gaps:
            check_gaps(line, facts, completed, line["tier"], report)
            # What records leave open, but not so far that it would matter, can't be just anything.
            narrowed = with_records(complete(records, day_of(case["choice"]), rng))
            told = {name: known for name, known in narrowed.items() if name not in line["missing"]}
            check_missing(line, {**told, **facts}, line["tier"], report, COMPLETIONS, rng)
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
