"""The official calendar of China as shipped (2019–2026), read from the data files beside this module."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dutyroom.domain.clock.calendar import OfficialDay
from dutyroom.domain.clock.schedule import Schedule, read_schedule
from dutyroom.domain.clock.statutory import CHINA
from dutyroom.settings.files import text

_FOLDER = Path(__file__).with_name("official_days")


# Asked for whenever a room's calendar is laid out; the files are the program's own.
@cache
def shipped_schedules() -> Mapping[int, Schedule]:
    """Every schedule that comes with the program, by year."""
    files = sorted(_FOLDER.glob("*.json"))
    every = (read_schedule(file.read_text("utf-8"), file.name) for file in files)
    return MappingProxyType({schedule.year: schedule for schedule in every})


def official_days(added: Iterable[Schedule] = (), zone: str = "Asia/Shanghai") -> dict[int, tuple[OfficialDay, ...]]:
    """The days of every known year; a schedule of `added` adds its year or takes the shipped one's place.

    In a zone outside China its holidays do not hold: only what was added is known.
    """
    known = {year: schedule.days for year, schedule in shipped_schedules().items()} if zone in CHINA else {}
    known.update((schedule.year, schedule.days) for schedule in added)
    return known


def read_schedule_file(path: str) -> Schedule:
    """The schedule in a file. Raises Refusal `bad_file` when it can't be opened, `bad_calendar` when it is
    wrong."""
    return read_schedule(text(Path(path)), path)
