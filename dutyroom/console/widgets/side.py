"""Beside the queue: who holds which role, and the last lines of the duty log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from dutyroom.console.present.cells import fit, titled
from dutyroom.console.present.line import Line
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.log.views import LogEntry
    from dutyroom.services.organisation.views import RoleHolder


class Side(Parts):
    """Roster above, log below, newest line last. What does not fit is one key away."""

    def __init__(self) -> None:
        super().__init__(id="side")
        self._roster: Sequence[RoleHolder] = ()
        self._roles: Mapping[str, str] = {}
        self._log: Sequence[LogEntry] = ()
        self._zone: tzinfo | None = None
        self._plan: Plan | None = None

    def show(
        self, roster: Sequence[RoleHolder], roles: Mapping[str, str], log: Sequence[LogEntry], zone: tzinfo, plan: Plan | None
    ) -> None:
        """Show these; `plan` is None until it is read."""
        self._roster, self._roles, self._log, self._zone, self._plan = roster, roles, log, zone, plan
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, height = self.size.width, self.size.height
        if self._zone is None or height < 4:
            return
        roster = self._roster_lines(width, height // 2)
        log = self._log_lines(width, height - len(roster) - 2)
        self.put([*roster, ((" ", "plain"),), ((" " + titled(_("值班日志")), "strong"),), *log])

    def _roster_lines(self, width: int, most: int) -> list[Line]:
        from dutyroom.console.present.shift.roster import short

        room = max(min(len(self._roster), most - 1), 1)
        lines: list[Line] = [((" " + titled(_("角色")), "strong"),)]
        lines += [short(each, self._roles.get(each.role, each.role), width) for each in self._roster[:room]]
        if len(self._roster) > room:
            more = _("另有 {n} 个角色，Ctrl+R 看全表").format(n=len(self._roster) - room + 1)
            lines[-1] = ((fit(" " + more, width), "quiet"),)
        return lines

    def _log_lines(self, width: int, most: int) -> list[Line]:
        from dutyroom.console.present.shift.log import line

        zone = self._zone
        assert zone is not None
        last = self._log[-most:] if most > 0 else ()
        brief = width < 36 and language() == "en"
        return [((" " + fit(line(entry, zone, self._plan, brief), width - 2), "plain"),) for entry in last]
