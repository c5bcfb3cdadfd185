"""Spark: `mapInArrow` hands each executor batches of its partition, and the same wheel answers them there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

import peiyu

FIRMS = Path(__file__).parent.parent / "enterprises.csv"
# What Spark is told to expect: it has neither dictionaries nor unsigned numbers.
SCHEMA = "uscc string, verdict string, score decimal(18, 6), failed bigint"


def assess(edition: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function for `mapInArrow`; the policy is loaded once in each worker's process."""

    def batches(parts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        policy = peiyu.load("cn", edition=edition, tier="srdi")
        for part in parts:
            answers = pa.table(policy.assess_table(part))
            yield from pa.table(
                {
                    "uscc": answers["uscc"].cast(pa.string()),
                    "verdict": answers["srdi_verdict"].cast(pa.string()),
                    "score": answers["srdi_score"],
                    "failed": answers["srdi_failed"].cast(pa.int64()),
                }
            ).to_batches()

    return batches


def main() -> None:
    from pyspark.sql import SparkSession

    # Executors run this interpreter, in which the wheel is installed.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[2]").appName("peiyu").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    firms = spark.read.csv(str(FIRMS), header=True, inferSchema=True).repartition(2)
    answers = firms.mapInArrow(assess("2022"), SCHEMA)
    answers.groupBy("verdict").count().orderBy("verdict").show()
    spark.stop()


if __name__ == "__main__":
    main()
