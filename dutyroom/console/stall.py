"""Records how long the event loop was blocked, for tests: DUTYROOM_STALL_LOG names the file, in milliseconds."""

import asyncio
import os
from pathlib import Path
from time import perf_counter

VARIABLE = "DUTYROOM_STALL_LOG"
_STEP = 0.005


async def record(file: Path) -> None:
    """Watch the running loop until cancelled; the file always holds the longest block so far, e.g. `12.4`."""
    worst = 0.0
    file.write_text("0.0\n", encoding="ascii")
    while True:
        before = perf_counter()
        await asyncio.sleep(_STEP)
        late = (perf_counter() - before - _STEP) * 1000
        if late > worst:
            worst = late
            file.write_text(f"{worst:.1f}\n", encoding="ascii")


def start() -> "asyncio.Task[None] | None":
    """Begin recording on the running loop if the variable is set. Keep the task: the loop holds it only weakly."""
    name = os.environ.get(VARIABLE)
    return asyncio.get_running_loop().create_task(record(Path(name))) if name else None
