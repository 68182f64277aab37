"""文书: every paper of an event, to be read as plain text and written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.emergency.documents import document_rows
from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.emergency.event import EventScreen
from dutyroom.console.screens.page import PageScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.names import shown_number
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.emergency.panel.views import EmergencyView

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell
    from dutyroom.services.documents.event import Printout


class DocumentsScreen(EventScreen):
    """Enter reads the paper under the cursor, P prints it. `first`, ``kind:number``, is where the cursor starts."""

    AUTO_FOCUS = "#documents"

    def __init__(self, number: str, view: EmergencyView | None, first: str = "") -> None:
        super().__init__(number, view)
        self._first = first

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="documents")
        yield StatusLine()
        yield KeysLine()

    def draw(self, scene: Scene) -> None:
        title = f" {shown_number(scene.plan, self.number)}  {_('文书')}"
        self.query_one("#head", Parts).put([[(title, "strong")]])
        list_ = self.query_one("#documents", Rows)
        list_.put(document_rows(scene))
        if self._first:
            if any(row.key == self._first for row in list_.rows):
                list_.go(self._first)
            self._first = ""

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("阅看")), ("P", _("打印"))]

    def action_papers(self) -> None:
        """The paper under the cursor into a file."""
        kind, _colon, subject = self.query_one("#documents", Rows).cursor.partition(":")
        if kind:
            put_on_paper(self.room_app, kind, subject)

    @on(Rows.Opened, "#documents")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        kind, _colon, subject = event.key.partition(":")
        self.room_app.open("printout", kind, subject)


class PrintoutScreen(PageScreen):
    """One paper as it is printed; P writes it to a file."""

    BINDINGS = [("p,ctrl+w", "print", "")]

    def __init__(self, kind: str, subject: str) -> None:
        super().__init__()
        self._kind, self._subject = kind, subject
        self._made: Printout | None = None

    def on_mount(self) -> None:
        self.load()

    def foot(self) -> list[tuple[str, str, bool]]:
        return [("P", _("打印"), True), ("Esc", _("返回"), True)]

    def hear(self, news: News) -> None:
        """What is on the paper may have changed."""
        self.load()

    def load(self) -> None:
        """Read the paper as it stands."""
        room, kind, subject = self.room_app.room, self._kind, self._subject
        self.room_app.ask(lambda: room.event_paper(kind, subject), self._got)

    def _got(self, made: Printout) -> None:
        self._made = made
        if self.is_attached:
            self.draw()

    def draw(self) -> None:
        if self._made is None:
            return
        width = max(self.width - 2, 20)
        lines: list[Line] = [
            [(" " + part, "plain")] for line in self._made.lines for part in wrap(one_line(line), width) or [""]
        ]
        self.put(one_line(self._made.title), lines)

    def action_print(self) -> None:
        """Into a file."""
        put_on_paper(self.room_app, self._kind, self._subject)


def put_on_paper(app: Shell, kind: str, subject: str) -> None:
    """The paper as text in a new file, whose path is told."""
    room = app.room
    app.ask(
        lambda: room.print_event_paper(kind, subject),
        lambda path: app.say(_("已打印到 {path}").format(path=path), "good"),
    )
