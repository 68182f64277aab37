"""Connections to a PostgreSQL server, for the engines, the feed and the first page alike.

Nothing is asked for at the start of a session: a pooler would refuse it, and it would take the place of what the address
itself says (``?options=-csearch_path%3D…``). What a session must have is set afterwards; behind a pooler, which may give
each transaction another session, it is set in every transaction instead.
"""

from __future__ import annotations

from typing import Any

import psycopg

from dutyroom.store import faults, probe
from dutyroom.store.url import psycopg_url

PATIENCE_S = 30.0
"""Seconds that a statement waits for another's lock."""
IDLE_S = 12.0
"""Seconds for which a session of ours may do nothing inside a transaction: a process that was stopped there, or lost its
machine, must not keep every writer waiting. Longer than any act and any part of an import is at work between two statements."""
STATEMENT_S = 120.0
"""Seconds that any one statement may take."""
SILENCE_MS = 5_000
"""A server that has gone silent is given up after this time, so that a person can be told."""

Connection = psycopg.Connection[Any]


def connect(url: str, patience_s: float = PATIENCE_S, silence_ms: int = SILENCE_MS, **more: Any) -> Connection:
    """A connection to that server, by itself outside of transactions; ``more`` goes to the driver.

    Raises Refusal, one for each thing that keeps it from serving: ``bad_url``, ``connection_lost``, ``wrong_password``,
    ``not_let_in``, ``no_such_database``, ``tls``, ``too_many_connections``, ``pooler``, ``bad_encoding``.
    """
    given = {
        **more, "connect_timeout": max(silence_ms // 1000, 1), "tcp_user_timeout": silence_ms,
        "client_encoding": "UTF8", "autocommit": True,
    }  # fmt: skip
    address = psycopg_url(url)
    try:
        connection: Connection = psycopg.connect(address, **given)
    except psycopg.Error as fault:
        raise probe.why(fault) from None
    try:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding is not None and encoding != "UTF8":
            raise faults.not_utf8(encoding)
        _prepare(connection, patience_s)
    except psycopg.Error as fault:
        connection.close()
        raise faults.explain(fault) from fault
    except BaseException:
        connection.close()
        raise
    return connection


def shared(connection: Connection) -> bool:
    """Whether a pooler stands between: a session may then be another one in every transaction."""
    return connection.prepare_threshold is None


def setting(patience_s: float, where: str = "true") -> str:
    """The statement that sets what our sessions need: for the present transaction, or for good ``where`` that is false."""
    limits = {"lock_timeout": patience_s, "idle_in_transaction_session_timeout": IDLE_S, "statement_timeout": STATEMENT_S}
    wanted = {"timezone": "UTC", **{name: str(int(seconds * 1000)) for name, seconds in limits.items()}}
    calls = ", ".join(f"set_config('{name}', '{value}', {where})" for name, value in wanted.items())
    return f"SELECT pg_backend_pid(), {calls}"


def unhurried(local: bool) -> str:
    """The statement that takes the limits of time from an upgrade or a clean-up, ``local`` for the present transaction alone."""
    names = ("statement_timeout", "idle_in_transaction_session_timeout")
    return "SELECT " + ", ".join(f"set_config('{name}', '0', {local})" for name in names)


def _prepare(connection: Connection, patience_s: float) -> None:
    # A pooler makes up the number of the session, since there is no one session: by that it is known.
    claimed = connection.info.backend_pid
    found = connection.execute(setting(patience_s, f"pg_backend_pid() <> {claimed:d}")).fetchone()
    if found is not None and found[0] != claimed:
        # Statements prepared in one session would be missing in the next.
        connection.prepare_threshold = None
