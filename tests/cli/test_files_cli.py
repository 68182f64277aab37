"""Files in and out by the command line: rosters as others write them, maps that are kept, names that say another kind."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dutyroom.services.intake.delimited import guarded, mended
from dutyroom.services.intake.ics import as_ics, read_ics
from dutyroom.services.intake.shifts import Planned, as_csv
from dutyroom.services.intake.tabular import read_rows
from tests.cli.rooms import CommandLine, new_room

AS = ("--as", "liwei")
NOON = datetime(2026, 10, 1, 4, tzinfo=UTC)


@pytest.fixture
def dutyroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return new_room(tmp_path)


def test_a_roster_in_words_of_others_and_twice(dutyroom: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    names = "十月值班表,,,,\n日期,班次,值班人员,开始,结束\n"
    file.write_text(f"{names}2027-01-01,白班,王敏,2027-01-01 08:30,2027-01-01 20:30\n", encoding="gb18030")
    assert dutyroom("roster", "import", str(file), *AS, "--json").json == {"shifts": 1, "already": 0}
    assert dutyroom("roster", "import", str(file), *AS, "--json").json == {"shifts": 0, "already": 1}
    again = dutyroom("roster", "import", str(file), *AS)
    assert "原已排定" in again.out
    file.write_text("人员,开始,结束,备注\n王敏,2027-01-02 08:30,2027-01-02 20:30,x\n", encoding="utf-8")
    assert "不认识：备注" in dutyroom("roster", "import", str(file), *AS).err
    assert dutyroom("roster", "import", str(file), *AS, "--ignore", "备注", "--json").json["shifts"] == 1
    file.write_text("人员,开始,结束\n无此人,2027-01-02 08:30,2027-01-02 20:30\n", encoding="utf-8")
    assert "没有账号" in dutyroom("roster", "import", str(file), *AS).err


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics"])
def test_a_roster_that_went_out_comes_in_and_changes_nothing(dutyroom: CommandLine, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("person,since,until,lead\nwangmin,2027-01-01 08:30,2027-01-01 20:30,否\n", encoding="utf-8")
    assert dutyroom("roster", "import", str(file), *AS).code == 0
    out = tmp_path / f"out.{kind}"
    assert dutyroom("roster", "export", str(out)).code == 0
    again = dutyroom("roster", "import", str(out), *AS, "--ignore", "name", "--json")
    assert again.json["shifts"] == 0, again.err
    assert again.json["already"] >= 1


def test_a_night_as_rosters_write_it_and_a_calendar_that_comes_round(dutyroom: CommandLine, tmp_path: Path) -> None:
    """20:00 to 08:00 was refused, the column of days was not looked at, and of three nights of a rule two vanished."""
    file = tmp_path / "nights.csv"
    file.write_text(
        "日期,姓名,开始,结束\n2027-01-05,王敏,20:00,08:00\n2027-01-06,王敏,20:00,次日08:00\n2027-01-07,王敏,12:00,24:00\n",
        encoding="utf-8",
    )
    done = dutyroom("roster", "import", str(file), *AS, "--json")
    assert done.json == {"shifts": 3, "already": 0}, done.err
    out = tmp_path / "out.csv"
    dutyroom("roster", "export", str(out))
    rows = [(cells["since"][:16], cells["until"][:16]) for _line, cells in read_rows(out).rows if cells["until"]]
    assert rows == [
        ("2027-01-05T20:00", "2027-01-06T08:00"), ("2027-01-06T20:00", "2027-01-07T08:00"),
        ("2027-01-07T12:00", "2027-01-08T00:00"),
    ]  # fmt: skip
    rule = tmp_path / "rule.ics"
    rule.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a1\r\nDTSTART;TZID=Asia/Shanghai:20270110T200000\r\n"
        "DTEND;TZID=Asia/Shanghai:20270111T080000\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:值班 王敏\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n",
        encoding="utf-8",
    )
    refused = dutyroom("roster", "import", str(rule), *AS)
    assert refused.code == 1
    assert "重复出现" in refused.err


def test_a_calendar_of_others(tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a1\r\nDTSTART;TZID=Asia/Shanghai:20261002T083000\r\n"
    file.write_text(head + "DTEND:20261002T123000Z\r\nSUMMARY:值班长 王敏\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", encoding="utf-8")
    ((_place, row),) = read_ics(file, ["wangmin", "王敏", "王"], "Asia/Shanghai").rows
    assert row == {
        "person": "王敏", "since": "2026-10-02T08:30:00+08:00", "until": "2026-10-02T12:30:00+00:00", "lead": "1",
    }  # fmt: skip


def test_a_shift_keeps_its_identity_whatever_stands_before_it() -> None:
    first, second = (Planned(each, each, NOON, None, False) for each in ("a", "b"))
    uid = [line for line in as_ics([first, second], NOON).splitlines() if line.startswith("UID")][1]
    assert uid in as_ics([second], NOON).splitlines()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "'="])
def test_no_text_that_leaves_is_a_formula(tmp_path: Path, sign: str) -> None:
    name = f"{sign}1+1"
    text = as_csv([Planned("a", name, NOON, None, False)], "Asia/Shanghai")
    (cells,) = list(csv.DictReader(text.splitlines(keepends=True)))
    assert cells["name"][0] == "'"
    assert mended(cells["name"]) == (name, "")
    assert mended(guarded("王敏")) == ("王敏", "")


def test_what_is_said_about_a_file_is_kept_under_a_name(dutyroom: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Complaint ID,Text,Submitted via,Other\n1,排队太久,Web,x\n", encoding="utf-8")
    into = ("complaint", "import", str(file), *AS, "--json")
    told = ("--map", "content=Text", "--set", "level=normal", "--value", "channel:Web=phone", "--ignore", "*")
    ran = dutyroom(*into, "--dry-run", *told, "--keep", "web")
    assert (ran.json["accepted"], ran.json["passed"]) == (1, ["Other"])
    assert dutyroom(*into, "--like", "web").json["accepted"] == 1
    assert dutyroom(*into, "--like", "web").json["already"] == 1
    assert "可选：web" in dutyroom(*into, "--like", "none").err
    twice = dutyroom(*into, "--map", "content=Text", "--map", "content=Other")
    assert "两次给出 content" in twice.err
    assert "不认识：Other" in dutyroom(*into, *told[:-2]).err


def test_text_bears_no_name_of_a_document(dutyroom: CommandLine, tmp_path: Path) -> None:
    for ending in (".docx", ".PDF", ".xlsx"):
        ran = dutyroom("report", "handover", "H1", str(tmp_path / f"a{ending}"))
        assert ran.code == 1
        assert not (tmp_path / f"a{ending}").exists()
    made = dutyroom("act", "log.write", "--as", "liwei", "--text=保安到场")
    assert made.code == 0, made.err


def test_the_journal_goes_to_standard_output(dutyroom: CommandLine) -> None:
    ran = dutyroom("journal", "export", "-")
    assert [json.loads(line)["kind"] for line in ran.out.splitlines()] == ["room.found"]
