"""SIGKILL of the real console at random moments: every act that it took is there, what was half typed comes back."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest

from dutyroom.services.front.front import Front
from dutyroom.store.verify import verify
from tests.e2e import room as rooms
from tests.faults.kills import Seen, work_and_die
from tests.whole import few


@pytest.mark.whole
@pytest.mark.parametrize("kills", few([2, 8], 2))
def test_nothing_that_the_console_took_is_lost(address: str, opened: Callable[[str], Front], kills: int) -> None:
    seed = random.randrange(10**6)
    room = opened(address)
    clocks = [(row.number, row.clock, row.due) for page in room.board() for row in page]
    people = [Seen("wangmin"), Seen("liwei")]
    workers = [
        threading.Thread(target=_days, args=(address, seen, random.Random(seed + n), kills // 2))
        for n, seen in enumerate(people)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(seen.kills for seen in people) == kills
    kept = [line.text for line in room.log(limit=10_000)]
    drafts = {dict(draft.values).get("text") for draft in room.drafts()}
    # A life may end before its first answer; not every one.
    assert any(seen.acknowledged for seen in people), seed
    for seen in people:
        assert [text for text in seen.acknowledged if kept.count(text) != 1] == [], seed
        assert [text for text in seen.typed if text not in kept and text not in drafts] == [], seed
    assert verify(room.database, room.keys).sound
    assert rooms.replay_faults(address) == []
    assert [(row.number, row.clock, row.due) for page in room.board() for row in page] == clocks


def _days(address: str, seen: Seen, dice: random.Random, kills: int) -> None:
    for _kill in range(kills):
        work_and_die(address, seen, dice)
