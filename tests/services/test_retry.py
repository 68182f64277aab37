"""An act whose answer was lost on its way from PostgreSQL is sent again: it is done once and gets the first answer."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from dutyroom.domain.act import Done
from dutyroom.domain.errors import Refusal
from tests.patience import PATIENCE_S
from tests.services.conftest import Played, opened
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
