"""Codes and UTC never reach a person, nor Chinese who reads English: every print, command and page, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.console.places import SCREENS
from dutyroom.lang import language, set_language
from dutyroom.services.documents.case import case_lines
from dutyroom.services.documents.event import event_paper
from dutyroom.services.documents.log import handover_lines
from tests.cli.rooms import CommandLine
from tests.console.at_desk import at_desk, shown, until
from tests.console.plain_words import story, unreadable
from tests.services.conftest import SECRET, Played, new_room

TONGUES = ["zh", "en"]


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
        ("report", "case", of["case"], "-"),
    )  # fmt: skip
    return {" ".join(words): (ran := run(*words, lang=tongue)).out + ran.err for words in shown}


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
    left = {"acts", "form", "evaluation", "facilitator", "injects", "calls", "handover", "plan_draft", "plan_file", "note"}
    return {name: given.get(name, ()) for name in SCREENS if name not in left}


@pytest.mark.whole
async def test_what_pages_show_is_in_words(told: tuple[Played, dict[str, str]], tongue: str) -> None:
    room, of = told
    seen: dict[str, str] = {}
    async with at_desk(Path(), size=(160, 90), room=room, secret=SECRET) as (app, pilot):
        await until(pilot, lambda: app.summary is not None)
        seen["board"] = shown(pilot)
        for name, given in pages(of).items():
            app.open(name, *given)
            await until(pilot, lambda: len(app.screen_stack) == 2)
            looks: list[str] = [""]

            def still(looks: list[str] = looks) -> bool:
                looks.append(shown(pilot))
                return looks[-1].strip() != "" and len(looks) > 4 and len({*looks[-4:]}) == 1

            await until(pilot, still)
            seen[f"page {name}"] = looks[-1]
            app.pop_screen()
            await until(pilot, lambda: len(app.screen_stack) == 1)
    found = faults(seen, room)
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


