"""A policy as Python sees it, and how it is loaded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from peiyu import _files, _peiyu, _table
from peiyu._assessment import Assessment
from peiyu._explanation import Explanation
from peiyu._text import Text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from peiyu._peiyu import Model

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that an enum fact can have."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a firm can give: its type, unit and domain.

    `finding` is one that only a reviewer supplies, `computed` one that may be left to records. Of type `records` it is
    a list of records, each with these `fields`. `note` is a hint for who fills it in.
    """

    id: str
    type: Literal["text", "enum", "boolean", "integer", "decimal", "money", "date", "records"]
    unit: str | None
    label: Text
    note: Text | None
    min: Decimal | None
    max: Decimal | None
    choices: tuple[Choice, ...]
    optional: bool
    key: bool
    finding: bool
    computed: bool
    fields: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier with the editions that judge a first recognition and a renewal."""

    id: str
    label: Text
    new: str
    renewal: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a bit of the failed criteria of a table stands for.

    `column` is 0 for `…_failed`; a tier of more than 64 criteria goes on in `…_failed_2`, which is 1, and so on.
    """

    id: str
    label: Text
    source: str
    bit: int
    column: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen: the call, if any, and the day on which parameters have their values."""

    call: str | None
    day: date


class Policy:
    """A policy made ready for one edition, call and day. It never changes; threads may share it."""

    __slots__ = ("_facts", "_labels", "_native", "_selection", "_tiers")

    def __init__(self, native: _peiyu.Policy) -> None:
        """Not for callers: see `load`."""
        self._native = native
        self._facts = tuple(_fact(fact) for fact in json.loads(native.facts()))
        self._labels = {fact.id: fact.label.zh for fact in self._facts}
        chosen = json.loads(native.selection())
        labels = {label["id"]: Text._read(label["label"]) for label in chosen["labels"]}
        self._tiers = tuple(Tier(t["tier"], labels[t["tier"]], t["new"], t["renewal"]) for t in chosen["tiers"])
        self._selection = Selection(chosen["call"], date.fromisoformat(chosen["day"]))

    def assess(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> Assessment:
        """The answer for one firm, given by the ids of its facts.

        Values are `Decimal`, `int`, `bool`, `str`, `date`, an `Enum` of these, a scalar of numpy, or None, which is
        unknown, as is a fact left out. A `float` is taken as the decimal that it was written as, if that has at most
        15 digits. Records are a list or tuple of what a firm may be; facts follow from them. `PeiyuError` tells every
        value that is refused.
        """
        return Assessment(self._native.assess(firm), self._labels)

    def explain(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> Explanation:
        """The answer with its reasons: each criterion with its figures and article, what is missing, how far off.

        The firm is given as to `assess`. A notebook shows the answer as a page.
        """
        return Explanation(self._native, self._native.fields(firm), self._labels)

    def assess_table(
        self,
        table: Any,
        *,
        columns: Mapping[str, str | Mapping[str, Any] | None] | None = None,
        keep: Sequence[str] | None = None,
        money_unit: Literal["元", "万元"] | None = None,
        on_error: Literal["error", "unknown"] = "error",
        answers: Collection[Literal["verdict", "score", "groups", "failed"]] | None = None,
        missing: bool = False,
        progress: bool | Callable[[int], object] = False,
    ) -> Any:
        """The answers for every firm of a table, on all cores, in the order of its rows.

        `table` is anything with Arrow's PyCapsule interface. Polars, pandas and pyarrow get back what they gave (a
        `LazyFrame` stays lazy, a `RecordBatchReader` a stream); DuckDB gets a pyarrow table, which it reads as one of
        its own; anything else an object with that interface.

        Columns are named by fact ids or labels, with a unit if need be: `上年度营业收入总额（万元）`. `columns`
        explains other names: `{"营收": "revenue_1"}`, or with a unit or values
        `{"研发投入": {"fact": "rd_expense_1", "unit": "万元"}}`. Only columns that the rules read are read. A missing
        one counts as unknown for all firms, which a `TableWarning` says once. `keep` names columns that stand before
        the answers; without it the firm's key does. `money_unit` is that of columns that name none.

        For each tier: `…_verdict` (pass, fail, unknown), `…_score` and `…_score_GROUP` (decimals with six places),
        `…_failed`, bits of the criteria that don't hold, which `criteria` names; with `missing`, `…_missing` (facts
        that would decide) and `…_problems` (what could not be computed or contradicts itself). `answers` names those
        that are wanted, as `("verdict", "score")`; the verdict always comes. What is not wanted is not computed.

        A value that can't be used is an error that names each such column with its first row, or unknown with
        `on_error="unknown"`, and then a `TableWarning` counts them. `progress` shows a bar of tqdm, or is called with
        the number of firms done.
        """
        return _table.assess(
            self._native, table, _table.How(columns, keep, money_unit, on_error, answers, missing, progress)
        )

    def criteria(self, tier: str) -> tuple[Criterion, ...]:
        """The criteria of a tier, each with its bit in the column `…_failed` of `assess_table`."""
        listed = json.loads(self._native.criteria(tier) or "null")
        if listed is None:
            raise KeyError(tier)
        return tuple(
            Criterion(c["id"], Text._read(c["label"]), c["source"], 1 << (bit % 64), bit // 64)
            for bit, c in enumerate(listed)
        )

    @property
    def id(self) -> str:
        """The policy's id."""
        return self._native.id

    @property
    def hash(self) -> str:
        """Hash of the linked documents, with its algorithm: `sha256:…`."""
        return self._native.hash

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that a firm can give, in the order of the documents."""
        return self._facts

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that are judged, in the order of the documents."""
        return self._tiers

    @property
    def selection(self) -> Selection:
        """The call and the day that were chosen."""
        return self._selection

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of a firm, for forms and for checks."""
        schema: dict[str, Any] = json.loads(self._native.schema())
        return schema

    def __repr__(self) -> str:
        tiers = "、".join(f"{tier.label.zh}（{tier.new}）" for tier in self._tiers)
        return f"<peiyu.Policy {self.id}：{tiers}，{self._selection.day}>"


def load(
    policy: str | os.PathLike[str] = "cn",
    *,
    edition: str | None = None,
    call: str | None = None,
    as_of: date | str | None = None,
    tier: str | None = None,
    today: date | str | None = None,
    money_unit: Literal["元", "万元"] = "元",
    documents: Mapping[str, str | Mapping[str, Any]] | None = None,
) -> Policy:
    """Loads a policy and checks it.

    `policy` is the id of an embedded policy or of one in `documents`, or a path to a folder or file of documents
    (YAML or JSON), which are joined with the embedded ones. `documents` are further documents by id, each as text or
    as a dict. `edition`, `call`, `as_of` and `tier` choose the rules; without them those in force `today` (by the
    host's clock at +08:00) apply. `money_unit` is the unit in which firms give money.
    """
    name, sources = _sources(policy, money_unit, documents)
    native = _peiyu.Policy(
        name,
        sources,
        edition=edition and _files.utf8(edition),
        call=call and _files.utf8(call),
        as_of=None if as_of is None else _day(as_of),
        tier=tier and _files.utf8(tier),
        today=_day(_now() if today is None else today),
        ten_thousand=money_unit == "万元",
    )
    return Policy(native)


def policies() -> list[str]:
    """Ids of the embedded policies."""
    return _peiyu.policies()


def _sources(
    policy: str | os.PathLike[str],
    money_unit: str,
    documents: Mapping[str, str | Mapping[str, Any]] | None,
) -> tuple[str | None, list[_files.Source]]:
    """The policy that is asked for by its id, if it is, and the documents given besides the embedded ones."""
    if money_unit not in ("元", "万元"):
        raise ValueError(f"money_unit 应为 元 或 万元 / must be 元 or 万元: {money_unit!r}")
    path = Path(policy) if _files.is_path(policy) else None
    sources = [] if path is None else _files.from_path(path)
    return _files.utf8(str(policy)) if path is None else None, sources + _files.from_mapping(documents or {})


def _now() -> datetime:
    return datetime.now(_BEIJING)


def _day(day: date | str) -> str:
    if isinstance(day, datetime):
        day = (day if day.tzinfo is None else day.astimezone(_BEIJING)).date()
    return _files.utf8(day) if isinstance(day, str) else day.isoformat()


def _fact(value: dict[str, Any]) -> Fact:
    choices = tuple(Choice(c["id"], Text._read(c["label"])) for c in value["choices"] or ())
    least, most = (None if value[end] is None else Decimal(value[end]) for end in ("min", "max"))
    label = Text._read(value["label"])
    note = None if value["note"] is None else Text._read(value["note"])
    flags = value["optional"], value["key"], value["finding"], value["computed"]
    fields = tuple(_fact(field) for field in value["fields"] or ())
    return Fact(value["id"], value["type"], value["unit"], label, note, least, most, choices, *flags, fields)
