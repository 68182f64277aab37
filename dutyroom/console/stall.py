"""Records how long the event loop was blocked, for tests: DUTYROOM_STALL_LOG names the file, in milliseconds.

Two numbers: the longest block by the clock on the wall, and the longest of which the time is taken off that threads of
this program could have run and the machine ran others instead. On a machine of its own they are the same.
"""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from time import perf_counter

VARIABLE = "DUTYROOM_STALL_LOG"
_STEP = 0.005
_THREADS = Path("/proc/self/task")


async def record(file: Path) -> None:
    """Watch the running loop until cancelled; the file always holds the longest blocks so far, e.g. `12.4 9.8`."""
    worst = own = 0.0
    file.write_text("0.0 0.0\n", encoding="ascii")
    while True:
        before, waited = perf_counter(), _waited()
        await asyncio.sleep(_STEP)
        late = (perf_counter() - before - _STEP) * 1000
        if late > own:
            own = max(own, late - max(_waited() - waited, 0) * 1000)
            worst = max(worst, late)
            file.write_text(f"{worst:.1f} {own:.1f}\n", encoding="ascii")


def _waited() -> float:
    """Seconds in which threads of this program could have run and others did; 0 where the system does not tell."""
    total = 0
    with suppress(OSError):
        for thread in os.listdir(_THREADS):
            with suppress(OSError, IndexError):
                total += int((_THREADS / thread / "schedstat").read_text().split()[1])
    return total / 1e9


def start() -> "asyncio.Task[None] | None":
    """Begin recording on the running loop if the variable is set. Keep the task: the loop holds it only weakly."""
    name = os.environ.get(VARIABLE)
    return asyncio.get_running_loop().create_task(record(Path(name))) if name else None
