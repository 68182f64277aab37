"""What an act asks is told before it is done, and what is given twice is never one of the two in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.rooms import CommandLine, new_room


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return new_room(tmp_path)


def test_fields_codes_and_who_may_are_shown(line: CommandLine) -> None:
    shown = line("act", "show", "complaint.register")
    assert shown.code == 0
    assert "可办角色：" in shown.out
    assert "--level" in shown.out
    assert "urgent" in shown.out
    assert "紧急" in shown.out
    assert "用 --values 给出" in shown.out
    told = line("act", "show", "complaint.register", "--json").json
    (level,) = (each for each in told["fields"] if each["name"] == "level")
    assert level["required"]
    assert level["codes"]["urgent"] == "紧急"
    assert "duty_officer" in told["roles"]
    assert line("act", "show", "complaint.fly", "--json").json["error"]["code"] == "unknown_act"


def test_an_option_given_twice_adds_or_is_refused(line: CommandLine) -> None:
    twice = line("act", "log.write", "--text", "一", "--text", "二", "--as", "wangmin")
    assert twice.code == 2
    assert "--text 写了两次" in twice.err
