"""A console that runs shows what one shows that starts now: every act is done elsewhere, and they are compared line by line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.domain.act import Command
from dutyroom.settings.plans import pack_text
from tests.console.beside import Glass, Opens, differences, glass, several
from tests.console.played import new_room
from tests.services.conftest import BANK, SECRET, SIGNED, Played
from tests.services.everything import Noted, bank, founded

CASE, TYPED = "0930-001", "换人承办，已电话告知"
WHO = "wangmin"


def board(_app: DutyroomApp) -> None:
    """What every console begins with."""


def case(app: DutyroomApp) -> None:
    app.open("complaint", CASE)


def form(app: DutyroomApp) -> None:
    """A form in which something is typed, over the page of its case."""
    case(app)
    app.open("form", "complaint.assign", CASE, None, {"text": TYPED})


def events(app: DutyroomApp) -> None:
    app.open("emergencies")


def panel(app: DutyroomApp) -> None:
    app.open("emergency", "2026-1")


def new_plan() -> str:
    """The bank's plan with other words for a level, a role and a channel, and a level more."""
    text = pack_text(BANK)
    for old, new in (('version = "1"', 'version = "2"'), ('name = "紧急', 'name = "特急')):
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Played]:
    with closing(new_room(tmp_path / "room")) as made:
        made.act("complaint.register", WHO, content="排队", level="urgent", channel="phone", unit="chengguan")
        yield made


async def same(runs: Glass, fresh: Glass) -> list[str]:
    return differences(await runs.settled(), await fresh.settled())


async def test_an_open_form_and_all_around_it_learn_of_people_roles_lead_and_plan(room: Played) -> None:
    async with glass(room, form, WHO) as runs:
        await runs.settled()
        room.act("person.add", "liwei", code="chenjing", name="陈静")
        room.act("roster.relieve", "qianming", role="publicity", person="wuting", second="heyan", second_secret=SECRET)
        room.act("shift.begin", "qianming", person=WHO, lead=True)
        room.act("plan.adopt", "zhaoguoqiang", text=new_plan(), **SIGNED)
        room.clock.on(seconds=1)
        async with glass(room, form, WHO) as fresh:
            assert await same(runs, fresh) == []
            assert [each.choices for each in choosers(runs)] == [each.choices for each in choosers(fresh)]
        # What was typed is still there, and the page below shows the new words.
        assert TYPED in "\n".join(runs.lines)
        runs.app.pop_screen()
        assert "特急" in "\n".join(await runs.settled())


def choosers(on: Glass) -> list:  # type: ignore[type-arg]
    from dutyroom.console.widgets.chooser import Chooser

    return list(on.app.screen.query(Chooser))


# The walk


@dataclass(frozen=True)
class Told:
    """One act of the story, and when it was done."""

    at: datetime
    command: Command


def story(folder: Path) -> list[Told]:
    """Everything that people do once in a room of the bank's plan."""
    told: list[Told] = []

    def note(room: Noted, command: Command) -> None:
        told.append(Told(room.clock.at, command))

    bank(folder, note).close()
    return told


PAGES: dict[str, Opens] = {"board": board, "case": case, "form": form, "event": events}


@pytest.mark.whole
async def test_every_act_shows_on_every_console_that_runs(tmp_path: Path) -> None:
    """The first of each kind is compared on every page; a fresh console goes through the pages one by one."""
    with closing(founded(tmp_path / "room")) as room:
        faults = [fault async for fault in walked(room, story(tmp_path / "story"))]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:60])


async def walked(room: Played, acts: Sequence[Told]) -> AsyncIterator[str]:
    """Where a console that ran all the while shows another line than a fresh one, after the first act of each kind."""
    pages, seen = dict(PAGES), set[str]()
    _play(room, acts[0])
    consoles = [glass(room, opens, WHO) for opens in pages.values()]
    async with several(*consoles, glass(room, wall=True)) as running:
        for told in acts[1:]:
            _play(room, told)
            act = told.command.act
            if act in seen:
                continue
            seen.add(act)
            if act == "emergency.report":
                # From now on there is an event to look at.
                pages["event"] = panel
                await show(running[list(pages).index("event")], panel)
            async with several(glass(room, None, WHO), glass(room, wall=True)) as (fresh, wall):
                for name, runs in zip(pages, running, strict=False):
                    await show(fresh, pages[name])
                    for each in await same(runs, fresh):
                        yield f"{act} on {name}\n{each}"
                for each in await same(running[-1], wall):
                    yield f"{act} on the wall\n{each}"


def _play(room: Played, told: Told) -> None:
    room.clock.at = told.at
    room.perform(told.command)


async def show(console: Glass, opens: Opens) -> None:
    """From the board to that page."""
    app = console.app
    with app._context():
        while len(app.screen_stack) > 1:
            await app.pop_screen()
        opens(app)


@pytest.mark.whole
async def test_a_paper_decided_elsewhere_shows_on_an_open_page_and_in_its_open_list(room: Played) -> None:
    """Its subject is the paper: the page stood as it was, and the digits of its list meant something else than beside it."""
    case_ = room.act("complaint.register", WHO, content="收费", level="important", channel="phone").subject
    for step in ("investigate", "measures"):
        room.act("complaint.step", "sunli", case_, step=step, text="经过")
    told = {"title": "退费", "text": "按户", "measures": ("refund",), "sum": 100}
    room.act("complaint.solve", "sunli", case_, **told)

    def opened(app: DutyroomApp) -> None:
        app.open("complaint", case_)

    async with glass(room, opened, "zhaoguoqiang") as runs:
        assert any("待总指挥 赵国强" in line for line in await runs.settled())
        runs.app.screen.action_acts()  # type: ignore[attr-defined]
        assert any("审批处理方案" in line for line in await runs.settled())
        room.act("solution.decide", "qianming", "P1", outcome="approve")
        listed = await runs.settled()
        assert not any("审批处理方案" in line for line in listed)
        runs.app.pop_screen()
        async with glass(room, opened, "zhaoguoqiang") as fresh:
            assert await same(runs, fresh) == []
