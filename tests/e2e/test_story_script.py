"""The whole story as a script of `dutyroom act`, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutyroom.services.sample import SECRET
from tests.databases import *  # noqa: F403
from tests.e2e import room
from tests.e2e.script import Script

EVENT = "2026-1"


@pytest.fixture
def url(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A demo room at 16:50 before the long holiday."""
    monkeypatch.setenv("DUTYROOM_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("DUTYROOM_SECRET", SECRET)
    return room.make(empty_url)


@pytest.mark.slow
def test_from_the_first_call_to_the_return_to_normal(url: str) -> None:
    script = Script(url)
    number = _the_call(url, script)
    _everyday_acts(url, script, number)
    _activation(url, script, number)
    _first_hour(url, script)
    _statement(url, script)
    _solution(url, script)
    _termination(url, script, number)
    _afterwards(url, script)


def _the_call(url: str, script: Script) -> str:
    """16:50: a call, parked; a second one; the first becomes a complaint of the gravest level."""
    call = script.act("call.take", "wangmin", caller="customer", phone="13812345678", content="20人聚集", apart=True)["subject"]
    script.act("call.park", "wangmin", call)
    second = script.act("call.take", "liwei", caller="journalist", content="询问情况")["subject"]
    script.act("call.finish", "liwei", second, outcome="已转办公室")
    room.set_clock(url, "09-30 16:54")
    number: str = script.act(
        "complaint.register", "wangmin", call=call, name="张三", phone="13812345678", content="二十人聚集城关支行",
        demand="退还收费", level="urgent", channel="phone", unit="chengguan", category="fees",
    )["subject"]  # fmt: skip
    found = script.ask("complaint", "list")["complaints"]
    row = next(each for each in found if each["number"] == number)
    assert (row["level"], row["status"], row["overdue"]) == ("urgent", "registered", False)
    assert row["next_due"].startswith("2026-09-30T17:05")
    assert "13812345678" not in str(found)
    clocks = {each["kind"]: each for each in script.ask("complaint", "show", number)["clocks"]}
    assert clocks["report_up"]["due"].startswith("2026-09-30T17:05")
    assert clocks["reply"]["due"] == "2026-10-08T17:30:00+08:00"
    return number


def _everyday_acts(url: str, script: Script, number: str) -> None:
    """Classified, passed on, assigned, contacted, re-levelled, seen, corrected; reported only when one was reached."""
    script.act("complaint.classify", "wangmin", number, category="service")
    script.act("complaint.transfer", "wangmin", number, unit="chengguan", text="请核实")
    script.act("complaint.assign", "liwei", number, owner="wangmin")
    script.refused("bad_input", "约定再拨", "complaint.contact", "wangmin", number, result="agreed")
    script.act("complaint.contact", "wangmin", number, result="reached", text="已安抚")
    script.act("complaint.level", "liwei", number, level="important", reason="人数待核")
    script.act("complaint.level", "liwei", number, level="urgent", reason="人数属实")
    script.act("complaint.acknowledge", "chenjing", number)
    script.refused("no_change", "知悉", "complaint.acknowledge", "liwei", number)
    script.act("complaint.correct", "wangmin", number, people="20", reason="现场清点")
    script.refused("not_allowed", "办理", "complaint.correct", "wuting", number, people="21", reason="听说", apart=True)
    script.refused("stale", "已作更改", "complaint.assign", "liwei", number, owner="liwei", seen="1")
    for at in ("09-30 16:56", "09-30 16:58"):
        room.set_clock(url, at)
        done = script.act("complaint.report_up", "liwei", number, person="zhaoguoqiang", result="no_answer")
        assert "不算已上报" in done["message"]
    clocks = {each["kind"]: each["verdict"] for each in script.ask("complaint", "show", number)["clocks"]}
    assert (clocks["report_up"], clocks["first_contact"]) == ("running", "met")
    room.set_clock(url, "09-30 17:02")
    script.act("complaint.report_up", "liwei", number, person="qianming", result="reached")
    clocks = {each["kind"]: each["verdict"] for each in script.ask("complaint", "show", number)["clocks"]}
    assert clocks["report_up"] == "met"


def _activation(url: str, script: Script, number: str) -> None:
    """17:02 to 17:04: proposed, refused to the proposer; an event beside it is not activated; the deputy by telephone."""
    beside = script.act("emergency.report", "liwei", title="网上传言", place="网络")["subject"]
    script.act("emergency.propose", "liwei", beside, scope="仅一条帖子")
    script.act("emergency.decline", "zhaoguoqiang", beside, reason="影响有限")
    assert script.ask("emergency", "list")["emergencies"] == []
    # Who has just decided something was there to be asked: the calls that were not answered come after it.
    for _ in range(2):
        script.act("complaint.report_up", "liwei", number, person="zhaoguoqiang", result="no_answer")
    global EVENT
    EVENT = script.act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=number)["subject"]
    told = {"workstreams": "complaints,publicity,customers,security", "reason": "群体性投诉", "response": "Ⅱ"}
    script.refused("wrong_stage", "研判", "emergency.activate", "qianming", EVENT, **told)
    script.act("emergency.propose", "liwei", EVENT, scope="二十人聚集，可能扩大")
    script.refused("not_allowed", "总指挥", "emergency.activate", "liwei", EVENT, **told)
    room.set_clock(url, "09-30 17:04")
    phone = {"decider": "qianming", "telephone": "13900001001", "witness": "liwei"}
    elsewhere = {**told, **phone, "telephone": "13900009999"}
    script.refused("bad_input", "登记号码", "emergency.activate", "wangmin", EVENT, **elsewhere)
    once = script.act("emergency.activate", "wangmin", EVENT, **told, **phone, command_id="press", apart=True)
    version = str(once["version"] - 1)
    assert script.act("emergency.activate", "wangmin", EVENT, **told, **phone, command_id="press", seen=version) == once
    script.refused("wrong_stage", "处置中", "emergency.activate", "qianming", EVENT, **told)
    view = script.ask("emergency", "show", EVENT)
    assert (view["stage"], view["commander"], view["response"]) == ("responding", "钱明", "Ⅱ")
    states = {each["code"]: each["state"] for each in view["workstreams"]}
    assert states.pop("legal") == "standby"
    assert set(states.values()) == {"active"}
    assert view["next"][0]["act"] == "emergency.sign"


def _first_hour(url: str, script: Script) -> None:
    """17:12: a threshold is crossed; what must be reported, and what a report must not lack."""
    room.set_clock(url, "09-30 17:12")
    script.act("emergency.sign", "qianming", EVENT, decision=script.ask("emergency", "show", EVENT)["decisions"][0]["number"])
    done = script.act("emergency.fact", "zhenggang", EVENT, people=110, injured=1, text="一人晕倒")
    assert "100" in done["message"]
    due = [each["due"][:16] for each in script.ask("emergency", "show", EVENT)["next"] if each["act"] == "emergency.inform"]
    assert due == ["2026-09-30T17:42", "2026-09-30T18:12"]
    script.refused("bad_input", "必填", "emergency.inform", "liwei", EVENT, report="first", way="phone", cause="核查中")
    told = {"report": "first", "place": "城关支行", "people": 110, "cause": "核查中"}
    script.act("emergency.inform", "liwei", EVENT, way="phone", **told)
    script.act("emergency.inform", "liwei", EVENT, way="written", **told)


def _paper(script: Script) -> tuple[str, int]:
    paper = script.ask("emergency", "show", EVENT)["papers"][-1]
    return paper["number"], paper["edition"]


def _statement(url: str, script: Script) -> None:
    """17:30 to 18:20: draft, legal check, returned, passed, edited, stale, checked again, approved, published."""
    room.set_clock(url, "09-30 17:30")
    script.act("opinion.add", "wuting", EVENT, place="短视频", reach=32000, tone="negative", text="门口视频")
    script.act("statement.draft", "wuting", EVENT, title="情况说明", text="第一版")
    paper, _edition = _paper(script)
    script.refused("gate_closed", "声明法律审核", "statement.publish", "wuting", paper, where="官网")
    script.refused("workstream_standby", "增设工作组", "statement.check", "zhoulei", paper, outcome="pass")
    script.act("workstream.add", "qianming", EVENT, workstream="legal", reason="需法律审核")
    script.act("statement.check", "zhoulei", paper, outcome="return", reason="事实未核实")
    script.act("statement.edit", "wuting", paper, text="第二版")
    passed = script.act("statement.check", "zhoulei", paper, outcome="pass")
    script.act("statement.edit", "wuting", paper, text="第三版")
    script.refused("stale", "已作更改", "statement.approve", "qianming", paper, outcome="approve", seen=passed["version"])
    script.refused("gate_closed", "第 3 版", "statement.approve", "qianming", paper, outcome="approve")
    script.act("statement.check", "zhoulei", paper, outcome="pass")
    script.act("statement.approve", "qianming", paper, outcome="approve")
    room.set_clock(url, "09-30 18:20")
    script.act("statement.publish", "wuting", paper, where="官网")
    assert script.ask("emergency", "show", EVENT)["papers"][-1]["state"] == "published"


def _solution(url: str, script: Script) -> None:
    """18:25 to 19:20: the chief takes command; nothing is carried out before approval (1.09)."""
    room.set_clock(url, "09-30 18:25")
    script.act("emergency.command", "zhaoguoqiang", EVENT, reason="已到现场")
    script.act("solution.submit", "sunli", EVENT, title="补偿方案", text="退还收费", measures="apology,refund", sum=1200)
    paper, _edition = _paper(script)
    script.refused("not_allowed", "赵国强", "solution.decide", "qianming", paper, outcome="approve")
    script.refused("gate_closed", "处理方案审批", "measure.carry_out", "sunli", paper, measure="refund", proof="已退")
    script.act("solution.decide", "zhaoguoqiang", paper, outcome="refuse", reason="标准过低")
    script.refused("gate_closed", "处理方案审批", "measure.carry_out", "sunli", paper, measure="refund", proof="已退")
    script.act("solution.edit", "sunli", paper, text="退还并补偿", measures="apology,refund", sum="1200.50")
    script.act("solution.decide", "zhaoguoqiang", paper, outcome="approve")
    room.set_clock(url, "09-30 19:10")
    script.act("measure.carry_out", "sunli", paper, measure="refund", proof="退还 20 户", amount="1200.50")
    script.act("measure.carry_out", "sunli", paper, measure="apology", proof="行长致歉")
    late = script.act("emergency.fact", "zhenggang", EVENT, text="曾有推搡", happened="18:30")
    assert late["seq"]
    for task in (t for each in script.ask("emergency", "show", EVENT)["workstreams"] for t in each["tasks"] if not t["blocked"]):
        if task["number"] and task["state"] == "open":
            script.act("task.done", _leader(script, task["number"]), task["number"], evidence="已办")


def _leader(script: Script, number: str) -> str:
    leaders = {"complaints": "sunli", "publicity": "wuting", "legal": "zhoulei", "customers": "sunli", "security": "zhenggang"}
    streams = script.ask("emergency", "show", EVENT)["workstreams"]
    return next(leaders[each["code"]] for each in streams if any(t["number"] == number for t in each["tasks"]))


def _termination(url: str, script: Script, number: str) -> None:
    """21:30 refused with what is missing; the next day asked, decided, told to every unit, reviewed, over."""
    room.set_clock(url, "09-30 21:30")
    script.refused("conditions_open", "3 个终止条件", "emergency.request_end", "liwei", EVENT, reason="已平息")
    script.refused("bad_input", "由在办事实判定", "evidence.add", "liwei", EVENT, condition="settled", met="true", text="已好")
    conditions = {each["code"]: each["met"] for each in script.ask("emergency", "show", EVENT)["conditions"]}
    assert conditions == {"settled": False, "satisfied": False, "quiet": False}
    script.refused("not_ready", "答复", "complaint.close", "liwei", number, text="了结")
    script.act("complaint.reply", "sunli", number, text="已退还收费")
    script.act("complaint.satisfied", "sunli", number, answer="forgiven")
    script.act("complaint.close", "liwei", number, text="了结")
    room.set_clock(url, "10-01 16:00")
    assert {each["met"] for each in script.ask("emergency", "show", EVENT)["conditions"]} == {True}
    script.act("emergency.request_end", "liwei", EVENT, reason="三项条件均已满足")
    script.refused("not_allowed", "决定", "emergency.decide_end", "liwei", EVENT, outcome="approve")
    script.act("emergency.decide_end", "zhaoguoqiang", EVENT, outcome="approve")
    notices = script.ask("emergency", "show", EVENT)["notices"]
    notice = notices[-1]
    assert (notice["kind"], notice["receipts"]) == ("termination", 0)
    assert len(notice["missing"]) == notice["units"] == 10
    script.act("review.write", "sunli", EVENT, causes="收费告知不足", held="到场快", gaps="上报慢", improvements="培训")
    script.refused("receipts_open", "回执", "emergency.finish", "zhaoguoqiang", EVENT)
    for each in notices:
        for unit in each["missing"]:
            script.act("notice.receipt", "wangmin", each["number"], unit=unit)
    script.refused("unsigned", "钱明", "emergency.finish", "zhaoguoqiang", EVENT)
    unsigned = next(each["number"] for each in script.ask("emergency", "show", EVENT)["decisions"] if not each["signed"])
    script.act("emergency.sign", "qianming", EVENT, decision=unsigned)
    script.act("emergency.finish", "zhaoguoqiang", EVENT, apart=True)
    assert script.ask("emergency", "list")["emergencies"] == []
    assert script.ask("emergency", "list", "--all")["emergencies"][0]["stage"] == "finished"


def _afterwards(url: str, script: Script) -> None:
    """The chain holds, the journal alone gives the same board, and each entry says who, in which role, by which clause."""
    verified = script.ask("audit", "verify", apart=True)
    assert verified["sound"]
    told = room.entries(url)
    assert len(told) == verified["entries"]
    assert room.replay_faults(url) == []
    by_kind = {each["kind"]: each for each in told}
    assert (by_kind["emergency.activate"]["actor"], by_kind["emergency.activate"]["clause"]) == ("wangmin", "四.2")
    assert by_kind["complaint.report_up"]["clause"] == "四.1"
    assert by_kind["emergency.decide_end"]["role"] == "chief"
    acted = [each for each in told if each["kind"] not in ("room.found", "demo.clock")]
    assert all(each["actor"] and each["role"] for each in acted)
    assert "13812345678" not in str(told)
    # Wrong usage is told apart from what is refused.
    code, *_ = _usage(script)
    assert code == 2


def _usage(script: Script) -> tuple[int, str]:
    import contextlib
    import io

    from dutyroom.cli.main import main

    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        code = main(["act", "log.write", "--text", "无人", "--database", script.url])
    return code, said.getvalue()
