"""Cases in Python: a dossier to its first title, what is refused and why; the scenarios of all languages."""

from __future__ import annotations

import json
import os
import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import peiyu
from peiyu import Actor

DEMO = Path(__file__).parents[3] / "tests/charts/demo"
ZHANG = Actor("zhang", "enterprise")
ALICE = Actor("alice", "county", "620102")
BOB = Actor("bob", "province", "62")
AREAS = {"province": "62", "city": "6201", "county": "620102"}
ENOUGH = {"revenue": Decimal("10000000.00")}


@pytest.fixture(scope="module")
def library() -> peiyu.Library:
    return peiyu.Library(DEMO)


def opened(library: peiyu.Library, at: str = "2024-03-01T09:00:00+08:00") -> peiyu.Applied:
    return library.open(case="c-1", policy="demo", chart="ladder", areas=AREAS, by=ZHANG, at=at)


def draft(library: peiyu.Library) -> peiyu.Case:
    case = opened(library).case
    return case.apply("open_first", by=ZHANG, at="2024-03-05T09:00:00+08:00", payload={"call": "spring_2024"}).case


def test_a_walk_to_the_first_title(library: peiyu.Library) -> None:
    applied = opened(library)
    journal = list(applied.entries)
    case = applied.case

    def do(event: str, **more: Any) -> peiyu.Applied:
        nonlocal case
        applied = case.apply(event, **more)
        case = applied.case
        journal.extend(applied.entries)
        return applied

    do("open_first", by=ZHANG, at="2024-03-05T09:00:00+08:00", payload={"call": "spring_2024"})
    # 01:00 in Greenwich is 09:00 in China.
    do("submit_first", by=ZHANG, at=datetime(2024, 3, 6, 1, 0, 0, 999, tzinfo=UTC), facts=ENOUGH)
    assert case.time.isoformat() == "2024-03-06T09:00:00+08:00"
    do("pass_first", by=ALICE, at="2024-03-11T09:00:00+08:00")
    applied = do("pass_first", by=BOB, at="2024-03-12T09:00:00+08:00")
    assert [(e.id, e.told) for e in applied.effects] == [("publish", {"title": "first"})]
    # Five working days from Tuesday 12 March: 13, 14, 15, 18, 19.
    publicity = case.due(at="2024-03-20T00:00:00+08:00")[0]
    assert (publicity.id, publicity.day, publicity.overdue) == ("publicity", date(2024, 3, 19), True)
    assert (publicity.provisional, publicity.label.zh, publicity.source) == (False, "公示期", "《演示办法》第八条")
    applied = case.advance(at="2024-03-20T00:00:00+08:00")
    journal += applied.entries
    held = applied.case
    assert held.titles == {"first": peiyu.Title(date(2024, 3, 20), date(2027, 3, 20), library.hashes[0])}
    assert case.titles == {}, "the case before is as it was"
    assert "first_current" in held.active
    assert held.variables["misses_first"] == "0"
    assert (held.id, held.hash, held.sequence) == ("c-1", library.hashes[0], 6)
    assert held.head == json.loads(journal[-1])["hash"]
    assert "first_current" in repr(held)
    assert library.replay(journal) == held
    assert library.replay("\n".join(journal)).snapshot() == held.snapshot()
    assert hash(library.case(held.snapshot())) == hash(held)
    digest = json.loads(journal[2])["entry"]["facts"]
    assert library.verify(journal) == ["again", "again", "taken", "again", "again", "again"]
    assert set(library.verify(journal, {digest: {"revenue": 10_000_000}})) == {"again"}
    with pytest.raises(peiyu.Refusal) as differs:
        library.verify(journal, {digest: {"revenue": 1}})
    assert differs.value.code == "journal_differs"
    for wrong, code in [
        ([line.replace("alice", "mallory") for line in journal], "journal_tampered"),
        (journal[1:], "journal_order"),
        ([journal[0][:50]], "journal_syntax"),
    ]:
        with pytest.raises(peiyu.PeiyuError) as bad:
            library.replay(wrong)
        assert bad.value.code == code


def test_a_chart_is_drawn(library: peiyu.Library) -> None:
    journal = opened(library).entries
    picture = library.draw("demo", part="first", journal=journal)
    shown = picture._repr_svg_()
    assert shown is not None
    assert shown.startswith("<svg ")
    assert "县级初审" in shown
    assert "2024-03-01" in shown
    mermaid = library.draw("demo", chart="ladder", lang="en", form="mermaid")
    assert "county review" in mermaid
    assert mermaid._repr_svg_() is None
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"chart": "leader"}, "unknown_chart"),
        ({"part": "frist"}, "unknown_reference"),
        ({"form": "png"}, "unknown_file_kind"),
        ({"journal": "{}"}, "journal_syntax"),
    ]
    for options, code in wrong:
        with pytest.raises(peiyu.PeiyuError) as refused:
            library.draw("demo", **options)
        assert refused.value.code == code
    with pytest.raises(ValueError, match="lang"):
        library.draw("demo", lang="fr")  # type: ignore[arg-type]


def test_who_may_do_what_next(library: peiyu.Library) -> None:
    submit = next(n for n in draft(library).next() if n.event == "submit_first")
    assert (submit.label.zh, submit.by["enterprise"].zh, submit.decided) == ("提交一级申请", "企业", True)
    assert submit.window == (date(2024, 3, 1), date(2024, 3, 31))
    start = next(n for n in opened(library).case.next() if n.event == "open_first")
    assert (start.payload, start.window, start.state) == ({"call": False}, None, "first_none")


def test_a_refusal_says_why(library: peiyu.Library) -> None:
    case, at = draft(library), "2024-03-06T09:00:00+08:00"

    def refused(event: str, *, by: Actor = ZHANG, at: Any = at, **more: Any) -> peiyu.Refusal:
        with pytest.raises(peiyu.Refusal) as found:
            case.apply(event, by=by, at=at, **more)
        return found.value

    missing = refused("submit_first")
    assert (missing.code, missing.missing) == ("condition_open", ("revenue",))
    again = pickle.loads(pickle.dumps(missing))
    assert (again.missing, again.diagnostics) == (missing.missing, missing.diagnostics)
    cent = refused("submit_first", facts={"revenue": Decimal("9999999.99")})
    assert cent.code == "condition_not_met"
    assert cent.message == "“提交一级申请”的条件不成立：营业收入（《演示办法》第四条）"
    assert refused("submit_first", at="2024-04-01T00:00:00+08:00", facts=ENOUGH).code == "outside_window"
    assert refused("submit_first", by=ALICE, facts=ENOUGH).code == "role_not_allowed"
    assert refused("submit_frist").help == "最接近的名称：`submit_first`"
    assert refused("pass_first", by=ALICE).code == "event_not_here"
    assert refused("submit_first", at="soon").code == "bad_moment"
    assert refused("\ud800").code in ("unknown_event", "row_syntax")
    with pytest.raises(ValueError, match="时区"):
        case.advance(at=datetime(2024, 3, 6))
    with pytest.raises(peiyu.PeiyuError):
        library.case("{}")
    with pytest.raises(peiyu.PeiyuError):
        peiyu.Library(DEMO / "nothing")
    with pytest.raises(peiyu.Refusal, match="unknown_policy"):
        library.open(case="c", policy="cn", chart="ladder", by=ZHANG, at=at)
    with pytest.raises(peiyu.Refusal, match="policy_not_held"):
        case.migrate("sha256:00", by=BOB, at=at)


class Amount(Enum):
    ENOUGH = 10_000_000


@dataclass
class Firm:
    revenue: Any


@pytest.mark.parametrize(
    "revenue", [10_000_000, 1e7, "10000000", Decimal("1E7"), Amount.ENOUGH, {"value": 10_000_000, "source": "审计报告"}]
)
def test_facts_as_python_has_them(library: peiyu.Library, revenue: Any) -> None:
    at = "2024-03-06T09:00:00+08:00"
    for facts in ({"revenue": revenue}, Firm(revenue)):
        assert "first_county" in draft(library).apply("submit_first", by=ZHANG, at=at, facts=facts).case.active


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"revenue": float("nan")}, "float_not_finite"),
        ({"revenue": 0.1 + 0.2}, "float_digits"),
        ({"revenue": True}, "wrong_fact_type"),
        ({"revenue": [1]}, "wrong_fact_type"),
        ({"revenue": 10**20_000}, None),
        ({1: 2}, "unknown_fact"),
        ({"revenue": "\ud800"}, "not_utf8"),
    ],
)
def test_facts_that_are_none(library: peiyu.Library, facts: dict[Any, Any], code: str | None) -> None:
    with pytest.raises(peiyu.Refusal) as refused:
        draft(library).apply("submit_first", by=ZHANG, at="2024-03-06T09:00:00+08:00", facts=facts)
    assert code is None or refused.value.code == code
    nested: Any = 1
    for _ in range(2_000):
        nested = {"value": nested}
    with pytest.raises(peiyu.Refusal):
        draft(library).apply("submit_first", by=ZHANG, at="2024-03-06T09:00:00+08:00", facts={"revenue": nested})


FILE = os.environ.get("PEIYU_SCENARIOS")


def scenarios() -> list[Any]:
    if FILE is None:
        reason = "PEIYU_SCENARIOS is not set: the scenarios were NOT played"
        return [pytest.param({}, {}, id="none", marks=pytest.mark.skip(reason=reason))]
    told = json.loads(Path(FILE).read_text(encoding="utf-8"))
    assert told["scenarios"], f"{FILE} has no scenarios"
    return [pytest.param(s, told["policies"], id=s["scenario"]) for s in told["scenarios"]]


def documents(policy: dict[str, Any]) -> dict[str, Any]:
    # The policy's own come first: the first names it.
    own = [d for d in policy["documents"] if d["id"].startswith(policy["policy"] + "/")]
    return {d["id"]: json.loads(d["json"]) for d in own + [d for d in policy["documents"] if d not in own]}


@pytest.mark.parametrize(("scenario", "policies"), scenarios())
def test_scenario(scenario: dict[str, Any], policies: dict[str, Any]) -> None:
    used, held = 1, None
    texts = [documents(policies[key]) for key in scenario["policies"]]
    library = peiyu.Library(*texts[:used])
    for line in scenario["lines"]:
        told = json.loads(line)
        if "end" in told:
            if held is not None:
                end = told["end"]
                assert json.loads(library._native.due(held._native, end["at"])) == end["due"]
                assert json.loads(library._native.next(held._native)) == end["next"]
            continue
        if told["add"] is not None:
            used += 1
            library = peiyu.Library(*texts[:used])
            held = None if held is None else library.case(held.snapshot())
        try:
            applied = library.request(held, json.dumps(told["request"], ensure_ascii=False))
        except peiyu.Refusal as refusal:
            said = {"diagnostics": [d.to_dict() for d in refusal.diagnostics], "missing": list(refusal.missing)}
            assert said == told["refused"]
            continue
        held = applied.case
        # The bytes, not only what they say.
        assert f'"applied":{{"case":{held.snapshot()},"effects":' in line
        assert f'"entries":[{",".join(applied.entries)}]' in line
