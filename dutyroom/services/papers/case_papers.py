"""材料: what is written in a complaint's steps and kept on file, edition by edition, reviewed or read by whom the plan says."""

from __future__ import annotations

import json

from dutyroom.domain.names import aside, listed, named
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.gates import gates
from dutyroom.services.papers import papers
from dutyroom.store.rows.emergencies import Paper


def review(work: Work) -> None:
    """审核材料: passed, or returned with what is wrong; proposals for improvement are kept with it (3.07, 5.03)."""
    paper: Paper = work.row
    papers.decide(work, {"pass": "checked", "return": "returned"})
    proposals = work.masked("proposals")
    if proposals:
        fields = json.loads(paper.fields)
        fields["proposals"] = proposals
        paper.fields = json.dumps(fields, ensure_ascii=False)
    work.text = " ".join(filter(None, [work.text, work.masked("reason"), proposals]))
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
    case = gates.case_of(work.session, paper)
    if case is None:
        return
    from dutyroom.services.clocks import clocks

    left = [gate for gate in gates.own_gates(work, paper) if gate.code not in gates.passed_gates(work.session, paper)]
    if paper.state != "returned" and left:
        work.message += _("还须：{gates}。").format(gates=listed(named(gate) for gate in left))
    outcome = str(work.values["outcome"])
    clocks.meet(work, case, work.act.name, outcome)
    work.touched.add(case.number)


def _title(work: Work, paper: Paper) -> str:
    step = work.plan.step(paper.form)
    return (named(step) if step else paper.title) + aside(paper.number)
