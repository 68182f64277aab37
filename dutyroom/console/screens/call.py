"""来电: the time is stamped before anything is typed; a call is parked, finished, joined to a complaint or made one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

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
from dutyroom.services.views import CallView, DraftView, News, Session

NEXT = "next"
RECEIVED, OUTCOME, COMPLAINT = "received", "outcome", "complaint"
AGAIN = "again_at"
_TAKEN = tuple(field.name for field in ACTS["call.take"].fields if field.name != RECEIVED)
_FACTS = (*_TAKEN, AGAIN)


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

    def compose(self) -> ComposeResult:
        yield Parts(id="sheet-head")
        with Horizontal(id="call-middle"):
            again = next(field for field in ACTS["call.note"].fields if field.name == AGAIN)
            ends = (again, Field(COMPLAINT, "并入的投诉编号"), Field(OUTCOME, "处理结果"))
            yield self.make_body(leave_out=(RECEIVED,), add=ends)
            yield Parts(id="waiting")
        yield Wordings()
        yield Parts(id="sheet-notice")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.received = self.desk.now()
        self._stamp = self.desk.local(self.received, seconds=True)
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

        self.desk.app.ask(read, lambda found: self._put_call(session, *found))

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
        command = Command(act, session.person, "", command_id, subject, values)
        done = await asyncio.to_thread(self.desk.room.perform, command)
        self._serial += 1
        return done

    async def _take(self, session: Session) -> None:
        async with self._acting:
            if self.number:
                return
            taken = {name: value for name, value in self.facts.items() if name in _TAKEN}
            values: dict[str, Any] = {RECEIVED: self.received, **taken}
            done = await self._send_one(session, "call.take", values)
            self.number = self.keeper.subject = done.subject
            self._saved = {name: value for name, value in values.items() if name != RECEIVED}
        self.keeper.kept = None
        self.keeper.touch(self.desk, self._kept)
        self.show_head()

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
        if session and (self.number or self.facts):
            await self._save(session, "call.park")
            await self.keeper.drop(self.desk)
            self._parked = _("已暂存 {number}").format(number=self.number)
        elif self.facts:
            await self.keeper.keep(self.desk)
            self._parked = _("无人登录：来电已存为草稿，登录后入账")
        then()

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
        done = await self._save(session, "call.finish", outcome=outcome)
        await self._over(done)

    async def _over(self, done: Done | None) -> None:
        await self.keeper.drop(self.desk)
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
