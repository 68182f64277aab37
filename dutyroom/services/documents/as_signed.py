"""A paper as it was when it was first decided on: read back from the record, so that nothing that came later is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import Session, SQLModel, col, or_, select

from dutyroom.domain.subjects import number_of
from dutyroom.services.cases.complaint_view import clock_view, contact_view, steps_of
from dutyroom.services.cases.queries import Names, charge_view, paper_view
from dutyroom.services.cases.same_words import again_then
from dutyroom.services.cases.views import CasePaperView, ComplaintView
from dutyroom.store.rows.cases import CaseClock, Complaint, Contact
from dutyroom.store.rows.casework import ChargeRow
from dutyroom.store.rows.emergencies import Measure, Paper
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

Row = TypeVar("Row", bound=SQLModel)
State = dict[str, dict[str, dict[str, Any]]]
"""By table and key, the stored values as the record tells them."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One edition of a paper, with the complaint, as both stood at the journal's entry ``seq``: its first decision."""

    seq: int
    at: datetime
    case: ComplaintView
    paper: CasePaperView


def signed(session: Session, plan: Plan, live: ComplaintView) -> dict[tuple[int, int], Signed]:
    """Every edition of the complaint's papers that was reviewed, approved, returned or signed, by paper and edition.

    ``live`` is the complaint as it stands now; of it the copies have whatever no paper prints.
    """
    papers = [each.id for each in live.work.papers]
    if not papers:
        return {}
    found: dict[tuple[int, int], Signed] = {}
    state: State = {}
    for entry in _entries(session, live, papers):
        decided = _apply(state, entry, live.number, set(papers))
        for paper, edition in decided:
            if (paper, edition) not in found:
                found[paper, edition] = _as_then(session, plan, live, state, entry, paper)
    return found


def _entries(session: Session, live: ComplaintView, papers: list[int]) -> Iterator[JournalEntry]:
    """The entries that may have changed something of the complaint, in their order."""
    subjects = [live.number, *(number_of("paper", each) for each in papers), *(each.number for each in live.work.charges)]
    written = col(JournalEntry.payload)
    query = select(JournalEntry).where(or_(col(JournalEntry.subject).in_(subjects), written.contains(f'"{live.number}"')))
    yield from session.exec(query.order_by(col(JournalEntry.seq)))


def _apply(state: State, entry: JournalEntry, number: str, papers: set[int]) -> list[tuple[int, int]]:
    """Takes over what the entry changed of the complaint; the (paper, edition) on which it decided."""
    decided = []
    for what, table, key, values in json.loads(entry.payload)["rows"]:
        of_table, name = state.setdefault(table, {}), str(key[0])
        if what == "delete":
            of_table.pop(name, None)
        elif name in of_table:
            of_table[name] = {**of_table[name], **values}
        elif what == "insert" and _belongs(table, values, number, papers):
            of_table[name] = dict(values)
        if what == "insert" and table == "decision":
            decided += [(each, values["edition"]) for each in papers if values["subject"] == number_of("paper", each)]
    return decided


def _belongs(table: str, values: dict[str, Any], number: str, papers: set[int]) -> bool:
    if table == "complaint":
        return bool(values["number"] == number)
    if table in ("caseclock", "contact"):
        return bool(values["subject"] == number)
    if table in ("charge", "paper"):
        return bool(values["complaint"] == number)
    return table == "measure" and values["paper"] in papers


def _as_then(
    session: Session, plan: Plan, live: ComplaintView, state: State, entry: JournalEntry, paper: int
) -> Signed:
    names = Names(session, plan)
    (case,) = _rows(Complaint, state)
    row = next(each for each in _rows(Paper, state) if each.id == paper)
    charges = tuple(charge_view(session, plan, names, entry.at, each) for each in _rows(ChargeRow, state))
    view = replace(
        live, level=case.level, channel=case.channel, category=case.category, unit=case.unit, handling=case.handling,
        status=case.status, owner=case.owner, owner_name=names.person(case.owner) if case.owner else "",
        received=case.received, happened=case.happened, satisfied=case.satisfied,
        facts=tuple(json.loads(case.facts).items()), steps=steps_of(session, plan, case),
        clocks=tuple(clock_view(session, plan, case, each, entry.at) for each in _rows(CaseClock, state)),
        contacts=tuple(contact_view(each, names.people) for each in _rows(Contact, state)),
        work=replace(live.work, charges=charges), again=again_then(session, plan, live.number, entry.seq),
    )  # fmt: skip
    measures = [each for each in _rows(Measure, state) if each.paper == paper]
    return Signed(entry.seq, entry.at, view, paper_view(session, plan, case, row, names, measures))


def _rows(table: type[Row], state: State) -> list[Row]:
    stored = state.get(table.__table__.name, {})  # type: ignore[attr-defined]
    return [table.model_validate(values) for values in stored.values()]
