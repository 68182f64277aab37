"""Widgets that draw whole lines and know themselves which of them are another: everything a tick or a key touches.

Textual's own way styles, pads, filters and keeps every line of every widget in reach of a change, and asks for the
colours of all its ancestors to do so: several milliseconds a key on a large terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from dutyroom.console.widgets.inks import ink


class _Covered(Widget):
    """Covered whole by what stands in it: itself it draws nothing, and the screen beneath fills what a moment leaves."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return []


class Across(Horizontal, _Covered):
    """Widgets side by side that cover it whole."""


class Down(Vertical, _Covered):
    """Widgets one under another that cover it whole."""


class Inked(Widget):
    """A widget that writes with the looks of `inks`."""

    def __init__(self, *children: Widget, **given: Any) -> None:
        super().__init__(*children, **given)
        self._inks: dict[str, Style] = {}

    def ink(self, name: str) -> Style:
        """A look of `inks` on this widget's ground, worked out once until the theme changes."""
        style = self._inks.get(name)
        if style is None:
            style = self.rich_style + ink(self.app, name)
            # What Textual does to each line of a terminal without colours, done to each look instead.
            for each in self.get_line_filters():
                style = each.apply([Segment(" ", style)], self.background_colors[1])[0].style or style
            self._inks[name] = style
        return style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._inks.clear()


class Lines(Inked):
    """A widget without opacity, border and padding (with the latter two it is drawn Textual's way). Subclasses have `draw`."""

    ALLOW_SELECT = False

    def draw(self, lines: range, width: int) -> list[Strip]:
        """These lines of the widget, counted from its top, each exactly `width` cells."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        return self.draw(range(y, y + 1), self.size.width)[0]

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.styles.gutter:
            return super().render_lines(crop)
        width = self.region.width
        strips = self.draw(range(crop.y, crop.bottom), width)
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips


def segments(parts: Iterable[tuple[str, Style]]) -> list[Segment]:
    """Parts of a line; neighbours of one look are written as one, which saves a slow line its bytes."""
    made: list[Segment] = []
    texts: list[str] = []
    last: Style | None = None
    for text, style in parts:
        if style is not last:
            if last is not None:
                made.append(Segment("".join(texts), last))
            texts, last = [], style
        texts.append(text)
    if last is not None:
        made.append(Segment("".join(texts), last))
    return made


def add(regions: list[Region], region: Region) -> None:
    """Adds a region to paint; one right below the last and as wide becomes part of it."""
    last = regions[-1] if regions else None
    if last and (last.x, last.width, last.bottom) == (region.x, region.width, region.y):
        regions[-1] = Region(last.x, last.y, last.width, last.height + region.height)
    else:
        regions.append(region)
