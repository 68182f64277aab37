"""记一笔: one key, one line, Enter; the page below stays in sight. The same key again opens the whole form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.forms.forms import Sheet
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Down
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.act import Field
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import DraftView


class NoteScreen(Sheet):
    """One line at the foot. What was typed goes along into the whole form, or into a draft."""

    CSS_PATH = Path(__file__).with_name("note.tcss")
    BINDINGS = [Binding("f12,ctrl+n", "more", show=False)]

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        super().__init__("log.write", values=values)

    def compose(self) -> ComposeResult:
        with Down(id="panel"):
            yield Parts(id="sheet-head")
            yield self.make_body()
            yield Parts(id="sheet-notice")
            yield StatusLine()
            yield KeysLine()

    def _fields(self) -> tuple[Field, ...]:
        # One line: Enter ends it. When it happened and what it is about wait in the whole form.
        return tuple(Field(each.name, each.label, "line", True) for each in self.act.fields if each.name == "text")

    def keys(self) -> list[tuple[str, str, bool]]:
        return [("Enter, Ctrl+S", _("记下"), True), ("F12", _("补记、关于某件"), True), ("Esc", _("离开，内容存为草稿"), True)]

    async def action_more(self) -> None:
        """The whole form, with what was typed; until that is kept as a draft, this one stays."""
        values = {**self._given, **self.body.values}
        app = self.desk.app
        try:
            await self.keeper.keep(self.desk)
        except Exception as fault:
            self._kept(fault)
            return
        # The form goes on with this line's draft, so that nothing typed is ever without one.
        kept = self.keeper.kept
        who, typed = self.desk.person, tuple(values.items())
        draft = DraftView(self.keeper.id, who, self.act.name, "", self.desk.now(), typed) if kept else None
        self.dismiss(None)
        app.call_after_refresh(app.open, "form", self.act.name, "", None, values, draft)
