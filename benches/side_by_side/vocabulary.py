"""What the rivals share: the values of the enums and the size table, which are data and not rules."""

from __future__ import annotations

from typing import NamedTuple

INSTITUTIONS = ["none", "below_city", "city", "province", "national"]
FIELDS = ["gap_filling", "six_bases", "other"]


class Ceiling(NamedTuple):
    """From where on a firm is large: staff, and revenue and assets in yuan. None: there is no such ceiling."""

    staff: int | None
    revenue: float | None
    assets: float | None


def _ceiling(staff: int | None, revenue: int | None, assets: int | None) -> Ceiling:
    """With revenue and assets in 万元, as in the table."""
    return Ceiling(staff, revenue and revenue * 1e4, assets and assets * 1e4)


# 《中小企业划型标准规定》 (工信部联企业〔2011〕300号) 第四条.
CEILINGS = {
    "agriculture": _ceiling(None, 20_000, None),
    "industry": _ceiling(1_000, 40_000, None),
    "construction": _ceiling(None, 80_000, 80_000),
    "wholesale": _ceiling(200, 40_000, None),
    "retail": _ceiling(300, 20_000, None),
    "transport": _ceiling(1_000, 30_000, None),
    "warehousing": _ceiling(200, 30_000, None),
    "post": _ceiling(1_000, 30_000, None),
    "accommodation": _ceiling(300, 10_000, None),
    "catering": _ceiling(300, 10_000, None),
    "information_transmission": _ceiling(2_000, 100_000, None),
    "software": _ceiling(300, 10_000, None),
    "real_estate": _ceiling(None, 200_000, 10_000),
    "property": _ceiling(1_000, 5_000, None),
    "leasing_business": _ceiling(300, None, 120_000),
    "other": _ceiling(300, None, None),
}
INDUSTRIES = list(CEILINGS)
