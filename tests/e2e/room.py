"""A demo room of a test's own: made on any database, its clock moved as the story moves."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from dutyroom.bootstrap import open_room
from dutyroom.services.demo.demo import fill
from dutyroom.services.room.clock import ShiftedClock
from dutyroom.services.room.settings import write_setting
from dutyroom.settings.paths import DEMO_KEYS, key_folder
from dutyroom.settings.plans import pack_text
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.replay import differences, payloads, replay, snapshot

PLAN = "rural-commercial-bank"
BEGIN = "09-30 16:50"


def moment(said: str) -> datetime:
    """``09-30 16:50`` of the story's year and zone."""
    return datetime.fromisoformat(f"2026-{said.replace(' ', 'T')}+08:00")


def printed(at: datetime) -> str:
    """A moment as the story's screens say it: its clock goes on while programs start, so no minute is known beforehand."""
    return f"{at.astimezone(moment(BEGIN).tzinfo):%m-%d %H:%M}"


def make(url: str, complaints: int = 6, at: str = BEGIN) -> str:
    """A room as `dutyroom demo` makes it, without arrivals. Its key lies where ``DUTYROOM_KEYS`` says."""
    offset = moment(at) - datetime.now(UTC)
    room = open_room(url, ShiftedClock(offset), create=True)
    try:
        fill(room, pack_text(PLAN), complaints, offset)
    finally:
        room.close()
    return url


def make_file(folder: Path, complaints: int = 12, at: str = BEGIN) -> str:
    """The address of a demo room in ``folder``, key and all, as every console of the demo finds it."""
    (folder / DEMO_KEYS).mkdir(mode=0o700)
    return make(str(folder / "room.sqlite3"), complaints, at)


def set_clock(url: str, at: str) -> None:
    """Moves the demo's clock: programs started from now on see it. An entry of the journal, as every change is."""
    offset: timedelta = moment(at) - datetime.now(UTC)
    database = open_database(url)
    try:
        with database.write() as session:
            write_setting(session, "clock_offset", offset.total_seconds())
            session.flush()
            append(
                session, RoomKeys.open(key_folder(url)), at=moment(at), actor="", role="", kind="demo.clock",
                command_id=uuid4().hex,
            )  # fmt: skip
    finally:
        database.close()


def replay_faults(url: str) -> list[str]:
    """Rows that the journal alone would give otherwise than they stand: none, if all is well."""
    database = open_database(url)
    try:
        with database.read() as session:
            return differences(replay(payloads(session)), snapshot(session))
    finally:
        database.close()


def entries(url: str) -> list[dict[str, object]]:
    """The journal's entries in order: kind, actor, role, clause, subject and its values."""
    from sqlalchemy import select

    from dutyroom.store.rows.record import JournalEntry

    row = JournalEntry
    database = open_database(url)
    try:
        with database.read() as session:
            found = session.connection().execute(
                select(row.seq, row.kind, row.actor, row.role, row.clause, row.subject, row.payload).order_by(row.seq)  # type: ignore[call-overload]
            )
            return [
                {
                    "seq": each.seq, "kind": each.kind, "actor": each.actor, "role": each.role, "clause": each.clause,
                    "subject": each.subject, "values": json.loads(each.payload)["values"],
                }
                for each in found
            ]  # fmt: skip
    finally:
        database.close()


def environment(**more: str) -> dict[str, str]:
    """The environment of a program of the story."""
    return {**os.environ, "PYTHONWARNINGS": "default", **more}
