"""Drafts come back after a restart; a demo is shared, replays to the byte and keeps receiving complaints."""

from __future__ import annotations

import itertools
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.demo.demo import Arrivals, fill
from dutyroom.services.demo.sample import SECRET, members
from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import ShiftedClock, WallClock
from dutyroom.settings.paths import DEMO_KEYS
from dutyroom.settings.plans import new_plan_text, pack_names, pack_text
from dutyroom.store.verify import verify
from tests.patience import PATIENCE_S
from tests.services.conftest import Played
from tests.whole import few


def test_both_drafts_return_after_a_restart(room: Played) -> None:
    room.save_draft("a", "wangmin", "complaint.register", "", {"content": "二十人聚集", "phone": "13812345678"})
    room.save_draft("b", "liwei", "complaint.contact", "0930-001", {"text": "[/] \x1b \ud800"})
    room.save_draft("a", "wangmin", "complaint.register", "", {"content": "二十人聚集城关支行"})
    again = Front(room.url, room.keys, room.clock)
    kept = {draft.id: dict(draft.values) for draft in again.drafts()}
    assert kept == {"a": {"content": "二十人聚集城关支行"}, "b": {"text": "[/] \x1b \ud800"}}
    assert [draft.id for draft in again.drafts("liwei")] == ["b"]
    again.drop_draft("a")
    again.drop_draft("never kept")
    assert [draft.id for draft in room.drafts()] == ["b"]
    again.close()


HERE = 12
"""Complaints of that demo."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo, closed."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / DEMO_KEYS).mkdir()
    offset = timedelta(days=-50)
    room = open_room(str(folder / "room.sqlite3"), ShiftedClock(offset), create=True)
    fill(room, pack_text("rural-commercial-bank"), HERE, offset)
    room.close()
    return folder


@pytest.fixture
def demo(filled: Path, tmp_path: Path) -> Front:
    copy = shutil.copytree(filled, tmp_path / "demo")
    return open_room(str(copy / "room.sqlite3"))


@pytest.mark.whole
def test_every_console_of_a_demo_shares_its_clock_and_secret(demo: Front) -> None:
    other = open_room(demo.url)
    assert abs((other.now() - demo.now()).total_seconds()) < 1
    assert other.sign_in("liwei", SECRET).name == "李伟"
    assert other.first_page(0)[1]["settings"]["demo"] == {"secret": SECRET}
    rows = [row for page in other.board() for row in page]
    assert len(rows) == HERE
    assert any(row.acknowledged for row in rows)
    assert any(row.owner for row in rows)
    assert any(not row.acknowledged for row in rows)
    assert verify(demo.database, demo.keys).count == demo.wait(-1, 0)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("plan", "at"),
    few(
        itertools.product(pack_names(), ("2026-09-30T16:50+08:00", "2026-11-24T03:10+08:00")),
        ("company", "2026-11-24T03:10+08:00"),
    ),
)
def test_a_demo_of_any_plan_by_day_and_night_is_busy_but_not_lost(tmp_path: Path, plan: str, at: str) -> None:
    (tmp_path / DEMO_KEYS).mkdir()
    now = datetime.fromisoformat(at)
    offset = now - WallClock().now()
    room = open_room(str(tmp_path / "room.sqlite3"), ShiftedClock(offset), create=True)
    fill(room, pack_text(plan), 40, offset)
    rows = [row for page in room.board() for row in page]
    late = [now - row.due for row in rows if row.due and row.overdue(now)]
    # What was closed and stays has only to be signed by its leader, with a secret that no demo knows.
    signed = {gate.name for gate in room.plan.gates if gate.act == "paper.read"}
    closed = [view for row in rows if (view := room.complaint(row.number)).closed_at]
    assert all(any(name in owed for name in signed) for view in closed for owed in view.work.owing)
    assert len(rows) - len(closed) == 40
    assert 5 <= len(late) <= 7
    assert sum(each > timedelta(days=1, hours=1) for each in late) <= 2
    assert sum(row.due is not None and now < row.due < now + timedelta(hours=1) for row in rows) <= 7
    assert 2 <= sum(not row.acknowledged for row in rows) <= 12
    assert room.shift().check_due > now, "somebody has looked round"
    moments = [entry.at for entry in room.log(limit=1000)]
    assert moments == sorted(moments)
    # There is something in the archive, in the figures too.
    assert len(room.archive()) == 6
    assert len(room.supplies()) == 3
    # Whoever decides has time to, and is somebody else than who stands in; nobody reports up to the duty officer.
    assert all(line.due is None or line.due > now for event in room.emergencies() for line in event.now)
    leader = room.plan.roles[0]
    who = {each.role: each.person for each in room.roster()}
    assert all(who[code] != who[leader.code] for code in leader.succession)
    told = {each.person for row in rows for each in room.complaint(row.number).contacts if each.purpose == "report_up"}
    assert told <= {next(each.name for each in room.people() if each.code == who[leader.code])}
    assert verify(room.database, room.keys).count == room.wait(-1, 0)
    room.close()


def test_nobody_of_a_demo_stands_in_for_themselves() -> None:
    held = [each.roles for each in members(read_plan(new_plan_text(), "new.toml")) if each.roles]
    assert sorted(held) == [("deputy",), ("handler",), ("leader",)]


@pytest.mark.whole
def test_more_arrive_and_stop(demo: Front) -> None:
    arrivals = Arrivals(demo, every=0.01)
    before = demo.wait(-1, 0)
    arrivals.start()
    for more in range(3):
        assert demo.wait(before + more, PATIENCE_S) > before + more
    arrivals.stop()
    assert arrivals.arrived >= 3
    assert not arrivals.is_alive()
    assert len([row for page in demo.board() for row in page]) == HERE + arrivals.arrived


def test_a_room_is_founded_once(room: Played) -> None:
    from dutyroom.services.plan.founding import Member, found

    head = room.head()
    people = [Member(code, "某人", secret="long enough") for code in ("x", "y")]
    with pytest.raises(Refusal) as refused:
        found(room, "另一单位", pack_text("rural-commercial-bank"), people)
    assert refused.value.code == "founded"
    assert room.head() == head
