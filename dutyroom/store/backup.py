"""Backups of the SQLite file, taken while others write, and their restoring, which first proves them whole."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from dutyroom.domain.errors import UNREADABLE, Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle, unwritten
from dutyroom.store import driver, erased_list, erasure, migrate, triggers
from dutyroom.store.claim import belongs, claim, seal_once, sealed_in
from dutyroom.store.engine import Database, faults_explained, open_database
from dutyroom.store.faults import UNWRITABLE, explain
from dutyroom.store.keys import RoomKeys
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.record import Erased
from dutyroom.store.schema import HISTORY
from dutyroom.store.scrub import scrub
from dutyroom.store.sealed import missing_keys
from dutyroom.store.verify import Report, verify


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds: its ``schema`` and its journal, None where that can't be read by this program.

    ``proven``: all of it was; else its schema is another program's, and only pages, key and chain were looked at.
    """

    schema: str
    proven: bool
    report: Report | None

    @property
    def count(self) -> int:
        """How many entries of the journal were found sound."""
        return self.report.count if self.report else 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the journal as restored, where the former database is kept, how many erasures were repeated.

    ``upgraded`` is the older schema from which the backup was brought up, "" for one of today's.
    """

    report: Report
    kept: Path | None
    erased_again: int
    upgraded: str = ""


def backup(database: Database, keys: RoomKeys, file: Path) -> BackedUp:
    """Copy the database as of one moment into a new ``file`` (mode 0600) and verify the copy, whatever its schema.

    Others go on writing meanwhile. The room key is not in it. Raises Refusal on PostgreSQL, for a file that exists, for a
    damaged database, or when it cannot be written; no half-made file is left.
    """
    source = _sqlite_only(database)
    if file.exists():
        raise unwritten(file, FileExistsError())
    with _temporary(file) as fresh, _told_of_new(file):
        _copy(source, fresh)
        made = _prove_any(fresh, keys)
        os.replace(fresh, file)
        settle(file.parent)
    _keep_list(database, keys)
    return made


def restore(file: Path, database: Database, keys: RoomKeys, at: datetime, more: Path | None = None) -> Restored:
    """Put the backup in the database's place, once its chain and tables are proven whole; an older schema is brought up.

    What was there is kept beside it; personal data erased since the backup is erased again: what the database that was
    there knows, the list beside the key, and ``more``, a list kept elsewhere. Raises Refusal when the backup is damaged or
    another room's; the database is then as it was. Consoles should be closed meanwhile.
    """
    target = _sqlite_only(database)
    if not file.exists():
        raise Refusal("no_database", _("没有这个备份文件：{file}").format(file=file))
    kept: Path | None = None
    gone: set[str] = set()
    marks = erased_list.read(erased_list.list_file(keys), more)
    with _temporary(target) as fresh:
        with _told_of_backup(file):
            _copy(file, fresh)
            report, older = _brought_up(fresh, keys)
        if target.exists() and migrate.version(database):
            gone, marks = _erased_in(database, marks)
            kept = target.with_name(f"{target.name}.before-{at:%Y%m%d-%H%M%S}")
            with _temporary(kept) as former:
                _copy(target, former)
                os.replace(former, kept)
                settle(kept.parent)
        # Before it takes the database's place, where nothing of it shall ever stand.
        with closing(open_database(fresh)) as opened:
            again = erasure.erase_again(opened, keys, gone, marks, at, f"restore:{at:%Y%m%dT%H%M%S}")
            scrub(opened, whole=True)
        database.close()
        # Through SQLite, not over the file: a console that is still open sees the change instead of a ghost.
        _copy(fresh, target)
    _keep_list(database, keys)
    return Restored(report, kept, again, older)


def prove(database: Database, keys: RoomKeys, marks: erased_list.Marks | None = None) -> Report:
    """Check all of it: pages, schema, triggers, key, chain, that the tables are what the journal says, and the keys in it.

    ``marks``: keys known to be destroyed. Raises Refusal for the first thing that is wrong.
    """
    migrate.check(database)
    _prove_pages(database)
    with database.read() as session:
        unlike = triggers.unlike(session.connection())
    if unlike:
        raise Refusal(
            "no_triggers",
            _("保护留痕的触发器不见了或不是原样：{names}。").format(names="、".join(sorted(unlike))),
            _("请查明何人改动，并核验留痕。"),
        )
    claim(database, keys)
    report = _prove_chain(database, keys, sealed=True)
    with database.read() as session:
        lost = missing_keys(session, keys)
    if lost:
        raise Refusal(
            "no_keys",
            _("有 {n} 把个人信息的密钥不见了或打不开，第一把：{subject}。").format(n=len(lost), subject=lost[0]),
            _("请查明何人改动；可从备份恢复。"),
        )
    with database.read() as session:
        back = erasure.came_back(session, keys, marks or {})
    if back:
        raise Refusal(
            "came_back",
            _("备份带回了已删除的个人信息：{numbers}。").format(numbers="、".join(sorted(back))),
            _("请运行 dutyroom db erase-again。"),
        )
    with database.read() as session:
        wrong = differences(replay(payloads(session)), snapshot(session))
    if wrong:
        raise Refusal(
            "unlike_journal",
            _("有 {n} 行数据与留痕不符，第一处：{row}。").format(n=len(wrong), row=wrong[0]),
            _("请查明何人改动；可从备份恢复。"),
        )
    return report


def _prove_pages(database: Database) -> None:
    if database.path is not None:
        with faults_explained(), database.read_engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if said != ["ok"]:
            raise Refusal("corrupt", _("文件已损坏：{file}").format(file=database.path), _("请从备份恢复。"))


def _prove_chain(database: Database, keys: RoomKeys, sealed: bool) -> Report:
    report = verify(database, keys, sealed=sealed)
    if not report.sound:
        raise Refusal(
            "broken_chain", _("留痕链不完整：{why}。").format(why=report.why), _("请与最近的锚点和备份比对。")
        )
    return report


def _prove_any(file: Path, keys: RoomKeys) -> BackedUp:
    """What can be proven of a copy: all where this program knows its schema as its own, else pages, key and chain."""
    with closing(open_database(file)) as opened:
        schema = migrate.version(opened)
        if schema in ("", HISTORY[-1]):
            # What a backup brings back is destroyed when it is restored.
            return BackedUp(schema, True, prove(opened, keys))
        _prove_pages(opened)
        try:
            belongs(opened, keys)
            return BackedUp(schema, False, _prove_chain(opened, keys, sealed_in(schema)))
        except Refusal as no:
            # A newer program may keep its journal otherwise: a copy that nobody here can judge is better than none.
            if schema in HISTORY or no.code == "wrong_key":
                raise
            return BackedUp(schema, False, None)


def _brought_up(file: Path, keys: RoomKeys) -> tuple[Report, str]:
    """Proves the copy, after bringing it up to today's schema; its report and the older schema that it had, "" for none."""
    with closing(open_database(file)) as opened:
        schema = migrate.version(opened)
        older = schema if schema in HISTORY[:-1] else ""
        if older:
            _prove_pages(opened)
            belongs(opened, keys)
            _prove_chain(opened, keys, sealed_in(schema))
            migrate.upgrade(opened)
            seal_once(opened, keys, schema)
        return prove(opened, keys), older


def _sqlite_only(database: Database) -> Path:
    if database.path is None:
        raise Refusal(
            "use_pg_dump",
            _("PostgreSQL 数据库请用其自带工具备份与恢复。"),
            _("备份：pg_dump -Fc；恢复：pg_restore；之后运行 dutyroom audit verify 核验。"),
        )
    return database.path


def _keep_list(database: Database, keys: RoomKeys) -> None:
    # Where it can't be written now, the next backup adds what is missing.
    with suppress(Refusal):
        if (listed := erased_list.list_file(keys)) is not None:
            erased_list.keep(database, listed)


def _erased_in(database: Database, marks: erased_list.Marks) -> tuple[set[str], erased_list.Marks]:
    """Whom that database knows to be erased, and its marks beside those given; none of either before it was upgraded."""
    try:
        with database.read() as session:
            rows = session.exec(select(Erased)).all()
            return erasure.erased(session), {**marks, **{row.mark: row.complaint for row in rows}}
    except Refusal as no:
        if no.code != "no_schema":
            raise
        with database.read() as session:
            return erasure.erased(session), marks


@contextmanager
def _temporary(beside: Path) -> Iterator[Path]:
    """A private empty file beside that one; gone at the end, with what SQLite put next to it."""
    fresh = beside.with_name(f".{beside.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as fault:
        raise unwritten(beside, fault) from fault
    try:
        yield fresh
    finally:
        for tail in ("", "-wal", "-shm", "-journal"):
            fresh.with_name(fresh.name + tail).unlink(missing_ok=True)


@contextmanager
def _told_of_new(file: Path) -> Iterator[None]:
    """A full disk is told of the ``file`` that is being made: the room's own may be another, and well."""
    try:
        yield
    except Refusal as no:
        if no.code == "disk_full":
            raise unwritten(file, OSError(errno.ENOSPC, "")) from no
        raise


@contextmanager
def _told_of_backup(file: Path) -> Iterator[None]:
    """What is wrong with the backup is told of it by name: of the room's own database nothing was said, and nothing changed."""
    try:
        yield
    except Refusal as no:
        if no.code in UNWRITABLE:
            raise
        why = {
            "corrupt": _("文件已损坏。"),
            "no_schema": _("里面没有值班室。"),
            "not_a_database": _("不是值班台的数据库。"),
        }.get(no.code, no.message)
        hint = no.hint if no.code in (*UNREADABLE, "wrong_key") else _("请换一份备份。")
        message = _("这份备份不能恢复：{file}，{why}现有的数据库没有改动。").format(file=file, why=why)
        raise Refusal(no.code, message, hint) from no


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(driver.connect(source, readonly=True)) as reading, closing(_plain(target)) as writing:
            reading.backup(writing)
            if writing.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver.Error as fault:
        raise explain(fault) from fault


def _plain(path: Path) -> Any:
    return driver.connect(path)
