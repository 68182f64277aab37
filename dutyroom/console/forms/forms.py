"""What every form does: keep what is typed, send it once, and say what the room answered. Nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.forms.body import FormBody
from dutyroom.console.forms.desk import Desk
from dutyroom.console.forms.drafts import DraftKeeper
from dutyroom.console.forms.followed import Followed
from dutyroom.console.present.cells import titled
from dutyroom.console.present.line import Part
from dutyroom.console.present.refusal import refusal_lines
from dutyroom.console.widgets.foot import KeysLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.act import Command, Done, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal, Stale
from dutyroom.domain.names import act_name, named
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import DraftView
from dutyroom.services.organisation.views import SignedIn

_SEEN = "_seen"
"""Where a draft keeps the version that was seen."""


class Sheet(Followed):
    """A form of one act. Subclasses lay it out with `self.body`; dismissed with what was done, None if nothing was.

    `seen` is the subject's version that the person saw; `draft` a draft to go on with, `values` what to start with.
    """

    DEFAULT_CSS = """
    Sheet #sheet-head { height: 1; background: $room-head; }
    Sheet #sheet-notice { height: 0; }
    """
    BINDINGS = [
        Binding("ctrl+s,f10", "send", show=False),
        Binding("escape", "leave", show=False),
        # Before the field: there it would delete a character.
        Binding("ctrl+d", "bring_back", show=False, priority=True),
    ]
    OFFERS_DRAFT = True
    """Whether a form about nothing that exists yet offers what was typed in another one and not sent."""

    def __init__(
        self,
        act: str,
        subject: str = "",
        seen: int | None = None,
        values: Mapping[str, str] | None = None,
        draft: DraftView | None = None,
    ) -> None:
        super().__init__()
        self.act = ACTS[act]
        self.subject = subject
        self.seen = seen
        self.draft = draft
        self._given = {**(values or {}), **dict(draft.values if draft else ())}
        # A draft stands on what its person saw then; what others did since is shown when it is sent.
        then = self._given.pop(_SEEN, "")
        if seen is None and then.isdigit():
            self.seen = int(then)
        self._unkept = ""
        self._warned = False
        self._offered: DraftView | None = None
        # Whose form this is, "" while nobody has signed in.
        self._owner, self._owner_name = "", ""
        self._makes_room = False

    def make_body(self, leave_out: tuple[str, ...] = (), add: tuple[Field, ...] = ()) -> FormBody:
        """The fields of the act, in `self.body`; call it from compose."""
        self.desk = Desk(self.app)
        self._left_out = leave_out
        fields = self._fields()
        self.body = FormBody(self.desk, self.act, (*fields, *add), self._given, id="body")
        self.keeper = DraftKeeper(self.act.name, self.subject, self.draft_values, self.draft.id if self.draft else "")
        if self.draft:
            self.keeper.kept = dict(self.draft.values)
        return self.body

    def _fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.desk.fields(self.act) if field.name not in self._left_out)

    def draft_values(self) -> dict[str, str]:
        """What a draft keeps: what was typed, if it is more than the form began with."""
        values = self.body.values
        begun = dict(self._given) if self.draft is None else {}
        if all(begun.get(name) == value for name, value in values.items()):
            return {}
        return {**values, _SEEN: str(self.seen)} if self.seen is not None else values

    # Opening

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # A key may arrive before the form is there.
        if self.covered:
            return action == "leave"
        return self.is_mounted and (action != "bring_back" or self._offered is not None)

    def on_mount(self) -> None:
        if self.desk.session:
            self._own(self.desk.session.person)
        self.show_keys()
        self.show_head()
        if self.desk.plan is None:
            # Opened before the room was read, by somebody quicker than it: choices follow as soon as they are known.
            self.set_timer(0.1, self._await_plan)
        if self.draft is None and self.desk.session and (self.act.subject or self.OFFERS_DRAFT):
            self.desk.app.ask(lambda: self.desk.room.drafts(self.desk.person), self._found, lambda _refusal: None)
        self.ask_why_not()

    async def _await_plan(self) -> None:
        if self.desk.plan is None:
            self.set_timer(0.1, self._await_plan)
            return
        await self.body.supply(self._fields())
        self.supplied()

    def _found(self, drafts: tuple[DraftView, ...]) -> None:
        """Typed before and not sent: it comes back, unless something is typed already."""
        draft = next((each for each in drafts if self.goes_on(each)), None)
        if draft is None or not self.is_attached:
            return
        if not self.act.subject:
            # Another line, another event: whether it is the one begun before only the person knows.
            self._offered = draft
            self.show_keys()
        elif not self.draft_values():
            self._bring(draft)

    def goes_on(self, draft: DraftView) -> bool:
        """Whether a draft is of this form and about the same thing."""
        return draft.form == self.act.name and draft.subject == self.subject and draft.id != self.keeper.id

    def action_bring_back(self) -> None:
        """Ctrl+D: go on with the draft that is offered."""
        if self._offered is None:
            return
        if self.draft_values():
            self.desk.app.say(_("这里已经填了内容；先提交或按 Esc 存为草稿，再带回另一份"), "bad")
            return
        self._bring(self._offered)
        self._offered = None
        self.show_keys()

    def _bring(self, draft: DraftView) -> None:
        self.draft = draft
        self.keeper.id, self.keeper.kept = draft.id, dict(draft.values)
        self.body.put(dict(draft.values))
        self.desk.app.say(_("已带回 {at} 没有提交的内容").format(at=f"{draft.at.astimezone(self.desk.zone):%m-%d %H:%M}"))

    # When its person is gone

    @property
    def holds(self) -> bool:
        """Whether something that was typed is in sight."""
        return self.is_mounted and not self.covered and bool(self.draft_values())

    def _own(self, person: str) -> None:
        self._owner = person
        self._owner_name = next((named(each) for each in self.desk.people if each.code == person), person)

    def cover(self) -> None:
        """What was typed goes from sight; it stays its person's, here and as a draft."""
        if not self.is_mounted or self.covered:
            return
        self.covered = True
        self.set_focus(None)
        self.body.display = False
        of = _("内容已收起，{name}登录后继续填写").format(name=self._owner_name)
        self.notice([[(f" {of if self._owner else _('内容已收起，登录后继续填写')} ", "soon")]])
        self.run_worker(self._keep_quietly(), exit_on_error=False)
        self.show_keys()
        self.look_below()

    def meet(self, person: str) -> None:
        if self.covered and self._owner not in ("", person):
            # Another's: it makes room as soon as it is on top, and waits among their drafts.
            if self.is_active:
                self.run_worker(self.make_room(), exit_on_error=False)
            return
        self._own(person)
        if self.covered:
            self.covered = False
            self.body.display = True
            self.notice([])
            self.show_keys()
            self.body.focus_field("")
            self.look_below()

    def on_screen_resume(self) -> None:
        if self.covered and self.desk.session:
            self.meet(self.desk.session.person)

    async def make_room(self) -> None:
        """The form closes; what was typed is its person's draft."""
        if self._makes_room:
            return
        self._makes_room = True
        await self._keep_quietly()
        if self.is_active:
            self.dismiss(None)
        self._makes_room = False

    async def _keep_quietly(self) -> None:
        # Where it can't be kept now, the keeper goes on trying as long as the form is there.
        with suppress(Exception):
            await self.keeper.keep(self.desk)

    # Heads, keys, notices

    def title_text(self) -> str:
        """What the form is."""
        return " ".join(filter(None, [titled(act_name(self.act)), self.desk.about(self.act, self.subject)]))

    def keys(self) -> list[tuple[str, str, bool]]:
        """Keys for the foot: (key, word, on)."""
        return [("Ctrl+S", _("提交"), True), ("Tab", _("下一项"), True), ("Esc", _("离开，内容存为草稿"), True)]

    def show_keys(self) -> None:
        """Puts the keys at the foot."""
        for line in self.query(KeysLine):
            if self.covered:
                line.show([("Ctrl+O", _("登录"), True), ("F2", _("新来电"), True), ("Esc", _("离开，内容存为草稿"), True)])
                continue
            first, *rest = self.keys()
            line.show([first, *self._offer(), *rest])

    def _offer(self) -> list[tuple[str, str, bool]]:
        if self._offered is None:
            return []
        at = f"{self._offered.at.astimezone(self.desk.zone):%m-%d %H:%M}"
        return [("Ctrl+D", _("带回 {at} 的草稿").format(at=at), True)]

    def show_head(self) -> None:
        """Puts the title, and whether what was typed is kept, at the head."""
        parts: list[Part] = [(f" {self.title_text()} ", "strong"), ("  ", "plain")]
        if self._sending:
            parts.append((_("正在提交"), "soon"))
        elif self._unkept:
            parts.append((_("草稿没有存下：{why}").format(why=self._unkept), "alarm"))
        elif self.keeper.kept and self.keeper.kept == self.draft_values():
            parts.append((_("草稿已存"), "quiet"))
        for head in self.query("#sheet-head").results(Parts):
            head.put([parts])

    def notice(self, lines: list[list[Part]]) -> None:
        """Lines above the foot; none takes them away."""
        for place in self.query("#sheet-notice").results(Parts):
            place.styles.height = len(lines)
            place.put(lines)

    # Drafts

    @on(FormBody.Edited)
    def _typed(self, event: FormBody.Edited) -> None:
        event.stop()
        self._warned = False
        self.keeper.touch(self.desk, self._kept)
        self.edited(event.field)

    def edited(self, field: str) -> None:
        """Something was typed or chosen in `field`."""

    def _kept(self, fault: Exception | None) -> None:
        self._unkept = fault.message if isinstance(fault, Refusal) else type(fault).__name__ if fault else ""
        if self.is_attached:
            self.show_head()

    def action_leave(self) -> None:
        """Esc: what was typed is kept as a draft. In a worker: a key behind it must not wait for the database."""
        self.desk.app.type_ahead.expect(self.keeper, brief=True)
        self.run_worker(self._put_away(), group="leaving")

    async def _put_away(self) -> None:
        await (self.make_room() if self.covered else self.leave())
        self.desk.app.type_ahead.come(self.keeper)

    async def leave(self) -> None:
        """As its person leaves it."""
        if self._sending and not self._warned:
            self._warned = True
            self.desk.app.say(_("正在提交，请稍候；再按一次 Esc 离开"))
            return
        said = _("没有提交，内容已存为草稿")
        try:
            if await self.keeper.put_away(self.desk):
                said = _("数据中断：内容已记在本机，恢复后进草稿")
                self.desk.app.call_held(self.desk.app.held_calls + 1)
        except Exception as fault:
            self._kept(fault)
            if not self._warned:
                self._warned = True
                self.desk.app.say(_("草稿没有存下，内容还在屏幕上。再按一次 Esc 放弃内容"), "bad")
                return
        kept = bool(self.draft_values())
        self.dismiss(None)
        if kept:
            self.desk.app.call_after_refresh(self.desk.app.say, said)

    async def on_unmount(self) -> None:
        await self.keeper.end(self.desk)
        self.desk.app.type_ahead.come(self.keeper)

    # Sending

    def command_values(self) -> dict[str, Any]:
        """The values as sent."""
        return {**self.body.values, **self.body.secrets}

    def action_send(self) -> None:
        """Send the form, after its person has signed in."""
        if self._sending:
            return
        if not self.body.check_all():
            self.desk.app.say(_("请先改正标出的各项"), "bad", lambda: any(row.faulty for row in self.body.rows.values()))
            return
        self.desk.ask_who(self._send)

    @on(FormBody.Finished)
    def _finished(self, event: FormBody.Finished) -> None:
        event.stop()
        self.action_send()

    def _send(self, session: SignedIn) -> None:
        self._sending, self._answered, self._why_not = True, False, ""
        # What is typed from now on is for what comes then: the page below, or the fault that is shown here.
        self.desk.app.type_ahead.expect(self.keeper, brief=True)
        self.show_head()
        self.notice([])
        self.submit(
            session.command(
                self.act.name, self.subject, self.command_values(), self.seen, command_id=self.keeper.id,
                secret=self.body.secret,
            )
        )  # fmt: skip

    def submit(self, command: Command) -> None:
        """Hand the command to the room."""
        self.desk.app.perform(command, self._done, self._refused)

    def _done(self, done: Done) -> None:
        self._sending = False
        self.run_worker(self._forget(done), exit_on_error=False)

    async def _forget(self, done: Done) -> None:
        await self.forget_draft()
        self.finished(done)

    async def forget_draft(self) -> None:
        """Sent: a draft that can't be dropped now comes back once more and says then that it was sent before."""
        with suppress(Exception):
            await self.keeper.drop(self.desk)

    def finished(self, done: Done) -> None:
        """What follows when it is on the record."""
        if self.is_attached:
            self.dismiss(done)
            # Said on the form it went with the form; who sent it looks for it on the page below.
            self.desk.app.call_after_refresh(self.desk.app.say, done.message or _("已办理"), "good")

    def _refused(self, refusal: Refusal) -> bool:
        """Shown here, where it was sent; whether it is."""
        self._sending, self._answered = False, True
        self.desk.app.type_ahead.come(self.keeper)
        if not self.is_attached:
            return False
        self.body.forget_secret()
        self.body.show_faults(refusal.faults)
        if refusal.code == "secret" and not refusal.faults:
            self.body.focus_field("secret")
        self.notice(refusal_lines(refusal, self.desk, self.body.size.width - 2))
        if isinstance(refusal, Stale):
            self.refresh_seen(refusal)
        self.show_head()
        return True

    def refresh_seen(self, refusal: Stale) -> None:
        """The person has now seen what changed: the next try stands on the version of that difference."""
        if refusal.version:
            self.seen = refusal.version
