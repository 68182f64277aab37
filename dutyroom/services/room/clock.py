"""Where "now" comes from: the machine's own clock (asked here alone), one moved from it, and that of an exercise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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
