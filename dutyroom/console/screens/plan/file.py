"""起草: a plan file is named, checked at once with every fault, and only then sent as a draft with what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.page import Pages, PageScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.plan.views import DraftView


class PlanDraftForm(FormScreen):
    """What the revision is about and from when it holds; the text comes from the file and is not typed over here."""

    def __init__(self, text: str, about: DraftView | None) -> None:
        act, number, seen = ("plan.edit", about.number, about.version) if about else ("plan.draft", "", None)
        super().__init__(act, number, seen, {"what": about.what} if about else None)
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Parts(id="sheet-head")
            yield self.make_body(leave_out=("text",))
            yield Parts(id="sheet-notice")
            yield StatusLine()
            yield KeysLine()

    def command_values(self) -> dict[str, Any]:
        return {**super().command_values(), "text": self._text}


class PlanFileScreen(PageScreen):
    """Enter reads and checks the file; faults are listed with their lines, and the file can be mended and read again."""

    AUTO_FOCUS = "#file"
    BINDINGS = [("escape", "app.pop_screen", "")]

    def __init__(self, about: DraftView | None = None) -> None:
        super().__init__()
        self._about = about
        self._lines: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Input(placeholder=_("预案文件的路径，回车检查"), compact=True, id="file")
        yield Pages()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one(KeysLine).show([("Enter", _("检查并起草"), True), ("Esc", _("返回"), True)])
        self._say([(_("先写好预案文件：dutyroom plan new 文件，或改现有的一份；检查无误才能起草。"), "quiet")])

    @on(Input.Submitted, "#file")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        path = event.value.strip()
        if path:
            self.room_app.ask(lambda: _read(path), self._checked, self._unread)

    def _unread(self, refusal: Refusal) -> None:
        self._say([(f"{refusal.message} {refusal.hint}", "alarm")])

    def _checked(self, found: tuple[str, tuple[Any, ...]]) -> None:
        text, faults = found
        said = [(f"{each.line}  {each.path}  {each.message}", "soon" if each.warning else "alarm") for each in faults]
        wrong = sum(not each.warning for each in faults)
        if wrong:
            self._say([(_("共 {n} 处错误。").format(n=wrong), "alarm"), *said])
            return
        self._say([(_("检查通过。"), "accent"), *said])

        def sent(done: Any) -> None:
            if done is not None:
                self.dismiss(None)

        self.app.push_screen(PlanDraftForm(text, self._about), sent)

    def _say(self, lines: list[tuple[str, str]]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        """Faults, one a paragraph."""
        made: list[Line] = []
        for words, look in self._lines:
            made += [[(" " + part, look)] for part in wrap(one_line(words), max(self.width - 2, 10))]
        self.put(_("起草预案") if self._about is None else _("修改预案草案") + f" {self._about.number}", made)


def _read(path: str) -> tuple[str, tuple[Any, ...]]:
    from dutyroom.domain.plan.reader import check_plan
    from dutyroom.settings.plans import plan_file_text

    text = plan_file_text(Path(path).expanduser())
    return text, check_plan(text, path)
