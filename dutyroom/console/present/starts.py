"""What the form of an act starts with, where the event itself already knows it."""

from __future__ import annotations

from dutyroom.domain.board import BoardRow
from dutyroom.domain.plan import Plan
from dutyroom.services.views import EmergencyView, NowLine, PaperView


def start_values(act: str, subject: str, view: EmergencyView, plan: Plan | None, line: NowLine | None = None) -> dict[str, str]:
    """First values by field, as text; what the person sees they may change."""
    if act == "emergency.propose":
        return {"scope": view.scope} if view.scope else {}
    if act == "emergency.activate" and plan is not None:
        return {"workstreams": ",".join(each.code for each in plan.workstreams if each.default)}
    if act == "emergency.sign":
        unsigned = [each for each in view.decisions if each.signed_at is None]
        mine = [each for each in unsigned if line is None or each.at == line.since] or unsigned
        return {"decision": f"{mine[0].id}"} if mine else {}
    if act == "emergency.inform" and plan is not None and line is not None:
        people = {name: value for name, value, _at in view.facts if name == "people"}
        return {**_report(plan, line), **people, "place": view.place}
    if act == "review.write":
        return dict(view.review)
    if act == "notice.receipt":
        notice = next((each for each in view.notices if subject == f"N{each.id}"), None)
        missing = [unit for unit, _name, _en, at in notice.receipts if at is None] if notice else []
        return {"unit": missing[0]} if missing else {}
    paper = next((each for each in view.papers if subject == f"P{each.id}"), None)
    return of_paper(act, paper) if paper else {}


def of_paper(act: str, paper: PaperView) -> dict[str, str]:
    """What an act on a paper starts with: its text for editing, the first open measure for carrying out."""
    if act == "statement.edit":
        return {"text": paper.text}
    if act == "solution.edit":
        return {"text": paper.text, "measures": ",".join(kind for kind, _state, _proof in paper.measures)}
    if act == "measure.carry_out":
        left = [kind for kind, state, _proof in paper.measures if state != "done"]
        return {"measure": left[0]} if left else {}
    return {}


def of_complaint(row: BoardRow | None, units: dict[str, str]) -> dict[str, str]:
    """What the report of an event starts with: the selected complaint and its place."""
    if row is None:
        return {}
    return {"complaint": row.number, "place": units.get(row.unit, ""), "title": row.summary[:40]}


def _report(plan: Plan, line: NowLine) -> dict[str, str]:
    report = next((each for each in plan.reports if each.name in line.what and each.recipient in line.what), None)
    way = "phone" if line.what.startswith("电话") else "written"
    return {"report": report.code, "way": way, "recipient": report.recipient} if report else {}
