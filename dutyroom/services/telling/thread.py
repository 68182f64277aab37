"""A console keeps the clocks beside its feed, in its own thread: light to import, for the first picture waits for nothing."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

from dutyroom.domain.errors import Refusal

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

BEGINS_S = 3.0
"""Seconds after which it begins: until then the console reads its own picture."""
PATIENCE_S = 10.0
"""Seconds after which one that can't read or write tries anew."""
_ENDS_S = 1.0


class KeeperThread:
    """From `start` to `stop`."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begins to keep, if nobody else does."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; another may keep at once."""
        self._stopped.set()
        self._thread.join(_ENDS_S)

    def _run(self) -> None:
        if self._stopped.wait(BEGINS_S):
            return
        from dutyroom.services.telling.keeper import Keeper

        keeper, wait = Keeper(self._room), 0.0
        while not self._stopped.wait(wait):
            try:
                keeper.beat()
                wait = keeper.wait_s
            except Refusal:
                # What keeps it from writing stands in the head of every console; here it is tried again.
                wait = PATIENCE_S
        keeper.end()
