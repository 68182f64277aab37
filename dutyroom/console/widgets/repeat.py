"""Whether somebody has called before: open complaints of the number being typed, named under its field."""

from __future__ import annotations

from unicodedata import normalize

from dutyroom.console.desk import Desk
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.form import FormBody
from dutyroom.lang import gettext as _

LEAST = 7
"""Digits from which a number says who somebody is."""
_MOST_NAMED = 2


class RepeatCaller:
    """Looks up the field `phone` of a form. `numbers` are the open complaints found last, most urgent first."""

    def __init__(self, desk: Desk, body: FormBody) -> None:
        self._desk = desk
        self._body = body
        self._looked = ""
        self.numbers: tuple[str, ...] = ()

    def edited(self, field: str) -> None:
        """A field was typed into."""
        if field == "phone":
            self.look()

    def look(self) -> None:
        """Look the number up as it stands."""
        row = self._body.rows.get("phone")
        if row is None:
            return
        digits = "".join(sign for sign in normalize("NFKC", row.value) if sign.isdigit())
        if digits == self._looked:
            return
        self._looked = digits
        if len(digits) < LEAST:
            if self.numbers:
                self._say(())
            return

        def answer(numbers: tuple[str, ...]) -> None:
            if digits == self._looked and self._body.is_attached:
                self._say(numbers)

        self._desk.app.ask(lambda: self._desk.room.search(digits), answer, lambda _refusal: None)

    def _say(self, numbers: tuple[str, ...]) -> None:
        rows = [row for number in numbers if (row := self._desk.app.board.picture.get(number))]
        self.numbers = tuple(row.number for row in rows) or numbers
        if not numbers:
            self._body.rows["phone"].say("")
            return
        named = [f"{row.number} {row.summary[:12]}" for row in rows[:_MOST_NAMED]] or list(numbers[:_MOST_NAMED])
        more = f" +{len(numbers) - _MOST_NAMED}" if len(numbers) > _MOST_NAMED else ""
        self._body.rows["phone"].say(one_line(_("此号码有在办投诉：{cases}").format(cases="；".join(named)) + more))
