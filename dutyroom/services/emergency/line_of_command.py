"""The line of command: who decides before whom, who is absent, and signing afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import COMMAND, RUNNING
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.names import role_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import complaints_of, in_place
from dutyroom.services.gates.authority import Decider, activation_gate, signer
from dutyroom.services.gates.hands import Hands, Post, Reach
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Decision, Emergency

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate
    from dutyroom.domain.plan.plan import Plan


def check_line(work: Work, event: Emergency, roles: Collection[str], decider: Decider) -> None:
    """Raises NotAllowed while somebody whom the decider only stands in for is there to decide."""
    reach = reach_of(work.session, work.plan, work.now, event, work.aside)
    first = reach.in_the_way(leaders(reach, event, roles), decider.role, decider.person)
    if first is None:
        return
    role, person = first
    title, name = role_name(work.plan, role), name_of(work.session, person)
    hint = _("请报{role}决定。").format(role=title)
    rule = work.plan.stand_in
    if event.stage not in RUNNING and rule:
        hint = _("{minutes} 分钟内 {n} 次呼叫未接通并有记录，或其离岗时，方可代行。").format(
            minutes=rule.minutes, n=rule.failed_calls
        )
    raise NotAllowed(_("由{role}{name}决定。").format(role=title, name=name), hint)


def reach_of(
    session: Session, plan: Plan, now: datetime, event: Emergency, aside: frozenset[str] = frozenset()
) -> Reach:
    """Who can be had in this event: calls about it and about its complaints count."""
    return Reach(session, plan, now, [event.number, *(case.number for case in complaints_of(session, event.number))], aside)


def leaders(reach: Reach, event: Emergency, roles: Collection[str]) -> tuple[Post, ...]:
    """Before whom those who stand in for them have no say: in a running event the commander, before it who holds ``roles``."""
    if event.stage in RUNNING and event.commander:
        return ((commander_role(reach.session, reach.plan, event), event.commander),)
    return reach.posts(roles)


def decides(
    reach: Reach, event: Emergency | None, gate: Gate | None, act: str, roles: Sequence[str], barred: Collection[str],
    amount: str = "",
) -> Hands:  # fmt: skip
    """Who decides with ``act``, by ``roles`` in their order: the commander first while the event runs. ``event`` is None
    for a complaint outside one; ``barred`` can't, whatever their role; ``amount`` is the sum, in yuan."""
    before: tuple[Post, ...] = ()
    posts = reach.posts(roles)
    if event is not None:
        before = leaders(reach, event, gate.roles if gate else ())
        if event.stage in RUNNING:
            posts = tuple(dict.fromkeys((*(post for post in before if post[0] in roles), *posts)))
    telephone = ACTS[act].telephone
    return reach.hands(posts, before, roles, barred, telephone, lambda role: reach.plan.covers(act, role, amount))


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
