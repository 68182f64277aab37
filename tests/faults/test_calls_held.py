"""A call is taken while the database is out of reach: cut, silent or locked; kept on the machine, entered once it is back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.services.front.front import Front
from dutyroom.store.verify import verify
from tests.e2e import room as rooms
from tests.e2e.forms import tabs
from tests.faults.desk import Desk
from tests.faults.test_cut_off import server_url  # noqa: F401
from tests.store.proxy import Wire
from tests.whole import few

SAID = ("问营业时间", "门口聚集二十人", "记者来电")


def talk(desk: Desk, number: int) -> None:
    """One call as its taker types it."""
    desk.wait_for("新来电  接报")
    if number:
        desk.wait_gone(SAID[number - 1])
    desk.wait_quiet(0.15)
    desk.type(f"1380000{number:04}")
    desk.press(*tabs("call.finish", "phone", "content"))
    desk.type(SAID[number])


def check(room: Front) -> None:
    calls = room.calls(all_day=True)
    assert [call.state for call in calls] == ["parked", "parked", "done"]
    assert [call.summary for call in calls] == list(SAID)
    assert sorted(call.received for call in calls) == [call.received for call in calls]
    lines = [line for line in room.log(limit=500) if line.kind == "call.take"]
    assert len(lines) == 3
    assert verify(room.database, room.keys).sound


@pytest.mark.whole
@pytest.mark.postgres
@pytest.mark.parametrize("how", few(["cut", "silent"], "cut"))
def test_calls_go_on_while_the_server_is_gone(
    server_url: str, opened: Callable[[str], Front], how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    room = opened(server_url)
    with closing(Wire(server_url)) as wire, Desk(wire.url).start() as desk:
        wire.down(silent=how == "silent")
        desk.wait_for("数据中断")
        desk.press("f2")
        talk(desk, 0)
        desk.press("f2")
        talk(desk, 1)
        desk.press("f2")
        talk(desk, 2)
        desk.press(*tabs("call.finish", "content", "outcome"))
        desk.type("已转宣传组")
        desk.press("ctrl+b")
        desk.wait_for("本机待入账 3")
        kept = list((tmp_path / "data").rglob("*.call"))
        assert len(kept) == 3
        assert not any(SAID[0] in file.read_text("utf-8") for file in kept)
        assert room.calls() == ()
        wire.up()
        desk.wait_for("通离线暂记的来电已入账")
        desk.wait_gone("本机待入账")
    check(room)
    assert [line.late for line in room.log(limit=500) if line.kind == "call.take"] == [True] * 3
    assert list((tmp_path / "data").rglob("*.call")) == []


@pytest.mark.whole
def test_calls_go_on_while_the_file_is_locked(address: str, opened: Callable[[str], Front]) -> None:
    room = opened(address)
    with Desk(address).start() as desk:
        with room.database.write():
            # Somebody holds the writers' lock and does not give it back.
            desk.press("f2")
            talk(desk, 0)
            desk.wait_for("来电已记在本机")
            desk.press("f2")
            talk(desk, 1)
            desk.press("f2")
            talk(desk, 2)
            desk.press(*tabs("call.finish", "content", "outcome"))
            desk.type("已转宣传组")
            desk.press("ctrl+b")
            desk.wait_for("本机待入账 3")
        desk.wait_for("通离线暂记的来电已入账")
        desk.wait_gone("本机待入账")
    assert room.drafts() == ()
    check(room)
    assert rooms.replay_faults(address) == []
