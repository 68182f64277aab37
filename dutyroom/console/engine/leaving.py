"""An end that comes, whatever stands in its way: a loop in circles, a terminal that reads nothing, a database that is deaf."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from typing import Any

from dutyroom.console.engine.keyboard import terminal_encoding

LONGEST = 10.0
"""Seconds that a console has for leaving by itself: enough for a draft that waits for the database."""
_WRITING = 1.0
"""Seconds for the terminal to take its last bytes."""
_PLAIN = (
    "\x1b[<u\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[?1004l\x1b[?1049l\x1b[?25h"
)
"""A terminal as a shell wants it: what Textual has set, taken back."""


class Leaving:
    """From the moment at which a console is to end."""

    def __init__(self, words: str) -> None:
        """`words` are the last line on the terminal of a console that had to be ended."""
        self._words = words
        self._driver: Any = None
        self._told = -1
        self.code = 0

    def know(self, driver: Any) -> None:
        """The terminal to give back. Without one (tests), an end is never forced."""
        if self._driver is None and getattr(driver, "input_tty", False):
            self._driver = driver
            heard, self._told = os.pipe()
            Thread(target=self._force, args=(heard,), name="leaving", daemon=True).start()

    def begin(self, code: int) -> None:
        """The console ends with `code` by itself soon, or else is ended.

        Also from a signal's handler: a byte in a pipe waits for no lock, which the loop may hold at that moment.
        """
        self.code = code
        if self._told >= 0:
            with suppress(OSError):
                os.write(self._told, b".")

    def _force(self, heard: int) -> None:
        os.read(heard, 1)
        sleep(LONGEST)
        driver, done = self._driver, Event()

        def restore() -> None:
            with suppress(Exception):
                import termios

                if driver.attrs_before is not None:
                    termios.tcsetattr(driver.fileno, termios.TCSANOW, driver.attrs_before)
            with suppress(OSError):
                os.write(2, f"{_PLAIN}{self._words}\r\n".encode(terminal_encoding(), "replace"))
            done.set()

        # A terminal that takes nothing any more must not keep it either.
        Thread(target=restore, daemon=True).start()
        done.wait(_WRITING)
        os._exit(self.code or 1)
