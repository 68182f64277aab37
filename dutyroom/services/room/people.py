"""What staff are called: never masked, in the language in force."""

from __future__ import annotations

from sqlmodel import Session, select

from dutyroom.domain.names import named
from dutyroom.lang import language
from dutyroom.store.rows.staff import Person


def people_of(session: Session) -> dict[str, str]:
    """Everybody's name by account."""
    rows = session.exec(select(Person.code, Person.name, Person.en)).all()
    return {code: en if en and language() == "en" else name for code, name, en in rows}


def name_of(session: Session, person: str) -> str:
    """A person's name in the language in force, the code itself for somebody unknown."""
    row = session.get(Person, person)
    return named(row) if row is not None else person
