"""Decisions and timeline of an event, newest at the bottom, and the complaints that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.keys import keymap
from dutyroom.console.picture import Picture
from dutyroom.console.present.board.columns import GAP, titles
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.emergency.decisions import decision_line, decision_lines
from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.emergency.timeline import actor, said
from dutyroom.console.present.line import Line, Row
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.queue import Queue, Showing
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.board import BoardRow
from dutyroom.domain.names import shown_number
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import EmergencyView


class RecordScreen(EventScreen):
    """D shows the decisions alone; Enter on one shows it whole, with its withdrawal by a new one."""

    AUTO_FOCUS = "#record"
    BINDINGS = [Binding("d,ctrl+d", "decisions", show=False)]

    def __init__(self, number: str, view: EmergencyView | None = None) -> None:
        super().__init__(number, view)
        self._only = False
        self._at_end = True

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="record")
        yield StatusLine()
        yield KeysLine()

    def draw(self, scene: Scene) -> None:
        word = _("决定") if self._only else _("决定与时间线")
        self.query_one("#head", Parts).put([[(f" {shown_number(scene.plan, self.number)}  {word}", "strong")]])
        rows = self.query_one("#record", Rows)
        before = len(rows.rows)
        rows.put(self._rows(scene, self.room_in(rows, 2)))
        if self._at_end and len(rows.rows) != before:
            rows.scroll_end(animate=False)

    def _rows(self, scene: Scene, width: int) -> list[Row]:
        made: list[tuple[datetime, Row]] = [
            (each.at, Row(each.number, (decision_line(each, scene),))) for each in scene.view.decisions
        ]
        decided = {(each.at, each.subject) for each in scene.view.decisions}
        if not self._only:
            for entry in scene.view.timeline:
                if (entry.at, entry.subject) in decided:
                    continue
                who = actor(entry, scene)
                words = wrap(said(entry, scene), max(width - 20, 20))
                first: Line = [(f"   {scene.at(entry.at)} ", "quiet"), (f"{who} ", "accent"), (words[0], "plain")]
                rest: list[Line] = [[(" " * 10 + word, "plain")] for word in words[1:]]
                made.append((entry.at, Row("", (first, *rest))))
        made.sort(key=lambda pair: pair[0])
        return [row for _at, row in made] or [Row("", ([("   " + _("还没有记录"), "quiet")],))]

    def keys(self) -> Sequence[tuple[str, str]]:
        return [
            ("Enter", _("决定全文")), ("D", _("全部") if self._only else _("只看决定")), ("A", _("可办事项")), ("P", _("文书")),
            ("F12", _("记一笔")),
        ]  # fmt: skip

    def reading(self) -> str:
        key = self.query_one("#record", Rows).cursor
        return f"decision:{key}" if key else ""

    @on(Rows.Opened, "#record")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        scene = self.scene
        found = next((each for each in scene.view.decisions if each.number == event.key), None) if scene else None
        if scene is None or found is None:
            return
        gone = _("已由 J{n} 撤回").format(n=found.replaced_by) if found.replaced_by else ""
        offers = [Offer("decision.withdraw", event.key, None, {}, gone)]
        if found.signed_at is None:
            offers.insert(0, Offer("emergency.sign", self.number, None, {"decision": f"{found.id}"}))
        about = decision_lines(found, scene, self.size.width - 6)
        self.room_app.open("acts", f"{_('决定')} {event.key}", about, offers, then=self.do)

    def action_decisions(self) -> None:
        """Decisions alone, or everything again."""
        self._only = not self._only
        self.redraw()


_CASE_KEYS = ("open", "contact", "transfer", "level", "report_up", "acknowledge")
"""Keys of the board that work on one complaint, and so here too."""


class CasesScreen(EventScreen):
    """The event's complaints in the live queue's own lines, with its keys; A joins one or lets one leave."""

    AUTO_FOCUS = "#queue"
    BINDINGS = [each for each in keymap.bindings(on_board=True) if each.id in _CASE_KEYS]

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Parts(id="titles")
        yield Queue(Picture(()), self.room_app.room.now, Showing())
        yield StatusLine()
        yield KeysLine()

    @property
    def selected(self) -> BoardRow | None:
        """The complaint under the cursor; None too while the page is being made."""
        return next((queue.selected for queue in self.query(Queue)), None)

    def draw(self, scene: Scene) -> None:
        queue = self.query_one(Queue)
        named = self.room_app.named
        rows = list(scene.view.complaints)
        if named is not None and rows != queue.picture.rows:
            queue.use(Showing(named.words, named.calendar, self.room_app.zone))
            queue.show(Picture(rows))
        queue.tick(scene.now)
        words = titles()
        gap = " " * GAP
        text = gap.join(fit(words[column.name], column.width) for column in queue.columns)
        title = f" {shown_number(scene.plan, self.number)}  {_('相关投诉')} {len(rows)}"
        self.query_one("#head", Parts).put([[(title, "strong")]])
        self.query_one("#titles", Parts).put([[(text, "quiet")]])

    def keys(self) -> Sequence[tuple[str, str]]:
        board = [keymap.BY_ID[name] for name in _CASE_KEYS]
        return [*((keymap.cap(entry), _(entry.label)) for entry in board), ("A", _("纳入、移出"))]

    def offers(self) -> Sequence[Offer]:
        """Joining another complaint, letting the selected one leave."""
        if self.view is None:
            return ()
        row = self.selected
        return [
            Offer(
                each.act, each.subject, each.seen,
                {"complaint": row.number} if row and each.act == "emergency.leave" else {}, each.why_not,
                row.number if row and each.act == "emergency.leave" else "",
            )
            for each in self.event_offers(lambda act: act in ("emergency.join", "emergency.leave"))
        ]  # fmt: skip

    @on(Queue.Opened)
    def _opened(self, event: Queue.Opened) -> None:
        event.stop()
        self.room_app.open("complaint", event.row.number)
