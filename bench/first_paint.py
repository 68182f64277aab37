"""From exec to the first paint, beside Textual with one Static, and harlequin where it is installed.

Each run is a process of its own, `dutyroom` as a person starts it on a real database, all in turn.
harlequin is taken from the Python named by HARLEQUIN_PYTHON: `python -m venv V && V/bin/pip install harlequin`.
"""

import os

from bench.big_room import FIRST, KEYS, make
from bench.figure import Figure
from bench.peers import READY
from bench.raw import Raw

RUNS = 12
SIZES = (FIRST, 10_000, 100_000)
FLOOR, PEER = "one Static", "harlequin"


def main() -> list[Figure]:
    """The fastest of runs taken in turn: whatever else the machine does can only make a start slower."""
    took: dict[str, list[float]] = {FLOOR: [], **{f"{count}": [] for count in SIZES}}
    theirs = os.environ.get("HARLEQUIN_PYTHON", "")
    if theirs:
        took[PEER] = []
    for count in SIZES:
        make(count)
    for _run in range(RUNS):
        took[FLOOR].append(_paint("bench.peers", "static", ready=READY))
        for count in SIZES:
            place = make(count)
            words = ("dutyroom", "--database", f"{place}/room.sqlite3")
            took[f"{count}"].append(_paint(*words, ready="#", **{KEYS: f"{place}"}))
        if theirs and len(took[PEER]) < RUNS // 3:
            file = f"{make(10_000)}/room.sqlite3"
            took[PEER].append(_paint("harlequin", "-a", "sqlite", file, ready="Catalog", python=theirs))
    floor, ten, hundred = (min(took[name]) for name in (FLOOR, "10000", "100000"))
    beside = f"{FLOOR} {floor * 1000:.0f} ms"
    small = min(took[f"{FIRST}"])
    figures = [
        Figure(f"first paint, {FIRST} open", "", f"{small / floor:.2f}× ({small * 1000:.0f} ms)", beside),
        Figure("first paint, 10k open", "≤ 1.2×", f"{ten / floor:.2f}× ({ten * 1000:.0f} ms)", beside, ten / floor <= 1.2),
        Figure(
            "first paint, 100k open", "≤ 1.1× of 10k", f"{hundred / ten:.2f}× ({hundred * 1000:.0f} ms)",
            f"10k {ten * 1000:.0f} ms", hundred / ten <= 1.1,
        ),
    ]  # fmt: skip
    if theirs:
        peer = min(took[PEER])
        met = ten / peer <= 0.5
        figures.append(
            Figure("first paint, 10k open", "≤ 0.5×", f"{ten / peer:.2f}×", f"{PEER} {peer * 1000:.0f} ms", met)
        )
    return figures


def _paint(*arguments: str, ready: str, **more: str) -> float:
    run = Raw(*arguments, **more)
    try:
        return run.read(60, ready.encode())
    finally:
        run.close()
