"""Every file that people or other programs hand to the console, with what reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from dutyroom.cli.act import _read_values
from dutyroom.console.theming import load_themes
from dutyroom.domain.plan.limits import read_limits
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan
from dutyroom.domain.scenario.reader import read_scenario
from dutyroom.services.intake.tabular import read_rows
from dutyroom.settings.board_views import Shelf
from dutyroom.settings.limits import limits_names, limits_text
from dutyroom.settings.official import read_schedule_file
from dutyroom.settings.own_days import load_own_days
from dutyroom.settings.plans import new_plan_text, pack_text, plan_file_text
from dutyroom.settings.resources import resource
from dutyroom.settings.scenarios import new_scenario_text, scenario_text
from dutyroom.store import erased_list
from dutyroom.store.keys import RoomKeys
from dutyroom.store.verify import read_anchors

Read = Callable[[Path], Any]

_CSV = (
    'name,phone,content,level,received\n张三,13800138000,"等候很久，""两次""\n还没有人来",major,2026-09-30 16:50\n'
    "李四,13900139000,退款,general,09-30 16:50\n"
)
_JSONL = '{"name": "张三", "phone": 13800138000, "content": "退款", "level": "major"}\n{"name": null, "phone": "1"}\n'
_DAYS = {
    "schedules": [{"year": 2027, "papers": ["国办发明电"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}],
    "exceptions": [{"date": "2026-10-09", "open": True, "reason": "调休", "spans": [[540, 1050]]}],
}
_VIEWS = 'theme = "night"\n\n[now]\nname = ""\ngroup = "level"\nsort = "urgency"\ncolumns = ["due"]\n'
_VIEWS += 'only = { level = ["major"] }\n'
_VIEWS += '\n[[view]]\nname = "我的"\ngroup = ""\nsort = "urgency"\ncolumns = []\nonly = {}\n'
_MARKS = '{"mark": "aa", "complaint": "0930-001", "at": "2026-09-30T00:00:00Z"}\n' * 2
_ANCHORS = '{"seq": 5, "mac": "ab", "at": "2026-09-30T00:00:00Z"}\n' * 2
_VALUES = '{"text": "门口聚集二十人", "people": ["a", "b"], "count": 3, "yes": true}'


def workbook() -> bytes:
    """A plain xlsx file with cells of text, of a number and of a date."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        sheet.write_row(0, 0, ["name", "phone", "received"])
        sheet.write_row(1, 0, ["张三", 13800138000, "09-30 16:50"])
        sheet.write_row(2, 0, ["李四", "13900139000"])
        sheet.write_datetime(2, 2, datetime(2026, 9, 30, 16, 50), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    return made.getvalue()


@cache
def _plan(code: str) -> Plan:
    return read_plan(pack_text(code), code)


def _read_view(file: Path) -> object:
    return Shelf(file).read()


def _read_theme(file: Path) -> object:
    return load_themes([file.parent])


def _read_key(file: Path) -> object:
    (file.parent / "room.key").write_bytes(file.read_bytes())
    return RoomKeys.open(file.parent)


def _texts(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


READERS: dict[str, tuple[tuple[bytes, ...], str, Read]] = {
    "xlsx": ((workbook(),), ".xlsx", read_rows),
    "csv": (_texts(_CSV, _CSV.replace(",", ";"), _CSV.replace(",", "\t")), ".csv", read_rows),
    "jsonl": (_texts(_JSONL), ".jsonl", read_rows),
    "plan": (_texts(new_plan_text(), pack_text("company")), ".toml", lambda file: read_plan(plan_file_text(file), file.name)),
    "scenario": (
        _texts(new_scenario_text(), scenario_text("first-steps")), ".toml",
        lambda file: read_scenario(scenario_text(str(file)), file.name, _plan),
    ),
    "limits": (_texts(*map(limits_text, limits_names())), ".toml", lambda file: read_limits(limits_text(str(file)), file.name)),
    "schedule": (_texts(json.dumps(_DAYS["schedules"][0])), ".json", lambda file: read_schedule_file(str(file))),
    "own days": (_texts(json.dumps(_DAYS, ensure_ascii=False, indent=1)), ".json", load_own_days),
    "views": (_texts(_VIEWS), ".toml", _read_view),
    "theme": (_texts((resource("themes") / "night.toml").read_text("utf-8")), ".toml", _read_theme),
    "erased": (_texts(_MARKS), ".list", lambda file: erased_list.read(file)),
    "anchors": (_texts(_ANCHORS), ".txt", read_anchors),
    "key": (_texts("ab" * 32 + "\n"), ".hex", _read_key),
    "values": (_texts(_VALUES), ".json", _read_values),
}  # fmt: skip
"""By its name for people: good ones, the ending, and what reads it."""
