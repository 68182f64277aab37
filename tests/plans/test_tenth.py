"""A tenth plan, of another trade, without a line of code: a bus company's, told in its own words, followed to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import check_plan
from dutyroom.lang import set_language, use_words
from tests.plans.test_in_use import due
from tests.plans.test_stranding import close, end_emergency
from tests.services.conftest import Played
from tests.services.test_emergency_plans import staffed_by

TEXT = (Path(__file__).parent / "bus-company.toml").read_text(encoding="utf-8")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Played]:
    opened = staffed_by(tmp_path, TEXT)
    yield opened
    opened.close()
    set_language("zh")
    use_words({})


def test_its_file_is_sound() -> None:
    assert check_plan(TEXT, "bus-company.toml") == ()


def test_a_case_from_the_drivers_report_to_its_close(room: Played) -> None:
    register = {"content": "追尾，两人擦伤", "channel": "driver", "category": "accident"}
    number = room.act("complaint.register", "second", level="four", **register).subject
    assert (due(room, number, "report_up"), due(room, number, "reply")) == ("09-30 17:50", "10-19 18:00")
    with pytest.raises(Refusal, match="改正"):
        room.act("complaint.step", "second", number, step="evacuate", text="已疏散")
    room.act("complaint.step", "second", number, step="evacuate", text="已疏散", line_number="12路")
    with pytest.raises(Refusal, match="不用于这件"):
        room.act("complaint.step", "handler", number, step="replace", text="已调车")
    close(room, number)
    assert room.complaint(number).closed_at is not None


def test_the_gravest_level_opens_the_event_and_it_comes_to_its_end(room: Played) -> None:
    room.act("complaint.register", "second", level="two", content="侧翻", channel="driver")
    (event,) = room.emergencies()
    assert event.now[0].act == "emergency.activate"
    assert {each.name for each in room.plan.levels} == {"Ⅰ级（特别重大）", "Ⅱ级（重大）", "Ⅲ级（较大）", "Ⅳ级（一般）"}
    assert [each.title for each in room.duties()] == ["应急演练"]
    assert not event.reports_due
    room.clock.at += timedelta(minutes=10)
    room.act("emergency.activate", "leader", event.number, workstreams=("handling",), reason="依据")
    (first,) = room.emergency(event.number).reports_due
    assert (first.recipient, first.way, first.due) == ("bureau", "phone", room.clock.at + timedelta(hours=1))


def test_an_emergency_from_report_to_return_to_normal(room: Played) -> None:
    end_emergency(room)
