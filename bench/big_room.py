"""A real database with a demo room and as many open cases as wanted, kept for the next run.

The cases beyond the first sixty are copies in the board's projection: enough for whatever reads the board.
"""

import os
from datetime import timedelta
from pathlib import Path

from dutyroom.services.room import Room
from dutyroom.services.wall_clock import WallClock
from dutyroom.store.keys import RoomKeys

FIRST = 60


def folder(count: int) -> Path:
    """Where the room of that size lies."""
    return Path(os.environ.get("TMPDIR", "/tmp")) / f"dutyroom-bench-{count}"


def open_big_room(count: int) -> Room:
    """The room, made before."""
    place = folder(count)
    return Room(str(place / "room.sqlite3"), RoomKeys.open(place), WallClock())


def make(count: int) -> Path:
    """Make the room if it is not there. Returns its folder."""
    place = folder(count)
    if (place / "done").exists():
        return place
    from sqlmodel import insert, select

    from dutyroom.services.demo import fill
    from dutyroom.settings.plans import pack_text
    from dutyroom.store.engine import open_database
    from dutyroom.store.migrate import upgrade
    from dutyroom.store.tables import BoardEntry

    place.mkdir(exist_ok=True)
    RoomKeys.open(place, create=True)
    room = open_big_room(count)
    database = open_database(room.url)
    upgrade(database)
    database.close()
    fill(room, pack_text("rural-commercial-bank"), FIRST, timedelta(0))
    with room.database.read() as session:
        seed = [row.model_dump() for row in session.exec(select(BoardEntry)).all() if not row.pinned and row.due]
    step = timedelta(minutes=1)
    copies = [
        {**seed[n % len(seed)], "number": f"X{n:06}", "due": seed[n % len(seed)]["due"] + timedelta(days=2) + n * step}
        for n in range(count - FIRST)
    ]
    with room.database.write_engine.begin() as connection:
        connection.execute(insert(BoardEntry), copies)
    room.close()
    (place / "done").touch()
    return place


if __name__ == "__main__":
    import sys

    from dutyroom.bootstrap import run_console

    sys.exit(run_console(open_big_room(int(sys.argv[1]))))
