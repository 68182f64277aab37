"""The journal as it is written: every changed row goes into it, in the same transaction, or nothing is committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, TextClause, event, insert, inspect, select, update
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store.canonical import as_bytes, canonical, stamp
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalEntry, JournalHead
from dutyroom.store.tables import REPLAYED, columns

FORMAT = 1
GENESIS = ""
"""``prev`` of the first entry."""

Change = list[Any]
"""``[what, table, key, values]``; what is insert, update or delete; update has the changed columns only."""

_replayed = {row.__table__.name for row in REPLAYED}  # type: ignore[attr-defined]
_head: Table = JournalHead.__table__  # type: ignore[attr-defined]
_journal: Table = JournalEntry.__table__  # type: ignore[attr-defined]
_KEPT = "changes not yet in the journal"
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


def next_seq(session: Session) -> int:
    """The place in the journal that the next entry of this writing transaction will get."""
    return _head_row(session)[0] + 1


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
    seq, prev = _head_row(session)
    row = {
        "seq": seq + 1,
        "at": at.astimezone(UTC),
        "actor": actor,
        "role": role,
        "clause": clause,
        "command_id": command_id,
        "subject": subject,
        "kind": kind,
        "payload": canonical({"values": values or {}, "rows": changes}),
        "prev": prev,
        "format": FORMAT,
    }
    row["mac"] = entry_mac(keys, row)
    known = (
        session.connection()
        .execute(select(_journal.c.seq).where(_journal.c.command_id == command_id))
        .first()
    )
    if known:
        raise Refusal(
            "reused_command",
            _("命令编号 {id} 已用于第 {seq} 条留痕，没有再办。").format(id=command_id, seq=known[0]),
        )
    session.connection().execute(insert(_journal).values(row))
    session.connection().execute(update(_head).where(_head.c.id == 1).values(seq=seq + 1, mac=row["mac"]))
    if session.connection().dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"NOTIFY dutyroom, '{seq + 1}'")
    changes.clear()
    return seq + 1


def entry_mac(keys: RoomKeys, row: Mapping[str, Any]) -> str:
    """The keyed digest of one whole entry, its link to the one before included."""
    whole = {name: stamp(value) if name == "at" else value for name, value in row.items() if name != "mac"}
    return keys.mac(as_bytes(canonical(whole)))


def _head_row(session: Session) -> tuple[int, str]:
    row = session.connection().execute(select(_head.c.seq, _head.c.mac).where(_head.c.id == 1)).one()
    return int(row[0]), str(row[1])


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
    session.info.pop(_KEPT, None)
