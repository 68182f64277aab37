"""What a screen may ask of the app: the room, who is signed in, a line at the foot, another screen, an act, an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, tzinfo
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from textual import events
from textual.reactive import var

from dutyroom.console import places
from dutyroom.console.acting import Acting
from dutyroom.console.engine import type_ahead
from dutyroom.console.engine.base_app import BaseApp
from dutyroom.console.engine.base_screen import BaseScreen
from dutyroom.console.engine.keyboard import Typed
from dutyroom.console.present.safe import one_line
from dutyroom.domain.errors import Refusal, SignedOut
from dutyroom.domain.names import joined
from dutyroom.domain.permission import able
from dutyroom.lang import gettext as _
from dutyroom.services.front.held_calls import Held
from dutyroom.settings.board_views import Kept, Shelf

if TYPE_CHECKING:
    from dutyroom.console.messages import Answer, Performed, Refused
    from dutyroom.console.picture import Picture
    from dutyroom.console.present.line import Tone
    from dutyroom.console.present.outage import Outage
    from dutyroom.console.present.words import Named
    from dutyroom.domain.act import Command, Done
    from dutyroom.domain.board import BoardRow
    from dutyroom.domain.board_view import BoardView, SortName
    from dutyroom.services.board.views import Summary
    from dutyroom.services.desk.views import DraftView
    from dutyroom.services.emergency.panel.views import EmergencyView
    from dutyroom.services.front.front import Front
    from dutyroom.services.log.views import LogEntry
    from dutyroom.services.organisation.views import PersonView, RoleHolder, SignedIn

IDLE = timedelta(minutes=10)
"""After so long without a key the session locks. Calls can be taken all the same."""

_TOLD_WITHIN = 3.0
"""Seconds within which a change is told that was made before."""


class Board(Protocol):
    """The live queue with its surroundings, as commands and other screens know it."""

    picture: Picture
    view: BoardView
    only_unseen: bool

    @property
    def selected(self) -> BoardRow | None:
        """The complaint under the cursor."""

    @property
    def order(self) -> SortName:
        """The order of the queue."""

    @property
    def left_out(self) -> int:
        """How many rows are not among those shown now."""

    def sort(self, order: SortName) -> None:
        """Show the queue in another order."""

    def look(self, view: BoardView) -> None:
        """Show the board so from now on, at the next start too."""

    def action_recall(self, place: int) -> None:
        """1 to 9: a saved view; 0: everything."""

    def find(self, jump: bool = False) -> None:
        """Open the line for finding, or for jumping to a number."""

    def show_unseen(self) -> None:
        """Show only what nobody has acknowledged; again: everything."""

    def put_session(self) -> None:
        """Who is signed in, or what is kept on this machine, is another."""


class Shell(BaseApp):
    """The app as its screens know it. What takes time runs in threads, which only post messages."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (110, "-side"), (160, "-roomy")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]

    board: Board
    session: var[SignedIn | None] = var(None)
    """Who is signed in. Every page's status line follows it."""

    def __init__(self, room: Front, head: Mapping[str, Any] | None, shelf: Shelf | None, held: Held | None) -> None:
        super().__init__(_("值班台没有应答，已强行结束；半秒之前录入的内容都在草稿里。"))
        self.room = room
        self.head = dict(head or {})
        self.drafts = 0
        self.guest_calls = 0
        self.named: Named | None = None
        self.people: tuple[PersonView, ...] = ()
        self.duty: tuple[RoleHolder, ...] = ()
        self.entries: list[LogEntry] = []
        self.summary: Summary | None = None
        self._when_read: Callable[[], None] | None = None
        self.emergencies: tuple[EmergencyView, ...] = ()
        self.outage: Outage | None = None
        self.shelf = shelf or Shelf()
        self.kept = self.shelf.read()
        self.held = held or Held()
        self.held_calls = self._held_serial = 0
        # What became of forms over which the console was closed: put away, lost.
        self.put_away = self.unkept = 0
        self._touched = self._refused_at = monotonic()
        self._refused: Refused | None = None
        target = lambda: self.focused or self.screen  # noqa: E731
        self.type_ahead = type_ahead.TypeAhead(super().on_event, target, self.set_timer, self.call_later)
        self.acting = Acting(room, self.post_message, self.in_thread)

    # What is known, selected and said

    @property
    def zone(self) -> tzinfo:
        """The organisation's zone; before its calendar is read, the one that the first page names."""
        from dutyroom.domain.clock.zone import time_zone

        return self.named.calendar.tz if self.named else time_zone(str(self.head.get("zone") or "Asia/Shanghai"))

    @property
    def selected(self) -> BoardRow | None:
        """The complaint that commands work on: the top screen's own, else the board's."""
        row: BoardRow | None = getattr(self.screen, "selected", self.board.selected)
        return row

    @property
    def who(self) -> str:
        """Who is signed in, in words."""
        if self.session is None:
            return _("只读，未登录")
        known = self.named.words.people if self.named else {}
        return _("{name} 已登录").format(name=one_line(known.get(self.session.person, self.session.name)))

    @property
    def exercise(self) -> bool:
        """Whether this room is a tabletop exercise and not the live one."""
        return "exercise" in self.head.get("settings", {})

    @property
    def open_calls(self) -> int:
        """Calls that are open or parked."""
        return self.summary.open_calls if self.summary else 0

    def when_read(self, then: Callable[[], None]) -> None:
        """Call `then` when the room's counts are known for the first time; only the last one asked for is called."""
        self._when_read = then

    def say(self, message: str, tone: Tone = "calm", holds: Callable[[], bool] | None = None) -> None:
        """One line at the foot of the top screen; it goes as soon as ``holds`` says that it is so no longer."""
        raise NotImplementedError

    def next_theme(self) -> None:
        """The next of our palettes; the emergency one is not chosen but comes by itself."""
        raise NotImplementedError

    # Screens

    def action_command(self, name: str) -> None:
        """Run a command of the keymap, or answer why it can't be done."""
        raise NotImplementedError

    def open(self, name: str, *given: Any, then: Callable[[Any], Any] | None = None) -> None:
        """Push a screen by its name in SCREENS, made from `given`; `then` gets what it is dismissed with."""
        screen = places.make(name, *given)
        if screen is not None:
            self.push_screen(self.fitted(screen), then)

    def open_form(
        self,
        act: str,
        subject: str = "",
        seen: int | None = None,
        values: Mapping[str, str] | None = None,
        then: Callable[[Done | None], Any] | None = None,
    ) -> None:
        """The form of an act, beginning with `values`, after its person has signed in; `then` hears what was done."""
        seen = self.acting.past_own(subject, seen)
        self.need_session(lambda _session: self.open("form", act, subject, seen, values, then=then))

    def push_screen(self, screen: Any, *given: Any, **named: Any) -> Any:
        """Textual's own; what is typed from now on is for that screen."""
        # Whoever goes on has read it: a refusal does not wait on the page for their return.
        if self._refused is not None and not self._refused.question:
            self._refused = None
            for line in self.screen.query("#status"):
                getattr(line, "settle", lambda: None)()
        pushed = super().push_screen(screen, *given, **named)
        self.type_ahead.opened(screen)
        return pushed

    def switch_screen(self, screen: Any) -> Any:
        """Textual's own, as push_screen."""
        switched = super().switch_screen(self.fitted(screen))
        self.type_ahead.opened(screen)
        return switched

    async def on_typed(self, event: Typed) -> None:
        self._touched = monotonic()
        if not await self.type_ahead.take(*event.keys):
            self.say(_("按键来得太快，后面的没有收下；请核对已录入的内容"), "bad")

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.MouseDown)):
            self._touched = monotonic()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.type_ahead.take(event)
        else:
            await super().on_event(event)

    # Who is at the console

    def need_session(self, then: Callable[[SignedIn], Any]) -> None:
        """Call `then` with who is signed in, asking first if nobody is."""
        if self.session is not None:
            then(self.session)
        else:
            self.ask_who(then)

    def ask_who(self, then: Callable[[SignedIn], Any]) -> None:
        """Ask a person to sign in; nothing happens if they don't."""

        def signed(session: SignedIn | None) -> None:
            if session is not None:
                if self.session is not None and self.session.person != session.person:
                    self._cover()
                self.session = session
                self._touched = monotonic()
                for screen in self.screen_stack:
                    if isinstance(screen, BaseScreen):
                        screen.meet(session.person)
                self.board.put_session()
                self.count_drafts()
                told = joined(filter(None, [_("{name} 已登录").format(name=session.name), session.warning]))
                self.say(told, "bad" if session.warning else "good")
                then(session)
            self.type_ahead.come(type_ahead.SIGNING_IN)

        self.open("sign_in", then=signed)

    def lock(self, message: str, tone: Tone = "calm") -> None:
        """End the session; the picture stays, read-only and masked, on every screen that is open; what was typed is kept."""
        self.session = None
        self.acting.forget()
        self._cover()
        self.board.put_session()
        self.say(message, tone)

    def look_again(self) -> None:
        """Whether the session goes on: people, roles or secrets are others than before."""
        signed = self.session
        if signed is None:
            return

        def found(now: SignedIn) -> None:
            if self.session is signed and now != signed:
                self.session = now
                for screen in self.screen_stack:
                    put = getattr(screen, "put_session", None)
                    if put is not None:
                        put()

        def ended(refusal: Refusal) -> None:
            if self.session is signed and isinstance(refusal, SignedOut):
                self.lock(f"{refusal.message}{refusal.hint}", "bad")

        self.ask(lambda: self.room.still(signed), found, ended)

    def may_look(self, *acts: str) -> bool:
        """Whether who is signed in holds a role that may do one of these acts: what it revealed stays for no one else."""
        if self.session is None:
            return False
        plan, roles = self.named.plan if self.named else None, self.session.roles
        return plan is None or not acts or any(able(plan, act, roles) for act in acts)

    def lock_if_idle(self) -> None:
        """Nobody has touched the console for so long that whoever typed here may be gone, signed in or not."""
        if monotonic() - self._touched > IDLE.total_seconds() and (self.session is not None or self._uncovered):
            self.lock(_("久未操作，已锁定；来电照接。Ctrl+O 登录"))

    def _cover(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.cover()

    @property
    def _uncovered(self) -> bool:
        return any(getattr(screen, "holds", False) for screen in self.screen_stack)

    def count_drafts(self) -> None:
        """How much of what was typed has not been sent, one's own and what nobody's name stands under, for the board's foot."""
        if self.named is None:
            return  # Nothing competes with the first paint.

        def counted(drafts: Sequence[DraftView]) -> None:
            session = self.session
            self.drafts = sum(each.person in ("", session.person if session else "") for each in drafts)
            self.guest_calls = sum(not each.person and each.form == "call.take" for each in drafts)
            self.board.put_session()

        self.ask(self.room.drafts, counted, lambda _refusal: None)

    # Acts and questions

    def act(self, act: str, subject: str = "", values: Mapping[str, Any] | None = None, seen: int | None = None) -> None:
        """Perform an act that needs no form, as the person signed in."""
        self.need_session(lambda session: self.acting.act(session, act, subject, values, seen))

    def perform(
        self,
        command: Command,
        then: Callable[[Done], Any] | None = None,
        otherwise: Callable[[Refusal], Any] | None = None,
    ) -> None:
        """Perform in a thread. Its line is shown at the foot; then one of the two is called, on the loop."""
        self.acting.perform(command, then, otherwise)

    def ask(
        self, question: Callable[[], Any], then: Callable[[Any], Any], otherwise: Callable[[Refusal], Any] | None = None
    ) -> None:
        """Put a question to the room in a thread; `then` gets the answer on the loop."""
        self.acting.ask(question, then, otherwise)

    def on_performed(self, event: Performed) -> None:
        self._refused = None
        self.say(event.done.message or _("已办理"), "good")
        if event.then:
            event.then(event.done)

    def on_refused(self, event: Refused) -> None:
        refusal = event.refusal
        # A form that shows it says so: nothing is said twice.
        shown = event.otherwise(refusal) if event.otherwise else False
        if shown is not True:
            faults = joined(fault.message for fault in refusal.beside)
            self._refused = event
            said = " ".join(filter(None, [refusal.message, faults, refusal.hint]))
            self.say(said, "bad", lambda: self._refused is event)
            self._refused_at = monotonic()
        if isinstance(refusal, SignedOut):
            self.look_again()

    def settle(self, subjects: Collection[str]) -> None:
        """These are others than they were: what was refused about them may be no longer so."""
        # The change for which it was refused is told a moment later.
        about = self._refused.subject if self._refused is not None else ""
        if about in subjects and monotonic() - self._refused_at > _TOLD_WITHIN:
            self._refused = None

    def on_answer(self, event: Answer) -> None:
        if self._refused is not None and self._refused.question:
            self._refused = None
        event.then(event.value)

    # What this terminal keeps

    def call_held(self, count: int) -> None:
        """That so many calls are held on this machine now."""
        self.held_calls = count
        self._held_serial += 1
        self.board.put_session()

    def keep_view(self, view: BoardView) -> None:
        """Look at the board so at the next start too."""
        if view != self.kept.view:
            self.keep(replace(self.kept, view=view))

    def keep(self, kept: Kept) -> None:
        """Keep views and palette, in a thread; that it could not is said, and changes nothing on the screen."""
        self.kept = kept

        def write() -> None:
            try:
                self.shelf.write(kept)
            except OSError as fault:
                refusal = Refusal("unkept", _("显示设置没有存下（{why}），本次照用").format(why=fault.strerror or fault))
                self.post_message(Refused(refusal, None))

        from dutyroom.console.messages import Refused

        self.in_thread(write, "views")
