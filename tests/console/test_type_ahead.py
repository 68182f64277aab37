"""Keys in one burst, as over a slow line or from a quick hand: each does what it would do alone, in its own place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from dutyroom.console.app import DutyroomApp
from dutyroom.console.engine.base_screen import BaseScreen
from dutyroom.console.engine.type_ahead import MOST, QUIT, TypeAhead
from dutyroom.console.forms.forms import Sheet
from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from tests.console.played import running, shown, until
from tests.services.conftest import SECRET, Played


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine busy with other tests may take longer than people wait: the keys are held all the same."""
    monkeypatch.setattr("dutyroom.console.engine.type_ahead.PATIENCE", 60.0)
    monkeypatch.setattr("dutyroom.console.engine.type_ahead.BRIEF", 60.0)


@asynccontextmanager
async def desk(room: Played, person: str) -> AsyncIterator[Pilot[None]]:
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.named and app.summary)
        app.session = room.sign_in(person, SECRET)
        yield pilot


def burst(pilot: Pilot[None], *keys: str) -> None:
    """All in one piece, as the terminal's reader posts what it has read at once."""
    for key in keys:
        character = " " if key == "space" else key if len(key) == 1 else None
        pilot.app.post_message(events.Key(key, character))


@pytest.mark.whole
async def test_words_right_behind_the_key_of_a_line_are_the_line(room: Played) -> None:
    async with desk(room, "liwei") as pilot:
        burst(pilot, "f12", *"chased", "enter")
        await until(pilot, lambda: "chased" in str(room.log()))
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_key_behind_what_is_looked_for_is_for_what_is_found(room: Played) -> None:
    """F4, a number, Enter and Space: while the room looked, Space went into the line for finding and was lost."""
    numbers = [
        room.act("complaint.register", "liwei", content=text, level="urgent", channel="phone").subject for text in ("甲", "乙")
    ]
    async with desk(room, "wangmin") as pilot:
        await until(pilot, lambda: pilot.app.board.picture.get(numbers[1]))  # type: ignore[attr-defined]
        burst(pilot, "f4", *numbers[1], "enter", "space")
        await until(pilot, lambda: room.complaint(numbers[1]).acknowledged_at)
        assert not room.complaint(numbers[0]).acknowledged_at


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_digits_behind_a_forms_key_are_no_keys_of_the_page(room: Played) -> None:
    async with desk(room, "liwei") as pilot:
        burst(pilot, "f9", "f", *"111", "tab", *"1", "ctrl+s")
        await until(pilot, lambda: ("people", "111") in [fact[:2] for fact in room.emergencies()[0].facts])


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_from_the_board_into_a_papers_form_in_one_go(room: Played) -> None:
    async with desk(room, "wuting") as pilot:
        burst(pilot, "f9", "7", "a", "1", *"held", "tab", *"text", "ctrl+s")
        await until(pilot, lambda: any(paper.title == "held" for paper in room.emergencies()[0].papers))


@pytest.mark.beat(play=running)
async def test_what_was_typed_for_a_refused_act_does_nothing_else(room: Played) -> None:
    number = room.begun
    async with desk(room, "zhoulei") as pilot:
        burst(pilot, "f9")
        await until(pilot, lambda: "8 终止条件" in shown(pilot))
        here = pilot.app.screen
        pilot.app.screen.do_act("emergency.decline", number)
        pilot.app.screen.do_act("solution.decide", "P2")
        burst(pilot, *"123")
        await until(pilot, lambda: "由总指挥" in shown(pilot))
        await pilot.pause(0.2)
        assert pilot.app.screen is here
        # Keys work again at once.
        burst(pilot, "7")
        await until(pilot, lambda: "声明与处理方案" in shown(pilot))


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_a_room_that_does_not_answer_holds_keys_for_a_while_only(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dutyroom.console.engine.type_ahead.PATIENCE", 0.3)
    async with desk(room, "liwei") as pilot:
        burst(pilot, "f9")
        await until(pilot, lambda: "8 终止条件" in shown(pilot))
        monkeypatch.setattr(pilot.app, "ask", lambda *_given: None)
        burst(pilot, "f", *"12")
        await pilot.pause(0.5)
        assert not isinstance(pilot.app.screen, Sheet)
        burst(pilot, "7")
        await until(pilot, lambda: "声明与处理方案" in shown(pilot))


async def test_account_secret_and_what_one_signs_in_for_in_one_go(room: Played) -> None:
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=(120, 40)) as pilot:
        # Not even the names have been read yet.
        secret = ["space" if each == " " else each for each in SECRET]
        burst(pilot, "f12", *"liwei", "enter", *secret, "enter", *"signed", "enter")
        await until(pilot, lambda: "signed" in str(room.log()))
        assert app.session is not None


@pytest.mark.beat(play=running)
async def test_the_event_opens_when_the_room_is_read(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """F9 in the first second after the start is not lost, nor is the key behind it."""
    read, asked = Event(), room.summary

    def slow() -> object:
        read.wait(120)
        return asked()

    monkeypatch.setattr(room, "summary", slow)
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.named)
        burst(pilot, "f9", "8")
        await until(pilot, lambda: "正在读取" in shown(pilot))
        assert app.summary is None
        read.set()
        await until(pilot, lambda: "终止与总结" in shown(pilot))


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_keys_come_to_a_page_that_has_nothing_left_to_refresh(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's word that a page was refreshed may never come: Esc was thrown away and the page stayed (in CI, twice)."""
    async with desk(room, "liwei") as pilot:
        monkeypatch.setattr(BaseScreen, "call_after_refresh", lambda *_given, **_named: True)
        await pilot.press("f9", "escape", "f9")
        await until(pilot, lambda: "8 终止条件" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.board)


async def test_a_number_typed_while_its_call_is_refused_is_whole(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """`13800138000` became `13`: every refusal of what was typed so far threw away what was still to be handed on."""

    def refused(_command: object) -> None:
        raise Refusal("unknown", "没有办成。")

    async with desk(room, "wangmin") as pilot:
        monkeypatch.setattr(room, "perform", refused)
        burst(pilot, "f2", "1", "3")
        await until(pilot, lambda: "没有办成" in shown(pilot))
        for piece in ("800", "138", "000"):
            burst(pilot, *piece)
        await until(pilot, lambda: "13800138000" in shown(pilot))


async def test_the_key_that_leaves_waits_for_nothing(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dutyroom.console.engine.type_ahead.BRIEF", 0.1)
    async with desk(room, "wangmin") as pilot:
        pilot.app.type_ahead.expect("what never comes")  # type: ignore[attr-defined]
        burst(pilot, "f1", "ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
    assert pilot.app.return_code == 0


@pytest.mark.whole
async def test_a_form_that_waits_for_the_database_does_not_keep_the_next_call(
    room: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys behind it go on after a moment; the form goes when it is on top again, and nothing else goes with it."""
    monkeypatch.setattr("dutyroom.console.engine.type_ahead.BRIEF", 0.1)
    written, perform = Event(), room.perform

    def slow(command: Command) -> object:
        if command.act == "log.write":
            written.wait(120)
        return perform(command)

    async with desk(room, "wangmin") as pilot:
        monkeypatch.setattr(room, "perform", slow)
        board = pilot.app.screen
        burst(pilot, "f12")
        await until(pilot, lambda: "Enter, Ctrl+S 记下" in shown(pilot))
        burst(pilot, *"note", "ctrl+s", "f2", *"138")
        await until(pilot, lambda: "接报" in shown(pilot) and "138" in shown(pilot))
        call = pilot.app.screen
        written.set()
        await until(pilot, lambda: "note" in str(room.log()))
        assert pilot.app.screen is call
        burst(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is board)


@pytest.mark.whole
async def test_what_a_key_closed_does_not_hold_the_next_ones(room: Played) -> None:
    """The word that a key had done all it did was lost with the part that it closed: every key after it was held, for ever."""
    async with desk(room, "wangmin") as pilot:
        target = pilot.app.screen.focused
        assert target is not None
        ahead = pilot.app.type_ahead  # type: ignore[attr-defined]
        closed_with_the_word(ahead, target)
        await until(pilot, lambda: not ahead._looking)
        burst(pilot, "f1")
        await until(pilot, lambda: "帮助" in shown(pilot))


def closed_with_the_word(ahead: TypeAhead, target: Widget) -> None:
    """As if the part had taken the word and was closed before it came to it."""
    said: list[object] = []
    target.call_later = lambda *given: bool(said.append(given)) or True  # type: ignore[method-assign]
    ahead._look(target)
    assert said
    del target.call_later
    target._running = False


class Keys:
    """What a burst becomes of: the keys as they are handed on, to a field or to a page."""

    def __init__(self, target: Widget) -> None:
        self.heard: list[events.Event] = []
        self.ahead = TypeAhead(self._forward, lambda: target, lambda *_: None, lambda _: None)  # type: ignore[arg-type, return-value]

    async def _forward(self, event: events.Event) -> None:
        self.heard.append(event)

    def of(self, *keys: str) -> list[events.Event]:
        return [events.Key(key, key if len(key) == 1 else None) for key in keys]


async def test_text_typed_ahead_into_a_field_goes_there_at_once() -> None:
    keys = Keys(Input())
    await keys.ahead.take(*keys.of(*"0930", "enter", *"ab"))
    assert [(each.key, each.character) for each in keys.heard if isinstance(each, events.Key)] == [
        ("0", "0930"), ("enter", None), ("a", "ab"),
    ]  # fmt: skip
    short = Keys(Input(max_length=2))
    await short.ahead.take(*short.of(*"093"))
    page = Keys(Widget())
    await page.ahead.take(*page.of(*"nd"))
    assert [len(each.heard) for each in (short, page)] == [3, 2]


async def test_more_than_anybody_types_ahead_is_left_out_and_told_and_the_key_that_leaves_is_not() -> None:
    keys = Keys(Widget())
    keys.ahead.expect("a page")
    assert await keys.ahead.take(*keys.of(*["up"] * MOST))
    assert not await keys.ahead.take(*keys.of("down", QUIT))
    assert keys.ahead.waiting == MOST + 1
    keys.ahead.come("a page")
    await keys.ahead.take()
    assert [each.key for each in keys.heard if isinstance(each, events.Key)] == [*["up"] * MOST, QUIT]
