"""The operator's home: counts, the live queue, who is on duty, the log, the keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.screen import Screen

from dutyroom.console import keymap
from dutyroom.console.picture import Picture, SortName
from dutyroom.console.present.cells import fit
from dutyroom.console.present.columns import GAP, titles
from dutyroom.console.present.heading import DUTY_SOON, Counts, Place, brief, full, weekday_of, working_time
from dutyroom.console.widgets.banner import Banner
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Across, Down
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.queue import Queue, Showing
from dutyroom.console.widgets.side import Side
from dutyroom.domain.board import BoardRow
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dutyroom.console.app import DutyroomApp
    from dutyroom.console.messages import Named
    from dutyroom.services.views import News

HOUR = timedelta(hours=1)
PAGE = 2000
"""Rows that are sorted in one go; more would be felt."""
FULL_FROM = (100, 30)
"""Columns and rows from which the head takes two lines, as in board.tcss."""


class BoardScreen(Screen[None]):
    """The live queue with its surroundings."""

    AUTO_FOCUS = "#queue"
    BLANK = True  # What it is made of covers it whole.
    BINDINGS = [*keymap.bindings(on_board=True), ("escape", "clear", "")]

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.loading_board = True
        self.order: SortName = "urgency"
        self._found: frozenset[str] | None = None
        self._moved: set[str] | None = None
        self.only_unseen = False

    @property
    def room_app(self) -> DutyroomApp:
        """The app, by its own type."""
        return cast("DutyroomApp", self.app)

    @property
    def queue(self) -> Queue:
        """The live queue."""
        return self.query_one("#queue", Queue)

    @property
    def selected(self) -> BoardRow | None:
        """The complaint under the cursor."""
        return self.queue.selected

    def compose(self) -> ComposeResult:
        app = self.room_app
        yield Parts(id="head")
        yield Banner()
        with Across(id="middle"):
            with Down(id="main"):
                yield Parts(id="titles")
                yield Queue(self.picture, app.room.now, Showing(zone=zone_of(app)))
            yield Side()
        yield StatusLine()
        yield KeysLine()

    def _zone(self) -> ZoneInfo:
        return zone_of(self.room_app)

    def on_mount(self) -> None:
        self.queue.focus()
        self.put_session()
        self._keys()

    def on_resize(self) -> None:
        self._titles()
        self.tick(self.room_app.room.now())

    def on_screen_resume(self) -> None:
        self.room_app.count_drafts()
        self.tick(self.room_app.room.now())
        self._keys()

    # What the app puts

    def put_names(self, named: Named) -> None:
        """Names, calendar and zone are known now."""
        self.queue.use(Showing(named.words, named.calendar, named.calendar.tz))
        # Headings and keys may be the plan's own words.
        self._titles()
        self._keys()
        self.tick(self.room_app.room.now())

    def put_picture(self, picture: Picture) -> None:
        """The whole board is known now."""
        self.picture, self.loading_board = picture, False
        self._show()
        self.tick(self.room_app.room.now())

    def put_news(self, news: News) -> None:
        """Rows that changed and rows that are gone."""
        shown = self.queue.picture
        for number in news.gone:
            self._drop(self.picture, number, shown)
        for row in news.rows:
            self._put(row, shown)
        if self.only_unseen and (news.rows or news.gone):
            self.found(self._unseen())
            self.only_unseen = True
        self._titles()
        self.tick(self.room_app.room.now())
        self._keys()

    def put_side(self) -> None:
        """Roster and log."""
        app = self.room_app
        roles = app.named.words.roles if app.named else {}
        zone = app.named.calendar.tz if app.named else UTC
        self.query_one(Side).show(app.duty, roles, app.entries, zone)

    def put_emergencies(self) -> None:
        """What runs, who commands, who must decide: one line that nobody overlooks."""
        app = self.room_app
        if self.is_mounted and app.named is not None:
            self.query_one(Banner).show(app.emergencies, app.named, app.room.now())

    def put_session(self) -> None:
        """Who is signed in, at the foot."""
        self._right()

    def _put(self, row: BoardRow, shown: Picture) -> None:
        if self._moved is not None:
            self._moved.add(row.number)
        before, now = self.picture.put(row)
        if shown is self.picture:
            self.queue.changed(before, now)
        elif self._found is None or row.number in self._found:
            self.queue.changed(*shown.put(row))

    def _drop(self, picture: Picture, number: str, shown: Picture) -> None:
        if self._moved is not None:
            self._moved.add(number)
        before = picture.drop(number)
        if shown is not picture:
            before = shown.drop(number)
        if before >= 0:
            self.queue.changed(before, -1)

    # Order and search

    def sort(self, order: SortName) -> None:
        """Show the queue in another order."""
        self.order = order
        self._show()
        words = {
            "urgency": _("按紧急程度"),
            "received": _("按接报时间，新的在前"),
            "number": _("按编号"),
            "level": _("按级别"),
        }
        self.room_app.say(_("排序：{order}").format(order=words[order]))

    def find(self, jump: bool = False) -> None:
        """Open the line for finding, or for jumping to a number."""
        from dutyroom.console.widgets.find import FindLine

        for line in self.query(FindLine):
            line.remove()
        self.query_one("#main").mount(FindLine(jump), before="#titles")

    def found(self, numbers: Iterable[str] | None) -> None:
        """Show only these numbers; None shows all again."""
        self.only_unseen = False
        self._found = None if numbers is None else frozenset(numbers)
        self._show()
        self._right()

    def show_unseen(self) -> None:
        """Show only what nobody has acknowledged, and keep to it as things change; again: everything."""
        if self.only_unseen:
            self.action_clear()
            return
        self.found(self._unseen())
        self.only_unseen = True
        self.room_app.say(_("只看待知悉：空格知悉，Esc 看全部"))

    def _unseen(self) -> list[str]:
        return [row.number for row in self.picture.rows if not row.acknowledged]

    def action_clear(self) -> None:
        """Esc: close the finding line, show everything again."""
        from dutyroom.console.widgets.find import FindLine

        self.query(FindLine).remove()
        if self._found is not None:
            self.found(None)
            self.room_app.say("")
        self.queue.focus()

    def _show(self) -> None:
        self._moved = None
        if self._found is None and self.order == "urgency":
            self._put_shown(self.picture)
        elif self._found is not None:
            self._put_shown(Picture([row for each in self._found if (row := self.picture.get(each))], self.order))
        elif len(self.picture) <= PAGE:
            self._put_shown(Picture(self.picture.rows, self.order))
        else:
            self._sort_aside()

    def _sort_aside(self) -> None:
        """Sorting many rows in one go would stop the clock on the screen: a thread does it, piece by piece."""
        rows, order = tuple(self.picture.rows), self.order
        moved = self._moved = set()

        def made(shown: Picture) -> None:
            if self._moved is not moved:
                return
            for number in moved:
                row = self.picture.get(number)
                if row is None:
                    shown.drop(number)
                else:
                    shown.put(row)
            self._moved = None
            self._put_shown(shown)

        pages = (rows[at : at + PAGE] for at in range(0, len(rows), PAGE))
        self.room_app.ask(lambda: Picture.of_pages(pages, order), made)

    def _put_shown(self, shown: Picture) -> None:
        self.queue.searching = self._found is not None
        self.queue.show(shown)
        self._titles()

    # Drawing

    def tick(self, now: datetime) -> None:
        """Once a second: the head's clock and counts, and the lines of the queue that changed."""
        if not self.is_mounted:
            return
        self.queue.tick(now)
        self.put_emergencies()
        place = place_of(self.room_app, now)
        lines = full if self.size.width >= FULL_FROM[0] and self.size.height >= FULL_FROM[1] else brief
        self.query_one("#head", Parts).put(lines(place, counts_of(self.room_app, self.picture, self.loading_board, now)))

    def _titles(self) -> None:
        queue = self.queue
        words = titles()
        gap = " " * GAP
        if any(column.name == "unit" and column.width < 10 for column in queue.columns):
            words["unit"] = _("网点")
        text = gap.join(fit(words[column.name], column.width) for column in queue.columns)
        self.query_one("#titles", Parts).put([((text, "quiet"),)])

    def _keys(self) -> None:
        app = self.room_app
        entries = [entry for entry in keymap.TABLE if entry.foot]
        keys = [(keymap.cap(entry), _(entry.label), not entry.why_not(app)) for entry in entries]
        self.query_one(KeysLine).show(keys, [entry.foot for entry in entries])

    def _right(self) -> None:
        session = self.room_app.session
        who = _("{name} 已登录").format(name=session.name) if session else _("只读，未登录")
        if session and self.room_app.drafts:
            who = _("草稿 {n}").format(n=self.room_app.drafts) + "  " + who
        found = len(self.queue.picture) if self._found is not None else None
        self.query_one(StatusLine).right(who if found is None else _("找到 {n} 件").format(n=found) + "  " + who)

    def on_queue_moved(self) -> None:
        self._keys()

    def on_queue_opened(self, event: Queue.Opened) -> None:
        self.room_app.open("complaint", event.row.number)


def zone_of(app: DutyroomApp) -> ZoneInfo:
    """The organisation's zone, before the calendar is read."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(str(app.head.get("zone") or "Asia/Shanghai"))


def place_of(app: DutyroomApp, now: datetime) -> Place:
    """Where and when, as far as it is known yet."""
    zone = app.named.calendar.tz if app.named else zone_of(app)
    hours = working_time(app.named.calendar, now) if app.named else ""
    lead = app.summary.shift_lead if app.summary else None
    names = (app.head.get("settings") or {}).get("organisation") or {}
    organisation = str(names.get("en" if language() == "en" else "name") or "")
    weekday = weekday_of(now.astimezone(zone).date()) if app.named else ""
    lost = app.lost_since.astimezone(zone) if app.lost_since else None
    return Place(organisation, now.astimezone(zone), weekday, hours, lead, lost)


def counts_of(app: DutyroomApp, picture: Picture, loading: bool, now: datetime) -> Counts:
    """The figures of the head at the aware `now`."""
    overdue = picture.due_before(now)
    summary = app.summary
    counts = Counts(
        open=len(picture),
        overdue=overdue,
        within_hour=picture.due_before(now + HOUR) - overdue,
        unseen=picture.unseen,
        loading=loading,
        known=summary is not None,
    )
    if summary is None:
        return counts
    return replace(
        counts,
        call_backs=summary.call_backs,
        call_backs_due=summary.call_back_first is not None and summary.call_back_first <= now,
        open_calls=summary.open_calls,
        received_today=summary.received_today,
        closed_today=summary.closed_today,
        duties_late=sum(due <= now for due in summary.duties),
        duties_soon=sum(now < due <= now + DUTY_SOON for due in summary.duties),
        emergencies=tuple(f"{number} {title}" for number, title, _stage in summary.emergencies),
    )
