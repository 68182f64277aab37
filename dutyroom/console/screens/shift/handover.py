"""交接班: what passes on, item by item with its taker, and one side's signature; the other side signs the same page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from dutyroom.console.forms.forms import Sheet
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.shift.handover import candidates_line, item_line
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.domain.handover import Item, leavers, read_takers, with_takers, without_taker, write_takers
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import DraftView
from dutyroom.services.shift.this_shift import ShiftView

TAKERS = "takers"


class Items(Rows):
    """A digit gives the item under the cursor to one of the people above; 0 takes it from them."""

    @dataclass
    class Given(Message):
        """The item of that key goes to the person of that digit."""

        key: str
        digit: int

    def on_key(self, event: events.Key) -> None:
        typed = event.character or ""
        digit = ord(typed) - 0xFF10 if len(typed) == 1 and "０" <= typed <= "９" else int(typed) if typed.isdigit() else -1
        if 0 <= digit <= 9 and self.cursor:
            event.stop()
            self.post_message(self.Given(self.cursor, digit))


class HandoverScreen(Sheet):
    """The outgoing side proposes; where a proposal is open, the incoming side takes over. `again` proposes anew."""

    CSS_PATH = Path(__file__).with_name("handover.tcss")
    BINDINGS = [
        Binding("f6", "items", show=False),
        Binding("f7", "rest", show=False),
        Binding("f8", "again", show=False),
    ]
    # There is one handover: what was begun of it comes back by itself.
    OFFERS_DRAFT = False

    def __init__(self, shift: ShiftView, again: bool = False, draft: DraftView | None = None) -> None:
        proposal = None if again else shift.proposal
        self.proposal = proposal
        self.shift = shift
        if proposal is None:
            super().__init__("handover.propose", draft=draft)
        else:
            super().__init__("handover.accept", proposal.number, proposal.version, draft=draft)
        self._named, _bad = read_takers(self._given.pop(TAKERS, ""))
        self._items: tuple[Item, ...] = proposal.items if proposal else ()

    def compose(self) -> ComposeResult:
        yield Parts(id="sheet-head")
        yield Parts(id="about")
        yield Items(id="items")
        yield self.make_body(leave_out=(TAKERS,))
        yield Parts(id="sheet-notice")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.redraw()
        self.load()

        if self.proposal is None and self.draft is None:
            self.desk.app.ask(lambda: self.desk.room.drafts(self.desk.person), self._found, lambda _refusal: None)

    def _found(self, drafts: tuple[DraftView, ...]) -> None:
        draft = next((each for each in drafts if self.goes_on(each)), None)
        if draft is not None and self.is_attached and not self.draft_values():
            self._bring(draft)
            self._named, _bad = read_takers(dict(draft.values).get(TAKERS, ""))
            self.redraw()

    def load(self) -> None:
        """Read what passes on now."""
        self.desk.app.ask(self.desk.room.to_hand_over, self._got)

    def _got(self, items: tuple[Item, ...]) -> None:
        if self.is_attached:
            self._items = items
            self.redraw()

    def hear(self, news: object) -> None:
        """What comes in while the page is open passes on as well."""
        self.load()

    # Who is who

    @property
    def incoming(self) -> str:
        """The new shift lead, "" while none is chosen."""
        return self.proposal.incoming if self.proposal else self.body.values.get("incoming", "")

    def _others(self, name: str) -> tuple[str, ...]:
        if self.proposal is not None:
            return self.proposal.arriving if name == "arriving" else self.proposal.staying
        return tuple(filter(None, self.body.values.get(name, "").split(",")))

    @property
    def candidates(self) -> tuple[str, ...]:
        """Who is there after the handover."""
        if not self.incoming:
            return ()
        return tuple(dict.fromkeys([self.incoming, *self._others("arriving"), *self._others("staying")]))

    @property
    def taken(self) -> tuple[Item, ...]:
        """The items with their takers, as the room will see it."""
        on = [person for person, _name, _lead in self.shift.on]
        leaving = leavers(on, self.incoming, self._others("arriving"), self._others("staying"))
        before = {item.key: item.taker for item in self.proposal.items} if self.proposal else {}
        named = {key: person for key, person in {**before, **self._named}.items() if person not in leaving}
        return with_takers(self._items, named, leaving, self.incoming)

    # Drawing

    def redraw(self) -> None:
        """People, items, keys."""
        people = self.desk.app.named.words.people if self.desk.app.named else {}
        items = self.taken
        lacking = without_taker(items)
        state = self._state(len(items), len(lacking))
        self.query_one("#about", Parts).put([state, candidates_line(self.candidates, people, self.size.width)])
        zone, now, width = self.desk.zone, self.desk.now(), max(self.size.width - 2, 40)
        rows = [Row(item.key, (item_line(item, people, zone, now, width),)) for item in items]
        self.query_one(Items).put(rows or [Row("", (((" " + _("没有要交接的事项"), "quiet"),),))])
        self.show_keys()

    def _state(self, count: int, lacking: int) -> Line:
        made: list[tuple[str, str]] = []
        if self.proposal is not None:
            at = f"{self.proposal.proposed.astimezone(self.desk.zone):%H:%M}"
            said = _("{name} {at} 已签字交班，请 {incoming} 用本人口令接班").format(
                name=self.proposal.signed_name, at=at, incoming=self.proposal.incoming_name
            )
            made.append((f" {one_line(said)}  ", "strong"))
        made.append((" " + _("共 {n} 项").format(n=count) + "  ", "plain"))
        if lacking:
            made.append((_("无人接手 {n} 项").format(n=lacking), "alarm"))
        else:
            made.append((_("都有人接手"), "quiet"))
        return made

    def on_resize(self) -> None:
        self.call_after_refresh(self.redraw)

    def keys(self) -> list[tuple[str, str, bool]]:
        accept = self.proposal is not None
        mine = accept and self.desk.person == (self.proposal.incoming if self.proposal else "")
        made = [
            ("Ctrl+S", _("签字接班") if accept else _("签字交班"), not accept or mine),
            ("F6", _("逐项接手"), True),
            ("F7", _("其余归接班人"), bool(self.incoming)),
        ]
        if accept:
            made.append(("F8", _("重新交班"), True))
            if not mine:
                made.append(("Ctrl+O", _("换人登录"), True))
        return [*made, ("Esc", _("离开，内容存为草稿"), True)]

    def edited(self, field: str) -> None:
        self.redraw()

    # Takers

    def action_items(self) -> None:
        """Between the items and the form; back to the signature where all else is said."""
        items = self.query_one(Items)
        if self.focused is items:
            self.body.focus_field("secret" if self.incoming else "")
        else:
            self.set_focus(items)

    def on_items_given(self, event: Items.Given) -> None:
        event.stop()
        if event.digit > len(self.candidates):
            return
        if event.digit:
            self._named[event.key] = self.candidates[event.digit - 1]
            self.query_one(Items).action_move(1)
        else:
            self._named.pop(event.key, None)
        self._changed()

    def action_rest(self) -> None:
        """Everything that nobody takes goes to the new shift lead."""
        if not self.incoming:
            self.desk.app.say(_("先选接班值班长"), "bad")
            return
        for item in without_taker(self.taken):
            self._named[item.key] = self.incoming
        self._changed()

    def _changed(self) -> None:
        self.keeper.touch(self.desk, self._kept)
        self.redraw()

    def action_again(self) -> None:
        """The outgoing side proposes anew; what was proposed counts until that is signed."""
        if self.proposal is not None:
            app, shift = self.desk.app, self.shift
            self.dismiss(None)
            app.call_after_refresh(app.open, "handover", shift, True)

    # Sending

    def draft_values(self) -> dict[str, str]:
        values = super().draft_values()
        return {**values, TAKERS: write_takers(self._named)} if values or self._named else {}

    def submit(self, command: Command) -> None:
        named = write_takers({key: person for key, person in self._named.items() if person in self.candidates})
        if named:
            command = replace(command, values={**command.values, TAKERS: named})
        super().submit(command)

    def _refused(self, refusal: Refusal) -> bool:
        shown = super()._refused(refusal)
        if self.is_attached and refusal.code == "no_taker":
            # The page may be older than what came in meanwhile.
            self.load()
            self.set_focus(self.query_one(Items))
        return shown
