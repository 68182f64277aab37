"""材料: what is written in a complaint's steps and kept on file, edition by edition, reviewed or read by whom the plan says."""

from __future__ import annotations

import json

from dutyroom.domain.names import aside, listed, named
from dutyroom.domain.plan.handling import Step
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import done_steps
from dutyroom.services.emergency.event import void_clock
from dutyroom.services.papers import papers
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Paper


def keep_on_file(work: Work, complaint: Complaint, step: Step, text: str) -> Paper:
    """Puts what was written in the step on file: a new paper, or the next edition of one that can still be changed."""
    done = done_steps(complaint)
    mark = done[step.code]
    paper = work.session.get(Paper, mark["paper"]) if mark.get("paper") and not step.repeats else None
    if paper is None:
        paper = Paper(
            id=work.next("paper"), kind="paper", complaint=complaint.number, title=step.name, form=step.code, author=work.actor,
            at=work.now,
        )  # fmt: skip
        work.add(paper)
    else:
        for gate in papers.own_gates(work, paper):
            void_clock(work, f"P{paper.id}", gate.code)
        paper.edition += 1
        paper.version += 1
    entry = mark["again"][-1] if mark.get("again") else mark
    paper.text, paper.state, paper.author, paper.at = text, "draft", work.actor, work.now
    paper.fields = json.dumps(entry.get("fields", {}), ensure_ascii=False)
    mark["paper"] = paper.id
    mark["writers"] = sorted({*mark.get("writers", ()), work.actor})
    complaint.steps = json.dumps(done, ensure_ascii=False)
    work.session.flush()
    papers.start_gates(work, paper)
    work.data.update(paper=f"P{paper.id}", edition=paper.edition)
    return paper


def review(work: Work) -> None:
    """审核材料: passed, or returned with what is wrong; proposals for improvement are kept with it (3.07, 5.03)."""
    paper: Paper = work.row
    papers.decide(work, {"pass": "checked", "return": "returned"})
    proposals = work.masked("proposals")
    if proposals:
        fields = json.loads(paper.fields)
        fields["proposals"] = proposals
        paper.fields = json.dumps(fields, ensure_ascii=False)
    work.text = " ".join(filter(None, [work.masked("reason"), proposals]))
    _after(work, paper)


def read(work: Work) -> None:
    """审阅签字: a leader has read the paper, with the own secret (6.04, 7.05)."""
    work.values["outcome"] = "read"
    paper: Paper = work.row
    papers.decide(work, {"read": "read"})
    work.text = work.masked("reason")
    work.message = _("「{title}」已审阅签字。").format(title=_title(work, paper))
    _after(work, paper)


def _after(work: Work, paper: Paper) -> None:
    case = papers.case_of(work.session, paper)
    if case is None:
        return
    from dutyroom.services.clocks import clocks

    left = [gate for gate in papers.own_gates(work, paper) if gate.code not in papers.passed_gates(work.session, paper)]
    if paper.state != "returned" and left:
        work.message += _("还须：{gates}。").format(gates=listed(named(gate) for gate in left))
    outcome = str(work.values["outcome"])
    clocks.meet(work, case, work.act.name, outcome)
    work.touched.add(case.number)


def _title(work: Work, paper: Paper) -> str:
    step = work.plan.step(paper.form)
    return (named(step) if step else paper.title) + aside(f"P{paper.id}")
