"""Peiyu beside what one would use instead, on the same firms in one run: DuckDB, polars, NumPy, ZEN, hand-written Rust.

    pip install -r benches/side_by_side/requirements.txt    # and the wheel of `cargo xtask python`
    python benches/side_by_side.py --rows 1000000

All judge 专精特新中小企业, edition 2022: base conditions, conditions, thirteen indicators, verdict and score. Every
engine has its input in memory in its own form before the clock starts, and the same number of threads. The rounds are
interleaved, so that a busy moment of the machine is not one engine's. Every verdict is held against the exact one of
the hand-written Rust.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Verdicts = npt.NDArray[np.uint8]
    Scores = npt.NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = TARGET / "release" / ("side_by_side.exe" if os.name == "nt" else "side_by_side")
FILES = TARGET / "side_by_side"
ZEN_ROWS = 20_000
NAMES = ("fail", "pass", "unknown")  # by the byte of a verdict

# What a verdict or a score can hang on: a ratio, and the values at which something changes, in percent.
THRESHOLDS = {
    "main_revenue_1 / revenue_1": (80, 70, 60),
    "((main_revenue_1 - main_revenue_2) / main_revenue_2 + (main_revenue_2 - main_revenue_3) / main_revenue_3) / 2": (
        *(10, 8, 6, 4, 0),
    ),
    "net_profit_1 / revenue_1": (10, 8, 6, 4, 2),
    "total_liabilities_1 / total_assets_1": (50, 60, 70),
    "rd_expense_1 / revenue_1": (10, 8, 6, 4, 3),
    "rd_staff / employees": (20, 10, 5),
}


@dataclass
class Engine:
    """An engine with its input in memory."""

    name: str
    rows: int
    run: Callable[[], Any]
    """What is timed."""
    answers: Callable[[Any], tuple[Verdicts, Scores]]
    """The verdicts and scores of what `run` gave, not timed. A score of NaN is no score."""
    told: Callable[[Any], float] | None = None
    """The seconds that `run` measured itself, where the clock around it would count more than the rules."""
    seconds: list[float] = field(default_factory=list)
    result: Any = None

    def round(self, *, timed: bool = True) -> None:
        """Runs it once."""
        self.result = None  # the last result is freed off the clock
        start = time.perf_counter()
        self.result = self.run()
        seconds = time.perf_counter() - start
        if timed:
            self.seconds.append(self.told(self.result) if self.told else seconds)

    @property
    def median(self) -> float:
        """The median time of a round."""
        return statistics.median(self.seconds)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="Peiyu beside DuckDB, polars, NumPy, ZEN and hand-written Rust.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="firms (default: a million)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads (default: all)")
    parser.add_argument("--repeat", type=int, default=5, help="timed rounds (default: 5)")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON: median seconds by engine")
    parser.add_argument("--without-peiyu", action="store_true", help="only what Peiyu is compared with")
    options = parser.parse_args()
    for name in ("rows", "threads", "repeat"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} must be at least 1")
    return options


def limit_threads(threads: int) -> None:
    """Before any engine is imported: they read these once. ZEN reads none, so the process is kept to as many CPUs."""
    for name in ("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "TOKIO_WORKER_THREADS"):
        os.environ[name] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def firms(rows: int) -> pa.Table:
    """The firms, from a file that is written anew where the program that writes it is."""
    import pyarrow as pa

    build = ["cargo", "build", "--quiet", "--release", "-p", "peiyu-benches", "--bin", "side_by_side"]
    subprocess.run(build, cwd=ROOT, check=True)
    FILES.mkdir(parents=True, exist_ok=True)
    file = FILES / f"firms-{rows}.arrow"
    if not file.exists() or file.stat().st_mtime < BINARY.stat().st_mtime:
        unfinished = file.with_suffix(".part")
        subprocess.run([BINARY, "firms", "--rows", str(rows), "--out", unfinished], check=True)
        unfinished.replace(file)
    with pa.memory_map(str(file)) as source:
        return pa.ipc.open_file(source).read_all().combine_chunks()


def rust(rows: int, threads: int) -> Engine:
    """The hand-written rules over structs. The process times itself: making the firms again is not its answer."""
    import numpy as np

    files = {"--out": FILES / "verdicts.bin", "--scores": FILES / "scores.bin"}
    options: dict[str, object] = {"--rows": rows, "--threads": threads, "--repeat": 1, **files}
    command = [str(BINARY), "rust", *(str(part) for option in options.items() for part in option)]

    def run() -> float:
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return float(told["rust"])

    def answers(_: float) -> tuple[Verdicts, Scores]:
        scores = np.fromfile(files["--scores"], "<i4")
        return np.fromfile(files["--out"], np.uint8), np.where(scores < 0, np.nan, scores / 100)

    return Engine("rust", rows, run, answers, told=lambda seconds: seconds)


def rivals(table: pa.Table, threads: int) -> Iterator[Engine]:
    """What a data engineer would write instead."""
    import duckdb_rules
    import numpy as np
    import numpy_rules
    import polars as pl
    import polars_rules
    import zen_rules

    rows = table.num_rows
    connection = duckdb_rules.connect(table, threads)
    yield Engine(
        "duckdb",
        rows,
        lambda: duckdb_rules.run(connection),
        lambda out: (out["pass"].to_numpy().astype(np.uint8), out["score"].to_numpy()),
    )
    frame = polars_rules.prepare(pl.DataFrame(table))
    yield Engine(
        "polars",
        rows,
        lambda: polars_rules.run(frame),
        lambda out: (out["pass"].to_numpy().astype(np.uint8), out["score"].to_numpy()),
    )
    columns = numpy_rules.prepare(table)
    yield Engine("numpy", rows, lambda: numpy_rules.run(columns), lambda out: (out[0].astype(np.uint8), out[1]))
    rules, requests = zen_rules.engine(), zen_rules.prepare(table.slice(0, ZEN_ROWS))
    yield Engine(
        "zen",
        len(requests),
        lambda: zen_rules.run(rules, requests),
        lambda out: (np.array([a for a, _ in out], np.uint8), np.array([b for _, b in out], np.float64)),
    )


def peiyu_engines(table: pa.Table) -> Iterator[Engine]:
    """The tier that the rivals judge, and all three tiers with what each firm fails."""
    import polars as pl

    try:
        import peiyu
    except ImportError as error:
        raise SystemExit(f"peiyu is not installed ({error}): cargo xtask python, or --without-peiyu") from error
    if not hasattr(peiyu.Policy, "assess_table"):
        raise SystemExit("The installed peiyu has no Policy.assess_table: cargo xtask python, or --without-peiyu")
    import polars_rules

    # The same frame as polars has.
    frame = polars_rules.prepare(pl.DataFrame(table))
    bytes_of = {name: byte for byte, name in enumerate(NAMES)}

    def answers(out: pl.DataFrame) -> tuple[Verdicts, Scores]:
        verdicts = out["srdi_verdict"].cast(pl.String).replace_strict(bytes_of, return_dtype=pl.UInt8)
        return verdicts.to_numpy(), out["srdi_score"].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    def engine(name: str, policy: Any, wanted: list[str] | None) -> Engine:
        return Engine(name, table.num_rows, lambda: policy.assess_table(frame, answers=wanted), answers)

    one, all_tiers = peiyu.load("cn", edition="2022", tier="srdi"), peiyu.load("cn", edition="2022")
    # What the rivals answer; and everything.
    yield engine("peiyu", one, ["verdict", "score"])
    yield engine("peiyu_all", all_tiers, None)


@dataclass
class Differences:
    """How an engine's answers differ from the exact ones."""

    verdicts: int
    """Pass for fail, or fail for pass."""
    settled: int
    """Pass or fail where it depends on a ratio that has no value: `pass` cannot say so."""
    scores: int
    example: int | None
    """A row with a wrong verdict, else with a wrong score."""


def compare(engine: Engine, exact: tuple[Verdicts, Scores]) -> Differences:
    """Holds the engine's last answers against the exact ones."""
    import numpy as np

    verdicts, scores = engine.answers(engine.result)
    if len(verdicts) != engine.rows:
        raise AssertionError(f"{engine.name} gave {len(verdicts)} answers for {engine.rows} firms")
    right, points = exact[0][: engine.rows], exact[1][: engine.rows]
    wrong = (right < 2) & (verdicts != right)
    # Scores are hundredths; what floats add beyond that is no other score.
    wrong_scores = ~np.isnan(points) & ~(np.abs(scores - points) < 0.005)
    rows = np.flatnonzero(wrong) if wrong.any() else np.flatnonzero(wrong_scores)
    return Differences(
        int(wrong.sum()),
        int(((right == 2) & (verdicts != 2)).sum()),
        int(wrong_scores.sum()),
        int(rows[0]) if len(rows) else None,
    )


def on_thresholds(firm: dict[str, Any]) -> list[str]:
    """The ratios of the firm that are exactly a value at which something changes."""
    numbers = {name: Fraction(Decimal(str(value))) for name, value in firm.items() if type(value) in (int, float)}
    found = []
    for ratio, thresholds in THRESHOLDS.items():
        try:
            value = eval(ratio, {"__builtins__": {}}, numbers)
        except ZeroDivisionError:
            continue
        if value * 100 in thresholds:
            names = sorted({word for word in ratio.replace("(", " ").replace(")", " ").split() if word in numbers})
            figures = ", ".join(f"{name} = {firm[name]:,}" for name in names)
            found.append(f"{ratio} is exactly {value * 100} % ({figures})")
    return found


def tell(engines: list[Engine], table: pa.Table, threads: int, exact: tuple[Verdicts, Scores]) -> None:
    """Prints the table, and a firm for each engine that is wrong about one."""
    duckdb = next(engine for engine in engines if engine.name == "duckdb")
    per_row = duckdb.median / duckdb.rows
    print(f"{table.num_rows:,} firms, {threads} threads (numpy: 1); median of {len(duckdb.seconds)} rounds\n")
    print(f"{'':10}{'rows':>11}{'seconds':>10}{'µs a row':>10}{'÷ DuckDB':>10}{'wrong':>8}{'wrong':>8}{'unknown':>9}")
    print(f"{'':51}{'verdicts':>8}{'scores':>8}{'settled':>9}")
    examples = []
    for engine in engines:
        each = engine.median / engine.rows
        found = compare(engine, exact)
        times = f"{engine.rows:>11,}{engine.median:>10.4f}{each * 1e6:>10.3f}{each / per_row:>10.2f}"
        print(f"{engine.name:10}{times}{found.verdicts:>8,}{found.scores:>8,}{found.settled:>9,}")
        if found.example is not None:
            verdict, score = (answers[found.example] for answers in engine.answers(engine.result))
            right, points = (values[found.example] for values in exact)
            told = f"{NAMES[verdict]} with {score:g}; exact: {NAMES[right]} with {points:g}"
            examples.append(f"{engine.name}, firm {found.example}: {told}")
            examples += (f"    {line}" for line in on_thresholds(table.slice(found.example, 1).to_pylist()[0]))
    print(f"\nunknown settled: of {int((exact[0] == 2).sum()):,} firms whose answer hangs on a ratio without a value")
    print("\n".join(["", *examples]) if examples else "")


def main() -> None:
    """Runs every engine and tells what it took."""
    options = arguments()
    limit_threads(options.threads)
    sys.path.insert(0, str(Path(__file__).with_suffix("")))
    from tqdm import tqdm

    table = firms(options.rows)
    hand_written = rust(options.rows, options.threads)
    engines = [] if options.without_peiyu else list(peiyu_engines(table))
    engines += [*rivals(table, options.threads), hand_written]
    with tqdm(total=len(engines) * (options.repeat + 1), file=sys.stderr, disable=None, leave=False) as progress:
        for number in range(options.repeat + 1):
            for engine in engines:
                progress.set_description(engine.name)
                engine.round(timed=number > 0)
                progress.update()
    tell(engines, table, options.threads, hand_written.answers(hand_written.result))
    if options.json:
        medians = {engine.name: engine.median for engine in engines}
        zen = next(engine for engine in engines if engine.name == "zen")
        names = ("peiyu", "peiyu_all", "duckdb", "polars", "numpy", "rust")
        told: dict[str, float | None] = {name: medians.get(name) for name in names}
        told |= {"zen_per_row": zen.median / zen.rows, "rows": options.rows, "threads": options.threads}
        print(json.dumps(told))


if __name__ == "__main__":
    main()
