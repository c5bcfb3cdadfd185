"""Whole tables: the same answers as firm by firm, whatever library the table comes from."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import peiyu
import test_cases

FIRMS = Path(__file__).parents[3] / "examples" / "enterprises.csv"
TIERS = ("innovative", "srdi", "little_giant")


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return pl.read_csv(FIRMS, infer_schema_length=None)


def failed(policy: peiyu.Policy, tier: str, row: dict[str, Any]) -> set[str]:
    names = {0: f"{tier}_failed", 1: f"{tier}_failed_2"}
    return {c.id for c in policy.criteria(tier) if row[names[c.column]] & c.bit}


def agree(policy: peiyu.Policy, firm: dict[str, Any], row: dict[str, Any]) -> None:
    """A row of a table's answers says what `assess` says of the firm."""
    for tier in policy.assess(firm):
        assert row[f"{tier.tier}_verdict"] == tier.verdict.value
        assert row.get(f"{tier.tier}_score") == tier.score
        for group, score in tier.groups.items():
            assert row[f"{tier.tier}_score_{group}"] == score
        assert failed(policy, tier.tier, row) == {f.id for f in tier.failed}
        assert row[f"{tier.tier}_missing"] == list(tier.missing)
        assert row[f"{tier.tier}_problems"] == [f"{p.code} ({p.at})" for p in tier.problems]


def rows(table: Any) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = pa.table(table).to_pylist()
    return answers


def test_every_firm_as_by_itself(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    with FIRMS.open(encoding="utf-8-sig", newline="") as file:
        firms = list(csv.DictReader(file))
    answers = rows(policy.assess_table(frame, missing=True))
    assert len(answers) == len(firms)
    for firm, row in zip(firms, answers, strict=True):
        assert row["uscc"] == firm["uscc"]
        agree(policy, {k: v for k, v in firm.items() if v}, row)


def test_only_the_answers_that_are_wanted(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    whole = policy.assess_table(frame)
    groups = [name for name in whole.columns if name.startswith("srdi_score_")]
    assert groups
    asked: list[tuple[list[Literal["verdict", "score", "groups", "failed"]], list[str]]] = [
        ([], []),
        (["verdict", "score"], ["srdi_score"]),
        (["groups"], groups),
        (["failed", "score"], ["srdi_score", "srdi_failed"]),
    ]
    for wanted, named in asked:
        some = policy.assess_table(frame, answers=wanted)
        assert [name for name in some.columns if name.startswith("srdi_")] == ["srdi_verdict", *named]
        assert some.equals(whole.select(some.columns))
    wrong: Any
    for wrong in ("score", ["scores"]):
        with pytest.raises(ValueError, match="answers"):
            policy.assess_table(frame, answers=wrong)


def cases() -> list[Any]:
    """The shared cases whose firms are flat and whole: a table has no lists of records and says less of an error."""
    params = []
    for param in test_cases.read():
        case = param.values[0]
        if case is None or (
            case["error"] is None and not any(isinstance(v, list | dict) for v in case["firm"].values())
        ):
            params.append(param)
    return params


@pytest.mark.filterwarnings("ignore::peiyu.TableWarning")
@pytest.mark.parametrize("case", cases())
def test_shared_case(case: dict[str, Any]) -> None:
    policy = test_cases.load(case["policy"], json.dumps(case["choice"]), case["today"], case["money_unit"])
    firm = {k: v for k, v in case["firm"].items() if v not in (None, "")}
    if not firm:
        pytest.skip("a table of no columns has no rows")
    table = pa.table({k: [v] for k, v in firm.items()})
    (row,) = rows(policy.assess_table(table, missing=True))
    for tier in json.loads(case["answer"])["tiers"]:
        name = tier["tier"]
        assert row[f"{name}_verdict"] == tier["verdict"]
        score = row.get(f"{name}_score")
        expected = None if tier["score"] is None else Decimal(tier["score"])
        # A score of more decimals than a column has is left out, which a warning says.
        assert score == (expected if expected is None or expected == round(expected, 6) else None)
        assert failed(policy, name, row) == {f["id"] for f in tier["failed"]}
        assert row[f"{name}_missing"] == tier["missing"]


def test_each_library_gets_its_own_back(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    expected = rows(policy.assess_table(frame))
    arrow = frame.to_arrow()
    batch = arrow.combine_chunks().to_batches()[0]
    reader = pa.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches(max_chunksize=7))
    given = [arrow, batch, reader, frame.to_pandas().set_index("name"), frame.lazy()]
    for table in given:
        answers = policy.assess_table(table)
        assert type(answers) is type(table)
        if isinstance(answers, pd.DataFrame):
            assert isinstance(table, pd.DataFrame)
            assert answers.index.equals(table.index)
            assert list(answers["srdi_verdict"]) == [row["srdi_verdict"] for row in expected]
            continue
        read = answers.collect() if isinstance(answers, pl.LazyFrame) else answers
        found = read.read_all().to_pylist() if isinstance(read, pa.RecordBatchReader) else rows(read)
        assert found == expected
    assert arrow.num_rows  # DuckDB finds it by its name.
    relation = duckdb.sql("select * from arrow")
    assert rows(policy.assess_table(relation)) == expected


class Foreign:
    """Somebody's own table."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def test_anything_with_the_interface(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    answers = policy.assess_table(Foreign(frame.to_arrow()))
    assert len(answers) == len(frame)
    assert rows(answers) == rows(policy.assess_table(frame))


@pytest.mark.parametrize("table", [[1], {"revenue_1": [1]}, None, np.zeros(3)])
def test_what_is_no_table(policy: peiyu.Policy, table: Any) -> None:
    with pytest.raises(TypeError, match="PyCapsule"):
        policy.assess_table(table)


def test_an_empty_table(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    answers = policy.assess_table(frame.head(0))
    assert answers.height == 0
    assert answers.schema == policy.assess_table(frame).schema
    for other in (frame.head(0).to_arrow(), frame.head(0).to_pandas()):
        assert len(policy.assess_table(other)) == 0


def test_a_missing_column_is_told_once(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    with pytest.warns(peiyu.TableWarning, match="employees") as told:
        answers = policy.assess_table(frame.drop("employees", "rd_staff"), missing=True)
    assert len(told) == 1
    assert "employees" in answers["innovative_missing"].explode().to_list()


def test_a_lazy_frame_and_a_stream_tell_once(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    values = [-1.0] + [1.0] * 44
    bad = frame.drop("employees").with_columns(pl.Series("revenue_1", values))
    with pytest.warns(peiyu.TableWarning) as told:
        policy.assess_table(bad.lazy(), on_error="unknown").collect()
    assert [warning.message.diagnostic.code for warning in told] == ["missing_columns", "table_value"]  # type: ignore[union-attr]
    arrow = bad.to_arrow()
    reader = pa.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches(max_chunksize=20))
    with pytest.warns(peiyu.TableWarning) as told:
        policy.assess_table(reader, on_error="unknown").read_all()
    assert [warning.message.diagnostic.code for warning in told] == ["missing_columns", "table_value"]  # type: ignore[union-attr]


def test_a_misspelt_column_is_told(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    with pytest.warns(peiyu.TableWarning) as told:
        policy.assess_table(frame.rename({"employees": "employes"}))
    assert [warning.message.diagnostic.code for warning in told] == ["missing_columns", "unknown_column"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("revenue_1", -1.0, "outside_domain"),
        ("revenue_1", 0.1 + 0.2, "float_digits"),
        ("revenue_1", float("nan"), "float_not_finite"),
        ("revenue_1", "1.234", "money_precision"),
        ("employees", "many", "wrong_fact_type"),
        ("employees", 2.5, "wrong_fact_type"),
        ("industry", "fishing", "outside_domain"),
        ("legal_person", "maybe", "wrong_fact_type"),
        ("revenue_1", "9" * 1_000_000, "outside_domain"),
        ("industry", "长" * 1_000_000, "outside_domain"),
    ],
)
def test_a_value_that_can_not_be_used(
    policy: peiyu.Policy, frame: pl.DataFrame, column: str, value: Any, code: str
) -> None:
    values: list[Any] = [None] * len(frame)
    values[3] = values[5] = value
    table = frame.with_columns(pl.Series(column, values))
    with pytest.raises(peiyu.PeiyuError) as caught:
        policy.assess_table(table)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "table_value"
    # Column, first row counted from 1, and how many there are.
    assert f"`{column}` 第 4 行" in diagnostic.message.zh
    assert "2 行" in diagnostic.message.zh
    assert len(diagnostic.message.zh) < 600
    with pytest.raises(peiyu.PeiyuError) as scalar:
        policy.assess({column: value})
    assert scalar.value.code == code
    with pytest.warns(peiyu.TableWarning, match=column) as told:
        answers = policy.assess_table(table, on_error="unknown", missing=True)
    assert len(told) == 1
    plain = policy.assess_table(frame.with_columns(pl.lit(None).alias(column)), missing=True)
    assert answers.equals(plain)


def test_columns_of_other_types(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    money = [c for c, t in frame.schema.items() if c.startswith(("revenue", "rd_expense", "main_revenue"))]
    decimals = frame.with_columns(pl.col(money).cast(pl.Decimal(20, 2)))
    texts = frame.with_columns(pl.col(money).cast(pl.Decimal(20, 2)).cast(pl.String))
    narrow = frame.with_columns(pl.col("employees").cast(pl.UInt32), pl.col("ip1").cast(pl.Int8))
    categories = frame.with_columns(pl.col("industry", "rd_institution").cast(pl.Categorical))
    for table in (decimals, texts, narrow, categories):
        assert policy.assess_table(table).equals(policy.assess_table(frame))


def test_a_column_that_holds_no_facts(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    with pytest.raises(peiyu.PeiyuError, match="employees"):
        policy.assess_table(frame.with_columns(employees=pl.lit([1, 2])))


def in_ten_thousands(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The same money in 万元, exactly."""
    wan = {c: [None if v is None else str(Decimal(str(v)) / 10_000) for v in frame[c]] for c in columns}
    return frame.with_columns(pl.Series(c, values).cast(pl.Decimal(24, 6)) for c, values in wan.items())


def test_names_and_units(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    label = next(f.label.zh for f in policy.facts if f.id == "revenue_1")
    renamed = in_ten_thousands(frame, ["revenue_1", "rd_expense_1"]).rename(
        {"revenue_1": f"{label}（万元）", "rd_expense_1": "研发投入"}
    )
    columns = {"研发投入": {"fact": "rd_expense_1", "unit": "万元"}}
    assert policy.assess_table(renamed, columns=columns).equals(policy.assess_table(frame))
    with pytest.raises(peiyu.PeiyuError, match="rd_expense_9"):
        policy.assess_table(frame, columns={"研发投入": "rd_expense_9"})


def test_money_unit(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    money = [f.id for f in policy.facts if f.type == "money" and f.id in frame.columns]
    assert policy.assess_table(in_ten_thousands(frame, money), money_unit="万元").equals(policy.assess_table(frame))
    with pytest.raises(ValueError, match="money_unit"):
        policy.assess_table(frame, money_unit="亿元")  # type: ignore[arg-type]


def test_what_is_kept(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    assert policy.assess_table(frame, keep=["city", "uscc"]).columns[:2] == ["city", "uscc"]
    assert policy.assess_table(frame, keep=[]).columns[0] == "innovative_verdict"
    with pytest.raises(peiyu.PeiyuError, match="nowhere"):
        policy.assess_table(frame, keep=["nowhere"])


def test_progress(policy: peiyu.Policy, frame: pl.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[int] = []
    policy.assess_table(frame, progress=told.append)
    assert told[-1] == len(frame)
    policy.assess_table(frame, progress=True)
    assert "45/45" in capsys.readouterr().err.replace(".0", "")

    def stop(_done: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        policy.assess_table(frame, progress=stop)


def test_a_stream_fed_by_python(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    """Batches that Python makes while it is asked for them: neither thread may wait for the other."""
    arrow = frame.to_arrow()
    held = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal held
        for batch in arrow.to_batches(max_chunksize=10):
            held += 1
            yield batch

    reader = policy.assess_table(pa.RecordBatchReader.from_batches(arrow.schema, batches()))
    assert held == 0
    first = reader.read_next_batch()
    assert (first.num_rows, held) == (10, 1)
    assert sum(batch.num_rows for batch in reader) == 35


def test_the_row_of_an_error_counts_over_batches(policy: peiyu.Policy, frame: pl.DataFrame) -> None:
    values = [1.0] * 40 + [-1.0] + [1.0] * 4
    arrow = frame.with_columns(pl.Series("revenue_1", values)).to_arrow()
    with pytest.raises(peiyu.PeiyuError, match="第 41 行"):
        policy.assess_table(pa.Table.from_batches(arrow.to_batches(max_chunksize=7)))
    reader = policy.assess_table(pa.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches(max_chunksize=7)))
    with pytest.raises(peiyu.PeiyuError, match="第 41 行"):
        reader.read_all()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_ctrl_c_within_a_second() -> None:
    program = """
        import sys
        import peiyu, polars as pl
        firms = pl.read_csv(sys.argv[1], infer_schema_length=None)
        # Nothing is known of them: the slowest there is.
        table = pl.concat([firms.select("uscc")] * 100_000)
        policy = peiyu.load("cn", edition="2022")
        print("ready", flush=True)
        policy.assess_table(table, missing=True)
    """
    arguments = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program), str(FIRMS)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        start = time.monotonic()
        _, error = running.communicate(timeout=60)
        assert b"KeyboardInterrupt" in error
        # The interpreter's end is not the work's: two seconds for both.
        assert time.monotonic() - start < 2
