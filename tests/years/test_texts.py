"""Every text of a plan or scenario that an earlier program took into use is read by today's, and what changed is said."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan import formats
from dutyroom.domain.plan.later import AS_BEFORE, NOBODY
from dutyroom.domain.plan.reader import carried_over, check_plan, read_plan, reread_plan
from dutyroom.domain.scenario.reader import check_scenario, read_scenario, reread_scenario
from dutyroom.domain.standing import rank
from dutyroom.lang import set_language
from dutyroom.settings.plans import pack_names, pack_text
from dutyroom.settings.scenarios import scenario_names, scenario_text
from tests.whole import few
from tests.years.kept import texts

CLIMBS = "一人就能取得"
"""What a plan may not say whatever its format: `plan check` refuses it, doctor names it where it is in force."""

PLANS = tuple(texts("plans"))
# The first, the one halfway and the last of the bank's, and the first of each other.
BANK = [name for name in PLANS if name.startswith("rural")]
CHOSEN = [BANK[0], BANK[len(BANK) // 2], BANK[-1]]
CHOSEN += [next(name for name in PLANS if name.startswith(pack)) for pack in pack_names() if not pack.startswith("rural")]


def as_today(text: str) -> str:
    """The control: the same text as if it were of today's format."""
    return numbered(text, formats.FORMAT)


ALWAYS = ("后来才有的事项", "办结前不必完成")
"""What is told of a text that says nothing which today's language does not."""


def numbered(text: str, number: object, more: str = "") -> str:
    """The text with that format number."""
    return re.sub(r"(?m)^format = \d+$", f"format = {number}{more}", text, count=1)


@pytest.mark.parametrize("name", few(PLANS, *CHOSEN))
def test_a_plan_of_every_earlier_format_is_read_and_says_what_changed(name: str) -> None:
    text = texts("plans")[name]
    plan = reread_plan(text, name)
    left = {act for act in ACTS if plan.allowed(act) is None} - set(OF_EXERCISES)
    assert left <= set(AS_BEFORE[2][NOBODY])
    faults = [each for each in check_plan(text, name) if not each.warning]
    assert [each.message for each in faults if CLIMBS not in each.message] == []
    told = carried_over(text, name)
    lines = text.count("\n") + 1
    assert all(1 <= each.line <= lines and each.warning and each.mend for each in told)
    wrong = [each for each in check_plan(as_today(text), name) if not each.warning and CLIMBS not in each.message]
    # What is not written as today is told, and nothing else but what a wide word (``person.*``) did not mean yet.
    assert told or not wrong, wrong
    assert wrong or all(any(words in each.message for words in ALWAYS) for each in told), told
    told_too = [each for each in check_plan(text, name) if each.warning and each in told]
    assert told_too == list(told)


@pytest.mark.parametrize("name", few(PLANS, *CHOSEN[:3], CHOSEN[-1]))
def test_no_role_comes_by_a_weight_of_its_own_through_acts_that_came_later(name: str) -> None:
    plan = reread_plan(texts("plans")[name], name)
    later = {act for acts in AS_BEFORE[2].values() for act in acts}
    before = replace(plan, allows=tuple(each for each in plan.allows if each.act not in later))
    assert {role.code: rank(plan, role.code) for role in plan.roles} == {
        role.code: rank(before, role.code) for role in plan.roles
    }


def test_a_wide_word_did_not_mean_decisions_that_nobody_knew_of_yet() -> None:
    """The control: read as it stands, ``emergency.*`` gives them to every duty officer."""
    text = texts("plans")[BANK[0]]
    plan = reread_plan(text, "x")
    for act in ("emergency.cancel", "emergency.decide", "emergency.offer_command", "person.reset"):
        assert "duty_officer" not in plan.roles_for(act), act
    wide = dict(formats._said(tomllib.loads(text), ACTS))
    assert "duty_officer" in wide["emergency.cancel"][1]
    everybody = next(text for name, text in texts("plans").items() if name.startswith("_new"))
    assert reread_plan(everybody, "y").roles_for("personal.erase") == ("leader", "deputy")


def test_what_became_of_each_older_form() -> None:
    first = texts("plans")[BANK[0]]
    plan = reread_plan(first, "first")
    report = plan.reports[0]
    assert [plan.recipients[0].code] == list(report.recipients)
    assert plan.recipients[0].name == tomllib.loads(first)["report"][0]["recipient"]
    assert plan.thresholds[0].reports == (tomllib.loads(first)["threshold"][0]["report"],)
    assert plan.basis[0].name == tomllib.loads(first)["basis"][0]["title"]
    said = [each.message for each in carried_over(first, "first")]
    for part in ("读作报送对象", "report 读作 reports", "title 读作 name", "后来才有的事项", "删除个人信息：没有人可以办"):
        assert any(part in each for each in said), part
    # Who did the act from which it follows does it; the plan's own word goes before.
    before = {"emergency.offer_command": "emergency.sign", "duty.add": "log.write", "person.reset": "roster.appoint"}
    for act, like in before.items():
        assert plan.roles_for(act) == plan.roles_for(like), act
    own = next(text for name, text in texts("plans").items() if "=calm|upset|extreme" in text)
    step = next(each for each in reread_plan(own, "own").steps if any(field.name == "mood" for field in each.fields))
    assert next(field for field in step.fields if field.name == "mood").kind == "line"
    chinese = first.replace('en = "', 'en = "投诉', 1)
    assert any("英文里有汉字" in each.message for each in carried_over(chinese, "chinese"))
    reread_plan(chinese, "chinese")


def test_what_changed_is_said_in_english_too() -> None:
    set_language("en")
    said = [each.message for each in carried_over(texts("plans")[BANK[0]], "first")]
    assert said
    assert not [each for each in said if "的" in each or "读作" in each]


def test_a_step_that_reports_up_says_whom_it_reaches() -> None:
    def reports_to_nobody(text: str) -> bool:
        steps = tomllib.loads(text).get("step", ())
        return any(row.get("act") == "complaint.report_up" and "to" not in row for row in steps)

    name = next(name for name in reversed(BANK) if reports_to_nobody(texts("plans")[name]))
    text = texts("plans")[name]
    plan = read_plan(text, name)
    step = next(each for each in plan.steps if each.act == "complaint.report_up")
    assert set(step.to) == {role.code for role in plan.roles if not role.by_shift}
    assert any("没有写 to" in each.message for each in carried_over(text, name))


@pytest.mark.parametrize("said", [str(formats.FORMAT + 1), "99"])
def test_a_newer_format_is_refused_by_its_name(said: str) -> None:
    text = numbered(pack_text("company"), said, "\nnew_thing = 1")
    for read in (lambda: read_plan(text, "x"), lambda: reread_plan(text, "x"), lambda: carried_over(text, "x")):
        with pytest.raises(Refusal) as no:
            read()
        assert no.value.code == "newer_format"
        assert f"格式是 {said}" in no.value.message
        assert "升级" in no.value.hint
    (fault,) = check_plan(text, "x")
    assert (fault.path, text.split("\n")[fault.line - 1]) == ("format", f"format = {said}")
    scenario = numbered(scenario_text("bank-run"), said)
    for reads in (
        lambda: read_scenario(scenario, "x", lambda code: read_plan(pack_text(code), code)),
        lambda: reread_scenario(scenario, "x", "Asia/Shanghai"),
    ):
        with pytest.raises(Refusal) as no:
            reads()
        assert no.value.code == "newer_format"


@pytest.mark.parametrize("name", few(tuple(texts("scenarios")), *list(texts("scenarios"))[:3]))
def test_a_scenario_of_every_earlier_format_is_read_and_says_what_changed(name: str) -> None:
    text = texts("scenarios")[name]
    scenario = reread_scenario(text, name, "Asia/Shanghai")
    document = tomllib.loads(text)
    assert [each.sender.name for each in scenario.injects] == [
        row["from"] if "from_en" in row else next(who["name"] for who in document["cast"] if who["code"] == row["from"])
        for row in document["inject"]
    ]
    said = check_scenario(text, name, lambda code: read_plan(pack_text(code), code))
    told = [each for each in said if each.warning]
    assert bool(told) is ("from_en" in text)
    assert [each for each in told if not each.line or not each.mend] == []


def test_the_program_writes_what_it_reads_today() -> None:
    for text in (*map(pack_text, pack_names()), *map(scenario_text, scenario_names())):
        assert f"\nformat = {formats.FORMAT}\n" in f"\n{text}"
    assert all(carried_over(pack_text(name), name) == () for name in pack_names())


@given(st.data())
def test_a_damaged_text_of_an_older_format_is_read_or_refused_with_a_place(data: st.DataObject) -> None:
    lines = texts("plans")[BANK[0]].split("\n")
    for _change in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key, sign, _value = lines[at].partition(" = ")
        values = st.sampled_from(["[]", "{}", "1", "[[1]]", '"x"', "[{}]", '[{ code = ["a"] }]', "true", '"中"'])
        lines[at] = f"{key} = {data.draw(values)}" if sign else ""
    text = "\n".join(lines)
    said = check_plan(text, "x")
    assert all(1 <= each.line <= len(lines) for each in said)
