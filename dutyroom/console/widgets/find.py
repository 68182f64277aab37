"""One line above the queue: finds by last digits, number or name, or jumps to a number."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from dutyroom.lang import gettext as _


class FindLine(Horizontal):
    """Enter searches (or jumps), Esc closes and shows everything again.

    `entered` gets what was typed, and whether it is a number to jump to.
    """

    DEFAULT_CSS = """
    FindLine { height: 1; background: $panel; }
    FindLine Label { width: auto; padding: 0 1; color: $accent; }
    FindLine Input { width: 1fr; border: none; height: 1; padding: 0; background: $panel; }
    """

    def __init__(self, entered: Callable[[str, bool], None]) -> None:
        super().__init__(id="find")
        self._entered = entered
        self._jump = False

    def compose(self) -> ComposeResult:
        yield Label(markup=False)
        yield Input(compact=True)

    def on_mount(self) -> None:
        self.open(self._jump)

    def open(self, jump: bool) -> None:
        """Ask for what is looked for, or for a number to jump to. One line for both: a key may come again at once."""
        self._jump = jump
        if not self.children:
            return
        self.query_one(Label).update(_("跳到编号") if jump else _("查找"))
        asked = self.query_one(Input)
        asked.value = ""
        asked.placeholder = _("编号或其末尾几位") if jump else _("编号、号码末四位、姓名或摘要中的词；Esc 取消")
        self.display = True
        asked.focus()

    def close(self) -> None:
        """Not asked any more."""
        self.display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._entered(event.value.strip(), self._jump)
