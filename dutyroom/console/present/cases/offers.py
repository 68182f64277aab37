"""What can be done now with what belongs to a complaint: its papers, its departments' charges, the group it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dutyroom.console.present.safe import one_line
from dutyroom.domain.clock.course import REGULATION
from dutyroom.domain.names import named
from dutyroom.services.cases.views import CasePaperView, CaseworkView, ChargeView

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.cases.views import ComplaintView

Made = tuple[str, str, int | None, Mapping[str, str], str, str]
"""Act, subject, version seen, what the form starts with, why not, what it is about."""

_PASSED = ("approve", "pass", "read")


def case_offers(work: CaseworkView, plan: Plan | None) -> Iterator[Made]:
    """Decisions that are waited for, measures of approved solutions, charges to report or judge, a group to confirm."""
    if work.followed_by or plan is None:
        return
    for paper in work.papers:
        yield from _of_paper(paper)
    for charge in work.charges:
        yield from of_charge(charge)
    if work.group is not None and work.group.state == "proposed":
        about = work.group.number
        yield "group.confirm", about, work.group.version, {}, "", about
        yield "group.refuse", about, work.group.version, {}, "", about


def of_charge(charge: ChargeView) -> Iterator[Made]:
    """What can be done with one charge."""
    number, about = charge.number, one_line(f"C{charge.id} {charge.unit}")
    if charge.state == "open":
        yield "charge.report", number, charge.version, {}, "", about
    elif charge.state == "reported":
        yield "charge.check", number, charge.version, {}, "", about


def _of_paper(paper: CasePaperView) -> Iterator[Made]:
    number, about = paper.number, one_line(f"P{paper.id} {named(paper)}")
    closed = [gate for gate in paper.gates if gate.outcome not in _PASSED]
    if closed and paper.state not in ("returned", "refused"):
        yield closed[0].act, number, paper.version, {}, "", about
    if paper.kind != "solution" or paper.state == "carried_out":
        return
    if not closed:
        for code, name, state, _proof, _amount in paper.measures:
            if state != "done":
                yield "measure.carry_out", number, None, {"measure": code}, "", one_line(f"P{paper.id} {name}")
    measures = ",".join(code for code, *_rest in paper.measures)
    yield "solution.edit", number, paper.version, {"text": paper.text, "measures": measures, "sum": paper.sum}, "", about


def limit_acts(view: ComplaintView) -> tuple[list[str], list[str]]:
    """Acts on the regulatory limits of a case: what waits for a decision, and what can be asked for; none where none are on."""
    regulated = [clock for clock in view.clocks if clock.source == REGULATION]
    running = [clock for clock in regulated if clock.verdict == "running"]
    if any("complaint.check_decide" in clock.stops for clock in running):
        return ["complaint.check_decide"], []
    further = ["complaint.extend"] if running and view.closed_at is None else []
    if regulated and view.status in ("replied", "closed"):
        further.append("complaint.check_ask")
    return [], further
