"""本班: the shift lead's page. Who is there, the next 点名 with its countdown, what is unsigned, asked for, handed over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.cells import titled
from dutyroom.console.present.shift.shift import shift_lines
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.page import Pages
from dutyroom.console.widgets.acts import Acts, Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.shift.this_shift import ShiftView


class ShiftScreen(RoomScreen[None]):
    """What the shift stands at above, what the shift lead can do below."""

    CSS_PATH = Path(__file__).with_name("shift.tcss")
    AUTO_FOCUS = "#acts"
    BINDINGS = [
        Binding("escape,q", "app.pop_screen", show=False),
        Binding("h,ctrl+a", "app.command('handover')", show=False),
        Binding("8", "print", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view: ShiftView | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Pages()
        yield Acts()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#head", Parts).put([((" " + titled(_("本班")), "strong"),)])
        self.query_one(KeysLine).show(
            [
                ("Enter", _("办理"), True), ("H", _("交接班"), True), ("Ctrl+L", _("值班日志"), True),
                ("8", _("打印交接班"), True), ("F12", _("记一笔"), True), ("Esc", _("返回"), True),
            ]
        )

    def on_screen_resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Read how the shift stands. Keys typed before it was ever read are for what it will show."""
        typed = self.room_app.type_ahead
        if self.view is None:
            typed.expect(self.load)
        self.room_app.ask(self.room_app.room.shift, self._got, lambda _refusal: typed.come(self.load))

    def _got(self, view: ShiftView) -> None:
        self.room_app.type_ahead.come(self.load)
        if not self.is_attached:
            return
        self.view = view
        offers = self._offers(view)
        acts = self.query_one(Acts)
        acts.styles.height = len(offers)
        acts.offer(offers)
        self.draw(self.room_app.room.now())

    def _offers(self, view: ShiftView) -> list[Offer]:
        present = ",".join(code for code, _name, _lead in view.on)
        order = min(view.instructions, key=lambda each: (each.due is None, each.due or each.at), default=None)
        return [
            Offer("shift.check", "", None, {"present": present}),
            Offer("log.sign", "", None, {"upto": str(view.last_line)}, "" if view.unsigned else _("已全部签阅")),
            Offer("log.instruct", ""),
            Offer(
                "log.done", "", None, {"instruction": str(order.id)} if order else {},
                "" if order else _("没有未办结的批示"),
            ),
            Offer("shift.begin", ""),
            Offer("shift.end", ""),
        ]  # fmt: skip

    def hear(self, news: News) -> None:
        """Another's act may change any of this; every line of the log is one more to sign."""
        if self.in_sight and (news.log or "shift" in news.changed):
            self.load()

    def tick(self, now: datetime) -> None:
        """The countdown to the next 点名."""
        self.draw(now)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw, self.room_app.room.now())

    def draw(self, now: datetime) -> None:
        """Put the lines."""
        if self.view is not None and self.is_attached:
            since = f"{self.view.since.astimezone(self.zone):%m-%d %H:%M}"
            head = titled(_("本班（{at} 起）").format(at=since))
            self.query_one("#head", Parts).put([((f" {head}", "strong"),)])
            pages = self.query_one(Pages)
            pages.put(shift_lines(self.view, self.zone, now, self.room_in(pages)))

    def on_acts_chosen(self, event: Acts.Chosen) -> None:
        event.stop()
        offer = event.offer
        self.room_app.open_form(offer.act, offer.subject, offer.seen, offer.values)

    def action_print(self) -> None:
        """The last handover as text, in a new file."""
        done = self.view.taken_over or self.view.proposal if self.view else None
        if done is None:
            self.room_app.say(_("还没有交接班记录"))
            return
        room, number = self.room_app.room, done.number
        self.room_app.ask(
            lambda: room.print_handover(number),
            lambda path: self.room_app.say(_("已打印到 {path}").format(path=path), "good"),
        )
