"""The complaint form in the order of a call. Which clocks it will start, and when they fall due, shows as one types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

from dutyroom.console.forms.forms import Sheet
from dutyroom.console.forms.previews import CLOCK_FIELDS, Previews
from dutyroom.console.forms.repeat import RepeatCaller
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.wording import Wordings
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.desk.views import DraftView

RECEIVED = "received"


class RegisterScreen(Sheet):
    """Registers a complaint, from a call (`call` its number, `received` its stamp, aware UTC) or by itself."""

    CSS_PATH = Path(__file__).with_name("register.tcss")
    BINDINGS = [Binding("f7", "level", show=False)]

    def __init__(
        self,
        call: str = "",
        received: datetime | None = None,
        values: Mapping[str, str] | None = None,
        draft: DraftView | None = None,
    ) -> None:
        super().__init__("complaint.register", values=values, draft=draft)
        self.call = call or self._given.get("call", "")
        self.received = received
        self._stamp = ""

    def compose(self) -> ComposeResult:
        yield Parts(id="sheet-head")
        with Horizontal(id="register-middle"):
            yield self.make_body(leave_out=("call",))
            yield Previews(self.desk, received=self.received)
        yield Wordings()
        yield Parts(id="sheet-notice")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        if self.received is None:
            self.received = self.desk.now()
        self._stamp = self.desk.local(self.received, seconds=True)
        if RECEIVED not in self._given:
            self._given[RECEIVED] = self._stamp
            self.body.put({RECEIVED: self._stamp})
        self.supplied()
        self._repeat = RepeatCaller(self.desk, self.body, lambda: self.call)
        self._repeat.look()

    def supplied(self) -> None:
        """What came by telephone says so."""
        channel = self.body.rows["channel"]
        if self.call and not channel.value:
            channel.put("phone")
            self._given["channel"] = "phone"
        self.query_one(Previews).follow(self.body.values)

    def title_text(self) -> str:
        title = super().title_text()
        return f"{title}  {_('来自来电 {call}').format(call=self.call)}" if self.call else title

    def keys(self) -> list[tuple[str, str, bool]]:
        return [
            ("Ctrl+S", _("登记"), True),
            ("Tab", _("下一项"), True),
            ("F7", _("定级"), True),
            ("F2", _("新来电"), True),
            ("Esc", _("离开，内容存为草稿"), True),
        ]

    def goes_on(self, draft: DraftView) -> bool:
        return super().goes_on(draft) and dict(draft.values).get("call", "") == self.call

    def draft_values(self) -> dict[str, str]:
        values = super().draft_values()
        return {**values, "call": self.call} if values and self.call else values

    def command_values(self) -> dict[str, Any]:
        values = super().command_values()
        # The stamp is kept to the fraction of a second unless somebody typed another moment over it.
        if values.get(RECEIVED) == self._stamp:
            values[RECEIVED] = self.received
        if self.call:
            values["call"] = self.call
        return values

    def hear(self, news: News) -> None:
        """A wording was set while somebody is on the telephone."""
        if self.is_mounted:
            self.query_one(Wordings).hear(news)

    def edited(self, field: str) -> None:
        if field in CLOCK_FIELDS:
            self.query_one(Previews).follow(self.body.values)
        self._repeat.edited(field)

    def action_level(self) -> None:
        """F7: to the level, from wherever one is."""
        self.body.focus_field("level")
