"""The measures of a notice as Python sees them: what they give, to whom, by which office, and how far targets are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from peiyu import _peiyu, _policy, _table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from peiyu._peiyu import Model

_Figure = str | int | Decimal
_Figures = Mapping[str, _Figure | Mapping[str, _Figure | date]]


class Measures:
    """The measures of a policy on a day. It never changes; threads may share it."""

    __slots__ = ("_native",)

    def __init__(self, native: _peiyu.Measures) -> None:
        """Not for callers: see `load_measures`."""
        self._native = native

    def list(self) -> dict[str, Any]:
        """All measures and targets: `{"policy", "day", "every", "measures", "targets"}`.

        A measure has `measure` (its id), `number`, `title`, `chapter`, `summary`, `whom`, `lead` and `joint` (its
        departments), `from`, `until`, `in_force`, `gives` (each with `kind`, `label`, and `amount` or `at_most` in
        yuan or as a ratio), `procedures` (the charts it moves through), `source` and `needs_check`. `every` are the
        departments that take part in all of them. Numbers are decimal text.
        """
        return _object(self._native.list())

    def duties(self, department: str) -> dict[str, Any]:
        """The measures that a department, by its id or name, leads or joins in, and their targets; as in `list`."""
        return _object(self._native.duties(department))

    def assess(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> dict[str, Any]:
        """What a firm gets, in short: `{"due", "measures": {id: verdict}, "gives": {"id.benefit": {...}}}`.

        `pass` is for the firm, `unknown` open; what is not for it is left out. `due` is in yuan. The firm is given
        as to `Policy.assess`.
        """
        return _object(self.assess_json(firm))

    def assess_json(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> str:
        """The same as the engine's own text, the same in every language."""
        return self._native.assess(firm, False)

    def explain(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> dict[str, Any]:
        """Every measure with its verdict for the firm, why, what is missing, how much, and through which office."""
        return _object(self.explain_json(firm))

    def explain_json(self, firm: Mapping[str, Any] | DataclassInstance | Model) -> str:
        """The same as the engine's own text, the same in every language."""
        return self._native.assess(firm, True)

    def totals(
        self,
        firms: Iterable[Mapping[str, Any] | DataclassInstance | Model],
        figures: _Figures | None = None,
    ) -> dict[str, Any]:
        """Who gets what over many firms: counts, sums in yuan, and sums by the facts that the document names.

        For each measure and each thing that it gives: `for`, `not_for` and `open` count firms, `sum` is due, `open_sum`
        what may come to it, `groups` the sums by city and year. `targets` as `targets` gives them, with the firms
        counted.
        """
        return _object(self.totals_json(firms, figures))

    def totals_json(
        self,
        firms: Iterable[Mapping[str, Any] | DataclassInstance | Model],
        figures: _Figures | None = None,
    ) -> str:
        """The same as the engine's own text, the same in every language."""
        return self._native.totals(firms, _figures(figures))

    def targets(self, figures: _Figures | None = None) -> Sequence[dict[str, Any]]:
        """How far each target is, by figures such as `{"green_factories": 96, "digital_design_tools": "71.5%"}`.

        A figure may say where it began: `{"figure": 12, "baseline": 4, "baseline_on": "2023-05-19"}`; with that,
        `state` tells whether it is `on_course` or `behind` a straight line; else `reached`, `missed` or `open`.
        """
        out: Sequence[dict[str, Any]] = json.loads(self._native.targets(_figures(figures)))
        return out

    def assess_table(
        self,
        table: Any,
        *,
        columns: Mapping[str, str | Mapping[str, Any] | None] | None = None,
        keep: Sequence[str] | None = None,
        money_unit: Literal["元", "万元"] | None = None,
        on_error: Literal["error", "unknown"] = "error",
        missing: bool = False,
        progress: bool | Callable[[int], object] = False,
    ) -> Any:
        """The verdicts for every firm of a table, as `Policy.assess_table` gives those of tiers.

        A measure `funds` has the column `funds_verdict`, what it gives `funds.srdi_first_verdict`, with `…_failed` and,
        if asked for, `…_missing` beside them.
        """
        how = _table.How(columns, keep, money_unit, on_error, None, missing, progress)
        return _table.assess(self._native.judge(), table, how)


def load_measures(
    policy: str | os.PathLike[str] = "gansu",
    *,
    as_of: date | str | None = None,
    money_unit: Literal["元", "万元"] = "元",
    documents: Mapping[str, str | Mapping[str, Any]] | None = None,
) -> Measures:
    """Loads the measures of a policy, as they are `as_of` a day: today, by the host's clock at +08:00, if left out.

    `policy`, `money_unit` and `documents` are as for `load`.
    """
    name, sources = _policy._sources(policy, money_unit, documents)
    day = _policy._day(_policy._now() if as_of is None else as_of)
    return Measures(_peiyu.Measures(name, sources, on=day, ten_thousand=money_unit == "万元"))


def _object(text: str) -> dict[str, Any]:
    out: dict[str, Any] = json.loads(text)
    return out


def _figures(figures: _Figures | None) -> str | None:
    return None if figures is None else json.dumps(dict(figures), default=str, ensure_ascii=False)
