"""The journal's triggers: UPDATE and DELETE (and TRUNCATE on PostgreSQL) are refused by the database itself."""

from __future__ import annotations

from sqlalchemy import Connection

SQLITE = (
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END",
)

POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is never changed'; END $$",
    "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
    "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
    "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
)

STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}

NAMES = {
    "sqlite": frozenset({"journal_no_update", "journal_no_delete"}),
    "postgresql": frozenset({"journal_no_change", "journal_no_truncate"}),
}


_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND tgenabled <> 'D'",
}


def install(connection: Connection) -> None:
    """Put all of the journal's triggers in place, whatever of them is there already."""
    dialect = connection.dialect.name
    on = " ON journal" if dialect == "postgresql" else ""
    for name in sorted(NAMES[dialect]):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
    for statement in STATEMENTS[dialect]:
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> frozenset[str]:
    """Names of the triggers that should stand there and do not, or are switched off."""
    dialect = connection.dialect.name
    return NAMES[dialect] - {row[0] for row in connection.exec_driver_sql(_PRESENT[dialect])}
