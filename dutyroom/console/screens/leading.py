"""What leading an event leaves behind on one page: command, questions, instructions, conferences, reports."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from dutyroom.console.present.event import Scene, shown_number
from dutyroom.console.present.leading import rows
from dutyroom.console.present.starts import start_values
from dutyroom.console.screens.event import EventScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _


class LeadingScreen(EventScreen):
    """Enter on an entry does what is next with it; Esc leaves."""

    AUTO_FOCUS = "#leading"

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="leading")
        yield StatusLine()
        yield KeysLine()

    def draw(self, scene: Scene) -> None:
        title = f" {shown_number(scene.plan, self.number)}  {_('指挥与报告')}"
        self.query_one("#head", Parts).put([[(title, "strong")]])
        list_ = self.query_one("#leading", Rows)
        list_.put(rows(scene, max(list_.size.width - 1, 20)))

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("去办")), ("A", _("可办事项")), ("F12", _("记一笔"))]

    def acts_title(self) -> str:
        return _("指挥与报告")

    @on(Rows.Opened, "#leading")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        view, scene = self.view, self.scene
        line = next((each for each in view.now if each.subject == event.key), None) if view else None
        if view is None or line is None:
            self.room_app.say(_("这一项现在没有要办的事"), "bad")
            return
        self.do_act(line.act, line.subject, start_values(line.act, line.subject, view, scene.plan if scene else None, line))
