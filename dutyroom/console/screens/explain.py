"""Why a clock is due when it is, day by day: counted or not, and under which clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.binding import Binding

from dutyroom.console.present.cases.complaint import Naming, clock_lines, running_first
from dutyroom.console.present.cases.previews import moment
from dutyroom.console.present.cells import wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.page import PageScreen
from dutyroom.console.widgets.foot import KeysLine
from dutyroom.domain.clock.calendar import weekday_name
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.cases.views import ComplaintView
from dutyroom.services.clocks.views import ClockView, ExplainLine


class ExplainScreen(PageScreen):
    """One clock at a time; left and right go to the complaint's others."""

    BINDINGS = [Binding("left", "turn(-1)", show=False), Binding("right", "turn(1)", show=False)]

    def __init__(self, number: str, clocks: Sequence[ClockView], naming: Naming) -> None:
        super().__init__()
        self._number = number
        self._clocks = running_first(tuple(clocks))
        self._naming = naming
        self._at = 0
        self._said: dict[int, tuple[ExplainLine, ...]] = {}

    def on_mount(self) -> None:
        self._ask()

    def on_screen_resume(self) -> None:
        self.query_one(KeysLine).show([("Esc", _("返回"), True), ("<- ->", _("别的时限"), len(self._clocks) > 1)])

    def hear(self, _news: News) -> None:
        """A clock may have been paused, met or reckoned anew."""
        if self.in_sight:
            self.read(lambda: self.room_app.room.complaint(self._number), self._got)

    def _got(self, view: ComplaintView) -> None:
        shown = self.clock.id
        self._clocks = running_first(view.clocks)
        self._at = next((at for at, each in enumerate(self._clocks) if each.id == shown), 0)
        self._said.clear()
        if self.is_attached and self._clocks:
            self._ask()

    @property
    def clock(self) -> ClockView:
        """The clock shown."""
        return self._clocks[self._at]

    def action_turn(self, by: int) -> None:
        """To the complaint's next clock."""
        self._at = (self._at + by) % len(self._clocks)
        self._ask()

    def _ask(self) -> None:
        clock = self.clock.id

        def answer(lines: tuple[ExplainLine, ...]) -> None:
            self._said[clock] = lines
            if self.is_attached:
                self.draw()

        self.draw()
        if clock not in self._said:
            self.room_app.ask(lambda: self.room_app.room.explain(clock), answer)

    def draw(self) -> None:
        clock, naming = self.clock, self._naming
        width = max(self.width, 20)
        lines: list[Line] = [
            *clock_lines(clock, self.room_app.room.now(), naming, width - 2),
            [("  " + _("起算") + " ", "quiet"), (moment(clock.start, naming.zone), "plain")],
            [],
        ]
        said = self._said.get(clock.id, ())
        for each in (one for one in said if not one.note):
            day = date.fromisoformat(each.date)
            mark = _("计入") if each.counted else _("不计")
            head = f"  {each.date} {weekday_name(day)}  "
            parts = wrap(one_line(each.why), max(width - 26, 10))
            look = "plain" if each.counted else "quiet"
            lines.append([(head, look), (mark, "accent" if each.counted else "quiet"), ("  " + parts[0], look)])
            lines += [[(" " * 24 + part, look)] for part in parts[1:]]
        if clock.id not in self._said:
            lines.append([("  " + _("正在推算"), "quiet")])
        lines += [[], [("  " + moment(clock.due, naming.zone) + " " + _("到期"), "strong")]]
        for each in (one for one in said if one.note):
            head = " " * 8 if each.counted else f"  {each.date[5:]} "
            parts = wrap(one_line(each.why), max(width - 12, 10))
            lines += [[((" " * 8 if at else head) + part, "quiet")] for at, part in enumerate(parts)]
        place = f"  {self._at + 1}/{len(self._clocks)}" if len(self._clocks) > 1 else ""
        self.put(_("{number} 「{clock}」为何此时到期").format(number=self._number, clock=one_line(named(clock))) + place, lines)
