"""The journal's triggers: UPDATE and DELETE (and TRUNCATE on PostgreSQL) are refused by the database itself."""

from __future__ import annotations

from sqlalchemy import Engine

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


def missing(engine: Engine) -> frozenset[str]:
    """Names of the triggers that should stand there and do not, or are switched off."""
    with engine.connect() as connection:
        present = {row[0] for row in connection.exec_driver_sql(present_query(engine.dialect.name))}
    return NAMES[engine.dialect.name] - present


def present_query(dialect: str) -> str:
    """SQL that lists the names of the journal's triggers."""
    if dialect == "sqlite":
        return "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
    return "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
