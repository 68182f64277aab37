"""A block of lines made of styled parts, which repaints only the parts whose text changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from dutyroom.console.widgets.inks import ink

Part = tuple[str, str]
"""(text, already safe; name of its look)."""

Line = Sequence[Part]


class Parts(Widget):
    """Lines of parts; their looks are those of `inks`, which themes colour."""

    ALLOW_SELECT = False

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._looks: dict[str, Style] = {}

    def put(self, lines: Sequence[Line]) -> None:
        """Show these lines. Where only some parts of a line changed and kept their width, only those repaint."""
        before, self._lines = self._lines, list(lines)
        if len(before) != len(lines):
            self.refresh()
            return
        regions = []
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old == new:
                continue
            changed = _changed(old, new)
            regions += [Region(x, y, size, 1) for x, size in changed] or [Region(0, y, self.size.width, 1)]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        plain = self._look("plain")
        line = self._lines[y] if y < len(self._lines) else ()
        strip = Strip([Segment(text, self._look(look)) for text, look in line])
        return strip.adjust_cell_length(self.size.width, plain)

    def _look(self, name: str) -> Style:
        style = self._looks.get(name)
        if style is None:
            style = self._looks[name] = self.rich_style + ink(self.app, name)
        return style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()


def _changed(old: Line, new: Line) -> list[tuple[int, int]]:
    """(start, cells) of the parts that differ; empty when the widths differ too and the line must be drawn anew."""
    if len(old) != len(new):
        return []
    made, x = [], 0
    for before, now in zip(old, new, strict=True):
        size = cell_len(now[0])
        if cell_len(before[0]) != size:
            return []
        if before != now:
            made.append((x, size))
        x += size
    return made
