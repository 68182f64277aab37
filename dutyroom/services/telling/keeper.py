"""The keeper of clocks: of all consoles and watching processes exactly one raises what falls due.

Every beat is one look of a few microseconds while nothing has happened and nothing is due. Whoever is killed is followed by
another within `store.lease.LEASE_S`; what came meanwhile is raised then, and marked as late where it is.
"""

from __future__ import annotations

import os
import platform
from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.domain.errors import Refusal
from dutyroom.store import lease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dutyroom.services.room.room import Room
    from dutyroom.services.telling.outbox import Way
    from dutyroom.store.rows.telling import WarningRow

BEAT_S = 1.0
"""Seconds between two looks; a moment that is known beforehand is met when it comes."""
SOONEST_S = 0.02


class Keeper:
    """One process's part in keeping the clocks of a room. ``beat`` is for one thread."""

    def __init__(self, room: Room, ways: Callable[[], Iterable[Way]] = tuple) -> None:
        """``ways`` gives the channels by which people are reached outside the console, none where they can't be read."""
        self._room = room
        self._ways = ways
        self.keeps = False
        self.name = f"{platform.node() or '-'}:{os.getpid()}:{token_hex(4)}"
        self._next: datetime | None = None

    def beat(self) -> list[WarningRow]:
        """Raises what has come, if it falls to this process to keep; what was raised, nothing where another keeps.

        Raises Refusal when the database can't be read or written.
        """
        room = self._room
        with room.database.read() as session:
            room.follow_clock(session)
            found = lease.look(session)
        self._next = found.next
        self.keeps = self._falls_to_me(found)
        if not self.keeps:
            self._next = None
            return []
        idle = found.seq == found.end and not self._come(found) and not found.free
        if idle and found.left > lease.LEASE_S - lease.RENEW_S:
            return []
        return room.database.act(self._keep)

    @property
    def wait_s(self) -> float:
        """Seconds until the next beat: sooner where a moment is known to come sooner."""
        if self._next is None:
            return BEAT_S
        left = (self._next - self._room.now()).total_seconds()
        rate = int(getattr(self._room.clock, "rate", 1))
        return min(BEAT_S, max(left / rate, SOONEST_S)) if rate else BEAT_S

    def end(self) -> None:
        """Gives the lease back, if it is held: another need not wait until it is over."""
        try:
            self._room.database.act(lambda session: lease.give_up(session, self.name))
        except Refusal:
            return

    def _falls_to_me(self, found: lease.Lease) -> bool:
        return found.free or found.holder == self.name

    def _come(self, found: lease.Lease) -> bool:
        return found.next is not None and found.next <= self._room.now()

    def _keep(self, session: Session) -> list[WarningRow]:
        from dutyroom.services.telling.outbox import put_out
        from dutyroom.services.telling.owed import next_moment
        from dutyroom.services.telling.raising import raise_all

        room = self._room
        room.follow_clock(session)
        found = lease.look(session)
        if not self._falls_to_me(found):
            return []
        now = room.now()
        self._next = found.next
        raised: list[WarningRow] = []
        if found.seq != found.end or found.free or self._come(found):
            raised, more = raise_all(room, session, now)
            put_out(room, session, now, raised, self._ways())
            session.flush()
            self._next = now if more else next_moment(room, session, now)
        lease.keep(session, self.name, self._next)
        return raised
