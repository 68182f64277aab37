"""Where else the room tells of a complainant: log lines, tasks, watches and drafts that have their name or number."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from dutyroom.domain.numbers import digits_of, each_number, numbers_in
from dutyroom.domain.spelling import fold, name_tokens, names_in, places, plain_name, sought
from dutyroom.domain.subjects import KINDS, number_of
from dutyroom.services.act.work import Work
from dutyroom.services.desk.watches import PREFIX
from dutyroom.services.room.subjects import TABLES
from dutyroom.services.room.vault import Vault
from dutyroom.store.rows.cases import Call, Complaint, Watch
from dutyroom.store.rows.record import Draft, JournalEntry
from dutyroom.store.sealed import under

_LEAST = 7
"""Digits of a number that is nobody else's by chance."""


@dataclass(frozen=True, slots=True)
class Person:
    """By what a complainant is known: names and numbers, each as it is compared."""

    names: frozenset[str]
    numbers: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Whether the text has one of the names or numbers, however they are typed."""
        digits = "".join(sign for sign in fold(text) if sign.isdecimal())
        if places(text, tuple(self.names)) or any(number.removesuffix("X") in digits for number in self.numbers):
            return True
        return any(each.digits in self.numbers for each in numbers_in(text))


def person_of(work: Work, number: str) -> Person:
    """By what the complainant of this complaint and of its calls is known."""
    session, vault = work.session, work.room.vault
    subjects = (number, *session.exec(select(Call.number).where(Call.complaint == number)).all())
    known = [vault.plain(session, subject) for subject in subjects]
    names = frozenset(name for each in known for name in sought(each.get("name", "")))
    told = (each.get(kind, "") for each in known for kind in ("phone", "id_number"))
    numbers = {digits_of(number) for value in told for number in each_number(value)}
    return Person(names, frozenset(each for each in numbers if len(each) >= _LEAST))


def keys_elsewhere(work: Work, number: str, person: Person) -> set[str]:
    """The subjects, besides the complaint and its calls, whose keys seal what tells of the person; watches end with it."""
    found = _entries(work.session, work.room.vault, person) | _belonging(work.session, number)
    for code in _watches(work.session, work.room.vault, person):
        found.add(code)
        watch = work.session.get_one(Watch, int(code.removeprefix(PREFIX)))
        watch.dropped = watch.dropped or work.now
    return found


def drafts_about(work: Work, person: Person) -> list[str]:
    """The ids of drafts, whatever they are about, in which somebody has typed the person's name or number."""
    keys = work.room.keys
    rows = work.session.exec(select(Draft)).all()
    return [row.id for row in rows if any(map(person.is_in, json.loads(keys.unseal(keys.drafts, row.sealed)).values()))]


def _entries(session: Session, vault: Vault, person: Person) -> set[str]:
    # Acts on calls and complaints are sealed under those.
    kind, payload = col(JournalEntry.kind), col(JournalEntry.payload)
    query = select(JournalEntry.subject, JournalEntry.payload).where(
        ~kind.startswith("call."), ~kind.startswith("complaint."), payload.contains('"sealed":')
    )
    # What is sealed under another complaint is that one's.
    own = set(session.exec(select(Complaint.number)).all())
    found = set()
    for subject, written in session.exec(query).all():
        for value in json.loads(written)["values"].values():
            key = under(value, subject)
            if key and key not in own and key not in found and person.is_in(vault.unseal(session, key, value["sealed"])):
                found.add(key)
    return found


def _belonging(session: Session, number: str) -> set[str]:
    """What belongs to the complaint and had a key of its own once: its papers, charges, promises."""
    found = set()
    for kind, table in TABLES.items():
        if kind != "call" and hasattr(table, "complaint"):
            ids = session.exec(select(table.id).where(table.complaint == number)).all()
            found |= {number_of(kind, each) for each in ids if KINDS[kind].prefix}
    return found


def _watches(session: Session, vault: Vault, person: Person) -> set[str]:
    found = {code for each in person.numbers for code in vault.find(session, [f"number:{each}"], 1000, PREFIX)}
    for name in person.names:
        like = vault.find(session, name_tokens(name), 1000, PREFIX)
        found |= {code for code in like if name in map(plain_name, names_in(vault.value(session, code, "name")))}
    return found
