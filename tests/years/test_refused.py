"""What this program can't read is refused by its name, with what to do; a backup and an export are made all the same."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from dutyroom.cli.main import main
from dutyroom.console.app import DutyroomApp
from dutyroom.domain.errors import UNREADABLE, Refusal
from dutyroom.services.front.front import Front
from dutyroom.services.front.held_calls import LOST
from dutyroom.services.plan.readable import beside_the_plan
from dutyroom.services.room.clock import WallClock
from dutyroom.services.room.settings import write_setting
from dutyroom.settings.limits import limits_names, limits_text
from dutyroom.settings.paths import DEMO_KEYS, exercise_folder
from dutyroom.settings.plans import pack_text
from dutyroom.store import migrate
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.rows.room import PlanVersion
from dutyroom.store.schema import HISTORY
from tests.cli.rooms import CommandLine, new_room
from tests.cli.test_signing import READING, SIGNED
from tests.console.driving import lines
from tests.console.waiting import until
from tests.whole import few
from tests.years.kept import tables, unpack
from tests.years.test_texts import numbered

WITHOUT_PLAN = (
    "plan list", "plan show", "plan check", "plan new", "clock", "calendar show", "exercise list", "scenario new",
    "audit verify", "audit anchor", "db check", "db backup", "db export", "journal export",
)  # fmt: skip
"""Commands that need no plan, as they should."""

BROKEN = pack_text("rural-commercial-bank").replace("rank = 0", 'rank = "x"', 1)
"""A text in which something is not as any program took it: damaged, or of a version that was never released."""


def write_plan(folder: Path, text: str) -> None:
    """Puts the text in the place of the plan in force as some other program might have, on the record."""
    database, keys = open_database(folder / "room.sqlite3"), RoomKeys.open(folder / "keys")
    with closing(database), database.write() as session:
        session.get_one(PlanVersion, 1).text = text
        session.flush()
        at = WallClock().now()
        append(session, keys, at=at, actor="", role="", kind="plan.adopt", command_id=uuid4().hex)


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return new_room(tmp_path)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (BROKEN, ("第 1 版预案（rural-commercial-bank）读不出", "db export", "db replan")),
        pytest.param(
            numbered(pack_text("rural-commercial-bank"), 99), ("第 1 版预案", "格式是 99", "升级本机的 dutyroom", "db export"),
            marks=pytest.mark.whole,
        ),
    ],
    ids=["broken", "newer"],
)
def test_a_plan_that_cant_be_read_is_called_by_its_name_by_every_command(
    line: CommandLine, text: str, parts: tuple[str, ...]
) -> None:
    told = ("--level", "urgent", "--channel", "phone", "--values", "-", "--as", "liwei", "--json")
    complaint = line("act", "complaint.register", *told, stdin='{"content": "收费争议"}').json["subject"]
    told = ("--title", "挤兑", "--place", "东街", "--complaint", complaint, "--as", "liwei", "--json")
    event = line("act", "emergency.report", *told).json["subject"]
    write_plan(line.folder, text)
    places = {name: str(line.folder / name) for name in ("complaints", "shifts", "year")}
    for file in places.values():
        Path(file).write_text("a,b\n1,2\n", encoding="utf-8")
    places |= {"folder": str(line.folder), "complaint": complaint, "event": event}
    tried = {**READING, **{name: (*words, "--as", "wangmin") for name, words in SIGNED.items()}}
    for name, words in tried.items():
        ran = line(*name.split(), *(word.format(**places) for word in words))
        if name in WITHOUT_PLAN:
            assert (ran.code, ran.err if ran.code else "") == (0, ""), name
        elif not name.endswith(" import"):
            said = ran.out + ran.err
            assert ran.code == 1, name
            assert all(part in said for part in parts), (name, said)
            assert "重连" not in said
    doctor = line("doctor", "--json")
    (plan,) = [each for each in doctor.json["checks"] if each["name"] == "plan"]
    assert (plan["ok"], doctor.code) == (False, 1)
    assert all(part in plan["found"] + plan["do"] for part in parts)
    english = line("status", lang="en").err
    assert "can't be read" in english
    assert not [sign for sign in english if "\u4e00" <= sign <= "\u9fff"], english


@pytest.mark.whole
def test_a_readable_text_of_the_same_plan_takes_its_place_and_cases_go_on_under_it(line: CommandLine) -> None:
    told = ("--level", "urgent", "--channel", "phone", "--values", "-", "--as", "wangmin", "--json")
    number = line("act", "complaint.register", *told, stdin='{"content": "收费争议"}').json["subject"]
    sound, other = line.folder / "sound.toml", line.folder / "other.toml"
    sound.write_text(pack_text("rural-commercial-bank"), encoding="utf-8")
    other.write_text(pack_text("company"), encoding="utf-8")
    assert "不必换" in line("db", "replan", str(sound)).err
    write_plan(line.folder, BROKEN)
    assert line("complaint", "show", number).code == 1
    assert "company" in line("db", "replan", str(other)).err
    done = line("db", "replan", str(sound), "--json")
    assert (done.code, done.json["version"]) == (0, 1), done.err
    assert line("complaint", "show", number).code == 0
    assert line("db", "check").code == 0
    assert "凭密钥换上预案文本" in line("journal", "follow", "--once").out
    write_plan(line.folder, numbered(pack_text("rural-commercial-bank"), 99))
    # Only this program is too old: what a newer one can read is not thrown away.
    assert "升级" in line("db", "replan", str(sound)).err


def test_a_newer_schema_is_refused_by_its_name_backed_up_and_exported(line: CommandLine) -> None:
    database = open_database(line.folder / "room.sqlite3")
    with closing(database), database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'years_ahead'")
        connection.exec_driver_sql("ALTER TABLE journal_head RENAME COLUMN settled TO done")
        connection.exec_driver_sql("CREATE TABLE later (id INTEGER PRIMARY KEY, what TEXT)")
        connection.exec_driver_sql("INSERT INTO later VALUES (1, 'something new')")
    writes = ("act", "log.write", "--text", "x", "--as", "liwei")
    for words in (("status",), ("doctor",), ("db", "upgrade"), ("db", "check"), writes):
        ran = line(*words)
        assert ran.code == 1, words
        assert "years_ahead" in ran.out + ran.err, words
    copy = line.folder / "copy"
    made = line("db", "backup", str(copy), "--json")
    assert (made.code, made.json["schema"], made.json["proven"]) == (0, "years_ahead", False), made.err
    assert made.json["entries"] == 1
    assert "years_ahead" in line("db", "restore", str(copy)).err
    out = line("db", "export", str(line.folder / "out"), "--json")
    assert out.code == 0, out.err
    assert json.loads((line.folder / "out/tables/later.jsonl").read_text(encoding="utf-8")) == {"id": 1, "what": "something new"}


@pytest.mark.parametrize("name", few(["0.1.0-first", "0.1.0-halfway"], "0.1.0-halfway"))
def test_an_upgrade_that_would_leave_a_room_without_its_plan_changes_nothing(name: str, tmp_path: Path) -> None:
    url = unpack(name, tmp_path / "keys")
    (tmp_path / "keys" / "room.sqlite3").rename(tmp_path / "room.sqlite3")
    line = CommandLine(tmp_path)
    database = open_database(url.replace("/keys/", "/"))
    with closing(database):
        was = migrate.version(database)
        with database.write_engine.begin() as connection:
            connection.exec_driver_sql("UPDATE planversion SET text = replace(text, 'rank = 0', 'rank = -1')")
        ran = line("db", "upgrade")
        assert ran.code == 1
        assert "第 1 版预案（rural-commercial-bank）读不出" in ran.err
        assert "db export" in ran.err
        assert migrate.version(database) == was
    (plan,) = [each for each in line("doctor", "--json").json["checks"] if each["name"] == "plan"]
    assert not plan["ok"]
    assert line("db", "export", str(tmp_path / "out")).code == 0


@pytest.mark.parametrize(
    "gone",
    few(["DROP TABLE watch", "DROP TABLE command", "ALTER TABLE person DROP COLUMN deputy"], "DROP TABLE watch"),
)
def test_a_schema_that_is_not_what_it_says_is_refused_and_left_as_it_was(gone: str, tmp_path: Path) -> None:
    """Programs from before any release changed a migration in place; their rooms bear its name all the same."""
    unpack("0.1.0-first", tmp_path / "keys")
    (tmp_path / "keys" / "room.sqlite3").rename(tmp_path / "room.sqlite3")
    line = CommandLine(tmp_path)
    with closing(open_database(tmp_path / "room.sqlite3")) as database:
        with database.write_engine.begin() as connection:
            connection.exec_driver_sql(gone)
        before = tables(database)
        ran = line("db", "upgrade")
        assert ran.code == 1
        assert "写着结构 0001" in ran.err
        assert "db export" in ran.err
        assert (migrate.version(database), tables(database)) == ("0001", before)
    assert line("db", "backup", str(tmp_path / "copy")).code == 0
    assert line("db", "export", str(tmp_path / "out")).code == 0


def test_upgrade_and_backup_never_send_a_person_in_a_circle(tmp_path: Path) -> None:
    """Before, `db backup` named `db upgrade`, which named `db backup`."""
    unpack("0.1.0-halfway", tmp_path / "keys")
    (tmp_path / "keys" / "room.sqlite3").rename(tmp_path / "room.sqlite3")
    line = CommandLine(tmp_path)
    refused = line("status")
    assert "请先备份，再运行 dutyroom db upgrade" in refused.err
    assert line("db", "backup", str(tmp_path / "copy")).code == 0
    ran = line("db", "upgrade", "--json")
    assert (ran.code, ran.json["schema"], ran.json["from"]) == (0, HISTORY[-1], "plan_life"), ran.err
    (plan,) = ran.json["plans"]
    assert plan["readable"]
    assert any("读作报送对象" in each for each in plan["carried"])
    assert line("status").code == 0
    assert "读作报送对象" in line("plan", "carried").out
    doctor = {each["name"]: each for each in line("doctor", "--json").json["checks"]}
    assert doctor["plan"]["ok"]
    assert "按旧格式写成" in doctor["plan"]["found"]


def test_all_that_a_room_holds_can_be_exported_and_what_is_personal_only_on_record(line: CommandLine) -> None:
    told = ("--level", "urgent", "--channel", "phone", "--values", "-", "--as", "wangmin", "--json")
    stdin = '{"content": "收费争议", "name": "欧阳长风", "phone": "13812345678"}'
    number = line("act", "complaint.register", *told, stdin=stdin).json["subject"]
    write_plan(line.folder, BROKEN)
    plain, sealed = line.folder / "plain", line.folder / "sealed"
    done = line("db", "export", str(sealed), "--json").json
    assert (done["personal"], done["seq"], done["unread"]) == (0, 0, [])
    files = {file.relative_to(sealed): file.read_text(encoding="utf-8") for file in sealed.rglob("*") if file.is_file()}
    assert not [name for name, text in files.items() if "欧阳长风" in text or "13812345678" in text]
    assert files[Path("plans/rural-commercial-bank-1.toml")] == BROKEN
    cases = [json.loads(each) for each in files[Path("tables/complaint.jsonl")].splitlines()]
    assert [each["number"] for each in cases] == [number]
    assert len(files[Path("tables/journal.jsonl")].splitlines()) >= 3
    done = line("db", "export", str(plain), "--personal", "--json").json
    assert done["seq"] > 0
    people = [json.loads(each) for each in (plain / "personal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"subject": number, "name": "欧阳长风", "phone": "13812345678"}.items() <= people[0].items()
    assert stat.S_IMODE(plain.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in plain.rglob("*.jsonl")} == {0o600}
    assert "文件已存在" in line("db", "export", str(plain)).err
    # The plan can be read again some day: then the record says that it was done.
    write_plan(line.folder, pack_text("rural-commercial-bank"))
    assert "凭密钥导出" in line("journal", "follow", "--once").out


@pytest.mark.whole
def test_an_exercise_of_an_older_schema_is_upgraded_by_the_command_that_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    """The command of a live room's refusal would upgrade the live room."""
    folder = exercise_folder() / "2026-1"
    unpack("0.1.0-halfway-exercise", folder)
    (folder / DEMO_KEYS).mkdir()
    (folder / "room.key").rename(folder / DEMO_KEYS / "room.key")
    assert main(["exercise", "report", "2026-1", str(folder / "report.docx")]) == 1
    command = f"dutyroom --database {folder / 'room.sqlite3'} db upgrade"
    assert command in capsys.readouterr().err
    assert main(command.split()[1:]) == 0
    assert main(["exercise", "list"]) == 0
    assert "2026-1" in capsys.readouterr().out.split("得分")[-1]


async def test_the_console_calls_an_unreadable_plan_by_its_name(line: CommandLine) -> None:
    write_plan(line.folder, BROKEN)
    with closing(Front(str(line.folder / "room.sqlite3"), RoomKeys.open(line.folder / "keys"), WallClock())) as room:
        rows, head = room.first_page(80)
        app = DutyroomApp(room, rows, head)
        async with app.run_test(size=(120, 32)) as pilot:
            await until(pilot, lambda: app.outage is not None)
            await until(pilot, lambda: any("预案读不出" in each for each in lines(app)))
            said = "\n".join(lines(app))
            assert "第 1 版预案" in said
            assert "重连" not in said
            assert "数据中断" not in said
            # It is mended while the console stands open.
            write_plan(line.folder, pack_text("rural-commercial-bank"))
            await until(pilot, lambda: app.outage is None and any("数据正常" in each for each in lines(app)))


def test_what_no_waiting_mends_keeps_calls_on_the_machine() -> None:
    """A call is never refused because something behind the console can't be read."""
    assert UNREADABLE <= LOST


def test_limits_that_cant_be_read_are_called_by_their_name(line: CommandLine) -> None:
    code = limits_names()[0]
    database, keys = open_database(line.folder / "room.sqlite3"), RoomKeys.open(line.folder / "keys")
    with closing(database):
        for text, part in ((limits_text(code).replace("format = 1", "format = 99"), "升级"), ("format = 1", "db export")):
            with database.write() as session:
                write_setting(session, "limits", {"code": code, "text": text})
                append(session, keys, at=WallClock().now(), actor="", role="", kind="plan.limits", command_id=uuid4().hex)
            ran = line("status")
            assert ran.code == 1
            assert f"生效的监管时限（{code}）读不出" in ran.err
            assert part in ran.err
            with database.read() as session:
                (no,) = beside_the_plan(session)
            assert isinstance(no, Refusal)
            assert any(each["name"] == "plans" and not each["ok"] for each in line("doctor", "--json").json["checks"])
