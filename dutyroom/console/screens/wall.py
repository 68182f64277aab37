"""The wall: three figures in large digits, the ten most urgent cases, who commands, how fresh it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Digits

from dutyroom.console.picture import Picture
from dutyroom.console.present.board.wall import counts_line, foot, marks_line, over_the_wall, urgent
from dutyroom.console.present.words import UNREAD
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.board_edges import counts_of, place_of
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.present.board.heading import Counts
    from dutyroom.console.present.words import Named
    from dutyroom.services.board.views import News

_FIGURES = ("overdue", "soon", "unseen")


class WallScreen(RoomScreen[None]):
    """The board's picture and counts, shown large; digits are drawn only when they change."""

    AUTO_FOCUS = ""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.loading_board = True
        self._shown: dict[str, str] = {}
        self._marks = False
        self._fresh: datetime | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        with Horizontal(id="figures"):
            for name, words in zip(_FIGURES, (_("超时"), _("1小时内"), _("待知悉")), strict=True):
                with Vertical(classes="figure"):
                    label = Parts(id=f"{name}-label")
                    label.put([((words, "quiet"),)])
                    yield label
                    yield Digits("", id=name)
            with Vertical(classes="figure", id="clock-box"):
                yield Parts(id="date")
                yield Digits("", id="clock")
        yield Parts(id="events")
        yield Parts(id="urgent")
        yield Parts(id="foot")

    def on_mount(self) -> None:
        self.tick(self.room_app.room.now())

    def on_resize(self) -> None:
        self.tick(self.room_app.room.now())

    def on_screen_resume(self) -> None:
        self.tick(self.room_app.room.now())

    def turn_marks(self) -> None:
        """What the marks mean, in place of the last line, or away again."""
        self._marks = not self._marks
        self.tick(self.room_app.room.now())

    # What the app puts

    def put_names(self, named: Named) -> None:
        """Names, calendar and zone are known now."""
        self._read()

    def put_picture(self, picture: Picture) -> None:
        """The whole board is known now."""
        self.picture, self.loading_board = picture, False
        self._read()

    def put_news(self, news: News) -> None:
        """Rows that changed and rows that are gone."""
        for number in news.gone:
            self.picture.drop(number)
        for row in news.rows:
            self.picture.put(row)
        self._read()

    def put_side(self) -> None:
        """Roster and log have no place here."""

    def put_session(self) -> None:
        """Nobody signs in here."""

    def put_emergencies(self) -> None:
        """What runs takes the wall over."""
        self.tick(self.room_app.room.now())

    def _read(self) -> None:
        self._fresh = self.room_app.room.now()
        self.tick(self._fresh)

    # Drawing

    def tick(self, now: datetime) -> None:
        """Once a second: what is left of each clock; digits only when they are others."""
        if not self.query("#head"):
            # News may come before the parts are there, and after they are gone.
            return
        app = self.room_app
        place, counts = place_of(app, now), counts_of(app, self.picture, self.loading_board, now)
        width = max(self.size.width - 4, 20)
        self.query_one("#head", Parts).put([counts_line(place, counts)])
        self._figures(counts, place.local)
        self.query_one("#date", Parts).put([((f"{place.local:%Y-%m-%d} {place.weekday}", "quiet"),)])
        events = over_the_wall(app.emergencies, app.named, now, width)
        above = self.query_one("#events", Parts)
        above.styles.height = len(events)
        above.put(events)
        words = app.named.words if app.named else UNREAD
        calendar = app.named.calendar if app.named else None
        below = self.query_one("#urgent", Parts)
        rows = urgent(self.picture.rows, words, calendar, place.local.tzinfo, now, width, below.size.height)
        below.put(rows)
        fresh = self._fresh.astimezone(place.local.tzinfo) if self._fresh else None
        self.query_one("#foot", Parts).put([marks_line() if self._marks else foot(place, fresh)])

    def _figures(self, counts: Counts, local: datetime) -> None:
        alarms = {"overdue": counts.overdue, "soon": counts.within_hour, "unseen": counts.unseen}
        for name, figure in alarms.items():
            self._digits(name, f"{figure}")
            self.query_one(f"#{name}").set_class(bool(figure), "-lit")
        # Minutes only: large digits cost more than all the rest of a second's work.
        self._digits("clock", f"{local:%H:%M}")

    def _digits(self, name: str, value: str) -> None:
        if self._shown.get(name) != value:
            self._shown[name] = value
            self.query_one(f"#{name}", Digits).update(value)
