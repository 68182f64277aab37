"""A month on the wall: the wallboard through thirty days in steps of ten minutes, with fifty thousand acts on the way."""

import json
import tempfile
from pathlib import Path
from statistics import median

from bench.figure import Figure
from bench.peers import MONTH
from bench.raw import Raw

OPEN = 1_000
STEPS = 30 * 24 * 6
SECONDS = 600


def main() -> list[Figure]:
    """The clock is simulated: each step is a tick ten minutes on, as fast as the wall can paint. Tenths are compared."""
    with tempfile.TemporaryDirectory(prefix="dutyroom-month-") as folder:
        log = Path(folder) / "tenths"
        run = Raw("bench.peers", "month", f"{OPEN}", **{MONTH: str(log)})
        try:
            run.read(SECONDS, b"month over")
        finally:
            run.close()
        tenths = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    memory = [each["memory"] for each in tenths]
    spent = [each["cpu"] for each in tenths]
    grown = memory[-1] / memory[1]
    slower = median(spent[-3:]) / median(spent[1:4])
    acts = sum(each["acts"] for each in tenths)
    return [
        Figure(
            f"memory after 30 days and {acts:,} acts on the wall", "flat (≤ 1.05×)", f"{grown:.2f}× ({memory[-1]:.0f} MB)",
            f"after six days {memory[1]:.0f} MB", grown <= 1.05,
        ),
        Figure(
            "CPU of a tick with its acts, last days over first", "flat (≤ 1.3×)", f"{slower:.2f}×",
            f"{median(spent[-3:]) / (STEPS / 10) * 1000:.2f} ms a tick", slower <= 1.3,
        ),
    ]  # fmt: skip
