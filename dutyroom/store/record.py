"""The journal as it is written: every changed row goes into it, in the same transaction, or nothing is committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, TextClause, bindparam, event, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store.canonical import as_bytes, canonical, stamp
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalEntry, JournalHead
from dutyroom.store.schema import check_version
from dutyroom.store.tables import REPLAYED, columns

FORMAT = 1
BROKEN = "head"
"""The first word of the payload of an entry that was written upon a head without a fitting seal."""
GENESIS = ""
"""``prev`` of the first entry."""

STANDING = frozenset({"setting", "planversion", "unit", "person", "appointment", "shift", "unitplan"})
"""Tables that seldom change; ``Head.settled`` is the MAC of the last entry that changed one of them."""

Change = list[Any]
"""``[what, table, key, values]``; what is insert, update or delete; update has the changed columns only."""

_replayed = {row.__table__.name for row in REPLAYED}  # type: ignore[attr-defined]
_head: Table = JournalHead.__table__  # type: ignore[attr-defined]
_journal: Table = JournalEntry.__table__  # type: ignore[attr-defined]
_KEPT = "changes not yet in the journal"
_HEAD = "the journal's end"
_HELD = "rows of this transaction"
_LOOK = "SELECT seq, mac, settled, seal, (SELECT version_num FROM alembic_version) FROM journal_head WHERE id = 1"
_TIMED = _LOOK.replace(" FROM journal_head WHERE", ", clock_timestamp() FROM journal_head WHERE")
_LOCK = "UPDATE journal_head SET seq = seq WHERE id = 1 RETURNING seq"
_READ_HEAD = select(_head.c.seq, _head.c.mac, _head.c.settled, _head.c.seal).where(_head.c.id == 1)
_ADD_ENTRY = insert(_journal)
_MOVE_HEAD = (
    update(_head)
    .where(_head.c.id == 1)
    .values(
        seq=bindparam("to_seq"), mac=bindparam("to_mac"), settled=bindparam("to_settled"), seal=bindparam("to_seal")
    )
)
_PLAIN = (str, int, float, datetime, type(None))


class Unrecorded(RuntimeError):
    """A mistake in code: rows would have changed without the journal saying how."""


class RecordedSession(Session):
    """A session that notices every changed row and refuses to commit one that the journal does not have."""

    def begin_nested(self) -> Any:
        """Not available: what a savepoint takes back would stay among the changes."""
        raise Unrecorded("savepoints are not followed; one act is one transaction")

    def bulk_save_objects(self, *_: Any, **__: Any) -> None:
        """Not available: it would pass the journal by."""
        raise Unrecorded("bulk_save_objects passes the journal by; add objects to the session")

    def bulk_insert_mappings(self, *_: Any, **__: Any) -> None:
        """Not available: it would pass the journal by."""
        raise Unrecorded("bulk_insert_mappings passes the journal by; add objects to the session")

    def bulk_update_mappings(self, *_: Any, **__: Any) -> None:
        """Not available: it would pass the journal by."""
        raise Unrecorded("bulk_update_mappings passes the journal by; change objects of the session")


def changes_of(session: Session) -> list[Change]:
    """The rows changed in this transaction and not yet in the journal, in the order in which they were written."""
    session.flush()
    changes: list[Change] = session.info.setdefault(_KEPT, [])
    return changes


@dataclass(frozen=True, slots=True)
class Head:
    """The journal's end as this transaction sees it: last place, its MAC, and when standing facts last changed."""

    seq: int
    mac: str
    settled: str
    seal: str

    def fits(self, keys: RoomKeys) -> bool:
        """Whether who wrote it had the room key."""
        return self.seal == keys.head(self.seq, self.mac, self.settled)


def take_head(session: Session) -> datetime | None:
    """Begin a writing transaction: take the lock that orders all writers, and know the journal's end from then on.

    Returns the server's time, once it let this transaction write; None where the database is a file of this machine.
    Raises Refusal when the schema is no longer this program's: another console may have been upgraded meanwhile.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Both in one trip; the look is a statement of its own, so it sees what whoever held the lock has committed.
        cursor: Any = connection.exec_driver_sql(f"{_LOCK}; {_TIMED}").cursor
        cursor.nextset()
        found = cursor.fetchone()
        cursor.close()
    else:
        found = connection.exec_driver_sql(_LOOK).first()
    if found is None:
        raise Refusal("corrupt", _("留痕的链头不见了。"), _("请从备份恢复。"))
    check_version(found[4])
    session.info[_HEAD] = Head(int(found[0]), str(found[1]), str(found[2]), str(found[3]))
    return found[5] if len(found) > 5 else None


def head(session: Session) -> Head:
    """The journal's end as this transaction sees it."""
    known: Head | None = session.info.get(_HEAD)
    if known is None:
        row = session.connection().execute(_READ_HEAD).one()
        known = session.info[_HEAD] = Head(int(row[0]), str(row[1]), str(row[2]), str(row[3]))
    return known


def know_head(session: Session, end: Head) -> None:
    """Tells a session where the journal ends, so that it need not look."""
    session.info[_HEAD] = end


def next_seq(session: Session) -> int:
    """The place in the journal that the next entry of this writing transaction will get."""
    return head(session).seq + 1


def append(
    session: Session,
    keys: RoomKeys,
    *,
    at: datetime,
    actor: str,
    role: str,
    kind: str,
    command_id: str,
    subject: str = "",
    clause: str = "",
    values: Mapping[str, Any] | None = None,
) -> int:
    """Write the journal's next entry with ``values`` and every row changed so far; returns its place (seq).

    ``at`` is aware. Call it last in the transaction: rows changed afterwards need an entry of their own.
    Personal values must be sealed before they come here. Raises Refusal when the command id is already in the journal.
    """
    changes = changes_of(session)
    last = head(session)
    row = {
        "seq": last.seq + 1,
        "at": at.astimezone(UTC),
        "actor": actor,
        "role": role,
        "clause": clause,
        "command_id": command_id,
        "subject": subject,
        "kind": kind,
        "payload": canonical({**found_broken(keys, last), "values": values or {}, "rows": changes}),
        "prev": last.mac,
        "format": FORMAT,
    }
    mac = row["mac"] = entry_mac(keys, row)
    settled = mac if any(change[1] in STANDING for change in changes) else last.settled
    _move_head(session, row, new_head(keys, last.seq + 1, mac, settled))
    changes.clear()
    return last.seq + 1


def _move_head(session: Session, entry: dict[str, Any], to: Head) -> None:
    """Write this finished entry, linked to the one before, and the head that comes after it.

    Raises Refusal ``reused_command`` when a command id is already in the journal.
    """
    try:
        session.connection().execute(_ADD_ENTRY, entry)
    except IntegrityError as fault:
        if "command_id" not in str(fault.orig):
            raise
        raise Refusal("reused_command", _("这个命令编号已用于另一条留痕，没有再办。")) from fault
    set_head(session, to)


def new_head(keys: RoomKeys, seq: int, mac: str, settled: str) -> Head:
    """The head with its seal."""
    return Head(seq, mac, settled, keys.head(seq, mac, settled))


def found_broken(keys: RoomKeys, last: Head) -> dict[str, str]:
    """What the next entry keeps of it in its payload when the head before it was not written with the room key.

    The room goes on, a call can't wait for an inquiry; but the next seal must not cover up what was done before it.
    """
    return {} if last.fits(keys) else {BROKEN: "unlike"}


def set_head(session: Session, to: Head) -> None:
    """The journal ends there now; whoever waits is told at commit."""
    connection = session.connection()
    connection.execute(_MOVE_HEAD, {"to_seq": to.seq, "to_mac": to.mac, "to_settled": to.settled, "to_seal": to.seal})
    session.info[_HEAD] = to
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"NOTIFY dutyroom, '{to.seq}'")


def entry_mac(keys: RoomKeys, row: Mapping[str, Any]) -> str:
    """The keyed digest of one whole entry, its link to the one before included."""
    whole = {name: stamp(value) if name == "at" else value for name, value in row.items() if name != "mac"}
    return keys.mac(as_bytes(canonical(whole)))


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _key(row: SQLModel) -> list[Any]:
    identity = inspect(row).mapper.primary_key_from_instance(row)
    return [stamp(part) if isinstance(part, datetime) else part for part in identity]


def _watched(rows: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for row in rows:
        name = row.__table__.name
        if name in _replayed:
            yield name, row


@event.listens_for(RecordedSession, "before_flush")
def _only_known_values(session: Session, context: Any, rows: Any) -> None:
    for table, row in _watched((*session.new, *session.dirty)):
        for name, value in inspect(row).dict.items():
            if name != "_sa_instance_state" and not isinstance(value, _PLAIN):
                what = type(value).__name__
                raise Unrecorded(f"{table}.{name}: {what} is worked out by the database, not known here")


@event.listens_for(RecordedSession, "after_flush")
def _gather(session: Session, context: Any) -> None:
    changes: list[Change] = session.info.setdefault(_KEPT, [])
    for table, row in _watched(session.deleted):
        changes.append(["delete", table, _key(row), {}])
    for table, row in _watched(session.new):
        changes.append(["insert", table, _key(row), _plain_values(columns(row))])
    for table, row in _watched(session.dirty):
        state = inspect(row)
        names = {c.key: c.name for c in row.__table__.columns}
        changed = {names[a.key]: a.value for a in state.attrs if a.key in names and a.history.has_changes()}
        if not changed:
            continue
        if any(c.name in changed for c in row.__table__.primary_key):
            raise Unrecorded(f"{table}: the key of a row is never changed")
        changes.append(["update", table, _key(row), _plain_values(changed)])


@event.listens_for(RecordedSession, "do_orm_execute")
def _no_bulk(state: ORMExecuteState) -> None:
    if isinstance(state.statement, TextClause):
        raise Unrecorded("raw SQL passes the journal by")
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if table is None or table.name in _replayed or table.name in (_journal.name, _head.name):
            raise Unrecorded(
                f"a bulk statement on {table} passes the journal by; change objects of the session"
            )


@event.listens_for(RecordedSession, "before_commit")
def _nothing_unrecorded(session: Session) -> None:
    session.flush()
    if session.info.get(_KEPT):
        raise Unrecorded(f"not in the journal: {session.info[_KEPT][:3]}")


@event.listens_for(RecordedSession, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    for name in (_KEPT, _HEAD, _HELD):
        session.info.pop(name, None)


@event.listens_for(RecordedSession, "loaded_as_persistent")
@event.listens_for(RecordedSession, "pending_to_persistent")
def _hold(session: Session, row: Any) -> None:
    # The session forgets rows that nobody holds, and would read them again within the same act.
    session.info.setdefault(_HELD, []).append(row)
