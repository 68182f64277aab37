"""A real database with a demo room and as many open cases as wanted, kept for the next run.

The cases beyond the first sixty are copies in the board's projection: enough for whatever reads the board.
"""

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path

from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import WallClock
from dutyroom.store.keys import RoomKeys

FIRST = 60
VERSIONS = Path(__file__).parents[1] / "db" / "versions"
KEYS = "DUTYROOM_KEYS"
"""The environment variable by which the program is told where the room key lies."""


def make(count: int) -> Path:
    """The folder of a room of that size on SQLite, made if it is not there: its key and `room.sqlite3`."""
    schema = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(VERSIONS.glob("*.py")))).hexdigest()[:8]
    place = Path(os.environ.get("TMPDIR", "/tmp")) / f"dutyroom-bench-{schema}-{count}"
    if not (place / "done").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        fill(place, f"{place}/room.sqlite3", count)
        (place / "done").touch()
    return place


def copy(count: int, place: Path) -> str:
    """The address of a copy of that room for one's own changes, its key in `place`."""
    for file in make(count).iterdir():
        shutil.copy(file, place)
    return f"{place}/room.sqlite3"


def open_room(place: Path, url: str) -> Front:
    """The room of that address, its key in `place`."""
    return Front(url, RoomKeys.open(place), WallClock())


def fill(place: Path, url: str, count: int) -> None:
    """Makes a room of that size in an empty database, and its key in `place`."""
    from sqlmodel import insert, select

    from dutyroom.services.demo.demo import fill
    from dutyroom.settings.plans import pack_text
    from dutyroom.store.engine import open_database
    from dutyroom.store.migrate import upgrade
    from dutyroom.store.rows.board import BoardEntry

    RoomKeys.open(place, create=True)
    database = open_database(url)
    upgrade(database)
    database.close()
    room = open_room(place, url)
    fill(room, pack_text("rural-commercial-bank"), min(count, FIRST), timedelta(0))
    with room.database.read() as session:
        rows = [row.model_dump() for row in session.exec(select(BoardEntry)).all()]
    seed = [row for row in rows if not row["pinned"] and row["due"]]
    step = timedelta(minutes=1)
    copies = [
        {**seed[n % len(seed)], "number": f"X{n:06}", "due": seed[n % len(seed)]["due"] + timedelta(days=2) + n * step}
        for n in range(count - len(rows))
    ]
    if copies:
        with room.database.write_engine.begin() as connection:
            connection.execute(insert(BoardEntry), copies)
    room.close()
