"""A room on a file, folder or share that can't be written: read whole, and every act says why it is not done."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from dutyroom.cli.main import main
from dutyroom.domain.errors import Refusal
from dutyroom.store import driver
from dutyroom.store.backup import backup, prove
from dutyroom.store.engine import open_database
from dutyroom.store.feed import Feed
from dutyroom.store.first_page import first_page
from dutyroom.store.keys import RoomKeys
from tests.patience import PATIENCE_S
from tests.store.acts import act

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@contextmanager
def unwritable(folder: Path) -> Iterator[Path]:
    """The folder as somebody sees who may only read it."""
    if os.geteuid() == 0:
        # Modes mean nothing to root; a mount does.
        seen = folder.with_name(f"{folder.name}-seen")
        seen.mkdir()
        subprocess.run(["mount", "--bind", folder, seen], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", seen], check=True)
            yield seen
        finally:
            subprocess.run(["umount", "-l", seen], check=True)
        return
    files = [folder, *folder.iterdir()]
    modes = [(each, each.stat().st_mode) for each in files]
    for each, mode in modes:
        each.chmod(mode & ~0o222)
    try:
        yield folder
    finally:
        for each, mode in modes:
            each.chmod(mode)


@pytest.fixture
def folder(database_url: str, keys: RoomKeys, tmp_path: Path) -> Path:
    """A folder of its own with a room of three acts that was closed in peace."""
    with closing(open_database(database_url)) as room:
        for number in range(3):
            act(room, keys, f"c-{number}")
    kept = tmp_path / "kept"
    kept.mkdir()
    shutil.copy(driver.Path(database_url.removeprefix("sqlite:///")), kept / "room.sqlite3")
    return kept


def _read_but_not_written(file: Path, keys: RoomKeys, acts: int, copy: Path) -> None:
    with closing(open_database(file)) as room, closing(Feed(room)) as feed:
        assert first_page(file, 5)[1]["seq"] == feed.wait(0, PATIENCE_S) == acts
        assert prove(room, keys).count == acts
        with pytest.raises(Refusal) as no:
            act(room, keys, "later")
        assert no.value.code == "read_only"
        assert backup(room, keys, copy).count == acts


def test_a_room_that_was_closed_in_peace(folder: Path, keys: RoomKeys, tmp_path: Path) -> None:
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    with unwritable(folder) as seen:
        _read_but_not_written(seen / "room.sqlite3", keys, 3, tmp_path / "copy")
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_a_room_beside_which_a_console_works(folder: Path, keys: RoomKeys, tmp_path: Path) -> None:
    """Somebody with more rights writes meanwhile; what they wrote before and after is seen."""
    with unwritable(folder) as seen, ExitStack() as close:
        mine = close.enter_context(closing(open_database(seen / "room.sqlite3")))
        feed = close.enter_context(closing(Feed(mine)))
        assert feed.wait(0, PATIENCE_S) == 3
        if os.geteuid() != 0:
            folder.chmod(0o700)
            (folder / "room.sqlite3").chmod(0o600)
        theirs = close.enter_context(closing(open_database(folder / "room.sqlite3")))
        assert act(theirs, keys, "theirs-1") == 4
        if os.geteuid() != 0:
            folder.chmod(0o500)
        assert feed.wait(3, PATIENCE_S) == 4
        assert prove(mine, keys).count == 4
        _read_but_not_written(seen / "room.sqlite3", keys, 4, tmp_path / "copy")


def test_a_room_whose_log_holds_a_part(folder: Path, keys: RoomKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a power cut leaves it: with the log's index it is read whole, without it that is said."""
    crashed = tmp_path / "crashed"
    with closing(open_database(folder / "room.sqlite3")) as room:
        act(room, keys, "unmerged")
        shutil.copytree(folder, crashed)
    with unwritable(crashed) as seen:
        _read_but_not_written(seen / "room.sqlite3", keys, 4, tmp_path / "copy")
    (crashed / "room.sqlite3-shm").unlink()
    shutil.rmtree(tmp_path / "crashed-seen", ignore_errors=True)
    with unwritable(crashed) as seen:
        assert main(["--database", str(seen / "room.sqlite3"), "status"]) == 1
        said = capsys.readouterr().err
        assert "-wal" in said
        assert said.count("\n") == 1


def test_a_share_may_be_read_where_nothing_can_be_written(
    folder: Path, keys: RoomKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "file_system", lambda path, mounts=None: "cifs")
    with pytest.raises(Refusal) as no:
        first_page(folder / "room.sqlite3", 1)
    assert no.value.code == "network_file_system"
    with unwritable(folder) as seen:
        assert first_page(seen / "room.sqlite3", 1)[1]["seq"] == 3
