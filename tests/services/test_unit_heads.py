"""Who heads a unit acts for that unit's matters, whatever the act; another unit's are not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.organisation.views import SignedIn
from dutyroom.services.plan.founding import Member
from dutyroom.settings.plans import pack_names, pack_text
from tests.copies import copy_file, give_keys
from tests.services.conftest import SECRET, Played, founding, opened

PLAN = "on-site"
MEMBERS = (
    Member("leader", "组长", roles=("leader",)),
    Member("deputy", "副组长", roles=("deputy",)),
    Member("secretary", "联络员", roles=("secretary",)),
    Member("first", "甲", shift="lead"),
    Member("second", "乙", shift="on"),
    Member("own", "销售负责人", unit="sales", roles=("unit_head",)),
    Member("other", "服务负责人", unit="service", roles=("unit_head",)),
    Member("nowhere", "未登记的", roles=("unit_head",)),
)
OUTLET = """
[[unit]]
code = "counter"
name = "一号柜台"
en = "Counter one"
parent = "sales"
"""
WHY = "这是销售部的事；您是服务部的相关部门负责人。"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Played]:
    url = copy_file("unit heads", tmp_path / "room.sqlite3", founding(pack_text(PLAN) + OUTLET, MEMBERS))
    with closing(opened(url, give_keys(tmp_path / "keys"))) as room:
        yield room


def signed(room: Played) -> tuple[SignedIn, SignedIn]:
    return room.sign_in("own", SECRET), room.sign_in("other", SECRET)


def case(room: Played, unit: str = "sales") -> str:
    told = {"content": "收费争议", "level": "normal", "channel": room.plan.channels[0].code, "unit": unit, "name": "张三"}
    return room.act("complaint.register", "second", **told).subject


def matters(room: Played, number: str) -> Iterator[tuple[str, str]]:
    """Everything of the complaint that an act of its head may be about: kind of subject, number."""
    yield "complaint", number
    room.act("complaint.charge", "secretary", number, charge="duty", unit="sales", text="核查")
    yield "charge", "C1"
    due = room.now() + timedelta(days=3)
    room.act("promise.make", "secretary", number, text="三日内退货", due=due)
    yield "record", "R1"
    room.act("complaint.step", "own", number, step="facts", text="已问明")
    room.act("complaint.reply", "own", number, text="已反馈")
    room.act("complaint.step", "own", number, step="report", text="情况说明")
    yield "paper", f"P{room.complaint(number).work.papers[0].id}"


@pytest.mark.parametrize("pack", pack_names())
def test_whoever_heads_one_of_several_departments_acts_for_it_alone(pack: str) -> None:
    """The head of an invited department of one plan might answer every case (三.3(3) of the call centre's)."""
    heads = [role for role in read_plan(pack_text(pack), pack).roles if role.name.endswith("部门负责人") and not role.single]
    assert [role.code for role in heads if not role.of_unit] == []


def test_no_act_on_a_units_matter_is_another_heads(room: Played) -> None:
    own, other = signed(room)
    number = case(room)
    tried = 0
    for kind, subject in matters(room, number):
        for act in ACTS.values():
            if act.subject == kind and "unit_head" in getattr(room.plan.allowed(act.name), "roles", ()):
                assert room.may(other, act.name, subject) == WHY, act.name
                assert room.may(own, act.name, subject) != WHY, act.name
                tried += 1
    assert tried >= 15


def test_they_are_refused_below_the_screen(room: Played) -> None:
    number = case(room)
    head = room.head()
    for act, given in (("complaint.reply", {"text": "已答复"}), ("complaint.step", {"step": "facts", "text": "已核实"})):
        with pytest.raises(NotAllowed, match=WHY):
            room.act(act, "other", number, **given)
        with pytest.raises(NotAllowed, match="您没有登记所属机构"):
            room.act(act, "nowhere", number, **given)
    assert room.head() == head
    room.act("complaint.contact", "own", number, result="reached", text="已接通说明")


def test_outlets_below_charged_departments_and_what_is_given_by_name_are_theirs(room: Played) -> None:
    own, other = signed(room)
    outlet, theirs, given = case(room, "counter"), case(room), case(room)
    assert room.may(own, "complaint.contact", outlet) == ""
    room.act("complaint.charge", "secretary", theirs, charge="duty", unit="service", text="协助核查")
    assert room.may(other, "complaint.contact", theirs) == ""
    room.act("complaint.assign", "first", given, owner="other")
    assert room.may(other, "complaint.contact", given) == ""
    room.act("complaint.transfer", "first", given, unit="service", text="请核实")
    assert "这是服务部的事" in room.may(own, "complaint.contact", given)
    unnamed = case(room, "")
    assert room.may(own, "complaint.contact", unnamed) == room.may(other, "complaint.contact", unnamed) == ""


def test_a_receipt_is_signed_for_ones_own_unit(room: Played) -> None:
    event = room.act("emergency.report", "first", title="聚集", place="大厅").subject
    room.act("emergency.propose", "first", event, scope="群体性")
    stream = room.plan.workstreams[0].code
    room.act("emergency.activate", "leader", event, workstreams=(stream,), reason="影响正常经营")
    notice = room.emergency(event).notices[0].number
    with pytest.raises(NotAllowed, match=WHY):
        room.act("notice.receipt", "other", notice, unit="sales")
    room.act("notice.receipt", "other", notice, unit="service")
    room.act("notice.receipt", "own", notice, unit="sales")


def test_whose_unit_it_is_is_said_by_another_and_signed_as_an_appointment_is(room: Played) -> None:
    number = case(room)
    with pytest.raises(NotAllowed):
        room.act("person.unit", "first", "nowhere", unit="sales")
    with pytest.raises(Refusal, match="不能给本人"):
        room.act("person.unit", "deputy", "deputy", unit="sales")
    room.act("person.unit", "deputy", "nowhere", unit="sales")
    assert "销售部" in room.log()[-1].result
    room.act("complaint.contact", "nowhere", number, result="reached", text="已接通说明")


def test_whose_unit_lies_below_which_is_said_by_two_who_do_not_gain_by_it(room: Played) -> None:
    """A unit that is moved under a head's own is theirs from then on: as if their unit had been changed."""
    number = case(room)
    moved = {"code": "sales", "name": "销售部", "kind": "department", "parent": "service"}
    by_two = {"second": "leader", "second_secret": SECRET}
    with pytest.raises(Refusal) as no:
        room.act("unit.set", "first", **moved)
    assert no.value.code == "second_needed"
    room.act("roster.appoint", "deputy", role="counsel", person="other", **by_two)
    with pytest.raises(Refusal) as no:
        room.act("unit.set", "first", **moved, second="other", second_secret=SECRET)
    assert no.value.code == "same_person"
    room.act("shift.begin", "secretary", person="other", lead=True)
    with pytest.raises(Refusal) as no:
        room.act("unit.set", "other", **moved, **by_two)
    assert no.value.code == "same_person"
    with pytest.raises(NotAllowed):
        room.act("complaint.step", "other", number, in_role="unit_head", step="facts", text="已问明")
    room.act("unit.set", "secretary", **moved, **by_two)
    room.act("complaint.step", "other", number, in_role="unit_head", step="facts", text="已问明")
    # What moves nothing takes one.
    room.act("unit.set", "secretary", **(moved | {"name": "销售一部"}))
    room.act("unit.set", "secretary", code="fresh", name="新设柜台", kind="outlet", parent="service")
