"""Records how long the event loop was blocked, for tests: DUTYROOM_STALL_LOG names the file, in milliseconds.

A line a block, two numbers: how long by the clock on the wall, and how much of it the loop's thread spent at work. The
first holds every cause, other programs on a busy machine too; the second only what we do on the loop ourselves.
"""

import asyncio
import os
from pathlib import Path
from time import perf_counter, thread_time

VARIABLE = "DUTYROOM_STALL_LOG"
_STEP = 0.005
_LEAST = 10.0
"""Milliseconds from which a block is written down."""


async def record(file: Path) -> None:
    """Watch the running loop until cancelled; every block is added to the file, e.g. `12.4 9.8`."""
    while True:
        before, used = perf_counter(), thread_time()
        await asyncio.sleep(_STEP)
        late = (perf_counter() - before - _STEP) * 1000
        if late > _LEAST:
            with file.open("a", encoding="ascii") as log:
                log.write(f"{late:.1f} {min(late, (thread_time() - used) * 1000):.1f}\n")


def blocks(file: Path) -> list[tuple[float, float]]:
    """What was written down so far: (on the wall, at work)."""
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return [(float(wall), float(work)) for wall, work in (line.split() for line in lines)]


def start() -> "asyncio.Task[None] | None":
    """Begin recording on the running loop if the variable is set. Keep the task: the loop holds it only weakly."""
    name = os.environ.get(VARIABLE)
    return asyncio.get_running_loop().create_task(record(Path(name))) if name else None
