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
from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _
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
            yield Found(_(entry.label), words, keymap.cap(entry), why, partial(app.action_command, entry.id))
        named = {entry.label for entry in keymap.TABLE}
        row = app.selected
        for name, act in ACTS.items():
            if act.label in named or act.subject not in ("", "complaint") or name == "call.take":
                continue
            words = (act.label, _english(act.label), INITIALS.get(name, ""), name)
            about = row if act.subject == "complaint" else None
            why = _("没有选中的投诉") if act.subject == "complaint" and row is None else ""
            run = partial(app.say, why, "bad") if why else partial(
                app.open_form, name, about.number if about else "", about.version if about else None
            )
            yield Found(_(act.label), words, about.number if about else "", why, run)


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
