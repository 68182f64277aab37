"""A two-day emergency from report to return to normal, with every refusal on its way, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal, Stale
from dutyroom.domain.names import shown_number
from dutyroom.services.emergency.panel.views import EmergencyView
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.verify import verify
from tests.services.conftest import SECRET, Played
from tests.services.test_first_hour import local


@contextmanager
def refused(room: Played, code: str, *parts: str) -> Iterator[None]:
    """The act is refused with that code and these parts in what is said, and the journal has nothing of it."""
    before = room.head()
    with pytest.raises(Refusal) as caught:
        yield
    said = f"{caught.value.message} {caught.value.hint} {[fault.message for fault in caught.value.faults]}"
    assert caught.value.code == code, said
    for part in parts:
        assert part in said, said
    assert room.head() == before


@pytest.fixture(autouse=True)
def _the_journal_tells_it_all(room: Played) -> Iterator[None]:
    """Whatever was played, the chain verifies and the journal alone gives the tables again."""
    yield
    with room.database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []
    assert verify(room.database, room.keys).sound


def complaint(room: Played, by: str = "wangmin", level: str = "urgent", **more: str) -> str:
    values = {"content": "门口聚集", "channel": "on_site", "unit": "chengguan", **more}
    return room.act("complaint.register", by, level=level, **values).subject


def called(room: Played, number: str, result: str, person: str = "zhaoguoqiang") -> None:
    room.act("complaint.report_up", "liwei", number, person=person, number="13900000001", result=result)


def appoint(room: Played, role: str, person: str, state: str = "in_room") -> None:
    room.act("roster.appoint", "qianming", role=role, person=person, state=state, second="heyan", second_secret=SECRET)


def first(view: EmergencyView, act: str) -> tuple[str, str, str]:
    line = next(line for line in view.now if line.act == act)
    return line.subject, line.role, line.person


def running(room: Played, streams: str = "complaints,publicity,customers,security") -> tuple[str, str]:
    """A complaint and its event, activated at 17:04 by the deputy, on the telephone."""
    number = complaint(room)
    room.clock.to("16:56")
    called(room, number, "no_answer")
    room.clock.to("16:58")
    called(room, number, "no_answer")
    event = room.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number).subject
    room.clock.to("17:02")
    room.act("emergency.propose", "liwei", event, scope="二十人聚集，可能扩大")
    room.clock.to("17:04")
    room.act(
        "emergency.activate", "wangmin", event, workstreams=streams, response="Ⅱ", reason="群体性投诉",
        decider="qianming", telephone="139 0000 0002", witness="liwei", witness_secret=SECRET,
    )  # fmt: skip
    return number, event


def paper(room: Played, event: str, place: int = -1) -> tuple[str, str, int]:
    each = room.emergency(event).papers[place]
    return f"P{each.id}", each.state, each.edition


@pytest.mark.requirement("1.03", "2.04")
def test_from_report_to_activation_by_telephone(room: Played) -> None:
    number = complaint(room)
    room.clock.to("16:56")
    called(room, number, "no_answer")
    done = room.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number, received="16:40")
    event = done.subject
    assert (event, done.message) == ("2026-1", "已报告突发事件 应急〔2026〕1号。")
    view = room.emergency(event)
    assert (view.stage, local(view.reported), [row.number for row in view.complaints]) == ("reported", "09-30 16:40", [number])
    assert first(view, "emergency.propose") == (event, "shift_lead", "李伟")
    assert view.timeline[-1].late
    with refused(room, "wrong_stage", "已报告，待研判"):
        room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="早了一步")
    room.clock.to("17:02")
    room.act("emergency.propose", "liwei", event, scope="二十人聚集，可能扩大")
    view = room.emergency(event)
    assert first(view, "emergency.activate") == (event, "chief", "赵国强")
    assert local(view.now[0].due) == "09-30 17:17"
    with refused(room, "not_allowed", "总指挥"):
        room.act("emergency.activate", "liwei", event, workstreams="complaints", reason="情况紧急")
    with refused(room, "not_allowed", "总指挥赵国强", "2 次呼叫未接通"):
        room.act("emergency.activate", "qianming", event, workstreams="complaints", reason="情况紧急")
    called(room, number, "no_answer")
    with refused(room, "not_allowed", "总指挥赵国强"):  # 16:56 and 17:02 lie more than five minutes apart
        room.act("emergency.activate", "qianming", event, workstreams="complaints", reason="情况紧急")
    room.clock.to("17:03")
    called(room, number, "no_answer")
    phone = {"decider": "qianming", "telephone": "13900000002", "witness": "liwei", "witness_secret": SECRET}
    told = {"workstreams": "complaints,publicity", "reason": "群体性投诉"}
    with refused(room, "bad_input", "登记号码"):
        room.act("emergency.activate", "wangmin", event, **told, **{**phone, "telephone": "13900000003"})
    with refused(room, "bad_input", "电话授权必填"):
        room.act("emergency.activate", "wangmin", event, **told, decider="qianming")
    with refused(room, "same_person", "请另一人"):
        room.act("emergency.activate", "liwei", event, **told, **phone)
    with refused(room, "same_person", "三个人"):
        room.act("emergency.activate", "wangmin", event, **told, **{**phone, "witness": "qianming"})
    with refused(room, "not_allowed", "当班值班人员"):
        room.act("emergency.activate", "sunli", event, **told, **phone)
    with refused(room, "not_allowed", "孙丽"):
        room.act("emergency.activate", "wangmin", event, **told, **{**phone, "decider": "sunli", "telephone": "13900000005"})
    with refused(room, "secret"):
        room.act("emergency.activate", "wangmin", event, **told, **phone, secret="not the secret")
    room.clock.to("17:04")
    seen = room.emergency(event).version
    once = room.act("emergency.activate", "wangmin", event, **told, **phone, seen=seen, command_id="press-1", response="Ⅱ")
    again = room.act("emergency.activate", "wangmin", event, **told, **phone, seen=seen, command_id="press-1", response="Ⅱ")
    assert again == once
    before = room.head()
    with pytest.raises(Stale, match="王敏"):
        room.act("emergency.activate", "qianming", event, **told, seen=seen)
    with refused(room, "wrong_stage", "处置中", "钱明", "09-30 17:04"):
        room.act("emergency.activate", "qianming", event, **told)
    assert room.head() == before
    view = room.emergency(event)
    assert (view.stage, view.commander, view.commander_role, view.response) == ("responding", "钱明", "deputy", "Ⅱ")
    assert [(each.code, each.state, each.total) for each in view.workstreams if each.state == "active"] == [
        ("complaints", "active", 5),
        ("publicity", "active", 2),
    ]
    decision = view.decisions[0]
    assert (decision.gate, decision.by_name, decision.role, decision.telephone) == ("activation", "钱明", "deputy", True)
    assert (decision.clause, decision.signed_at) == ("四.2", None)
    assert view.timeline[-1].clause == "四.2"
    line = next(each for each in view.now if each.act == "emergency.sign")
    # Whatever is due before it stands before it.
    assert [each.due for each in view.now if each.due] == sorted(each.due for each in view.now if each.due)
    assert (line.act, line.person, local(line.due)) == ("emergency.sign", "钱明", "10-01 17:04")
    assert len(view.notices[0].receipts) == len(room.units()) > 1
    with refused(room, "not_allowed", "本人补签"):
        room.act("emergency.sign", "zhaoguoqiang", event, decision=decision.id)
    room.clock.to("17:30")
    room.act("emergency.sign", "qianming", event, decision=decision.id)
    with refused(room, "no_change", "09-30 17:30"):
        room.act("emergency.sign", "qianming", event, decision=decision.id)
    view = room.emergency(event)
    assert local(view.decisions[0].signed_at) == "09-30 17:30"
    assert not [line for line in view.now if line.act == "emergency.sign"]


def test_the_screen_is_told_why_not(room: Played) -> None:
    event = room.act("emergency.report", "liwei", title="聚集", place="东门").subject
    chief, duty, head = (room.sign_in(one, SECRET) for one in ("zhaoguoqiang", "wangmin", "sunli"))
    assert "已报告，待研判" in room.may(chief, "emergency.activate", event)
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    assert room.may(chief, "emergency.activate", event) == ""
    assert room.may(duty, "emergency.activate", event) == ""  # by telephone
    assert "总指挥" in room.may(head, "emergency.activate", event)
    assert "总指挥" in room.may(duty, "emergency.decide_end", event)
    room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="依据")
    assert room.may(head, "task.done", "T1") == ""
    assert room.may(head, "solution.submit", event) == ""
    assert "处置中" in room.may(head, "review.write", event)


def test_the_proposer_never_activates(room: Played) -> None:
    event = room.act("emergency.report", "liwei", title="聚集", place="东门").subject
    appoint(room, "chief", "zhaoguoqiang", "away")
    room.act("emergency.propose", "qianming", event, scope="可能扩大")
    with refused(room, "same_person", "钱明"):
        room.act("emergency.activate", "qianming", event, workstreams="complaints", reason="依据")
    with refused(room, "same_person", "钱明"):
        room.act("emergency.decline", "qianming", event, reason="不必")
    room.act("emergency.decline", "zhaoguoqiang", event, reason="影响范围有限，由支行处理")
    view = room.emergency(event)
    assert (view.stage, view.decisions[0].outcome, view.decisions[0].reason) == ("declined", "refuse", "影响范围有限，由支行处理")
    assert room.emergencies() == ()
    with refused(room, "wrong_stage", "不启动"):
        room.act("emergency.propose", "liwei", event, scope="再议")
    second = room.act("emergency.report", "liwei", title="再次聚集", place="东门", follows=event).subject
    with refused(room, "wrong_stage", shown_number(room.plan, second)):
        room.act("emergency.report", "liwei", title="三次", place="东门", follows=second)


@pytest.mark.whole
def test_an_away_chief_is_stood_in_for(room: Played) -> None:
    event = room.act("emergency.report", "liwei", title="聚集", place="东门").subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    appoint(room, "chief", "zhaoguoqiang", "away")
    assert first(room.emergency(event), "emergency.activate")[1:] == ("deputy", "钱明")
    room.act("emergency.activate", "qianming", event, workstreams="complaints", reason="依据")
    assert room.emergency(event).commander == "钱明"


@pytest.mark.requirement("2.03")
@pytest.mark.beat(play=running)
def test_facts_are_kept_and_thresholds_make_reports_due(room: Played) -> None:
    _number, event = room.begun
    room.clock.to("17:12")
    done = room.act("emergency.fact", "zhenggang", event, people=110, injured=1, text="一人晕倒，救护车到场")
    assert "100" in done.message
    view = room.emergency(event)
    due = {line.what[:2]: local(line.due) for line in view.now if line.act == "emergency.inform"}
    assert due == {"电话": "09-30 17:42", "书面": "09-30 18:12"}
    with refused(room, "bad_input", "必填", "地点和人数"):
        room.act("emergency.inform", "liwei", event, report="first", way="phone", cause="核查中")
    with refused(room, "bad_input", "没有「weekly」这一项"):
        room.act("emergency.inform", "liwei", event, report="weekly", way="phone")
    room.act("emergency.inform", "liwei", event, report="first", way="phone", place="城关支行", people=110, cause="核查中")
    view = room.emergency(event)
    assert "电话首报" not in "".join(line.what for line in view.now)
    assert [line.what[:4] for line in view.now if line.act == "emergency.inform"] == ["书面首报", "书面续报"]
    room.act("emergency.fact", "zhenggang", event, people=120)
    assert len([line for line in room.emergency(event).now if line.act == "emergency.inform"]) == 2
    room.clock.to("19:00")
    room.act("emergency.fact", "zhenggang", event, people=130)
    room.clock.to("19:10")
    room.act("emergency.fact", "zhenggang", event, people=140, text="曾有推搡", happened="18:30")
    assert ("people", "130") in [(name, value) for name, value, _at in room.emergency(event).facts]
    room.clock.to("20:30")
    room.act("emergency.inform", "liwei", event, report="follow_up", way="written", place="城关支行", people=96)
    view = room.emergency(event)
    assert {name: (value, local(at)) for name, value, at in view.facts} == {
        "people": ("96", "09-30 20:30"), "injured": ("1", "09-30 17:12"), "text": ("曾有推搡", "09-30 18:30"),
    }  # fmt: skip
    late = [entry for entry in view.timeline if entry.late]
    assert [local(entry.happened) for entry in late] == ["09-30 18:30"]
    informed = [dict(entry.values)["people"] for entry in view.timeline if entry.kind == "emergency.inform"]
    assert informed == ["110", "96"]
    with refused(room, "bad_input", "至少填一项"):
        room.act("emergency.fact", "zhenggang", event)
    with refused(room, "bad_input", "还没有到"):
        room.act("emergency.fact", "zhenggang", event, people=1, happened="23:00")


@pytest.mark.beat(play=running)
def test_a_figure_that_just_reaches_its_threshold_makes_the_report_due(room: Played) -> None:
    _number, event = room.begun
    assert "100" not in room.act("emergency.fact", "zhenggang", event, people=99).message
    assert not [line for line in room.emergency(event).now if line.act == "emergency.inform"]
    assert "100" in room.act("emergency.fact", "zhenggang", event, people=100).message
    assert [line for line in room.emergency(event).now if line.act == "emergency.inform"]


@pytest.mark.requirement("2.07")
@pytest.mark.beat(play=running)
def test_a_statement_is_published_only_when_this_edition_has_passed_every_gate(room: Played) -> None:
    _number, event = room.begun
    room.clock.to("17:30")
    room.act("opinion.add", "wuting", event, place="短视频", reach=32000, tone="negative", text="门口聚集视频")
    room.act("statement.draft", "wuting", event, title="关于城关支行", text="热线 0571-8888888")
    subject, state, edition = paper(room, event)
    assert (state, edition, room.emergency(event).papers[0].text) == ("draft", 1, "热线 0571-8888888")
    with refused(room, "gate_closed", "声明法律审核", "声明审批", "法律事务组没有进入应急状态"):
        room.act("statement.publish", "wuting", subject, where="官网")
    with refused(room, "workstream_standby", "法律事务组", "增设工作组"):
        room.act("statement.check", "zhoulei", subject, outcome="pass")
    room.act("workstream.add", "qianming", event, workstream="legal", reason="需法律审核")
    with refused(room, "no_change"):
        room.act("workstream.add", "qianming", event, workstream="legal", reason="重复")
    with refused(room, "gate_closed", "声明法律审核"):
        room.act("statement.approve", "qianming", subject, outcome="approve")
    room.clock.to("17:50")
    with refused(room, "bad_input", "写明意见"):
        room.act("statement.check", "zhoulei", subject, outcome="return")
    room.act("statement.check", "zhoulei", subject, outcome="return", reason="事实未核实")
    assert paper(room, event) == (subject, "returned", 1)
    assert first(room.emergency(event), "statement.edit")[2] == "吴婷"
    room.act("statement.edit", "wuting", subject, text="第二版")
    room.clock.to("18:05")
    room.act("statement.check", "zhoulei", subject, outcome="pass")
    with refused(room, "wrong_stage", "周磊"):
        room.act("statement.check", "zhoulei", subject, outcome="pass")
    seen = room.emergency(event).papers[0].version
    line = next(line for line in room.emergency(event).now if line.act == "statement.approve")
    assert (line.role, line.person, local(line.due)) == ("deputy", "钱明", "09-30 18:20")
    room.act("statement.edit", "wuting", subject, text="第三版")
    before = room.head()
    with pytest.raises(Stale):
        room.act("statement.approve", "qianming", subject, outcome="approve", seen=seen)
    assert room.head() == before
    with refused(room, "gate_closed", "第 3 版"):
        room.act("statement.approve", "qianming", subject, outcome="approve")
    with refused(room, "gate_closed", "声明法律审核"):
        room.act("statement.publish", "wuting", subject, where="官网")
    room.act("statement.check", "zhoulei", subject, outcome="pass")
    with refused(room, "gate_closed", "声明审批"):
        room.act("statement.publish", "wuting", subject, where="官网")
    room.act("statement.approve", "qianming", subject, outcome="approve")
    room.clock.to("18:20")
    assert first(room.emergency(event), "statement.publish")[2] == "吴婷"
    room.act("statement.publish", "wuting", subject, where="官网、网点")
    assert paper(room, event) == (subject, "published", 3)
    with refused(room, "wrong_stage", "已发布"):
        room.act("statement.edit", "wuting", subject, text="第四版")


def test_who_wrote_a_text_never_passes_it(room: Played) -> None:
    _number, event = running(room, "complaints,publicity,legal")
    appoint(room, "publicity", "heyan")
    room.act("statement.draft", "heyan", event, title="声明", text="正文")
    subject = paper(room, event)[0]
    with refused(room, "same_person", "何燕"):
        room.act("statement.check", "heyan", subject, outcome="pass")
    appoint(room, "publicity", "wuting")
    room.act("statement.edit", "wuting", subject, text="改一个字")
    with refused(room, "same_person", "何燕"):  # an editor after her does not make it somebody else's text
        room.act("statement.check", "heyan", subject, outcome="pass")
    room.act("statement.check", "zhoulei", subject, outcome="pass")


@pytest.mark.whole
@pytest.mark.beat(play=running)
def test_after_the_chief_takes_command_the_deputy_approves_nothing(room: Played) -> None:
    _number, event = room.begun
    room.act("emergency.sign", "qianming", event, decision=1)
    room.clock.to("18:25")
    with refused(room, "no_change"):
        room.act("emergency.command", "qianming", event, reason="再确认")
    room.act("emergency.command", "zhaoguoqiang", event, reason="已到现场")
    view = room.emergency(event)
    assert (view.commander, view.commander_role) == ("赵国强", "chief")
    assert next(line.person for line in view.now if line.act == "emergency.sign") == "钱明"
    with refused(room, "not_allowed", "总指挥赵国强"):
        room.act("emergency.command", "qianming", event, reason="收回")
    room.act("emergency.sign", "qianming", event, decision=view.decisions[-1].id)
    room.clock.to("18:40")
    room.act("solution.submit", "sunli", event, title="补偿", text="退还收费", measures="apology,refund", sum="1200")
    subject = paper(room, event)[0]
    assert first(room.emergency(event), "solution.decide")[1:] == ("chief", "赵国强")
    with refused(room, "not_allowed", "总指挥赵国强"):
        room.act("solution.decide", "qianming", subject, outcome="approve")
    with refused(room, "not_allowed", "总指挥赵国强"):
        room.act("emergency.response", "qianming", event, response="Ⅲ", reason="缓和")
    with refused(room, "gate_closed", "处理方案审批"):
        room.act("measure.carry_out", "sunli", subject, measure="refund", proof="已退", amount="1200")
    with refused(room, "bad_input", "写明意见"):
        room.act("solution.decide", "zhaoguoqiang", subject, outcome="refuse")
    room.act("solution.decide", "zhaoguoqiang", subject, outcome="refuse", reason="标准过低")
    view = room.emergency(event)
    assert (view.papers[0].state, view.papers[0].reason) == ("refused", "标准过低")
    with refused(room, "wrong_stage", "赵国强"):
        room.act("solution.decide", "zhaoguoqiang", subject, outcome="approve")
    with refused(room, "gate_closed"):
        room.act("measure.carry_out", "sunli", subject, measure="refund", proof="已退")
    room.act("solution.edit", "sunli", subject, text="退还并补偿", measures="apology,refund", sum="1,200.50")
    room.clock.to("19:20")
    room.act("solution.decide", "zhaoguoqiang", subject, outcome="approve")
    with refused(room, "not_found", "调整服务流程"):
        room.act("measure.carry_out", "sunli", subject, measure="process", proof="已改")
    room.act("measure.carry_out", "sunli", subject, measure="refund", proof="退还 20 户", amount="1200.5")
    with refused(room, "no_change"):
        room.act("measure.carry_out", "sunli", subject, measure="refund", proof="再退")
    room.act("measure.carry_out", "sunli", subject, measure="apology", proof="行长致歉")
    view = room.emergency(event)
    assert (view.papers[0].state, view.papers[0].measures) == (
        "carried_out", (("apology", "done", "行长致歉"), ("refund", "done", "退还 20 户")),
    )  # fmt: skip
    appoint(room, "chief", "zhaoguoqiang", "away")
    room.act("emergency.response", "qianming", event, response="Ⅲ", reason="总指挥外出，情况缓和")
    with refused(room, "no_change", "Ⅲ"):
        room.act("emergency.response", "qianming", event, response="Ⅲ", reason="再调")


@pytest.mark.whole
@pytest.mark.beat(play=running)
def test_a_commander_who_holds_the_role_no_longer_stands_in_nobodys_way(room: Played) -> None:
    _number, event = room.begun
    room.act("emergency.command", "zhaoguoqiang", event, reason="已到现场")
    with refused(room, "not_allowed", "总指挥赵国强"):
        room.act("emergency.command", "qianming", event, reason="收回")
    room.act("roster.relieve", "qianming", role="chief", person="zhaoguoqiang", second="heyan", second_secret=SECRET)
    room.act("emergency.command", "qianming", event, reason="总指挥已免职")
    assert room.emergency(event).commander == "钱明"


@pytest.mark.requirement("1.04", "2.02")
@pytest.mark.beat(play=running)
def test_tasks_wait_for_each_other_and_run_by_their_clocks(room: Played) -> None:
    _number, event = room.begun
    view = room.emergency(event)
    streams = {each.code: each for each in view.workstreams}
    assert streams["legal"].state == "standby"
    tasks = {task.code: task for task in streams["complaints"].tasks}
    assert local(tasks["investigate"].due) == "09-30 18:04"
    assert tasks["solution"].blocked == ("调查核实，查明事实真相",)
    assert tasks["solution"].due is None, "what can't begin yet has no limit that runs"
    assert tasks["investigate"].owner_name == "孙丽"
    with refused(room, "task_waits", "调查核实"):
        room.act("task.done", "sunli", f"T{tasks['solution'].id}", evidence="方案已交")
    with refused(room, "workstream_standby", "法律事务组"):
        room.act("task.add", "qianming", event, workstream="legal", title="约见律师")
    room.clock.to("18:30")
    room.act("task.done", "sunli", f"T{tasks['investigate'].id}", evidence="已查明", happened="18:00")
    with refused(room, "no_change"):
        room.act("task.done", "sunli", f"T{tasks['investigate'].id}", evidence="已查明")
    view = room.emergency(event)
    freed = next(task for each in view.workstreams for task in each.tasks if task.code == "solution")
    assert freed.due is not None
    assert local(freed.due) == "09-30 20:30", "it counts from when it can begin"
    assert "T1" not in [line.subject for line in view.now]
    with room.database.read() as session:
        from dutyroom.services.clocks.clocks import clocks_of

        assert [clock.verdict for clock in clocks_of(session, f"T{tasks['investigate'].id}")] == ["breached"]
    overdue = [line for line in view.now if line.due and line.due < room.now()]
    assert overdue == list(view.now[: len(overdue)])
    assert overdue
    done = room.act("task.add", "zhaoguoqiang", event, workstream="customers", title="今天逐户答复", owner="sunli", minutes=90)
    view = room.emergency(event)
    mine = next(t for each in view.workstreams for t in each.tasks if f"T{t.id}" == done.subject)
    assert (mine.owner_name, local(mine.due)) == ("孙丽", "09-30 20:00")
    room.act("task.assign", "qianming", done.subject, owner="fengjun")
    room.act("workstream.stand_down", "qianming", event, workstream="security", reason="现场已散")
    with refused(room, "workstream_standby"):
        room.act("workstream.stand_down", "qianming", event, workstream="security", reason="重复")
    view = room.emergency(event)
    security = next(each for each in view.workstreams if each.code == "security")
    assert (security.state, security.due, security.done, security.total) == ("stood_down", None, 0, 2)
    room.act("workstream.add", "qianming", event, workstream="security", reason="东门又聚集")
    security = next(each for each in room.emergency(event).workstreams if each.code == "security")
    assert (security.state, security.total, local(security.due)) == ("active", 2, "09-30 19:00")


def test_activation_pins_what_belongs_to_the_event(room: Played) -> None:
    number = complaint(room, level="normal")
    event = room.act("emergency.report", "liwei", title="聚集", place="东门", complaint=number).subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    assert [row.pinned for page in room.board() for row in page] == [False]
    room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="依据")
    assert [row.pinned for page in room.board() for row in page] == [True]


@pytest.mark.beat(play=running)
def test_complaints_join_and_leave(room: Played) -> None:
    number, event = room.begun
    other = complaint(room, level="normal")
    rows = {row.number: row for page in room.board() for row in page}
    assert not rows[other].pinned
    room.act("emergency.join", "wangmin", event, complaint=other, reason="同一事由")
    assert {row.number: row.pinned for page in room.board() for row in page} == {number: True, other: True}
    with refused(room, "no_change"):
        room.act("emergency.join", "wangmin", event, complaint=other, reason="同一事由")
    second = room.act("emergency.report", "liwei", title="取款机", place="南关").subject
    with refused(room, "wrong_stage", shown_number(room.plan, event)):
        room.act("emergency.join", "wangmin", second, complaint=other, reason="误并")
    with refused(room, "not_found"):
        room.act("emergency.join", "wangmin", event, complaint="0930-999", reason="误并")
    room.act("emergency.leave", "wangmin", event, complaint=other, reason="无关")
    assert not {row.number: row for page in room.board() for row in page}[other].pinned
    with refused(room, "no_change"):
        room.act("emergency.leave", "wangmin", event, complaint=other, reason="无关")


def close(room: Played, number: str, answer: str) -> None:
    room.act("complaint.contact", "wangmin", number, result="reached", text="已接通说明")
    if room.complaint(number).closed_at is None:
        for step in ("investigate", "measures"):
            room.act("complaint.step", "sunli", number, step=step, text="已办")
        room.act("complaint.reply", "wangmin", number, text="已答复")
    room.act("complaint.satisfied", "wangmin", number, answer=answer)


@pytest.mark.requirement("1.12")
@pytest.mark.beat(play=running)
def test_termination_needs_every_condition_two_people_and_every_receipt(room: Played) -> None:
    number, event = room.begun
    room.act("emergency.sign", "qianming", event, decision=1)
    room.clock.to("21:30")
    three = ("妥善处理：1 件在办", "投诉人满意：满意或谅解 0/1", "无新投诉：启动（09-30 17:04）", "10-01 05:04")
    with refused(room, "conditions_open", *three):
        room.act("emergency.request_end", "liwei", event, reason="人已散")
    close(room, number, "dissatisfied")
    room.clock.to("10-01 06:00")
    with refused(room, "conditions_open", "还有 2 个", number):
        room.act("emergency.request_end", "liwei", event, reason="人已散")
    room.act("complaint.satisfied", "wangmin", number, answer="forgiven")
    room.act("complaint.close", "sunli", number, text="客户谅解")
    view = room.emergency(event)
    assert [(each.code, each.met) for each in view.conditions] == [("settled", True), ("satisfied", True), ("quiet", True)]
    assert "closed" in view.conditions[0].evidence_en
    assert first(view, "emergency.request_end")[0] == event
    with refused(room, "bad_input", "由在办事实判定"):
        room.act("evidence.add", "sunli", event, condition="settled", met="是", text="我看可以")
    done = room.act("emergency.request_end", "qianming", event, reason="条件均满足")
    assert done.data["open_tasks"]
    with refused(room, "same_person", "钱明"):
        room.act("emergency.decide_end", "qianming", event, outcome="approve")
    with refused(room, "bad_input", "写明意见"):
        room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="refuse")
    room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="refuse", reason="再观察一小时")
    view = room.emergency(event)
    assert (view.stage, dict(view.rail)["end_requested"]) == ("responding", None)
    room.act("emergency.request_end", "liwei", event, reason="已再观察")
    late = complaint(room, level="normal")
    room.act("emergency.join", "wangmin", event, complaint=late, reason="第二波")
    with refused(room, "conditions_open", late):
        room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="approve")
    room.act("emergency.leave", "wangmin", event, complaint=late, reason="核实后无关")
    with refused(room, "wrong_stage", "已申请终止"):
        room.act("emergency.finish", "zhaoguoqiang", event)
    room.clock.to("10-01 16:00")
    room.act("emergency.decide_end", "zhaoguoqiang", event, outcome="approve")
    view = room.emergency(event)
    assert (view.stage, [stop for stop, at in view.rail if at is None]) == ("ended", ["reviewed"])
    notice = next(each for each in view.notices if each.kind == "termination")
    units = [unit for unit, _name, _en, _at in notice.receipts]
    assert len(units) == len(room.units())
    with refused(room, "wrong_stage", "已终止"):
        room.act("emergency.finish", "zhaoguoqiang", event)
    room.act("review.write", "sunli", event, causes="利率沟通不足", held="到场快", gaps="上报晚", improvements="修订话术")
    begun = next(each for each in view.notices if each.kind == "activation")
    for sent in view.notices:
        for unit in units:
            if unit != "dongmen":
                room.act("notice.receipt", "wangmin", f"N{sent.id}", unit=unit, by="办公室")
    # The notice of the activation is owed too, to the end.
    with refused(room, "receipts_open", "还差 2 份", "东门支行"):
        room.act("emergency.finish", "zhaoguoqiang", event)
    room.act("notice.receipt", "wangmin", f"N{begun.id}", unit="dongmen", by="办公室")
    with refused(room, "no_change", "城关支行"):
        room.act("notice.receipt", "wangmin", f"N{notice.id}", unit="chengguan")
    with refused(room, "receipts_open", "还差 1 份", "东门支行"):
        room.act("emergency.finish", "zhaoguoqiang", event)
    line = next(line for line in room.emergency(event).now if line.act == "notice.receipt")
    assert (line.subject, "还差 1 份" in line.what) == (f"N{notice.id}", True)
    room.clock.to("10-01 17:10")
    room.act("notice.receipt", "wangmin", f"N{notice.id}", unit="dongmen")
    room.act("review.write", "sunli", event, causes="利率沟通不足", held="到场快", gaps="上报晚", improvements="修订话术、演练")
    assert dict(room.emergency(event).review)["improvements"] == "修订话术、演练"
    assert first(room.emergency(event), "emergency.finish")[1] == "chief"
    room.act("emergency.finish", "zhaoguoqiang", event)
    assert room.emergencies() == ()
    assert room.emergency(event).now == ()
    assert [view.stage for view in room.emergencies(over=True)] == ["finished"]
    with room.database.read() as session:
        activation = session.exec(select(JournalEntry).where(JournalEntry.kind == "emergency.activate")).one()
        assert activation.clause == "四.2"
    room.clock.to("10-01 17:40")
    linked = room.act("emergency.report", "liwei", title="后续", place="城关支行", follows=event, complaint=number).subject
    assert [row.number for row in room.emergency(linked).complaints] == [number]


@pytest.mark.whole
@pytest.mark.beat(play=running)
def test_a_closed_complaint_stays_in_the_picture(room: Played) -> None:
    number, event = room.begun
    close(room, number, "satisfied")
    room.act("complaint.close", "sunli", number, text="办结")
    view = room.emergency(event)
    assert [(row.number, row.status) for row in view.complaints] == [(number, "closed")]


@pytest.mark.whole
def test_finish_waits_for_signatures(room: Played) -> None:
    number, event = running(room, "complaints")
    close(room, number, "satisfied")
    room.act("complaint.close", "sunli", number, text="办结")
    room.clock.to("10-01 06:00")
    room.act("emergency.request_end", "liwei", event, reason="条件均满足")
    room.act("emergency.decide_end", "qianming", event, outcome="approve")
    room.act("review.write", "sunli", event, causes="利率沟通不足", held="二", gaps="三", improvements="四")
    for sent in room.emergency(event).notices:
        for unit, _name, _en, _at in sent.receipts:
            room.act("notice.receipt", "wangmin", f"N{sent.id}", unit=unit)
    with refused(room, "unsigned", "钱明"):
        room.act("emergency.finish", "zhaoguoqiang", event)
    room.act("emergency.sign", "qianming", event, decision=1)
    room.act("emergency.finish", "zhaoguoqiang", event)


def assessed(room: Played) -> str:
    """An event at 17:04 that waits for the decision; the chief was called twice in vain."""
    number = complaint(room)
    for at in ("16:56", "16:58"):
        room.clock.to(at)
        called(room, number, "no_answer")
    event = room.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number).subject
    room.clock.to("17:02")
    room.act("emergency.propose", "liwei", event, scope="二十人聚集，可能扩大")
    room.clock.to("17:04")
    return event


PHONE = {"decider": "qianming", "telephone": "13900000002"}
TOLD = {"workstreams": "complaints", "reason": "群体性投诉"}


@pytest.mark.requirement("2.04")
def test_a_witness_says_so_with_their_own_secret_and_is_on_duty(room: Played) -> None:
    event = assessed(room)
    heard = {**PHONE, "witness": "liwei", "witness_secret": SECRET}
    for given in ({"witness_secret": "not his"}, {"witness_secret": ""}):
        with refused(room, "secret"):
            room.act("emergency.activate", "wangmin", event, **TOLD, **{**heard, **given})
    # A puppet: an account made a minute before, with a secret of its own, that was never on shift.
    room.act("person.add", "liwei", code="puppet", name="新人")
    room.act("person.reset", "qianming", "puppet", new=SECRET)
    for one in ("puppet", "heyan"):
        with refused(room, "not_on_duty", "不当班"):
            room.act("emergency.activate", "wangmin", event, **TOLD, **{**heard, "witness": one})
    with refused(room, "bad_input", "当班的还有李伟"):
        room.act("emergency.activate", "wangmin", event, **TOLD, **PHONE)
    room.act("emergency.activate", "wangmin", event, **TOLD, **heard)
    (decision,) = room.emergency(event).decisions
    assert (decision.telephone, decision.unwitnessed, decision.signed_at) == (True, False, None)


@pytest.mark.requirement("2.04")
def test_alone_at_night_a_decision_stands_unwitnessed_and_is_an_alarm_until_signed(room: Played) -> None:
    event = assessed(room)
    room.act("shift.end", "liwei", person="liwei")
    with refused(room, "not_on_duty", "李伟此刻不当班"):
        room.act("emergency.activate", "wangmin", event, **TOLD, **PHONE, witness="liwei", witness_secret=SECRET)
    with refused(room, "bad_input", "登记号码"):
        room.act("emergency.activate", "wangmin", event, **TOLD, **{**PHONE, "telephone": "13900009999"})
    room.act("emergency.activate", "wangmin", event, **TOLD, **PHONE)
    view = room.emergency(event)
    (decision,) = view.decisions
    assert (decision.unwitnessed, decision.signed_at) == (True, None)
    line = next(each for each in view.now if each.act == "emergency.sign")
    assert line.alarm
    assert "无见证" in line.what
    assert line.due == decision.at + timedelta(hours=room.plan.routine.sign_hours)
    assert "无见证" in next(each.result for each in room.log() if each.kind == "emergency.activate")
    assert any("无见证" in each for each in room.event_paper("decision", decision.number).lines)
    with refused(room, "not_allowed", "本人补签"):
        room.act("emergency.sign", "zhaoguoqiang", event, decision=decision.id)
    room.act("emergency.sign", "qianming", event, decision=decision.id)
    view = room.emergency(event)
    assert all(each.act != "emergency.sign" for each in view.now)
    assert view.decisions[0].unwitnessed, "it stays what it was"
