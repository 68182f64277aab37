"""The machine's own clock, and one moved from it: the one place that asks the machine what time it is."""

from datetime import UTC, datetime, timedelta


class WallClock:
    """A Clock that tells the machine's time."""

    of_machine = True

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's time moved by a fixed while: the clock that all consoles of a demo share."""

    of_machine = True

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The present moment of this clock, aware UTC."""
        return datetime.now(UTC) + self.offset
