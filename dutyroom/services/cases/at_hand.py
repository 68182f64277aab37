"""What every act on a complaint begins and ends with."""

from __future__ import annotations

import json

from dutyroom.services.act.facts import masked_facts
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import (
    mark_act,
)
from dutyroom.services.clocks import clocks
from dutyroom.store.erasure import check_known
from dutyroom.store.rows.cases import Complaint


def keep_own(work: Work, complaint: Complaint) -> None:
    """What the plan asks besides in this act's form is a fact of the complaint from now on."""
    own = [field for form in work.plan.forms if form.act == work.act.name for field in form.fields]
    if own:
        facts = json.loads(complaint.facts)
        facts.update(masked_facts(work, own, work.values))
        complaint.facts = json.dumps(facts, ensure_ascii=False)


def set_level(work: Work, complaint: Complaint, level: str) -> None:
    """The complaint is of that level from now on; what it was before stays on its record."""
    said = json.loads(complaint.levels) or [[complaint.level, ""]]
    if level != complaint.level:
        said.append([level, work.now.isoformat()])
    complaint.level, complaint.levels = level, json.dumps(said)


def masked_reason(work: Work) -> str:
    """The reason given, without personal numbers and the complainant's name."""
    return work.masked("reason")


def counts(work: Work, complaint: Complaint) -> None:
    """The act ends the clocks that wait for it, is the step that the plan makes of it, and starts what follows the step."""
    clocks.meet(work, complaint, work.act.name)
    mark_act(work, complaint)
    clocks.follow(work, complaint)


def case_at_hand(work: Work) -> Complaint:
    """The complaint that the act is about. Raises Refusal where it is closed to this act."""
    assert isinstance(work.row, Complaint)
    if work.act.name != "complaint.reveal":
        check_frozen(work.row)
    if work.act.name in ("complaint.reveal", "complaint.correct"):
        check_known(work.session, work.row.number)
    return work.row


def masked_text(work: Work) -> str:
    """The text given, without personal numbers and the complainant's name."""
    return work.masked("text")
