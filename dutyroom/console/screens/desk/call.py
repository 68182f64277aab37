"""来电: the time is stamped before anything is typed; a call is parked, finished, joined to a complaint or made one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer

from dutyroom.console.forms.body import FormBody
from dutyroom.console.forms.call_acts import AGAIN, FACTS, KEPT, RECEIVED, TAKEN, CallActs, OutOfReachError
from dutyroom.console.forms.call_left import call_to_go_on_with, left_form, read_stamp
from dutyroom.console.forms.forms import Sheet
from dutyroom.console.forms.repeat import RepeatCaller
from dutyroom.console.forms.waiting import WaitingCalls, next_of
from dutyroom.console.present.refusal import refusal_lines
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.wording import Wordings
from dutyroom.domain.act import Done, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.desk.views import CallView, DraftView
from dutyroom.services.organisation.views import SignedIn

NEXT = "next"
OUTCOME, COMPLAINT = "outcome", "complaint"


def next_call() -> CallScreen:
    """The call that has waited longest."""
    return CallScreen(NEXT)


class CallScreen(Sheet):
    """One call. `number`: a call to go on with, NEXT for the one that has waited longest, "" for a new one.

    `received`: the moment of the key, where the form opens later than that. A new call goes on the record with the first
    thing typed, under the moment at which it came in; a console on which nobody is signed in keeps it as a draft, and no
    call is ever refused for that.
    """

    CSS_PATH = Path(__file__).with_name("call.tcss")
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

    def __init__(self, number: str = "", draft: DraftView | None = None, received: datetime | None = None) -> None:
        super().__init__("call.take", draft=draft)
        self._wanted = number
        self._received = received
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="sheet-head")
        with Horizontal(id="call-middle"):
            again = next(field for field in ACTS["call.note"].fields if field.name == AGAIN)
            ends = (again, Field(COMPLAINT, "并入的投诉编号"), Field(OUTCOME, "处理结果"))
            yield self.make_body(leave_out=(RECEIVED, KEPT), add=ends)
            self._begin()
            yield WaitingCalls(self.desk, lambda: self.number)
        yield Wordings()
        yield Parts(id="sheet-notice")
        yield StatusLine()
        yield KeysLine()

    def _begin(self) -> None:
        known = self.draft.subject if self.draft and self.draft.subject else self._wanted
        self.keeper.subject = "" if known == NEXT else known
        self.call = CallActs(self.desk, self.keeper, lambda: self.body.values, self._is_held)
        self._put_stamp(self._received or self.desk.now())
        if self.draft and RECEIVED in self._given:
            stamp = self._given[RECEIVED]
            self._put_stamp(read_stamp(stamp, self.desk.zone_name, self.desk.now()), stamp)

    def on_mount(self) -> None:
        self.body.rows[COMPLAINT].display = False
        self.repeat = RepeatCaller(self.desk, self.body, lambda: self.number)
        self.list_waiting()
        if self._wanted and not self.draft:
            self.desk.ask_who(self._resume)
        elif self.number:
            self.desk.ask_who(lambda _session: None)

    # Looks

    @property
    def number(self) -> str:
        """The call's number, "" while it is not on the record."""
        return self.call.number

    @property
    def facts(self) -> dict[str, str]:
        """What was typed about the call."""
        return self.call.facts

    @property
    def waiting(self) -> tuple[CallView, ...]:
        """The other calls that are not done."""
        return self.query_one(WaitingCalls).calls

    def title_text(self) -> str:
        assert self.call.received is not None
        at = f"{self.call.received.astimezone(self.desk.zone):%H:%M:%S}"
        words = self.number or (_("新来电") if self.desk.session else _("新来电（未登录，先记为草稿）"))
        return f"{words}  {_('接报')} {at}"

    def keys(self) -> list[tuple[str, str, bool]]:
        words = (
            ("F2", _("新来电")), ("F3", _("暂存/下一通")), ("F6", _("转投诉")), ("F4", _("并投诉")), ("F5", _("约回拨")),
            ("Ctrl+B", _("办结")), ("Esc", _("返回")), ("Ctrl+S", _("保存")),
        )  # fmt: skip
        return [(key, word, True) for key, word in words]

    def list_waiting(self) -> None:
        """Reads the calls that wait."""
        for place in self.query(WaitingCalls):
            place.read()

    def show_waiting(self) -> None:
        """Draws the calls that wait: the one in hand has its number, or the screen its size."""
        for place in self.query(WaitingCalls):
            place.show()

    def on_resize(self) -> None:
        self.show_waiting()

    def hear(self, news: News) -> None:
        """Something happened in the room."""
        if not self.is_mounted:
            return
        self.query_one(Wordings).hear(news)
        if "calls" in news.changed:
            self.list_waiting()

    def _put_stamp(self, received: datetime, stamp: str = "") -> None:
        self.call.received, self.call.stamp = received, stamp or self.desk.local(received, seconds=True)

    # Going on with a call

    def _resume(self, session: SignedIn) -> None:
        def read() -> tuple[CallView | None, DraftView | None]:
            return call_to_go_on_with(self.desk.room, session, self.number)

        def unread(_refusal: Refusal) -> None:
            # What was to be gone on with can't be read: an empty form in its place would look like it.
            if self.is_attached and not self.facts:
                self.dismiss(None)

        self.desk.app.ask(read, lambda found: self._put_call(session, *found), unread)

    def _put_call(self, session: SignedIn, call: CallView | None, draft: DraftView | None) -> None:
        if not self.is_attached:
            return
        if call is None:
            if draft is not None:
                self.desk.app.switch_screen(CallScreen(draft=draft))
                return
            self.dismiss(None)
            self.desk.app.call_after_refresh(self.desk.app.say, _("没有暂存的来电"))
            return
        self.call.number = self.keeper.subject = call.number
        self._put_stamp(call.received)
        raw = {name: value for name, value in call.raw if name in self.body.rows}
        self.call.saved = {**raw, "caller": call.caller}
        self._given.update(self.call.saved)
        self.body.put({**raw, **({"caller": call.caller} if call.caller else {})})
        if draft:
            self.keeper.id, self.keeper.kept = draft.id, dict(draft.values)
            self.body.put(dict(draft.values))
        self.repeat.look()
        self.body.focus_field("content" if self.body.rows["content"].value else "")
        self.show_head()
        self.list_waiting()
        if call.state == "parked":
            self._go(lambda: self.call.perform(session, "call.resume", {}))
        if call.taken_by != session.person:
            self.desk.app.say(
                _("{who} 接的来电，所记要点：{text}").format(who=call.taken_by_name, text=call.summary or _("（空）"))
            )

    # What is typed

    def draft_values(self) -> dict[str, str]:
        values = super().draft_values()
        return {**values, RECEIVED: self.call.stamp} if values else values

    def edited(self, field: str) -> None:
        self.repeat.edited(field)
        session = self.desk.session
        if not self.number and session and field in TAKEN and self.facts:
            if self.desk.app.outage is not None:
                self._hold_soon()
            else:
                self._go(lambda: self._take(session))

    def _go(self, act: Callable[[], Awaitable[Any]]) -> None:
        async def run() -> None:
            try:
                try:
                    await act()
                except OutOfReachError:
                    await self.call.hold()
            except Refusal as refusal:
                self._refused(refusal)
            except Exception as fault:
                self._refused(Refusal("internal", _("未能保存（{kind}），没有写入任何内容").format(kind=type(fault).__name__)))

        self.run_worker(run(), group="call", exit_on_error=False)

    async def _take(self, session: SignedIn) -> None:
        await self.call.take(session)
        self.keeper.touch(self.desk, self._kept)
        self.show_head()
        self.show_waiting()

    def action_send(self) -> None:
        """Ctrl+S: what was typed goes on the record; the call stays open."""
        if self._faults_shown():
            return
        self.desk.ask_who(lambda session: self._go(lambda: self._note(session)))

    async def _note(self, session: SignedIn) -> None:
        await self.call.save(session, "call.note")
        self.desk.app.say(_("已保存 {number}").format(number=self.number), "good")
        self.show_head()

    def _faults(self) -> list[Fault]:
        return [fault for fault in self.body.faults() if fault.field in FACTS]

    def _faults_shown(self) -> bool:
        faults = self._faults()
        self.body.show_faults(faults)
        return bool(faults)

    # Out of reach

    def _is_held(self) -> None:
        self._unkept = ""
        if self.is_attached:
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
            self._go(self.call.hold)

        if self._soon is None:
            self._soon = self.set_timer(0.4, now)

    async def on_unmount(self) -> None:
        self.call.close()

    # Leaving

    def action_next(self, which: str) -> None:
        """F2: this one waits, a new one begins. F3: this one waits, the next one that waits goes on."""
        app, now = self.desk.app, self.desk.now()
        after = (self.call.received or now, self.number)
        number = next_of(self.waiting, self.desk.person, after) if which == "waiting" else ""

        async def go() -> None:
            said, tone = await self._park()
            if which == "new" or number:
                app.switch_screen(CallScreen(number, received=now))
            else:
                self.dismiss(None)
            app.type_ahead.come(self.keeper)
            app.call_after_refresh(app.say, said, tone)

        # The one who calls now is stamped with this key and typed into the form to come, however long this one takes.
        app.type_ahead.expect(self.keeper)
        self._go(go)

    async def leave(self) -> None:
        async def go() -> None:
            said, tone = await self._park()
            self.dismiss(None)
            self.app.call_after_refresh(self.desk.app.say, said, tone)

        self._go(go)

    async def _park(self) -> tuple[str, Any]:
        """Puts the call aside, whatever state it is in: nothing of it keeps the next one waiting. What is said of it then."""
        # What can't be read as it is stays in the draft, where it can be mended.
        return await self.call.park(self.desk.session, {fault.field for fault in self._faults()})

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

    async def _finish(self, session: SignedIn, outcome: str) -> None:
        try:
            self.call.not_in_vain()
            done = await self.call.save(session, "call.finish", outcome=outcome)
        except OutOfReachError:
            await self.call.leave_held("finish", outcome)
            self.dismiss(None)
            self.app.call_after_refresh(self.desk.app.say, _("数据中断：来电已记在本机，恢复后自动入账"), "bad")
            return
        await self._over(done)

    async def _over(self, done: Done | None) -> None:
        await self.call.drop_draft()
        self.dismiss(done)
        self.desk.app.type_ahead.come(self.keeper)
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

    async def _join(self, session: SignedIn, complaint: str) -> None:
        await self.call.save(session, "call.note")
        done = await self.call.perform(session, "call.join", {COMPLAINT: complaint})
        await self._over(done)

    def action_register(self) -> None:
        """The call is a complaint: its form opens with what was typed."""
        if self._faults_shown():
            return
        self.desk.ask_who(lambda session: self._go(lambda: self._register(session)))

    async def _register(self, session: SignedIn) -> None:
        from dutyroom.console.screens.cases.register import RegisterScreen

        await self.call.save(session, "call.note")
        values = {name: value for name, value in self.facts.items() if name in ("name", "phone", "content")}

        def registered(done: Done | None) -> None:
            if done is not None:
                self.desk.app.type_ahead.expect(self.keeper)
                self.run_worker(self._over(done), group="call", exit_on_error=False)

        draft = await asyncio.to_thread(left_form, self.desk.room, session, self.number)
        self.app.push_screen(RegisterScreen(self.number, self.call.received, values, draft), registered)

    def _refused(self, refusal: Refusal) -> bool:
        self.desk.app.type_ahead.give_up()
        if not self.is_attached:
            return False
        self.body.show_faults(refusal.faults)
        self.notice(refusal_lines(refusal, self.desk, self.size.width - 2))
        self.desk.app.say(_("没有办成，内容都还在"), "bad")
        if self.facts:
            self.keeper.touch(self.desk, self._kept)
        return True
