"""Beside the queue: who holds which role, and the last lines of the duty log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.widgets.parts import Line, Parts
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.views import LogEntry, RoleHolder


class Side(Vertical):
    """Roster above, log below, newest line last."""

    def __init__(self) -> None:
        super().__init__(id="side")
        self._roster: Sequence[RoleHolder] = ()
        self._roles: Mapping[str, str] = {}
        self._log: Sequence[LogEntry] = ()
        self._zone: tzinfo | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="side-roster")
        yield Parts(id="side-log")

    def show(
        self, roster: Sequence[RoleHolder], roles: Mapping[str, str], log: Sequence[LogEntry], zone: tzinfo
    ) -> None:
        """Show these; what does not fit is one key away."""
        self._roster, self._roles, self._log, self._zone = roster, roles, log, zone
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, height = self.size.width, self.size.height
        if self._zone is None or not height:
            return
        from dutyroom.console.present.log import line
        from dutyroom.console.present.roster import short

        room = max(min(len(self._roster), height // 2 - 2), 1)
        roster: list[Line] = [((" " + _("角色"), "strong"),)]
        roster += [short(each, self._roles.get(each.role, each.role), width) for each in self._roster[:room]]
        if len(self._roster) > room:
            more = _("另有 {n} 个角色，Ctrl+R 看全表").format(n=len(self._roster) - room)
            roster[-1] = ((fit(" " + more, width), "quiet"),)
        box = self.query_one("#side-roster", Parts)
        box.styles.height = len(roster) + 1
        box.put(roster)
        lines: list[Line] = []
        for entry in reversed(self._log):
            made = wrap(line(entry, self._zone), max(width - 2, 1))[:2]
            looks = ["plain" if not n else "quiet" for n in range(len(made))]
            lines[:0] = [((" " + text, look),) for text, look in zip(made, looks, strict=True)]
            if len(lines) >= height:
                break
        free = max(height - len(roster) - 2, 0)
        head: list[Line] = [((" " + _("值班日志"), "strong"),)]
        self.query_one("#side-log", Parts).put(head + lines[-free:] if free else head)
