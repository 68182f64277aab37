"""Textual's app as the console needs it: with quick looks, lean output, and an end that is clean and tells no secrets."""

from __future__ import annotations

from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any

from textual._context import active_message_pump
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen

from dutyroom.console.engine import signals
from dutyroom.console.engine.from_thread import FromThread
from dutyroom.console.engine.hang_up import outlasting
from dutyroom.console.engine.keyboard import outlasting_bytes, plain_key
from dutyroom.console.engine.lean import leaner
from dutyroom.console.engine.leaving import Leaving
from dutyroom.console.engine.stylesheet import Looks

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.screen import Screen


class BaseApp(App[None]):
    """All that reaches into Textual's own parts of an app."""

    def __init__(self, last_words: str = "") -> None:
        """`last_words`: what stands on the terminal of a console that had to be ended."""
        super().__init__()
        self.stylesheet: Looks = Looks(self.stylesheet._variables)
        self.leaving = False
        self.ending = Leaving(last_words)

    def in_thread(self, work: Callable[[], None], group: str) -> None:
        """Do this in a thread, as the work of a group by this name."""
        # Textual gives a thread no context: a page asks its parents for the app, and one that is gone has none.
        self.run_worker(partial(copy_context().run, work), thread=True, group=group, exit_on_error=False)

    def get_driver_class(self) -> type[Driver]:
        return outlasting_bytes(outlasting(leaner(super().get_driver_class())))

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """A key that nothing answers acts as its plain small one: A and ａ as a, ？ as ?."""
        if await super()._check_bindings(key, priority):
            return True
        plain = plain_key(key)
        return plain != key and await super()._check_bindings(plain, priority)

    def heard_wrong(self) -> None:
        """Something was typed that is no character in the terminal's encoding."""

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
        """From now on the console goes on as it was after it was stopped from outside, and ends whenever it is to."""
        self.ending.know(self._driver)
        signals.start_again_when_continued(self._driver)

    def exit(self, *given: Any, **more: Any) -> None:
        self.ending.begin(more.get("return_code", 0))
        super().exit(*given, **more)

    async def _shutdown(self) -> None:
        self.leaving = True
        self.ending.begin(self._return_code or 0)
        await super()._shutdown()

    async def _on_message(self, message: Message) -> None:
        # The widgets that an answer is for may be gone already.
        if not (self.leaving and isinstance(message, FromThread)):
            await super()._on_message(message)

    def fitted(self, screen: Screen[Any]) -> Screen[Any]:
        """With the classes of the terminal's size from the beginning: as Textual does it, all looks are worked out twice."""
        for size, steps in zip(self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            screen.add_class(next(name for least, name in reversed(steps or ()) if size >= least), update=False)
        return screen

    @property
    def fault(self) -> Exception | None:
        """What brought the console down, if anything did."""
        return self._exception

    def _handle_exception(self, error: Exception) -> None:
        at = active_message_pump.get(None)
        # What is on its way out loses its parts one by one, and what still comes for it reaches for those that are gone.
        if not (isinstance(at, DOMNode) and at._pruning):
            super()._handle_exception(error)

    def panic(self, *told: RenderableType) -> None:
        # A thread of Textual's own has failed: never what it has to tell, which holds what was typed.
        self._handle_exception(RuntimeError("panic"))

    def _fatal_error(self) -> None:
        # Textual would print the locals, and those hold personal data; who runs us reports the exception instead.
        self._close_messages_no_wait()
