"""One keeper at a time: a lease in the database, counted by a clock that all who may hold it share and nobody sets.

On a file that is the machine's own count since it was started, the same for every process; on a server the server's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from dutyroom.store.record import head
from dutyroom.store.rows.record import JournalHead
from dutyroom.store.rows.telling import KeeperRow

LEASE_S = 20.0
"""Seconds after which another may keep, if whoever keeps has not said that they still do."""
RENEW_S = 5.0
"""Seconds after which whoever keeps says so again."""

_keeper: Table = KeeperRow.__table__  # type: ignore[attr-defined]
_head: Table = JournalHead.__table__  # type: ignore[attr-defined]
_LOOK = select(_head.c.seq, _keeper.c.holder, _keeper.c.until, _keeper.c.seq, _keeper.c.next).join_from(
    _head, _keeper, _keeper.c.id == 1, isouter=True
)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who keeps, ``left`` seconds from now (negative: nobody), what they know of the journal (``seq``), and when the next
    moment comes; ``end`` is the journal's last entry."""

    holder: str
    left: float
    seq: int
    next: datetime | None
    end: int

    @property
    def free(self) -> bool:
        """Whether anybody may take it. One that runs longer than any lease was written before this machine's count began."""
        return not 0 < self.left <= LEASE_S


def look(session: Session) -> Lease:
    """The lease as this transaction sees it."""
    end, holder, until, seq, moment = session.connection().execute(_LOOK).one()
    if holder is None:
        return Lease("", -1.0, -1, None, int(end))
    return Lease(str(holder), float(until) - _count(session), int(seq), moment, int(end))


def keep(session: Session, holder: str, next_moment: datetime | None) -> None:
    """In a writing transaction, after its last entry: ``holder`` keeps, has seen everything, and wakes at ``next_moment``."""
    row = session.get(KeeperRow, 1)
    if row is None:
        row = KeeperRow(id=1)
        session.add(row)
    row.holder, row.until = holder, _count(session) + LEASE_S
    row.seq, row.next = head(session).seq, next_moment


def give_up(session: Session, holder: str) -> None:
    """Whoever keeps ends in order: another need not wait until the lease is over."""
    row = session.get(KeeperRow, 1)
    if row is not None and row.holder == holder:
        row.until = 0.0


def _count(session: Session) -> float:
    connection: Any = session.connection()
    if connection.dialect.name == "sqlite":
        return monotonic()
    return float(connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one())
