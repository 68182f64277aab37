"""A mail server and a web server of this machine that take messages, refuse them, or hang, as a test says."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Box:
    """What came in, and how the server answers: takes, refuses or hangs until ``over``."""

    mode: str = "takes"
    got: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    port: int = 0


class _Mail(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        """SMTP as far as one message needs it."""
        if self.box.mode == "hangs":
            self.box.over.wait(30)
            return
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                text = []
                while (part := self.rfile.readline().decode()) not in (".\r\n", ""):
                    text.append(part)
                self.box.got.append("".join(text))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("451 not now" if word == "MAIL" and self.box.mode == "refuses" else "250 well")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Web(BaseHTTPRequestHandler):
    box: Box

    def do_POST(self) -> None:
        """A webhook."""
        if self.box.mode == "hangs":
            self.box.over.wait(30)
            return
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.box.mode == "takes":
            self.box.got.append(body)
        self.send_response(200 if self.box.mode == "takes" else 503)
        self.end_headers()

    def log_message(self, *_given: Any) -> None:
        """Nothing is printed."""


@contextmanager
def server(kind: str) -> Iterator[Box]:
    """One of kind mail or web."""
    box = Box()
    handler: Any = type("Handler", (_Mail if kind == "mail" else _Web,), {"box": box})
    made: Any = socketserver.ThreadingTCPServer if kind == "mail" else HTTPServer
    with made(("127.0.0.1", 0), handler) as listening:
        listening.daemon_threads = True
        box.port = listening.server_address[1]
        thread = Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield box
        box.over.set()
        listening.shutdown()
