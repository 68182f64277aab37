"""Who may not decide, though their role may: who wrote what is to be decided."""

from __future__ import annotations

from sqlmodel import Session, col, select

from dutyroom.services.gates.gates import case_of
from dutyroom.services.gates.on_file import done_steps
from dutyroom.store.rows.emergencies import Paper
from dutyroom.store.rows.record import JournalEntry

_WRITING = ("statement.draft", "statement.edit", "solution.submit", "solution.edit", "sitrep.draft", "sitrep.edit")


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
