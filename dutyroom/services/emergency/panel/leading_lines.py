"""What leaders must answer, take over, follow up or report next, as lines of what is to be done now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from dutyroom.services.emergency.command import posts_of
from dutyroom.services.emergency.decisions import ANSWER
from dutyroom.services.emergency.instructions import notes_of
from dutyroom.services.emergency.line_of_command import leaders
from dutyroom.services.emergency.panel.scene import Scene
from dutyroom.services.emergency.panel.views import NowLine
from dutyroom.services.emergency.sitreps import code_of
from dutyroom.services.gates.barred import writers
from dutyroom.services.gates.hands import Hands
from dutyroom.services.room.people import name_of

if TYPE_CHECKING:
    from dutyroom.store.rows.command import Request


def line_of(
    scene: Scene, act: str, subject: str, who: Hands, what: str, en: str,
    due: datetime | None = None, since: datetime | None = None, values: tuple[tuple[str, str], ...] = (),
) -> NowLine:  # fmt: skip
    """One line. That nobody can be had who may is an alarm."""
    name = name_of(scene.session, who.person) if who.person else ""
    return NowLine(act, subject, who.role, name, what, en, due, since, values, not who.reachable, who.why, who.may)


def leading_lines(scene: Scene) -> Iterator[NowLine]:
    """Command on offer, questions not answered, situation reports, instructions to report back on, minutes to write."""
    number = scene.event.number
    for post in posts_of(scene.session, number):
        if post.state == "offered":
            before = _name(scene, post.offered_by)
            yield line_of(
                scene, "emergency.command", number, scene.named(post.role, post.person), f"接管指挥（{before}移交）",
                f"take over command from {before}", None, post.offered,
            )  # fmt: skip
    for request in scene.requests:
        if request.state == "open":
            clock = scene.clock(request.number, ANSWER)
            yield line_of(
                scene, "request.answer", request.number, _answers(scene, request),
                f"批复请示 Q{request.id}：{request.question}", f"answer request Q{request.id}: {request.question}",
                clock.due if clock else None, request.at,
            )  # fmt: skip
    yield from _sitreps(scene)
    for row in scene.instructions:
        if row.state != "done":
            back = any(each.kind == "report" for each in notes_of(scene.session, row.id))
            act, who, what, en = "instruction.report", scene.named("", row.taker), "落实批示", "carry out instruction"
            if back:
                act, who, what, en = "instruction.done", scene.who_may("instruction.done"), "核实督办", "check instruction"
            number = row.number
            yield line_of(scene, act, number, who, f"{what} {number}：{row.text}", f"{en} {number}: {row.text}", row.due, row.at)
    for conference in scene.conferences:
        if conference.state == "called":
            who = scene.who_may("conference.minutes")
            what, en = f"会商 M{conference.id}：{conference.title}", f"conference M{conference.id}: {conference.title}"
            yield line_of(scene, "conference.minutes", conference.number, who, what, en, conference.at, conference.called)


def _sitreps(scene: Scene) -> Iterator[NowLine]:
    number = scene.event.number
    papers = [paper for paper in scene.papers if paper.kind == "sitrep" and paper.state != "sent"]
    for rule in scene.plan.sitreps:
        clock = scene.clock(number, code_of(rule.code))
        due, since = (clock.due, clock.start) if clock else (None, None)
        paper = next((each for each in papers if each.code == rule.code), None)
        if paper is not None:
            act = {"draft": "sitrep.approve", "approved": "sitrep.send"}.get(paper.state, "sitrep.edit")
            words = {
                "sitrep.approve": ("审签", "sign"), "sitrep.send": ("发出", "send"), "sitrep.edit": ("修改", "revise"),
            }  # fmt: skip
            who = scene.decides(None, act, writers(scene.session, paper)) if act == "sitrep.approve" else scene.who_may(act)
            title_en = f"{rule.en} {paper.serial}"
            what, en = words[act]
            title = f"{rule.name}第 {paper.serial} 期"
            yield line_of(scene, act, paper.number, who, f"{what}{title}", f"{en} {title_en}", due, paper.at)
        elif clock is not None:
            who = scene.who_may("sitrep.draft")
            values = (("sitrep", rule.code),)
            yield line_of(scene, "sitrep.draft", number, who, f"写{rule.name}", f"write the {rule.en}", due, since, values)


def _answers(scene: Scene, request: Request) -> Hands:
    """Whom it was put to; where they can't be had, whoever may answer besides, never the one who asked."""
    role = request.role
    to = ((role, scene.event.commander),) if role == scene.commander_role else scene.reach.posts([role])
    rest = scene.reach.posts(each for each in scene.plan.roles_for("request.answer") if each != role)
    return scene.reach.hands((*to, *rest), leaders(scene.reach, scene.event, ()), (role,), {request.by})


def _name(scene: Scene, person: str) -> str:
    return name_of(scene.session, person) if person else "—"
