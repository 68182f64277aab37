"""The complaint's page: masked until a reason is on record, every clock explained, acts on the version that was seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.console.app import DutyroomApp
from dutyroom.console.screens.cases.complaint import ComplaintScreen, RevealForm
from dutyroom.console.screens.explain import ExplainScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.domain.act import SHOWN_FOR
from dutyroom.services.front.front import Front
from dutyroom.store.rows.record import JournalEntry
from tests.console.at_desk import at_desk, form, shown, until
from tests.console.real_room import do, make_room
from tests.whole import few


def register(room: Front, **more: object) -> str:
    facts = {"name": "张三丰", "phone": "13812345678", "content": "承诺保本，到期亏损，回电13812345678", **more}
    return do(room, "wangmin", "complaint.register", channel="phone", level="urgent", **facts).subject


async def page(app: DutyroomApp, pilot, number: str) -> ComplaintScreen:
    await until(pilot, lambda: app.board.picture.get(number))
    app.open("complaint", number)
    await until(pilot, lambda: getattr(app.screen, "view", None) and app.screen.is_mounted)
    await pilot.pause(0.1)
    assert isinstance(app.screen, ComplaintScreen)
    return app.screen


@pytest.mark.whole
@pytest.mark.parametrize("size", few([(80, 24), (120, 40), (200, 60)], (80, 24), one=True))
async def test_clocks_and_facts_are_in_sight_and_masked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_desk(tmp_path, size=size) as (app, pilot):
        await page(app, pilot, register(app.room))
        if size[0] > 80:
            # What stops a clock is told once the plan has been read, and where there is room for it.
            await until(pilot, lambda: "停止：" in shown(pilot))
        seen = shown(pilot)
        assert "张*" in seen
        assert "138****5678" in seen
        assert "13812345678" not in seen
        assert "张三丰" not in seen
        for clock in app.room.complaint("0930-001").clocks:
            assert clock.name in seen
        assert "10-08 17:30" in seen


@pytest.mark.whole
async def test_the_plain_values_need_a_reason_and_go_again(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        number = register(app.room)
        screen = await page(app, pilot, number)
        await pilot.press("v")
        await until(pilot, lambda: form(app, RevealForm))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert form(app, RevealForm), "no reason, no data"
        await pilot.press(*"call back", "ctrl+s")
        await until(pilot, lambda: app.screen is screen and "13812345678" in shown(pilot))
        assert "张三丰" in shown(pilot)
        with app.room.database.read() as session:
            kinds = session.exec(select(JournalEntry.kind)).all()
        assert kinds.count("complaint.reveal") == 1, "seen and on record"
        app.room.clock.at += SHOWN_FOR
        app._tick()
        await pilot.pause()
        assert "13812345678" not in shown(pilot)


@pytest.mark.whole
async def test_locking_puts_the_mask_back(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        await page(app, pilot, register(app.room))
        await pilot.press("v")
        await until(pilot, lambda: form(app, RevealForm))
        await pilot.press(*"why", "ctrl+s")
        await until(pilot, lambda: "张三丰" in shown(pilot))
        app.lock("")
        await pilot.pause()
        assert "张三丰" not in shown(pilot)


async def test_each_clock_says_day_by_day_why_it_is_due(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        screen = await page(app, pilot, register(app.room))
        await pilot.press("e")
        await until(pilot, lambda: form(app, ExplainScreen))
        for _ in range(len(screen.view.clocks)):
            if "10-08 17:30" in shown(pilot):
                break
            before = shown(pilot)
            await pilot.press("right")
            await until(pilot, lambda before=before: shown(pilot) != before)
        await until(pilot, lambda: "2026-10-01" in shown(pilot))
        assert "国庆节" in shown(pilot)
        assert "不计" in shown(pilot)
        assert "计入" in shown(pilot)


@pytest.mark.whole
async def test_what_others_do_shows_at_once(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        number = register(app.room)
        await page(app, pilot, number)
        do(app.room, "wangmin", "complaint.contact", number, result="no_answer", text="two tries")
        await until(pilot, lambda: "two tries" in shown(pilot) or "无人接" in shown(pilot) or app.screen.view.contacts)
        assert [each.text for each in app.screen.view.contacts] == ["two tries"]


@pytest.mark.whole
async def test_an_act_stands_on_the_version_of_this_page(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        number = register(app.room)
        screen = await page(app, pilot, number)
        await pilot.press("f6")
        await until(pilot, lambda: form(app, FormScreen))
        assert app.screen.seen == screen.view.version


@pytest.mark.whole
async def test_what_cannot_be_done_says_why(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="zhao", size=(120, 40)) as (app, pilot):
        number = register(app.room)
        screen = await page(app, pilot, number)
        answers = {offer.act: app.room.may(app.session, offer.act, number) for offer in screen.offers()}
        closed = {act: why for act, why in answers.items() if why}
        assert closed, "somebody who may do everything proves nothing here"
        await pilot.press("enter")
        await until(pilot, lambda: "可办事项" in shown(pilot))
        await until(pilot, lambda: all(why[:8] in shown(pilot) for why in closed.values()))


@pytest.mark.whole
async def test_steps_offered_are_those_that_can_be_done(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        number = register(app.room)
        screen = await page(app, pilot, number)
        open_now = {step.code for step in screen.view.steps if step.done_at is None and not step.blocked}
        app.open_form("complaint.step", number, screen.view.version)
        await until(pilot, lambda: form(app, FormScreen))
        entry = app.screen.body.rows["step"].entry
        await until(pilot, lambda: {choice.code for choice in entry.choices} == open_now)


async def test_what_was_typed_for_one_step_never_stands_in_anothers_field(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (app, pilot):
        number = register(app.room)
        screen = await page(app, pilot, number)
        app.open_form("complaint.step", number, screen.view.version)
        await until(pilot, lambda: form(app, FormScreen) and app.screen.desk.plan)
        sheet = app.screen
        first, second = [step.code for step in sheet.desk.plan.steps if step.act == "complaint.step"][:2]

        def chosen(step: str) -> str:
            sheet.body.put({"step": step})
            sheet.edited("step")
            return sheet.body.rows["text"].value

        chosen(first)
        sheet.body.put({"text": "已到现场核实"})
        assert chosen(second) == ""
        sheet.body.put({"text": "已通知责任部门"})
        assert chosen(first) == "已到现场核实"
        assert chosen(second) == "已通知责任部门"


@pytest.mark.whole
async def test_nobody_signed_in_sees_the_masked_page_and_is_asked_before_acting(tmp_path: Path) -> None:
    async with at_desk(tmp_path, person="") as (app, pilot):
        await page(app, pilot, register(app.room))
        assert "张*" in shown(pilot)
        await pilot.press("v")
        await until(pilot, lambda: type(app.screen).__name__ == "SignInScreen")


async def test_danger_to_life_is_marked_and_lifted_on_the_page(tmp_path: Path) -> None:
    """It is told as long as it lasts, and both acts are among what can be done, one at a time."""
    async with at_desk(tmp_path, size=(120, 40)) as (app, pilot):
        number = register(app.room)
        screen = await page(app, pilot, number)
        assert "自伤威胁" not in shown(pilot)
        assert [each.act for each in screen.offers() if each.act in DANGER] == ["complaint.danger"]
        do(app.room, "wangmin", "complaint.danger", number, danger="self_harm", police="reached", text="在楼顶")
        await until(pilot, lambda: "危险：自伤威胁" in shown(pilot).splitlines()[0])
        # The first of all while it lasts; that the danger is another one now can be said as well.
        assert [each.act for each in screen.offers() if each.act in DANGER] == ["complaint.safe", "complaint.danger"]
        assert screen.offers()[0].act == "complaint.safe"
        do(app.room, "liwei", "complaint.safe", number, screen.view.version, reason="已劝下")
        await until(pilot, lambda: "危险：" not in shown(pilot).splitlines()[0])


DANGER = ("complaint.danger", "complaint.safe")


async def test_only_what_runs_or_is_still_to_be_done_is_offered_to_be_decided_away(tmp_path: Path) -> None:
    """Every limit of the plan was offered, and most of them refused."""
    room = make_room(tmp_path / "room")
    number = register(room)
    view = room.complaint(number)
    running = {each.code for each in view.clocks if each.verdict == "running"}
    async with at_desk(tmp_path, room=room) as (app, pilot):
        app.open_form("complaint.waive", number, view.version)
        await until(pilot, lambda: form(app, FormScreen))
        rows = app.screen.body.rows  # type: ignore[attr-defined]
        entry = rows["clock"].entry
        await until(pilot, lambda: {each.code for each in entry.choices} == running)
        assert all(":" in each.name for each in entry.choices), "when each is due"
        assert {each.code for each in rows["step"].entry.choices} == {each.code for each in view.steps if each.done_at is None}
    room.close()
