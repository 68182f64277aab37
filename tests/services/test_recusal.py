"""回避: a complaint is never in the hands of somebody whom it is about."""

from __future__ import annotations

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.domain.recusal import named_in
from tests.services.conftest import SECRET, Played

STAFF = {"liwei": ("liwei", "李伟", "Li Wei"), "liweiming": ("liweiming", "李伟明", "Li Weiming"), "li": ("li", "李", "")}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("柜员李伟", {"liwei"}),
        ("李伟明经理", {"liweiming"}),
        ("李伟、李伟明", {"liwei", "liweiming"}),
        ("li wei (teller)", {"liwei"}),
        ("LI WEIMING", {"liweiming"}),
        ("柜员李偉", {"liwei"}),
        ("李 伟 明", {"liweiming"}),
        ("李经理", set()),
        ("", set()),
    ],
)
def test_who_is_named(text: str, named: set[str]) -> None:
    assert named_in(text, STAFF) == named


def register(room: Played, persons: str = "柜员王敏") -> str:
    return room.act(
        "complaint.register", "liwei", content="柜面争吵", level="normal", channel="phone", persons=persons
    ).subject


def refused(room: Played, act: str, actor: str, number: str, **values: object) -> Refusal:
    head = room.head()
    with pytest.raises(Refusal) as no:
        room.act(act, actor, number, **values)
    assert no.value.code == "recused"
    assert room.head() == head
    return no.value


def test_the_person_complained_of_is_not_given_the_case(room: Played) -> None:
    number = register(room)
    no = refused(room, "complaint.assign", "liwei", number, owner="wangmin")
    assert "王敏" in no.message
    assert no.faults[0].field == "owner"
    room.act("complaint.assign", "liwei", number, owner="sunli")


@pytest.mark.requirement("X.06")
def test_the_person_complained_of_handles_nothing_of_it(room: Played) -> None:
    number = register(room)
    refused(room, "complaint.contact", "wangmin", number, result="reached", text="已接通说明")
    refused(room, "complaint.level", "wangmin", number, level="urgent", reason="x")
    # Not even to take one's own name out of it, or to read who complains.
    refused(room, "complaint.correct", "wangmin", number, persons="无", reason="x")
    refused(room, "complaint.reveal", "wangmin", number, reason="x")
    session = room.sign_in("wangmin", SECRET)
    assert "回避" in room.may(session, "complaint.contact", number)
    assert room.may(session, "complaint.report_up", number) == ""
    room.act("complaint.report_up", "wangmin", number, person="qianming", result="reached")
    room.act("complaint.acknowledge", "wangmin", number)


def test_nor_closes_it_among_others(room: Played) -> None:
    number = register(room, "值班长李伟")
    refused(room, "complaint.close_many", "liwei", "", complaints=number, text="清理")


def test_a_unit_of_nobody_else_is_not_given_it_either(room: Played) -> None:
    room.act("person.add", "liwei", code="ding", name="丁一鸣", unit="chengguan")
    number = register(room, "丁一鸣")
    refused(room, "complaint.transfer", "liwei", number, unit="chengguan")
    room.act("person.add", "liwei", code="hu", name="胡一", unit="chengguan")
    room.act("complaint.transfer", "liwei", number, unit="chengguan")


def test_a_person_in_charge_found_to_be_complained_of_has_it_no_longer(room: Played) -> None:
    number = register(room, "不详")
    room.act("complaint.assign", "liwei", number, owner="wangmin")
    done = room.act("complaint.correct", "liwei", number, persons="王敏", reason="客户补充")
    assert "请另行交办" in done.message
    assert room.complaint(number).owner == ""
