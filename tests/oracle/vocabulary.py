"""The names, kinds and domains of the facts, so that the oracle reads and writes tables by itself.

Written from the public vocabulary (facts.csv). Nothing here computes a rule.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

Value = bool | str | Fraction
Facts = dict[str, Value]

INDUSTRIES = (
    "agriculture",
    "industry",
    "construction",
    "wholesale",
    "retail",
    "transport",
    "warehousing",
    "post",
    "accommodation",
    "catering",
    "information_transmission",
    "software",
    "real_estate",
    "property",
    "leasing_business",
    "other",
)
RD_INSTITUTIONS = ("none", "below_city", "city", "province", "national")
PRODUCT_FIELDS = ("gap_filling", "six_bases", "other")


@dataclass(frozen=True)
class Fact:
    """One column: its kind, its domain and the smallest step that the generator makes."""

    id: str
    kind: str
    low: Fraction | None = None
    high: Fraction | None = None
    step: Fraction = Fraction(1)
    choices: tuple[str, ...] = ()


def _text(*ids: str) -> list[Fact]:
    return [Fact(i, "text") for i in ids]


def _flag(*ids: str) -> list[Fact]:
    return [Fact(i, "boolean") for i in ids]


def _enum(name: str, choices: Iterable[str]) -> list[Fact]:
    return [Fact(name, "enum", choices=tuple(choices))]


def _count(*ids: str, low: int = 0, high: int | None = None) -> list[Fact]:
    top = None if high is None else Fraction(high)
    return [Fact(i, "integer", Fraction(low), top) for i in ids]


def _money(*ids: str, signed: bool = False) -> list[Fact]:
    return [Fact(i, "money", None if signed else Fraction(0), None, Fraction(1, 100)) for i in ids]


def _decimal(name: str, high: int | None, step: str) -> list[Fact]:
    top = None if high is None else Fraction(high)
    return [Fact(name, "decimal", Fraction(0), top, Fraction(step))]


FACTS: tuple[Fact, ...] = tuple(
    _text("uscc", "name", "province", "city", "county")
    + _enum("industry", INDUSTRIES)
    + _flag("registered_in_china", "legal_person", "abnormal_operations", "serious_dishonesty")
    + _flag("prohibited_product", "major_incident_3y")
    + _count("employees", "rd_staff")
    + _money("revenue_1", "revenue_2", "revenue_3")
    + _money("main_revenue_1", "main_revenue_2", "main_revenue_3")
    + _money("rd_expense_1", "rd_expense_2")
    + _money("net_profit_1", signed=True)
    + _money("total_assets_1", "total_liabilities_1", "equity_financing_2y", "equity_financing_3y")
    + _decimal("market_years", None, "0.01")
    + _decimal("market_share", 1, "0.0001")
    + _count("domestic_rank", low=1)
    + _count("ip1_high_value", "ip1_self_developed", "ip1", "ip1_applied", "ip2")
    + _flag("award_prov_or_nat_3y", "award_prov_top3_3y", "award_nat_top5_3y", "award_nat_top3_3y")
    + _flag("honour_valid")
    + _enum("rd_institution", RD_INSTITUTIONS)
    + _flag("maker_china_500_3y", "maker_china_50_3y", "strategic_emerging")
    + _enum("product_field", PRODUCT_FIELDS)
    + _flag("key_field")
    + _count("digital_level", high=4)
    + _flag("quality_award_prov", "qms_certified", "own_brand", "standard_setting")
    + _count("core_information_systems")
    + _flag("mgmt_or_product_certified")
    + _decimal("local_score", 15, "0.01")
    + _decimal("platform_score_1", 100, "0.01")
    + _decimal("platform_score_2", 100, "0.01")
    + _flag("finding_governance", "finding_reputation", "finding_market_position", "finding_chain")
    + _flag("title_innovative_valid", "title_tech_sme_valid", "title_srdi_valid")
    + _flag("title_little_giant_valid", "renewal")
)
# What single provinces and the evaluation of technology SMEs ask beyond the public vocabulary; no columns of tables.
ADDED: tuple[Fact, ...] = tuple(
    _flag("sc_modern_industry", "sc_heritage_or_first_product", "sc_regional_product", "finding_seed")
    + _flag("resident_enterprise", "major_incident_2y", "high_tech_valid", "award_nat_top3_5y", "standard_lead_5y")
    + _count("tech_staff", "tech_ip1", "tech_ip2")
    + _money("total_cost_1")
)
BY_ID: dict[str, Fact] = {fact.id: fact for fact in (*FACTS, *ADDED)}
COLUMNS: tuple[str, ...] = tuple(fact.id for fact in FACTS)
INPUTS: tuple[str, ...] = tuple(fact.id for fact in FACTS if fact.kind != "text")


def in_domain(name: str, value: Value) -> bool:
    """Whether the vocabulary accepts this value for this fact."""
    fact = BY_ID[name]
    if fact.kind == "boolean":
        return isinstance(value, bool)
    if fact.kind == "text":
        return isinstance(value, str)
    if fact.kind == "enum":
        return value in fact.choices
    if isinstance(value, (bool, str)):
        return False
    if fact.kind == "integer" and value.denominator != 1:
        return False
    if fact.kind == "money" and (value * 100).denominator != 1:
        return False
    return (fact.low is None or value >= fact.low) and (fact.high is None or value <= fact.high)


def parse_cell(name: str, cell: str) -> Value:
    """One cell, not empty, as a value; raises ValueError outside the domain."""
    kind = BY_ID[name].kind
    value: Value
    if kind == "boolean":
        if cell not in ("true", "false"):
            raise ValueError(f"{name}: {cell!r} is no boolean")
        value = cell == "true"
    elif kind in ("text", "enum"):
        value = cell
    else:
        value = Fraction(cell)
    if not in_domain(name, value):
        raise ValueError(f"{name}: {cell!r} is outside its domain")
    return value


def plain(value: Value) -> str:
    """A value as a cell: true/false, or a finite decimal in plain notation."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > 40:
            raise ValueError(f"{value} is no finite decimal")
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    if places == 0:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def read_table(path: Path) -> list[Facts]:
    """The firms of a CSV file; an empty cell is a fact left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: parse_cell(name, cell) for name, cell in row.items() if cell != ""}
            for row in csv.DictReader(file)
        ]


def write_table(path: Path, firms: Iterable[Mapping[str, Value]], more: tuple[str, ...] = ()) -> None:
    """Firms as a CSV file, one column a fact and one for each of `more`, gaps as empty cells."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*COLUMNS, *more))
        for firm in firms:
            writer.writerow([plain(firm[name]) if name in firm else "" for name in (*COLUMNS, *more)])
