"""What the system tells the console: to end, and that it was stopped and may go on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

HUNG_UP = 128 + 1
"""The exit code of a console whose terminal has gone away, whether SIGHUP tells of it or not."""


def end_by_signals(end: Callable[[int], None]) -> None:
    """Ended from outside or cut off from its terminal, the console leaves as by its key: drafts kept, terminal restored."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        # Not on Windows, and tests drive the app in threads of their own.
        if number is not None:
            with suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, end, 128 + int(number))


def start_again_when_continued(driver: Any) -> None:
    """After SIGSTOP and SIGCONT the terminal is set up anew, as after Ctrl+Z.

    Textual's own handler takes every SIGCONT for the end of a Ctrl+Z and starts a second thread that reads keys. The two
    take keys from each other, one waits for ever for a key that the other took, and the console can't be left.
    """
    begin = getattr(driver, "_sigcont_application", None)
    if begin is None:
        return
    busy = False

    def continued(number: int, frame: object) -> None:
        nonlocal busy
        if busy:
            return
        busy = True
        try:
            # Set by Ctrl+Z, which has ended the reading of keys and restored the terminal already.
            if not driver._must_signal_resume:
                driver.suspend_application_mode()
                driver._must_signal_resume = True
            begin(number, frame)
        finally:
            busy = False

    # Only the main thread may; tests drive the app in others.
    with suppress(ValueError):
        signal.signal(signal.SIGCONT, continued)
