"""Input methods open their candidate window at the terminal's cursor, which Textual misplaces in dialogs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.screen import Screen
from textual.widget import Widget


class InputCursor:
    """Keeps the terminal's cursor where the cursor of the field with the focus is."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._followed: WeakSet[Screen[Any]] = WeakSet()

    def follow(self, widget: Widget) -> None:
        """A field got the focus; when its screen is laid out anew, the cursor goes along."""
        if not widget.is_attached:
            return  # The form that it stands in was left before the news came.
        self._place()
        screen = widget.screen
        if screen not in self._followed:
            self._followed.add(screen)
            screen.screen_layout_refresh_signal.subscribe(widget, lambda _screen: self._place())

    def _place(self) -> None:
        def place() -> None:
            with suppress(Exception):
                offset = getattr(self._app.focused, "cursor_screen_offset", None)
                if offset is not None:
                    self._app.cursor_position = offset

        self._app.call_after_refresh(place)
