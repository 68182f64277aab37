"""The plan's own life: drafted, reviewed, approved, in force from a date; cases stay where they were opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.diff import differences, lists
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import set_language, use_words
from dutyroom.services.plan.changes import changes, part_name
from dutyroom.settings.plans import pack_names, pack_text
from dutyroom.store.replay import differences as replayed_otherwise
from dutyroom.store.replay import payloads, replay, snapshot
from tests.plans.test_in_use import due, register
from tests.services.conftest import Played
from tests.services.test_emergency_plans import staffed
from tests.whole import few

OLD = pack_text("property-management")
NEW = OLD.replace('version = "1"', 'version = "2"', 1).replace('normal = "24 hours"', 'normal = "12 hours"', 1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Played]:
    opened = staffed(tmp_path, "property-management")
    yield opened
    opened.close()
    set_language("zh")
    use_words({})


@pytest.mark.requirement("9.08", "3.08")
def test_drafted_by_a_department_reviewed_by_the_manager_approved_by_the_general_manager(room: Played) -> None:
    assert NEW.count('"12 hours"') > OLD.count('"12 hours"')
    before = register(room, "normal")
    with pytest.raises(Refusal) as no:
        room.act("plan.adopt", "general-manager", text=NEW)
    assert no.value.code == "gate_closed"
    assert "预案审核、预案批准" in no.value.message
    with pytest.raises(Refusal, match="一字不差"):
        room.act("plan.draft", "responsible", text=OLD, what="无")
    with pytest.raises(Refusal) as no:
        room.act("plan.draft", "responsible", text=OLD.replace("rank = 0", "rank = 7"), what="坏")
    assert no.value.code == "bad_plan"
    number = room.act("plan.draft", "responsible", text=NEW, what="一般投诉缩短为12小时", since="2026-10-09").subject
    with pytest.raises(Refusal) as no:
        room.act("plan.approve", "general-manager", number, outcome="approve")
    assert no.value.code == "gate_closed"
    with pytest.raises(NotAllowed):
        room.act("plan.review", "general-manager", number, outcome="pass")
    with pytest.raises(Refusal, match="须写明意见"):
        room.act("plan.review", "manager", number, outcome="return")
    room.act("plan.review", "manager", number, outcome="return", reason="请写明施行日")
    assert room.plan_draft(number).state == "returned"
    room.act("plan.edit", "responsible", number, text=NEW, what="一般投诉缩短为12小时，10月9日起", since="2026-10-09 00:00")
    room.act("plan.review", "manager", number, outcome="pass")
    shown = room.plan_draft(number)
    assert (shown.edition, shown.state, shown.waits_for) == (2, "reviewed", "预案批准")
    assert [each for each in shown.changes if each[0] == "时限" and each[3:] == ("24 小时", "12 小时")]
    with pytest.raises(Refusal) as no:
        room.act("plan.approve", "general-manager", number, outcome="approve", secret="not mine at all")
    assert no.value.code == "secret"
    done = room.act("plan.approve", "general-manager", number, outcome="approve")
    assert "自 2026-10-09 00:00 起施行" in done.message
    assert [each.state for each in room.plans().versions] == ["to_come", "in_force"]
    still = register(room, "normal")
    assert room.plan.version == "1"
    room.clock.at = datetime.fromisoformat("2026-10-09T10:00:00+08:00")
    assert room.plan.version == "2"
    after = register(room, "normal")
    assert due(room, after, "reply") == "10-09 22:00"
    assert due(room, before, "reply") == due(room, still, "reply") == "10-01 16:50"
    view = room.plans()
    assert [(each.state, each.open_cases) for each in view.versions] == [("in_force", 1), ("past", 2)]
    with pytest.raises(Refusal) as no:
        room.act("plan.withdraw", "responsible", number, reason="晚了")
    assert no.value.code == "closed"
    with room.database.read() as session:
        assert not replayed_otherwise(replay(payloads(session)), snapshot(session))


def test_who_drafted_does_not_approve_and_a_draft_stands_on_the_plan_in_force(tmp_path: Path) -> None:
    room = staffed(tmp_path, "call-centre")
    old = pack_text("call-centre")
    first, second = old.replace('version = "1"', 'version = "2"', 1), old.replace('version = "1"', 'version = "3"', 1)
    own = room.act("plan.draft", "leader", text=first, what="补充").subject
    with pytest.raises(Refusal) as no:
        room.act("plan.approve", "leader", own, outcome="approve")
    assert no.value.code == "same_person"
    other = room.act("plan.draft", "office", text=second, what="另一稿").subject
    room.act("plan.approve", "leader", other, outcome="approve")
    assert room.plan.version == "3"
    with pytest.raises(Refusal, match="不是据现行预案修订"):
        room.act("plan.approve", "deputy", own, outcome="approve")
    room.close()


@pytest.mark.requirement("1.01")
def test_the_leading_group_interprets_the_plan(tmp_path: Path) -> None:
    room = staffed(tmp_path, "company")
    values = {"clause": "四.1", "question": "夜间怎样报告", "answer": "先电话报组长，次日补书面"}
    with pytest.raises(NotAllowed) as no:
        room.act("plan.interpret", "office", **values)
    assert "领导小组组长" in no.value.message
    with pytest.raises(Refusal, match="没有这一条"):
        room.act("plan.interpret", "leader", **{**values, "clause": "九.9"})
    room.act("plan.interpret", "leader", **values)
    (reading,) = room.plans().readings
    assert (reading.clause, reading.answer, reading.role_name) == ("四.1", "先电话报组长，次日补书面", "领导小组组长")
    assert room.log()[-1].clause == "四.1"
    room.close()


@pytest.mark.whole
@pytest.mark.requirement("5.07")
def test_laws_that_no_longer_hold_are_warned_of_on_the_page_and_of_a_draft(tmp_path: Path) -> None:
    room = staffed(tmp_path, "disposal-office")
    gone = [each for each in room.plans().laws if not each.good]
    assert {"中华人民共和国合同法", "中华人民共和国侵权责任法"} <= {each.name for each in gone}
    assert any("民法典" in each.note for each in gone)
    text = pack_text("disposal-office").replace('version = "1"', 'version = "2"', 1)
    number = room.act("plan.draft", "office", text=text, what="改版").subject
    assert any("合同法" in each for each in room.plan_draft(number).warnings)
    room.close()


def test_a_change_is_told_by_what_it_asks_of_people() -> None:
    old = read_plan(OLD, "old")
    text = NEW.replace('[[duty]]\ncode = "training"', '[[duty]]\ncode = "training_new"', 1)
    at = text.index('[[gate]]\ncode = "plan_review"')
    text = text[:at] + text[text.index("\n\n", at) + 2 :]
    text = text.replace('after = ["plan_review"]\n', "").replace("1.1d", "1.1d", 1)
    new = read_plan(text, "new")
    said = [(each.part, each.what, each.particular, bool(each.was), bool(each.now)) for each in changes(old, new)]
    assert ("审批环节", "预案审核", "", True, False) in said
    assert ("定期事项", "对客服务培训", "", True, False) in said
    assert ("定期事项", "对客服务培训", "", False, True) in said
    assert ("审批环节", "预案批准", "先办", True, True) in said
    assert differences(old, old) == ()


@pytest.mark.parametrize("name", few(pack_names(), "rural-commercial-bank", "company", "three-tier"))
def test_any_two_plans_differ_in_words_of_one_language(name: str) -> None:
    """Every part has its word; an English difference has no Chinese but the plan's own text and words."""
    base, other = read_plan(pack_text("rural-commercial-bank"), "a"), read_plan(pack_text(name), "b")
    assert not [part for part in (*lists(), "allows", "tasks") if part_name(part).isascii()]
    assert not [line for line in changes(base, other) if line.particular and line.particular.isascii()]
    set_language("en")
    try:
        assert not [line for line in changes(base, other) if not (line.part + line.particular).isascii()]
    finally:
        set_language("zh")
