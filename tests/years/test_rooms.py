"""A room of every release is opened by today's program, upgraded, written to, read in full, taken down and up again."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.services.documents.journal import journal_lines
from dutyroom.services.exercise.setting_up import FACILITATOR, JumpingClock
from dutyroom.services.front.front import Front
from dutyroom.services.plan.readable import plan_states, refuse_unreadable
from dutyroom.services.room.exercise import scenario_of
from dutyroom.services.room.vault import Vault
from dutyroom.store import migrate
from dutyroom.store.backup import backup, prove, restore
from dutyroom.store.claim import upgrade
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.replay import snapshot
from dutyroom.store.schema import HISTORY
from tests.databases import Databases
from tests.services.conftest import HandClock, Played
from tests.whole import few
from tests.years.kept import EXERCISES, LIVE, ROOMS, put_on, tables, unpack

CARRIED_ON = "升级之后照常值班"
AT = "2026-09-30T17:55:00+08:00"


@pytest.fixture(params=few(ROOMS, "0.1.0-first"))
def kept(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> tuple[str, str, Path]:
    """The name of a kept room, its address and the folder of its key."""
    folder = tmp_path / "kept"
    return request.param, put_on(databases.empty(), request.param, folder), folder


@pytest.fixture
def old(kept: tuple[str, str, Path]) -> Iterator[tuple[str, Database, Path]]:
    name, url, folder = kept
    with closing(open_database(url)) as database:
        yield name, database, folder


def brought_up(database: Database, folder: Path) -> RoomKeys:
    """What `dutyroom db upgrade` does."""
    if migrate.is_older(migrate.version(database)):
        refuse_unreadable(database, HandClock(AT).now())
    _reached, keys = upgrade(database, folder)
    with database.write() as session:
        Vault(keys).index_again(session)
    return keys


def rows(database: Database) -> dict[str, dict[str, object]]:
    with database.read() as session:
        return snapshot(session)  # type: ignore[return-value]


def test_a_room_of_every_release_goes_up_down_and_up_again_and_loses_nothing(old: tuple[str, Database, Path]) -> None:
    name, database, folder = old
    was = migrate.version(database)
    assert was in HISTORY, name
    before = tables(database)
    (state,) = plan_states(database, HandClock(AT).now())
    assert state.in_force
    assert state.no is None
    assert state.carried, "no release yet speaks today's format of plans"
    keys = brought_up(database, folder)
    prove(database, keys)
    first = rows(database)
    assert len(first["person"]) >= 10
    migrate.downgrade(database, was)
    assert tables(database) == before
    brought_up(database, folder)
    prove(database, keys)
    assert rows(database) == first


@pytest.mark.whole
def test_it_is_written_to_read_in_full_and_what_was_written_outlives_the_way_down_and_up(old: tuple[str, Database, Path]) -> None:
    name, database, folder = old
    was = migrate.version(database)
    keys = brought_up(database, folder)
    read, write = (read_exercise, write_exercise) if name in EXERCISES else (read_live, write_live)
    read(database.url, keys)
    written = write(database.url, keys)
    prove(database, keys)
    read(database.url, keys)
    migrate.downgrade(database, was)
    brought_up(database, folder)
    with closing(Front(database.url, keys, HandClock(AT))) as room:
        assert written in "\n".join(journal_lines(room))
    read(database.url, keys)


def read_live(url: str, keys: RoomKeys) -> None:
    """All that a console shows of the room."""
    with closing(Front(url, keys, HandClock(AT))) as room:
        numbers = [row.number for page in room.board() for row in page]
        assert numbers
        for number in numbers:
            assert room.complaint(number).clocks
        view = room.emergency("2026-1")
        assert view.stage == "responding"
        assert len(view.timeline) > 5
        assert [each.code for each in view.workstreams if each.state == "active"]
        assert len(room.log(limit=200)) >= 15
        assert room.plans().versions
        assert room.summary().emergencies
        assert room.roster()


def write_live(url: str, keys: RoomKeys) -> str:
    """What was open goes on: a statement is approved and published, a new case comes in, work is done, acts of today too."""
    with closing(Played(url, keys, HandClock(AT))) as room:
        room.act("statement.approve", "qianming", "P1", outcome="approve")
        room.act("statement.publish", "wuting", "P1", where="官网")
        room.act("emergency.command", "zhaoguoqiang", "2026-1", reason="已到现场")
        case = {"level": "important", "channel": "phone", "content": "排队太久", "name": "孙七"}
        room.act("complaint.acknowledge", "liwei", room.act("complaint.register", "wangmin", **case).subject)
        # Acts that no program of the first days knew: whoever did what they follow from does them.
        room.act("emergency.decide", "zhaoguoqiang", "2026-1", question="是否增派保安", choice="增派两名", reason="人多")
        room.act("duty.add", "liwei", kind="opinion", title="检查消防通道", due="2026-10-08T10:00", owner="wangmin")
        assert room.emergency("2026-1").commander == "赵国强"
        assert next(each.state for each in room.emergency("2026-1").papers if each.id == 1) == "published"
        room.act("log.write", "liwei", text=CARRIED_ON)
    return CARRIED_ON


def read_exercise(url: str, keys: RoomKeys) -> None:
    with closing(Front(url, keys, JumpingClock(HandClock("2026-10-12T09:00:00+08:00").now()))) as room:
        assert room.exercise().injects
        with room.database.read() as session:
            assert scenario_of(session).injects[0].sender.name


def write_exercise(url: str, keys: RoomKeys) -> str:
    with closing(Front(url, keys, JumpingClock(HandClock("2026-10-12T09:00:00+08:00").now()))) as room:
        if room.exercise().began is None:
            room.perform(Command("exercise.begin", FACILITATOR, "facilitator", "begin-1"))
        seen = {"text": "照常开始", "kind": "strength"}
        room.perform(Command("observation.add", FACILITATOR, "facilitator", "seen-1", values=seen))
    return "seen-1"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_it_is_backed_up_as_it_is_and_restored_as_today(old: tuple[str, Database, Path], tmp_path: Path) -> None:
    name, database, folder = old
    was, keys = migrate.version(database), RoomKeys.open(folder)
    made = backup(database, keys, tmp_path / "copy")
    assert (made.schema, made.proven) == (was, was == HISTORY[-1])
    assert made.count
    # The copy is the room as it was: whoever has its program can go on with that.
    with closing(open_database(tmp_path / "copy")) as copy:
        assert migrate.version(copy) == was
    brought_up(database, folder)
    if name in LIVE:
        write_live(database.url, keys)
    done = restore(tmp_path / "copy", database, keys, HandClock(AT).now())
    assert done.upgraded == ("" if made.proven else was)
    assert migrate.version(database) == HISTORY[-1]
    prove(database, keys)
    assert CARRIED_ON not in str(rows(database))


@pytest.mark.parametrize("name", few(["0.1.0-first", "0.1.0-halfway"], "0.1.0-halfway"))
def test_a_broken_older_room_is_neither_backed_up_nor_restored_as_sound(name: str, tmp_path: Path) -> None:
    """The control: the copy's chain is looked at whatever its schema."""
    url, keys = unpack(name, tmp_path / "kept"), RoomKeys.open(tmp_path / "kept")
    with closing(open_database(url)) as database:
        backup(database, keys, tmp_path / "whole")
        with database.write_engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
            connection.exec_driver_sql("UPDATE journal SET actor = 'nobody' WHERE seq = 3")
        with pytest.raises(Refusal) as no:
            backup(database, keys, tmp_path / "broken")
        assert no.value.code == "broken_chain"
        assert not (tmp_path / "broken").exists()


def test_every_release_has_kept_its_room() -> None:
    changes = (Path(__file__).resolve().parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    released = [line.split()[1] for line in changes.splitlines() if line.startswith("## ") and "Unreleased" not in line]
    assert released
    assert {*released, "0.1.0"} <= set(ROOMS)
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == released[0]
    assert all((Path(__file__).parent / "rooms" / f"{name}.tar.xz").stat().st_size < 300_000 for name in ROOMS)
