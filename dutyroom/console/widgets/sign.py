"""The sign above the queue: what is shown only, and how many open complaints are not on it. Not there when all are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutyroom.console.present.board.groups import filter_words, group_title
from dutyroom.console.present.board.offers import names_of
from dutyroom.console.present.line import Part
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.board_view import BoardView
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from textual import events

    from dutyroom.console.present.words import Named


class Sign(Parts):
    """One line, or none. A click opens the choice of what is shown."""

    DEFAULT_CSS = "Sign { height: 1; display: none; background: $panel; }"

    def __init__(self) -> None:
        super().__init__(id="sign")

    def show(
        self, view: BoardView, named: Named | None, sought: bool, hidden: int, pinned: int, unseen: bool = False
    ) -> None:
        """`sought`: rows were looked for; `hidden` open complaints are not shown, `pinned` of them pinned.

        `unseen`: what was looked for is what nobody has acknowledged; that the others are not there is no alarm.
        """
        parts: list[Part] = []
        if pinned and unseen:
            parts.append((" " + _("置顶 {n} 件已有人知悉").format(n=pinned) + " ", "quiet"))
        elif pinned:
            parts.append((" " + _("置顶 {n} 件没有显示").format(n=pinned) + " ", "alarm"))
        if hidden > pinned:
            word = _("另有 {n} 件没有显示") if sought else _("筛去 {n} 件")
            parts.append((" " + word.format(n=hidden - pinned) + "  ", "soon"))
        if hidden:
            parts.append((_("Esc 看全部") if sought else _("0 看全部"), "plain"))
        if not sought:
            if view.filters:
                parts.append(("  " + _("只看") + " " + filter_words(view, names_of(named)), "plain"))
            if view.group:
                parts.append(("  " + _("分组") + " " + group_title(view.group), "quiet"))
            if view.name:
                parts.append(("  " + _("视图：{name}").format(name=one_line(view.name)), "quiet"))
        self.display = bool(parts)
        self.put([parts])

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.app.run_worker(self.app.run_action("app.command('views')"), exit_on_error=False)
