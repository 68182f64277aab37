"""The four sides of an exercise's frame. Blank cells of its colour: no terminal draws them double."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.widget import Widget

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.exercise.injects import told
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.exercise.views import InjectView


_MOST = 4
"""Lines of an inject in the frame, and of its hint; the rest is on its page."""
_ALL = 6
"""Lines of both: the screen inside must stay a screen at 24 lines."""


def edge(width: int, middle: str, alarm: str = "") -> Line:
    """A line of the frame: the word at both ends, something between, before it what must not be overlooked."""
    word = f" {_('演练').upper()} "
    room = max(width - 2 * cell_len(word), 0)
    loud = fit(f" {alarm} ", min(cell_len(alarm) + 2, room)) if alarm else ""
    return [(word, "frame"), (loud, "alarm"), (fit(f" {middle} ", room - cell_len(loud)), "frame"), (word, "frame")]


def _first(text: str, most: int, width: int) -> list[str]:
    """The text in at most so many lines; the last one says by its dots that there is more."""
    lines = wrap(text, max(width - 4, 10))
    return lines if len(lines) <= most else [*lines[: most - 1], fit(lines[most - 1] + " " * width, width - 4)]


class Edge(Parts):
    """Above or below: drawn anew, by `draw`, as soon as its width is another."""

    def __init__(self, draw: Callable[[], None]) -> None:
        super().__init__()
        self._draw_anew = draw

    def on_resize(self) -> None:
        self._draw_anew()


class FrameTop(Edge):
    """The exercise's time and pace, and the real time beside it."""

    def show(self, local: datetime, rate: int, wall: datetime | None, live: str) -> None:
        """``local`` is the exercise's time in the organisation's zone, ``wall`` the real one; ``live`` a live emergency."""
        pace = _("暂停") if rate == 0 else f"x{rate}"
        words = [_("演练时间 {at}").format(at=f"{local:%m-%d %H:%M:%S}"), pace]
        if wall is not None:
            words.append(_("实际时间 {at}").format(at=f"{wall:%H:%M:%S}"))
        alarm = _("正式突发事件：{what}").format(what=one_line(live)) if live else ""
        self.put([edge(self.size.width, "   ".join(words), alarm)])


class FrameBottom(Edge):
    """The newest inject until it was read, guided with its hint; below that the word at both ends."""

    def show(self, inject: InjectView | None, key: str = "", over: str = "") -> bool:
        """Show it, or only the frame. ``key``: what to press when it is read; ``over``: what is said once the exercise is.

        Returns whether it is taller or lower now.
        """
        lines = self._told(inject, key, over, self.size.width)
        before, self.styles.height = self.size.height, len(lines)
        self.put(lines)
        return before != len(lines)

    def _told(self, inject: InjectView | None, key: str, over: str, width: int) -> list[Line]:
        if inject is None or over or not width:
            return [edge(width, over)]
        hint = _first(_("提示：{hint}").format(hint=inject.hint), _MOST, width) if inject.guided and inject.hint else []
        text = _first(inject.text, min(_MOST, _ALL - len(hint)), width) + hint
        lines: list[Line] = [[(fit(f"  {line}", width), "frame")] for line in text]
        return [*lines, edge(width, told(inject) + key)]


class FrameSide(Widget):
    """One column of the frame's colour."""

    BLANK = True

    def __init__(self, side: str) -> None:
        super().__init__(classes=f"-{side}")
