"""What consoles keep and an act makes another, its catalogue row says: else a running console would never learn of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dutyroom.domain.act import Command, Kept
from dutyroom.domain.acts import ACTS
from dutyroom.services.front.front import Front
from tests.services.everything import bank, offices

ASKED: Mapping[Kept, Callable[[Front], Any]] = {
    "plan": lambda room: (room.plan, room.posts()),
    "people": lambda room: room.people(gone=True),
    "directory": lambda room: room.directory(),
    "roster": lambda room: (room.roster(), room.summary().on_duty),
    "units": lambda room: (room.units(), room.unit_plans()),
    "calendar": lambda room: room.calendar,
    # Every line of the log is one more to sign: the page follows the log.
    "shift": lambda room: replace(room.shift(), unsigned=0, last_line=0),
    "drafts": lambda room: room.plans(),
    "charges": lambda room: room.charges(),
    "groups": lambda room: room.groups(),
    "archive": lambda room: room.archive(),
    "calls": lambda room: room.calls(all_day=True),
    "call_backs": lambda room: room.call_backs(),
    "watches": lambda room: room.watches(),
    "wording": lambda room: room.wordings(),
    "duties": lambda room: (room.duties(), room.duties(closed=True)),
    "supplies": lambda room: room.supplies(),
}
"""What a page asks for that shows it. Exercises are walked by their own test."""


class Watched:
    """Asks after each act; what is another than before and not declared is a fault."""

    def __init__(self) -> None:
        self.known: dict[str, dict[Kept, Any]] = {}
        self.faults: dict[str, set[str]] = {}
        self.done: set[str] = set()
        self.at: dict[str, datetime] = {}

    def begin(self, room: Front) -> None:
        """What is so before the next act."""
        self.known[room.url] = {fact: ask(room) for fact, ask in ASKED.items()}

    def __call__(self, room: Front, command: Command) -> None:
        before, at = self.known.get(room.url, {}), room.now()
        if self.at.get(room.url) != at:
            # Time changes what is so, too.
            before = {}
        self.at[room.url] = at
        self.begin(room)
        self.done.add(command.act)
        for fact, now in self.known[room.url].items() if before else ():
            if now != before[fact] and fact not in ACTS[command.act].changes:
                self.faults.setdefault(command.act, set()).add(f"{fact}: {_other(before[fact], now)}")


def _other(before: Any, now: Any) -> str:
    """The first place at which they differ."""
    if is_dataclass(before) and type(before) is type(now):
        for each in fields(before):
            if getattr(before, each.name) != getattr(now, each.name):
                return f".{each.name}{_other(getattr(before, each.name), getattr(now, each.name))}"
    if isinstance(before, tuple) and isinstance(now, tuple) and len(before) == len(now):
        return next((f"[{n}]{_other(*pair)}" for n, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]), "")
    return f" {str(before)[:120]} → {str(now)[:120]}"


@pytest.mark.whole
def test_every_act_says_what_it_changes(tmp_path: Path) -> None:
    watched = Watched()
    for room in (bank(tmp_path / "bank", watched), *offices(tmp_path, watched)):
        room.close()
    told = [f"{act} {each}" for act, faults in sorted(watched.faults.items()) for each in sorted(faults)]
    assert not told, "\n".join(told)
    left = {name for name in set(ACTS) - watched.done if not name.startswith(("exercise.", "inject.", "observation."))}
    assert len(left) <= 12, sorted(left)
