"""A console keeps the clocks beside its feed, in its own thread: light to import, for the first picture waits for nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dutyroom.services.room.room import Room
    from dutyroom.services.telling.keeper import Keeper
    from dutyroom.services.telling.outbox import Way

BEGINS_S = 3.0
"""Seconds after which it begins: until then the console reads its own picture."""
PATIENCE_S = 10.0
"""Seconds after which one that can't read or write tries anew."""
_ENDS_S = 1.0


SENDS_S = 5.0
"""Seconds between two looks for messages that wait."""


@dataclass(frozen=True, slots=True)
class Post:
    """How messages leave: ``ways`` gives the channels, read anew each time; ``send`` (address, title, text) raises Refusal."""

    ways: Callable[[], Iterable[Way]]
    send: Callable[[str, str, str], None]


class _Beside:
    """One thread from `start` to `stop`; what it does is `_run`, which looks at `_stopped`."""

    def __init__(self, name: str) -> None:
        self._stopped = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after what it is at."""
        self._stopped.set()
        self._thread.join(_ENDS_S)

    def _run(self) -> None:
        raise NotImplementedError


class Sending(_Beside):
    """Sends what waits while this process keeps: a channel that hangs holds up no warning."""

    def __init__(self, room: Room, keeper: Keeper, post: Post) -> None:
        super().__init__("messages")
        self._room, self._keeper, self._post = room, keeper, post

    def _run(self) -> None:
        from dutyroom.services.telling.outbox import send_waiting

        while not self._stopped.wait(SENDS_S):
            if self._keeper.keeps and (ways := tuple(self._post.ways())):
                # What keeps it from being noted is tried again: the message then goes out once more, under its number.
                with suppress(Exception):
                    send_waiting(self._room, ways, self._post.send)


class KeeperThread(_Beside):
    """Keeps from `start` on if nobody else does; once it has ended another may at once."""

    def __init__(self, room: Room, post: Post) -> None:
        super().__init__("keeper")
        self._room, self._post = room, post

    def _run(self) -> None:
        if self._stopped.wait(BEGINS_S):
            return
        from dutyroom.services.telling.keeper import Keeper

        keeper, wait = Keeper(self._room, self._post.ways), 0.0
        sending = Sending(self._room, keeper, self._post)
        sending.start()
        while not self._stopped.wait(wait):
            try:
                keeper.beat()
                wait = keeper.wait_s
            except Exception:
                # What keeps it from writing stands in the head of every console; here it is tried again, whatever it was.
                wait = PATIENCE_S
        sending.stop()
        # The room may be closed by now: the lease is over in a few seconds anyway.
        with suppress(Exception):
            keeper.end()
