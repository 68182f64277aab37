"""The console of an exercise: the same screens inside a frame that nobody can take for the live room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from dutyroom.console.app import DutyroomApp
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.wallboard import WallboardApp
from dutyroom.console.widgets.frame import FrameBottom, FrameSide, FrameTop
from dutyroom.domain.board import BoardRow
from dutyroom.lang import gettext as _
from dutyroom.services.front.front import Front

if TYPE_CHECKING:
    from dutyroom.console.messages import Fresh, Known
    from dutyroom.domain.scenario.scenario import Objective
    from dutyroom.services.exercise.views import InjectView
    from dutyroom.services.front.held_calls import Held
    from dutyroom.settings.board_views import Shelf

_FRAME = Path(__file__).parent / "exercise.tcss"
LIVE_EVERY = 10
"""Seconds between two looks at the live room: a real emergency must not wait behind an exercise."""


class Framed(DutyroomApp):
    """Every screen gets the frame; it tells the exercise's time and, until it was read, the newest inject."""

    inject: InjectView | None = None
    objectives: Sequence[Objective] = ()
    read = 0
    over = False
    live: str = ""
    ask_live: Callable[[], str] | None = None
    wall_now: Callable[[], datetime] | None = None
    _looked = 0

    def push_screen(self, screen: Any, *given: Any, **more: Any) -> Any:
        pushed = super().push_screen(screen, *given, **more)
        if isinstance(screen, Screen):
            self.call_after_refresh(self._frame, screen)
        return pushed

    def on_ready(self) -> None:
        self._frame(self.screen)
        self.ask(self.room.objectives, self._put_objectives)

    def _put_objectives(self, found: Sequence[Objective]) -> None:
        self.objectives = found

    def _frame(self, screen: Screen[Any]) -> None:
        if screen.is_attached and not screen.query(FrameTop):
            top, bottom = FrameTop(self.draw_frames), FrameBottom(self.draw_frames)
            screen.mount(top, FrameSide("left"), FrameSide("right"), bottom, before=0)
            self.call_after_refresh(self.draw_frames)

    def hear_injects(self) -> None:
        """Reads what the players were fed; the newest shows in the frame until somebody has read it."""

        def got(found: tuple[Sequence[InjectView], bool]) -> None:
            received, self.over = found
            newest = received[-1] if received else None
            facilitates = self.session is not None and "facilitator" in self.session.roles
            if newest is not None and len(received) > self.read and not facilitates:
                self.read = len(received)
                self.inject = newest
                self.bell()
            self.draw_frames()

        self.ask(lambda: (self.room.injects(), self.room.exercise_over()), got)

    def on_known(self, _event: Known) -> None:
        # Not before the feed has begun to follow: what came between an earlier look and its first one was never told.
        self.hear_injects()

    def have_read(self) -> None:
        """Somebody has opened the injects: the frame is only a frame again until the next one comes."""
        self.inject = None
        self.draw_frames()

    def on_fresh(self, event: Fresh) -> None:
        if "exercise" in event.news.changed:
            self.hear_injects()

    def draw_frames(self) -> None:
        """The frame of the screen in sight, as things stand."""
        now = self.room.now()
        rate = int(getattr(self.room.clock, "rate", 0))
        wall = self.wall_now() if self.wall_now else None
        for top in self.screen.query(FrameTop):
            top.show(now.astimezone(self.zone), rate, wall.astimezone(self.zone) if wall else None, self.live)
        over = self.over_said() if self.over else ""
        for bottom in self.screen.query(FrameBottom):
            if bottom.show(self.inject, self.read_key(), over) and isinstance(self.screen, RoomScreen):
                self.call_after_refresh(self.screen.fit_in)

    def read_key(self) -> str:
        """What the frame says of the key for the injects, nothing where there is none."""
        return ""

    def over_said(self) -> str:
        """What the frame says once the exercise is over."""
        return _("演练已结束")

    def _tick(self) -> None:
        super()._tick()
        self.draw_frames()
        self._looked += 1
        if self.ask_live is not None and self._looked % LIVE_EVERY == 1:
            self.ask(self.ask_live, self._put_live, lambda _refusal: None)

    def _put_live(self, found: str) -> None:
        new, self.live = found and not self.live, found
        if new:
            self.say_live()

    def say_live(self) -> None:
        """That the live room has an emergency, and what ends the exercise for it; the frame says it as long as it lasts."""
        self.say(_("正式值班室有突发事件：{what}。导调台 P 暂停、E 结束演练。").format(what=self.live), "bad")


class ExerciseApp(Framed):
    """A player's or facilitator's console. ``facilitates``: it opens on the facilitator's page, signed in as one."""

    CSS_PATH = [*DutyroomApp.CSS_PATH, _FRAME]

    def __init__(
        self,
        room: Front,
        rows: Sequence[BoardRow] = (),
        head: Mapping[str, Any] | None = None,
        shelf: Shelf | None = None,
        held: Held | None = None,
        facilitates: bool = False,
    ) -> None:
        super().__init__(room, rows, head, shelf, held)
        self._facilitates = facilitates

    def read_key(self) -> str:
        return _("（I 已读、看全部）")

    def over_said(self) -> str:
        return _("演练已结束：在台账按 Y 看评估")

    def on_known(self, event: Known) -> None:
        if self._facilitates:
            self._facilitates = False
            self.ask(lambda: self.room.sign_in("director", "demo"), self._open_desk)

    def _open_desk(self, session: Any) -> None:
        self.session = session
        self.board.put_session()
        self.open("facilitator")
        if self.live:
            # Said on the board already, under the page that now covers it.
            self.call_after_refresh(self.say_live)


class ExerciseWallApp(Framed, WallboardApp, inherit_bindings=False):
    """The shared screen of an exercise."""

    CSS_PATH = [*WallboardApp.CSS_PATH, _FRAME]
    BINDINGS = WallboardApp.BINDINGS
