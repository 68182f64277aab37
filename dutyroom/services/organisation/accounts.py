"""A person's account: which unit is theirs, and its end: nobody signs in with it again, what it did keeps its name."""

from __future__ import annotations

from typing import Any

from sqlmodel import and_, col, func, or_, select

from dutyroom.domain.emergency import COMMAND, RUNNING
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import joined, named
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation import standing
from dutyroom.services.room.roster import roster_of
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.duties import Duty
from dutyroom.store.rows.emergencies import Decision, Emergency, Task
from dutyroom.store.rows.staff import Appointment, Person, Shift, Unit


def end(work: Work) -> None:
    """结束账号: its roles and shifts end, its secret goes; drafts stay where they are. One's own is ended by another.

    What is still in its hands is told to who ends it. Whoever decides or checks loses it by two signatures. Raises Refusal
    ``same_person``, ``second_needed`` or NotAllowed.
    """
    person: Person = work.row
    if person.code == work.actor:
        raise Refusal("same_person", _("不能结束自己的账号。"), _("请另一位有权的人办理。"))
    standing.check_gives(work)
    roles = roster_of(work.session, work.plan, work.now).roles(person.code)
    standing.check_account(work, person.code)
    for row in (*_to_come(work, Appointment, person.code), *_to_come(work, Shift, person.code)):
        # What has not begun ends as it begins: it stays on record and never was.
        row.until = max(row.since, work.now)
    for other in work.session.exec(select(Person).where(Person.deputy == person.code)).all():
        other.deputy = ""
    person.active, person.secret, person.deputy = False, "", ""
    ended = _("{name}（{code}）的账号已结束").format(name=named(person), code=person.code)
    work.text, work.came["roles"] = work.masked("reason"), tuple(roles)
    left = _left(work, person.code)
    work.message = f"{ended}。" + (_("名下还有{what}，请另行交办。").format(what=joined(left)) if left else "")


def set_unit(work: Work) -> None:
    """定所属机构: whose matters the person answers for in a role that heads a unit. Another says it, as who holds what.

    Raises Refusal ``same_person``, ``second_needed`` or NotAllowed.
    """
    person: Person = work.row
    standing.not_oneself(work, person.code, "unit")
    standing.check_gives(work)
    for plan in standing.plans_that_bind(work):
        for role in roster_of(work.session, plan, work.now).roles(person.code):
            if (known := plan.role(role)) is not None and known.of_unit:
                standing.check_given(work, role, person.code)
    unit = work.get(Unit, work.values["unit"], _("机构"))
    person.unit = unit.code
    work.message = _("已登记{name}所属机构：{unit}。").format(name=named(person), unit=named(unit))


def _to_come(work: Work, table: Any, person: str) -> list[Any]:
    """Appointments or shifts of the person that are in force or to come."""
    query = select(table).where(table.person == person, or_(col(table.until).is_(None), col(table.until) > work.now))
    return list(work.session.exec(query).all())


def _left(work: Work, person: str) -> list[str]:
    """What somebody else must take over."""
    counted = (
        (_("投诉 {n} 件"), col(Complaint.owner), col(Complaint.closed_at).is_(None)),
        (_("任务 {n} 项"), col(Task.owner), col(Task.state) != "done"),
        (_("定期和改进事项 {n} 项"), col(Duty.owner), col(Duty.state) == "open"),
        (_("应急指挥 {n} 起"), col(Emergency.commander), col(Emergency.stage).in_(RUNNING)),
    )
    found = [
        (words, work.session.exec(select(func.count(whose)).where(whose == person, open_)).one())
        for words, whose, open_ in counted
    ]
    handed, decided = col(Decision.gate) == COMMAND, col(Decision.gate) != COMMAND
    theirs = or_(and_(handed, col(Decision.witness) == person), and_(decided, col(Decision.by) == person))
    unsigned = select(func.count(col(Decision.id))).where(col(Decision.signed_at).is_(None), theirs)
    found.append((_("待补签的决定 {n} 项"), work.session.exec(unsigned).one()))
    return [words.format(n=count) for words, count in found if count]
