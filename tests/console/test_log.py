"""The duty log as people read it: one key one line, filters, 补记 and 更正 marked, signed, printed."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.present.shift.log import folded, line, parts
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.shift.log import LogScreen
from dutyroom.console.screens.shift.note import NoteScreen
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import set_language
from dutyroom.services.log.views import LogEntry
from dutyroom.settings.plans import pack_text
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import NOW, SECRET, do, make_room
from tests.whole import few

BANK = read_plan(pack_text("rural-commercial-bank"), "rural-commercial-bank.toml")


def entry(seq: int, kind: str = "complaint.acknowledge", subject: str = "", text: str = "", **more: object) -> LogEntry:
    return LogEntry(seq, NOW, "liwei", "李伟", "", "", kind, subject or f"0930-{seq:03}", text, **more)  # type: ignore[arg-type]


def test_clicks_are_folded_and_words_are_not() -> None:
    lines = [entry(1), entry(2), entry(3, text="有话"), entry(4, late=True), entry(5), entry(6)]
    assert [[each.seq for each in group] for group in folded(lines)] == [[1, 2], [3], [4], [5, 6]]
    acts = ("complaint.register", "complaint.acknowledge", "complaint.assign")
    case = [entry(7 + n, act, "0930-007", "" if n else "多收费") for n, act in enumerate(acts)]
    assert [[each.seq for each in group] for group in folded([*case, entry(10)])] == [[7, 8, 9], [10]]
    assert parts(case, NOW.tzinfo)[1] == "登记投诉 0930-007 多收费；知悉；交办"  # type: ignore[arg-type]
    marks, text = parts(folded(lines)[0], NOW.tzinfo)  # type: ignore[arg-type]
    assert (marks, text) == ("", "知悉 0930-001、0930-002")
    told = entry(11, "emergency.propose", "2026-1")
    assert parts([told], NOW.tzinfo, BANK)[1] == "提请启动 应急〔2026〕1号"  # type: ignore[arg-type]
    assert line(told, NOW.tzinfo, BANK) == f"{NOW:%H:%M} 李伟 提请启动 应急〔2026〕1号"  # type: ignore[arg-type]
    wang = LogEntry(1, NOW, "wangmin", "Wang Min", "", "", "complaint.acknowledge", "0930-001", "")
    assert line(wang, NOW.tzinfo, brief=True).startswith(f"{NOW:%H:%M} Wang 0930-001 "), "a log says who"  # type: ignore[arg-type]


@pytest.mark.whole
@pytest.mark.parametrize(("key", "code", "said"), [("ctrl+r", "shift_lead", "值班长"), ("ctrl+l", "", "16:50")])
async def test_a_page_opened_before_the_names_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, code: str, said: str
) -> None:
    """Its times are the organisation's from the first moment; the plan's words come without a key."""
    room, read = make_room(tmp_path / "room"), Event()
    units = room.units
    monkeypatch.setattr(room, "units", lambda: units() if read.wait(120) else ())
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: (code or said) in shown(pilot))
        assert "08:50" not in shown(pilot)
        read.set()
        await until(pilot, lambda: said in shown(pilot) and (not code or code not in shown(pilot)))
    room.close()


@pytest.mark.whole
async def test_one_key_one_line(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await pilot.press("f12", *"abc", "enter")
        await until(pilot, lambda: app.screen is app.board)
        await until(pilot, lambda: any(each.text == "abc" for each in app.entries))
        # The same key again: the whole form, with what was typed; Esc keeps it.
        await pilot.press("f12")
        await until(pilot, lambda: form(app, NoteScreen))
        await pilot.press(*"late", "f12")
        await until(pilot, lambda: form(app, FormScreen))
        assert app.screen.body.values["text"] == "late"  # type: ignore[attr-defined]
        app.screen.body.put({"happened": "16:00"})  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        assert app.room.log()[-1].late
        await pilot.press("f12", *"kept", "escape")
        await until(pilot, lambda: app.screen is app.board)
        assert [dict(draft.values)["text"] for draft in app.room.drafts("liwei")] == ["kept"]


@pytest.mark.parametrize("code", few(["zh", "en"], "zh"))
@pytest.mark.parametrize("size", few([(80, 24), (120, 40), (200, 60)], (80, 24), one=True))
async def test_a_shift_is_read_corrected_signed_and_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    room = make_room(tmp_path / "room")
    do(room, "wangmin", "log.write", text="two guards came")
    do(room, "wangmin", "log.write", text="x" * 150, happened="16:10")
    do(room, "liwei", "complaint.register", content="fee", level="normal", channel="phone", category="other")
    set_language(code)
    zh = code == "zh"
    async with at_desk(tmp_path, size=size, room=room) as (app, pilot):
        await pilot.press("ctrl+l")
        await until(pilot, lambda: form(app, LogScreen) and ("未签阅" if zh else "not signed") in shown(pilot))
        assert ("补记 09-30 16:10" if zh else "late entry 09-30 16:10") in shown(pilot)
        assert all(len(line) <= size[0] for line in shown(pilot).splitlines())
        # Up to the short line: Enter corrects it, the words are there to be changed.
        await pilot.press("home", "down")
        while "two guards" not in _line(app):
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: form(app, FormScreen))
        assert app.screen.body.values["text"] == "two guards came"  # type: ignore[attr-defined]
        app.screen.body.put({"text": "three guards came"})  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, LogScreen) and "three guards came" in shown(pilot))
        assert ("（已更正，见 #" if zh else "(corrected, see #") in shown(pilot)
        # Only what people wrote; then only what one person did; then everything.
        await pilot.press("6")
        only = "只看手写" if zh else "written lines only"
        await until(pilot, lambda: only in shown(pilot) and "0930-001" not in shown(pilot))
        await pilot.press("6", "end")
        await until(pilot, lambda: "0930-001" in shown(pilot))
        await pilot.press("8")
        await until(pilot, lambda: list((tmp_path / "data").rglob("log-*.txt")))
        # Signed: nothing is left over but the signature itself.
        await pilot.press("7")
        await until(pilot, lambda: form(app, FormScreen))
        app.screen.body.put({"text": "seen"})  # type: ignore[attr-defined]
        app.screen.body.rows["secret"].put(SECRET)  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: ("签阅到此" if zh else "read and signed up to here") in shown(pilot))
        await pilot.press("escape")
        assert app.screen is app.board
    room.close()


@pytest.mark.whole
async def test_a_full_shift_is_read_in_two_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """120 entries by three people: what is open stands first, what is late or corrected is marked, and little is left to read."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    room = make_room(tmp_path / "room")
    for n in range(24):
        who = ("liwei", "wangmin")[n % 2]
        case = do(room, who, "complaint.register", content=f"收费争议 {n}", level="normal", channel="phone").subject
        do(room, who, "complaint.acknowledge", case)
        do(room, who, "complaint.assign", case, room.complaint(case).version, owner="liwei")
        if n % 4 == 0:
            do(room, who, "log.write", text=f"巡查大厅 {n}")
            call = do(room, who, "call.take", phone=f"1380000{n:04}", content="问营业时间").subject
            do(room, who, "call.finish", call, outcome="已答复")
        if n % 3 == 0:
            do(room, who, "complaint.contact", case, result="reached", text="已安抚")
    do(room, "wangmin", "log.write", text="门口聚集二十人", happened="16:10")
    lines = room.log(limit=500)
    wrong = next(line.seq for line in lines if line.text == "巡查大厅 4")
    do(room, "liwei", "log.correct", line=wrong, text="巡查二楼")
    do(room, "liwei", "call.take", phone="13900001111", content="等回话")
    do(room, "liwei", "log.instruct", giver="赵国强", text="两小时内书面报告", taker="wangmin")
    assert len(room.log(limit=500)) >= 100
    async with at_desk(tmp_path, size=(120, 40), room=room) as (app, pilot):
        await pilot.press("ctrl+l")
        await until(pilot, lambda: form(app, LogScreen) and "未了" in shown(pilot) and len(app.screen._entries) > 99)  # type: ignore[attr-defined]
        head = shown(pilot).splitlines()[1]
        assert all(word in head for word in ("来电未结 1", "批示 1", "补记 1", "更正 1")), head
        read = app.screen.query_one(Rows).rows
        # A line is taken in at a glance: two seconds each.
        print(f"{len(app.screen._entries)} entries are {len(read)} lines")  # type: ignore[attr-defined]
        assert len(read) * 2 <= 120
        await pilot.press("6")
        await until(pilot, lambda: "只看手写" in shown(pilot))
        assert "（已更正，见 #" in shown(pilot)
        assert "补记 09-30 16:10" in shown(pilot)
        await pilot.press("8")
        await until(pilot, lambda: list((tmp_path / "data").rglob("log-*.txt")))
        text = next((tmp_path / "data").rglob("log-*.txt")).read_text("utf-8")
        assert "【补记】 门口聚集二十人" in text
        assert f"【更正】 更正日志 #{wrong} 巡查二楼" in text
    room.close()


@pytest.mark.whole
async def test_an_act_is_corrected_where_it_was_done(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room")
    do(room, "liwei", "complaint.register", content="收费", level="normal", channel="phone", category="other")
    async with at_desk(tmp_path, room=room) as (app, pilot):
        await pilot.press("ctrl+l")
        await until(pilot, lambda: form(app, LogScreen) and "0930-001" in shown(pilot))
        await pilot.press("end", "enter")
        await until(pilot, lambda: "在这里用「更正」改" in shown(pilot) and "投诉情况" in shown(pilot))
        await pilot.press("escape")
        assert isinstance(app.screen, LogScreen)
        await pilot.press("escape")
        # What stands is in sight, masked where it is personal; a field left empty changes nothing.
        app.open_form("complaint.correct", "0930-001")
        await until(pilot, lambda: form(app, FormScreen) and "现为 收费，不填即不改" in shown(pilot))
        await until(pilot, lambda: "现为 电话，不填即不改" in shown(pilot))
        assert not app.screen.draft_values(), "a hint is not typed"
    room.close()


def _line(app: DutyroomApp) -> str:
    screen = app.screen
    assert isinstance(screen, LogScreen)
    return screen.chosen.text if screen.chosen else ""
