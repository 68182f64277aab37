"""What belongs to complaints, from the console by keys: decisions on papers, charges, groups, second rounds, units' plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.console.screens.acts import ActsScreen
from dutyroom.console.screens.cases.complaint import ComplaintScreen
from dutyroom.console.screens.cases.groups import GroupForm, GroupsScreen
from dutyroom.console.screens.form import FormScreen
from dutyroom.console.screens.units import UnitPlanForm, UnitsScreen
from dutyroom.console.widgets.acts import Acts
from dutyroom.settings.plans import pack_text
from tests.console.at_desk import at_desk, form, shown, until
from tests.plans.test_casework import SAME, act, register, step
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_plans import heads, staffed
from tests.whole import few


def is_now(app: DutyroomApp, person: str) -> None:
    """Another person sits down."""
    app.session = app.room.sign_in(person, SECRET)


async def page(app: DutyroomApp, pilot: Pilot[None], number: str) -> ComplaintScreen:
    await until(pilot, lambda: app.board.picture.get(number))
    app.open("complaint", number)
    await until(pilot, lambda: getattr(app.screen, "view", None) and app.screen.is_mounted)
    assert isinstance(app.screen, ComplaintScreen)
    return app.screen


async def choose(app: DutyroomApp, pilot: Pilot[None], name: str, about: str = "") -> None:
    """Enter, the act by its place in the list, its form."""
    await until(pilot, lambda: not isinstance(app.screen, ActsScreen))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, ActsScreen) and app.screen.query(Acts))
    acts = app.screen.query_one(Acts)
    await until(pilot, lambda: acts.offers)
    place = next(n for n, each in enumerate(acts.offers) if each.act == name and about in each.about + each.subject)
    acts.go(acts.offers[place].key)
    await pilot.press("enter")


async def send(app: DutyroomApp, pilot: Pilot[None], secret: str = "", **values: str) -> None:
    """Fills the form on top and sends it, signed by all whom it asks; it is gone when the room took it."""
    await until(pilot, lambda: form(app, FormScreen) and app.screen.body.is_mounted)
    sheet = app.screen
    sheet.body.put(values)
    if "step" in values:
        entry = sheet.body.rows["step"].entry
        await until(pilot, lambda: values["step"] in {choice.code for choice in entry.choices})
        sheet.edited("step")
    await pilot.pause()
    for name in ("secret", "second_secret") if secret else ():
        if name in sheet.body.rows:
            sheet.body.rows[name].put(secret)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: app.screen is not sheet)


@pytest.mark.whole
@pytest.mark.requirement("1.08", "1.09")
async def test_a_solution_is_submitted_refused_mended_approved_and_only_then_carried_out(tmp_path: Path) -> None:
    room = staffed(tmp_path, "company")
    number = register(room, "major")
    for code in ("facts", "verify"):
        step(room, number, code)
    async with at_desk(tmp_path, "unit-group", (120, 40), room, SECRET) as (app, pilot):
        screen = await page(app, pilot, number)
        await choose(app, pilot, "complaint.solve")
        await send(app, pilot, title="补偿方案", text="道歉并补偿", measures="compensation", sum="800")
        await until(pilot, lambda: "P1 处理方案" in shown(pilot) and "待领导小组" in shown(pilot))
        assert not [each for each in screen.offers() if each.act == "measure.carry_out"]
        for person, outcome, reason in (("leader", "refuse", "依据不足"), ("leader", "approve", "同意")):
            is_now(app, person)
            await until(pilot, lambda: screen.is_current and any(e.act == "solution.decide" for e in screen.offers()))
            await choose(app, pilot, "solution.decide")
            await until(pilot, lambda: "补偿金额 800 元" in shown(pilot) and "审批权限" in shown(pilot))
            await send(app, pilot, SECRET, outcome=outcome, reason=reason)
            await until(pilot, lambda reason=reason: reason in shown(pilot))
            if outcome == "refuse":
                is_now(app, "unit-group")
                await choose(app, pilot, "solution.edit")
                await send(app, pilot, text="道歉并补偿，附依据", measures="compensation", sum="800")
                await until(pilot, lambda: "第 2 版" in shown(pilot))
        is_now(app, "unit-group")
        await until(pilot, lambda: any(each.act == "measure.carry_out" for each in screen.offers()))
        await choose(app, pilot, "measure.carry_out")
        await send(app, pilot, proof="已转账", amount="800")
        await until(pilot, lambda: "已付 800 元、未付 0 元" in shown(pilot) and "已落实" in shown(pilot))
    room.close()


@pytest.mark.requirement("5.04", "5.05", "4.06")
async def test_papers_are_reviewed_the_file_is_printed_and_a_second_round_freezes_the_first(tmp_path: Path) -> None:
    room = staffed(tmp_path, "disposal-office")
    number = register(room, "plain")
    act(room, number, "complaint.classify", category="product")
    act(room, number, "complaint.transfer", unit="product")
    step(room, number, "investigation")
    async with at_desk(tmp_path, "team", (120, 40), room, SECRET) as (app, pilot):
        screen = await page(app, pilot, number)
        await until(pilot, lambda: "尚未完成步骤：处理意见" in shown(pilot))
        await choose(app, pilot, "complaint.step")
        await until(pilot, lambda: form(app, FormScreen))
        await send(app, pilot, step="proposal", text="建议换货")
        is_now(app, "office")
        await until(pilot, lambda: screen.is_current and any(each.act == "paper.review" for each in screen.offers()))
        await choose(app, pilot, "paper.review")
        await send(app, pilot, outcome="pass", reason="同意换货")
        await until(pilot, lambda: "同意换货" in "".join(gate.reason for p in screen.view.work.papers for gate in p.gates))
        await pilot.press("8")
        await until(pilot, lambda: "已打印到" in shown(pilot))
        act(room, number, "complaint.reply", text="换货")
        await choose(app, pilot, "complaint.reconsider")
        await send(app, pilot, text="要求退款")
        await until(pilot, lambda: "已进入复议" in shown(pilot))
        await until(pilot, lambda: app.board.picture.get(f"{number}-2"))
        assert app.board.picture.get(number) is None
        assert "已进入复议" in room.may(app.session, "complaint.step", number)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        await pilot.press("f")
        await until(pilot, lambda: "处理档案 1" in shown(pilot) and number in shown(pilot))
    room.close()


async def test_a_form_says_before_it_is_filled_in_that_this_person_may_not(tmp_path: Path) -> None:
    room = staffed(tmp_path, "property-management")
    number = register(room, "normal")
    async with at_desk(tmp_path, "receiver", (120, 40), room, SECRET) as (app, pilot):
        await until(pilot, lambda: app.board.picture.get(number))
        await pilot.press("f7")
        await until(pilot, lambda: "「定级」由客户服务部经理、当值最高领导、中心总经理办理" in shown(pilot))
        assert isinstance(app.screen, FormScreen)
    room.close()


async def test_anothers_decision_does_not_stand_before_everyday_acts(tmp_path: Path) -> None:
    room = staffed(tmp_path, "three-tier")
    numbers = [register(room, "normal", "取款机吞卡，无人处理，要求赔偿") for _n in range(4)]
    async with at_desk(tmp_path, "second", (120, 40), room, SECRET) as (app, pilot):
        screen = await page(app, pilot, numbers[-1])
        offered = [each.act for each in screen.offers()]
        assert offered[0] == "complaint.contact"
        assert offered[-2:] == ["group.confirm", "group.refuse"]
        is_now(app, "leader")
        assert [each.act for each in screen.offers()][:2] == ["group.confirm", "group.refuse"]
    room.close()


@pytest.mark.whole
async def test_where_the_plan_knows_no_groups_and_no_charges_their_pages_say_so_and_open_no_form(tmp_path: Path) -> None:
    room = staffed(tmp_path, "company")
    async with at_desk(tmp_path, "leader", (120, 40), room, SECRET) as (app, pilot):
        for key, said in (("l", "预案没有可另行交办的事项"), ("r", "预案没有规定同类投诉的认定")):
            await pilot.press(key)
            await until(pilot, lambda said=said: said in shown(pilot))
            page = app.screen
            await pilot.press("n")
            await pilot.pause()
            assert app.screen is page
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.board)
    room.close()


@pytest.mark.whole
@pytest.mark.requirement("6.03", "6.06", "7.06")
async def test_a_department_is_charged_reports_and_is_judged_and_a_breach_needs_no_complaint(tmp_path: Path) -> None:
    room = staffed(tmp_path, "on-site")
    number = register(room, "normal")
    async with at_desk(tmp_path, "secretary", (120, 40), room, SECRET) as (app, pilot):
        screen = await page(app, pilot, number)
        await choose(app, pilot, "complaint.charge")
        await send(app, pilot, charge="duty", unit="sales", text="核对退货单")
        await until(pilot, lambda: "C1 销售部 部门职责" in shown(pilot))
        is_now(app, "leader")
        app.pop_screen()
        await until(pilot, lambda: app.screen is app.board)
        await pilot.press("l")
        await until(pilot, lambda: "交办事项" in shown(pilot) and "C1 销售部" in shown(pilot))
        await pilot.press("n")
        await send(app, pilot, charge="breach", unit="service", text="未按时反馈")
        await until(pilot, lambda: "C2 服务部 违反预案的处理" in shown(pilot))
        listing = app.screen
        heads(room, "unit-head", "sales")
        is_now(app, "unit-head")
        listing.entries.go("C1")
        await choose(app, pilot, "charge.report")
        await send(app, pilot, text="单据无误")
        is_now(app, "leader")
        await until(pilot, lambda: "已报告，待核验" in shown(pilot))
        listing.entries.go("C1")
        await choose(app, pilot, "charge.check")
        await send(app, pilot, outcome="pass")
        await until(pilot, lambda: [each.state for each in room.charges()] == ["open", "done"])
        listing.entries.go("C1")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ComplaintScreen) and "单据无误" in shown(pilot))
        assert screen is not app.screen
    room.close()


@pytest.mark.requirement("8.02", "8.05")
@pytest.mark.parametrize("size", few([(80, 24), (120, 40)], (80, 24), one=True))
async def test_complaints_alike_are_confirmed_and_answered_together(tmp_path: Path, size: tuple[int, int]) -> None:
    room = staffed(tmp_path, "bank-branches")
    category = room.plan.categories[0].code
    numbers = [register(room, "plain", SAME, category=category) for _n in range(3)]
    async with at_desk(tmp_path, "centre", size, room, SECRET) as (app, pilot):
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, GroupsScreen) and "待确认 1" in shown(pilot))
        assert "重复扣收" in shown(pilot)
        await choose(app, pilot, "group.confirm")
        await send(app, pilot, reason="批量扣费错误")
        await until(pilot, lambda: "已确认" in shown(pilot) and "待确认 0" in shown(pilot))
        await choose(app, pilot, "complaint.reply")
        await until(pilot, lambda: form(app, GroupForm))
        assert "3 件一并办理" in shown(pilot)
        await send(app, pilot, text="统一退还")
        await until(pilot, lambda: "3 件已办" in shown(pilot))
        assert {room.complaint(number).status for number in numbers} == {"replied"}
    room.close()


@pytest.mark.whole
@pytest.mark.requirement("8.06", "8.01")
async def test_a_unit_gets_its_own_plan_from_a_file_and_those_without_are_shown(tmp_path: Path) -> None:
    room = staffed(tmp_path, "bank-branches")
    file = tmp_path / "own.toml"
    file.write_text(pack_text("bank-branches"), encoding="utf-8")
    async with at_desk(tmp_path, "leader", (120, 40), room, SECRET) as (app, pilot):
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, UnitsScreen) and "缺本机构预案" in shown(pilot))
        branch = next(each for each in room.unit_plans() if each.kind == "branch")
        app.screen.entries.go(branch.code)
        await choose(app, pilot, "unit.plan")
        await until(pilot, lambda: form(app, UnitPlanForm))
        app.screen.body.put({"file": str(tmp_path / "none.toml"), "reason": "自订"})
        app.screen.body.rows["secret"].put(SECRET)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "读不出这个文件" in shown(pilot))
        await send(app, pilot, SECRET, file=str(file), second="deputy")
        await until(pilot, lambda: "本机构预案 " in shown(pilot))
        assert not next(each for each in room.unit_plans() if each.code == branch.code).lacking
    room.close()


@pytest.mark.whole
@pytest.mark.requirement("9.02", "9.04", "9.05")
async def test_off_hours_the_page_says_who_goes_and_what_the_file_still_lacks(tmp_path: Path) -> None:
    room: Played = staffed(tmp_path, "property-management")
    room.clock.to("09-30 22:00")
    channel = room.plan.channels[0].code
    number = room.act("complaint.register", "other-department", content="停电", level="major", channel=channel).subject
    async with at_desk(tmp_path, "manager", (120, 40), room, SECRET) as (app, pilot):
        screen = await page(app, pilot, number)
        await until(pilot, lambda: "非工作时间 到场：客户服务部值班人员" in shown(pilot))
        assert "尚未完成步骤：《投诉处理表》" in shown(pilot)
        await pilot.press("f7")
        await send(app, pilot, level="major", reason="严重影响大厦", valid="yes")
        await until(pilot, lambda: dict(screen.view.facts).get("valid") == "True")
        await until(pilot, lambda: "投诉有效" in shown(pilot))
        await choose(app, pilot, "complaint.step")
        await send(app, pilot, step="form", text="已填", handled_by="抢修", outcome="满意")
        await until(pilot, lambda: "P1 《投诉处理表》" in shown(pilot))
    room.close()
