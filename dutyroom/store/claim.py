"""Which room key belongs to which database: tied once, checked ever after."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session, col, select

from dutyroom.store import migrate
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalEntry, JournalHead
from dutyroom.store.schema import HISTORY

_SEALED = HISTORY.index("sealed")


def upgrade(database: Database, folder: Path) -> tuple[str, RoomKeys]:
    """Makes or upgrades the tables and ties them to the key in ``folder``; the version reached, and the key."""
    before = migrate.version(database)
    reached = migrate.upgrade(database)
    keys = keys_for(database, folder)
    seal_once(database, keys, before)
    return reached, keys


def seal_once(database: Database, keys: RoomKeys, before: str) -> None:
    """Seals the head of a room that was upgraded from the version ``before`` heads were sealed.

    At no other time: who could have it sealed later could cut the journal first.
    """
    if before in HISTORY[:_SEALED]:

        def once(session: Session) -> None:
            head = session.get_one(JournalHead, 1)
            last = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(1)).first()
            if (head.seq, head.mac) == ((last.seq, last.mac) if last is not None else (0, "")):
                _seal(head, keys)

        database.act(once)


def sealed_in(version: str) -> bool:
    """Whether heads are sealed in a schema of that version, as far as this program knows it."""
    return version in HISTORY[_SEALED:]


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

        def once(session: Session) -> JournalHead:
            found = session.get_one(JournalHead, 1)
            if not found.key_check:
                found.key_check = keys.check
                if not found.seq:
                    _seal(found, keys)
            return found

        head = database.act(once)
    keys.belong(head.key_check if head is not None else "")


def belongs(database: Database, keys: RoomKeys) -> None:
    """Raises Refusal for the key of another room; ties nothing, and looks at no more of the head than that."""
    with database.read() as session:
        check = session.exec(select(JournalHead.key_check).where(JournalHead.id == 1)).first()
    keys.belong(check or "")


def _seal(head: JournalHead, keys: RoomKeys) -> None:
    head.seal = keys.head(head.seq, head.mac, head.settled)
