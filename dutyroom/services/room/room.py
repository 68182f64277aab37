"""What acts and questions stand on: the database, its keys, the clock, and the plan and calendar in force.

Light to import; what is heavy (the ORM) is imported by the method that needs it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from dutyroom.services.room.terminal import Terminal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session as DatabaseSession

    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.clock import Clock
    from dutyroom.services.room.standing import Standing
    from dutyroom.services.room.vault import Vault
    from dutyroom.store.engine import Database
    from dutyroom.store.feed import Feed
    from dutyroom.store.health import Health
    from dutyroom.store.keys import RoomKeys

_Memory = TypeVar("_Memory")


class Room:
    """One duty room on one database. Threads may share it; every method may block, so the console calls it in workers.

    ``keys`` are the room's keys, ``clock`` the injected clock, ``terminal`` where its people sit; ``database`` is opened on
    first use.
    """

    def __init__(self, url: str, keys: RoomKeys, clock: Clock, terminal: Terminal | None = None) -> None:
        self.url = url
        self.keys = keys
        self.clock = clock
        self.terminal = terminal or Terminal()
        self._plans: dict[tuple[int, str], Plan] = {}
        self._standing: Standing | None = None
        self._speaks = 0
        self._memories: dict[type, Any] = {}

    def now(self) -> datetime:
        """The present moment of this room, aware UTC (a demo's or exercise's clock may differ from the wall's)."""
        return self.clock.now()

    def follow_clock(self, session: DatabaseSession) -> None:
        """Lets the clock of an exercise run as its setting says now; every other clock runs by itself."""
        follow = getattr(self.clock, "follow", None)
        if follow is not None:
            from dutyroom.services.room.clock import KEY
            from dutyroom.services.room.settings import read_setting

            follow(read_setting(session, KEY))

    @cached_property
    def database(self) -> Database:
        """The open database. Raises Refusal when its schema or its key is not this program's and room's."""
        from dutyroom.store import migrate
        from dutyroom.store.claim import claim
        from dutyroom.store.engine import open_database

        database = open_database(self.url)
        database.time.tell = getattr(self.clock, "hear", None)
        migrate.check(database)
        claim(database, self.keys)
        return database

    @cached_property
    def vault(self) -> Vault:
        """Seals and unseals personal data."""
        from dutyroom.services.room.vault import Vault

        return Vault(self.keys)

    def standing(self, session: DatabaseSession) -> Standing:
        """The room's standing facts as this transaction sees them. Raises Refusal ``no_plan`` when no plan is adopted."""
        from dutyroom.services.room.standing import standing_now

        self._standing = known = standing_now(session, self.now(), self._standing, self.plan_beside)
        return known

    def plan_in_force(self, session: DatabaseSession) -> int:
        """The plan version under which new cases are opened. Raises Refusal ``no_plan`` when none is adopted."""
        version = self.standing(session).version
        if version != self._speaks:
            from dutyroom.services.room.own_words import use_plan_words

            # Before the plan is used for anything: this process says what the plan in force says.
            use_plan_words(self.plan_of(session, version))
            self._speaks = version
        return version

    def plan_of(self, session: DatabaseSession, version: int) -> Plan:
        """The plan of that version, read once, with the regulatory limits in force beside its own."""
        return self.plan_beside(session, version, self.standing(session).limits)

    def plan_beside(self, session: DatabaseSession, version: int, limits: str) -> Plan:
        """The plan of that version with the regulatory limits of that digest, which this transaction can read."""
        key = (version, limits)
        if key not in self._plans:
            from dutyroom.domain.plan.limits import with_limits
            from dutyroom.services.room.limits import in_force, use_words
            from dutyroom.services.room.plans import load_version

            beside = in_force(session)
            if beside is not None:
                use_words(beside)
            self._plans[key] = with_limits(load_version(session, version), beside)
        return self._plans[key]

    def calendar_of(self, session: DatabaseSession) -> Calendar:
        """The organisation's calendar: hours of the plan in force, official days, own exceptions; kept while unchanged."""
        return self.standing(session).calendar

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        with self.database.read() as session:
            return self.plan_of(session, self.plan_in_force(session))

    @property
    def calendar(self) -> Calendar:
        """The organisation's calendar."""
        with self.database.read() as session:
            return self.calendar_of(session)

    def remembered(self, kind: type[_Memory]) -> _Memory:
        """What a question remembers of the database, of that kind: made empty, and emptied by `forget`."""
        return cast(_Memory, self._memories.setdefault(kind, kind()))

    def forget(self) -> None:
        """The database is as it was at another time: what was read of it does not hold any more."""
        self._plans.clear()
        self._memories.clear()
        self._standing, self._speaks = None, 0

    def wait(self, seq: int, timeout: float) -> int:
        """Waits until the journal has more than ``seq`` or ``timeout`` seconds have passed; the last sequence number.

        Raises Refusal ``rewound`` when the database is as it was at another time: `forget`, and read everything anew.
        """
        return self._feed.wait(seq, timeout)

    def check(self) -> None:
        """Raises Refusal when an act could not be written now, whether anybody tries or not: full, locked, damaged, replaced.

        One thread at a time.
        """
        self._health.check()

    @cached_property
    def _feed(self) -> Feed:
        from dutyroom.store.feed import Feed

        return Feed(self.database)

    @cached_property
    def _health(self) -> Health:
        from dutyroom.store.health import Health

        return Health(self.database)

    def close(self) -> None:
        """Gives the connections back."""
        for held in ("_feed", "_health", "database"):
            if held in self.__dict__:
                self.__dict__[held].close()
