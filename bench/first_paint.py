"""From exec to the first paint, and on to the complete board, beside Textual with one Static.

Each run is a process of its own on a real database, floor and console in turn. python -m bench.first_paint [rows …]
"""

import sys
from statistics import median

from bench.big_room import FIRST, make
from bench.peers import READY
from bench.raw import Raw

RUNS = 15


def main(counts: list[int]) -> None:
    """Print medians and the ratio to the floor."""
    for count in counts:
        make(count)
    first: dict[str, list[float]] = {"floor: one Static": []}
    whole: dict[str, list[float]] = {}
    for _run in range(RUNS):
        first["floor: one Static"].append(_paint("bench.peers", "static", ready=READY)[0])
        for count in counts:
            name = f"console, {count} open"
            at, complete = _paint("bench.big_room", str(count), ready="#", then=f"在办 {count}  ")
            first.setdefault(name, []).append(at)
            whole.setdefault(name, []).append(complete - at)
    floor = median(first["floor: one Static"])
    for name, times in first.items():
        rest = f"  complete {median(whole[name]) * 1000:6.0f} ms later" if name in whole else ""
        print(f"{name:24} {median(times) * 1000:6.0f} ms  {median(times) / floor:5.2f}x{rest}")


def _paint(*arguments: str, ready: str, then: str = "") -> tuple[float, float]:
    run = Raw(*arguments)
    try:
        at = run.read(60, ready.encode())
        return at, run.read(60, then.encode()) if then else at
    finally:
        run.close()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [FIRST + 1, 10_000, 100_000])
