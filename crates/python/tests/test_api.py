"""The interface: load, ask what there is, assess, read the answer."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections import OrderedDict, UserDict
from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pydantic
import pytest

import peiyu

README = Path(__file__).parents[1] / "README.md"


def test_a_firm_that_meets_every_condition_passes_every_tier(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    answer = policy.assess(giant)
    assert [tier.verdict for tier in answer.tiers] == [peiyu.Verdict.PASS] * 3
    assert [tier.tier for tier in answer] == ["innovative", "srdi", "little_giant"]
    assert len(answer) == 3


def test_an_answer_has_typed_parts(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    # 63号 附件3: at least three full years in the market; the firm has two and a half.
    tier = policy.assess(giant | {"market_years": Decimal("2.5")})["little_giant"]
    assert tier.verdict is peiyu.Verdict.FAIL
    assert str(tier.verdict) == "fail"
    assert tier.verdict.zh == "不符合"
    assert tier.label == peiyu.Text("专精特新“小巨人”企业", tier.label.en)
    failed = tier.failed[0]
    assert failed.id == "market_years"
    assert failed.source.startswith("工信部企业〔2022〕63号 附件3")
    assert isinstance(failed.needs_check, bool)
    srdi = policy.assess(giant)["srdi"]
    assert isinstance(srdi.score, Decimal)
    groups = [score for score in srdi.groups.values() if score is not None]
    assert sum(groups) == srdi.score
    with pytest.raises(KeyError):
        policy.assess(giant)["gold"]


def test_an_unknown_fact_is_named_where_it_decides(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    giant["legal_person"] = None
    del giant["key_field"]
    answer = policy.assess(giant)
    assert answer["innovative"].missing == ("legal_person",)
    assert answer["little_giant"].missing == ("legal_person", "key_field")
    assert answer["little_giant"].verdict is peiyu.Verdict.UNKNOWN


def test_contradicting_figures_are_a_problem_and_change_nothing(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    answer = policy.assess(giant | {"main_revenue_1": 130_000_000})
    problem = answer["innovative"].problems[0]
    assert (problem.code, problem.severity) == ("contradicting_facts", "warning")
    assert answer["innovative"].verdict is peiyu.Verdict.PASS


def test_an_answer_is_shown_in_chinese(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    shown = repr(policy.assess(giant | {"market_years": 2, "legal_person": None}))
    assert shown.splitlines()[0].startswith("创新型中小企业（2022）：待定")
    assert "不符合" in shown
    assert "✗" in shown
    assert "还缺 1 项" in shown
    many = repr(policy.assess({}))
    assert " 等" in many
    assert len(many) < 1_000


def test_answers_are_values(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    one, same, other = policy.assess(giant), policy.assess(dict(giant)), policy.assess({})
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != "pass"
    for answer in (one, other):
        for back in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer)):
            assert back == answer
            assert back.tiers == answer.tiers
            assert repr(back) == repr(answer)
    assert json.loads(one.to_json()) == one.to_dict()
    assert one.policy == policy.hash == one.to_dict()["policy"]


@dataclass
class Firm:
    legal_person: bool
    revenue_1: Decimal
    known: ClassVar[int] = 1


class Model(pydantic.BaseModel):
    legal_person: bool
    revenue_1: Decimal


def test_a_firm_may_be_a_mapping_a_dataclass_or_a_model(policy: peiyu.Policy) -> None:
    facts: dict[str, Any] = {"legal_person": True, "revenue_1": Decimal("12345678.90")}
    slots = make_dataclass("Slots", list(facts), slots=True, frozen=True)
    kinds = [
        OrderedDict(facts),
        UserDict(facts),
        Firm(**facts),
        slots(**facts),
        Model(**facts),
        pydantic.dataclasses.dataclass(Firm)(**facts),
    ]
    expected = policy.assess(facts)
    assert expected != policy.assess({})
    for firm in kinds:
        assert policy.assess(firm) == expected


@pytest.mark.parametrize("firm", [None, 3, "uscc", ["uscc"], b"", Firm, Model, object()])
def test_anything_else_is_a_type_error(policy: peiyu.Policy, firm: Any) -> None:
    with pytest.raises(TypeError, match="dict"):
        policy.assess(firm)


def test_the_choice_of_rules() -> None:
    assert [tier.new for tier in peiyu.load("cn", edition="2022").tiers] == ["2022"] * 3
    call = peiyu.load("cn", call="little_giant_2026")
    # 2号 2026: a first recognition by the standard of 2026, a renewal by that of 2022.
    assert [(tier.id, tier.new, tier.renewal) for tier in call.tiers] == [("little_giant", "2026", "2022")]
    assert call.selection.call == "little_giant_2026"
    for day in (date(2025, 6, 1), datetime(2025, 6, 1, 9), "2025-06-01"):
        chosen = peiyu.load("cn", as_of=day)
        assert (chosen.tiers[1].new, chosen.selection.day) == ("2022", date(2025, 6, 1))
    # Late in the evening at Greenwich it is the next day in China.
    late = datetime(2025, 5, 31, 20, tzinfo=UTC)
    assert peiyu.load("cn", today=late).selection.day == date(2025, 6, 1)
    assert [tier.id for tier in peiyu.load("cn", edition="2022", tier="srdi").tiers] == ["srdi"]
    assert abs(peiyu.load().selection.day - date.today()).days <= 1


def test_what_a_policy_says_of_itself(policy: peiyu.Policy) -> None:
    assert policy.id == "cn"
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", policy.hash)
    facts = {fact.id: fact for fact in policy.facts}
    revenue = facts["revenue_1"]
    assert (revenue.type, revenue.min, revenue.max) == ("money", Decimal(0), None)
    assert (str(revenue.label), revenue.finding) == (revenue.label.zh, False)
    assert (str(facts["market_share"].note), revenue.note) == ("10%填0.1", None)
    assert facts["uscc"].key
    assert facts["finding_chain"].finding
    assert "industry" in [choice.id for choice in facts["industry"].choices]
    with pytest.raises(AttributeError):
        revenue.min = Decimal(1)  # type: ignore[misc]
    schema = policy.schema()
    assert set(schema["properties"]) == set(facts)
    assert schema["properties"]["net_profit_1"]["x-note"]["zh"] == "亏损填负数"
    assert "2022" in repr(policy)
    assert peiyu.policies()[0] == "cn"


def test_money_may_be_given_in_ten_thousands(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    money = {fact.id for fact in policy.facts if fact.type == "money"}
    wan = peiyu.load("cn", edition="2022", money_unit="万元", today="2026-06-01")
    firm = {fact: Decimal(value) / 10_000 if fact in money else value for fact, value in giant.items()}
    assert wan.assess(firm) == policy.assess(giant)
    with pytest.raises(ValueError, match="万元"):
        peiyu.load("cn", money_unit="USD")  # type: ignore[arg-type]


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    scope: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(README), "exec"), scope)
    assert "创新型中小企业（2022）：" in capsys.readouterr().out
    assert "market_years" in scope["answer"]["srdi"].missing
