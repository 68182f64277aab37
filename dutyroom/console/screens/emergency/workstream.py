"""One workstream as a place of work: its tasks with what is next on top, and beside them whatever it keeps."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

from dutyroom.console.present.emergency.event import Scene, listed, mark_of, own
from dutyroom.console.present.emergency.records import history, moves_of, state_word
from dutyroom.console.present.emergency.workplace import place_head, place_rows
from dutyroom.console.present.emergency.workstream import about_task, belongs, head, task_rows
from dutyroom.console.present.line import Line
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.acts import ACTS
from dutyroom.domain.records import CARD, KINDS
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import EmergencyView, TaskView, WorkstreamView

BESIDE = 110
"""Cells from which tasks and records stand side by side; narrower, one below the other."""


class WorkstreamScreen(EventScreen):
    """Enter opens what the cursor is on, Tab goes to the other side; A is what can be done for the workstream."""

    AUTO_FOCUS = "#work"
    BINDINGS = [
        Binding("tab,right", "side('#kept')", show=False, priority=True),
        Binding("shift+tab,left", "side('#work')", show=False, priority=True),
    ]

    def __init__(self, number: str, view: EmergencyView | None, code: str) -> None:
        super().__init__(number, view)
        self.code = code

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        with Horizontal(id="place"):
            yield Rows(id="work")
            yield Rows(id="kept")
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
        lines = [*head(scene, stream), *place_head(scene, stream, self.size.width)]
        box = self.query_one("#head", Parts)
        box.styles.height = len(lines)
        box.put(lines)
        work, kept = self.query_one("#work", Rows), self.query_one("#kept", Rows)
        beside = self.size.width >= BESIDE and bool(stream.parts)
        # Tasks are short; what the workstream keeps is what it writes in.
        wide = self.size.width * 2 // 5 if beside else self.size.width
        work.styles.width = wide
        kept.display = beside
        tasks = task_rows(scene, stream, max(wide - 2, 20))
        if beside:
            work.put(tasks)
            kept.put(place_rows(scene, stream, max(self.size.width - wide - 3, 20)))
        else:
            work.put([*tasks, *place_rows(scene, stream, max(wide - 2, 20))])

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("进入")), ("A", _("可办事项")), ("Tab", _("任务/台账")), ("F12", _("记一笔"))]

    def action_side(self, which: str) -> None:
        """To the tasks, or to what is kept; with both below each other the cursor walks through all."""
        to = self.query_one(which, Rows)
        if not to.display or (to.has_focus and which == "#kept"):
            to = self.query_one("#work", Rows)
        to.focus()

    # Acts

    def offers(self) -> Sequence[Offer]:
        """What can be done for this workstream: its records, its papers, its tasks, itself."""
        scene, stream, view = self.scene, self._stream, self.view
        if scene is None or stream is None or view is None:
            return ()
        mine = {"workstream": stream.code}

        def here(act: str) -> bool:
            if act == "workstream.add":
                return stream.state != "active"
            if act == "workstream.stand_down":
                return stream.state == "active"
            if act == "workstream.step":
                return bool(stream.stages)
            if act == "task.add":
                return stream.state == "active"
            return belongs(scene.plan, stream, act) or act == "evidence.add" or act in _rhythm_acts(stream)

        def place(offer: Offer) -> tuple[bool, bool, bool]:
            late = offer.act in ("evidence.add", "workstream.stand_down")
            return bool(offer.why_not), late, not belongs(scene.plan, stream, offer.act)

        found = [
            Offer(each.act, each.subject, each.seen, mine if ACTS[each.act].field("workstream") else {}, each.why_not)
            for each in self.event_offers(here)
        ]
        return sorted(found, key=place)

    def acts_title(self) -> str:
        stream = self._stream
        return own(stream.name, stream.en) if stream else ""

    @on(Rows.Opened, "#work")
    @on(Rows.Opened, "#kept")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        if self.view is None:
            return
        kind, number = event.key[:1], event.key[1:]
        if kind == "P":
            self.room_app.open("paper", self.number, self.view, int(number))
        elif kind == "T":
            self._open_task(event.key)
        elif kind == "R":
            self._open_record(int(number))
        elif kind == "C":
            self._open_customer(number)
        elif kind == "S":
            self._open_sighting(int(number))
        elif kind == "I":
            lines = [line for line in self.view.now if line.act == "emergency.inform"]
            if int(number) < len(lines):
                self.do_act("emergency.inform", self.number)
        else:
            self.action_acts()

    def _open_task(self, subject: str) -> None:
        scene, stream = self.scene, self._stream
        task = next((each for each in stream.tasks if each.number == subject), None) if stream else None
        if scene is None or task is None:
            return
        offers = [
            Offer(act.name, subject, task.version if act.sees else None, _start(act.name, task), _why(task, act.name))
            for act in sorted(ACTS.values(), key=lambda act: act.name != "task.done")
            if act.subject == "task" and (task.offered or act.name not in ("task.accept", "task.decline"))
        ]
        title = f"{mark_of(task.due, scene.now)} {own(task.title, task.en)}  {subject}"
        self.room_app.open("acts", title, about_task(task, scene, self.size.width - 4), offers, then=self.do)

    def _open_record(self, number: int) -> None:
        scene, view = self.scene, self.view
        record = next((each for each in view.records if each.id == number), None) if view else None
        if scene is None or record is None:
            return
        kind = KINDS[record.kind]
        offers = [Offer(act, number_of("record", number), record.version) for act in moves_of(record, kind.moves)]
        title = f"{_(kind.label)}  R{number}  {state_word(record.kind, record.state)}"
        self._show(title, history(record, scene, self.size.width - 6), offers)

    def _open_customer(self, number: str) -> None:
        scene, view = self.scene, self.view
        one = next((each for each in view.customers if each.number == number), None) if view else None
        if scene is None or one is None:
            return
        offers = [
            Offer(act, each.number, each.version, {}, "", str(each.facts.get("text", ""))[:20])
            for each in one.promises
            for act in moves_of(each, KINDS["promise"].moves)
        ]
        acts = ("promise.make", *CARD, "complaint.contact", "complaint.satisfied")
        offers += [Offer(act, number, one.version if ACTS[act].sees else None) for act in acts]
        about = history(one.card, scene, self.size.width - 6) if one.card else []
        self._show(f"{one.name or _('未留姓名')}  {number}", about, offers)

    def _open_sighting(self, number: int) -> None:
        scene, view = self.scene, self.view
        seen = next((each for each in view.sightings if each.id == number), None) if view else None
        if scene is None or view is None or seen is None:
            return
        again = {"item": f"{seen.item or seen.id}", "place": seen.place, "link": seen.link, "text": seen.text, "tone": seen.tone}
        told = {"text": seen.text, "place": seen.place, "link": seen.link}
        offers = [Offer("opinion.add", self.number, None, again), Offer("rumour.add", self.number, None, told)]
        self._show(f"{_('舆情')} {_('第{n}条').format(n=number)}", [], offers)

    def _show(self, title: str, about: Sequence[Line], offers: Sequence[Offer]) -> None:
        most = max(self.size.height - len(offers) - 8, 4)
        self.room_app.open("acts", title, list(about)[-most:], offers, then=self.do)


def _rhythm_acts(stream: WorkstreamView) -> set[str]:
    return {act for each in stream.rhythms for act in each.stops}


def _start(act: str, task: TaskView) -> dict[str, str]:
    if act != "task.assign":
        return {}
    return {name: value for name, value in (("owner", task.owner), ("stand_in", task.stand_in)) if value}


def _why(task: TaskView, act: str) -> str:
    if task.state == "done":
        return _("任务已完成")
    if act == "task.done" and task.blocked:
        return _("须先完成：{titles}").format(titles=listed(task.blocked))
    return ""
