"""The room's key, kept in a file apart from the database, and what is worked out from it.

From the one room key come separate keys for the journal's MAC, for wrapping each subject's own key, for the blind index
and for drafts. Losing the file means that personal data and the proof of the journal are lost for good.
"""

from __future__ import annotations

import base64
import contextlib
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE_NAME = "room.key"
_NONCE = 12


@dataclass(frozen=True, slots=True, repr=False)
class RoomKeys:
    """The room key in use."""

    _room: bytes = field(repr=False)
    _purposes: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)
    folder: Path | None = field(default=None, compare=False)
    """Where the key lies; None for one that a database carries."""

    @classmethod
    def open(cls, folder: Path, create: bool = False) -> RoomKeys:
        """Read ``room.key`` in ``folder``; with ``create``, make it (mode 0600) where there is none yet.

        Raises Refusal when it is missing, unreadable or damaged.
        """
        file = folder / FILE_NAME
        if create:
            _create(file)
        try:
            text = file.read_text(encoding="ascii").strip()
        except FileNotFoundError as fault:
            raise Refusal(
                "no_key",
                _("找不到值班室密钥文件：{file}").format(file=file),
                _("请从设立值班室的机器拷来，或从保管处取回；没有它就不能核验留痕、不能看个人信息。"),
            ) from fault
        except (OSError, ValueError) as fault:
            raise Refusal("bad_key", _("读不了值班室密钥文件：{file}").format(file=file)) from fault
        try:
            room = bytes.fromhex(text)
        except ValueError:
            room = b""
        if len(room) != 32:
            raise Refusal(
                "bad_key",
                _("值班室密钥文件已损坏：{file}").format(file=file),
                _("请从保管处取回原文件；切勿新建一个替代。"),
            )
        return cls(room, folder=folder)

    @classmethod
    def carried(cls, text: str) -> RoomKeys:
        """The key that an exercise's database carries with it: nothing there is anybody's secret."""
        return cls(bytes.fromhex(text))

    def to_carry(self) -> str:
        """The key as an exercise's database carries it. Never for a live room."""
        return self._room.hex()

    def mac(self, message: bytes) -> str:
        """Keyed digest (HMAC-SHA256, hex) for the journal."""
        return self._derive("mac", message).hex()

    def head(self, seq: int, mac: str, settled: str) -> str:
        """Keyed digest of the journal's head, which else anybody could mend who cut its end off."""
        return self._derive("head", f"{seq}:{mac}:{settled}".encode()).hex()[:32]

    @property
    def check(self) -> str:
        """A value stored in the database, by which a wrong key is noticed; it tells nothing about the key."""
        return self._derive("check", b"dutyroom").hex()[:32]

    def belong(self, check: str) -> None:
        """Raises Refusal when the value that a database keeps is another key's."""
        if check != self.check:
            raise Refusal(
                "wrong_key",
                _("值班室密钥不属于这个数据库；未作任何改动。"),
                _("请取来设立这个值班室时的密钥文件 room.key。"),
            )

    @property
    def drafts(self) -> bytes:
        """The key under which drafts are sealed."""
        return self._derive("drafts", b"")

    def blind(self, token: str) -> str:
        """Keyed token of a name or number, for the blind index."""
        return self._derive("blind", token.encode("utf-8", "surrogatepass")).hex()[:32]

    def keyed(self, text: str, own: bytes | None = None) -> str:
        """Keyed digest by which a command that comes again is known: under the room's key, or a subject's ``own``."""
        message = text.encode("utf-8", "surrogatepass")
        if own is None:
            return self._derive("command", message).hex()[:32]
        return _digest(_digest(own, b"dutyroom command"), message).hex()[:32]

    def mark(self, own: bytes) -> str:
        """By what a subject's key is known after it was destroyed; it tells nothing about the key."""
        return self._derive("erased", own).hex()[:32]

    def wrap(self, subject: str, key: bytes) -> str:
        """A subject's own key as it stands in the database."""
        return _seal(self._derive("wrap", b""), key, subject)

    def unwrap(self, subject: str, wrapped: str) -> bytes:
        """A subject's own key. Raises Refusal when it is not under this room key."""
        return _open(self._derive("wrap", b""), wrapped, subject)

    def new_key(self) -> bytes:
        """A fresh key for a subject."""
        return os.urandom(32)

    def seal(self, key: bytes, text: str) -> str:
        """The text as ciphertext (AES-256-GCM) under a subject's own key; empty stays empty."""
        return _seal(key, text.encode("utf-8", "surrogatepass"), "") if text else ""

    def unseal(self, key: bytes, sealed: str) -> str:
        """The text again. Raises Refusal when the key is another or the ciphertext was changed."""
        return _open(key, sealed, "").decode("utf-8", "surrogatepass") if sealed else ""

    def _derive(self, purpose: str, message: bytes) -> bytes:
        key = self._purposes.get(purpose)
        if key is None:
            key = self._purposes[purpose] = _digest(self._room, b"dutyroom " + purpose.encode())
        return _digest(key, message)


def _digest(key: bytes, message: bytes) -> bytes:
    import hmac  # late: loads the whole of OpenSSL, which the first page does not need

    return hmac.digest(key, message, "sha256")


def _create(file: Path) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = file.with_name(f"{file.name}.{os.urandom(4).hex()}")
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(os.urandom(32).hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
        # A link appears whole or not at all, and never replaces a key that another process made meanwhile.
        with contextlib.suppress(FileExistsError):
            os.link(whole, file)
        # Before anything is written under it.
        settle(file.parent)
        settle(file.parent.parent)
    finally:
        whole.unlink()


def _seal(key: bytes, message: bytes, bound_to: str) -> str:
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _cipher(key).encrypt(nonce, message, bound_to.encode())).decode("ascii")


# The room's wrapping key is always the same, and one subject's values are sealed together.
@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    # Imported late: the first page of the board is shown before anything is sealed or opened.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _open(key: bytes, sealed: str, bound_to: str) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        raw = base64.b64decode(sealed, validate=True)
        return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to.encode())
    except (InvalidTag, ValueError) as fault:
        raise Refusal(
            "wrong_key", _("密钥不对，或密文被改过，打不开。"), _("请确认密钥文件属于这个数据库。")
        ) from fault
