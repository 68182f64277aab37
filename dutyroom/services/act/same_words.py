"""What is written of deeds leaves a keyed token each, by which it is seen that somebody writes the same in many cases."""

from __future__ import annotations

from dutyroom.domain.same_words import bare, token, told_in, week_of
from dutyroom.services.act.work import Work
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.cases import Complaint


def keep_words(work: Work) -> None:
    """Of every text of the act that tells of a deed in a case; nothing is kept of other acts."""
    fields = told_in(work.act, form_fields(work.act, work.plan))
    number = work.row.number if isinstance(work.row, Complaint) else str(getattr(work.row, "complaint", "") or "")
    if fields and number:
        told = {bare(work.masked(field.name)) for field in fields if work.values.get(field.name)} - {""}
        work.room.vault.mark(work.session, number, [token(work.actor, week_of(work.now), each) for each in told])
