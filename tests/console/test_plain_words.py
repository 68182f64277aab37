"""Codes and UTC never reach a person, nor Chinese who reads English: every print, command and page, in both languages."""

from __future__ import annotations

import re
from argparse import PARSER, ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dutyroom.cli.main import commands
from dutyroom.console.app import DutyroomApp
from dutyroom.console.places import SCREENS
from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.lang import language, set_language
from dutyroom.services.documents.case import case_lines
from dutyroom.services.documents.event import event_paper
from dutyroom.services.documents.log import handover_lines
from dutyroom.settings.plans import pack_text
from tests.cli.rooms import CommandLine
from tests.console.at_desk import at_desk, shown, until
from tests.console.plain_words import story, unreadable
from tests.services.conftest import SECRET, Played, new_room

TONGUES = ["zh", pytest.param("en", marks=pytest.mark.whole)]


@pytest.fixture(params=TONGUES)
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language()
    set_language(request.param)
    yield request.param
    set_language(before)


@pytest.fixture
def told(tongue: str, tmp_path: Path) -> Iterator[tuple[Played, dict[str, str]]]:
    with closing(new_room(tmp_path)) as room:
        yield room, story(room, lambda zh, en: en if tongue == "en" else zh)


def faults(places: dict[str, str], room: Played) -> list[str]:
    found = []
    for place, text in places.items():
        assert text.strip(), place
        for line in text.splitlines():
            found += [f"{place}: {each!r} in {line.strip()!r}" for each in unreadable(line, room.plan)]
    return found


def prints(room: Played, of: dict[str, str]) -> dict[str, str]:
    """Everything that is printed, by what it is."""
    event = of["event"]
    kinds = {"event": event, "inform": f"{event}/1", **{kind: of[kind] for kind in PAPERS}}
    made = {f"print {kind}": "\n".join(event_paper(room, kind, number).lines) for kind, number in kinds.items()}
    made |= {f"print case {number}": "\n".join(case_lines(room, number)) for number in (of["case"], of["other"])}
    made["print handover"] = "\n".join(handover_lines(room, of["handover"]))
    made["print log"] = room.print_log(room.log(limit=200), "").read_text("utf-8")
    return made


PAPERS = ("statement", "solution", "sitrep", "notice", "conference", "decision")


def said(run: CommandLine, of: dict[str, str], tongue: str) -> dict[str, str]:
    """What every command prints that only shows something."""
    year = ("--plan", "rural-commercial-bank", "--level", "normal", "--received", "2026-09-30 16:50")
    shown = (
        ("status",), ("status", "--plain"), ("stats",), ("complaint", "list"), ("complaint", "show", of["case"]),
        ("complaint", "show", of["other"]), ("emergency", "list"), ("emergency", "show", of["event"]), ("roster", "show"),
        ("journal", "follow", "--once", "--lines", "200"), ("calendar", "show", "2026"), ("plan", "list"), ("clock", *year),
        ("clock", *year, "--explain"), ("exercise", "list"), ("report", "event", of["event"], "-"),
        ("report", "case", of["case"], "-"), ("report", "inform", f"{of['event']}/1", "-"), ("doctor",),
        *(("report", kind, of[kind], "-") for kind in PAPERS),
    )  # fmt: skip
    return {" ".join(words): (ran := run(*words, lang=tongue)).out + ran.err for words in (*shown, *done(run.folder, of))}


def done(folder: Path, of: dict[str, str]) -> list[tuple[str, ...]]:
    """What is said of files, of the record, and of what is refused."""
    wrong = ("act", "complaint.level", of["case"], "--as", "liwei", "--level", "nope")
    file = str(folder / "plan.toml")
    (folder / "plan.toml").write_text(pack_text("call-centre"), "utf-8")
    return [
        ("plan", "show", "rural-commercial-bank"), ("plan", "check", file), ("plan", "carried"), ("audit", "verify"),
        ("audit", "anchor", str(folder / "anchors")), ("db", "check"), ("db", "backup", str(folder / "copy")), ("db", "scrub"),
        ("db", "upgrade"), ("db", "restore", str(folder / "nowhere")), ("db", "replan", file),
        ("roster", "export", f"{file}.csv"), ("report", "review", of["event"], "-"),
        ("scenario", "new", f"{file}.scenario"), ("scenario", "from", of["event"], f"{file}.from"),
        ("complaint", "show", "0101-999"), ("emergency", "show", "9"), ("exercise", "report", "2026-1", f"{file}.docx"),
        ("act", "log.write", "--text", "x", "--as", "wangmin"), ("act", "complaint.assign", "9", "--as", "liwei"), wrong,
    ]  # fmt: skip


HELP = re.compile(
    r"^(?:usage:|用法：).*|^ {2,4}[a-z_-]+(?: {2,}|$)|\[?--[a-z-]+[^\]]*\]?|\{[a-z_,]+\}|（csv：[a-z,]+）|[a-z]+=\S+",
    re.M,
)
"""In the help what is to be typed: the commands, options and choices themselves."""


def every_command() -> Iterator[tuple[str, ...]]:
    """Those of two words too, as the program itself takes them."""
    yield ()
    for name in commands():
        yield (name,)
        parser = ArgumentParser()
        import_module(f"dutyroom.cli.{name}").configure(parser)
        for action in parser._actions:
            yield from ((name, each) for each in (action.choices or ()) if action.nargs == PARSER)


@pytest.mark.whole
def test_the_help_of_every_command_is_in_words(tongue: str, tmp_path: Path) -> None:
    run, found = CommandLine(tmp_path), []
    with closing(new_room(tmp_path)) as room:
        for words in every_command():
            told = HELP.sub(" ", run(*words, "--help", lang=tongue).out)
            found += faults({" ".join(words): told.partition("\n\n")[2] or told}, room)
    assert not found, "\n".join(dict.fromkeys(found))


def test_what_is_printed_is_in_words(told: tuple[Played, dict[str, str]]) -> None:
    room, of = told
    found = faults(prints(room, of), room)
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.whole
def test_what_commands_say_is_in_words(told: tuple[Played, dict[str, str]], tongue: str, tmp_path: Path) -> None:
    room, of = told
    found = faults(said(CommandLine(tmp_path), of, tongue), room)
    assert not found, "\n".join(dict.fromkeys(found))


def pages(of: dict[str, str]) -> dict[str, tuple[object, ...]]:
    """Every page of the console with what it is opened on; those of exercises have a room of their own."""
    event = (of["event"], None)
    given: dict[str, tuple[object, ...]] = {
        "complaint": (of["case"],), "call": (of["call"],), "dial": (of["case"],), "emergency": (of["event"],),
        "leading": event, "ending": event, "record": event, "papers": event, "cases": event, "documents": event,
        "paper": (*event, int(of["statement"][1:])), "workstream": (*event, "complaints"), "plan_told": (1,),
        "printout": ("event", of["event"]),
    }  # fmt: skip
    left = {"acts", "form", "evaluation", "facilitator", "injects", "handover", "plan_draft", "plan_file", "note"}
    return {name: given.get(name, ()) for name in SCREENS if name not in left}


def forms(room: Played, of: dict[str, str]) -> dict[str, tuple[object, ...]]:
    """The form of every act that people of a live room do, on a thing of its kind where the story has one."""
    things = {"complaint": of["case"], "emergency": of["event"], "person": "fengjun", **of}
    made: dict[str, tuple[object, ...]] = {"note": (), "handover": (room.shift(), True), "plan_file": ()}
    for name, act in ACTS.items():
        if name not in OF_EXERCISES and (not act.subject or act.subject in things):
            made[f"form {name}"] = ("form", name, things.get(act.subject, ""), None)
    return made


async def looks_of(app: DutyroomApp, pilot: Pilot[None]) -> str:
    """The page once it stands still."""
    looks: list[str] = [""]

    def still() -> bool:
        looks.append(shown(pilot))
        return looks[-1].strip() != "" and len(looks) > 4 and len({*looks[-4:]}) == 1

    await until(pilot, still)
    return looks[-1]


async def crawled(room: Played, every: dict[str, tuple[object, ...]]) -> dict[str, str]:
    """Each page, and its open list of what can be done there."""
    seen: dict[str, str] = {}
    async with at_desk(Path(), size=(160, 90), room=room, secret=SECRET) as (app, pilot):
        await until(pilot, lambda: app.summary is not None)
        seen["board"] = shown(pilot)
        for name, given in every.items():
            app.open(*(given if name.startswith("form ") else (name, *given)))
            await until(pilot, lambda: len(app.screen_stack) == 2 and app.screen.is_mounted)
            page, lists = app.screen, getattr(app.screen, "action_acts", None)
            if lists is not None:
                # A key that comes before the page is read.
                lists()
                while app.screen is not page:
                    await app.pop_screen()
            seen[f"page {name}"] = await looks_of(app, pilot)
            if lists is not None:
                lists()
                seen[f"acts of {name}"] = await looks_of(app, pilot)
            while len(app.screen_stack) > 1:
                await app.pop_screen()
    return seen


@pytest.mark.whole
async def test_what_pages_show_is_in_words(told: tuple[Played, dict[str, str]], tongue: str) -> None:
    room, of = told
    found = faults(await crawled(room, pages(of)), room)
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.whole
async def test_what_forms_ask_is_in_words(told: tuple[Played, dict[str, str]], tongue: str) -> None:
    room, of = told
    found = faults(await crawled(room, forms(room, of)), room)
    assert not found, "\n".join(dict.fromkeys(found))


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    before = language()
    with closing(new_room(tmp_path)) as room:
        for text in ("等候 reply", "plan.approve", "（assessed）", "responding", "渠道 on_site", "2026-09-30T10:30:00+00:00"):
            assert unreadable(text, room.plan), text
        for text in ("dutyroom act list", "Esc 返回", "按 F6 转办", "09-30 18:30"):
            assert not unreadable(text, room.plan), text
        set_language("en")
        assert unreadable("shift lead 李伟", room.plan) == ["李伟"]
        assert unreadable("complaint.reply by shift_lead", room.plan) == ["complaint.reply", "shift_lead"]
        set_language(before)


