"""Fields to type into: one line, several lines, a secret. What is shown is what will be saved.

The app puts the terminal's cursor where a field's is, for the window of an input method.
"""

from __future__ import annotations

from typing import Any
from unicodedata import category

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Selection

from dutyroom.console.engine.text_area import type_into
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.widgets.lines import Inked

_INERT = "\ufffd"


def inert(text: str, several: bool = False) -> str:
    """Text that was not typed here, made safe to edit: controls, direction overrides and the like become one mark.

    Characters that Python does not know yet stay: they may be a rare name, and what is shown here is saved.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not several:
        text = text.replace("\n", " ")
    return "".join(
        sign if sign == "\n" or category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else _INERT for sign in text
    )


class Beyond(Message):
    """An arrow key goes beyond the field: `by` 1 to the one after it, -1 to the one before.

    Never call a message as one of Textual's events is called (Leave): it would go to that event's handlers.
    """

    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class Labelled(Widget):
    """A field of a form, which writes its label before itself. That cannot be selected or typed into."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.label = ""
        self._label_cells = 0

    def put_label(self, label: str) -> None:
        """What the field is called, with all the blanks that stand between it and the field."""
        self.label, self._label_cells = label, cell_len(label)
        self.styles.padding = (0, 0, 0, self._label_cells)

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        start, end = crop.x, min(self._label_cells, crop.right)
        if start >= end or not isinstance(self.parent, Inked):
            return strips
        look = self.parent.ink("here" if self.has_focus else "quiet")
        before = [Strip([Segment(self.label if y == 0 else " " * self._label_cells, look)]) for y in crop.line_range]
        return [
            Strip.join([label.crop(start, end), strip.crop(end - start, crop.width)])
            for label, strip in zip(before, strips, strict=True)
        ]


class LineEntry(Input, Labelled):
    """One line. Arrow keys up and down leave it for the field before or after."""

    BINDINGS = [
        Binding("up", "leave_field(-1)", show=False),
        Binding("down", "leave_field(1)", show=False),
    ]

    # With Textual's own every sign typed lays the whole page out anew and paints all of it.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def action_leave_field(self, by: int) -> None:
        self.post_message(Beyond(by))

    def __init__(self, value: str = "", placeholder: str = "", secret: bool = False, id: str | None = None) -> None:
        super().__init__(
            inert(value), placeholder=placeholder, password=secret, id=id, compact=True, select_on_focus=False
        )

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(inert(event.text.strip()), *self.selection)


class TextEntry(TextArea, Labelled, inherit_bindings=False):
    """Several lines. Tab leaves it, and so do the arrow keys at its first and last line."""

    # F6 and F7 select text in a TextArea; here they are the room's own keys, the same on every screen.
    BINDINGS = [each for each in TextArea.BINDINGS if isinstance(each, Binding) and each.key not in ("f6", "f7")]

    def __init__(self, value: str = "", placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            inert(value, several=True),
            placeholder=placeholder,
            id=id,
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self._to_end()

    def load_text(self, text: str) -> None:
        super().load_text(text)
        self._to_end()

    def _to_end(self) -> None:
        # Who corrects a text or goes on with a draft types on behind it, as in a field of one line.
        self.selection = Selection.cursor(self.document.end)

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.cursor_at_first_line and self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self.post_message(Beyond(-1))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        last = self.wrapped_document.height - 1
        if not select and self.wrapped_document.location_to_offset(self.cursor_location).y >= last:
            self.post_message(Beyond(1))
        else:
            super().action_cursor_down(select)

    async def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        type_into(self, inert(event.text, several=True))
