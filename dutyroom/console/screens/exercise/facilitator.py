"""导调台: the clock, every inject with its state, what the players owe; send, hold, skip, add, jump, observe, end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.exercise.pages import inject_row
from dutyroom.console.present.line import Row
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.names import listed, named
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.exercise.views import ExerciseView
from dutyroom.services.exercise.words import join_words

_PACES = (1, 2, 5, 10, 30, 60, 120, 300, 600)
SOON = 10
"""Minutes before the end from which the page says that it can be put off."""


class FacilitatorScreen(DeskList):
    """One key each: S send now, X hold or release, Delete skip, A add, P pause, + and - pace, T jump, O observe, E end."""

    BINDINGS = [
        Binding("s", "inject('send')", show=False),
        Binding("x", "hold", show=False),
        Binding("delete", "inject('skip')", show=False),
        Binding("a", "form('inject.add')", show=False),
        Binding("p", "pause", show=False),
        Binding("plus,equals_sign", "pace(1)", show=False),
        Binding("minus", "pace(-1)", show=False),
        Binding("t", "form('exercise.clock')", show=False),
        Binding("o", "form('observation.add')", show=False),
        Binding("e", "form('exercise.end')", show=False),
        Binding("b", "begin", show=False),
        Binding("y", "app.command('evaluation')", show=False),
    ]

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.exercise

    def hear(self, news: News) -> None:
        if self.is_current:
            self.load()

    def tick(self, now: datetime) -> None:
        """Once a second: what is due next comes nearer."""
        self.redraw()

    def keys(self) -> Sequence[tuple[str, str]]:
        return [
            ("B", _("开始")), ("S", _("发出")), ("X", _("暂缓/恢复")), ("Del", _("略过此条")), ("A", _("追加")),
            ("P", _("暂停/继续")), ("+ -", _("快慢")), ("T", _("跳时、延长")), ("O", _("记观察")),
            ("Y", _("评估")), ("E", _("结束")),
        ]  # fmt: skip

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        view: ExerciseView = self.found
        roles = self.room_app.named.words.roles if self.room_app.named else {}
        rows = [Row(str(each.no), tuple(inject_row(each, now, self.zone, width, roles))) for each in view.injects]
        if view.began is None:
            stage = _("尚未开始，B 开始")
        elif view.ended is not None:
            stage = _("已结束")
        else:
            left = max(int((view.ends - now).total_seconds()) // 60, 0) if view.ends else 0
            stage = _("第 {n} 分钟，最迟 {left} 分钟后结束").format(n=int((now - view.began).total_seconds()) // 60, left=left)
            if left < SOON:
                stage += " " + _("（T 可延长）")
        pace = _("暂停") if view.rate == 0 else f"x{view.rate}"
        score = "" if view.percent is None else _("得分 {n}%").format(n=view.percent)
        played = listed(roles.get(each, each) for each in view.plays)
        title = "   ".join(filter(None, [_("导调台"), stage, pace, score, named(view.scenario)]))
        rows.append(Row("", ([],)))
        rows.append(Row("", ([("   " + _("由人扮演：{roles}").format(roles=played or _("无")), "quiet")],)))
        join = join_words(self.room_app.room, view.number)
        rows.append(Row("", ([("   " + join, "quiet")],)))
        return title, rows

    @property
    def _chosen(self) -> int:
        return int(self.entries.cursor) if self.entries.cursor else 0

    def action_inject(self, what: str) -> None:
        """Send or skip the one under the cursor."""
        if self._chosen:
            self.room_app.act(f"inject.{what}", "", {"no": self._chosen})

    def action_hold(self) -> None:
        """Hold the one under the cursor, or release it."""
        view: ExerciseView | None = self.found
        state = next((each.state for each in view.injects if each.no == self._chosen), "") if view else ""
        if state:
            self.room_app.act("inject.hold" if state == "waiting" else "inject.release", "", {"no": self._chosen})

    def action_begin(self) -> None:
        """Minute 0 is now."""
        self.room_app.act("exercise.begin")

    def action_pause(self) -> None:
        """Pause the clock, or go on at the machine's pace."""
        view: ExerciseView | None = self.found
        if view is not None:
            self.room_app.act("exercise.clock", "", {"rate": 1 if view.rate == 0 else 0})

    def action_pace(self, by: int) -> None:
        """The next faster or slower pace."""
        view: ExerciseView | None = self.found
        if view is not None:
            at = max((n for n, pace in enumerate(_PACES) if pace <= max(view.rate, 1)), default=0)
            self.room_app.act("exercise.clock", "", {"rate": _PACES[min(max(at + by, 0), len(_PACES) - 1)]})

    def action_form(self, act: str) -> None:
        """An act that needs more than a key."""
        self.room_app.open_form(act)

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.action_inject("send")
