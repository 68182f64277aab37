"""An act whose answer was lost on its way from PostgreSQL is sent again: it is done once and gets the first answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

import dutyroom
from dutyroom.domain.act import Done
from dutyroom.domain.errors import Refusal, TornAway
from dutyroom.services.log import clock_jump
from dutyroom.store.engine import Database
from tests.patience import PATIENCE_S
from tests.services.conftest import SECRET, Played, opened
from tests.store.proxy import Wire


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_retry_over_a_cut_line_gets_the_first_answer(room: Played, moment: str) -> None:
    with closing(Wire(room.url)) as wire, closing(opened(wire.url, room.keys)) as far:

        def write() -> Done:
            return far.act("log.write", "liwei", text="保安到场", command_id="one")

        far.act("log.write", "liwei", text="开始")
        head = room.head()
        wire.cut_at = moment
        if moment != "after":
            with pytest.raises(Refusal) as no:
                write()
            assert no.value.code == "connection_lost"
            # Cut before the commit, nothing was written; during it, all is, unheard: the server may still be at it.
            end = time.monotonic() + PATIENCE_S
            while moment == "during" and room.head() == head and time.monotonic() < end:
                time.sleep(0.01)
            assert room.head() == head + (moment == "during")
        done = write()
        assert wire.cuts == 1
        assert done.seq == room.head() == head + 1
        assert write() == done


def _wrong_secret(room: Played) -> object:
    with pytest.raises(Refusal) as no:
        room.sign_in("liwei", "wrong")
    assert no.value.code == "secret"
    return room.sign_in("liwei", SECRET).warning


def _draft(room: Played) -> object:
    room.save_draft("d-1", "liwei", "log.write", "", {"text": "保安到场"})
    held = room.drafts()
    room.drop_draft("d-1")
    return held[0].values, room.drafts()


def _jump(room: Played) -> object:
    clock_jump.note(room, room.now(), room.now() + timedelta(hours=1))
    return [entry.text for entry in room.log()][-1:]


@pytest.mark.parametrize("deed", [_wrong_secret, _draft, _jump])
def test_what_is_no_act_is_done_anew_too(
    room: Played, deed: Callable[[Played], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sign-in counts, drafts, the machine's clock: given up by the server for another's, each is done once all the same."""
    tries, write = [0], Database.write

    @contextmanager
    def torn(self: Database) -> Iterator[Session]:
        tries[0] += 1
        with write(self) as session:
            yield session
            session.flush()
            if tries[0] % 2:
                raise TornAway("busy", "")

    monkeypatch.setattr(Database, "write", torn)
    assert deed(room)
    assert tries[0] >= 2
    assert tries[0] % 2 == 0


def test_who_writes_can_begin_anew() -> None:
    """One home for it. What the demo makes of an empty file, which nobody else has yet, is made by whoever runs it again."""
    package = Path(dutyroom.__file__).parent
    alone = {file.name for file in package.rglob("*.py") if "database.write()" in file.read_text("utf-8")}
    assert alone == {"demo.py", "story.py"}
