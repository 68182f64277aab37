"""Every command that writes proves its person: all of them are walked, and one that is not tried here is named with why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from dutyroom.cli.main import commands
from dutyroom.store import tables  # noqa: F401  Knows every table.
from dutyroom.store.engine import open_database
from tests.cli.rooms import CommandLine, new_room

SIGNED = {
    "act": ("log.write", "--text", "保安到场"),
    "complaint import": ("{complaints}",),
    "roster import": ("{shifts}",),
    "calendar import": ("{year}",),
    "calendar exception": ("2026-12-31", "off", "年终"),
}
"""Those that write to the room, with words by which they do."""

READING = {
    "status": (),
    "stats": (),
    "plan list": (),
    "plan show": ("company",),
    "plan check": ("company",),
    "plan carried": (),
    "plan new": ("{folder}/new.toml",),
    "clock": ("--unit", "calendar_days", "--amount", "3", "--from", "2026-09-30T16:50"),
    "calendar show": ("2026",),
    "complaint list": (),
    "complaint show": ("{complaint}",),
    "emergency list": (),
    "emergency show": ("{event}",),
    "report": ("case", "{complaint}", "{folder}/case.txt"),
    "roster show": (),
    "roster export": ("{folder}/shifts-out.csv",),
    "exercise list": (),
    "scenario new": ("{folder}/scenario.toml",),
    "journal follow": ("--once",),
    "journal export": ("{folder}/journal.jsonl",),
    "audit verify": (),
    "audit anchor": ("{folder}/anchors",),
    "db check": (),
    "db backup": ("{folder}/backup.sqlite3",),
    "db export": ("{folder}/out",),
    "doctor": (),
}
"""Those that leave the room as it is, which is tried."""

UNSIGNED = {
    "console": "founds a room, where nobody has a secret yet; in a room that is founded each person signs in on the screen",
    "demo": "makes a room of its own, whose accounts all have one secret that everybody is told",
    "wallboard": "a screen that takes no acts",
    "watch": "keeps the clocks; what it raises is the program's own and decides nothing",
    "answer": "a code proves whom the message was sent to, serves once, and decides nothing",
    "exercise run": "writes to a room of the exercise's own, whose players are who they say",
    "exercise join": "the console of such a room",
    "exercise report": "reads such a room",
    "exercise compare": "reads such rooms",
    "scenario check": "plays in a room that goes with it; the live one is not opened",
    "scenario from": "reads an emergency that is over",
    "db upgrade": "whoever runs it holds database and key, with which all else could be done without it",
    "db scrub": "the same; it only overwrites what was deleted",
    "db recover": "the same; it works only where nobody can appoint any more, and is on record",
    "db replan": "the same; it works only where a plan can't be read any more, and is on record",
    "db erase-again": "the same; it erases what was erased before",
    "db restore": "the same; that it was done goes on the restored journal",
}
"""Those that nobody signs, or that need more of a room than there is here."""


def leaves(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    below = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    if not below:
        yield name
    for action in below:
        for word, sub in action.choices.items():
            yield from leaves(sub, f"{name} {word}")


def every_command() -> list[str]:
    out: list[str] = []
    for name in commands():
        parser = argparse.ArgumentParser()
        import_module(f"dutyroom.cli.{name}").configure(parser)
        out += leaves(parser, name)
    return out


def kept(folder: Path) -> dict[str, list[str]]:
    """All that the database holds, but for the count of wrong secrets."""
    database = open_database(str(folder / "room.sqlite3"))
    wanted = [table for table in SQLModel.metadata.sorted_tables if table.name != "attempt"]
    with database.read() as session:
        found = {table.name: [repr(row) for row in session.connection().execute(table.select())] for table in wanted}
    database.close()
    return found


@pytest.fixture
def here(tmp_path: Path) -> tuple[CommandLine, dict[str, str]]:
    line = new_room(tmp_path)
    told = ("--level", "urgent", "--channel", "phone", "--values", "-", "--as", "wangmin", "--json")
    complaint = line("act", "complaint.register", *told, stdin='{"content": "收费争议"}').json["subject"]
    told = ("--title", "挤兑", "--place", "东街", "--complaint", complaint, "--as", "liwei", "--json")
    event = line("act", "emergency.report", *told)
    assert event.code == 0, event.err
    (tmp_path / "in.csv").write_text("content,level,channel\n收费,normal,phone\n", encoding="utf-8")
    shifts = "person,since,until,lead\nwangmin,2027-01-01T08:00,2027-01-01T20:00,是\n"
    (tmp_path / "shifts.csv").write_text(shifts, encoding="utf-8")
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]
    (tmp_path / "2027.json").write_text(json.dumps({"year": 2027, "papers": [], "days": days}), encoding="utf-8")
    places = {
        "folder": str(tmp_path), "complaint": complaint, "event": event.json["subject"], "complaints": str(tmp_path / "in.csv"),
        "shifts": str(tmp_path / "shifts.csv"), "year": str(tmp_path / "2027.json"),
    }  # fmt: skip
    return line, places


def test_every_command_is_tried_or_named_with_why() -> None:
    known = [*SIGNED, *READING, *UNSIGNED]
    assert sorted(known) == sorted(every_command())
    assert all(" " in why for why in UNSIGNED.values())


def test_what_writes_asks_who_and_takes_no_wrong_secret(here: tuple[CommandLine, dict[str, str]]) -> None:
    line, places = here
    for name, given in SIGNED.items():
        words = [*name.split(), *(each.format(**places) for each in given)]
        before = kept(line.folder)
        assert line(*words).code == 2, f"{name} asks nobody who they are"
        for secret in ("not this one", None):
            ran = line(*words, "--as", "liwei", "--json", secret=secret)
            assert (ran.code, ran.json["error"]["code"]) == (1, "secret"), name
        assert kept(line.folder) == before, name
        signed = line(*words, "--as", "liwei")
        assert signed.code == 0, (name, signed.err)
        assert kept(line.folder) != before, f"{name} wrote nothing: what is tried here shows nothing"


@pytest.mark.whole
def test_what_reads_leaves_the_room_as_it_is(here: tuple[CommandLine, dict[str, str]]) -> None:
    line, places = here
    before = kept(line.folder)
    for name, given in READING.items():
        ran = line(*name.split(), *(each.format(**places) for each in given), secret=None)
        assert ran.code == 0, (name, ran.err)
        assert kept(line.folder) == before, name


def test_a_secret_never_comes_as_an_argument(here: tuple[CommandLine, dict[str, str]]) -> None:
    line, places = here
    (line.folder / "secret").write_text("a long secret\n", encoding="utf-8")
    for name, given in SIGNED.items():
        words = [*name.split(), *(each.format(**places) for each in given), "--as", "liwei"]
        assert line(*words, "--secret", "a long secret", secret=None).code == 2, name
        assert line(*words, "--secret-file", str(line.folder / "secret"), secret=None).code == 0, name


def test_a_room_whose_calendar_nobody_signed_for_is_not_said_to_have_changed(tmp_path: Path) -> None:
    line = CommandLine(tmp_path)
    words = ("calendar", "exception", "2026-12-31", "off", "年终")
    assert line(*words).code == 2, "a room was named"
