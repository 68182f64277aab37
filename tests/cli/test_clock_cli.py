"""`dutyroom clock` and `dutyroom calendar` as scripts see them: JSON, exit codes, one line of why."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dutyroom.cli.main import main

HOURS = "09:00-12:00,13:30-17:30"


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def clock(capsys, unit: str, amount: object, start: str, *more: str) -> dict:
    code, out, err = run(
        capsys, "clock", "--unit", unit, "--amount", str(amount), "--from", start, *more, "--json"
    )
    assert (code, err) == (0, "")
    (only,) = json.loads(out)["clocks"]
    return only


def test_the_documented_answer(capsys) -> None:
    answer = clock(capsys, "working_days", 5, "2026-09-30T16:50", "--hours", HOURS)
    days = answer.pop("explain")
    assert answer == {
        "kind": "custom",
        "name": "自定时限",
        "unit": "working_days",
        "amount": 5,
        "due": "2026-10-13T17:30:00+08:00",
        "provisional": False,
        "clause": "",
    }
    assert days[1] == {"date": "2026-10-01", "counted": False, "why": "国庆节"}
    assert sum(day["counted"] for day in days) == 5


@pytest.mark.parametrize(
    ("unit", "amount", "start", "hours", "due"),
    [
        ("working_days", 1, "2026-09-30T16:50", HOURS, "2026-10-08T17:30:00+08:00"),
        ("working_days", 1, "2026-09-30T08:50Z", HOURS, "2026-10-08T17:30:00+08:00"),
        ("working_days", 1, "2026-09-30T16:30Z", HOURS, "2026-10-08T17:30:00+08:00"),
        ("working_days", 1, "2026-09-30T16:50", None, "2026-10-09T00:00:00+08:00"),
        ("calendar_days", 2, "2026-11-20T10:00", None, "2026-11-24T00:00:00+08:00"),
        ("minutes", 15, "2026-09-30T16:50:31", None, "2026-09-30T17:05:31+08:00"),
        ("hours", 24, "2026-09-30 16:50", HOURS, "2026-10-01T16:50:00+08:00"),
        ("working_hours", 2, "2026-11-20T22:00", "09:00-24:00", "2026-11-21T00:00:00+08:00"),
    ],
)
def test_due_moments(capsys, unit: str, amount: int, start: str, hours: str | None, due: str) -> None:
    assert clock(capsys, unit, amount, start, *(["--hours", hours] if hours else []))["due"] == due


def test_beyond_the_data_it_says_so(capsys) -> None:
    answer = clock(capsys, "working_days", 29, "2026-11-23T10:00", "--hours", HOURS)
    assert answer["provisional"] is True
    assert answer["explain"][-1]["why"].endswith("（暂估）")


def test_explains_line_by_line_for_people(capsys) -> None:
    code, out, err = run(
        capsys, "clock", "--unit", "working_days", "--amount", "5", "--from", "2026-09-30T16:50",
        "--hours", HOURS, "--explain",
    )  # fmt: skip
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "自定时限  5 个工作日  到期 2026-10-13 17:30（周二）"
    assert "2026-10-01 周四  不计  国庆节" in lines[2]
    assert "2026-10-10 周六  计入  调休补班" in out
    assert len(lines) == 15


def test_english_has_no_chinese(capsys) -> None:
    code, out, _ = run(
        capsys, "--lang", "en", "clock", "--unit", "calendar_days", "--amount", "2", "--from", "2026-09-29T10:00",
        "--explain",
    )  # fmt: skip
    assert code == 0
    assert out.isascii()
    assert "National Day" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--unit", "hours", "--amount", "0", "--from", "2026-09-30T16:50"], "bad_input"),
        (["--unit", "hours", "--amount", "-3", "--from", "2026-09-30T16:50"], "bad_input"),
        (["--unit", "hours", "--amount", "999999999999999", "--from", "2026-09-30T16:50"], "out_of_range"),
        (["--unit", "hours", "--amount", "1", "--from", "tomorrow"], "bad_time"),
        (["--unit", "hours", "--amount", "1", "--from", "2026-09-30"], "bad_time"),
        (["--unit", "hours", "--amount", "1", "--from", "2026-02-30T10:00"], "bad_time"),
        (["--unit", "hours", "--amount", "1", "--from", "0001-01-01T00:00"], "bad_time"),
        (["--unit", "hours", "--amount", "1", "--from", "1986-05-04T02:30"], "bad_time"),
        (["--unit", "hours", "--amount", "1", "--from", "2026-09-30T10:00", "--hours", "9-5"], "bad_hours"),
        (
            [
                "--unit",
                "working_hours",
                "--amount",
                "1",
                "--from",
                "2026-09-30T10:00",
                "--hours",
                "9:00-12:00,11:00-13:00",
            ],
            "bad_hours",
        ),
        (
            [
                "--unit",
                "hours",
                "--amount",
                "1",
                "--from",
                "2026-09-30T10:00",
                "--calendar-file",
                "/nowhere.json",
            ],
            "bad_file",
        ),
        (["--plan", "no-such-plan", "--level", "urgent", "--received", "2026-09-30T16:50"], "not_found"),
        (["--plan", "sudden-incident", "--level", "重大", "--received", "2026-09-30T16:50"], "not_found"),
    ],
)
def test_refusals(capsys, words: list[str], code: str) -> None:
    status, out, err = run(capsys, "clock", *words, "--json")
    assert status == 1
    error = json.loads(out)["error"]
    assert (error["code"], set(error)) == (code, {"code", "message", "hint"})
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--unit", "weeks", "--amount", "1", "--from", "2026-09-30T16:50"],
        ["--unit", "hours", "--amount", "1.5", "--from", "2026-09-30T16:50"],
        ["--unit", "hours", "--amount", "1"],
        ["--unit", "working_hours", "--amount", "1", "--from", "2026-09-30T16:50"],
        ["--plan", "sudden-incident", "--level", "urgent"],
        [
            "--plan",
            "sudden-incident",
            "--level",
            "urgent",
            "--received",
            "2026-09-30T16:50",
            "--unit",
            "hours",
        ],
        ["--unit", "hours", "--amount", "1", "--from", "2026-09-30T16:50", "--level", "urgent"],
    ],
)
def test_wrong_usage(capsys, words: list[str]) -> None:
    status, out, err = run(capsys, "clock", *words)
    assert (status, out) == (2, "")
    assert "用法" in err


def test_the_clocks_of_a_plan(capsys) -> None:
    code, out, _ = run(
        capsys,
        "clock",
        "--plan",
        "sudden-incident",
        "--level",
        "紧急",
        "--received",
        "2026-09-30T16:50",
        "--json",
    )
    assert code == 0
    reply = [each for each in json.loads(out)["clocks"] if each["kind"] == "reply"]
    assert [each["due"] for each in reply] == ["2026-10-08T17:30:00+08:00"]
    assert reply[0]["clause"]


def schedule_file(folder: Path, text: str) -> str:
    file = folder / "2027.json"
    file.write_text(text, encoding="utf-8")
    return str(file)


NEXT = {"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}


def test_a_file_adds_a_year(capsys, tmp_path: Path) -> None:
    file = schedule_file(tmp_path, json.dumps(NEXT))
    without = clock(capsys, "working_days", 3, "2026-12-29T10:00")
    added = clock(capsys, "working_days", 3, "2026-12-29T10:00", "--calendar-file", file)
    assert (without["due"], without["provisional"]) == ("2027-01-05T00:00:00+08:00", True), "January 1 is off by law"
    assert (added["due"], added["provisional"]) == ("2027-01-05T00:00:00+08:00", False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"year": 2027,\n"days": [}', "第 2 行"),
        (json.dumps({**NEXT, "days": []}), "尚未公布"),
        (json.dumps({**NEXT, "days": NEXT["days"] * 2}), "days[1].date"),
        (json.dumps({**NEXT, "year": 2028}), "2027-01-01"),
    ],
)
def test_a_malformed_file_is_refused_and_changes_nothing(
    capsys, tmp_path: Path, text: str, said: str
) -> None:
    file = schedule_file(tmp_path, text)
    code, out, _ = run(capsys, "calendar", "import", file, "--json")
    assert code == 1
    assert json.loads(out)["error"]["code"] == "bad_calendar"
    assert said in json.loads(out)["error"]["message"]
    assert json.loads(run(capsys, "calendar", "show", "2027", "--json")[1])["known"] is False


def test_an_imported_year_is_known_from_then_on(capsys, tmp_path: Path) -> None:
    assert run(capsys, "calendar", "import", schedule_file(tmp_path, json.dumps(NEXT)))[0] == 0
    shown = json.loads(run(capsys, "calendar", "show", "2027", "--json")[1])
    assert (shown["known"], shown["days"]) == (True, NEXT["days"])
    assert clock(capsys, "working_days", 3, "2026-12-29T10:00")["provisional"] is False


def test_own_days_are_kept_and_replaced(capsys) -> None:
    assert run(capsys, "calendar", "exception", "2026-12-31", "off", "年终结账")[0] == 0
    assert run(capsys, "calendar", "exception", "2026-12-31", "on", "照常", "--hours", "09:00-12:00")[0] == 0
    shown = json.loads(run(capsys, "calendar", "show", "2026", "--json")[1])
    assert shown["exceptions"] == [{"date": "2026-12-31", "open": True, "reason": "照常"}]
    assert "2026-12-31 周四  营业  本单位：照常" in run(capsys, "calendar", "show", "2026")[1]


@pytest.mark.parametrize(
    "words",
    [["2026-13-01", "on", "x"], ["2026-12-31", "off", " "], ["2026-12-31", "off", "x", "--hours", HOURS]],
)
def test_bad_own_days_are_refused(capsys, words: list[str]) -> None:
    assert run(capsys, "calendar", "exception", *words)[0] == 1


def test_a_damaged_own_calendar_is_left_alone(capsys) -> None:
    from dutyroom.settings.own_days import own_days_file

    own_days_file().parent.mkdir(parents=True)
    own_days_file().write_text('{"schedules": [', encoding="utf-8")
    code, out, _ = run(capsys, "calendar", "exception", "2026-12-31", "off", "年终", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "bad_file")
    assert own_days_file().read_text(encoding="utf-8") == '{"schedules": ['


@pytest.mark.whole
def test_the_rooms_calendar_is_changed_by_an_act(capsys, tmp_path: Path, monkeypatch) -> None:
    from datetime import date

    from dutyroom.bootstrap import open_room
    from dutyroom.services.plan.founding import Member, found
    from dutyroom.settings.plans import pack_text

    secret = "correct horse battery 9"
    monkeypatch.setenv("DUTYROOM_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("DUTYROOM_SECRET", secret)
    database = str(tmp_path / "room.sqlite3")
    room = open_room(database, create=True)
    found(
        room, "县农商银行", pack_text("sudden-incident"),
        [Member("zhao", "赵", secret=secret), Member("qian", "钱", secret=secret)], cheap=False,
    )
    room.close()
    for word, works in (("off", False), ("on", True)):
        words = ("exception", "2026-11-28", word, "年终--json", "--as", "zhao", "--json")
        status, out, err = run(capsys, "--database", database, "calendar", *words)
        assert status == 0, (out, err)
        assert json.loads(out)["seq"] > 0
        room = open_room(database)
        assert bool(room.calendar.spans(date(2026, 11, 28))) is works
        assert room.calendar.why(date(2026, 11, 28)) == "本单位：年终--json"
        room.close()
    file = schedule_file(tmp_path, json.dumps(NEXT))
    status, out, err = run(capsys, "--database", database, "calendar", "import", file, "--as", "zhao")
    assert status == 0, (out, err)
    room = open_room(database)
    assert 2027 in room.calendar.years
    room.close()
    # A limit that is worked out for this room knows its days: Saturday 11-28 is worked there, and nowhere else.
    one = ("clock", "--plan", "rural-commercial-bank", "--level", "urgent", "--received", "2026-11-27T16:00", "--json")
    for words, day in ((("--database", database, *one), "2026-11-28"), (one, "2026-11-30")):
        status, out, err = run(capsys, *words)
        assert status == 0, (out, err)
        reply = next(each for each in json.loads(out)["clocks"] if each["kind"] == "reply")
        assert reply["due"].startswith(day), words


def test_as_a_process_it_is_light() -> None:
    words = ["clock", "--unit", "hours", "--amount", "1", "--from", "2026-09-30T16:50", "--json"]
    code = (
        "import sys; from dutyroom.cli.main import main; status = main(sys.argv[1:]); "
        "heavy = {'textual', 'sqlmodel', 'sqlalchemy', 'pydantic', 'arrow'} & set(sys.modules); "
        "sys.exit(f'{heavy}' if heavy else status)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, env=dict(os.environ)
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["clocks"][0]["due"] == "2026-09-30T17:50:00+08:00"


def test_regulatory_limits_beside_a_plan(capsys) -> None:
    words = ["clock", "--plan", "rural-commercial-bank", "--level", "一般", "--received", "2026-09-30T16:50"]
    code, out, _err = run(capsys, *words, "--json")
    plain = json.loads(out)["clocks"]
    code, out, err = run(capsys, *words, "--limits", "cn-bank-insurance", "--json")
    assert (code, err) == (0, "")
    both = json.loads(out)["clocks"]
    (added,) = [each for each in both if each not in plain]
    assert (added["amount"], added["unit"], added["due"][:10]) == (15, "calendar_days", "2026-10-15")
    assert added["clause"] == "银保监会令2020年第3号 第十八条"
    assert sum(day["counted"] for day in added["explain"]) == 15
    assert run(capsys, *words, "--limits", "moon")[0] == 1
    alone = ["clock", "--unit", "hours", "--amount", "1", "--from", "2026-09-30T16:50"]
    assert run(capsys, *alone, "--limits", "cn-bank-insurance")[0] == 2


@pytest.mark.parametrize(
    ("unit", "amount"), [("hours", "17:00"), ("hours", "x"), ("by_time", "17"), ("by_time", "25:00"), ("by_time", "close")]
)
def test_an_amount_that_is_none_of_its_unit_is_wrong_usage(capsys, unit: str, amount: str) -> None:
    """17:00 hours were 1020 hours."""
    code, out, err = run(
        capsys, "clock", "--unit", unit, "--amount", amount, "--from", "2026-09-30T16:50", "--hours", "09:00-17:30"
    )
    assert (code, out) == (2, "")
    assert "17:00" in err


def test_a_time_of_day_of_the_next_working_day(capsys) -> None:
    code, out, _err = run(
        capsys, "clock", "--unit", "by_time", "--amount", "17:00", "--from", "2026-09-30T17:01", "--hours", "09:00-17:30",
        "--json",
    )
    assert code == 0
    assert json.loads(out)["clocks"][0]["due"] == "2026-10-08T17:00:00+08:00"
