"""Opening a database: one engine that writes, one that only reads, the same code for SQLite and PostgreSQL.

Every writer first takes the lock that orders all writers (BEGIN IMMEDIATE; the journal's head row on PostgreSQL), so
that no update is lost and the journal has no gaps. Reads are short transactions on connections that cannot write.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, NoSuchTableError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool, QueuePool
from sqlmodel import Session

from dutyroom.domain.errors import Refusal, TornAway
from dutyroom.lang import gettext as _
from dutyroom.store import driver
from dutyroom.store.faults import UNWRITABLE, explain, is_busy
from dutyroom.store.record import RecordedSession, take_head
from dutyroom.store.rows.staff import Person
from dutyroom.store.url import psycopg_url, sqlite_path

T = TypeVar("T")
_PATIENCE_S = 30.0
_TRIES = 4


class File:
    """The file that was opened, told from another one of its name: a commit into a file moved away is not saved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[int, int] | None = None

    def check(self) -> None:
        """Raises Refusal ``replaced`` when the file of that name is not the one seen first, or gone."""
        try:
            found = os.stat(self.path)
            now = (found.st_dev, found.st_ino)
        except OSError:
            now = None
        if self._known is None:
            self._known = now
        elif now != self._known:
            raise other_file()


def other_file() -> Refusal:
    """Another file lies where the room's was, or none, or another room is in it."""
    return Refusal(
        "replaced",
        _("数据库文件已被换掉或移走，这次没有存上。"),
        _("放回原文件即可继续；若已从备份恢复，请退出值班台重新打开。"),
    )


class ReadingSession(Session):
    """A session that reads. It keeps the people it has met: one page names the same ones many times."""


@event.listens_for(ReadingSession, "loaded_as_persistent")
def _keep_people(session: Session, row: Any) -> None:
    # A session forgets rows that nobody holds, and would read them again for the next line.
    if isinstance(row, Person):
        session.info.setdefault("people", []).append(row)


class Heard:
    """Whoever goes by the server's time is told of it here."""

    def __init__(self) -> None:
        self.tell: Callable[[datetime], object] | None = None

    def at(self, server: datetime | None) -> None:
        """The server's clock shows that moment now; None where there is no server."""
        if server is not None and self.tell is not None:
            self.tell(server)


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Threads may share it; processes may not."""

    url: str
    dialect: str
    write_engine: Engine
    read_engine: Engine
    file: File | None = None
    time: Heard = field(default_factory=Heard)
    failed: set[str] = field(default_factory=set)
    """Codes of refusals of writes since the last one that passed: the disk may be full though there seems to be room."""
    unsound: list[Refusal] = field(default_factory=list)
    """What was found of a file in which nothing must be written any more."""

    @property
    def path(self) -> Path | None:
        """The SQLite file, None on PostgreSQL."""
        return sqlite_path(self.url)

    @property
    def shown(self) -> str:
        """The address as it may be shown: without name, password or options."""
        if self.path:
            return str(self.path)
        place = psycopg_url(self.url).removeprefix("postgresql://").partition("?")[0]
        return f"postgresql://{place.rpartition('@')[2]}"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may change rows; commits at the end, rolls back when the body raises.

        Who can do it anew writes by ``act``. Rows changed without a journal row are refused at commit. Raises Refusal when
        the database cannot do it.
        Must not be nested in one thread.
        """
        if self.unsound:
            raise self.unsound[0]
        try:
            with self._explained(), RecordedSession(self.write_engine, expire_on_commit=False) as session:
                self.time.at(take_head(session))
                self.check_file()
                yield session
                session.commit()
                # Nothing is called saved that went into a file which is no longer the room's.
                self.check_file()
        except Refusal as no:
            if no.code in UNWRITABLE:
                self.failed.add(no.code)
            raise
        self.failed.clear()

    def act(self, body: Callable[[Session], T]) -> T:
        """``body`` in a transaction of ``write``, done anew when the server gave it up for another's (a deadlock)."""
        for left in reversed(range(_TRIES)):
            try:
                with self.write() as session:
                    return body(session)
            except TornAway:
                if not left:
                    raise
            time.sleep(random.uniform(0.01, 0.1))
        raise AssertionError

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One short read transaction: everything read in it is from one moment. Keep no lazy results beyond it."""
        self.check_file()
        with self._explained(), ReadingSession(self.read_engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            with faults_explained():
                yield
        except Refusal as no:
            if no.code == "corrupt":
                # What connections have cached of a damaged file would outlive its repair.
                self.close()
            raise

    def check_file(self) -> None:
        """Raises Refusal ``replaced`` when another file, or none, lies where the open one was."""
        if self.file is not None:
            self.file.check()

    def close(self) -> None:
        """Give all connections back."""
        self.write_engine.dispose()
        self.read_engine.dispose()


@contextmanager
def faults_explained() -> Iterator[None]:
    """Turn any database error in the body into the Refusal that says what it means."""
    try:
        yield
    except (DBAPIError, PoolTimeout, NoSuchTableError) as fault:
        raise explain(fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault) from fault
    except driver.Error as fault:
        raise explain(fault) from fault


def open_database(url: str | Path) -> Database:
    """Open ``sqlite:///path``, a plain path or ``postgresql://…``. Nothing is created or upgraded here.

    Raises Refusal for a URL that is neither, a network file system or a file that is no database.
    """
    text = str(url)
    path = sqlite_path(text)
    if path is not None:
        file = File(path)
        return Database(text, "sqlite", _sqlite(file, readonly=False), _sqlite(file, readonly=True), file)
    return Database(text, "postgresql", _postgres(text, readonly=False), _postgres(text, readonly=True))


def open_existing(url: str | Path) -> Database:
    """As ``open_database``, for what needs a room that is there: raises Refusal ``no_database`` for a file that is not."""
    path = sqlite_path(str(url))
    if path is not None and not path.exists():
        raise driver.missing(path)
    return open_database(url)


def _sqlite(file: File, readonly: bool) -> Engine:
    path = file.path

    def opened() -> Any:
        file.check()
        connection = driver.connect(path)
        file.check()
        if readonly:
            connection.execute("PRAGMA query_only=ON")
        return connection

    # One writer: threads of this process queue here, fairly, instead of in SQLite's busy handler.
    pool: dict[str, Any] = {
        "poolclass": QueuePool, "pool_size": 4 if readonly else 1, "max_overflow": 4 if readonly else 0,
        "pool_timeout": _PATIENCE_S,
    }  # fmt: skip
    if driver.lying(path) == "immutable=1":
        # What is read as it lies would not see what somebody with more rights writes later.
        pool = {"poolclass": NullPool}
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=driver.library,
        creator=opened,
        hide_parameters=True,
        **pool,
    )
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: _patiently(connection, begin))
    return engine


def _patiently(connection: Connection, statement: str) -> None:
    # Under saturation SQLite's own busy handler is unfair and gives up on some; so ask again.
    give_up = time.monotonic() + _PATIENCE_S
    while True:
        try:
            connection.exec_driver_sql(statement)
            return
        except DBAPIError as fault:
            if not is_busy(fault) or time.monotonic() > give_up:
                raise
            time.sleep(random.uniform(0.001, 0.02))


def _postgres(url: str, readonly: bool) -> Engine:
    psycopg_url(url)
    patience_s = _PATIENCE_S
    # A snapshot of one moment for reads; READ COMMITTED for writers, who hold the head row before they look.
    engine = create_engine(
        "postgresql+psycopg://",
        hide_parameters=True,
        isolation_level="REPEATABLE READ" if readonly else "READ COMMITTED",
        pool_size=4 if readonly else 2,
        max_overflow=4,
        pool_timeout=_PATIENCE_S,
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, _given: Any, more: dict[str, Any]) -> Any:
        # Late: the driver of a server is loaded where there is one.
        from dutyroom.store import server

        opened = server.connect(url, patience_s, context=more.get("context"))
        opened.autocommit = False
        opened.read_only = readonly or None  # a writer is what the server makes of it: a standby says that it is read-only
        return opened

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        from dutyroom.store import server

        opened: Any = connection.connection.driver_connection
        if server.shared(opened):
            connection.exec_driver_sql(server.setting(patience_s))

    return engine
