"""What the form of an act starts with, where the event itself already knows it."""

from __future__ import annotations

from dutyroom.domain.board import BoardRow
from dutyroom.domain.plan.plan import Plan
from dutyroom.services.emergency.panel.views import EmergencyView, NowLine, PaperView


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
    if act == "emergency.inform":
        known = {name: value for name, value, _at in view.facts if name in ("people", "injured")}
        # What was said last of the cause still holds until somebody knows better.
        cause = {"cause": view.reports[-1].cause} if view.reports else {}
        return {**_given(line), **known, **cause, "place": view.place}
    if line is not None and line.values:
        return _given(line)
    if act == "sitrep.edit":
        report = next((each for each in view.sitreps if subject == each.number), None)
        return dict(report.sections) if report else {}
    if act == "review.write":
        return dict(view.review)
    if act == "notice.receipt":
        notice = next((each for each in view.notices if subject == each.number), None)
        missing = [unit for unit, _name, _en, at in notice.receipts if at is None] if notice else []
        return {"unit": missing[0]} if missing else {}
    paper = next((each for each in view.papers if subject == each.number), None)
    return of_paper(act, paper) if paper else {}


def of_paper(act: str, paper: PaperView) -> dict[str, str]:
    """What an act on a paper starts with: its text for editing, the first open measure for carrying out."""
    if act == "statement.edit":
        return {"text": paper.text}
    if act == "solution.edit":
        measures = ",".join(kind for kind, _state, _proof in paper.measures)
        return {"text": paper.text, "measures": measures, "sum": paper.sum}
    if act == "measure.carry_out":
        left = [kind for kind, state, _proof in paper.measures if state != "done"]
        return {"measure": left[0]} if left else {}
    return {}


def of_complaint(row: BoardRow | None, units: dict[str, str]) -> dict[str, str]:
    """What the report of an event starts with: the selected complaint and its place."""
    if row is None:
        return {}
    return {"complaint": row.number, "place": units.get(row.unit, ""), "title": row.summary[:40]}


def _given(line: NowLine | None) -> dict[str, str]:
    return dict(line.values) if line is not None else {}
