"""What provinces change in the national rules, and the evaluation of technology SMEs: written from the documents again.

Documents: 5号 = 粤工信规字〔2024〕5号; 39号 = 粤工信融资函〔2026〕39号;
108号 = 浙经信企业〔2026〕108号; 115号 = 国科发政〔2017〕115号; Sichuan's score sheet as quoted in June 2022. A scheme here is the policy, what was chosen, and the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import rules
from kleene import (
    WAN,
    Answer,
    Given,
    Points,
    Truth,
    answer,
    at_least,
    better,
    every,
    exactly,
    flag,
    number,
    percent,
    quotient,
    rising,
    some,
    total,
)
from vocabulary import INPUTS

TECH_SME_INPUTS = (
    "resident_enterprise",
    "employees",
    "tech_staff",
    "revenue_1",
    "rd_expense_1",
    "total_cost_1",
    "total_assets_1",
    "prohibited_product",
    "major_incident_2y",
    "abnormal_operations",
    "serious_dishonesty",
    "tech_ip1",
    "tech_ip2",
    "high_tech_valid",
    "award_nat_top3_5y",
    "rd_institution",
    "standard_lead_5y",
)
SICHUAN_POINTS = {"sc_modern_industry": 8, "sc_heritage_or_first_product": 4, "sc_regional_product": 3}
SHENZHEN = "4403"
REVIEWING_CITIES = ("4401", "4406", "4419")  # Guangzhou, Foshan, Dongguan


@dataclass(frozen=True)
class Scheme:
    """What a case chooses."""

    policy: str
    national: str
    """The edition whose rules hold: "2022" or "2026"."""
    call: str | None
    day: str


def inputs(policy: str) -> tuple[str, ...]:
    """The facts that its rules may read, those of national rules included."""
    if policy == "tech_sme":
        return TECH_SME_INPUTS
    if policy == "sichuan":
        return (*(name for name in INPUTS if name != "local_score"), *SICHUAN_POINTS)
    if policy == "tianjin":
        return (*INPUTS, "finding_seed")
    return INPUTS


def guangdong_mark(scheme: Scheme) -> int:
    """5号: 70 from 2024-08-20 until 2号 took force on 2026-04-01; the national 60 before.

    Its calls for SRDI firms are of 2025, inside that time, whatever the day of asking.
    """
    if scheme.call is not None and scheme.call.startswith("srdi_2025"):
        return 70
    return 70 if "2024-08-20" <= scheme.day <= "2026-03-31" else 60


def place(facts: Given, level: str, *codes: str) -> Truth:
    """Whether the firm is of one of these places; undetermined where its code is not given."""
    code = facts.get(level)
    return None if code is None else str(code) in codes


def opposite(truth: Truth) -> Truth:
    """Not."""
    return None if truth is None else not truth


def added(scheme: Scheme, facts: Given) -> dict[str, Truth]:
    """What a provincial call asks beyond the edition it chooses."""
    match scheme.policy, scheme.call:
        case "guangdong", "innovative_2025" | "innovative_2026":
            return {"not Shenzhen": opposite(place(facts, "city", SHENZHEN))}
        case "guangdong", "srdi_2025_reviewing_cities":
            return {"a city that reviews": place(facts, "city", *REVIEWING_CITIES)}
        case "guangdong", "srdi_2025_other_cities":
            return {"a city that pre-reviews": opposite(place(facts, "city", *REVIEWING_CITIES))}
        case "zhejiang", "srdi_2026":
            return {"registered there": place(facts, "province", "33"), "legal person": flag(facts, "legal_person")}
        case ("shanxi", "srdi_renewal_2026") | ("tianjin", "renewal_2026"):
            return {"renewal": flag(facts, "renewal")}
        case _:
            return {}


def evaluate(facts: Given, scheme: Scheme, tier: str) -> Answer:
    """One tier of a provincial policy, or of the evaluation of technology SMEs."""
    if tier == "seed":
        return answer({"finding": flag(facts, "finding_seed")})
    if tier == "tech_sme":
        return tech_sme(facts)
    if scheme.policy == "sichuan":
        local = sum(points for name, points in SICHUAN_POINTS.items() if flag(facts, name))
        facts = {**facts, "local_score": Fraction(local)}
    if scheme.policy == "guangdong" and tier == "srdi" and scheme.national == "2022":
        said = rules.srdi_2022(facts, mark=guangdong_mark(scheme))
    else:
        said = rules.evaluate(facts, scheme.national, tier)
    more = added(scheme, facts)
    return Answer(every(said.verdict, *more.values()), said.score, said.groups, {**said.parts, **more})


# --- Technology SMEs --------------------------------------------------------------------------


def tech_sme_card(facts: Given) -> dict[str, Points]:
    """115号: technical staff (20), R&D (50, of sales or of costs), results (30)."""
    staff = quotient(facts, "tech_staff", "employees")
    of_sales = quotient(facts, "rd_expense_1", "revenue_1")
    of_costs = quotient(facts, "rd_expense_1", "total_cost_1")
    second_class = min(4, int(number(facts, "tech_ip2")))
    return {
        "staff": rising(staff, ((30, 20), (25, 16), (20, 12), (15, 8), (10, 4))),
        "spending": better(
            rising(of_sales, ((6, 50), (5, 40), (4, 30), (3, 20), (2, 10))),
            rising(of_costs, ((30, 50), (25, 40), (20, 30), (15, 20), (10, 10))),
        ),
        "results": exactly(30 if number(facts, "tech_ip1") >= 1 else 6 * second_class),
    }


def tech_sme(facts: Given) -> Answer:
    """115号: the conditions, and a direct one or 60 points with some for technical staff."""
    card = tech_sme_card(facts)
    staff = quotient(facts, "tech_staff", "employees")
    direct = some(
        flag(facts, "high_tech_valid"),
        flag(facts, "award_nat_top3_5y"),
        rules.institution_of_province(facts),
        flag(facts, "standard_lead_5y"),
    )
    return answer(
        {
            "resident": flag(facts, "resident_enterprise"),
            "employees": number(facts, "employees") <= 500,
            "sales": number(facts, "revenue_1") <= 20_000 * WAN,
            "assets": number(facts, "total_assets_1") <= 20_000 * WAN,
            "product": not flag(facts, "prohibited_product"),
            "incident": not flag(facts, "major_incident_2y"),
            "abnormal": not flag(facts, "abnormal_operations"),
            "dishonest": not flag(facts, "serious_dishonesty"),
            # Some points for staff: from a tenth of all employees on.
            "score or direct": some(direct, every(total(card).reaches(60), at_least(staff, percent(10)))),
        },
        card,
    )
