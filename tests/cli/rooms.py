"""A real room in a file, and the command line run on it in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dutyroom.bootstrap import open_room
from dutyroom.services.setup import found
from dutyroom.settings.plans import pack_text
from tests.services.conftest import PEOPLE, SECRET, Member, _fields


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    folder: Path

    def __call__(self, *words: str, secret: str | None = SECRET, lang: str = "zh", stdin: str = "") -> Ran:
        here = {"DUTYROOM_DATABASE": str(self.folder / "room.sqlite3"), "DUTYROOM_KEYS": str(self.folder / "keys")}
        environment = {**os.environ, **here}
        if secret is not None:
            environment["DUTYROOM_SECRET"] = secret
        command = [sys.executable, "-m", "dutyroom", "--lang", lang, *words]
        done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, timeout=60)
        return Ran(done.returncode, done.stdout, done.stderr)


def new_room(folder: Path) -> CommandLine:
    """A room with the bank's plan and the people of the emergency, founded now."""
    os.environ["DUTYROOM_KEYS"] = str(folder / "keys")
    try:
        room = open_room(str(folder / "room.sqlite3"), create=True)
        members = [Member(**{**_fields(each), "secret": SECRET}) for each in PEOPLE]
        found(room, "县农商银行", pack_text("rural-commercial-bank"), members, cheap=True)
        room.close()
    finally:
        del os.environ["DUTYROOM_KEYS"]
    return CommandLine(folder)
