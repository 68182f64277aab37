"""回避 (X.06): ruled by somebody else, with a reason; a unit of nobody else is not given the case."""

from __future__ import annotations

from sqlmodel import select

from dutyroom.domain.emergency import check_within
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.organisation.recusal import article, aside_in, of_case, told_aside
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.cases import Complaint, Ruling
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.staff import Person


def rule(work: Work) -> None:
    """回避认定: somebody must step back from the complaint or emergency, or need not; never ruled by who must.

    Raises Refusal ``same_person``, ``closed``, ``wrong_stage`` or ``no_change``.
    """
    row: Complaint | Emergency = work.row
    person, outcome = str(work.values["person"]), str(work.values["outcome"])
    if person == work.actor and outcome == "cleared":
        raise Refusal("same_person", _("不能认定本人不必回避。"), _("请由另一位有权的人认定。"))
    if isinstance(row, Complaint) and row.closed_at is not None:
        raise Refusal("closed", _("{number} 已办结。").format(number=row.number))
    if isinstance(row, Emergency):
        check_within(row.stage, work.act.name)
    if (person in work.aside) == (outcome == "aside"):
        raise Refusal("no_change", _("现在就是这样认定的。"), _("无需重复。"))
    work.add(
        Ruling(
            id=work.next("ruling"), subject=row.number, person=person, outcome=outcome, by=work.actor, at=work.now,
            reason=work.masked("reason"),
        )
    )  # fmt: skip
    work.text = work.masked("reason")
    name = name_of(work.session, person)
    said = _("已认定{name}须回避。") if outcome == "aside" else _("已认定{name}不必回避。")
    work.message = said.format(name=name)
    if outcome == "aside":
        step_back(work, row, {person})


def check_unit(work: Work, complaint: Complaint, unit: str) -> None:
    """Raises Refusal ``recused`` when nobody of the unit's staff is left who may have a hand in the complaint."""
    staff = set(work.session.exec(select(Person.code).where(Person.unit == unit, Person.active)).all())
    if staff and staff <= of_case(work.session, work.room.vault, complaint):
        why = _("该单位现有人员在本件中都应当回避。")
        hint = _("请转其他单位或上级部门。") + article(work.session)
        raise Refusal("recused", why, hint, (Fault("unit", _("须回避。")),))


def told(work: Work, complaint: Complaint) -> None:
    """After 涉及人员 were typed: says who steps back; what they had in hand is in nobody's."""
    work.session.flush()
    work.aside = aside_in(work.session, work.room.vault, complaint, {})
    work.message += told_aside(work.session, str(work.values.get("persons") or ""), work.aside)
    step_back(work, complaint, work.aside)


def step_back(work: Work, row: Complaint | Emergency, people: frozenset[str] | set[str]) -> None:
    """What those had in hand who must step back is in nobody's hands, and that is said."""
    if isinstance(row, Complaint) and row.owner and row.owner in people:
        work.message += _("{name}须回避，请另行交办。").format(name=name_of(work.session, row.owner))
        row.owner = ""
    event = row if isinstance(row, Emergency) else work.session.get(Emergency, row.emergency) if row.emergency else None
    if event is not None and event.commander and event.commander in people:
        work.message += _("{name}正在指挥，须移交。").format(name=name_of(work.session, event.commander))
