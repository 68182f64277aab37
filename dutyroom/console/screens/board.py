"""The operator's home: counts, the live queue, who is on duty, the log, the keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from dutyroom.console.keys import keymap
from dutyroom.console.picture import Picture
from dutyroom.console.present.board.groups import sort_title
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.board_edges import head_of, kept_of, titles_of
from dutyroom.console.widgets.banner import Banner
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Across, Down
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.queue import Queue, Showing
from dutyroom.console.widgets.side import Side
from dutyroom.console.widgets.sign import Sign
from dutyroom.console.widgets.warnings import WarningLines
from dutyroom.domain.board import BoardRow
from dutyroom.domain.board_view import HOUR, BoardView, SortName
from dutyroom.lang import gettext as _

if TYPE_CHECKING:

    from dutyroom.console.present.words import Named
    from dutyroom.services.board.views import News

AT_ONCE = 20_000
"""Rows that are brought into another order in one go; more would be felt."""
PAGE = 2000
"""Rows that a thread takes up in one go."""


class BoardScreen(RoomScreen[None]):
    """The live queue with its surroundings."""

    AUTO_FOCUS = "#queue"
    BLANK = True  # What it is made of covers it whole.
    BINDINGS = [
        *keymap.bindings(on_board=True),
        ("escape", "clear", ""),
        *((str(place), f"recall({place})", "") for place in range(10)),
    ]

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.loading_board = True
        self.view = BoardView()
        self._timed = (0, 0, 0)
        self._found: frozenset[str] | None = None
        self._moved: set[str] | None = None
        self.only_unseen = False

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
        yield WarningLines()
        with Across(id="middle"):
            with Down(id="main"):
                yield Sign()
                yield Parts(id="titles")
                yield Queue(self.picture, app.room.now, Showing(zone=app.zone))
            yield Side()
        yield StatusLine()
        yield KeysLine()

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
        self._sign()
        # Headings and keys may be the plan's own words.
        self._titles()
        self._keys()
        self.tick(self.room_app.room.now())

    def put_picture(self, picture: Picture) -> None:
        """The whole board is known now."""
        self.picture, self.loading_board = picture, False
        self._show()
        self._sign()
        self.tick(self.room_app.room.now())

    def put_news(self, news: News) -> None:
        """Rows that changed and rows that are gone."""
        shown = self.queue.picture
        for number in news.gone:
            self._drop(self.picture, number, shown)
        for row in news.rows:
            self._put(row, shown)
        if self.only_unseen and (news.rows or news.gone):
            self._only(self._unseen())
        self._titles()
        self._sign()
        self.tick(self.room_app.room.now())
        self._keys()

    def put_side(self) -> None:
        """Roster and log."""
        app = self.room_app
        roles = app.named.words.roles if app.named else {}
        self.query_one(Side).show(app.duty, roles, app.entries, app.zone, app.named.plan if app.named else None)

    def put_emergencies(self) -> None:
        """What runs, who commands, who must decide: one line that nobody overlooks."""
        app = self.room_app
        if app.named is not None:
            # Not there yet, or already gone while the console closes.
            for banner in self.query(Banner):
                banner.show(app.emergencies, app.named, app.room.now())

    def put_warnings(self) -> None:
        """What fell due and nobody has answered; nothing when there is nothing."""
        app = self.room_app
        if app.summary is not None:
            for lines in self.query(WarningLines):
                lines.show(app.summary.warnings, f"A {_('告警')}", rings=not app.kept.silent)

    def put_session(self) -> None:
        """Who is signed in, at the foot."""
        self._right()

    def _put(self, row: BoardRow, shown: Picture) -> None:
        if self._moved is not None:
            self._moved.add(row.number)
        before, now = self.picture.put(row)
        if shown is self.picture:
            self.queue.changed(before, now)
        elif self._keeps(row):
            self.queue.changed(*shown.put(row))
        elif (at := shown.drop(row.number)) >= 0:
            self.queue.changed(at, -1)

    def _drop(self, picture: Picture, number: str, shown: Picture) -> None:
        if self._moved is not None:
            self._moved.add(number)
        before = picture.drop(number)
        if shown is not picture:
            before = shown.drop(number)
        if before >= 0:
            self.queue.changed(before, -1)

    # Order, view and search

    @property
    def order(self) -> SortName:
        """The order of the queue."""
        return self.view.sort

    @property
    def left_out(self) -> int:
        """How many rows are not among those shown now."""
        return len(self.picture) - len(self.queue.picture)

    def sort(self, order: SortName) -> None:
        """Show the queue in another order."""
        self.look(replace(self.view, sort=order))
        self.room_app.say(_("排序：{order}").format(order=sort_title(order)))

    def look(self, view: BoardView) -> None:
        """Show the board so from now on, at the next start too."""
        self.view = view
        self.room_app.keep_view(view)
        self._show()
        self._sign()

    def action_recall(self, place: int) -> None:
        """1 to 9: a saved view; 0: everything, as the room comes."""
        saved = self.room_app.kept.saved
        if place == 0:
            self.look(BoardView())
            self.room_app.say(_("显示全部"))
        elif place <= len(saved):
            self.look(saved[place - 1])
            self.room_app.say(_("视图：{name}").format(name=saved[place - 1].name))
        else:
            self.room_app.say(_("没有第 {n} 个视图。V 设置并保存").format(n=place))

    def _keeps(self, row: BoardRow) -> bool:
        """Whether the row is among those shown now. What is looked for is found whatever the view leaves out."""
        if self._found is not None:
            return row.number in self._found
        return self.view.keeps(row, self.room_app.room.now())

    def find(self, jump: bool = False) -> None:
        """Open the line for finding, or for jumping to a number."""
        from dutyroom.console.widgets.find import FindLine

        line = next(iter(self.query(FindLine)), None)
        if line is None:
            line = FindLine(self._look_for)
            self.query_one("#main").mount(line, before="#titles")
        line.open(jump)

    def _look_for(self, text: str, jump: bool) -> None:
        """What was entered into the line for finding."""
        app = self.room_app
        if not text:
            self.action_clear()
        elif jump:
            number = next((row.number for row in self.queue.picture.rows if row.number.endswith(text)), "")
            if number:
                self.queue.go_to(number)
                self._close_finding()
                self.queue.focus()
            else:
                app.say(_("在办中没有以 {text} 结尾的编号").format(text=text), "bad")
        else:
            # What is typed behind it is for what is found.
            typed = app.type_ahead
            typed.expect(self.found)

            def show(numbers: tuple[str, ...]) -> None:
                self.found(numbers)
                self.queue.focus()
                typed.come(self.found)

            app.ask(lambda: app.room.search(text), show, lambda _refusal: typed.give_up())

    def _close_finding(self) -> None:
        from dutyroom.console.widgets.find import FindLine

        for line in self.query(FindLine):
            line.close()

    def found(self, numbers: Iterable[str] | None, unseen: bool = False) -> None:
        """Show only these numbers; None shows all again. `unseen`: they are those that nobody has acknowledged."""
        self.only_unseen = unseen
        self._found = None if numbers is None else frozenset(numbers)
        self._show()
        self._sign()
        self._right()

    def show_unseen(self) -> None:
        """Show only what nobody has acknowledged, and keep to it as things change; again: everything."""
        if self.only_unseen:
            self.action_clear()
            return
        self._only(self._unseen())
        self.room_app.say(_("只看待知悉：空格知悉，Esc 看全部"))

    def _only(self, numbers: list[str]) -> None:
        # Kept before it is shown: many at once are shown in groups.
        self.found(numbers, unseen=True)

    def _unseen(self) -> list[str]:
        now = self.room_app.room.now()
        return [row.number for row in self.picture.rows if row.lit(now)]

    def action_clear(self) -> None:
        """Esc: close the finding line, show everything again."""
        self._close_finding()
        if self._found is not None:
            self.found(None)
            self.room_app.say("")
        self.queue.focus()

    def _show(self) -> None:
        self._moved = None
        view = self.view
        if self._found is not None:
            rows = [row for each in self._found if (row := self.picture.get(each))]
            # A flood of alarms: level by level, the pinned on top, and each is still seen one by one.
            self._put_shown(Picture(rows, view.sort, view.group or ("level" if self.only_unseen else "")))
        elif not view.filters and not view.group and view.sort == "urgency":
            self._put_shown(self.picture)
        elif len(self.picture) <= AT_ONCE and not view.filters:
            self._put_shown(self.picture.resorted(view.sort, view.group))
        elif len(self.picture) <= PAGE:
            self._put_shown(Picture(filter(self._keeps, self.picture.rows), view.sort, view.group))
        else:
            self._sort_aside()

    def _sort_aside(self) -> None:
        """Sorting many rows in one go would stop the clock on the screen: a thread does it, piece by piece."""
        rows, view, now = tuple(self.picture.rows), self.view, self.room_app.room.now()
        moved = self._moved = set()

        def made(shown: Picture) -> None:
            if self._moved is not moved:
                return
            for number in moved:
                row = self.picture.get(number)
                if row is None or not self._keeps(row):
                    shown.drop(number)
                else:
                    shown.put(row)
            self._moved = None
            self._put_shown(shown)
            self._sign()

        def pages() -> Iterator[list[BoardRow]]:
            for at in range(0, len(rows), PAGE):
                page = rows[at : at + PAGE]
                yield [row for row in page if view.keeps(row, now)] if view.filters else list(page)

        self.room_app.ask(lambda: Picture.of_pages(pages(), view.sort, view.group), made)

    def _put_shown(self, shown: Picture) -> None:
        self.queue.nothing = ""
        if self._found is not None:
            self.queue.nothing = _("没有符合的投诉。Esc 取消查找")
        elif self.view.filters:
            self.queue.nothing = _("没有符合筛选的投诉。0 显示全部")
        self.queue.show(shown, self.view.columns)
        self._titles()

    def _follow_time(self, now: datetime) -> None:
        """A view of what is overdue, due within the hour or unseen gains and loses rows as time passes."""
        if "state" not in self.view.only and not self.only_unseen:
            return
        timed = (self.picture.due_before(now), self.picture.due_before(now + HOUR), self.picture.unseen(now))
        if timed == self._timed:
            return
        self._timed = timed
        if self.only_unseen:
            self._only(self._unseen())
        else:
            self._show()
            self._sign()

    def _sign(self) -> None:
        """What is left out, said above the queue for as long as it is."""
        if not self.is_mounted:
            return
        sought, shown = self._found is not None, self.queue.picture
        # A search may leave out pinned rows; a filter never does.
        pinned = sum(shown.get(row.number) is None for row in self.picture.pinned()) if sought else 0
        named = self.room_app.named
        self.query_one(Sign).show(self.view, named, sought, self.left_out, pinned, self.only_unseen)

    # Drawing

    def tick(self, now: datetime) -> None:
        """Once a second: the head's clock and counts, and the lines of the queue that changed."""
        if not self.is_mounted:
            return
        self._follow_time(now)
        self.queue.tick(now)
        self.put_emergencies()
        self.put_warnings()
        head = head_of(self.room_app, self.picture, self.loading_board, now, self.size)
        self.query_one("#head", Parts).put(head)

    def _titles(self) -> None:
        self.query_one("#titles", Parts).put([((titles_of(self.queue.columns), "quiet"),)])

    def _keys(self) -> None:
        entries = [entry for entry in keymap.TABLE if entry.foot]
        keys = [(keymap.cap(entry), _(entry.label), not entry.why_not(self.room_app)) for entry in entries]
        self.query_one(KeysLine).show(keys, [entry.foot for entry in entries])

    def _right(self) -> None:
        found = len(self.queue.picture) if self._found is not None else None
        self.query_one(StatusLine).right(kept_of(self.room_app, found))

    def on_queue_moved(self) -> None:
        self._keys()

    def on_queue_opened(self, event: Queue.Opened) -> None:
        self.room_app.open("complaint", event.row.number)
