"""The line of every act tells what came of it: each field that is not personal, whom, from what to what, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.lang import language, set_language
from dutyroom.settings.plans import pack_text
from tests.copies import copy_file, give_keys
from tests.plans import test_casework as cases
from tests.plans.conftest import *  # noqa: F403  The fixture ``opened``.
from tests.plans.conftest import Opened
from tests.services import test_canaries as canaries
from tests.services import test_one_result as one_result
from tests.services.canaries import Typing
from tests.services.conftest import BANK, SIGNED, HandClock, Played, founding
from tests.services.listening import Heard, listening
from tests.services.test_emergency_story import running

ALWAYS = ("call.take caller",)
"""What everybody expects, and no line repeats: that a customer calls."""


class Telling(Typing):
    """A room whose people fill in every free text, each with words of its own."""

    def _with(self, field: object, values: object) -> str:
        said = str(values.get(field.name) or "")  # type: ignore[attr-defined]
        self._next += 1
        return said or f"{field.label}之{self._next}"  # type: ignore[attr-defined]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Telling]:
    url = copy_file(BANK, tmp_path / "room.sqlite3", founding(pack_text(BANK)))
    with closing(Telling(url, give_keys(tmp_path / "keys"), HandClock("2026-09-30T16:50:00+08:00"))) as room:
        yield room


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    with listening(monkeypatch) as heard:
        yield heard


def last(room: Played) -> str:
    return room.log(limit=1)[0].result


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_line_says_whom_and_from_what_to_what(room: Played, tongue: str) -> None:
    """A day of the desk, each line as the next shift reads it."""
    before = language()
    case = room.act("complaint.register", "wangmin", content="多收费", channel="phone", level="normal", unit="chengguan").subject
    call = room.act("call.take", "wangmin", content="问营业时间").subject
    acts: list[tuple[str, str, str, dict[str, object], tuple[str, str]]] = [
        ("complaint.report_up", "liwei", case, {"person": "zhaoguoqiang", "result": "no_answer"},
         ("赵国强，未接通：无人接", "Zhao Guoqiang; not reached: no answer")),
        ("complaint.report_up", "liwei", case, {"person": "zhaoguoqiang", "result": "reached"},
         ("赵国强，通", "Zhao Guoqiang; reached")),
        ("complaint.level", "liwei", case, {"level": "important", "reason": "急"}, ("一般 → 重要 急", "ordinary → important 急")),
        ("complaint.assign", "liwei", case, {"owner": "wangmin"}, ("王敏", "Wang Min")),
        ("complaint.assign", "liwei", case, {"owner": "sunli"}, ("王敏 → 孙丽", "Wang Min → Sun Li")),
        ("complaint.transfer", "liwei", case, {"unit": "office"}, ("办公室", "General office")),
        ("complaint.classify", "liwei", case, {"category": "fee"}, ("", "")),
        ("complaint.correct", "liwei", case, {"channel": "on_site", "reason": "听错"}, (" → ", " → ")),
        ("call.join", "wangmin", call, {"complaint": case}, (case, case)),
    ]  # fmt: skip
    for act, who, subject, values, said in acts:
        if act == "complaint.classify":
            values = {"category": room.plan.categories[0].code}
            said = (room.plan.categories[0].name, room.plan.categories[0].en)
        room.act(act, who, subject, **values)
        set_language(tongue)
        line = last(room)
        set_language(before)
        assert said[tongue == "en"] in line, f"{act}: {line}"


@pytest.mark.beat(play=running)
def test_tasks_and_facts_go_by_their_words(room: Played) -> None:
    _number, event = room.begun
    task = room.emergency(event).workstreams[0].tasks[0]
    room.act("task.assign", "sunli", task.number, owner="sunli")
    assert f"「{task.title}」" in last(room)
    room.act("scene.open", "zhenggang", event, place="营业部门前")
    scene = room.log(limit=1)[0].subject
    room.act("scene.count", "zhenggang", scene, people=70, injured=0)
    assert "「营业部门前」" in last(room)
    assert "现场人数 70" in last(room)
    room.act("emergency.fact", "zhenggang", event, site=scene, people=65)
    assert "现场人数 70 → 65" in last(room)
    assert f"{scene}「营业部门前」" in last(room)


@pytest.mark.whole
def test_every_act_tells_all_of_it(told: Telling, heard: Heard, opened: Opened, tmp_path: Path) -> None:
    room = told
    numbers = canaries.told(room)
    canaries.desk(room, numbers)
    event = canaries.walk(room, numbers[0])
    the_rest(room, numbers[6], event)
    for story in (
        cases.test_a_second_round_is_a_linked_case_with_its_own_clock_and_the_first_is_frozen,
        cases.test_breaches_of_the_plan_are_recorded_and_dealt_with_without_a_complaint_too,
        cases.test_the_written_report_is_signed_as_read_by_the_leadership,
        cases.test_a_refused_group_is_not_proposed_again_and_others_are_never_taken_for_alike,
        cases.test_units_without_their_own_plan_are_shown_and_an_own_plan_overrides,
        cases.test_outside_an_emergency_too_nothing_is_carried_out_before_the_leading_group_approves,
    ):
        story(opened)
    faults = [each for each in heard.faults if not each.startswith(ALWAYS)]
    assert not faults, "\n".join(dict.fromkeys(faults))
    # Those that need a stage of their own are told by their entries alone (test_one_result), which fill in every field.
    left = set(ACTS) - heard.acts - OF_EXERCISES
    assert not left - {act.name for act in one_result.LOGGED}, sorted(left)
    assert len(left) < 30, sorted(left)


def the_rest(room: Telling, case: str, event: str) -> None:
    """What neither the desk nor the emergency has in it: people, shifts, handover, the plan's life."""
    later = room.now() + timedelta(days=3)
    boss = "zhaoguoqiang"
    room.act("complaint.acknowledge", "liwei", case)
    room.act("complaint.recuse", "liwei", case, person="heyan", outcome="aside", reason="亲属")
    room.act("complaint.classify", "liwei", case, category=room.plan.categories[0].code)
    call = room.act("call.take", "wangmin", phone="13900000123", caller="police", received=room.now()).subject
    room.act("call.join", "wangmin", call, complaint=case)
    alone = room.act("complaint.register", "wangmin", content="吵闹", level="urgent", channel="letter").subject
    room.act("complaint.waive", boss, alone, clock="report_up", reason="领导在场")
    room.act("person.add", boss, code="lihua", name="李华", en="Li Hua", phone="13900000077", unit="office", pinyin="lh")
    room.act("person.number", "wangmin", "lihua", number="13900000078", kind="office")
    room.act("person.verify", "wangmin", "lihua", number="13900000078", result="reached")
    room.act("person.phone", boss, "lihua", number="13900000079", **SIGNED)
    room.act("person.deputy", boss, "lihua", deputy="wangmin")
    room.act("person.unit", boss, "lihua", unit="chengguan", **SIGNED)
    room.act("person.reset", boss, "lihua", new="another long secret", **SIGNED)
    room.act("roster.appoint", boss, role="security", person="lihua", state="on_call", **SIGNED)
    room.act("roster.state", boss, person="lihua", state="away")
    room.act("roster.relieve", boss, role="security", person="lihua", **SIGNED)
    room.act("shift.begin", "liwei", person="fengjun")
    room.act("shift.end", "liwei", person="fengjun")
    shift = f"lihua\t{later.isoformat()}\t{(later + timedelta(hours=8)).isoformat()}\t0"
    Played.perform(room, Command("shift.plan", boss, "", "shift-plan", "", {"text": shift}))
    room.act("unit.set", boss, code="east", name="东门网点", en="East outlet", parent="chengguan", kind="outlet", **SIGNED)
    room.act("unit.set", boss, code="east", name="东门支行", en="East branch", parent="chengguan", kind="branch", **SIGNED)
    night = {"incoming": "wuting", "arriving": ("fengjun",), "staying": ("wangmin",), "takers": "* wuting"}
    number = room.act("handover.propose", "liwei", **night).subject
    room.act("handover.accept", "wuting", number)
    room.act("person.end", boss, "lihua", **SIGNED)
    text = pack_text(BANK).replace('version = "', 'version = "9', 1)
    room.act("plan.adopt", boss, text=text, **SIGNED)


def test_a_line_that_leaves_something_out_is_heard(room: Played, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: whose act keeps to itself what was chosen, or what was before."""
    from dutyroom.domain import result

    case = room.act("complaint.register", "wangmin", content="多收费", channel="phone", level="normal").subject
    assert heard.faults == []
    told = result.given
    monkeypatch.setattr("dutyroom.services.log.entries.given", lambda *about: told(*about)[1:])
    room.act("complaint.level", "liwei", case, level="important", reason="急")
    assert any("重要" in each for each in heard.faults)
    assert any("一般 → " in each for each in heard.faults)


