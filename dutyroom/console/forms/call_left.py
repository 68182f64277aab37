"""What was left of calls: the one to go on with, and the complaint form that one was about to become."""

from __future__ import annotations

from datetime import datetime

from dutyroom.console.forms.waiting import next_of
from dutyroom.domain.moments import parse_moment
from dutyroom.services.desk.views import CallView, DraftView
from dutyroom.services.front.front import Front
from dutyroom.services.organisation.views import SignedIn


def call_to_go_on_with(room: Front, session: SignedIn, number: str) -> tuple[CallView | None, DraftView | None]:
    """The call of that number, of "" the one that has waited longest, with its draft. Only a draft: it is not on the record."""
    # On a console on which nobody was signed in any more, its draft is nobody's.
    kept = [each for each in room.drafts() if each.person in ("", session.person)]
    if not number:
        # Not on the record yet: entered before anything else.
        guest = [each for each in kept if each.form == "call.take" and not each.person and not each.subject]
        if guest:
            return None, guest[-1]
        calls = room.calls()
        number = next_of(calls, session.person) or next((call.number for call in calls), "")
        if not number:
            return None, None
    return room.call(number, session), next((each for each in kept if each.subject == number), None)


def left_form(room: Front, session: SignedIn, call: str) -> DraftView | None:
    """The complaint form of a call as it was left by Esc or cut off: two forms of one call would be two complaints."""
    ours = (each for each in room.drafts(session.person) if each.form == "complaint.register")
    return next((each for each in ours if dict(each.values).get("call") == call), None)

def read_stamp(text: str, zone: str, now: datetime) -> datetime:
    """When the call came in, as its draft has it; the present moment where that can't be read."""
    try:
        return parse_moment(text, now, zone)
    except ValueError:
        return now
