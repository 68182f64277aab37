"""The console: one app over one room. It paints what was read before it started; the rest comes from threads."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen

from dutyroom.console import places, theming
from dutyroom.console.acting import Acting
from dutyroom.console.engine import signals, stall, type_ahead
from dutyroom.console.engine.input_cursor import InputCursor
from dutyroom.console.engine.lean import leaner
from dutyroom.console.engine.screen import RoomScreen
from dutyroom.console.engine.stylesheet import Looks
from dutyroom.console.keys import keymap
from dutyroom.console.picture import Picture, uncollected
from dutyroom.console.screens.board import BoardScreen
from dutyroom.domain.board import BoardRow
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import joined
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.front.held_calls import Held, Sent
from dutyroom.settings.board_views import Kept, Shelf
from dutyroom.settings.resources import resource

if TYPE_CHECKING:
    import asyncio

    from textual.dom import DOMNode
    from textual.driver import Driver

    from dutyroom.console.feed import Feed
    from dutyroom.console.messages import (
        Answer,
        Aside,
        Complete,
        Counted,
        Fresh,
        Linked,
        Named,
        Performed,
        Refused,
        Themes,
    )
    from dutyroom.console.widgets.foot import Tone
    from dutyroom.domain.act import Command, Done
    from dutyroom.domain.board_view import BoardView
    from dutyroom.services.board.views import Summary
    from dutyroom.services.desk.views import DraftView
    from dutyroom.services.emergency.panel.views import EmergencyView
    from dutyroom.services.front.front import Front
    from dutyroom.services.log.views import LogEntry
    from dutyroom.services.organisation.views import PersonView, RoleHolder, SignedIn

_HERE = Path(__file__).parent

IDLE = timedelta(minutes=10)
"""After so long without a key the session locks. Calls can be taken all the same."""

_RUNNING = frozenset({"responding", "end_requested"})

JUMP = timedelta(seconds=30)
"""By how much the machine's clock must differ from the time that passed to have jumped: less is a time server's doing."""
SEND_AGAIN = 5.0
"""Seconds between tries to enter calls that are held on this machine."""


class DutyroomApp(App[None]):
    """The duty room on one screen. Everything that can block runs in threads, which only post messages."""

    # The board is the default screen, whose own CSS_PATH Textual does not read.
    CSS_PATH = [_HERE / "app.tcss", _HERE / "screens" / "board.tcss"]
    BINDINGS = [*keymap.bindings(on_board=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (110, "-side"), (160, "-roomy")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]

    def __init__(
        self,
        room: Front,
        rows: Sequence[BoardRow] = (),
        head: Mapping[str, Any] | None = None,
        shelf: Shelf | None = None,
        held: Held | None = None,
    ) -> None:
        """`rows` and `head` are the first page, read before the terminal was touched.

        `shelf` keeps this terminal's views, `held` the calls that come while the database can't be reached.
        """
        super().__init__()
        self.stylesheet: Looks = Looks(self.stylesheet._variables)
        self.room = room
        self.head = dict(head or {})
        self.session: SignedIn | None = None
        self.drafts = 0
        self.guest_calls = 0
        self.named: Named | None = None
        self.people: tuple[PersonView, ...] = ()
        self.duty: tuple[RoleHolder, ...] = ()
        self.entries: list[LogEntry] = []
        self.summary: Summary | None = None
        self._when_read: Callable[[], None] | None = None
        self.emergencies: tuple[EmergencyView, ...] = ()
        self.lost_since: datetime | None = None
        self.board = BoardScreen(Picture(rows))
        self.shelf = shelf or Shelf()
        self.held = held or Held()
        self.held_calls = self._held_serial = 0
        self._sent_at = monotonic()
        self.kept = self.shelf.read()
        self.board.view = self.kept.view
        self._feed: Feed | None = None
        self._leaving = False
        self._touched = monotonic()
        self._chosen_theme = self.kept.theme or theming.DEFAULT
        self.palettes: list[str] = []
        self._cursor = InputCursor(self)
        target = lambda: self.focused or self.screen  # noqa: E731
        self.type_ahead = type_ahead.TypeAhead(super().on_event, target, self.set_timer, self.call_later)
        self.acting = Acting(self)
        self._clock = (room.now(), monotonic())
        self._stall: asyncio.Task[None] | None = None

    @property
    def zone(self) -> tzinfo:
        """The organisation's zone; before its calendar is read, the one that the first page names."""
        from zoneinfo import ZoneInfo

        return self.named.calendar.tz if self.named else ZoneInfo(str(self.head.get("zone") or "Asia/Shanghai"))

    # Start and end

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theming.VARIABLES)

    def get_driver_class(self) -> type[Driver]:
        return leaner(super().get_driver_class())

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        # What stands nowhere yet gets its looks when it is mounted.
        if node is self or node._parent is not None:
            super().update_styles(node, animate)

    def get_default_screen(self) -> Screen[Any]:
        return self._fitted(self.board)

    def _fitted(self, screen: Screen[Any]) -> Screen[Any]:
        """With the classes of the terminal's size from the beginning: as Textual does it, all looks are worked out twice."""
        for size, steps in zip(self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            screen.add_class(next(name for least, name in reversed(steps) if size >= least), update=False)
        return screen

    def on_load(self) -> None:
        signals.end_by_signals(self._end)
        # Only the palette of the first paint; the feed's thread reads the others. Its faults are reported with theirs.
        with suppress(OSError, ValueError):
            name = self._chosen_theme
            file = resource("themes") / f"{name}.toml"
            name = name if file.is_file() else theming.DEFAULT
            self.register_theme(theming.read_theme(file.with_stem(name)))
            self.theme = name

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def on_ready(self) -> None:
        # After the first paint, with which its imports would compete.
        self.call_after_refresh(self._follow)
        self.set_interval(1, self._tick)
        self._stall = stall.start()
        signals.start_again_when_continued(self._driver)

    def _follow(self) -> None:
        gc.freeze()
        gc.enable()
        from dutyroom.console.feed import Feed

        self._feed = Feed(self.room, self.post_message)
        self._feed.start()

    def exit(self, *given: Any, **more: Any) -> None:
        if self._stall is not None:
            # No key is heard from here on: Textual waits for its reading thread, up to 0.2 s.
            self._stall.cancel()
        super().exit(*given, **more)

    async def _shutdown(self) -> None:
        self._leaving = True
        await super()._shutdown()

    async def _on_message(self, message: Message) -> None:
        if self._leaving:
            from dutyroom.console.messages import FromThread

            # The widgets that an answer is for may be gone already.
            if isinstance(message, FromThread):
                return
        await super()._on_message(message)

    def on_unmount(self) -> None:
        if self._feed is not None:
            self._feed.stop()

    @property
    def fault(self) -> Exception | None:
        """What brought the console down, if anything did."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual would print the locals, and those hold personal data; who runs us reports the exception instead.
        self._close_messages_no_wait()

    # What is selected and said

    @property
    def selected(self) -> BoardRow | None:
        """The complaint that commands work on: the top screen's own, else the board's."""
        row: BoardRow | None = getattr(self.screen, "selected", self.board.selected)
        return row

    @property
    def exercise(self) -> bool:
        """Whether this room is a tabletop exercise and not the live one."""
        return "exercise" in self.head.get("settings", {})

    @property
    def open_calls(self) -> int:
        """Calls that are open or parked."""
        return self.summary.open_calls if self.summary else 0

    def say(self, message: str, tone: Tone = "calm") -> None:
        """One line at the foot of the top screen."""
        from dutyroom.console.widgets.foot import StatusLine

        for screen in reversed(self.screen_stack):
            for line in screen.query(StatusLine):
                line.say(message, tone)
                return

    # Commands and acts

    def action_command(self, name: str) -> None:
        """Run a command of the keymap, or answer why it can't be done."""
        entry = keymap.BY_ID[name]
        if why := entry.why_not(self):
            self.say(why, "bad")
        else:
            entry.run(self)

    def open(self, name: str, *given: Any, then: Callable[[Any], Any] | None = None) -> None:
        """Push a screen by its name in SCREENS, made from `given`; `then` gets what it is dismissed with."""
        screen = places.make(name, *given)
        if screen is not None:
            self.push_screen(self._fitted(screen), then)

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
                self.session = session
                self._touched = monotonic()
                self.board.put_session()
                self.count_drafts()
                self.say(_("{name} 已登录").format(name=session.name), "good")
                then(session)
            self.type_ahead.come(type_ahead.SIGNING_IN)

        self.open("sign_in", then=signed)

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

    def lock(self, message: str) -> None:
        """End the session; the picture stays, read-only and masked."""
        self.session = None
        self.acting.forget()
        self.board.put_session()
        self.say(message)

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
        self.say(event.done.message or _("已办理"), "good")
        if event.then:
            event.then(event.done)

    def on_refused(self, event: Refused) -> None:
        refusal = event.refusal
        # What the message has said already is not said twice.
        faults = joined(f.message for f in refusal.faults if f.message.rstrip("。.") not in refusal.message)
        self.say(" ".join(filter(None, [refusal.message, faults, refusal.hint])), "bad")
        if event.otherwise:
            event.otherwise(refusal)

    def on_answer(self, event: Answer) -> None:
        event.then(event.value)

    # What the feed brings

    def on_themes(self, event: Themes) -> None:
        self.palettes = [theme.name for theme in event.loaded.themes]
        for theme in event.loaded.themes:
            self.register_theme(theme)
        if self._chosen_theme not in self.palettes:
            self._chosen_theme = theming.DEFAULT
        elif self.theme != theming.EMERGENCY:
            self.theme = self._chosen_theme
        if self.kept.fault:
            self.say(self.kept.fault, "bad")
        if event.loaded.faults:
            self.say(_("有配色读不出：{faults}").format(faults="；".join(event.loaded.faults)), "bad")

    def on_named(self, event: Named) -> None:
        first = self.named is None
        self.named, self.people = event, event.people
        if first:
            self.count_drafts()
        for screen in self.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.put_names(event)

    def on_complete(self, event: Complete) -> None:
        self.board.put_picture(event.picture)
        self.send_held()
        ready = {self.theme, theming.EMERGENCY} & self.available_themes.keys()
        self.call_after_refresh(self._study, self.stylesheet.know, *ready)

    def send_held(self) -> None:
        """Calls held on this machine go on the record, marked as entered late."""

        self._sent_at = monotonic()
        serial = self._held_serial

        def sent(found: Sent) -> None:
            # What was held while these were sent was not among them.
            self.held_calls = found.left if serial == self._held_serial else max(found.left, 1)
            self.board.put_session()
            if found.entered or found.drafts:
                words = [_("{n} 通离线暂记的来电已入账").format(n=found.entered)] if found.entered else []
                words += [_("{n} 通已存入草稿，请核对后入账").format(n=found.drafts)] if found.drafts else []
                self.say(joined(words), "good")
                self.count_drafts()

        self.ask(lambda: self.held.send(self.room), sent, lambda _refusal: None)

    def call_held(self, count: int) -> None:
        """That so many calls are held on this machine now."""
        self.held_calls = count
        self._held_serial += 1
        self.board.put_session()

    def _study(self, then: Callable[[], Any], *themes: str) -> None:
        """Read the looks of all pages under these themes, in a thread; then call `then`."""
        looks, files, ours = self.stylesheet, sorted(_HERE.glob("*/**/*.tcss")), self.get_theme_variable_defaults()

        def read() -> None:
            with uncollected():
                places.read_all()
                # The palette finds commands by their English names, too.
                catalogue("en")
            for theme in map(self.get_theme, themes):
                if theme is not None:
                    looks.study({**ours, **theme.to_color_system().generate(), **theme.variables}, files)

        self.ask(read, lambda _none: then())

    def on_aside(self, event: Aside) -> None:
        self.duty, self.entries = event.roster, list(event.log)
        self._put_summary(event.summary)
        self.board.put_side()

    def on_fresh(self, event: Fresh) -> None:
        news = event.news
        self.entries = [*self.entries, *news.log][-500:]
        self.board.put_news(news)
        if news.log:
            self.board.put_side()
        for screen in self.screen_stack:
            hear = getattr(screen, "hear", None)
            if hear is not None:
                hear(news)

    def on_counted(self, event: Counted) -> None:
        self._put_summary(event.summary)

    def on_linked(self, event: Linked) -> None:
        before, self.lost_since = self.lost_since, event.lost_since
        self.board.tick(self.room.now())
        # Over a form the board's head can't be seen.
        if before is None and event.lost_since is not None:
            self.say(_("数据中断，正在重连；已录入的内容都在"), "bad")
        elif before is not None and event.lost_since is None:
            self.say(_("数据已恢复"), "good")
            self.send_held()

    def when_read(self, then: Callable[[], None]) -> None:
        """Call `then` when the room's counts are known for the first time; only the last one asked for is called."""
        self._when_read = then

    def _put_summary(self, summary: Summary) -> None:
        self.summary = summary
        then, self._when_read = self._when_read, None
        if then is not None:
            then()
        self._follow_emergencies(summary)
        running = any(stage in _RUNNING for _number, _title, stage in summary.emergencies)
        wanted = theming.EMERGENCY if running else self._chosen_theme
        if self.theme != wanted and wanted in self.available_themes:
            self.theme = wanted
        self.board.tick(self.room.now())

    def _follow_emergencies(self, summary: Summary) -> None:
        """The board's banner says who commands and what must be decided: that is read anew with every change."""
        if summary.emergencies:
            self.ask(self.room.emergencies, self._put_emergencies)
        else:
            self._put_emergencies(())

    def _put_emergencies(self, views: tuple[EmergencyView, ...]) -> None:
        self.emergencies = views
        self.board.put_emergencies()

    # Time

    def _tick(self) -> None:
        if not self.is_running or self._leaving:
            return  # Its parts are being taken down.
        self._watch_clock()
        if self.lost_since is None and self._feed is not None and self._feed.silent:
            self.post_message(self._feed.missed())
        if self.held_calls and self.lost_since is None and monotonic() - self._sent_at > SEND_AGAIN:
            self.send_held()
        # A screen under a dialog has no tick: it would repaint under it.
        tick = getattr(self.screen, "tick", None)
        if tick is not None:
            tick(self.room.now())
        if self.session is not None and monotonic() - self._touched > IDLE.total_seconds():
            self.lock(_("久未操作，已锁定；来电照接。Ctrl+O 登录"))

    def _watch_clock(self) -> None:
        """A jump of the clock goes on the journal as soon as the database can be written."""
        now, passed = self.room.now(), timedelta(seconds=monotonic() - self._clock[1])
        expected = self._clock[0] + passed
        of_machine = getattr(getattr(self.room, "clock", None), "of_machine", False)
        if of_machine and self.lost_since is None and abs(now - expected) >= JUMP:
            self._clock = (now, monotonic())
            self.ask(lambda: self.room.note_clock(expected, now), lambda _told: None)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.MouseDown)):
            self._touched = monotonic()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.type_ahead.take(event)
        else:
            await super().on_event(event)

    def push_screen(self, screen: Any, *given: Any, **named: Any) -> Any:
        """Textual's own; what is typed from now on is for that screen."""
        pushed = super().push_screen(screen, *given, **named)
        self.type_ahead.opened(screen)
        return pushed

    def switch_screen(self, screen: Any) -> Any:
        """Textual's own, as push_screen."""
        switched = super().switch_screen(self._fitted(screen))
        self.type_ahead.opened(screen)
        return switched

    # Looks and words of Textual's own

    def next_theme(self) -> None:
        """The next of our palettes; the emergency one is not chosen but comes by itself."""
        ours = [name for name in self.palettes if name != theming.EMERGENCY]
        if not ours:
            return
        at = ours.index(self._chosen_theme) if self._chosen_theme in ours else -1
        self._chosen_theme = ours[(at + 1) % len(ours)]
        self.keep(replace(self.kept, theme=self._chosen_theme))
        self.say(_("配色：{name}").format(name=theming.title(self._chosen_theme)))
        if self.theme != theming.EMERGENCY:
            self._study(self._wear_chosen, self._chosen_theme)

    def _wear_chosen(self) -> None:
        if self.theme != theming.EMERGENCY:
            self.theme = self._chosen_theme

    # What this terminal keeps

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

        self.run_worker(write, thread=True, group="views", exit_on_error=False)

    def action_command_palette(self) -> None:
        from dutyroom.console.keys.palette import Palette

        if not isinstance(self.screen, Palette):
            self.open("palette")

    def action_help_quit(self) -> None:
        self.say(_("退出请按 Ctrl+Q"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self.is_running:
            self._cursor.follow(event.widget)
