"""Forms: one definition, typed by keys alone, every fault under its field, nothing typed ever lost."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from textual import events

from dutyroom.console.forms.body import FormBody
from dutyroom.console.forms.desk import Desk
from dutyroom.console.present.choices import Choice, find
from dutyroom.console.screens.cases.register import RegisterScreen
from dutyroom.console.screens.drafts import DraftsScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.shift.shift import ShiftScreen
from dutyroom.console.widgets.chooser import Chooser
from dutyroom.domain.act import Command, Done
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.services.desk.views import DraftView
from dutyroom.services.front.front import Front
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import NOW, SECRET, do, make_room
from tests.whole import few


def kept(room: Front) -> dict[str, str]:
    """The values of the newest draft."""
    drafts = room.drafts()
    return dict(drafts[0].values) if drafts else {}


UNITS = (
    Choice("cg", "城关支行", ("城关支行", "Chengguan")),
    Choice("cx", "城西分理处", ("城西分理处", "West")),
    Choice("yy", "营业部", ("营业部", "Main office")),
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("cgzh", "cg"), ("cgz", "cg"), ("城西", "cx"), ("CX", "cx"), ("ｙｙｂ", "yy"), ("main", "yy"), ("hang", ""), ("zh", "cg")],
)
def test_a_choice_is_found_by_code_name_and_pinyin(typed: str, first: str) -> None:
    found = find(typed, UNITS)
    assert (found[0].code if found else "") == first


def test_the_initials_agree_with_a_pinyin_dictionary() -> None:
    from pypinyin import Style, pinyin

    from dutyroom.console.present.pinyin import letters

    common = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
    wrong = []
    for character in common:
        known = {each[0] for each in pinyin(character, style=Style.NORMAL, heteronym=True)[0] if each}
        if not known & set(letters(character)):
            wrong.append(character)
    assert len(wrong) <= len(common) * 0.01, "".join(wrong)


def new_kinds() -> list[str]:
    """An act for every kind of field and everything to choose from, and all that end with a secret or concern nothing."""
    seen: set[object] = set()
    made = []
    for name, act in ACTS.items():
        kinds = {act.grave, bool(act.subject)} | {(field.kind, field.choices) for field in act.fields}
        if not kinds <= seen:
            made.append(name)
        seen |= kinds
    return made


@pytest.mark.whole
@pytest.mark.parametrize("acts", few([new_kinds(), list(ACTS)], new_kinds()), ids=["kinds", "all"])
async def test_every_act_has_a_form_that_opens(tmp_path: Path, acts: list[str]) -> None:
    async with at_desk(tmp_path) as (app, _pilot):
        desk = Desk(app)
        for name, act in ACTS.items():
            body = FormBody(desk, act, desk.fields(act))
            if name in acts:
                sheet = FormScreen(name, "0930-001" if act.subject else "", 1)
                await app.push_screen(sheet)
                assert form(app, FormScreen), name
                body = sheet.body
                await app.pop_screen()
            fields = {field.name for field in act.fields} - {"call"}
            assert fields <= set(body.rows), name
            assert ("secret" in body.rows) == act.grave, name


@pytest.mark.whole
async def test_typing_on_in_a_field_does_not_lay_the_page_out_anew(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        # The first sign makes the field a valid one.
        await pilot.press("w")
        laid: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.board, laid.append)
        await pilot.press(*"angmin")
        assert app.screen.body.values["name"] == "wangmin"
        assert "wangmin" in shown(pilot)
        assert laid == []


async def test_faults_show_under_their_fields_and_go_as_they_are_mended(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        body = app.screen.body
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert {name for name, row in body.rows.items() if row.faulty} == {"content", "channel", "level"}
        assert app.focused is body.rows["content"].entry, "the cursor stands at the first fault"
        await until(pilot, lambda: app.screen.query(".row-under.-fault"))
        await pilot.pause()
        under = app.screen.query(".row-under.-fault").first()
        assert under.styles.background.hex6.lower() == app.theme_variables["alarm-back"].lower()[:7], "a fault is lit"
        await pilot.press("x")
        await pilot.pause()
        assert not body.rows["content"].faulty
        body.focus_field("people")
        await pilot.press(*"two", "tab")
        await pilot.pause()
        assert "请填不小于 0 的整数" in shown(pilot), "judged as one leaves the field, by the room's own rules"
        assert body.values["people"] == "two"


@pytest.mark.whole
async def test_clocks_show_before_saving_and_change_with_the_level(tmp_path: Path) -> None:
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press("f7", "3")
        await until(pilot, lambda: "10-13 17:30" in shown(pilot) or "5个工作日" in shown(pilot))
        ordinary = shown(pilot)
        await pilot.press("1")
        await until(pilot, lambda: "10-08 17:30" in shown(pilot))
        assert shown(pilot) != ordinary
        assert not [row for page in app.room.board() for row in page], "nothing is saved by looking"


@pytest.mark.whole
async def test_another_level_shows_which_clocks_move_and_which_end(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        made = do(app.room, "wangmin", "complaint.register", content="x", channel="phone", level="urgent")
        before = {clock.code: clock for clock in app.room.complaint(made.subject).clocks}
        await until(pilot, lambda: len(app.board.picture) == 1)
        await pilot.press("f7")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press("3")
        after = {each.code: each for each in app.room.preview({"level": app.screen.body.values["level"]}, made.subject)}
        ended = [clock.name for code, clock in before.items() if code not in after]
        assert ended, "a level that ends no clock proves nothing here"
        await until(pilot, lambda: "不再适用 " + "、".join(ended) in shown(pilot))
        assert "10-08 17:30 周四 -> " in shown(pilot)
        assert app.room.complaint(made.subject).level == "urgent"


@pytest.mark.whole
async def test_a_draft_is_kept_within_half_a_second_and_comes_back(tmp_path: Path) -> None:
    room = make_room(tmp_path / "shared")
    async with at_desk(tmp_path, room=room) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press(*"wang", "enter", *"138", "enter", *"half a sent")
        await until(pilot, lambda: kept(room).get("content") == "half a sent")
        app.screen.keeper._over = True  # killed: nothing more is written
    async with at_desk(tmp_path, room=room) as (app, pilot):
        app.count_drafts()
        await until(pilot, lambda: "草稿 1" in shown(pilot))
        await pilot.press("d")
        await until(pilot, lambda: form(app, DraftsScreen) and "登记投诉" in shown(pilot))
        assert "half a sent" not in shown(pilot), "a list that others see says nothing of what was typed"
        await pilot.press("enter")
        await until(pilot, lambda: form(app, RegisterScreen))
        assert app.screen.body.values["content"] == "half a sent"
        assert app.screen.body.values["name"] == "wang"
        # What is typed now goes on behind it.
        app.screen.body.focus_field("content")
        await pilot.press(*"ence")
        assert app.screen.body.values["content"] == "half a sentence"
    room.close()


@pytest.mark.whole
async def test_escape_keeps_what_was_typed_and_sending_takes_the_draft_away(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        case = {"content": "x", "channel": "phone", "level": "urgent", "name": "张三丰", "phone": "13812345678"}
        made = do(app.room, "wangmin", "complaint.register", **case)
        await until(pilot, lambda: len(app.board.picture) == 1)
        await pilot.press("f5")
        await until(pilot, lambda: "张* 138****5678  号码在该件页面按 V 查看" in shown(pilot))
        await pilot.press("2", "tab", "tab", *"rang twice", "escape")
        await until(pilot, lambda: app.screen is app.board and len(app.room.drafts("liwei")) == 1)
        await pilot.press("f5")
        await until(pilot, lambda: form(app, FormScreen) and app.screen.body.values.get("text") == "rang twice")
        await pilot.press("tab", "tab", *", busy")
        assert app.screen.body.values["text"] == "rang twice, busy"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.drafts("liwei") == ()
        assert [c.result for c in app.room.complaint(made.subject).contacts] == ["no_answer"]
        await until(pilot, lambda: "已记：无人接" in shown(pilot))


@pytest.mark.whole
async def test_an_empty_form_leaves_no_draft(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.drafts() == ()


@pytest.mark.whole
async def test_a_stale_form_shows_the_difference_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        made = do(app.room, "wangmin", "complaint.register", content="x", channel="phone", level="normal")
        await until(pilot, lambda: len(app.board.picture) == 1)
        seen = app.board.picture.rows[0].version
        await pilot.press("f7")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press("2", "tab", *"more people than said")
        do(app.room, "wangmin", "complaint.assign", made.subject, seen, owner="wangmin")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "王敏" in shown(pilot) and "承办人" in shown(pilot) and "本次没有提交" in shown(pilot))
        assert app.screen.body.values["reason"] == "more people than said"
        assert app.room.complaint(made.subject).level == "normal"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        after = app.room.complaint(made.subject)
        assert (after.level, after.owner) == ("important", "wangmin")


@pytest.mark.whole
async def test_ones_own_act_makes_the_next_one_not_stale(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        made = do(app.room, "wangmin", "complaint.register", content="x", channel="phone", level="normal")
        await until(pilot, lambda: len(app.board.picture) == 1)
        assert app._feed is not None
        app._feed.stop()  # what the feed tells comes later than the next key
        for level, name in (("2", "important"), ("1", "urgent")):
            await pilot.press("f7")
            await until(pilot, lambda: form(app, FormScreen))
            await pilot.press(level, "tab", *"more people", "ctrl+s")
            await until(pilot, lambda: app.screen is app.board)
            assert app.room.complaint(made.subject).level == name
        do(app.room, "wangmin", "complaint.assign", made.subject, app.room.complaint(made.subject).version, owner="wangmin")
        await pilot.press("f7")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press("2", "tab", *"fewer", "ctrl+s")
        await until(pilot, lambda: "本次没有提交" in shown(pilot))


@pytest.mark.whole
async def test_a_lost_answer_is_retried_without_acting_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        made = do(app.room, "wangmin", "complaint.register", content="x", channel="phone", level="urgent")
        await until(pilot, lambda: len(app.board.picture) == 1)
        real, lost = app.room.perform, []

        def once(command: Command) -> Done:
            done = real(command)
            if not lost:
                lost.append(done)
                raise Refusal("connection_lost", "与数据库的连接断了，不能确定这次是否已存上。", "连上后请重试。")
            return done

        monkeypatch.setattr(app.room, "perform", once)
        await pilot.press("f5")
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press("1", "tab", "tab", *"told", "ctrl+s")
        await until(pilot, lambda: lost and "不能确定这次是否已存上" in shown(pilot))
        assert form(app, FormScreen), "nothing is painted as saved"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        assert len(app.room.complaint(made.subject).contacts) == 1


@pytest.mark.whole
async def test_when_even_the_draft_cannot_be_kept_the_text_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk(tmp_path) as (app, pilot):

        def full(*_given: Any) -> None:
            raise Refusal("disk_full", "磁盘已满，这次没有存上。")

        monkeypatch.setattr(app.room, "save_draft", full)
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press(*"wang")
        await until(pilot, lambda: "草稿没有存下：磁盘已满" in shown(pilot))
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert form(app, RegisterScreen)
        assert app.screen.body.values["name"] == "wang"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)


async def test_a_grave_act_ends_with_a_secret_that_is_never_kept(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="zhao") as (app, pilot):
        app.push_screen(FormScreen("person.secret", "zhao"))
        await until(pilot, lambda: form(app, FormScreen))
        await pilot.press(*"another-secret-2", "enter", *"wrong")
        await pilot.pause(0.6)
        for secret in ("wrong", "another-secret-2"):
            assert secret not in shown(pilot)
            assert all(secret not in str(draft.values) for draft in app.room.drafts())
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.body.secret == "" and not app.screen._sending)
        assert app.focused is app.screen.body.rows["secret"].entry
        await pilot.press(*SECRET, "enter")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.sign_in("zhao", "another-secret-2").person == "zhao"


async def test_the_fault_of_who_signs_as_well_is_shown_where_they_sign(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="zhao") as (app, pilot):
        app.push_screen(FormScreen("person.phone", "liwei"))
        await until(pilot, lambda: form(app, FormScreen) and app.screen.body.rows["second"].entry.choices)
        body = app.screen.body
        body.put({"number": "13900001111", "second": "wangmin"})
        for theirs, said in (("", "必填。"), ("wrong", "账号或口令不对。")):
            body.rows["second_secret"].put(theirs)
            body.rows["secret"].put(SECRET)
            await pilot.press("ctrl+s")
            await until(pilot, lambda said=said: said in shown(pilot))
            assert app.focused is body.rows["second_secret"].entry


async def test_hostile_text_in_a_draft_is_shown_inert(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        hostile = {"name": "[@click=app.quit]x\x1b]52;c;ZQ==\x07", "content": "a\u202eb"}
        app.room.save_draft("d1", "liwei", "complaint.register", "", hostile)
        await pilot.press("d")
        await until(pilot, lambda: form(app, DraftsScreen) and "登记投诉" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: form(app, RegisterScreen) and "[@click=app.quit]x" in shown(pilot))
        assert not {"\x1b", "\u202e", "\x07"} & set(shown(pilot))
        app.screen.body.put({"name": "\x1b[2Jb", "demand": "rare \U000313f0\ne\x9b2J"})
        app.screen.body.rows["demand"].entry.post_message(events.Paste("\x1b]52;c;ZQ==\x07\u202e"))
        await pilot.pause()
        assert not {"\x1b", "\u202e", "\x07", "\x9b"} & set(shown(pilot))
        assert "rare \U000313f0" in app.screen.body.values["demand"], "a rare name is not harmed"


async def test_a_chooser_takes_number_keys_arrows_and_letters_and_the_terminals_cursor_is_where_one_types(
    tmp_path: Path,
) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        # Input methods open their window there.
        for name in ("name", "content", "level"):
            app.screen.body.focus_field(name)
            entry = app.screen.body.rows[name].entry
            await until(pilot, lambda entry=entry: app.cursor_position == entry.cursor_screen_offset)
            assert entry.region.contains_point(app.cursor_position)
        chooser = app.screen.body.rows["level"].entry
        assert isinstance(chooser, Chooser)
        assert chooser.value == "", "no level is chosen by accident"
        chooser.focus()
        await until(pilot, lambda: chooser.has_focus)
        await pilot.press("２")
        assert chooser.value == chooser.choices[1].code
        await pilot.press("right")
        assert chooser.value == chooser.choices[2].code
        await pilot.press("j", "j")
        assert chooser.value == "urgent"
        await pilot.press("backspace", "backspace", "delete")
        assert chooser.value == ""


@pytest.mark.whole
async def test_letters_that_find_nobody_leave_what_was_chosen_before_them(tmp_path: Path) -> None:
    """The first letters of a name that is not there find somebody else: who is appointed is never who was not meant."""
    async with at_desk(tmp_path) as (app, pilot):
        await app.push_screen(FormScreen("roster.appoint"))
        await until(pilot, lambda: form(app, FormScreen) and app.screen.body.rows["person"].entry.choices)
        person = app.screen.body.rows["person"].entry
        person.focus()
        await until(pilot, lambda: person.has_focus)
        # A key that comes while the form is still opening waits for it.
        await pilot.press("l")
        await until(pilot, lambda: person.value == "liwei")
        await pilot.press("x", "q")
        assert person.value == ""
        await pilot.press("tab")
        assert person.value == ""
        person.focus()
        await until(pilot, lambda: person.has_focus)
        await pilot.press(*"wm", "tab")
        await until(pilot, lambda: person.value == "wangmin")
        person.focus()
        await until(pilot, lambda: person.has_focus)
        await pilot.press(*"lxq")
        assert person.value == "wangmin"
        await pilot.press("backspace", "backspace")
        assert person.value == "liwei"


@pytest.mark.whole
async def test_several_of_many_are_typed_one_after_the_other(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await app.push_screen(FormScreen("emergency.confer", "2026-1"))
        await until(pilot, lambda: form(app, FormScreen) and app.screen.body.rows["invited"].entry.choices)
        invited = app.screen.body.rows["invited"].entry
        invited.focus()
        # A blank ticks what the letters find, and they are used up; leaving or sending ticks it as well.
        await pilot.press(*"lw", "space", *"zgq", "space", *"wm", "tab")
        assert set(invited.value.split(",")) == {"liwei", "zhao", "wangmin"}
        invited.focus()
        await until(pilot, lambda: invited.has_focus)
        await pilot.press(*"zgq", "space")
        assert set(invited.value.split(",")) == {"liwei", "wangmin"}
        await pilot.press(*"zgq", "ctrl+s")
        assert set(app.screen.body.values["invited"].split(",")) == {"liwei", "wangmin", "zhao"}


@pytest.mark.whole
async def test_the_focused_field_is_always_in_sight_on_a_small_screen(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        body = app.screen.body
        for row in body.rows.values():
            await until(pilot, lambda row=row: body.region.contains_point(row.entry.region.offset))
            assert app.focused is row.entry, row.field.name
            assert row.entry.region.height > 0
            await pilot.press("tab")


@pytest.mark.whole
async def test_a_form_opened_before_the_room_is_read_gets_its_choices(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        named, app.named = app.named, None
        app.push_screen(RegisterScreen(draft=DraftView("d1", "liwei", "complaint.register", "", NOW, (("level", "urgent"),))))
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press(*"wang")
        assert "没有可选项" in shown(pilot)
        app.named = named
        await until(pilot, lambda: "[1 紧急]" in shown(pilot))
        assert app.screen.body.values["name"] == "wang", "what was typed meanwhile stays"


@pytest.mark.whole
async def test_keys_pressed_while_a_draft_is_being_written_are_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        real = app.room.save_draft
        writing = threading.Event()

        def slow(*given: Any) -> None:
            writing.set()
            time.sleep(0.3)
            real(*given)

        monkeypatch.setattr(app.room, "save_draft", slow)
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press("a")
        await until(pilot, writing.is_set)
        await pilot.press("b")
        await until(pilot, lambda: kept(app.room).get("name") == "ab")


@pytest.mark.whole
async def test_a_key_that_follows_the_sending_is_for_the_page_below(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        app.open("shift")
        await until(pilot, lambda: isinstance(app.screen, ShiftScreen))
        app.open_form("log.instruct", values={"giver": "director", "text": "report in two hours", "taker": "wangmin"})
        await until(pilot, lambda: form(app, FormScreen))
        asked, go = app.room.perform, threading.Event()

        def slowly(command: Command) -> Done:
            go.wait(120)
            return asked(command)

        app.room.perform = slowly
        # Esc was for the page of the shift, and found the form that was being sent: nothing left and both stayed.
        await pilot.press("ctrl+s", "escape")
        go.set()
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.log()[-1].kind == "log.instruct"
