"""A plan's own words stand wherever its room says the thing: 回复 or 归档, never the word of another plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import act_name, choice_name
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import gettext, set_language, use_words
from dutyroom.lang.catalogue import catalogue
from dutyroom.services.room.own_words import use_plan_words
from dutyroom.settings.plans import pack_names, pack_text
from tests.services.test_emergency_plans import staffed


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    set_language("zh")
    use_words({})


def said(act: str) -> str:
    return act_name(ACTS[act])


@pytest.mark.whole
@pytest.mark.parametrize("name", pack_names())
def test_acts_are_called_by_the_plans_words(name: str) -> None:
    plan = read_plan(pack_text(name), name)
    use_plan_words(plan)
    for key in ("reply", "transfer", "assign"):
        assert said(f"complaint.{key}") == plan.word(key)
    assert choice_name("replied") == "已" + plan.word("reply")
    # The form and the board name one thing alike.
    if plan.word("unit"):
        assert gettext("被投诉机构") == "被投诉" + plan.word("unit")
    # Two acts of one list never bear one name.
    names = [said(act) for act in ACTS if act.startswith("complaint.")]
    assert len(set(names)) == len(names)


def test_reading_the_plan_of_a_room_brings_its_words(tmp_path: Path) -> None:
    room = staffed(tmp_path, "disposal-office")
    assert room.plan.code == "disposal-office"
    assert (said("complaint.reply"), said("complaint.close"), gettext("待交办")) == ("告知", "归档", "待指定")
    assert (gettext("{number} 已办结。"), gettext("来电办结")) == ("{number} 已归档。", "来电办结")
    set_language("en")
    assert (said("complaint.reply"), said("complaint.close")) == ("Notify", "Archive")
    assert gettext("被投诉机构") == "Department concerned"
    room.close()


def test_a_plan_without_words_of_its_own_leaves_the_programs() -> None:
    use_plan_words(read_plan(pack_text("disposal-office"), "x"))
    use_plan_words(read_plan(pack_text("rural-commercial-bank"), "x"))
    assert (said("complaint.reply"), said("complaint.close"), gettext("被投诉机构")) == ("答复", "办结", "被投诉机构")


def test_who_leads_the_shift_goes_by_the_plans_word_everywhere() -> None:
    """The head said 值班长 where the plan says 总值班: form, wall, handover and refusals too."""
    text = pack_text("rural-commercial-bank").replace('name = "值班长"', 'name = "总值班"')
    text = text.replace('"shift lead"', '"duty chief"')
    use_plan_words(read_plan(text, "x"))
    led = [each for each in catalogue("en") if "值班长" in each]
    assert len(led) > 8
    assert not [each for each in led if "值班长" in gettext(each)]
    assert gettext("接班值班长") == "接班总值班"
    set_language("en")
    assert gettext("接班值班长") == "Incoming duty chief"
    assert not [each for each in led if "shift lead" in gettext(each).lower()]
