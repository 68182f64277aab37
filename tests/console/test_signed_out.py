"""Whose secret or account is another's doing is signed out where they sit, is told why, and loses nothing typed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from dutyroom.console.screens.cases.complaint import ComplaintScreen
from dutyroom.console.screens.cases.register import RegisterScreen
from dutyroom.console.screens.desk.directory import DirectoryScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.sign_in import SignInScreen
from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.services.front.front import Front
from dutyroom.services.room.terminal import Terminal
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import SECRET, do

FRESH = "quite-another-3"


def elsewhere(room: Front, act: str, subject: str, actor: str = "liwei", **values: str) -> None:
    """As somebody does it at another console, with their own secret."""
    other = Front(room.url, room.keys, room.clock)
    other.perform(Command(act, actor, "", uuid4().hex, subject, values, None, SECRET))
    other.close()


@pytest.mark.whole
async def test_a_secret_changed_elsewhere_signs_out_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="wangmin", size=(120, 40)) as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: form(app, RegisterScreen))
        await pilot.press(*"zhang")
        elsewhere(app.room, "person.secret", "wangmin", "wangmin", new=FRESH)
        await until(pilot, lambda: app.session is None)
        await until(pilot, lambda: "口令已更改" in shown(pilot))
        # Put away as by the lock, and kept for its person.
        await until(pilot, lambda: "zhang" not in shown(pilot))
        await until(pilot, lambda: any(dict(each.values).get("name") == "zhang" for each in app.room.drafts("wangmin")))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await pilot.press(*"wangmin", "enter", *FRESH, "enter")
        await until(pilot, lambda: form(app, RegisterScreen) and app.screen.body.values.get("name") == "zhang")
        app.screen.body.put({"content": "收费争议", "level": "normal", "channel": "phone"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.board)
        await until(pilot, lambda: len(next(iter(app.room.board()))) == 1)
        assert not app.room.drafts()


async def test_an_account_that_ended_is_out_and_its_name_stays(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="wangmin", size=(120, 40)) as (app, pilot):
        number = do(app.room, "liwei", "complaint.register", content="收费", level="normal", channel="phone").subject
        do(app.room, "liwei", "complaint.assign", number, app.room.complaint(number).version, owner="wangmin")
        await until(pilot, lambda: "王敏" in shown(pilot))
        elsewhere(app.room, "person.end", "wangmin", actor="zhao", reason="调离")
        await until(pilot, lambda: app.session is None and "账号已结束" in shown(pilot))
        await until(pilot, lambda: all(each.code != "wangmin" for each in app.people))
        assert app.named is not None
        assert app.named.words.people["wangmin"] == "王敏"
        row = next(line for line in shown(pilot).splitlines() if number in line)
        assert "王敏" in row
        assert "wangmin" not in row


@pytest.mark.whole
async def test_what_was_revealed_goes_with_the_role(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="wangmin", size=(120, 40)) as (app, pilot):
        told = {"content": "收费", "level": "normal", "channel": "phone", "name": "张三丰"}
        number = do(app.room, "liwei", "complaint.register", **told).subject
        app.open("complaint", number)
        await until(pilot, lambda: isinstance(app.screen, ComplaintScreen) and "张*" in shown(pilot))
        await pilot.press("v")
        await until(pilot, lambda: not isinstance(app.screen, ComplaintScreen))
        await pilot.press(*"huifang", "ctrl+s")
        await until(pilot, lambda: "张三丰" in shown(pilot))
        elsewhere(app.room, "shift.end", "", person="wangmin")
        await until(pilot, lambda: app.session is not None and not app.session.roles)
        await until(pilot, lambda: "张三丰" not in shown(pilot))


@pytest.mark.whole
async def test_an_account_is_ended_from_the_directory(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="zhao", size=(120, 40)) as (app, pilot):
        await pilot.press("ctrl+p")
        await pilot.press(*"person.end")
        await until(pilot, lambda: "结束账号" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DirectoryScreen) and "王敏" in shown(pilot))
        await pilot.press(*"wangmin", "enter")
        await until(pilot, lambda: "结束账号" in shown(pilot))
        await pilot.press("end", "enter")
        await until(pilot, lambda: form(app, FormScreen))
        assert "王敏（wangmin）" in shown(pilot), "whose account ends is said by name"
        await pilot.press(*"diaoli", "ctrl+s")
        await until(pilot, lambda: app.focused is app.screen.body.rows["secret"].entry)
        await pilot.press(*SECRET, "enter")
        await until(pilot, lambda: isinstance(app.screen, DirectoryScreen))
        await until(pilot, lambda: all(each.code != "wangmin" for each in app.room.people()))


@pytest.mark.whole
async def test_who_signs_in_is_told_what_was_tried_for_their_account(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="", size=(120, 40)) as (app, pilot):
        room = app.room
        with closing(Front(room.url, room.keys, room.clock, Terminal("other", "guest@hall pts/7"))) as elsewhere_:
            for _ in range(3):
                with pytest.raises(Refusal):
                    elsewhere_.sign_in("wangmin", "a guess")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await pilot.press(*"wangmin", "enter", *SECRET, "enter")
        await until(pilot, lambda: app.session is not None)
        await until(pilot, lambda: "口令错误 3 次，最近 09-30 16:50，在guest@hall pts/7" in shown(pilot))
