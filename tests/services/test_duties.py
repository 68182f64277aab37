"""What comes round and what was resolved: on the list with a date, signed with evidence by whose it is, then due again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.duties.views import DutyView
from dutyroom.settings.plans import pack_names, pack_text
from dutyroom.store.replay import differences, payloads, replay, snapshot
from tests.services.conftest import SIGNED, Played
from tests.services.test_emergency_plans import staffed, staffed_by
from tests.whole import few


def duty(room: Played, number: str) -> DutyView:
    return next(each for each in room.duties() if each.number == number)


@pytest.mark.requirement("1.11", "3.08", "6.06", "9.07", "4.05")
@pytest.mark.parametrize("name", few(pack_names(), "rural-commercial-bank", "company"))
def test_a_plan_puts_its_duties_on_the_list_for_the_roles_it_names(name: str, tmp_path: Path) -> None:
    room = staffed(tmp_path, name)
    plan, found = room.plan, room.duties()
    assert {each.title for each in found} == {each.name for each in plan.duties}
    assert [each.due for each in found] == sorted(each.due for each in found)
    assert all((each.due > room.now() and each.clause) or each.source == "supplement" for each in found)
    spec = plan.duties[0]
    role = plan.role(spec.role)
    assert role is not None
    holder = ("first" if role.shift_lead else "second") if role.by_shift else role.code.replace("_", "-")
    mine = next(each for each in found if each.title == spec.name)
    stranger = next(
        person.code for person in room.people() if spec.role not in person.roles and person.code != holder
    )
    with pytest.raises(NotAllowed) as no:
        room.act("duty.done", stranger, mine.number, text="已办")
    assert role.name in no.value.message
    room.clock.at = mine.due + timedelta(days=1)
    assert room.summary().duties[0] <= room.now()
    done = room.act("duty.done", holder, mine.number, text="签到表23人", reference="档案2026-7")
    assert "下次" in done.message
    after = duty(room, mine.number)
    assert after.due > room.now()
    (record,) = after.records
    assert (record.kind, record.late, record.text, record.reference) == ("done", True, "签到表23人", "档案2026-7")
    assert record.due == mine.due
    room.close()


@pytest.mark.requirement("6.06", "9.07", "7.06")
def test_an_opinion_is_collected_chased_and_done(room: Played) -> None:
    for values, field in (
        ({"due": "2026-10-09 17:30"}, "owner"), ({"owner": "sunli"}, "due"), ({"owner": "sunli", "every": 1}, "period"),
        ({"owner": "sunli", "due": "2026-09-01"}, "due"), ({"owner": "sunli", "due": "2026-10-09", "about": "2026-9"}, "about"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as no:
            room.act("duty.add", "wangmin", kind="opinion", title="大堂排队久", **values)
        assert field in {fault.field for fault in no.value.faults}
    done = room.act(
        "duty.add", "wangmin", kind="opinion", title="大堂排队久，客户13812345678", unit="chengguan", due="2026-10-09 17:30"
    )
    number = done.subject
    assert duty(room, number).title == "大堂排队久，客户138****5678"
    room.act("duty.chase", "wangmin", number, text="已电话催办，答复周四加窗口")
    room.act("duty.assign", "liwei", number, owner="sunli")
    with pytest.raises(NotAllowed):
        room.act("duty.done", "wangmin", number, text="已办")
    room.act("duty.move", "liwei", number, due="2026-10-16 17:30", reason="设备未到")
    room.act("duty.done", "sunli", number, text="已加开窗口并告知客户")
    assert number not in {each.number for each in room.duties()}
    closed = next(each for each in room.duties(closed=True) if each.number == number)
    assert [each.kind for each in closed.records] == ["done", "moved", "assigned", "chased"]
    with pytest.raises(Refusal) as no:
        room.act("duty.chase", "wangmin", number, text="再催")
    assert no.value.code == "closed"
    with room.database.read() as session:
        assert not differences(replay(payloads(session)), snapshot(session))


def test_what_the_plan_asks_is_not_dropped_and_follows_a_revision(room: Played) -> None:
    review = next(each for each in room.duties() if each.title == "修订预案")
    with pytest.raises(Refusal) as no:
        room.act("duty.drop", "liwei", review.number, reason="无必要")
    assert no.value.code == "of_plan"
    with pytest.raises(Refusal, match="都已列入"):
        room.act("duty.list", "liwei")
    text = pack_text("rural-commercial-bank").replace('name = "修订预案"', 'name = "修订本预案"')
    start = text.index('[[duty]]\ncode = "drill"')
    text = text[:start] + text[text.index("\n\n", start) + 2 :]
    room.clock.on(days=10)
    room.act("plan.adopt", "zhaoguoqiang", text=text, **SIGNED)
    left = {each.title: (each.number, each.due) for each in room.duties()}
    assert left.keys() == {"修订本预案", "通讯录逐号试拨"}
    assert left["修订本预案"] == (review.number, review.due)
    assert room.duties(closed=True)[0].records[0].text == "预案不再要求"


@pytest.mark.requirement("1.11")
def test_supplies_have_number_place_and_keeper(room: Played) -> None:
    number = room.act(
        "supply.add", "wangmin", name="扩音器", number=4, measure="台", least=3, place="一楼保卫室", keeper="zhenggang"
    ).subject
    room.act("supply.count", "zhenggang", number, number=5, place="二楼库房")
    with pytest.raises(Refusal, match="领用数量不对"):
        room.act("supply.use", "zhenggang", number, number=6)
    assert "低于最低储备" in room.act("supply.use", "zhenggang", number, number=3).message
    (kept,) = room.supplies()
    assert (kept.count, kept.place, kept.keeper_name, kept.short) == (2, "二楼库房", "郑刚", True)
    room.act("supply.drop", "liwei", number, reason="损坏")
    assert room.supplies() == ()


def zero_report(folder: Path) -> Played:
    text = pack_text("rural-commercial-bank") + (
        '\n[[duty]]\ncode = "zero"\nname = "零报告"\nen = "nil return"\nevery = 1\nunit = "days"\nat = "17:00"\n'
        'role = "shift_lead"\nsource = "supplement"\n'
    )
    return staffed_by(folder, text)


def test_a_daily_return_is_due_on_every_day_at_its_hour_and_each_missed_day_is_one(tmp_path: Path) -> None:
    """It skipped 25 to 27 September and the holiday, had no time of day, and nine missed days were one line."""
    room = zero_report(tmp_path)
    number = next(each.number for each in room.duties() if each.title == "零报告")

    def due() -> str:
        return f"{duty(room, number).due.astimezone(room.clock.at.tzinfo):%m-%d %H:%M}"

    assert due() == "10-01 17:00", "a holiday is a day"
    room.clock.to("10-01 16:00")
    room.act("duty.done", "first", number, text="无情况")
    assert due() == "10-02 17:00"
    with pytest.raises(Refusal, match="本次已完成"):
        room.act("duty.done", "first", number, text="无情况")
    room.clock.to("10-05 09:00")
    assert duty(room, number).missed == 3
    said = room.act("duty.done", "first", number, text="补报").message
    assert "漏 2 次" in said
    kinds = [(each.kind, f"{each.due.astimezone(room.clock.at.tzinfo):%m-%d}", each.late) for each in duty(room, number).records]
    assert kinds == [
        ("missed", "10-04", False), ("missed", "10-03", False), ("done", "10-02", True), ("done", "10-01", False),
    ]  # fmt: skip
    assert due() == "10-05 17:00"
    room.act("duty.done", "first", number, text="无情况")
    assert due() == "10-06 17:00", "what was late yesterday is no return of today"
    room.close()


@pytest.mark.parametrize("wrong", ["17点", "25:00", "7:00"])
def test_a_time_of_day_is_written_in_one_way(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as no:
        read_plan(pack_text("rural-commercial-bank").replace('unit = "months"', f'unit = "months"\nat = "{wrong}"'), "my.toml")
    assert "17:00" in str(no.value.faults)
