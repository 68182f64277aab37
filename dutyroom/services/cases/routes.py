"""Who goes and who is told when a complaint comes in, in working hours and outside them (9.03, 9.04)."""

from __future__ import annotations

from dutyroom.domain.names import listed, role_name
from dutyroom.domain.plan.handling import Route
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.cases import Complaint


def send_out(work: Work, complaint: Complaint) -> None:
    """Puts the first of those who must go, and who is there, in charge; says so, and who must be told."""
    route = work.plan.route(complaint.level, complaint.off_hours)
    if route is None:
        return
    hours = _("非工作时间：") if complaint.off_hours else ""
    if route.attend:
        role, person = attending(work, route)
        if person:
            complaint.owner = complaint.owner or person
            who = name_of(work.session, person)
            work.message += _("{hours}由{role}{name}到场办理。").format(hours=hours, role=role, name=who)
        else:
            work.message += _("{hours}须由{role}到场，现在空缺，请立即另行指派。").format(hours=hours, role=role)
        work.data["attend"] = person
    if route.tell:
        work.message += _("须报告{roles}。").format(roles=listed(role_name(work.plan, code) for code in route.tell))


def attending(work: Work, route: Route) -> tuple[str, str]:
    """(role, person) of the first who is there and need not step back; ("the roles", "") when nobody is."""
    for code in route.attend:
        person = work.roster.holder(code)
        if person:
            return role_name(work.plan, code), person
    return listed(role_name(work.plan, code) for code in route.attend), ""
