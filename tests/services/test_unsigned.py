"""What nobody can sign any more keeps no emergency open for ever: it stands unsigned on record."""

from __future__ import annotations

import pytest

from tests.services.conftest import SECRET, Played
from tests.services.test_command import refused


def ended(room: Played) -> str:
    """An emergency that the chief activated by telephone, the deputy took over and ended; only its last act is left."""
    number = room.act("emergency.report", "wangmin", title="挤兑传言", place="城关支行").subject
    room.act("emergency.propose", "liwei", number, scope="一个网点")
    room.act(
        "emergency.activate", "liwei", number, workstreams=("complaints",), reason="符合二.1", decider="zhaoguoqiang",
        telephone="13900000001", witness="wangmin", witness_secret=SECRET,
    )  # fmt: skip
    room.act("roster.state", "wangmin", person="zhaoguoqiang", state="away")
    room.act("emergency.command", "qianming", number, reason="总指挥外出")
    room.clock.on(hours=25)
    for condition in room.plan.conditions:
        if condition.kind != "no_new_for":
            room.act("evidence.add", "liwei", number, condition=condition.code, met="是", text="人已散，无人投诉")
    room.act("emergency.request_end", "liwei", number, reason="平息")
    room.act("emergency.decide_end", "qianming", number, outcome="approve", reason="平息")
    room.act("review.write", "qianming", number, causes="传言", held="及时", gaps="无", improvements="无")
    for notice in room.emergency(number).notices:
        for unit, *_rest in notice.receipts:
            room.act("notice.receipt", "wangmin", f"N{notice.id}", unit=unit, by="值班人")
    return number


def test_an_emergency_ends_without_the_signature_of_who_is_gone_and_says_so(room: Played) -> None:
    number = ended(room)
    with refused(room, "unsigned", "赵国强"):
        room.act("emergency.finish", "qianming", number)
    told = room.act("person.end", "qianming", "zhaoguoqiang", reason="离任", second="heyan", second_secret=SECRET)
    assert "待补签的决定 2 项" in told.message
    done = room.act("emergency.finish", "qianming", number)
    assert "赵国强的账号已结束，2 项决定没有补签" in done.message
    assert "未补签" in room.log()[-1].result


@pytest.mark.whole
def test_the_signature_of_who_is_there_is_waited_for(room: Played) -> None:
    number = ended(room)
    for decision in room.emergency(number).decisions:
        if decision.signed_at is None:
            with refused(room, "unsigned", "赵国强"):
                room.act("emergency.finish", "qianming", number)
            room.act("emergency.sign", "zhaoguoqiang", number, decision=decision.id)
    assert "补签" not in room.act("emergency.finish", "qianming", number).message
