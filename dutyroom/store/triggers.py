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


# Another schema of the database may be another room's, or another program's.
_OURS = "(SELECT relnamespace FROM pg_class WHERE oid = 'journal'::regclass)"
_STAND = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # What it is about, when, at which events, without a condition, by which function; and rules, which come before triggers.
    "postgresql": (
        "SELECT t.tgname, concat_ws('|', t.tgrelid::regclass, t.tgtype, t.tgenabled IN ('O', 'A'), t.tgqual IS NULL, p.prosrc) "
        "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
        f"WHERE NOT t.tgisinternal AND c.relnamespace = {_OURS} "
        "UNION ALL SELECT r.rulename, 'rule' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
        f"WHERE r.rulename <> '_RETURN' AND c.relnamespace = {_OURS}"
    ),
}

_BODY = POSTGRESQL[0].split("$$")[1]
_AS_MADE = {
    "sqlite": {statement.split()[2]: statement for statement in SQLITE},
    # Before each row (1 + 2) updated (16) or deleted (8); before (2) the table is truncated (32).
    "postgresql": {"journal_no_change": f"journal|27|t|t|{_BODY}", "journal_no_truncate": f"journal|34|t|t|{_BODY}"},
}


def install(connection: Connection) -> None:
    """Put all of the journal's triggers in place, whatever of them is there already."""
    dialect = connection.dialect.name
    on = " ON journal" if dialect == "postgresql" else ""
    for name in sorted(NAMES[dialect]):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
    for statement in STATEMENTS[dialect]:
        connection.exec_driver_sql(statement)


def unlike(connection: Connection) -> frozenset[str]:
    """Names of triggers that are missing, switched off or not as they were made, and of those (and rules) that are not ours."""
    dialect = connection.dialect.name
    stand = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(_STAND[dialect])}
    made = _AS_MADE[dialect]
    return frozenset(name for name in made.keys() | stand.keys() if made.get(name) != stand.get(name))
