"""专精特新中小企业, edition 2022 (工信部企业〔2022〕63号 附件2), as a decision graph of ZEN (JDM).

It is here to be timed and to be held against exact answers. The size table is a decision table; bands are conditional
expressions, which ZEN evaluates faster than tables of one column.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pyarrow as pa
import zen

from vocabulary import CEILINGS

KEY = "srdi"


def _ratio(part: str, whole: str, none: str = "-1000000000") -> str:
    """Where the whole is zero, what reaches no band: ZEN refuses to compare null."""
    return f"{whole} > 0 ? ({part}) / {whole} : {none}"


def _bands(value: str, *points: tuple[str, int], sign: str = ">=") -> str:
    """The points of the first band whose edge the value reaches."""
    return "".join(f"{value} {sign} {edge} ? {p} : " for edge, p in points) + "0"


RATIOS = {
    "main_ratio": _ratio("main_revenue_1", "revenue_1"),
    "growth_1": _ratio("main_revenue_1 - main_revenue_2", "main_revenue_2"),
    "growth_2": _ratio("main_revenue_2 - main_revenue_3", "main_revenue_3"),
    "net_margin": _ratio("net_profit_1", "revenue_1"),
    "debt_ratio": _ratio("total_liabilities_1", "total_assets_1", "1000000000"),
    "rd_ratio": _ratio("rd_expense_1", "revenue_1"),
    "rd_staff_ratio": _ratio("rd_staff", "employees"),
}
TENTHS = (("0.1", 10), ("0.08", 8), ("0.06", 6), ("0.04", 4))
QUALITY = ("quality_award_prov", "qms_certified", "own_brand", "standard_setting")
RD_AMOUNT = _bands("rd_expense_1", *((str(points * 500_000), points) for points in (10, 8, 6, 4, 2)))
POINTS = {
    "p1": _bands("main_ratio", ("0.8", 5), ("0.7", 3), ("0.6", 1)),
    "p2": _bands("(growth_1 + growth_2) / 2", *TENTHS, ("0", 2)),
    "p3": "min([5, floor(market_years / 2)])",
    "p4": _bands("product_field", ("'gap_filling'", 5), ("'six_bases'", 3), sign="=="),
    "p5": _bands("digital_level", ("3", 5), ("2", 3)),
    "p6": f"min([5, {' + '.join(f'({name} ? 3 : 0)' for name in QUALITY)}])",
    "p7": _bands("net_margin", *TENTHS, ("0.02", 2)),
    "p8": _bands("debt_ratio", ("0.5", 5), ("0.6", 3), ("0.7", 1), sign="<="),
    "p9": "local_score",
    "p10": "ip1_high_value >= 1 ? 10 : ip1_self_developed >= 1 ? 8 : ip1 >= 1 ? 6 : ip2 >= 1 ? 2 : 0",
    "p11": f"max([{RD_AMOUNT}, {_bands('rd_ratio', *TENTHS, ('0.03', 2))}])",
    "p12": _bands("rd_staff_ratio", ("0.2", 5), ("0.1", 3), ("0.05", 1)),
    "p13": _bands(
        "rd_institution", ("'national'", 10), ("'province'", 8), ("'city'", 4), ("'below_city'", 2), sign="=="
    ),
}
CONDITIONS = (
    "registered_in_china",
    "legal_person",
    "not (abnormal_operations or serious_dishonesty or prohibited_product or major_incident_3y)",
    "small",
    "title_innovative_valid",
    "market_years >= 2",
    "rd_expense_1 >= 1000000",
    "rd_ratio >= 0.03",
    "(revenue_1 >= 10000000 or equity_financing_2y >= 20000000)",
    "(score >= 60 or award_prov_top3_3y or award_nat_top5_3y or maker_china_500_3y"
    " or (rd_expense_1 + rd_expense_2) / 2 >= 10000000 or equity_financing_2y >= 60000000)",
)


def _small_or_medium() -> dict[str, Any]:
    """《中小企业划型标准规定》: below any ceiling of its industry, a row of the table each."""
    columns = ("employees", "revenue_1", "total_assets_1")
    rows = [
        {"_id": f"{industry}-{column}", "industry": f"'{industry}'", column: f"< {limit:.0f}", "small": "true"}
        for industry, ceiling in CEILINGS.items()
        for column, limit in zip(columns, ceiling, strict=True)
        if limit is not None
    ]
    return {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [{"id": name, "name": name, "field": name} for name in ("industry", *columns)],
        "outputs": [{"id": "small", "name": "small", "field": "small"}],
        "rules": [*rows, {"_id": "large", "small": "false"}],
    }


def _expressions(expressions: dict[str, str], *, passes: bool = True) -> dict[str, Any]:
    rows = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    return {"expressions": rows, "passThrough": passes}


def graph() -> dict[str, Any]:
    """The decision graph: one node after the other."""
    stages = [
        ("size", "decisionTableNode", _small_or_medium()),
        ("ratios", "expressionNode", _expressions(RATIOS)),
        ("points", "expressionNode", _expressions(POINTS)),
        ("sum", "expressionNode", _expressions({"score": " + ".join(POINTS)})),
        ("verdict", "expressionNode", _expressions({"pass": " and ".join(CONDITIONS), "score": "score"}, passes=False)),
    ]
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode"},
        *({"id": name, "type": kind, "content": content} for name, kind, content in stages),
        {"id": "out", "type": "outputNode"},
    ]
    names = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairwise(names)]
    placed = [{**node, "name": node["id"], "position": {"x": 0, "y": 0}} for node in nodes]
    return {"nodes": placed, "edges": edges}


def engine() -> zen.ZenEngine:
    """An engine that holds the compiled graph."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {KEY: graph()}}})


def prepare(firms: pa.Table) -> list[zen.EvaluateBatchRequest]:
    """A request for each firm."""
    return [{"key": KEY, "context": firm} for firm in firms.to_pylist()]


def run(rules: zen.ZenEngine, requests: list[zen.EvaluateBatchRequest]) -> list[tuple[bool, float]]:
    """`pass` and `score` of every firm."""
    answers = []
    for answer in rules.evaluate_batch(requests):
        if not answer["success"]:
            raise RuntimeError(f"ZEN refused a firm: {answer['error']}")
        result = answer["data"]["result"]
        answers.append((result["pass"], result["score"]))
    return answers
