"""The sum of a solution: whoever decides or pays sees it, no edit loses it, a part payment leaves the rest open (1.08, 2.05)."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.services.documents.case import case_lines
from dutyroom.services.emergency.panel.views import PaperView
from tests.deeds.test_ways_out import registered
from tests.services.conftest import Played, new_room
from tests.services.test_emergency_plans import staffed

LIMITS = "审批权限：总指挥不限金额、副总指挥至 50,000 元（预案未规定，本单位补充）"


def in_event(room: Played) -> str:
    event = room.act("emergency.report", "liwei", title="聚集", place="东门").subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="已达到条件")
    return event


def paper(room: Played, event: str) -> PaperView:
    return room.emergency(event).papers[0]


def test_the_sum_stays_through_an_edit_and_a_part_payment_leaves_the_rest_open(tmp_path: Path) -> None:
    room = new_room(tmp_path)
    event = in_event(room)
    given = {"title": "退费方案", "text": "退还并补偿", "measures": "apology,refund"}
    subject = room.act("solution.submit", "sunli", event, sum="5000", **given).subject
    room.act("solution.edit", "sunli", subject, text="退还并补偿，附名单", measures="apology,refund")
    assert paper(room, event).pays == ("补偿金额 5,000 元、已付 0 元、未付 5,000 元", LIMITS)
    said = room.act("solution.decide", "zhaoguoqiang", subject, outcome="approve").message
    assert "补偿金额 5,000 元" in said
    pay = {"measure": "refund", "proof": "已退 20 户"}
    room.act("measure.carry_out", "sunli", subject, measure="apology", proof="行长致歉")
    with pytest.raises(Refusal) as unpaid:
        room.act("measure.carry_out", "sunli", subject, **pay)
    assert (unpaid.value.code, unpaid.value.faults[0].field) == ("not_paid", "amount")
    assert "未付 3,000 元" in room.act("measure.carry_out", "sunli", subject, amount="2000", **pay).message
    view = paper(room, event)
    assert (view.state, view.measures[1][1]) == ("approved", "planned")
    assert "已付 2,000 元、未付 3,000 元" in view.pays[0]
    room.act("solution.edit", "sunli", subject, text="另附说明", measures="apology,refund")
    assert "已付 2,000 元、未付 3,000 元" in paper(room, event).pays[0]
    with pytest.raises(Refusal, match="已付 2,000 元"):
        room.act("solution.edit", "sunli", subject, text="少付", measures="apology,refund", sum="1500")
    room.act("solution.decide", "zhaoguoqiang", subject, outcome="approve")
    with pytest.raises(Refusal, match="未付"):
        room.act("measure.carry_out", "sunli", subject, **pay)
    room.act("measure.carry_out", "sunli", subject, amount="3000", **pay)
    assert paper(room, event).state == "carried_out"
    room.close()


def test_every_page_that_decides_or_pays_tells_the_sum(tmp_path: Path) -> None:
    room = staffed(tmp_path, "company")
    number = registered(room, "major", name="张先生", phone="13912340001")
    for code in ("facts", "verify"):
        step = room.plan.step(code)
        assert step is not None
        own = {each.name: "已核对清楚" for each in step.fields if each.required}
        room.act("complaint.step", "unit-group", number, step=code, text="已核对清楚", **own)
    measures = ("apology", "compensation")
    room.act("complaint.solve", "unit-group", number, title="退款", text="退款并道歉", measures=measures, sum="800")
    (found,) = [each for each in room.complaint(number).work.papers if each.kind == "solution"]
    said, who = found.pays
    assert said == "补偿金额 800 元、已付 0 元、未付 800 元"
    assert "预案没有按金额分权限" in who
    assert room.solution_pays(found.number) == found.pays
    assert any(said in line for line in case_lines(room, number))
    room.act("solution.decide", "leader", found.number, outcome="approve")
    room.act("measure.carry_out", "unit-group", found.number, measure="compensation", proof="先付一半", amount="400")
    assert f"{found.number} 批准的措施未实施：" in " ".join(room.complaint(number).work.missing)
    assert "未付 400 元" in " ".join(room.complaint(number).work.missing)
    room.close()
