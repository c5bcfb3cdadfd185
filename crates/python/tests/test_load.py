"""Many at once and many in a row."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import peiyu

STATM = Path("/proc/self/statm")
PAGE = 4096


def test_threads_share_a_policy(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    firms = [giant | {"employees": i, "revenue_1": i * 1_000_000} for i in range(1, 200)]
    other = peiyu.load("cn", edition="2026", today="2026-06-01")
    expected = [(policy.assess(firm), other.assess(firm)) for firm in firms]

    def work(_: int) -> bool:
        return all((policy.assess(f), other.assess(f)) == e for f, e in zip(firms, expected, strict=True))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(32)))


def test_threads_load_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(lambda _: peiyu.load("gansu", edition="2022").hash, range(16)))
    assert len(hashes) == 1


@pytest.mark.skipif(not STATM.exists(), reason="only Linux tells a process its memory")
def test_memory_does_not_grow(policy: peiyu.Policy, giant: dict[str, Any]) -> None:
    def run(times: int) -> int:
        for i in range(times):
            answer = policy.assess(giant | {"employees": i})
            if i % 50 == 0:
                repr(answer)
                with pytest.raises(peiyu.PeiyuError):
                    policy.assess({"employees": -1, "nothing": i})
        gc.collect()
        return int(STATM.read_text().split()[1]) * PAGE

    before = run(10_000)
    assert run(100_000) - before < 2_000_000
