"""Who speaks for a role: who holds it, or who stands in for it by the plan."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import select

from dutyroom.domain.contacts import SUPERIOR
from dutyroom.domain.dialling import Try, passed
from dutyroom.services.act.work import Work
from dutyroom.store.rows.cases import Complaint, Contact
from dutyroom.store.rows.staff import Person


def speaks_for(work: Work, complaint: Complaint, person: str, roles: Collection[str]) -> bool:
    """Whether telling ``person`` is telling one of ``roles``: who holds it, or who stands in for it by the plan.

    The next in the succession counts while those before must step back, are away, not there at all, or called in vain as
    often as the plan's stand-in rule asks.
    """
    roster = work.roster
    staff = [each.code for each in work.session.exec(select(Person).where(Person.active)).all()]
    rows = work.session.exec(select(Contact).where(Contact.purpose == SUPERIOR, Contact.subject == complaint.number)).all()
    tries = [Try(each.person, each.at, each.result) for each in rows]
    of = {code: roster.roles(code) for code in staff}
    for role in roles:
        known = work.plan.role(role)
        for code in (role, *(known.succession if known else ())):
            holders = [each for each in staff if code in of[each]]
            if person in holders and person not in work.aside:
                return True
            gone = (each in work.aside or passed(each, tries, work.plan.stand_in, roster.away(each)) for each in holders)
            if not all(gone):
                break
    return False
