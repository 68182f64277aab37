"""The leader's home: one emergency on one screen. The cursor starts on what must be done now, and Enter goes and does it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.emergency.event import Scene, over
from dutyroom.console.present.emergency.panel import panel
from dutyroom.console.present.emergency.panel_titles import CASES, ENDING, FACTS, PAPERS, RECORD
from dutyroom.console.present.form_starts import start_values
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.panel import Panel
from dutyroom.domain.names import shown_number
from dutyroom.domain.subjects import row_of
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import NowLine


class EmergencyScreen(EventScreen):
    """Every part opens with the key in its title, or with the cursor; Esc leaves."""

    AUTO_FOCUS = "#event"
    BINDINGS = [
        Binding("1", "work(0)", show=False),
        Binding("2", "work(1)", show=False),
        Binding("3", "work(2)", show=False),
        Binding("4", "work(3)", show=False),
        Binding("5", "work(4)", show=False),
        Binding("6", "work(5)", show=False),
        Binding("f,ctrl+f", f"part('{FACTS}')", show=False),
        Binding("7", f"part('{PAPERS}')", show=False),
        Binding("8", f"part('{ENDING}')", show=False),
        Binding("9", f"part('{RECORD}')", show=False),
        Binding("0", f"part('{CASES}')", show=False),
        Binding("c,minus,ctrl+l", "part('leading')", show=False),
    ]

    _moved = False
    """Until somebody moves it, the cursor is on what falls to the person at the screen."""

    def compose(self) -> ComposeResult:
        panel_ = Panel(id="event")
        panel_.cursor = "now:0"
        yield panel_
        yield StatusLine()
        yield KeysLine()

    @property
    def _panel(self) -> Panel:
        return self.query_one("#event", Panel)

    def draw(self, scene: Scene) -> None:
        size = self._panel.size
        if not size.width or not size.height:
            return
        if not self._moved:
            self._panel.cursor = f"now:{scene.first_own}"
        kind, _colon, place = self._panel.cursor.partition(":")
        if kind == "now" and int(place) >= max(len(scene.view.now), 1):
            self._panel.cursor = f"now:{max(len(scene.view.now) - 1, 0)}"
        self._panel.show(panel(scene, size.width, size.height, self._panel.cursor))

    def keys(self) -> Sequence[tuple[str, str]]:
        count = min(len(self.view.workstreams) if self.view else 0, 6)
        return [
            ("Enter", _("去办")),
            ("A", _("可办事项")),
            *([("1" if count == 1 else f"1-{count}", _("工作组"))] if count else []),
            ("F", _("现场")),
            ("7", _("文稿")),
            ("8", _("终止")),
            ("9", _("时间线")),
            ("0", _("投诉")),
            ("C", _("指挥与报告")),
            ("P", _("文书")),
            ("F8", _("逐级通知")),
            ("F9", _("其他事件")),
            ("F12", _("记一笔")),
        ]

    @on(Panel.Going)
    def _going(self, event: Panel.Going) -> None:
        event.stop()
        spot = event.spot
        kind, _colon, place = self._panel.cursor.partition(":")
        lines = len(self.view.now) if self.view else 0
        # Of many now-lines only some are in sight: the cursor passes through all before it leaves them.
        if kind == "now" and event.dy and 0 <= int(place) + event.dy < lines:
            spot = f"now:{int(place) + event.dy}"
        self._panel.cursor, self._moved = spot, True
        self.redraw()

    @on(Panel.Opened)
    def _opened(self, event: Panel.Opened) -> None:
        event.stop()
        kind, _colon, which = event.spot.partition(":")
        if self.view is None:
            return
        if kind == "now":
            lines = self.scene.lines if self.scene else ()
            if int(which) < len(lines):
                self._go_and_do(lines[int(which)])
            elif not over(self.view):
                self.action_acts()
        elif kind == "work":
            self.room_app.open("workstream", self.number, self.view, which)
        else:
            self.action_part(kind)

    def _go_and_do(self, line: NowLine) -> None:
        """The form of the act, over the page that shows what is decided on."""
        view = self.view
        assert view is not None
        kind = line.act.partition(".")[0]
        values = start_values(line.act, line.subject, view, self.scene.plan if self.scene else None, line)
        if kind in ("statement", "solution", "measure"):
            self.room_app.open("paper", self.number, view, row_of("paper", line.subject), (line.act, values))
        elif line.act in ("emergency.request_end", "emergency.decide_end") or kind == "notice":
            self.room_app.open("ending", self.number, view, (line.act, line.subject, values))
        elif kind in ("sitrep", "request", "instruction", "conference") and line.subject != self.number:
            self.room_app.open("leading", self.number, view, (line.act, line.subject, values))
        elif kind == "complaint":
            self.room_app.open("complaint", line.subject)
        else:
            self.do_act(line.act, line.subject, values)

    def action_work(self, place: int) -> None:
        """Open a workstream by its number."""
        if self.view is None:
            return
        streams = self.view.workstreams
        if place < len(streams):
            self.room_app.open("workstream", self.number, self.view, streams[place].code)
        else:
            self.room_app.say(_("预案没有第 {n} 个工作组").format(n=place + 1), "bad")

    def action_part(self, part: str) -> None:
        """Open a part of the panel; the facts of the scene open their form."""
        if self.view is None:
            return
        if part == FACTS:
            self.do_act("emergency.fact", self.number)
        else:
            self.room_app.open(part, self.number, self.view)

    def acts_title(self) -> str:
        scene = self.scene
        return f"{shown_number(scene.plan, self.number)}  {scene.view.title}" if scene else self.number

