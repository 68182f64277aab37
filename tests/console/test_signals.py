"""Signals beside whatever the console has to work off."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dutyroom.console.engine import signals
from dutyroom.console.engine.leaving import Leaving

WAITING = 2000
"""Calls from threads; the pipe that wakes a loop takes some three hundred."""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    numbers = (signal.SIGTSTP, signal.SIGCONT, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    held = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in held.items():
        signal.signal(number, handler)


class Driver:
    """A terminal that is stopped and begun again."""

    _must_signal_resume = False

    def __init__(self, then: Callable[[str], None]) -> None:
        self._then = then

    def _sigtstp_application(self) -> None:
        self._then("stopped")

    def _sigcont_application(self) -> None:
        self._then("begun")

    def suspend_application_mode(self) -> None:
        self._then("left")


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGTERM])
async def test_a_signal_is_heard_behind_thousands_of_calls(number: int) -> None:
    """The loop's own handlers lose it: its byte finds the pipe full."""
    heard, told = asyncio.Event(), list[Any]()

    def hears(what: object) -> None:
        told.append(what)
        heard.set()

    signals.end_by_signals(hears, Leaving(""))
    signals.start_again_when_continued(Driver(hears))
    loop = asyncio.get_running_loop()
    for _call in range(WAITING):
        loop.call_soon_threadsafe(lambda: None)
    os.kill(os.getpid(), number)
    async with asyncio.timeout(5):
        await heard.wait()
    assert told == (["stopped", "begun"] if number == signal.SIGTSTP else [128 + number])


async def test_a_stop_and_its_end_set_the_terminal_up_once() -> None:
    """Twice, there is a moment at which the terminal is the shell's again and a Ctrl+C ends the console."""
    told = list[str]()
    signals.start_again_when_continued(Driver(told.append))
    for number, expected in (
        (signal.SIGTSTP, ["stopped", "begun"]),
        (signal.SIGCONT, ["stopped", "begun"]),
        (signal.SIGCONT, ["stopped", "begun", "left", "begun"]),
    ):
        os.kill(os.getpid(), number)
        for _turn in range(3):
            await asyncio.sleep(0)
        assert told == expected
