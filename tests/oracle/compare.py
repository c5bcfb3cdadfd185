"""Holds the engine's answers against the oracle's, firm by firm and tier by tier.

    python compare.py firms.csv answers.jsonl --edition 2022
    python compare.py firms.csv answers.jsonl --call-kind call2026 --completions 20

A firm without gaps must have the oracle's verdict, score and groups. A firm with gaps is completed at
random many times: no completion may contradict what was decided, and what is not listed as missing may
not matter. Ends with `N compared, D differences`; the exit code is 1 if D > 0.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import provinces
import rules
from grids import fill
from kleene import Answer, Truth
from provinces import Scheme
from rules import SCHEMES, TIERS
from vocabulary import INPUTS, Facts, plain, read_table

WORDS: dict[Truth, str] = {True: "pass", False: "fail", None: "unknown"}
Line = dict[str, Any]


@dataclass
class Report:
    """What was seen so far."""

    scheme: str | Scheme
    inputs: tuple[str, ...] = INPUTS
    tiers: tuple[str, ...] = TIERS
    compared: int = 0
    differences: int = 0
    shown: int = 10
    verdicts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def evaluate(self, facts: Facts, tier: str) -> Answer:
        """The oracle's own answer: by the national rules, or by a province's."""
        if isinstance(self.scheme, Scheme):
            return provinces.evaluate(facts, self.scheme, tier)
        return rules.evaluate(facts, self.scheme, tier)

    def differ(self, kind: str, line: Line, facts: Facts, said: Answer | None, **more: object) -> None:
        """Count one difference, and print it in full if it is among the first."""
        self.differences += 1
        self.kinds[kind] += 1
        if self.differences > self.shown:
            return
        print(f"--- difference {self.differences}: {kind} ({self.scheme})")
        print("engine:", json.dumps(line, ensure_ascii=False))
        if said is not None:
            not_true = {name: WORDS[truth] for name, truth in said.parts.items() if truth is not True}
            print(f"oracle: {WORDS[said.verdict]}, score {said.score}, groups {shown_groups(said)}")
            print("oracle's parts that do not hold:", json.dumps(not_true, ensure_ascii=False))
        for name, value in more.items():
            print(f"{name}: {value}")
        print("firm:", json.dumps({k: plain(v) for k, v in facts.items()}, ensure_ascii=False))


def shown_groups(said: Answer) -> dict[str, str | None]:
    """Groups for people."""
    return {name: None if points is None else str(points) for name, points in said.groups.items()}


def as_number(value: object) -> Fraction | None:
    """A number of the engine's output; None stays None."""
    return None if value is None else Fraction(str(value))


def known_groups(line: Line) -> list[Fraction] | None:
    """The engine's group scores in order of size, or None if one of them is not one number."""
    try:
        values = [as_number(value) for value in (line.get("groups") or {}).values()]
    except ValueError:
        return None
    numbers = [value for value in values if value is not None]
    return sorted(numbers) if len(numbers) == len(values) else None


def added(facts: Facts, full: Facts) -> dict[str, str]:
    """What a completion filled in, for people."""
    return {name: plain(value) for name, value in full.items() if name not in facts}


def check_shape(line: Line, facts: Facts, report: Report) -> None:
    """What holds of every answer: the words, and what an unknown verdict owes its reader."""
    if line["verdict"] not in WORDS.values():
        report.differ("no such verdict", line, facts, None)
    missing = line.get("missing") or []
    if line["verdict"] == "unknown" and not missing and not line.get("problems"):
        report.differ("unknown, but nothing missing and no problem", line, facts, None)
    given = [name for name in missing if name in facts]
    if given:
        report.differ("missing names a fact that was given", line, facts, None, given=given)


def check_complete(line: Line, facts: Facts, tier: str, report: Report) -> None:
    """A firm without gaps: everything must be equal."""
    said = report.evaluate(facts, tier)
    if line["verdict"] != WORDS[said.verdict]:
        report.differ("verdict", line, facts, said)
    if as_number(line.get("score")) != said.score:
        report.differ("score", line, facts, said)
    groups = [points for points in said.groups.values() if points is not None]
    if len(groups) == len(said.groups) and known_groups(line) != sorted(groups):
        report.differ("groups", line, facts, said)


def check_gaps(line: Line, facts: Facts, completed: Sequence[Facts], tier: str, report: Report) -> None:
    """A firm with gaps: no completion may contradict a decided verdict or a given score."""
    verdict, score = line["verdict"], as_number(line.get("score"))
    seen: set[Truth] = set()
    bad_verdict = bad_score = False
    for full in completed:
        said = report.evaluate(full, tier)
        seen.add(said.verdict)
        if verdict != "unknown" and said.verdict is None:
            report.notes["decided with gaps, a completion has a zero denominator and is undetermined"] += 1
        elif verdict not in ("unknown", WORDS[said.verdict]) and not bad_verdict:
            bad_verdict = True
            report.differ("verdict turned over by a completion", line, facts, said, filled=added(facts, full))
        if score is not None and said.score is not None and said.score != score and not bad_score:
            bad_score = True
            report.differ("score changed by a completion", line, facts, said, filled=added(facts, full))
    if verdict == "unknown" and len(seen) == 1 and None not in seen:
        report.notes["unknown, though every completion tried agrees"] += 1


def check_missing(
    line: Line, facts: Facts, tier: str, report: Report, completions: int, rng: random.Random
) -> None:
    """With all that is missing filled in once, the gaps not listed may not change the verdict."""
    gaps = [name for name in report.inputs if name not in facts]
    missing = [name for name in gaps if name in set(line.get("missing") or [])]
    rest = [name for name in gaps if name not in missing]
    if line["verdict"] != "unknown" or not rest:
        return
    for _ in range(3):
        fixed = fill(facts, missing, rng)
        seen: dict[Truth, Facts] = {}
        for _ in range(max(2, completions)):
            full = fill(fixed, rest, rng)
            said = report.evaluate(full, tier)
            seen.setdefault(said.verdict, full)
        if len(seen) > 1:
            report.differ(
                "a fact that is not listed as missing changes the verdict",
                line,
                facts,
                None,
                missing_filled={name: plain(fixed[name]) for name in missing},
                **{f"rest -> {WORDS[t]}": {n: plain(full[n]) for n in rest} for t, full in seen.items()},
            )
            return


def read_answers(path: Path, firms: dict[str, Facts], report: Report) -> Iterator[Line]:
    """The lines of the engine, once a firm and tier; strangers and repeats are differences."""
    seen: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8") as file:
        for text in file:
            if not text.strip():
                continue
            line: Line = json.loads(text, parse_float=str, parse_int=str)
            key = (line["firm"], line["tier"])
            if key[0] not in firms or key[1] not in report.tiers or key in seen:
                report.differ("unexpected or repeated answer", line, firms.get(key[0], {}), None)
                continue
            seen.add(key)
            yield line
    expected = ("little_giant",) if str(report.scheme).startswith("call") else report.tiers
    for firm, facts in firms.items():
        for tier in expected:
            if (firm, tier) not in seen:
                report.differ("no answer", {"firm": firm, "tier": tier}, facts, None)


def compare(firms: list[Facts], answers: Path, report: Report, completions: int, seed: int) -> None:
    """Every line against the oracle."""
    by_code = {str(facts["uscc"]): facts for facts in firms}
    completed: dict[str, list[Facts]] = {}
    for line in read_answers(answers, by_code, report):
        firm, tier = line["firm"], line["tier"]
        facts = by_code[firm]
        report.compared += 1
        gaps = [name for name in report.inputs if name not in facts]
        kind = "with gaps" if gaps else "complete"
        report.verdicts[(tier, str(line.get("edition")), kind, line["verdict"])] += 1
        check_shape(line, facts, report)
        if not gaps:
            check_complete(line, facts, tier, report)
            continue
        rng = random.Random(f"{seed} {firm}")
        if firm not in completed:
            completed = {firm: [fill(facts, gaps, rng) for _ in range(completions)]}
        check_gaps(line, facts, completed[firm], tier, report)
        check_missing(line, facts, tier, report, completions, rng)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("firms", type=Path)
    parser.add_argument("answers", type=Path)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--edition", choices=[s for s in SCHEMES if not s.startswith("call")])
    which.add_argument("--call-kind", choices=[s for s in SCHEMES if s.startswith("call")])
    parser.add_argument("--policy", default="cn", help="a province, or tech_sme; its edition as it stood at its end")
    parser.add_argument("--completions", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="of the completions")
    options = parser.parse_args()
    report = Report(options.edition or options.call_kind)
    if options.policy != "cn":
        scheme = Scheme(options.policy, options.edition, None, "2026-03-31")
        tiers = ("tech_sme",) if options.policy == "tech_sme" else TIERS
        report = Report(scheme, provinces.inputs(options.policy), tiers)
    compare(read_table(options.firms), options.answers, report, options.completions, options.seed)
    for (tier, edition, kind, verdict), count in sorted(report.verdicts.items()):
        print(f"{tier:14} edition {edition:8} {kind:10} {verdict:8} {count}")
    for note, count in sorted(report.notes.items()):
        print(f"note: {note}: {count}")
    for name, count in sorted(report.kinds.items()):
        print(f"difference: {name}: {count}")
    print(f"{report.compared} compared, {report.differences} differences")
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
