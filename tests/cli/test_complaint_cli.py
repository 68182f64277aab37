"""`dutyroom complaint show` says all that the page of a complaint shows: steps, papers, gates, charges, rounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dutyroom.cli.main import main
from tests.plans.test_casework import act, register, step
from tests.services.test_emergency_plans import heads, staffed


class Shown:
    """What the command prints of a room's complaint."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, plan: str) -> None:
        monkeypatch.setenv("DUTYROOM_KEYS", str(folder / "keys"))
        self.room = staffed(folder, plan)
        self.capsys = capsys

    def text(self, number: str, *options: str) -> str:
        assert main(["complaint", "show", number, "--database", self.room.url, *options]) == 0
        return self.capsys.readouterr().out

    def json(self, number: str) -> Any:
        return json.loads(self.text(number, "--json"))


@pytest.mark.whole
def test_rounds_papers_gates_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path, capsys, monkeypatch, "disposal-office")
    room = shown.room
    number = register(room, "plain", name="张三", phone="13812345678")
    act(room, number, "complaint.classify", category="product")
    act(room, number, "complaint.transfer", unit="product")
    step(room, number, "investigation")
    step(room, number, "proposal")
    before = shown.json(number)
    proposal = next(each for each in before["papers"] if each["form"] == "proposal")
    assert [(gate["outcome"], gate["roles"]) for gate in proposal["gates"]] == [("", "办公室主任")]
    assert {each["code"]: each["waiting"] for each in before["steps"]}["proposal"] == "「处理意见」待批：办公室审核处理意见"
    assert "办公室审核处理意见：待办公室主任" in shown.text(number)
    room.act("paper.review", "office", proposal["number"], outcome="pass", reason="同意")
    act(room, number, "complaint.reply", text="处理结果")
    assert shown.json(number)["missing"] == ["尚未完成步骤：反馈记录"]
    assert "- 尚未完成步骤：反馈记录" in shown.text(number)
    act(room, number, "complaint.reconsider", "office", text="张三不服，要求复核")
    after, second = shown.json(number), shown.json(f"{number}-2")
    assert (after["followed_by"], second["round"], second["round_of"]) == (f"{number}-2", 2, number)
    gate = next(each for each in after["papers"] if each["form"] == "proposal")["gates"][0]
    assert (gate["outcome"], gate["by"], gate["reason"]) == ("pass", "办公室主任", "同意")
    assert gate["at"].endswith("+08:00")
    assert f"复议  第一轮 {number}" in shown.text(f"{number}-2")
    assert "in its second round" in shown.text(number, "--lang", "en")
    everything = "".join(shown.text(each, *how) for each in (number, f"{number}-2") for how in ((), ("--json",)))
    assert "张三" not in everything
    assert "13812345678" not in everything
    room.close()


def test_charges_steps_done_again_and_the_plans_own_fields_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path, capsys, monkeypatch, "on-site")
    room = shown.room
    number = register(room, "major", persons="前台")
    step(room, number, "meeting_called", invited=("leader",), invited_units=("sales", "service"))
    act(room, number, "complaint.charge", "secretary", charge="duty", unit="sales", text="核对退货单")
    heads(room, "unit-head", "sales")
    room.act("charge.report", "unit-head", "C1", text="已退货")
    data = shown.json(number)
    (charge,) = data["charges"]
    assert (charge["number"], charge["unit"], charge["state"], charge["report"]) == ("C1", "销售部", "reported", "已退货")
    called = next(each for each in data["steps"] if each["code"] == "meeting_called")
    assert called["times"][0]["fields"]["邀请部门"] == "销售部、服务部"
    assert (data["lead"]["role"], data["lead"]["person"], data["group"]) == ("处理小组组长", "处理小组组长", None)
    said = shown.text(number)
    assert "C1 销售部 部门职责  已退货" in said
    assert "[x] 立即召集会议" in said
    room.close()


@pytest.mark.whole
def test_a_field_of_the_plans_own_is_called_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path, capsys, monkeypatch, "property-management")
    number = register(shown.room, "normal", requested_why="晚间离开")
    said = shown.text(number)
    assert "客户要求该时间的原因  晚间离开" in said
    assert "requested_why" not in said
    shown.room.close()


@pytest.mark.whole
def test_show_has_names_for_codes_in_the_language_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path, capsys, monkeypatch, "bank-branches")
    plan = shown.room.plan
    unit = next(each for each in shown.room.units() if each.kind == "branch")
    number = register(shown.room, "plain", unit=unit.code, category=plan.categories[0].code)
    for lang in ("zh", "en"):
        facts = shown.text(number, "--lang", lang).splitlines()
        said = {line.split()[-1] for line in facts}
        terms = (unit, plan.channels[0], plan.categories[0], plan.levels[-1])
        codes = {each.code for each in terms if each.code != (each.en if lang == "en" else each.name)}
        assert len(codes) >= 2
        assert not said & codes, (lang, facts)
        names = [clock.en if lang == "en" else clock.name for clock in shown.room.complaint(number).clocks]
        assert names
        assert all(any(line.startswith(f"  {name}  ") for line in facts) for name in names), (lang, names, facts)
