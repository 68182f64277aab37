"""Acts on a group: the same act on each of its complaints, every one with its own permission, version and record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.services.perform.perform import perform
from dutyroom.services.room.subjects import load_subject

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def perform_each(room: Room, command: Command, numbers: Sequence[str]) -> tuple[tuple[str, str, bool], ...]:
    """What became of each: (number, what was said, done). One that is refused holds up no other.

    The same ``command_id`` again does nothing twice. Raises Refusal ``bad_input`` when the form itself is wrong: then it is
    for all of them and nothing was done.
    """
    act = ACTS[command.act]
    out = []
    for place, number in enumerate(numbers):
        try:
            seen = None
            if act.sees:
                with room.database.read() as session:
                    seen = load_subject(session, "complaint", number).version
            one = replace(command, subject=number, seen=seen, command_id=f"{command.command_id}:{number}")
            out.append((number, perform(room, one).message, True))
        except Refusal as no:
            if no.code == "bad_input" and place == 0:
                raise
            out.append((number, no.message, False))
    return tuple(out)
