"""知悉: what is new, warned of or overdue stays lit until somebody has seen it, and passes to the next shift."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dutyroom.domain.board import BoardRow
from dutyroom.domain.errors import Refusal
from tests.services.conftest import Played


def row_of(room: Played, number: str) -> BoardRow:
    return next(row for page in room.board() for row in page if row.number == number)


def at(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def test_a_warning_and_a_breach_are_lit_until_seen_each_for_itself(room: Played) -> None:
    number = room.act("complaint.register", "liwei", content="催办", level="normal", channel="phone").subject
    assert row_of(room, number).lit(room.now()), "new"
    room.act("complaint.acknowledge", "wangmin", number)
    seen = row_of(room, number)
    assert not seen.lit(room.now())
    with pytest.raises(Refusal, match="已知悉"):
        room.act("complaint.acknowledge", "liwei", number)
    room.clock.at = at(seen.warn) + timedelta(seconds=1)
    assert row_of(room, number).lit(room.now()), "warned of"
    room.act("complaint.acknowledge", "liwei", number)
    assert not row_of(room, number).lit(room.now())
    first = row_of(room, number)
    room.clock.at = at(first.due) + timedelta(seconds=1)
    assert row_of(room, number).lit(room.now()), "overdue"
    assert [item.number for item in room.to_hand_over() if item.kind == "unseen"] == [number], "passes to the next shift"
    room.act("complaint.acknowledge", "wangmin", number)
    view = room.complaint(number)
    assert (view.acknowledged_by, view.lit(room.now())) == ("wangmin", False)
    # Another clock than the one that the row shows: its breach is no less new.
    other = max(clock.due for clock in view.clocks)
    assert other > at(first.due)
    room.clock.at = other + timedelta(seconds=1)
    assert row_of(room, number).due == first.due
    assert row_of(room, number).lit(room.now())
    said = [entry.text for entry in room.log(limit=50) if entry.kind == "complaint.acknowledge"]
    assert said == ["", "首联临近", "首联超时"]


def test_what_was_dealt_with_needs_no_one_to_see_it(room: Played) -> None:
    number = room.act("complaint.register", "liwei", content="催办", level="normal", channel="phone").subject
    room.act("complaint.acknowledge", "liwei", number)
    room.clock.at = at(row_of(room, number).due) + timedelta(minutes=1)
    room.act("complaint.contact", "wangmin", number, result="reached", text="已联系")
    assert not row_of(room, number).lit(room.now())
    assert room.to_hand_over() == ()
