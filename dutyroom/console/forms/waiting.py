"""The calls that wait, beside the one in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from dutyroom.console.forms.desk import Desk
from dutyroom.console.present.desk.calls import waiting_lines
from dutyroom.console.widgets.parts import Parts
from dutyroom.services.desk.views import CallView

SIDE = 110
"""Columns from which they stand beside the form, as in call.tcss."""


def next_of(calls: Iterable[CallView], person: str, after: tuple[datetime, str] | None = None) -> str:
    """The number of the call to go on with, "" for none.

    Those that wait come in turn, in the order in which they came in, from the one ``after`` (received, number) on: each
    is reached however many there are. A call that `person` has open elsewhere was left there, by a console that ended.
    """
    waiting = [call for call in calls if call.state == "parked" or call.taken_by == person]
    later = [call.number for call in waiting if after is not None and (call.received, call.number) > after]
    return next(iter(later or [call.number for call in waiting]), "")


class WaitingCalls(Parts):
    """What `calls` says, read anew by `read`. ``in_hand`` gives the number of the call that does not wait."""

    def __init__(self, desk: Desk, in_hand: Callable[[], str]) -> None:
        super().__init__(id="waiting")
        self._desk = desk
        self._in_hand = in_hand
        self._calls: tuple[CallView, ...] = ()

    @property
    def calls(self) -> tuple[CallView, ...]:
        """The calls that are not done, all but the one in hand, whose number may come after the list was read."""
        return tuple(call for call in self._calls if call.number != self._in_hand())

    def read(self) -> None:
        """Read the calls that are not done."""

        def got(calls: tuple[CallView, ...]) -> None:
            if self.is_attached:
                self._calls = calls
                self.show()

        self._desk.app.ask(self._desk.room.calls, got, lambda _refusal: None)

    def show(self) -> None:
        """Draw them as the screen's width allows."""
        wide = self.screen.size.width >= SIDE
        desk = self._desk
        width = self.size.width or self.screen.size.width
        lines = waiting_lines(self.calls, desk.person, desk.now(), desk.zone, width, wide)
        if not wide:
            self.styles.height = len(lines)
        self.put(lines)
