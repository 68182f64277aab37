"""`dutyroom watch` and `dutyroom answer`: one line for each warning, signals end it in order, codes serve once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.bootstrap import open_room
from dutyroom.services.front.front import Front
from dutyroom.store import lease
from dutyroom.store.rows.telling import Message
from tests.cli.rooms import CommandLine, new_room
from tests.patience import PATIENCE_S
from tests.services.conftest import SECRET


@pytest.fixture
def dutyroom(tmp_path: Path) -> CommandLine:
    return new_room(tmp_path)


def overdue(dutyroom: CommandLine) -> str:
    """A complaint whose first limit has long passed; its number."""
    with closing(_opened(dutyroom)) as room:
        received = (room.now() - timedelta(days=2)).isoformat()
    values = json.dumps({"content": "收费", "received": received})
    done = dutyroom(
        "act", "complaint.register", "--level", "important", "--channel", "phone", "--values", "-", "--as", "wangmin", "--json",
        stdin=values,
    )  # fmt: skip
    assert done.code == 0, done.err
    return str(done.json["subject"])


def _opened(dutyroom: CommandLine) -> Front:
    return open_room(str(dutyroom.folder / "room.sqlite3"), keys_in=dutyroom.folder / "keys")


def test_once_raises_what_came_and_a_second_time_nothing(dutyroom: CommandLine) -> None:
    number = overdue(dutyroom)
    ran = dutyroom("watch", "--once", "--json")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert {(line["subject"], line["kind"], line["late"]) for line in lines} >= {(number, "breach", True)}
    assert dutyroom("watch", "--once").out == ""
    english = dutyroom("watch", "--once", lang="en")
    assert english.err.startswith("Keeping the clocks of")


def test_a_signal_ends_it_and_the_next_keeps_at_once(dutyroom: CommandLine) -> None:
    number = overdue(dutyroom)
    environment = {**os.environ, **dutyroom._environment(SECRET)}
    with subprocess.Popen(
        [sys.executable, "-m", "dutyroom", "watch"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout is not None
        assert number in watching.stdout.readline()
        watching.send_signal(signal.SIGTERM)
        watching.communicate(timeout=PATIENCE_S)
        assert watching.returncode == 0
    with closing(_opened(dutyroom)) as room, room.database.read() as session:
        assert lease.look(session).free


def test_no_room_and_wrong_channels_are_refused(dutyroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    file = dutyroom.folder / "channels.toml"
    file.write_text("[[channel]]\nname = 1\n", encoding="utf-8")
    monkeypatch.setenv("DUTYROOM_CHANNELS", str(file))
    ran = dutyroom("watch", "--once")
    assert (ran.code, "channels.toml" in ran.err) == (1, True)
    assert dutyroom("watch", "--once", "--database", str(dutyroom.folder / "none.sqlite3")).code == 1


@pytest.mark.whole
def test_a_code_is_answered_once(dutyroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    file = dutyroom.folder / "channels.toml"
    file.write_text('[[channel]]\nname = "邮箱"\nrole = "shift_lead"\nurl = "json://127.0.0.1:9/"\n', encoding="utf-8")
    monkeypatch.setenv("DUTYROOM_CHANNELS", str(file))
    overdue(dutyroom)
    assert dutyroom("watch", "--once").code == 0
    with closing(_opened(dutyroom)) as room, room.database.read() as session:
        message = session.exec(select(Message)).one()
    assert (message.tries, message.state) == (1, "waiting")
    assert dutyroom("answer", message.code).code == 0
    again = dutyroom("answer", message.code, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "used")
