"""The line of command: who decides before whom, who is absent, and signing afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from dutyroom.domain.contacts import SUPERIOR
from dutyroom.domain.dialling import FAILED, not_reached
from dutyroom.domain.emergency import COMMAND, RUNNING, behind
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.names import role_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import complaints_of, in_place
from dutyroom.services.gates.authority import Decider, activation_gate, roles_now, signer
from dutyroom.services.room.people import name_of
from dutyroom.services.room.roster import holdings
from dutyroom.store.rows.cases import Contact
from dutyroom.store.rows.emergencies import Decision, Emergency
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


def check_line(work: Work, event: Emergency, roles: Collection[str], decider: Decider) -> None:
    """Raises NotAllowed while somebody whom the decider only stands in for is there to decide.

    In a running event that is the commander; before it, whoever of ``roles`` comes first in the plan's succession.
    """
    if event.stage in RUNNING and event.commander:
        leaders = [(commander_role(work.session, work.plan, event), event.commander)]
    else:
        leaders = [(role, work.holder_of(role)) for role in roles]
    for role, person in leaders:
        if person in ("", decider.person) or not behind(work.plan, decider.role, role):
            continue
        if role not in roles_now(work, person) or absent(work, event, person):
            continue
        title, name = role_name(work.plan, role), name_of(work.session, person)
        hint = _("请报{role}决定。").format(role=title)
        rule = work.plan.stand_in
        if event.stage not in RUNNING and rule:
            hint = _("{minutes} 分钟内 {n} 次呼叫未接通并有记录，或其离岗时，方可代行。").format(
                minutes=rule.minutes, n=rule.failed_calls
            )
        raise NotAllowed(_("由{role}{name}决定。").format(role=title, name=name), hint)


def absent(work: Work, event: Emergency, person: str) -> bool:
    """Whether ``person`` can't be had: marked away, or not reached as often as the plan's stand-in rule asks.

    Calls are those recorded by 上报 in the event's complaints; being reached, or acting in the room, ends it.
    """
    if any(each.person == person and each.state == "away" and each.covers(work.now) for each in holdings(work.session, work.now)):
        return True
    rule = work.plan.stand_in
    if rule is None:
        return False
    subjects = [event.number, *(case.number for case in complaints_of(work.session, event.number))]
    # Who has done something in the room since was there to be asked.
    seen = work.session.exec(select(func.max(JournalEntry.at)).where(JournalEntry.actor == person)).one()
    calls = work.session.exec(
        select(Contact)
        .where(Contact.person == person, Contact.purpose == SUPERIOR, col(Contact.subject).in_(subjects))
        .order_by(col(Contact.at).desc())
    ).all()
    failed: list[datetime] = []
    for call in calls:
        if call.result not in FAILED or (seen is not None and call.at <= seen):
            break
        failed.append(call.at)
    return not_reached(failed, rule)


def commander_role(session: Session, plan: Plan, event: Emergency) -> str:
    """The role in which the event is commanded; "" before activation."""
    gates = [COMMAND, activation_gate(plan)]
    last = session.exec(
        select(Decision)
        .where(Decision.subject == event.number, col(Decision.gate).in_(gates), Decision.outcome == "approve")
        .order_by(col(Decision.id).desc())
    ).first()
    return last.role if last else ""


def sign(work: Work) -> None:
    """补签: the person whose decision was entered by somebody else signs it with their own secret."""
    event: Emergency = work.row
    in_place(work, event)
    decision = work.get(Decision, work.values["decision"], _("决定"))
    if decision.subject != event.number:
        raise Refusal("not_found", _("这个事件没有这项决定。"), _("请核对决定序号。"))
    if decision.signed_at is not None:
        raise Refusal("no_change", _("这项决定已于 {at} 签字。").format(at=work.shown(decision.signed_at)))
    if signer(decision) != work.actor:
        raise NotAllowed(_("须由{name}本人补签。").format(name=name_of(work.session, signer(decision))))
    decision.signed_at = work.now
    work.came["decision"] = decision.number
    work.message = _("已补签。")
