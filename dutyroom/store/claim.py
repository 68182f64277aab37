"""Which room key belongs to which database: tied once, checked ever after."""

from __future__ import annotations

from pathlib import Path

from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalHead


def keys_for(database: Database, folder: Path) -> RoomKeys:
    """The room key in ``folder``, made there if the database has none yet; checked against the database.

    Raises Refusal when the database has a key and it is not in the folder, or another one is.
    """
    with database.read() as session:
        head = session.get(JournalHead, 1)
    keys = RoomKeys.open(folder, create=head is not None and not head.key_check)
    claim(database, keys)
    return keys


def claim(database: Database, keys: RoomKeys) -> None:
    """Tie a new database to the key, or check that this is its key. Raises Refusal for the key of another room."""
    with database.read() as session:
        head = session.get(JournalHead, 1)
    if head is not None and not head.key_check:
        with database.write() as session:
            head = session.get_one(JournalHead, 1)
            head.key_check = head.key_check or keys.check
    keys.belong(head.key_check if head is not None else "")
