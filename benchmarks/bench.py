"""What the benchmarks have in common: measuring in turns, a table, a file of results."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"

Row = dict[str, Any]


def in_turns(
    cases: dict[str, Callable[[], Callable[[], object]]],
    rounds: int,
    *,
    warm_up: int = 20,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, list[float]]:
    """Milliseconds of each case, all in each round and each time in another order.

    So noise is for all alike, and what one leaves in the processor's caches. A case prepares, and
    returns what is to be measured.
    """
    times: dict[str, list[float]] = {name: [] for name in cases}
    order = list(cases)
    for number in range(rounds + warm_up):
        random.shuffle(order)
        for name in order:
            act = cases[name]()
            begin = clock()
            act()
            if number >= warm_up:
                times[name].append((clock() - begin) * 1000)
    return times


def ratio(times: dict[str, list[float]], name: str, base: str) -> float:
    """Of the medians."""
    return round(median(times[name]) / median(times[base]), 2)


def show(rows: list[Row]) -> None:
    """A table whose columns are the keys of the first row."""
    columns = list(rows[0])
    texts = [columns, *([str(row.get(column, "")) for column in columns] for row in rows)]
    widths = [max(len(line[index]) for line in texts) for index in range(len(columns))]
    for line in texts:
        first, *others = zip(line, widths, strict=True)
        print(first[0].ljust(first[1]), *(text.rjust(width) for text, width in others), sep="  ")


def write(name: str, rows: list[Row] | dict[str, Row]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2) + "\n")


def verdict(rows: list[Row]) -> int:
    """The exit status; rows may have a ``target``, which the ``ratio`` must not exceed."""
    missed = [row for row in rows if row.get("target") and row["ratio"] > row["target"]]
    for row in missed:
        print(f"Missed: {row['case']} is {row['ratio']}, more than {row['target']}.")
    return 1 if missed else 0


@contextmanager
def postgresql() -> Iterator[Path]:
    """A throw-away PostgreSQL, and its socket's directory."""
    bin_directory = postgres.programs()
    if bin_directory is None:
        raise SystemExit("PostgreSQL is needed: install it (Debian: apt install postgresql).")
    with postgres.cluster(bin_directory) as socket:
        yield socket
