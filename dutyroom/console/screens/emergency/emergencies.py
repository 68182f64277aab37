"""All emergencies, those that run first: choose one, or report a new one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.emergency.event import over, own, remaining
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.emergency import stage_name
from dutyroom.domain.names import shown_number
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.emergency.panel.views import EmergencyView

if TYPE_CHECKING:
    from dutyroom.domain.act import Done


class EmergenciesScreen(RoomScreen[None]):
    """Enter opens the panel of one; N reports a new one."""

    CSS_PATH = Path(__file__).with_name("event.tcss")
    AUTO_FOCUS = "#events"
    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("n,ctrl+f,insert", "report", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._views: tuple[EmergencyView, ...] | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="events")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#head", Parts).put([[(" " + _("突发事件"), "strong")]])
        keys = [("Enter", _("进入")), ("N", _("报告新的突发事件")), ("Esc", _("返回"))]
        self.query_one(KeysLine).show([(key, word, True) for key, word in keys])

    def on_screen_resume(self) -> None:
        self._fetch()

    def hear(self, news: News) -> None:
        """Something was done somewhere."""
        if self.is_current:
            self._fetch()

    def _fetch(self) -> None:
        room = self.room_app.room
        self.room_app.ask(lambda: room.emergencies(True), self._got)

    def _got(self, views: tuple[EmergencyView, ...]) -> None:
        self._views = tuple(sorted(views, key=over))
        self.tick(self.room_app.room.now())

    def tick(self, now: datetime) -> None:
        """Once a second."""
        if self._views is None or self.room_app.named is None or not self.is_attached:
            return
        rows = [Row(view.number, self._lines(view, now)) for view in self._views]
        if not rows:
            rows = [Row("", ([("   " + _("没有突发事件。按 N 报告"), "quiet")],))]
        self.query_one("#events", Rows).put(rows)

    def _lines(self, view: EmergencyView, now: datetime) -> tuple[Line, ...]:
        named = self.room_app.named
        assert named is not None
        look = "quiet" if over(view) else "strong"
        at = view.reported.astimezone(self.room_app.zone)
        first: Line = [
            (f" {shown_number(named.plan, view.number)}  ", look),
            (one_line(view.title), look),
            (f" · {one_line(view.place)}  ", look),
            (stage_name(view.stage), "quiet" if over(view) else "soon"),
            (f"   {at:%Y-%m-%d %H:%M}", "quiet"),
        ]
        if not view.now:
            return (first,)
        line = view.now[0]
        left, late = remaining(line.due, now)
        second: Line = [
            ("     " + _("现在") + " ", "quiet"),
            (one_line(line.person) + " ", "plain"),
            (own(line.what, line.en) + "  ", "plain"),
            (left, late),
        ]
        return (first, second)

    @on(Rows.Opened, "#events")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.room_app.open("emergency", event.key)

    def action_report(self) -> None:
        """Report a new one, and open its panel."""

        def opened(done: Done | None) -> None:
            if done is not None:
                self.room_app.open("emergency", done.subject)

        self.room_app.open_form("emergency.report", then=opened)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
