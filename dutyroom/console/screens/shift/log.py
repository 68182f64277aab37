"""值班日志, full screen: a whole shift read in two minutes; filters, corrections, the signature, print."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.shift.log import folded, parts, who
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.clock.calendar import weekday_name
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.board.views import News
from dutyroom.services.log.views import LogEntry

if TYPE_CHECKING:
    from dutyroom.services.shift.this_shift import ShiftView

LINES = 1000
"""Lines read at once; older ones are found by a filter."""

_CORRECTED = ("log.write", "log.correct", "log.instruct")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted."""

    span: Literal["shift", "today", "all"] = "shift"
    actor: str = ""
    subject: str = ""
    written: bool = False


class LogScreen(RoomScreen[None]):
    """Newest last, opens at the end of this shift. Digits work with an input method on, too."""

    AUTO_FOCUS = "#log"
    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("1", "span('shift')", show=False),
        Binding("2", "span('today')", show=False),
        Binding("3", "span('all')", show=False),
        Binding("4", "person", show=False),
        Binding("5", "subject", show=False),
        Binding("6", "written", show=False),
        Binding("7", "sign", show=False),
        Binding("8", "print", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._wanted = Filter()
        self._entries: tuple[LogEntry, ...] = ()
        self._shift: ShiftView | None = None
        self._at_end = True

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Rows(id="log")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        # What the board knows already is there at once.
        self._entries = tuple(self.room_app.entries)
        self.load()

    # Reading

    def load(self) -> None:
        """Read the lines that are wanted, and how far the log is signed."""
        room, wanted = self.room_app.room, self._wanted

        def read() -> tuple[Filter, ShiftView, tuple[LogEntry, ...]]:
            shift = room.shift()
            since = {"shift": shift.since, "today": self._midnight(room.now()), "all": None}[wanted.span]
            lines = room.log(since, None, LINES, wanted.subject, actor=wanted.actor, written=wanted.written)
            return wanted, shift, lines

        self.room_app.ask(read, self._got)

    def _midnight(self, now: datetime) -> datetime:
        return datetime.combine(now.astimezone(self.zone).date(), time(), self.zone).astimezone(UTC)

    def _got(self, answer: tuple[Filter, ShiftView, tuple[LogEntry, ...]]) -> None:
        wanted, shift, entries = answer
        if self.is_attached and wanted == self._wanted:
            self._shift, self._entries = shift, entries
            self.draw()

    def hear(self, news: News) -> None:
        """New lines appear as they are written."""
        if news.log:
            self.load()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    # Drawing

    def draw(self) -> None:
        """Head, lines, keys."""
        if not self.is_attached:
            return
        self.query_one("#head", Parts).put([self._head(), self._standing()])
        self.query_one(KeysLine).show(self._keys(), (9, 5, 5, 5, 3, 3, 3, 8, 6, 8, 7))
        rows = self.query_one(Rows)
        before = len(rows.rows)
        rows.put(self._rows(self.room_in(rows)))
        if self._at_end and len(rows.rows) != before:
            last = next((row.key for row in reversed(rows.rows) if row.key), "")
            if last:
                rows.go(last)
            rows.scroll_end(animate=False)

    def _head(self) -> Line:
        made: list[tuple[str, str]] = [(f" {_('值班日志')}  ", "strong"), (self._title() + "  ", "accent")]
        made.append((_("共 {n} 条").format(n=len(self._entries)) + "  ", "quiet"))
        if self._shift is not None:
            unsigned = self._shift.unsigned
            word = _("未签阅 {n} 条").format(n=unsigned) if unsigned else _("已全部签阅")
            made.append((word, "soon" if unsigned else "quiet"))
        return made

    def _standing(self) -> Line:
        """What is open comes first to the eye; then what in these lines is not as it was written at first."""
        app = self.room_app
        shift, summary = self._shift, app.summary
        if shift is None or summary is None:
            return []
        figures = (
            (_("待知悉"), app.board.picture.unseen(app.room.now())), (_("来电未结"), summary.open_calls),
            (_("待回拨"), summary.call_backs), (_("批示"), len(shift.instructions)), (_("突发事件"), len(summary.emergencies)),
        )  # fmt: skip
        standing = "  ".join(f"{word} {figure}" for word, figure in figures if figure)
        made: list[tuple[str, str]] = [(" " + _("未了") + "  ", "quiet")]
        made.append((standing, "soon") if standing else (_("无"), "quiet"))
        late = sum(entry.late for entry in self._entries)
        corrected = sum(bool(entry.corrects) for entry in self._entries)
        marked = [(_("补记"), late), (_("更正"), corrected)]
        made.append(("   " + "  ".join(f"{word} {figure}" for word, figure in marked if figure), "accent"))
        return made

    def _title(self) -> str:
        """Which lines these are, in words."""
        wanted = self._wanted
        words = [{"shift": _("本班"), "today": _("今日"), "all": _("全部")}[wanted.span]]
        if wanted.span == "shift" and self._shift is not None:
            words[0] = _("本班（{at} 起）").format(at=f"{self._shift.since.astimezone(self.zone):%m-%d %H:%M}")
        if wanted.actor:
            people = self.room_app.named.words.people if self.room_app.named else {}
            words.append(one_line(people.get(wanted.actor, wanted.actor)))
        if wanted.subject:
            words.append(one_line(wanted.subject))
        if wanted.written:
            words.append(_("只看手写"))
        return " · ".join(words)

    def _rows(self, width: int) -> list[Row]:
        made: list[Row] = []
        day = None
        corrected = {entry.corrects: entry.seq for entry in self._entries if entry.corrects}
        signed = self._shift.signed if self._shift else None
        for group in folded(self._entries):
            entry = group[0]
            at = entry.at.astimezone(self.zone)
            if at.date() != day:
                day = at.date()
                made.append(Row("", ((((f" {day} {weekday_name(day)}"), "strong"),),)))
            made.append(Row(str(group[-1].seq), tuple(self._lines(group, corrected.get(entry.seq, 0), width))))
            if signed and group[0].seq <= signed.upto <= group[-1].seq:
                word = _("{name} {at} 签阅到此").format(
                    name=one_line(signed.by_name), at=f"{signed.at.astimezone(self.zone):%m-%d %H:%M}"
                )
                made.append(Row("", (((f" ── {word} ──", "quiet"),),)))
        return made or [Row("", ((("  " + _("还没有记录。F12 记一笔"), "quiet"),),))]

    def _lines(self, group: Sequence[LogEntry], corrected: int, width: int) -> list[Line]:
        entry = group[0]
        number = f"#{entry.seq}"
        name = fit(who(entry), 14 if language() == "en" and width >= 100 else 8)
        room = width - 9 - cell_len(name) - 9
        marks, text = parts(group, self.zone, self.room_app.named.plan if self.room_app.named else None)
        if corrected:
            text += " " + _("（已更正，见 #{n}）").format(n=corrected)
        words = _wrapped(marks + text, max(room - 1, 12))
        look = "quiet" if corrected else "plain"
        first: list[tuple[str, str]] = [(f"  {entry.at.astimezone(self.zone):%H:%M} ", "quiet"), (name + " ", "accent")]
        if marks:
            first += [(marks, "soon"), (words[0][len(marks) :], look)]
        else:
            first.append((words[0], look))
        gap = room - cell_len(words[0])
        first.append((" " * max(gap, 1) + fit(number, 8, right=True), "quiet"))
        indent = " " * (9 + cell_len(name))
        return [first, *([(indent + word, look)] for word in words[1:])]

    def _keys(self) -> list[tuple[str, str, bool]]:
        return [
            ("Esc", _("返回"), True), ("1", _("本班"), True), ("2", _("今日"), True), ("3", _("全部"), True),
            ("4", _("此人"), True), ("5", _("此事"), True), ("6", _("手写"), True), ("7", _("签阅"), True),
            ("8", _("打印"), True), ("Enter", _("更正"), True), ("F12", _("记一笔"), True),
        ]  # fmt: skip

    # Keys

    @property
    def chosen(self) -> LogEntry | None:
        """The line under the cursor."""
        cursor = self.query_one(Rows).cursor
        return next((entry for entry in self._entries if str(entry.seq) == cursor), None)

    def _filter(self, wanted: Filter) -> None:
        self._wanted = wanted
        self._at_end = True
        self.load()

    def action_span(self, span: Literal["shift", "today", "all"]) -> None:
        """This shift, today, or everything."""
        self._filter(replace(self._wanted, span=span))

    def action_person(self) -> None:
        """Only what the person of this line did, or everybody's again."""
        entry = self.chosen
        if self._wanted.actor or entry is not None:
            self._filter(replace(self._wanted, actor="" if self._wanted.actor or entry is None else entry.actor))

    def action_subject(self) -> None:
        """Only what is about the subject of this line, or everything again."""
        entry = self.chosen
        if self._wanted.subject:
            self._filter(replace(self._wanted, subject=""))
        elif entry is None or not entry.subject:
            self.room_app.say(_("这一条没有编号"))
        else:
            self._filter(replace(self._wanted, subject=entry.subject))

    def action_written(self) -> None:
        """Only what people wrote, or every line again."""
        self._filter(replace(self._wanted, written=not self._wanted.written))

    def action_sign(self) -> None:
        """Sign as read: up to the last line that is shown."""
        if not self._entries:
            self.room_app.say(_("没有可签阅的内容"))
            return
        self.room_app.open_form("log.sign", values={"upto": str(self._entries[-1].seq)}, then=lambda _done: self.load())

    def action_print(self) -> None:
        """These lines as text, in a new file."""
        entries, title, room = self._entries, self._title(), self.room_app.room
        self.room_app.ask(
            lambda: room.print_log(entries, title),
            lambda path: self.room_app.say(_("已打印到 {path}").format(path=path), "good"),
        )

    def on_rows_moved(self) -> None:
        rows = self.query_one(Rows)
        self._at_end = bool(rows.rows) and rows.cursor == rows.rows[-1].key

    def on_rows_opened(self, event: Rows.Opened) -> None:
        event.stop()
        entry = self.chosen
        if entry is None:
            return
        if entry.kind in _CORRECTED:
            values = {"line": str(entry.seq), "text": "" if entry.kind == "log.instruct" else entry.text}
            self.room_app.open_form("log.correct", values=values)
        elif entry.kind.startswith("complaint.") and entry.subject:
            self.room_app.open("complaint", entry.subject)
            said = _("这一条是办事时自动记下的，在这里用「更正」改；可用 F12 另记一笔")
            self.room_app.call_after_refresh(self.room_app.say, said)
        else:
            self.room_app.say(_("这一条是办事时自动记下的，请到该件办理更正；可用 F12 另记一笔"))

    def action_leave(self) -> None:
        """A filter is taken off first, then the screen is left."""
        if self._wanted != Filter() and self._wanted != Filter(self._wanted.span):
            self._filter(Filter(self._wanted.span))
        else:
            self.app.pop_screen()


def _wrapped(text: str, width: int) -> list[str]:
    """Latin text breaks between words, Chinese anywhere."""
    return textwrap.wrap(text, width) or [""] if text.isascii() else wrap(text, width)
