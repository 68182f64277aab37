"""Who decides: four eyes, a quorum, decisions by telephone, and who still has to sign."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.emergency import COMMAND
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import gate_of
from dutyroom.domain.names import joined, listed, named, role_name, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.command import Concurrence
from dutyroom.store.rows.emergencies import Decision
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.domain.permission import Roster
    from dutyroom.domain.plan.handling import Gate
    from dutyroom.domain.plan.plan import Plan

@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, in which role; ``telephone`` and ``witness`` where somebody else enters it for them."""

    person: str
    role: str
    telephone: str = ""
    witness: str = ""


def decider_of(work: Work) -> Decider:
    """The person whose decision this is: the actor, or the one at the other end of the line.

    By telephone the number must be the decider's registered one, and somebody else on duty hears it and says so with their
    own secret. Who is alone on duty enters it without: it is marked, and an alarm until the decider has signed. Raises
    Refusal ``bad_input``, ``same_person`` or NotAllowed.
    """
    asked = ("decider", "telephone", "witness") if work.act.telephone else ()
    values = {name: str(work.values.get(name) or "") for name in asked}
    if not any(values.values()):
        return Decider(work.actor, work.role)
    faults = tuple(Fault(name, _("电话授权必填。")) for name in asked[:2] if not values[name])
    if faults:
        raise Refusal("bad_input", _("电话授权须写明授权人和回拨号码。"), _("补齐后再提交。"), faults)
    decider, witness = values["decider"], values["witness"]
    roster = work.roster
    _check_heard(work, roster, decider, witness)
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
    able = roster.able(decider, work.act.name)
    if not able:
        allow = work.plan.allowed(work.act.name)
        raise NotAllowed(
            _("{name}现在不担任可作此决定的角色。").format(name=name_of(work.session, decider)),
            _("由{roles}决定。").format(roles=role_names(work.plan, allow.roles) if allow else _("无")),
        )
    return Decider(decider, able[0], values["telephone"], witness)


def _check_heard(work: Work, roster: Roster, decider: str, witness: str) -> None:
    """Raises Refusal unless the witness, who has signed, is on duty, or nobody else is there who could sign."""
    secrets = work.room.standing(work.session).secrets
    others = (each for each in roster.people() if secrets.get(each) and each not in (work.actor, decider))
    on_duty = [each for each in others if roster.on_shift(each)]
    if witness and witness not in (*on_duty, work.actor, decider):
        said = _("{name}此刻不当班，不能旁听。").format(name=name_of(work.session, witness))
        raise Refusal("not_on_duty", said, _("请当班的另一人旁听，用其本人口令。"), (Fault("witness", said),))
    if not witness and on_duty:
        who = listed(name_of(work.session, each) for each in on_duty)
        said = _("当班的还有{who}，须一人旁听并用其本人口令确认。").format(who=who)
        raise Refusal("bad_input", said, _("补齐后再提交。"), (Fault("witness", _("电话授权必填。")),))


def check_reason(work: Work, said: str = "") -> None:
    """Raises Refusal ``bad_input``, in the words ``said``, when somebody says no without saying why."""
    if not work.values.get("reason"):
        raise Refusal(
            "bad_input", said or _("退回或不同意须写明意见。"), _("写明后再提交。"), (Fault("reason", _("必填。")),)
        )


def check_gate_role(work: Work, gate: Gate | None, decider: Decider) -> None:
    """Raises NotAllowed unless the gate is one that the decider's role decides, or decides while all of its own step back."""
    if gate is not None and decider.role in work.roster.instead(gate.roles):
        work.text = joined(filter(None, [work.text, _("应回避，由上级代为决定（预案未规定，本单位补充）")]))
    elif gate is not None and decider.role not in gate.roles:
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
        signed_at=None if decider.witness or decider.telephone else work.now,
    )
    work.add(decision)
    if unwitnessed(decision):
        work.came["unwitnessed"] = True
    work.clause = decision.clause
    return decision


def unwitnessed(decision: Decision) -> bool:
    """Whether it was taken by telephone and nobody but who entered it heard it."""
    return bool(decision.telephone) and not decision.witness


def signer(decision: Decision) -> str:
    """Who still has to sign an unsigned decision."""
    return decision.witness if decision.gate == COMMAND else decision.by


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
