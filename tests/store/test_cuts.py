"""The connection to PostgreSQL cut before, during and after COMMIT: told, made anew, every act once."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.store.engine import Database, open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Call
from dutyroom.store.verify import verify
from tests.store.acts import call, entry
from tests.store.proxy import Wire

pytestmark = [
    pytest.mark.parametrize(
        "engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
    )
]
ACTS = 10


def _act(database: Database, keys: RoomKeys, command_id: str) -> None:
    with database.write() as session:
        if session.get(Call, command_id) is None:
            session.add(call(command_id))
        entry(session, keys, command_id)


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_no_act_is_lost_or_doubled(database_url: str, keys: RoomKeys, moment: str) -> None:
    told: list[str] = []
    with closing(Wire(database_url)) as wire, closing(open_database(wire.url)) as database:
        _act(database, keys, "first")
        for number in range(ACTS):
            wire.cut_at = moment
            for _ in range(5):
                try:
                    _act(database, keys, f"c-{number}")
                    break
                except Refusal as no:
                    told.append(no.code)
                    if no.code == "reused_command":
                        break
        assert wire.cuts == ACTS
    with closing(open_database(database_url)) as database:
        assert verify(database, keys).count == ACTS + 1
        with database.read() as session:
            kept = sorted(session.exec(select(Call.number)).all())
    assert kept == sorted(["first", *(f"c-{number}" for number in range(ACTS))])
    assert (
        set(told)
        == {
            "before": {"connection_lost"},
            # The commit went through unheard: the retry finds its own entry.
            "during": {"connection_lost", "reused_command"},
            "after": set(),
        }[moment]
    )
