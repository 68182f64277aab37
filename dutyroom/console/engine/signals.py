"""What the system tells the console: to end, and that it was stopped and may go on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import Any

from dutyroom.console.engine.leaving import Leaving

HUNG_UP = 128 + 1
"""The exit code of a console whose terminal has gone away, whether SIGHUP tells of it or not."""


def end_by_signals(end: Callable[[int], None], leaving: Leaving) -> None:
    """Ended from outside or cut off from its terminal, the console leaves as by its key: drafts kept, terminal restored.

    Where its loop does not come to that in time, `leaving` ends it.
    """
    loop = asyncio.get_running_loop()

    def heard(number: int, _frame: object) -> None:
        leaving.begin(128 + number)

    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        # Not on Windows, and tests drive the app in threads of their own.
        if number is not None:
            with suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, end, 128 + int(number))
                # Heard beside the loop too: one that goes in circles never comes to it.
                signal.signal(number, heard)


def start_again_when_continued(driver: Any) -> None:
    """After SIGSTOP and SIGCONT the terminal is set up anew, as after Ctrl+Z.

    Textual's own handler takes every SIGCONT for the end of a Ctrl+Z and starts a second thread that reads keys. The two
    take keys from each other, one waits for ever for a key that the other took, and the console can't be left. And both of
    its handlers write to the terminal from within whatever the loop was at: in the middle of a write they wait for themselves.
    """
    begin = getattr(driver, "_sigcont_application", None)
    stop = getattr(driver, "_sigtstp_application", None)
    if begin is None or stop is None:
        return

    def continued() -> None:
        # Set by Ctrl+Z, which has ended the reading of keys and restored the terminal already.
        if not driver._must_signal_resume:
            driver.suspend_application_mode()
            driver._must_signal_resume = True
        begin()

    def stopped() -> None:
        stop()
        # All threads stand still a moment after the call, until somebody says `fg`.
        sleep(0.05)
        # Before anything is painted: nobody writes to the terminal yet, and the thirty-first piece would wait for ever.
        begin()

    loop = asyncio.get_running_loop()
    # Only the main thread may; tests drive the app in others.
    with suppress(NotImplementedError, ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGTSTP, stopped)
        loop.add_signal_handler(signal.SIGCONT, continued)
