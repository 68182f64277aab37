"""Every kind of subject has one number, and who came too late is told by it what others changed."""

import pytest
from sqlalchemy import inspect

from dutyroom.domain.acts import ACTS
from dutyroom.domain.subjects import KINDS, is_kind, number_of, row_of
from dutyroom.services.room.subjects import TABLES, number_of_row


def test_every_subject_of_the_catalogue_is_in_the_table_and_has_a_row() -> None:
    kinds = {act.subject for act in ACTS.values()} - {""}
    assert kinds <= set(KINDS)
    assert set(TABLES) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_row_is_found_on_the_journal_under_the_number_that_people_use(kind: str) -> None:
    """Two tables once disagreed: charges and groups were stale without a name or a difference."""
    key = inspect(TABLES[kind]).primary_key[0].name
    row = TABLES[kind](**{key: 12 if KINDS[kind].prefix else "0930-012"})
    number = number_of_row(row)
    assert number == (number_of(kind, 12) if KINDS[kind].prefix else "0930-012")
    if KINDS[kind].prefix:
        assert row_of(kind, number) == row_of(kind, "12") == row_of(kind, number.lower()) == 12
        assert is_kind(kind, number)


@pytest.mark.parametrize("typed", ["", "T", "T-1", "T1.5", "T１２", "X12", "T99999999999"])
def test_what_is_no_number_finds_no_row(typed: str) -> None:
    assert row_of("task", typed) == -1
