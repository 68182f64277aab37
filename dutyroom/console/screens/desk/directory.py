"""通讯录: everybody by name, letters or number, with every number and when it was last answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from dutyroom.console.present.desk.desk import STALE, card, matches, number_kind
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.acts import Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.organisation.views import CardView


class DirectoryScreen(DeskList):
    """Type to find; the arrows move; Enter verifies a number, adds one, or sets the B角."""

    CSS_PATH = Path(__file__).with_name("directory.tcss")
    AUTO_FOCUS = "#find"
    ABOUT = "directory"
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("f8", "stale", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._only_stale = False

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Input(placeholder=_("姓名、拼音首字母、号码、角色或部门"), compact=True, id="find")
        yield Rows(id="entries")
        yield StatusLine()
        yield KeysLine()

    def question(self) -> Callable[[], Any]:
        return self.room_app.room.directory

    def keys(self) -> Sequence[tuple[str, str]]:
        return [("Enter", _("核实、增减号码")), ("↑↓", _("换人")), ("F8", _("只看待核实"))]

    def draw(self, now: datetime, width: int) -> tuple[str, Sequence[Row]]:
        found: tuple[CardView, ...] = self.found
        stale = [each for each in found if _stale(each, now)]
        typed = self.query_one("#find", Input).value.strip()
        shown = [each for each in (stale if self._only_stale else found) if not typed or matches(typed, each)]
        rows = [Row(each.code, card(each, now, self.zone, width)) for each in shown]
        title = _("通讯录") + f" {len(shown)}/{len(found)}"
        if stale:
            title += "  " + _("待核实 {n} 人").format(n=len(stale))
        return title, rows or [Row("", ([("   " + _("没有找到"), "quiet")],))]

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self.redraw()

    @on(Input.Submitted, "#find")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._open(self.entries.cursor)

    @on(Rows.Opened, "#entries")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self._open(event.key)

    def _open(self, code: str) -> None:
        found: tuple[CardView, ...] = self.found or ()
        one = next((each for each in found if each.code == code), None)
        if one is not None:
            about = card(one, self.room_app.room.now(), self.zone, min(self.size.width, 96))
            self.room_app.open("acts", named(one), about, list(_offers(one)), then=self._do)

    def _do(self, offer: Offer | None) -> None:
        if offer is not None:
            self.room_app.open_form(offer.act, offer.subject, None, offer.values, lambda _done: self.load())

    def action_move(self, by: int) -> None:
        """The next person, with the cursor still in the line for finding."""
        self.entries.action_move(by)

    def action_page(self, by: int) -> None:
        """A page of people."""
        self.entries.action_page(by)

    def action_stale(self) -> None:
        """Only those with a number that nobody has answered for thirty days, for the monthly dialling test."""
        self._only_stale = not self._only_stale
        self.redraw()


def _stale(each: CardView, now: datetime) -> bool:
    return not each.numbers or any(one.verified is None or now - one.verified > STALE for one in each.numbers)


def _offers(each: CardView) -> Iterator[Offer]:
    for number in each.numbers:
        about = f"{one_line(number.number)} {number_kind(number.kind)}"
        yield Offer("person.verify", each.code, None, {"number": number.number, "result": "reached"}, "", about)
    yield Offer("person.number", each.code)
    yield Offer("person.phone", each.code)
    yield Offer("person.deputy", each.code, None, {"deputy": each.deputy} if each.deputy else {})
    yield Offer("person.reset", each.code)
    yield Offer("person.unit", each.code, None, {"unit": each.unit} if each.unit else {})
    yield Offer("person.end", each.code)
