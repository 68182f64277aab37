"""What the lists of the telephone desk share: entries with a cursor, read anew when the room has news of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.cells import titled
from dutyroom.console.present.line import Row
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.act import Kept
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News


class DeskList(RoomScreen[None]):
    """Subclasses say what is asked, which news matter, and how it is drawn. Esc goes back."""

    AUTO_FOCUS = "#entries"
    DEFAULT_CSS = "DeskList #entries { height: 1fr; background: $background; }"
    BINDINGS = [Binding("escape,q", "leave", show=False)]
    ABOUT: ClassVar[Kept]
    """What the list shows of what consoles keep."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Any = None

    @property
    def entries(self) -> Rows:
        """The list."""
        return self.query_one("#entries", Rows)

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="entries")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one(KeysLine).show([*((key, word, True) for key, word in self.keys()), ("Esc", _("返回"), True)])

    def on_screen_resume(self) -> None:
        self.load()

    def on_resize(self) -> None:
        self.call_after_refresh(self.redraw)

    def hear(self, news: News) -> None:
        """Something happened in the room."""
        if self.in_sight and self.ABOUT in news.changed:
            self.load()

    def load(self) -> None:
        """Read it anew. Keys typed before it was ever read are for what it will show."""
        typed = self.room_app.type_ahead

        def got(found: Any) -> None:
            self.found = found
            self.redraw()
            typed.come(self.load)

        if self.found is None:
            typed.expect(self.load)
        self.read(self.question(), got, lambda _refusal: typed.come(self.load))

    def redraw(self) -> None:
        """Draw from what was read last."""
        if self.found is None or not self.is_attached:
            return
        title, rows = self.draw(self.room_app.room.now(), self.room_in(self.entries))
        self.query_one("#head", Parts).put([[(f" {titled(title)}", "strong")]])
        self.entries.put(rows)

    def question(self) -> Callable[[], Any]:
        """What to ask the room."""
        raise NotImplementedError

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        """Title and entries."""
        raise NotImplementedError

    def keys(self) -> Sequence[tuple[str, str]]:
        """Keys for the foot."""
        raise NotImplementedError

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
