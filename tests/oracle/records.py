"""The facts that follow from a firm's records, worked out from the articles and from what "the last n years" is.

Both ends of the last n years are taken to be inside: the day of the assessment, and the corresponding day n years
before it or, where that month has no such day, its last (Civil Code, articles 201 and 202, by analogy).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from kleene import WAN
from vocabulary import Facts

Record = Mapping[str, Any]
Records = Mapping[str, Sequence[Record]]

TODAY = date(2026, 11, 24)
FIELDS: dict[str, tuple[str, ...]] = {
    "equity_rounds": ("date", "paid_in", "qualified_investor"),
    "awards": ("date", "level", "rank"),
    "ip_rights": ("class", "leading_product", "eligible", "high_value", "self_developed", "applied"),
}
"""The kinds of record and what is asked of each."""


def day_of(choice: Mapping[str, str]) -> date:
    """The day on which a case is judged."""
    if "as_of" in choice:
        return date.fromisoformat(choice["as_of"])
    if choice.get("call") == "little_giant_2026":
        return date(2026, 4, 25)
    last_of_2022 = date(2026, 3, 31)
    return min(TODAY, last_of_2022) if choice.get("edition") == "2022" else TODAY


def years_before(day: date, years: int) -> date:
    """The corresponding day; of 29 February, where the year has none, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def equity(rounds: Sequence[Record], day: date, years: int, money: int) -> Fraction:
    """What qualified institutions paid in during the last years, in yuan."""
    total = Fraction(0)
    for one in rounds:
        paid = date.fromisoformat(one["date"])
        if one["qualified_investor"] and years_before(day, years) <= paid <= day:
            total += Fraction(one["paid_in"]) * money
    return total


def has_award(awards: Sequence[Record], day: date, levels: Sequence[str], last_rank: int | None) -> bool:
    """Whether one of the last three years is of a level and, where that matters, ranked high enough."""
    for award in awards:
        recent = years_before(day, 3) <= date.fromisoformat(award["date"]) <= day
        ranked = last_rank is None or int(award["rank"]) <= last_rank
        if recent and ranked and award["level"] in levels:
            return True
    return False


def rights(all_rights: Sequence[Record], number: int, also: str | None = None) -> Fraction:
    """How many of a class are related to the leading product, within the definition, and have one more property."""
    counted = [r for r in all_rights if int(r["class"]) == number and r["leading_product"] and r["eligible"]]
    return Fraction(sum(1 for r in counted if also is None or r[also]))


def derive(records: Records, day: date, money: int) -> Facts:
    """Every fact that follows from the kinds of record that are given; each record must be whole."""
    facts: Facts = {}
    if "equity_rounds" in records:
        for years in (2, 3):
            facts[f"equity_financing_{years}y"] = equity(records["equity_rounds"], day, years, money)
    if "awards" in records:
        awards = records["awards"]
        facts["award_prov_or_nat_3y"] = has_award(awards, day, ("national", "provincial"), None)
        facts["award_prov_top3_3y"] = has_award(awards, day, ("provincial",), 3)
        facts["award_nat_top5_3y"] = has_award(awards, day, ("national",), 5)
        facts["award_nat_top3_3y"] = has_award(awards, day, ("national",), 3)
    if "ip_rights" in records:
        for name, also in (("high_value",) * 2, ("self_developed",) * 2, ("applied",) * 2):
            facts[f"ip1_{name}"] = rights(records["ip_rights"], 1, also)
        facts["ip1"] = rights(records["ip_rights"], 1)
        facts["ip2"] = rights(records["ip_rights"], 2)
    return facts


def whole(records: Records) -> Records:
    """The kinds in whose records nothing is left out."""
    return {
        kind: all_
        for kind, all_ in records.items()
        if all(one.get(field) is not None for one in all_ for field in FIELDS[kind])
    }


def complete(records: Records, day: date, rng: random.Random) -> Records:
    """The same records with whatever was left out, near the edges where answers turn."""
    first = years_before(day, 3)
    choices: dict[str, Sequence[Any]] = {
        "date": [day.isoformat(), first.isoformat(), date(1999, 1, 1).isoformat()],
        "paid_in": ["0", str(500 * WAN), str(400 * WAN), str(10_000 * WAN)],
        "level": ["national", "provincial", "other"],
        "rank": ["1", "3", "4", "5", "6"],
        "class": ["1", "2"],
    }
    return {
        kind: [
            {f: one[f] if one.get(f) is not None else rng.choice(choices.get(f, (True, False))) for f in FIELDS[kind]}
            for one in all_
        ]
        for kind, all_ in records.items()
    }
