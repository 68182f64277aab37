"""Who may not, though their role may: who is complained of (回避, X.06), and who wrote what is to be decided."""

from __future__ import annotations

from sqlmodel import Session, col, select

from dutyroom.domain.recusal import named_in
from dutyroom.services.gates.gates import case_of
from dutyroom.services.gates.on_file import done_steps
from dutyroom.services.room.vault import Vault
from dutyroom.store.rows.emergencies import Paper
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person

_WRITING = ("statement.draft", "statement.edit", "solution.submit", "solution.edit")


def complained_of(session: Session, vault: Vault, number: str) -> frozenset[str]:
    """Accounts of the staff whom the complaint names as 涉及人员."""
    words = vault.value(session, number, "persons")
    if not words:
        return frozenset()
    rows = session.exec(select(Person.code, Person.name, Person.en)).all()
    return named_in(words, {code: (code, name, en) for code, name, en in rows})


def writers(session: Session, paper: Paper) -> set[str]:
    """All who wrote an edition of it: changing a comma in one's own text must not make somebody else its author."""
    written = session.exec(
        select(JournalEntry.actor).where(JournalEntry.subject == paper.number, col(JournalEntry.kind).in_(_WRITING))
    ).all()
    if paper.kind == "paper":
        case = case_of(session, paper)
        mark = done_steps(case).get(paper.form, {}) if case is not None else {}
        written = [*written, *mark.get("writers", ())]
    return {*written, paper.author}
