"""The answer for one firm. It is the engine's JSON; objects are made of it when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from peiyu._text import Text


class Verdict(StrEnum):
    """The answer for a tier."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"

    @property
    def zh(self) -> str:
        """符合, 不符合, or 待定."""
        return _WORDS[self]


_WORDS = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.UNKNOWN: "待定"}

_SHOWN = 8
"""How many missing facts are named where an answer is shown to people."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A criterion that does not hold, with document number and article."""

    id: str
    label: Text
    source: str
    needs_check: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be computed, or figures that contradict each other; `at` is the rule."""

    code: str
    severity: Literal["error", "warning"]
    at: str
    message: Text


@dataclass(frozen=True, slots=True)
class TierAssessment:
    """The answer for one tier.

    `score` and the groups' scores are None where there is none or it is not one value yet. `failed` is empty unless
    the verdict is `fail`, `missing` (ids of the facts that would decide) unless it is `unknown`.
    """

    tier: str
    label: Text
    edition: str
    verdict: Verdict
    score: Decimal | None
    groups: Mapping[str, Decimal | None]
    failed: tuple[Failed, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def _read(cls, value: dict[str, Any]) -> TierAssessment:
        return cls(
            value["tier"],
            Text._read(value["label"]),
            value["edition"],
            Verdict(value["verdict"]),
            _number(value["score"]),
            {group: _number(score) for group, score in value["groups"].items()},
            tuple(Failed(f["id"], Text._read(f["label"]), f["source"], f["needs_check"]) for f in value["failed"]),
            tuple(value["missing"]),
            tuple(Problem(p["code"], p["severity"], p["at"], Text._read(p["message"])) for p in value["problems"]),
        )

    def _lines(self, labels: Mapping[str, str]) -> Iterator[str]:
        score = "" if self.score is None else f"，{self.score} 分"
        yield f"{self.label.zh}（{self.edition}）：{self.verdict.zh}{score}"
        for failed in self.failed:
            check = "（待核）" if failed.needs_check else ""
            yield f"  ✗ {failed.label.zh}，{failed.source}{check}"
        if self.missing:
            names = "、".join(labels.get(fact, fact) for fact in self.missing[:_SHOWN])
            more = " 等" if len(self.missing) > _SHOWN else ""
            yield f"  ? 还缺 {len(self.missing)} 项：{names}{more}"
        for problem in self.problems:
            yield f"  ! {problem.message.zh}"


class Assessment:
    """The answer for one firm: a `TierAssessment` each, in the documents' order, also by tier id: `a["srdi"]`.

    Two are equal where the engine gave the same answer.
    """

    __slots__ = ("_json", "_labels", "_tiers")

    def __init__(self, answer: bytes, labels: Mapping[str, str]) -> None:
        self._json = answer
        self._labels = labels
        self._tiers: tuple[TierAssessment, ...] | None = None

    @property
    def tiers(self) -> tuple[TierAssessment, ...]:
        """The answers by tier, in the order of the documents."""
        if self._tiers is None:
            self._tiers = tuple(TierAssessment._read(tier) for tier in self.to_dict()["tiers"])
        return self._tiers

    @property
    def policy(self) -> str:
        """Hash of the policy that judged."""
        return str(self.to_dict()["policy"])

    def __getitem__(self, tier: str) -> TierAssessment:
        for answer in self.tiers:
            if answer.tier == tier:
                return answer
        raise KeyError(tier)

    def __iter__(self) -> Iterator[TierAssessment]:
        return iter(self.tiers)

    def __len__(self) -> int:
        return len(self.tiers)

    def to_json(self) -> str:
        """The engine's own bytes as text, the same in every language."""
        return self._json.decode()

    def to_dict(self) -> dict[str, Any]:
        """The same as dicts and lists, numbers as decimal text."""
        answer: dict[str, Any] = json.loads(self._json)
        return answer

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if isinstance(other, Assessment) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> tuple[type[Assessment], tuple[bytes, dict[str, str]]]:
        missing = {fact for tier in self.tiers for fact in tier.missing}
        return Assessment, (self._json, {fact: self._labels.get(fact, fact) for fact in sorted(missing)})

    def __repr__(self) -> str:
        """Chinese, some lines a tier."""
        return "\n".join(line for tier in self.tiers for line in tier._lines(self._labels))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
