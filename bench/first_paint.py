"""From exec to the first paint, beside Textual with one Static; each run a process of its own, interleaved.

python -m bench.first_paint DATABASE_OR_0 …   (0: generated cases)
"""

import sys
from statistics import median

from bench.peers import READY
from bench.raw import Raw

RUNS = 15


def main(counts: list[int]) -> None:
    """Print medians and the ratio to the floor."""
    took: dict[str, list[float]] = {}
    for _run in range(RUNS):
        took.setdefault("floor: one Static", []).append(_once(READY.encode(), "static"))
        for count in counts:
            took.setdefault(f"console {count}", []).append(_once("0930-".encode(), "console", str(count)))
    floor = median(took["floor: one Static"])
    for name, times in took.items():
        print(f"{name:24} {median(times) * 1000:6.0f} ms  {median(times) / floor:5.2f}x")


def _once(ready: bytes, *arguments: str) -> float:
    run = Raw("bench.peers", *arguments)
    try:
        return run.read(60, ready)
    finally:
        run.close()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [80])
