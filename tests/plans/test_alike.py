"""Complaints of one matter in a room: found whoever wrote them, told on every page alike, taken in and out many at once."""

from __future__ import annotations

import json

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.services.cases.alike import Around
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import CaseGroup
from tests.alike import kept
from tests.plans.conftest import Opened
from tests.plans.test_casework import register
from tests.services.conftest import Played

FEE = ("信用卡年费被扣了两次，要求退还", "年费重复收取，客户要求退款", "信用卡又扣了一遍年费，请退回")


@pytest.mark.whole
def test_twenty_paraphrases_at_four_branches_are_proposed_on_the_day_and_others_are_not(opened: Opened) -> None:
    room = opened("bank-branches")
    units = [each.code for each in room.unit_plans()][:4]
    told = [each for each in kept.complaints("held") if each.matter in ("yearly_fee_twice", "card_swallowed", "lift_trapped")]
    fee = set()
    for n, each in enumerate(told):
        number = register(room, "plain", each.text, unit=units[n % 4])
        fee |= {number} if each.matter == "yearly_fee_twice" else set()
    groups = room.groups()
    (group,) = (each for each in groups if {member.number for member in each.members} & fee)
    inside = {member.number for member in group.members}
    assert len(inside) >= 18
    assert inside <= fee
    assert f"{len(inside)} 件在" in group.why
    assert "涉及 4 个机构" in group.why
    assert "提到“年费”" in group.why
    assert "件金额同为 200" in group.why
    assert room.summary().groups == len(groups)


def test_one_caller_is_one_person_and_every_page_says_the_same(opened: Opened) -> None:
    room = opened("bank-branches")
    first = register(room, "plain", FEE[0], phone="13800138000")
    again = room.act(
        "complaint.register", "second", content=FEE[1], level="plain", channel=room.plan.channels[0].code, phone="138 0013 8000",
    )  # fmt: skip
    assert "相像 1 件" in again.message
    assert f"同一号码再次投诉：{first}" in again.message
    third = register(room, "plain", FEE[2], phone="13800138000")
    assert room.groups() == ()
    shown = {each.number: (each.likeness, each.same_caller) for each in room.complaint(third).work.alike}
    assert set(shown) == {first, again.subject}
    assert all(likeness < 100 and same for likeness, same in shown.values())
    back = {each.number: each.likeness for each in room.complaint(first).work.alike}
    assert back[third] == shown[first][0]
    # A second and a third person make three.
    register(room, "plain", "年费多扣了一笔，要求退回")
    register(room, "plain", "信用卡年费收了双份")
    (group,) = room.groups()
    assert len(group.members) == 5
    assert "共 3 人（同一号码算一人）" in group.why


def test_many_go_in_and_out_at_once_or_none(opened: Opened) -> None:
    room = opened("bank-branches")
    numbers = [register(room, "plain", text) for text in FEE]
    room.act("group.confirm", "centre", "G1", reason="系统批量扣费")
    more = [register(room, "plain", f"{text}。") for text in FEE]
    other = register(room, "plain", "电梯困人")
    assert [each.number for each in room.groups()[0].waiting] == more
    assert room.summary().groups == 1
    with pytest.raises(Refusal) as no:
        room.act("group.add", "centre", "G1", complaint=f"{more[0]}，{numbers[0]}", reason="同一原因")
    assert numbers[0] in no.value.message
    assert len(room.groups()[0].waiting) == 3
    room.act("group.add", "centre", "G1", complaint=f"{more[0]}，{more[1]}、{other}", reason="同一原因")
    (group,) = room.groups()
    assert {each.number for each in group.members} == {*numbers, *more[:2], other}
    assert {room.complaint(number).level for number in (*more[:2], other)} == {"systemic"}
    assert "6 件在" in group.why
    room.act("group.leave", "centre", "G1", complaint=f"{other} {more[2]}", reason="另一件事")
    (group,) = room.groups()
    assert {each.number for each in group.members} == {*numbers, *more[:2]}
    assert group.waiting == ()
    assert room.summary().groups == 0
    # Who was taken out is not put back by the program.
    room.act("complaint.classify", "second", more[2], category=room.plan.categories[0].code)
    assert room.groups()[0].waiting == ()


def test_what_was_remembered_of_a_case_is_read_anew_when_it_is_corrected(opened: Opened) -> None:
    room = opened("bank-branches")
    first, second = register(room, "plain", FEE[0]), register(room, "plain", "电梯困人")
    assert room.complaint(first).work.alike == ()
    room.act("complaint.correct", "second", second, content=FEE[1], reason="记错")
    assert [each.number for each in room.complaint(first).work.alike] == [second]


def test_a_reason_holds_figures_and_common_words_and_nobody(opened: Opened) -> None:
    room = opened("bank-branches")
    for n, text in enumerate(FEE):
        register(room, "plain", f"{text}，我是欧阳明德", name="欧阳明德", phone=f"1380013800{n}")
    with room.database.read() as session:
        row = session.get(CaseGroup, 1)
        assert row is not None
        around = Around(room, session, session.get_one(Complaint, "0930-001"), room.plan.alike)  # type: ignore[arg-type]
    assert "欧阳" not in row.reason
    assert "1380013" not in row.reason
    assert json.loads(row.reason)["persons"] == 3
    assert not {"欧阳", "阳明", "明德"} & {term for each in around.others for term in each.terms}


def test_a_reason_of_an_earlier_program_is_still_told(opened: Opened) -> None:
    room: Played = opened("bank-branches")
    for text in FEE:
        register(room, "plain", text)
    with room.database.write_engine.begin() as connection:
        before = {"same": ["category"], "days": 7, "low": 45, "high": 60, "words": ["年费"]}
        connection.exec_driver_sql("UPDATE casegroup SET reason = ?", (json.dumps(before),))
    assert room.groups()[0].why == "3 件在 7 天内接报；类别相同；文字相似 45%–60%；都提到 “年费”"
