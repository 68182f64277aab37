"""One emergency with all its rows, read once, for the views that are made from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.services.emergency.conferences import conferences_of
from dutyroom.services.emergency.decisions import DECIDED
from dutyroom.services.emergency.event import complaints_of
from dutyroom.services.emergency.instructions import instructions_of
from dutyroom.services.emergency.line_of_command import commander_role, decides, reach_of
from dutyroom.services.emergency.records import records_of
from dutyroom.services.emergency.workstreams import tasks_of
from dutyroom.services.gates.gates import decisions_on
from dutyroom.services.gates.hands import Hands, Reach
from dutyroom.services.organisation.recusal import of_event
from dutyroom.store.rows.cases import CaseClock
from dutyroom.store.rows.command import Request
from dutyroom.store.rows.emergencies import Decision, Emergency, Notice, Paper, Task, Workstream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.permission import Roster
    from dutyroom.domain.plan.handling import Gate
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.vault import Vault
    from dutyroom.store.rows.command import Conference
    from dutyroom.store.rows.logs import Instruction
    from dutyroom.store.rows.places import WorkRecord


@dataclass
class Scene:
    """An emergency as it stands at ``now``, in an open read transaction."""

    session: Session
    plan: Plan
    calendar: Calendar
    event: Emergency
    now: datetime
    vault: Vault

    @cached_property
    def tasks(self) -> Sequence[Task]:
        """Its tasks, in the order in which they were opened."""
        return tasks_of(self.session, self.event.number)

    @cached_property
    def workstreams(self) -> dict[str, Workstream]:
        """The workstreams that were set up, by code."""
        rows = self.session.exec(select(Workstream).where(Workstream.emergency == self.event.number)).all()
        return {row.code: row for row in rows}

    @cached_property
    def papers(self) -> Sequence[Paper]:
        """Statements, solutions and the review, oldest first."""
        return self.session.exec(
            select(Paper).where(Paper.emergency == self.event.number).order_by(col(Paper.id))
        ).all()

    @cached_property
    def notices(self) -> Sequence[Notice]:
        """The notices sent, oldest first."""
        return self.session.exec(
            select(Notice).where(Notice.emergency == self.event.number).order_by(col(Notice.id))
        ).all()

    @cached_property
    def decisions(self) -> Sequence[Decision]:
        """Decisions on the event and on its papers, in the order in which they were taken."""
        subjects = [self.event.number, *(paper.number for paper in self.papers)]
        return sorted((each for subject in subjects for each in decisions_on(self.session, subject)), key=lambda d: d.id)

    @cached_property
    def subjects(self) -> list[str]:
        """Every number under which the journal knows something of this event."""
        return [
            self.event.number,
            *(task.number for task in self.tasks),
            *(paper.number for paper in self.papers),
            *(notice.number for notice in self.notices),
            *(record.number for record in self.kept),
            *(each.number for each in self.requests),
            *(each.number for each in self.instructions),
            *(each.number for each in self.conferences),
            *(each.number for each in self.decisions if each.replaces or each.gate == DECIDED),
        ]

    @cached_property
    def kept(self) -> Sequence[WorkRecord]:
        """What its workstreams keep (not what is kept of single complainants), oldest first."""
        return records_of(self.session, self.event.number)

    @cached_property
    def limited(self) -> Sequence[WorkRecord]:
        """Records of the event and of its complaints whose time limit runs, first due first."""
        numbers = [case.number for case in complaints_of(self.session, self.event.number)]
        rows = records_of(self.session, self.event.number, numbers)
        running = self.session.exec(
            select(CaseClock.subject).where(
                col(CaseClock.subject).in_([row.number for row in rows]), CaseClock.verdict == "running"
            )
        ).all()
        return sorted((row for row in rows if row.number in running and row.due), key=lambda row: (row.due, row.id))

    @cached_property
    def requests(self) -> Sequence[Request]:
        """请示 of the event, oldest first."""
        return self.session.exec(select(Request).where(Request.emergency == self.event.number).order_by(col(Request.id))).all()

    @cached_property
    def instructions(self) -> Sequence[Instruction]:
        """批示 of the event, oldest first."""
        return instructions_of(self.session, self.event.number)

    @cached_property
    def conferences(self) -> Sequence[Conference]:
        """会商 of the event, oldest first."""
        return conferences_of(self.session, self.event.number)

    @cached_property
    def commander_role(self) -> str:
        """The role in which it is commanded, "" before activation."""
        return commander_role(self.session, self.plan, self.event)

    @cached_property
    def _running(self) -> dict[tuple[str, str], CaseClock]:
        rows = self.session.exec(
            select(CaseClock).where(col(CaseClock.subject).in_(self.subjects), CaseClock.verdict == "running")
        ).all()
        return {(row.subject, row.code): row for row in rows}

    def clock(self, subject: str, code: str) -> CaseClock | None:
        """The running clock of a subject of that code."""
        return self._running.get((subject, code))

    def clocks(self, subject: str) -> list[CaseClock]:
        """The running clocks of a subject, first due first."""
        return sorted((row for (of, _code), row in self._running.items() if of == subject), key=lambda row: (row.due, row.id))

    @cached_property
    def reach(self) -> Reach:
        """Who can be had now, and who should step back from this event."""
        aside = of_event(self.session, self.vault, self.event.number)
        return reach_of(self.session, self.plan, self.now, self.event, aside)

    @property
    def roster(self) -> Roster:
        """Who holds which role now."""
        return self.reach.roster

    def decides(self, gate: Gate | None, act: str, barred: Collection[str] = (), amount: str = "") -> Hands:
        """Who decides at the gate, or without one with ``act``; of the roles those of groups that are at work."""
        allowed = self.plan.roles_for(act)
        roles = self._at_work(role for role in (gate.roles if gate else allowed) if role in allowed)
        return decides(self.reach, self.event, gate, act, roles, barred, amount)

    def who_may(self, act: str) -> Hands:
        """Who does what no gate decides; roles of groups that are at work come first."""
        roles = self.plan.roles_for(act)
        reach = replace(self.reach, aside=frozenset()) if ACTS[act].stays else self.reach
        return reach.hands(reach.posts(self._at_work(roles)), (), roles, (), ACTS[act].telephone)

    def named(self, role: str, person: str, stand_in: str = "", stays: bool = False) -> Hands:
        """Somebody whose it is by name, or by their role; who stands in for them where they can't be had.

        ``stays``: it stays theirs though they should step back.
        """
        if person in self.reach.aside and role and not stays:
            return self.reach.hands(((role, stand_in), *self.reach.posts((role,))), (), (role,))
        if person and self.reach.absent(person):
            return self.reach.hands(((role, person), (role, stand_in)), (), (role,))
        return Hands(role, person, may=(person,) if person else ())

    def _at_work(self, roles: Iterable[str]) -> list[str]:
        roles = list(roles)
        return [role for role in roles if self.works(role)] or roles

    def works(self, role: str) -> bool:
        """Whether the role is at work in this event: of no group, or of one that is set up."""
        known = self.plan.role(role)
        if known is None or not known.workstream:
            return True
        stream = self.workstreams.get(known.workstream)
        return stream is not None and stream.state == "active"
