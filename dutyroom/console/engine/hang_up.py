"""A terminal that goes away: a window closed, a line cut. The console must hear of it and end, and never stand still or spin.

Textual's thread that writes dies of the first write that fails; thirty more fill its queue, and the loop waits for ever at
the next one, deaf to SIGHUP and SIGTERM, while the thread that reads runs in circles at full load.
"""

from __future__ import annotations

import select
from contextlib import suppress
from typing import Any

from textual.driver import Driver


class Outlasting:
    """The terminal as a file to write to: what can't be written to one that is gone is dropped."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """How much was written; nothing is left over where nobody reads any more."""
        with suppress(OSError):
            return int(self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """As that of any file."""
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def outlasting(driver: type[Driver]) -> type[Driver]:
    """That driver, whose writing thread lives as long as the program."""

    # Which driver it is, Textual finds out at run time.
    class Lasting(driver):  # type: ignore[misc, valid-type]
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            file = getattr(self, "_file", None)
            if file is not None:
                if hasattr(file, "reconfigure"):
                    # A sign that a GBK terminal lacks takes one cell and not six.
                    file.reconfigure(errors="replace")
                self._file: Any = Outlasting(file)

        @property
        def gone(self) -> bool:
            """Whether the terminal is no longer there. Where it can't be asked (Windows, no terminal at all), it is there."""
            if not getattr(self, "input_tty", False) or not hasattr(select, "poll"):
                return False
            asked = select.poll()
            asked.register(self.fileno, 0)
            return any(event & (select.POLLHUP | select.POLLERR) for _file, event in asked.poll(0))

    return Lasting
