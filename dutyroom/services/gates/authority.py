"""Who decides: four eyes, the line of command, a quorum, decisions by telephone, and signing afterwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from dutyroom.domain.dialling import FAILED, not_reached
from dutyroom.domain.emergency import RUNNING, behind
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import gate_of
from dutyroom.domain.names import listed, named, role_name, role_names
from dutyroom.domain.permission import roles_for, roles_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import complaints_of, holder_of, in_place, name_of, shown
from dutyroom.services.organisation.roster import holdings, shifts
from dutyroom.store.rows.cases import Contact
from dutyroom.store.rows.command import Concurrence
from dutyroom.store.rows.emergencies import Decision, Emergency
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate
    from dutyroom.domain.plan.plan import Plan

COMMAND = "command"
"""``Decision.gate`` of a change of command; its witness is the person who hands over and signs too."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, in which role; ``telephone`` and ``witness`` where somebody else enters it for them."""

    person: str
    role: str
    telephone: str = ""
    witness: str = ""


def decider_of(work: Work) -> Decider:
    """The person whose decision this is: the actor, or the one at the other end of the line.

    By telephone the number must be the decider's registered one, and a second person in the room hears it. Raises
    Refusal ``bad_input``, ``same_person`` or NotAllowed.
    """
    values = {name: str(work.values.get(name) or "") for name in ("decider", "telephone", "witness")}
    if not any(values.values()):
        return Decider(work.actor, work.role)
    if not all(values.values()):
        faults = tuple(Fault(name, _("电话授权必填。")) for name, value in values.items() if not value)
        raise Refusal("bad_input", _("电话授权须写明授权人、回拨号码和旁听人。"), _("补齐后再提交。"), faults)
    decider, witness = values["decider"], values["witness"]
    if len({decider, witness, work.actor}) < 3:
        raise Refusal(
            "same_person",
            _("授权人、旁听人和录入人须是三个人。"),
            _("本人在场请用本人口令办理；旁听须另请一人。"),
        )
    person = work.get(Person, decider, _("账号"))
    if not person.active or _digits(values["telephone"]) != _digits(person.phone) or not _digits(person.phone):
        raise Refusal(
            "bad_input",
            _("这不是{name}的登记号码。").format(name=name_of(work.session, decider)),
            _("须由值班室回拨通讯录中的登记号码，不接受来电授权。"),
            (Fault("telephone", _("须与登记号码一致。")),),
        )
    able = roles_for(work.plan, work.act.name, _roles(work, decider))
    if not able:
        allow = work.plan.allowed(work.act.name)
        raise NotAllowed(
            _("{name}现在不担任可作此决定的角色。").format(name=name_of(work.session, decider)),
            _("由{roles}决定。").format(roles=role_names(work.plan, allow.roles) if allow else _("无")),
        )
    return Decider(decider, able[0], values["telephone"], witness)


def check_gate_role(work: Work, gate: Gate | None, decider: Decider) -> None:
    """Raises NotAllowed unless the gate is one that the decider's role decides."""
    if gate is not None and decider.role not in gate.roles:
        raise NotAllowed(
            _("「{gate}」由{roles}决定。").format(gate=gate.name, roles=role_names(work.plan, gate.roles)),
            _("您现在的角色：{roles}。").format(roles=role_name(work.plan, decider.role)),
        )


def check_four_eyes(work: Work, gate: Gate | None, person: str, askers: Collection[str]) -> None:
    """Raises Refusal ``same_person`` when the one who asked would also decide."""
    if (gate is None or gate.four_eyes) and person in askers:
        raise Refusal(
            "same_person",
            _("提出人和决定人须是两个人；这一项由{name}提出。").format(name=name_of(work.session, person)),
            _("请由另一位有权的人用其本人口令决定。"),
        )


def check_quorum(work: Work, gate: Gate | None, subject: str, edition: int, decider: str) -> None:
    """Raises Refusal ``quorum_open`` until as many are in favour as the plan asks, the decider among them."""
    if gate is None or gate.quorum <= 1:
        return
    agreed = {each.by for each in concurrences(work.session, subject, gate.code, edition) if each.outcome == "approve"}
    missing = gate.quorum - len({*agreed, decider})
    if missing > 0:
        who = listed(name_of(work.session, each) for each in sorted(agreed)) or _("尚无")
        raise Refusal(
            "quorum_open",
            _("「{gate}」须 {n} 人同意，还差 {left} 人；已会签：{who}。").format(
                gate=named(gate), n=gate.quorum, left=missing, who=who
            ),
            _("请{roles}先办「会签」。").format(roles=role_names(work.plan, gate.members or gate.roles)),
        )


def concurrences(session: Session, subject: str, gate: str, edition: int) -> list[Concurrence]:
    """The last word of each member on a gate for that edition, in the order in which they spoke."""
    rows = session.exec(
        select(Concurrence)
        .where(Concurrence.subject == subject, Concurrence.gate == gate, Concurrence.edition == edition)
        .order_by(col(Concurrence.id))
    ).all()
    return list({row.by: row for row in rows}.values())


def check_line(work: Work, event: Emergency, roles: Collection[str], decider: Decider) -> None:
    """Raises NotAllowed while somebody whom the decider only stands in for is there to decide.

    In a running event that is the commander; before it, whoever of ``roles`` comes first in the plan's succession.
    """
    if event.stage in RUNNING and event.commander:
        leaders = [(commander_role(work.session, work.plan, event), event.commander)]
    else:
        leaders = [(role, holder_of(work, role)) for role in roles]
    for role, person in leaders:
        if person in ("", decider.person) or not behind(work.plan, decider.role, role):
            continue
        if role not in _roles(work, person) or absent(work, event, person):
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
        .where(Contact.person == person, Contact.purpose == "report_up", col(Contact.subject).in_(subjects))
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


def activation_gate(plan: Plan) -> str:
    """The code of the plan's gate for activation, the act's own name where the plan has none."""
    gate = gate_of(plan, "emergency.activate")
    return gate.code if gate else "emergency.activate"


def record(work: Work, subject: str, gate: str, outcome: str, decider: Decider, edition: int = 0, clause: str = "") -> Decision:
    """Puts a decision on record; one by telephone stays unsigned until the decider signs."""
    decision = Decision(
        id=work.next("decision"),
        subject=subject,
        gate=gate,
        edition=edition,
        outcome=outcome,
        by=decider.person,
        role=decider.role,
        reason=work.masked("reason"),
        clause=clause or work.clause,
        at=work.now,
        telephone=decider.telephone,
        witness=decider.witness,
        signed_at=None if decider.witness else work.now,
    )
    work.add(decision)
    work.clause = decision.clause
    return decision


def decisions_of(session: Session, number: str) -> Sequence[Decision]:
    """The decisions on the event itself, in the order in which they were taken."""
    return session.exec(select(Decision).where(Decision.subject == number).order_by(col(Decision.id))).all()


def signer(decision: Decision) -> str:
    """Who still has to sign an unsigned decision."""
    return decision.witness if decision.gate == COMMAND else decision.by


def sign(work: Work) -> None:
    """补签: the person whose decision was entered by somebody else signs it with their own secret."""
    event: Emergency = work.row
    in_place(work, event)
    decision = work.get(Decision, work.values["decision"], _("决定"))
    if decision.subject != event.number:
        raise Refusal("not_found", _("这个事件没有这项决定。"), _("请核对决定序号。"))
    if decision.signed_at is not None:
        raise Refusal("no_change", _("这项决定已于 {at} 签字。").format(at=shown(work, decision.signed_at)))
    if signer(decision) != work.actor:
        raise NotAllowed(_("须由{name}本人补签。").format(name=name_of(work.session, signer(decision))))
    decision.signed_at = work.now
    work.message = _("已补签。")


def _roles(work: Work, person: str) -> tuple[str, ...]:
    return roles_of(work.plan, person, holdings(work.session, work.now), shifts(work.session, work.now), work.now)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
