"""The schema: made at once or step by step it is the same; up and down keep the data; a newer one is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.settings.resources import resource
from dutyroom.store import driver, migrate, triggers
from dutyroom.store.claim import claim
from dutyroom.store.engine import Database, open_database
from dutyroom.store.feed import Feed
from dutyroom.store.keys import RoomKeys
from dutyroom.store.replay import snapshot
from dutyroom.store.rows.record import CommandResult
from dutyroom.store.scrub import UNSAMPLED
from dutyroom.store.verify import verify
from tests.raw import raw
from tests.store import workers
from tests.store.acts import act


def schema(database: Database) -> dict[str, Any]:
    """All that the database itself knows of its tables."""
    with database.read_engine.connect() as connection:
        look = inspect(connection)
        out: dict[str, Any] = {}
        # All tables at once: one by one they are a hundred times four questions.
        primary, index, unique = look.get_multi_pk_constraint(), look.get_multi_indexes(), look.get_multi_unique_constraints()
        for table, listed in look.get_multi_columns().items():
            columns = {c["name"]: (repr(c["type"]), c["nullable"], c["default"]) for c in listed}
            indices = sorted((i["name"], i["column_names"], i["unique"]) for i in index[table])
            uniques = sorted(u["column_names"] for u in unique[table])
            out[table[1]] = (columns, primary[table]["constrained_columns"], indices, uniques)
        there = triggers.NAMES[database.dialect]
        if database.path is None:
            found = connection.exec_driver_sql(
                "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attstattarget = 0 AND attnum > 0"
            )
            out["no samples"] = {tuple(each) for each in found}
        out["triggers"] = there - triggers.unlike(connection) if "journal" in out else set()
        return out


def _stepwise(database: Database) -> None:
    migrate._alembic(database, "upgrade", "head")


@pytest.mark.whole
def test_made_at_once_equals_made_step_by_step(empty_url: str, tmp_path: Path) -> None:
    with closing(open_database(empty_url)) as database:
        migrate.upgrade(database)
        at_once = schema(database)
        migrate.downgrade(database, "base")
        assert set(schema(database)) <= {"alembic_version", "triggers", "no samples"}
        with database.write_engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        _stepwise(database)
        step_by_step = schema(database)
        migrate.check(database)
    if database.path is None:
        assert at_once["no samples"] == set(UNSAMPLED)
    assert at_once["triggers"] == triggers.NAMES[database.dialect]
    for part in at_once.keys() | step_by_step.keys():
        assert at_once.get(part) == step_by_step.get(part), part


def test_the_program_knows_every_migration_there_is() -> None:
    script = ScriptDirectory.from_config(migrate.alembic_config(resource("db")))
    assert tuple(each.revision for each in reversed(list(script.walk_revisions()))) == migrate.HISTORY


@pytest.mark.whole
def test_a_new_file_is_ready_without_alembic(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from dutyroom.store.engine import open_database;"
        "from dutyroom.store import migrate;"
        f"d = open_database(Path({str(tmp_path)!r}) / 'new.sqlite3'); migrate.upgrade(d);"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.whole
def test_upgrading_twice_at_once_makes_it_once(empty_url: str, keys: RoomKeys, tmp_path: Path) -> None:
    several = [workers.start("upgrade", empty_url, tmp_path / "keys", "", 1) for _ in range(3)]
    assert [workers.ended(each) for each in several] == [0, 0, 0]
    with closing(open_database(empty_url)) as database:
        migrate.check(database)


def test_check_says_what_is_wrong_with_the_schema(empty_url: str) -> None:
    with closing(open_database(empty_url)) as database:
        with pytest.raises(Refusal) as no:
            migrate.check(database)
        assert no.value.code == "no_schema"
        migrate.upgrade(database)
        migrate.check(database)
        with database.write_engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        before = schema(database)
        for refused in (migrate.check, migrate.upgrade):
            with pytest.raises(Refusal) as no:
                refused(database)
            assert no.value.code == "newer_schema"
            assert "9999" in no.value.message
        assert schema(database) == before


BATCH = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "later", "LAST"


def upgrade():
    with op.batch_alter_table("journal", recreate="always") as batch:
        batch.add_column(sa.Column("place", sa.String(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("journal", recreate="always") as batch:
        batch.drop_column("place")
"""


def test_up_and_down_keep_rows_chain_and_triggers(
    database: Database, keys: RoomKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later migration that rebuilds the journal's table: the very one that loses triggers silently."""
    folder = tmp_path / "db"
    shutil.copytree(resource("db"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(BATCH.replace("LAST", migrate.HISTORY[-1]))
    monkeypatch.setattr(migrate, "resource", lambda _name: folder)
    for number in range(5):
        act(database, keys, f"c-{number}")
    with database.read() as session:
        rows = snapshot(session)
    before = schema(database)
    for _ in range(2):
        migrate._alembic(database, "upgrade", "later")
        assert "place" in schema(database)["journal"][0]
        _still_whole(database, keys)
        migrate.downgrade(database, migrate.HISTORY[-1])
        _still_whole(database, keys)
    with database.read() as session:
        assert snapshot(session) == rows
    assert schema(database) == before
    claim(database, keys)
    act(database, keys, "later")


def _still_whole(database: Database, keys: RoomKeys) -> None:
    assert schema(database)["triggers"] == triggers.NAMES[database.dialect]
    with pytest.raises(Exception, match="never changed"), database.write_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM journal")
    report = verify(database, keys)
    assert report.sound
    assert report.count == 5


@pytest.mark.whole
def test_what_was_recorded_before_a_column_came_is_still_sound(database: Database, keys: RoomKeys) -> None:
    """An upgrade gives old rows the column's default; the journal, which never knew it, must say the same."""
    migrate.downgrade(database, migrate.HISTORY[0])
    with database.write_engine.begin() as connection:
        kept = [column["name"] for column in inspect(connection).get_columns("complaint")]
        assert "round" not in kept
    migrate.upgrade(database)
    from dutyroom.store.replay import replay

    written = {"number": "0930-001", "level": "plain"}
    (row,) = replay([json.dumps({"rows": [["insert", "complaint", ["0930-001"], written]]})])["complaint"].values()
    assert {**written, "round": 1, "round_of": "", "off_hours": False}.items() <= row.items()


def test_a_schema_upgraded_meanwhile_is_refused_at_the_next_write_and_told_by_the_feed(
    database: Database, keys: RoomKeys
) -> None:
    act(database, keys, "before")
    with closing(Feed(database)) as feed:
        assert feed.wait(0, 1) == 1
        with database.write_engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(Refusal) as no:
            act(database, keys, "after")
        assert no.value.code == "newer_schema"
        with pytest.raises(Refusal) as no:
            feed.wait(1, 1)
        assert no.value.code == "newer_schema"
    assert verify(database, keys).count == 1


@pytest.mark.whole
@pytest.mark.parametrize("scrubbed", [True, False])
def test_digests_without_a_key_are_gone_from_the_files_too(
    database: Database, keys: RoomKeys, monkeypatch: pytest.MonkeyPatch, scrubbed: bool
) -> None:
    """The control: without the scrub they are found where the rows were."""
    migrate.downgrade(database, "alarm")
    digests = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(300)]
    monkeypatch.setattr(driver, "OVERWRITE", "PRAGMA secure_delete=OFF")
    database.close()
    with database.write_engine.begin() as connection:
        for number, digest in enumerate(digests):
            connection.exec_driver_sql(f"INSERT INTO command (id, digest, outcome) VALUES ('{number}', '{digest}', '{{}}')")
    if not scrubbed:
        monkeypatch.setattr(migrate, "scrub", lambda _database, whole: True)
    migrate.upgrade(database)
    with database.read() as session:
        assert {row.digest for row in session.exec(select(CommandResult)).all()} == {""}
    if database.path is None:
        with database.write_engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
    lying = raw(database)
    found = sum(digest.encode() in lying for digest in digests)
    assert (found == 0) is scrubbed
