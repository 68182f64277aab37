"""The organisation's additions to the calendar, in one JSON file: imported schedules and its own
exceptions."""

import json
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dutyroom.domain.clock.calendar import DayException
from dutyroom.domain.clock.schedule import Schedule, read_schedule, write_schedule
from dutyroom.domain.clock.spans import check_spans
from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle, text


@dataclass(frozen=True, slots=True)
class OwnDays:
    """Imported official schedules and the organisation's exceptions, each by its date or year once."""

    schedules: tuple[Schedule, ...] = ()
    exceptions: tuple[DayException, ...] = ()

    def with_schedule(self, schedule: Schedule) -> "OwnDays":
        """The same with this year added or replaced."""
        others = [each for each in self.schedules if each.year != schedule.year]
        return replace(self, schedules=tuple(sorted([*others, schedule], key=lambda each: each.year)))

    def with_exception(self, exception: DayException) -> "OwnDays":
        """The same with this day added or replaced."""
        others = [each for each in self.exceptions if each.date != exception.date]
        return replace(self, exceptions=tuple(sorted([*others, exception], key=lambda each: each.date)))


def own_days_file() -> Path:
    """Where the file lies when no other place is named: the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("dutyroom") / "calendar.json"


def load_own_days(path: Path) -> OwnDays:
    """What the file holds; nothing when there is none. Raises Refusal `bad_file` when it can't be read."""
    if not path.exists():
        return OwnDays()
    try:
        content = from_json(text(path))
        schedules = [read_schedule(json.dumps(row), path.name) for row in content["schedules"]]
        return OwnDays(tuple(schedules), tuple(_exception(row) for row in content["exceptions"]))
    except (ValueError, LookupError, TypeError, AttributeError, Refusal) as unread:
        no = _("读不出本单位日历：{file}").format(file=path)
        raise Refusal("bad_file", no, _("文件原样保留；请由备份恢复，或移走后重新导入。")) from unread


def save_own_days(path: Path, own: OwnDays) -> None:
    """Write the file whole or not at all. Raises Refusal `bad_file` when it can't be written."""
    content = {
        "schedules": [write_schedule(each) for each in own.schedules],
        "exceptions": [_row(each) for each in own.exceptions],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".calendar-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(content, out, ensure_ascii=False, indent=2)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, path)
        settle(path.parent)
    except OSError as unwritten:
        no = _("写不进本单位日历：{file}").format(file=path)
        raise Refusal("bad_file", no, _("原有日历不变；请核对写入权限和磁盘空间。")) from unwritten


def _exception(row: dict[str, object]) -> DayException:
    spans, open_ = row.get("spans"), row["open"]
    if not isinstance(open_, bool) or not (spans is None or isinstance(spans, list)):
        raise ValueError(row)
    return DayException(
        date.fromisoformat(str(row["date"])),
        open_,
        str(row["reason"]),
        None if spans is None else check_spans(spans),
    )


def _row(exception: DayException) -> dict[str, object]:
    row: dict[str, object] = {
        "date": exception.date.isoformat(),
        "open": exception.open,
        "reason": exception.reason,
    }
    if exception.spans is not None:
        row["spans"] = [list(span) for span in exception.spans]
    return row
