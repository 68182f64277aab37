"""A person works at the real console, which is killed at a random moment, again and again."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from dataclasses import dataclass, field

from tests.faults.desk import Desk

FORM, KEPT = "内容存为草稿", "草稿已存"


@dataclass
class Seen:
    """What one person saw: lines that the console took, each with its form closed, and those half typed."""

    who: str
    kills: int = 0
    acknowledged: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    """Texts in an open form of which the console said that their draft is kept when it was killed."""


def work_and_die(address: str, seen: Seen, dice: random.Random, longest: float = 2.5) -> None:
    """Signs in, writes line after line into the duty log and is killed up to ``longest`` seconds later."""
    seen.kills += 1
    with Desk(address, seen.who).start() as desk:
        killer = threading.Timer(dice.uniform(0.05, longest), desk.kill)
        # Each person gets at least one line taken, however slow the machine: the first killer waits for it.
        if seen.kills > 1:
            killer.start()
        text = ""
        # A wait or a key that meets the dead console.
        with contextlib.suppress(AssertionError, OSError):
            for line in range(99):
                text = f"{seen.who}第{seen.kills}次第{line}条"
                desk.press("f12")
                desk.wait_for(FORM)
                desk.type(text)
                desk.wait_for(text)
                time.sleep(dice.choice((0.0, 0.0, 0.0, 1.0)))
                desk.press("ctrl+s")
                desk.wait_gone(FORM)
                if not desk.alive and FORM in desk.screen():
                    break
                seen.acknowledged.append(text)
                text = ""
                if killer.ident is None:
                    killer.start()
        if killer.ident is None:
            desk.kill()
        else:
            killer.join()
        screen = desk.screen()
        if text and text in screen and KEPT in screen:
            seen.typed.append(text)
