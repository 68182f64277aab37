"""Whom a warning asks for a deed: by plan and roster as they are now, and the one function of who can be had (`Reach`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from dutyroom.domain.acts import ACTS
from dutyroom.domain.dialling import chain
from dutyroom.domain.emergency import OVER, RUNNING
from dutyroom.services.clocks.clocks import spec_of
from dutyroom.services.emergency.event import complaints_of
from dutyroom.services.emergency.panel.now_lines import now_lines
from dutyroom.services.emergency.panel.scene import Scene
from dutyroom.services.gates.authority import signer
from dutyroom.services.gates.hands import Reach
from dutyroom.services.log.things import kind_of
from dutyroom.services.organisation.recusal import aside_in
from dutyroom.services.room.subjects import event_number, load_subject, plan_version_of
from dutyroom.services.telling.owed import CALL_BACK, CLOCK, Owed
from dutyroom.store.rows.cases import Call, Complaint, Contact
from dutyroom.store.rows.emergencies import Emergency, Paper
from dutyroom.store.rows.staff import Person

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room


@dataclass
class Matter:
    """What one warning is about: the subject's row, the plan that binds it, the complaint and the event that it belongs to."""

    room: Room
    session: Session
    now: datetime
    owed: Owed

    @cached_property
    def row(self) -> Any:
        """The subject's row, None for the room itself."""
        subject = self.owed.subject
        kind = kind_of(subject)
        if kind == "paper":
            paper = self.session.get(Paper, int(subject[1:]))
            kind = paper.kind if paper is not None and paper.kind in ("statement", "solution", "sitrep", "paper") else ""
            return paper
        if kind:
            return load_subject(self.session, kind, subject)
        found = (self.session.get(table, subject) for table in (Complaint, Emergency, Call))
        return next((row for row in found if row is not None), None) if subject else None

    @cached_property
    def complaint(self) -> Complaint | None:
        """The complaint, where it is about one."""
        if isinstance(self.row, Complaint):
            return self.row
        number = str(getattr(self.row, "complaint", "") or "")
        return self.session.get(Complaint, number) if number else None

    @cached_property
    def event(self) -> Emergency | None:
        """The emergency that it belongs to."""
        row = self.row
        if row is None or isinstance(row, Emergency):
            return row
        number = event_number(self.session, row)
        return self.session.get(Emergency, number) if number else None

    @cached_property
    def plan(self) -> Plan:
        """The plan that binds it."""
        version = 0
        for kind, row in (("complaint", self.complaint), ("emergency", self.event)):
            version = version or (plan_version_of(self.session, kind, row) if row is not None else 0)
        return self.room.plan_of(self.session, version or self.room.plan_in_force(self.session))

    @cached_property
    def reach(self) -> Reach:
        """Who can be had about it; nobody who should step back."""
        subjects = [self.owed.subject] if self.owed.subject else []
        if self.event is not None:
            subjects += [self.event.number, *(case.number for case in complaints_of(self.session, self.event.number))]
        aside = aside_in(self.session, self.room.vault, self.row, {}) if self.row is not None else frozenset()
        return Reach(self.session, self.plan, self.now, list(dict.fromkeys(subjects)), aside)

    @property
    def rank(self) -> int:
        """1 for what is 紧急 (a level that the plan pins, danger to life, a running event), 2 past due, 3 near."""
        level = self.plan.level(self.complaint.level) if self.complaint else None
        danger = self.complaint is not None and (bool(self.complaint.danger) or (level is not None and level.pinned))
        if danger or (self.event is not None and self.event.stage in RUNNING) or self.owed.kind == "empty":
            return 1
        return 2 if self.owed.kind == "breach" else 3


def whom(matter: Matter, step: int = 1) -> tuple[str, ...]:
    """Accounts of those whom it asks, who can be had now; () when nobody can.

    Past due, whoever leads the shift knows too; from the third time on (``step``) also who leads the level, or the event.
    """
    found = dict.fromkeys(_doers(matter))
    if not found or not matter.room.calendar_of(matter.session).is_open(matter.now):
        # Off hours it is whoever attends the room who sees to it, or passes it on.
        found |= dict.fromkeys(_on_shift(matter))
    if matter.owed.kind != "warn":
        found |= dict.fromkeys(_leading_shift(matter))
    if step > 2 or not found:
        found |= dict.fromkeys(_above(matter))
    return tuple(person for person in found if _there(matter, person))


def _doers(matter: Matter) -> Iterator[str]:
    """Whose deed it is: by name, else by the roles that the plan lets do it; who stands in for whom can't be had."""
    named = _named(matter)
    if named:
        yield from _or_deputy(matter, named)
        return
    if matter.event is not None and matter.event.stage not in OVER and matter.complaint is None:
        yield from _of_event(matter, matter.event)
        return
    for role in _roles(matter):
        people = [each for each in matter.reach.roster.holders(role) if _there(matter, each)]
        on = [each for each in people if matter.reach.roster.on_shift(each)]
        if on or people:
            yield from on or people[:1]
            return


def _named(matter: Matter) -> str:
    row, owed = matter.row, matter.owed
    if owed.source == CALL_BACK:
        promise = matter.session.get(Contact, owed.ref)
        owner = matter.complaint.owner if matter.complaint else row.taken_by if isinstance(row, Call) else ""
        return owner or (promise.by if promise is not None else "")
    if owed.source == CLOCK and isinstance(row, Complaint):
        return row.owner
    if row is not None and hasattr(row, "signed_at"):
        return signer(row)
    for name in ("owner", "taker"):
        if person := str(getattr(row, name, "") or ""):
            return person
    return ""


def _roles(matter: Matter) -> tuple[str, ...]:
    """The roles that the plan lets do what is owed."""
    row, plan = matter.row, matter.plan
    own = str(getattr(row, "role", "") or "")
    if own:
        return (own,)
    spec = spec_of(plan, matter.owed.code, matter.complaint.level) if matter.complaint else None
    acts = [stop.partition("=")[0] for stop in spec.stop] if spec is not None else []
    return tuple(dict.fromkeys(role for act in acts if act in ACTS for role in plan.roles_for(act)))


def _of_event(matter: Matter, event: Emergency) -> Iterator[str]:
    """Whose it is by the lines of what is to be done now; the commander for what stands in none of them."""
    room, session = matter.room, matter.session
    scene = Scene(session, matter.plan, room.calendar_of(session), event, matter.now, room.vault)
    owed = matter.owed
    lines = [line for line in now_lines(scene) if line.due == owed.due and line.subject in (owed.subject, event.number)]
    mine = [line for line in lines if line.subject == owed.subject] or lines
    for line in mine:
        yield from line.may[:1]
    if not mine and event.commander:
        yield from _or_deputy(matter, event.commander)


def _or_deputy(matter: Matter, person: str) -> Iterator[str]:
    if _there(matter, person):
        yield person
        return
    row = matter.session.get(Person, person)
    if row is not None and row.deputy and _there(matter, row.deputy):
        yield row.deputy


def _on_shift(matter: Matter) -> Iterator[str]:
    yield from (each.person for each in matter.reach.roster.shifts if each.covers(matter.now))


def _leading_shift(matter: Matter) -> Iterator[str]:
    yield from (each.person for each in matter.reach.roster.shifts if each.lead and each.covers(matter.now))


def _above(matter: Matter) -> Iterator[str]:
    """The first who can be had of those whom the room reports up to, in the plan's order."""
    plan, case = matter.plan, matter.complaint
    route = plan.route(case.level, case.off_hours) if case else None
    level = plan.level(case.level) if case else None
    order = (*(route.tell if route is not None else ()), *chain(plan, level.lead if level else ""))
    for role in dict.fromkeys(order):
        for person in matter.reach.roster.holders(role):
            if _there(matter, person):
                yield person
                return


def _there(matter: Matter, person: str) -> bool:
    row = matter.session.get(Person, person)
    return row is not None and row.active and person not in matter.reach.aside and not matter.reach.absent(person)
