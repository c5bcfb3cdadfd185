"""Firms that pass one tier only just, and how the tests change them."""

from __future__ import annotations

from fractions import Fraction

from kleene import WAN
from vocabulary import BY_ID, INPUTS, Facts, in_domain, plain

LEAST: Facts = {
    name: False
    if BY_ID[name].kind == "boolean"
    else BY_ID[name].choices[0]
    if BY_ID[name].kind == "enum"
    else max(BY_ID[name].low or Fraction(0), Fraction(0))
    for name in INPUTS
}


def firm(start: Facts, **facts: bool | int | str) -> Facts:
    """A firm with some facts changed; numbers may be written as decimal text."""
    changed = dict(start)
    for name, value in facts.items():
        if isinstance(value, bool):
            changed[name] = value
        else:
            changed[name] = str(value) if BY_ID[name].kind == "enum" else Fraction(value)
        assert in_domain(name, changed[name]), name
    return changed


def wan(amount: int | str) -> str:
    """An amount in 万元 as yuan."""
    return plain(Fraction(amount) * WAN)


PLAIN = firm(
    LEAST,
    industry="industry",
    registered_in_china=True,
    legal_person=True,
    product_field="other",
    employees=100,
    revenue_1=wan(1_000),
    revenue_2=wan(1_000),
    revenue_3=wan(1_000),
    main_revenue_1=wan(1_000),
    main_revenue_2=wan(1_000),
    main_revenue_3=wan(1_000),
    total_assets_1=wan(100),
    total_liabilities_1=wan(100),
    domestic_rank=100,
)
SRDI_22 = firm(
    PLAIN,
    title_innovative_valid=True,
    market_years=2,
    rd_expense_1=wan(100),
    maker_china_500_3y=True,
)
GIANT_22 = firm(
    PLAIN,
    title_srdi_valid=True,
    market_years=3,
    revenue_1=wan(9_999),
    revenue_2=wan(9_000),
    main_revenue_1=wan("6999.3"),
    main_revenue_2=wan("6666"),
    main_revenue_3=wan("6060"),
    rd_expense_1=wan("599.94"),
    rd_expense_2=wan(540),
    total_liabilities_1=wan(70),
    finding_governance=True,
    finding_reputation=True,
    finding_chain=True,
    key_field=True,
    core_information_systems=1,
    mgmt_or_product_certified=True,
    market_share="0.1",
    own_brand=True,
    rd_institution="below_city",
    ip1_applied=2,
)
SRDI_26 = firm(
    PLAIN,
    legal_person=False,
    title_tech_sme_valid=True,
    market_years=3,
    revenue_1=wan(1_500),
    main_revenue_1=wan(1_200),
    total_liabilities_1=wan(80),
    rd_expense_1=wan(100),
    rd_expense_2=wan(100),
    ip1_applied=1,
    finding_market_position=True,
    platform_score_1=50,
)
GIANT_26 = firm(
    PLAIN,
    title_srdi_valid=True,
    market_years=3,
    revenue_1=wan("11025"),
    revenue_2=wan("10500"),
    revenue_3=wan("10000"),
    main_revenue_1=wan("9922.5"),
    total_liabilities_1=wan(75),
    rd_expense_1=wan(500),
    rd_expense_2=wan(700),
    ip1_applied=4,
    domestic_rank=3,
    finding_reputation=True,
    finding_chain=True,
    key_field=True,
    platform_score_1=60,
)
