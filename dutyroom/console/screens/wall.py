"""The wall: three figures in large digits, the most urgent cases, who is here; what runs takes it over; how fresh it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Digits

from dutyroom.console.picture import Picture
from dutyroom.console.present.board.wall import counts_line, foot, marks_line, urgent
from dutyroom.console.present.words import UNREAD
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.board_edges import counts_of, place_of
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.warnings import WarningLines
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.present.board.heading import Counts, Place
    from dutyroom.console.present.line import Line
    from dutyroom.console.present.words import Named
    from dutyroom.services.board.views import News
    from dutyroom.services.front.wall import WallView

_FIGURES = ("overdue", "soon", "unseen")
TURN = 12
"""Seconds that a page stands, where there is room for one at a time."""
AGAIN = 60
"""Seconds after which what stands beside the queue is read anew, though nothing was done: a shift begins by itself."""
BESIDE_FROM = 150
"""Cells from which queue and pages stand side by side."""
_LEAST = 4
"""Lines that the queue keeps under an event."""


class WallScreen(RoomScreen[None]):
    """The board's picture and counts, shown large; digits are drawn only when they change."""

    AUTO_FOCUS = ""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.loading_board = True
        self._shown: dict[str, str] = {}
        self._marks = False
        self._beside: WallView | None = None
        self._stale = True
        self._page = 0

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
        yield WarningLines()
        yield Parts(id="events")
        with Horizontal(id="below"):
            yield Parts(id="urgent")
            yield Parts(id="beside")
        yield Parts(id="foot")

    def on_mount(self) -> None:
        self.set_interval(TURN, self.turn_page)
        self.set_interval(AGAIN, self._look_again)
        self.tick(self.room_app.room.now())

    def on_resize(self) -> None:
        self.tick(self.room_app.room.now())

    def on_screen_resume(self) -> None:
        self.tick(self.room_app.room.now())

    def turn_marks(self) -> None:
        """What the marks mean, in place of the last line, or away again."""
        self._marks = not self._marks
        self.tick(self.room_app.room.now())

    def turn_page(self) -> None:
        """The next page, where they stand one at a time."""
        self._page += 1
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
        self._stale = True
        self._read()

    def put_side(self) -> None:
        """Roster and log are others."""
        self._read()

    def put_session(self) -> None:
        """Nobody signs in here."""

    def put_emergencies(self) -> None:
        """What runs takes the wall over."""
        self.tick(self.room_app.room.now())

    def _read(self) -> None:
        self.tick(self.room_app.room.now())

    def _look_again(self) -> None:
        self._stale = True

    def _look_beside(self) -> None:
        """Read who is here, today's figures and the duties: once for all that was done since the last tick."""
        from dutyroom.services.front.wall import wall

        room, self._stale = self.room_app.room, False
        self.room_app.ask(lambda: wall(room), self._put_beside)

    def _put_beside(self, found: WallView) -> None:
        self._beside = found
        self._read()

    # Drawing

    def tick(self, now: datetime) -> None:
        """Once a second: what is left of each clock; digits only when they are others."""
        if not self.query("#head"):
            # News may come before the parts are there, and after they are gone.
            return
        app = self.room_app
        if self._stale and app.named is not None and app.outage is None:
            self._look_beside()
        place, counts = place_of(app, now), counts_of(app, self.picture, self.loading_board, now)
        width = max(self.size.width - 4, 20)
        if app.summary is not None:
            self.query_one(WarningLines).show(app.summary.warnings, "")
        self.query_one("#head", Parts).put([counts_line(place, counts, width)])
        self._figures(counts, place.local)
        self.query_one("#date", Parts).put([((f"{place.local:%Y-%m-%d} {place.weekday}", "quiet"),)])
        above, below = self.query_one("#events", Parts), self.query_one("#below")
        # What runs takes the wall; the queue keeps a few lines.
        events = self._events(now, width, max(above.size.height + below.size.height - _LEAST, _LEAST))
        above.styles.height = len(events)
        above.put(events)
        self._queue(now, place)
        told = app.entries[-1].at.astimezone(place.local.tzinfo) if app.entries else None
        self.query_one("#foot", Parts).put([marks_line() if self._marks else foot(place, told, app.summary is not None)])

    def _events(self, now: datetime, width: int, height: int) -> list[Line]:
        app = self.room_app
        if not app.emergencies:
            return []
        # Imported when there is one.
        from dutyroom.console.present.emergency.wall import over_the_wall

        return over_the_wall(app.emergencies, app.named, now, width, height, app.outage)

    def _queue(self, now: datetime, place: Place) -> None:
        """The queue; beside it, or in turn with it, the pages."""
        app = self.room_app
        queue, beside = self.query_one("#urgent", Parts), self.query_one("#beside", Parts)
        box = self.query_one("#below").size
        calm = not app.emergencies
        wide = calm and self.size.width >= BESIDE_FROM
        beside.display = wide
        width = max(box.width * 3 // 5 if wide else box.width, 20)
        found = self._pages(now, max(box.width - width - 3, 20) if wide else width, box.height) if calm else []
        at = self._page % (len(found) + 1)
        if found and not wide and at:
            queue.put(found[at - 1])
            return
        if wide:
            from dutyroom.console.present.board.wall_pages import stacked

            beside.put(stacked(found, box.height))
        words = app.named.words if app.named else UNREAD
        calendar = app.named.calendar if app.named else None
        queue.put(urgent(self.picture.rows, words, calendar, place.local.tzinfo, now, width, box.height))

    def _pages(self, now: datetime, width: int, height: int) -> list[list[Line]]:
        app = self.room_app
        if self._beside is None or app.named is None:
            return []
        from dutyroom.console.present.board.wall_pages import pages

        return pages(self._beside, app.duty, app.named.words.roles, now, app.zone, width, height)

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
