"""What a form follows while it is open: whether its act can be done, and the plan, people and units that it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutyroom.console.forms.body import FormBody
from dutyroom.console.forms.desk import Desk
from dutyroom.console.present.cells import wrap
from dutyroom.console.present.line import Part
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.domain.act import Act, Done, Field

if TYPE_CHECKING:
    from dutyroom.console.present.words import Named
    from dutyroom.services.board.views import News


class Followed(RoomScreen[Done | None]):
    """What was typed stays, whatever others do meanwhile."""

    act: Act
    subject: str
    desk: Desk
    body: FormBody
    _sending = False
    _answered = False
    """Whether what was sent was refused here: that stands until it is sent again."""
    _why_not = ""

    def notice(self, lines: list[list[Part]]) -> None:
        """Lines above the foot; none takes them away."""
        raise NotImplementedError

    def show_head(self) -> None:
        """Puts the title at the head."""
        raise NotImplementedError

    def _fields(self) -> tuple[Field, ...]:
        raise NotImplementedError

    def supplied(self) -> None:
        """The plan's choices are known."""

    def ask_why_not(self) -> None:
        """That it can't be done now is said before anything is typed in vain, and goes when it can be done after all."""
        if self.desk.session and self.act.subject:
            session, act, subject = self.desk.session, self.act.name, self.subject
            self.read(lambda: self.desk.room.may(session, act, subject), self._told_why_not, lambda _refusal: None)

    def _told_why_not(self, why: str) -> None:
        if self.is_attached and not self._sending and (why or self._why_not) and not self.covered:
            self._why_not = why
            width = max(self.body.size.width - 4, 10)
            self.notice([[(f" {part} ", "soon")] for part in wrap(one_line(why), width)] if why else [])

    def hear(self, news: News) -> None:
        """Somebody acted: whether this can be done may be another by now."""
        if self.in_sight and not self.covered and not self._answered:
            self.ask_why_not()

    def put_names(self, named: Named) -> None:
        super().put_names(named)
        if self.is_mounted and not self.covered:
            self.run_worker(self._renew(), exit_on_error=False)

    async def _renew(self) -> None:
        await self.body.supply(self._fields())
        self.show_head()
        self.supplied()
