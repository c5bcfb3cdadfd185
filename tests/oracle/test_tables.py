"""The tools around the oracle: keys, cells, generated firms, and whether the comparison sees faults."""

from __future__ import annotations

import contextlib
import io
import json
import random
import tempfile
import unittest
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import generate
import uscc
from compare import WORDS, Report, compare
from rules import TIERS, evaluate
from vocabulary import INPUTS, Facts, in_domain, plain, read_table, write_table


class Tables(unittest.TestCase):
    """Keys, cells, and the firms that are generated."""

    def test_real_codes(self) -> None:
        for code in ("914403001922038216", "9144030071526726XG"):
            self.assertTrue(uscc.is_valid(code), code)
        self.assertFalse(uscc.is_valid("914403001922038217"))
        self.assertEqual(uscc.body_check_character("71526726"), "X")
        self.assertEqual(uscc.body_check_character("19220382"), "1")

    def test_plain(self) -> None:
        cells = [plain(Fraction(text)) for text in ("-12.30", "0.05", "100", "-0.01")]
        self.assertEqual(cells, ["-12.3", "0.05", "100", "-0.01"])

    def test_generated_firms(self) -> None:
        firms = list(generate.make_firms(5, 300, 0.1))
        self.assertEqual(len({facts["uscc"] for facts in firms}), 300)
        for facts in firms:
            self.assertTrue(uscc.is_valid(str(facts["uscc"])))
            self.assertTrue(all(in_domain(name, value) for name, value in facts.items()))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "firms.csv"
            write_table(path, firms)
            self.assertEqual(read_table(path), firms)

    def test_generation_repeats(self) -> None:
        self.assertEqual(list(generate.make_firms(9, 20, 0.0)), list(generate.make_firms(9, 20, 0.0)))
        self.assertEqual(set(generate.make_firm(random.Random(1))), set(INPUTS))


def honest(facts: Facts, tier: str) -> dict[str, Any]:
    """The line of an engine that agrees with the oracle, and decides nothing where there are gaps."""
    line: dict[str, Any] = {"firm": facts["uscc"], "tier": tier, "edition": "2022"}
    gaps = [name for name in INPUTS if name not in facts]
    if gaps:
        return line | {"verdict": "unknown", "score": None, "groups": {}, "missing": gaps, "problems": []}
    said = evaluate(facts, "2022", tier)
    problems = [] if said.verdict is not None else ["a denominator is not positive"]
    groups = {name: None if points is None else plain(points) for name, points in said.groups.items()}
    score = None if said.score is None else plain(said.score)
    line |= {"verdict": WORDS[said.verdict], "score": score, "groups": groups}
    return line | {"missing": [], "problems": problems}


class Comparison(unittest.TestCase):
    """The comparison accepts an honest engine and catches a dishonest one."""

    def differences(self, firms: list[Facts], change: Callable[[dict[str, Any]], object]) -> Report:
        """The report on the honest lines after a change to each."""
        report = Report("2022", shown=1)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "answers.jsonl"
            lines = [honest(facts, tier) for facts in firms for tier in TIERS]
            for line in lines:
                change(line)
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
            with contextlib.redirect_stdout(io.StringIO()):
                compare(firms, path, report, completions=5, seed=0)
        self.assertEqual(report.compared, len(lines))
        return report

    def test_complete(self) -> None:
        firms = list(generate.make_firms(3, 40, 0.0))
        self.assertEqual(self.differences(firms, lambda line: None).differences, 0)
        wrong = self.differences(firms, lambda line: line.update(verdict="pass"))
        self.assertGreater(wrong.kinds["verdict"], 10)
        self.assertGreater(self.differences(firms, lambda line: line.update(score="61")).kinds["score"], 40)
        self.assertGreater(self.differences(firms, lambda line: line.update(groups={})).kinds["groups"], 40)

    def test_gaps(self) -> None:
        firms = list(generate.make_firms(4, 40, 0.3))
        self.assertEqual(self.differences(firms, lambda line: None).differences, 0)
        wrong = self.differences(firms, lambda line: line.update(verdict="pass"))
        self.assertGreater(wrong.kinds["verdict turned over by a completion"], 40)
        silent = self.differences(firms, lambda line: line.update(missing=[]))
        self.assertEqual(silent.kinds["unknown, but nothing missing and no problem"], 120)
        self.assertGreater(silent.kinds["a fact that is not listed as missing changes the verdict"], 15)
        scored = self.differences(firms, lambda line: line.update(score="61"))
        self.assertGreater(scored.kinds["score changed by a completion"], 40)


if __name__ == "__main__":
    unittest.main()
