"""The fixture ``room``: the bank's plan adopted, the people of the two-day emergency, a clock that tests advance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from dutyroom.domain.act import Command, Done
from dutyroom.services.front.front import Front
from dutyroom.services.organisation import identity
from dutyroom.services.plan.founding import Member, found
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from tests import whole
from tests.copies import Make, copy_file, give_keys, ready
from tests.databases import *  # noqa: F403  Its fixtures: pytest finds them by their names in here.
from tests.databases import Databases

SECRET = "a long secret"
BANK = "rural-commercial-bank"
SIGNED = {"second": "qianming", "second_secret": SECRET}
"""The deputy's signature beside another's."""

PEOPLE = (
    Member("zhaoguoqiang", "赵国强", "Zhao Guoqiang", "13900000001", roles=("chief",), state="on_call"),
    Member("qianming", "钱明", "Qian Ming", "13900000002", roles=("deputy",)),
    Member("liwei", "李伟", "Li Wei", "13900000003", shift="lead"),
    Member("wangmin", "王敏", "Wang Min", "13900000004", shift="on"),
    Member("sunli", "孙丽", "Sun Li", "13900000005", roles=("complaints", "customers")),
    Member("zhoulei", "周磊", "Zhou Lei", "13900000006", roles=("legal",)),
    Member("wuting", "吴婷", "Wu Ting", "13900000007", roles=("publicity",)),
    Member("zhenggang", "郑刚", "Zheng Gang", "13900000008", roles=("security",)),
    Member("fengjun", "冯军", "Feng Jun", "13900000009", roles=("unit_head",)),
    Member("heyan", "何燕", "He Yan", "13900000010", roles=("counsel",)),
)


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: str) -> None:
        self.at = datetime.fromisoformat(at)

    def now(self) -> datetime:
        return self.at

    def to(self, at: str) -> datetime:
        """Sets it to a moment of the organisation's zone: ``16:56`` (same day) or ``10-01 03:05``."""
        day, _blank, hour = at.rpartition(" ")
        date = f"{self.at.astimezone(self.at.tzinfo):%Y-%m-%d}" if not day else f"{self.at:%Y}-{day}"
        self.at = datetime.fromisoformat(f"{date}T{hour}+08:00")
        return self.at

    def on(self, **length: float) -> datetime:
        self.at += timedelta(**length)
        return self.at


class Played(Front):
    """A room whose people act by one short line."""

    clock: HandClock
    begun: Any = None
    """What the beat told that was played before the test began."""

    def act(
        self, act: str, actor: str, subject: str = "", *, seen: int | None = None, in_role: str = "", secret: str = SECRET,
        command_id: str = "", **values: Any,
    ) -> Done:  # fmt: skip
        """Performs the act; the version seen is the current one unless said otherwise."""
        from dutyroom.domain.acts import ACTS
        from dutyroom.services.room.subjects import load_subject

        known = ACTS[act]
        if known.sees and seen is None:
            with self.database.read() as session:
                seen = load_subject(session, known.subject, subject).version
        given = secret if known.grave else ""
        # The room itself refuses what gives standing and does not say so, by the columns that change; with --whole it is
        # held to what a person would see.
        looked = whole.RUNS and not known.gives
        before = self.held(actor) if looked else ()
        done = self.perform(Command(act, actor, in_role, command_id or uuid4().hex, subject, values, seen, given))
        assert not looked or self.held(actor) == before, f"{act} changes who holds what and does not declare it"
        return done

    def held(self, actor: str) -> tuple[Any, ...]:
        """Who holds which role, who is or will be on shift, and what the others' secrets are."""
        with self.database.read() as session:
            facts = self.standing(session)
        roles = sorted((each.role, each.person) for each in facts.holdings if each.covers(self.now()))
        secrets = {person: secret for person, secret in facts.secrets.items() if secret and person != actor}
        return roles, [each for each in facts.shifts if not each.until or each.until > self.now()], secrets

    def head(self) -> int:
        """The journal's last sequence number."""
        return self.wait(-1, 0)


def opened(url: str, keys: RoomKeys) -> Played:
    """The room of that address at 2026-09-30 16:50."""
    return Played(url, keys, HandClock("2026-09-30T16:50:00+08:00"))


Beat = Callable[[Played], Any]
"""Acts that many tests begin after; what it returns they find in ``room.begun``."""

_left: dict[Beat, tuple[datetime, Any]] = {}


def founding(plan: str, people: Iterable[Member] = PEOPLE, name: str = "县农商银行") -> Make:
    """How a room of that plan's text is made, its people with their secrets."""

    def make(url: str, keys: RoomKeys) -> None:
        ready(url, keys)
        with closing(opened(url, keys)) as room:
            members = [replace(each, secret=SECRET) for each in people]
            found(room, name, plan, members, "County Rural Commercial Bank", cheap=True)

    return make


def new_room(folder: Path, plan: str = BANK, beat: Beat | None = None) -> Played:
    """A founded room on SQLite, with the bank's people, in which the beat has been played."""
    name, make = played(beat, plan)
    url = copy_file(name, folder / "room.sqlite3", make)
    return resumed(url, give_keys(folder / "keys"), beat)


def played(beat: Beat | None, plan: str = BANK) -> tuple[str, Make]:
    """Its name and how a room is made in which that was played: once, for all the tests that begin there."""
    if beat is None:
        return plan, founding(pack_text(plan))

    def make(url: str, keys: RoomKeys) -> None:
        founding(pack_text(plan))(url, keys)
        with closing(opened(url, keys)) as room:
            told = beat(room)
            _left[beat] = room.clock.at, told

    return f"{plan}-{beat.__module__}-{beat.__qualname__}", make


def resumed(url: str, keys: RoomKeys, beat: Beat | None) -> Played:
    """The room as the beat left it, and its clock."""
    room = opened(url, keys)
    if beat is not None:
        room.clock.at, room.begun = _left[beat]
    return room


def beat_of(request: pytest.FixtureRequest) -> Beat | None:
    """What a test says with ``@pytest.mark.beat(play=running)``: its room begins after that."""
    mark = request.node.get_closest_marker("beat")
    return mark.kwargs["play"] if mark else None


@pytest.fixture(autouse=True)
def _cheap_secrets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets cost half a second of a processor each: all but the tests of identity pay less."""
    if request.path.name != "test_identity.py":
        monkeypatch.setattr(identity, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def room(databases: Databases, keys: RoomKeys, request: pytest.FixtureRequest) -> Iterator[Played]:
    """On SQLite and on a real PostgreSQL server."""
    beat = beat_of(request)
    with closing(resumed(databases.copy(*played(beat)), keys, beat)) as room:
        yield room
