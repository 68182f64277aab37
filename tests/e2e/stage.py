"""Four consoles of the acceptance script on one PostgreSQL room, each a real terminal, and what was done before they opened.

A: shift lead and duty officer. B: the chief and the deputy. C: complaints, customers, legal. D: publicity, security.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from dutyroom.bootstrap import open_room
from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _
from dutyroom.services.front.front import Front
from tests.e2e import room as demo
from tests.e2e.story import Desk
from tests.e2e.test_script_acts import BEATS, Play
from tests.patience import PATIENCE_S


class Stage:
    """The consoles, the script by acts up to where the keys begin, and the room to see what is on record."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.play = Play(url)
        self.play.run_on()
        self.desks: dict[str, Desk] = {}
        self.strays: set[str] = set()
        self.room: Front = open_room(url)

    def desk(self, name: str, who: str, url: str = "") -> Desk:
        """A console that starts now, and who signs in there."""
        if name in self.desks:
            self._leave(name)
        made = self.desks[name] = Desk(url or self.url)
        made.start(who)
        return made

    def at(self, when: str) -> None:
        """The clock of everything that starts from here on; consoles that run keep theirs."""
        self.play.at(when)
        self.play.run_on()

    def played(self, beats: int) -> None:
        """So many beats of the script, by acts."""
        for beat in BEATS[:beats]:
            beat(self.play)

    def act(self, act: str, who: str, subject: str = "", /, **values: object) -> str:
        """An act that another helper of the room does meanwhile."""
        return str(self.play.act(act, who, subject, **values)["subject"])

    def until(self, true: Callable[[], bool], desk: str) -> None:
        """Waits for what is on record; fails with that console's screen."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < end, self.desks[desk].screen()
            time.sleep(0.02)

    def sound(self) -> None:
        """Nothing was in the wrong language, the journal gives the same tables, the chain holds."""
        strays = self.strays.union(*(each.strays for each in self.desks.values()))
        assert not strays, "\n".join(sorted(strays))
        assert demo.replay_faults(self.url) == []
        assert self.play.ask("audit", "verify")["sound"]

    def close(self) -> None:
        """Everything ends."""
        for name in tuple(self.desks):
            self._leave(name)
        self.play.forget()
        self.room.close()

    def _leave(self, name: str) -> None:
        gone = self.desks.pop(name)
        self.strays |= gone.strays
        gone.close()


def do(desk: Desk, act: str, **values: str) -> None:
    """What can be done here is on the screen: this act, its form, sent, gone."""
    desk.choose(act)
    fill(desk, act, **values)


def acts(desk: Desk) -> None:
    """What can be done here opens over the page, which may show such a list too."""
    desk.press("a")
    desk.see("1-9 直接办理")


def fill(desk: Desk, act: str, **values: str) -> None:
    """The form of an act opens: filled in, sent, gone."""
    desk.form(act, **values)
    desk.wait_gone("Ctrl+S")
    desk.settled()


def refused(desk: Desk, act: str, *said: str, **values: str) -> None:
    """The form is sent and comes back with the reason; what was typed is still there; left by Esc."""
    desk.form(act, **values)
    # Words of the reason may stand in the form from the beginning: all of it is waited for.
    for each in said:
        screen = desk.see(each)
    assert all(each in screen for each in (*said, *values.values()) if not each.isdigit()), screen
    desk.press("escape")
    desk.wait_gone("Ctrl+S")
    desk.settled()


def not_offered(desk: Desk, act: str, *said: str) -> None:
    """An act in the list that has no place now: its line says why, chosen it says so again, and no form opens."""
    label = _(ACTS[act].label)
    screen = desk.see(said[0])
    assert any(label in line and said[0] in line for line in screen.splitlines()), screen
    desk.choose(act)
    screen = desk.see(said[0])
    assert "Ctrl+S" not in screen, screen
    assert all(each in screen for each in said), screen


def point(desk: Desk, text: str) -> None:
    """The cursor of a list goes to the entry that says this: down from the top until its line is lit."""
    desk.see(text)
    desk.press("home")
    for _n in range(40):
        desk.settled()
        cells = desk.cells()
        # The end of the line above the keys is never lit.
        if any(text in desk.row(y) and line[0].bg != cells[-2][-1].bg for y, line in enumerate(cells)):
            return
        desk.press("down")
    raise AssertionError(f"the cursor does not come to {text!r}\n{desk.screen()}")


def back(desk: Desk) -> None:
    """To the board."""
    for _n in range(6):
        if "F4 查找" in desk.settled():
            return
        desk.press("escape")
    desk.see("F4 查找")
