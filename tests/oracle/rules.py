"""A second, naive calculation of the national rules: what an engine's answers are checked against.

Facts are complete here; money is in yuan. An answer is True, False or None. None is "undetermined":
somewhere a ratio has a denominator that is not positive. It is carried by Kleene's logic, and in a
scorecard the item then counts from its least to its most points.

Documents: 63号 = 工信部企业〔2022〕63号; 2号 = 工信部企业〔2026〕2号; 300号 = 工信部联企业〔2011〕300号;
190号 = 工信厅企业函〔2025〕190号; 117号 = 工信厅企业函〔2026〕117号.
"""

from __future__ import annotations

from fractions import Fraction

from kleene import (
    WAN,
    Answer,
    Given,
    Points,
    Truth,
    answer,
    at_least,
    at_most,
    better,
    every,
    exactly,
    falling,
    flag,
    number,
    percent,
    quotient,
    ratio,
    rising,
    some,
    total,
)

TIERS = ("innovative", "srdi", "little_giant")
SCHEMES = ("2022", "2026", "call2025", "call2026")

# --- Size table -------------------------------------------------------------------------------

# 300号: SME if below any one ceiling (staff; revenue and assets in 万元).
SME_CEILINGS: dict[str, tuple[int | None, int | None, int | None]] = {
    "agriculture": (None, 20_000, None),
    "industry": (1_000, 40_000, None),
    "construction": (None, 80_000, 80_000),
    "wholesale": (200, 40_000, None),
    "retail": (300, 20_000, None),
    "transport": (1_000, 30_000, None),
    "warehousing": (200, 30_000, None),
    "post": (1_000, 30_000, None),
    "accommodation": (300, 10_000, None),
    "catering": (300, 10_000, None),
    "information_transmission": (2_000, 100_000, None),
    "software": (300, 10_000, None),
    "real_estate": (None, 200_000, 10_000),
    "property": (1_000, 5_000, None),
    "leasing_business": (300, None, 120_000),
    "other": (300, None, None),
}


def is_sme(facts: Given) -> bool:
    """《中小企业划型标准规定》 300号, 四: large only when every ceiling of the row is reached."""
    staff, revenue, assets = SME_CEILINGS[str(facts["industry"])]
    return (
        (staff is not None and number(facts, "employees") < staff)
        or (revenue is not None and number(facts, "revenue_1") < revenue * WAN)
        or (assets is not None and number(facts, "total_assets_1") < assets * WAN)
    )


# --- Base conditions --------------------------------------------------------------------------


def base_2022(facts: Given) -> bool:
    """63号 第三条: registered, a legal person, an SME, on no list, no banned product, no incident."""
    return flag(facts, "legal_person") and base_2026(facts)


def base_2026(facts: Given) -> bool:
    """2号 第十一条: 依法设立 in place of the legal person; the kinds of incident are in the fact."""
    return (
        flag(facts, "registered_in_china")
        and is_sme(facts)
        and not flag(facts, "abnormal_operations")
        and not flag(facts, "serious_dishonesty")
        and not flag(facts, "prohibited_product")
        and not flag(facts, "major_incident_3y")
    )


# --- Quantities (63号 附件4) ---------------------------------------------------------------------


def growth_of_year(facts: Given, year: int) -> Fraction | None:
    """63号 附件4: (this year's main revenue - the one before) / the one before."""
    current = number(facts, f"main_revenue_{year}")
    before = number(facts, f"main_revenue_{year + 1}")
    return ratio(current - before, before)


def mean_growth(facts: Given) -> Fraction | None:
    """63号 附件4: 近2年平均增长率, the arithmetic mean of two yearly rates."""
    last, earlier = growth_of_year(facts, 1), growth_of_year(facts, 2)
    if last is None or earlier is None:
        return None
    return (last + earlier) / 2


def best_ip_class(facts: Given, points: tuple[int, int, int, int]) -> Points:
    """63号 附件1 item 1, 附件2 item 10: the highest single class counts, A, B, C or D."""
    classes = ("ip1_high_value", "ip1_self_developed", "ip1", "ip2")
    for name, value in zip(classes, points, strict=True):
        if number(facts, name) >= 1:
            return exactly(value)
    return exactly(0)


def institution_of_province(facts: Given) -> bool:
    """省部级以上研发机构."""
    return facts["rd_institution"] in ("province", "national")


# --- Innovative SME ---------------------------------------------------------------------------


def innovative_card(facts: Given) -> dict[str, Points]:
    """63号 附件1 二: groups innovation (40), growth (30), specialised (30)."""
    rd = quotient(facts, "rd_expense_1", "revenue_1")
    main = quotient(facts, "main_revenue_1", "revenue_1")
    debt = quotient(facts, "total_liabilities_1", "total_assets_1")
    growth = growth_of_year(facts, 1)
    return {
        "innovation": best_ip_class(facts, (20, 15, 10, 5)) + rising(rd, ((5, 20), (3, 15), (2, 10), (1, 5))),
        "growth": rising(growth, ((15, 20), (10, 15), (5, 10), (0, 5))) + falling(debt, ((55, 10), (75, 5))),
        "specialised": exactly(10 if flag(facts, "strategic_emerging") else 5)
        + rising(main, ((70, 20), (60, 15), (55, 10), (50, 5))),
    }


def innovative(facts: Given) -> Answer:
    """63号 附件1 一: a direct condition, or 60 points with 20, 15 and 15 in the groups.

    Stays whole under 2号 (第三十条: 附件1 is used until the merged standard is issued).
    """
    card = innovative_card(facts)
    direct = some(
        flag(facts, "award_prov_or_nat_3y"),
        flag(facts, "honour_valid"),
        institution_of_province(facts),
        number(facts, "equity_financing_3y") >= 500 * WAN,
    )
    score = every(
        total(card).reaches(60),
        card["innovation"].reaches(20),
        card["growth"].reaches(15),
        card["specialised"].reaches(15),
    )
    return answer({"base": base_2022(facts), "direct or score": some(direct, score)}, card)


# --- SRDI SME ---------------------------------------------------------------------------------


def srdi_card(facts: Given) -> dict[str, Points]:
    """63号 附件2 二: groups specialised (25), refined (25), distinctive (15), innovation (35)."""
    field_points = {"gap_filling": 5, "six_bases": 3, "other": 0}
    digital_points = {0: 0, 1: 0, 2: 3, 3: 5, 4: 5}
    institution_points = {"none": 0, "below_city": 2, "city": 4, "province": 8, "national": 10}
    quality_names = ("quality_award_prov", "qms_certified", "own_brand", "standard_setting")
    quality = 3 * sum(flag(facts, name) for name in quality_names)

    main = quotient(facts, "main_revenue_1", "revenue_1")
    margin = quotient(facts, "net_profit_1", "revenue_1")
    debt = quotient(facts, "total_liabilities_1", "total_assets_1")
    staff = quotient(facts, "rd_staff", "employees")
    return {
        "specialised": rising(main, ((80, 5), (70, 3), (60, 1)))
        + rising(mean_growth(facts), ((10, 10), (8, 8), (6, 6), (4, 4), (0, 2)))
        + exactly(min(5, number(facts, "market_years") // 2))
        + exactly(field_points[str(facts["product_field"])]),
        "refined": exactly(digital_points[int(number(facts, "digital_level"))])
        + exactly(min(5, quality))
        + rising(margin, ((10, 10), (8, 8), (6, 6), (4, 4), (2, 2)))
        + falling(debt, ((50, 5), (60, 3), (70, 1))),
        "distinctive": exactly(number(facts, "local_score")),
        "innovation": best_ip_class(facts, (10, 8, 6, 2))
        + rd_input_points(facts)
        + rising(staff, ((20, 5), (10, 3), (5, 1)))
        + exactly(institution_points[str(facts["rd_institution"])]),
    }


def rd_input_points(facts: Given) -> Points:
    """63号 附件2 item 11: by amount or by share of revenue, the better of the two."""
    spent = number(facts, "rd_expense_1")
    by_amount = 0
    for amount, points in ((100, 2), (200, 4), (300, 6), (400, 8), (500, 10)):
        if spent >= amount * WAN:
            by_amount = points
    share = quotient(facts, "rd_expense_1", "revenue_1")
    by_share = rising(share, ((10, 10), (8, 8), (6, 6), (4, 4), (3, 2)))
    return better(exactly(by_amount), by_share)


def srdi_2022(facts: Given, *, mark: int = 60) -> Answer:
    """63号 附件2 一: the four conditions (一) to (四), for a valid innovative SME; some provinces ask for more."""
    card = srdi_card(facts)
    spent = number(facts, "rd_expense_1")
    equity = number(facts, "equity_financing_2y")
    direct = some(
        flag(facts, "award_prov_top3_3y"),
        flag(facts, "award_nat_top5_3y"),
        (spent + number(facts, "rd_expense_2")) / 2 >= 1_000 * WAN,
        equity >= 6_000 * WAN,
        flag(facts, "maker_china_500_3y"),
    )
    parts = {
        "base": base_2022(facts),
        "prerequisite": flag(facts, "title_innovative_valid"),
        "(一) years": number(facts, "market_years") >= 2,
        "(二) R&D": every(
            spent >= 100 * WAN,
            at_least(quotient(facts, "rd_expense_1", "revenue_1"), percent(3)),
        ),
        "(三) revenue": number(facts, "revenue_1") >= 1_000 * WAN or equity >= 2_000 * WAN,
        "(四) score or direct": some(total(card).reaches(mark), direct),
    }
    return answer(parts, card)


def platform_score(facts: Given, mark: int) -> bool:
    """2号 附件1 (六), 附件2 (七): this year's score; a renewal may show either of two years."""
    this_year = number(facts, "platform_score_1") >= mark
    last_year = number(facts, "platform_score_2") >= mark
    return this_year or (flag(facts, "renewal") and last_year)


def rd_shares_of_two_years(facts: Given, share: int) -> Truth:
    """每年, 均: R&D share of revenue, each of the last two years by itself."""
    return every(
        at_least(quotient(facts, "rd_expense_1", "revenue_1"), percent(share)),
        at_least(quotient(facts, "rd_expense_2", "revenue_2"), percent(share)),
    )


def srdi_2026(facts: Given) -> Answer:
    """2号 附件1: six conditions, all of them."""
    return answer(
        {
            "base": base_2026(facts),
            "1 prerequisite": flag(facts, "title_innovative_valid") or flag(facts, "title_tech_sme_valid"),
            "1 years": number(facts, "market_years") >= 3,
            "2 revenue": number(facts, "revenue_1") >= 1_500 * WAN
            or number(facts, "equity_financing_2y") >= 2_000 * WAN,
            "2 main": at_least(quotient(facts, "main_revenue_1", "revenue_1"), percent(80)),
            "2 debt": at_most(quotient(facts, "total_liabilities_1", "total_assets_1"), percent(80)),
            "3 R&D amounts": number(facts, "rd_expense_1") >= 100 * WAN
            and number(facts, "rd_expense_2") >= 100 * WAN,
            "3 R&D shares": rd_shares_of_two_years(facts, 3),
            "4 IP": number(facts, "ip1_applied") >= 1
            or flag(facts, "award_prov_top3_3y")
            or flag(facts, "award_nat_top3_3y")
            or institution_of_province(facts),
            "5 market position": flag(facts, "finding_market_position"),
            "6 platform score": platform_score(facts, 50),
        }
    )


# --- Little giant -----------------------------------------------------------------------------


def rd_by_revenue(facts: Given) -> Truth:
    """63号 附件3 四(一)1: three branches; 1亿 is in the 3% branch, 5000万 in the 6% branch."""
    revenue = number(facts, "revenue_1")
    if revenue >= 10_000 * WAN:
        return rd_shares_of_two_years(facts, 3)
    if revenue >= 5_000 * WAN:
        return rd_shares_of_two_years(facts, 6)
    return every(
        number(facts, "equity_financing_2y") >= 8_000 * WAN,
        number(facts, "rd_expense_1") >= 3_000 * WAN,
        at_least(quotient(facts, "rd_staff", "employees"), percent(50)),
    )


def little_giant_2022(facts: Given, *, growth_examined: bool = True) -> Answer:
    """63号 附件3: 专, 精, 特, 新, 链, 品, for a valid SRDI SME."""
    general = every(
        rd_by_revenue(facts),
        facts["rd_institution"] != "none",
        number(facts, "ip1_applied") >= 2,
    )
    direct = flag(facts, "award_nat_top3_3y") or flag(facts, "maker_china_50_3y")
    growth = at_least(mean_growth(facts), percent(5)) if growth_examined else True
    return answer(
        {
            "base": base_2022(facts),
            "prerequisite": flag(facts, "title_srdi_valid"),
            "一 years": number(facts, "market_years") >= 3,
            "一 main": at_least(quotient(facts, "main_revenue_1", "revenue_1"), percent(70)),
            "一 growth": growth,
            "二 governance": flag(facts, "finding_governance"),
            "二 information systems": number(facts, "core_information_systems") >= 1,
            "二 certified": flag(facts, "mgmt_or_product_certified"),
            "二 debt": at_most(quotient(facts, "total_liabilities_1", "total_assets_1"), percent(70)),
            "三 share": number(facts, "market_share") >= percent(10),
            "三 reputation": flag(facts, "finding_reputation"),
            "三 own brand": flag(facts, "own_brand"),
            "四 innovation": some(general, direct),
            "五 chain": flag(facts, "finding_chain"),
            "六 field": flag(facts, "key_field"),
        }
    )


def compound_growth_reaches_5_percent(facts: Given) -> Truth:
    """2号 附件2 (二): (revenue_1/revenue_3)^(1/2) - 1 >= 5%, decided on the squares."""
    return at_least(quotient(facts, "revenue_1", "revenue_3"), percent(105) ** 2)


def little_giant_2026(facts: Given) -> Answer:
    """2号 附件2: seven conditions, all of them; growth is not examined on renewal."""
    growth = True if flag(facts, "renewal") else compound_growth_reaches_5_percent(facts)
    rd_sum = number(facts, "rd_expense_1") + number(facts, "rd_expense_2")
    return answer(
        {
            "base": base_2026(facts),
            "(一) prerequisite": flag(facts, "title_srdi_valid"),
            "(一) years": number(facts, "market_years") >= 3,
            "(二) revenue": number(facts, "revenue_1") >= 5_000 * WAN,
            "(二) main": at_least(quotient(facts, "main_revenue_1", "revenue_1"), percent(90)),
            "(二) growth": growth,
            "(二) debt": at_most(quotient(facts, "total_liabilities_1", "total_assets_1"), percent(75)),
            "(三) R&D sum": rd_sum >= 1_200 * WAN,
            "(三) R&D shares": rd_shares_of_two_years(facts, 3),
            "(四) IP": number(facts, "ip1_applied") >= 4 or flag(facts, "award_nat_top3_3y"),
            "(五) position": number(facts, "market_share") >= percent(10)
            or number(facts, "domestic_rank") <= 3,
            "(五) reputation": flag(facts, "finding_reputation"),
            "(六) field": flag(facts, "key_field"),
            "(六) chain": flag(facts, "finding_chain"),
            "(七) platform score": platform_score(facts, 60),
        }
    )


def little_giant_call_2025(facts: Given) -> Answer:
    """190号: by 63号; revenue below 5000万 not accepted; no growth test for renewals."""
    ruled = little_giant_2022(facts, growth_examined=not flag(facts, "renewal"))
    accepted = number(facts, "revenue_1") >= 5_000 * WAN
    return answer({"call: revenue accepted": accepted, **ruled.parts})


def little_giant_call_2026(facts: Given) -> Answer:
    """117号: new applicants by 2号, renewals by the standard of 2022 (本年度按2022年标准把握)."""
    return little_giant_2022(facts) if flag(facts, "renewal") else little_giant_2026(facts)


def evaluate(facts: Given, scheme: str, tier: str) -> Answer:
    """One tier under an edition ("2022", "2026") or a call ("call2025", "call2026").

    The calls are about the little giant; the other tiers then follow the edition of the year:
    63号 for 2025, 2号 for 2026.
    """
    if tier == "innovative":
        return innovative(facts)
    if tier == "srdi":
        return srdi_2022(facts) if scheme in ("2022", "call2025") else srdi_2026(facts)
    little_giant = {
        "2022": little_giant_2022,
        "2026": little_giant_2026,
        "call2025": little_giant_call_2025,
        "call2026": little_giant_call_2026,
    }
    return little_giant[scheme](facts)
