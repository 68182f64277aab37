"""What is alike to a case: the one home of that question, for registration, the pages and the groups.

Cases are compared by their masked words and their facts (``domain/alike.py``). What was read of them is remembered while their
rows are as they were, and the room's common words for the day, so that a question costs the reading of a few columns.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from dutyroom.domain.alike import (
    Case,
    Words,
    amounts,
    near,
    said_in_common,
    said_name,
    terms,
    words_in_common,
)
from dutyroom.domain.numbers import digits_of, each_number
from dutyroom.services.room.calendar import midnight
from dutyroom.store.rows.cases import Complaint

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Alike
    from dutyroom.services.room.room import Room

MOST = 2000
"""Cases of the plan's days that one is compared with, the newest first."""
LEARN_DAYS, LEARN_FROM = 90, 2000
"""Days before, and cases of them at most, from which the room's common words are learned."""
_TEXT = 2000
"""Signs of a case that are compared: as many as are found by search."""
_STANDS: tuple[Any, ...] = (Complaint.number, Complaint.version)
_SAYS: tuple[Any, ...] = (
    Complaint.number, Complaint.received, Complaint.unit, Complaint.category, Complaint.channel, Complaint.summary,
    Complaint.facts,
)  # fmt: skip


@dataclass
class Memory:
    """What was read of cases, and the common words; one for a room of this process."""

    cases: dict[str, tuple[int, Case]] = field(default_factory=dict)
    words: tuple[tuple[date, int], Words] | None = None
    lock: Lock = field(default_factory=Lock)


class Around:
    """A case among those of the plan's days around it, each with the caller that it shares with the case."""

    def __init__(self, room: Room, session: Session, complaint: Complaint, rule: Alike) -> None:
        self.rule = rule
        self.words = words_of(room, session)
        span = timedelta(days=rule.within_days)
        wanted: list[Any] = [
            col(Complaint.received) >= complaint.received - span, col(Complaint.received) <= complaint.received + span,
            col(Complaint.round) == 1, col(Complaint.number) != complaint.number,
            *(col(getattr(Complaint, fact)) == getattr(complaint, fact) for fact in rule.same),
        ]  # fmt: skip
        # What this very act writes is not remembered: it may not be kept, and its number given again.
        (self.case,) = _read(room, session, [col(Complaint.number) == complaint.number], 1)
        tokens = _tokens(room, session, complaint.number)
        caller = room.keys.blind(tokens[0]) if tokens else ""
        self.case = replace(self.case, caller=caller)
        same = room.vault.holders(session, tokens) if tokens else set()
        found = _read(room, session, wanted, MOST, room.remembered(Memory))
        self.others = [replace(each, caller=caller) if each.number in same else each for each in found] if same else found

    @cached_property
    def near(self) -> dict[str, int]:
        """Those that may be of one matter with it, with their likeness in percent, the most alike first."""
        return near(self.case, self.others, self.rule, self.words)

    @property
    def alike(self) -> dict[str, int]:
        """Those as alike as the plan asks."""
        return {number: likeness for number, likeness in self.near.items() if likeness >= self.rule.likeness}

    @property
    def same_caller(self) -> frozenset[str]:
        """Those that came from the case's own telephone number."""
        return frozenset(each.number for each in self.others if each.caller and each.caller == self.case.caller)


def cases_of(room: Room, session: Session, numbers: Collection[str]) -> list[Case]:
    """These cases as they are compared, each with its caller, in the order of their numbers."""
    found = [
        each for chunk in chunks(sorted(numbers)) for each in _read(room, session, [col(Complaint.number).in_(chunk)], len(chunk))
    ]
    made = []
    for each in sorted(found, key=lambda case: case.number):
        tokens = _tokens(room, session, each.number)
        made.append(replace(each, caller=room.keys.blind(tokens[0])) if tokens else each)
    return made


def persons(cases: Iterable[Case]) -> int:
    """How many people complained: several cases from one telephone number are one; who is not known is somebody else."""
    found = list(cases)
    return len({each.caller for each in found if each.caller}) + sum(not each.caller for each in found)


def reason_of(room: Room, session: Session, cases: Sequence[Case], likeness: Collection[int]) -> dict[str, Any]:
    """Why these are taken for alike, in true figures: what people read who confirm it (``queries`` puts it into words)."""
    words = words_of(room, session)
    newest = max(cases, key=lambda each: (each.received, each.number))
    ((_case, text),) = _said(session, [newest.number])
    pieces = words_in_common(text, cases, words)
    sums = Counter(each for case in cases for each in sorted(case.amounts))
    categories = [case.category for case in cases if case.category]
    most = max(sorted(set(categories)), key=categories.count, default="")
    return {
        "cases": len(cases),
        "minutes": int((newest.received - min(each.received for each in cases)).total_seconds() // 60),
        "units": len({each.unit for each in cases if each.unit}),
        "persons": persons(cases),
        "category": [most, categories.count(most)] if categories else [],
        "amounts": [[each, n] for each, n in sums.most_common(2) if n > 1],
        "words": [[piece, sum(set(wanted) <= set(case.terms) for case in cases), words.seen(wanted)] for piece, wanted in pieces],
        "said": [[said_name(term, False), said_name(term, True)] for term in said_in_common(cases)],
        "learned": words.learned,
        "low": min(likeness, default=0),
        "high": max(likeness, default=0),
    }


def words_of(room: Room, session: Session) -> Words:
    """The words of the days before today, by how rare they are; learned once a day, and anew when earlier cases come in."""
    memory = room.remembered(Memory)
    calendar = room.calendar_of(session)
    today = midnight(calendar, room.now())
    before = (col(Complaint.received) < today, col(Complaint.received) >= today - timedelta(days=LEARN_DAYS))
    count = int(session.exec(select(func.count()).select_from(Complaint).where(*before)).one())
    key = (today.date(), count)
    with memory.lock:
        known = memory.words
    if known is not None and known[0] == key:
        return known[1]
    days: dict[date, list[Collection[str]]] = {}
    for each in _read(room, session, list(before), LEARN_FROM):
        days.setdefault(calendar.local(each.received).date(), []).append(each.terms)
    made = Words(days.items())
    with memory.lock:
        memory.words = (key, made)
    return made


def chunks(numbers: list[str]) -> Iterator[list[str]]:
    """As many at once as every database takes."""
    return (numbers[at : at + 200] for at in range(0, len(numbers), 200))


def _read(room: Room, session: Session, wanted: list[Any], most: int, known: Memory | None = None) -> list[Case]:
    """The newest cases of which this is true; read are those alone that ``known`` has not as they are, and kept there."""
    order = (col(Complaint.received).desc(), col(Complaint.number).desc())
    rows = session.connection().execute(select(*_STANDS).where(*wanted).order_by(*order).limit(most)).all()
    held: dict[str, tuple[int, Case]] = {}
    if known is not None:
        with known.lock:
            held = {row[0]: known.cases[row[0]] for row in rows if row[0] in known.cases}
    new = {row[0]: row[1] for row in rows if row[0] not in held or held[row[0]][0] != row[1]}
    held |= {case.number: (new[case.number], case) for case, _text in _said(session, list(new))}
    if known is not None and new:
        with known.lock:
            if len(known.cases) > 4 * MOST:
                known.cases.clear()
            known.cases.update({number: held[number] for number in new})
    return [held[row[0]][1] for row in rows]


def _said(session: Session, numbers: Sequence[str]) -> Iterator[tuple[Case, str]]:
    """Each case with its masked words: its whole content where it has that, else its summary."""
    # One string for a term wherever it stands: thousands of cases share most of theirs.
    shared: dict[str, str] = {}
    for chunk in chunks(list(numbers)):
        rows = session.connection().execute(select(*_SAYS).where(col(Complaint.number).in_(chunk))).all()
        for number, received, unit, category, channel, summary, facts in rows:
            text = str(json.loads(facts).get("content") or summary)[:_TEXT]
            heard = tuple(shared.setdefault(term, term) for term in terms(text))
            yield Case(number, received, unit, category, channel, heard, amounts(text)), text


def _tokens(room: Room, session: Session, number: str) -> list[str]:
    """What the vault finds the case by for the telephone numbers of who complained; for comparing alone."""
    phone = room.vault.value(session, number, "phone")
    return sorted({f"number:{digits_of(each)}" for each in each_number(phone)}) if phone else []
