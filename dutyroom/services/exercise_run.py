"""A run of an exercise without waiting: from event to event, by a script; the same script, the same result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dutyroom.services.conductor import Conductor, Turned
from dutyroom.services.exercise_room import FACILITATOR, JumpingClock
from dutyroom.services.sample import SECRET

if TYPE_CHECKING:
    from dutyroom.domain.scenario import Move
    from dutyroom.services.room import Room


def run_through(room: Room, script: Sequence[Move] = ()) -> tuple[Turned, ...]:
    """Plays an exercise that was set up without a machine's clock to its end; the moves that were refused to the last."""
    from dutyroom.domain.act import Command

    clock = room.clock
    assert isinstance(clock, JumpingClock)
    conductor = Conductor(room, script)
    begin = conductor.player.command_id("begin")
    room.perform(Command("exercise.begin", FACILITATOR, "facilitator", begin, secret=SECRET))
    while True:
        conductor.step()
        at = conductor.next()
        if at is None:
            return tuple(conductor.turned.values())
        clock.at = at
