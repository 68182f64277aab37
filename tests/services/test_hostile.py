"""Hostile text comes back exactly as typed through reveal; personal data stands nowhere in plain."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import insert, select

from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.services.organisation import identity
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.logs import LogLine
from dutyroom.store.rows.record import Gram, JournalEntry
from tests.deeds.honest import Clerk
from tests.services.conftest import SECRET, Played
from tests.store.acts import HOSTILE
from tests.whole import few

PHONE, ID, NAME = "13987654321", "110101199003078515", "欧阳震华"
CANARIES = (PHONE, ID, NAME, "震华")
TELLING = [text for text in HOSTILE if text.strip()]


@pytest.mark.parametrize("text", few(TELLING, *TELLING[::12]), ids=ascii)
def test_what_was_typed_comes_back_exactly(room: Played, text: str) -> None:
    one_line = " ".join(text.split()) if "\n" in text or "\r" in text else text.strip()
    given = {"name": one_line[:60], "content": text[:20000], "demand": text, "persons": one_line[:200], "phone": one_line[:40]}
    number = room.act("complaint.register", "wangmin", level="normal", channel="phone", **given).subject
    room.act("complaint.contact", "wangmin", number, result="no_answer", text=text)
    command = Command("complaint.reveal", "wangmin", "", "reveal", number, {"reason": "回访核对"})
    plain = room.reveal(command)
    assert {name: plain[name] for name in given if given[name]} == {name: value for name, value in given.items() if value}
    assert [row.number for page in room.board() for row in page] == [number]
    assert room.first_page(5)[0][0].summary == room.complaint(number).record[0].text
    assert room.complaint(number).record[-1].kind == "complaint.reveal"


def test_canaries_stand_nowhere_in_plain(room: Played) -> None:
    told = f"{NAME}来电，电话{PHONE}，证件{ID}，要求退款"
    call = room.act("call.take", "wangmin", phone=PHONE, name=NAME, content=told).subject
    room.act("call.park", "wangmin", call, content=told + "，急")
    number = room.act(
        "complaint.register", "wangmin", call=call, name=NAME, phone=PHONE, id_number=ID, content=told, demand=told,
        persons=NAME, level="urgent", channel="phone", reference=f"录音{PHONE}",
    ).subject  # fmt: skip
    room.act("complaint.contact", "wangmin", number, result="reached", text=told)
    room.act("complaint.reply", "sunli", number, text=told)
    room.act("complaint.correct", "liwei", number, content=told + "更正", reason=f"电话应为{PHONE}")
    room.act("complaint.satisfied", "sunli", number, answer="satisfied", text=told)
    room.act("log.write", "liwei", text=f"已回拨{PHONE}，证件{ID}")
    room.save_draft("d", "wangmin", "complaint.register", "", {"name": NAME, "phone": PHONE, "content": told})
    Clerk(room, number).settle(close=False)
    room.act("complaint.close", "liwei", number, text=told)
    with room.database.read() as session:
        stored = [row.payload for row in session.exec(select(JournalEntry)).all()]
        stored += [row.summary for row in session.exec(select(BoardEntry)).all()]
        stored += [row.text for row in session.exec(select(LogLine)).all()]
    shown = [repr(room.complaint(number)), repr(room.log(limit=500)), repr(room.since(0)), repr(room.calls(True))]
    for canary in CANARIES:
        assert not [text for text in stored + shown if canary in text], canary
    assert room.drafts("wangmin")[0].values == (("name", NAME), ("phone", PHONE), ("content", told))
    if room.database.path is not None:
        room.close()
        raw = b"".join(file.read_bytes() for file in Path(room.database.path.parent).glob("room.sqlite3*"))
        assert number.encode() in raw
        for canary in CANARIES:
            assert canary.encode() not in raw, canary


def test_found_by_number_name_and_words_without_being_stored(room: Played) -> None:
    number = room.act(
        "complaint.register", "wangmin", name=NAME, phone=PHONE, id_number=ID, content="利率纠纷聚集",
        level="normal", channel="phone",
    ).subject  # fmt: skip
    other = room.act("complaint.register", "wangmin", content="窗口排队", level="normal", channel="phone").subject
    for text in (PHONE, PHONE[-4:], ID[-4:], NAME, "震华", "欧阳", "利率", "纠纷聚集", number, number[-3:], "聚"):
        assert room.search(text) == (number,), text
    assert room.search("窗口") == (other,)
    for text in ("%", "_", '"', "a OR b", "*", "-x", "没有这种", "", "'; DROP TABLE journal; --"):
        assert room.search(text) == (), text


def test_what_is_closed_does_not_crowd_out_what_is_open(room: Played) -> None:
    number = room.act("complaint.register", "wangmin", content="利率纠纷", level="normal", channel="phone").subject
    closed = [{"gram": gram, "subject": f"0000-{n:04}"} for n in range(2500) for gram in ("利率", "率纠", "纠纷")]
    with room.database.write_engine.begin() as connection:
        connection.execute(insert(Gram), closed)
    assert room.search("利率纠纷") == room.search("率纠") == (number,)


def test_an_id_in_a_second_call_is_recognised(room: Played) -> None:
    first = room.act("complaint.register", "wangmin", phone=PHONE, content="利率", level="normal", channel="phone").subject
    again = room.act("call.take", "wangmin", phone=f"+86 {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}")
    assert again.data["repeats"] == [first]


def test_the_person_typing_sees_the_call_and_nobody_else(room: Played) -> None:
    call = room.act("call.take", "wangmin", phone=PHONE, content="询问").subject
    mine, theirs = room.sign_in("wangmin", SECRET), room.sign_in("liwei", SECRET)
    assert dict(room.call(call, mine).raw)["phone"] == PHONE
    assert room.call(call, theirs).raw == ()


def test_every_refusal_leaves_no_row(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act with nothing filled in, by somebody who holds no role at all, and with a wrong secret."""
    # As cheap as the secrets of these tests: an unknown account takes as long as a real one.
    monkeypatch.setattr(identity, "_nobody", lambda: identity.hash_secret("nobody", cheap=True))
    room.act("person.add", "liwei", code="nobody", name="无职")
    head = room.head()
    for name, act in ACTS.items():
        for actor in ("nobody", "ghost"):
            with pytest.raises(Refusal):
                room.perform(Command(name, actor, "", f"{name}:{actor}", "x" if act.subject else "", {}, 1, "wrong"))
    assert room.head() == head
