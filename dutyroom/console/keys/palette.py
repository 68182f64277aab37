"""The palette: every command and act by Chinese name, pinyin initials or English, each with its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from dutyroom.console.keys import keymap
from dutyroom.console.present.cells import titled
from dutyroom.console.present.line import Line, Row
from dutyroom.console.present.pinyin import initials
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.lines import Down
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.act import Act
from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.lang import gettext as _
from dutyroom.lang.catalogue import catalogue

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the palette can do: its label, what it is found by, its key, why not now."""

    label: str
    words: tuple[str, ...]
    key: str
    why_not: str
    run: Callable[[], None]


def commands(app: Shell) -> Iterator[Found]:
    """Commands of the keymap first, then the acts that have no key, about the selected subject."""
    for entry in keymap.TABLE:
        words = (entry.label, _english(entry.label), *initials(entry.label), entry.id)
        why = entry.why_not(app)
        yield Found(titled(_(entry.label)), words, keymap.cap(entry), why, partial(app.action_command, entry.id))
    for place, view in enumerate(app.kept.saved, 1):
        label = _("视图：{name}").format(name=one_line(view.name))
        yield Found(label, (label, view.name), str(place), "", partial(app.board.action_recall, place))
    named = {entry.label for entry in keymap.TABLE}
    for name, act in ACTS.items():
        if act.label in named or name == "call.take" or (name in OF_EXERCISES and not app.exercise):
            continue
        words = (act.label, _english(act.label), *initials(act.label), name)
        about, run, why = reach(app, act)
        why = why or not_yours(app, act)
        yield Found(titled(_(act.label)), words, about, why, partial(app.say, why, "bad") if why else run)


def reach(app: Shell, act: Act) -> tuple[str, Callable[[], None], str]:
    """What the act would be about, what opens its form (or the page where one is chosen), and why it can't be now."""
    if act.subject == "":
        return "", partial(app.open_form, act.name), ""
    if act.subject == "complaint":
        row = app.selected
        if row is None:
            return "", _nothing, _("没有选中的投诉")
        return row.number, partial(app.open_form, act.name, row.number, row.version), ""
    if act.subject == "paper":
        # Which paper is chosen on the page of its complaint.
        row = app.selected
        return (row.number, partial(app.open, "complaint", row.number), "") if row else ("", _nothing, _("没有选中的投诉"))
    if act.subject == "call":
        return "", partial(app.open, "calls"), "" if app.open_calls else _("没有暂存的来电。F2 接新来电")
    if act.subject == "person" and not act.second and any(field.secret for field in act.fields):
        if app.session is None:
            return "", _nothing, _("请先登录。")
        own = app.session.person
        return own, partial(app.open_form, act.name, own), ""
    if act.subject in _PAGES:
        return "", partial(app.action_command, _PAGES[act.subject]), ""
    open_here = {getattr(screen, "number", "") for screen in app.screen_stack}
    here = [view for view in app.emergencies if view.number in open_here] or list(app.emergencies)
    if not here:
        return "", _nothing, _("没有进行中的突发事件")
    if act.subject != "emergency" or len(here) > 1:
        # Which paper, task or notice is chosen on its emergency's pages.
        return "", partial(app.action_command, "emergency"), ""
    return here[0].number, partial(app.open_form, act.name, here[0].number, here[0].version), ""


_PAGES = {
    "handover": "handover", "watch": "watches", "duty": "duties", "supply": "supplies", "plan": "plans", "charge": "charges",
    "group": "groups", "person": "directory",
}  # fmt: skip
"""Subjects that are chosen on a page of their own, and the command that opens it."""


def _nothing() -> None:
    """There is nothing to open."""


def not_yours(app: Shell, act: Act) -> str:
    """Who does the act, when the person signed in holds none of its roles; "" otherwise or before that is known."""
    if app.session is None or app.named is None:
        return ""
    from dutyroom.domain.permission import why_not

    return why_not(app.named.plan, act, app.session.roles)


def rank(query: str, words: tuple[str, ...]) -> float:
    """How well a query fits: 0 not at all. Whole and leading words before inner ones, then letters in order."""
    wanted = query.strip().casefold()
    best = 0.0
    for word in (word.casefold() for word in words if word):
        if word == wanted:
            return 1.0
        if word.startswith(wanted):
            best = max(best, 0.9)
        elif wanted in word:
            best = max(best, 0.7)
        elif _in_order(wanted, word):
            best = max(best, 0.4)
    return best


def _in_order(wanted: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in wanted)


def _english(label: str) -> str:
    return catalogue("en").get(label, "")


class Palette(ModalScreen[None], RoomScreen[None]):
    """What is typed finds commands; the first one found is run by Enter, another one after the arrow keys."""

    CSS_PATH = Path(__file__).with_name("palette.tcss")
    BINDINGS = [
        Binding("escape", "app.pop_screen", show=False),
        Binding("up", "rows('move', -1)", show=False),
        Binding("down", "rows('move', 1)", show=False),
        Binding("pageup", "rows('page', -1)", show=False),
        Binding("pagedown", "rows('page', 1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Found] | None = None

    def compose(self) -> ComposeResult:
        with Down(id="box"):
            yield Input(placeholder=_("输入命令名称、拼音首字母或英文"), compact=True)
            yield Rows(id="found")

    def on_mount(self) -> None:
        app = cast("Shell", self.app)
        self.rows = self.query_one(Rows)
        self.rows.can_focus = False
        app.ask(lambda: list(commands(app)), self._got)

    def _got(self, found: list[Found]) -> None:
        self.all = found
        if self.is_attached:
            self._find(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, query: str) -> None:
        if self.all is None:
            return
        found = [(rank(query, each.words) if query else 1.0, n, each) for n, each in enumerate(self.all)]
        best = sorted((each for each in found if each[0]), key=lambda each: (-each[0], each[1]))
        rows = [Row(f"{n}", (_line(each),)) for _rank, n, each in best]
        self.rows.put(rows or [Row("", ([(" " + _("没有这个命令"), "quiet")],))])
        self.rows.refresh(layout=True)
        if rows:
            self.rows.go(rows[0].key)

    def action_rows(self, what: str, by: int) -> None:
        """Keys that move in the list, whatever is typed into."""
        getattr(self.rows, f"action_{what}")(by)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if self.all is None:
            # Quicker than the commands were found.
            self.set_timer(0.05, lambda: self._entered(event))
        else:
            self.rows.action_open()

    @on(Rows.Opened)
    def _run(self, event: Rows.Opened) -> None:
        assert self.all is not None
        self.dismiss(None)
        self.app.call_after_refresh(self.all[int(event.key)].run)


def _line(found: Found) -> Line:
    look = "quiet" if found.why_not else "plain"
    return [(f" {one_line(found.label)}  ", look), (one_line(found.key), "quiet"), (f"  {one_line(found.why_not)}", "quiet")]
