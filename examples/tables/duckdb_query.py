"""DuckDB: firms by SQL, answers as a table that SQL reads again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

import peiyu

FIRMS = Path(__file__).parent.parent / "enterprises.csv"


def verdicts(connection: duckdb.DuckDBPyConnection, path: Path, policy: peiyu.Policy) -> list[tuple[Any, ...]]:
    """Tiers and verdicts, counted."""
    firms = connection.read_csv(str(path))
    answers = policy.assess_table(firms)
    # DuckDB reads a pyarrow table by registering it; nothing is copied.
    connection.register("answers", answers)
    return connection.sql(
        """
        select tier, verdict, count(*) as firms
        from (unpivot (select innovative_verdict::varchar as innovative, srdi_verdict::varchar as srdi,
                              little_giant_verdict::varchar as little_giant from answers)
              on innovative, srdi, little_giant into name tier value verdict)
        group by all order by all
        """
    ).fetchall()


def main() -> None:
    policy = peiyu.load("gansu", edition="2022")
    with duckdb.connect() as connection:
        for tier, verdict, firms in verdicts(connection, FIRMS, policy):
            print(f"{tier:14} {verdict:8} {firms}")


if __name__ == "__main__":
    main()
