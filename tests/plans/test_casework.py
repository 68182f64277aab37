"""What the nine plans ask of one complaint and of groups of complaints, done by acts in a room of the plan itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dutyroom.console.present.cases.casework import charge_lines
from dutyroom.console.present.cases.complaint import Naming
from dutyroom.domain.act import Done
from dutyroom.domain.errors import NotAllowed, Refusal, Stale
from dutyroom.services.cases.views import CasePaperView, ChargeView
from dutyroom.services.documents.figures import figures
from dutyroom.settings.plans import pack_text
from tests.deeds.honest import settle
from tests.plans.conftest import BOTH, Opened
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_plans import hand, heads, unnamed


def register(room: Played, level: str, content: str = "事由", **values: object) -> str:
    channel = room.plan.channels[0].code
    given = {**unnamed(room.plan), "content": content, "level": level, "channel": channel, **values}
    return room.act("complaint.register", "second", **given).subject


def act(room: Played, number: str, name: str, who: str = "", **values: object) -> str:
    return room.act(name, who or hand(room.plan, name), number, **values).message


def step(room: Played, number: str, code: str, who: str = "", **values: object) -> None:
    """A step by somebody of the step's own roles."""
    role = room.plan.role(room.plan.step(code).roles[0])
    named = ("first" if role.shift_lead else "second") if role.by_shift else role.code.replace("_", "-")
    room.act("complaint.step", who or named, number, step=code, text=f"已办 {code}", **values)


def paper(room: Played, number: str, form: str = "") -> CasePaperView:
    return [each for each in room.complaint(number).work.papers if each.form == form][-1]


def charge(room: Played, number: str) -> ChargeView:
    return room.complaint(number).work.charges[-1]


def running(room: Played, number: str) -> dict[str, str]:
    zone = ZoneInfo("Asia/Shanghai")
    clocks = [each for each in room.complaint(number).clocks if each.verdict == "running"]
    return {each.code: f"{each.due.astimezone(zone):%m-%d %H:%M}" for each in clocks}


def refused(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        call()
    return no.value


# 1 company


@pytest.mark.requirement("1.08", "1.09")
@BOTH
def test_outside_an_emergency_too_nothing_is_carried_out_before_the_leading_group_approves(opened: Opened) -> None:
    room = opened("company")
    number = register(room, "major", name="张三")
    assert room.complaint(number).emergency == ""
    early = refused(lambda: act(room, number, "complaint.solve", title="方案", text="退款", measures=("rectify",)))
    assert "调查核实" in early.message
    step(room, number, "facts")
    step(room, number, "verify")
    plan = {"measures": ("apology", "compensation"), "sum": "800"}
    said = act(room, number, "complaint.solve", title="退款方案", text="张三所购退款", **plan)
    solution = paper(room, number)
    assert f"P{solution.id}" in said
    assert "张三" not in solution.text
    subject = f"P{solution.id}"
    carry = lambda kind, **more: room.act("measure.carry_out", "unit-group", subject, measure=kind, proof="已付", **more)  # noqa: E731
    assert refused(lambda: carry("compensation", amount="800")).code == "gate_closed"
    assert refused(lambda: room.act("solution.decide", "leader", subject, outcome="refuse")).faults[0].field == "reason"
    room.act("solution.decide", "leader", subject, outcome="refuse", reason="补偿依据不足")
    assert paper(room, number).gates[0].reason == "补偿依据不足"
    assert refused(lambda: carry("compensation", amount="800")).code == "gate_closed"
    room.act("solution.edit", "unit-group", subject, text="附依据", measures=("apology", "compensation"), sum="800")
    assert refused(lambda: room.act("solution.decide", "unit-group", subject, outcome="approve")).code == "not_allowed"
    room.act("solution.decide", "leader", subject, outcome="approve")
    carry("apology")
    assert "carry_out" not in {each.code for each in room.complaint(number).steps if each.done_at}
    carry("compensation", amount="800")
    assert "carry_out" in {each.code for each in room.complaint(number).steps if each.done_at}
    assert {(code, state, amount) for code, _n, state, _p, amount in paper(room, number).measures} == {
        ("apology", "done", ""), ("compensation", "done", "800.00"),
    }  # fmt: skip


@pytest.mark.requirement("1.10")
def test_followed_until_satisfied(opened: Opened) -> None:
    room = opened("company")
    number = register(room, "plain")
    act(room, number, "complaint.reply", text="已处理")
    assert running(room, number) == {"follow_up": "10-09 24:00"[:6] + "17:30"} or "follow_up" in running(room, number)
    first = running(room, number)["follow_up"]
    room.clock.to("10-08 10:00")
    act(room, number, "complaint.satisfied", answer="dissatisfied", text="还不满意")
    again = running(room, number)["follow_up"]
    assert again > first
    no = refused(lambda: act(room, number, "complaint.close", text="办结"))
    assert "跟踪满意度" in no.message
    room.clock.to("10-09 10:00")
    act(room, number, "complaint.satisfied", answer="satisfied")
    assert "follow_up" not in running(room, number)
    settle(room, number)


# 3 call centre


@pytest.mark.requirement("3.02", "3.03", "3.04")
def test_told_judged_and_a_meeting_called_with_who_was_invited_causes_and_decisions(opened: Opened) -> None:
    room = opened("call-centre")
    written = register(room, "major", "来信投诉", channel="mail")
    assert "tell" in running(room, written)
    act(room, written, "complaint.contact", result="reached", text="告知将按程序处理")
    assert "tell" not in running(room, written)
    # Who was on the line while it was registered was told then.
    number = register(room, "major")
    assert "tell" not in running(room, number)
    assert "told" in {each.code for each in room.complaint(number).steps if each.done_at}
    assert refused(lambda: step(room, number, "judge")).code == "bad_input"
    step(room, number, "judge", nature="服务", severity="major", activate=True)
    early = {"attended": ("leader", "invited"), "causes": "误扣", "decisions": "退费"}
    assert refused(lambda: step(room, number, "meeting", **early)).code == "step_missing"
    step(room, number, "meeting_called", invited=("leader", "invited"), invited_units=("technology",))
    called = next(each for each in room.complaint(number).steps if each.code == "meeting_called")
    assert dict(called.times[0].fields)["邀请部门"] == "技术部"
    for causes in ("系统误扣", "话术不当"):
        step(room, number, "meeting", attended=("leader", "invited"), causes=causes, decisions="退费并致歉")
    minutes = [each for each in room.complaint(number).work.papers if each.form == "meeting"]
    assert [dict(each.fields)["原因分析"] for each in minutes] == ["系统误扣", "话术不当"]


@pytest.mark.requirement("3.05", "3.06")
def test_talks_by_the_solution_proposes_improvements_and_keeps_in_touch_until_satisfied(opened: Opened) -> None:
    room = opened("call-centre")
    number = register(room, "major")
    assert "会议" in refused(lambda: step(room, number, "talk")).message
    assert running(room, number)["progress"]
    room.clock.to("10-08 09:30")
    act(room, number, "complaint.contact", result="reached", text="进展")
    assert running(room, number)["progress"] == "10-09 17:30" or running(room, number)["progress"].startswith("10-")
    act(room, number, "complaint.reply", text="答复", improvements="改话术")
    assert dict(room.complaint(number).facts)["improvements"] == "改话术"
    step(room, number, "track")
    step(room, number, "track")
    assert len(next(each for each in room.complaint(number).steps if each.code == "track").times) == 2
    act(room, number, "complaint.satisfied", answer="satisfied")
    assert "progress" not in running(room, number)


@pytest.mark.requirement("3.07")
@BOTH
def test_the_report_is_reviewed_by_the_leading_group_with_proposals(opened: Opened) -> None:
    room = opened("call-centre")
    number = register(room, "major")
    act(room, number, "complaint.reply", text="答复")
    step(room, number, "report", lessons="先核对再答复")
    subject = f"P{paper(room, number, 'report').id}"
    with pytest.raises(NotAllowed):
        room.act("paper.review", "agent", subject, outcome="pass")
    room.act("paper.review", "leader", subject, outcome="return", reason="缺原因")
    step(room, number, "report", lessons="先核对再答复；增加复核")
    assert paper(room, number, "report").edition == 2
    room.act("paper.review", "leader", subject, outcome="pass", reason="同意", proposals="每月抽查")
    seen = paper(room, number, "report")
    assert (seen.state, dict(seen.fields)["改进建议"], seen.gates[0].by_name) == ("checked", "每月抽查", "领导小组组长")
    assert refused(lambda: step(room, number, "report", lessons="再改")).code == "step_missing"


# 4 three-tier


@pytest.mark.requirement("4.03")
def test_three_levels_with_their_lead_and_departments_that_handle_together(opened: Opened) -> None:
    room = opened("three-tier")
    leads = {level: room.complaint(register(room, level)).work.lead_role for level in ("normal", "major", "urgent")}
    assert leads == {"normal": "专责小组组长", "major": "领导小组组长", "urgent": "领导小组组长"}
    assert [each.stage for each in room.emergencies()] == ["assessed"]
    number = register(room, "major")
    act(room, number, "complaint.charge", "leader", charge="joint", unit="product", text="查批次")
    act(room, number, "complaint.reply", text="回复")
    others = refused(lambda: act(room, number, "complaint.close", "centre", text="归档"))
    assert "领导小组组长、领导小组副组长办结" in others.message
    assert "产品部「共同处理」C1 未办结" in refused(lambda: act(room, number, "complaint.close", "leader", text="归档")).message
    plain = register(room, "normal")
    no = refused(lambda: act(room, plain, "complaint.charge", "leader", charge="joint", unit="product", text="x"))
    assert no.faults[0].field == "charge"


@pytest.mark.requirement("4.04")
def test_recurrence_is_watched_for(opened: Opened) -> None:
    room = opened("three-tier")
    number = register(room, "normal", "电梯三号每天早上停运，老人被困")
    act(room, number, "complaint.reply", text="已修")
    assert "recurrence" in running(room, number)
    room.clock.to("10-03 09:00")
    again = register(room, "normal", "电梯三号又停运，每天早上老人被困")
    register(room, "normal", "发票抬头开错")
    assert [each.number for each in room.complaint(number).work.alike] == [again]
    before = running(room, number)["recurrence"]
    room.clock.to("10-09 10:00")
    step(room, number, "recurrence", again=True)
    # It happened again: that was found in time, and it is watched for on.
    assert not next(each for each in room.complaint(number).steps if each.code == "recurrence").times
    assert running(room, number)["recurrence"] > before
    step(room, number, "recurrence", again=False)
    (done,) = next(each for each in room.complaint(number).steps if each.code == "recurrence").times
    assert dict(done.fields) == {"再次发生": "否"}


@pytest.mark.requirement("4.06")
def test_the_case_archive_is_one_file_and_found_again(opened: Opened) -> None:
    room = opened("three-tier")
    number = register(room, "normal", "电梯停运", name="张三丰", phone="13812345678")
    act(room, number, "complaint.contact", result="reached", text="张三丰说早上停运")
    act(room, number, "complaint.reply", text="已修")
    settle(room, number)
    assert room.complaint(number).status == "owing"
    assert [row.number for page in room.board() for row in page] == [number]
    step(room, number, "archive")
    assert room.complaint(number).status == "closed"
    assert not [row for page in room.board() for row in page]
    assert [each.number for each in room.archive()] == [number]
    text = room.print_case(number).read_text("utf-8")
    for wanted in (number, "电梯停运", "联系情况", "归入处理档案", "办理记录", "操作留痕第"):
        assert wanted in text
    assert "13812345678" not in text
    assert "张三丰" not in text


# 5 disposal office


@pytest.mark.requirement("5.01")
def test_appointments_are_made_by_whom_the_plan_says_and_on_record(opened: Opened) -> None:
    room = opened("disposal-office")

    def appoint(who: str, role: str, **more: str) -> Done:
        return room.act("roster.appoint", who, role=role, person="counsel", **more)

    assert "办公室主任" in refused(lambda: appoint("leader", "team")).message
    assert refused(lambda: appoint("office", "office")).code == "not_allowed"
    assert refused(lambda: appoint("leader", "office")).code == "second_needed"
    assert "本人的任免" in refused(lambda: appoint("leader", "office", second="counsel", second_secret=SECRET)).message
    appoint("leader", "office", second="deputy", second_secret=SECRET)
    holder = next(each for each in room.roster() if each.role == "office")
    assert (holder.person, holder.appointed_by) == ("counsel", "领导小组组长")


def _first_round(room: Played) -> str:
    number = register(room, "plain", name="张三", phone="13812345678")
    act(room, number, "complaint.classify", category="product")
    act(room, number, "complaint.transfer", unit="product")
    step(room, number, "investigation")
    step(room, number, "proposal")
    return number


@pytest.mark.requirement("5.03", "5.05")
def test_archived_only_with_all_four_papers_and_what_is_missing_is_shown(opened: Opened) -> None:
    room = opened("disposal-office")
    number = _first_round(room)
    no = refused(lambda: act(room, number, "complaint.reply", text="处理结果"))
    assert no.message == "「处理意见」待批：办公室审核处理意见。"
    subject = f"P{paper(room, number, 'proposal').id}"
    room.act("paper.review", "office", subject, outcome="pass")
    act(room, number, "complaint.reply", text="处理结果")
    assert room.complaint(number).work.missing == ("尚未完成步骤：反馈记录",)
    assert refused(lambda: act(room, number, "complaint.close", text="归档")).message == "还不能归档：尚未完成步骤：反馈记录。"
    step(room, number, "feedback_record")
    assert {each.form for each in room.complaint(number).work.papers} == {
        "registration", "investigation", "proposal", "feedback_record",
    }  # fmt: skip
    assert act(room, number, "complaint.close", text="归档") == f"{number} 已归档。"


@pytest.mark.requirement("5.04", "5.05")
@BOTH
def test_a_second_round_is_a_linked_case_with_its_own_clock_and_the_first_is_frozen(opened: Opened) -> None:
    room = opened("disposal-office")
    number = _first_round(room)
    assert "告知投诉人" in refused(lambda: act(room, number, "complaint.reconsider", "office", text="不服")).message
    room.act("paper.review", "office", f"P{paper(room, number, 'proposal').id}", outcome="pass")
    act(room, number, "complaint.reply", text="处理结果")
    act(room, number, "complaint.satisfied", answer="satisfied")
    assert refused(lambda: act(room, number, "complaint.reconsider", "office", text="不服")).code == "satisfied"
    act(room, number, "complaint.satisfied", answer="dissatisfied")
    call = room.act("call.take", "second", content="还是不服").subject
    room.clock.to("10-08 09:00")
    done = room.act("complaint.reconsider", "office", number, text="张三不服，要求复核")
    second = f"{number}-2"
    seen, before = room.complaint(second), room.complaint(number)
    assert (seen.work.round, seen.work.round_of, before.work.followed_by) == (2, number, second)
    assert dict(seen.facts)["again"] == "张*不服，要求复核"
    assert running(room, second) == {"second_review": "10-21 17:30"}
    assert running(room, number) == {}
    # What the first round lacks is said, and it is not archived by being passed on.
    assert (before.status, before.work.missing) == ("second_round", ("尚未完成步骤：反馈记录",))
    assert "第一轮尚缺：尚未完成步骤：反馈记录" in before.record[-1].result
    assert [each.open for each in room.archive()] == [True]
    assert "registration" not in {each.code for each in seen.steps}
    for what, values in {
        "complaint.step": {"step": "feedback_record", "text": "补一份"}, "complaint.satisfied": {"answer": "satisfied"},
        "complaint.correct": {"reason": "x", "persons": "y"}, "complaint.contact": {"result": "reached", "text": "已接通"},
        "customer.mood": {"mood": "angry"}, "promise.make": {"text": "回电", "due": "10-09 10:00"},
    }.items():  # fmt: skip
        assert refused(lambda what=what, values=values: act(room, number, what, "office", **values)).code == "frozen", what
    assert refused(lambda: room.act("call.join", "second", call, complaint=number)).code == "frozen"
    room.act("call.join", "second", call, complaint=second)
    assert "本单位补充" in refused(lambda: act(room, second, "complaint.reconsider", "office", text="再来")).message
    assert done.data["second"] == second
    step(room, second, "investigation")
    step(room, second, "second_proposal")
    proposal = f"P{paper(room, second, 'second_proposal').id}"
    assert refused(lambda: room.act("paper.review", "office", proposal, outcome="pass")).code == "not_allowed"
    room.act("paper.review", "leader", proposal, outcome="pass")
    act(room, second, "complaint.reply", text="复议结论")
    assert running(room, second) == {}
    assert "反馈记录" in refused(lambda: act(room, second, "complaint.close", text="归档")).message
    step(room, second, "feedback_record")
    act(room, second, "complaint.close", text="归档")
    assert {each.number: each.open for each in room.archive()} == {number: False, second: False}


@pytest.mark.requirement("5.04")
def test_who_decided_the_first_round_does_not_decide_the_second(opened: Opened) -> None:
    room = opened("disposal-office")
    number = _first_round(room)
    room.act("paper.review", "office", f"P{paper(room, number, 'proposal').id}", outcome="pass")
    act(room, number, "complaint.reply", text="处理结果")
    act(room, number, "complaint.reconsider", "office", text="不服")
    second = f"{number}-2"
    step(room, second, "investigation")
    step(room, second, "second_proposal")
    proposal = f"P{paper(room, second, 'second_proposal').id}"
    # The same person in a higher role is the same person.
    room.act("roster.appoint", "leader", role="deputy", person="office", second="deputy", second_secret=SECRET)
    assert "由他人决定" in room.may(room.sign_in("office", SECRET), "paper.review", proposal)
    no = refused(lambda: room.act("paper.review", "office", proposal, in_role="deputy", outcome="pass"))
    assert (no.code, "预案未规定，本单位补充" in no.message) == ("same_person", True)
    room.act("paper.review", "leader", proposal, outcome="pass")


@pytest.mark.requirement("5.01")
def test_the_office_neither_fills_nor_empties_the_leading_group_nor_names_itself(opened: Opened) -> None:
    room = opened("disposal-office")
    signed = {"second": "leader", "second_secret": SECRET}
    for role in ("deputy", "leader", "office"):
        for person in ("counsel", "office"):
            refused(lambda role=role, person=person: room.act("roster.appoint", "office", role=role, person=person, **signed))
        holder = next(each.person for each in room.roster() if each.role == role)
        if holder != "office":
            given = {"role": role, "person": holder, **signed}
            no = refused(lambda given=given: room.act("roster.relieve", "office", **given))
            assert no.code == "not_allowed", role


# 6 on-site


@pytest.mark.requirement("6.03")
@BOTH
def test_each_departments_duty_is_set_out_tracked_and_checked(opened: Opened) -> None:
    room = opened("on-site")
    number = register(room, "major")
    assert running(room, number)["meeting"] == "09-30 17:50"
    step(room, number, "meeting_called", invited=("leader",), invited_units=("sales", "service"))
    assert "meeting" not in running(room, number)
    for unit in ("sales", "service"):
        act(room, number, "complaint.charge", "secretary", charge="duty", unit=unit, text=f"{unit} 的职责")
    first, second = room.complaint(number).work.charges
    assert [each.unit for each in (first, second)] == ["销售部", "服务部"]
    heads(room, "unit-head", "sales")
    room.act("charge.report", "unit-head", f"C{first.id}", text="已退货")
    assert refused(lambda: room.act("charge.check", "unit-head", f"C{first.id}", outcome="pass")).code == "not_allowed"
    room.act("charge.check", "leader", f"C{first.id}", outcome="return", reason="无凭证")
    room.act("charge.report", "unit-head", f"C{first.id}", text="附凭证")
    with pytest.raises(Stale) as late:
        room.act("charge.report", "unit-head", f"C{first.id}", text="又一份", seen=1)
    assert any(field == "report" and now == "附凭证" and who for field, _then, now, who in late.value.changes)
    room.act("charge.check", "leader", f"C{first.id}", outcome="pass")
    act(room, number, "complaint.reply", text="结果")
    assert refused(lambda: act(room, number, "complaint.close", "leader", text="归档")).message.count("C2") == 1
    assert [(each.state, each.returned) for each in room.complaint(number).work.charges] == [("done", 1), ("open", 0)]


@pytest.mark.requirement("6.04")
def test_a_written_report_is_reviewed_and_summed_up_with_causes_and_prevention(opened: Opened) -> None:
    room = opened("on-site")
    number = register(room, "normal")
    act(room, number, "complaint.reply", text="结果")
    step(room, number, "report")
    subject = f"P{paper(room, number, 'report').id}"
    room.act("paper.review", "leader", subject, outcome="pass", reason="属实")
    step(room, number, "summary", causes="培训不足", prevention="每月培训")
    assert dict(paper(room, number, "summary").fields) == {"原因分析": "培训不足", "改进和预防措施": "每月培训"}
    text = room.print_paper(subject).read_text("utf-8")
    assert "书面报告" in text
    assert "属实" in text


@pytest.mark.requirement("6.05")
def test_the_fast_lane_is_quicker_than_the_ordinary_way(opened: Opened) -> None:
    room = opened("on-site")
    fast, plain = running(room, register(room, "fast")), running(room, register(room, "normal"))
    assert all(fast[code] <= plain[code] for code in ("arrive", "assess", "reply"))
    assert fast["arrive"] == "09-30 17:00"
    assert [row.level for rows in room.board() for row in rows] == ["fast", "normal"]


@pytest.mark.requirement("6.06")
def test_breaches_of_the_plan_are_recorded_and_dealt_with_without_a_complaint_too(opened: Opened) -> None:
    room = opened("on-site")
    done = room.act("charge.record", "leader", charge="breach", unit="sales", text="未在规定时间反馈，违反四.3(1)")
    number = done.subject
    record = lambda who, kind: room.act("charge.record", who, charge=kind, unit="sales", text="x")  # noqa: E731
    assert refused(lambda: record("leader", "duty")).faults[0].field == "complaint"
    assert refused(lambda: record("unit-head", "breach")).code == "not_allowed"
    (open_one,) = room.charges()
    assert (open_one.unit, open_one.due is not None) == ("销售部", True)
    heads(room, "unit-head", "sales")
    room.act("charge.report", "unit-head", number, text="已通报批评")
    room.act("charge.check", "deputy", number, outcome="pass", reason="处理到位")
    assert (room.charges()[0].state, room.charges()[0].opinion) == ("done", "处理到位")


# 7 sudden incident


@pytest.mark.requirement("7.01")
def test_two_axes_category_and_level(opened: Opened) -> None:
    room = opened("sudden-incident")
    number = register(room, "normal")
    act(room, number, "complaint.classify", category="price")
    act(room, number, "complaint.level", "first", level="important", reason="涉及多部门")
    seen = room.complaint(number)
    assert (seen.category, seen.level, seen.work.lead_role) == ("price", "important", room.plan.role("unit_head").name)
    assert {each.code for each in seen.steps if each.done_at} == {"classify"}


@pytest.mark.requirement("7.05")
@BOTH
def test_the_written_report_is_signed_as_read_by_the_leadership(opened: Opened) -> None:
    room = opened("sudden-incident")
    number = register(room, "normal")
    act(room, number, "complaint.classify", category="price")
    act(room, number, "complaint.reply", text="回复")
    assert refused(lambda: step(room, number, "evaluate")).faults[0].field == "evaluation"
    step(room, number, "evaluate", evaluation="处理得当")
    step(room, number, "written_report")
    subject = f"P{paper(room, number, 'written_report').id}"
    assert refused(lambda: room.act("paper.read", "leader", subject, secret="wrong secret")).code == "secret"
    assert refused(lambda: room.act("paper.review", "leader", subject, outcome="pass")).code == "wrong_stage"
    room.act("paper.read", "leader", subject, reason="请举一反三")
    (gate,) = paper(room, number, "written_report").gates
    assert (gate.outcome, gate.by_name, gate.reason) == ("read", room.plan.role("leader").name, "请举一反三")


def test_a_department_that_reports_late_shows_its_limit_and_that_it_was_late(opened: Opened) -> None:
    """What was due 18:00 and reported 18:07 showed neither on list or print."""
    room = opened("on-site")
    number = register(room, "major")
    step(room, number, "meeting_called", invited=("leader",), invited_units=("sales", "service"))
    due = room.now() + timedelta(hours=1)
    act(room, number, "complaint.charge", "secretary", charge="duty", unit="sales", text="核对退货", due=due)
    assert (room.charges()[0].due, room.charges()[0].late) == (due, False)
    room.clock.at = due + timedelta(minutes=7)
    heads(room, "unit-head", "sales")
    room.act("charge.report", "unit-head", room.charges()[0].number, text="已退货")
    assert (room.charges()[0].due, room.charges()[0].late) == (due, True)
    printed = room.print_case(number).read_text("utf-8")
    assert f"限 {due.astimezone(room.calendar.tz):%Y-%m-%d %H:%M}  超时" in printed
    rows = next(each.rows for each in figures(room, room.now() - timedelta(days=1), room.now()).tables if each.title == "时限")
    assert [(row.name, row.kept, row.broken) for row in rows if row.name == "部门职责"] == [("部门职责", 0, 1)]
    assert "了解情况  2026-09-30 16:50 → 2026-09-30 17:00  超时未结" in printed, "no limit that has passed is just open"
    naming = Naming(room.plan, {}, {}, room.calendar, room.calendar.tz)
    line = charge_lines(room.charges()[0], naming, room.now(), 80, brief=True)[0]
    assert "超时" in "".join(text for text, _look in line)


@pytest.mark.whole
@pytest.mark.requirement("7.06")
def test_the_department_is_told_of_the_management_problem_and_its_rectification_followed(opened: Opened) -> None:
    room = opened("sudden-incident")
    number = register(room, "normal")
    unit = room.plan.units[-1].code
    said = act(room, number, "complaint.charge", "centre", charge="rectify", unit=unit, text="完善复核制度")
    assert "限 10-20 17:30 前报告" in said or "前报告" in said
    assert "rectify" in {each.code for each in room.complaint(number).steps if each.done_at}
    act(room, number, "complaint.reply", text="回复")
    act(room, number, "complaint.satisfied", answer="satisfied")
    assert "整改" in refused(lambda: act(room, number, "complaint.close", text="归档")).message
    subject = f"C{charge(room, number).id}"
    heads(room, "unit-head", unit)
    room.act("charge.report", "unit-head", subject, text="制度已修订")
    assert "待核验" in refused(lambda: act(room, number, "complaint.close", text="归档")).message
    room.act("charge.check", "centre", subject, outcome="pass")
    settle(room, number)


@pytest.mark.requirement("7.07")
def test_the_complainant_is_masked_in_everything_that_belongs_to_the_case(opened: Opened) -> None:
    room = opened("sudden-incident")
    number = register(room, "normal", "欧阳小凤说价格不符", name="欧阳小凤", phone="13812345678")
    act(room, number, "complaint.classify", category="price")
    told = {"charge": "rectify", "unit": room.plan.units[-1].code, "text": "欧阳小凤 13812345678 的单子"}
    act(room, number, "complaint.charge", "centre", **told)
    heads(room, "unit-head", told["unit"])
    room.act("charge.report", "unit-head", "C1", text="已向欧阳小凤道歉")
    act(room, number, "complaint.reply", text="回复欧阳小凤")
    room.act("complaint.step", "centre", number, step="written_report", text="欧阳小凤 13812345678 投诉价格")
    files = [room.print_case(number), room.print_paper(f"P{paper(room, number, 'written_report').id}")]
    everything = repr(room.complaint(number)) + repr(room.charges()) + "".join(each.read_text("utf-8") for each in files)
    assert "欧阳小凤" not in everything
    assert "13812345678" not in everything
    assert "138****5678" in everything


# 8 bank branches

SAME = "信用卡年费被重复扣收，短信没有提醒，要求退还"


@pytest.mark.requirement("8.01", "8.03", "8.04")
def test_passed_on_to_the_outlet_identity_confirmed_and_the_department_named(opened: Opened) -> None:
    room = opened("bank-branches")
    tree = {each.code: (each.depth, each.parent) for each in room.unit_plans()}
    outlet = next(each for each in room.unit_plans() if each.kind == "outlet")
    assert tree[outlet.code][0] == tree[outlet.parent][0] + 1
    number = register(room, "plain")
    assert "transfer" in running(room, number)
    heads(room, "branch", outlet.code)
    act(room, number, "complaint.transfer", unit=outlet.code, text="请核实")
    assert "transfer" not in running(room, number)
    assert "passed_on" in {each.code for each in room.complaint(number).steps if each.done_at}
    assert refused(lambda: step(room, number, "department")).code == "step_missing"
    step(room, number, "identity", identity_by="核对预留手机")
    assert refused(lambda: step(room, number, "department")).faults[0].field == "department_named"
    department = next(each for each in room.unit_plans() if each.kind == "department")
    step(room, number, "department", department_named=department.code)
    (time,) = next(each for each in room.complaint(number).steps if each.code == "department").times
    assert dict(time.fields) == {"责任部门": department.name}
    assert refused(lambda: step(room, number, "investigate")).code == "not_allowed"
    heads(room, "unit-head", department.code)
    step(room, number, "investigate")
    step(room, number, "solution")


@pytest.mark.requirement("8.02", "8.05")
@BOTH
def test_many_alike_are_found_proposed_with_the_reason_and_handled_as_a_group(opened: Opened) -> None:
    room = opened("bank-branches")
    category = room.plan.categories[0].code
    register(room, "plain", "柜员态度差，等待两小时", category=category)
    first = register(room, "plain", SAME, category=category)
    second = register(room, "plain", "信用卡年费被重复扣收，要求退还，没有短信提醒", category=category)
    assert room.groups() == ()
    third = room.act(
        "complaint.register", "second", content="年费被重复扣收，信用卡短信没有提醒过，要求退还年费", level="plain",
        channel=room.plan.channels[0].code, category=category, anonymous="yes",
    )  # fmt: skip
    assert "G1" in third.message
    (group,) = room.groups()
    assert [each.number for each in group.members] == [first, second, third.subject]
    assert "3 件在 1 分钟内接报；类别为服务的 3 件；3 件提到“年费被重复扣收”" in group.why
    assert refused(lambda: room.act("group.confirm", "branch", "G1", reason="x")).code == "not_allowed"
    room.act("group.confirm", "centre", "G1", reason="系统批量扣费错误")
    for number in (first, second, third.subject):
        seen = room.complaint(number)
        assert (seen.level, seen.work.group.state) == ("systemic", "confirmed")
        assert running(room, number)["report_up"] == "09-30 17:20"
    done = room.perform_each(_command("complaint.reply", "centre", text="统一退还"), [first, second, third.subject])
    assert [good for _number, _said, good in done] == [True] * 3
    assert "已" in done[0][1]
    assert room.groups()[0].state == "confirmed"
    told = register_alike(room, category)
    assert "G1" in told
    assert [each.number for each in room.groups()[0].waiting] == ["0930-005"]
    room.act("group.add", "centre", "G1", complaint="0930-005", reason="同一原因")
    assert room.groups()[0].waiting == ()
    assert room.complaint("0930-005").level == "systemic"


def register_alike(room: Played, category: str) -> str:
    given = {"content": SAME, "level": "plain", "channel": room.plan.channels[0].code, "category": category}
    return room.act("complaint.register", "second", anonymous="yes", **given).message


def _command(name: str, who: str, **values: object):  # type: ignore[no-untyped-def]
    from dutyroom.domain.act import Command

    return Command(name, who, "", "each-1", "", values)


@pytest.mark.requirement("8.02")
def test_a_refused_group_is_not_proposed_again_and_others_are_never_taken_for_alike(opened: Opened) -> None:
    room = opened("bank-branches")
    category, other = room.plan.categories[0].code, room.plan.categories[1].code
    for _n in range(3):
        register(room, "plain", SAME, category=category)
    room.act("group.refuse", "leader", "G1", reason="三个不同原因")
    register(room, "plain", SAME, category=category)
    register(room, "plain", "保安不让进门", category=other)
    assert [each.state for each in room.groups()] == ["refused"]
    room.clock.to("10-20 10:00")
    register(room, "plain", SAME, category=category)
    assert len(room.groups()) == 1
    done = room.act("group.form", "first", complaints="0930-004, 1020-001", reason="同一批卡")
    assert done.subject == "G2"


@pytest.mark.requirement("8.06")
@BOTH
def test_units_without_their_own_plan_are_shown_and_an_own_plan_overrides(opened: Opened) -> None:
    room = opened("bank-branches")
    tree = {each.code: each for each in room.unit_plans()}
    must = [each for each in tree.values() if each.kind in ("branch", "outlet")]
    assert must
    assert all(each.lacking for each in must)
    branch = next(each for each in must if any(other.parent == each.code for other in must))
    below = next(each for each in must if each.parent == branch.code)
    own = pack_text("bank-branches").replace('"1 working_days", major', '"4 hours", major')
    strange = own.replace('code = "sudden"', 'code = "burst"').replace("sudden =", "burst =").replace('"sudden"', '"burst"')
    assert refused(lambda: room.act("unit.plan", "leader", unit=branch.code, text=strange, reason="x")).code == "bad_plan"
    signed = {"second": "deputy", "second_secret": SECRET}
    room.act("unit.plan", "leader", unit=branch.code, text=own, reason="支行自订", **signed)
    tree = {each.code: each for each in room.unit_plans()}
    assert (tree[branch.code].lacking, tree[branch.code].version > 0) == (False, True)
    assert (tree[below.code].lacking, tree[below.code].from_unit) == (True, branch.name)
    for unit, due in ((branch.code, "09-30 20:50"), (below.code, "09-30 20:50"), ("", "10-08 17:30")):
        assert running(room, register(room, "sudden", unit=unit))["reply"] == due, unit
    room.act("unit.plan", "leader", unit=branch.code, reason="撤回", **signed)
    assert running(room, register(room, "sudden", unit=below.code))["reply"] == "10-08 17:30"
    keep = lambda code, parent, kind: room.act("unit.set", "leader", code=code, name="东门", parent=parent, kind=kind)  # noqa: E731
    assert refused(lambda: keep(branch.code, below.code, "branch")).code == "bad_input"
    keep("new_outlet", branch.code, "outlet")
    assert next(each for each in room.unit_plans() if each.code == "new_outlet").lacking


# 9 property management


@pytest.mark.requirement("9.02")
def test_the_department_head_judges_severity_and_validity(opened: Opened) -> None:
    room = opened("property-management")
    number = register(room, "normal")
    judge = lambda who, level, **more: act(room, number, "complaint.level", who, level=level, reason="不影响大厦", **more)  # noqa: E731
    assert refused(lambda: judge("second", "major", valid=True)).code == "not_allowed"
    assert refused(lambda: judge("manager", "major")).faults[0].field == "valid"
    judge("manager", "normal", valid=True)
    seen = room.complaint(number)
    assert dict(seen.facts)["valid"] == "True"
    assert "judge" in {each.code for each in seen.steps if each.done_at}
    assert refused(lambda: judge("manager", "normal", valid=True)).code == "no_change"
    judge("manager", "major", valid=True)
    assert room.complaint(number).level == "major"


@pytest.mark.requirement("9.04")
@BOTH
def test_off_hours_those_on_duty_must_attend_and_the_highest_leader_on_duty_is_told_first(opened: Opened) -> None:
    room = opened("property-management")
    by_day = room.act("complaint.register", "other-department", content="漏水", level="major", channel=room.plan.channels[0].code)
    assert (room.complaint(by_day.subject).owner, "非工作时间" in by_day.message) == ("receiver", False)
    room.clock.to("09-30 22:00")
    done = room.act("complaint.register", "other-department", content="停电", level="major", channel=room.plan.channels[0].code)
    number = done.subject
    assert "非工作时间" in done.message
    assert "客户服务部值班人员" in done.message
    seen = room.complaint(number)
    assert (seen.owner, seen.work.attend, seen.work.route_clause) == ("service-duty", "客户服务部值班人员", "3.1")
    assert room.dial(number).targets[0].role_name == room.plan.role("senior_on_duty").name
    assert "explained" in {each.code for each in seen.steps}
    assert "explained" not in {each.code for each in room.complaint(by_day.subject).steps}
    room.act("roster.relieve", "general-manager", role="service_duty", person="service-duty")
    room.clock.on(seconds=1)
    vacant = room.act("complaint.register", "other-department", content="停电", level="major", channel=room.plan.channels[0].code)
    assert "空缺" in vacant.message


@pytest.mark.requirement("9.05")
def test_the_form_of_every_complaint_is_shown_printed_and_followed_until_satisfied(opened: Opened) -> None:
    room = opened("property-management")
    number = register(room, "normal", "电梯异响", name="张三丰")
    act(room, number, "complaint.reply", text="已修")
    act(room, number, "complaint.satisfied", answer="satisfied")
    assert "《投诉处理表》" in refused(lambda: act(room, number, "complaint.close", text="归档")).message
    step(room, number, "form", handled_by="更换滑轮", outcome="满意")
    text = room.print_paper(f"P{paper(room, number, 'form').id}").read_text("utf-8")
    for wanted in ("《投诉处理表》", "电梯异响", "更换滑轮", "客户意见：满意", "将处理结果报知客户"):
        assert wanted in text
    assert "张三丰" not in text
    settle(room, number)
    other = register(room, "normal")
    act(room, other, "complaint.reply", text="须等备件")
    act(room, other, "complaint.satisfied", answer="dissatisfied", text="嫌慢")
    assert "follow_up" in running(room, other)
    step(room, other, "unsolvable")
    assert "follow_up" not in running(room, other)


@pytest.mark.requirement("9.06")
def test_after_every_major_one_analysis_by_the_department_and_education(opened: Opened) -> None:
    room = opened("property-management")
    number = register(room, "major")
    act(room, number, "complaint.reply", text="已修")
    act(room, number, "complaint.satisfied", answer="satisfied")
    step(room, number, "form", handled_by="更换", outcome="满意")
    no = refused(lambda: act(room, number, "complaint.close", text="归档")).message
    assert "责任部门分析" in no
    assert "教育当事人" in no
    step(room, number, "analysis")
    step(room, number, "education", educated="保安一名")
    settle(room, number)
    plain = register(room, "normal")
    assert not {"analysis", "education"} & {each.code for each in room.complaint(plain).steps}
