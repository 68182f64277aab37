"""Two consoles and a wall through a night: after every act they show the same, and what a fresh question is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.picture import Picture
from dutyroom.console.present.words import names
from dutyroom.domain.names import in_words
from dutyroom.services.front.front import Front
from dutyroom.settings.plans import pack_text
from tests.console.beside import Glass, glass, several
from tests.console.played import GROUPS, new_room
from tests.console.test_consoles_know import show
from tests.services.conftest import BANK, SECRET, SIGNED, Played

SIZE, WALL = (170, 60), (140, 60)
"""On a wall of that width nothing stands beside the queue: its pages come in turn."""
OWN = re.compile(r"（您可办）|（您）| Enter 去办|[>~]")
"""What a page says to the person at it alone, and where a line was cut to make room for that."""
NUMBER = re.compile(r"\d{4}-\d{3}\b")
_ROW = re.compile(r"\d\d-\d\d \d\d:\d\d|\s-\s{3,}")
"""When it is due, before its number."""
_NOW = re.compile(r"^\W*(?:现在)?\s*(\d+)/(\d+)\s+(.*)$")
BY_TWO = {"second": "heyan", "second_secret": SECRET}

CROWD = {"title": "储户聚集", "place": "城关支行", "complaint": "0930-001"}

Act = tuple[str, str, str, str, dict[str, Any]]
"""When, which act, by whom, on what, with which values."""


def evening() -> Iterator[Act]:
    """Calls, a registration, an answer; people, units, plan and calendar become others."""
    yield "16:52", "call.take", "wangmin", "", {"phone": "13900002222", "content": "问营业时间"}
    yield "16:53", "complaint.register", "wangmin", "", {
        "content": "排队太久", "channel": "phone", "level": "normal", "unit": "chengguan", "name": "张三", "phone": "13900001111",
    }  # fmt: skip
    yield "16:54", "complaint.acknowledge", "liwei", "0930-001", {}
    yield "16:58", "complaint.register", "liwei", "", {"content": "多扣年费", "channel": "on_site", "level": "important"}
    yield "17:00", "complaint.level", "liwei", "0930-001", {"level": "urgent", "reason": "人在增多"}
    yield "17:01", "call.finish", "wangmin", "L0930-001", {"outcome": "已答复"}
    yield "17:02", "complaint.transfer", "liwei", "0930-002", {"unit": "office"}
    yield "17:03", "complaint.assign", "liwei", "0930-001", {"owner": "wangmin"}
    yield "17:04", "complaint.report_up", "liwei", "0930-001", {"person": "zhaoguoqiang", "result": "no_answer"}
    yield "17:06", "complaint.contact", "wangmin", "0930-001", {"result": "reached", "text": "已说明"}
    yield "17:08", "person.add", "liwei", "", {"code": "chenjing", "name": "陈静"}
    yield "17:09", "roster.appoint", "qianming", "", {"role": "publicity", "person": "chenjing", **BY_TWO}
    yield "17:10", "roster.state", "liwei", "", {"person": "sunli", "state": "away"}
    yield "17:11", "unit.set", "zhaoguoqiang", "", {"code": "ximen", "name": "西门支行", "kind": "branch", **SIGNED}
    yield "17:12", "complaint.correct", "liwei", "0930-002", {"unit": "ximen", "reason": "听错"}
    yield "17:14", "calendar.exception", "zhaoguoqiang", "", {"date": "2026-10-08", "reason": "设备检修"}
    yield "17:16", "plan.adopt", "zhaoguoqiang", "", {"text": other_words(), **SIGNED}


def crowd() -> Iterator[Act]:
    """An emergency from report to its tasks."""
    yield "19:02", "emergency.report", "liwei", "", CROWD
    yield "19:03", "emergency.propose", "liwei", "2026-1", {"scope": "约20人聚集"}
    yield "19:05", "emergency.activate", "zhaoguoqiang", "2026-1", {
        "workstreams": GROUPS, "response": "Ⅱ", "reason": "人数持续增加",
    }  # fmt: skip
    yield "19:08", "emergency.fact", "liwei", "2026-1", {"people": 40, "injured": 1}
    yield "19:09", "task.assign", "zhaoguoqiang", "T1", {"owner": "fengjun"}
    yield "19:10", "task.done", "sunli", "T1", {"evidence": "已核对流水"}
    yield "19:12", "statement.draft", "chenjing", "2026-1", {"title": "致客户的说明", "text": "正在核实。"}
    yield "19:14", "statement.check", "heyan", "P1", {"outcome": "pass"}
    yield "19:16", "statement.approve", "zhaoguoqiang", "P1", {"outcome": "approve"}
    yield "19:20", "emergency.response", "zhaoguoqiang", "2026-1", {"response": "Ⅰ", "reason": "人数过百"}
    yield "19:24", "emergency.offer_command", "zhaoguoqiang", "2026-1", {"to": "qianming", "reason": "换班"}
    yield "19:25", "emergency.command", "qianming", "2026-1", {"reason": "接管"}
    yield "19:26", "roster.state", "liwei", "", {"person": "zhenggang", "state": "away"}


def morning() -> Iterator[Act]:
    """Answered, the event over, the shift in other hands."""
    yield "21:00", "emergency.leave", "wangmin", "2026-1", {"complaint": "0930-001", "reason": "已单独处理"}
    yield "10-01 09:30", "emergency.request_end", "liwei", "2026-1", {"reason": "条件满足"}
    yield "10-01 09:40", "emergency.decide_end", "zhaoguoqiang", "2026-1", {"outcome": "approve"}
    yield "10-01 09:50", "complaint.step", "sunli", "0930-001", {"step": "investigate", "text": "已查明"}
    yield "10-01 09:55", "complaint.reply", "sunli", "0930-001", {"text": "已答复"}
    yield "10-01 10:00", "handover.propose", "liwei", "", {
        "incoming": "wuting", "arriving": ("fengjun",), "staying": ("wangmin",), "takers": "* wuting",
    }  # fmt: skip
    yield "10-01 10:02", "handover.accept", "wuting", "H1", {}
    yield "10-01 10:05", "emergency.report", "wuting", "", {"title": "停电", "place": "西门支行"}
    yield "10-01 10:06", "emergency.propose", "wuting", "2026-2", {"scope": "一条街"}
    yield "10-01 10:08", "emergency.decline", "zhaoguoqiang", "2026-2", {"reason": "已来电"}


def other_words() -> str:
    text = pack_text(BANK)
    for old, new in (('version = "1"', 'version = "2"'), ('name = "紧急', 'name = "特急')):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def board(_app: DutyroomApp) -> None:
    """What every console begins with."""


def panel(app: DutyroomApp) -> None:
    app.open("emergency", "2026-1")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Played]:
    with closing(new_room(tmp_path / "room")) as made:
        yield made


def _three(room: Played) -> tuple[Any, ...]:
    return glass(room, None, "liwei", SIZE), glass(room, None, "zhaoguoqiang", SIZE), glass(room, size=WALL, wall=True)


def _play(at: Front, room: Played, told: Act) -> None:
    """Done at that console, or by a command beside them."""
    when, act, who, subject, values = told
    room.clock.to(when)
    assert isinstance(at, Played)
    at.act(act, who, subject, **values)


@pytest.mark.whole
async def test_a_night_is_the_same_on_two_consoles_and_the_wall(room: Played) -> None:
    """The consoles stay on their page for as long as it goes on: what stands there was never read by opening it."""
    faults: list[str] = []
    async with several(*_three(room)) as (one, other, wall):
        for story, page in ((evening, board), (crowd, panel), (morning, board)):
            for place, told in enumerate(story()):
                _play((room, one.app.room, other.app.room)[place % 3], room, told)
                if not place:
                    await show(one, page)
                    await show(other, page)
                faults += [f"{told[0]} {told[1]}: {each}" for each in await compared(room, one, other, wall)]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:80])


async def test_a_registration_and_an_event_are_the_same_on_two_consoles_and_the_wall(room: Played) -> None:
    """The everyday form of the night."""
    async with several(*_three(room)) as (one, other, wall):
        for at, told in ((one, [*evening()][1]), (other, ("19:02", "emergency.report", "liwei", "", {**CROWD}))):
            _play(at.app.room, room, told)
        assert await compared(room, one, other, wall) == []
        # The control: one console knows of one role less, the wall has lost a case.
        other.app.duty = other.app.duty[1:]
        wall.app.board.picture.drop("0930-001")
        for each in (other, wall):
            with each.app._context():
                each.app.board.put_side()
            await each.pilot.pause()
        assert {each.split(":")[0] for each in told_apart(room, one.lines, other.lines, wall)} == {"consoles", "wall", "service"}


async def compared(room: Played, one: Glass, other: Glass, wall: Glass) -> list[str]:
    """Where one of them shows another line, or none of them what a fresh question is told."""
    looks = [await each.settled() for each in (one, other, wall)]
    return told_apart(room, looks[0], looks[1], wall)


def told_apart(room: Played, one: list[str], other: list[str], wall: Glass) -> list[str]:
    """The differences, each with who differs."""
    pairs = zip(plain(one), plain(other), strict=True)
    # Which lines of 现在 are in sight goes by whose they are.
    faults = [f"consoles: {a}\n    {b}" for a, b in pairs if a != b and not (_NOW.match(a) or _NOW.match(b))]
    faults += [f"consoles: {each}" for each in unlike_now(one, other)]
    with closing(type(room)(room.url, room.keys, room.clock)) as fresh:
        faults += [f"wall: {each}" for each in of_the_wall(one, wall.lines)]
        faults += [f"service: {each}" for each in unlike_fresh(fresh, one, wall.lines)]
    return faults


def plain(lines: list[str]) -> list[str]:
    """Without what is one person's: their name, their keys, which line falls to them. Blanks are no difference then."""
    return [" ".join(OWN.sub(" ", line).split()) for line in lines[:-2]]


def rows_of(lines: list[str]) -> dict[str, list[str]]:
    """The words of each row of the queue, in its order."""
    found = {}
    for line in lines:
        number = NUMBER.search(line)
        if number is not None and _ROW.search(line[: number.start()]):
            found[number[0]] = line.split()
    return found


def nows_of(lines: list[str]) -> dict[str, str]:
    """The lines of 现在 by their places, as they are read out."""
    return {f"{at[1]}/{at[2]}": " ".join(at[3].split()) for line in plain([*lines, "", ""]) if (at := _NOW.match(line))}


def of_the_wall(console: list[str], wall: list[str]) -> Iterator[str]:
    """What the wall shows and the console does not: rows and their countdown, lines of 现在, who leads, who holds which role."""
    here, there = rows_of(console), rows_of(wall)
    if here:
        if [*here][: len(there)] != [*there] or bool(here) != bool(there):
            yield f"rows {[*here]} on the console, {[*there]} on the wall"
        for number, words in there.items():
            left = [word for word in words if word not in here.get(number, ()) and not word.endswith("~")]
            if left and number in here:
                yield f"{number}: {left} not in {here[number]}"
    yield from unlike_now(console, wall)


def unlike_now(one: list[str], other: list[str]) -> Iterator[str]:
    """Lines of 现在 that both have in sight and that are others."""
    mine, theirs = nows_of(one), nows_of(other)
    for place in {*mine} & {*theirs}:
        (what, _blank, until), (other_what, _blank, other_until) = (each[place].partition(" 限 ") for each in (mine, theirs))
        # What doesn't fit is cut; its limit never is.
        short, long = sorted((what, other_what), key=len)
        if until != other_until or not long.startswith(short):
            yield f"{mine[place]}\n    {theirs[place]}"
    if mine and theirs and not {*mine} & {*theirs}:
        yield f"no line of 现在 of {[*mine]} among {[*theirs]}"


def unlike_fresh(fresh: Played, console: list[str], wall: list[str]) -> Iterator[str]:
    """What a question asked now is told and a screen does not say."""
    summary = fresh.summary()
    rows = Picture.of_pages(fresh.board()).rows
    numbers = [row.number for row in rows]
    levels, units = names(fresh.plan.levels), names(fresh.units())
    both, on_board = (("console", console), ("wall", wall)), bool(rows_of(console))
    for name, lines in both:
        head = "\n".join(lines[:4])
        if name == "wall" or on_board:
            shown = rows_of(lines)
            if [*shown] != numbers:
                yield f"rows {numbers}, the {name} has {[*shown]}"
            for row in rows:
                told = (levels[row.level], units.get(row.unit, ""), row.clock_word, shown.get(row.number, ()))
                if not {*filter(None, told[:3])} <= {*told[3]}:
                    yield f"{row.number} on the {name}: {told}"
            for said in (f"值班长 {summary.shift_lead}", f"在办 {len(numbers)}", f"新收 {summary.received_today}"):
                if said not in head:
                    yield f"{said} not in the head of the {name}: {head.strip()}"
    if on_board:
        text = "\n".join(" ".join(line.split()) for line in console)
        for holder in fresh.roster():
            role = fresh.plan.role(holder.role)
            said = f"{role.name if role else ''} {holder.name or '空缺'}"
            if said not in text:
                yield f"{said} not among the roles"
    for number, _title, _stage in summary.emergencies:
        event = fresh.emergency(number)
        for lines in [wall] if on_board else [wall, console]:
            told = nows_of(lines)
            for place, line in enumerate(event.now, 1):
                said = told.get(f"{place}/{len(event.now)}")
                about = line.person or "空缺"
                if said is not None and (about not in said or in_words(line.what, line.en)[:8] not in said):
                    yield f"{about} {line.what} not in {said}"
