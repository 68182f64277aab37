"""What can be done here, one act a line; what can't be done now is grey and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from textual import events
from textual.message import Message

from dutyroom.console.present.cells import titled
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.present.line import Line
    from dutyroom.console.shell import Shell


@dataclass(frozen=True)
class Offer:
    """An act on a subject of the version seen, what its form starts with, and why it has no place now ("" if it has).

    `about`, already safe, tells it from the same act on something else.
    """

    act: str
    subject: str
    seen: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""
    about: str = ""


    @property
    def key(self) -> str:
        """Tells it from the other offers of a list, however the list changes."""
        return " ".join((self.act, self.subject, self.about))


def by_telephone(act: str) -> bool:
    """Whether somebody on duty may enter the act for a person who decides it by telephone."""
    return ACTS[act].telephone


class Acts(Rows):
    """Enter or the digit in front does it. Whether the person may is asked of the room in a thread."""

    class Chosen(Message):
        """An act was chosen that has nothing against it as far as is known."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self, id: str = "acts") -> None:
        super().__init__(id=id)
        self.offers: Sequence[Offer] = ()
        self._why: dict[tuple[str, str], str] = {}
        self._asked: object = None

    @property
    def _app(self) -> Shell:
        return cast("Shell", self.app)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show these acts; ask again when they or the person at the screen changed."""
        self.offers = offers
        self._draw()
        session, room = self._app.session, self._app.room
        # The version is part of it: what may be done changes with the subject.
        asked = (session, tuple((each.act, each.subject, each.seen) for each in offers))
        if session is None:
            self._why, self._asked = {}, None
            self._draw()
        elif asked != self._asked:
            self._asked = asked
            wanted = [(each.act, each.subject) for each in offers if not each.why_not]
            self._app.ask(lambda: {pair: room.may(session, *pair) for pair in wanted}, self._told, lambda _no: None)

    def _told(self, why: dict[tuple[str, str], str]) -> None:
        self._why = why
        if self.is_attached:
            self._draw()

    def why_not(self, offer: Offer) -> str:
        """Why an act can't be done now, "" when nothing is known against it."""
        return offer.why_not or ("" if by_telephone(offer.act) else self._why.get((offer.act, offer.subject), ""))

    def _draw(self) -> None:
        self.put([Row(offer.key, (self._line(n, offer),)) for n, offer in enumerate(self.offers)])

    def _line(self, n: int, offer: Offer) -> Line:
        act, why = ACTS[offer.act], self.why_not(offer)
        digit = f"{n + 1}" if n < 9 else " "
        grave = " " + _("（须本人口令）") if act.grave else ""
        if why:
            return [(f" {digit} {titled(_(act.label))} {offer.about} ", "quiet"), (f" {one_line(why)}", "quiet")]
        return [(f" {digit} ", "accent"), (titled(_(act.label)), "strong"), (f" {offer.about}", "plain"), (grave, "quiet")]

    def choose(self, act: str) -> None:
        """Put the cursor on an act."""
        found = next((offer for offer in self.offers if offer.act == act), None)
        if found is not None:
            self.go(found.key)

    def action_open(self) -> None:
        chosen = next((offer for offer in self.offers if offer.key == self.cursor), None)
        if chosen is not None:
            self._do(chosen)

    def on_key(self, event: events.Key) -> None:
        typed = event.character or ""
        if len(typed) == 1 and typed in "123456789" and int(typed) <= len(self.offers):
            event.stop()
            chosen = self.offers[int(typed) - 1]
            self.go(chosen.key)
            self._do(chosen)

    def _do(self, offer: Offer) -> None:
        why = self.why_not(offer)
        if why:
            self._app.say(why, "bad")
        else:
            self.post_message(self.Chosen(offer))
