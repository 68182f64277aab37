"""Records how long the event loop was blocked, for tests: DUTYROOM_STALL_LOG names the file, in milliseconds.

Two numbers: the longest block by the clock on the wall, and the most processor time that the loop's thread spent in
one. The first holds every cause, other programs on a busy machine too; the second only what we do on the loop ourselves.
"""

import asyncio
import os
from pathlib import Path
from time import perf_counter, thread_time

VARIABLE = "DUTYROOM_STALL_LOG"
_STEP = 0.005


async def record(file: Path) -> None:
    """Watch the running loop until cancelled; the file always holds the longest blocks so far, e.g. `12.4 9.8`."""
    worst = busiest = 0.0
    _tell(file, worst, busiest)
    while True:
        before, used = perf_counter(), thread_time()
        await asyncio.sleep(_STEP)
        late = (perf_counter() - before - _STEP) * 1000
        if late > min(worst, busiest):
            worst, busiest = max(worst, late), max(busiest, min(late, (thread_time() - used) * 1000))
            _tell(file, worst, busiest)


def _tell(file: Path, *worst: float) -> None:
    # Never empty for whoever reads it meanwhile.
    new = file.with_name(f"{file.name}.new")
    new.write_text(" ".join(f"{each:.1f}" for each in worst) + "\n", encoding="ascii")
    new.replace(file)


def start() -> "asyncio.Task[None] | None":
    """Begin recording on the running loop if the variable is set. Keep the task: the loop holds it only weakly."""
    name = os.environ.get(VARIABLE)
    return asyncio.get_running_loop().create_task(record(Path(name))) if name else None
