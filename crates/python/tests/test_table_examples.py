"""The examples for whole tables do what they say."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

import peiyu

EXAMPLES = Path(__file__).parents[3] / "examples" / "tables"
FIRMS = EXAMPLES.parent / "enterprises.csv"


def example(name: str) -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLES / f"{name}.py"))


@pytest.fixture(scope="module")
def verdicts(policy: peiyu.Policy) -> pl.DataFrame:
    answers: pl.DataFrame = policy.assess_table(pl.read_csv(FIRMS, infer_schema_length=None))
    return answers


@pytest.mark.parametrize("name", ["polars_frames", "duckdb_query", "pandas_frames"])
def test_it_runs(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", [name])
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    assert capsys.readouterr().out


def test_polars(policy: peiyu.Policy, verdicts: pl.DataFrame) -> None:
    of = example("polars_frames")
    cities = of["passed_by_city"](pl.read_csv(FIRMS, infer_schema_length=None), policy)
    assert cities["firms"].sum() == (verdicts["srdi_verdict"] == "pass").sum()
    assert of["lazily"](FIRMS, policy).height > 0


def test_duckdb(policy: peiyu.Policy, verdicts: pl.DataFrame) -> None:
    with duckdb.connect() as connection:
        counted = example("duckdb_query")["verdicts"](connection, FIRMS, policy)
    for tier, verdict, firms in counted:
        assert (verdicts[f"{tier}_verdict"] == verdict).sum() == firms
    assert sum(firms for *_, firms in counted) == 3 * verdicts.height


def test_pandas(policy: peiyu.Policy) -> None:
    of = example("pandas_frames")
    turned = of["turned"](of["read"](FIRMS), policy, 0.5)
    assert set(turned["before"]) <= {"pass", "unknown"}
    assert of["turned"](of["read"](FIRMS), policy, 1.0).empty


def test_spark_s_function_on_arrow(verdicts: pl.DataFrame) -> None:
    of = example("spark_frames")
    firms = pl.read_csv(FIRMS, infer_schema_length=None).to_arrow()
    answers = pa.Table.from_batches(of["assess"]("2022")(iter(firms.to_batches(max_chunksize=20))))
    assert answers["verdict"].to_pylist() == verdicts["srdi_verdict"].to_list()
    assert answers.schema.types == [pa.string(), pa.string(), pa.decimal128(18, 6), pa.int64()]
