"""The entry of the command line: help, languages, usage errors, outcomes as exit codes."""

import argparse
import importlib
import json
import stat
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dutyroom.cli.main import commands, main
from dutyroom.domain.errors import Fault, NotAllowed, Refusal


def command_that(monkeypatch: pytest.MonkeyPatch, outcome: Exception | int) -> None:
    """Make `status` end that way."""

    def run(_args: argparse.Namespace) -> int:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def configure(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)

    module = ModuleType("dutyroom.cli.status")
    vars(module)["configure"] = configure
    monkeypatch.setitem(sys.modules, "dutyroom.cli.status", module)


@pytest.mark.parametrize("name", commands())
def test_every_command_has_its_module(name: str) -> None:
    assert callable(importlib.import_module(f"dutyroom.cli.{name}").configure)


def test_help_is_chinese_by_default_and_english_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    chinese = capsys.readouterr().out
    assert main(["--help", "--lang=en"]) == 0
    english = capsys.readouterr().out
    assert "用法：dutyroom" in chinese
    assert "show this help" not in chinese
    assert "usage: dutyroom" in english
    assert not [c for c in english if "\u4e00" <= c <= "\u9fff"]
    for name in commands():
        assert name in chinese
        assert name in english


@pytest.mark.parametrize("words", [["nonsense"], ["status", "--nonsense"], ["--lang", "fr", "status"]])
def test_wrong_usage_is_2_and_said_in_chinese(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command_that(monkeypatch, 0)
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "用法有误" in said.err
    assert "error" not in said.err


def test_a_refusal_is_one_line_and_one_document(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fault("客户电话", "须为数字。")
    command_that(monkeypatch, Refusal("bad_input", "未登记。", "请改正后重试。", (fault,)))
    assert main(["status", "--json"]) == 1
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert error["code"] == "bad_input"
    assert error["hint"] == "请改正后重试。"
    assert said.err == "未登记。 客户电话：须为数字。 请改正后重试。\n"
    assert main(["status"]) == 1
    assert capsys.readouterr().out == ""


def test_not_allowed_is_3_and_success_is_what_the_command_says(monkeypatch: pytest.MonkeyPatch) -> None:
    command_that(monkeypatch, NotAllowed("须由总指挥决定。"))
    assert main(["status"]) == 3
    command_that(monkeypatch, 0)
    assert main(["status"]) == 0


def test_no_traceback_reaches_a_person_but_it_is_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_a, **_k: tmp_path)
    command_that(monkeypatch, ZeroDivisionError("secret"))
    assert main(["status"]) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "secret" not in said.err
    report = tmp_path / "error.log"
    assert str(report) in said.err
    kept = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in kept
    assert "secret" not in kept, "what an exception says may be what was typed"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (["--database", "before.db", "status"], "before.db"),
        (["status", "--database", "after.db"], "after.db"),
        (["status"], "from-environment.db"),
    ],
)
def test_the_database_may_be_named_anywhere(
    words: list[str], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUTYROOM_DATABASE", "from-environment.db")
    found: list[str] = []
    command_that(monkeypatch, 0)
    configure = sys.modules["dutyroom.cli.status"].configure

    def watching(parser: argparse.ArgumentParser) -> None:
        configure(parser)
        parser.set_defaults(run=lambda args: found.append(args.database) or 0)

    vars(sys.modules["dutyroom.cli.status"])["configure"] = watching
    assert main(words) == 0
    assert found == [seen]


@pytest.mark.parametrize("words", [["status", "--database=x", "--lang", "en"], ["--lang", "en", "status", "--database", "x"]])
def test_the_options_of_every_command_stand_anywhere(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[argparse.Namespace] = []

    def configure(parser: argparse.ArgumentParser) -> None:
        seconds = parser.add_subparsers()
        seconds.add_parser("now").set_defaults(run=lambda args: seen.append(args) or 0)

    module = ModuleType("dutyroom.cli.status")
    vars(module)["configure"] = configure
    monkeypatch.setitem(sys.modules, "dutyroom.cli.status", module)
    at = words.index("status") + 1
    assert main([*words[:at], "now", *words[at:]]) == 0
    assert (seen[0].database, seen[0].lang) == ("x", "en")


def test_an_option_without_its_value_takes_no_other_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["complaint", "list", "--database"]) == 2
    assert "--database" in capsys.readouterr().err
