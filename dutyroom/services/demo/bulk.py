"""Many acts in one transaction, each with its own moment and journal entry, by the same functions as single acts.

For filling a demo: the plan, the calendar and who may do what are looked up once.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import NotAllowed
from dutyroom.domain.names import act_name
from dutyroom.domain.permission import Roster, why_not
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.board.board import refresh
from dutyroom.services.perform.perform import performer_of, prepare, take_role, write_down
from dutyroom.services.room.room import Room
from dutyroom.services.room.roster import holdings, shifts
from dutyroom.store.record import append


class Bulk:
    """One writing transaction in which many acts are performed. A refusal must end the transaction: nothing is taken back."""

    def __init__(self, room: Room, session: Session) -> None:
        self.room = room
        self.session = session
        self.plan = room.plan_of(session, room.plan_in_force(session))
        self._held = (holdings(session), shifts(session))

    def roles(self, actor: str, at: datetime | None = None) -> tuple[str, ...]:
        """The roles that the person holds at the aware moment, without one at the room's present."""
        return Roster(self.plan, *self._held, at or self.room.now()).roles(actor)

    def may(self, act: str, actor: str, at: datetime | None = None) -> bool:
        """Whether the person's roles at that moment allow the act."""
        return not why_not(self.plan, ACTS[act], self.roles(actor, at))

    def do(self, act: str, actor: str, now: datetime, subject: str = "", **values: Any) -> Work:
        """Performs the act as of ``now`` (aware). Not for grave acts. Raises Refusal as ``perform`` does."""
        work = self._work(act, actor, now, subject, values)
        # Every act ends with its own flush; looking for unwritten rows before each read takes a third of the time.
        with self.session.no_autoflush:
            performer_of(work.act)(work)
            write_down(work)
        return work

    def register_all(self, actor: str, cases: list[tuple[datetime, dict[str, Any]]]) -> None:
        """Registers complaints that only make a large board: together they are one journal entry, ``demo.fill``."""
        with self.session.no_autoflush:
            works = [self._work("complaint.register", actor, now, "", values) for now, values in cases]
            for work in works:
                performer_of(work.act)(work)
            self.session.flush()
            refresh(works[-1], {work.subject for work in works})
            append(
                self.session, self.room.keys, at=works[-1].now, actor=actor, role=works[-1].role, kind="demo.fill",
                command_id=uuid.uuid4().hex, values={"complaints": len(works)},
            )  # fmt: skip

    def _work(self, act: str, actor: str, now: datetime, subject: str, values: dict[str, Any]) -> Work:
        if ACTS[act].grave:
            raise NotAllowed(_("不能这样办理「{act}」。").format(act=act_name(ACTS[act])))
        command = Command(act, actor, "", uuid.uuid4().hex, subject, values)
        work = prepare(self.room, self.session, ACTS[act], command, now)
        take_role(work, self.roles(actor, now))
        return work
