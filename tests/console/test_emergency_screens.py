"""The panel and its pages under real keys, on a real room: every part one key away, every act where one looks for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.console.widgets.acts import Acts
from dutyroom.domain.errors import Refusal
from dutyroom.services.emergency.panel.views import EmergencyView
from tests.console.played import activate, complaint, report, running, shown, until
from tests.services.conftest import SECRET, Played
from tests.whole import few


@asynccontextmanager
async def desk(room: Played, person: str = "", size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    """A console on the room, somebody signed in."""
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.named and app.summary)
        if person:
            app.session = room.sign_in(person, SECRET)
        yield pilot


async def sees(pilot: Pilot[None], *words: str) -> str:
    for word in words:
        await until(pilot, lambda word=word: word in shown(pilot))
    return shown(pilot)


async def panel(pilot: Pilot[None]) -> None:
    await pilot.press("f9")
    await sees(pilot, "8 终止条件")


@pytest.mark.whole
async def test_with_no_emergency_f9_reports_the_selected_complaint(room: Played) -> None:
    number = complaint(room)
    async with desk(room, "liwei") as pilot:
        await until(pilot, lambda: pilot.app.selected)
        await pilot.press("f9")
        screen = await sees(pilot, "突发事件报告")
        assert number in screen
        assert "城关支行" in screen
        await pilot.press("ctrl+s")
        await until(pilot, lambda: room.emergencies())
        assert room.emergencies()[0].complaints[0].number == number
        # Its panel opens at once: one key further the shift lead proposes.
        await sees(pilot, "8 终止条件", "研判性质和影响范围，提请启动")
        await pilot.press("enter")
        await sees(pilot, "提请启动 应急〔2026〕1号")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_keys_bring_nothing_down_where_the_event_could_not_be_read(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data was lost as the page opened: A on 终止与总结 made the console fall."""

    def lost(_number: str) -> EmergencyView:
        raise Refusal("connection_lost", "数据库连接中断。")

    async with desk(room, "liwei") as pilot:
        app = pilot.app
        assert isinstance(app, DutyroomApp)
        monkeypatch.setattr(room, "emergency", lost)
        for page in ("ending", "leading", "record", "papers", "cases"):
            app.open(page, room.begun, None)
            await until(pilot, lambda: app.screen is not app.board and not app.type_ahead._expected)
            for key in ("a", "enter", "r", "1"):
                await pilot.press(key)
            while app.screen is not app.board:
                await app.pop_screen()
        assert app.fault is None


@pytest.mark.whole
async def test_the_board_says_who_must_decide_and_turns_when_it_runs(room: Played) -> None:
    async with desk(room) as pilot:
        number = report(room)
        await sees(pilot, "突发事件 应急〔2026〕1号", "待 总指挥 赵国强：决定是否启动预案")
        assert pilot.app.theme == "night"
        activate(room, number)
        await until(pilot, lambda: pilot.app.theme == "emergency")
        await sees(pilot, "处置中  指挥 赵国强")


@pytest.mark.whole
async def test_activation_from_the_list_begins_as_from_the_line_on_top(room: Played) -> None:
    report(room)
    async with desk(room, "zhaoguoqiang") as pilot:
        await panel(pilot)
        (line,) = pilot.app.screen.scene.lines
        await pilot.press("enter")
        await sees(pilot, "本人口令")
        begun = dict(pilot.app.screen.body.values)
        assert begun["workstreams"]
        await pilot.press("escape")
        await sees(pilot, "8 终止条件")
        offer = next(each for each in pilot.app.screen.offers() if each.act == line.act)
        assert dict(offer.values) == begun


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_every_part_opens_with_one_key_and_esc_leaves(room: Played) -> None:
    async with desk(room) as pilot:
        await panel(pilot)
        for key, word in (
            ("1", "投诉处理组  应急中"),
            ("3", "法律事务组  未启用"),
            ("7", "声明 P1"),
            ("8", "回执 0/10"),
            ("9", "只看决定"),
            ("0", "纳入、移出"),
            ("a", "接管指挥"),
        ):
            await pilot.press(key)
            await sees(pilot, word)
            await pilot.press("escape")
            await sees(pilot, "1-5")
        await pilot.press("f")
        await sees(pilot, "登录")


@pytest.mark.beat(play=running)
async def test_enter_on_the_now_line_goes_and_does_it(room: Played) -> None:
    async with desk(room, "zhaoguoqiang") as pilot:
        await panel(pilot)
        await sees(pilot, "处理方案审批：处理方案「利差退还」第 1 版")
        await pilot.press("enter")
        # The text to be decided on stands over the form of the decision.
        await sees(pilot, "审批处理方案", "本人口令", "按挂牌利率退还差额")
        await pilot.press("1", "tab", *"fine", "tab", *"wrong", "ctrl+s")
        await sees(pilot, "口令")
        assert not room.emergencies()[0].decisions[1:]
        await pilot.press(*"a", "space", *"long", "space", *"secret", "ctrl+s")
        await until(pilot, lambda: len(room.emergencies()[0].decisions) == 2)
        await sees(pilot, "8 终止条件", "处理方案审批 同意")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_who_may_not_is_told_why_before_anything_is_typed(room: Played) -> None:
    async with desk(room, "wangmin") as pilot:
        await panel(pilot)
        await pilot.press("7", "enter")
        await sees(pilot, "2 法律审核 ", "「法律审核」由法律事务组组长、合规法务部负责人办理。")
        await pilot.press("2")
        await pilot.pause(0.2)
        assert "审核结论" not in shown(pilot)
        await sees(pilot, "3 审批声明   须先经：声明法律审核")
        await pilot.press("4")
        await sees(pilot, "须先经：声明法律审核、声明审批")
        pilot.app.screen.do_act("solution.decide", "P2")
        await sees(pilot, "「审批处理方案」由总指挥、副总指挥办理。")
        assert len(pilot.app.screen_stack) == 4


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_a_stale_approval_shows_the_difference_and_keeps_what_was_typed(room: Played) -> None:
    room.act("statement.check", "heyan", "P1", outcome="pass")
    async with desk(room, "zhaoguoqiang") as pilot:
        await panel(pilot)
        await pilot.press("7")
        await sees(pilot, "声明 P1 第1版")
        await pilot.press("enter")
        await sees(pilot, "3 审批声明")
        await pilot.press("3")
        await sees(pilot, "本人口令")
        room.act("statement.edit", "wuting", "P1", text="各位客户：\n已核实。" * 60)
        await pilot.press("1", "tab", *"agreed", "tab", *"a", "space", *"long", "space", *"secret", "ctrl+s")
        screen = await sees(pilot, "吴婷已作更改")
        assert "agreed" in screen
        # In words and local time: no name of a column, and what to press is there however long the text has become.
        assert "版本：1 改为 2（吴婷）" in screen
        assert "at：" not in screen
        assert "按 Ctrl+S 在此基础上提交" in screen
        assert room.emergency("2026-1").papers[0].state == "draft"


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_the_workstream_page_finishes_and_assigns_tasks(room: Played) -> None:
    async with desk(room, "sunli") as pilot:
        await panel(pilot)
        await pilot.press("1")
        await sees(pilot, "调查核实，查明事实真相")
        await pilot.press("enter")
        await sees(pilot, "任务完成", "指定负责人", "限 18:05  剩29:00")
        await pilot.press("enter")
        await sees(pilot, "完成情况")
        await pilot.press(*"found", "ctrl+s")
        await until(pilot, lambda: room.emergency("2026-1").workstreams[0].done == 1)
        await sees(pilot, "1/5")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_receipts_and_evidence_are_taken_where_they_are_missing(room: Played) -> None:
    async with desk(room, "liwei") as pilot:
        await panel(pilot)
        await pilot.press("8")
        await sees(pilot, "未回执")
        await pilot.press("enter")
        await sees(pilot, "通知回执")
        await pilot.press("ctrl+s")
        await sees(pilot, "回执 1/10")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_from_the_request_to_the_return_to_normal_by_keys(room: Played) -> None:
    number = room.begun
    case = room.emergency(number).complaints[0].number
    _close(room, case)
    room.clock.to("10-01 08:00")
    async with desk(room, "liwei") as pilot:
        await until(pilot, lambda: pilot.app.theme == "emergency")
        await panel(pilot)
        await sees(pilot, "3/3 已满足")
        await pilot.press("8", "tab")
        await sees(pilot, "1 申请终止")
        await pilot.press("1")
        await sees(pilot, "申请终止 应急〔2026〕1号")
        await pilot.press(*"calm", "ctrl+s")
        await until(pilot, lambda: room.emergency(number).stage == "end_requested")
        pilot.app.session = room.sign_in("zhaoguoqiang", SECRET)
        await pilot.press("escape")
        await sees(pilot, "总指挥 赵国强（您）", "决定是否终止")
        await pilot.press("enter")
        # The conditions with their evidence stand behind the form of the decision.
        await sees(pilot, "决定终止 应急〔2026〕1号", "终止条件  3/3 已满足")
        await pilot.press("1", "tab", "tab", *"a", "space", *"long", "space", *"secret", "ctrl+s")
        await until(pilot, lambda: room.emergency(number).stage == "ended")
        await until(pilot, lambda: pilot.app.theme == "night")
        await sees(pilot, "终止通知", "3 总结评估")
        await pilot.press("tab", "3")
        await sees(pilot, "总结评估 应急〔2026〕1号")
        await pilot.press(*"why", "tab", *"held", "tab", *"gaps", "tab", *"better", "ctrl+s")
        await until(pilot, lambda: room.emergency(number).stage == "reviewed")
        for notice in room.emergency(number).notices:
            for unit, _name, _en, _at in notice.receipts:
                room.act("notice.receipt", "liwei", f"N{notice.id}", unit=unit)
        await pilot.press("4")
        await sees(pilot, "恢复正常 应急〔2026〕1号", "本人口令")
        await pilot.press(*"a", "space", *"long", "space", *"secret", "ctrl+s")
        await until(pilot, lambda: room.emergency(number).stage == "finished")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: "突发事件 应急" not in shown(pilot))


def _close(room: Played, case: str) -> None:
    """What the plan asks for before a case is closed."""
    room.act("complaint.contact", "wangmin", case, result="reached", text="已接通说明")
    for step in ("investigate", "measures"):
        room.act("complaint.step", "sunli", case, step=step, text="已办")
    room.act("complaint.reply", "wangmin", case, text="已答复")
    room.act("complaint.satisfied", "wangmin", case, answer="forgiven")
    room.act("complaint.close", "sunli", case, text="客户谅解")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_acts_of_another_stage_say_so(room: Played) -> None:
    async with desk(room, "zhaoguoqiang") as pilot:
        await panel(pilot)
        await pilot.press("8", "tab")
        await sees(pilot, "2 决定终止   事件现在的阶段是「处置中」，不能办这一项。")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_several_emergencies_are_chosen_from(room: Played) -> None:
    room.act("emergency.report", "liwei", title="网点停电", place="东门支行", scope="停业")
    async with desk(room) as pilot:
        await sees(pilot, "网点停电")
        await pilot.press("f9")
        await sees(pilot, "报告新的突发事件")
        await pilot.press("enter")
        await sees(pilot, "8 终止条件")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_the_mouse_goes_where_the_arrows_go(room: Played) -> None:
    async with desk(room) as pilot:
        await panel(pilot)
        row = next(y for y, line in enumerate(shown(pilot).splitlines()) if "2 宣传舆论组" in line)
        await pilot.click("#event", offset=(30, row))
        await sees(pilot, ">2 宣传舆论组")
        await pilot.click("#event", offset=(30, row))
        await sees(pilot, "宣传舆论组  应急中", "短视频平台", "阅读 32000")


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_a_smaller_window_shows_the_compact_panel(room: Played) -> None:
    async with desk(room) as pilot:
        await panel(pilot)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: any(line.startswith(" 5 安全保卫组") for line in shown(pilot).splitlines()))


@pytest.mark.beat(play=running)
async def test_a_reading_that_fails_keeps_the_picture_and_says_so(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(room) as pilot:
        await panel(pilot)

        def broken(_number: str) -> None:
            raise OSError("gone")

        monkeypatch.setattr(room, "emergency", broken)
        pilot.app.screen.fetch()
        screen = await sees(pilot, "读取失败")
        assert "8 终止条件" in screen
        monkeypatch.undo()
        pilot.app.screen.fetch()
        await until(pilot, lambda: not pilot.app.screen._reading)


@pytest.mark.whole
@pytest.mark.parametrize("size", few([(80, 24), (120, 40), (200, 60), (30, 8)], (80, 24), one=True))
@pytest.mark.beat(play=running)
async def test_pages_stand_at_every_size(room: Played, size: tuple[int, int]) -> None:
    async with desk(room, "liwei", size) as pilot:
        await pilot.press("f9")
        await until(pilot, lambda: "应急〔2026〕1号" in shown(pilot) and len(pilot.app.screen_stack) == 2)
        for key in "12345678890a":
            await pilot.press(key)
            await pilot.pause()
            if len(pilot.app.screen_stack) > 2:
                await pilot.press("escape")
                await until(pilot, lambda: len(pilot.app.screen_stack) == 2)


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_a_change_at_another_console_is_on_the_panel_within_a_second(room: Played) -> None:
    number = room.begun
    async with desk(room) as pilot:
        await panel(pilot)
        room.act("emergency.fact", "liwei", number, people=96)
        await until(pilot, lambda: "现场人数 96" in shown(pilot))


@pytest.mark.whole
@pytest.mark.beat(play=running)
async def test_the_cursor_is_on_the_paper_just_made(room: Played) -> None:
    number = room.begun
    async with desk(room, "sunli") as pilot:
        await panel(pilot)
        await pilot.press("7")
        await sees(pilot, "声明与处理方案", "P1", "P2")
        # Moving the cursor opens nothing.
        here = pilot.app.screen
        await pilot.press("end", "home", "down")
        await pilot.pause(0.1)
        assert pilot.app.screen is here
        await pilot.press("a")
        await sees(pilot, "直接办理", "提交处理方案")
        await pilot.press("2")
        await sees(pilot, "方案名称")
        await pilot.press(*"extra", "tab", *"more", "tab", "1", "ctrl+s")
        await until(pilot, lambda: len(room.emergency(number).papers) == 3)
        await sees(pilot, "P3")
        await until(pilot, lambda: pilot.app.screen.query_one("#papers").cursor == "3")


@pytest.mark.whole
async def test_an_open_list_of_acts_keeps_its_places_when_the_event_goes_on(room: Played) -> None:
    """Who has read a digit and presses it gets that act, whatever others do in between."""
    number = report(room)
    async with desk(room, "liwei") as pilot:
        await panel(pilot)
        await pilot.press("a")
        await sees(pilot, "1-9 直接办理")
        acts = pilot.app.screen.query_one(Acts)
        before = [offer.act for offer in acts.offers]
        activate(room, number)
        await until(pilot, lambda: next(each for each in acts.offers if each.act == "emergency.activate").why_not)
        assert [offer.act for offer in acts.offers] == before
