"""pandas: a frame in, a frame out with the same index; what a changed figure would do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import peiyu

FIRMS = Path(__file__).parent.parent / "enterprises.csv"


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path).set_index("uscc", drop=False)


def turned(firms: pd.DataFrame, policy: peiyu.Policy, factor: float) -> pd.DataFrame:
    """Firms whose verdict as srdi turns if everybody's R&D expense changes by a factor."""
    changed = firms.assign(rd_expense_1=(firms["rd_expense_1"] * factor).round(2))
    before, after = policy.assess_table(firms), policy.assess_table(changed)
    verdicts = pd.DataFrame({"before": before["srdi_verdict"].astype(str), "after": after["srdi_verdict"].astype(str)})
    return verdicts[verdicts["before"] != verdicts["after"]]


def main() -> None:
    policy = peiyu.load("gansu", edition="2022")
    print(turned(read(FIRMS), policy, 0.5))


if __name__ == "__main__":
    main()
