"""Plan 9: an ordinary complaint is answered within 24 hours, or within the time that the customer asked for (2.3)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from tests.services.test_emergency_plans import staffed


def due(folder: Path, asked: str, level: str = "normal") -> tuple[datetime, str]:
    """When the reply falls due, and the stored fact of the time asked for."""
    room = staffed(folder, "property-management")
    values = {"content": "电梯停运", "channel": "on_site", "level": level}
    if asked:
        values["requested_time"] = datetime.fromisoformat(asked)
        values["requested_why"] = "晚上有客人"
    number = room.act("complaint.register", "receiver", **values).subject
    view = room.complaint(number)
    reply = next(clock for clock in view.clocks if clock.code == "reply")
    assert reply.due is not None
    room.close()
    return reply.due, str(view)


def test_24_hours_without_a_wish(tmp_path: Path) -> None:
    assert due(tmp_path, "")[0] == datetime.fromisoformat("2026-10-01T16:50:00+08:00")


@pytest.mark.requirement("9.03")
@pytest.mark.parametrize("asked", ["2026-09-30T19:00:00+08:00", "2026-10-03T10:00:00+08:00"])
def test_the_time_asked_for_takes_its_place_and_the_record_says_why(asked: str, tmp_path: Path) -> None:
    moment, record = due(tmp_path, asked)
    assert moment == datetime.fromisoformat(asked)
    assert "晚上有客人" in record


def test_a_major_one_keeps_the_units_limit(tmp_path: Path) -> None:
    moment, _record = due(tmp_path, "2026-10-03T10:00:00+08:00", level="major")
    assert moment == datetime.fromisoformat("2026-10-01T00:50:00+08:00")


@pytest.mark.parametrize("asked", ["2026-09-30T16:00:00+08:00", "2026-09-30T16:50:00+08:00"])
def test_a_time_not_after_the_receipt_is_refused(asked: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        due(tmp_path, asked)
    assert refused.value.faults[0].field == "requested_time"
