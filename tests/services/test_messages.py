"""Messages: in the transaction of what they tell, to real servers that fail, hang and come back; codes that serve once."""

from __future__ import annotations

import email
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from dutyroom.domain.errors import Refusal
from dutyroom.outbound import messages
from dutyroom.services.room.exercise import STATE
from dutyroom.services.room.settings import write_setting
from dutyroom.services.telling.keeper import Keeper
from dutyroom.services.telling.outbox import answer, send_waiting
from dutyroom.services.telling.queries import about, open_warnings
from dutyroom.settings.channels import Channel, read_channels
from dutyroom.store.record import append
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.telling import Message
from tests.services.conftest import Played
from tests.services.servers import Box, server

MINE = Channel("王敏邮箱", "wangmin", "", "json://127.0.0.1:9/")
NAME, PHONE = "陈金丝雀", "13877776666"


def warned(room: Played, *ways: Channel) -> str:
    """A complaint that is past its first limit, told by these ways; its number."""
    number = room.act(
        "complaint.register", "wangmin", content=f"{NAME} {PHONE} 收费", level="important", channel="phone", unit="chengguan",
        name=NAME, phone=PHONE,
    ).subject  # fmt: skip
    room.clock.to("17:21")
    Keeper(room, lambda: ways).beat()
    return number


def kept(room: Played) -> list[Message]:
    with room.database.read() as session:
        return list(session.exec(select(Message).order_by(col(Message.at))).all())


def kinds(room: Played) -> list[str]:
    """What stands on the journal about messages."""
    with room.database.read() as session:
        found = session.exec(select(JournalEntry.kind).order_by(col(JournalEntry.seq))).all()
    return [kind for kind in found if kind in ("keeper.sent", "keeper.failed", "keeper.answer")]


def test_one_message_tells_all_that_came_together_and_nothing_personal(room: Played) -> None:
    number = warned(room, MINE, Channel("孙丽邮箱", "sunli", "", MINE.url))
    (message,) = kept(room)
    assert (message.person, message.channel, message.state) == ("wangmin", "王敏邮箱", "waiting")
    assert number in message.text
    assert "重要 上报 超时 09-30 17:20" in message.text
    assert message.code in message.text
    assert not [word for word in (NAME, PHONE, "收费", "王敏") if word in message.text]


def test_a_role_is_told_by_its_channel_when_who_holds_it_is_asked(room: Played) -> None:
    warned(room, Channel("值班群", "", "shift_lead", MINE.url), Channel("法务群", "", "legal", MINE.url))
    assert [message.person for message in kept(room)] == ["@shift_lead"]


@pytest.mark.parametrize("key", [STATE, "clock_offset"])
def test_neither_exercise_nor_demo_sends_anything(room: Played, key: str) -> None:
    def once(session: Session) -> None:
        write_setting(session, key, {} if key == STATE else 0)
        append(session, room.keys, at=room.now(), actor="", role="", kind="test", command_id="exercise")

    room.database.act(once)
    number = warned(room, MINE)
    assert about(room, number)
    assert kept(room) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "url"), [
    ("mail", "mailto://127.0.0.1:{port}/?from=room@example.org&to=one@example.org&mode=insecure"),
    ("web", "json://127.0.0.1:{port}/"),
])  # fmt: skip
def test_a_server_that_fails_hangs_and_comes_back(
    room: Played, kind: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(kind) as box:
        way = Channel("渠道", "wangmin", "", url.format(port=box.port))
        warned(room, way)
        box.mode = "refuses"
        assert send_waiting(room, [way], messages.send) == 0
        assert send_waiting(room, [way], messages.send) == 0, "not before its while is over"
        box.mode = "hangs"
        monkeypatch.setattr(messages, "PATIENCE_S", 0.2)
        room.clock.on(minutes=1)
        assert send_waiting(room, [way], messages.send) == 0
        box.over.set()
        box.mode = "takes"
        monkeypatch.setattr(messages, "PATIENCE_S", 20.0)
        room.clock.on(minutes=2)
        assert send_waiting(room, [way], messages.send) == 1
        assert send_waiting(room, [way], messages.send) == 0
        (message,) = kept(room)
        assert (message.state, message.tries) == ("sent", 3)
        assert kinds(room) == ["keeper.failed", "keeper.sent"]
        assert [message.code in text for text in _texts(box, kind)] == [True]
        assert "消息已发" in str(room.log()) or room.log()[-1].kind == "keeper.sent"


def _texts(box: Box, kind: str) -> list[str]:
    if kind == "web":
        return [json.loads(body)["message"] for body in box.got]
    parts = [part for body in box.got for part in email.message_from_string(body).walk()]
    return [str(part.get_payload(decode=True).decode()) for part in parts if part.get_content_type() == "text/plain"]


def test_who_ends_between_sending_and_noting_sends_once_more_under_the_same_number(room: Played) -> None:
    warned(room, MINE)
    got: list[str] = []

    def send(_url: str, _title: str, body: str) -> None:
        got.append(body)
        if len(got) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_waiting(room, [MINE], send)
    assert send_waiting(room, [MINE], send) == 1
    assert len(got) == 2
    assert len(set(got)) == 1


def test_what_can_not_be_sent_for_a_day_is_given_up_and_said(room: Played) -> None:
    warned(room, MINE)

    def fails(*_given: Any) -> None:
        raise Refusal("not_sent", "对方没有接收")

    for _try in range(60):
        send_waiting(room, [MINE], fails)
        room.clock.at += timedelta(minutes=31)
    (message,) = kept(room)
    assert message.state == "failed"
    assert kinds(room) == ["keeper.failed", "keeper.failed"]


def test_a_code_acknowledges_serves_once_and_decides_nothing(room: Played) -> None:
    number = warned(room, MINE)
    (message,) = kept(room)
    send_waiting(room, [MINE], lambda *_given: None)
    before = room.complaint(number)
    assert "知悉" in answer(room, message.code.lower())
    assert open_warnings(room) == ()
    assert {view.by_name for view in about(room, number) if view.kind == "breach"} == {"王敏"}
    after = room.complaint(number)
    assert (after.status, after.version, after.clocks) == (before.status, before.version, before.clocks)
    with pytest.raises(Refusal) as no:
        answer(room, message.code)
    assert no.value.code == "used"


@pytest.mark.parametrize(("code", "days", "why"), [("NOSUCHAA", 0, "no_code"), ("", 8, "expired")])
def test_a_code_that_is_none_or_too_old_is_refused(room: Played, code: str, days: int, why: str) -> None:
    warned(room, MINE)
    room.clock.on(days=days)
    with pytest.raises(Refusal) as no:
        answer(room, code or kept(room)[0].code)
    assert no.value.code == why
    assert open_warnings(room)


def test_channels_are_read_and_what_is_wrong_is_said(tmp_path: Path) -> None:
    file = tmp_path / "channels.toml"
    assert read_channels(file) == ()
    file.write_text('[[channel]]\nname = "a"\nperson = "liwei"\nurl = "json://x"\n', encoding="utf-8")
    assert read_channels(file) == (Channel("a", "liwei", "", "json://x"),)
    assert "json" not in repr(read_channels(file))
    for wrong in ('[[channel]]\nname = "a"\nurl = "x"\n', "[[channel]]\nname = 1\n", "[[[", 'channel = "x"'):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(Refusal) as no:
            read_channels(file)
        assert no.value.code == "bad_channels"
