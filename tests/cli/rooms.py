"""A real room in a file, and the command line run on it: in this process, which knows the program already, or in its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from dutyroom.cli.main import main
from dutyroom.lang import language, set_language
from dutyroom.services.front.front import Front
from dutyroom.services.plan.founding import found
from dutyroom.services.room.clock import WallClock
from dutyroom.settings.plans import pack_text
from dutyroom.store.keys import RoomKeys
from tests.copies import copy_file, give_keys, ready
from tests.patience import PATIENCE_S
from tests.services.conftest import BANK, PEOPLE, SECRET


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
        out, err, said = _pipe(), _pipe(), _pipe(stdin)
        streams = redirect_stdout(out), redirect_stderr(err), mock.patch.object(sys, "stdin", said)
        with mock.patch.dict(os.environ, self._environment(secret)), _language_kept(), streams[0], streams[1], streams[2]:
            code = main(["--lang", lang, *words])
        return Ran(code, _said(out), _said(err))

    def process(self, *words: str, secret: str | None = SECRET, lang: str = "zh", stdin: str = "") -> Ran:
        """The same in a process of its own: a second dearer."""
        command = [sys.executable, "-m", "dutyroom", "--lang", lang, *words]
        environment = {**os.environ, **self._environment(secret)}
        done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, timeout=PATIENCE_S)
        return Ran(done.returncode, done.stdout, done.stderr)

    def _environment(self, secret: str | None) -> dict[str, str]:
        here = {"DUTYROOM_DATABASE": str(self.folder / "room.sqlite3"), "DUTYROOM_KEYS": str(self.folder / "keys")}
        return here if secret is None else {**here, "DUTYROOM_SECRET": secret}


@contextmanager
def _language_kept() -> Iterator[None]:
    before = language()
    try:
        yield
    finally:
        set_language(before)


def _pipe(text: str = "") -> io.TextIOWrapper:
    # As a script's pipe: no terminal, UTF-8, with bytes beneath.
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", write_through=True)


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


def new_room(folder: Path) -> CommandLine:
    """A room with the bank's plan and the people of the emergency, founded now."""
    members = [replace(each, secret=SECRET) for each in PEOPLE]

    def make(url: str, keys: RoomKeys) -> None:
        ready(url, keys)
        with closing(Front(url, keys, WallClock())) as room:
            found(room, "县农商银行", pack_text(BANK), members, cheap=True)

    copy_file("now", folder / "room.sqlite3", make)
    give_keys(folder / "keys")
    return CommandLine(folder)
