"""Single lines of the plans, each with the short cut that was taken once: registered, told, passed on, contained, met, moved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.documents.event import event_paper
from dutyroom.services.intake.complaints import take_in
from dutyroom.services.intake.mapping import Mapped
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.organisation.views import SignedIn
from dutyroom.settings.plans import pack_names, pack_text
from tests.deeds.honest import WORDS
from tests.deeds.test_ways_out import missing, registered
from tests.services.conftest import SECRET, Played, new_room
from tests.services.test_emergency_plans import heads, staffed

NAMED = {"name": "张先生", "phone": "13912340001"}


def lacks(room: Played, number: str) -> str:
    return " ".join(room.complaint(number).work.missing)


def test_eight_representatives_are_registered_told_and_marked(tmp_path: Path) -> None:
    """2.03: at most five."""
    room = new_room(tmp_path)
    given = {"content": "集体投诉", "level": "important", "channel": "phone"}
    done = room.act("complaint.register", "wangmin", representatives=8, **given)
    assert "推选代表人数（至多5人） 8（多于 5）" in done.message
    facts = dict(room.complaint(done.subject).facts)
    assert facts["representatives"] == "8"
    assert any("8（多于 5）" in line.result for line in room.complaint(done.subject).record)
    assert "多于" not in room.act("complaint.register", "wangmin", representatives=5, **given).message
    room.close()


def test_without_name_or_number_only_as_anonymous(tmp_path: Path) -> None:
    """4.02: the plan asks who complains; whoever registers says that it is 匿名."""
    room = staffed(tmp_path, "three-tier")
    with pytest.raises(Refusal) as no:
        registered(room, "normal", anonymous="")
    assert [(each.field, each.message) for each in no.value.faults] == [("name", "至少填一项：投诉人、联系电话、匿名")]
    with pytest.raises(Refusal):
        registered(room, "normal", anonymous="no")
    number = registered(room, "normal", anonymous="yes")
    assert dict(room.complaint(number).facts)["anonymous"] == "True"
    registered(room, "normal", phone="13912340001")
    call = room.act("call.take", "second", phone="13912340002", content="多收费").subject
    registered(room, "normal", call=call)
    level, channel = room.plan.levels[-1].code, room.plan.channels[0].code
    rows = [{"content": "多收费", "level": level, "channel": channel, "name": name} for name in ("张三", "")]
    taken = take_in(room, Sheet("UTF-8", tuple(rows[0]), tuple(enumerate(rows, 2))), Mapped(), SignedIn("second", "乙", ()))
    assert (taken.accepted, [each[:2] for each in taken.rejected]) == (1, [(3, "name")])
    room.close()


def test_who_helps_the_leading_group_does_not_fill_it() -> None:
    """5.01, and what the other plans leave open: nobody below who decides on activation appoints to it."""
    for name in pack_names():
        plan = read_plan(pack_text(name), name)
        decides = next(each for each in plan.gates if each.act == "emergency.activate").roles[0]
        top = set(plan.succession(decides))
        for code in (decides, plan.succession(decides)[1]):
            role = plan.role(code)
            assert role is not None
            appoints = set(role.appointed_by or plan.roles_for("roster.appoint")) & set(plan.roles_for("roster.appoint"))
            assert appoints <= top, (name, code)


def test_the_centre_is_no_branch_and_the_branch_contains_before_the_end(tmp_path: Path) -> None:
    """8.04 and 8.05: passed on to a branch or outlet; a sudden event is not closed until the branch has contained it."""
    room = staffed(tmp_path, "bank-branches")
    heads(room, "branch", "east")
    number = registered(room, "sudden", unit="east", **NAMED)
    assert "须转到分支行、分公司、网点" in room.act("complaint.transfer", "second", number, unit="centre").message
    assert next(each for each in room.complaint(number).clocks if each.code == "transfer").verdict == "running"
    assert "转交分支行、网点" in missing(room, number)
    room.act("complaint.transfer", "second", number, unit="east")
    assert next(each for each in room.complaint(number).clocks if each.code == "transfer").verdict == "met"
    for who in ("second", "centre"):
        with pytest.raises(NotAllowed, match="分支行（网点）处理小组组长"):
            room.act("complaint.step", who, number, step="contain", text=WORDS)
    room.act("complaint.report_up", "second", number, person="leader", result="reached", text=WORDS)
    assert "控制事态" in missing(room, number)
    room.act("complaint.step", "branch", number, step="contain", text=WORDS)
    assert "控制事态" not in missing(room, number)
    room.close()


def test_a_major_complaint_has_its_meeting_and_each_department_its_duty(tmp_path: Path) -> None:
    """6.03: duties are set out where several departments are concerned, and only there."""
    room = staffed(tmp_path, "on-site")
    first, second = (each.code for each in room.units()[-2:])
    one, several = (registered(room, "major", channel=room.plan.channels[0].code) for _each in range(2))
    for number, units in ((one, (first,)), (several, (first, second))):
        room.act("complaint.step", "second", number, step="facts", text=WORDS)
        told = {"nature": WORDS, "urgency": WORDS, "departments": units}
        room.act("complaint.step", "secretary", number, step="assess", text=WORDS, **told)
    assert "职责" not in lacks(room, one)
    assert "明确各部门职责" in lacks(room, several)
    room.act("complaint.charge", "secretary", several, charge="duty", unit=first, text="查明经过")
    left = lacks(room, several)
    assert "明确各部门职责" in left
    assert next(each.name for each in room.units() if each.code == second) in left
    room.act("complaint.charge", "secretary", several, charge="duty", unit=second, text="退还费用")
    assert "尚未完成步骤：明确各部门职责" not in lacks(room, several)
    room.act("complaint.step", "secretary", one, step="meeting_called", text=WORDS, invited=("leader",))
    with pytest.raises(Refusal) as alone:
        room.act("complaint.step", "secretary", one, step="meeting", text=WORDS, attended=("secretary",), decisions=WORDS)
    assert [each.field for each in alone.value.faults] == ["attended"]
    assert "会议" in lacks(room, one)
    room.close()


def test_the_ground_of_activation_stands_on_record_and_notice(tmp_path: Path) -> None:
    """7.04: which of the plan's grounds."""
    room = staffed(tmp_path, "sudden-incident")
    event = room.act("emergency.report", "first", title="账号被盗", place="总部").subject
    room.act("emergency.propose", "first", event, scope="多名客户受损")
    by = next(each for each in room.plan.gates if each.act == "emergency.activate").roles[0].replace("_", "-")
    given = {"workstreams": room.plan.workstreams[0].code, "reason": "损失扩大"}
    with pytest.raises(Refusal) as no:
        room.act("emergency.activate", by, event, **given)
    assert [each.field for each in no.value.faults] == ["ground"]
    room.act("emergency.activate", by, event, ground="interest", **given)
    view = room.emergency(event)
    assert view.decisions[-1].choice == "涉及重大利益"
    assert view.notices[0].text.startswith("启动情形：涉及重大利益\n")
    assert any("涉及重大利益" in each.result for each in view.timeline)
    assert any("涉及重大利益" in line for line in event_paper(room, "notice", view.notices[0].number).lines)
    room.close()


def test_anything_unusual_reaches_customer_service_at_once(tmp_path: Path) -> None:
    """9.07: whoever notes it, and whomever they meant."""
    room = staffed(tmp_path, "property-management")
    given = {"title": "电梯异响", "owner": "other-department", "due": "2036-10-09 17:30"}
    done = room.act("duty.add", "other-department", kind="notice", **given)
    assert "客户服务部经理" in done.message
    found = next(each for each in room.duties() if each.number == done.subject)
    assert (found.owner, found.clause) == ("", "1.1e")
    assert found.due == room.now() + timedelta(minutes=30)
    with pytest.raises(NotAllowed):
        room.act("duty.done", "other-department", done.subject, text="已看过了")
    room.act("duty.done", "manager", done.subject, text="已派人检查")
    room.close()


def test_dated_work_is_not_taken_ticked_or_put_off_by_who_owes_it(tmp_path: Path) -> None:
    """1.11, 8.07, 9.07."""
    room = new_room(tmp_path)
    review = next(each for each in room.duties() if each.title == "修订预案")
    with pytest.raises(Refusal) as oneself:
        room.act("duty.assign", "liwei", review.number, owner="liwei")
    assert oneself.value.code == "same_person"
    with pytest.raises(Refusal, match="1 处"):
        room.act("duty.done", "qianming", review.number, text="x")
    soon = (review.due + timedelta(days=10)).isoformat()
    room.act("duty.move", "qianming", review.number, due=soon, reason="等新规")
    for far in (review.due + timedelta(days=15), review.due + timedelta(days=3650)):
        with pytest.raises(NotAllowed, match="14 日"):
            room.act("duty.move", "qianming", review.number, due=far.isoformat(), reason="等新规")
    room.act("duty.move", "zhaoguoqiang", review.number, due=(review.due + timedelta(days=30)).isoformat(), reason="等新规")
    given = {"kind": "improvement", "title": "加开窗口", "owner": "qianming", "due": "2026-10-09 17:30"}
    own = room.act("duty.add", "liwei", **given).subject
    with pytest.raises(NotAllowed, match="不能由责任人自己撤销"):
        room.act("duty.drop", "qianming", own, reason="不做了")
    room.close()


def test_a_branch_s_plan_is_no_copy_of_the_rooms(tmp_path: Path) -> None:
    """8.06: a copy, under whatever name, left the branch without a plan of its own and off the list of those that lack one."""
    room = staffed(tmp_path, "bank-branches")
    branch = next(each.code for each in room.unit_plans() if each.lacking)
    signed = {"second": "deputy", "second_secret": SECRET}
    text = pack_text("bank-branches")
    for copy in (text, text.replace('name = "银行关于客户投诉的应急预案"', 'name = "东门支行预案"') + "\n# 东门支行\n"):
        with pytest.raises(Refusal, match="与值班室的预案相同"):
            room.act("unit.plan", "leader", unit=branch, text=copy, reason="支行自订", **signed)
    assert next(each for each in room.unit_plans() if each.code == branch).lacking
    room.close()


def test_a_second_round_is_no_way_out_of_the_limits_of_the_first(tmp_path: Path) -> None:
    """5.04: 上报 was owed, and turned to 不再适用 when the complainant asked for a second round."""
    room = staffed(tmp_path, "disposal-office")
    heads(room, "unit-head", room.units()[-1].code)
    number = registered(room, "major", **NAMED)
    room.act("complaint.classify", "second", number, category=room.plan.categories[0].code)
    room.act("complaint.transfer", "second", number, unit=room.units()[-1].code)
    for code in ("investigation", "proposal"):
        room.act("complaint.step", "team", number, step=code, text=WORDS)
    room.act("paper.review", "office", room.complaint(number).work.papers[-1].number, outcome="pass")
    room.act("complaint.reply", "second", number, text=WORDS, way="phone")
    room.act("complaint.satisfied", "second", number, answer="dissatisfied")
    with pytest.raises(Refusal, match="尚未上报"):
        room.act("complaint.reconsider", "office", number, text="不服")
    room.act("complaint.report_up", "second", number, person="leader", result="reached", text=WORDS)
    room.act("complaint.reconsider", "office", number, text="不服")
    assert {each.verdict for each in room.complaint(number).clocks} == {"met"}
    room.close()


def test_passed_on_to_the_whole_organisation_is_to_no_department(tmp_path: Path) -> None:
    """5.03: the lazy clerk passed it on to 总部, and 转办 was done."""
    room = staffed(tmp_path, "disposal-office")
    number = registered(room, "plain", **NAMED)
    room.act("complaint.classify", "second", number, category=room.plan.categories[0].code)
    assert "须转到部门" in room.act("complaint.transfer", "second", number, unit="head_office").message
    assert "转办至相关部门" in lacks(room, number)
    room.act("complaint.transfer", "second", number, unit="product")
    assert "转办至相关部门" not in lacks(room, number)
    room.close()
