"""The counts of the header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from dutyroom.domain.emergency import OVER, gravity
from dutyroom.services.board.views import Summary
from dutyroom.services.cases.groups import to_judge
from dutyroom.services.desk.call_backs import promised
from dutyroom.services.duties.queries import due_moments
from dutyroom.services.room.calendar import midnight
from dutyroom.services.room.people import people_of
from dutyroom.services.room.roster import not_come, not_relieved, shifts
from dutyroom.services.telling.queries import unanswered, views_of
from dutyroom.store.rows.cases import Call, Complaint
from dutyroom.store.rows.emergencies import Emergency

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def summary(room: Room) -> Summary:
    """What the header counts and names now."""
    with room.database.read() as session:
        now = room.now()
        today = midnight(room.calendar_of(session), room.now())
        on = [each for each in shifts(session, now) if each.covers(now)]
        names = people_of(session)
        waiting, first = promised(session)
        running = list(session.exec(select(Emergency).where(col(Emergency.stage).not_in(OVER))).all())
        running.sort(key=lambda event: gravity(event.stage, event.response, event.reported))
        return Summary(
            received_today=_count(session, Complaint.number, Complaint.received >= today),
            closed_today=_count(session, Complaint.number, col(Complaint.closed_at) >= today),
            open_calls=_count(session, Call.number, Call.state != "done"),
            call_backs=waiting,
            call_back_first=first,
            emergencies=tuple((event.number, event.title, event.stage) for event in running),
            shift_lead=next((names.get(each.person, "") for each in on if each.lead), ""),
            on_duty=tuple(names.get(each.person, each.person) for each in on),
            not_relieved=tuple((names.get(person, person), at) for person, at in not_relieved(session, now)),
            not_come=tuple((names.get(person, person), at) for person, at in not_come(session, now)),
            duties=due_moments(session),
            groups=to_judge(session),
            warnings=views_of(room, session, unanswered(room, session, now)),
        )


def _count(session: Session, what: Any, condition: Any) -> int:
    return int(session.exec(select(func.count(what)).where(condition)).one())
