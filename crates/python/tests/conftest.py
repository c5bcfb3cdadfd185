"""What several tests need."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

import peiyu

# Nothing is kept between runs, and a busy machine is no failure.
settings.register_profile("peiyu", database=None, deadline=None)
settings.load_profile("peiyu")


@pytest.fixture(scope="session")
def policy() -> peiyu.Policy:
    return peiyu.load("cn", edition="2022", today="2026-06-01")


@pytest.fixture
def giant() -> dict[str, Any]:
    """A firm that meets every condition of 工信部企业〔2022〕63号 for the three titles, by its figures."""
    return {
        "uscc": "91620105MAY2CYP400",
        "industry": "industry",
        "registered_in_china": True,
        "legal_person": True,
        "abnormal_operations": False,
        "serious_dishonesty": False,
        "prohibited_product": False,
        "major_incident_3y": False,
        "employees": 200,
        "rd_staff": 60,
        "revenue_1": 120_000_000,
        "revenue_2": 100_000_000,
        "revenue_3": 80_000_000,
        "main_revenue_1": 114_000_000,
        "main_revenue_2": 95_000_000,
        "main_revenue_3": 76_000_000,
        "rd_expense_1": 12_000_000,
        "rd_expense_2": 10_000_000,
        "net_profit_1": 18_000_000,
        "total_assets_1": 150_000_000,
        "total_liabilities_1": 60_000_000,
        "equity_financing_2y": 0,
        "equity_financing_3y": 0,
        "market_years": 10,
        "market_share": "0.15",
        "domestic_rank": 2,
        "ip1_high_value": 2,
        "ip1_self_developed": 4,
        "ip1": 6,
        "ip1_applied": 5,
        "ip2": 8,
        "award_prov_or_nat_3y": False,
        "award_prov_top3_3y": False,
        "award_nat_top5_3y": False,
        "award_nat_top3_3y": False,
        "honour_valid": True,
        "rd_institution": "province",
        "maker_china_500_3y": False,
        "maker_china_50_3y": False,
        "strategic_emerging": True,
        "product_field": "gap_filling",
        "key_field": True,
        "digital_level": 4,
        "quality_award_prov": True,
        "qms_certified": True,
        "own_brand": True,
        "standard_setting": True,
        "core_information_systems": 3,
        "mgmt_or_product_certified": True,
        "local_score": 15,
        "finding_governance": True,
        "finding_reputation": True,
        "finding_chain": True,
        "title_innovative_valid": True,
        "title_srdi_valid": True,
        "renewal": False,
    }
