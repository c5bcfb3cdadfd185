"""Where the rules change their minds: thresholds, ratio edges, and values picked on and beside them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kleene import WAN
from rules import SME_CEILINGS
from vocabulary import BY_ID, Facts, Value, in_domain

_REVENUE_CEILINGS = [y for _, y, _ in SME_CEILINGS.values() if y is not None]
_STAFF_CEILINGS = [x for x, _, _ in SME_CEILINGS.values() if x is not None]
_ASSET_CEILINGS = [z for _, _, z in SME_CEILINGS.values() if z is not None]


def _wan(*amounts: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(a * WAN) for a in sorted(set(amounts)))


def _plain(*values: int | str) -> tuple[Fraction, ...]:
    return tuple(Fraction(v) for v in values)


# Values of single facts at which some rule turns.
THRESHOLDS: dict[str, tuple[Fraction, ...]] = {
    "employees": _plain(1, *sorted(set(_STAFF_CEILINGS))),
    "rd_staff": _plain(0, 1),
    "revenue_1": _wan(1_000, 1_500, 5_000, 10_000, *_REVENUE_CEILINGS),
    "revenue_2": _wan(0),
    "revenue_3": _wan(0),
    "main_revenue_1": _wan(0),
    "main_revenue_2": _wan(0),
    "main_revenue_3": _wan(0),
    "rd_expense_1": _wan(100, 200, 300, 400, 500, 600, 1_000, 1_200, 3_000),
    "rd_expense_2": _wan(0, 100, 600, 1_000, 1_200),
    "net_profit_1": _wan(0),
    "total_assets_1": _wan(*_ASSET_CEILINGS),
    "total_liabilities_1": _wan(0),
    "equity_financing_2y": _wan(0, 500, 2_000, 6_000, 8_000),
    "equity_financing_3y": _wan(0, 500, 2_000),
    "market_years": _plain(0, 2, 3, 4, 5, 6, 8, 10, 12, 30),
    "market_share": _plain("0", "0.1", "1"),
    "domestic_rank": _plain(1, 3, 4),
    "ip1_high_value": _plain(0, 1),
    "ip1_self_developed": _plain(0, 1),
    "ip1": _plain(0, 1, 2, 4),
    "ip1_applied": _plain(0, 1, 2, 4),
    "ip2": _plain(0, 1),
    "digital_level": _plain(0, 1, 2, 3, 4),
    "core_information_systems": _plain(0, 1),
    "local_score": _plain(0, 5, 10, 15),
    "platform_score_1": _plain(0, 50, 60, 100),
    "platform_score_2": _plain(0, 50, 60, 100),
}
# The same of what single provinces and the evaluation of technology SMEs add.
ADDED_THRESHOLDS: dict[str, tuple[Fraction, ...]] = {
    "tech_staff": _plain(0, 1, 10, 15, 20, 25, 30),
    "total_cost_1": _wan(0, 100, 500, 1_000),
    "tech_ip1": _plain(0, 1),
    "tech_ip2": _plain(0, 1, 2, 3, 4),
}
EXTREMES: dict[str, tuple[Fraction, ...]] = {
    "money": _plain(0, "0.01", 10**9, 10**12),
    "integer": _plain(0, 1, 10**6),
    "decimal": _plain(0, 15, 100, 1000),
}


@dataclass(frozen=True)
class Relation:
    """Two facts whose quotient the rules compare with edges."""

    part: str
    whole: str
    edges: tuple[Fraction, ...]


def _relation(part: str, whole: str, *percents: int | str) -> Relation:
    return Relation(part, whole, tuple(Fraction(p) / 100 for p in percents))


RELATIONS = (
    _relation("main_revenue_1", "revenue_1", 50, 55, 60, 70, 80, 90),
    _relation("rd_expense_1", "revenue_1", 1, 2, 3, 4, 5, 6, 8, 10),
    _relation("rd_expense_2", "revenue_2", 3, 6),
    _relation("net_profit_1", "revenue_1", 0, 2, 4, 6, 8, 10),
    _relation("total_liabilities_1", "total_assets_1", 50, 55, 60, 70, 75, 80),
    _relation("rd_staff", "employees", 5, 10, 20, 50),
    _relation("main_revenue_1", "main_revenue_2", 95, 100, 105, 110, 115),
    _relation("main_revenue_2", "main_revenue_3", 95, 100, 105, 110, 115),
    _relation("revenue_1", "revenue_3", 100, "110.25"),
)


def snap(name: str, value: Fraction, rng: random.Random) -> Fraction:
    """The value itself where its fact can hold it, else a step under or over it; inside the domain."""
    fact = BY_ID[name]
    steps = value / fact.step
    if steps.denominator != 1:
        value = (steps.numerator // steps.denominator + rng.choice((0, 1))) * fact.step
    if fact.low is not None:
        value = max(value, fact.low)
    return value if fact.high is None else min(value, fact.high)


def beside(name: str, value: Fraction, rng: random.Random) -> Fraction:
    """The value, or one step under or over it."""
    return snap(name, snap(name, value, rng) + rng.choice((-1, 0, 0, 1)) * BY_ID[name].step, rng)


def related(name: str, firm: Facts, rng: random.Random) -> Fraction | None:
    """A value that puts a quotient on an edge, given what the firm already has; None if it has too little."""
    options: list[Fraction] = []
    for relation in RELATIONS:
        edge = rng.choice(relation.edges)
        other = firm.get(relation.whole if name == relation.part else relation.part)
        if isinstance(other, Fraction) and name == relation.part:
            options.append(edge * other)
        elif isinstance(other, Fraction) and name == relation.whole and edge > 0:
            options.append(other / edge)
    options += _other_ties(name, firm, rng)
    return rng.choice(options) if options else None


def _other_ties(name: str, firm: Facts, rng: random.Random) -> list[Fraction]:
    """Sums over two years, and the mean of two yearly growth rates."""
    found: list[Fraction] = []
    for one, other in (("rd_expense_1", "rd_expense_2"), ("rd_expense_2", "rd_expense_1")):
        known = firm.get(other)
        if name == one and isinstance(known, Fraction):
            found += [total * WAN - known for total in (1_200, 2_000) if total * WAN >= known]
    two, three = firm.get("main_revenue_2"), firm.get("main_revenue_3")
    if name == "main_revenue_1" and isinstance(two, Fraction) and isinstance(three, Fraction) and three:
        mean = Fraction(rng.choice((0, 4, 5, 6, 8, 10)), 100)
        found.append(two * (1 + 2 * mean - (two - three) / three))
    return found


def _turns(name: str) -> tuple[Fraction, ...]:
    return THRESHOLDS.get(name) or ADDED_THRESHOLDS[name]


def pick(name: str, firm: Facts, rng: random.Random) -> Value:
    """A value for one fact: on or beside an edge, at an extreme of its domain, or anywhere."""
    fact = BY_ID[name]
    if fact.kind == "boolean":
        return rng.random() < 0.5
    if fact.kind == "enum":
        return rng.choice(fact.choices)
    die = rng.random()
    tied = related(name, firm, rng) if die < 0.5 else None
    if tied is not None:
        return beside(name, tied, rng)
    if die < 0.8:
        return beside(name, rng.choice(_turns(name)), rng)
    if die < 0.9:
        return snap(name, _extreme(name, rng), rng)
    widest = max(_turns(name)) or Fraction(10_000 * WAN)
    low = -widest if fact.low is None else fact.low
    return snap(name, low + (2 * widest - low) * Fraction(rng.randrange(10**6), 10**6), rng)


def _extreme(name: str, rng: random.Random) -> Fraction:
    value = rng.choice(EXTREMES[BY_ID[name].kind])
    return -value if BY_ID[name].low is None and rng.random() < 0.5 else value


def fill(firm: Facts, names: Iterable[str], rng: random.Random) -> Facts:
    """The firm with the named facts filled in, in random order, so that any fact may follow another."""
    filled = dict(firm)
    order = sorted(names)
    rng.shuffle(order)
    for name in order:
        filled[name] = pick(name, filled, rng)
        assert in_domain(name, filled[name]), (name, filled[name])
    return filled
