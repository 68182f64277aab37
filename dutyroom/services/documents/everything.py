"""All that a room holds, out of it: for one that is refused, and for whoever moves elsewhere."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from dutyroom.lang import N_
from dutyroom.lang import gettext as _
from dutyroom.store import migrate
from dutyroom.store.claim import belongs
from dutyroom.store.engine import Database
from dutyroom.store.export import Exported, export
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.schema import HISTORY

_SAID = N_("含个人信息的明文")


def export_all(database: Database, folder: Path, keys: RoomKeys | None, now: datetime) -> tuple[Exported, int]:
    """Everything that can be read; with ``keys`` personal values in plain, which stay sealed else.

    For who holds both the database and its key: they could open all of it anyway, so it is made to leave its trace where
    this program can write. The number is that of the journal's entry, 0 for none. Raises Refusal as ``export``,
    ``wrong_key``.
    """
    if keys is None:
        return export(database, folder), 0
    belongs(database, keys)
    done = export(database, folder, keys)
    if migrate.version(database) != HISTORY[-1]:
        return done, 0

    def once(session: Session) -> int:
        return append(
            session, keys, at=now, actor="", role="", kind="room.export", command_id=uuid.uuid4().hex,
            values={"tables": done.tables, "rows": done.rows, "_text": _(_SAID)},
        )  # fmt: skip

    return done, database.act(once)
