"""Who is on the telephone: complaints and calls of the number being typed, and notes on the number or name (关注)."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

from dutyroom.console.forms.body import FormBody
from dutyroom.console.forms.desk import Desk
from dutyroom.console.present.desk.desk import noted
from dutyroom.console.present.safe import one_line
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import EarlierView, WatchView

LEAST = 7
"""Digits from which a number says who somebody is."""
_MOST_NAMED = 2


class RepeatCaller:
    """Looks up the field `phone` of a form. `numbers` are the open complaints found last, most urgent first.

    `but` is the number of the call in hand.
    """

    def __init__(self, desk: Desk, body: FormBody, but: Callable[[], str]) -> None:
        self._desk = desk
        self._body = body
        self._but = but
        self._looked = ""
        self._name, self._said = "", False
        self.numbers: tuple[str, ...] = ()

    def edited(self, field: str) -> None:
        """A field was typed into."""
        if field == "phone":
            self._look_number()
        elif field == "name":
            self._look_name()

    def look(self) -> None:
        """Look number and name up as they stand."""
        self._look_number()
        self._look_name()

    def _look_name(self) -> None:
        row = self._body.rows.get("name")
        name = row.value.strip() if row else ""
        if row is None or name == self._name:
            return
        before, self._name = self._name, name
        if len(name) < 2:
            if len(before) > 1:
                row.say("")
            return

        def answer(found: tuple[WatchView, ...]) -> None:
            if name == self._name and self._body.is_attached:
                row.say(noted(found, self._desk.zone))

        self._desk.app.ask(lambda: self._desk.room.watched(name=name), answer, lambda _refusal: None)

    def _look_number(self) -> None:
        row = self._body.rows.get("phone")
        if row is None:
            return
        digits = "".join(sign for sign in normalize("NFKC", row.value) if sign.isdigit())
        if digits == self._looked:
            return
        self._looked = digits
        if len(digits) < LEAST:
            if self._said:
                self._say((), "")
            return
        room = self._desk.room

        def answer(found: tuple[tuple[str, ...], tuple[WatchView, ...], tuple[EarlierView, ...]]) -> None:
            if digits == self._looked and self._body.is_attached:
                self._say(found[0], noted(found[1], self._desk.zone), found[2])

        def look() -> tuple[tuple[str, ...], tuple[WatchView, ...], tuple[EarlierView, ...]]:
            return room.search(digits), room.watched(digits), room.earlier(digits)

        self._desk.app.ask(look, answer, lambda _refusal: None)

    def _say(self, numbers: tuple[str, ...], notes: str, earlier: tuple[EarlierView, ...] = ()) -> None:
        rows = [row for number in numbers if (row := self._desk.app.board.picture.get(number))]
        self.numbers = tuple(row.number for row in rows) or numbers
        before = self._before(tuple(each for each in earlier if each.number != self._but()))
        cases = ""
        if numbers:
            named = [f"{row.number} {row.summary[:12]}" for row in rows[:_MOST_NAMED]] or list(numbers[:_MOST_NAMED])
            more = f" +{len(numbers) - _MOST_NAMED}" if len(numbers) > _MOST_NAMED else ""
            cases = one_line(_("此号码有在办投诉：{cases}").format(cases="；".join(named)) + more)
        said = "；".join(filter(None, (notes, cases, before)))
        self._said = bool(said)
        self._body.rows["phone"].say(said)

    def _before(self, earlier: tuple[EarlierView, ...]) -> str:
        if not earlier:
            return ""
        last = earlier[0]
        at = f"{last.received.astimezone(self._desk.zone):%m-%d %H:%M}"
        more = f" +{len(earlier) - 1}" if len(earlier) > 1 else ""
        return one_line(_("此前：{at} {number} {text}").format(at=at, number=last.number, text=last.summary[:16]) + more)
