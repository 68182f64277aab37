"""The schema's version: a new database is made at once, an old one upgraded step by step, a newer one refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, inspect

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.resources import resource
from dutyroom.store import triggers
from dutyroom.store.engine import Database, faults_explained
from dutyroom.store.rows.record import JournalHead
from dutyroom.store.schema import HISTORY, check_version
from dutyroom.store.scrub import keep_no_samples, scrub
from dutyroom.store.tables import metadata


def version(database: Database) -> str:
    """The schema version of the database, empty when it has no tables yet."""
    try:
        with faults_explained(), database.read_engine.connect() as connection:
            row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    except Refusal as no:
        if no.code == "no_schema":
            return ""
        raise
    return str(row[0]) if row else ""


def check(database: Database) -> None:
    """One quick query at start. Raises Refusal when the schema is missing, older or newer than the program."""
    check_version(version(database))


def is_older(found: str) -> bool:
    """Whether a schema of that version is one that this program brings up to its own."""
    return found in HISTORY[:-1]


def upgrade(database: Database) -> str:
    """Make or upgrade the tables; returns the version reached.

    Raises Refusal for a schema newer than the program, and ``unknown_schema`` for one that is not what its version says:
    nothing was changed then.
    """
    found = version(database)
    if not found:
        with faults_explained(), database.write_engine.begin() as connection:
            _create(connection)
    elif is_older(found):
        _bring_up(database, found)
        _scrub(database)
    check(database)
    return HISTORY[-1]


def _bring_up(database: Database, found: str) -> None:
    try:
        _alembic(database, "upgrade", HISTORY[-1])
    except Refusal as no:
        # A table or column that a migration counts on is not there.
        if no.code in ("no_schema", "database_error"):
            raise _unknown(found, _("缺表或缺列")) from no
        raise


def _lacking(connection: Connection) -> list[str]:
    """Tables, and columns of tables, that today's schema has and this database has not."""
    look = inspect(connection)
    there = set(look.get_table_names())
    columns = {key[1]: {each["name"] for each in found} for key, found in look.get_multi_columns().items()}
    wanted = {table.name: [column.name for column in table.columns] for table in metadata.sorted_tables}
    gone = [name for name in wanted if name not in there]
    return gone + [f"{name}.{each}" for name in wanted if name in there for each in wanted[name] if each not in columns[name]]


def _unknown(found: str, why: str) -> Refusal:
    return Refusal(
        "unknown_schema",
        _("数据库写着结构 {found}，实际却不是（{why}）；未作任何改动。").format(found=found, why=why),
        _("它由正式发布之前的程序建立，请仍用那个程序；dutyroom db export 文件夹 可全部导出。"),
    )


def _scrub(database: Database) -> None:
    # Programs before this one left behind what they deleted, and this upgrade deletes too.
    if not scrub(database, whole=True):
        raise Refusal(
            "in_use",
            _("结构已升级，但已删除内容的残留没有清除：有值班台正在使用。"),
            _("请退出各值班台，再运行 dutyroom db scrub。"),
        )


def downgrade(database: Database, to: str) -> None:
    """Take the schema back to an earlier version, ``base`` for none at all; data of later tables is lost."""
    _alembic(database, "downgrade", to)


def _create(connection: Connection) -> None:
    # Another process may have been first; the lock of this transaction, or this one on PostgreSQL, decides.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7418529630)")
    if connection.dialect.has_table(connection, "alembic_version"):
        return
    metadata.create_all(connection, checkfirst=False)
    triggers.install(connection)
    keep_no_samples(connection)
    connection.execute(insert(JournalHead).values(id=1, seq=0, mac="", key_check=""))
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HISTORY[-1]}')")


def _alembic(database: Database, way: str, to: str) -> None:
    # Slow to import, and needed only on the day of an upgrade.
    from alembic import command

    config, found = alembic_config(resource("db")), version(database)
    with faults_explained(), database.write_engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            from dutyroom.store import server

            connection.exec_driver_sql(server.unhurried(local=True))
        config.attributes["connection"] = connection
        {"upgrade": command.upgrade, "downgrade": command.downgrade}[way](config, to)
        # Seen in the same transaction, so that nothing of it stays.
        if to == HISTORY[-1] and (lacking := _lacking(connection)):
            raise _unknown(found, _("缺 {what}").format(what="、".join(lacking[:5])))


def alembic_config(folder: Path) -> Any:
    """Alembic's configuration for the migrations in ``folder``, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
