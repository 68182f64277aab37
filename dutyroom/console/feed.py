"""The threads that read the room: one all that is open, then what changes; one whether it could be written now.

The loop never waits for the database.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from textual.message import Message

from dutyroom.console.messages import Aside, Complete, Counted, Fresh, Known, Linked, Rewound, Themes
from dutyroom.console.picture import Picture, uncollected
from dutyroom.console.present.outage import Outage, kind_of
from dutyroom.console.present.words import Named, Words, names
from dutyroom.console.theming import load_themes
from dutyroom.domain.errors import UNREADABLE, Refusal

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.services.front.front import Front

PATIENCE = 1.0
"""Seconds of one wait for news; also how soon the thread notices that it should stop."""
SILENCE = 3.0
"""Seconds after which a wait for news that has not come back counts as data lost."""
_NAMED = ("plan", "people", "units", "calendar")
"""What a console keeps of the room to speak and reckon by; read anew when an act has changed it."""
AGAIN = 30.0
"""Seconds after which it is read anew though no act has changed it."""
LOG_LINES = 100
COUNTED = 0.5
"""Seconds that the counts of the head may be behind while one act follows the other."""

# Imported here, in the thread, before anything on the loop touches them: a first key must not wait for an import.
_SOON = (
    "dutyroom.console.present.shift.log",
    "dutyroom.console.present.shift.roster",
    "dutyroom.domain.clock.due",
    "textual.widgets._input",
)


class Feed:
    """Two threads from start to stop. `post` must be safe to call from them."""

    def __init__(self, room: Front, post: Callable[[Message], object]) -> None:
        self._room = room
        self._post = post
        self._stopped, self._anew = Event(), Event()
        # What each of the two threads found wrong; what the app was told of it.
        self._lost: Refusal | None = None
        self._ill: Refusal | None = None
        self._told = ""
        self._telling = Lock()
        self._asked: float | None = None
        self._uncounted: float | None = None
        self._named: Named | None = None
        self._looked = 0.0
        self._thread = Thread(target=self._run, name="feed", daemon=True)
        self._watching = Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Begin reading."""
        self._thread.start()

    @property
    def silent(self) -> bool:
        """Whether the database has left a question for news unanswered for too long: no answer is not "no news"."""
        asked = self._asked
        return asked is not None and monotonic() - asked > SILENCE

    def anew(self) -> None:
        """Read everything anew, as after a start."""
        self._anew.set()

    def stop(self) -> None:
        """Ask the thread to end; it does at its next wait."""
        self._stopped.set()

    def _run(self) -> None:
        self._post(Themes(load_themes()))
        for module in _SOON:
            import_module(module)
        rewound = False
        while not self._stopped.is_set():
            try:
                self._anew.clear()
                with uncollected():
                    seq = self._load()
                    self._found()
                if rewound:
                    self._post(Rewound())
                    rewound = False
                if not self._watching.is_alive():
                    self._watching.start()
                while not self._stopped.is_set() and not self._anew.is_set():
                    seq = self._follow(seq)
            except Exception as fault:
                if isinstance(fault, Refusal) and fault.code == "rewound":
                    self._room.forget()
                    rewound = True
                    continue
                # Whatever keeps us from reading, people must see that the picture is old; then try again.
                self._missed(fault)
                self._stopped.wait(PATIENCE)

    def _watch(self) -> None:
        while not self._stopped.wait(PATIENCE):
            try:
                self._room.check()
                self._ill = None
            except Refusal as no:
                self._ill = no
            except Exception:
                self._ill = Refusal("internal", "")
            self._tell()

    def _load(self) -> int:
        room = self._room
        self._named = None
        # All complaints first: they are read through the driver alone, names wait for the ORM to be imported.
        seq = int(room.first_page(0)[1]["seq"])
        picture = Picture.of_pages(self._room.board())
        self._post(Complete(picture))
        self._reckon(room.calendar, [row.due for row in picture.rows if row.due is not None])
        self._name()
        self._aside()
        return seq

    def _name(self) -> None:
        room = self._room
        plan, calendar, everybody, units = room.plan, room.calendar, room.people(gone=True), room.units()
        people = tuple(each for each in everybody if each.active)
        words = Words(
            names(plan.levels), names(plan.channels), names(units), names(everybody), names(plan.roles), names(plan.categories)
        )
        known = Named(plan, calendar, people, units, words, room.posts())
        self._looked = monotonic()
        if known != self._named:
            self._named = known
            self._post(Known(known))

    def _reckon(self, calendar: Calendar, due: list[datetime]) -> None:
        """Every day between the first and the last due moment is worked out here and not on the loop."""
        from dutyroom.domain.clock.due import working_days_left

        now = self._room.now()
        with suppress(Refusal):
            working_days_left(calendar, min(due, default=now), max((now, *due)))

    def _follow(self, seq: int) -> int:
        # What happened is told before it is counted; where much happens, it is counted now and then.
        owed = self._uncounted
        counting = owed is not None and monotonic() - owed > COUNTED
        self._asked = monotonic()
        try:
            latest = self._room.wait(seq, PATIENCE if owed is None else 0)
        finally:
            self._asked = None
        self._found()
        if owed is not None and (counting or latest <= seq):
            self._post(Counted(self._room.summary()))
            self._uncounted = None
        if monotonic() - self._looked > AGAIN:
            # What was planned comes to pass though nobody acts: a shift begins, a plan is in force from today.
            self._name()
            self._aside()
        if latest <= seq:
            return seq
        news = self._room.since(seq)
        self._post(Fresh(news))
        if self._uncounted is None:
            self._uncounted = monotonic()
        if not news.changed.isdisjoint(_NAMED):
            self._name()
        if not news.changed.isdisjoint(("roster", *_NAMED)):
            self._aside()
        return max(news.seq, seq)

    def _aside(self) -> None:
        room = self._room
        self._post(Aside(room.roster(), room.log(limit=LOG_LINES), room.summary()))

    # What is wrong, as the head says it: what can't be read before what can't be written

    def _found(self) -> None:
        self._lost = None
        self._tell()

    def missed(self) -> None:
        """The data is lost from now on; told again when it can be read."""
        self._missed(None)

    def _missed(self, fault: Exception | None) -> None:
        self._lost = fault if isinstance(fault, Refusal) else Refusal("connection_lost", "")
        self._tell()

    def _tell(self) -> None:
        with self._telling:
            wrong = self._lost or self._ill
            kind = kind_of(wrong.code, self._lost is not None) if wrong else ""
            if kind != self._told:
                self._told = kind
                why = f"{wrong.message} {wrong.hint}" if wrong and (not self._lost or kind in UNREADABLE) else ""
                self._post(Linked(Outage(self._room.now(), kind, why) if kind else None))
