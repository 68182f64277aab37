"""The command line as a script uses it: `dutyroom act …`, its exit code, and its one JSON document."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
from typing import Any
from unittest.mock import patch

from dutyroom.bootstrap import open_room
from dutyroom.cli.main import main
from dutyroom.domain.acts import ACTS
from dutyroom.services.front.front import Front
from tests.e2e.room import environment
from tests.e2e.terminal import dutyroom
from tests.patience import PATIENCE_S


class Script:
    """A series of commands on one database. Each runs in this process, or with ``apart`` in one of its own.

    With ``keep`` the commands of this process share one open room, which is most of what a command costs; ``forget`` it
    when the demo's clock was moved, and at the end.
    """

    def __init__(self, url: str, keep: bool = False) -> None:
        self.url, self.keep = url, keep
        self._room: Front | None = None

    def forget(self) -> None:
        """The next command opens the room anew."""
        if self._room is not None:
            Front.close(self._room)
            self._room = None

    def _open(self, url: str | None = None, *_given: object, **_named: object) -> Front:
        if url != self.url or not self.keep:
            return open_room(url)
        if self._room is None:
            self._room = open_room(url)
            self._room.close = lambda: None  # type: ignore[method-assign]
        return self._room

    def run(self, *words: str, apart: bool = False, stdin: str = "") -> tuple[int, dict[str, Any], str]:
        """Exit code, the JSON document, and what was said to people."""
        argv = [*words, "--database", self.url, "--json"]
        if apart:
            done = subprocess.run(
                dutyroom(*argv), input=stdin, capture_output=True, text=True, timeout=PATIENCE_S, env=environment()
            )
            code, out, said = done.returncode, done.stdout, done.stderr
        else:
            told, people = io.StringIO(), io.StringIO()
            kept = patch("dutyroom.bootstrap.open_room", self._open)
            typed = patch("sys.stdin", io.StringIO(stdin))
            with kept, typed, contextlib.redirect_stdout(told), contextlib.redirect_stderr(people):
                code = main(argv)
            out, said = told.getvalue(), people.getvalue()
        assert "Traceback" not in out + said, out + said
        assert out, f"nothing on stdout, exit {code}: {said}"
        return code, json.loads(out), said

    def ask(self, *words: str, apart: bool = False, stdin: str = "") -> dict[str, Any]:
        """The answer of a command that succeeds."""
        code, document, said = self.run(*words, apart=apart, stdin=stdin)
        assert code == 0, (words, document, said)
        return document

    def act(self, act: str, user: str, subject: str = "", /, *, apart: bool = False, **values: object) -> dict[str, Any]:
        """An act that is done."""
        words, stdin = _words(act, user, subject, values)
        return self.ask(*words, apart=apart, stdin=stdin)

    def refused(
        self, code: str, part: str, act: str, user: str, subject: str = "", /, *, apart: bool = False, **values: object
    ) -> None:
        """An act that is refused: exit 3 for who may not, else 1; code and words in JSON, and one line for people."""
        words, stdin = _words(act, user, subject, values)
        exit_code, document, said = self.run(*words, apart=apart, stdin=stdin)
        error = document["error"]
        assert list(document) == ["error"], document
        assert set(error) == {"code", "message", "hint"}, document
        assert error["code"] == code, error
        assert part in error["message"] + error["hint"], error
        assert exit_code == (3 if code == "not_allowed" else 1)
        assert len(said.splitlines()) == 1, said
        assert error["message"][:10] in said, said


def _words(act: str, user: str, subject: str, values: dict[str, object]) -> tuple[list[str], str]:
    """The command line, and what it reads from standard input: personal values and secrets are no arguments."""
    private = {field.name for field in ACTS[act].fields if field.private} & values.keys()
    fields = [
        word for field, value in values.items() if field not in private for word in (f"--{field.replace('_', '-')}", str(value))
    ]
    words = ["act", act, *([subject] if subject else []), "--as", user, *fields]
    if not private:
        return words, ""
    return [*words, "--values", "-"], json.dumps({name: str(values[name]) for name in private})
