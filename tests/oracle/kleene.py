"""Three-valued truth and points with hulls, so that the rules can be written as plain sentences.

None is "undetermined": a ratio whose denominator is not positive. Kleene's logic carries it; an item of
a scorecard then counts from its least to its most points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from vocabulary import Value

Truth = bool | None
Given = Mapping[str, Value]
Bands = tuple[tuple[int, int], ...]

TIERS = ("innovative", "srdi", "little_giant")
SCHEMES = ("2022", "2026", "call2025", "call2026")
WAN = 10_000


def number(facts: Given, name: str) -> Fraction:
    """A numeric fact."""
    value = facts[name]
    if isinstance(value, (bool, str)):
        raise TypeError(f"{name} is not a number")
    return value


def flag(facts: Given, name: str) -> bool:
    """A boolean fact."""
    value = facts[name]
    if not isinstance(value, bool):
        raise TypeError(f"{name} is not a boolean")
    return value


@cache
def percent(n: int) -> Fraction:
    """n percent as a ratio."""
    return Fraction(n, 100)


def every(*answers: Truth) -> Truth:
    """Kleene's and."""
    if any(a is False for a in answers):
        return False
    return None if any(a is None for a in answers) else True


def some(*answers: Truth) -> Truth:
    """Kleene's or."""
    if any(a is True for a in answers):
        return True
    return None if any(a is None for a in answers) else False


def ratio(part: Fraction, whole: Fraction) -> Fraction | None:
    """A quotient, or None where the denominator is not positive."""
    return part / whole if whole > 0 else None


def quotient(facts: Given, part: str, whole: str) -> Fraction | None:
    """The quotient of two facts."""
    return ratio(number(facts, part), number(facts, whole))


def at_least(value: Fraction | None, least: Fraction | int) -> Truth:
    """不低于, 以上, 达到: the boundary is inside."""
    return None if value is None else value >= least


def at_most(value: Fraction | None, most: Fraction | int) -> Truth:
    """不高于, 不超过: the boundary is inside."""
    return None if value is None else value <= most


@dataclass(frozen=True)
class Points:
    """What an item, a group or a card can come to: one value, or a stretch."""

    least: Fraction
    most: Fraction

    def __add__(self, other: Points) -> Points:
        return Points(self.least + other.least, self.most + other.most)

    def reaches(self, mark: int) -> Truth:
        """Whether the points reach the mark, whatever they come to."""
        if self.least >= mark:
            return True
        return False if self.most < mark else None

    def single(self) -> Fraction | None:
        """The value, if it is one value."""
        return self.least if self.least == self.most else None


@cache
def exactly(points: Fraction | int) -> Points:
    """Known points."""
    return Points(Fraction(points), Fraction(points))


def rising(value: Fraction | None, bands: Bands) -> Points:
    """Bands (percent, points) from the best down; a value on an edge takes the better band.

    附件4 of 63号: 位于两个评分区间边界上，按高分计算得分.
    """
    if value is None:
        return Points(Fraction(0), Fraction(bands[0][1]))
    return exactly(next((p for edge, p in bands if value >= percent(edge)), 0))


def falling(value: Fraction | None, bands: Bands) -> Points:
    """The same for ratios of which less is better."""
    if value is None:
        return Points(Fraction(0), Fraction(bands[0][1]))
    return exactly(next((p for edge, p in bands if value <= percent(edge)), 0))


def better(one: Points, other: Points) -> Points:
    """An item that takes the better of two: what is known is its floor."""
    return Points(max(one.least, other.least), max(one.most, other.most))


@dataclass(frozen=True)
class Answer:
    """Verdict of a tier; score and groups only where there is a scorecard and they are one value."""

    verdict: Truth
    score: Fraction | None = None
    groups: dict[str, Fraction | None] = field(default_factory=dict)
    parts: dict[str, Truth] = field(default_factory=dict)


def answer(parts: dict[str, Truth], card: dict[str, Points] | None = None) -> Answer:
    """All parts must hold; the card, if any, is reported beside them."""
    verdict = every(*parts.values())
    if card is None:
        return Answer(verdict, parts=parts)
    groups = {name: points.single() for name, points in card.items()}
    return Answer(verdict, total(card).single(), groups, parts)


def total(card: dict[str, Points]) -> Points:
    """The sum of the groups."""
    return sum(card.values(), exactly(0))
