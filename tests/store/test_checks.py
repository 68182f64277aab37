"""What `db check` finds besides a broken chain: keys that are gone, triggers that are not as they were made."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, delete, update

from dutyroom.domain.errors import Refusal
from dutyroom.store import claim, erasure, migrate, triggers
from dutyroom.store.backup import prove
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import append
from dutyroom.store.rows.cases import Personal
from dutyroom.store.rows.record import SubjectKey
from dutyroom.store.rows.staff import Person
from dutyroom.store.verify import verify
from tests.store.acts import START, act, entry


def _refused(database: Database, keys: RoomKeys) -> tuple[str, str]:
    with pytest.raises(Refusal) as no:
        prove(database, keys)
    return no.value.code, no.value.message


@pytest.fixture
def sealed(database: Database, keys: RoomKeys) -> Database:
    """A complaint, a person with a secret, and a log line that tells a number: each under a key of its own."""
    with database.write() as session:
        for subject in ("c-1", "person:li", "entry:e"):
            session.add(SubjectKey(subject=subject, wrapped=keys.wrap(subject, keys.new_key())))
        session.add(Personal(subject="c-1", name="sealed"))
        session.add(Person(code="li", name="李", secret="sealed"))
        told = {"text": {"masked": "139****", "sealed": "sealed", "under": "entry:e"}}
        append(session, keys, at=START, actor="", role="", kind="log.write", command_id="e", values=told)
    assert prove(database, keys).sound
    return database


@pytest.mark.whole
@pytest.mark.parametrize("subject", ["c-1", "person:li", "entry:e"])
def test_a_key_that_is_gone_is_missed_and_one_that_was_erased_is_not(sealed: Database, keys: RoomKeys, subject: str) -> None:
    with sealed.write_engine.begin() as connection:
        connection.execute(delete(SubjectKey).where(SubjectKey.subject == subject))  # type: ignore[arg-type]
    code, said = _refused(sealed, keys)
    assert (code, subject in said) == ("no_keys", True)
    assert verify(sealed, keys).sound, "the chain alone can't show it, and says so"
    with sealed.write() as session:
        session.add(SubjectKey(subject=subject, wrapped=keys.wrap(subject, keys.new_key())))
    with sealed.write() as session:
        erasure.erase(session, keys, subject, START)
        entry(session, keys, "erased", kind=erasure.KIND, subject=subject)
    assert prove(sealed, keys).sound


def test_a_key_that_another_room_wrapped_is_missed(sealed: Database, keys: RoomKeys) -> None:
    other = RoomKeys(bytes(32))
    with sealed.write_engine.begin() as connection:
        wrapped = other.wrap("c-1", other.new_key())
        connection.execute(update(SubjectKey).where(SubjectKey.subject == "c-1").values(wrapped=wrapped))  # type: ignore[arg-type]
    assert _refused(sealed, keys)[0] == "no_keys"


ALTERED = {
    "sqlite": {
        "never fires": (
            "DROP TRIGGER journal_no_update",
            "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal WHEN 0 BEGIN SELECT RAISE(ABORT, 'x'); END",
        ),
        "one column": (
            "DROP TRIGGER journal_no_update",
            "CREATE TRIGGER journal_no_update BEFORE UPDATE OF kind ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
        ),
        "of another table": (
            "DROP TRIGGER journal_no_delete",
            "CREATE TRIGGER journal_no_delete BEFORE DELETE ON setting BEGIN SELECT RAISE(ABORT, 'x'); END",
        ),
        "one more": ('CREATE TRIGGER quiet AFTER INSERT ON "call" BEGIN DELETE FROM subjectkey; END',),
        "gone": ("DROP TRIGGER journal_no_delete",),
    },
    "postgresql": {
        "never fires": (
            "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        ),
        "a condition": (
            "DROP TRIGGER journal_no_change ON journal",
            "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
            "FOR EACH ROW WHEN (OLD.seq < 0) EXECUTE FUNCTION journal_refuse()",
        ),
        "afterwards": (
            "DROP TRIGGER journal_no_change ON journal",
            "CREATE TRIGGER journal_no_change BEFORE UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
        ),
        "for replicas": ("ALTER TABLE journal ENABLE REPLICA TRIGGER journal_no_change",),
        "off": ("ALTER TABLE journal DISABLE TRIGGER journal_no_truncate",),
        "a rule": ("CREATE RULE quiet AS ON DELETE TO subjectkey DO INSTEAD NOTHING",),
        "gone": ("DROP TRIGGER journal_no_truncate ON journal",),
    },
}


def _altered(connection: Connection, statements: tuple[str, ...]) -> frozenset[str]:
    for statement in statements:
        connection.exec_driver_sql(statement)
    return triggers.unlike(connection)


@pytest.mark.whole
def test_a_trigger_that_is_not_as_it_was_made_is_found(database: Database, keys: RoomKeys) -> None:
    act(database, keys, "c-1")
    assert prove(database, keys).sound
    altered = ALTERED[database.dialect]
    for how, statements in altered.items():
        with database.write_engine.connect() as connection:
            assert _altered(connection, statements), how
            connection.rollback()
    with database.write_engine.begin() as connection:
        _altered(connection, altered["never fires"])
    assert _refused(database, keys)[0] == "no_triggers"


@pytest.mark.whole
def test_a_room_from_before_heads_were_sealed_is_sealed_with_its_upgrade_alone(
    database: Database, keys: RoomKeys
) -> None:
    act(database, keys, "c-1")
    assert keys.folder is not None
    migrate.downgrade(database, "keyed")
    migrate.upgrade(database)
    claim.keys_for(database, keys.folder)
    assert not verify(database, keys).sound, "whoever empties the seal does not get a new one by opening the room"
    migrate.downgrade(database, "keyed")
    claim.upgrade(database, keys.folder)
    assert verify(database, keys).sound
    act(database, keys, "c-2")
    assert prove(database, keys).count == 2
