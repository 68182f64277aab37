"""Textual's app as the console needs it: with quick looks, lean output, and an end that is clean and tells no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.message import Message

from dutyroom.console.engine import signals
from dutyroom.console.engine.from_thread import FromThread
from dutyroom.console.engine.hang_up import outlasting
from dutyroom.console.engine.lean import leaner
from dutyroom.console.engine.stylesheet import Looks

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.screen import Screen


class BaseApp(App[None]):
    """All that reaches into Textual's own parts of an app."""

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet: Looks = Looks(self.stylesheet._variables)
        self.leaving = False

    def get_driver_class(self) -> type[Driver]:
        return outlasting(leaner(super().get_driver_class()))

    @property
    def seen_screens(self) -> tuple[Screen[Any], ...]:
        """The screen on top, behind those that shine through it."""
        return (*self._background_screens, self.screen)

    @property
    def cut_off(self) -> bool:
        """Whether the terminal has gone away."""
        return bool(getattr(self._driver, "gone", False))

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        # What stands nowhere yet gets its looks when it is mounted.
        if node is self or node._parent is not None:
            super().update_styles(node, animate)

    def go_on_after_stops(self) -> None:
        """From now on the console goes on as it was after it was stopped from outside."""
        signals.start_again_when_continued(self._driver)

    async def _shutdown(self) -> None:
        self.leaving = True
        await super()._shutdown()

    async def _on_message(self, message: Message) -> None:
        # The widgets that an answer is for may be gone already.
        if not (self.leaving and isinstance(message, FromThread)):
            await super()._on_message(message)

    @property
    def fault(self) -> Exception | None:
        """What brought the console down, if anything did."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual would print the locals, and those hold personal data; who runs us reports the exception instead.
        self._close_messages_no_wait()
