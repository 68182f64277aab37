"""Which clocks the form will start or move, worked out by the room as one types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from dutyroom.console.forms.desk import Desk
from dutyroom.console.present.cases.previews import brief, full
from dutyroom.console.present.cells import wrap
from dutyroom.console.present.line import Part
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.clocks.views import ClockPreview

CLOCK_FIELDS = ("level", "received", "happened", "category")
"""The fields that a clock depends on."""


class Previews(Vertical):
    """A panel at the right where there is room, else a few lines at the bottom."""

    DEFAULT_CSS = """
    Previews #previews-title { height: 1; }
    Previews #previews-lines { height: 1; }
    """

    def __init__(self, desk: Desk, number: str = "", received: datetime | None = None) -> None:
        super().__init__(id="previews")
        self._desk = desk
        self._number = number
        self._received = received
        self._asked = 0
        self._previews: tuple[ClockPreview, ...] = ()
        self._ended: tuple[str, ...] = ()
        self._level = ""
        self._why = ""

    def compose(self) -> ComposeResult:
        yield Parts(id="previews-title")
        yield Parts(id="previews-lines")

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def follow(self, values: dict[str, str]) -> None:
        """The form's values are these now."""
        self._level = values.get("level", "")
        self._asked += 1
        asked = self._asked
        if not self._level:
            self._put(())
            return
        wanted: dict[str, Any] = {name: values[name] for name in CLOCK_FIELDS if name in values}
        for name in ("received", "happened"):
            if name in wanted:
                try:
                    wanted[name] = self._desk.reading.moment("past", wanted[name], self._desk.now())
                except ValueError:
                    del wanted[name]
        if "received" not in wanted and self._received is not None:
            wanted["received"] = self._received

        def read() -> tuple[tuple[ClockPreview, ...], tuple[str, ...]]:
            room, number = self._desk.room, self._number
            previews = room.preview(wanted, number)
            kept = {each.code for each in previews}
            clocks = room.complaint(number).clocks if number else ()
            return previews, tuple(named(each) for each in clocks if each.verdict == "running" and each.code not in kept)

        def answer(found: tuple[tuple[ClockPreview, ...], tuple[str, ...]]) -> None:
            if asked == self._asked and self.is_attached:
                self._put(*found)

        def refused(refusal: Refusal) -> None:
            if asked == self._asked and self.is_attached:
                self._put((), why=refusal.message)

        self._desk.app.ask(read, answer, refused)

    def _put(self, previews: tuple[ClockPreview, ...], ended: tuple[str, ...] = (), why: str = "") -> None:
        self._previews, self._ended, self._why = previews, ended, why
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        zone, width = self._desk.zone, self.size.width or 80
        wide = self.screen.size.width >= 110
        title: list[Part] = [(" " + (_("改后时限") if self._number else _("将启动的时限")) + " ", "strong")]
        level = self._desk.plan.level(self._level) if self._desk.plan and self._level else None
        if level is not None:
            title.append((one_line(named(level)), "accent"))
        lines = (full if wide else brief)(self._previews, zone, width - 2)
        if self._why:
            lines = [[(part, "alarm")] for part in wrap(one_line(self._why), max(width - 2, 10))]
        elif not self._level:
            lines = [[(" " + _("选定级别后显示"), "quiet")]]
        elif not lines:
            lines = [[(" " + _("没有时限"), "quiet")]]
        if self._ended:
            ended = _("不再适用") + " " + "、".join(one_line(name) for name in self._ended)
            lines += [[(" " + part, "soon")] for part in wrap(ended, max(width - 3, 10))]
        if wide and level is not None and level.meaning:
            from dutyroom.lang import language

            meaning = level.meaning_en if language() == "en" and level.meaning_en else level.meaning
            lines += [[], *([(part, "quiet")] for part in wrap(one_line(meaning), max(width - 2, 10)))]
        for head in self.query("#previews-title").results(Parts):
            head.put([title])
        for shown in self.query("#previews-lines").results(Parts):
            shown.styles.height = len(lines)
            shown.put(lines)
