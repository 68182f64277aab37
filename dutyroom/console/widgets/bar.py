"""A vertical scrollbar in whole cells: painted only when its thumb is on other cells."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.reactive import reactive
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from dutyroom.console.widgets.lines import Lines


class Bar(ScrollBar, Lines):
    """Grabbed and clicked like any other scrollbar."""

    # In a long list a page moves the thumb by less than a cell, and Textual would paint the whole bar for it.
    position = reactive(0.0, repaint=False)
    _painted = (0, 0)

    def watch_position(self) -> None:
        if self._thumb() != self._painted:
            self.refresh()

    def draw(self, lines: range, width: int) -> list[Strip]:
        first, end = self._painted = self._thumb()
        colour, ground = self._colours()
        above, thumb, below = (
            Strip([Segment(" " * width, Style(bgcolor=fill.rich_color, meta={"@mouse.down": does}))], width)
            for fill, does in ((ground, "scroll_up"), (colour, "grab"), (ground, "scroll_down"))
        )
        return [above if y < first else thumb if y < end else below for y in lines]

    def _thumb(self) -> tuple[int, int]:
        """Its first cell and the one after its last; none where everything is in sight."""
        height, window, whole = self.size.height, self.window_size, self.window_virtual_size
        if not height or not window or whole <= window:
            return (height, height)
        length = max(round(height * window / whole), 1)
        first = round((height - length) * min(self.position / (whole - window), 1))
        return (first, first + length)

    def _colours(self) -> tuple[Color, Color]:
        """The thumb's and the ground's, as the list's style says."""
        assert self.parent is not None
        styles = self.parent.styles
        if self.grabbed:
            colour, ground = styles.scrollbar_color_active, styles.scrollbar_background_active
        elif self.mouse_over:
            colour, ground = styles.scrollbar_color_hover, styles.scrollbar_background_hover
        else:
            colour, ground = styles.scrollbar_color, styles.scrollbar_background
        return ground + colour, ground
