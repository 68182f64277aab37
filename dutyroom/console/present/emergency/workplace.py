"""The place of work of a workstream: what it keeps, part by part, beside its tasks."""

from __future__ import annotations

from collections.abc import Callable

from dutyroom.console.present.cells import fit, titled, wrap
from dutyroom.console.present.emergency.event import Scene, mark_of, own, remaining
from dutyroom.console.present.emergency.reach import drawn
from dutyroom.console.present.emergency.records import record_lines, state_word, waits
from dutyroom.console.present.emergency.workstream import paper_lines, sighting_lines
from dutyroom.console.present.line import Line, Part, Row
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, money, term
from dutyroom.domain.records import KINDS
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import PaperView, WorkstreamView
from dutyroom.services.emergency.panel.work_views import CustomerView


def place_head(scene: Scene, stream: WorkstreamView, width: int) -> list[Line]:
    """What comes round, who speaks, and how far the workstream's own procedure is."""
    lines: list[Line] = []
    parts: list[Part] = []
    for each in stream.rhythms:
        if each.due is None:
            continue
        left, look = remaining(each.due, scene.now)
        mark = mark_of(each.due, scene.now)
        parts += [(f" {mark} {own(each.name, each.en)} ", look if mark != " " else "plain")]
        parts += [(f"{_('限 {at}').format(at=scene.at(each.due))} ", "plain"), (left + "   ", look)]
    if "speaker" in stream.parts:
        voice = next((each for each in scene.view.records if each.kind == "speaker" and each.state == "in_force"), None)
        name = one_line(voice.person_name) if voice else _("未指定，按预案权限发布")
        parts += [(f" {_('发言人')} ", "quiet"), (name, "strong" if voice else "quiet")]
    if parts:
        lines.append(parts)
    if stream.stages:
        rail: list[Part] = [(" ", "plain")]
        for stage in stream.stages:
            done = stage.done_at is not None
            rail.append((f"{own(stage.name, stage.en)}{' v' if done else ''}", "accent" if done else "quiet"))
            rail.append((" - " if stage is not stream.stages[-1] else "", "quiet"))
        lines.append(rail)
    return lines


def place_rows(scene: Scene, stream: WorkstreamView, width: int) -> list[Row]:
    """Every part of the place, each under its heading; an empty part says so in a line."""
    made: list[Row] = []
    for part in stream.parts:
        made += _PARTS.get(part, _records(part))(scene, width)
    return made


def _heading(text: str, more: str = "", look: str = "quiet") -> Row:
    return Row("", ([(f" {titled(text)}  ", "strong"), (more, look)],))


def _none(text: str) -> Row:
    return Row("", ([(f"   {text}", "quiet")],))


def _records(kind: str) -> Callable[[Scene, int], list[Row]]:
    def rows(scene: Scene, width: int) -> list[Row]:
        found = [each for each in scene.view.records if each.kind == kind]
        open_ = sum(waits(each) for each in found)
        more = _("{n} 条").format(n=len(found)) if found else _("无")
        if open_:
            more += "  " + _("待办 {n}").format(n=open_)
        # What waits comes first, then what stands; what is over stays in sight, last.
        order = sorted(found, key=lambda each: (each.over, not waits(each), -each.id))
        return [
            _heading(_(KINDS[kind].label), more, "soon" if open_ else "quiet"),
            *(Row(each.number, record_lines(each, scene, width)) for each in order),
        ]

    return rows


def _opinion(scene: Scene, width: int) -> list[Row]:
    seen = scene.view.sightings
    rows = [_heading(_("舆情"), _("{n} 条").format(n=len(seen)) if seen else _("无"))]
    bars = drawn(seen, scene, width)
    if bars:
        rows.append(Row("", tuple(bars)))
    return [*rows, *(Row(f"S{each.id}", tuple(sighting_lines(each, scene, width))) for each in reversed(seen))]


def _papers(kind: str, title: str) -> Callable[[Scene, int], list[Row]]:
    def rows(scene: Scene, width: int) -> list[Row]:
        found = [paper for paper in scene.view.papers if paper.kind == kind]
        head = _heading(_(title), _("{n} 份").format(n=len(found)) if found else _("无"))
        return [head, *(Row(paper.number, (*_paper(paper, scene, width),)) for paper in reversed(found))]

    return rows


def _paper(paper: PaperView, scene: Scene, width: int) -> list[Line]:
    """A paper with what was decided on each of its editions; a solution with its sum and who answers for each measure."""
    lines: list[Line] = [paper_lines(paper, scene)[0]]
    for said in paper.pays:
        lines += [[("     " + part, "plain")] for part in wrap(one_line(said), max(width - 6, 10))]
    for each in scene.view.decisions:
        if each.subject == paper.number:
            gate = scene.plan.gate(each.gate)
            name = own(gate.name, gate.en) if gate else ""
            said = _("第{n}版").format(n=each.edition) + f" {name} "
            look = "soon" if each.outcome in ("refuse", "return") else "accent"
            who = f" {scene.role(each.role)} {one_line(each.by_name)} {scene.at(each.at)} {one_line(each.reason)}"
            who = fit(who, max(width - 30, 10)).rstrip()
            lines.append([("     " + said, "quiet"), (choice_name(each.outcome), look), (who, "quiet")])
    for measure in paper.work:
        done = measure.state == "done"
        amount = f"  {_('{sum} 元').format(sum=money(measure.amount))}" if measure.amount else ""
        lines.append([
            ("     v " if done else "     - ", "accent" if done else "soon"),
            (one_line(term(scene.plan.measures, measure.kind)) + "  ", "plain"),
            ((_("已落实") if done else _("未落实")) + amount + "  ", "quiet"),
            (one_line(measure.owner_name) or _("未指定负责人"), "quiet" if measure.owner_name else "soon"),
            ("  " + one_line(measure.proof), "quiet"),
        ])  # fmt: skip
    return lines


def _reports(scene: Scene, width: int) -> list[Row]:
    due = [line for line in scene.view.now if line.act == "emergency.inform"]
    rows = [_heading(_("应报监管"), _("{n} 项").format(n=len(due)) if due else _("无"), "soon" if due else "quiet")]
    for n, line in enumerate(due):
        left, look = remaining(line.due, scene.now)
        mark = mark_of(line.due, scene.now)
        at = _("限 {at}").format(at=scene.at(line.due)) if line.due else ""
        what = own(line.what, line.en)
        rows.append(Row(f"I{n}", ([(f" {mark} ", look), (f"{what}  {at} ", "plain"), (left, look)],)))
    return rows


def _customers(scene: Scene, width: int) -> list[Row]:
    found = scene.view.customers
    content = sum(each.satisfied in ("satisfied", "forgiven") for each in found)
    more = _("{n} 人，满意或谅解 {m}").format(n=len(found), m=content) if found else _("无")
    return [_heading(_("投诉人"), more), *(Row(f"C{each.number}", tuple(_customer(each, scene, width))) for each in found)]


def _customer(one: CustomerView, scene: Scene, width: int) -> list[Line]:
    bad = one.mood in ("angry", "desperate")
    content = one.satisfied in ("satisfied", "forgiven")
    mood = state_word("customer", one.mood) if one.mood else _("情绪未记")
    first: list[Part] = [
        (" ! " if one.mood == "desperate" else "   ", "alarm"),
        (fit(one_line(one.name) or _("未留姓名"), 8), "strong"),
        (one.number + "  ", "quiet"),
        (mood + "  ", "soon" if bad else "plain" if one.mood else "quiet"),
        (choice_name(one.satisfied) if one.satisfied else _("未回访"), "accent" if content else "soon"),
    ]
    if one.support:
        first.append((f"  {_('心理疏导')} {choice_name(one.support)}", "quiet"))
    lines: list[Line] = [first]
    if one.next_at:
        left, look = remaining(one.next_at, scene.now)
        when = _("下次联系 {at}").format(at=scene.at(one.next_at))
        lines.append([(f"     {when} {one_line(one.next_by)} ", "plain"), (left, look)])
    elif not one.closed:
        last = _("上次接通 {at}").format(at=scene.at(one.last_at)) if one.last_at else _("尚未接通")
        lines.append([(f"     {last}，{_('没有联系安排')}", "quiet")])
    for promise in one.promises:
        shown = record_lines(promise, scene, width - 4)
        lines.append([("    ", "plain"), *shown[0]])
    if one.card:
        said = [one_line(str(step.facts["text"])) for step in one.card.steps if step.facts.get("text")]
        lines += [[("     " + line, "quiet")] for text in said[-1:] for line in wrap(text, max(width - 6, 10))]
    return lines


_PARTS: dict[str, Callable[[Scene, int], list[Row]]] = {
    "opinion": _opinion,
    "statement": _papers("statement", "声明"),
    "solution": _papers("solution", "处理方案"),
    "report": _reports,
    "customer": _customers,
}
