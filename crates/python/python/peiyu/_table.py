"""Whole tables: any library's columns in by Arrow's PyCapsule interface, the same kind of table out.

No library of tables is needed or imported here but the one that the caller's table comes from.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from peiyu import _peiyu
from peiyu._error import Diagnostic
from peiyu._peiyu import Answers


class TableWarning(UserWarning):
    """Said once of a table: columns that are missing, or values that were taken as unknown."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Not for callers."""
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class How:
    """How a table is read and answered: the keywords of `Policy.assess_table`."""

    columns: Mapping[str, str | Mapping[str, Any] | None] | None
    keep: Sequence[str] | None
    money_unit: Literal["元", "万元"] | None
    on_error: Literal["error", "unknown"]
    answers: Collection[Literal["verdict", "score", "groups", "failed"]] | None
    missing: bool
    progress: bool | Callable[[int], object]

    def __post_init__(self) -> None:
        """Refuses words that mean nothing."""
        if self.money_unit not in (None, "元", "万元"):
            raise ValueError(f"money_unit 应为 元 或 万元 / must be 元 or 万元: {self.money_unit!r}")
        if isinstance(self.answers, str) or not {"verdict", "score", "groups", "failed"}.issuperset(self.answers or ()):
            raise ValueError(
                "answers 应为 verdict、score、groups、failed 中若干项的列表 / "
                f"is a list of some of verdict, score, groups, failed: {self.answers!r}"
            )
        if self.on_error not in ("error", "unknown"):
            raise ValueError(f"on_error 应为 error 或 unknown / must be error or unknown: {self.on_error!r}")


def assess(native: _peiyu.Policy, table: Any, how: How) -> Any:
    """The answers as the kind of table that was given, where there is one."""
    library, kind = type(table).__module__.partition(".")[0], type(table).__name__
    if library == "polars" and kind in ("DataFrame", "LazyFrame"):
        return _polars(native, table, how)
    if library == "pandas":
        answers = importlib.import_module("pandas").DataFrame.from_arrow(_answers(native, table, how))
        answers.index = table.index
        return answers
    if library == "pyarrow" and kind == "RecordBatchReader":
        return _stream(native, table, how)
    if library in ("pyarrow", "duckdb"):
        arrow = importlib.import_module("pyarrow").table(_answers(native, table, how))
        return arrow.combine_chunks().to_batches()[0] if kind == "RecordBatch" and len(arrow) else arrow
    if not hasattr(table, "__arrow_c_stream__") and not hasattr(table, "__arrow_c_array__"):
        raise TypeError(
            "表应有 Arrow PyCapsule 接口（polars、pandas 3、pyarrow、DuckDB 等的表），却是 "
            f"{type(table).__qualname__} / a table has the Arrow PyCapsule interface, not {type(table).__qualname__}"
        )
    return _answers(native, table, how)


def _polars(native: _peiyu.Policy, table: Any, how: How) -> Any:
    polars = importlib.import_module("polars")

    def answers(frame: Any, how: How, *, again: bool = False) -> Any:
        # A column of polars' type Null does not cross the interface as Arrow has it.
        nulls = [name for name, kind in frame.schema.items() if kind == polars.Null]
        return polars.DataFrame(
            _answers(native, frame.with_columns(polars.col(nulls).cast(polars.Boolean)), how, again=again)
        )

    if not isinstance(table, polars.LazyFrame):
        return answers(table, how)
    # The columns are the same for no rows at all.
    schema = answers(table.collect_schema().to_frame(), _quiet(how)).schema
    return table.map_batches(lambda frame: answers(frame, how, again=True), schema=schema)


def _quiet(how: How) -> How:
    return replace(how, progress=False)


def _stream(native: _peiyu.Policy, reader: Any, how: How) -> Any:
    """A reader that answers each batch when it is asked for: no more than one is held."""
    pyarrow = importlib.import_module("pyarrow")
    schema = pyarrow.table(_answers(native, reader.schema.empty_table(), _quiet(how))).schema

    def batches() -> Iterator[Any]:
        first = 0
        with _told(how, None) as tell:
            for batch in reader:
                answers, notes = _native(native, batch, how, first, None)
                _say(notes, again=True)
                first += len(batch)
                if tell is not None:
                    tell(first)
                yield from pyarrow.table(answers).to_batches()

    return pyarrow.RecordBatchReader.from_batches(schema, batches())


def _answers(native: _peiyu.Policy, table: Any, how: How, *, again: bool = False) -> Answers:
    total = len(table) if hasattr(table, "__len__") else None
    with _told(how, total) as tell:
        answers, notes = _native(native, table, how, 0, tell)
    _say(notes, again=again)
    return answers


def _say(notes: str, *, again: bool) -> None:
    """Warns of what is to be said of a table; what its columns are is said only the first time."""
    for note in map(Diagnostic._read, json.loads(notes)):
        if not again or note.code not in ("missing_columns", "unknown_column"):
            warnings.warn(TableWarning(note), stacklevel=5)


def _native(
    native: _peiyu.Policy, table: Any, how: How, first: int, tell: Callable[[int], object] | None
) -> tuple[Answers, str]:
    return _peiyu.assess_table(
        native,
        table,
        columns=None if how.columns is None else json.dumps(how.columns, ensure_ascii=False),
        keep=how.keep,
        ten_thousand=None if how.money_unit is None else how.money_unit == "万元",
        unknown=how.on_error == "unknown",
        answers=None if how.answers is None else list(how.answers),
        missing=how.missing,
        first=first,
        progress=tell,
    )


@contextmanager
def _bar(total: int | None) -> Iterator[Callable[[int], object]]:
    """A bar of tqdm, as a function that takes the number of rows done."""
    tqdm = importlib.import_module("tqdm").tqdm
    with tqdm(total=total, unit=" firms", unit_scale=True, file=sys.stderr) as bar:

        def tell(done: int) -> None:
            bar.update(done - bar.n)

        yield tell


@contextmanager
def _none() -> Iterator[None]:
    yield None


@contextmanager
def _given(tell: Callable[[int], object]) -> Iterator[Callable[[int], object]]:
    yield tell


def _told(how: How, total: int | None) -> AbstractContextManager[Callable[[int], object] | None]:
    if callable(how.progress):
        return _given(how.progress)
    return _bar(total) if how.progress else _none()
