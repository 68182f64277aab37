"""「已按规定处理」 in every field: whoever reviews, approves or closes sees that it is the same words, here and elsewhere."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dutyroom.console.present.cases import casework, complaint
from dutyroom.console.screens.form import FormScreen
from dutyroom.domain.same_words import Again, bare, in_words, mark
from dutyroom.lang import set_language
from tests.console.at_desk import at_desk, shown, until
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_plans import staffed

EMPTY = "已按规定处理"


def registered(room: Played, level: str = "major") -> str:
    given = {"content": "多收了费用", "level": level, "channel": "mail", "name": "张先生"}
    return room.act("complaint.register", "second", **given).subject


def answered(room: Played, text: str = EMPTY, by: str = "second") -> str:
    number = registered(room)
    room.act("complaint.reply", by, number, text=text, way="written")
    return number


def reported(room: Played) -> tuple[str, str]:
    """A case that was answered and of which the report is written, with the paper's number."""
    number = answered(room)
    room.act("complaint.step", "second", number, step="report", text=EMPTY + "。", lessons=f" {EMPTY} ")
    return number, room.complaint(number).work.papers[-1].number


def drawn(room: Played, number: str) -> str:
    view = room.complaint(number)
    naming = complaint.Naming(room.plan, {}, {}, room.calendar, ZoneInfo("Asia/Shanghai"))
    blocks = complaint.steps(view, naming, 120) + casework.papers(view, naming, 120) + complaint.contacts(view, naming, 120)
    return "\n".join("".join(part for part, _look in line) for line in blocks)


def test_a_full_stop_makes_no_other_words() -> None:
    assert bare(" 已按规定处理。") == bare("已按规定处理！\n") == EMPTY
    assert in_words(Again("x", {"答复": 1})) == ""
    assert mark({}, EMPTY) == ""


async def test_who_reviews_sees_the_same_words_beside_each_text(tmp_path: Path) -> None:
    room = staffed(tmp_path, "call-centre")
    for _other in range(2):
        answered(room)
    answered(room, by="agent")
    answered(room, "已电话告知并退费")
    number, paper = reported(room)
    said = "本件 3 处同文：答复、处理报告、处理报告「经验教训」；同一人近期另有 2 件同文"
    assert mark(room.complaint(number).again, EMPTY) == said
    # Beside the answer, its contact, the step and the paper with its own field.
    assert drawn(room, number).replace("\n      ", "").count(said) >= 4
    printed = room.print_paper(paper).read_text("utf-8")
    assert printed.count(said) >= 2
    assert said in room.print_case(number).read_text("utf-8")
    assert room.said_again("paper.review", paper) == (f"「{EMPTY}」：{said}",)
    assert room.said_again("complaint.close", number) == (f"「{EMPTY}」：{said}",)
    assert room.said_again("complaint.contact", number) == ()
    set_language("en")
    assert "3 times in this case" in room.said_again("paper.review", paper)[0]
    set_language("zh")
    async with at_desk(tmp_path, "", (100, 30), room) as (app, pilot):
        app.session = room.sign_in("leader", SECRET)
        app.open_form("paper.review", paper, 1)
        await until(pilot, lambda: isinstance(app.screen, FormScreen) and "本件 3 处同文" in shown(pilot))
    room.close()


def test_what_was_reviewed_prints_what_was_seen_then(tmp_path: Path) -> None:
    room = staffed(tmp_path, "call-centre")
    number, paper = reported(room)
    room.act("paper.review", "leader", paper, outcome="pass", reason="同意")
    before = room.print_paper(paper).read_text("utf-8")
    assert "本件 3 处同文" in before
    room.act("complaint.contact", "second", number, result="reached", text=EMPTY)
    assert "本件 4 处同文" in mark(room.complaint(number).again, EMPTY)
    assert "本件 4 处同文" not in room.print_paper(paper).read_text("utf-8")
    room.close()


def test_one_deed_is_not_the_same_words_twice(tmp_path: Path) -> None:
    """One contact that is a step as well, a paper written anew: nobody wrote anything again."""
    room = staffed(tmp_path, "call-centre")
    number = registered(room)
    room.act("complaint.contact", "second", number, result="reached", text="告知将按程序处理")
    room.act("complaint.reply", "second", number, text="已退费", way="written")
    for lessons in ("先核对", "先核对再答复"):
        room.act("complaint.step", "second", number, step="report", text="处理经过如下", lessons=lessons)
    assert room.complaint(number).again == {}
    room.close()


@pytest.mark.parametrize("act", ["complaint.register", "complaint.satisfied", "log.write"])
def test_other_acts_leave_nothing(act: str) -> None:
    """Above all registering: a room of ten thousand cases takes one in as fast as before."""
    from dutyroom.domain.acts import ACTS
    from dutyroom.domain.same_words import told_in

    assert told_in(ACTS[act], ACTS[act].fields) == ()
