"""Polars: a frame in, a frame out; a lazy frame stays lazy."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import peiyu

FIRMS = Path(__file__).parent.parent / "enterprises.csv"


def passed_by_city(firms: pl.DataFrame, policy: peiyu.Policy) -> pl.DataFrame:
    """How many firms of each city pass as srdi, with their mean score."""
    answers = policy.assess_table(firms, keep=["uscc", "city"])
    return (
        answers.filter(pl.col("srdi_verdict") == "pass")
        .group_by("city")
        .agg(pl.len().alias("firms"), pl.col("srdi_score").mean().alias("score"))
        .sort("city")
    )


def lazily(path: Path, policy: peiyu.Policy) -> pl.DataFrame:
    """Firms that lack nothing but a criterion or two: nothing is read before `collect`."""
    answers = policy.assess_table(pl.scan_csv(path, infer_schema_length=None))
    close = pl.col("srdi_failed").bitwise_count_ones().is_between(1, 2)
    return answers.filter(close).select("uscc", "srdi_score", "srdi_failed").sort("uscc").collect()


def failed(policy: peiyu.Policy, tier: str, bits: int) -> list[str]:
    """The criteria that a firm fails, in words."""
    return [f"{c.label.zh}（{c.source}）" for c in policy.criteria(tier) if c.column == 0 and bits & c.bit]


def main() -> None:
    policy = peiyu.load("gansu", edition="2022")
    print(passed_by_city(pl.read_csv(FIRMS, infer_schema_length=None), policy))
    for firm, score, bits in lazily(FIRMS, policy).iter_rows():
        print(firm, score, *failed(policy, "srdi", bits), sep="\n  ")


if __name__ == "__main__":
    main()
