"""专精特新中小企业, edition 2022 (工信部企业〔2022〕63号 附件2), in NumPy: what a data engineer writes, on one thread.

It is here to be timed and to be held against exact answers. Texts of a few values are codes, for NumPy has no enums.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vocabulary import CEILINGS, FIELDS, INDUSTRIES, INSTITUTIONS

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Points = npt.NDArray[np.int8]

WAN = 10_000  # 万元 in yuan, the unit of the columns


def _points(values: Sequence[str], points: dict[str, int]) -> Points:
    return np.array([points.get(value, 0) for value in values], np.int8)


# By code. What has no ceiling is below none.
STAFF, REVENUE, ASSETS = np.array(
    [[-np.inf if limit is None else limit for limit in CEILINGS[industry]] for industry in INDUSTRIES]
).T.copy()
FIELD_POINTS = _points(FIELDS, {"gap_filling": 5, "six_bases": 3})
INSTITUTION_POINTS = _points(INSTITUTIONS, {"national": 10, "province": 8, "city": 4, "below_city": 2})


def prepare(firms: pa.Table) -> dict[str, Array]:
    """A NumPy array for each column."""
    enums = {"industry": INDUSTRIES, "rd_institution": INSTITUTIONS, "product_field": FIELDS}
    columns: dict[str, Array] = {}
    for name in firms.column_names:
        column = firms[name]
        if name in enums:
            column = pc.index_in(column, pa.array(enums[name])).cast(pa.int8())
        columns[name] = column.to_numpy()
    return columns


def ratio(part: Array, whole: Array) -> Floats:
    """NaN where the whole is zero: no comparison holds of it, so it earns no points and meets no condition."""
    none: Floats = np.full(len(part), np.nan)
    return np.divide(part, whole, out=none, where=whole > 0)


def at_least(value: Array, *bands: tuple[float, int]) -> Points:
    """The points of the best band whose edge the value reaches: the steps from band to band, summed."""
    return _steps([(value >= edge, points) for edge, points in bands])


def at_most(value: Array, *bands: tuple[float, int]) -> Points:
    """The same for a value that is better the lower it is."""
    return _steps([(value <= edge, points) for edge, points in bands])


def _steps(bands: list[tuple[npt.NDArray[np.bool_], int]]) -> Points:
    below = [points for _, points in bands[1:]] + [0]
    total = np.zeros(len(bands[0][0]), np.int8)
    for (reached, points), less in zip(bands, below, strict=True):
        total += reached.view(np.int8) * np.int8(points - less)
    return total


def run(firms: dict[str, Array]) -> tuple[npt.NDArray[np.bool_], Floats]:
    """`pass` and `score` of every firm."""
    f = firms
    rd, revenue, equity, years = f["rd_expense_1"], f["revenue_1"], f["equity_financing_2y"], f["market_years"]
    main, main_2, main_3 = f["main_revenue_1"], f["main_revenue_2"], f["main_revenue_3"]
    rd_ratio = ratio(rd, revenue)
    growth = (ratio(main - main_2, main_2) + ratio(main_2 - main_3, main_3)) / 2
    qualities = ("quality_award_prov", "qms_certified", "own_brand", "standard_setting")
    quality = reduce(np.add, (f[name].view(np.int8) for name in qualities))
    ip = np.where(f["ip2"] >= 1, np.int8(2), np.int8(0))
    for name, worth in (("ip1", 6), ("ip1_self_developed", 8), ("ip1_high_value", 10)):
        ip[f[name] >= 1] = worth
    points = (
        at_least(ratio(main, revenue), (0.8, 5), (0.7, 3), (0.6, 1))
        + at_least(growth, (0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0, 2))
        + np.minimum(5, years / 2).astype(np.int8)
        + FIELD_POINTS[f["product_field"]]
        + at_least(f["digital_level"], (3, 5), (2, 3))
        + np.minimum(5, 3 * quality)
        + at_least(ratio(f["net_profit_1"], revenue), (0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.02, 2))
        + at_most(ratio(f["total_liabilities_1"], f["total_assets_1"]), (0.5, 5), (0.6, 3), (0.7, 1))
        + ip
        + np.maximum(
            at_least(rd, (500 * WAN, 10), (400 * WAN, 8), (300 * WAN, 6), (200 * WAN, 4), (100 * WAN, 2)),
            at_least(rd_ratio, (0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.03, 2)),
        )
        + at_least(ratio(f["rd_staff"], f["employees"]), (0.2, 5), (0.1, 3), (0.05, 1))
        + INSTITUTION_POINTS[f["rd_institution"]]
    )
    score: Floats = np.add(points, f["local_score"], dtype=np.float64)
    direct = (
        f["award_prov_top3_3y"]
        | f["award_nat_top5_3y"]
        | ((rd + f["rd_expense_2"]) / 2 >= 1_000 * WAN)
        | (equity >= 6_000 * WAN)
        | f["maker_china_500_3y"]
    )
    industry = f["industry"]
    small = (
        (f["employees"] < STAFF[industry]) | (revenue < REVENUE[industry]) | (f["total_assets_1"] < ASSETS[industry])
    )
    barred = f["abnormal_operations"] | f["serious_dishonesty"] | f["prohibited_product"] | f["major_incident_3y"]
    passes = (
        f["registered_in_china"]
        & f["legal_person"]
        & ~barred
        & small
        & f["title_innovative_valid"]
        & (years >= 2)
        & (rd >= 100 * WAN)
        & (rd_ratio >= 0.03)
        & ((revenue >= 1_000 * WAN) | (equity >= 2_000 * WAN))
        & ((score >= 60) | direct)
    )
    return passes, score
