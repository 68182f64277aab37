"""Random walks through an emergency: no act outside the table succeeds, and a refused one leaves nothing behind."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import TRANSITIONS, WITHIN
from dutyroom.domain.errors import Refusal
from dutyroom.domain.records import OF_ACT
from dutyroom.services.emergency.panel.views import EmergencyView
from tests import whole
from tests.services.conftest import SIGNED, Played, new_room
from tests.whole import few

# One way to do every act of an emergency: by whom, with what. Papers, tasks and notices are those of the event.
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "emergency.recuse": ("qianming", {"person": "heyan", "outcome": "aside", "reason": "当事人亲属"}),
    "emergency.propose": ("liwei", {"scope": "可能扩大"}),
    "emergency.activate": ("zhaoguoqiang", {"workstreams": "complaints,publicity,legal", "reason": "依据"}),
    "emergency.decline": ("zhaoguoqiang", {"reason": "影响有限"}),
    "emergency.response": ("zhaoguoqiang", {"response": "Ⅲ", "reason": "调整"}),
    "emergency.join": ("wangmin", {"complaint": "0930-001", "reason": "同因"}),
    "emergency.leave": ("wangmin", {"complaint": "0930-001", "reason": "无关"}),
    "emergency.fact": ("zhenggang", {"people": 12}),
    "emergency.inform": ("liwei", {"report": "first", "way": "phone", "place": "东门", "people": 1}),
    "emergency.report_up": ("liwei", {"person": "zhaoguoqiang", "result": "reached"}),
    "wording.set": ("zhaoguoqiang", {"text": "我行正在核实。"}),
    "emergency.command": ("qianming", {"reason": "接管"}),
    "emergency.sign": ("qianming", {"decision": 1}),
    "workstream.add": ("zhaoguoqiang", {"workstream": "security", "reason": "增设"}),
    "workstream.stand_down": ("zhaoguoqiang", {"workstream": "security", "reason": "撤收"}),
    "task.add": ("zhaoguoqiang", {"workstream": "complaints", "title": "补充", "minutes": 30}),
    "task.assign": ("zhaoguoqiang", {"owner": "fengjun"}),
    "task.done": ("sunli", {"evidence": "已办"}),
    "opinion.add": ("wuting", {"place": "微博", "text": "帖子"}),
    "statement.draft": ("wuting", {"title": "声明", "text": "正文"}),
    "statement.edit": ("wuting", {"text": "新正文"}),
    "statement.check": ("zhoulei", {"outcome": "pass"}),
    "statement.approve": ("zhaoguoqiang", {"outcome": "approve"}),
    "statement.publish": ("wuting", {"where": "官网"}),
    "solution.submit": ("sunli", {"title": "方案", "text": "补偿", "measures": "refund,apology"}),
    "solution.edit": ("sunli", {"text": "新方案", "measures": "refund"}),
    "solution.decide": ("zhaoguoqiang", {"outcome": "approve"}),
    "measure.carry_out": ("sunli", {"measure": "refund", "proof": "已退"}),
    "emergency.offer_command": ("zhaoguoqiang", {"to": "qianming", "reason": "换班"}),
    "emergency.concur": ("sunli", {"gate": "solution", "outcome": "approve"}),
    "emergency.cancel": ("zhaoguoqiang", {"reason": "误启动", **SIGNED}),
    "emergency.ask": ("sunli", {"question": "是否停业", "minutes": 10}),
    "request.answer": ("zhaoguoqiang", {"outcome": "approve", "choice": "不停业"}),
    "emergency.decide": ("zhaoguoqiang", {"question": "是否延长营业", "choice": "延长一小时", "reason": "人多"}),
    "decision.withdraw": ("zhaoguoqiang", {"choice": "按时关门", "reason": "人已散"}),
    "emergency.instruct": ("liwei", {"giver": "赵国强", "text": "逐户答复", "taker": "sunli", "due": "10-20 09:00"}),
    "instruction.report": ("sunli", {"text": "已答复三户"}),
    "instruction.chase": ("liwei", {"text": "催"}),
    "instruction.done": ("liwei", {"text": "属实"}),
    "emergency.confer": ("liwei", {"title": "会商", "invited": "zhaoguoqiang,sunli"}),
    "conference.minutes": ("liwei", {"attended": "zhaoguoqiang,sunli", "minutes": "一致"}),
    "sitrep.draft": ("liwei", {"sitrep": "room"}),
    "sitrep.edit": ("liwei", {"needs": "增派保安"}),
    "sitrep.approve": ("zhaoguoqiang", {"outcome": "approve"}),
    "sitrep.send": ("liwei", {}),
    "notice.chase": ("wangmin", {"text": "已电话催收"}),
    "review.improve": ("sunli", {"text": "培训", "owner": "sunli", "due": "12-01 09:00"}),
    "evidence.add": ("sunli", {"condition": "settled", "met": "是", "text": "佐证"}),
    "emergency.request_end": ("liwei", {"reason": "条件满足"}),
    "emergency.decide_end:approve": ("zhaoguoqiang", {"outcome": "approve"}),
    "emergency.decide_end:refuse": ("zhaoguoqiang", {"outcome": "refuse", "reason": "再等"}),
    "notice.receipt": ("wangmin", {}),
    "review.write": ("sunli", {"causes": "起因", "held": "二", "gaps": "三", "improvements": "四"}),
    "emergency.finish": ("zhaoguoqiang", {}),
    "task.offer": ("sunli", {"person": "wuting"}),
    "task.accept": ("wuting", {}),
    "task.decline": ("wuting", {"reason": "不便"}),
    "measure.assign": ("sunli", {"measure": "apology", "owner": "fengjun"}),
    "opinion.watch": ("wuting", {"text": "微博"}),
    "workstream.step": ("wuting", {"step": "monitor", "text": "已办"}),
    "fact.add": ("sunli", {"text": "事实", "source": "柜员", "standing": "unclear"}),
    "fact.settle": ("sunli", {"standing": "undisputed", "text": "依据"}),
    "finding.add": ("sunli", {"text": "结论"}),
    "finding.revise": ("sunli", {"text": "结论", "reason": "更正"}),
    "rumour.add": ("wuting", {"text": "说法"}),
    "rumour.answer": ("wuting", {"text": "回应"}),
    "speaker.appoint": ("zhaoguoqiang", {"person": "wuting", "reason": "统一"}),
    "speaker.relieve": ("zhaoguoqiang", {"reason": "改派"}),
    "question.ask": ("sunli", {"text": "问题"}),
    "question.answer": ("zhoulei", {"text": "意见"}),
    "exhibit.add": ("zhoulei", {"text": "录像", "place": "柜"}),
    "exhibit.pass": ("zhoulei", {"person": "fengjun", "place": "柜", "reason": "取用"}),
    "exhibit.release": ("zhoulei", {"place": "归档", "reason": "了结"}),
    "hold.place": ("zhoulei", {"reason": "诉讼"}),
    "hold.lift": ("zhoulei", {"reason": "和解"}),
    "dispute.add": ("zhoulei", {"text": "争议", "way": "mediation"}),
    "dispute.move": ("zhoulei", {"text": "进展"}),
    "dispute.close": ("zhoulei", {"text": "了结"}),
    "lawyer.engage": ("zhoulei", {"firm": "律所", "text": "委托"}),
    "lawyer.end": ("zhoulei", {"text": "结束"}),
    "scene.open": ("zhenggang", {"place": "城关"}),
    "scene.count": ("zhenggang", {"people": "20"}),
    "scene.clear": ("zhenggang", {"text": "平静"}),
    "post.set": ("zhenggang", {"place": "大门"}),
    "post.move": ("zhenggang", {"text": "加人"}),
    "post.withdraw": ("zhenggang", {"reason": "撤"}),
    "incident.add": ("zhenggang", {"place": "大门", "text": "推搡"}),
    "incident.handle": ("zhenggang", {"text": "劝离"}),
    "incident.close": ("zhenggang", {"text": "和解"}),
}
OF_COMPLAINT = {"promise.keep", "promise.fail"}


ABOUT = (
    "emergency", "record", "task", "statement", "solution", "sitrep", "notice", "request", "decision", "instruction",
    "conference",
)  # fmt: skip
"""What belongs to an emergency."""


def subject(view: EmergencyView, act: str, dice: random.Random) -> str:
    """What the act is about in this event, "" when there is no such thing yet."""
    kind = ACTS[act].subject
    if kind == "task":
        every = [f"T{task.id}" for stream in view.workstreams for task in stream.tasks]
    elif kind in ("statement", "solution"):
        every = [f"P{paper.id}" for paper in view.papers if paper.kind == kind]
    elif kind == "record":
        every = [f"R{each.id}" for each in view.records if each.kind == OF_ACT[act].code]
    elif kind in ("notice", "request", "decision", "instruction", "conference", "sitrep"):
        mark, rows = {
            "notice": ("N", view.notices), "request": ("Q", view.requests), "decision": ("J", view.decisions),
            "instruction": ("I", view.followed), "conference": ("M", view.conferences), "sitrep": ("P", view.sitreps),
        }[kind]  # fmt: skip
        every = [f"{mark}{each.id}" for each in rows]
    else:
        return view.number
    return dice.choice(every) if every else ""


def test_every_act_of_an_emergency_has_its_place() -> None:
    acts = {step.partition(":")[0] for _stage, step in TRANSITIONS}
    about = {name for name, act in ACTS.items() if act.subject in ABOUT}
    assert about | {"emergency.report"} == acts | set(WITHIN)
    assert not acts & set(WITHIN)
    assert {way.partition(":")[0] for way in WAYS} == about - OF_COMPLAINT


def facts(view: EmergencyView) -> tuple[object, ...]:
    """What an act that is refused must leave as it is."""
    streams = [(each.code, each.state, each.leader, each.done, each.total, each.tasks, each.parts) for each in view.workstreams]
    return view.version, view.stage, view.papers, streams


def refusal(room: Played, act: str, who: str, about: str, values: dict[str, Any]) -> Refusal | None:
    try:
        room.act(act, who, about, **values)
    except Refusal as no:
        return no
    return None


@pytest.mark.whole
@pytest.mark.parametrize("seed", few(range(6), 5))
def test_a_random_walk_never_leaves_the_table(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    room = new_room(tmp_path)
    room.act("complaint.register", "wangmin", content="聚集", channel="on_site", level="normal")
    event = room.act("emergency.report", "liwei", title="聚集", place="东门").subject
    told: set[str] = set()
    stood: tuple[object, ...] = ()
    wanted = "reported"
    for _step in range(100):
        room.clock.on(hours=dice.choice((0, 1, 13)))
        image = room.emergency(event)
        stage = image.stage
        assert stage == wanted
        # Refused, the last act left nothing behind.
        assert stood in ((), facts(image))
        stood = ()
        told.add(stage)
        # Every day it is enough to have come to the end.
        if not whole.RUNS and stage == "ended":
            break
        ways = [way for way in WAYS if seed == 0 or way not in ("emergency.decline", "emergency.cancel")]
        forward = [step for at, step in TRANSITIONS if at == stage and step in ways]
        way = dice.choice(forward) if forward and dice.random() < 0.35 else dice.choice(ways)
        # Of so many acts some would hardly come to their turn: while a complaint is in it, an event does not end, and without
        # one somebody says how the people are.
        if stage == "responding" and (luck := dice.random()) < 0.3:
            way = "emergency.leave" if luck < 0.1 else "evidence.add"
        act = way.partition(":")[0]
        who, values = WAYS[way]
        about = subject(image, act, dice)
        if not about:
            continue
        if act == "evidence.add":
            values = {**values, "condition": dice.choice(("settled", "satisfied"))}
        if act in ("notice.receipt", "notice.chase"):
            notice = next(each for each in image.notices if f"N{each.id}" == about)
            values = {**values, "unit": next((unit for unit, _n, _e, at in notice.receipts if at is None), notice.receipts[0][0])}
        allowed = (stage, way) in TRANSITIONS or stage in WITHIN.get(act, ())
        before = room.head()
        no = refusal(room, act, who, about, values)
        if no is not None:
            assert room.head() == before
            stood = facts(image)
            # Who stepped back from it is told so before they are told of the stage.
            assert allowed or no.code in ("wrong_stage", "recused"), f"{stage} {way}: {no.code} {no.message}"
        else:
            assert allowed, f"{stage} {way}"
            wanted = TRANSITIONS.get((stage, way), stage)
            assert room.head() == before + 1
    assert room.emergency(event).stage == wanted
    room.close()
    # Walk 0 may end undecided or declined; the others were led through the whole of it.
    assert seed == 0 or {"responding", "end_requested", "ended"} <= told
