"""统计: the figures agree with what was done, also in a spreadsheet, where nothing is read as a formula."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dutyroom.console.present.figures import lines
from dutyroom.console.screens.figures import FiguresScreen
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext, set_language
from dutyroom.outbound.workbook import write_workbook
from dutyroom.services.documents.figure_sheets import sheets
from dutyroom.services.documents.figures import figures
from dutyroom.services.intake.workbook import read_workbook
from tests.cli.rooms import new_room
from tests.console.at_desk import at_desk, shown, until
from tests.services.conftest import SECRET, SIGNED, Played
from tests.services.test_emergency_plans import staffed, unnamed


@pytest.mark.requirement("4.05", "4.06", "3.08", "8.07")
async def test_figures_by_level_unit_clock_and_trend(tmp_path: Path) -> None:
    room = staffed(tmp_path, "three-tier")
    plan, channel = room.plan, room.plan.channels[0].code
    levels, units = [plan.levels[-1], plan.levels[-1], plan.levels[1]], [plan.units[1], plan.units[1], plan.units[2]]
    begun = room.now()
    for level, unit in zip(levels, units, strict=True):
        told = {"content": "事由", "level": level.code, "channel": channel, "unit": unit.code}
        room.act("complaint.register", "second", **told, **unnamed(plan))
    room.clock.on(days=40)
    found = figures(room, begun - timedelta(hours=1), room.now())
    tables = {table.title: table.rows for table in found.tables}
    assert (found.total.received, found.total.closed, found.open) == (3, 0, 3)
    assert [(row.name, row.received) for row in tables["级别"]] == [(levels[0].name, 2), (levels[2].name, 1)]
    assert [(row.name, row.received) for row in tables[gettext("被投诉机构")]] == [(units[0].name, 2), (units[2].name, 1)]
    assert found.total.broken == sum(row.broken for row in tables["时限"]) > 0
    assert found.total.kept == 0
    assert sum(came for _label, came, _closed in found.trend) == 3
    assert found.rate == 3 / found.working_days
    assert figures(room, begun, room.now(), base=1500).rate == 2
    with pytest.raises(Refusal):
        figures(room, room.now(), begun)
    set_language("en")
    drawn = lines(figures(room, begun - timedelta(hours=1), room.now()), ZoneInfo("Asia/Shanghai"), 100)
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", "".join(part for line in drawn for part, _look in line))
    set_language("zh")
    async with at_desk(tmp_path, "", (80, 24), room) as (app, pilot):
        app.session = room.sign_in("second", SECRET)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, FiguresScreen) and "新收 0" in shown(pilot))
        await pilot.press("4")
        await until(pilot, lambda: "新收 3" in shown(pilot) and "2026-09" in shown(pilot))
    room.close()


def test_a_spreadsheet_holds_text_as_text(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    hostile = ["=cmd|' /C calc'!A0", "＝1+1", "+1", "-1", "@x", "\t=1", "\x1b]52;c\x07", "\ud800", "a<b>&c", "[/]"]
    write_workbook(file, [("一/二", [["名称", "数"], *([each, 7] for each in hostile)]), ("一 二", [["x"]])])
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert '<c r="B2"><v>7</v></c>' in sheet, "a number is a number"
        assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()
    book = read_workbook(file.read_bytes(), "a.xlsx")
    assert book.sheets == ("一 二", "一 二 (2)")
    assert book.lines[0][1] == ["名称", "数"]
    told = [cells[0] for _number, cells in book.lines[1:]]
    assert told[:6] == hostile[:6]
    assert told[6:] == ["<001B>]52;c<0007>", "<D800>", "a<b>&c", "[/]"]
    with pytest.raises(Refusal) as no:
        write_workbook(file, [("一", [["x"]])])
    assert no.value.code == "exists"


@pytest.mark.requirement("4.06")
def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    run = new_room(tmp_path)
    told = run("stats", "--json").json
    assert (told["total"]["received"], told["base"]) == (0, 0)
    file = tmp_path / "figures.xlsx"
    assert run("stats", "--from", "2020-01-01", str(file)).code == 0
    book = read_workbook(file.read_bytes(), "figures.xlsx")
    assert book.lines[0][1] == ["指标", "数值"]
    assert ["新收", "0"] in [cells for _number, cells in book.lines]
    assert book.sheets[-1] == "指标说明"
    again = run("stats", str(file))
    assert (again.code, "没有覆盖" in again.err) == (1, True)
    assert "received 0" in run("stats", lang="en").out


def test_every_way_out_is_counted_by_month_and_person(room: Played) -> None:
    """Counted here as the acts are done: whoever waives, lowers or finds nobody to tell is named with the case."""
    taken: Counter[tuple[str, str, str]] = Counter()
    cases: dict[tuple[str, str, str], list[str]] = {}

    def out(way: str, who: str, number: str) -> None:
        key = (f"{room.clock.at:%Y-%m}", who, way)
        taken[key] += 1
        cases.setdefault(key, []).append(number)

    def case(level: str, **values: str) -> str:
        given = {"content": "多收了费用", "level": level, "channel": "letter", **values}
        return room.act("complaint.register", "wangmin", **given).subject

    begun = room.now()
    for _month in range(2):
        one = case("urgent", phone="13912340001")
        for clock in ("first_contact", "report_up"):
            room.act("complaint.waive", "zhaoguoqiang", one, clock=clock, reason="投诉人在场")
            out("waived", "赵国强", one)
        for who, name in (("sunli", "孙丽"), ("liwei", "李伟")):
            gone = case("normal")
            room.act("complaint.withdraw", who, gone, way="phone", text="投诉人说误会", **SIGNED)
            out("withdrawn", name, gone)
        for _try in range(room.plan.routine.tries):
            room.act("complaint.contact", "wangmin", one, result="no_answer")
        nameless = case("normal")
        for number, way in ((one, "unreached"), (nameless, "anonymous")):
            room.act("complaint.reply", "sunli", number, text="无从告知", way=way)
            out(way, "孙丽", number)
        told = case("normal")
        room.act("complaint.reply", "sunli", told, text="已电话答复", way="phone")
        call = room.act("call.take", "wangmin", content="又来问").subject
        room.act("call.join", "wangmin", call, complaint=told)
        out("joined", "王敏", call)
        room.act("complaint.level", "wangmin", told, level="important", reason="涉及多人")
        room.act("complaint.level", "sunli", told, level="normal", reason="核实只有一人")
        out("lowered", "孙丽", told)
        room.act("complaint.correct", "wangmin", told, reference="录音2", reason="补编号")
        room.act("complaint.correct", "wangmin", told, received=room.now() - timedelta(days=40), reason="核对录音")
        out("moved", "王敏", told)
        room.clock.on(days=31)
    found = figures(room, begun, room.now())
    # What came in is closed, open, or said to be neither: a withdrawn case was nowhere.
    assert dict(found.neither) == {"withdrawn": 4}
    assert found.total.received == found.total.closed + found.open + sum(count for _status, count in found.neither)
    assert {(each.month, each.by, each.way): each.times for each in found.ways} == taken
    assert {(each.month, each.by, each.way): list(each.cases) for each in found.ways} == {
        key: list(dict.fromkeys(each)) for key, each in cases.items()
    }
    assert {each.month for each in figures(room, begun, begun + timedelta(days=1)).ways} == {"2026-09"}
    sheet = dict(sheets(found, room.calendar))["例外办理"]
    assert sum(int(row[3]) for row in sheet[1:]) == sum(taken.values()) == 18
    one = next(key for key in cases if key[2] == "waived")
    drawn = ["".join(part for part, _look in line) for line in lines(found, ZoneInfo("Asia/Shanghai"), 60)]
    assert "撤回 4" in drawn[1]
    assert any(cases[one][0] in line and "免除" in line and "赵国强" in line for line in drawn)
    set_language("en")
    told_in_english = str(dict(sheets(figures(room, begun, room.now()), room.calendar))["exceptions"])
    set_language("zh")
    assert "lowered" in told_in_english
    assert "Zhao Guoqiang" in told_in_english
    assert not re.search("[\u3000-\u9fff]", told_in_english)
