"""Leading an emergency: reports, command, questions, instructions, conferences, situation reports, a false start."""

from __future__ import annotations

import pytest

from dutyroom.domain.names import decision_name
from tests.services.conftest import SECRET, SIGNED, Played
from tests.services.test_emergency_story import refused, running
from tests.services.test_first_hour import local


@pytest.mark.whole
@pytest.mark.beat(play=running)
def test_each_recipient_is_owed_its_reports_and_a_later_one_corrects(room: Played) -> None:
    _number, event = room.begun
    room.clock.to("17:12")
    assert "100" in room.act("emergency.fact", "zhenggang", event, people=110, injured=1).message
    due = room.emergency(event).reports_due
    assert {(each.way, local(each.due)) for each in due} == {("phone", "09-30 17:42"), ("written", "09-30 18:12")}
    assert {each.recipient for each in due} == {"provincial_union", "regulator", "government"}
    told = {"report": "first", "way": "phone"}
    with refused(room, "bad_input", "缺少必报事项"):
        room.act("emergency.inform", "liwei", event, **told, cause="核查中")
    room.act("emergency.inform", "liwei", event, **told, recipients="regulator", place="城关支行", people=110)
    view = room.emergency(event)
    assert view.reports[0].cause == "核查中"
    assert {each.recipient for each in view.reports_due if each.way == "phone"} == {"provincial_union", "government"}
    room.act("emergency.inform", "liwei", event, **told, place="城关支行", people=110)
    room.act("emergency.inform", "liwei", event, report="first", way="written", place="城关支行", people=110)
    room.clock.to("20:30")
    room.act("emergency.inform", "liwei", event, report="follow_up", way="written", place="城关支行", people=96)
    first, *_others, last = room.emergency(event).reports
    assert (first.people, last.people, last.corrects, last.changes) == (110, 96, 3, (("people", "110", "96"),))


@pytest.mark.beat(play=running)
def test_scenes_add_up_and_a_stop_of_business_counts_by_itself(room: Played) -> None:
    _number, event = room.begun
    scenes = [room.act("scene.open", "zhenggang", event, place=place).subject for place in ("城关支行", "东门支行")]
    room.act("scene.count", "zhenggang", scenes[0], people=60)
    room.clock.on(minutes=1)
    assert "100" in room.act("emergency.fact", "zhenggang", event, people=45, site=scenes[1]).message
    people = {name: value for name, value, _at in room.emergency(event).facts}["people"]
    assert people == "105"
    room.clock.on(minutes=1)
    room.act("scene.clear", "zhenggang", scenes[0], text="已散")
    assert {name: value for name, value, _at in room.emergency(event).facts}["people"] == "45"
    assert [site.open for site in room.emergency(event).sites] == [False, True]


@pytest.mark.beat(play=running)
def test_command_passes_when_both_have_signed(room: Played) -> None:
    _number, event = room.begun
    with refused(room, "not_allowed", "钱明"):
        room.act("emergency.offer_command", "zhaoguoqiang", event, to="zhaoguoqiang", reason="我来")
    room.act("emergency.offer_command", "qianming", event, to="zhaoguoqiang", reason="行长已到")
    assert room.emergency(event).commander == "钱明"
    room.clock.on(minutes=1)
    room.act("emergency.command", "zhaoguoqiang", event, reason="接管")
    view = room.emergency(event)
    assert (view.commander, view.decisions[-1].signed_at is not None) == ("赵国强", True)
    posts = [(post.name, post.state, post.until is None) for post in view.posts]
    assert posts == [("钱明", "ended", False), ("赵国强", "held", True)]


@pytest.mark.beat(play=running)
def test_a_question_is_answered_and_the_answer_withdrawn_by_a_new_decision(room: Played) -> None:
    _number, event = room.begun
    asked = room.act("emergency.ask", "sunli", event, question="是否停业", options="停业\n照常", minutes=10).data["request"]
    decided = room.act("request.answer", "qianming", asked, outcome="approve", choice="照常营业").data["decision"]
    room.act("decision.withdraw", "qianming", decided, choice="停业一小时", reason="人数增加")
    old, new = room.emergency(event).decisions[-2:]
    assert (old.question, old.choice, old.replaced_by, new.replaces) == ("是否停业", "照常营业", new.id, old.id)
    with refused(room, "no_change", "撤回"):
        room.act("decision.withdraw", "qianming", decided, choice="再议", reason="再议")


@pytest.mark.beat(play=running)
def test_an_instruction_is_followed_to_its_end(room: Played) -> None:
    _number, event = room.begun
    given = {"giver": "赵国强", "text": "今天逐户答复", "taker": "sunli", "due": "09-30 20:00"}
    number = room.act("emergency.instruct", "liwei", event, **given).data["instruction"]
    with refused(room, "not_ready", "还没有反馈"):
        room.act("instruction.done", "liwei", number, text="办结")
    room.clock.to("20:10")
    line = next(line for line in room.emergency(event).now if line.subject == number)
    assert (line.act, line.person, local(line.due)) == ("instruction.report", "孙丽", "09-30 20:00")
    room.act("instruction.chase", "liwei", number, text="已催")
    room.act("instruction.report", "sunli", number, text="七户已答复")
    with refused(room, "same_person", "承办人"):
        room.act("instruction.done", "sunli", number, text="办结")
    room.act("instruction.done", "liwei", number, text="属实")
    assert [kind for kind, *_rest in room.emergency(event).followed[0].notes] == ["chase", "report"]


@pytest.mark.beat(play=running)
def test_a_situation_report_is_drafted_from_the_record_signed_sent_and_due_again(room: Played) -> None:
    _number, event = room.begun
    assert {code: local(due) for code, due in room.emergency(event).rhythm} == {"room": "09-30 19:04", "leaders": "09-30 21:04"}
    paper = room.act("sitrep.draft", "liwei", event, sitrep="leaders").subject
    assert "投诉 1 件" in dict(room.emergency(event).sitreps[0].sections)["situation"]
    with refused(room, "gate_closed", "审签"):
        room.act("sitrep.send", "liwei", paper)
    room.act("sitrep.edit", "liwei", paper, needs="请增派保安")
    room.act("sitrep.approve", "qianming", paper, outcome="approve")
    room.clock.to("18:00")
    room.act("sitrep.send", "liwei", paper)
    view = room.emergency(event)
    assert decision_name(room.plan, view.decisions[-1]) == "审签态势报告"
    assert (view.sitreps[0].state, view.sitreps[0].receipts) == ("sent", (0, 2))
    assert dict(view.rhythm)["leaders"] > dict(view.rhythm)["room"]


@pytest.mark.beat(play=running)
def test_who_wrote_any_edition_of_a_situation_report_does_not_sign_it(room: Played) -> None:
    """The last author alone was looked at: a comma changed by another made of one's own text a stranger's."""
    _number, event = room.begun
    paper = room.act("sitrep.draft", "qianming", event, sitrep="leaders").subject
    room.act("sitrep.edit", "liwei", paper, needs="请增派保安")
    with refused(room, "same_person", "钱明"):
        room.act("sitrep.approve", "qianming", paper, outcome="approve")
    line = next(each for each in room.emergency(event).now if each.subject == paper)
    assert line.person == "赵国强"
    assert "qianming" not in line.may
    room.act("sitrep.approve", "zhaoguoqiang", paper, outcome="approve")


@pytest.mark.beat(play=running)
def test_a_situation_report_says_what_was_decided_and_how(room: Played) -> None:
    _number, event = room.begun
    room.clock.on(minutes=1)
    room.act("statement.draft", "wuting", event, title="说明", text="正在核实")
    room.act("statement.check", "heyan", "P1", outcome="return", reason="事实未核实")
    room.act("emergency.response", "qianming", event, response="Ⅰ", reason="人数增加")
    room.act("emergency.offer_command", "qianming", event, to="zhaoguoqiang", reason="行长到场")
    room.act("emergency.command", "zhaoguoqiang", event, reason="已到现场")
    room.act("emergency.decide", "zhaoguoqiang", event, question="是否停业", choice="城关支行停业一天", reason="人多")
    paper = room.act("sitrep.draft", "liwei", event, sitrep="leaders").subject
    said = dict(next(each for each in room.emergency(event).sitreps if f"P{each.id}" == paper).sections)["actions"]
    for line in ("决定：声明法律审核（退回）。", "决定：调整响应级别 Ⅱ → Ⅰ。", "决定：接管指挥。", "决定：城关支行停业一天。"):
        assert line in said, said


@pytest.mark.beat(play=running)
def test_minutes_keep_who_was_there_and_what_was_decided(room: Played) -> None:
    _number, event = room.begun
    number = room.act("emergency.confer", "liwei", event, title="研判", invited="qianming,sunli").data["conference"]
    room.act("conference.minutes", "liwei", number, attended="qianming,sunli", minutes="一致同意", choice="延长营业")
    view = room.emergency(event)
    assert (view.conferences[0].attended, view.decisions[-1].signed_at) == (("钱明", "孙丽"), None)
    room.act("emergency.sign", "qianming", event, decision=view.decisions[-1].id)


@pytest.mark.beat(play=running)
def test_a_false_start_is_undone_only_when_nothing_real_is_in_it(room: Played) -> None:
    number, event = room.begun
    with refused(room, "conditions_open", number):
        room.act("emergency.cancel", "qianming", event, reason="误报")
    room.act("emergency.leave", "liwei", event, complaint=number, reason="与事件无关")
    with refused(room, "second_needed", "两人"):
        room.act("emergency.cancel", "qianming", event, reason="误报")
    signed = {"second": "liwei", "second_secret": SECRET}
    room.act("emergency.cancel", "qianming", event, reason="误报", **signed)
    assert room.emergency(event).stage == "ended"

    again = room.act("emergency.report", "liwei", title="再起", place="城关支行", follows=event).subject
    assert room.emergency(event).followed_by == (again,)


def test_once_work_was_done_it_was_no_false_start(room: Played) -> None:
    number, event = running(room)
    room.act("emergency.leave", "liwei", event, complaint=number, reason="与事件无关")
    tasks = next(each.tasks for each in room.emergency(event).workstreams if each.code == "security")
    room.act("task.done", "zhenggang", next(task.number for task in tasks if not task.blocked), evidence="警戒线已设")
    with refused(room, "work_done", "终止条件"):
        room.act("emergency.cancel", "qianming", event, reason="误报", second="liwei", second_secret=SECRET)


def test_nothing_in_danger_is_closed_in_bulk(room: Played) -> None:
    calm, risky = (
        room.act("complaint.register", "wangmin", content="收费", channel="phone", level="normal").subject for _n in range(2)
    )
    room.act("complaint.danger", "wangmin", risky, danger="self_harm", police="reached", text="扬言轻生")
    with refused(room, "pinned", risky, "自伤威胁"):
        room.act("complaint.close_many", "liwei", complaints=f"{calm} {risky}", text="清理")
    with refused(room, "not_ready", calm):
        room.act("complaint.close_many", "liwei", complaints=calm, text="清理")


def test_a_quorum_is_asked_where_the_plan_says_so(room: Played) -> None:
    from dutyroom.settings.plans import pack_text

    text = pack_text("rural-commercial-bank")
    gate = 'act = "solution.decide"\nroles = ["chief", "deputy"]\n'
    text = text.replace(gate, gate + 'quorum = 2\nmembers = ["complaints", "shift_lead"]\n')
    room.act("plan.adopt", "zhaoguoqiang", text=text, **SIGNED)
    _number, event = running(room)
    paper = room.act("solution.submit", "sunli", event, title="方案", text="退费", measures="refund").subject
    with refused(room, "quorum_open", "还差 1 人"):
        room.act("solution.decide", "qianming", paper, outcome="approve")
    room.act("emergency.concur", "liwei", event, gate="solution", paper=paper, outcome="refuse", reason="依据不足")
    with refused(room, "quorum_open", "还差 1 人"):
        room.act("solution.decide", "qianming", paper, outcome="approve")
    room.act("emergency.concur", "liwei", event, gate="solution", paper=paper, outcome="approve")
    room.act("solution.decide", "qianming", paper, outcome="approve")
