"""`dutyroom emergency` on a real room: what is next and whose, as JSON and in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dutyroom.cli.main import main
from tests.services.conftest import Played, beat_of, new_room
from tests.services.test_emergency_story import running


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'room.sqlite3'}"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Played:
    monkeypatch.setenv("DUTYROOM_KEYS", str(tmp_path / "keys"))
    return new_room(tmp_path, beat=beat_of(request))


def test_what_is_next_and_whose(room: Played, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emergency", "list", "--json", "--database", url]) == 0
    assert json.loads(capsys.readouterr().out) == {"emergencies": []}
    number, event = running(room)
    room.close()
    assert main(["emergency", "list", "--json", "--database", url]) == 0
    listed = json.loads(capsys.readouterr().out)["emergencies"]
    assert [(each["number"], each["shown"], each["stage"], each["commander"]) for each in listed] == [
        ("2026-1", "应急〔2026〕1号", "responding", "钱明")
    ]
    assert main(["emergency", "show", event, "--json", "--database", url]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["activated"] == "2026-09-30T17:04:00+08:00"
    assert shown["complaints"] == [{"number": number, "level": "urgent", "status": shown["complaints"][0]["status"]}]
    sign = next(line for line in shown["next"] if line["act"] == "emergency.sign")
    assert (sign["person"], sign["due"]) == ("钱明", "2026-10-01T17:04:00+08:00")
    assert [(each["code"], each["met"]) for each in shown["conditions"]] == [
        ("settled", False), ("satisfied", False), ("quiet", shown["conditions"][2]["met"]),
    ]  # fmt: skip
    assert [each["state"] for each in shown["workstreams"]] == ["active", "active", "standby", "active", "active"]
    assert shown["notices"][0]["units"] == len(shown["notices"][0]["missing"])


@pytest.mark.whole
@pytest.mark.beat(play=running)
def test_for_people_in_both_languages(room: Played, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    _number, event = room.begun
    room.close()
    assert main(["emergency", "show", event, "--database", url]) == 0
    said = capsys.readouterr().out
    assert "处置中" in said
    assert "副总指挥 钱明" in said
    assert main(["emergency", "show", event, "--database", url, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Stage: responding" in said
    assert "not met  properly settled  1 open: " in said
    assert main(["emergency", "list", "--database", url, "--lang", "en"]) == 0
    assert "Emergency No. 1 of 2026" in capsys.readouterr().out


def test_an_unknown_number_is_refused_in_one_line(room: Played, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    room.close()
    assert main(["emergency", "show", "2026-9", "--json", "--database", url]) == 1
    out = capsys.readouterr()
    assert json.loads(out.out)["error"]["code"] == "not_found"
    assert out.err.count("\n") == 1
