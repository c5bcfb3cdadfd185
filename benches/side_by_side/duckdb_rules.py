"""专精特新中小企业, edition 2022 (工信部企业〔2022〕63号 附件2), as one query of DuckDB: what a data engineer writes.

It is here to be timed and to be held against exact answers. The size table is a CASE: a join with sixteen rows is
no faster and gives the rows in another order.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from vocabulary import CEILINGS, FIELDS, INDUSTRIES, INSTITUTIONS


def _small_or_medium() -> str:
    """《中小企业划型标准规定》: below any ceiling of its industry."""
    columns = ("employees", "revenue_1", "total_assets_1")
    cases = (
        f"WHEN '{industry}' THEN "
        + " OR ".join(f"{column} < {limit}" for column, limit in zip(columns, row, strict=True) if limit is not None)
        for industry, row in CEILINGS.items()
    )
    return f"CASE industry {' '.join(cases)} END"


# A ratio without a value is NULL: no comparison holds of it, so it earns no points and meets no condition.
QUERY = f"""
WITH ratios AS (
    SELECT *,
        main_revenue_1 / nullif(revenue_1, 0) AS main_ratio,
        ((main_revenue_1 - main_revenue_2) / nullif(main_revenue_2, 0)
            + (main_revenue_2 - main_revenue_3) / nullif(main_revenue_3, 0)) / 2 AS growth,
        net_profit_1 / nullif(revenue_1, 0) AS net_margin,
        total_liabilities_1 / nullif(total_assets_1, 0) AS debt_ratio,
        rd_expense_1 / nullif(revenue_1, 0) AS rd_ratio,
        rd_staff / nullif(employees, 0) AS rd_staff_ratio
    FROM firms
), scored AS (
    SELECT *,
        CASE WHEN main_ratio >= 0.8 THEN 5 WHEN main_ratio >= 0.7 THEN 3 WHEN main_ratio >= 0.6 THEN 1 ELSE 0 END
        + CASE WHEN growth >= 0.1 THEN 10 WHEN growth >= 0.08 THEN 8 WHEN growth >= 0.06 THEN 6
            WHEN growth >= 0.04 THEN 4 WHEN growth >= 0 THEN 2 ELSE 0 END
        + least(5, floor(market_years / 2))
        + CASE product_field WHEN 'gap_filling' THEN 5 WHEN 'six_bases' THEN 3 ELSE 0 END
        + CASE WHEN digital_level >= 3 THEN 5 WHEN digital_level = 2 THEN 3 ELSE 0 END
        + least(5, 3 * (quality_award_prov::INT + qms_certified::INT + own_brand::INT + standard_setting::INT))
        + CASE WHEN net_margin >= 0.1 THEN 10 WHEN net_margin >= 0.08 THEN 8 WHEN net_margin >= 0.06 THEN 6
            WHEN net_margin >= 0.04 THEN 4 WHEN net_margin >= 0.02 THEN 2 ELSE 0 END
        + CASE WHEN debt_ratio <= 0.5 THEN 5 WHEN debt_ratio <= 0.6 THEN 3 WHEN debt_ratio <= 0.7 THEN 1 ELSE 0 END
        + local_score
        + CASE WHEN ip1_high_value >= 1 THEN 10 WHEN ip1_self_developed >= 1 THEN 8 WHEN ip1 >= 1 THEN 6
            WHEN ip2 >= 1 THEN 2 ELSE 0 END
        + CASE WHEN rd_expense_1 >= 5000000 OR rd_ratio >= 0.1 THEN 10
            WHEN rd_expense_1 >= 4000000 OR rd_ratio >= 0.08 THEN 8
            WHEN rd_expense_1 >= 3000000 OR rd_ratio >= 0.06 THEN 6
            WHEN rd_expense_1 >= 2000000 OR rd_ratio >= 0.04 THEN 4
            WHEN rd_expense_1 >= 1000000 OR rd_ratio >= 0.03 THEN 2 ELSE 0 END
        + CASE WHEN rd_staff_ratio >= 0.2 THEN 5 WHEN rd_staff_ratio >= 0.1 THEN 3 WHEN rd_staff_ratio >= 0.05 THEN 1
            ELSE 0 END
        + CASE rd_institution WHEN 'national' THEN 10 WHEN 'province' THEN 8 WHEN 'city' THEN 4
            WHEN 'below_city' THEN 2 ELSE 0 END AS score
    FROM ratios
)
SELECT
    coalesce(
        registered_in_china AND legal_person
        AND NOT (abnormal_operations OR serious_dishonesty OR prohibited_product OR major_incident_3y)
        AND {_small_or_medium()}
        AND title_innovative_valid
        AND market_years >= 2
        AND rd_expense_1 >= 1000000 AND rd_ratio >= 0.03
        AND (revenue_1 >= 10000000 OR equity_financing_2y >= 20000000)
        AND (score >= 60
            OR award_prov_top3_3y OR award_nat_top5_3y OR maker_china_500_3y
            OR (rd_expense_1 + rd_expense_2) / 2 >= 10000000
            OR equity_financing_2y >= 60000000),
        false) AS pass,
    score
FROM scored
"""


def connect(firms: pa.Table, threads: int) -> duckdb.DuckDBPyConnection:
    """A database in memory with the table of firms, its texts of a few values as enums."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    for name, values in (("industry", INDUSTRIES), ("rd_institution", INSTITUTIONS), ("product_field", FIELDS)):
        connection.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(repr(value) for value in values)})")
    connection.register("given", firms)
    connection.execute(
        "CREATE TABLE firms AS SELECT * REPLACE (industry::industry AS industry,"
        " rd_institution::rd_institution AS rd_institution, product_field::product_field AS product_field) FROM given"
    )
    connection.unregister("given")
    return connection


def run(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """`pass` and `score` of every firm, in the order of the table."""
    return connection.sql(QUERY).to_arrow_table()
