"""The story by keys after its statement: solution and measures, an end asked too early, a kill, and the end itself.

The room is brought by acts to where the first half of the story ends; from there on, only keys in real terminals.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.lang import gettext as _
from dutyroom.lang import language, set_language
from dutyroom.services.demo.sample import SECRET
from dutyroom.services.front.front import Front
from tests.e2e import room as demo
from tests.e2e.script import Script
from tests.e2e.story import Desk
from tests.patience import PATIENCE_S

WORDS = {
    "crowd": ("二十人聚集在支行门口", "Twenty people gather at the branch"),
    "place": ("城关支行", "Chengguan branch"),
    "statement": ("情况说明", "What happened"),
    "plan": ("退还收费并致歉", "Refund and apology"),
    "low": ("标准过低", "Too little"),
    "more": ("提高标准", "raised"),
    "paid": ("已退还二十户", "Twenty refunded"),
    "half": ("写到一半", "Half typed"),
    "over": ("现场已平息", "All quiet"),
    "reply": ("已退还收费并当面致歉", "Refunded, apologised in person"),
    "closed": ("已了结", "Settled"),
    "calm": ("三项条件均已满足", "All three conditions are met"),
    "cause": ("收费告知不足", "Fees not explained"),
    "held": ("到场迅速", "Quick on the scene"),
    "gaps": ("上报偏慢", "Slow reporting up"),
    "better": ("开展培训", "Training"),
}


def said(key: str) -> str:
    """What people of the story write, in their language."""
    return WORDS[key][language() == "en"]


class Story:
    """The room's address, the script of acts on it, the complaint and the event."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.complaint, self.event = "", ""

    def act(self, act: str, who: str, subject: str = "", /, **values: object) -> str:
        """An act done elsewhere; the language of the test stays in force."""
        spoken = language()
        try:
            return str(Script(self.url).act(act, who, subject, **values)["subject"])
        finally:
            set_language(spoken)


@pytest.fixture(params=["zh", "en"])
def story(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """Activated with all five workstreams; a statement P1, a solution P2 that waits for approval."""
    monkeypatch.setenv("DUTYROOM_SECRET", SECRET)
    set_language(request.param)
    made = Story(demo.make_file(tmp_path, complaints=4))
    made.complaint = made.act(
        "complaint.register", "liwei", name="张三" if request.param == "zh" else "Sam", phone="13812345678",
        content=said("crowd"), level="urgent", channel="phone", unit="chengguan", category="fees",
    )  # fmt: skip
    made.act("complaint.contact", "liwei", made.complaint, result="reached", text="已接通说明")
    made.event = made.act("emergency.report", "liwei", title=said("crowd"), place=said("place"), complaint=made.complaint)
    made.act("emergency.propose", "liwei", made.event, scope=said("crowd"))
    made.act(
        "emergency.activate", "zhaoguoqiang", made.event, reason=said("crowd"), response="Ⅱ",
        workstreams="complaints,publicity,legal,customers,security",
    )  # fmt: skip
    made.act("statement.draft", "wuting", made.event, title=said("statement"), text=said("crowd"))
    made.act("solution.submit", "sunli", made.event, title=said("plan"), text=said("plan"), measures="apology,refund")
    yield made
    set_language("zh")


@pytest.fixture
def room(story: Story) -> Iterator[Front]:
    """The same room, to see what is on record."""
    opened = open_room(story.url)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.whole
def test_from_the_solution_to_the_return_to_normal(story: Story, room: Front) -> None:
    consoles: list[Desk] = []

    def desk(who: str) -> Desk:
        made = Desk(story.url)
        consoles.append(made)
        made.start(who)
        return made

    try:
        duty, chief = desk("sunli"), desk("zhaoguoqiang")
        alarm = _colours(chief)
        _solution(duty, chief, story, room)
        duty.change_person("liwei")
        _too_early(duty, story, room)
        duty.kill()
        chief.kill()
        demo.set_clock(story.url, "10-01 16:00")
        duty, chief = desk("liwei"), desk("zhaoguoqiang")
        assert alarm & _colours(duty), "the emergency theme did not come back with the console"
        _the_note_is_there(duty, room)
        _the_end(duty, chief, story, room)
        assert alarm.isdisjoint(_colours(duty)), "the board is still in the colours of an emergency"
    finally:
        for each in consoles:
            each.close()
    strays = set().union(*(each.strays for each in consoles))
    assert not strays, "\n".join(sorted(strays))
    assert demo.replay_faults(story.url) == []
    assert Script(story.url).ask("audit", "verify")["sound"]


def _colours(desk: Desk) -> set[str]:
    """The grounds of the first two lines of the board, which the emergency theme changes."""
    desk.settled()
    return {cell.bg for row in desk.cells()[:2] for cell in row}


def _do(desk: Desk, act: str, **values: str) -> None:
    """An act in the list on the page, its form, sent."""
    desk.choose(act)
    desk.form(act, **values)
    desk.wait_gone("Ctrl+S")
    desk.settled()


def _solution(group: Desk, chief: Desk, story: Story, room: Front) -> None:
    """Nothing is carried out before approval (1.09), and the refusal says why; refused, raised, approved, done."""
    for each in (group, chief):
        each.event()
        each.press("7")
        each.see("P2")
        each.press("home")
        each.settled()
        each.press("enter")
        each.see(_("实施措施"))
        assert "Ctrl+S" not in each.screen()
    group.choose("measure.carry_out")
    group.see(_("须先经：{gates}").split("{")[0])
    assert "Ctrl+S" not in group.screen()
    _do(chief, "solution.decide", outcome="2", reason=said("low"))
    group.see(said("low"))
    _do(group, "solution.edit", text=said("more"))
    chief.see(_("第{n}版").format(n=2) if language() == "zh" else said("more"))
    _do(chief, "solution.decide", outcome="1")
    group.see(_("已通过"))
    group.settled()
    _do(group, "measure.carry_out", proof=said("paid"))
    view = room.emergency(story.event)
    solution = next(paper for paper in view.papers if paper.kind == "solution")
    assert (solution.edition, [state for _kind, state, _proof in solution.measures].count("done")) == (2, 1)
    decided = [(each.outcome, each.reason) for each in view.decisions if each.subject == "P2"]
    assert [outcome for outcome, _reason in decided] == ["refuse", "approve"]
    assert decided[0][1] == said("low")
    for each in (group, chief):
        each.press("escape", "escape")
        each.see(_("终止条件"))


def _too_early(duty: Desk, story: Story, room: Front) -> None:
    """Asked too early it is refused with what is missing. Then the complaint is closed, and a note is half typed."""
    duty.press("8")
    duty.choose("emergency.request_end")
    duty.form("emergency.request_end", reason=said("over"))
    duty.see(_("还有 {n} 个终止条件未满足：{list}。").format(n=3, list="").split("：")[0].split(":")[0])
    assert room.emergency(story.event).stage == "responding"
    duty.press("escape", "escape", "escape")
    duty.see(_("查找"))
    for step in ("investigate", "measures"):
        story.act("complaint.step", "sunli", story.complaint, step=step, text=said("reply"))
    story.act("complaint.reply", "sunli", story.complaint, way="phone", text=said("reply"))
    story.act("complaint.satisfied", "sunli", story.complaint, answer="forgiven")
    story.act("complaint.close", "liwei", story.complaint, text=said("closed"))
    duty.press("f12")
    duty.form("log.write", send=False, text=said("half"))
    until = time.monotonic() + PATIENCE_S
    while not any(said("half") in dict(draft.values).values() for draft in room.drafts("liwei")):
        assert time.monotonic() < until, duty.screen()
        time.sleep(0.05)


def _the_note_is_there(duty: Desk, room: Front) -> None:
    """What was half typed when the console was killed is offered where it was typed, and goes on from there."""
    duty.press("f12")
    duty.see("Ctrl+D")
    duty.press("ctrl+d")
    duty.see(said("half"))
    duty.press("enter")
    duty.see(_("已记入值班日志。"))
    assert any(said("half") in entry.text for entry in room.log())
    assert "log.write" not in {draft.form for draft in room.drafts("liwei")}


def _the_end(duty: Desk, chief: Desk, story: Story, room: Front) -> None:
    """Conditions met and asked for; decided by the authority alone; every unit's receipt; the review; the room as before."""
    duty.event()
    duty.press("8")
    duty.see(_("{met}/{n} 已满足").format(met=3, n=3))
    duty.choose("emergency.request_end")
    duty.form("emergency.request_end", reason=said("calm"))
    duty.wait_gone("Ctrl+S")
    assert room.emergency(story.event).stage == "end_requested"
    # Who asked may not decide; the chief finds it as what must be done now.
    duty.choose("emergency.decide_end")
    duty.see(_("「{act}」由{roles}办理。").format(act=_("决定终止"), roles="\0").split("\0")[0])
    chief.event()
    chief.see(_("Enter 去办"))
    chief.press("home", "enter")
    chief.form("emergency.decide_end", outcome="1")
    chief.wait_gone("Ctrl+S")
    assert room.emergency(story.event).stage == "ended"
    duty.see(_("终止通知"))
    units = sum(len(notice.receipts) for notice in room.emergency(story.event).notices)
    # Neither before the review is written nor before every receipt is in.
    chief.choose("emergency.finish")
    chief.see(_("事件现在的阶段是「{stage}」，不能办这一项。").split("{stage}")[0])
    duty.choose("review.write")
    duty.form("review.write", causes=said("cause"), held=said("held"), gaps=said("gaps"), improvements=said("better"))
    duty.wait_gone("Ctrl+S")
    assert room.emergency(story.event).stage == "reviewed"
    chief.see(_("总结"))
    chief.choose("emergency.finish")
    chief.form("emergency.finish")
    chief.see(_("还差 {n} 份回执：{units}。").format(n=units, units="\0").split("\0")[0].strip())
    chief.press("escape")
    # One key each, however quickly they come in.
    duty.press("home")
    duty.press(*["space"] * units)
    until = time.monotonic() + PATIENCE_S
    while _receipts(story, room) < units:
        assert time.monotonic() < until, duty.screen()
        time.sleep(0.05)
    assert _receipts(story, room) == units
    chief.choose("emergency.finish")
    chief.form("emergency.finish")
    chief.wait_gone("Ctrl+S")
    assert room.emergency(story.event).stage == "finished"
    assert not room.emergencies()
    for each in (duty, chief):
        each.press("escape", "escape")
        each.see(_("查找"))


def _receipts(story: Story, room: Front) -> int:
    notices = room.emergency(story.event).notices
    return sum(at is not None for notice in notices for _code, _name, _en, at in notice.receipts)
