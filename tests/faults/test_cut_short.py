"""Whoever reads our output leaves, the input ends, somebody presses Ctrl-C: one line, and nothing half made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dutyroom import bootstrap
from dutyroom.cli import console
from dutyroom.cli.main import main
from dutyroom.domain.errors import Refusal
from dutyroom.services.front.front import Front
from dutyroom.services.plan.founding import Member, found
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import FILE_NAME
from dutyroom.store.verify import verify
from tests.e2e.terminal import Terminal, dutyroom
from tests.patience import PATIENCE_S
from tests.whole import few

LONG, SHORT = ("act", "list", "--json"), ("plan", "list", "--json")


def _run(shell: str, *words: str, stdout: int | None = subprocess.PIPE) -> tuple[int, str, str]:
    line = shell.format(" ".join([sys.executable, "-m", "dutyroom", *words]))
    done = subprocess.run(["bash", "-c", line], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S)
    return done.returncode, done.stdout or "", done.stderr


@pytest.mark.parametrize("words", few([LONG, SHORT], SHORT, one=True))
def test_a_reader_who_leaves_is_no_fault(words: tuple[str, ...]) -> None:
    code, out, err = _run("set -o pipefail; {0} | true", *words)
    assert (code, out, err) == (0, "", "")


@pytest.mark.parametrize("words", few([LONG, SHORT], LONG, one=True))
def test_where_the_output_can_not_be_written_is_said(words: tuple[str, ...]) -> None:
    code, _out, err = _run("{0} > /dev/full", *words)
    assert code == 1
    assert "输出写不出去" in err
    assert err.count("\n") == 1


@pytest.mark.whole
@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-", "2>&-"])
def test_streams_that_are_closed_are_empty_ones(closed: str, tmp_path: Path) -> None:
    for words in (("doctor",), (), ("act", "log.write", "--as", "x", "--text", "y")):
        code, _out, err = _run(f"{{0}} {closed}", "--database", str(tmp_path / "none.sqlite3"), *words)
        assert code in (0, 1), (words, err)
        assert "Traceback" not in err
        assert "程序出错" not in err
        assert err.count("\n") <= 1


@pytest.mark.whole
def test_a_sign_that_the_terminal_lacks_is_shown_as_its_number() -> None:
    code, out, err = _run("PYTHONUTF8=0 PYTHONIOENCODING=ascii {0}", "act", "--help")
    assert code in (0, 1)
    assert "\\u" in out
    assert "Traceback" not in err


@pytest.mark.parametrize("at", few(["单位名称", "选用预案", "首任负责人姓名", "负责人口令"], "单位名称"))
@pytest.mark.parametrize("key", few(["\x03", "\x04"], "\x04"), ids=["ctrl-c", "ctrl-d"])
def test_a_set_up_that_is_given_up_leaves_nothing(tmp_path: Path, at: str, key: str) -> None:
    answers = {"单位名称": "县农商银行", "选用预案": "1", "首任负责人姓名": "李伟", "负责人账号": "liwei", "负责人口令": ""}
    file = tmp_path / "data" / "room.sqlite3"
    file.parent.mkdir()
    keys = tmp_path / "keys"
    with Terminal(dutyroom("--database", str(file)), 120, 40, env={"DUTYROOM_KEYS": str(keys)}) as terminal:
        for asked, answer in answers.items():
            terminal.wait_for(asked)
            if asked == at:
                break
            terminal.type(answer + "\r")
        terminal.type(key)
        assert terminal.wait_exit() == 1
        screen = terminal.screen()
    assert "没有留下任何数据" in screen
    assert "Traceback" not in screen
    assert list(file.parent.iterdir()) == []
    assert not keys.exists()


MEMBERS = (Member("liwei", "李伟", secret="secret-123", shift="lead"), Member("wangmin", "王敏", secret="secret-123"))


@pytest.mark.parametrize("known", few([True, False], False), ids=["key there", "no key"])
def test_a_room_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    file, keys = tmp_path / "room.sqlite3", tmp_path / "keys"
    monkeypatch.setenv("DUTYROOM_KEYS", str(keys))
    if known:
        keys.mkdir()
        (keys / FILE_NAME).write_text("ab" * 32)
    before = sorted(each.name for each in (keys.iterdir() if known else ()))

    def fails(room: Front) -> None:
        found(room, "县农商银行", pack_text("company"), MEMBERS)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap.set_up(str(file), fails)
    assert [each for each in tmp_path.iterdir() if each != keys and not each.name.startswith("xdg")] == []
    assert sorted(each.name for each in (keys.iterdir() if keys.exists() else ())) == before

    def makes(room: Front) -> None:
        found(room, "县农商银行", pack_text("company"), MEMBERS)

    bootstrap.set_up(str(file), makes)
    with pytest.raises(Refusal) as no:
        bootstrap.set_up(str(file), makes)
    assert no.value.code == "founded"
    room = bootstrap.open_room(str(file))
    assert verify(room.database, room.keys).count == 1
    room.close()
    assert sorted(each.name for each in keys.iterdir()) == [FILE_NAME]


@pytest.mark.whole
def test_two_who_set_up_at_once_make_one_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "room.sqlite3"
    monkeypatch.setenv("DUTYROOM_KEYS", str(tmp_path / "keys"))

    def second(room: Front) -> None:
        found(room, "第二家", pack_text("company"), MEMBERS)

    def first(room: Front) -> None:
        found(room, "第一家", pack_text("company"), MEMBERS)
        bootstrap.set_up(str(file), second)

    with pytest.raises(Refusal) as no:
        bootstrap.set_up(str(file), first)
    assert no.value.code == "founded"
    assert bootstrap.open_page(str(file), 0)[2]["settings"]["organisation"]["name"] == "第二家"


def test_ctrl_c_does_not_reach_what_takes_a_second() -> None:
    def press() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)

    # What is started in the background by a shell without job control ignores the key from its beginning.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with console._uninterrupted():
            press()
        with pytest.raises(KeyboardInterrupt):
            press()
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_demo_that_is_broken_off_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("dutyroom.services.demo.demo.fill", pressed)
    assert main(["demo", "--headless", "--seconds", "0"]) == 130
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("dutyroom-demo-")] == []
