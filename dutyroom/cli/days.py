"""Whose imported years and days of one's own a command means: the room's where there is one, else this machine's file."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dutyroom.domain.clock.calendar import DayException
    from dutyroom.domain.clock.schedule import Schedule


def room_there(args: argparse.Namespace) -> bool:
    """Whether a room was named, or one lies where it does when none is named."""
    from pathlib import Path

    from dutyroom.settings.paths import database_url

    return args.database is not None or Path(database_url()).exists()


def known_days(args: argparse.Namespace) -> "tuple[Sequence[Schedule], Sequence[DayException]]":
    """The imported years and the exceptions. Raises Refusal when they can't be read."""
    if not room_there(args):
        from dutyroom.settings.own_days import load_own_days, own_days_file

        own = load_own_days(own_days_file())
        return own.schedules, own.exceptions
    from dutyroom.bootstrap import open_room
    from dutyroom.services.room.calendar import own_days

    room = open_room(args.database)
    try:
        with room.database.read() as session:
            return own_days(session)
    finally:
        room.close()
