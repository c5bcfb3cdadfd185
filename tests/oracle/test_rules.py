"""The oracle against cases worked out by hand, so that it earns the right to contradict the engine.

python -m unittest discover -s tests/oracle
"""

from __future__ import annotations

import unittest
from fractions import Fraction

from cases import GIANT_22, GIANT_26, PLAIN, SRDI_22, SRDI_26, firm, wan
from kleene import every, some
from rules import (
    SME_CEILINGS,
    base_2022,
    base_2026,
    evaluate,
    innovative_card,
    is_sme,
    mean_growth,
    rd_input_points,
    srdi_card,
)
from vocabulary import INDUSTRIES, Facts, plain


class Case(unittest.TestCase):
    """What the cases below share."""

    def verdict(self, scheme: str, tier: str, facts: Facts, expected: bool | None) -> None:
        """One verdict, with the parts that decided it in the message."""
        said = evaluate(facts, scheme, tier)
        self.assertIs(said.verdict, expected, said.parts)


class Logic(Case):
    """Kleene's tables."""

    def test_kleene(self) -> None:
        self.assertIs(every(None, False), False)
        self.assertIs(every(None, True), None)
        self.assertIs(some(None, True), True)
        self.assertIs(some(None, False), None)


class Base(Case):
    """Base conditions and the size table."""

    def test_editions(self) -> None:
        self.assertTrue(base_2022(PLAIN))
        self.assertFalse(base_2022(firm(PLAIN, legal_person=False)))
        self.assertTrue(base_2026(firm(PLAIN, legal_person=False)))
        for name in ("abnormal_operations", "serious_dishonesty", "prohibited_product", "major_incident_3y"):
            self.assertFalse(base_2022(firm(PLAIN, **{name: True})))
            self.assertFalse(base_2026(firm(PLAIN, **{name: True})))

    def test_size_rows(self) -> None:
        self.assertEqual(set(SME_CEILINGS), set(INDUSTRIES))
        rows: list[tuple[str, int, str, str, bool]] = [
            ("agriculture", 5, "19999.999999", "0", True),
            ("agriculture", 5, "20000", "0", False),
            ("industry", 999, "50000", "0", True),
            ("industry", 1_000, "39999", "0", True),
            ("industry", 1_000, "40000", "0", False),
            ("construction", 5_000, "80000", "79999", True),
            ("construction", 1, "80000", "80000", False),
            ("wholesale", 200, "40000", "0", False),
            ("retail", 299, "20000", "0", True),
            ("transport", 1_000, "30000", "0", False),
            ("warehousing", 200, "29999", "0", True),
            ("post", 1_000, "30000", "0", False),
            ("accommodation", 300, "10000", "0", False),
            ("catering", 300, "9999", "0", True),
            ("information_transmission", 2_000, "100000", "0", False),
            ("software", 300, "10000", "0", False),
            ("real_estate", 10, "200000", "9999", True),
            ("real_estate", 10, "200000", "10000", False),
            ("property", 1_000, "5000", "0", False),
            ("leasing_business", 300, "0", "120000", False),
            ("leasing_business", 300, "999999", "119999", True),
            ("other", 299, "999999", "999999", True),
            ("other", 300, "0", "0", False),
        ]
        for industry, staff, revenue, assets, expected in rows:
            facts = firm(
                PLAIN,
                industry=industry,
                employees=staff,
                revenue_1=wan(revenue),
                total_assets_1=wan(assets),
            )
            self.assertIs(is_sme(facts), expected, (industry, staff, revenue, assets))


class Innovative(Case):
    """63号 附件1."""

    def test_vector_60(self) -> None:
        facts = firm(
            PLAIN,
            ip1=1,
            rd_expense_1=wan(20),
            main_revenue_1=wan(600),
            main_revenue_2=plain(Fraction("5714285.71")),
            total_liabilities_1=wan(75),
            strategic_emerging=True,
        )
        said = evaluate(facts, "2022", "innovative")
        self.assertEqual(said.score, 60)
        self.assertEqual(said.groups, {"innovation": 20, "growth": 15, "specialised": 25})
        self.assertIs(said.verdict, True)
        self.verdict("2026", "innovative", facts, True)
        self.verdict("2026", "innovative", firm(facts, legal_person=False), False)
        self.verdict("2022", "innovative", firm(facts, total_liabilities_1="750000.01"), False)

    def test_vector_55(self) -> None:
        facts = firm(PLAIN, ip2=1, rd_expense_1=wan(30), main_revenue_1=wan(550), total_liabilities_1=wan(80))
        facts = firm(facts, main_revenue_2=plain(Fraction("4782608.69")))
        said = evaluate(facts, "2022", "innovative")
        self.assertEqual(list(said.groups.values()), [20, 20, 15])
        self.assertIs(said.verdict, False)

    def test_vector_80_with_weak_growth(self) -> None:
        facts = firm(
            PLAIN,
            ip1_high_value=1,
            rd_expense_1=wan(50),
            main_revenue_1=wan(728),
            main_revenue_2=wan(700),
            total_liabilities_1=wan(60),
            strategic_emerging=True,
        )
        said = evaluate(facts, "2022", "innovative")
        self.assertEqual(list(said.groups.values()), [40, 10, 30])
        self.assertIs(said.verdict, False)

    def test_direct(self) -> None:
        self.verdict("2022", "innovative", PLAIN, False)
        self.verdict("2022", "innovative", firm(PLAIN, honour_valid=True), True)
        self.verdict("2022", "innovative", firm(PLAIN, award_prov_or_nat_3y=True), True)
        self.verdict("2022", "innovative", firm(PLAIN, rd_institution="province"), True)
        self.verdict("2022", "innovative", firm(PLAIN, equity_financing_3y=wan(500)), True)
        self.verdict("2022", "innovative", firm(PLAIN, equity_financing_3y="4999999.99"), False)
        self.verdict("2022", "innovative", firm(PLAIN, rd_institution="city"), False)

    def test_zero_denominator(self) -> None:
        facts = firm(PLAIN, revenue_1=0, ip1_high_value=1, total_liabilities_1=0)
        said = evaluate(facts, "2022", "innovative")
        self.assertIsNone(said.score)
        self.assertEqual(said.groups["growth"], 15)
        self.assertIs(said.verdict, None)
        self.verdict("2022", "innovative", firm(facts, honour_valid=True), True)
        self.verdict("2022", "innovative", firm(facts, total_liabilities_1=wan(100)), False)
        self.assertEqual(innovative_card(facts)["specialised"].least, 5)
        self.assertEqual(innovative_card(facts)["specialised"].most, 25)


class Srdi(Case):
    """63号 附件2 and 2号 附件1."""

    def test_vector_revenue_900(self) -> None:
        facts = firm(
            SRDI_22,
            revenue_1=wan(900),
            main_revenue_1=wan(900),
            maker_china_500_3y=False,
            equity_financing_2y=wan(2_000),
            product_field="gap_filling",  # 5 + main 5 + years 1, growth 0
            digital_level=3,
            qms_certified=True,
            own_brand=True,
            net_profit_1=wan(90),
            total_liabilities_1=wan(60),  # 5 + 5 + 10 + 3
            local_score=9,
            ip1_self_developed=1,  # 8 + 10 (11.1%) + 0 + 0
        )
        card = srdi_card(facts)
        self.assertEqual([g.single() for g in card.values()], [11, 23, 9, 18])
        self.assertIs(evaluate(facts, "2022", "srdi").verdict, True)
        exact = firm(facts, local_score=8)
        self.assertEqual(evaluate(exact, "2022", "srdi").score, 60)
        self.verdict("2022", "srdi", exact, True)
        self.verdict("2022", "srdi", firm(facts, local_score="7.99"), False)
        self.verdict("2022", "srdi", firm(exact, equity_financing_2y="19999999.99"), False)

    def test_vector_rd_share(self) -> None:
        self.verdict("2022", "srdi", SRDI_22, True)
        self.verdict("2022", "srdi", firm(SRDI_22, revenue_1=wan(4_000)), False)
        self.verdict("2022", "srdi", firm(SRDI_22, rd_expense_1="999999.99"), False)
        self.verdict("2022", "srdi", firm(SRDI_22, market_years="1.99"), False)
        self.verdict("2022", "srdi", firm(SRDI_22, title_innovative_valid=False), False)

    def test_vector_items(self) -> None:
        facts = firm(PLAIN, rd_expense_1=wan(120), revenue_1=wan(1_200))
        self.assertEqual(rd_input_points(facts).single(), 10)
        base = srdi_card(PLAIN)
        one = srdi_card(firm(PLAIN, qms_certified=True))
        two = srdi_card(firm(PLAIN, qms_certified=True, own_brand=True))
        refined = [card["refined"].least - base["refined"].least for card in (one, two)]
        self.assertEqual(refined, [3, 5])
        for years, points in (("1.9", 0), ("2", 1), ("9.99", 4), ("10", 5), ("30", 5)):
            card = srdi_card(firm(PLAIN, market_years=years))
            self.assertEqual(card["specialised"].least - base["specialised"].least, points, years)

    def test_better_of_two_keeps_its_floor(self) -> None:
        points = rd_input_points(firm(PLAIN, rd_expense_1=wan(300), revenue_1=0))
        self.assertEqual((points.least, points.most), (6, 10))
        self.assertEqual(rd_input_points(firm(PLAIN, rd_expense_1=wan(500), revenue_1=0)).single(), 10)

    def test_direct_2022(self) -> None:
        facts = firm(SRDI_22, maker_china_500_3y=False)
        self.verdict("2022", "srdi", facts, False)
        self.verdict("2022", "srdi", firm(facts, rd_expense_2=wan(1_900)), True)
        self.verdict("2022", "srdi", firm(facts, rd_expense_2="18999999.99"), False)
        self.verdict("2022", "srdi", firm(facts, equity_financing_2y=wan(6_000)), True)
        self.verdict("2022", "srdi", firm(facts, award_nat_top5_3y=True), True)
        self.verdict("2022", "srdi", firm(facts, award_nat_top3_3y=True), False)

    def test_2026(self) -> None:
        self.verdict("2026", "srdi", SRDI_26, True)
        self.verdict("2022", "srdi", SRDI_26, False)
        for change in (
            {"title_tech_sme_valid": False},
            {"market_years": "2.99"},
            {"revenue_1": "14999999.99"},
            {"main_revenue_1": "11999999.99"},
            {"total_liabilities_1": "800000.01"},
            {"rd_expense_2": "999999.99"},
            {"revenue_2": "33333333.34"},
            {"ip1_applied": 0},
            {"finding_market_position": False},
            {"platform_score_1": "49.99"},
        ):
            self.verdict("2026", "srdi", firm(SRDI_26, **change), False)
        self.verdict("2026", "srdi", firm(SRDI_26, ip1_applied=0, rd_institution="province"), True)
        self.verdict("2026", "srdi", firm(SRDI_26, ip1_applied=0, award_nat_top5_3y=True), False)
        late = firm(SRDI_26, platform_score_1=0, platform_score_2=50)
        self.verdict("2026", "srdi", late, False)
        self.verdict("2026", "srdi", firm(late, renewal=True), True)
        self.verdict("2026", "srdi", firm(SRDI_26, revenue_2=0), None)


class LittleGiant(Case):
    """63号 附件3, 2号 附件2 and the two calls."""

    def test_2022_middle_branch(self) -> None:
        self.verdict("2022", "little_giant", GIANT_22, True)
        self.verdict("2022", "little_giant", firm(GIANT_22, rd_expense_2=wan(531)), False)
        self.verdict("2022", "little_giant", firm(GIANT_22, rd_expense_2=0, maker_china_50_3y=True), True)
        for change in (
            {"ip1_applied": 1},
            {"rd_institution": "none"},
            {"market_share": "0.0999"},
            {"total_liabilities_1": "700000.01"},
            {"finding_chain": False},
            {"main_revenue_1": "69992999.99"},
        ):
            self.verdict("2022", "little_giant", firm(GIANT_22, **change), False)

    def test_2022_branches_at_their_edges(self) -> None:
        high = {"main_revenue_1": wan(8_000), "rd_expense_1": wan(300), "rd_expense_2": wan(270)}
        self.verdict("2022", "little_giant", firm(GIANT_22, revenue_1=wan(10_000), **high), True)
        self.verdict("2022", "little_giant", firm(GIANT_22, revenue_1="99999999.99", **high), False)
        low = firm(GIANT_22, rd_staff=50, rd_expense_1=wan(3_000), equity_financing_2y=wan(8_000))
        low = firm(low, rd_expense_2=0)
        self.verdict("2022", "little_giant", firm(low, revenue_1="49999999.99"), True)
        self.verdict("2022", "little_giant", firm(low, revenue_1=wan(5_000)), False)
        self.verdict("2022", "little_giant", firm(low, revenue_1="49999999.99", rd_staff=49), False)
        self.verdict("2022", "little_giant", firm(low, revenue_1="49999999.99", employees=0), None)
        self.verdict("call2025", "little_giant", firm(low, revenue_1="49999999.99"), False)

    def test_vector_mean_is_not_compound(self) -> None:
        chain = {"main_revenue_3": wan(8_000), "main_revenue_2": wan(9_600), "main_revenue_1": wan(8_736)}
        facts = firm(GIANT_22, **chain)
        self.assertEqual(mean_growth(facts), Fraction("0.055"))
        self.verdict("2022", "little_giant", facts, True)
        slow = firm(GIANT_26, revenue_3=wan(8_000), revenue_1=wan(8_736), main_revenue_1=wan(8_736))
        self.assertIs(evaluate(slow, "2026", "little_giant").parts["(二) growth"], False)
        self.verdict("2026", "little_giant", slow, False)

    def test_2026(self) -> None:
        self.verdict("2026", "little_giant", GIANT_26, True)
        for change in (
            {"revenue_1": "110249999.99"},
            {"revenue_3": "100000000.01"},
            {"main_revenue_1": "99224999.99"},
            {"rd_expense_1": "4999999.99"},
            {"ip1_applied": 3},
            {"domestic_rank": 4},
            {"total_liabilities_1": "750000.01"},
            {"platform_score_1": "59.99"},
            {"key_field": False},
        ):
            self.verdict("2026", "little_giant", firm(GIANT_26, **change), False)
        self.verdict("2026", "little_giant", firm(GIANT_26, ip1_applied=0, award_nat_top3_3y=True), True)
        self.verdict("2026", "little_giant", firm(GIANT_26, domestic_rank=9, market_share="0.1"), True)
        self.verdict("2026", "little_giant", firm(GIANT_26, revenue_3=0), None)

    def test_vector_renewal_skips_growth(self) -> None:
        slow = firm(GIANT_26, revenue_3=plain(Fraction("108077639.45")))
        self.verdict("2026", "little_giant", slow, False)
        self.verdict("2026", "little_giant", firm(slow, renewal=True), True)

    def test_calls(self) -> None:
        flat = firm(GIANT_22, main_revenue_2=wan("6999.3"), main_revenue_3=wan("6999.3"))
        self.verdict("call2025", "little_giant", GIANT_22, True)
        self.verdict("call2025", "little_giant", flat, False)
        self.verdict("call2025", "little_giant", firm(flat, renewal=True), True)
        self.verdict("2022", "little_giant", firm(flat, renewal=True), False)
        self.verdict("call2026", "little_giant", GIANT_22, False)
        self.verdict("call2026", "little_giant", firm(GIANT_22, renewal=True), True)
        self.verdict("call2026", "little_giant", GIANT_26, True)
        self.verdict("call2026", "little_giant", firm(GIANT_26, renewal=True), False)


if __name__ == "__main__":
    unittest.main()
