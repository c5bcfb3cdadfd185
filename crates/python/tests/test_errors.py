"""Errors are values; nothing that a stranger sends does more than raise one."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peiyu

CN = peiyu.load("cn", edition="2022", today="2026-06-01")
IDS = [fact.id for fact in CN.facts]


def refused(firm: Any) -> peiyu.PeiyuError:
    with pytest.raises(peiyu.PeiyuError) as caught:
        CN.assess(firm)
    assert CN.assess({"legal_person": True}).to_json().startswith('{"policy":"sha256:')
    return caught.value


def test_every_error_of_a_firm_is_told() -> None:
    error = refused({"revenu_1": 3, "legal_person": "maybe", "employees": 1, "digital_level": 5})
    found = [(d.code, d.span.pointer, d.severity) for d in error.diagnostics]
    assert found == [
        ("unknown_fact", "/revenu_1", "error"),
        ("wrong_fact_type", "/legal_person", "error"),
        ("outside_domain", "/digital_level", "error"),
    ]
    assert "revenue_1" in error.help
    assert "revenue_1" in error.help_en
    assert len(str(error).splitlines()) == 3
    assert isinstance(error, ValueError)
    assert error.location is None
    for back in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert back.diagnostics == error.diagnostics


def test_keys_that_name_nothing() -> None:
    keys: list[Any] = [3, None, b"uscc", ("uscc",), "uscc\ud800", "", "~/", "x" * 1_000_000, 10**5000]
    error = refused(dict.fromkeys(keys, 1))
    assert [d.code for d in error.diagnostics] == ["unknown_fact"] * len(keys)
    assert error.diagnostics[6].span.pointer == "/~0~1"
    assert len(str(error)) < 5_000
    # A fact left unknown must be a fact all the same.
    assert refused({"revenu_1": None}).code == "unknown_fact"


def test_a_firm_with_very_many_errors_is_cut_short() -> None:
    assert len(refused({f"field_{i}": i for i in range(200_000)}).diagnostics) == 100


def test_deep_and_cyclic_values() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    cyclic: dict[str, Any] = {}
    cyclic["revenue_1"] = cyclic
    assert [d.code for d in refused({"revenue_1": deep, "name": deep}).diagnostics] == ["wrong_fact_type"] * 2
    assert refused(cyclic).code == "wrong_fact_type"
    nested: Any = ()
    for _ in range(100_000):
        nested = (nested,)
    # Even as a key: tuples that nest this deep can't be hashed, so the key holds one by identity.
    assert refused({Key(nested): 1}).code == "unknown_fact"


class Key:
    """Compared by identity; showing it shows all that it holds."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def __repr__(self) -> str:
        return repr(self.held)


class Changing(Enum):
    """A member whose value changes the dict that is being read."""

    ONE = 1

    @property
    def value(self) -> Any:
        SEEN.update({f"more_{i}": 1 for i in range(1_000)})
        return 1


SEEN: dict[str, Any] = {}


def test_a_dict_that_changes_while_it_is_read() -> None:
    SEEN.update({"employees": Changing.ONE, "revenue_1": Changing.ONE})
    expected = CN.assess({"employees": 1, "revenue_1": 1})
    assert CN.assess(SEEN) == expected
    assert len(SEEN) > 1_000


class Itself(Enum):
    """A member whose value is the member."""

    ONE = 1

    @property
    def value(self) -> Any:
        return self


def test_a_member_that_is_its_own_value() -> None:
    assert refused({"revenue_1": Itself.ONE}).code == "wrong_fact_type"


class Broken(Mapping[str, Any]):
    """A mapping that fails while it is read."""

    def __getitem__(self, key: str) -> Any:
        raise OSError("no disk")

    def __iter__(self) -> Iterator[str]:
        return iter(["revenue_1"])

    def __len__(self) -> int:
        return 1


def test_what_a_hosts_own_mapping_raises_is_handed_on() -> None:
    with pytest.raises(OSError, match="no disk"):
        CN.assess(Broken())


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals() | st.dates()
VALUES = (
    SCALARS | st.complex_numbers() | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(), SCALARS, max_size=3)
)
FIRMS = st.dictionaries(st.sampled_from(IDS) | st.text() | st.integers() | st.binary(), VALUES, max_size=12)


@given(FIRMS)
def test_any_firm_is_answered_or_refused(firm: dict[Any, Any]) -> None:
    try:
        assert len(CN.assess(firm)) == 3
    except peiyu.PeiyuError as error:
        named = {d.span.pointer.split("/")[1] for d in error.diagnostics}
        assert 0 < len(named) <= len(firm)
