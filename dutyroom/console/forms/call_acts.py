"""What is done with one call: each act under an id that a retry keeps; held here while the room is out of reach."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from dutyroom.console.forms.desk import Desk
from dutyroom.console.forms.drafts import DraftKeeper
from dutyroom.console.present.line import Tone
from dutyroom.domain.act import Command, Done
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.front.held_calls import LOST, HeldCall, taken_as, taking_id
from dutyroom.services.organisation.views import SignedIn

RECEIVED, KEPT = "received", "kept"
AGAIN = "again_at"
TAKEN = tuple(field.name for field in ACTS["call.take"].fields if field.name not in (RECEIVED, KEPT))
"""Fields with which a call goes on the record."""
FACTS = (*TAKEN, AGAIN)
ANSWER = 4.0
"""Seconds for the database to answer an act. A caller is on the line: after that the call is held on this machine."""


class OutOfReachError(Exception):
    """The database can't be reached now: nothing of the act is known to be on the record."""


class CallActs:
    """One call. `number` is "" until it is on the record; `received` (aware) and `stamp` (as forms write it) say when it came in.

    `typed` gives what the form holds now; `said` is told whenever it is held on this machine.
    """

    def __init__(self, desk: Desk, keeper: DraftKeeper, typed: Callable[[], dict[str, str]], said: Callable[[], None]) -> None:
        self.desk, self.keeper = desk, keeper
        self.number = keeper.subject
        self.received: datetime | None = None
        self.stamp = ""
        self.saved: dict[str, str] = {}
        self._typed, self._said = typed, said
        self._tried: tuple[Any, str] | None = None
        self._kept: HeldCall | None = None
        self._one = asyncio.Lock()
        self._held = self._counted = self._left = False
        # Its own thread: the others may all be waiting for a database that does not answer.
        self._disk = ThreadPoolExecutor(1)
        desk.app.held.open.add(keeper.id)

    def close(self) -> None:
        """Its form is gone."""
        self.desk.app.held.open.discard(self.keeper.id)
        self._disk.shutdown(wait=False)

    @property
    def facts(self) -> dict[str, str]:
        """What was typed about the call."""
        return {name: value for name, value in self._typed().items() if name in FACTS}

    # On the record. All of these raise Refusal where the room refuses, OutOfReachError where it can't be reached

    async def take(self, session: SignedIn) -> None:
        """Puts the call on the record, under the moment at which it came in, if it is not there."""
        async with self._one:
            if self.number:
                return
            taken = {name: value for name, value in self.facts.items() if name in TAKEN}
            values: dict[str, Any] = {RECEIVED: self.received, **taken}
            try:
                number = (await self._send(session, "call.take", values)).subject
                self.saved = taken
            except Refusal as refusal:
                number = await self._came_through(refusal)
            self.number = self.keeper.subject = number
        # What was kept before belongs to no call yet: kept anew, and gone with the form in any case.
        self.keeper.kept = {}

    async def save(self, session: SignedIn, act: str, without: Collection[str] = (), **more: Any) -> Done | None:
        """Takes the call if need be, then does `act` with everything typed but the fields `without`."""
        await self.take(session)
        facts = {name: value for name, value in self.facts.items() if name not in without}
        if act == "call.note" and facts == self.saved:
            return None
        done = await self.perform(session, act, {**facts, **more})
        self.saved = facts
        return done

    async def perform(self, session: SignedIn, act: str, values: dict[str, Any]) -> Done:
        """One act after the other."""
        async with self._one:
            return await self._send(session, act, values)

    async def _send(self, session: SignedIn, act: str, values: dict[str, Any]) -> Done:
        # Tried again unchanged it has the id that it had, by chance and not from what was typed.
        if self._tried is None or self._tried[0] != (act, values):
            self._tried = ((act, dict(values)), uuid4().hex)
        command_id = self._tried[1]
        subject = self.number if ACTS[act].subject else ""
        if act == "call.take":
            # One id however often it is tried: a try that was given up may still come through.
            command_id = taking_id(self.keeper.id)
            values = {**values, KEPT: True} if self._held else values
        done = await self._answer(session.command(act, subject, values, command_id=command_id))
        self._tried = None
        if self._held and not self._left:
            self._held = False
            await asyncio.get_running_loop().run_in_executor(self._disk, self.desk.app.held.drop, self.keeper.id)
        return done

    async def _answer(self, command: Command) -> Done:
        app = self.desk.app
        if app.outage is not None:
            raise OutOfReachError
        try:
            return await asyncio.wait_for(asyncio.to_thread(app.room.perform, command), ANSWER)
        except TimeoutError:
            raise OutOfReachError from None
        except Refusal as refusal:
            if refusal.code in LOST:
                raise OutOfReachError from refusal
            raise

    async def _came_through(self, refusal: Refusal) -> str:
        """The number of this call if an earlier try with other words put it on the record; raises `refusal` if not."""
        number = ""
        if refusal.code == "reused_command":
            number = await asyncio.to_thread(taken_as, self.desk.room, taking_id(self.keeper.id))
        if not number:
            raise refusal
        return number

    # Out of reach

    def not_in_vain(self) -> None:
        """Raises OutOfReachError while calls are held already: the next caller does not wait for one more try in vain."""
        if self.desk.app.held_calls:
            raise OutOfReachError

    async def hold(self, end: str = "", outcome: str = "") -> None:
        """Keeps the call on this machine; it goes on the record when the database is back, marked as entered late.

        Raises Refusal ``no_place`` where it can't be kept here either.
        """
        # Held as it was left, a late answer to an earlier key must not hold it once more as it was before.
        if not self.facts or self.received is None or (self._left and not end and self.desk.session):
            return
        person, app = self.keeper.person or self.desk.person, self.desk.app
        draft, received, taking = self.keeper.id, self.received.isoformat(), taking_id(self.keeper.id)
        call = HeldCall(draft, person, received, self.stamp, taking, self.number, end, outcome, self.facts)
        if self._kept is not None and replace(call, step=self._kept.step) == self._kept:
            call = self._kept
        self._kept = call
        try:
            await asyncio.get_running_loop().run_in_executor(self._disk, app.held.keep, call)
        except (OSError, Refusal) as fault:
            why = fault.message if isinstance(fault, Refusal) else str(fault.strerror or fault)
            said = _("来电没有存下：{why}").format(why=why)
            raise Refusal("no_place", said, _("内容还在屏幕上，请先记在纸上。")) from None
        self._held = True
        app.call_held(max(app.held_calls, 1) if self._counted else app.held_calls + 1)
        self._counted = True
        self._said()

    async def park(self, session: SignedIn | None, unread: Collection[str]) -> tuple[str, Tone]:
        """Puts the call aside, whatever state it is in, without the fields that can't be read. What is said of it then."""
        try:
            if session and (self.number or self.facts):
                self.not_in_vain()
                try:
                    await self.save(session, "call.park", without=unread)
                except Refusal as refusal:
                    await self.keep_draft()
                    return _("{number} 没有暂存，内容存为草稿：{why}").format(number=self.number, why=refusal.message), "bad"
                if not unread:
                    await self.drop_draft()
                return _("已暂存 {number}").format(number=self.number), "calm"
            if self.facts:
                await self.keep_draft()
                return _("无人登录：来电已存为草稿，登录后按 F3 入账"), "calm"
        except OutOfReachError:
            await self.leave_held("park" if session else "")
            return _("数据中断：来电已记在本机，恢复后自动入账"), "calm"
        return "", "calm"

    async def leave_held(self, end: str, outcome: str = "") -> None:
        """The call is held and its form goes: nothing of it waits for the database any more."""
        self._left = True
        await self.hold(end, outcome)
        self.keeper.stop()
        self.desk.app.held.open.discard(self.keeper.id)

    # Drafts

    async def keep_draft(self) -> None:
        """Keeps what was typed as a draft. Raises OutOfReachError."""
        if self.desk.app.outage is not None:
            raise OutOfReachError
        try:
            await asyncio.wait_for(self.keeper.keep(self.desk), ANSWER)
        except Exception as fault:
            raise OutOfReachError from fault
        self.desk.app.held.drop(self.keeper.id)

    async def drop_draft(self) -> None:
        """It is on the record: a draft that can't be dropped now is found there again and told so."""
        with suppress(Exception):
            await asyncio.wait_for(self.keeper.drop(self.desk), ANSWER)
