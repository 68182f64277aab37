"""The live queue: draws only the lines in sight, and repaints only those whose text changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from dutyroom.console.engine.own_bar import OwnBar
from dutyroom.console.picture import Picture
from dutyroom.console.present.board.columns import GAP, LEFT, MARKS, Column, columns
from dutyroom.console.present.board.groups import heading
from dutyroom.console.present.board.row import Moving, State, moving, resting
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.words import UNREAD, Words, short
from dutyroom.console.widgets.bar import Bar
from dutyroom.console.widgets.lines import Lines, add, segments
from dutyroom.domain.board import BoardRow
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:

    from dutyroom.domain.clock.calendar import Calendar

_CACHE = 1024
WALL = (180, 50)
"""Columns and rows of a terminal from which it is read from across the room."""
_LOOKS: dict[State, str] = {"soon": "soon", "paused": "paused", "calm": "plain"}
_QUIET = frozenset({"clock", "channel", "owner"})
_GAP = " " * GAP
_NOTHING = Strip.blank(0)


@dataclass(frozen=True, slots=True)
class Showing:
    """What the queue needs besides the rows: names, calendar (None until loaded), zone."""

    words: Words = UNREAD
    calendar: Calendar | None = None
    zone: tzinfo = UTC


@dataclass(slots=True)
class _Drawn:
    row: BoardRow
    at: datetime
    moving: Moving
    cursor: bool
    strip: Strip
    resting: list[Segment]


class Queue(OwnBar, Lines, can_focus=True):
    """One line a complaint. The cursor stays on its complaint wherever the order takes it."""

    BAR = Bar
    BINDINGS = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]

    class Moved(Message):
        """The cursor is on another complaint (None in an empty room)."""

        def __init__(self, row: BoardRow | None) -> None:
            super().__init__()
            self.row = row

    class Opened(Message):
        """A complaint was double-clicked."""

        def __init__(self, row: BoardRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, picture: Picture, clock: Callable[[], datetime], showing: Showing) -> None:
        super().__init__(id="queue")
        self._picture = picture
        self._clock = clock
        self._now = clock()
        self._showing = showing
        self._drawn: dict[str, _Drawn] = {}
        self._cursor = picture.rows[0].number if picture.rows else ""
        self._index = 0
        self.number_width = self._widest()
        self.nothing = ""
        self._chosen: tuple[str, ...] = ()
        self._each = 1
        self._wide, self._shown = 0, columns(0, 0)

    # What is shown

    @property
    def picture(self) -> Picture:
        """The rows in their order."""
        return self._picture

    @property
    def selected(self) -> BoardRow | None:
        """The complaint under the cursor."""
        return self._picture.get(self._cursor)

    @property
    def index(self) -> int:
        """The cursor's place, from 0."""
        return self._index

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns at the present width."""
        words = self._showing.words
        level = max(map(cell_len, words.levels.values()), default=0)
        channel = max((cell_len(short(each)) for each in words.channels.values()), default=0)
        return columns(self._width, self.number_width, level, self._chosen, channel)

    @property
    def _width(self) -> int:
        """Cells of a line; the scrollbar has its place at all times."""
        return max(self.size.width - self.scrollbar_size_vertical, 0)

    @property
    def lines_each(self) -> int:
        """Lines that a row takes: on a wall two, the second one blank, where all of them still fit."""
        wall = self.app.size.width >= WALL[0] and self.app.size.height >= WALL[1]
        return 2 if wall and not self._picture.group and 2 * len(self._picture) <= self.size.height else 1

    def show(self, picture: Picture, columns: tuple[str, ...] = ()) -> None:
        """Show other rows, another order or other columns; the cursor stays on its complaint, else on the same line."""
        self._picture, self._chosen = picture, columns
        self.number_width = self._widest()
        self._drawn.clear()
        self._settle()
        self.refresh()

    def use(self, showing: Showing) -> None:
        """Other names, calendar or zone."""
        self._showing = showing
        self._drawn.clear()
        self.refresh()

    def changed(self, before: int, now: int) -> None:
        """The picture moved one row from a place to another (-1: was or is not there): repaint what lies between."""
        if self.lines_each != self._each or self._picture.group:
            # A heading may have come or gone: what is drawn already comes from the cache.
            self._settle()
            self.refresh()
            return
        if before < 0 or now < 0:
            self._settle()
            first = now if before < 0 else before
            last = len(self._picture)
        else:
            self._settle()
            first, last = min(before, now), max(before, now)
        top, each = self.scroll_offset.y, self._each
        first, last = max(first * each - top, 0), min((last + 1) * each - 1 - top, self.size.height - 1)
        if first <= last:
            self.refresh(Region(0, first, self._width, last - first + 1))

    def tick(self, now: datetime) -> None:
        """Repaint the lines whose text is another at `now`."""
        self._now = now
        if self._each > 1:
            top, height = 0, len(self._picture)
        else:
            top, height = self.scroll_offset.y, self.size.height
        self._measure()
        regions: list[Region] = []
        for line, row in self._in_sight(top, height):
            drawn = self._drawn.get(row.number)
            if drawn is None or drawn.row is not row:
                continue
            fresh, before = self._moving(row), drawn.moving
            drawn.at = now
            if fresh == before:
                continue
            whole = fresh.state != before.state
            self._redraw(drawn, fresh, whole)
            # Only as far as the words reach: 58 of these a second go over slow lines.
            reach = MARKS + GAP + max(cell_len(fresh.left.rstrip()), cell_len(before.left.rstrip()))
            add(regions, Region(0, line * self._each, self._wide if whole else reach, 1))
        if regions:
            self.refresh(*regions)

    def _in_sight(self, top: int, height: int) -> Iterable[tuple[int, BoardRow]]:
        """The rows in sight, each with its place below the top."""
        rows = self._picture.rows
        if not self._picture.group:
            return enumerate(rows[top : top + height])
        last = min(top + height, self._picture.lines)
        places = ((line - top, self._picture.at_line(line)[0]) for line in range(top, last))
        return ((line, rows[at]) for line, at in places if at >= 0)

    # Drawing

    def draw(self, lines: range, width: int) -> list[Strip]:
        self._measure()
        width = self._wide
        picture = self._picture
        top, rows, index, count = self.scroll_offset.y, picture.rows, self._index, picture.lines
        made = []
        for y in lines:
            at, between = divmod(top + y, self._each)
            if at < count and not between:
                if picture.group:
                    at, group = picture.at_line(at)
                made.append(self._strip(rows[at], at == index) if at >= 0 else self._heading(group))
            elif at == 0 and not between:
                words, style = self.nothing or _("没有在办投诉"), self.ink("quiet")
                made.append(Strip([Segment("  " + words, style)]).adjust_cell_length(width, style))
            else:
                made.append(Strip.blank(width, self.ink("plain")))
        return made

    def _measure(self) -> None:
        """The shape of the lines, worked out once for all that are drawn together."""
        self._shown = self.columns
        # Where no scrollbar stands its place is ours to draw.
        self._wide = self._width if self.show_vertical_scrollbar else self.size.width

    def _heading(self, place: int) -> Strip:
        picture, style = self._picture, self.ink("quiet+tile")
        words = heading(picture.group, picture.first_of(place), self._showing.words)
        name, count = Segment(f" {words}  ", self.ink("strong+tile")), _("{n} 件").format(n=picture.size_of(place))
        return Strip([name, Segment(count, style)]).adjust_cell_length(self._wide, style)

    def _strip(self, row: BoardRow, cursor: bool) -> Strip:
        drawn = self._drawn.get(row.number)
        if drawn and drawn.row is row and drawn.cursor == cursor and drawn.strip.cell_length == self._wide:
            if drawn.at is not self._now:
                drawn.at, fresh = self._now, self._moving(row)
                if fresh != drawn.moving:
                    self._redraw(drawn, fresh, fresh.state != drawn.moving.state)
            return drawn.strip
        if len(self._drawn) >= _CACHE:
            self._drawn.clear()
        fresh = self._moving(row)
        self._drawn[row.number] = drawn = _Drawn(row, self._now, fresh, cursor, _NOTHING, [])
        self._redraw(drawn, fresh, True)
        return drawn.strip

    def _redraw(self, drawn: _Drawn, fresh: Moving, whole: bool) -> None:
        """The line anew; what time doesn't change of it only where its looks are another."""
        row, over = drawn.row, "+cursor" if drawn.cursor else ""
        # The alarm keeps its own ground under the cursor.
        late = fresh.state == "overdue"
        state = self.ink("alarm" if row.pinned else "late") if late else self.ink(_LOOKS[fresh.state] + over)
        if whole:
            drawn.resting = self._resting(row, state if late else None, over)
        first = Segment(f"{fresh.marks}{_GAP}{fresh.left}", state)
        drawn.moving, drawn.strip = fresh, Strip([first, *drawn.resting], self._wide)

    def _resting(self, row: BoardRow, due: Style | None, over: str) -> list[Segment]:
        shown, width = self._shown, self._wide
        quiet, plain = self.ink("quiet" + over), self.ink(("strong" if row.pinned else "plain") + over)
        parts = []
        for column, text in zip(shown[2:], resting(row, shown, self._showing.words, self._showing.zone), strict=True):
            style = quiet if column.name in _QUIET else plain
            if column.name == "due" and due is not None:
                style = due
            parts.append((_GAP + text, style))
        end = shown[-1].start + shown[-1].width
        if end < width:
            parts.append((" " * (width - end), plain))
        return segments(parts)

    def _moving(self, row: BoardRow) -> Moving:
        return moving(row, self._now, self._showing.calendar, LEFT[language()])

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()

    # Size and place

    def on_resize(self) -> None:
        self._drawn.clear()
        self._settle()
        if self._picture.line_of(self._index) < self.size.height:
            # A terminal that was small for a moment must not leave the most urgent rows out of sight.
            self.scroll_to(y=0, animate=False)

    def _widest(self) -> int:
        return min(max((len(row.number) for row in self._picture.rows[:200]), default=8), 16)

    def _settle(self) -> None:
        """After rows came or went: the size of the whole, and the cursor on its complaint or the nearest line."""
        count = len(self._picture)
        self._each = self.lines_each
        self.virtual_size = Size(self.size.width, self._picture.lines * self._each)
        at = self._picture.place(self._cursor)
        if at < 0:
            at = max(min(self._index, count - 1), 0)
        self._select(at)

    def _select(self, at: int) -> None:
        before, self._index = self._index, at
        rows = self._picture.rows
        number = rows[at].number if at < len(rows) else ""
        if number != self._cursor or before != at:
            for place in (before, at):
                line = self._picture.line_of(place)
                self.refresh(Region(0, line * self._each - self.scroll_offset.y, self._width, 1))
        if number != self._cursor:
            self._cursor = number
            self.post_message(self.Moved(self.selected))

    def go(self, at: int) -> None:
        """Put the cursor on a line, as near as there is one, and bring it in sight."""
        if not self._picture.rows:
            return
        at = max(0, min(at, len(self._picture) - 1))
        self._select(at)
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        if self._each > 1:
            return  # Everything is in sight.
        line = self._picture.line_of(at)
        # The heading above a group's first row comes in sight with it.
        upper = line - 1 if self._picture.group and self._picture.at_line(line - 1)[0] < 0 else line
        if upper < top:
            self.scroll_to(y=upper, animate=False)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False)

    def go_to(self, number: str) -> bool:
        """Put the cursor on a complaint. False if it is not here."""
        at = self._picture.place(number)
        if at >= 0:
            self.go(at)
        return at >= 0

    def action_move(self, by: int) -> None:
        self.go(self._index + by)

    def action_page(self, by: int) -> None:
        step = max(self.size.height - 1, 1) * by
        if self._picture.rows:
            self.scroll_to(y=max(0, self.scroll_offset.y + step), animate=False)
        self.go(self._index + step)

    def action_edge(self, side: int) -> None:
        self.go(0 if side < 0 else len(self._picture) - 1)

    def on_click(self, event: events.Click) -> None:
        line = (self.scroll_offset.y + event.y) // self._each
        at = self._picture.at_line(line)[0] if line < self._picture.lines else -1
        if at >= 0:
            self.go(at)
            if event.chain == 2 and self.selected:
                self.post_message(self.Opened(self.selected))

