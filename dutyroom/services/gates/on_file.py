"""Steps of a complaint that are done, and what was written in them kept on file, edition by edition."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from dutyroom.domain.plan.handling import Step
from dutyroom.lang import gettext as _
from dutyroom.services.act.facts import masked_facts
from dutyroom.services.act.work import Work
from dutyroom.services.clocks.clocks import meet, void_clock
from dutyroom.services.gates import gates
from dutyroom.services.organisation.stand_ins import speaks_for
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Paper

REPORT_UP = "complaint.report_up"


def done_steps(complaint: Complaint) -> dict[str, dict[str, Any]]:
    """Steps done so far, by code: ``at`` (typed, ISO 8601), ``happened``, ``by``, ``text`` (masked), ``fields`` (masked).

    ``again`` are the later times of a step that repeats, in the same form; ``paper`` is the paper on file of one that is a
    paper, ``writers`` who wrote its editions.
    """
    done: dict[str, dict[str, Any]] = json.loads(complaint.steps)
    return done


def mark_step(work: Work, complaint: Complaint, step: Step, happened: datetime, text: str) -> None:
    """The step was done by this act, at ``happened`` as said: for the first time, once more, or its paper written anew."""
    done = done_steps(complaint)
    # Clocks start from when it was entered, so that a late entry improves nothing.
    entry: dict[str, Any] = {"at": work.now.isoformat(), "happened": happened.isoformat(), "by": work.actor, "text": text}
    if step.fields:
        entry["fields"] = masked_facts(work, step.fields, work.values)
    before = done.get(step.code)
    if before is None:
        done[step.code] = entry
    elif step.repeats:
        before.setdefault("again", []).append(entry)
    elif step.paper:
        # The paper holds its own editions; when the step was first done stays.
        done[step.code] = {**before, "by": work.actor, "text": text, "fields": entry.get("fields", {})}
    complaint.steps = json.dumps(done, ensure_ascii=False)


def known_by_deciding(work: Work, complaint: Complaint, person: str) -> None:
    """Whoever decided on the event knows of its complaints: nobody has to report those up to them once more (1.02, 2.04)."""
    for step in work.plan.steps:
        fits = step.act == REPORT_UP and step.applies(complaint.level, complaint.round, complaint.off_hours)
        if fits and step.code not in done_steps(complaint) and speaks_for(work, complaint, person, step.to):
            mark_step(work, complaint, step, work.now, work.text)
    meet(work, complaint, REPORT_UP)


def keep_on_file(work: Work, complaint: Complaint, step: Step, text: str) -> Paper:
    """Puts what was written in the step on file: a new paper, or the next edition of one that can still be changed."""
    done = done_steps(complaint)
    mark = done[step.code]
    paper = work.session.get(Paper, mark["paper"]) if mark.get("paper") and not step.repeats else None
    entry = mark["again"][-1] if mark.get("again") else mark
    fields = json.dumps(entry.get("fields", {}), ensure_ascii=False)
    changed = paper is not None and (paper.text, json.loads(paper.fields) | entry.get("fields", {})) != (
        text, json.loads(paper.fields)
    )  # fmt: skip
    if paper is None:
        paper = Paper(
            id=work.next("paper"), kind="paper", complaint=complaint.number, title=step.name, form=step.code, author=work.actor,
            at=work.now,
        )  # fmt: skip
        work.add(paper)
    else:
        _fall(work, paper)
    paper.text, paper.author, paper.at, paper.fields = text, work.actor, work.now, fields
    mark["paper"] = paper.id
    mark["writers"] = sorted({*mark.get("writers", ()), work.actor})
    complaint.steps = json.dumps(done, ensure_ascii=False)
    work.session.flush()
    gates.start_gates(work, paper)
    work.data.update(paper=paper.number, edition=paper.edition)
    if changed:
        _unsettle(work, complaint, step)
    return paper


def _fall(work: Work, paper: Paper) -> None:
    """The paper's next edition: what was decided on the last one holds for that alone."""
    for gate in gates.own_gates(work, paper):
        void_clock(work, paper.number, gate.code)
    paper.edition += 1
    paper.version += 1
    paper.state = "draft"


def _unsettle(work: Work, complaint: Complaint, step: Step) -> None:
    """What was decided on later papers was decided on the one that is another now: they need their gates again."""
    for each in gates.papers_after(work.session, work.plan, complaint, step):
        if not any(one.edition == each.edition for one in gates.decisions_on(work.session, each.number)):
            continue
        _fall(work, each)
        work.session.flush()
        gates.start_gates(work, each)
        work.message += _("「{title}」以它为依据，第 {n} 版须重新审批。").format(title=each.title, n=each.edition)
