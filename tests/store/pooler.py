"""A connection pooler in transaction mode, the way pgbouncer is one: every transaction goes to another session.

It greets clients by itself, refuses start-up options, makes up the session's number, and hands sessions on in a ring, so
that whoever counts on the session of before finds another one at once.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
import threading
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_STARTUP, _TLS = 196608, 80877103
_numbers = itertools.count(1_000_000)


class Pooler:
    """Stands in front of a server on a socket file; ``url`` is for its clients."""

    def __init__(self, server: str, sessions: int = 3) -> None:
        parts = urlsplit(server)
        self._socket = str(Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432")
        self._database = parts.path.removeprefix("/")
        self._free = deque(_Session(self._socket, self._database) for _ in range(sessions))
        self._came = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://postgres@127.0.0.1:{self._listener.getsockname()[1]}/{self._database}"
        self.given: set[int] = set()
        """The sessions that were handed out."""
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more clients and gives its sessions back."""
        self._listener.close()
        with self._came:
            for session in self._free:
                session.line.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _where = self._listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, struct.error, EOFError), client:
            if not self._greet(client):
                return
            while True:
                message = _message(client)
                if message[:1] == b"X":
                    return
                session = self._take()
                try:
                    self._transaction(client, session, message)
                finally:
                    self._give(session)

    def _greet(self, client: socket.socket) -> bool:
        size, what = struct.unpack("!II", _exactly(client, 8))
        if what == _TLS:
            client.sendall(b"N")
            size, what = struct.unpack("!II", _exactly(client, 8))
        given = dict(zip(*[iter(_exactly(client, size - 8).rstrip(b"\0").split(b"\0"))] * 2, strict=False))
        if b"options" in given:
            said = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
            client.sendall(b"E" + struct.pack("!I", len(said) + 4) + said)
            return False
        told = {
            "server_version": "16.0", "server_encoding": "UTF8", "client_encoding": "UTF8", "standard_conforming_strings": "on",
        }  # fmt: skip
        parameters = b"".join(
            b"S" + struct.pack("!I", len(name) + len(value) + 6) + f"{name}\0{value}\0".encode() for name, value in told.items()
        )
        number = next(_numbers)
        client.sendall(
            b"R" + struct.pack("!II", 8, 0) + parameters + b"K" + struct.pack("!III", 12, number, 0) + b"Z\0\0\0\x05I"
        )
        return True

    def _transaction(self, client: socket.socket, session: _Session, message: bytes) -> None:
        """Passes messages both ways until the session says that it is in no transaction any more."""
        self.given.add(session.number)
        while True:
            session.line.sendall(message)
            # Sync, a simple query and the end of a copy are answered with "ready".
            if message[:1] in (b"S", b"Q", b"c", b"f"):
                answer = _message(session.line)
                while answer[:1] not in (b"Z", b"G"):
                    client.sendall(answer)
                    answer = _message(session.line)
                client.sendall(answer)
                if answer[:1] == b"Z" and answer[5:] == b"I":
                    return
            message = _message(client)

    def _take(self) -> _Session:
        with self._came:
            self._came.wait_for(lambda: bool(self._free))
            return self._free.popleft()

    def _give(self, session: _Session) -> None:
        with self._came:
            self._free.append(session)
            self._came.notify()


class _Session:
    """One session with the server."""

    def __init__(self, path: str, database: str) -> None:
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(path)
        body = f"user\0postgres\0database\0{database}\0client_encoding\0UTF8\0\0".encode()
        self.line.sendall(struct.pack("!II", len(body) + 8, _STARTUP) + body)
        self.number = 0
        while (message := _message(self.line))[:1] != b"Z":
            if message[:1] == b"K":
                (self.number,) = struct.unpack("!I", message[5:9])


def _message(line: socket.socket) -> bytes:
    head = _exactly(line, 5)
    return head + _exactly(line, struct.unpack("!I", head[1:])[0] - 4)


def _exactly(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        piece = line.recv(size - len(got))
        if not piece:
            raise EOFError
        got += piece
    return got
