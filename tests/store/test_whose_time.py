"""Whose time an act bears: on a file the machine's, on a server the server's, whatever the machines' own clocks show."""

from __future__ import annotations

import json
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import col, select

from dutyroom import bootstrap
from dutyroom.bootstrap import open_room
from dutyroom.cli.main import main
from dutyroom.console.app import DutyroomApp
from dutyroom.console.exercise_app import ExerciseApp
from dutyroom.domain.act import Command
from dutyroom.domain.clock import zone
from dutyroom.domain.clock.zone import data_version, time_zone
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan import clocks, reader
from dutyroom.services.front.front import Front
from dutyroom.services.plan.founding import Member, found
from dutyroom.services.room.clock import Clock, ExerciseClock, ServerClock, WallClock, run_from
from dutyroom.settings.board_views import Shelf
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.record import JournalEntry
from tests.copies import ready
from tests.databases import Databases

MEMBERS = (Member("liwei", "李伟", secret="secret-123", shift="lead"), Member("wangmin", "王敏", secret="secret-123"))
APART = timedelta(minutes=7)


@pytest.fixture
def room_url(databases: Databases, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch) -> str:
    """A founded room."""
    monkeypatch.setenv("DUTYROOM_KEYS", str(keys.folder))

    def make(url: str, keys: RoomKeys) -> None:
        ready(url, keys)
        with closing(Front(url, keys, WallClock())) as room:
            found(room, "县农商银行", pack_text("company"), MEMBERS, cheap=True)

    return databases.copy("whose-time", make)


def test_the_wall_of_an_exercise_on_a_server_is_the_servers(monkeypatch: pytest.MonkeyPatch, room_url: str) -> None:
    """Its frame tells the time of everybody's watch; a machine that is minutes off would tell its own."""
    made: list[DutyroomApp] = []
    monkeypatch.setattr(bootstrap, "_run", lambda _room, app, keeps=False: made.append(app) or 0)
    server = datetime.now(UTC) + APART
    clock = ExerciseClock(ServerClock(server), run_from(server, server - timedelta(days=2), 60))
    with closing(open_room(room_url, clock)) as room:
        bootstrap.run_exercise(room, Shelf(), *room.first_page(0))
    (app,) = made
    assert isinstance(app, ExerciseApp)
    assert app.wall_now is not None
    assert abs(app.wall_now() - server) < APART / 2


def _acts(url: str, clock: Clock | None) -> list[datetime]:
    """When four acts happened, by two machines of which one is ahead and one behind."""
    real = datetime.now(UTC)
    for number in range(4):
        with time_machine.travel(real + (APART if number % 2 else -APART), tick=True), closing(open_room(url, clock)) as room:
            room.perform(Command("log.write", "liwei", "", f"act-{number}", values={"text": f"第{number}条"}))
    return _written(url, "act-")


def _written(url: str, ids: str) -> list[datetime]:
    """The times that those entries of the record bear, in its order."""
    query = select(JournalEntry.at).where(col(JournalEntry.command_id).startswith(ids)).order_by(col(JournalEntry.seq))
    with closing(open_room(url)) as room, room.database.read() as session:
        return list(session.exec(query).all())


@pytest.mark.whole
@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_machines_apart_write_in_the_servers_time(room_url: str) -> None:
    began = datetime.now(UTC)
    bear = _acts(room_url, None)
    assert len(bear) == 4
    assert bear == sorted(bear)
    assert began <= bear[0] <= bear[-1] <= datetime.now(UTC)
    # The control: by each machine's own clock one act comes before the one it answers.
    theirs = _acts_by_their_own(room_url)
    assert theirs != sorted(theirs)


def _acts_by_their_own(url: str) -> list[datetime]:
    real = datetime.now(UTC)
    for number in (2, 1):
        with time_machine.travel(real + number * APART, tick=True), closing(open_room(url, WallClock())) as room:
            room.perform(Command("log.write", "liwei", "", f"own-{number}", values={"text": f"自第{number}条"}))
    return _written(url, "own-")


@pytest.mark.whole
@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_step_of_the_machines_clock_is_nobodys_time(room_url: str) -> None:
    real = datetime.now(UTC)
    with closing(open_room(room_url)) as room:
        with time_machine.travel(real + timedelta(hours=5), tick=True):
            assert abs(room.now() - real) < timedelta(minutes=2)
        # Nor is what a machine thinks that slept: the next look puts it right.
        room.clock.hear(real - timedelta(hours=3))  # type: ignore[attr-defined]
        room.wait(0, 0)
        assert abs(room.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_doctor_says_how_far_the_machine_is(room_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    real = datetime.now(UTC)
    for off, words, well in ((0, "一致", True), (420, "本机快", False), (-420, "本机慢", False)):
        with time_machine.travel(real + timedelta(seconds=off), tick=True):
            main(["--database", room_url, "doctor", "--json"])
        (line,) = (each for each in json.loads(capsys.readouterr().out)["checks"] if each["name"] == "clock")
        assert (words in line["found"], line["ok"]) == (True, well), line


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_on_a_file_it_is_the_machines(room_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    real = datetime.now(UTC)
    with time_machine.travel(real + APART, tick=True), closing(open_room(room_url)) as room:
        assert abs(room.now() - real - APART) < timedelta(minutes=1)
    main(["--database", room_url, "doctor", "--json"])
    found = {each["name"]: each["found"] for each in json.loads(capsys.readouterr().out)["checks"]}
    assert found["clock"] == "以本机为准"
    assert found["zone"] == f"tzdata {data_version()}"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What is known of zones is looked for anew, and again afterwards."""
    before = zoneinfo.TZPATH
    yield monkeypatch
    monkeypatch.undo()
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()
    time_zone.cache_clear()
    clocks._calendar.cache_clear()


def _look_only(folder: Path) -> None:
    zoneinfo.reset_tzpath([str(folder)])
    zoneinfo.ZoneInfo.clear_cache()
    time_zone.cache_clear()
    # What was read and reckoned before keeps its zone.
    for known in (clocks._calendar, reader._sound, reader.reread_plan):
        known.cache_clear()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_machine_without_zone_data_is_told_so(
    room_url: str, bare: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Its parts too, which another test may have loaded.
    for name in {"tzdata", *(each for each in sys.modules if each.startswith("tzdata."))}:
        bare.setitem(sys.modules, name, None)
    _look_only(tmp_path / "nothing")
    for command in (("status",), ("doctor",), ("plan", "check", "company")):
        assert main(["--database", room_url, *command]) == 1
        said = "".join(capsys.readouterr())
        assert "没有时区数据" in said, (command, said)
        assert "程序出错" not in said


def test_old_data_of_the_machine_is_not_gone_by(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its Shanghai is as far from it as Greenwich."""
    with pytest.raises(Refusal) as no:
        time_zone("Asia/Nowhere")
    assert no.value.code == "bad_zone"
    own = Path(sys.modules["tzdata"].__file__ or "").parent / "zoneinfo"
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia" / "Shanghai").write_bytes((own / "Etc" / "GMT").read_bytes())
    _look_only(tmp_path)
    noon = datetime(2026, 9, 30, 12, tzinfo=UTC)
    assert noon.astimezone(time_zone("Asia/Shanghai")).hour == 20
    # The control: by the machine's it would be noon.
    assert noon.astimezone(zoneinfo.ZoneInfo("Asia/Shanghai")).hour == 12
    bare.setattr(zone, "_data", lambda: None)
    time_zone.cache_clear()
    assert noon.astimezone(time_zone("Asia/Shanghai")).hour == 12
    for wrong in ("../../etc/passwd", "/etc/localtime", "", "Asia/Shanghai\n", "Asia"):
        with pytest.raises(Refusal):
            time_zone(wrong)
