"""The duty log as people read it: one key one line, filters, 补记 and 更正 marked, signed, printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.console.app import DutyroomApp
from dutyroom.console.present.log import folded, parts
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.log import LogScreen
from dutyroom.console.screens.note import NoteScreen
from dutyroom.lang import set_language
from dutyroom.services.views import LogEntry
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import NOW, SECRET, do, make_room


def entry(seq: int, kind: str = "complaint.acknowledge", subject: str = "", text: str = "", **more: object) -> LogEntry:
    return LogEntry(seq, NOW, "liwei", "李伟", "", "", kind, subject or f"0930-{seq:03}", text, **more)  # type: ignore[arg-type]


def test_clicks_are_folded_and_words_are_not() -> None:
    lines = [entry(1), entry(2), entry(3, text="有话"), entry(4, late=True), entry(5), entry(6)]
    assert [[each.seq for each in group] for group in folded(lines)] == [[1, 2], [3], [4], [5, 6]]
    marks, text = parts(folded(lines)[0], NOW.tzinfo)  # type: ignore[arg-type]
    assert (marks, text) == ("", "知悉 0930-001、0930-002")


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


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
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
        await until(pilot, lambda: ("签阅到此" if zh else "read and signed up to here") in shown(pilot), 20)
        await pilot.press("escape")
        assert app.screen is app.board
    room.close()


async def test_an_act_is_corrected_where_it_was_done(tmp_path: Path) -> None:
    room = make_room(tmp_path / "room")
    do(room, "liwei", "complaint.register", content="收费", level="normal", channel="phone", category="other")
    async with at_desk(tmp_path, room=room) as (app, pilot):
        await pilot.press("ctrl+l")
        await until(pilot, lambda: form(app, LogScreen) and "0930-001" in shown(pilot))
        await pilot.press("end", "enter")
        await until(pilot, lambda: "请到该件办理更正" in shown(pilot))
        assert isinstance(app.screen, LogScreen)
    room.close()


def _line(app: DutyroomApp) -> str:
    screen = app.screen
    assert isinstance(screen, LogScreen)
    return screen.chosen.text if screen.chosen else ""
