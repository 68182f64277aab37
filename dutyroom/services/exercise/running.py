"""Lets an exercise run: in a thread while people play, or without waiting, from event to event, by a script."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.fault import Problem
from dutyroom.lang import gettext as _
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.exercise.conductor import Conductor, Turned
from dutyroom.services.exercise.setting_up import FACILITATOR, JumpingClock, set_up
from dutyroom.services.exercise.views import exercise
from dutyroom.services.perform.perform import perform

if TYPE_CHECKING:
    from dutyroom.domain.scenario.scenario import Move
    from dutyroom.services.room.room import Room


class Leading(threading.Thread):
    """The conductor at work while people play: it looks every half second for what is due, until ``stop``.

    Nothing is lost with it: another process that leads the same exercise goes on where it stood.
    """

    def __init__(self, room: Room, every: float = 0.5) -> None:
        super().__init__(name="conductor", daemon=True)
        self.room = room
        self.every = every
        self._over = threading.Event()

    def run(self) -> None:
        """Step after step; what keeps it from one (a lost database) is tried again at the next."""
        conductor: Conductor | None = None
        while not self._over.wait(self.every):
            try:
                conductor = conductor or Conductor(self.room)
                with self.room.database.read() as session:
                    self.room.follow_clock(session)
                conductor.step()
            except Refusal:
                continue

    def stop(self) -> None:
        """Lead no more; returns once the step under way is done."""
        self._over.set()
        if self.is_alive():
            self.join(timeout=5)

    def pause(self) -> None:
        """Nobody leads any more: the clock stands until somebody does again."""
        with suppress(Refusal):
            with self.room.database.read() as session:
                self.room.follow_clock(session)
            view = exercise(self.room)
            if view.began is not None and view.ended is None and view.rate:
                facilitate(self.room, "exercise.clock", rate=0)


def facilitate(room: Room, act: str, **values: object) -> None:
    """An act of the facilitator. Raises Refusal as ``perform`` does."""
    from uuid import uuid4

    from dutyroom.domain.act import Command

    perform(room, Command(act, FACILITATOR, "facilitator", uuid4().hex, values=values))


def rehearse(room: Room, text: str) -> tuple[Problem, ...]:
    """Plays a sound scenario through in an empty room, every role by its own moves: those that the plan does not let happen."""
    mend = _("改时间、条件或内容，或删去这一步。")
    try:
        set_up(room, text, "0000-0", ())
    except Refusal as no:
        if no.code != "bad_start":
            raise
        return (Problem(("start", int(no.faults[0].field)), no.message, mend),)
    said = _("照方案演一遍，{act} 没有办成：{why}")
    return tuple(
        Problem(("move", int(each.label.removeprefix("move/"))), said.format(act=each.move.act, why=each.why), mend)
        for each in run_through(room)
    )


def run_through(room: Room, script: Sequence[Move] = ()) -> tuple[Turned, ...]:
    """Plays an exercise that was set up without a machine's clock to its end; the moves that were refused to the last."""
    from dutyroom.domain.act import Command

    clock = room.clock
    assert isinstance(clock, JumpingClock)
    conductor = Conductor(room, script)
    begin = conductor.player.command_id("begin")
    perform(room, Command("exercise.begin", FACILITATOR, "facilitator", begin, secret=SECRET))
    while True:
        conductor.step()
        at = conductor.next()
        if at is None:
            return tuple(conductor.turned.values())
        clock.at = at
