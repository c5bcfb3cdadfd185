"""专精特新中小企业, edition 2022 (工信部企业〔2022〕63号 附件2), as polars expressions: what a data engineer writes.

It is here to be timed and to be held against exact answers, so it is written for polars, not as a copy of the engine.
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from vocabulary import CEILINGS, FIELDS, INDUSTRIES, INSTITUTIONS, Ceiling

WAN = 10_000  # 万元 in yuan, the unit of the columns


def prepare(firms: pl.DataFrame) -> pl.DataFrame:
    """The table as polars reads it fastest: texts of a few values as enums."""
    enums = {"industry": INDUSTRIES, "rd_institution": INSTITUTIONS, "product_field": FIELDS}
    return firms.with_columns(pl.col(name).cast(pl.Enum(values)) for name, values in enums.items())


def ratio(part: pl.Expr, whole: str) -> pl.Expr:
    """Null where the whole is zero, so that neither infinity nor NaN reaches a comparison."""
    return part / pl.when(pl.col(whole) > 0).then(pl.col(whole))


def at_least(value: pl.Expr, *bands: tuple[float, int]) -> pl.Expr:
    """The points of the first band whose edge the value reaches."""
    return _first([(value >= edge, points) for edge, points in bands])


def at_most(value: pl.Expr, *bands: tuple[float, int]) -> pl.Expr:
    """The same for a value that is better the lower it is."""
    return _first([(value <= edge, points) for edge, points in bands])


def _first(cases: list[tuple[pl.Expr, int]]) -> pl.Expr:
    return reduce(
        lambda rest, case: pl.when(case[0]).then(pl.lit(case[1], pl.Int16)).otherwise(rest),
        reversed(cases),
        pl.lit(0, pl.Int16),
    )


def is_small_or_medium() -> pl.Expr:
    """《中小企业划型标准规定》: below any ceiling of its industry."""
    cases = [(pl.col("industry") == industry, _below(ceiling)) for industry, ceiling in CEILINGS.items()]
    return reduce(lambda rest, case: pl.when(case[0]).then(case[1]).otherwise(rest), cases, pl.lit(False))


def _below(ceiling: Ceiling) -> pl.Expr:
    columns = {"employees": ceiling.staff, "revenue_1": ceiling.revenue, "total_assets_1": ceiling.assets}
    return pl.any_horizontal(pl.col(name) < limit for name, limit in columns.items() if limit is not None)


def run(firms: pl.DataFrame) -> pl.DataFrame:
    """`pass` and `score` of every firm."""
    col = pl.col
    rd, main, revenue = col("rd_expense_1"), col("main_revenue_1"), col("revenue_1")
    growth = (
        ratio(main - col("main_revenue_2"), "main_revenue_2")
        + ratio(col("main_revenue_2") - col("main_revenue_3"), "main_revenue_3")
    ) / 2
    quality = [
        col(name).cast(pl.Int16) for name in ("quality_award_prov", "qms_certified", "own_brand", "standard_setting")
    ]
    specialised = (
        at_least(ratio(main, "revenue_1"), (0.8, 5), (0.7, 3), (0.6, 1))
        + at_least(growth, (0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0, 2))
        + (col("market_years") / 2).floor().clip(0, 5)
        + _first([(col("product_field") == "gap_filling", 5), (col("product_field") == "six_bases", 3)])
    )
    refined = (
        at_least(col("digital_level"), (3, 5), (2, 3))
        + (3 * pl.sum_horizontal(quality)).clip(0, 5)
        + at_least(ratio(col("net_profit_1"), "revenue_1"), (0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.02, 2))
        + at_most(ratio(col("total_liabilities_1"), "total_assets_1"), (0.5, 5), (0.6, 3), (0.7, 1))
    )
    counts = [("ip1_high_value", 10), ("ip1_self_developed", 8), ("ip1", 6), ("ip2", 2)]
    levels = [("national", 10), ("province", 8), ("city", 4), ("below_city", 2)]
    innovation = (
        _first([(col(name) >= 1, points) for name, points in counts])
        + pl.max_horizontal(
            at_least(rd, (500 * WAN, 10), (400 * WAN, 8), (300 * WAN, 6), (200 * WAN, 4), (100 * WAN, 2)),
            at_least(ratio(rd, "revenue_1"), (0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.03, 2)),
        )
        + at_least(ratio(col("rd_staff"), "employees"), (0.2, 5), (0.1, 3), (0.05, 1))
        + _first([(col("rd_institution") == level, points) for level, points in levels])
    )
    direct = (
        col("award_prov_top3_3y")
        | col("award_nat_top5_3y")
        | ((rd + col("rd_expense_2")) / 2 >= 1_000 * WAN)
        | (col("equity_financing_2y") >= 6_000 * WAN)
        | col("maker_china_500_3y")
    )
    barred = ("abnormal_operations", "serious_dishonesty", "prohibited_product", "major_incident_3y")
    passes = (
        col("registered_in_china")
        & col("legal_person")
        & ~pl.any_horizontal(*barred)
        & is_small_or_medium()
        & col("title_innovative_valid")
        & (col("market_years") >= 2)
        & (rd >= 100 * WAN)
        & (ratio(rd, "revenue_1") >= 0.03).fill_null(False)
        & ((revenue >= 1_000 * WAN) | (col("equity_financing_2y") >= 2_000 * WAN))
        & ((col("score") >= 60) | direct)
    )
    scored = firms.lazy().with_columns(score=specialised + refined + col("local_score") + innovation)
    return scored.select(passes.alias("pass"), "score").collect()
