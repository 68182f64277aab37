"""删除个人信息: who may, when, what is gone, what stays, and that a backup does not bring it back. On both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.act import Command
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.services.front.why_not import why_not
from dutyroom.store.backup import backup, restore
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.record import SubjectKey
from tests.deeds.honest import settle
from tests.services.conftest import SECRET, Played

NAME, PHONE = "欧阳震华", "13987654321"
CHIEF = "zhaoguoqiang"


def _told(room: Played) -> tuple[str, str]:
    """A call that became a complaint."""
    call = room.act("call.take", "wangmin", phone=PHONE, name=NAME, content="利率").subject
    told = {"name": NAME, "phone": PHONE, "content": f"{NAME}说利率不对", "level": "normal", "channel": "phone"}
    return room.act("complaint.register", "wangmin", call=call, **told).subject, call


def _closed(room: Played, number: str) -> None:
    room.act("complaint.contact", "wangmin", number, result="reached", text=f"{NAME}在家")
    settle(room, number)


def _keys(room: Played) -> set[str]:
    with room.database.read() as session:
        return {row.subject for row in session.exec(select(SubjectKey)).all()}


def test_what_is_gone_and_what_stays(room: Played) -> None:
    number, call = _told(room)
    with pytest.raises(Refusal, match="尚未办结"):
        room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    _closed(room, number)
    room.save_draft("d", "wangmin", "complaint.correct", number, {"name": NAME})
    with pytest.raises(NotAllowed):
        room.act("personal.erase", "wangmin", number, reason="投诉人要求")
    with pytest.raises(Refusal, match="口令"):
        room.act("personal.erase", CHIEF, number, secret="wrong", reason="投诉人要求")
    with pytest.raises(Refusal, match="不能写姓名或号码"):
        room.act("personal.erase", CHIEF, number, reason=f"{NAME}要求")
    assert {number, call} <= _keys(room)
    done = room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    assert "不能恢复" in done.message
    assert _keys(room).isdisjoint({number, call})
    assert room.search(PHONE) == room.search(NAME) == room.search("利率") == ()
    assert room.drafts("wangmin") == ()
    for act in ("complaint.reveal", "complaint.correct", "personal.erase"):
        who = CHIEF if act == "personal.erase" else "liwei"
        with pytest.raises(Refusal) as no:
            room.act(act, who, number, reason="核对", **({"name": NAME} if act == "complaint.correct" else {}))
        assert no.value.code == "erased"
    with room.database.read() as session:
        assert room.vault.reveal(session, number) == room.vault.reveal(session, call) == {}
        assert differences(replay(payloads(session)), snapshot(session)) == []
    view = room.complaint(number)
    assert [entry.kind for entry in view.record][-1] == "personal.erase"
    assert "利率不对" in view.record[0].text
    offered = {act: why_not(room, room.sign_in(CHIEF, SECRET), act, number) for act in ("complaint.reveal", "personal.erase")}
    assert all("已删除" in why for why in offered.values()), offered


@pytest.mark.whole
def test_while_its_emergency_runs_it_is_needed(room: Played) -> None:
    number, _call = _told(room)
    event = room.act("emergency.report", "liwei", title="聚集", place="城关支行", complaint=number).subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    room.act("emergency.activate", CHIEF, event, workstreams="complaints", reason="群体性投诉")
    _closed(room, number)
    with pytest.raises(Refusal, match="所在的应急事件"):
        room.act("personal.erase", CHIEF, number, reason="投诉人要求")


@pytest.mark.whole
def test_a_backup_does_not_bring_it_back(room: Played, tmp_path: Path) -> None:
    if room.database.path is None:
        # PostgreSQL's own tools make its backups.
        return
    number, call = _told(room)
    _closed(room, number)
    backup(room.database, room.keys, tmp_path / "copy")
    room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    assert restore(tmp_path / "copy", room.database, room.keys, room.now()).erased_again == 1
    assert _keys(room).isdisjoint({number, call})
    with pytest.raises(Refusal) as no:
        room.reveal(Command("complaint.reveal", "liwei", "", "again", number, {"reason": "核对"}))
    assert no.value.code == "erased"
