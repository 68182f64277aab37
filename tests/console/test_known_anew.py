"""What a console speaks and reckons by is read anew when an act at another console changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from queue import Queue
from uuid import uuid4

import pytest
from textual.message import Message

from dutyroom.console.feed import Feed
from dutyroom.console.messages import Aside, Known
from dutyroom.console.present.words import Named
from dutyroom.domain.act import Command
from dutyroom.services.front.front import Front
from dutyroom.settings.plans import pack_text
from tests.console.real_room import SECRET, do, make_room
from tests.patience import PATIENCE_S

Told = Callable[[type[Message], Callable[[Message], bool]], Message]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Front]:
    """The room at another console."""
    with closing(make_room(tmp_path)) as room:
        yield room


@pytest.fixture
def told(other: Front) -> Iterator[Told]:
    """What a running console's feed posts: waits for a message of that kind for which something holds."""
    posted: Queue[Message] = Queue()
    room = Front(other.url, other.keys, other.clock)
    feed = Feed(room, posted.put)
    feed.start()

    def wait(kind: type[Message], holds: Callable[[Message], bool]) -> Message:
        while True:
            message = posted.get(timeout=PATIENCE_S)
            if isinstance(message, kind) and holds(message):
                return message

    wait(Aside, lambda _any: True)
    yield wait
    feed.stop()
    room.close()


def known(told: Told, holds: Callable[[Named], bool]) -> Named:
    message = told(Known, lambda message: holds(message.named))
    assert isinstance(message, Known)
    return message.named


def test_a_person_who_was_added_has_a_name(told: Told, other: Front) -> None:
    do(other, "liwei", "person.add", code="zhoujie", name="周洁", phone="13800000009")
    named = known(told, lambda named: any(each.code == "zhoujie" for each in named.people))
    assert named.words.people["zhoujie"] == "周洁"


def test_a_day_that_the_organisation_closed_is_no_working_day(told: Told, other: Front) -> None:
    day = date(2026, 10, 12)
    assert other.calendar.spans(day)
    do(other, "liwei", "calendar.exception", date="2026-10-12", reason="设备检修")
    known(told, lambda named: not named.calendar.spans(day))


@pytest.mark.whole
def test_a_plan_that_was_adopted_speaks(told: Told, other: Front) -> None:
    text = pack_text("sudden-incident").replace('name = "紧急', 'name = "特急', 1)
    signed = {"second": "qian", "second_secret": SECRET}
    command = Command("plan.adopt", "zhao", "", uuid4().hex, values={"text": text, **signed}, secret=SECRET)
    other.perform(command)
    named = known(told, lambda named: any("特急" in name for name in named.words.levels.values()))
    assert named.plan == other.plan


def test_who_took_over_the_shift_leads_it(told: Told, other: Front) -> None:
    do(other, "zhao", "shift.begin", person="qian", lead=True)
    told(Aside, lambda message: any(each.person == "qian" for each in message.roster))
