"""From the first paint to the complete board, the longest stall of the loop on the way, and memory afterwards."""

import tempfile
from pathlib import Path
from statistics import median

from bench.big_room import KEYS, make
from bench.figure import Figure
from bench.raw import Raw
from dutyroom.console.engine.stall import VARIABLE, blocks

RUNS = 5
GOALS = {10_000: (0.5, 60), 100_000: (2.0, 130)}
STALL_MS = 50


def main() -> list[Figure]:
    """Medians; the stall is the worst of each run, their median, and the worst of all beside it."""
    figures = []
    for count, (seconds, megabytes) in GOALS.items():
        runs = [_run(count) for _run_ in range(RUNS)]
        after, stall, memory = (median(each) for each in zip(*runs, strict=True))
        worst = max(each[1] for each in runs)
        figures += [
            Figure(
                f"complete board after first paint, {count // 1000}k", f"≤ {seconds} s", f"{after:.2f} s", "",
                after <= seconds,
            ),
            Figure(
                f"longest stall of the loop while it loads, {count // 1000}k", f"≤ {STALL_MS} ms", f"{stall:.0f} ms",
                f"worst of {RUNS} runs {worst:.0f} ms", stall <= STALL_MS,
            ),
            Figure(f"memory, {count // 1000}k", f"≤ {megabytes} MB", f"{memory:.0f} MB", "", memory <= megabytes),
        ]  # fmt: skip
    return figures


def _run(count: int) -> tuple[float, float, float]:
    place = make(count)
    with tempfile.NamedTemporaryFile(prefix="dutyroom-stall-") as log:
        more = {KEYS: f"{place}", VARIABLE: log.name}
        run = Raw("dutyroom", "--database", f"{place}/room.sqlite3", **more)
        try:
            first = run.read(60, b"#")
            whole = run.read(60, f"在办 {count}  ".encode())
            run.read(3)
            return whole - first, max((wall for wall, _work in blocks(Path(log.name))), default=0.0), run.memory()
        finally:
            run.close()
