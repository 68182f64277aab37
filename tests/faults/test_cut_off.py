"""PostgreSQL cut off under running consoles: shown within five seconds, typed text kept, back by itself, every act once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.services.front.front import Front
from dutyroom.store.verify import verify
from tests.copies import give_keys
from tests.databases import Server
from tests.e2e import room as rooms
from tests.faults.desk import Desk
from tests.patience import PATIENCE_S
from tests.store.proxy import Wire
from tests.whole import few

pytestmark = pytest.mark.postgres
TEXT = "门口聚集二十人"
SAVED = "已记入值班日志"
STALE_S = 10.0


@pytest.fixture
def server_url(postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A demo room on the server, its key where every program of the test finds it."""
    give_keys(tmp_path / "keys")
    monkeypatch.setenv("DUTYROOM_KEYS", str(tmp_path / "keys"))
    url = postgres_server.copy("demo", lambda address, _keys: rooms.make(address, 8))
    rooms.set_clock(url, rooms.BEGIN)
    yield url
    postgres_server.drop()


@pytest.mark.whole
@pytest.mark.parametrize("moment", few(["before", "during", "after"], "during"))
def test_a_cut_at_a_commit_neither_loses_nor_doubles(
    server_url: str, opened: Callable[[str], Front], moment: str
) -> None:
    room = opened(server_url)
    head = room.wait(-1, 0)
    with closing(Wire(server_url)) as wire, Desk(wire.url).start() as desk:
        desk.log_form()
        desk.type(TEXT)
        # The draft first, so that the commit which is cut is the act's.
        desk.wait_for("草稿已存")
        wire.cut_at = moment
        desk.press("ctrl+s")
        if moment != "after":  # There the answer came through.
            screen = desk.wait_for("与数据库的连接断了")
            assert TEXT in screen
            assert SAVED not in screen
            desk.press("ctrl+s")
        desk.wait_for(SAVED)
        desk.wait_for("数据正常")
        assert wire.cuts == 1
    assert [line.text for line in room.log(limit=500)].count(TEXT) == 1
    assert room.wait(-1, 0) == head + 1
    assert room.drafts() == ()
    assert verify(room.database, room.keys).sound
    assert rooms.replay_faults(server_url) == []


@pytest.mark.whole
@pytest.mark.parametrize("how", few(["cut", "silent"], "cut"))
def test_lost_data_is_shown_and_comes_back_by_itself(
    server_url: str, opened: Callable[[str], Front], how: str
) -> None:
    room = opened(server_url)
    with closing(Wire(server_url)) as wire, Desk(wire.url).start() as desk:
        desk.log_form()
        desk.type("说到一半")
        desk.wait_for("草稿已存")
        began = time.monotonic()
        wire.down(silent=how == "silent")
        desk.wait_for("数据中断")
        if how == "silent":
            assert time.monotonic() - began < STALE_S
        desk.type("又来了人")
        desk.press("ctrl+s")
        if how == "cut":
            desk.wait_for("连不上数据库服务器，这次没有存上")
        else:
            desk.wait_for("正在提交")
        assert SAVED not in desk.screen()
        assert "说到一半又来了人" in desk.screen()
        wire.up()
        if how == "cut":
            desk.wait_for("数据已恢复")
            desk.press("ctrl+s")
        desk.wait_for(SAVED)
        desk.wait_for("数据正常")
        # What was typed is dropped once it is saved, by a question of its own.
        end = time.monotonic() + PATIENCE_S
        while room.drafts():
            assert time.monotonic() < end, desk.screen()
            time.sleep(0.02)
    assert [line.text for line in room.log(limit=500)].count("说到一半又来了人") == 1
