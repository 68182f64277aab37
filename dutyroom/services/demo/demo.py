"""A demo room: any plan, its people, complaints spread over the past days, and more that keep arriving."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import gettext as _
from dutyroom.services.demo.bulk import Bulk
from dutyroom.services.demo.sample import FOLLOWED, SECRET, Sample, members
from dutyroom.services.demo.story import Story, actor_for, cases, closed_cases
from dutyroom.services.perform.perform import perform
from dutyroom.services.plan.founding import found

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_CHUNK = 400
"""Complaints in one transaction and entry while a large board is filled."""


class _Then:
    """A clock that stands at one moment of the past, for founding the room before its complaints."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def fill(room: Room, plan_text: str, complaints: int, offset: timedelta, where: str = "") -> None:
    """Founds the demo room and fills it. ``offset`` is how far its clock is from the machine's, ``where`` the plan's file.

    Raises Refusal ``bad_plan`` with every fault of the plan.
    """
    now, clock = room.now(), room.clock
    plan = read_plan(plan_text, where or _("预案文本"))
    room.clock = _Then(now - timedelta(days=12))
    try:
        settings: dict[str, object] = {"clock_offset": offset.total_seconds(), "demo": {"secret": SECRET}}
        found(room, plan.organisation, plan_text, members(plan), plan.organisation_en, settings=settings, cheap=True)
    finally:
        room.clock = clock
    sample = Sample(plan, calm=True)
    # More than a story can follow only make the board large; they come first, in entries of many.
    _load(room, sample, complaints - FOLLOWED, now)
    _stock(room, sample, now - timedelta(days=12))
    told = cases(sample, min(complaints, FOLLOWED), now, room.calendar)
    Story(room, sample, [*told, *closed_cases(sample, min(complaints // 6, 12), now)], now).tell()


def _stock(room: Room, sample: Sample, at: datetime) -> None:
    """Supplies on the list, kept by whoever may enter them."""
    with room.database.write() as session:
        bulk = Bulk(room, session)
        keeper = actor_for(bulk, "supply.add", at=at)
        for name, measure, place, number, least in sample.supplies if keeper else ():
            bulk.do(
                "supply.add", keeper, at, name=name, measure=measure, place=place, number=number, least=least, keeper=keeper
            )


def _load(room: Room, sample: Sample, count: int, now: datetime) -> None:
    for at in range(0, count, _CHUNK):
        cases = [(sample.receipt(now), sample.complaint()) for _case in range(min(_CHUNK, count - at))]
        with room.database.write() as session:
            bulk = Bulk(room, session)
            bulk.register_all(actor_for(bulk, "complaint.register"), cases)


class Arrivals(threading.Thread):
    """New complaints that keep coming in, registered by the officer on duty as a person would, until ``stop``."""

    def __init__(self, room: Room, every: float = 20.0) -> None:
        super().__init__(name="arrivals", daemon=True)
        self.room = room
        self.every = every
        self.arrived = 0
        self._over = threading.Event()

    def run(self) -> None:
        """One complaint after every pause; a refusal (a reader holds the file, the room is closed) skips one."""
        sample = Sample(self.room.plan, seed=11)
        with self.room.database.read() as session:
            actor = actor_for(Bulk(self.room, session), "complaint.register")
        while not self._over.wait(self.every * sample.dice.uniform(0.5, 1.5)):
            try:
                perform(self.room, Command("complaint.register", actor, "", uuid4().hex, values=sample.complaint()))
                self.arrived += 1
            except Refusal:
                continue

    def stop(self) -> None:
        """No more complaints; returns once the one being registered is in."""
        self._over.set()
        if self.is_alive():
            self.join(timeout=5)
