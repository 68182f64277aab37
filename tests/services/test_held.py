"""Calls held on a machine while the database is out of reach: sealed there, entered once, marked late, never lost."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.services.front.held_calls import Held, HeldCall, Sent, taking_id
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalEntry
from tests.databases import Databases
from tests.services.conftest import Played, founding, opened

CALL = HeldCall(
    "c1", "wangmin", "2026-09-30T16:48:03+08:00", "2026-09-30 16:48:03", taking_id("c1"), end="park",
    values={"phone": "13812345678", "name": "张先生", "content": "门口聚集二十人"},
)  # fmt: skip


@pytest.fixture
def held(room: Played, tmp_path: Path) -> Held:
    return Held(room.keys, tmp_path / "held")


def test_a_held_call_is_entered_once_under_its_own_moment_and_marked_late(room: Played, held: Held, tmp_path: Path) -> None:
    held.keep(CALL)
    earlier = replace(CALL, id="c0", received="2026-09-30T16:47:00+08:00", taking=taking_id("c0"))
    held.keep(replace(earlier, end="finish", outcome="已答复"))
    for file in sorted((tmp_path / "held").iterdir()):
        assert file.stat().st_mode & 0o077 == 0
        kept = file.read_text("utf-8")
        assert not any(word in kept for word in ("13812345678", "张先生", "聚集"))
    assert held.send(room) == Sent(entered=2)
    assert held.calls() == ()
    assert held.send(room) == Sent()
    (parked,) = room.calls()
    assert (parked.state, parked.received.isoformat()) == ("parked", "2026-09-30T08:48:03+00:00")
    assert parked.number > "L0930-001", "the earlier call has the earlier number"
    taken = [line for line in room.log() if line.kind == "call.take"]
    assert [line.late for line in taken] == [True, True]
    # The file was kept although it was sent (killed in between): again changes nothing.
    held.keep(CALL)
    assert held.send(room) == Sent(entered=1)
    assert len(room.calls(all_day=True)) == 2


def test_an_attempt_that_came_through_after_all_is_not_entered_twice(room: Played, held: Held) -> None:
    done = room.act("call.take", "wangmin", command_id=CALL.taking, content="门口聚集")
    held.keep(CALL)
    assert held.send(room) == Sent(entered=1)
    (call,) = room.calls()
    assert (call.number, call.state) == (done.subject, "parked")
    assert dict(room.call(call.number, room.sign_in("wangmin", "a long secret")).raw)["content"] == "门口聚集二十人"


def test_what_can_not_be_entered_as_it_stands_goes_to_the_drafts(room: Played, held: Held) -> None:
    held.keep(replace(CALL, person=""))
    held.keep(replace(CALL, id="c2", taking=taking_id("c2"), person="nobody"))
    assert held.send(room) == Sent(drafts=2)
    drafts = {draft.person: dict(draft.values) for draft in room.drafts()}
    assert drafts[""]["content"] == drafts["nobody"]["content"] == "门口聚集二十人"
    assert drafts[""]["received"] == "2026-09-30 16:48:03"


def test_out_of_reach_or_in_hand_it_stays(room: Played, held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held.keep(CALL)
    held.open.add("c1")
    assert held.send(room) == Sent(left=1)
    held.open.clear()

    def away(*_given: object) -> None:
        raise Refusal("connection_lost", "")

    with monkeypatch.context() as patched:
        patched.setattr(room, "perform", away)
        assert held.send(room) == Sent(left=1)
    assert held.calls() == (CALL,)
    # Another room's key opens nothing and takes nothing away.
    other = Held(RoomKeys.open(tmp_path / "other", create=True), tmp_path / "held")
    assert other.calls() == ()
    assert held.send(room) == Sent(entered=1)
    with pytest.raises(Refusal, match="本机没有"):
        Held().keep(CALL)


@pytest.mark.whole
def test_a_field_that_the_plan_adds_to_the_call_form_is_entered_too(databases: Databases, keys: RoomKeys, tmp_path: Path) -> None:
    form = '[[form]]\nact = "call.take"\nsource = "supplement"\nfields = [{ name = "dialect", label = "方言", en = "dialect" }]\n'
    plan = f"{pack_text('sudden-incident')}\n{form}"
    with closing(opened(databases.copy("dialect", founding(plan)), keys)) as room:
        held = Held(keys, tmp_path / "held")
        held.keep(replace(CALL, end="", values={**CALL.values, "dialect": "粤语"}))
        assert held.send(room) == Sent(entered=1)
        with room.database.read() as session:
            (entry,) = session.exec(select(JournalEntry).where(JournalEntry.kind == "call.take")).all()
        assert json.loads(entry.payload)["values"]["dialect"] == "粤语"
