"""What a table of firms has for policies that ask more than the public vocabulary: values on and beside their thresholds."""

from __future__ import annotations

import random
from fractions import Fraction

from grids import beside, fill
from kleene import WAN
from provinces import SICHUAN_POINTS, TECH_SME_INPUTS
from vocabulary import INPUTS, Facts

_FLAGS: dict[str, bool] = {
    "resident_enterprise": True,
    "prohibited_product": False,
    "major_incident_2y": False,
    "abnormal_operations": False,
    "serious_dishonesty": False,
    "high_tech_valid": False,
    "award_nat_top3_5y": False,
    "standard_lead_5y": False,
}
_FIRMS = ("employees", "revenue_1", "total_assets_1")
_CEILINGS = {"employees": 500, "revenue_1": 20_000 * WAN, "total_assets_1": 20_000 * WAN}


def facts_of(policy: str) -> tuple[str, ...]:
    """The columns that a table for this policy has beyond the public ones."""
    if policy == "sichuan":
        return tuple(SICHUAN_POINTS)
    if policy == "tech_sme":
        return tuple(name for name in TECH_SME_INPUTS if name not in INPUTS)
    return ()


def add(firm: Facts, policy: str, rng: random.Random) -> None:
    """Gives the firm what the policy asks beyond the public vocabulary."""
    if policy == "sichuan":
        for name in SICHUAN_POINTS:
            firm[name] = rng.random() < 0.5
    if policy == "tech_sme":
        _technology(firm, rng)


def _technology(firm: Facts, rng: random.Random) -> None:
    """A firm of No. 115: one in ten random, the others on or beside edges, with few reasons to fail outright."""
    if rng.random() < 0.1:
        firm.update(fill({}, TECH_SME_INPUTS, rng))
        return
    for name in _FIRMS:
        least = 10 if name == "employees" else 100 * WAN
        at_ceiling = rng.random() < 0.1
        firm[name] = beside(name, Fraction(_CEILINGS[name] if at_ceiling else rng.randint(least, _CEILINGS[name])), rng)
    staff = _amount(firm, "employees") * Fraction(rng.choice((0, 10, 15, 20, 25, 30)), 100)
    firm["tech_staff"] = beside("tech_staff", staff, rng)
    spent = _amount(firm, "revenue_1") * Fraction(rng.choice((0, 1, 2, 3, 4, 5, 6)), 100)
    firm["rd_expense_1"] = beside("rd_expense_1", spent, rng)
    share = Fraction(rng.choice((5, 10, 15, 20, 25, 30)), 100)
    firm["total_cost_1"] = beside("total_cost_1", _amount(firm, "rd_expense_1") / share, rng)
    firm["tech_ip1"] = Fraction(rng.random() < 0.2)
    firm["tech_ip2"] = Fraction(rng.randint(0, 5))
    firm["rd_institution"] = rng.choice(("none", "none", "none", "city", "province"))
    for name, usual in _FLAGS.items():
        firm[name] = usual if rng.random() < 0.97 else not usual


def _amount(firm: Facts, name: str) -> Fraction:
    value = firm[name]
    assert isinstance(value, Fraction)
    return value
