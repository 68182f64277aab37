"""Tampering with the journal is evident: what the keyless can do at once, what the key holder can do since the anchor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, insert, select, update

from dutyroom.domain.errors import Refusal
from dutyroom.store import triggers
from dutyroom.store.engine import Database
from dutyroom.store.gather import Gather, write_entries
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import entry_mac
from dutyroom.store.rows.record import JournalEntry, JournalHead
from dutyroom.store.verify import Anchor, head_anchor, read_anchors, verify, write_anchor
from tests.store.acts import START, act

journal = JournalEntry.__table__  # type: ignore[attr-defined]
head = JournalHead.__table__  # type: ignore[attr-defined]
COUNT = 12


def _tamper(database: Database, how: Callable[[Connection], None]) -> None:
    """With the triggers out of the way, as somebody with the file in hand can."""
    with database.write_engine.begin() as connection:
        for name in triggers.NAMES[database.dialect]:
            connection.exec_driver_sql(
                f"DROP TRIGGER {name}" + (" ON journal" if database.path is None else "")
            )
        how(connection)


def _rehash(connection: Connection, keys: RoomKeys) -> None:
    """All links and MACs written anew under that key."""
    mac, seq = "", 0
    for row in connection.execute(select(journal).order_by(journal.c.seq)).mappings().all():
        seq += 1
        fresh = {**row, "seq": seq, "prev": mac}
        fresh["mac"] = mac = entry_mac(keys, fresh)
        connection.execute(update(journal).where(journal.c.seq == row["seq"]).values(fresh))
    connection.execute(update(head).values(seq=seq, mac=mac, seal=keys.head(seq, mac, "")))


def _edit(column: str, value: object) -> Callable[[Connection], None]:
    return lambda c: c.execute(update(journal).where(journal.c.seq == 5).values({column: value}))


def _swap(connection: Connection) -> None:
    both = (
        connection.execute(select(journal).where(journal.c.seq.in_((5, 6))).order_by(journal.c.seq))
        .mappings()
        .all()
    )
    connection.execute(
        update(journal).where(journal.c.seq == 5).values(command_id="-", payload=both[1]["payload"])
    )
    connection.execute(update(journal).where(journal.c.seq == 6).values(payload=both[0]["payload"]))


def _fork(connection: Connection) -> None:
    """A second history from entry 5 on replaces the first one's tail, with links but without the key."""
    connection.exec_driver_sql("DELETE FROM journal WHERE seq > 5")
    row = dict(connection.execute(select(journal).where(journal.c.seq == 5)).mappings().one())
    connection.execute(
        insert(journal).values({**row, "seq": 6, "prev": row["mac"], "command_id": "f", "mac": "0" * 64})
    )
    connection.execute(update(head).values(seq=6, mac="0" * 64))


def _append_without_head(connection: Connection) -> None:
    row = dict(connection.execute(select(journal).where(journal.c.seq == COUNT)).mappings().one())
    connection.execute(
        insert(journal).values(
            {**row, "seq": COUNT + 1, "prev": row["mac"], "command_id": "f", "mac": "0" * 64}
        )
    )


def _truncate_and_mend_head(connection: Connection, keys: RoomKeys) -> None:
    connection.exec_driver_sql("DELETE FROM journal WHERE seq > 8")
    mac = connection.execute(select(journal.c.mac).where(journal.c.seq == 8)).scalar_one()
    connection.execute(update(head).values(seq=8, mac=mac, seal=keys.head(8, mac, "")))


KEYLESS = {
    **{
        f"edit {name}": _edit(name, value)
        for name, value in {
            "at": START.replace(year=2025), "actor": "li", "role": "chief", "clause": "九", "command_id": "z",
            "subject": "x", "kind": "z", "payload": '{"rows":[],"values":{}}', "prev": "x", "format": 2, "mac": "x",
        }.items()
    },
    "delete one": lambda c: c.exec_driver_sql("DELETE FROM journal WHERE seq = 5"),
    "delete the first": lambda c: c.exec_driver_sql("DELETE FROM journal WHERE seq = 1"),
    "delete and close the gap": lambda c: (
        c.exec_driver_sql("DELETE FROM journal WHERE seq = 5"),
        *(c.exec_driver_sql(f"UPDATE journal SET seq = {n - 1} WHERE seq = {n}") for n in range(6, COUNT + 1)),
    ),
    "truncate": lambda c: c.exec_driver_sql("DELETE FROM journal WHERE seq > 8"),
    "truncate and mend the head": lambda c: _truncate_and_mend_head(c, RoomKeys(bytes(32))),
    "empty and mend the head": lambda c: (
        c.exec_driver_sql("DELETE FROM journal"), c.execute(update(head).values(seq=0, mac="", seal=""))
    ),
    "empty": lambda c: c.exec_driver_sql("DELETE FROM journal"),
    "swap": _swap,
    "fork": _fork,
    "add": _append_without_head,
    "rehash with another key": lambda c: _rehash(c, RoomKeys(bytes(32))),
    "edit and rehash with another key": lambda c: (_edit("actor", "li")(c), _rehash(c, RoomKeys(bytes(32)))),
}  # fmt: skip


@pytest.mark.parametrize("how", KEYLESS)
def test_tampering_without_the_key_is_evident(database: Database, keys: RoomKeys, how: str) -> None:
    for number in range(COUNT):
        act(database, keys, f"c-{number}")
    assert verify(database, keys).sound
    _tamper(database, KEYLESS[how])
    report = verify(database, keys)
    assert not report.sound
    assert 1 <= report.broken_at <= COUNT + 1
    assert report.count == report.broken_at - 1


def test_an_authentic_entry_from_elsewhere_does_not_link(database: Database, keys: RoomKeys) -> None:
    """As from another database under the same key: its MAC is right, its place is not."""
    for number in range(COUNT):
        act(database, keys, f"c-{number}")

    def transplant(connection: Connection) -> None:
        row = {
            **connection.execute(select(journal).where(journal.c.seq == COUNT)).mappings().one(),
            "prev": "f" * 64,
        }
        row["mac"] = entry_mac(keys, row)
        connection.execute(update(journal).where(journal.c.seq == COUNT).values(row))
        connection.execute(update(head).values(mac=row["mac"]))

    _tamper(database, transplant)
    report = verify(database, keys)
    assert (report.sound, report.broken_at) == (False, COUNT)


WITH_KEY = {
    "truncate and mend the head": _truncate_and_mend_head,
    "edit and rehash": lambda c, k: (_edit("actor", "li")(c), _rehash(c, k)),
    "delete and rehash": lambda c, k: (c.exec_driver_sql("DELETE FROM journal WHERE seq = 5"), _rehash(c, k)),
}


@pytest.mark.parametrize("how", WITH_KEY)
def test_rewriting_with_the_key_is_evident_since_the_anchor(
    database: Database, keys: RoomKeys, how: str
) -> None:
    for number in range(COUNT - 2):
        act(database, keys, f"c-{number}")
    anchor = head_anchor(database, START)
    for number in range(COUNT - 2, COUNT):
        act(database, keys, f"c-{number}")
    early = Anchor(0, "")
    assert verify(database, keys, [early, anchor]).sound
    _tamper(database, lambda connection: WITH_KEY[how](connection, keys))
    assert verify(database, keys).sound, "without an anchor nobody can tell, and we do not claim it"
    assert not verify(database, keys, [anchor]).sound


def _cut(database: Database) -> None:
    """The end cut off and the head mended, by somebody without the key."""

    def cut(connection: Connection) -> None:
        mac = connection.execute(select(journal.c.mac).where(journal.c.seq == 8)).scalar_one()
        connection.exec_driver_sql("DELETE FROM journal WHERE seq > 8")
        connection.exec_driver_sql('DELETE FROM "call"')
        connection.execute(update(head).values(seq=8, mac=mac))

    _tamper(database, cut)


@pytest.mark.parametrize("by", ["one act", "many"])
def test_what_is_written_after_a_cut_does_not_cover_it_up(database: Database, keys: RoomKeys, by: str) -> None:
    for number in range(COUNT):
        act(database, keys, f"c-{number}")
    _cut(database)
    if by == "one act":
        assert act(database, keys, "later") == 9, "the room goes on"
    else:
        with database.write() as session:
            gather = Gather(session)
            entry = {"at": START, "actor": "", "role": "", "clause": "", "command_id": "m", "subject": "", "kind": "x"}
            assert write_entries(session, keys, [gather.finish(entry, {})], gather) == [9]
    act(database, keys, "last")
    report = verify(database, keys)
    assert (report.sound, report.broken_at, report.count) == (False, 9, 8)
    assert "链头" in report.why


def test_the_whole_database_put_back_is_evident_against_an_anchor_alone(database: Database, keys: RoomKeys) -> None:
    """What no seal can show, and we say so: the head of that day is as authentic as its journal."""
    for number in range(8):
        act(database, keys, f"c-{number}")
    with database.read() as session:
        then = session.get_one(JournalHead, 1).seal
    for number in range(8, COUNT):
        act(database, keys, f"c-{number}")
    anchor = head_anchor(database, START)
    _cut(database)
    with database.write_engine.begin() as connection:
        connection.execute(update(head).values(seal=then))
    assert verify(database, keys).sound
    assert not verify(database, keys, [anchor]).sound


def test_anchors_are_kept_in_a_file(database: Database, keys: RoomKeys, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "anchors"
    anchors = []
    for number in range(3):
        act(database, keys, f"c-{number}")
        anchors.append(head_anchor(database, START))
        write_anchor(file, anchors[-1])
    assert read_anchors(file) == anchors
    file.write_text(file.read_text() + "{}\n")
    with pytest.raises(Refusal, match="4"):
        read_anchors(file)
    with pytest.raises(Refusal):
        read_anchors(tmp_path / "none")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'li'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "DELETE FROM journal WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses(database: Database, keys: RoomKeys, statement: str) -> None:
    if statement.startswith("TRUNCATE") and database.dialect == "sqlite":
        return
    act(database, keys, "c-1")
    with pytest.raises(Exception, match="never changed"), database.write_engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert verify(database, keys).count == 1


def test_a_long_chain_is_walked_in_pages(
    database: Database, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dutyroom.store.verify._PAGE", 4)
    for number in range(COUNT):
        act(database, keys, f"c-{number}")
    assert verify(database, keys).count == COUNT
    _tamper(database, KEYLESS["delete one"])
    assert verify(database, keys).broken_at == 5
