"""SIGKILL of the real program over a form that is being typed into: what was typed comes back."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from dutyroom.services.front.front import Front
from tests.console.real_room import SECRET, make_room
from tests.e2e.terminal import Terminal
from tests.patience import PATIENCE_S

CONSOLE = """
import sys
from pathlib import Path
from datetime import datetime, timezone
from dutyroom.console.app import DutyroomApp
from dutyroom.services.front.front import Front
from dutyroom.store.keys import RoomKeys


class Clock:
    def now(self):
        return datetime.now(timezone.utc)

folder = Path(sys.argv[1])
room = Front(f"sqlite:///{folder / 'room.sqlite3'}", RoomKeys.open(folder / "keys"), Clock())
app = DutyroomApp(room, *room.first_page(80))
app.session = room.sign_in("liwei", sys.argv[2])
app.run()
"""


@pytest.mark.slow
def test_typed_text_survives_a_kill(tmp_path: Path) -> None:
    room: Front = make_room(tmp_path / "room")
    with Terminal([sys.executable, "-c", CONSOLE, str(tmp_path / "room"), SECRET]) as terminal:
        terminal.wait_for("没有在办投诉")
        terminal.press("n")
        terminal.wait_for("电话")
        terminal.type("张三丰")
        terminal.press("enter")
        terminal.type("13812345678")
        terminal.press("enter")
        terminal.type("说到一半")
        terminal.wait_for("说到一半")
        until = time.monotonic() + PATIENCE_S
        while not any(dict(each.values).get("content") == "说到一半" for each in room.drafts("liwei")):
            assert time.monotonic() < until, terminal.screen()
            time.sleep(0.02)
        terminal.kill()
    (draft,) = room.drafts("liwei")
    kept = dict(draft.values)
    assert draft.form == "complaint.register"
    assert (kept["name"], kept["phone"], kept["content"]) == ("张三丰", "13812345678", "说到一半")
    assert "说到一半".encode() not in (tmp_path / "room" / "room.sqlite3").read_bytes(), "sealed where it lies"
    room.close()
