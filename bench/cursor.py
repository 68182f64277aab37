"""From a key to the last painted byte: cursor, page, re-sort and a row that arrives, beside a DataTable."""

import os
import signal
from statistics import median
from time import perf_counter

from bench.figure import Figure, percentile, spread
from bench.peers import ARRIVED
from bench.raw import Raw

TIMES = 60
DOWN, PAGE, HOME, SORT = b"\x1b[B", b"\x1b[6~", b"\x1b[H", b"s"
SIZES = (1_000, 10_000, 100_000)
GOALS = {"cursor down": (4, 8), "page down": (20, 35)}


def main() -> list[Figure]:
    """Percentiles of single keys, each after the screen was still."""
    peer = _keys("table", 10_000, "利率")
    figures, middle = [], dict[tuple[str, int], float]()
    for count in SIZES:
        for what, took in _keys("console", count, "数据正常").items():
            half, most = GOALS[what]
            p50, p95 = percentile(took, 50) * 1000, percentile(took, 95) * 1000
            middle[what, count] = p50
            beside = f"DataTable 10k {spread(peer[what], 50, 95)}"
            met = p50 <= half and p95 <= most
            goal = f"p50 ≤ {half}, p95 ≤ {most} ms"
            figures.append(Figure(f"{what}, {count // 1000}k", goal, spread(took, 50, 95), beside, met))
    for what in GOALS:
        flat = middle[what, 100_000] / middle[what, 1_000]
        figures.append(Figure(f"{what}, 100k over 1k", "flat (≤ 1.3×)", f"{flat:.2f}×", "", flat <= 1.3))
    sort, insert = _sort_and_insert()
    return [
        *figures,
        Figure("re-sort, 10k", "≤ 20 ms", spread(sort, 50), "", median(sort) <= 0.020),
        Figure("a row arrives in its place, 10k", "≤ 15 ms", spread(insert, 50), "", median(insert) <= 0.015),
    ]


def _keys(name: str, count: int, ready: str) -> dict[str, list[float]]:
    run = Raw("bench.peers", name, f"{count}")
    try:
        run.read(120, ready.encode())
        run.read(4)
        took = {}
        for what, key in (("cursor down", DOWN), ("page down", PAGE)):
            run.press(HOME)
            took[what] = [run.press(key) for _time in range(TIMES if key == DOWN else min(TIMES, count // 58 - 1))]
        return took
    finally:
        run.close()


def _sort_and_insert() -> tuple[list[float], list[float]]:
    run = Raw("bench.peers", "console", "10000")
    try:
        run.read(60, "数据正常".encode())
        run.read(4)
        sort = [run.press(SORT) for _time in range(TIMES // 4 * 4)]
        insert = []
        for number in range(TIMES // 2):
            run.read(0.2)
            run.forget()
            began = perf_counter()
            os.kill(run.pid, signal.SIGUSR1)
            run.read(5, ARRIVED.format(number).encode())
            insert.append(perf_counter() - began)
        return sort, insert
    finally:
        run.close()
