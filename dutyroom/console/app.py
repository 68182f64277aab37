"""The console: one app over one room. It paints what was read before it started; the rest comes from threads."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen

from dutyroom.console import places, theming
from dutyroom.console.engine import signals, stall
from dutyroom.console.engine.input_cursor import InputCursor
from dutyroom.console.keys import keymap
from dutyroom.console.picture import Picture, uncollected
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.board import BoardScreen
from dutyroom.console.shell import Shell
from dutyroom.domain.board import BoardRow
from dutyroom.domain.names import joined
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.front.held_calls import Held, Sent
from dutyroom.settings.board_views import Shelf
from dutyroom.settings.resources import resource

if TYPE_CHECKING:
    import asyncio

    from dutyroom.console.feed import Feed
    from dutyroom.console.messages import (
        Aside,
        Complete,
        Counted,
        Fresh,
        Known,
        Linked,
        Rewound,
        Themes,
    )
    from dutyroom.console.present.line import Tone
    from dutyroom.services.board.views import News, Summary
    from dutyroom.services.emergency.panel.views import EmergencyView
    from dutyroom.services.front.front import Front

_HERE = Path(__file__).parent

_RUNNING = frozenset({"responding", "end_requested"})

JUMP = timedelta(seconds=30)
"""By how much the machine's clock must differ from the time that passed to have jumped: less is a time server's doing."""
STOOD = 30.0
"""Seconds without a tick after which the console stood still."""
SEND_AGAIN = 5.0
"""Seconds between tries to enter calls that are held on this machine."""


def elapsed() -> float:
    """Seconds that passed on this machine, those in which it slept too, from some moment on."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else monotonic()


class DutyroomApp(Shell):
    """The duty room on one screen: its board, what the feed brings it, its looks, and the time that passes."""

    # The board is the default screen, whose own CSS_PATH Textual does not read.
    CSS_PATH = [_HERE / "app.tcss", _HERE / "screens" / "board.tcss"]
    BINDINGS = [*keymap.bindings(on_board=False)]
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
        super().__init__(room, head, shelf, held)
        self.board: BoardScreen = BoardScreen(Picture(rows))
        self.board.view = self.kept.view
        self._sent_at = monotonic()
        self._feed: Feed | None = None
        self._chosen_theme = self.kept.theme or theming.DEFAULT
        self.palettes: list[str] = []
        self._cursor = InputCursor(self)
        self._clock = (room.now(), elapsed())
        self._ticked = elapsed()
        self._stall: asyncio.Task[None] | None = None

    # Start and end

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theming.VARIABLES)

    def get_default_screen(self) -> Screen[Any]:
        return self.fitted(self.board)

    def on_load(self) -> None:
        signals.end_by_signals(self._end, self.ending)
        # Only the palette of the first paint; the feed's thread reads the others. Its faults are reported with theirs.
        with suppress(OSError, ValueError):
            name = self._chosen_theme
            file = resource("themes") / f"{name}.toml"
            name = name if file.is_file() else theming.DEFAULT
            self.register_theme(theming.read_theme(file.with_stem(name)))
            self.theme = name

    def heard_wrong(self) -> None:
        self.say(_("有字符收不到，已标作 �，请改正；终端的编码请设为 UTF-8"), "bad")

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def on_ready(self) -> None:
        # After the first paint, with which its imports would compete.
        self.call_after_refresh(self._follow)
        self.set_interval(1, self._tick)
        self._stall = stall.start()
        self.go_on_after_stops()

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

    def on_unmount(self) -> None:
        if self._feed is not None:
            self._feed.stop()

    # What is said and done

    def say(self, message: str, tone: Tone = "calm", holds: Callable[[], bool] | None = None) -> None:
        from dutyroom.console.widgets.foot import StatusLine

        for screen in reversed(self.screen_stack):
            for line in screen.query(StatusLine):
                line.say(message, tone, holds)
                return

    def action_command(self, name: str) -> None:
        entry = keymap.BY_ID[name]
        if why := entry.why_not(self):
            self.say(why, "bad")
        else:
            entry.run(self)

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

    def on_known(self, event: Known) -> None:
        first = self.named is None
        self.named, self.people = event.named, event.named.people
        if first:
            self.count_drafts()
        for screen in self.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.put_names(event.named)

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
        self.look_again()
        self.duty, self.entries = event.roster, list(event.log)
        self._put_summary(event.summary)
        self.board.put_side()

    def on_fresh(self, event: Fresh) -> None:
        news = event.news
        # What was written while the lines were last read may stand among them already.
        last = self.entries[-1].seq if self.entries else 0
        self.entries = [*self.entries, *(each for each in news.log if each.seq > last)][-500:]
        self.board.put_news(news)
        if news.log:
            self.board.put_side()
        self._hear(news)

    def _hear(self, news: News) -> None:
        self.settle(news.subjects)
        for screen in self.screen_stack:
            hear = getattr(screen, "hear", None)
            if hear is not None:
                hear(news)

    def on_counted(self, event: Counted) -> None:
        self._put_summary(event.summary)

    def on_linked(self, event: Linked) -> None:
        before, self.outage = self.outage, event.outage
        self.board.tick(self.room.now())
        # Over a form the board's head can't be seen.
        outage = event.outage
        if outage is not None:
            self.say(outage.why or _("数据中断，正在重连；已录入的内容都在"), "bad", lambda: self.outage is outage)
        elif before is not None:
            self.say(_("数据已恢复"), "good", lambda: self.outage is None)
            self.send_held()

    def on_rewound(self, _event: Rewound) -> None:
        self._all_anew()
        self.say(_("数据库已换成另一时刻的内容（从备份恢复），画面已重新读取"), "bad")

    def _all_anew(self) -> None:
        from dutyroom.domain.acts import ACTS
        from dutyroom.services.board.views import News

        self.acting.forget()
        self.look_again()
        open_here = (str(getattr(screen, "number", "")) for screen in self.screen_stack)
        # As if everything had happened: whatever is open reads anew what it shows.
        self._hear(News(0, subjects=tuple(filter(None, open_here)), log=tuple(self.entries[-1:]), kinds=tuple(ACTS)))

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
        if not self.is_running or self.leaving:
            return  # Its parts are being taken down.
        if self.cut_off:
            self._end(signals.HUNG_UP)
            return
        self._watch_clock()
        self._watch_stops()
        if self.outage is None and self._feed is not None and self._feed.silent:
            self._feed.missed()
        if self.held_calls and self.outage is None and monotonic() - self._sent_at > SEND_AGAIN:
            self.send_held()
        self._hide_revealed()
        from dutyroom.console.widgets.foot import StatusLine

        # Whatever shines through a box goes on as well.
        for screen in self.seen_screens:
            for line in screen.query(StatusLine):
                line.settle()
            tick = getattr(screen, "tick", None)
            # One that opens under a box at this moment has no parts yet.
            if tick is not None and screen.is_mounted:
                tick(self.room.now())
        self.lock_if_idle()

    def _hide_revealed(self) -> None:
        """What was revealed goes back behind its mask on every screen, and in what shines through those over it."""
        now = self.room.now()
        went = [screen.hide_when_due(now) for screen in self.screen_stack if isinstance(screen, RoomScreen)]
        for screen in self.screen_stack if any(went) else ():
            if isinstance(screen, RoomScreen):
                screen.look_below()

    def _watch_clock(self) -> None:
        """A jump of the clock goes on the journal as soon as the database can be written."""
        now, passed = self.room.now(), timedelta(seconds=elapsed() - self._clock[1])
        expected = self._clock[0] + passed
        of_machine = getattr(getattr(self.room, "clock", None), "of_machine", False)
        if of_machine and self.outage is None and abs(now - expected) >= JUMP:
            self._clock = (now, elapsed())
            self.ask(lambda: self.room.note_clock(expected, now), lambda _told: None)

    def _watch_stops(self) -> None:
        """Whoever comes back to a console that stood still, stopped or asleep, sees the room as it is now and is told."""
        now = elapsed()
        stood, self._ticked = now - self._ticked, now
        if stood > STOOD and self._feed is not None:
            self._feed.anew()
            self._all_anew()
            self.say(_("值班台停过约 {n} 分钟（挂起或休眠），画面已重新读取").format(n=max(round(stood / 60), 1)), "bad")

    # Looks and words of Textual's own

    def next_theme(self) -> None:
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

    def action_command_palette(self) -> None:
        from dutyroom.console.keys.palette import Palette

        if not isinstance(self.screen, Palette):
            self.open("palette")

    def action_help_quit(self) -> None:
        self.say(_("退出请按 Ctrl+Q"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self.is_running:
            self._cursor.follow(event.widget)
