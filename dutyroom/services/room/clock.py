"""Where "now" comes from. Whose time an act bears is decided here, once for all consoles of a room.

A room on a file has one machine, and that machine's clock (asked here alone). A room on a server has the server's: what each
machine shows is that, so two machines whose clocks differ by minutes agree, and an act bears the moment at which the server
let it write. A demo's clock is moved from the machine's; an exercise's runs by the room's and may be paused and jumped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Protocol

FASTEST = 600
KEY = "exercise_clock"
"""The setting in which every console of the exercise finds how its clock runs."""


class Clock(Protocol):
    """Where "now" comes from."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...


class WallClock:
    """A Clock that tells the machine's time."""

    of_machine = True

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return datetime.now(UTC)


class ServerClock:
    """The time of the database server, as it was last heard, and what has passed since by a clock that nobody sets.

    Every writing transaction and every look for news tells it. A step of this machine's clock does nothing to it.
    """

    of_machine = True

    def __init__(self, server: datetime) -> None:
        self._heard = (server.astimezone(UTC), monotonic())

    def now(self) -> datetime:
        """The present moment of the server, aware UTC."""
        at, since = self._heard
        return at + timedelta(seconds=monotonic() - since)

    def hear(self, server: datetime) -> None:
        """The server's clock shows that moment now."""
        self._heard = (server.astimezone(UTC), monotonic())


class ShiftedClock:
    """The machine's time moved by a fixed while: the clock that all consoles of a demo share."""

    of_machine = True

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The present moment of this clock, aware UTC."""
        return datetime.now(UTC) + self.offset


class ExerciseClock:
    """The clock of an exercise: paused, up to ``FASTEST`` times as fast, or jumped; never back.

    ``at`` when the machine's clock said ``wall``, going ``rate`` times as fast since.
    """

    def __init__(self, wall: Clock, state: Mapping[str, Any]) -> None:
        self.wall = wall
        self.follow(state)

    def follow(self, state: Mapping[str, Any]) -> None:
        """Run as the room's setting says from now on."""
        self._run = (
            datetime.fromisoformat(state["wall"]), datetime.fromisoformat(state["at"]), int(state["rate"]),
        )  # fmt: skip

    def hear(self, server: datetime) -> None:
        """Passed on to the clock that this one runs by."""
        if isinstance(self.wall, ServerClock):
            self.wall.hear(server)

    @property
    def rate(self) -> int:
        """How many times as fast as the machine's clock; 0 while paused."""
        return self._run[2]

    def now(self) -> datetime:
        """The present moment of the exercise, aware UTC."""
        wall, at, rate = self._run
        passed = max(self.wall.now() - wall, timedelta(0))
        return at + passed * rate


def run_from(wall: datetime, at: datetime, rate: int) -> dict[str, Any]:
    """The setting for a clock that shows ``at`` at the machine's ``wall`` and goes ``rate`` times as fast from there."""
    return {"wall": wall.astimezone(UTC).isoformat(), "at": at.astimezone(UTC).isoformat(), "rate": rate}
