"""交接班 by both sides: refused while something has no taker, then done; the shifts and what they hold change hands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.services.plan.founding import Member
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.record import JournalEntry
from tests.services.conftest import SECRET, Played

NIGHT = ("chenjing", "hanbin")


@contextmanager
def refused(room: Played, code: str, *words: str) -> Iterator[Refusal]:
    head = room.head()
    with pytest.raises(Refusal) as no:
        yield no  # type: ignore[misc]
    assert no.value.code == code, no.value.message
    for word in words:
        assert word in no.value.message + no.value.hint + "".join(f.message for f in no.value.faults), no.value.message
    assert room.head() == head


@pytest.fixture
def evening(room: Played) -> Played:
    """19:25: one alarm nobody has seen, one promise nobody takes, a parked call, an instruction, a draft."""
    for code, name in zip(NIGHT, ("陈静", "韩斌"), strict=True):
        room.act("person.add", "liwei", code=code, name=name)
        room.act("person.reset", "qianming", code, new=SECRET)
    alarm = room.act("complaint.register", "wangmin", content="取款机吞卡", level="urgent", channel="phone").subject
    room.act("complaint.register", "wangmin", content="收费", level="normal", channel="phone")
    room.act("complaint.acknowledge", "liwei", "0930-002")
    room.act("complaint.contact", "wangmin", "0930-002", result="agreed", again_at="20:30")
    call = room.act("call.take", "wangmin", caller="customer", phone="13812345678", content="问营业时间").subject
    room.act("call.park", "wangmin", call)
    room.act("log.instruct", "liwei", giver="赵国强", text="今日逐户答复", taker="wangmin", due="21:00")
    room.save_draft("draft-1", "wangmin", "complaint.register", "", {"content": "才打了一半"})
    room.save_draft("draft-2", "wangmin", "call.take", "L0930-001", {"content": "还没说完"})
    room.clock.to("19:25")
    assert (alarm, call) == ("0930-001", "L0930-001")
    return room


def test_refused_while_something_has_no_taker_and_then_done(evening: Played) -> None:
    room = evening
    night = {"incoming": "chenjing", "arriving": ("hanbin",)}
    with refused(room, "no_taker", "0930-001", "0930-002", "L0930-001") as no:
        room.act("handover.propose", "liwei", **night)
    assert {fault.field for fault in no.value.faults} == {  # type: ignore[attr-defined]
        "unseen:0930-001", "promise:0930-002", "call:L0930-001", "instruction:1", "draft:draft-1",
    }  # fmt: skip
    # The story's 19:30: all but the alarm and the promise have a taker.
    some = "call:L0930-001 hanbin\ninstruction:1 chenjing\ndraft:draft-1 hanbin"
    with refused(room, "no_taker", "2 项") as no:
        room.act("handover.propose", "liwei", takers=some, **night)
    assert {fault.field for fault in no.value.faults} == {"unseen:0930-001", "promise:0930-002"}  # type: ignore[attr-defined]
    room.act("complaint.acknowledge", "liwei", "0930-001")
    number = room.act("handover.propose", "liwei", takers=f"{some}\npromise:0930-002 hanbin", **night).subject
    assert number == "H1"
    # Nobody's shift has changed, and nobody else can sign.
    assert {code for code, _name, _lead in room.shift().on} == {"liwei", "wangmin"}
    for person in ("liwei", "wangmin", "zhaoguoqiang", "hanbin"):
        with refused(room, "not_allowed"):
            room.act("handover.accept", person, number)
    with refused(room, "secret"):
        room.act("handover.accept", "chenjing", number, secret="not mine at all")
    # Something new comes in between the two signatures: it, too, needs a taker.
    room.act("complaint.register", "wangmin", content="又一件", level="normal", channel="phone")
    with refused(room, "no_taker", "0930-003"):
        room.act("handover.accept", "chenjing", number)
    room.clock.to("19:31")
    room.act("handover.accept", "chenjing", number, takers="unseen:0930-003 chenjing", note="收到")
    room.clock.on(seconds=1)
    assert room.shift().on == (("chenjing", "陈静", True), ("hanbin", "韩斌", False))
    assert room.summary().shift_lead == "陈静"
    # What was held has changed hands, for good.
    theirs = room.sign_in("hanbin", SECRET)
    assert dict(room.call("L0930-001", theirs).raw)["phone"] == "13812345678"
    assert [order.taker for order in room.shift().instructions] == ["chenjing"]
    assert {draft.id for draft in room.drafts("hanbin")} == {"draft-1", "draft-2"}, "what was typed of a call goes with it"
    # Who left has no right any more, who came has.
    with pytest.raises(Refusal, match="值班"):
        room.act("call.take", "liwei")
    room.act("call.take", "hanbin")


@pytest.mark.requirement("X.02", "X.07")
def test_both_signatures_stand_on_the_journal_with_the_clocks(evening: Played) -> None:
    room = evening
    number = room.act("handover.propose", "liwei", incoming="chenjing", takers="* chenjing").subject
    room.clock.to("19:31")
    room.act("handover.accept", "chenjing", number)
    with room.database.read() as session:
        rows = [session.get(JournalEntry, room.head() - back) for back in (1, 0)]
        assert not differences(replay(payloads(session)), snapshot(session))
    assert [(row.kind, row.actor, row.role) for row in rows if row] == [
        ("handover.propose", "liwei", "shift_lead"), ("handover.accept", "chenjing", "shift_lead"),
    ]  # fmt: skip
    overdue = []
    for row in rows:
        assert row is not None
        changed = [values for _w, table, _k, values in json.loads(row.payload)["rows"] if table == "handover"]
        clocks = json.loads(next(values["clocks"] for values in changed if "clocks" in values))
        assert clocks["at"] == row.at.isoformat()
        assert clocks["open"] == len(clocks["next"]) > 0
        overdue.append(clocks["overdue"])
    assert overdue[0] <= overdue[1]
    assert overdue[1] > 0  # 上报 of the urgent case was due at 17:05 and nobody was told.
    view = room.handover(number)
    assert (view.state, view.outgoing, view.incoming) == ("accepted", "liwei", "chenjing")
    assert {item.taker for item in view.items} == {"chenjing"}
    with refused(room, "closed"):
        room.act("handover.accept", "chenjing", number)


def test_one_person_is_never_both_sides(evening: Played) -> None:
    room = evening
    with refused(room, "same_person"):
        room.act("handover.propose", "liwei", incoming="liwei", takers="* wangmin")
    # A leader may hand over for a lead who can't: still not to the lead, nor to oneself.
    for incoming in ("zhaoguoqiang",):
        with refused(room, "same_person"):
            room.act("handover.propose", "zhaoguoqiang", incoming=incoming, takers="* wangmin", staying=("wangmin",))
    with refused(room, "bad_input", "离岗"):
        room.act("handover.propose", "liwei", incoming="chenjing", takers="* wangmin")
    with refused(room, "bad_input", "没有账号"):
        room.act("handover.propose", "liwei", incoming="chenjing", takers="* ghost")
    with refused(room, "bad_input", "第 2 行"):
        room.act("handover.propose", "liwei", incoming="chenjing", takers="* chenjing\nso so so")
    with refused(room, "not_allowed"):
        room.act("handover.propose", "wangmin", incoming="chenjing", takers="* chenjing")


def test_who_stays_keeps_what_they_hold(evening: Played) -> None:
    room = evening
    room.act("complaint.acknowledge", "liwei", "0930-001")
    first = room.act("handover.propose", "liwei", incoming="chenjing", staying=("liwei", "wangmin")).subject
    # A second proposal takes the place of the first.
    number = room.act("handover.propose", "liwei", incoming="chenjing", staying=("liwei", "wangmin"), note="照常").subject
    with refused(room, "stale"):
        room.act("handover.accept", "chenjing", first, seen=1)
    room.act("handover.accept", "chenjing", number)
    room.clock.on(seconds=1)
    assert room.shift().on == (("chenjing", "陈静", True), ("wangmin", "王敏", False), ("liwei", "李伟", False))
    assert [item.taker for item in room.handover(number).items] == ["wangmin"] * 3
    with pytest.raises(Refusal, match="值班长"):
        room.act("handover.propose", "liwei", incoming="hanbin", takers="* hanbin")


def test_a_proposal_gives_no_right_but_to_sign(evening: Played) -> None:
    room = evening
    number = room.act("handover.propose", "liwei", incoming="chenjing", takers="* chenjing").subject
    incoming = room.sign_in("chenjing", SECRET)
    assert room.may(incoming, "handover.accept", number) == ""
    assert room.may(incoming, "handover.propose") != ""
    assert room.may(room.sign_in("hanbin", SECRET), "handover.accept", number) != ""
    with refused(room, "not_allowed"):
        room.act("call.take", "chenjing")
    # Nobody signs for the one who was named, though they may take over a shift.
    for proposer in ("liwei", "zhaoguoqiang"):
        number = room.act("handover.propose", proposer, incoming="chenjing", takers="* chenjing").subject
        with refused(room, "not_allowed", "陈静"):
            room.act("handover.accept", "liwei", number)


def test_printed_as_text_and_never_over_an_older_one(
    evening: Played, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    room = evening
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    room.act("log.write", "wangmin", text="\x1b]52;c;x\x07\u202e来人", happened="19:00")
    number = room.act("handover.propose", "liwei", incoming="chenjing", takers="* chenjing", note="库房\n钥匙").subject
    room.act("handover.accept", "chenjing", number)
    one, two = room.print_handover(number), room.print_handover(number)
    assert one != two
    assert one.parent == tmp_path / "data" / "dutyroom" / "papers"
    assert one.stat().st_mode & 0o077 == 0
    text = one.read_text(encoding="utf-8")
    said = ("县农商银行", "交班 李伟", "接班 陈静", "0930-001", "L0930-001", "接手 陈静", "今日逐户答复", "超时", "库房 钥匙")
    for word in (*said, "校验码"):
        assert word in text, word
    assert "才打了一半" not in text
    assert "13812345678" not in text
    log = room.print_log(room.log(), "全部").read_text(encoding="utf-8")
    assert "【补记】" in log
    assert "（09-30 19:00 发生）" in log
    assert not {sign for sign in log if sign in "\x1b\x07\u202e"}
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(blocked))
    with pytest.raises(Refusal) as no:
        room.print_log((), "空")
    assert no.value.code == "cannot_write"


def test_the_members_of_the_story_are_as_this_test_says() -> None:
    from tests.services.conftest import PEOPLE

    assert [each.code for each in PEOPLE if isinstance(each, Member) and each.shift] == ["liwei", "wangmin"]
