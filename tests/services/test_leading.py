"""The shift lead: 点名 every hour, signing the log, instructions of leaders kept until they are done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.settings.plans import pack_text
from dutyroom.store.replay import differences, payloads, replay, snapshot
from tests.services.conftest import SIGNED, Played


@pytest.mark.whole
def test_the_round_is_due_an_hour_after_the_last(room: Played) -> None:
    began = room.now()
    assert room.shift().check_due == began + timedelta(hours=1)
    text = pack_text("rural-commercial-bank")
    room.act("plan.adopt", "zhaoguoqiang", text=text.replace("check_minutes = 60", "check_minutes = 30"), **SIGNED)
    assert room.shift().check_due == began + timedelta(minutes=30)
    start = text.index("[routine]")
    room.act("plan.adopt", "zhaoguoqiang", text=text[:start] + text[text.index("\n\n", start) :], **SIGNED)
    room.clock.to("17:40")
    room.act("shift.check", "liwei", present=("liwei", "wangmin"), text="门窗已查，电话13812345678")
    shift = room.shift()
    assert shift.check_due == room.now() + timedelta(hours=1)
    assert shift.checks[0].present == ("李伟", "王敏")
    assert shift.checks[0].text == "门窗已查，电话138****5678"
    assert room.log()[-1].text.startswith("门窗已查")
    assert "李伟、王敏" in room.log()[-1].result


def test_the_log_is_signed_up_to_a_line(room: Played) -> None:
    room.act("log.write", "wangmin", text="一")
    room.act("log.write", "wangmin", text="二")
    before = room.shift()
    assert before.signed is None
    assert before.unsigned == len(room.log())
    upto = room.log()[-2].seq
    room.act("log.sign", "liwei", upto=upto, text="已阅")
    after = room.shift()
    assert after.signed is not None
    assert (after.signed.upto, after.signed.by_name) == (upto, "李伟")
    # The second line and the signature itself.
    assert after.unsigned == 2
    for code, line in (("no_change", upto), ("not_found", 10_000)):
        with pytest.raises(Refusal) as no:
            room.act("log.sign", "liwei", upto=line)
        assert no.value.code == code
    with pytest.raises(Refusal, match="值班长"):
        room.act("log.sign", "wangmin", upto=upto + 1)
    with pytest.raises(Refusal) as no:
        room.act("log.sign", "liwei", upto=upto + 1, secret="not mine at all")
    assert no.value.code == "secret"


def test_an_instruction_stays_open_until_it_is_done(room: Played) -> None:
    done = room.act("log.instruct", "wangmin", giver="赵国强", text="今日逐户答复", taker="sunli", due="10-01 18:00")
    assert done.subject == "I1"
    order = room.shift().instructions[0]
    assert (order.giver, order.text, order.taker_name) == ("赵国强", "今日逐户答复", "孙丽")
    line = room.log()[-1]
    assert all(each in line.result for each in ("赵国强", "孙丽", "10-01 18:00", "今日逐户答复")), line.result
    room.act("log.correct", "wangmin", line=line.seq, text="明日逐户答复")
    assert room.log()[-1].corrects == line.seq
    with pytest.raises(Refusal, match="期限已过"):
        room.act("log.instruct", "wangmin", giver="赵国强", text="迟", taker="sunli", due="09-30 16:00")
    room.act("log.done", "sunli", instruction=1, text="七户均已答复")
    assert room.shift().instructions == ()
    for code, number in (("closed", 1), ("not_found", 2)):
        with pytest.raises(Refusal) as no:
            room.act("log.done", "sunli", instruction=number, text="再办")
        assert no.value.code == code
    with room.database.read() as session:
        assert not differences(replay(payloads(session)), snapshot(session))


def test_the_log_is_read_by_person_and_by_what_was_written(room: Played) -> None:
    room.act("log.write", "wangmin", text="一")
    room.act("complaint.register", "liwei", content="收费", level="normal", channel="phone")
    room.act("log.write", "liwei", text="二")
    assert [entry.text for entry in room.log(written=True)] == ["一", "二"]
    assert [entry.kind for entry in room.log(actor="liwei")] == ["complaint.register", "log.write"]
    assert [entry.text for entry in room.log(actor="liwei", written=True)] == ["二"]
    assert room.log(since=room.now() + timedelta(seconds=1)) == ()
