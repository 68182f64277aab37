"""The clock of an exercise: it can be paused, run up to 600 times as fast, and jumped; never back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dutyroom.services.room.room import Clock

FASTEST = 600
KEY = "exercise_clock"
"""The setting in which every console of the exercise finds how its clock runs."""


class ExerciseClock:
    """The scenario's time: ``at`` when the machine's clock said ``wall``, going ``rate`` times as fast since."""

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
