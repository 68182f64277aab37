"""A full-screen page of lines that scrolls: duty log, roster, help. Only the lines in sight are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dutyroom.console.keys import keymap
from dutyroom.console.present.cells import titled
from dutyroom.console.present.line import Line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Lines, segments
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    pass


class Pages(ScrollView, Lines, can_focus=True):
    """Styled lines, scrolled by keys and wheel."""

    DEFAULT_CSS = "Pages { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__(id="lines")
        self._lines: Sequence[Line] = ()

    def put(self, lines: Sequence[Line], end: bool = False) -> None:
        """Show these lines, from the end if asked or if the end was in sight."""
        at_end = self.scroll_offset.y >= self.max_scroll_y
        self._lines = lines
        self.virtual_size = Size(self.size.width, len(lines))
        self.refresh()
        if end or (at_end and self.scroll_offset.y):
            self.scroll_end(animate=False)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._lines))

    def draw(self, lines: range, width: int) -> list[Strip]:
        top, plain = self.scroll_offset.y, self.ink("plain")
        shown = (self._lines[at] if at < len(self._lines) else () for at in range(top + lines.start, top + lines.stop))
        strips = (Strip(segments((text, self.ink(name)) for text, name in line)) for line in shown)
        return [strip.adjust_cell_length(width, plain) for strip in strips]


class PageScreen(RoomScreen[None]):
    """Title, lines, foot. Esc goes back."""

    AUTO_FOCUS = "#lines"
    BINDINGS = [("escape,q", "app.pop_screen", "")]
    KEYS: Sequence[str] = ("log.write", "help")

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Pages()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one(KeysLine).show(self.foot())

    def foot(self) -> list[tuple[str, str, bool]]:
        """The keys at the foot: cap, words, whether they work."""
        keys = [(keymap.cap(keymap.BY_ID[name]), _(keymap.BY_ID[name].label), True) for name in self.KEYS]
        return [("Esc", _("返回"), True), *keys]

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    @property
    def width(self) -> int:
        """Cells that a line may take."""
        return self.query_one(Pages).size.width

    def draw(self) -> None:
        """Put title and lines; each page does."""
        raise NotImplementedError

    def put(self, title: str, lines: Sequence[Line], end: bool = False) -> None:
        """Show a title and lines."""
        self.query_one("#head", Parts).put([((f" {titled(title)}", "strong"),)])
        self.query_one(Pages).put(lines, end)
