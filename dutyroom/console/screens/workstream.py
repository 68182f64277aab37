"""One workstream as a place of work: its tasks with what is next on top, its papers, what has been seen in public."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from dutyroom.console.present.event import Scene, listed, mark_of, own
from dutyroom.console.present.workstream import about_task, head, rows, touches
from dutyroom.console.screens.event import EventScreen
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _
from dutyroom.services.views import EmergencyView, TaskView, WorkstreamView


class WorkstreamScreen(EventScreen):
    """Enter opens what the cursor is on; A is what can be done for the workstream as a whole."""

    AUTO_FOCUS = "#work"

    def __init__(self, number: str, view: EmergencyView | None, code: str) -> None:
        super().__init__(number, view)
        self.code = code

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="work")
        yield StatusLine()
        yield KeysLine()

    @property
    def _stream(self) -> WorkstreamView | None:
        streams = self.view.workstreams if self.view else ()
        return next((each for each in streams if each.code == self.code), None)

    def draw(self, scene: Scene) -> None:
        stream = self._stream
        if stream is None:
            return
        lines = head(scene, stream)
        box = self.query_one("#head", Parts)
        box.styles.height = len(lines)
        box.put(lines)
        work = self.query_one("#work", Rows)
        work.put(rows(scene, stream, max(work.size.width - 1, 20)))

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("进入")), ("A", _("可办事项")), ("F12", _("记一笔"))]

    # Acts

    def offers(self) -> Sequence[Offer]:
        """What can be done for this workstream: its tasks, its papers, itself."""
        scene, stream, view = self.scene, self._stream, self.view
        if scene is None or stream is None or view is None:
            return ()
        mine = {"workstream": stream.code}

        def belongs(act: str) -> bool:
            kind = act.partition(".")[0]
            if act == "workstream.add":
                return stream.state != "active"
            if act == "workstream.stand_down":
                return stream.state == "active"
            if kind == "task":
                return stream.state == "active"
            return kind in ("opinion", "statement", "solution", "evidence") and touches(scene.plan, stream.code, act)

        return [
            Offer(each.act, each.subject, each.seen, mine if ACTS[each.act].field("workstream") else {}, each.why_not)
            for each in self.event_offers(belongs)
        ]

    def acts_title(self) -> str:
        stream = self._stream
        return own(stream.name, stream.en) if stream else ""

    @on(Rows.Opened, "#work")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        if self.view is None:
            return
        kind, number = event.key[:1], event.key[1:]
        if kind == "P":
            self.room_app.open("paper", self.number, self.view, int(number))
        elif kind == "T":
            self._open_task(f"T{number}")
        else:
            self.action_acts()

    def _open_task(self, subject: str) -> None:
        scene, stream = self.scene, self._stream
        task = next((each for each in stream.tasks if f"T{each.id}" == subject), None) if stream else None
        if scene is None or task is None:
            return
        offers = [
            Offer(act.name, subject, task.version if act.sees else None, _start(act.name, task), _why(task, act.name))
            for act in sorted(ACTS.values(), key=lambda act: act.name != "task.done")
            if act.subject == "task"
        ]
        title = f"{mark_of(task.due, scene.now)} {own(task.title, task.en)}  {subject}"
        self.room_app.open("acts", title, about_task(task, scene, self.size.width - 4), offers, then=self.do)


def _start(act: str, task: TaskView) -> dict[str, str]:
    return {"owner": task.owner} if act == "task.assign" and task.owner else {}


def _why(task: TaskView, act: str) -> str:
    if task.state == "done":
        return _("任务已完成")
    if act == "task.done" and task.blocked:
        return _("须先完成：{titles}").format(titles=listed(task.blocked))
    return ""
