"""From a key to the last painted byte: cursor down and page down, beside a DataTable in the same run.

python -m bench.cursor [rows …]
"""

import sys
from statistics import median, quantiles

from bench.raw import Raw

TIMES = 60
DOWN, PAGE, HOME = b"\x1b[B", b"\x1b[6~", b"\x1b[H"


def main(counts: list[int]) -> None:
    """Print p50 and p95 in milliseconds."""
    for count in counts:
        _measure("console", count, "数据正常".encode())
    _measure("table", 10_000, "利率".encode())


def _measure(name: str, count: int, ready: bytes) -> None:
    run = Raw("bench.peers", name, str(count))
    try:
        run.read(120, ready)
        run.read(4)
        for what, key in (("cursor down", DOWN), ("page down", PAGE)):
            run.press(HOME)
            took = [run.press(key) * 1000 for _time in range(TIMES if key == DOWN else min(TIMES, count // 58 - 1))]
            p95 = quantiles(took, n=20)[-1]
            print(f"{name} {count:7d}  {what:12} p50 {median(took):6.1f} ms  p95 {p95:6.1f} ms", flush=True)
    finally:
        run.close()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000])
