"""CPU, bytes and memory while the queue ticks; the floor is a one-line clock, the peer a DataTable.

python -m bench.tick [rows …]
"""

import sys

from bench.peers import READY
from bench.raw import quiet_cpu

SECONDS = 10.0


def main(counts: list[int]) -> None:
    """Print one line a program; the last column is the ratio to the floor."""
    floor, sent, memory = quiet_cpu("bench.peers", "clock", ready=READY.encode(), seconds=SECONDS)
    _show("floor: one-line clock", floor, sent, memory, floor)
    for count in counts:
        for name, words in (("console", "nothing within its last hour"), ("near", "58 in their last hour")):
            run = quiet_cpu("bench.peers", name, str(count), ready="数据正常".encode(), seconds=SECONDS)
            _show(f"console {count}, {words}", *run, floor)
    peer = quiet_cpu("bench.peers", "table", "10000", ready="利率".encode(), seconds=SECONDS)
    _show("peer: DataTable 10000", *peer, floor)


def _show(name: str, cpu: float, sent: int, memory: float, floor: float) -> None:
    print(f"{name:48} {cpu:6.2f} % CPU  {sent:6d} bytes/s  {memory:6.0f} MB  {cpu / max(floor, 0.01):5.2f}x", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000])
