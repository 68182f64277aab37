"""Why a PostgreSQL server lets nobody in: the driver has only words in the server's language for it, and no code.

So the server is greeted once more, by the first steps of its protocol, up to the message that has the code (SQLSTATE). This
is done only after the driver has failed, with what the driver itself made of the address.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import socket
import ssl
import struct
from base64 import b64decode, b64encode
from contextlib import closing
from typing import Any

from dutyroom.domain.errors import Refusal
from dutyroom.store import faults

_PATIENCE_S = 3.0
_PROTOCOL = 196608
_TLS = 80877103
_LONGEST = 1 << 20
_DEMANDED = ("require", "verify-ca", "verify-full")


def why(fault: Any) -> Refusal:
    """The refusal for a ``psycopg.Error`` with which connecting failed. Tells nothing of the address."""
    if fault.sqlstate is not None:
        return faults.by_state(fault.sqlstate)
    if type(fault).__name__ == "ProgrammingError":
        return faults.bad_options()
    tried = getattr(fault, "pgconn", None)
    if tried is None or type(fault).__name__ == "ConnectionTimeout":
        return faults.unreachable()
    said = {each.keyword.decode(): (each.val or b"").decode("utf-8", "replace") for each in tried.info}
    said |= {"password": (tried.password or b"").decode("utf-8", "replace")}
    try:
        with closing(_reached(said)) as line:
            state = _answer(line, said)
    except ssl.SSLError:
        return faults.no_tls(certificate=True)
    except _NoTls:
        return faults.no_tls()
    except (OSError, ValueError, IndexError, struct.error):
        return faults.unreachable()
    if state == "28P01" and not said["password"]:
        return faults.no_password()
    if state == "08P01":
        # What poolers say to all that they don't like.
        return faults.refused_by_pooler(bool(said.get("options")))
    return faults.by_state(state) if state else faults.unreachable()


class _NoTls(Exception):
    pass


def _reached(said: dict[str, str]) -> socket.socket:
    """The line to the server, encrypted where the server and the address want it."""
    host, port, mode = said.get("host", ""), int(said.get("port") or 5432), said.get("sslmode") or "prefer"
    if host.startswith(("/", "@")):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_PATIENCE_S)
        path = f"{host}/.s.PGSQL.{port}"
        line.connect(f"\0{path[1:]}" if host.startswith("@") else path)
        return line
    line = socket.create_connection((said.get("hostaddr") or host, port), _PATIENCE_S)
    if mode == "disable":
        return line
    line.sendall(struct.pack("!II", 8, _TLS))
    if _exactly(line, 1) != b"S":
        if mode in _DEMANDED:
            line.close()
            raise _NoTls
        return line
    context = ssl.create_default_context(cafile=_own(said, "sslrootcert"))
    context.check_hostname = mode == "verify-full"
    # As the driver does: a certificate is looked at where the address or a file of trusted ones asks for it.
    if mode not in ("verify-ca", "verify-full") and not said.get("sslrootcert"):
        context.verify_mode = ssl.CERT_NONE
    if said.get("sslcert"):
        context.load_cert_chain(said["sslcert"], said.get("sslkey") or None, said.get("sslpassword"))
    return context.wrap_socket(line, server_hostname=host)


def _own(said: dict[str, str], name: str) -> str | None:
    file = said.get(name, "")
    return file if file and file != "system" else None


def _answer(line: socket.socket, said: dict[str, str]) -> str:
    """The SQLSTATE with which the server ends the greeting, "" when it ends in another way or lets in."""
    user = said["user"]
    words = {"user": user, "database": said.get("dbname") or user, "options": said.get("options", "")}
    body = b"".join(f"{name}\0{value}\0".encode() for name, value in words.items() if value) + b"\0"
    line.sendall(struct.pack("!II", len(body) + 8, _PROTOCOL) + body)
    scram: _Scram | None = None
    while True:
        kind, content = _message(line)
        if kind == b"E":
            return dict(_fields(content)).get("C", "")
        if kind == b"Z":
            return ""
        if kind != b"R":
            continue
        (step,) = struct.unpack("!I", content[:4])
        if step == 3:
            _say(line, said["password"].encode() + b"\0")
        elif step == 5:
            _say(line, _md5(said["password"], user, content[4:]) + b"\0")
        elif step == 10 and b"SCRAM-SHA-256\0" in content:
            scram = _Scram(said["password"])
            first = scram.first()
            _say(line, b"SCRAM-SHA-256\0" + struct.pack("!I", len(first)) + first)
        elif step == 11 and scram is not None:
            _say(line, scram.last(content[4:]))
        elif step not in (0, 12):
            return ""


def _message(line: socket.socket) -> tuple[bytes, bytes]:
    kind, size = struct.unpack("!cI", _exactly(line, 5))
    if not 4 <= size <= _LONGEST:
        raise ValueError(size)
    return kind, _exactly(line, size - 4)


def _fields(content: bytes) -> list[tuple[str, str]]:
    return [(each[:1].decode(), each[1:].decode("utf-8", "replace")) for each in content.split(b"\0") if each]


def _exactly(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        piece = line.recv(size - len(got))
        if not piece:
            raise ConnectionResetError
        got += piece
    return got


def _say(line: socket.socket, content: bytes) -> None:
    line.sendall(b"p" + struct.pack("!I", len(content) + 4) + content)


def _md5(password: str, user: str, salt: bytes) -> bytes:
    inner = hashlib.md5((password + user).encode(), usedforsecurity=False).hexdigest()
    return b"md5" + hashlib.md5(inner.encode() + salt, usedforsecurity=False).hexdigest().encode()


class _Scram:
    """SCRAM-SHA-256 (RFC 5802, RFC 7677), the client's half."""

    def __init__(self, password: str) -> None:
        self._password = password.encode()
        self._bare = f"n=,r={b64encode(os.urandom(18)).decode()}"

    def first(self) -> bytes:
        return f"n,,{self._bare}".encode()

    def last(self, server_first: bytes) -> bytes:
        said = dict(re.findall(r"(\w)=([^,]*)", server_first.decode()))
        salted = hashlib.pbkdf2_hmac("sha256", self._password, b64decode(said["s"]), min(int(said["i"]), 100_000))
        key = hmac.digest(salted, b"Client Key", "sha256")
        bare = f"c=biws,r={said['r']}"
        whole = f"{self._bare},{server_first.decode()},{bare}".encode()
        signature = hmac.digest(hashlib.sha256(key).digest(), whole, "sha256")
        proof = bytes(one ^ other for one, other in zip(key, signature, strict=True))
        return f"{bare},p={b64encode(proof).decode()}".encode()
