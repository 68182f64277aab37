"""A wire between a client and a PostgreSQL server that can be cut at the moment of a COMMIT."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.store.tongues import Translated

# Not the one in BEGIN ISOLATION LEVEL READ COMMITTED.
_COMMIT = re.compile(rb"COMMIT\b")


class Wire:
    """Forwards connections; ``cut_at`` says when the next COMMIT breaks the wire: before, during or after it.

    ``language``: that of the server's errors, "" as they come.
    """

    def __init__(self, server: str, language: str = "") -> None:
        self._language = language
        parts = urlsplit(server)
        self._socket = str(Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{port}{parts.path}?sslmode=disable&gssencmode=disable"
        self.cut_at = ""
        self.cuts = 0
        self._clear = threading.Event()
        self._clear.set()
        self._refusing = False
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def down(self, silent: bool) -> None:
        """No more data until ``up``: connections break and new ones are refused, or, silent, all just hangs."""
        if silent:
            self._clear.clear()
            return
        self._refusing = True
        for end in self._ends:
            _hang_up(end)
        self._ends.clear()

    def up(self) -> None:
        """Data flows again."""
        self._refusing = False
        self._clear.set()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._refusing:
                    _hang_up(client)
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._socket)
                self._ends += [client, server]
                answer_cuts = threading.Event()
                threading.Thread(
                    target=self._to_server, args=(client, server, answer_cuts), daemon=True
                ).start()
                threading.Thread(
                    target=self._to_client, args=(client, server, answer_cuts), daemon=True
                ).start()

    def _to_server(self, client: socket.socket, server: socket.socket, answer_cuts: threading.Event) -> None:
        for data in _pieces(client):
            self._clear.wait()
            cut = self.cut_at if _COMMIT.search(data) else ""
            if cut:
                self.cut_at = ""
                self.cuts += 1
            if cut == "before":
                break
            if cut == "after":
                answer_cuts.set()
            if cut == "during":
                # The client is gone before the server can answer; the server finishes the commit.
                _hang_up(client)
            server.sendall(data)
            if cut == "during":
                for _ in _pieces(server, once=True):
                    pass
                break
        _hang_up(client)
        _hang_up(server)

    def _to_client(self, client: socket.socket, server: socket.socket, answer_cuts: threading.Event) -> None:
        translated = Translated(self._language) if self._language else None
        with contextlib.suppress(OSError):
            for data in _pieces(server):
                self._clear.wait()
                client.sendall(translated(data) if translated else data)
                # Not an earlier answer, which may still be on its way when the COMMIT goes out.
                if answer_cuts.is_set() and b"COMMIT\0" in data:
                    break
        _hang_up(client)
        _hang_up(server)


def _pieces(end: socket.socket, once: bool = False) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        while data := end.recv(65536):
            yield data
            if once:
                return


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
