"""The places of work of an emergency: what each group keeps, who may, and what is refused. On both databases."""

from __future__ import annotations

from datetime import datetime

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.services.cases.holds import holding
from dutyroom.services.emergency.panel.views import EmergencyView
from dutyroom.services.emergency.panel.work_views import RecordView
from dutyroom.store.replay import differences, payloads, replay, snapshot
from tests.services.conftest import Played
from tests.services.test_emergency_story import refused

GROUPS = "complaints,publicity,legal,customers,security"


@pytest.fixture
def event(room: Played) -> str:
    """An emergency about one complaint of 张三丰, activated with all five groups."""
    number = room.act(
        "complaint.register", "wangmin", content="收费纠纷", channel="on_site", level="urgent", unit="chengguan",
        name="张三丰", phone="13812345678",
    ).subject  # fmt: skip
    event = room.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number).subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    room.act("emergency.activate", "zhaoguoqiang", event, workstreams=GROUPS, reason="群体性投诉")
    return event


def case(room: Played, event: str) -> str:
    return room.emergency(event).complaints[0].number


def kept(room: Played, event: str, kind: str) -> list[RecordView]:
    return [each for each in room.emergency(event).records if each.kind == kind]


def stream(view: EmergencyView, code: str) -> object:
    return next(each for each in view.workstreams if each.code == code)


def whole(room: Played) -> None:
    with room.database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []


@pytest.mark.requirement("1.07", "2.05")
def test_facts_findings_and_who_may(room: Played, event: str) -> None:
    said = {"text": "张三丰称未告知收费", "source": "张三丰 13812345678"}
    fact = room.act("fact.add", "sunli", event, standing="disputed", **said).subject
    (seen,) = kept(room, event, "fact")
    assert seen.facts["text"] == "张*称未告知收费"
    assert "13812345678" not in seen.facts["source"]
    room.act("fact.settle", "sunli", fact, standing="undisputed", text="双方签字确认")
    room.act("finding.add", "sunli", event, text="收费告知不足", cause="系统没有弹出提示")
    (seen,) = kept(room, event, "fact")
    assert (seen.state, [step.state for step in seen.steps]) == ("undisputed", ["disputed", "undisputed"])
    with refused(room, "not_allowed", "投诉处理组组长"):
        room.act("fact.add", "wuting", event, text="听说", source="网上", standing="unclear")
    with refused(room, "not_found", "事实"):
        room.act("fact.settle", "sunli", f"R{kept(room, event, 'finding')[0].id}", standing="unclear", text="无")
    with pytest.raises(Refusal, match="已作更改"):
        room.act("fact.settle", "sunli", fact, seen=1, standing="unclear", text="旧版本")
    whole(room)


@pytest.mark.requirement("1.09")
def test_compensation_keeps_to_authority_and_to_what_was_approved(room: Played, event: str) -> None:
    room.act("solution.submit", "sunli", event, title="退费", text="退费并补偿", measures="refund,apology", sum="80000")
    subject = f"P{room.emergency(event).papers[0].id}"
    room.act("measure.assign", "sunli", subject, measure="refund", owner="fengjun")
    room.act("roster.state", "liwei", person="zhaoguoqiang", state="away")
    with refused(room, "not_allowed", "可批至 50,000 元", "总指挥"):
        room.act("solution.decide", "qianming", subject, outcome="approve")
    room.act("solution.decide", "qianming", subject, outcome="refuse", reason="超出权限")
    room.act("solution.edit", "sunli", subject, text="退费", measures="refund,apology", sum="50000")
    room.act("solution.decide", "qianming", subject, outcome="approve")
    with refused(room, "over_sum", "批准的补偿金额是 50,000 元"):
        room.act("measure.carry_out", "sunli", subject, measure="refund", proof="已退", amount="50000.01")
    room.act("measure.carry_out", "sunli", subject, measure="refund", proof="已退 20 户", amount="50000")
    (paper,) = room.emergency(event).papers
    refund = next(each for each in paper.work if each.kind == "refund")
    assert (refund.state, refund.amount, refund.owner_name, refund.done_by_name) == ("done", "50000.00", "冯军", "孙丽")
    whole(room)


@pytest.mark.requirement("2.07")
def test_opinion_comes_round_and_one_voice_speaks(room: Played, event: str) -> None:
    def due() -> datetime:
        return next(each for each in stream(room.emergency(event), "publicity").rhythms).due  # type: ignore[attr-defined]

    first = due()
    room.clock.on(minutes=20)
    room.act("opinion.add", "wuting", event, place="抖音", reach=32000, tone="negative", text="现场视频", link="v.example/1")
    assert (due() - first).total_seconds() == 20 * 60
    room.clock.on(minutes=10)
    room.act("opinion.watch", "wuting", event, text="微博、抖音")
    assert (due() - first).total_seconds() == 30 * 60
    room.act("opinion.add", "wuting", event, place="抖音", reach=58000, tone="neutral", text="同一视频", item=1)
    with refused(room, "bad_input", "没有第 9 条"):
        room.act("opinion.add", "wuting", event, place="抖音", reach=1, text="同上", item=9)
    assert [(each.reach, each.item, each.seen_by) for each in room.emergency(event).sightings] == [
        (32000, 0, "吴婷"), (58000, 1, "吴婷"),
    ]  # fmt: skip
    rumour = room.act("rumour.add", "liwei", event, text="银行要倒闭", place="微信群").subject
    room.act("statement.draft", "wuting", event, title="说明", text="经营正常")
    paper = "P1"
    with refused(room, "bad_input", "还没有发布"):
        room.act("rumour.answer", "wuting", rumour, text="不实", statement=paper)
    room.act("speaker.appoint", "zhaoguoqiang", event, person="qianming", reason="统一口径")
    room.act("statement.check", "zhoulei", paper, outcome="pass")
    room.act("statement.approve", "zhaoguoqiang", paper, outcome="approve")
    with refused(room, "not_allowed", "发言人钱明"):
        room.act("statement.publish", "wuting", paper, where="官网")
    room.act("speaker.appoint", "zhaoguoqiang", event, person="wuting", reason="钱明到现场")
    room.act("statement.publish", "wuting", paper, where="官网")
    room.act("rumour.answer", "wuting", rumour, text="不实，见声明", statement=paper)
    assert [each.state for each in kept(room, event, "speaker")] == ["over", "in_force"]
    room.act("workstream.step", "wuting", event, step="monitor", text="已开展")
    with refused(room, "no_change", "风险监测", "吴婷"):
        room.act("workstream.step", "wuting", event, step="monitor", text="再次")
    stages = stream(room.emergency(event), "publicity").stages  # type: ignore[attr-defined]
    assert (len(stages), [each.code for each in stages if each.done_at]) == (7, ["monitor"])
    whole(room)


@pytest.mark.requirement("2.08")
def test_law_keeps_evidence_and_what_may_not_be_erased(room: Played, event: str) -> None:
    number = case(room, event)
    exhibit = room.act("exhibit.add", "zhoulei", event, text="柜台录像", place="法务部 3 号柜", source="营业部").subject
    room.act("exhibit.pass", "zhoulei", exhibit, person="fengjun", place="城关支行保险柜", reason="调查取用")
    (seen,) = kept(room, event, "exhibit")
    assert [(step.person_name, step.facts["place"]) for step in seen.steps] == [
        ("周磊", "法务部 3 号柜"), ("冯军", "城关支行保险柜"),
    ]  # fmt: skip
    due = room.now().replace(hour=20)
    question = room.act("question.ask", "sunli", event, text="能否先行赔付", due=due).subject
    assert any(line.act == "question.answer" for line in room.emergency(event).now)
    room.act("question.answer", "heyan", question, text="可以")
    room.clock.on(minutes=1)
    hold = room.act("hold.place", "zhoulei", event, complaint=number, reason="拟诉讼").subject
    with refused(room, "no_change", "已经冻结"):
        room.act("hold.place", "zhoulei", event, complaint=number, reason="再次")
    with refused(room, "held", "冻结删除"):
        room.act("personal.erase", "zhaoguoqiang", number, reason="投诉人要求")
    room.act("hold.lift", "zhoulei", hold, reason="已和解")
    with room.database.read() as session:
        assert holding(session, number) is None
    room.act("hold.place", "zhoulei", event, reason="整个事件")
    with room.database.read() as session:
        assert holding(session, number) is not None
    dispute = room.act("dispute.add", "zhoulei", event, text="收费争议", way="mediation", due=due, complaint=number).subject
    room.clock.on(hours=8)
    room.act("dispute.close", "zhoulei", dispute, text="达成调解")
    assert [each.verdict for each in kept(room, event, "dispute")] == ["breached"]
    with refused(room, "no_change", "周磊"):
        room.act("dispute.move", "zhoulei", dispute, text="又有进展")
    room.act("lawyer.engage", "zhoulei", event, firm="某律师事务所", contact="13812340000", text="代理调解")
    assert "13812340000" not in str(kept(room, event, "lawyer")[0].facts)
    whole(room)


@pytest.mark.requirement("2.06", "2.09")
def test_complainants_are_followed_one_by_one(room: Played, event: str) -> None:
    number = case(room, event)
    due = room.now().replace(hour=20)
    room.act("customer.mood", "sunli", number, mood="angry", text="张三丰情绪激动")
    room.act("customer.plan", "sunli", number, due=due, person="wangmin", way="visit")
    room.act("customer.support", "sunli", number, support="accepted", by="社区心理咨询师")
    room.act("promise.make", "sunli", number, text="今晚答复张三丰", due=due)
    (one,) = room.emergency(event).customers
    assert (one.name, one.mood, one.next_by, one.support) == ("张*", "angry", "王敏", "accepted")
    # A call to the manager, or to the police, is no contact with the complainant.
    room.act("complaint.report_up", "wangmin", number, person="sunli", result="reached")
    room.act("complaint.danger", "wangmin", number, danger="self_harm", text="扬言轻生", police="reached")
    assert room.emergency(event).customers[0].last_at is None
    room.act("complaint.contact", "wangmin", number, result="reached", text="已接通说明")
    assert room.emergency(event).customers[0].last_at == room.now()
    (promise,) = one.promises
    assert (promise.facts["text"], promise.person_name, promise.verdict) == ("今晚答复张*", "孙丽", "running")
    line = next(line for line in room.emergency(event).now if line.act == "promise.keep")
    assert (line.subject, line.person, line.due) == (f"R{promise.id}", "孙丽", due)
    with refused(room, "bad_input", "晚于现在"):
        room.act("promise.make", "sunli", number, text="已过", due=room.now())
    room.act("promise.keep", "sunli", f"R{promise.id}", text="已答复张三丰")
    with refused(room, "no_change"):
        room.act("promise.fail", "sunli", f"R{promise.id}", text="没有")
    (one,) = room.emergency(event).customers
    assert (one.promises[0].state, one.promises[0].verdict) == ("kept", "met")
    # What was said of the complainant goes with the complaint's own key.
    view = room.complaint(number)
    assert [each.kind for each in view.record][-1] == "promise.keep"
    assert "张三丰" not in str(view.record) + str(room.emergency(event))
    whole(room)


@pytest.mark.requirement("2.10")
def test_scenes_posts_and_incidents(room: Played, event: str) -> None:
    scene = room.act("scene.open", "zhenggang", event, place="城关支行").subject
    other = room.act("scene.open", "zhenggang", event, place="东门支行").subject
    room.act("scene.count", "zhenggang", scene, people=80)
    room.act("scene.count", "zhenggang", other, people=30)
    view = room.emergency(event)
    assert next(value for name, value, _at in view.facts if name == "people") == "110"
    assert any(line.act == "emergency.inform" for line in view.now)
    post = room.act("post.set", "zhenggang", event, place="大门", people="wangmin,fengjun", count=4, text="疏导").subject
    room.clock.to("19:10")
    incident = room.act("incident.add", "zhenggang", event, place="城关支行", text="推搡", happened="18:30", injured=1).subject
    (seen,) = kept(room, event, "incident")
    assert seen.late
    with refused(room, "not_ready", incident):
        room.act("scene.clear", "zhenggang", scene, text="平静")
    room.act("incident.handle", "zhenggang", incident, text="已劝离", police="yes")
    room.act("incident.close", "zhenggang", incident, text="双方和解")
    room.act("scene.clear", "zhenggang", scene, text="人员散去")
    room.act("post.withdraw", "zhenggang", post, reason="现场解除")
    with refused(room, "no_change"):
        room.act("scene.count", "zhenggang", scene, people=1)
    whole(room)


@pytest.mark.requirement("1.04", "X.03")
def test_a_task_is_handed_over_only_to_who_accepts_it(room: Played, event: str) -> None:
    whose = {"workstream": "complaints", "owner": "sunli", "stand_in": "fengjun"}
    made = room.act("task.add", "sunli", event, title="核对账目", **whose).subject
    later = room.act("task.add", "sunli", event, workstream="legal", title="出具函件", after=made).subject
    with refused(room, "task_waits", "核对账目"):
        room.act("task.done", "zhoulei", later, evidence="已出")
    with refused(room, "bad_input", "T99"):
        room.act("task.add", "sunli", event, workstream="legal", title="x", after="T99")
    with refused(room, "bad_input", "两个人"):
        room.act("task.assign", "sunli", made, owner="sunli", stand_in="sunli")
    room.act("task.offer", "sunli", made, person="zhoulei", text="账册在三楼")
    line = next(line for line in room.emergency(event).now if line.act == "task.accept")
    assert (line.subject, line.person) == (made, "周磊")
    with refused(room, "not_allowed", "周磊"):
        room.act("task.accept", "wuting", made)
    room.act("task.decline", "zhoulei", made, reason="不在本地")
    room.act("task.offer", "sunli", made, person="zhoulei")
    room.act("task.accept", "zhoulei", made)
    task = next(task for each in room.emergency(event).workstreams for task in each.tasks if f"T{task.id}" == made)
    assert (task.owner, task.offered, task.stand_in_name) == ("zhoulei", "", "冯军")
    room.act("task.done", "zhoulei", made, evidence="已核对")
    room.act("task.done", "zhoulei", later, evidence="已出")
    whole(room)
