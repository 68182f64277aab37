"""A statement or solution in lines: its edition, its text, its gates with who decided, its measures."""

from __future__ import annotations

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.emergency.event import (
    Scene,
    edition,
    listed,
    own,
    paper_kind,
    paper_state,
)
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import lines, one_line
from dutyroom.domain.gate import closed_gates, gate_of, gates_before
from dutyroom.domain.names import choice_name, headed, shown_number, term
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import PaperView


def head(scene: Scene, paper: PaperView) -> Line:
    """Which paper, which edition, by whom, where it stands."""
    return [
        (f" {shown_number(scene.plan, scene.view.number)}  ", "plain"),
        (f"{paper_kind(paper.kind)} P{paper.id} ", "strong"),
        (f"{edition(paper.edition)}  ", "strong"),
        (paper_state(paper.state, paper.kind) + "  ", "soon" if paper.closed else "accent"),
        (one_line(paper.title), "strong"),
        (f"   {one_line(paper.author)} {scene.at(paper.at)}", "quiet"),
    ]


def text_lines(paper: PaperView, width: int) -> list[Line]:
    """The text itself."""
    return [[(" " + line, "plain")] for line in wrap(lines(paper.text), width)]


def gate_lines(scene: Scene, paper: PaperView) -> list[Line]:
    """Every gate of such a paper: passed by whom for this edition, or still closed and whose it is."""
    made: list[Line] = []
    for gate in scene.plan.gates:
        if gate.code not in (*paper.passed, *paper.closed):
            continue
        decided = [
            each
            for each in scene.view.decisions
            if each.gate == gate.code and each.subject == paper.number and each.edition == paper.edition
        ]
        last = decided[-1] if decided else None
        name = own(gate.name, gate.en)
        if gate.code in paper.passed:
            by = f"{scene.at(last.at)} {scene.role(last.role)} {one_line(last.by_name)}" if last else ""
            made.append([(" v ", "accent"), (f"{name} ", "plain"), (_("已通过") + "  ", "accent"), (by, "quiet")])
        else:
            roles = listed(scene.role(role) for role in gate.roles)
            said = headed(choice_name(last.outcome), one_line(last.reason)) if last else ""
            made.append(
                [(" - ", "soon"), (f"{name} ", "plain"), (_("未通过") + "  ", "soon"), (f"{roles}  ", "quiet"), (said, "strong")]
            )
    if paper.reason and paper.state in ("returned", "refused"):
        made.append([(" ! ", "soon"), (headed(paper_state(paper.state, paper.kind), one_line(paper.reason)), "strong")])
    return made


def measure_lines(scene: Scene, paper: PaperView) -> list[Line]:
    """What a solution pays, and its measures, carried out or not, with the proof."""
    pays: list[Line] = [[(" " + one_line(said), "strong")] for said in paper.pays]
    return pays + [
        [
            (" v " if state == "done" else " - ", "accent" if state == "done" else "soon"),
            (one_line(term(scene.plan.measures, kind)) + " ", "plain"),
            ((_("已落实") if state == "done" else _("未落实")) + "  ", "quiet"),
            (one_line(proof), "quiet"),
        ]
        for kind, state, proof in paper.measures
    ]


def why_closed(scene: Scene, paper: PaperView, act: str) -> str:
    """Why an act on the paper is impossible now because of its gates or its state, "" when nothing stands before it."""
    if paper.state == "published":
        return _("已发布，不能再办")
    gate = gate_of(scene.plan, act)
    if gate is not None and gate.code in paper.passed:
        return _("这一版已通过")
    before = gates_before(scene.plan, gate, paper.passed) if gate is not None else closed_gates(scene.plan, act, paper.passed)
    names = listed(own(each.name, each.en) for each in before)
    return _("须先经：{gates}").format(gates=names) if names else ""
