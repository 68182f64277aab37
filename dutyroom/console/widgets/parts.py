"""A block of lines made of styled parts, which repaints only the parts whose text changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.line import Line
from dutyroom.console.widgets.lines import Lines, segments


class Parts(Lines):
    """Lines of parts; their looks are those of `inks`, which themes colour."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._drawn: dict[int, Strip] = {}

    def put(self, lines: Sequence[Line]) -> None:
        """Show these lines. Where only some parts of a line changed and kept their width, only those repaint."""
        before, self._lines = self._lines, list(lines)
        if len(before) != len(lines):
            self._drawn.clear()
            self.refresh()
            return
        regions = []
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old == new:
                continue
            self._drawn.pop(y, None)
            changed = _changed(old, new)
            regions += [Region(x, y, size, 1) for x, size in changed] or [Region(0, y, self.size.width, 1)]
        if regions:
            self.refresh(*regions)

    def draw(self, lines: range, width: int) -> list[Strip]:
        drawn, made = self._drawn, []
        for y in lines:
            strip = drawn.get(y)
            if strip is None or strip.cell_length != width:
                parts = self._lines[y] if y < len(self._lines) else ()
                strip = Strip(segments((text, self.ink(look)) for text, look in parts))
                strip = drawn[y] = strip.adjust_cell_length(width, self.ink("plain"))
            made.append(strip)
        return made

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()


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
