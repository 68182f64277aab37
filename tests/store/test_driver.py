"""One SQLite library, never WAL on an affected one, never a network file system."""

from __future__ import annotations

import ast
import re
import stat
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.store import driver
from dutyroom.store.driver import Mode

ROOT = Path(__file__).resolve().parents[2]
SAFE, WAL = Mode("DELETE", "EXTRA"), Mode("WAL", "FULL")


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ("3.6.23", SAFE), ("3.7.0", SAFE), ("3.37.2", SAFE), ("3.40.1", SAFE), ("3.44.5", SAFE), ("3.44.6", WAL),
        ("3.44.9", WAL), ("3.45.0", SAFE), ("3.45.3", SAFE), ("3.46.1", SAFE), ("3.49.2", SAFE), ("3.50.0", SAFE),
        ("3.50.6", SAFE), ("3.50.7", WAL), ("3.50.8", WAL), ("3.51.0", SAFE), ("3.51.1", SAFE), ("3.51.2", SAFE),
        ("3.51.3", WAL), ("3.52.0", WAL), ("3.53.4", WAL), ("4.0.0", WAL),
    ],
)  # fmt: skip
def test_an_affected_library_never_runs_wal(
    version: str, mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(driver.connect(tmp_path / "room.sqlite3")) as before:
        before.execute("CREATE TABLE t (x)")
        assert before.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    monkeypatch.setattr(driver.dbapi2, "sqlite_version", version)
    with closing(driver.connect(tmp_path / "room.sqlite3")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == (mode.journal.lower(),)
        assert connection.execute("PRAGMA synchronous").fetchone() == (
            {"FULL": 2, "EXTRA": 3}[mode.synchronous],
        )
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (driver.BUSY_TIMEOUT_MS,)
    assert driver.describe()["journal"] == mode.journal


def test_a_reader_cannot_write_nor_make_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as no:
        driver.connect(tmp_path / "none", readonly=True)
    assert no.value.code == "no_database"
    assert not (tmp_path / "none").exists()
    driver.connect(tmp_path / "room").close()
    with closing(driver.connect(tmp_path / "room", readonly=True)) as reader, pytest.raises(driver.Error):
        reader.execute("CREATE TABLE t (x)")


def test_what_is_no_database_is_refused_and_kept(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("尊敬的客户：" * 400)
    with pytest.raises(Refusal) as no:
        driver.connect(file)
    assert no.value.code == "not_a_database"
    assert file.read_text() == "尊敬的客户：" * 400
    with pytest.raises(Refusal) as no:
        driver.connect(tmp_path / "no" / "such" / "folder")
    assert no.value.code == "no_database"
    assert capfd.readouterr().err == "", "the library talks to stderr, over the screen"


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local xfs rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
tmpfs /srv tmpfs rw 0 0
server:/srv /srv nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/room.sqlite3", "ext4"), ("/home/li/room", "nfs4"), ("/home/local/room", "xfs"),
        ("/home-not/room", "ext4"), ("/mnt/my share/room", "cifs"), ("/srv/room", "nfs"),
    ],
)  # fmt: skip
def test_the_file_system_is_told_from_the_mounts(path: str, kind: str) -> None:
    assert driver.file_system(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(driver, "file_system", lambda _path: kind)
    with pytest.raises(Refusal) as no:
        driver.connect(tmp_path / "room")
    assert no.value.code == "network_file_system"
    assert kind in no.value.message
    assert not (tmp_path / "room").exists()


def test_nobody_imports_another_sqlite() -> None:
    """Two libraries on one file in one process lose acknowledged commits; tests and bench share our processes."""
    sources = [
        file
        for room in ("dutyroom", "tests", "bench", "db", "scripts")
        for file in (ROOT / room).rglob("*.py")
    ]
    assert len(sources) > 50
    for file in sources:
        text = file.read_text(encoding="utf-8")
        # Only what names one of them can import it, and understanding all files takes seconds.
        for node in ast.walk(ast.parse(text)) if re.search("sqlite|apsw|sqlcipher", text) else ():
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found = {name.partition(".")[0] for name in names} & {"sqlite3", "pysqlite3", "apsw", "aiosqlite"}
            assert not found, f"{file}: {found}"
            if "sqlcipher3" in {name.partition(".")[0] for name in names}:
                assert file == ROOT / "dutyroom" / "store" / "driver.py", file


def test_a_new_file_is_private(tmp_path: Path) -> None:
    driver.connect(tmp_path / "room").close()
    assert stat.S_IMODE((tmp_path / "room").stat().st_mode) == 0o600
