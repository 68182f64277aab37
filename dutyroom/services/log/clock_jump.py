"""A machine's clock that jumps (set by hand, or the machine slept) is told on the journal: it explains the times after it."""

from __future__ import annotations

import platform
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from dutyroom.store.record import append

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

KIND = "room.clock"
"""The kind of the journal entries that tell a jump."""


def note(room: Room, expected: datetime, found: datetime) -> None:
    """Writes down that this machine's clock, which should have shown ``expected``, shows ``found`` (both aware)."""

    def once(session: Session) -> None:
        zone = room.standing(session).calendar.tz
        was, now = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" for moment in (expected, found))
        machine = platform.node() or "-"
        append(
            session,
            room.keys,
            at=room.now(),
            actor="",
            role="",
            kind=KIND,
            command_id=f"{KIND}:{machine}:{found.isoformat()}",
            subject="",
            values={
                "_text": f"{machine} 的时钟由 {was} 变为 {now}；各时限的到期时刻不变",
                "_text_en": f"The clock of {machine} went from {was} to {now}; no due moment has changed",
            },
        )

    room.database.act(once)
