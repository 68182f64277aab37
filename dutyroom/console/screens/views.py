"""显示设置: which rows, grouped and ordered how, with which columns; and views that are saved and recalled by a digit.

Everything is done at once on the board below; nothing has to be confirmed. Esc goes back a step.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from dutyroom.console.present.board import choosing
from dutyroom.console.present.board.choosing import SAVE, VIEW
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.board_view import BoardView
from dutyroom.lang import gettext as _
from dutyroom.settings.board_views import MOST, named


class ViewsScreen(RoomScreen[None]):
    """First all that a view is made of and the views saved; Enter opens one thing, Space ticks in it."""

    CSS_PATH = Path(__file__).with_name("views.tcss")
    AUTO_FOCUS = "#entries"
    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("space", "tick", show=False),
        Binding("n,insert", "name", show=False),
        Binding("delete,x", "forget", show=False),
        *(Binding(str(place), f"recall({place})", show=False) for place in range(10)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.opened = ""
        self._asked = ""

    @property
    def entries(self) -> Rows:
        """The list."""
        return self.query_one("#entries", Rows)

    @property
    def view(self) -> BoardView:
        """How the board is looked at now."""
        return self.room_app.board.view

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="entries")
        yield Input(id="name", placeholder=_("视图名称，如 夜班；Enter 保存，Esc 取消"), max_length=20)
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#name").display = False
        self.draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Everything anew from the board's view."""
        if not self.is_attached:
            return
        app = self.room_app
        width = self.room_in(self.entries)
        if self.opened:
            rows = choosing.choices(self.opened, self.view, app.named, app.board.picture.rows)
            title = choosing.title_of(self.opened)
            keys = [("Space", _("勾选"), True), ("0", _("显示全部"), True), ("Esc", _("返回"), True)]
        else:
            rows = choosing.parts(self.view, app.kept.saved, app.named, width)
            title = _("显示设置")
            keys = [
                ("Enter", _("选择"), True), ("1-9", _("用视图"), True), ("N", _("存为视图"), True),
                ("Del", _("删除（按两次）"), bool(app.kept.saved)), ("0", _("显示全部"), True), ("Esc", _("返回"), True),
            ]  # fmt: skip
        hidden = app.board.left_out
        said = _("筛去 {n} 件").format(n=hidden) if hidden else _("没有筛去的")
        self.query_one("#head", Parts).put([[(f" {title}  ", "strong"), (said, "soon" if hidden else "quiet")]])
        self.entries.put(rows)
        self.query_one(KeysLine).show(keys)

    def _look(self, view: BoardView) -> None:
        self.room_app.board.look(view)
        self.draw()

    # Choosing

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self._choose(event.key)

    def action_tick(self) -> None:
        """Space does what Enter does."""
        if self.entries.cursor:
            self._choose(self.entries.cursor)

    def _choose(self, key: str) -> None:
        if self.opened:
            self._look(choosing.chosen(self.opened, key, self.view))
        elif key == SAVE:
            self.action_name()
        elif key.startswith(VIEW):
            self.action_recall(int(key.removeprefix(VIEW)))
        else:
            self.opened = key
            self.draw()
            self.entries.action_edge(0)

    def action_recall(self, place: int) -> None:
        """A saved view, or everything; then back to the board, where it shows."""
        board, app = self.room_app.board, self.room_app
        if place and place > len(app.kept.saved):
            app.say(_("没有第 {n} 个视图。N 保存现在的显示").format(n=place))
            return
        self.dismiss(None)
        board.action_recall(place)

    @on(Rows.Moved, "#entries")
    def _moved(self) -> None:
        self._asked = ""

    def action_back(self) -> None:
        """A step back."""
        field = self.query_one("#name", Input)
        if field.display:
            field.display = False
            self.entries.focus()
        elif self.opened:
            key, self.opened = self.opened, ""
            self.draw()
            self.entries.go(key)
        else:
            self.dismiss(None)

    # Saved views

    def action_name(self) -> None:
        """Ask for the name of what is shown now."""
        if len(self.room_app.kept.saved) >= MOST:
            self.room_app.say(_("已有 {n} 个视图，先删去一个").format(n=MOST), "bad")
            return
        self.opened = ""
        self.draw()
        field = self.query_one("#name", Input)
        field.value, field.display = self.view.name, True
        field.focus()

    @on(Input.Submitted, "#name")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        name, app = named(event.value), self.room_app
        if not name:
            app.say(_("请给视图起个名称"), "bad")
            return
        view = replace(self.view, name=name)
        others = [each for each in app.kept.saved if each.name != name]
        before = [each.name for each in app.kept.saved]
        others.insert(before.index(name) if name in before else len(others), view)
        app.keep(replace(app.kept, view=view, saved=tuple(others)))
        app.board.look(view)
        self.action_back()
        self.draw()
        app.say(_("已存为视图 {n}：{name}").format(n=others.index(view) + 1, name=name), "good")

    def action_forget(self) -> None:
        """Delete the saved view under the cursor, at the second press."""
        key, app = self.entries.cursor, self.room_app
        if self.opened or not key.startswith(VIEW):
            return
        if self._asked != key:
            self._asked = key
            app.say(_("再按一次删除这个视图"), "bad")
            return
        self._asked = ""
        place = int(key.removeprefix(VIEW)) - 1
        app.keep(replace(app.kept, saved=app.kept.saved[:place] + app.kept.saved[place + 1 :]))
        self.draw()
        app.say(_("视图已删除，显示不变"))
