"""Firms that mostly pass one tier, many of them exactly on its thresholds: what the generator starts from."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from grids import snap
from kleene import WAN, total
from rules import SME_CEILINGS, innovative_card, srdi_card
from vocabulary import BY_ID, INDUSTRIES, INPUTS, PRODUCT_FIELDS, RD_INSTITUTIONS, Facts

Options = Mapping[str, tuple[Any, ...]]

_FALSE_FLAGS = {"abnormal_operations", "serious_dishonesty", "prohibited_product", "major_incident_3y"}

# Percentages for ratios, 万元 for amounts, plain numbers for counts. `mean` is the mean of two yearly
# growth rates, `first` the last year's rate, `compound` revenue_1 over revenue_3, `position`
# a market share with a rank.
COMMON: dict[str, tuple[Any, ...]] = {
    "revenue": (1_500, 2_000, 5_000, 8_000, 12_000),
    "main": (90, 91, 95),
    "mean": (5, 10, 12),
    "first": (5, 10, 15, 20, -9, 0),
    "compound": ("110.25", 121, 115),
    "revenue_2": (95, 90, 100),
    "rd_1": (6, 7, 10),
    "rd_2": (6, 7, 10),
    "margin": (10, 8, 2),
    "debt": (40, 50, 55),
    "staff": (50, 20, 60),
    "employees": (100, 120, 200),
    "equity_2": (0, 500, 2_000),
    "equity_3": (0, 500, 2_000),
    "years": (3, 4, 10),
    "ip1_applied": (4, 5, 8),
    "platform": (60, 70, 100),
    "position": (("0.1", 5), ("0.12", 3), ("0.5", 1)),
}
_CARD: dict[str, tuple[Any, ...]] = {
    "main": (49, 50, 55, 60, 70, 80, 90),
    "mean": (-1, 0, 4, 6, 8, 10),
    "first": (-1, 0, 5, 10, 15),
    "rd_1": (0, 1, 2, 3, 4, 5, 6, 8, 10),
    "debt": (50, 55, 60, 70, 75, 80, 90),
    "margin": (-5, 0, 2, 4, 6, 8, 10),
    "staff": (0, 5, 10, 20, 30),
    "equity_2": (0, 500, 1_999),
    "equity_3": (0, 499),
}
PROFILES: dict[str, Options] = {
    "innovative card": {**COMMON, **_CARD},
    "innovative direct": {**COMMON, "equity_3": (500, 501), "main": (40, 60)},
    "srdi 2022 card": {**COMMON, **_CARD, "rd_1": (3, 4, 6, 8, 10), "years": (2, 3, 4, 6, 8, 10)},
    "srdi 2022 direct": {**COMMON, "revenue": (900, 1_000, 3_400), "rd_1": (3, 10, 12)} | {"years": (2,)},
    "srdi 2026": {**COMMON, "revenue": (1_400, 1_500, 2_000, 3_400), "main": (80, 81)}
    | {"debt": (80, 79), "revenue_2": (100, 98), "rd_1": (3, 5, 7), "rd_2": (3, 5, 7)}
    | {"ip1_applied": (1, 2), "platform": (50, 55)},
    "giant 2022 high": {**COMMON, "revenue": (10_000, 12_000), "main": (70, 71), "mean": (5, 6)}
    | {"debt": (70, 69), "rd_1": (3, 4), "rd_2": (3, 4), "ip1_applied": (2, 3)},
    "giant 2022 middle": {**COMMON, "revenue": (5_000, 9_999), "main": (70, 71), "mean": (5, 6)}
    | {"debt": (70, 69), "rd_1": (6, 7), "rd_2": (6, 7), "ip1_applied": (2, 3)},
    "giant 2022 low": {**COMMON, "revenue": (4_999, 4_000), "rd_1": (75, 80), "rd_2": (3, 6)}
    | {"equity_2": (8_000, 8_001), "ip1_applied": (2, 3), "debt": (70, 60)},
    "giant 2026": {**COMMON, "revenue": (5_000, 5_001, 20_000, 21_000), "revenue_2": (100, 98)}
    | {"debt": (75, 74), "rd_1": (13, 14, 13, 3), "rd_2": (13, 14, 13, 3), "main": (90, 91)}
    | {"compound": ("110.25", "110.26", 121), "position": (("0.1", 4), ("0.0999", 3), ("0.05", 3))},
}


def _percent(value: int | str) -> Fraction:
    return Fraction(value) / 100


def _drawer(rng: random.Random, options: Options) -> Callable[[str], Any]:
    """A function that draws one of the values of an option."""
    return lambda key: rng.choice(options[key])


def _amounts(rng: random.Random, options: Options) -> dict[str, Fraction]:
    """The revenue figures. Half the time main revenue is built first, so that growth is exact."""
    draw = _drawer(rng, options)
    main, mean, first = _percent(draw("main")), _percent(draw("mean")), _percent(draw("first"))
    second = 2 * mean - first
    target = Fraction(draw("revenue") * WAN)
    if rng.random() < 0.5:
        unit = Fraction(970_200)  # many small factors: quotients by the edges stay whole fen
        wanted = target * main / ((1 + first) * (1 + second))
        main_3 = unit * max(1, round(wanted / unit))
        main_2 = main_3 * (1 + second)
        main_1 = main_2 * (1 + first)
        revenue = main_1 / main
    else:
        revenue = target
        main_1 = main * revenue
        main_2 = main_1 / (1 + first)
        main_3 = main_2 / (1 + second)
    compound = _percent(draw("compound"))
    if rng.random() < 0.3:
        revenue = Fraction(round(revenue / 44_100) * 44_100)
    return {
        "revenue_1": revenue,
        "revenue_2": revenue * _percent(draw("revenue_2")),
        "revenue_3": revenue / compound,
        "main_revenue_1": main_1,
        "main_revenue_2": main_2,
        "main_revenue_3": main_3,
    }


def build(rng: random.Random, options: Options) -> Facts:
    """One complete firm with the given options, in no trouble and with every finding in its favour."""
    draw = _drawer(rng, options)
    amounts = {name: snap(name, value, rng) for name, value in _amounts(rng, options).items()}
    revenue, before = amounts["revenue_1"], amounts["revenue_2"]
    assets = Fraction(rng.choice((1_000, 3_000, 9_000)) * WAN)
    employees = Fraction(draw("employees"))
    share, rank = draw("position")
    amounts |= {
        "rd_expense_1": _percent(draw("rd_1")) * revenue,
        "rd_expense_2": _percent(draw("rd_2")) * before,
        "net_profit_1": _percent(draw("margin")) * revenue,
        "total_assets_1": assets,
        "total_liabilities_1": _percent(draw("debt")) * assets,
        "employees": employees,
        "rd_staff": _percent(draw("staff")) * employees,
        "equity_financing_2y": Fraction(draw("equity_2") * WAN),
        "equity_financing_3y": Fraction(draw("equity_3") * WAN),
        "market_years": Fraction(draw("years")),
        "market_share": Fraction(share),
        "domestic_rank": Fraction(rank),
        "ip1_applied": Fraction(draw("ip1_applied")),
        "digital_level": Fraction(rng.randrange(5)),
        "core_information_systems": Fraction(rng.choice((1, 2))),
        "local_score": Fraction(rng.choice((0, 5, 10, 15))),
        "platform_score_1": Fraction(draw("platform")),
        "platform_score_2": Fraction(draw("platform")),
    }
    for name in ("ip1_high_value", "ip1_self_developed", "ip1", "ip2"):
        amounts[name] = Fraction(rng.choice((0, 1, 1, 2)))
    firm: Facts = {name: snap(name, value, rng) for name, value in amounts.items()}
    firm["industry"] = rng.choice(INDUSTRIES)
    firm["rd_institution"] = rng.choice(RD_INSTITUTIONS[1:])
    firm["product_field"] = rng.choice(PRODUCT_FIELDS)
    for name in INPUTS:
        if BY_ID[name].kind == "boolean":
            firm[name] = name not in _FALSE_FLAGS
    for name in ("renewal", "award_nat_top3_3y", "maker_china_50_3y", "title_little_giant_valid"):
        firm[name] = rng.random() < 0.25
    return firm


def without_direct_ways(firm: Facts, rng: random.Random) -> None:
    """Close the ways around a scorecard, and spread the items that are no ratios."""
    for name in INPUTS:
        if name.startswith(("award_", "maker_china_")) or name == "honour_valid":
            firm[name] = False
    firm["rd_institution"] = rng.choice(RD_INSTITUTIONS[:3])
    names = ("quality_award_prov", "qms_certified", "own_brand", "standard_setting")
    for name in (*names, "strategic_emerging"):
        firm[name] = rng.random() < 0.5


def near_pass_mark(rng: random.Random, profile: str) -> Facts:
    """A firm whose scorecard comes to about 60 points, with no other way to pass."""
    options = PROFILES[profile]
    for _ in range(12):
        firm = build(rng, options)
        without_direct_ways(firm, rng)
        if profile == "innovative card":
            points = total(innovative_card(firm)).single()
            if points is not None and 55 <= points <= 65:
                return firm
            continue
        rest = total({k: v for k, v in srdi_card(firm).items() if k != "distinctive"}).single()
        if rest is not None and 45 <= rest <= 60:
            firm["local_score"] = snap(
                "local_score", 60 - rest + Fraction(rng.choice(("-0.01", "0", "0", "0.01", "-1"))), rng
            )
            return firm
    return firm


def sized(rng: random.Random, profile: str) -> Facts:
    """A firm that passes with room to spare, its size exactly around the ceilings of its industry."""
    industry = rng.choice(INDUSTRIES)
    staff, revenue, assets = SME_CEILINGS[industry]
    options = {**COMMON, "debt": (40,), "main": (95,), "mean": (12,), "equity_3": (0,), "rd_1": (7,)}
    options["rd_2"] = (7,)
    ceiling = 20_000 if revenue is None else revenue
    firm = build(rng, options)
    scale = Fraction(ceiling * WAN) / amount(firm, "revenue_1")
    for name in INPUTS:
        if BY_ID[name].kind == "money" and not name.startswith(("equity", "total")):
            firm[name] = snap(name, amount(firm, name) * scale, rng)
    firm["industry"] = industry
    offsets = (-1, 0, 0, 0, 1)
    firm["revenue_1"] = ceiling * WAN + rng.choice(offsets) * BY_ID["revenue_1"].step
    people = Fraction(300 if staff is None else staff) + rng.choice(offsets)
    firm["employees"] = people
    firm["rd_staff"] = Fraction(people // 2)
    worth = Fraction((9_000 if assets is None else assets) * WAN)
    firm["total_assets_1"] = worth + rng.choice(offsets) * BY_ID["total_assets_1"].step
    if profile == "innovative card":
        without_direct_ways(firm, rng)
    return firm


def amount(firm: Facts, name: str) -> Fraction:
    """A numeric fact of a firm being built."""
    value = firm[name]
    assert isinstance(value, Fraction)
    return value
