"""The keeper of clocks: each warning once, none missed, whoever keeps; who is asked; what is raised again and what is not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from dutyroom.console.present.board.warnings import lines
from dutyroom.domain.errors import Refusal
from dutyroom.services.documents.figures import figures
from dutyroom.services.telling import owed, thread
from dutyroom.services.telling.keeper import Keeper
from dutyroom.services.telling.queries import about, open_warnings
from dutyroom.services.telling.rates import FLOOD
from dutyroom.store import lease
from dutyroom.store.record import append
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.cases import CaseClock, Pause
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.telling import KeeperRow, WarningRow
from tests.patience import PATIENCE_S
from tests.services.conftest import Played

FACTS = {"content": "收费", "level": "important", "channel": "phone", "unit": "chengguan"}


def registered(room: Played, **more: Any) -> str:
    """A complaint whose limits run."""
    return room.act("complaint.register", "wangmin", **{**FACTS, **more}).subject


def entries(room: Played, *kinds: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, subject and values of what the keeper wrote."""
    with room.database.read() as session:
        rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
    mine = [row for row in rows if row.kind.startswith("keeper.") and (not kinds or row.kind in kinds)]
    return [(row.kind, row.subject, json.loads(row.payload)["values"]) for row in mine]


def raised(room: Played) -> list[tuple[str, str, str, str, int]]:
    """(kind, subject, clock, due, step) of each warning on the journal."""
    found = entries(room, "keeper.warn", "keeper.breach", "keeper.remind", "keeper.escalate")
    return [(kind, subject, values["clock"], values["due"], values["step"]) for kind, subject, values in found]


def to(room: Played, *moments: str) -> Keeper:
    """Keeps from moment to moment, each looked at twice."""
    keeper = Keeper(room)
    for moment in moments:
        room.clock.to(moment)
        keeper.beat()
        assert keeper.beat() == []
    keeper.end()
    return keeper


def test_near_and_past_due_stand_once_each_on_what_they_speak_of(room: Played) -> None:
    number = registered(room)
    to(room, "17:10", "17:11", "17:12", "17:19", "17:20", "17:21")
    assert raised(room) == [
        ("keeper.warn", number, "report_up", "2026-09-30T09:20:00.000000Z", 1),
        ("keeper.breach", number, "report_up", "2026-09-30T09:20:00.000000Z", 1),
    ]
    lines = [line.text for line in room.log() if line.kind == "keeper.told"]
    assert lines == [f"临近 1 项（{number}）", f"超时 1 项（{number}）"]


def test_what_is_met_in_time_raises_nothing(room: Played) -> None:
    number = registered(room)
    room.clock.to("16:55")
    room.act("complaint.report_up", "wangmin", number, person="qianming", result="reached", text="已报告钱行长")
    to(room, "17:12", "17:30")
    assert [each for each in raised(room) if each[2] == "report_up"] == []


def test_after_days_without_anybody_all_is_caught_up_marked_and_told_in_one_line(room: Played) -> None:
    numbers = [registered(room) for _n in range(6)]
    room.clock.to("10-09 12:00")
    Keeper(room).beat()
    assert {values["late"] for kind, _s, values in entries(room) if kind in ("keeper.warn", "keeper.breach")} == {True}
    limits = {(kind, subject, clock) for kind, subject, clock, _due, _step in raised(room)}
    kinds = ("keeper.warn", "keeper.breach")
    clocks = ("report_up", "first_contact")
    assert limits >= {(kind, number, clock) for kind in kinds for number in numbers for clock in clocks}
    lines = [line.text for line in room.log() if line.kind == "keeper.told"]
    assert len(lines) == 1
    assert "因无值守进程而迟报" in lines[0]


def test_the_database_itself_refuses_a_second_one(room: Played) -> None:
    number = registered(room)
    to(room, "17:20")
    with room.database.read() as session:
        row = session.exec(select(WarningRow).where(WarningRow.kind == "breach")).one()
    twin = WarningRow(**{**row.model_dump(), "id": 99})

    def once(session: Any) -> None:
        session.add(twin)
        append(session, room.keys, at=room.now(), actor="", role="", kind="keeper.breach", command_id="x", subject=number)

    with pytest.raises(Refusal) as no:
        room.database.act(once)
    assert isinstance(no.value.__cause__, IntegrityError)


def test_one_keeps_and_another_takes_over_when_it_is_gone(room: Played) -> None:
    registered(room)
    first, second = Keeper(room), Keeper(room)
    first.beat()
    room.clock.to("17:12")
    assert second.beat() == []
    assert len(first.beat()) == 1
    _pass(room, lease.LEASE_S - 1)
    room.clock.to("17:20")
    assert second.beat() == []
    _pass(room, 2)
    assert [row.kind for row in second.beat()] == ["breach"]
    # Who comes back finds that another keeps, and raises nothing.
    room.clock.to("18:00")
    assert first.beat() == []
    second.end()
    assert len(first.beat()) == 1


def test_a_lease_from_before_the_machine_was_started_binds_nobody(room: Played) -> None:
    Keeper(room).beat()
    _pass(room, -10_000)
    with room.database.read() as session:
        assert lease.look(session).free


def _pass(room: Played, seconds: float) -> None:
    """As if so many seconds had gone by since the lease was taken."""

    def once(session: Any) -> None:
        session.get_one(KeeperRow, 1).until -= seconds

    room.database.act(once)


def test_a_clock_set_back_and_forth_raises_nothing_twice_and_leaves_nothing_out(room: Played) -> None:
    number = registered(room)
    to(room, "17:12", "16:00", "17:12", "17:25", "17:00", "17:19", "17:40")
    assert len(raised(room)) == len(set(raised(room)))
    assert [each[0] for each in raised(room) if each[1:3] == (number, "report_up")] == ["keeper.warn", "keeper.breach"]


def test_nobody_answers_it_is_raised_again_after_longer_and_longer_and_those_above_are_asked(room: Played) -> None:
    number = registered(room)
    to(room, "17:12", "17:20", "17:49", "17:50", "18:49", "18:50", "20:49", "20:50")
    mine = [(kind, step) for kind, subject, _clock, _due, step in raised(room) if subject == number]
    assert mine == [("keeper.warn", 1), ("keeper.breach", 1), ("keeper.remind", 2), ("keeper.escalate", 3), ("keeper.remind", 4)]
    told = [values["told"] for kind, _s, values in entries(room) if kind in ("keeper.breach", "keeper.escalate")]
    assert set(told[0]) < set(told[1])


def test_who_has_seen_it_is_not_asked_again_and_it_is_in_sight_no_more(room: Played) -> None:
    number = registered(room)
    to(room, "17:20")
    assert [(view.subject, view.kind) for view in open_warnings(room)] == [(number, "breach")]
    room.act("complaint.acknowledge", "wangmin", number)
    assert open_warnings(room) == ()
    to(room, "17:50", "18:50")
    assert [step for *_rest, step in raised(room)] == [1, 1]
    assert [view.state for view in about(room, number)] == ["open", "answered"]


def test_what_is_done_is_no_warning_any_more(room: Played) -> None:
    number = registered(room)
    to(room, "17:20")
    room.act("complaint.report_up", "wangmin", number, person="qianming", result="reached", text="已报告钱行长")
    assert open_warnings(room) == ()
    to(room, "17:50", "19:50")
    assert [step for *_rest, step in raised(room)] == [1, 1]
    assert {view.state for view in about(room, number) if view.kind == "breach"} == {"over"}


def test_a_paused_limit_raises_nothing(room: Played) -> None:
    number = registered(room)
    with room.database.read() as session:
        clock = session.exec(select(CaseClock).where(CaseClock.code == "report_up")).one()
    def once(session: Any) -> None:
        session.add(Pause(id=1, clock=clock.id, since=room.now(), reason="等客户"))
        append(session, room.keys, at=room.now(), actor="", role="", kind="test", command_id="pause", subject=number)

    room.database.act(once)
    to(room, "17:12", "17:20", "17:30")
    assert [each for each in raised(room) if each[2] == "report_up"] == []


def test_call_backs_instructions_duties_and_signatures_fall_due_through_it_too(room: Played) -> None:
    call = room.act("call.take", "wangmin", content="询问").subject
    room.act("call.finish", "wangmin", call, outcome="答复", again_at=datetime.fromisoformat("2026-09-30T17:05:00+08:00"))
    room.act(
        "log.instruct", "liwei", giver="赵行长", text="盯住城关", taker="wangmin",
        due=datetime.fromisoformat("2026-09-30T17:06:00+08:00"),
    )  # fmt: skip
    duty = room.act(
        "duty.add", "liwei", kind="improvement", title="整改叫号", owner="sunli",
        due=datetime.fromisoformat("2026-09-30T17:07:00+08:00"),
    ).subject  # fmt: skip
    to(room, "17:04", "17:05", "17:06", "17:07")
    assert [(subject, clock) for _kind, subject, clock, _due, _step in raised(room)] == [
        (call, "call_back"), ("I1", "instruction"), (duty, "duty"),
    ]  # fmt: skip
    views = {view.subject: view for view in open_warnings(room)}
    assert "孙丽" in views[duty].told
    assert "王敏" in views["I1"].told
    assert views[duty].what == "整改叫号"


def test_nobody_on_duty_is_a_warning_of_its_own(room: Played) -> None:
    keeper = to(room, "16:55")
    for person in ("wangmin", "liwei"):
        room.act("shift.end", "liwei", person=person)
    room.clock.to("17:00")
    keeper.beat()
    found = [view for view in open_warnings(room) if view.kind == "empty"]
    assert [view.rank for view in found] == [1]
    assert keeper.beat() == []


def test_away_the_deputy_is_asked_and_off_hours_whoever_is_here(room: Played) -> None:
    number = registered(room)
    room.act("complaint.assign", "liwei", number, owner="sunli")
    room.act("person.deputy", "qianming", "sunli", deputy="zhoulei")
    room.act("roster.state", "liwei", person="sunli", state="away")
    room.clock.to("17:12")
    (row,) = Keeper(room).beat()
    assert row.told.split(",") == ["zhoulei"]


def test_an_idle_keeper_writes_only_that_it_is_there(room: Played) -> None:
    keeper = to(room, "16:51")
    head = room.head()
    for _beat in range(50):
        assert keeper.beat() == []
    assert room.head() == head
    assert 0 < keeper.wait_s <= 1.0


def test_what_is_owed_is_asked_where_it_is_kept(room: Played) -> None:
    registered(room)
    with room.database.read() as session:
        first = owed.next_moment(room, session, room.now())
        clocks = session.exec(select(CaseClock)).all()
    assert first == min(clock.warn or clock.due for clock in clocks)


def test_the_record_gives_the_warnings_back(room: Played) -> None:
    registered(room)
    to(room, "17:12", "17:20", "17:50")
    with room.database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []


def test_a_shelved_one_is_out_of_sight_until_its_moment_and_comes_back(room: Played) -> None:
    number = registered(room)
    to(room, "17:20")
    (view,) = open_warnings(room)
    with pytest.raises(Refusal) as no:
        room.act("warning.shelve", "liwei", view.number, until=datetime.fromisoformat("2026-10-09T17:00:00+08:00"), reason="久")
    assert no.value.code == "bad_input"
    room.act("warning.shelve", "liwei", view.number, until=datetime.fromisoformat("2026-09-30T18:00:00+08:00"), reason="已派人")
    assert open_warnings(room) == ()
    to(room, "17:50", "17:59")
    assert open_warnings(room) == ()
    to(room, "18:00")
    assert [(each.subject, each.step) for each in open_warnings(room)] == [(number, 2)]
    room.act("warning.acknowledge", "wangmin", view.number)
    assert open_warnings(room) == ()
    with pytest.raises(Refusal) as no:
        room.act("warning.acknowledge", "liwei", view.number)
    assert no.value.code == "no_change"


def test_the_figures_tell_how_many_a_person_gets_in_ten_minutes(room: Played) -> None:
    for _n in range(12):
        registered(room)
    since = room.now()
    assert figures(room, since, since + timedelta(hours=1)).warned.raised == 0
    to(room, "17:12", "17:20")
    found = figures(room, since, since + timedelta(hours=1)).warned
    assert (found.raised, found.worst) == (24, 12)
    assert found.worst > FLOOD
    assert 0 < found.mean <= found.worst


def test_fifty_of_one_reason_are_one_line_and_what_is_urgent_stands_apart(room: Played) -> None:
    numbers = [registered(room) for _n in range(30)]
    urgent = registered(room, level="urgent")
    to(room, "17:30")
    views = open_warnings(room)
    assert len(views) >= 31
    first, second = ("".join(part for part, _look in line) for line in lines(views, 120))
    assert urgent in first
    assert "30 项 上报 超时" in second
    assert not [number for number in numbers if number in first]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_console_keeps_in_a_thread_of_its_own_and_gives_the_lease_back(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    number = registered(room)
    room.clock.to("17:21")
    monkeypatch.setattr(thread, "BEGINS_S", 0.0)
    keeping = thread.KeeperThread(room, thread.Post(tuple, lambda *_given: None))
    keeping.start()
    give_up = monotonic() + PATIENCE_S
    while not about(room, number) and monotonic() < give_up:
        sleep(0.02)
    assert about(room, number)
    keeping.stop()
    with room.database.read() as session:
        assert lease.look(session).free
