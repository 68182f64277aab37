"""回避 (X.06): nobody handles a complaint in which they are named; nobody named in it is given it."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import aside, clause_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.gates.barred import complained_of
from dutyroom.services.room.people import name_of
from dutyroom.services.room.vault import Vault
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.staff import Person

STILL_MAY = frozenset({"complaint.acknowledge", "complaint.report_up"})
"""What the person complained of may do all the same: neither decides anything, and a night must not stand still."""


def why_recused(session: Session, vault: Vault, number: str, act: str, person: str) -> str:
    """Why ``person`` may not do ``act`` on the complaint, "" when nothing is against it."""
    if act in STILL_MAY or person not in complained_of(session, vault, number):
        return ""
    return _("{name}是本件的涉及人员，应当回避。").format(name=name_of(session, person))


def check_recusal(work: Work, complaint: Complaint) -> None:
    """Raises Refusal ``recused`` when the actor is complained of."""
    why = why_recused(work.session, work.room.vault, complaint.number, work.act.name, work.actor)
    if why:
        raise Refusal("recused", why, _("请交由其他人员办理。") + _under(work))


def check_owner(work: Work, complaint: Complaint, owner: str) -> None:
    """Raises Refusal ``recused`` when the complaint would be given to somebody named in it."""
    if owner in complained_of(work.session, work.room.vault, complaint.number):
        why = _("{name}是本件的涉及人员，应当回避，不能作承办人。").format(name=name_of(work.session, owner))
        raise Refusal("recused", why, _("请另选承办人。") + _under(work), (Fault("owner", _("涉及人员不得承办。")),))


def check_unit(work: Work, complaint: Complaint, unit: str) -> None:
    """Raises Refusal ``recused`` when nobody of the unit's staff is left who is not named in the complaint."""
    staff = set(work.session.exec(select(Person.code).where(Person.unit == unit, Person.active)).all())
    if staff and staff <= complained_of(work.session, work.room.vault, complaint.number):
        why = _("该单位现有人员都是本件的涉及人员，应当回避。")
        raise Refusal("recused", why, _("请转其他单位或上级部门。") + _under(work), (Fault("unit", _("须回避。")),))


def _under(work: Work) -> str:
    """The article that asks for it, where the organisation has the regulation's limits switched on."""
    from dutyroom.services.room.limits import in_force

    limits = in_force(work.session)
    return aside(clause_name(limits.clause(limits.recusal))) if limits and limits.recusal else ""


def step_back(work: Work, complaint: Complaint, named: Collection[str]) -> None:
    """The person in charge turned out to be complained of: the complaint is in nobody's hands again, and that is said."""
    if complaint.owner and complaint.owner in named:
        work.message += _("{name}须回避，请另行交办。").format(name=name_of(work.session, complaint.owner))
        complaint.owner = ""
