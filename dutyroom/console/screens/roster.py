"""The role roster, full screen: who holds which role of the plan, where they are, how to reach them."""

from __future__ import annotations

from dutyroom.console.present.cells import fit
from dutyroom.console.present.roster import holder_name, states, verified
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.page import PageScreen
from dutyroom.console.widgets.parts import Line
from dutyroom.lang import gettext as _
from dutyroom.services.views import News, RoleHolder


class RosterScreen(PageScreen):
    """Staff are never masked to those on duty."""

    def on_mount(self) -> None:
        super().on_mount()
        self._ask()

    def hear(self, news: News) -> None:
        """Appointments and shifts show as they change."""
        if any(entry.kind.startswith(("roster.", "shift.", "person.")) for entry in news.log):
            self._ask()

    def _ask(self) -> None:
        self.room_app.ask(self.room_app.room.roster, self._got)

    def _got(self, roster: tuple[RoleHolder, ...]) -> None:
        self.room_app.duty = roster
        if self.is_mounted:
            self.draw()

    def draw(self) -> None:
        app = self.room_app
        names = app.named.words.roles if app.named else {}
        now = app.room.now()
        heads = (_("角色"), _("现任"), _("状态"), _("登记号码"), _("上次核实"))
        widths = (22, 16, 8, 16, 10)
        titles = " ".join(fit(head, width) for head, width in zip(heads, widths, strict=True))
        lines: list[Line] = [((" " + titles, "quiet"),)]
        for holder in app.duty:
            checked, stale = verified(holder, now) if holder.person else ("", False)
            lines.append(
                (
                    (" " + fit(one_line(names.get(holder.role, holder.role)), widths[0]) + " ", "plain"),
                    (fit(holder_name(holder), widths[1]) + " ", "strong" if holder.person else "soon"),
                    (fit(states().get(holder.state, "") if holder.person else "", widths[2]) + " ", "plain"),
                    (fit(one_line(holder.phone), widths[3]) + " ", "plain"),
                    (checked, "soon" if stale else "quiet"),
                )
            )
        self.put(_("角色与在岗"), lines)
