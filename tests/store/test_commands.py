"""`dutyroom db`, `audit` and `doctor`, as scripts call them."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from dutyroom.cli.main import main
from dutyroom.settings.paths import database_url, key_folder
from dutyroom.store.claim import keys_for
from dutyroom.store.engine import open_database
from dutyroom.store.erasure import KIND, erase
from dutyroom.store.keys import FILE_NAME
from dutyroom.store.rows.record import SubjectKey
from dutyroom.store.schema import HISTORY
from tests.store.acts import START, act, entry


class Shell:
    """Runs commands on one database and reads what they said."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self._capsys = url, capsys

    def __call__(self, *words: str | Path) -> tuple[int, Any, str]:
        """Exit code, the JSON on standard output, the words on standard error."""
        code = main(["--database", self.url, *map(str, words), "--json"])
        said = self._capsys.readouterr()
        return code, json.loads(said.out), said.err

    def act(self, command_id: str) -> None:
        """Something happens in the room."""
        with closing(open_database(self.url)) as database:
            act(database, keys_for(database, key_folder()), command_id)


@pytest.fixture
def shell(empty_url: str, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(empty_url, capsys)


@pytest.fixture
def file_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(str(tmp_path / "room.sqlite3"), capsys)


def test_a_room_is_made_checked_anchored_and_verified(shell: Shell, tmp_path: Path) -> None:
    assert shell("db", "check")[0] == 1
    for before in ("", HISTORY[-1]):
        code, said, words = shell("db", "upgrade")
        assert (code, said) == (0, {"schema": HISTORY[-1], "from": before, "plans": []})
        assert HISTORY[-1] in words
    for number in range(3):
        shell.act(f"c-{number}")
    code, said, _ = shell("audit", "anchor", tmp_path / "anchors")
    assert (code, said["seq"]) == (0, 3)
    shell.act("c-3")
    code, said, _ = shell("audit", "verify", "--anchor", tmp_path / "anchors")
    assert (code, said["entries"], said["anchors"]) == (0, 4, 1)
    code, said, _ = shell("db", "check")
    assert (code, said["entries"], said["sound"]) == (0, 4, True)


def test_a_broken_chain_is_exit_1_with_the_place(shell: Shell, tmp_path: Path) -> None:
    shell("db", "upgrade")
    shell.act("c-1")
    (tmp_path / "anchors").write_text(json.dumps({"seq": 5, "mac": "x"}))
    code, said, words = shell("audit", "verify", "--anchor", tmp_path / "anchors")
    assert code == 1
    assert said["error"]["code"] == "broken_chain"
    assert "第 5 条" in words
    assert words.count("\n") == 1


def test_backup_and_restore(file_shell: Shell, tmp_path: Path) -> None:
    file_shell("db", "upgrade")
    file_shell.act("c-1")
    code, said, _ = file_shell("db", "backup", tmp_path / "copy")
    assert (code, said["entries"]) == (0, 1)
    assert file_shell("db", "backup", tmp_path / "copy")[1]["error"]["code"] == "exists"
    file_shell.act("c-2")
    code, said, _ = file_shell("db", "restore", tmp_path / "copy")
    assert (code, said["entries"]) == (0, 1)
    assert Path(said["kept"]).exists()
    assert file_shell("db", "check")[1]["entries"] == 1


def test_what_was_erased_is_kept_with_the_anchors_and_erased_again(file_shell: Shell, tmp_path: Path) -> None:
    file_shell("db", "upgrade")
    file_shell.act("c-1")
    with closing(open_database(file_shell.url)) as database:
        keys = keys_for(database, key_folder())
        wrapped = keys.wrap("a", keys.new_key())
        with database.write() as session:
            session.add(SubjectKey(subject="a", wrapped=wrapped))
        assert file_shell("db", "backup", tmp_path / "copy")[0] == 0
        with database.write() as session:
            erase(session, keys, "a", START)
            entry(session, keys, "erase", kind=KIND, subject="a")
        assert file_shell("audit", "anchor", tmp_path / "anchors")[0] == 0
        with database.write() as session:
            session.add(SubjectKey(subject="a", wrapped=wrapped))
    listed = ("--erased", tmp_path / "anchors.erased")
    assert file_shell("db", "erase-again")[1] == {"erased_again": 1}, "the journal knows it"
    Path(file_shell.url).unlink()
    for lost in Path(file_shell.url).parent.glob("room.sqlite3-*"):
        lost.unlink()
    (key_folder() / "erased.list").unlink()
    assert file_shell("db", "restore", tmp_path / "copy", *listed)[1]["erased_again"] == 1
    assert file_shell("db", "check")[0] == 0


@pytest.mark.whole
def test_deleted_rows_are_scrubbed_by_a_command(file_shell: Shell) -> None:
    file_shell("db", "upgrade")
    assert file_shell("db", "scrub")[1] == {"scrubbed": True}
    with closing(open_database(file_shell.url)) as database, database.read() as session:
        session.exec(select(SubjectKey)).all()
        file_shell.act("c-1")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dutyroom.store.scrub._PATIENCE_S", 0.1)
            code, said, _ = file_shell("db", "scrub")
    assert (code, said["error"]["code"]) == (1, "busy")


@pytest.mark.whole
def test_doctor_finds_a_sound_room_sound(shell: Shell) -> None:
    shell("db", "upgrade")
    shell.act("c-1")
    code, said, _ = shell("doctor")
    assert (code, said["ok"]) == (0, True), said
    names = [check["name"] for check in said["checks"]]
    assert {"sqlite", "schema", "key", "triggers", "journal"} <= set(names)


def test_doctor_says_what_is_wrong_and_what_to_do(file_shell: Shell) -> None:
    code, said, _ = file_shell("doctor")
    assert code == 0
    assert "db upgrade" in said["checks"][-1]["do"]
    assert not Path(file_shell.url).exists(), "it looks, it makes nothing"
    file_shell("db", "upgrade")
    key = key_folder() / FILE_NAME
    os.chmod(key, 0o644)
    with closing(open_database(file_shell.url)) as database, database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_no_delete")
    code, said, _ = file_shell("doctor")
    wrong = {check["name"] for check in said["checks"] if not check["ok"]}
    assert (code, wrong) == (1, {"key_file", "triggers"})
    assert all(check["do"] for check in said["checks"] if not check["ok"])
    key.unlink()
    code, said, _ = file_shell("doctor")
    assert code == 1
    assert "key" in {check["name"] for check in said["checks"] if not check["ok"]}
    assert not key.exists()


def test_doctor_shows_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "postgresql://li:geheim@127.0.0.1:9/none", "doctor"]) == 1
    assert main(["--database", "postgresql://127.0.0.1:9/none?user=li&password=geheim", "doctor"]) == 1
    said = capsys.readouterr()
    assert "geheim" not in said.out + said.err
    assert "127.0.0.1" in said.out


@pytest.mark.whole
@pytest.mark.parametrize("words", [["doctor"], ["db", "check"], ["audit", "verify"]])
def test_english_is_english(words: list[str], file_shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    file_shell("db", "upgrade")
    assert main(["--lang", "en", "--database", file_shell.url, *words]) == 0
    said = capsys.readouterr()
    assert not [c for c in said.out + said.err if "\u4e00" <= c <= "\u9fff"]


def test_places_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_url("postgresql://x/y") == "postgresql://x/y"
    data, key = Path(database_url()), key_folder()
    assert data.is_relative_to(tmp_path)
    assert key.is_relative_to(tmp_path)
    assert not key.is_relative_to(data.parent)
    monkeypatch.setenv("DUTYROOM_KEYS", "/safe")
    assert key_folder() == Path("/safe")
