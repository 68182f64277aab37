"""A picture of lines with a cursor that walks over its spots: arrows by direction, Tab by order, the mouse by place."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.message import Message

from dutyroom.console.present.layout import Picture, step
from dutyroom.console.widgets.parts import Parts


class Panel(Parts, can_focus=True):
    """Shows a picture; says which spot the cursor wants to go to, and which was opened. The screen sets `cursor`."""

    BINDINGS = [
        Binding("up,k", "go(0, -1)", show=False),
        Binding("down,j", "go(0, 1)", show=False),
        Binding("left", "go(-1, 0)", show=False),
        Binding("right", "go(1, 0)", show=False),
        Binding("tab", "next(1)", show=False),
        Binding("shift+tab", "next(-1)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Going(Message):
        """The cursor should go to a spot; `dy` says which way it was going."""

        def __init__(self, spot: str, dy: int = 0) -> None:
            super().__init__()
            self.spot = spot
            self.dy = dy

    class Opened(Message):
        """A spot was entered."""

        def __init__(self, spot: str) -> None:
            super().__init__()
            self.spot = spot

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = ""
        self._picture = Picture(0)

    def show(self, picture: Picture) -> None:
        """Show a picture."""
        self._picture = picture
        self.put(picture.lines)

    def action_go(self, dx: int, dy: int) -> None:
        self.post_message(self.Going(step(self._picture.spots, self.cursor, dx, dy), dy))

    def action_next(self, by: int) -> None:
        names = [spot.name for spot in self._picture.spots]
        if names:
            at = names.index(self.cursor) if self.cursor in names else -by
            self.post_message(self.Going(names[(at + by) % len(names)]))

    def action_open(self) -> None:
        if self.cursor:
            self.post_message(self.Opened(self.cursor))

    def on_click(self, event: events.Click) -> None:
        spot = next((each for each in self._picture.spots if each.holds(event.x, event.y)), None)
        if spot is not None:
            self.post_message(self.Opened(spot.name) if spot.name == self.cursor else self.Going(spot.name))
