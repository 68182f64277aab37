"""回避, as it is read (X.06): who should step back from a matter, a complaint or the emergency that it belongs to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, or_, select

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import aside as in_brackets
from dutyroom.domain.names import clause_name, listed
from dutyroom.domain.recusal import like_in, named_in
from dutyroom.lang import gettext as _
from dutyroom.services.room.limits import in_force
from dutyroom.services.room.people import name_of
from dutyroom.services.room.subjects import event_number
from dutyroom.store.rows.cases import Complaint, Ruling
from dutyroom.store.rows.casework import CaseGroup, GroupMember
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.services.act.work import Work
    from dutyroom.services.room.vault import Vault

_NUMBERS = re.compile(r"[\s,，、;；]+")


def aside_in(session: Session, vault: Vault, row: Any, values: Mapping[str, Any]) -> frozenset[str]:
    """Accounts of those who should step back from what an act is about: its subject's ``row`` and the complaints that its
    ``values`` name.

    A complaint's own people; what belongs to one, theirs; what belongs to an emergency, those of all its complaints.
    """
    about = {str(getattr(row, "complaint", "") or "")}
    about.update(each for name in ("complaint", "complaints") for each in _NUMBERS.split(str(values.get(name) or "")))
    if isinstance(row, Complaint):
        about.add(row.number)
    if isinstance(row, CaseGroup):
        query = select(GroupMember.complaint).where(GroupMember.group_id == row.id, col(GroupMember.left_at).is_(None))
        about.update(session.exec(query).all())
    about.discard("")
    found = set(of_cases(session, vault, (case for each in sorted(about) if (case := session.get(Complaint, each)))))
    event = row.number if isinstance(row, Emergency) else "" if isinstance(row, Complaint) else event_number(session, row)
    # A paper or charge of one complaint is that complaint's matter, though the complaint belongs to an emergency.
    if event and not getattr(row, "complaint", ""):
        found |= of_event(session, vault, event)
    return frozenset(found)


def of_cases(session: Session, vault: Vault, cases: Iterable[Complaint]) -> frozenset[str]:
    """Who should step back from any of the complaints."""
    return frozenset(person for case in cases for person in of_case(session, vault, case))


def of_case(session: Session, vault: Vault, case: Complaint) -> frozenset[str]:
    """Who is named as 涉及人员 or was ruled to step back, less those of whom another said that they need not."""
    facts = json.loads(case.facts)
    named = {each for each in str(facts.get("staff") or "").split(",") if each}
    words = vault.value(session, case.number, "persons") if facts.get("persons") else ""
    if words:
        named |= named_in(words, staff_of(session))
    return _ruled(session, (case.round_of, case.number), named)


def of_event(session: Session, vault: Vault, number: str) -> frozenset[str]:
    """Who should step back from an emergency: from any complaint that belongs to it, or by a ruling on itself."""
    told = col(Complaint.facts)
    ruled = select(Ruling.subject)
    query = select(Complaint).where(
        Complaint.emergency == number,
        or_(told.contains('"persons"'), told.contains('"staff"'), col(Complaint.number).in_(ruled), Complaint.round > 1),
    )
    return _ruled(session, (number,), set(of_cases(session, vault, session.exec(query).all())))


def _ruled(session: Session, subjects: tuple[str, ...], named: set[str]) -> frozenset[str]:
    query = select(Ruling.person, Ruling.outcome).where(col(Ruling.subject).in_(subjects)).order_by(col(Ruling.id))
    last = dict(session.exec(query).all())
    aside = {person for person, outcome in last.items() if outcome == "aside"}
    return frozenset((named | aside) - {person for person, outcome in last.items() if outcome == "cleared"})


def staff_of(session: Session) -> dict[str, tuple[str, str, str]]:
    """The names by which each account of the staff may be spoken of."""
    rows = session.exec(select(Person.code, Person.name, Person.en)).all()
    return {code: (code, name, en) for code, name, en in rows}


def told_aside(session: Session, words: str, aside: Iterable[str]) -> str:
    """For whoever types 涉及人员: who steps back, and whose name is only like what was typed; "" for neither."""
    people = sorted(aside)
    said = _("须回避：{people}。").format(people=listed(name_of(session, each) for each in people)) if people else ""
    like = sorted(like_in(words, staff_of(session)) - set(people)) if words else []
    if like:
        said += _("与{people}姓名相近；如是本人，请在「涉及本单位人员」中选定。").format(
            people=listed(name_of(session, each) for each in like)
        )
    return said


def check_hands(work: Work) -> None:
    """Raises Refusal ``recused`` when the form would give a hand in the matter to somebody who should step back from it."""
    faults = []
    for field in work.act.fields if work.aside else ():
        given = work.values.get(field.name) if field.hand else None
        for person in (given,) if isinstance(given, str) else given or ():
            if person in work.aside:
                why = _("{name}在这一事项中应当回避。").format(name=name_of(work.session, person))
                faults.append(Fault(field.name, why))
    if faults:
        raise Refusal("recused", faults[0].message, _("请另选他人。") + article(work.session), tuple(faults))


def article(session: Session) -> str:
    """The article that asks for it, where the organisation has the regulation's limits switched on; "" elsewhere."""
    limits = in_force(session)
    return in_brackets(clause_name(limits.clause(limits.recusal))) if limits and limits.recusal else ""
