"""来电: the time is stamped before anything is typed; a call is parked, finished, joined to a complaint or made one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer

from dutyroom.console.forms import Sheet
from dutyroom.console.present.calls import waiting_lines
from dutyroom.console.present.refusal import refusal_lines
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.form import FormBody
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.repeat import RepeatCaller
from dutyroom.console.widgets.wording import Wordings
from dutyroom.domain.act import Command, Done, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.held import LOST, HeldCall, taken_as, taking_id
from dutyroom.services.views import CallView, DraftView, News, Session

NEXT = "next"
RECEIVED, OUTCOME, COMPLAINT = "received", "outcome", "complaint"
AGAIN = "again_at"
KEPT = "kept"
_TAKEN = tuple(field.name for field in ACTS["call.take"].fields if field.name not in (RECEIVED, KEPT))
_FACTS = (*_TAKEN, AGAIN)
ANSWER = 4.0
"""Seconds for the database to answer an act. A caller is on the line: after that the call is held on this machine."""


class OutOfReachError(Exception):
    """The database can't be reached now: nothing of the act is known to be on the record."""


def next_call() -> CallScreen:
    """The call that has waited longest."""
    return CallScreen(NEXT)


class CallScreen(Sheet):
    """One call. `number`: a call to go on with, NEXT for the one that has waited longest, "" for a new one.

    A new call goes on the record with the first thing typed, under the moment at which it came in; a console on which
    nobody is signed in keeps it as a draft, and no call is ever refused for that.
    """

    CSS_PATH = "call.tcss"
    BINDINGS = [
        Binding("f2", "next('new')", show=False),
        Binding("f3", "next('waiting')", show=False),
        Binding("f4", "join", show=False),
        Binding("f5", "promise", show=False),
        Binding("f6", "register", show=False),
        Binding("ctrl+b", "finish", show=False),
    ]

    # Calls that wait stand beside the form.
    OFFERS_DRAFT = False

    def __init__(self, number: str = "", draft: DraftView | None = None) -> None:
        super().__init__("call.take", draft=draft)
        self.number = "" if number == NEXT else number
        if draft and draft.subject:
            self.number = draft.subject
        self._wanted = number
        self.received: datetime | None = None
        self._stamp = ""
        self._serial = 0
        self._acting = asyncio.Lock()
        self.waiting: tuple[CallView, ...] = ()
        self._saved: dict[str, str] = {}
        self._held = self._counted = self._left = False
        self._soon: Timer | None = None
        # Its own thread: the others may all be waiting for a database that does not answer.
        self._disk = ThreadPoolExecutor(1)

    def compose(self) -> ComposeResult:
        yield Parts(id="sheet-head")
        with Horizontal(id="call-middle"):
            again = next(field for field in ACTS["call.note"].fields if field.name == AGAIN)
            ends = (again, Field(COMPLAINT, "并入的投诉编号"), Field(OUTCOME, "处理结果"))
            yield self.make_body(leave_out=(RECEIVED, KEPT), add=ends)
            yield Parts(id="waiting")
        yield Wordings()
        yield Parts(id="sheet-notice")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.received = self.desk.now()
        self._stamp = self.desk.local(self.received, seconds=True)
        self.desk.app.held.open.add(self.keeper.id)
        if self.draft and RECEIVED in self._given:
            self._stamp = self._given[RECEIVED]
            self.received = _read_stamp(self._stamp, self.desk.zone_name, self.received)
        self.body.rows[COMPLAINT].display = False
        self.repeat = RepeatCaller(self.desk, self.body)
        self.list_waiting()
        if self._wanted and not self.draft:
            self.desk.ask_who(self._resume)
        elif self.number:
            self.desk.ask_who(lambda _session: None)

    # Looks

    def title_text(self) -> str:
        if not self.received:
            return _("来电")
        at = f"{self.received.astimezone(self.desk.zone):%H:%M:%S}"
        words = self.number or (_("新来电") if self.desk.session else _("新来电（未登录，先记为草稿）"))
        return f"{words}  {_('接报')} {at}"

    def keys(self) -> list[tuple[str, str, bool]]:
        return [
            ("F3", _("暂存/下一通"), True),
            ("F6", _("转为投诉"), True),
            ("F4", _("并入投诉"), True),
            ("F5", _("约定回拨"), True),
            ("Ctrl+B", _("办结"), True),
            ("F2", _("新来电"), True),
            ("Ctrl+S", _("保存"), True),
            ("Esc", _("暂存并返回"), True),
        ]

    def list_waiting(self) -> None:
        """Reads the calls that wait."""
        self.desk.app.ask(self.desk.room.calls, self._put_waiting, lambda _refusal: None)

    def _put_waiting(self, calls: tuple[CallView, ...]) -> None:
        if not self.is_attached:
            return
        self.waiting = tuple(call for call in calls if call.number != self.number)
        self._draw_waiting()

    def _draw_waiting(self) -> None:
        wide = self.size.width >= 110
        for place in self.query("#waiting").results(Parts):
            width = place.size.width or self.size.width
            lines = waiting_lines(self.waiting, self.desk.now(), self.desk.zone, width, wide)
            if not wide:
                place.styles.height = len(lines)
            place.put(lines)

    def on_resize(self) -> None:
        self._draw_waiting()

    def hear(self, news: News) -> None:
        """Something happened in the room."""
        if not self.is_mounted:
            return
        self.query_one(Wordings).hear(news)
        if any(entry.kind.startswith("call.") for entry in news.log) or any(each.startswith("L") for each in news.subjects):
            self.list_waiting()

    # Going on with a call

    def _resume(self, session: Session) -> None:
        def read() -> tuple[CallView | None, DraftView | None]:
            room = self.desk.room
            number = self.number
            if not number:
                waiting = [call for call in room.calls() if call.state == "parked"] or list(room.calls())
                if not waiting:
                    return None, None
                number = waiting[0].number
            call = room.call(number, session)
            draft = next((each for each in room.drafts(session.person) if each.subject == number), None)
            return call, draft

        def unread(_refusal: Refusal) -> None:
            # What was to be gone on with can't be read: an empty form in its place would look like it.
            if self.is_attached and not self.facts:
                self.dismiss(None)

        self.desk.app.ask(read, lambda found: self._put_call(session, *found), unread)

    def _put_call(self, session: Session, call: CallView | None, draft: DraftView | None) -> None:
        if not self.is_attached:
            return
        if call is None:
            self.dismiss(None)
            self.desk.app.call_after_refresh(self.desk.app.say, _("没有暂存的来电"))
            return
        self.number, self.received = call.number, call.received
        self._stamp = self.desk.local(call.received, seconds=True)
        raw = {name: value for name, value in call.raw if name in self.body.rows}
        self._saved = dict(raw)
        self._given.update(raw)
        self.body.put({**raw, **({"caller": call.caller} if call.caller else {})})
        self._given["caller"] = self._saved["caller"] = call.caller
        self.keeper.subject = call.number
        if draft:
            self.keeper.id, self.keeper.kept = draft.id, dict(draft.values)
            self.body.put(dict(draft.values))
        self.repeat.look()
        self.body.focus_field("content" if self.body.rows["content"].value else "")
        self.show_head()
        self.list_waiting()
        if call.state == "parked":
            self._go(lambda: self._perform(session, "call.resume", {}))
        if call.taken_by != session.person and not raw:
            self.desk.app.say(
                _("{who} 接的来电，所记要点：{text}").format(who=call.taken_by_name, text=call.summary or _("（空）"))
            )

    # What is typed

    def draft_values(self) -> dict[str, str]:
        values = super().draft_values()
        return {**values, RECEIVED: self._stamp} if values else values

    def edited(self, field: str) -> None:
        self.repeat.edited(field)
        if not self.number and self.desk.session and field in _TAKEN and self.facts:
            session = self.desk.session
            if self.desk.app.lost_since is not None:
                self._hold_soon()
            else:
                self._go(lambda: self._take(session))

    @property
    def facts(self) -> dict[str, str]:
        """What was typed about the call."""
        return {name: value for name, value in self.body.values.items() if name in _FACTS}

    # Acting: one act after the other, each with an id of its own that a retry keeps

    def _go(self, act: Callable[[], Awaitable[Any]]) -> None:
        async def run() -> None:
            try:
                await act()
            except OutOfReachError:
                await self._hold()
            except Refusal as refusal:
                self._refused(refusal)
            except Exception as fault:
                self._refused(Refusal("internal", _("未能保存（{kind}），没有写入任何内容").format(kind=type(fault).__name__)))

        self.run_worker(run(), group="call", exit_on_error=False)

    async def _perform(self, session: Session, act: str, values: dict[str, Any]) -> Done:
        async with self._acting:
            return await self._send_one(session, act, values)

    async def _send_one(self, session: Session, act: str, values: dict[str, Any]) -> Done:
        content = json.dumps([self._serial, act, values], ensure_ascii=False, sort_keys=True, default=str)
        command_id = uuid5(NAMESPACE_OID, self.keeper.id + content).hex
        subject = self.number if ACTS[act].subject else ""
        if act == "call.take":
            # One id however often it is tried: a try that was given up may still come through.
            command_id = taking_id(self.keeper.id)
            values = {**values, KEPT: True} if self._held else values
        done = await self._answer(Command(act, session.person, "", command_id, subject, values))
        self._serial += 1
        if self._held and not self._left:
            self._held = False
            await asyncio.get_running_loop().run_in_executor(self._disk, self.desk.app.held.drop, self.keeper.id)
        return done

    async def _answer(self, command: Command) -> Done:
        """What the room answers. Raises OutOfReachError where it can't, Refusal where it refuses."""
        app = self.desk.app
        if app.lost_since is not None:
            raise OutOfReachError
        try:
            return await asyncio.wait_for(asyncio.to_thread(app.room.perform, command), ANSWER)
        except TimeoutError:
            raise OutOfReachError from None
        except Refusal as refusal:
            if refusal.code in LOST:
                raise OutOfReachError from refusal
            raise

    # Out of reach

    def _not_in_vain(self) -> None:
        """Raises OutOfReachError while calls are held already: the next caller does not wait for one more try in vain."""
        if self.desk.app.held_calls:
            raise OutOfReachError

    async def _hold(self, end: str = "", outcome: str = "") -> None:
        """Keeps the call on this machine; it goes on the record when the database is back, marked as entered late."""
        # Held as it was left, a late answer to an earlier key must not hold it once more as it was before.
        if not self.facts or self.received is None or (self._left and not end and self.desk.session):
            return
        person = self.desk.person
        draft, received, taking = self.keeper.id, self.received.isoformat(), taking_id(self.keeper.id)
        call = HeldCall(draft, person, received, self._stamp, taking, self.number, end, outcome, self.facts)
        try:
            await asyncio.get_running_loop().run_in_executor(self._disk, self.desk.app.held.keep, call)
        except (OSError, Refusal) as fault:
            why = fault.message if isinstance(fault, Refusal) else str(fault.strerror or fault)
            self._refused(Refusal("no_place", _("来电没有存下：{why}").format(why=why), _("内容还在屏幕上，请先记在纸上。")))
            raise asyncio.CancelledError from None
        self._held = True
        self.desk.app.call_held(max(self.desk.app.held_calls, 1) if self._counted else self.desk.app.held_calls + 1)
        self._counted = True
        self._unkept = ""
        self.show_head()
        self.desk.app.say(_("数据中断：来电已记在本机，恢复后自动入账"), "bad")

    def _kept(self, fault: Exception | None) -> None:
        if fault is None:
            super()._kept(None)
        else:
            self._hold_soon()

    def _hold_soon(self) -> None:
        """Half a second behind the keys, as drafts are kept."""

        def now() -> None:
            self._soon = None
            self._go(self._hold)

        if self._soon is None:
            self._soon = self.set_timer(0.4, now)

    async def _left_held(self, end: str, outcome: str = "") -> None:
        """The call is held and its form goes: nothing of it waits for the database any more."""
        self._left = True
        await self._hold(end, outcome)
        self.keeper.stop()
        self.desk.app.held.open.discard(self.keeper.id)

    async def on_unmount(self) -> None:
        self.desk.app.held.open.discard(self.keeper.id)
        self._disk.shutdown(wait=False)
        await super().on_unmount()

    async def _take(self, session: Session) -> None:
        async with self._acting:
            if self.number:
                return
            taken = {name: value for name, value in self.facts.items() if name in _TAKEN}
            values: dict[str, Any] = {RECEIVED: self.received, **taken}
            try:
                number = (await self._send_one(session, "call.take", values)).subject
                self._saved = taken
            except Refusal as refusal:
                number = await self._came_through(refusal)
            self.number = self.keeper.subject = number
        self.keeper.kept = None
        self.keeper.touch(self.desk, self._kept)
        self.show_head()

    async def _came_through(self, refusal: Refusal) -> str:
        """The number of this call if an earlier try with other words put it on the record; raises `refusal` if not."""
        number = ""
        if refusal.code == "reused_command":
            number = await asyncio.to_thread(taken_as, self.desk.room, taking_id(self.keeper.id))
        if not number:
            raise refusal
        return number

    async def _save(self, session: Session, act: str, **more: Any) -> Done | None:
        """Puts the call on the record if it is not, then `act` with everything typed."""
        await self._take(session)
        facts = self.facts
        if act == "call.note" and facts == self._saved:
            return None
        done = await self._perform(session, act, {**facts, **more})
        self._saved = facts
        return done

    def action_send(self) -> None:
        """Ctrl+S: what was typed goes on the record; the call stays open."""
        if self._faults_shown():
            return
        self.desk.ask_who(lambda session: self._go(lambda: self._note(session)))

    async def _note(self, session: Session) -> None:
        await self._save(session, "call.note")
        self.desk.app.say(_("已保存 {number}").format(number=self.number), "good")
        self.show_head()

    def _faults_shown(self) -> bool:
        faults = [fault for fault in self.body.faults() if fault.field in _FACTS]
        self.body.show_faults(faults)
        return bool(faults)

    # Leaving

    def action_next(self, which: str) -> None:
        """F2: this one waits, a new one begins. F3: this one waits, the one that has waited longest goes on."""
        waiting = [call.number for call in self.waiting if call.state == "parked"]
        number = waiting[0] if which == "waiting" and waiting else ""
        stay = which == "waiting" and not waiting

        def then() -> None:
            if stay:
                self.dismiss(None)
                self.app.call_after_refresh(self.desk.app.say, self._parked)
            else:
                said = self._parked
                self.app.switch_screen(CallScreen(number))
                self.app.call_after_refresh(self.desk.app.say, said)

        self._go(lambda: self._park(then))

    async def action_leave(self) -> None:
        def then() -> None:
            self.dismiss(None)
            self.app.call_after_refresh(self.desk.app.say, self._parked)

        self._go(lambda: self._park(then))

    async def _park(self, then: Callable[[], None]) -> None:
        self._parked = ""
        session = self.desk.session
        try:
            if session and (self.number or self.facts):
                self._not_in_vain()
                await self._save(session, "call.park")
                await self._drop_draft()
                self._parked = _("已暂存 {number}").format(number=self.number)
            elif self.facts:
                await self._keep_draft()
                self._parked = _("无人登录：来电已存为草稿，登录后入账")
        except OutOfReachError:
            await self._left_held("park" if session else "")
            self._parked = _("数据中断：来电已记在本机，恢复后自动入账")
        then()

    async def _keep_draft(self) -> None:
        if self.desk.app.lost_since is not None:
            raise OutOfReachError
        try:
            await asyncio.wait_for(self.keeper.keep(self.desk), ANSWER)
        except Exception as fault:
            raise OutOfReachError from fault
        self.desk.app.held.drop(self.keeper.id)

    async def _drop_draft(self) -> None:
        # On the record: a draft that can't be dropped now is found there again and told so.
        with suppress(Exception):
            await asyncio.wait_for(self.keeper.drop(self.desk), ANSWER)

    def action_promise(self) -> None:
        """F5: to the time at which the caller will be called back."""
        self.body.focus_field(AGAIN)

    def action_finish(self) -> None:
        """The call is dealt with."""
        outcome = self.body.rows[OUTCOME].value.strip()
        if not outcome:
            self.body.show_faults((Fault(OUTCOME, _("请填处理结果再办结。")),))
            return
        if self._faults_shown():
            return
        self.desk.ask_who(lambda session: self._go(lambda: self._finish(session, outcome)))

    @on(FormBody.Finished)
    def _last_field(self, event: FormBody.Finished) -> None:
        event.stop()
        event.prevent_default()
        self.action_finish()

    async def _finish(self, session: Session, outcome: str) -> None:
        try:
            self._not_in_vain()
            done = await self._save(session, "call.finish", outcome=outcome)
        except OutOfReachError:
            await self._left_held("finish", outcome)
            self.dismiss(None)
            said = _("数据中断：来电已记在本机，恢复后自动入账")
            self.app.call_after_refresh(self.desk.app.say, said, "bad")
            return
        await self._over(done)

    async def _over(self, done: Done | None) -> None:
        await self._drop_draft()
        self.dismiss(done)
        if done:
            said = done.message or _("已办结 {number}").format(number=self.number)
            self.app.call_after_refresh(self.desk.app.say, said, "good")

    def action_join(self) -> None:
        """The call belongs to a complaint that is open: say which, or take the one of the same number."""
        row = self.body.rows[COMPLAINT]
        if not row.display or not row.value.strip():
            row.display = True
            if self.repeat.numbers and not row.value:
                row.put(self.repeat.numbers[0])
            row.say(_("填投诉编号，再按 F4 并入。"))
            row.entry.focus()
            return
        number = row.value.strip()
        self.desk.ask_who(lambda session: self._go(lambda: self._join(session, number)))

    async def _join(self, session: Session, complaint: str) -> None:
        await self._save(session, "call.note")
        done = await self._perform(session, "call.join", {COMPLAINT: complaint})
        await self._over(done)

    def action_register(self) -> None:
        """The call is a complaint: its form opens with what was typed."""
        if self._faults_shown():
            return
        self.desk.ask_who(lambda session: self._go(lambda: self._register(session)))

    async def _register(self, session: Session) -> None:
        from dutyroom.console.screens.register import RegisterScreen

        await self._save(session, "call.note")
        facts = self.facts
        values = {name: value for name, value in facts.items() if name in ("name", "phone", "content")}

        def registered(done: Done | None) -> None:
            if done is not None:
                self.run_worker(self._over(done), group="call", exit_on_error=False)

        draft = await asyncio.to_thread(self._left_form, session)
        self.app.push_screen(RegisterScreen(self.number, self.received, values, draft), registered)

    def _left_form(self, session: Session) -> DraftView | None:
        """The complaint form of this call as it was left by Esc or cut off: two forms of one call would be two complaints."""
        kept = self.desk.room.drafts(session.person)
        ours = (each for each in kept if each.form == "complaint.register")
        return next((each for each in ours if dict(each.values).get("call") == self.number), None)

    def _refused(self, refusal: Refusal) -> None:
        if not self.is_attached:
            return
        self.body.show_faults(refusal.faults)
        self.notice(refusal_lines(refusal, self.desk, self.size.width - 2))
        self.desk.app.say(_("没有办成，内容都还在"), "bad")
        if self.facts:
            self.keeper.touch(self.desk, self._kept)


def _read_stamp(text: str, zone: str, now: datetime) -> datetime:
    from dutyroom.domain.moments import parse_moment

    try:
        return parse_moment(text, now, zone)
    except ValueError:
        return now
