"""What the wall shows beside the queue while nothing runs: who is here and who comes, today's figures, duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dutyroom.services.documents.figures import Figures, figures
from dutyroom.services.duties.queries import duties
from dutyroom.services.duties.views import DutyView
from dutyroom.services.room.calendar import midnight
from dutyroom.services.room.people import people_of
from dutyroom.services.room.roster import shifts

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


@dataclass(frozen=True, slots=True)
class WallView:
    """``on`` and ``coming`` are (name, whether shift lead); ``comes``: when those begin, None when no shift is planned.

    ``figures`` are those of today, ``duties`` the open ones, the next due first.
    """

    on: tuple[tuple[str, bool], ...]
    comes: datetime | None
    coming: tuple[tuple[str, bool], ...]
    figures: Figures
    duties: tuple[DutyView, ...]


def wall(room: Room) -> WallView:
    """As it is now."""
    now = room.now()
    with room.database.read() as session:
        names = people_of(session)
        every = shifts(session, now)
        today = midnight(room.calendar_of(session), now)
    comes = min((each.since for each in every if each.since > now), default=None)
    said = {each: (names.get(each.person, each.person), each.lead) for each in every}
    return WallView(
        on=tuple(said[each] for each in every if each.covers(now)),
        comes=comes,
        coming=tuple(said[each] for each in every if each.since == comes),
        figures=figures(room, today, now + timedelta(seconds=1)),
        duties=duties(room),
    )
