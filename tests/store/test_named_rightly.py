"""A fault is told of what has it: a backup's of the backup, a target's of the target; and nothing half-made is left."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.cli.main import main
from dutyroom.cli.words import write_new
from dutyroom.domain.errors import Refusal
from dutyroom.outbound.workbook import write_workbook
from dutyroom.settings.files import new_file, unwritten
from dutyroom.store import driver, export, migrate
from dutyroom.store.backup import backup, restore
from dutyroom.store.engine import Database, open_database
from dutyroom.store.faults import by_state
from dutyroom.store.keys import RoomKeys
from tests.store.acts import START, act

sqlite_only = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def _torn(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:4096] + b"\xa5" * 200_000)


def _empty(copy: Path) -> None:
    copy.write_bytes(b"")


def _foreign(copy: Path) -> None:
    copy.write_text("值班日志\n" * 2000, encoding="utf-8")


@sqlite_only
@pytest.mark.parametrize("spoil", [_torn, _empty, _foreign], ids=lambda spoil: spoil.__name__)
def test_a_bad_backup_is_not_told_as_the_rooms_own(
    database: Database, keys: RoomKeys, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    act(database, keys, "before")
    copy = tmp_path / "copy"
    backup(database, keys, copy)
    spoil(copy)
    with pytest.raises(Refusal) as no:
        restore(copy, database, keys, START)
    assert str(copy) in no.value.message
    assert "现有的数据库没有改动" in no.value.message
    assert no.value.hint == "请换一份备份。"
    assert act(database, keys, "after") == 2


@sqlite_only
def test_a_full_disk_of_the_copy_is_told_of_the_copy(
    database: Database, keys: RoomKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise driver.Error("database or disk is full")

    monkeypatch.setattr("dutyroom.store.backup._plain", full)
    with pytest.raises(Refusal) as no:
        backup(database, keys, tmp_path / "copy")
    assert no.value.message == f"写不了文件：{tmp_path / 'copy'}（磁盘已满）"
    assert not (tmp_path / "copy").exists()


def test_half_a_file_is_not_left(tmp_path: Path) -> None:
    def half(file: Path, cut: BaseException) -> None:
        with new_file(file, encoding="utf-8") as out:
            out.write("half")
            raise cut

    for cut in (OSError(errno.ENOSPC, "full"), KeyboardInterrupt(), ValueError()):
        with pytest.raises(Refusal if isinstance(cut, OSError) else type(cut)):
            half(tmp_path / "half", cut)
        assert not (tmp_path / "half").exists()


@pytest.mark.parametrize(
    "write", [lambda file: write_new(file, "x"), lambda file: write_workbook(file, [("a", [["b"]])])], ids=["text", "workbook"]
)
def test_why_a_file_was_not_written(tmp_path: Path, write: Callable[[Path], None]) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    for file, words in (
        (there, "文件已存在"), (tmp_path / "no" / "file", "没有这个文件夹"), (tmp_path / ("x" * 300), "文件名太长"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as no:
            write(file)
        assert words in no.value.message
    assert there.read_text() == "mine"
    assert "磁盘只读" in unwritten(there, OSError(errno.EROFS, "")).message


@sqlite_only
def test_half_an_export_is_not_left(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, lines: object) -> int:
        file.write_text("half")
        raise unwritten(file, OSError(errno.ENOSPC, ""))

    monkeypatch.setattr(export, "_write", full)
    with pytest.raises(Refusal, match="磁盘已满"):
        export.export(database, tmp_path / "all")
    assert not (tmp_path / "all").exists()


@pytest.mark.parametrize("command", ["check", "scrub", "backup copy", "export all", "erase-again"])
def test_no_room_is_told_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert main(["--database", str(tmp_path / "none.sqlite3"), "db", *command.split()]) == 1
    assert "没有这个数据库文件" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite3").exists()
    assert not (tmp_path / "all").exists()


def test_the_demo_does_not_pass_for_the_room_that_was_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It went by ``--database`` in silence: somebody showed the sample people as those of their room."""
    assert main(["--database", str(tmp_path / "ours.sqlite3"), "demo", "--headless"]) == 1
    assert "演示自带数据库" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_address_with_something_unreadable_is_not_told_as_out_of_reach(database_url: str) -> None:
    with closing(open_database(f"{database_url}&bogus=1")) as opened, pytest.raises(Refusal) as no:
        migrate.check(opened)
    assert no.value.code == "bad_url"
    assert "重试" not in no.value.hint


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_doctor_sees_a_server_that_takes_no_acts(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert main(["--database", f"{database_url}&options=-cdefault_transaction_read_only%3Don", "doctor"]) == 1
    assert "问题  服务器：已设为只读" in capsys.readouterr().out


def test_a_database_closed_for_maintenance_has_its_words() -> None:
    assert by_state("55000").code == "not_let_in"
