"""Every kind of subject has one number, and who came too late is told by it what others changed."""

import pytest
from sqlalchemy import inspect

from dutyroom.domain.acts import ACTS
from dutyroom.domain.subjects import KINDS, is_kind, number_of, row_of
from dutyroom.services.cases import procedure
from dutyroom.services.gates.gates import passed_gates
from dutyroom.services.room.subjects import TABLES, number_of_row
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Paper
from tests.services.conftest import Played
from tests.services.test_emergency_story import running


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


@pytest.mark.whole
@pytest.mark.parametrize("written", ["T{}", "t{}", "{}"])
@pytest.mark.beat(play=running)
def test_however_a_number_is_written_the_act_stands_under_the_one_that_people_use(room: Played, written: str) -> None:
    """Written without its prefix, a task's end stood on the journal under a number that no timeline asks for."""
    _number, event = room.begun
    task = room.emergency(event).workstreams[0].tasks[0]
    done = room.act("task.assign", "sunli", written.format(task.id), owner="sunli")
    assert done.subject == task.number
    assert room.log(subject=task.number)[-1].kind == "task.assign"


@pytest.mark.beat(play=running)
def test_a_gate_is_passed_by_its_last_word_for_the_case_as_for_the_paper(room: Played) -> None:
    """Two places reckoned it: a decision that was withdrawn still opened the case's steps."""
    number, event = room.begun
    room.act("solution.submit", "sunli", event, title="方案", text="退还利差", measures="refund,apology")
    subject = room.emergency(event).papers[-1].number
    room.act("solution.decide", "zhaoguoqiang", subject, outcome="approve")
    gates = passed_of(room, number, subject)
    assert gates[0] == gates[1] != frozenset()
    decision = room.emergency(event).decisions[-1].number
    room.act("decision.withdraw", "zhaoguoqiang", decision, choice="重拟", reason="金额有误")
    assert passed_of(room, number, subject) == (frozenset(), frozenset())


def passed_of(room: Played, number: str, subject: str) -> tuple[frozenset[str], frozenset[str]]:
    """The gates that the case, and the paper, count as passed; those of the event's activation left out."""
    with room.database.read() as session:
        paper = session.get(Paper, row_of("paper", subject))
        of_case = procedure.passed_gates(session, session.get(Complaint, number))
        of_paper = frozenset(passed_gates(session, paper))
    return of_case - {gate.code for gate in room.plan.gates if gate.act == "emergency.activate"}, of_paper


@pytest.mark.whole
@pytest.mark.parametrize("written", ["J{}", "j{}", "{}"])
@pytest.mark.beat(play=running)
def test_a_paper_is_read_by_its_number_however_it_is_written(room: Played, written: str) -> None:
    _number, event = room.begun
    decision = room.emergency(event).decisions[-1]
    assert room.event_paper("decision", written.format(decision.id)) == room.event_paper("decision", decision.number)
