"""现在要做的事: what must be decided or done now, by which role and who, until when; the most pressing first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import COMMAND
from dutyroom.domain.gate import closed_gates, gate_of
from dutyroom.domain.records import KINDS, Kind
from dutyroom.domain.tasks import Work as Order
from dutyroom.domain.tasks import in_order, waiting_for
from dutyroom.domain.termination import Finding
from dutyroom.services.emergency.ending import judged
from dutyroom.services.emergency.notices import outstanding
from dutyroom.services.emergency.panel.leading_lines import leading_lines, line_of
from dutyroom.services.emergency.panel.scene import Scene
from dutyroom.services.emergency.panel.views import NowLine
from dutyroom.services.emergency.reports import limits
from dutyroom.services.emergency.workstreams import OWN_CLOCK, order_of
from dutyroom.services.gates.authority import signer, unwitnessed
from dutyroom.services.gates.barred import writers
from dutyroom.services.gates.gates import case_of, first_deciders, gates_for, measures_of, passed_gates

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate
    from dutyroom.services.gates.hands import Hands
    from dutyroom.store.rows.emergencies import Paper

_HOUR, _NO_LIMIT = timedelta(hours=1), timedelta(days=365)
_TURNS = frozenset({"emergency.propose", "emergency.activate", "emergency.decide_end"})
"""What the whole event waits for."""
_WAITED_FOR = frozenset({
    "emergency.request_end", "emergency.command", "statement.check", "statement.approve", "statement.publish",
    "solution.decide", "request.answer", "sitrep.approve",
})  # fmt: skip
"""Others can't go on without it; where the plan sets no limit, it counts as one of an hour."""


def now_lines(scene: Scene) -> tuple[NowLine, ...]:
    """Every open line: what can't wait and what the whole event waits for, then all else; within each by due moment."""

    def place(line: NowLine) -> tuple[int, datetime, datetime]:
        since = line.since or scene.now
        due = line.due or (scene.now + _HOUR if line.act in _WAITED_FOR else scene.now + _NO_LIMIT)
        return 0 if line.alarm or line.act in _TURNS else 1, due, since

    parts = (_stage, _signatures, _papers, _reports, leading_lines, _tasks, _receipts, _places)
    return tuple(sorted((line for part in parts for line in part(scene)), key=place))


def _stage(scene: Scene) -> Iterator[NowLine]:
    event, number = scene.event, scene.event.number
    if event.stage == "reported":
        yield line_of(
            scene, "emergency.propose", number, scene.who_may("emergency.propose"),
            "研判性质和影响范围，提请启动", "judge nature and extent, propose activation", None, event.reported,
        )  # fmt: skip
    elif event.stage == "assessed":
        yield _decision(scene, "emergency.activate", "决定是否启动预案", "decide on activation", event.proposed_by)
    elif event.stage == "responding" and all(each.met for each in _conditions(scene)):
        yield line_of(
            scene, "emergency.request_end", number, scene.who_may("emergency.request_end"),
            "终止条件均已满足，可申请终止", "all termination conditions are met: termination can be requested",
        )  # fmt: skip
    elif event.stage == "end_requested":
        asked = json.loads(event.rail)["end_requested"][1]
        yield _decision(scene, "emergency.decide_end", "决定是否终止", "decide on termination", asked)
    elif event.stage == "ended":
        yield line_of(
            scene, "review.write", number, scene.who_may("review.write"), "写总结评估", "write the review", None, event.ended
        )
    elif event.stage == "reviewed" and not outstanding(scene.session, number):
        yield line_of(
            scene, "emergency.finish", number, scene.who_may("emergency.finish"), "宣布恢复正常", "return to normal"
        )


def _conditions(scene: Scene) -> tuple[Finding, ...]:
    return judged(scene.session, scene.plan, scene.calendar, scene.event, scene.now)


def _decision(scene: Scene, act: str, what: str, en: str, asked: str) -> NowLine:
    gate = gate_of(scene.plan, act)
    barred = {asked} if gate is None or gate.four_eyes else set()
    clock = scene.clock(scene.event.number, gate.code) if gate else None
    return line_of(
        scene, act, scene.event.number, scene.decides(gate, act, barred), what, en,
        clock.due if clock else None, clock.start if clock else None,
    )  # fmt: skip


def _signatures(scene: Scene) -> Iterator[NowLine]:
    for each in scene.decisions:
        if each.signed_at is None:
            over = each.gate == COMMAND
            why, why_en = (
                ("指挥交接", "handover of command") if over
                else ("电话授权，无见证", "taken by telephone, unwitnessed") if unwitnessed(each)
                else ("电话授权", "taken by telephone") if each.telephone
                else ("会商决定", "taken in conference")
            )  # fmt: skip
            line = line_of(
                scene, "emergency.sign", scene.event.number, scene.named("" if over else each.role, signer(each), stays=True),
                f"补签第 {each.id} 号决定（{why}）",
                f"sign decision {each.id} ({why_en})",
                each.at + timedelta(hours=scene.plan.routine.sign_hours), each.at,
            )  # fmt: skip
            yield replace(line, alarm=line.alarm or unwitnessed(each))


def _papers(scene: Scene) -> Iterator[NowLine]:
    for paper in scene.papers:
        subject = paper.number
        passed = passed_gates(scene.session, paper)
        if paper.state in ("returned", "refused"):
            act = f"{paper.kind}.edit"
            role = scene.who_may(act).role
            what, en = f"修改{_title(paper)}", f"revise {_title_en(paper)}"
            yield line_of(scene, act, subject, scene.named(role, paper.author), what, en, None, paper.at)
            continue
        for gate in gates_for(scene.plan, paper.kind):
            if gate.code in passed or set(gate.after) - set(passed) or paper.state in ("published", "carried_out"):
                continue
            clock = scene.clock(subject, gate.code)
            yield line_of(
                scene, gate.act, subject, _decides(scene, gate, paper), f"{gate.name}：{_title(paper)}",
                f"{gate.en}: {_title_en(paper)}", clock.due if clock else None, paper.at,
            )  # fmt: skip
        if paper.kind == "statement" and paper.state != "published" and not closed_gates(scene.plan, "statement.publish", passed):
            yield line_of(
                scene, "statement.publish", subject, scene.who_may("statement.publish"), f"发布{_title(paper)}",
                f"publish {_title_en(paper)}", None, paper.at,
            )  # fmt: skip
        if paper.kind == "solution" and not closed_gates(scene.plan, "measure.carry_out", passed):
            left = [each for each in measures_of(scene.session, paper.id) if each.state != "done"]
            if left:
                yield line_of(
                    scene, "measure.carry_out", subject, scene.who_may("measure.carry_out"),
                    f"实施{_title(paper)}，还有 {len(left)} 项措施", f"carry out {_title_en(paper)}: {len(left)} measures left",
                    None, paper.at,
                )  # fmt: skip


def _decides(scene: Scene, gate: Gate, paper: Paper) -> Hands:
    """Nobody who wrote an edition, nobody who decided the first round, nobody whose authority the sum exceeds."""
    barred = writers(scene.session, paper) if gate.four_eyes else set()
    barred |= first_deciders(scene.session, case_of(scene.session, paper))
    return scene.decides(gate, gate.act, barred, paper.sum)


def _title(paper: Paper) -> str:
    return f"{'声明' if paper.kind == 'statement' else '处理方案'}「{paper.title}」第 {paper.edition} 版"


def _title_en(paper: Paper) -> str:
    return f"{paper.kind} “{paper.title}”, edition {paper.edition}"


def _reports(scene: Scene) -> Iterator[NowLine]:
    """One line for each report and way: those to whom it is due at one moment stand together."""
    ways = {"phone": ("电话", "by telephone"), "written": ("书面", "in writing")}
    for rule in scene.plan.reports:
        found: dict[tuple[str, datetime], list[str]] = {}
        since: dict[tuple[str, datetime], datetime] = {}
        for way, recipient, spec in limits(rule):
            clock = scene.clock(scene.event.number, spec.code)
            if clock is not None:
                found.setdefault((way, clock.due), []).append(recipient)
                since[way, clock.due] = clock.start
        for (way, due), to in found.items():
            name, en = ways[way]
            known = [each for each in scene.plan.recipients if each.code in to]
            yield line_of(
                scene, "emergency.inform", scene.event.number, scene.who_may("emergency.inform"),
                f"{name}{rule.name}：{'、'.join(each.name for each in known)}",
                f"{rule.en} {en}: {', '.join(each.en for each in known)}", due, since[way, due],
                (("report", rule.code), ("way", way), ("recipients", ",".join(to))),
            )  # fmt: skip


def _tasks(scene: Scene) -> Iterator[NowLine]:
    if scene.event.stage in ("reported", "assessed", "finished", "declined"):
        return
    every = [order_of(task) for task in scene.tasks]
    rows = {task.id: task for task in scene.tasks}
    for stream in scene.plan.workstreams:
        row = scene.workstreams.get(stream.code)
        if row is None or row.state != "active":
            continue
        first = True
        for task in in_order([_due(scene, each) for each in every if rows[each.id].workstream == stream.code]):
            free = not task.done and not waiting_for(task, every)
            late = task.due is not None and scene.now > task.due
            if free and (first or late):
                mine = rows[task.id]
                who = scene.named(stream.role, mine.owner or scene.reach.first(stream.role), mine.stand_in)
                clock = scene.clock(task.number, mine.code or OWN_CLOCK)
                yield line_of(
                    scene, "task.done", task.number, who, mine.title, mine.en or mine.title,
                    task.due, clock.start if clock else None,
                )  # fmt: skip
                first = False


def _due(scene: Scene, task: Order) -> Order:
    clocks = scene.clocks(task.number)
    return replace(task, due=clocks[0].due if clocks else None)


def _receipts(scene: Scene) -> Iterator[NowLine]:
    owed = outstanding(scene.session, scene.event.number)
    names = {
        "termination": ("终止通知", "notice of termination"), "activation": ("启动通知", "notice of activation"),
        "sitrep": ("态势报告", "situation report"),
    }  # fmt: skip
    for notice in scene.notices:
        left = [each for each in owed if each.notice == notice.id]
        if left:
            what, en = names[notice.kind]
            clocks = scene.clocks(notice.number)
            yield line_of(
                scene, "notice.receipt", notice.number, scene.who_may("notice.receipt"),
                f"催收{what}回执，还差 {len(left)} 份", f"receipts of the {en}: {len(left)} missing",
                clocks[0].due if clocks else None, notice.at,
            )  # fmt: skip


def _places(scene: Scene) -> Iterator[NowLine]:
    """What comes round in the workstreams, hand-overs that wait for an answer, and time limits of records."""
    if scene.event.stage in ("reported", "assessed", "finished", "declined"):
        return
    number = scene.event.number
    for stream in scene.plan.workstreams:
        for each in stream.rhythms:
            clock = scene.clock(number, each.clock.code)
            if clock is not None:
                act = next(act for act in each.stop if ACTS[act].subject == "emergency")
                yield line_of(
                    scene, act, number, scene.named(stream.role, scene.reach.first(stream.role)), each.name, each.en,
                    clock.due, clock.start,
                )  # fmt: skip
    for task in scene.tasks:
        if task.offered and task.state != "done":
            what, en = f"接手任务：{task.title}", f"take over: {task.en or task.title}"
            yield line_of(scene, "task.accept", task.number, scene.named("", task.offered), what, en)
    for row in scene.limited:
        kind = KINDS[row.kind]
        act = next(iter(sorted(kind.clock, key=list(kind.moves).index)))
        who = scene.who_may(act)
        if row.person:
            who = scene.named(who.role, row.person)
        text = str(json.loads(row.facts).get("text", ""))
        yield line_of(scene, act, row.number, who, f"{kind.label}：{text}", f"{_english(kind)}: {text}", row.due, row.typed)


def _english(kind: Kind) -> str:
    return {"promise": "promise", "dispute": "dispute", "question": "legal question"}.get(kind.code, kind.code)
