"""Makes tables of firms that sit on, and one step beside, every threshold of the rules.

    python generate.py --seed 1 --firms 10000 --gaps 0 --out firms.csv

A firm starts from a profile that passes one tier, then one to four facts move onto or around thresholds;
one in ten is random throughout. With --gaps P each cell is left empty with probability P.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import added
import uscc
from grids import RELATIONS, THRESHOLDS, beside, fill, pick
from profiles import PROFILES, amount, build, near_pass_mark, sized
from vocabulary import BY_ID, INPUTS, Facts, Value, write_table

PLACES = (
    ("62", "6201", "620102"),
    ("62", "6202", "620201"),
    ("33", "3301", "330106"),
    ("44", "4403", "440305"),
)
DENOMINATORS = (
    "revenue_1",
    "revenue_2",
    "revenue_3",
    "main_revenue_2",
    "main_revenue_3",
    "total_assets_1",
    "employees",
)
# The tiers with the most conditions need the most firms to reach each of them alone.
PROFILE_WEIGHTS = [4 if "2026" in name else 3 if "giant" in name else 2 for name in PROFILES]
FLAGS = tuple(name for name in INPUTS if BY_ID[name].kind == "boolean")
ENUMS = tuple(name for name in INPUTS if BY_ID[name].kind == "enum")
Move = Callable[[Facts, random.Random], None]
_NO_YES: tuple[Value, Value] = (False, True)
# Ways of which one is enough: each fact with a value that just misses and one that just does.
ALTERNATIVES: tuple[dict[str, tuple[Value, Value]], ...] = (
    {"title_innovative_valid": _NO_YES, "title_tech_sme_valid": _NO_YES},
    {
        "ip1_applied": (Fraction(0), Fraction(1)),
        "award_prov_top3_3y": _NO_YES,
        "award_nat_top3_3y": _NO_YES,
        "rd_institution": ("city", "province"),
    },
    {"ip1_applied": (Fraction(3), Fraction(4)), "award_nat_top3_3y": _NO_YES},
    {"ip1_applied": (Fraction(1), Fraction(2)), "award_nat_top3_3y": _NO_YES, "maker_china_50_3y": _NO_YES},
    {"rd_institution": ("none", "below_city"), "award_nat_top3_3y": _NO_YES, "maker_china_50_3y": _NO_YES},
    {"market_share": (Fraction(999, 10_000), Fraction(1, 10)), "domestic_rank": (Fraction(4), Fraction(3))},
    {
        "platform_score_1": (Fraction(4999, 100), Fraction(50)),
        "platform_score_2": (Fraction(4999, 100), Fraction(50)),
        "renewal": _NO_YES,
    },
    {
        "platform_score_1": (Fraction(5999, 100), Fraction(60)),
        "platform_score_2": (Fraction(5999, 100), Fraction(60)),
        "renewal": _NO_YES,
    },
    {
        "award_prov_or_nat_3y": _NO_YES,
        "honour_valid": _NO_YES,
        "rd_institution": ("city", "province"),
        "equity_financing_3y": (Fraction(499_999_999, 100), Fraction(5_000_000)),
    },
    {
        "award_prov_top3_3y": _NO_YES,
        "award_nat_top5_3y": _NO_YES,
        "equity_financing_2y": (Fraction(5_999_999_999, 100), Fraction(60_000_000)),
        "maker_china_500_3y": _NO_YES,
    },
    {
        "revenue_1": (Fraction(999_999_999, 100), Fraction(10_000_000)),
        "equity_financing_2y": (Fraction(1_999_999_999, 100), Fraction(20_000_000)),
    },
    {
        "revenue_1": (Fraction(1_499_999_999, 100), Fraction(15_000_000)),
        "equity_financing_2y": (Fraction(1_999_999_999, 100), Fraction(20_000_000)),
    },
)


def move_threshold(firm: Facts, rng: random.Random) -> None:
    """One fact onto or beside a threshold of its own."""
    name = rng.choice(tuple(THRESHOLDS))
    firm[name] = beside(name, rng.choice(THRESHOLDS[name]), rng)


def move_ratio(firm: Facts, rng: random.Random) -> None:
    """One quotient onto or beside an edge, by its numerator."""
    relation = rng.choice(RELATIONS)
    value = rng.choice(relation.edges) * amount(firm, relation.whole)
    firm[relation.part] = beside(relation.part, value, rng)


def move_tied(firm: Facts, rng: random.Random) -> None:
    """A figure of R&D or main revenue onto a sum, mean or growth rate that the rules ask for."""
    name = rng.choice(("rd_expense_1", "rd_expense_2", "main_revenue_1"))
    firm[name] = pick(name, firm, rng)


def nudge(firm: Facts, rng: random.Random) -> None:
    """One numeric fact by a single step from where it stands."""
    name = rng.choice(tuple(THRESHOLDS))
    firm[name] = beside(name, amount(firm, name), rng)


def flip(firm: Facts, rng: random.Random) -> None:
    """One boolean the other way."""
    name = rng.choice(FLAGS)
    firm[name] = not firm[name]


def switch(firm: Facts, rng: random.Random) -> None:
    """Another choice of an enumeration."""
    name = rng.choice(ENUMS)
    firm[name] = rng.choice(BY_ID[name].choices)


def zero(firm: Facts, rng: random.Random) -> None:
    """A denominator without value."""
    firm[rng.choice(DENOMINATORS)] = Fraction(0)


def alternatives(firm: Facts, rng: random.Random) -> None:
    """Several ways of which one is enough: none of them, or some of them only just."""
    likely = rng.choice((0.0, 0.3, 0.6))
    for name, (miss, enough) in rng.choice(ALTERNATIVES).items():
        firm[name] = enough if rng.random() < likely else miss


MOVES: tuple[tuple[Move, int], ...] = (
    (move_threshold, 6),
    (move_ratio, 6),
    (move_tied, 2),
    (nudge, 6),
    (flip, 6),
    (switch, 3),
    (alternatives, 5),
    (zero, 1),
)


def make_firm(rng: random.Random) -> Facts:
    """One complete firm."""
    die = rng.random()
    if die < 0.1:
        return fill({}, INPUTS, rng)
    profile = rng.choices(tuple(PROFILES), PROFILE_WEIGHTS)[0]
    if die < 0.2:
        firm = sized(rng, profile)
    elif profile.endswith("card"):
        firm = near_pass_mark(rng, profile)
    else:
        firm = build(rng, PROFILES[profile])
    moves, weights = zip(*MOVES, strict=True)
    for move in rng.choices(moves, weights, k=rng.choice((0, 1, 1, 1, 2, 2, 3, 4))):
        move(firm, rng)
    return firm


def make_firms(seed: int, count: int, gaps: float, policy: str = "cn") -> Iterator[Facts]:
    """The firms of one table, with keys, names and places, and with gaps; and with what the policy asks besides."""
    rng = random.Random(seed)
    used: set[str] = set()
    for index in range(1, count + 1):
        firm = make_firm(rng)
        added.add(firm, policy, rng)
        province, city, county = rng.choice(PLACES)
        code = uscc.make(rng, county)
        while code in used:
            code = uscc.make(rng, county)
        used.add(code)
        kept = {name: value for name, value in firm.items() if not (gaps and rng.random() < gaps)}
        head: Facts = {"uscc": code, "name": f"测试企业{index:06d}"}
        yield head | {"province": province, "city": city, "county": county} | kept


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--firms", type=int, required=True)
    parser.add_argument("--gaps", type=float, default=0.0)
    parser.add_argument("--policy", default="cn", help="whose own facts the table has, too")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    firms = make_firms(options.seed, options.firms, options.gaps, options.policy)
    write_table(options.out, firms, added.facts_of(options.policy))


if __name__ == "__main__":
    main()
