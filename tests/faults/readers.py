"""Every file that people or other programs hand to the console, with what reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

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
    """A plain xlsx file with shared, inline and numeric cells."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    made = BytesIO()
    with ZipFile(made, "w") as parts:
        sheets = '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
        parts.writestr("xl/workbook.xml", f'<workbook {main} xmlns:r="{office}">{sheets}</workbook>')
        parts.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        parts.writestr("xl/sharedStrings.xml", f"<sst {main}><si><t>name</t></si><si><t>phone</t></si><si><t>张三</t></si></sst>")
        parts.writestr("xl/styles.xml", f'<styleSheet {main}><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>')
        parts.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet {main}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
            '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>13800138000</v></c></row>'
            '<row r="3"><c r="A3" t="inlineStr"><is><t>李四</t></is></c><c r="B3" s="0"><v>46295.5</v></c></row>'
            "</sheetData></worksheet>",
        )
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
