"""逐级通知: down the chain one key at a time. The number stands large; every try goes on the record with its time."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.desk.desk import checked, number_kind, target
from dutyroom.console.present.desk.digits import HEIGHT, large
from dutyroom.console.present.line import Line, Part, Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import shown_subject
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.desk.views import DialView, TargetView
from dutyroom.services.organisation.views import NumberView, SignedIn


class DialScreen(RoomScreen[None]):
    """1 通, 2 无人接, 3 忙线; then the list moves on by the plan's rule. Only who answered makes it reported."""

    CSS_PATH = Path(__file__).with_name("dial.tcss")
    AUTO_FOCUS = "#targets"
    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("1", "record('reached')", show=False),
        Binding("2", "record('no_answer')", show=False),
        Binding("3", "record('busy')", show=False),
        Binding("left", "number(-1)", show=False),
        Binding("right,f8", "number(1)", show=False),
        Binding("t,ctrl+f", "words", show=False),
    ]

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject
        self.view: DialView | None = None
        self._which = 0
        self._sending = False

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Parts(id="dial-number")
        yield Rows(id="targets")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.load(follow=True)
        self._draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def hear(self, news: News) -> None:
        """Somebody else may be calling up the chain, too; who is in it, and who is here, changes by many acts."""
        if self.in_sight:
            self.load()

    def load(self, follow: bool = False) -> None:
        """Read the list anew; `follow`: go to who is to be called now."""
        app = self.room_app
        caller = app.session.person if app.session else ""

        def got(view: DialView) -> None:
            if not self.is_attached:
                return
            self.view = view
            self._sending = self._sending and not follow
            self._draw()
            if follow and view.next >= 0:
                self.query_one("#targets", Rows).go(view.targets[view.next].person)
                self._which = 0
            self._draw()
            app.type_ahead.come(self.load)

        if self.view is None:
            app.type_ahead.expect(self.load)
        def not_read(_refusal: Refusal) -> None:
            self._sending = self._sending and not follow
            app.type_ahead.come(self.load)

        app.ask(lambda: app.room.dial(self.subject, caller), got, not_read)

    @property
    def at_hand(self) -> TargetView | None:
        """Who is to be called: the one under the cursor."""
        if self.view is None:
            return None
        cursor = self.query_one("#targets", Rows).cursor
        return next((each for each in self.view.targets if each.person == cursor), None)

    @property
    def number(self) -> NumberView | None:
        """The number to dial."""
        person = self.at_hand
        if person is None or not person.numbers:
            return None
        return person.numbers[self._which % len(person.numbers)]

    # Looks

    def _draw(self) -> None:
        view = self.view
        plan = self.room_app.named.plan if self.room_app.named else None
        about = shown_subject(plan, view.act, self.subject) if view else self.subject
        words = [_("逐级通知"), about, one_line(view.title) if view else ""]
        self.query_one("#head", Parts).put([[(" " + "  ".join(filter(None, words)), "strong")]])
        if view is None:
            return
        rows = self.query_one("#targets", Rows)
        width = self.room_in(rows)
        at_hand = self.at_hand or (view.targets[max(view.next, 0)] if view.targets else None)
        made = [
            Row(each.person, target(each, place, each is at_hand, self.zone, width))
            for place, each in enumerate(view.targets)
        ]
        rows.put(made or [Row("", ([("   " + _("预案的上报角色都空缺，请先任命"), "alarm")],))])
        lines = self._number_lines(view)
        self.query_one("#dial-number", Parts).put(lines)
        left = _("已上报 {name} {at}").format(
            name=one_line(view.reached), at=f"{view.reached_at.astimezone(self.zone):%m-%d %H:%M}"
        ) if view.reached_at else _("尚未上报")  # fmt: skip
        self.query_one(StatusLine).right(left)
        able = self.number is not None and not self._sending
        self.query_one(KeysLine).show(
            [
                ("1", _("通"), able),
                ("2", _("无人接"), able),
                ("3", _("忙线"), able),
                ("←→", _("换号码"), able and self.at_hand is not None and len(self.at_hand.numbers) > 1),
                ("↑↓", _("换人"), len(view.targets) > 1),
                ("T", _("写明内容"), able),
                ("Esc", _("返回"), True),
            ]
        )

    def _number_lines(self, view: DialView) -> list[Line]:
        person, number = self.at_hand, self.number
        if person is None:
            return []
        head: Line = [(f"  {one_line(person.name)}", "strong"), (f"  {one_line(person.role_name)}", "quiet")]
        if number is None:
            return [head, [("  " + _("通讯录里没有号码"), "alarm")]]
        digits = large(number.number)
        shown: list[Line] = [[("    " + row, "accent")] for row in digits] if digits else []
        if not digits:
            shown = [[("", "plain")], [("    " + one_line(number.number), "strong")], [("", "plain")]]
        about: list[Part] = [
            (f"    {one_line(number.number)}  {number_kind(number.kind)}  ", "quiet"),
            checked(number, self.room_app.room.now(), self.zone),
        ]
        if len(person.numbers) > 1:
            about.append((f"  {self._which % len(person.numbers) + 1}/{len(person.numbers)}", "quiet"))
        rule = _("{minutes} 分钟内 {n} 次未接通，转下一位；接通才算已上报。").format(minutes=view.minutes, n=view.failed_calls)
        if not view.failed_calls:
            rule = _("未接通即转下一位；接通才算已上报。")
        assert len(shown) == HEIGHT
        return [head, *shown, about, [("  " + rule, "quiet")]]

    # Doing

    @on(Rows.Moved, "#targets")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._which = 0
        self._draw()

    def action_number(self, by: int) -> None:
        """Another number of the same person."""
        person = self.at_hand
        if person is not None and person.numbers:
            self._which = (self._which + by) % len(person.numbers)
            self._draw()

    def action_record(self, result: str) -> None:
        """The call was answered, or not: on the record, and on to whom the plan says."""
        view, person, number = self.view, self.at_hand, self.number
        if view is None or person is None or number is None:
            return
        if self._sending:
            # A key that bounces is no second try: two tries without an answer open the way past the chief.
            self.room_app.say(_("上一次拨打还在记录，这一键没有记"), "bad")
            return
        values = {"person": person.person, "number": number.number, "result": result}

        def send(session: SignedIn) -> None:
            self._sending = True
            self._draw()
            command = session.command(view.act, self.subject, values)
            self.room_app.perform(command, lambda _done: self._sent(), lambda _refusal: self._sent())

        self.room_app.need_session(send)

    def _sent(self) -> None:
        # Until the list has moved on, the next key would be for the person before.
        if self.is_attached:
            self.load(follow=True)

    def action_words(self) -> None:
        """The whole form: what was reported, when the call was earlier."""
        view, person, number = self.view, self.at_hand, self.number
        if view is not None and person is not None:
            values = {"person": person.person, "number": number.number if number else ""}
            self.room_app.open_form(view.act, self.subject, values=values, then=lambda _done: self.load(follow=True))

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
