"""The board as its operator uses it: signing in, acting, finding, bad news, and nothing heavy before the first paint."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Input

from dutyroom.bootstrap import suit_terminal
from dutyroom.console.app import DutyroomApp
from dutyroom.console.engine import stall
from dutyroom.console.keys import keymap
from dutyroom.console.keys.palette import Palette, commands, rank
from dutyroom.console.messages import Aside, Fresh
from dutyroom.console.present.pinyin import initials
from dutyroom.console.present.shift.staff import matching
from dutyroom.console.screens.sign_in import SignInScreen
from dutyroom.console.widgets.find import FindLine
from dutyroom.console.widgets.queue import Queue
from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.lang import gettext as _
from dutyroom.lang import set_language
from dutyroom.services.board.views import News, Summary
from dutyroom.services.log.views import LogEntry
from tests.console.driving import console, lines, loaded, until
from tests.console.fake_room import NOW, PEOPLE, FakeRoom, row


def shown(app: object) -> str:
    return "\n".join(lines(app))  # type: ignore[arg-type]


@pytest.mark.whole
async def test_acknowledging_asks_who_then_acts_once() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        assert "只读，未登录" in shown(app)
        await pilot.press("space")
        assert isinstance(app.screen, SignInScreen)
        await pilot.press(*"wm", "enter", *"wrong", "enter")
        await until(pilot, lambda: "口令不对" in shown(app))
        assert not room.performed
        await pilot.press(*"right", "enter")
        await until(pilot, lambda: bool(room.performed))
        await until(pilot, lambda: "已知悉 0930-015" in shown(app))
        command = room.performed[0]
        assert (command.act, command.actor, command.subject, command.seen) == ("complaint.acknowledge", "wangmin", "0930-015", 1)
        assert "王敏 已登录" in shown(app)
        await pilot.press("space")
        assert "0930-015 已有人知悉" in shown(app)
        assert len(room.performed) == 1


async def test_tab_goes_on_to_the_secret_and_one_enter_signs_in() -> None:
    """Who typed the account whole is not asked again whom it means; who may be several is."""
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("space", "n")
        assert len(matching("n", PEOPLE)) > 1
        assert not app.screen._is_one_only
        await pilot.press("backspace", *"wangmin", "tab", *"right", "enter")
        await until(pilot, lambda: app.session is not None)
        assert app.session is not None
        assert app.session.person == "wangmin"


@pytest.mark.whole
async def test_leaving_the_sign_in_does_nothing_and_a_refusal_is_one_line() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("space", "escape")
        assert app.session is None
        assert not room.performed
        app.session = room.sign_in("wangmin", "right")
        app.act("complaint.close", "0930-007", seen=1)
        await until(pilot, lambda: "现在不能办理。 请值班长办理。" in shown(app))
        assert app.screen is app.board


def test_people_are_found_by_any_part_of_account_name_and_initials() -> None:
    for typed in ("wangmin", "王敏", "wm", " WM ", "Wang Min", "敏", "wang", "min"):
        assert matching(typed, PEOPLE) == (PEOPLE[1],), typed
    assert matching("", PEOPLE) == () == matching("x", PEOPLE)
    assert matching("", PEOPLE, everybody=True) == PEOPLE
    # Exactly so, before what begins so, before what has it inside.
    short = replace(PEOPLE[2], code="wm", pinyin="zgq", name="赵国强")
    inside = replace(PEOPLE[2], code="awm", pinyin="")
    assert matching("wm", (inside, PEOPLE[0], short)) == (short, inside)
    assert matching("w", (short, PEOPLE[1], PEOPLE[0])) == (PEOPLE[1], short, PEOPLE[0])


async def test_sign_in_shows_name_and_role_before_the_secret() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        await pilot.press("ctrl+o", "w")
        await pilot.pause()
        assert "王敏" in shown(app)
        await pilot.press("down")
        await pilot.pause()
        assert "演示" not in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "李伟，请输入口令" in shown(app)
        assert "值班长" in shown(app)
        await pilot.press("escape", "ctrl+o", *"wm", "enter", *"right", "enter")
        await until(pilot, lambda: app.session is not None)
        assert app.session is not None
        assert app.session.person == "wangmin"


async def test_a_demo_tells_its_accounts_and_secret() -> None:
    app = console(FakeRoom())
    app.head["settings"] = {**(app.head.get("settings") or {}), "demo": {"secret": "demo"}}
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert "口令都是 demo" in shown(app)
        for person in PEOPLE:
            assert person.code in shown(app)
        assert "总指挥" in shown(app)


async def test_an_idle_session_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app.session = app.room.sign_in("wangmin", "right")
        app._tick()
        assert app.session is not None
        monkeypatch.setattr("dutyroom.console.shell.IDLE", timedelta(seconds=-1))
        app._tick()
        assert app.session is None
        await pilot.pause()
        assert "已锁定" in shown(app)


@pytest.mark.whole
async def test_find_filters_and_escape_brings_all_back() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("f4", *"015", "enter")
        await until(pilot, lambda: len(app.board.queue.picture) == 1)
        assert "找到 1 件" in shown(app)
        assert "在办 41" in shown(app)
        # Another search from what was found.
        await pilot.press("f4", *"031", "enter")
        await until(pilot, lambda: [row.number[-3:] for row in app.board.queue.picture.rows] == ["031"])
        assert len(app.board.query(FindLine)) == 1
        await pilot.press("escape")
        assert len(app.board.queue.picture) == 41
        assert app.focused is app.board.queue


async def test_jump_to_a_number() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("g", *"120", "enter")
        assert app.selected is not None
        assert app.selected.number == "0930-120"
        await pilot.press("g", *"999", "enter")
        assert "没有以 999 结尾" in shown(app)


async def test_order_changes_and_news_still_find_their_place() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("s", "s")
        assert app.board.order == "number"
        numbers = [row.number for row in app.board.queue.picture.rows]
        assert numbers == sorted(numbers)
        room.tell(gone=("0930-120",))
        await until(pilot, lambda: "0930-120" not in {row.number for row in app.board.queue.picture.rows})
        assert app.board.picture.place("0930-120") < 0


async def test_counts_follow_the_clock() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        assert "超时 1  1小时内 2" in shown(app)
        room.at = NOW + timedelta(minutes=9)
        app.board.tick(room.at)
        await pilot.pause()
        assert "超时 2  1小时内 1" in shown(app)
        assert "工作时间至 17:30" in shown(app)
        room.at = NOW + timedelta(hours=1)
        app.board.tick(room.at)
        await pilot.pause()
        assert "非工作时间，10-08 08:30 上班" in shown(app)


async def test_lost_data_is_said_and_taken_back() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        room.broken = OSError("gone")
        await until(pilot, lambda: "数据中断 16:50:07 起" in shown(app))
        room.broken = None
        await until(pilot, lambda: "数据正常" in shown(app))


async def test_an_emergency_turns_the_room_and_its_end_turns_it_back() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await until(pilot, lambda: bool(app.palettes))
        room.tell(summary=Summary(emergencies=(("2026-3", "储户聚集", "responding"),)))
        await until(pilot, lambda: app.theme == "emergency")
        assert "应急〔2026〕3号" in shown(app)
        room.tell(summary=Summary(emergencies=(("2026-3", "储户聚集", "ended"),)))
        await until(pilot, lambda: app.theme == "night")


@pytest.mark.whole
@pytest.mark.parametrize("code", ["zh", "en"])
async def test_pages_open_scroll_and_close(code: str) -> None:
    set_language(code)
    app = console(FakeRoom())
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        for name in ("help", "log", "roster"):
            app.action_command(name)
            await until(pilot, lambda: app.screen is not app.board and len(shown(app).strip()) > 100)
            await pilot.press("end", "home", "escape")
            assert app.screen is app.board, name


def test_no_key_is_given_twice() -> None:
    assert keymap.clashes() == []
    # What the queue takes for itself never reaches a command.
    taken = {key for each in Queue.BINDINGS for key in each.key.split(",")}
    assert not taken & {key for entry in keymap.TABLE for key in entry.keys.split(",")}
    twice = (*keymap.TABLE, keymap.TABLE[0])
    assert keymap.clashes(twice)


def test_vital_commands_need_no_letter() -> None:
    for entry in keymap.TABLE:
        keys = entry.keys.split(",")
        assert any(len(key) > 1 and key not in ("question_mark", "colon") for key in keys), entry.id


def first_letters(text: str) -> str:
    chinese = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    # Its dictionary takes half a second to read: here, not whenever tests are collected.
    from pypinyin import Style, pinyin

    return "".join(syllable[0] for syllable in pinyin(chinese, style=Style.FIRST_LETTER))


@pytest.mark.whole
def test_pinyin_initials_are_those_of_the_labels() -> None:
    labels = {entry.label for entry in keymap.TABLE} | {act.label for act in ACTS.values()}
    assert {label for label in labels if first_letters(label) not in initials(label)} == set()
    # The help page shows the first.
    assert [e.label for e in keymap.TABLE if initials(e.label)[0] != first_letters(e.label)] == []
    # Few ways to read each: a label that is read in many would be found by anything.
    assert max(len(initials(label)) for label in labels) <= 8


def test_the_palette_ranks_whole_words_first() -> None:
    words = ("记一笔", "write log", "jyb", "log.write")
    assert rank("jyb", words) == 1.0
    assert rank("记", words) > rank("笔", words) > rank("记笔", words) > 0
    assert rank("WRITE", words) > 0
    assert rank("zz", words) == 0


@pytest.mark.whole
async def test_the_palette_speaks_our_words() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Palette)
        await until(pilot, lambda: "新来电" in shown(app))
        for words in ("Search for", "Quit the", "Theme", "Screenshot"):
            assert words not in shown(app)
        # What people look for by another word is found too.
        app.screen.query_one(Input).value = "主题"
        await until(pilot, lambda: "换配色主题" in shown(app))
        app.screen.query_one(Input).value = "qqqqqq"
        await until(pilot, lambda: "没有这个命令" in shown(app))


async def test_the_palette_runs_a_command_by_its_initials() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press("ctrl+p", *"jsyzg")
        await until(pilot, lambda: "角色与在岗" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "登记号码" in shown(app))


# Our own modules of many dataclasses count as heavy: views alone took a tenth of the first paint.
HEAVY = (
    *("dutyroom.services.cases.views", "dutyroom.services.emergency.panel.views"),
    *("dutyroom.domain.plan.plan", "dutyroom.domain.acts", "dutyroom.domain.clock.calendar"),
    *("dutyroom.console.messages", "dutyroom.console.feed", "dutyroom.console.keys.palette"),
    *("sqlmodel", "sqlalchemy", "pydantic", "arrow", "alembic", "argon2", "cryptography", "psycopg", "tomllib"),
)


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = f"import sys, dutyroom.bootstrap, dutyroom.console.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def test_a_terminal_that_swallows_chinese_is_set_right() -> None:
    environment = {"TERM_PROGRAM": "iTerm.app"}
    suit_terminal(environment, low_bandwidth=True)
    assert environment["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert environment["TEXTUAL_FPS"] == "15"
    plain: dict[str, str] = {}
    suit_terminal(plain, low_bandwidth=False)
    assert plain == {}


@pytest.mark.whole
def test_no_key_that_is_pressed_is_written_to_a_log_of_the_library() -> None:
    environment = {"TEXTUAL": "devtools", "TEXTUAL_LOG": "keys.log", "TEXTUAL_DEBUG": "1"}
    code = "import os; from dutyroom.bootstrap import suit_terminal; {}; from textual import constants; print(constants.LOG_FILE)"
    for suited, logs in (("suit_terminal(os.environ, False)", "None"), ("pass", "keys.log")):
        command = [sys.executable, "-c", code.format(suited)]
        made = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})
        assert made.stdout.strip() == logs
    suit_terminal(environment, low_bandwidth=False)
    assert environment == {}


async def test_a_blocked_loop_is_recorded(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    import time
    from pathlib import Path

    file = Path(str(tmp_path)) / "stall"
    monkeypatch.setenv(stall.VARIABLE, str(file))
    app = console(FakeRoom())
    async with app.run_test() as pilot:
        await loaded(pilot)
        time.sleep(0.12)
        await pilot.pause(0.05)
        assert max(wall for wall, _work in stall.blocks(file)) >= 100


async def test_a_crash_shows_no_locals(capsys: pytest.CaptureFixture[str]) -> None:
    app = console(FakeRoom())

    def fall() -> None:
        personal = "13812345678"
        raise ZeroDivisionError(len(personal))

    async def crash() -> None:
        async with app.run_test() as pilot:
            await loaded(pilot)
            app.call_later(fall)
            await pilot.pause(0.1)

    with pytest.raises(ZeroDivisionError):
        await crash()
    assert isinstance(app.fault, ZeroDivisionError)
    out = capsys.readouterr()
    assert "13812345678" not in out.out + out.err


async def test_the_log_beside_the_queue_is_one_line_an_entry_and_the_last_ones() -> None:
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        text = "一二三四五六七八九十" * 5
        app.entries = [LogEntry(n, NOW, "wangmin", "王敏", "", "", "log.write", f"0930-{n:03}", text) for n in range(90)]
        app.board.put_side()
        await pilot.pause()
        beside = [found for each in lines(app) if (found := re.search(r"16:50 王敏 0930-(\d+) .*~ *$", each))]
        assert len(beside) > 15
        assert [int(found[1]) for found in beside] == list(range(90 - len(beside), 90))
        assert "0930-089" in lines(app)[-3]


async def test_a_line_written_while_the_log_was_read_stands_there_once() -> None:
    """An act between two questions of the feed: read with the roster, and told again as news."""
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        log = tuple(LogEntry(n, NOW, "wangmin", "王敏", "", "", "log.write", f"0930-{n:03}", "记一笔") for n in range(1, 4))
        app.post_message(Aside(app.duty, log[:2], Summary()))
        app.post_message(Fresh(News(3, log=log[1:])))
        await pilot.pause()
        assert [each.seq for each in app.entries] == [1, 2, 3]


@pytest.mark.whole
@pytest.mark.parametrize("code", ["zh", "en"])
async def test_a_blank_stands_between_every_key_and_its_word(code: str) -> None:
    set_language(code)
    app = console(FakeRoom())
    async with app.run_test(size=(80, 40)) as pilot:
        await loaded(pilot)
        for width in (80, 120, 200):
            await pilot.resize_terminal(width, 40)
            await until(pilot, lambda width=width: len(lines(app)[-1]) >= width // 2 and app.screen.size.width == width)
            foot = lines(app)[-1]
            assert " F2 " in foot
            assert " ? " in foot
            for entry in keymap.TABLE:
                if keymap.cap(entry) in foot.split():
                    assert f" {keymap.cap(entry)} {_(entry.label)}" in foot
            assert not re.search(r"F\d+[^\d ]", foot)


@pytest.mark.whole
async def test_another_order_of_many_rows_does_not_stop_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dutyroom.console.screens.board.PAGE", 500)
    room = FakeRoom([row(n, timedelta(minutes=n + 99)) for n in range(20_000)])
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        board = app.board
        board.sort("number")
        gone, changed = board.picture.rows[3].number, board.picture.rows[4]
        room.tell(replace(changed, version=9), gone=(gone,))
        await until(pilot, lambda: board.queue.picture.sort == "number" and board.picture.place(gone) < 0)
        shown = board.queue.picture
        assert len(shown) == 19_999
        assert [each.number for each in shown.rows] == sorted(each.number for each in board.picture.rows)
        assert shown.get(changed.number) == replace(changed, version=9)
        # Two orders one after the other: the last one counts.
        board.sort("level")
        board.sort("received")
        await until(pilot, lambda: board.queue.picture.sort == "received")
        await app.workers.wait_for_complete()
        assert board.queue.picture.sort == "received"


@pytest.mark.whole
async def test_every_act_of_the_room_opens_its_form_from_the_palette(monkeypatch: pytest.MonkeyPatch) -> None:
    app = console(FakeRoom())
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(DutyroomApp, "open_form", lambda _self, *given, **_named: opened.append(given))
    acts = {
        "tjry": "person.add", "任命": "roster.appoint", "dg": "shift.begin", "离岗": "shift.end", "qyya": "plan.adopt",
        "bdwgzr": "calendar.exception", "person.add": "person.add",
    }  # fmt: skip
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        for n, (typed, act) in enumerate(acts.items()):
            await pilot.press("ctrl+p")
            palette = app.screen
            assert isinstance(palette, Palette)
            await until(pilot, lambda palette=palette: palette.all)
            palette.query_one(Input).value = typed
            await pilot.pause()
            assert _(ACTS[act].label) in shown(app)
            await pilot.press("enter")
            await until(pilot, lambda n=n: len(opened) > n)
            assert opened[n] == (act,)


async def test_the_palette_offers_every_act_or_says_why_not() -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        found = {name: each for each in commands(app) for name in each.words if name in ACTS}
        missing = {name for name, act in ACTS.items() if act.label not in {e.label for e in keymap.TABLE}} - set(found)
        assert missing == OF_EXERCISES
        assert found["emergency.finish"].why_not == "没有进行中的突发事件"
        assert "登录" in found["person.secret"].why_not
        for each in found.values():
            assert each.words[1], each.label
            assert each.words[2] or each.words[0].isascii(), each.label


async def test_a_locked_console_takes_a_call_even_behind_the_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    app = console(FakeRoom())
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        app.session = app.room.sign_in("wangmin", "right")
        app.lock("locked")
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert isinstance(app.screen, SignInScreen)
        opened: list[str] = []
        monkeypatch.setattr(DutyroomApp, "open", lambda _self, name, *_given, **_named: opened.append(name))
        await pilot.press("f2", "escape", "f2")
        await pilot.pause()
        assert opened == ["call", "call"]


@pytest.mark.whole
@pytest.mark.parametrize("key", ["f12", "f9", "ctrl+p", "n"])
async def test_time_goes_on_under_whatever_is_open(key: str) -> None:
    """A head that says 数据正常 beside a clock that stands is a lie; so is a countdown."""
    room = FakeRoom()
    app = console(room)
    async with app.run_test(size=(120, 40)) as pilot:
        await loaded(pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not app.board)
        await pilot.pause()
        # The clock, and countdowns within the hour in seconds.
        before = seconds(app)
        for passed in (3, 7):
            room.at = NOW + timedelta(seconds=passed)
            app._tick()
            await until(pilot, lambda: f"{room.at.astimezone(app.zone):%H:%M:%S}" in seconds(app))
            assert len(before - seconds(app)) > 1
            assert len(lines(app)) == 40
            before = seconds(app)


def seconds(app: DutyroomApp) -> set[str]:
    """Every time on the screen."""
    return set(re.findall(r"\d\d:\d\d(?::\d\d)?", "\n".join(lines(app))))
