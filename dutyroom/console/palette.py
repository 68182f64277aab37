"""The palette: every command and act by Chinese name, pinyin initials or English, each with its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from dutyroom.console import keymap
from dutyroom.console.pinyin import INITIALS
from dutyroom.console.present.cells import titled
from dutyroom.console.present.safe import one_line
from dutyroom.domain.act import Act
from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.lang.catalogue import catalogue

if TYPE_CHECKING:
    from dutyroom.console.app import DutyroomApp


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the palette can do: its label, what it is found by, its key, why not now."""

    label: str
    words: tuple[str, ...]
    key: str
    why_not: str
    run: Callable[[], None]


class Commands(Provider):
    """Commands of the keymap first, then the acts that have no key, about the selected subject."""

    async def discover(self) -> Hits:
        for found in self._all():
            yield DiscoveryHit(_shown(found), found.run, text=found.label, help=found.why_not or None)

    async def search(self, query: str) -> Hits:
        for found in self._all():
            score = rank(query, found.words)
            if score:
                yield Hit(score, _shown(found), found.run, text=found.label, help=found.why_not or None)

    def _all(self) -> Iterator[Found]:
        app = cast("DutyroomApp", self.app)
        for entry in keymap.TABLE:
            words = (entry.label, _english(entry.label), entry.initials, entry.id)
            why = entry.why_not(app)
            yield Found(titled(_(entry.label)), words, keymap.cap(entry), why, partial(app.action_command, entry.id))
        for place, view in enumerate(app.kept.saved, 1):
            label = _("视图：{name}").format(name=one_line(view.name))
            yield Found(label, (label, view.name), str(place), "", partial(app.board.action_recall, place))
        named = {entry.label for entry in keymap.TABLE}
        for name, act in ACTS.items():
            if act.label in named or name == "call.take" or (name in OF_EXERCISES and not app.exercise):
                continue
            words = (act.label, _english(act.label), INITIALS.get(name, ""), name)
            about, run, why = reach(app, act)
            why = why or not_yours(app, act)
            yield Found(titled(_(act.label)), words, about, why, partial(app.say, why, "bad") if why else run)


def reach(app: DutyroomApp, act: Act) -> tuple[str, Callable[[], None], str]:
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
    if act.subject == "person":
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
    "group": "groups",
}  # fmt: skip
"""Subjects that are chosen on a page of their own, and the command that opens it."""


def _nothing() -> None:
    """There is nothing to open."""


def not_yours(app: DutyroomApp, act: Act) -> str:
    """Who does the act, when the person signed in holds none of its roles; "" otherwise or before that is known."""
    if app.session is None or app.named is None or act.field("decider") is not None:
        return ""
    from dutyroom.domain.permission import roles_for

    plan = app.named.plan
    if roles_for(plan, act.name, app.session.roles):
        return ""
    allow = plan.allowed(act.name)
    names = [app.named.words.roles.get(code, code) for code in allow.roles] if allow else [_("无")]
    return _("「{act}」由{roles}办理。").format(act=_(act.label), roles=("、" if language() == "zh" else ", ").join(names))


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


def _shown(found: Found) -> Content:
    text = Content(found.label if not found.key else f"{found.label}  ")
    return text + Content(found.key).stylize("dim")


class Palette(CommandPalette):
    """Textual's palette with our words."""

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def show() -> None:
            if search_value:
                nothing = Option(Content(_("没有这个命令")), disabled=True, id=self._NO_MATCHES)
                self.query_one(CommandList).add_option(nothing)
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, show)
