"""The telephone desk under real keys, on a real room: dialling, call-backs, directory, notes, wording."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event

import pytest
from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.console.present.desk.desk import matches
from dutyroom.console.present.desk.digits import large
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.act import Command, Done
from dutyroom.domain.errors import Refusal
from dutyroom.lang import set_language
from tests.console.played import activate, complaint, report, shown, until
from tests.patience import PATIENCE_S
from tests.services.conftest import SECRET, Played
from tests.whole import few


@asynccontextmanager
async def desk(room: Played, person: str = "liwei", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """A console on the room, somebody signed in."""
    app = DutyroomApp(room, *room.first_page(80))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.named and app.summary)
        if person:
            app.session = room.sign_in(person, SECRET)
        yield pilot


async def sees(pilot: Pilot[None], *words: str) -> str:
    await until(pilot, lambda: all(word in shown(pilot) for word in words))
    return shown(pilot)


def test_a_number_is_read_across_the_desk() -> None:
    rows = large("139 0000 0001")
    assert rows is not None
    assert len({len(row) for row in rows} | {0}) <= 3
    assert rows[2].count("|_|") == 7
    assert large("0571-8800") is not None
    assert large("+86 1") is None
    assert large("") is None


async def test_a_key_that_comes_while_a_try_is_being_recorded_is_told_and_no_second_try(
    room: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, go, real = complaint(room), Event(), room.perform

    def slow(command: Command) -> Done:
        go.wait(PATIENCE_S)
        return real(command)

    monkeypatch.setattr(room, "perform", slow)
    async with desk(room) as pilot:
        await until(pilot, lambda: number in shown(pilot))
        await pilot.press("f8")
        await sees(pilot, "> 1 赵国强")
        await pilot.press("2", "2")
        await sees(pilot, "上一次拨打还在记录，这一键没有记")
        go.set()
        await sees(pilot, "16:50:00 无人接")
        assert len(room.complaint(number).contacts) == 1
        await pilot.press("3")
        await sees(pilot, "> 2 钱明")


@pytest.mark.whole
async def test_the_list_goes_down_one_key_at_a_time(room: Played) -> None:
    number = complaint(room)
    async with desk(room) as pilot:
        await until(pilot, lambda: number in shown(pilot))
        await pilot.press("f8")
        await sees(pilot, "逐级通知", "> 1 赵国强", "尚未上报", "5 分钟内 2 次未接通")
        room.clock.on(minutes=1)
        await pilot.press("2")
        await sees(pilot, "16:51:00 无人接", "> 1 赵国强")
        room.clock.on(minutes=1)
        await pilot.press("3")
        screen = await sees(pilot, "16:52:00 忙线", "> 2 钱明", "未接通，转下一位")
        assert "尚未上报" in screen
        assert next(each.verdict for each in room.complaint(number).clocks if each.code == "report_up") == "running"
        await pilot.press("1")
        await sees(pilot, "已上报 钱明 09-30 16:52")
        assert next(each.verdict for each in room.complaint(number).clocks if each.code == "report_up") == "met"
        tries = room.complaint(number).contacts
        assert [(each.person, each.number, each.result) for each in tries] == [
            ("赵国强", "13900000001", "no_answer"), ("赵国强", "13900000001", "busy"), ("钱明", "13900000002", "reached"),
        ]  # fmt: skip
        await pilot.press("escape")
        await sees(pilot, "在办")


@pytest.mark.whole
async def test_another_number_and_another_person_are_one_key_away(room: Played) -> None:
    room.act("person.number", "liwei", "zhaoguoqiang", number="057188001234", kind="office")
    number = complaint(room)
    async with desk(room) as pilot:
        await until(pilot, lambda: number in shown(pilot))
        await pilot.press("f8")
        await sees(pilot, "13900000001  登记号码", "1/2")
        await pilot.press("right")
        await sees(pilot, "057188001234  办公", "未核实")
        await pilot.press("1")
        await until(pilot, lambda: room.dial(number).reached == "赵国强")
        numbers = next(each for each in room.directory() if each.code == "zhaoguoqiang").numbers
        assert numbers[1].verified == room.now()
        await pilot.press("down")
        await sees(pilot, "> 2 钱明", "13900000002")


@pytest.mark.whole
async def test_who_is_not_signed_in_calls_nobody(room: Played) -> None:
    number = complaint(room)
    async with desk(room, "") as pilot:
        await until(pilot, lambda: number in shown(pilot))
        await pilot.press("f8")
        await sees(pilot, "> 1 赵国强")
        await pilot.press("2")
        await sees(pilot, "登录")
        assert room.dial(number).targets[0].tries == ()


@pytest.mark.whole
async def test_an_event_is_told_up_the_chain_from_its_panel(room: Played) -> None:
    number = report(room)
    async with desk(room, size=(120, 40)) as pilot:
        await pilot.press("f9")
        await sees(pilot, "应急〔2026〕1号", "F8 逐级通知")
        await pilot.press("f8")
        await sees(pilot, "逐级通知  应急〔2026〕1号", "储户聚集", "> 1 赵国强")
        await pilot.press("2")
        await until(pilot, lambda: room.dial(number).targets[0].tries)


def _head(pilot: Pilot[None]) -> list[tuple[str, str]]:
    """The parts of the board's head."""
    head = pilot.app.screen.query_one("#head", Parts)
    return [part for line in head._lines for part in line]


@pytest.mark.whole
async def test_call_backs_are_lit_when_due_and_done_by_one_key(room: Played) -> None:
    call = room.act("call.take", "wangmin", phone="13812345678", name="张三丰", content="问利率").subject
    room.act("call.finish", "wangmin", call, again_at=room.now() + timedelta(minutes=30), outcome="已答应回拨")
    async with desk(room) as pilot:
        await sees(pilot, "待回拨 1")
        assert ("待回拨 1", "soon") in _head(pilot)
        room.clock.on(minutes=40)
        await until(pilot, lambda: ("待回拨 1", "alarm") in _head(pilot))
        await pilot.press("c")
        screen = await sees(pilot, call, "超 0:10", "138****5678", "已到时间 1")
        assert "13812345678" not in screen
        await pilot.press("2")
        await sees(pilot, "已拨 1 次未通")
        await pilot.press("v")
        await sees(pilot, "查看来电原文", "按约定回拨")
        await pilot.press("ctrl+s")
        await sees(pilot, "张三丰 13812345678")
        assert [each.kind for each in room.log(subject=call)][-1] == "call.reveal"
        room.clock.on(minutes=3)
        await until(pilot, lambda: "13812345678" not in shown(pilot))
        await pilot.press("1")
        await sees(pilot, "没有待回拨的")
        await pilot.press("escape")
        await sees(pilot, "待回拨 0")


async def test_a_call_promises_a_call_back_in_its_own_form(room: Played) -> None:
    async with desk(room) as pilot:
        await pilot.press("f2")
        await sees(pilot, "约定回拨")
        await pilot.press("f5", *"17:30", "ctrl+s")
        await until(pilot, lambda: room.call_backs())
        await pilot.press("escape")
        await sees(pilot, "待回拨 1")
        assert [f"{each.at.astimezone(room.clock.at.tzinfo):%H:%M}" for each in room.call_backs()] == ["17:30"]


@pytest.mark.whole
async def test_the_directory_is_searched_and_keeps_what_was_verified(room: Played) -> None:
    room.act("person.deputy", "liwei", "zhaoguoqiang", deputy="sunli")
    room.clock.on(days=31)
    async with desk(room) as pilot:
        await pilot.press("t")
        await sees(pilot, "通讯录 10/10", "待核实 10 人", "09-30核实，已超30天")
        await pilot.press(*"zgq")
        screen = await sees(pilot, "通讯录 1/10", "赵国强", "13900000001", "B角 孙丽")
        assert "*" not in screen
        await pilot.press("enter")
        await sees(pilot, "1 核实号码", "增减号码", "设B角")
        await pilot.press("1")
        await sees(pilot, "核实号码 赵国强（zhaoguoqiang）")
        await pilot.press("ctrl+s")
        await sees(pilot, "10-31核实", "待核实 9 人")


def test_people_are_found_by_name_letters_number_post_and_unit(room: Played) -> None:
    found = {
        typed: [each.code for each in room.directory() if matches(typed, each)]
        for typed in ("赵国强", "zgq", "zhao", "00000001", "139 0000 0002", "总指挥", "nobody")
    }
    assert found["赵国强"] == found["zgq"] == found["zhao"] == found["00000001"] == ["zhaoguoqiang"]
    assert found["139 0000 0002"] == ["qianming"]
    assert "zhaoguoqiang" in found["总指挥"]
    assert found["nobody"] == []


@pytest.mark.whole
async def test_a_note_shows_while_the_number_or_name_is_typed(room: Played) -> None:
    until_then = room.now() + timedelta(days=3)
    room.act("watch.add", "wangmin", phone="13812345678", name="张三丰", reason="请耐心听完", until=until_then)
    async with desk(room) as pilot:
        await pilot.press("f2", *"13812345678")
        await sees(pilot, "关注：请耐心听完（至 10-03 16:50）")
        await pilot.press("escape")
        await pilot.press("w")
        screen = await sees(pilot, "关注 1", "W1", "张* 138****5678")
        assert "13812345678" not in screen
        await pilot.press("enter")
        await sees(pilot, "解除关注 W1")
        await pilot.press(*"done", "ctrl+s")
        await sees(pilot, "没有关注")


@pytest.mark.whole
async def test_the_wording_stands_in_the_call_and_follows_the_next_edition(room: Played) -> None:
    number = report(room)
    activate(room, number)
    room.act("wording.set", "zhaoguoqiang", number, text="我行正在核实，\n请以公告为准。")
    async with desk(room) as pilot:
        await pilot.press("f2")
        await sees(pilot, "统一口径 第 1 版", "我行正在核实，", "请以公告为准。")
        room.act("wording.set", "zhaoguoqiang", number, text="已查明，资金安全。")
        await sees(pilot, "统一口径 第 2 版", "已查明，资金安全。")
        await pilot.press("escape", "n")
        await sees(pilot, "登记投诉", "已查明，资金安全。")


async def test_what_nobody_acknowledged_is_listed_and_goes_with_space(room: Played) -> None:
    seen = complaint(room, "已有人看过的")
    room.act("complaint.acknowledge", "wangmin", seen)
    fresh = complaint(room, "没有人看过的")
    async with desk(room) as pilot:
        await sees(pilot, seen, fresh)
        await pilot.press("u")
        await until(pilot, lambda: seen not in shown(pilot))
        later = complaint(room, "后来的一件")
        await sees(pilot, fresh, later)
        await pilot.press("home", "space")
        await until(pilot, lambda: room.complaint(fresh).acknowledged_by == "liwei")
        await until(pilot, lambda: [row.number for row in pilot.app.board.queue.picture.rows] == [later])  # type: ignore[attr-defined]
        await pilot.press("escape")
        await sees(pilot, seen, fresh, later)


@pytest.mark.whole
async def test_the_urgent_case_leads_every_hour_until_it_is_closed(room: Played) -> None:
    """By keys, in every order of the queue: its report is made and it falls due after the holiday; others are overdue."""
    others = [
        room.act("complaint.register", "liwei", content="催办", level="normal", channel="phone").subject for _n in range(3)
    ]
    urgent = complaint(room)
    room.act("complaint.report_up", "liwei", urgent, person="zhaoguoqiang", result="reached")
    room.act("complaint.contact", "liwei", urgent, result="reached", text="已安抚")
    async with desk(room) as pilot:
        for hour in range(26):
            room.clock.on(hours=1)
            if hour == 12:
                room.clock.on(days=9)
            if hour % 8 == 7:
                others.append(room.act("complaint.register", "liwei", content="新的", level="important", channel="phone").subject)
                await sees(pilot, others[-1])
            app = pilot.app
            app.board.tick(room.now())  # type: ignore[attr-defined]
            await pilot.press("s", "home")
            lines = shown(pilot).splitlines()
            assert urgent in lines[2], (hour, shown(pilot))
            assert "#" in lines[2][:3]
            assert app.selected.number == urgent  # type: ignore[attr-defined]
        assert any("超" in line for line in lines[3:])
        for step in ("investigate", "measures"):
            room.act("complaint.step", "liwei", urgent, step=step, text="已按规定核实并处理")
        room.act("complaint.reply", "liwei", urgent, text="已答复", way="phone")
        room.act("complaint.satisfied", "liwei", urgent, answer="satisfied")
        room.act("complaint.close", "liwei", urgent, text="已了结")
        await until(pilot, lambda: urgent not in shown(pilot).splitlines()[2])


HOSTILE = (
    "[/]甲", "[ @click=app.quit]乙", "a OR % _ \";--丙", "\x1b]52;c;ZXZpbA==\x1b\\丁", "\u202e戊\u200b", "=cmd|' /C calc'!A0",
)  # fmt: skip


@pytest.mark.whole
async def test_hostile_text_on_the_telephone_desk_is_shown_and_does_nothing(room: Played) -> None:
    later = room.now() + timedelta(minutes=30)
    for text in HOSTILE:
        call = room.act("call.take", "liwei", content=text, name="王五", phone="13812345678").subject
        room.act("call.park", "liwei", call, again_at=later)
        room.act("watch.add", "liwei", phone="13812345678", reason=text, until=later)
        room.act("log.write", "wangmin", text=text)
    room.act("person.number", "liwei", "qianming", number="[/]0571-1\u202e", kind="office")
    with pytest.raises(Refusal, match="没有数字"):
        room.act("person.number", "liwei", "qianming", number="[/]")
    wanted = [one_line(text)[:8] for text in HOSTILE]
    async with desk(room, size=(160, 60)) as pilot:
        for key, words in (("c", wanted), ("w", wanted), ("t", [one_line("[/]0571-1\u202e")]), ("ctrl+l", wanted)):
            await pilot.press(key)
            screen = await sees(pilot, *words)
            assert not {"\x1b", "\u202e", "\u200b"} & set(screen)
            await pilot.press("escape")
        await pilot.press("f3")
        await until(pilot, lambda: getattr(pilot.app.screen, "number", "") == "L0930-001")
        assert pilot.app.screen.facts["content"] == HOSTILE[0], "what was typed comes back as it was"  # type: ignore[attr-defined]
        await sees(pilot, "在等 5 通", *wanted[1:])
        # Wrong in every field: each says what is wrong, and all of it is still there.
        pilot.app.screen.body.put({"again_at": "25:99"})  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await sees(pilot, "看不懂时间「25:99」")
        body = pilot.app.screen.body  # type: ignore[attr-defined]
        assert body.values["again_at"] == "25:99"
        body.put({"again_at": ""})
        await pilot.press("f4", *"[/]%_", "f4")
        await sees(pilot, "没有这个编号")
        assert body.values["complaint"] == "[/]%_"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.board)  # type: ignore[attr-defined]
        for sought in ("[/]", "a OR %", "*", "_"):
            await pilot.press("f4", *sought, "enter")
            await sees(pilot, "找到 0 件")
            await pilot.press("escape")


@pytest.mark.whole
@pytest.mark.requirement("X.06")
async def test_regulatory_limits_by_keys(room: Played) -> None:
    """Switched on by who may, extended, checked again: from the palette and from the case's own page."""
    number = complaint(room)
    async with desk(room, "zhaoguoqiang") as pilot:
        await pilot.press("ctrl+p", *"qyjgsx")
        await sees(pilot, "启用监管时限")
        await pilot.press("enter")
        await sees(pilot, "改过的文本")
        await pilot.press("1", "tab", "tab", *SECRET, "ctrl+s")
        await sees(pilot, "已启用监管时限")
    async with desk(room, size=(120, 40)) as pilot:
        await sees(pilot, number)
        await pilot.press("home", "enter")
        await sees(pilot, "监管：处理决定", "15个自然日", "第十八条")
        await pilot.press("a")
        await sees(pilot, "延长办理期限")
        await pilot.press("escape", "ctrl+p", *"ycblqx")
        await sees(pilot, "延长办理期限")
        await pilot.press("enter")
        await sees(pilot, "审批人")
        await pilot.press(*"complex", "ctrl+s")
        await sees(pilot, "30个自然日")
        room.act("complaint.reply", "liwei", number, text="已答复")
        await pilot.press("ctrl+p", *"hcsq")
        await sees(pilot, "核查申请")
        await pilot.press("enter")
        await sees(pilot, "申请理由")
        await pilot.press(*"not content", "ctrl+s")
        await sees(pilot, "监管：核查决定", "第二十条")
        # What waits for a decision comes first on the page.
        await pilot.press("a", "1")
        await sees(pilot, "核查决定内容")
        await pilot.press(*"upheld", "ctrl+s")
        await until(pilot, lambda: [c.verdict for c in room.complaint(number).clocks if c.code == "limits-check"] == ["met"])


@pytest.mark.whole
async def test_fifty_breaches_at_once_are_grouped_and_the_urgent_one_stands_out(room: Played) -> None:
    urgent = room.act("complaint.register", "liwei", content="聚集", level="urgent", channel="phone").subject
    others = [
        room.act("complaint.register", "liwei", content="催办", level=level, channel="phone").subject
        for level in ("normal", "important")
        for _n in range(25)
    ]
    for number in (urgent, *others):
        room.act("complaint.acknowledge", "liwei", number)
    room.act("complaint.report_up", "liwei", urgent, person="zhaoguoqiang", result="reached")
    room.clock.on(days=30)
    async with desk(room, "wangmin") as pilot:
        # Nobody has seen that they are overdue: all of them are lit again, and nothing is sent for it to be so.
        head = (await sees(pilot, "超时 51", "待知悉 51")).splitlines()
        assert urgent in head[2]
        await pilot.press("u")
        seen = await sees(pilot, "只看待知悉", "重要")
        lines = [line for line in seen.splitlines()[2:-2] if line.strip()]
        assert "置顶" in lines[0]
        assert urgent in lines[1]
        assert "重要" in lines[2]
        assert "25" in lines[2], "a group says how many it has"
        assert all(number not in lines[1] for number in others)
        await pilot.press("home", "space")
        await until(pilot, lambda: room.complaint(urgent).acknowledged_by == "wangmin")
        await sees(pilot, "待知悉 50")
        await until(pilot, lambda: all(urgent not in line for line in shown(pilot).splitlines()[:-2]))
        # That it is not among the unseen is as it should be, and no alarm.
        await sees(pilot, "置顶 1 件已有人知悉")
        assert "置顶 1 件没有显示" not in shown(pilot)
        # One by one: there is no key that says of fifty that they were seen.
        await pilot.press("home", "space")
        await sees(pilot, "待知悉 49")
        await pilot.press("escape")
        await sees(pilot, urgent)
    left = [item for item in room.to_hand_over() if item.kind == "unseen"]
    assert len(left) == 49


@pytest.mark.whole
@pytest.mark.parametrize("code", few(["zh", "en"], "en"))
@pytest.mark.parametrize("size", few([(80, 24), (120, 40), (200, 60), (40, 12)], (80, 24), one=True))
async def test_pages_stand_at_every_size_in_one_language(room: Played, size: tuple[int, int], code: str) -> None:
    complaint(room)
    call = room.act("call.take", "wangmin", content="rates").subject
    room.act("call.park", "wangmin", call, again_at=room.now() + timedelta(minutes=5))
    room.act("watch.add", "wangmin", phone="13812345678", reason="patience", until=room.now() + timedelta(days=3))
    set_language(code)
    async with desk(room, size=size) as pilot:
        for key in ("f8", "c", "t", "w", "m"):
            await pilot.press(key)
            await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
            await pilot.pause()
            if code == "en" and key in ("c", "w"):
                head = shown(pilot).splitlines()[0]
                assert not any("\u4e00" <= sign <= "\u9fff" for sign in head), head
            assert code == "zh" or "（" not in shown(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
