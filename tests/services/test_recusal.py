"""回避: a complaint is never in the hands of somebody whom it is about."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from dutyroom.domain.act import Act, Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.recusal import named_in
from dutyroom.services.act.work import Work
from dutyroom.services.perform.perform import permit
from dutyroom.services.room.subjects import TABLES, load_subject
from dutyroom.store.rows.casework import CaseGroup
from dutyroom.store.rows.emergencies import Decision
from tests.services.conftest import SECRET, Played

STAFF = {"liwei": ("liwei", "李伟", "Li Wei"), "liweiming": ("liweiming", "李伟明", "Li Weiming"), "li": ("li", "李", "")}
STAFF |= {"yang": ("yang", "阳明", "")}


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
        ("李伟华", set()),
        ("柜员李伟华经理", set()),
        ("王李伟", set()),
        ("李伟、李伟华", {"liwei"}),
        ("李伟（柜员）", {"liwei"}),
        ("李伟态度恶劣", {"liwei"}),
        ("客户找李伟", {"liwei"}),
        ("张三和李伟", {"liwei"}),
        ("张三 李伟 王五", {"liwei"}),
        ("李 伟 华", set()),
        ("柜员欧阳明", set()),
        ("阳明", {"yang"}),
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


def event_about(room: Played, persons: str = "行长赵国强") -> tuple[str, str]:
    """An event that is ready for the decision on activation, and its case."""
    number = room.act(
        "complaint.register", "liwei", content="门口聚集", level="urgent", channel="on_site", persons=persons
    ).subject
    event = room.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number).subject
    room.act("emergency.propose", "liwei", event, scope="二十人聚集")
    return number, event


OFF_A_CASE = {"person", "handover", "watch", "duty", "supply", "plan"}
"""Kinds of subject that are no complaint, no emergency and nothing of theirs; a new kind is searched until it stands here."""


def matters(session: Session, act: Act, number: str, event: str) -> list[tuple[Any, dict[str, str]]]:
    """What the act may be about in this room, as (row, values): the complaint, its event, and what belongs to either."""
    if not act.subject:
        named = [each.name for each in act.fields if each.name in ("complaint", "complaints")]
        return [(None, dict.fromkeys(named, f"0930-099，{number}"))] if named else []
    if act.subject in OFF_A_CASE:
        return []
    if act.subject in ("complaint", "emergency"):
        return [(load_subject(session, act.subject, number if act.subject == "complaint" else event), {})]
    if act.subject == "group":
        return [(CaseGroup(id=7), {"complaint": number})]
    if act.subject == "decision":
        return [(Decision(id=7, subject=event), {})]
    table = TABLES[act.subject]
    of = {"complaint": number, "emergency": event}
    return [(table(**{"id": 7, column: value}), {}) for column, value in of.items() if column in table.__table__.columns]


@pytest.mark.requirement("X.06")
def test_every_act_on_a_case_or_its_event_is_refused_to_whom_it_is_about_unless_its_row_says_that_it_stays(room: Played) -> None:
    number, event = event_about(room, "王敏")
    signed_in, asked = room.sign_in("wangmin", SECRET), []
    with room.database.read() as session:
        facts = room.standing(session)
        for act in ACTS.values():
            for row, values in matters(session, act, number, event):
                command = Command(act.name, "wangmin", "", "search")
                work = Work(room, session, room.now(), command, act, facts.plan, facts.version, facts.calendar, values, row)
                try:
                    permit(work, facts.secrets["wangmin"])
                    code = ""
                except Refusal as no:
                    code = no.code
                assert (code == "recused") is not act.stays, (act.name, row, code)
                if row is not None and act.subject in ("complaint", "emergency"):
                    assert act.stays or "回避" in room.may(signed_in, act.name, row.number), act.name
                asked.append(act)
    assert len(asked) > 120
    # As long as it must be and no longer: what is taken in, passed on, reported, and protects people.
    assert 20 < len({act.name for act in asked if act.stays}) < 35


@pytest.mark.requirement("X.06")
def test_nobody_declines_or_activates_by_telephone_the_event_of_a_complaint_about_themselves(room: Played) -> None:
    _number, event = event_about(room)
    refused(room, "emergency.decline", "zhaoguoqiang", event, reason="不至于")
    told = {"telephone": "13900000001", "witness": "liwei", "witness_secret": SECRET}
    no = refused(room, "emergency.decline", "wangmin", event, reason="电话授权", decider="zhaoguoqiang", **told)
    assert [fault.field for fault in no.faults] == ["decider"]
    # Nobody waits for who should step back: whoever stands in is asked, and decides at once.
    line = next(each for each in room.emergency(event).now if each.act == "emergency.activate")
    assert (line.role, line.person) == ("deputy", "钱明")
    room.act("emergency.activate", "qianming", event, workstreams="complaints", response="Ⅱ", reason="群体性投诉")


def test_who_leads_who_is_called_and_who_is_told_is_never_whom_it_is_about(room: Played) -> None:
    number, _event = event_about(room)
    work = room.complaint(number).work
    assert (work.lead_name, work.aside) == ("钱明", ("赵国强",))
    assert "zhaoguoqiang" not in {each.person for each in room.dial(number).targets}


def test_what_they_may_do_still_is_marked_on_the_record(room: Played) -> None:
    number = register(room)
    room.act("complaint.report_up", "wangmin", number, person="qianming", result="reached", text="客户投诉我本人")
    room.act("complaint.report_up", "liwei", number, person="qianming", result="reached", text="同上")
    mine, others = room.complaint(number).record[-2:]
    assert "应回避人员办理" in mine.result
    assert "应回避人员办理" not in others.result
    assert "应回避人员办理" in room.print_case(number).read_text("utf-8")


@pytest.mark.requirement("X.06")
def test_another_who_may_lifts_it_or_asks_for_it_with_a_reason_and_never_who_it_is_about(room: Played) -> None:
    number = register(room)
    refused(room, "complaint.recuse", "wangmin", number, person="wangmin", outcome="cleared", reason="不是我")
    with pytest.raises(Refusal) as no:
        room.act("complaint.recuse", "liwei", number, person="wangmin", outcome="cleared")
    assert no.value.faults[0].field == "reason"
    room.act("complaint.recuse", "liwei", number, person="wangmin", outcome="cleared", reason="客户说的是另一位王敏")
    room.act("complaint.assign", "liwei", number, owner="wangmin")
    done = room.act("complaint.recuse", "liwei", number, person="wangmin", outcome="aside", reason="系投诉人亲属")
    assert "请另行交办" in done.message
    refused(room, "complaint.contact", "wangmin", number, result="reached")
    said = [each for each in room.complaint(number).record if each.kind == "complaint.recuse"]
    assert [each.actor for each in said] == ["liwei", "liwei"]
    assert "系投诉人亲属" in said[-1].result


def test_an_event_has_its_own_ruling_and_that_of_its_cases(room: Played) -> None:
    _number, event = event_about(room, "")
    room.act("emergency.recuse", "liwei", event, person="zhaoguoqiang", outcome="aside", reason="事件涉及其分管条线")
    refused(room, "emergency.decline", "zhaoguoqiang", event, reason="不至于")
    room.act("emergency.recuse", "liwei", event, person="zhaoguoqiang", outcome="cleared", reason="分管已变更")
    room.act("emergency.decline", "zhaoguoqiang", event, reason="人已散去")


def test_a_person_of_the_staff_is_chosen_and_a_like_name_is_asked_about(room: Played) -> None:
    done = room.act(
        "complaint.register", "liwei", content="争吵", level="normal", channel="phone", persons="王敏华"
    )
    assert "王敏姓名相近" in done.message
    room.act("complaint.assign", "liwei", done.subject, owner="wangmin")
    done = room.act("complaint.correct", "liwei", done.subject, staff="wangmin", reason="客户认出本人")
    assert "须回避：王敏" in done.message
    refused(room, "complaint.contact", "wangmin", done.subject, result="reached")
