"""No room locks itself: a new plan leaves somebody who can appoint by it, and who holds database and key has a way back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.services.plan.founding import Member, found
from dutyroom.services.plan.way_back import gaps, heads_of_nothing, narrow, out_of_reach, recover
from dutyroom.settings.plans import pack_names, pack_text
from tests.copies import give_keys, ready
from tests.services.conftest import SECRET, SIGNED, Played, founding, opened
from tests.services.test_command import refused
from tests.whole import few


@pytest.mark.parametrize("pack", few(pack_names(), "rural-commercial-bank", "call-centre"))
def test_two_leaders_found_every_pack_and_one_does_not(pack: str, tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    ready(url, keys)
    with closing(opened(url, keys)) as room:
        with pytest.raises(Refusal) as no:
            found(room, "单位", pack_text(pack), [Member("one", "甲", secret=SECRET)], cheap=True)
        assert [fault.field for fault in no.value.faults] == ["second"]
        found(room, "单位", pack_text(pack), [Member("one", "甲", secret=SECRET), Member("two", "乙", secret=SECRET)], cheap=True)
        assert gaps(room) == ()
        held = {each.role for each in room.roster() if each.person}
        free = next(role.code for role in room.plan.roles if not (role.by_shift or role.appointed_by or role.code in held))
        room.act("person.add", "one", code="three", name="丙")
        room.act("roster.appoint", "one", role=free, person="three", second="two", second_secret=SECRET)


@pytest.mark.parametrize("pack", few(pack_names(), "bank-branches", "company"))
def test_whoever_puts_a_plan_in_force_can_appoint_by_it(room: Played, pack: str) -> None:
    done = room.act("plan.adopt", "zhaoguoqiang", text=pack_text(pack), **SIGNED)
    assert [each for each in gaps(room) if "空缺" in each or "两人" in each] == []
    vacant = [each.role for each in room.roster() if not each.person and room.plan.role(each.role)]
    assert not vacant or "空缺待任命" in done.message


PEOPLE = (
    Member("zhao", "赵国强", roles=("chief",)), Member("qian", "钱明", roles=("deputy",)),
    Member("liwei", "李伟", shift="lead", secret=SECRET),
    Member("feng", "冯军", roles=("unit_head",), unit="chengguan", secret=SECRET),
)  # fmt: skip
"""As in a room whose leaders never set a secret."""


def test_a_locked_room_is_found_and_who_holds_the_key_comes_back_on_record(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    ready(url, keys)
    with closing(opened(url, keys)) as room:
        found(room, "县农商银行", pack_text("rural-commercial-bank"), PEOPLE, cheap=True)
        assert any("没有人可以任免" in each for each in gaps(room))
        with refused(room, "bad_input", "决定或审核"):
            recover(room, "security", "feng", "a way back in")
        head = room.head()
        assert recover(room, "chief", "feng", "a way back in") == head + 1
        line = room.log()[-1]
        assert (line.kind, line.actor_name) == ("room.recover", "冯军")
        assert "总指挥" in line.text
        room.sign_in("feng", "a way back in")
        # With the first alone nobody can appoint a second.
        assert any("两人签字" in each for each in gaps(room))
        recover(room, "deputy", "qian", "and the second one")
        assert gaps(room) == ()
        with refused(room, "not_locked", "任命"):
            recover(room, "legal", "liwei", "one more of mine")
        signed = {"second": "qian", "second_secret": "and the second one"}
        room.act("roster.appoint", "feng", secret="a way back in", role="counsel", person="liwei", **signed)


def two_leaders(tmp_path: Path) -> Played:
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    founding(pack_text("rural-commercial-bank"), [Member("one", "甲"), Member("two", "乙")])(url, keys)
    return opened(url, keys)


def test_of_two_leaders_one_forgets_their_secret_and_gets_another_by_the_key(tmp_path: Path) -> None:
    with closing(two_leaders(tmp_path)) as room:
        assert out_of_reach(room) == ("甲", "乙")
        room.act("person.phone", "two", "two", number="13900000002")
        assert out_of_reach(room) == ("甲",)
        assert narrow(room) == ("甲", "乙")
        with pytest.raises(Refusal) as no:
            room.act("person.reset", "one", "two", new="quite another secret")
        assert "db recover" in no.value.hint
        head = room.head()
        assert recover(room, "deputy", "two", "quite another secret") == head + 1
        room.sign_in("two", "quite another secret")
        assert [each.person for each in room.roster() if each.role == "deputy"] == ["two"]
        assert "口令已换" in room.log()[-1].text
        signed = {"second": "two", "second_secret": "quite another secret"}
        room.act("person.add", "one", code="three", name="丙")
        room.act("person.reset", "one", "three", new=SECRET)
        room.act("roster.appoint", "one", role="counsel", person="three", **signed)
        assert narrow(room) == ()
        # With a third who can sign the room mends it by itself.
        with refused(room, "not_locked", "任命"):
            recover(room, "deputy", "two", "and one more secret")
        assert room.act("person.reset", "one", "two", new=SECRET, second="three", second_secret=SECRET)


def test_of_two_leaders_one_is_gone_and_another_takes_the_place_by_the_key(tmp_path: Path) -> None:
    with closing(two_leaders(tmp_path)) as room:
        room.act("person.add", "one", code="three", name="丙")
        with refused(room, "not_locked", "--lost"):
            recover(room, "deputy", "three", SECRET)
        with refused(room, "not_found", "nobody"):
            recover(room, "deputy", "three", SECRET, ("nobody",))
        recover(room, "deputy", "three", SECRET, ("two",))
        assert {each.role: each.person for each in room.roster()}["deputy"] == "three"
        assert "乙" in room.log()[-1].text
        with pytest.raises(Refusal):
            room.sign_in("two", SECRET)
        room.act("person.end", "one", "two", reason="离任")


def test_nobody_leaves_the_room_with_one_hand(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    people = [Member("one", "甲", roles=("chief",)), Member("two", "乙", roles=("deputy",)), Member("lead", "丙", shift="lead")]
    founding(pack_text("rural-commercial-bank"), people)(url, keys)
    with closing(opened(url, keys)) as room:
        assert gaps(room) == ()
        with refused(room, "nobody_left", "两个人"):
            room.act("roster.relieve", "two", role="deputy", person="two")
        # Nor by passing a role to somebody who has no secret.
        room.act("person.add", "one", code="three", name="丁")
        room.act("person.add", "one", code="four", name="戊")
        room.act("person.reset", "one", "four", new=SECRET)
        room.act("roster.appoint", "one", role="counsel", person="four", second="two", second_secret=SECRET)
        room.act("roster.appoint", "two", role="chief", person="three", second="four", second_secret=SECRET)
        with refused(room, "nobody_left", "口令"):
            room.act("roster.relieve", "two", role="deputy", person="two")


def test_a_room_with_one_leader_is_told_so(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    ready(url, keys)
    people = [Member("one", "甲", roles=("chief",), secret=SECRET), Member("two", "乙", roles=("deputy",))]
    with closing(opened(url, keys)) as room:
        found(room, "单位", pack_text("rural-commercial-bank"), people, cheap=True)
        (gap,) = gaps(room)
        assert "能签字的只有一人" in gap
        # What gives no standing goes on.
        room.act("person.add", "one", code="three", name="丙")
        room.act("roster.appoint", "one", role="security", person="three")


def test_a_head_of_no_unit_is_told_of(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'room.sqlite3'}", give_keys(tmp_path / "keys")
    ready(url, keys)
    with closing(opened(url, keys)) as room:
        people = [replace(each, secret=SECRET, unit="") for each in PEOPLE]
        found(room, "县农商银行", pack_text("rural-commercial-bank"), people, cheap=True)
        assert heads_of_nothing(room) == ("冯军",)
        signed = {"second": "qian", "second_secret": SECRET}
        room.act("person.unit", "zhao", "feng", unit="chengguan", **signed)
        assert heads_of_nothing(room) == ()
