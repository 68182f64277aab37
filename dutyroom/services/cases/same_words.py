"""Which texts of a case are the same words again, for whoever reviews, approves or closes: read from the record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import act_name, field_name, headed, named, quoted
from dutyroom.domain.result import brief
from dutyroom.domain.same_words import READ_BY, Again, bare, in_words, tokens_around, told_in
from dutyroom.domain.subjects import number_of, row_of
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.casework import ChargeRow
from dutyroom.store.rows.emergencies import Paper
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

_SHORT = 16
"""Characters of a text by which it is known again in a line about it."""
_KINDS = sorted(name for name, act in ACTS.items() if told_in(act, act.fields))


@dataclass(slots=True)
class _Said:
    """Of one text: as it was first written, where and how often, and when each who wrote it did so last."""

    text: str
    places: Counter[str] = field(default_factory=Counter)
    writers: dict[str, datetime] = field(default_factory=dict)


def again_in(room: Room, session: Session, plan: Plan, row: Complaint) -> dict[str, Again]:
    """By its bare text, each text of the case that stands elsewhere as well, here or in others."""
    said = _said(session, plan, row.number)
    tokens = {
        each: text for text, of in said.items() for person, at in of.writers.items() for each in tokens_around(person, at, text)
    }
    mine = {row.number, row.round_of, row.followed_by}
    others: dict[str, set[str]] = {}
    for each, subject in room.vault.marked(session, tokens):
        if subject not in mine:
            others.setdefault(tokens[each], set()).add(subject)
    return _again(said, {text: len(subjects) for text, subjects in others.items()})


def again_then(session: Session, plan: Plan, number: str, seq: int) -> dict[str, Again]:
    """Each text that stood elsewhere in the case up to that entry of the record: what is frozen shows no more."""
    return _again(_said(session, plan, number, seq), {})


def _again(said: Mapping[str, _Said], others: Mapping[str, int]) -> dict[str, Again]:
    made = {text: Again(of.text, dict(of.places), others.get(text, 0)) for text, of in said.items()}
    return {text: each for text, each in made.items() if each}


def _said(session: Session, plan: Plan, number: str, until: int = 0) -> dict[str, _Said]:
    """Every text of the case that tells of a deed, by what is bare of it."""
    found: dict[str, _Said] = {}
    for entry in _entries(session, number, until):
        for place, text, rewritten in _texts(plan, entry):
            of = found.setdefault(bare(text), _Said(text))
            # A paper written anew keeps what was good of it.
            of.places[place] += 0 if rewritten and of.places[place] else 1
            of.writers[entry.actor] = entry.at
    return found


def said_again(room: Room, act: str, subject: str) -> tuple[str, ...]:
    """What whoever does the act reads that is the same words again, one line each; none for acts by which nothing is judged."""
    if act not in READ_BY:
        return ()
    with room.database.read() as session:
        row, wanted = _read(session, act, subject)
        if row is None:
            return ()
        found = again_in(room, session, room.plan_of(session, row.plan_version), row)
    return tuple(
        headed(quoted(_beginning(each.text)).strip(), in_words(each))
        for text, each in found.items() if wanted is None or text in wanted
    )  # fmt: skip


def _beginning(text: str) -> str:
    one = brief(text)
    return one if len(one) <= _SHORT else f"{one[: _SHORT - 1]}…"


def _read(session: Session, act: str, subject: str) -> tuple[Complaint | None, set[str] | None]:
    """The case, and which of its (bare) texts are read with the act: None for all of them."""
    if ACTS[act].subject == "complaint":
        return session.get(Complaint, subject), None
    if ACTS[act].subject == "charge":
        charge = session.get(ChargeRow, row_of("charge", subject))
        return (session.get(Complaint, charge.complaint), {bare(charge.report)}) if charge else (None, None)
    paper = session.get(Paper, row_of("paper", subject))
    if paper is None:
        return None, None
    texts = [paper.text, *(each for each in json.loads(paper.fields or "{}").values() if isinstance(each, str))]
    return session.get(Complaint, paper.complaint), {bare(each) for each in texts}


def _entries(session: Session, number: str, until: int) -> list[JournalEntry]:
    papers = session.exec(select(Paper.id).where(Paper.complaint == number)).all()
    charges = session.exec(select(ChargeRow.id).where(ChargeRow.complaint == number)).all()
    about = [number, *(number_of("paper", each) for each in papers), *(number_of("charge", each) for each in charges)]
    query = select(JournalEntry).where(col(JournalEntry.subject).in_(about), col(JournalEntry.kind).in_(_KINDS))
    query = query.where(JournalEntry.seq <= until) if until else query
    return list(session.exec(query.order_by(col(JournalEntry.seq))).all())


def _texts(plan: Plan, entry: JournalEntry) -> list[tuple[str, str, bool]]:
    """(where, text, whether it is a paper that may be written anew) of each text that tells of a deed in the entry."""
    act, values = ACTS[entry.kind], json.loads(entry.payload)["values"]
    step = plan.step(str(values.get("step") or "")) if act.name == "complaint.step" else None
    head = named(step) if step is not None else act_name(act)
    rewritten = act.name in ("solution.submit", "solution.edit") or bool(step and step.paper and not step.repeats)
    made = []
    for asked in told_in(act, form_fields(act, plan)):
        value = values.get(asked.name)
        text = str(value.get("masked") or "") if isinstance(value, dict) else str(value or "")
        if bare(text):
            place = head if asked.name == "text" else head + quoted(field_name(asked))
            made.append((place, text, rewritten))
    return made
