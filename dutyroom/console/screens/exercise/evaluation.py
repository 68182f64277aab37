"""演练评估: the score by objective as bars, every expected act with the time taken, observations, the timeline."""

from __future__ import annotations

from dutyroom.console.keys import keymap
from dutyroom.console.present.exercise.pages import evaluation_lines
from dutyroom.console.screens.page import PageScreen
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.exercise.views import ExerciseView


class EvaluationScreen(PageScreen):
    """Read anew with every act; during the exercise what is still open shows as open."""

    KEYS = ("injects", "facilitator", "help")
    BINDINGS = [*(each for each in keymap.bindings(on_board=True) if each.id in ("injects", "facilitator")), ("o", "observe", "")]

    def __init__(self) -> None:
        super().__init__()
        self.view: ExerciseView | None = None

    def on_screen_resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Read how it stands."""
        self.room_app.ask(self.room_app.room.exercise, self._got)

    def hear(self, news: News) -> None:
        """Any act may answer what was expected."""
        self.load()

    def _got(self, view: ExerciseView) -> None:
        self.view = view
        self.draw()

    def draw(self) -> None:
        if self.view is None or not self.is_attached:
            return
        lines = evaluation_lines(self.view, self.room_app.zone, max(self.width, 40))
        self.put(f"{_('演练评估')}  {named(self.view.scenario)}", lines)

    def action_observe(self) -> None:
        """记观察."""
        self.room_app.open_form("observation.add")
