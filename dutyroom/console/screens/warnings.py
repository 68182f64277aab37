"""告警: what fell due and nobody has answered, in groups of one reason; acknowledged one by one or all of a group, or shelved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from textual import on
from textual.binding import Binding

from dutyroom.console.present.board.warnings import Group, grouped, row
from dutyroom.console.present.line import Row
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.rows import Rows
from dutyroom.lang import gettext as _
from dutyroom.services.organisation.views import SignedIn


class WarningsScreen(DeskList):
    """Enter: what can be done about one group; Space: all of it has been seen."""

    ABOUT = "warnings"
    BINDINGS = [Binding("space,ctrl+k", "seen", show=False)]

    def question(self) -> Callable[[], Any]:
        from dutyroom.services.telling.queries import open_warnings

        return partial(open_warnings, self.room_app.room)

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("办理")), (_("空格"), _("知悉"))]

    @property
    def groups(self) -> list[Group]:
        """What is in sight, in its order."""
        return grouped(self.found or ())

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        rows = [Row(group.key, row(group, now, self.zone, width)) for group in self.groups]
        return _("告警") + f" {len(self.found)}", rows or [Row("", ([("   " + _("没有告警"), "quiet")],))]

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        group = next((each for each in self.groups if each.key == event.key), None)
        if group is None:
            return
        width = min(self.size.width - 6, 96)
        about = list(row(group, self.room_app.room.now(), self.zone, width))
        first = group.views[0]
        offers = [Offer("warning.acknowledge", first.number, first.version), Offer("warning.shelve", first.number, first.version)]
        self.room_app.open("acts", group.said, about, offers, then=self._do)

    def _do(self, offer: Offer | None) -> None:
        if offer is not None:
            self.room_app.open_form(offer.act, offer.subject, offer.seen, offer.values, lambda _done: self.load())

    def action_seen(self) -> None:
        """知悉: all of the group under the cursor."""
        key = self.entries.cursor
        group = next((each for each in self.groups if each.key == key), None)
        if group is not None:
            self.room_app.need_session(lambda session: self._seen(group, session))

    def _seen(self, group: Group, session: SignedIn) -> None:
        app = self.room_app
        command = session.command("warning.acknowledge")
        numbers = [view.number for view in group.views]

        def told(outcome: tuple[tuple[str, str, bool], ...]) -> None:
            done = sum(well for _number, _said, well in outcome)
            refused = next((said for _number, said, well in outcome if not well), "")
            app.say(refused if refused and not done else _("已知悉 {n} 项告警").format(n=done), "bad" if not done else "good")
            self.load()

        app.ask(lambda: app.room.perform_each(command, numbers), told)
