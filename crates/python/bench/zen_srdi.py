"""The scorecard of 专精特新中小企业 (工信部企业〔2022〕63号 附件2) as a decision graph of ZEN (JDM), by hand.

One expression node computes the ratios, one the points of each indicator, one the sum. Bands are conditional
expressions, the idiom that ZEN evaluates fastest.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

RATIOS = {
    "main_ratio": "main_revenue_1 / revenue_1",
    "main_growth": "((main_revenue_1 - main_revenue_2) / main_revenue_2"
    " + (main_revenue_2 - main_revenue_3) / main_revenue_3) / 2",
    "net_margin": "net_profit_1 / revenue_1",
    "debt_ratio": "total_liabilities_1 / total_assets_1",
    "rd_ratio": "rd_expense_1 / revenue_1",
    "rd_staff_ratio": "rd_staff / employees",
}


def bands(value: str, *points: tuple[str, int], sign: str = ">=") -> str:
    """The points of the first band whose edge the value reaches."""
    return "".join(f"{value} {sign} {edge} ? {p} : " for edge, p in points) + "0"


RD_SPEND = bands("rd_expense_1", *((str(p * 500_000), p) for p in (10, 8, 6, 4, 2)))
RD_RATIO = bands("rd_ratio", ("0.1", 10), ("0.08", 8), ("0.06", 6), ("0.04", 4), ("0.03", 2))
POINTS = {
    "p1": bands("main_ratio", ("0.8", 5), ("0.7", 3), ("0.6", 1)),
    "p2": bands("main_growth", ("0.1", 10), ("0.08", 8), ("0.06", 6), ("0.04", 4), ("0", 2)),
    "p3": "min([5, floor(market_years / 2)])",
    "p4": bands("product_field", ("'gap_filling'", 5), ("'six_bases'", 3), sign="=="),
    "p5": bands("digital_level", ("3", 5), ("2", 3)),
    "p6": "min([5, (quality_award_prov ? 3 : 0) + (qms_certified ? 3 : 0)"
    " + (own_brand ? 3 : 0) + (standard_setting ? 3 : 0)])",
    "p7": bands("net_margin", ("0.1", 10), ("0.08", 8), ("0.06", 6), ("0.04", 4), ("0.02", 2)),
    "p8": bands("debt_ratio", ("0.5", 5), ("0.6", 3), ("0.7", 1), sign="<="),
    "p9": "local_score",
    "p10": "ip1_high_value >= 1 ? 10 : ip1_self_developed >= 1 ? 8 : ip1 >= 1 ? 6 : ip2 >= 1 ? 2 : 0",
    "p11": f"max([{RD_SPEND}, {RD_RATIO}])",
    "p12": bands("rd_staff_ratio", ("0.2", 5), ("0.1", 3), ("0.05", 1)),
    "p13": bands(
        "rd_institution", ("'national'", 10), ("'province'", 8), ("'city'", 4), ("'below_city'", 2), sign="=="
    ),
}
SUM = {"score": " + ".join(POINTS)}


def graph() -> str:
    """The decision graph as JSON."""
    stages = [("ratios", RATIOS, True), ("points", POINTS, False), ("sum", SUM, False)]
    place = {"x": 0, "y": 0}
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode", "position": place}]
    for name, expressions, passes in stages:
        rows = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
        content = {"expressions": rows, "passThrough": passes}
        nodes.append({"id": name, "name": name, "type": "expressionNode", "position": place, "content": content})
    nodes.append({"id": "out", "name": "out", "type": "outputNode", "position": place})
    ids = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairwise(ids)]
    return json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False)
