"""What the system tells the console: to end, and that it was stopped and may go on.

Heard by handlers of Python's own. The loop's hear of a signal by a byte in the pipe that wakes it, and that byte is lost
where the pipe is full: some three hundred calls from threads, which a loop at work on what was typed ahead soon has waiting.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import sleep
from typing import Any

from dutyroom.console.engine.leaving import Leaving

HUNG_UP = 128 + 1
"""The exit code of a console whose terminal has gone away, whether SIGHUP tells of it or not."""


def end_by_signals(end: Callable[[int], None], leaving: Leaving) -> None:
    """Ended from outside or cut off from its terminal, the console leaves as by its key: drafts kept, terminal restored.

    Where its loop does not come to that in time, `leaving` ends it.
    """
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None:
            code = 128 + int(number)
            # Heard beside the loop too: one that goes in circles never comes to it.
            _on(number, partial(end, code), partial(leaving.begin, code))


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

    stood = False

    def continued() -> None:
        nonlocal stood
        if stood:
            # This word ended a stop of ours, after which all is set up already.
            stood = False
            return
        # Set by Ctrl+Z, which has ended the reading of keys and restored the terminal already.
        if not driver._must_signal_resume:
            driver.suspend_application_mode()
            driver._must_signal_resume = True
        begin()

    def stopped() -> None:
        nonlocal stood
        stop()
        stood = True
        # All threads stand still a moment after the call, until somebody says `fg`.
        sleep(0.05)
        # Before anything is painted: nobody writes to the terminal yet, and the thirty-first piece would wait for ever.
        begin()

    _on(signal.SIGTSTP, stopped)
    _on(signal.SIGCONT, continued)


def _on(number: int, then: Callable[[], None], at_once: Callable[[], None] = lambda: None) -> None:
    """On that signal ``then`` on the loop, and ``at_once`` in whatever the program is at."""
    loop = asyncio.get_running_loop()

    def heard(_number: int, _frame: object) -> None:
        at_once()
        # It may come when the loop has ended.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(then)

    # Only the main thread may; tests drive the app in others.
    with suppress(ValueError):
        signal.signal(number, heard)
