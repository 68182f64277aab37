"""会商: called, held, with who took part and its minutes (会商纪要); what it resolved stands as a decision."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency import line_of_command
from dutyroom.services.emergency.command import facts_now
from dutyroom.services.emergency.decisions import DECIDED
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.gates import authority
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.command import Conference
from dutyroom.store.rows.emergencies import Emergency


def call(work: Work) -> None:
    """召集会商: when, where or how, who is asked to take part."""
    event: Emergency = work.row
    in_place(work, event)
    conference = Conference(
        id=work.next("conference"), emergency=event.number, title=work.masked("title"), place=work.masked("place"),
        at=work.values.get("at") or work.now, host=event.commander or work.actor, invited=",".join(work.values["invited"]),
        guests=work.masked("guests"), by=work.actor, called=work.now,
    )  # fmt: skip
    work.add(conference)
    work.text = conference.title
    work.data["conference"] = work.came["conference"] = conference.number
    work.message = _("已召集会商 M{n}，{at}。").format(n=conference.id, at=work.shown(conference.at))


def minutes(work: Work) -> None:
    """会商纪要: who took part, what was said; a resolution in it is the decision of whoever leads, who must have been there."""
    conference: Conference = work.row
    event = event_of(work, conference.emergency)
    in_place(work, event)
    if conference.state == "held":
        raise Refusal("no_change", _("会商 M{n} 已有纪要。").format(n=conference.id), _("更正请记入值班日志，或另行会商。"))
    attended = tuple(work.values["attended"])
    conference.attended = ",".join(attended)
    conference.guests = work.masked("guests") or conference.guests
    conference.minutes, conference.state = work.masked("minutes"), "held"
    conference.at = work.happened()
    work.text = work.masked("minutes")
    work.message = _("会商 M{n} 纪要已存。").format(n=conference.id)
    if work.values.get("choice"):
        _resolve(work, event, conference, attended)


def _resolve(work: Work, event: Emergency, conference: Conference, attended: Sequence[str]) -> None:
    # Minutes are kept by anybody; a decision is the decider's, who signs it afterwards unless it is the same person.
    leader, role = event.commander, line_of_command.commander_role(work.session, work.plan, event)
    if not leader or leader not in attended:
        who = name_of(work.session, leader) if leader else _("指挥人员")
        raise NotAllowed(_("会商决定须{name}到会。").format(name=who), _("未到会的，另行请示。"))
    own = leader == work.actor
    decider = authority.Decider(leader, role, "", "" if own else work.actor)
    decision = authority.record(work, event.number, DECIDED, "decided", decider)
    decision.question, decision.choice = conference.title, work.masked("choice")
    decision.facts, decision.conference = facts_now(work, event), conference.id
    work.data["decision"] = work.came["decision"] = decision.number
    if not own:
        work.message += _("会商决定 J{n} 请{name}补签。").format(n=decision.id, name=name_of(work.session, leader))


def conferences_of(session: Session, number: str) -> Sequence[Conference]:
    """The conferences of an event, in the order in which they were called."""
    return session.exec(select(Conference).where(Conference.emergency == number).order_by(col(Conference.id))).all()
