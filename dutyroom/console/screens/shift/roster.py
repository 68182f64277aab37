"""The role roster, full screen: who holds which role of the plan, where they are, how to reach them."""

from __future__ import annotations

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, titled
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.shift.roster import holder_name, states, verified
from dutyroom.console.screens.page import PageScreen
from dutyroom.domain.names import aside, post_name
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.organisation.views import RoleHolder


class RosterScreen(PageScreen):
    """Staff are never masked to those on duty."""

    def on_mount(self) -> None:
        self._ask()

    def hear(self, news: News) -> None:
        """Appointments and shifts show as they change."""
        if "roster" in news.changed:
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
        heads = tuple(titled(head) for head in (_("角色"), _("现任"), _("状态"), _("登记号码"), _("上次核实")))
        rows = []
        for holder in app.duty:
            held = bool(holder.person)
            checked, stale = verified(holder, now) if held else ("", False)
            post = post_name(app.named.plan, holder.role) if app.named else ""
            role = one_line(names.get(holder.role, holder.role) + aside(post))
            state = states().get(holder.state, "") if held else ""
            cells = (role, holder_name(holder), state, one_line(holder.phone), checked)
            rows.append((cells, ("plain", "strong" if held else "soon", "plain", "plain", "soon" if stale else "quiet")))
        # As wide as what stands in it, and the room that is left between the columns: no role is cut where it fits.
        wide = [max(map(cell_len, column)) for column in zip(heads, *(cells for cells, _looks in rows), strict=True)]
        gap = min(max((self.width - 1 - sum(wide)) // len(wide), 1), 6)
        wide[0] -= max(sum(wide) + gap * 4 + 1 - self.width, 0)
        lines: list[Line] = [((" " + (" " * gap).join(map(fit, heads, wide)), "quiet"),)]
        for cells, looks in rows:
            texts = [text + " " * gap for text in map(fit, cells, wide)]
            lines.append(((" ", "plain"), *zip(texts, looks, strict=True)))
        self.put(_("角色与在岗"), lines)
