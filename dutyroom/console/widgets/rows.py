"""A list of entries, each of one or more styled lines, with a cursor that stays on its entry as the list changes."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dutyroom.console.present.line import Line, Row
from dutyroom.console.widgets.lines import Lines, segments


class Rows(ScrollView, Lines, can_focus=True):
    """Only the lines in sight are drawn, and only those that changed are drawn anew."""

    DEFAULT_CSS = "Rows { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"
    BINDINGS = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("enter", "open", show=False),
    ]

    class _About(Message):
        """Something about one entry."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> Rows:
            """The list."""
            return self.rows

    # Neither derives from the other: whoever hears a message hears what derives from it, and a move would open.
    class Opened(_About):
        """An entry was entered."""

    class Moved(_About):
        """The cursor is on another entry."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.cursor = ""
        self._flat: list[tuple[Line, str]] = []

    def put(self, rows: Sequence[Row]) -> None:
        """Show these entries; the cursor stays on its entry, else goes to the one in its place."""
        keys = [row.key for row in self.rows if row.key]
        place = keys.index(self.cursor) if self.cursor in keys else 0
        before = self._flat
        self.rows = rows
        keys = [row.key for row in rows if row.key]
        if self.cursor not in keys:
            self.cursor = keys[min(place, len(keys) - 1)] if keys else ""
        self._flat = [(line, row.key) for row in rows for line in row.lines]
        self.virtual_size = Size(self.size.width, len(self._flat))
        if len(before) != len(self._flat):
            self.refresh()
            return
        top = self.scroll_offset.y
        changed = [n for n, (old, new) in enumerate(zip(before, self._flat, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, n - top, self.size.width, 1) for n in changed))

    def draw(self, lines: range, width: int) -> list[Strip]:
        top, lit = self.scroll_offset.y, self.has_focus or not self.can_focus
        made = []
        for at in range(top + lines.start, top + lines.stop):
            line, key = self._flat[at] if at < len(self._flat) else ((), "")
            over = "+cursor" if key and key == self.cursor and lit else ""
            strip = Strip(segments((text, self.ink(name + over)) for text, name in line))
            made.append(strip.adjust_cell_length(width, self.ink("plain" + over)))
        return made

    def go(self, key: str) -> None:
        """Put the cursor on an entry and bring it in sight."""
        if key != self.cursor:
            self.cursor = key
            self.refresh()
            self.post_message(self.Moved(self, key))
        places = [n for n, (_line, own) in enumerate(self._flat) if own == key]
        if places:
            self.scroll_to_region(Region(0, places[0], 1, len(places)), animate=False, force=True)

    def action_move(self, by: int) -> None:
        keys = [row.key for row in self.rows if row.key]
        if not keys:
            self.scroll_relative(y=by, animate=False)
            return
        at = keys.index(self.cursor) + by
        if 0 <= at < len(keys):
            self.go(keys[at])
        else:
            self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(self.size.height - 1, 1), animate=False)

    def action_edge(self, place: int) -> None:
        keys = [row.key for row in self.rows if row.key]
        if keys:
            self.go(keys[place])
        (self.scroll_home if place == 0 else self.scroll_end)(animate=False)

    def action_open(self) -> None:
        if self.cursor:
            self.post_message(self.Opened(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        at = self.scroll_offset.y + event.y
        key = self._flat[at][1] if at < len(self._flat) else ""
        if key and key == self.cursor:
            self.action_open()
        elif key:
            self.go(key)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._flat))
