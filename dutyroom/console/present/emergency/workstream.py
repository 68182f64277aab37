"""One workstream in lines: its tasks, papers, measures and what was seen in public."""

from __future__ import annotations

from collections.abc import Sequence

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, wrap
from dutyroom.console.present.emergency.event import (
    Scene,
    edition,
    listed,
    mark_of,
    own,
    paper_kind,
    paper_state,
    remaining,
    workstream_state,
)
from dutyroom.console.present.line import Line, Part, Row
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, clause_name, shown_number, term
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.records import acts_of
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import PaperView, SightingView, TaskView, WorkstreamView


def belongs(plan: Plan, stream: WorkstreamView, act: str) -> bool:
    """Whether an act has its place in a workstream: it is one on what lies there."""
    noun = act.partition(".")[0]
    return any(word in (noun, act) for part in stream.parts for word in acts_of(part))


def head(scene: Scene, stream: WorkstreamView) -> list[Line]:
    """Which workstream of which event, who leads it, how far it is, its duties."""
    left, look = remaining(stream.due, scene.now)
    late = sum(task.state != "done" and task.due is not None and scene.now > task.due for task in stream.tasks)
    first: list[Part] = [
        (f" {shown_number(scene.plan, scene.view.number)}  ", "plain"),
        (own(stream.name, stream.en) + "  ", "strong"),
        (workstream_state(stream.state) + "  ", "plain" if stream.state == "active" else "soon"),
        (_("负责") + " ", "quiet"),
        (scene.person(stream.leader) if stream.leader else _("空缺"), "strong" if stream.leader else "soon"),
        (f"   {stream.done}/{stream.total}  ", "strong"),
    ]
    if late:
        first += [(f"! {_('超时')} {late}", "alarm"), (" ", "plain")]
    first.append((left, look))
    lines: list[Line] = [first]
    if stream.duties:
        lines.append([(f" {one_line(stream.duties)} {_clause(stream.clause)}", "quiet")])
    return lines


def task_rows(scene: Scene, stream: WorkstreamView, width: int) -> list[Row]:
    """Tasks in the order of what is next: what is late on top, then by due moment, then what waits, then what is done."""
    made = [Row("", (_heading(f"{_('任务')}  {stream.done}/{stream.total}"),))]
    if not stream.tasks:
        made.append(Row("A", (((" " * 3 + _("没有任务，按 A 增加"), "quiet"),),)))
    return made + [Row(task.number, tuple(_task(task, scene, width))) for task in stream.tasks]


def _heading(text: str) -> Line:
    return [(f" {text}", "strong")]


def _task(task: TaskView, scene: Scene, width: int) -> list[Line]:
    title = own(task.title, task.en)
    if task.state == "done":
        at = scene.at(task.done_at) if task.done_at else ""
        line: Line = [(" v ", "quiet"), (title, "quiet"), (f"  {_('已完成')} {at}", "quiet")]
        return [line, *_wrapped(one_line(task.evidence), width, "quiet")] if task.evidence else [line]
    left, look = remaining(task.due, scene.now)
    due = _("限 {at}").format(at=scene.at(task.due)) if task.due else ""
    if task.provisional and due:
        due += _("（暂估）")
    owner = scene.person(task.owner) if task.owner else _("未指定负责人")
    mark = "=" if task.blocked else mark_of(task.due, scene.now)
    end = f"  {owner}  {due}  "
    room = max(width - 3 - cell_len(end) - cell_len(left) - 1, 12)
    own_look = look if mark in "!^" else "plain"
    lines: list[Line] = [
        [(f" {mark} ", own_look), (fit(title, room), "quiet" if task.blocked else "strong"), (end, "plain"), (left, look)]
    ]
    if task.blocked:
        waits = _("须先完成：{titles}").format(titles=listed(task.blocked))
        lines += _wrapped(waits, width, "quiet")
    if task.offered:
        lines.append([("     " + _("已请{name}接手，待答复").format(name=one_line(task.offered_name)), "soon")])
    return lines


def _wrapped(text: str, width: int, look: str) -> list[Line]:
    return [[("     " + line, look)] for line in wrap(text, max(width - 6, 10))]


def paper_lines(paper: PaperView, scene: Scene) -> tuple[Line, ...]:
    """A paper in a list: its edition, where it stands, what still stands before it; its measures one a line."""
    closed = [own(gate.name, gate.en) for gate in scene.plan.gates if gate.code in paper.closed]
    waits = _("待：{gates}").format(gates=listed(closed)) if closed else ""
    first: Line = [
        (f"   {paper_kind(paper.kind)} P{paper.id} ", "quiet"),
        (f"{edition(paper.edition)} ", "plain"),
        (one_line(paper.title) + "  ", "strong"),
        (paper_state(paper.state, paper.kind) + "  ", "soon" if closed else "accent"),
        (waits, "quiet"),
    ]
    measures: list[Line] = [
        [
            ("     v " if state == "done" else "     - ", "accent" if state == "done" else "soon"),
            (one_line(term(scene.plan.measures, kind)) + " ", "plain"),
            ((_("已落实") if state == "done" else _("未落实")) + " ", "quiet"),
            (one_line(proof), "quiet"),
        ]
        for kind, state, proof in paper.measures
    ]
    pays: list[Line] = [[("     " + one_line(said), "plain")] for said in paper.pays[:1]]
    return (first, *pays, *measures)


def sighting_lines(seen: SightingView, scene: Scene, width: int) -> list[Line]:
    """A sighting in a list: when, where, reach and tone; then its words, its link and who saw it."""
    reach = _("阅读 {n}").format(n=seen.reach) if seen.reach else ""
    tone = choice_name(seen.tone) if seen.tone else ""
    line: list[Part] = [
        (f"   {_('第{n}条').format(n=seen.id)} {scene.at(seen.at)} ", "quiet"),
        (one_line(seen.place) + " ", "strong"),
        (f"{reach} ", "plain"),
        (tone, "soon" if seen.tone == "negative" else "quiet"),
    ]
    if seen.item:
        line.append(("  " + _("同第{n}条").format(n=seen.item), "quiet"))
    rest = "  ".join(filter(None, [one_line(seen.text), one_line(seen.link), one_line(seen.seen_by)]))
    return [line, *_wrapped(rest, width, "quiet")]


def about_task(task: TaskView, scene: Scene, width: int) -> Sequence[Line]:
    """The particulars of a task over its acts."""
    due = f"{_('限 {at}').format(at=scene.at(task.due))}  {remaining(task.due, scene.now)[0]}" if task.due else _("没有时限")
    owner = scene.person(task.owner) if task.owner else _("未指定负责人")
    if task.stand_in:
        owner += _("（替补 {name}）").format(name=one_line(task.stand_in_name))
    lines: list[Line] = [[(f" {owner}   {due}   {_clause(task.clause)}", "plain")]]
    if task.offered:
        asked = _("{by}已请{name}接手，待答复").format(by=one_line(task.offered_by_name), name=one_line(task.offered_name))
        lines += _wrapped("  ".join(filter(None, [asked, one_line(task.offer)])), width, "soon")
    if task.blocked:
        lines += _wrapped(_("须先完成：{titles}").format(titles=listed(task.blocked)), width, "soon")
    if task.evidence:
        lines += _wrapped(one_line(task.evidence), width, "quiet")
    return [*lines, [(" ", "plain")]]


def _clause(clause: str) -> str:
    return _("（预案 {clause}）").format(clause=clause_name(clause)) if clause else ""
