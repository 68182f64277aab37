"""Rooms on both databases, and the stage of the acceptance script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom.services.demo.sample import SECRET
from tests.databases import *  # noqa: F403  Its fixtures: pytest finds them by their names in here.
from tests.databases import Server
from tests.e2e import room as demo
from tests.e2e.stage import Stage


@pytest.fixture
def stage(postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A demo room without complaints at 16:50 before the holiday."""
    (tmp_path / "keys").mkdir(mode=0o700)
    monkeypatch.setenv("DUTYROOM_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("DUTYROOM_SECRET", SECRET)
    with closing(Stage(demo.make(postgres_server.empty(), complaints=0))) as made:
        yield made
    postgres_server.drop()
