"""What a PostgreSQL server says in another language: the words of its messages are changed on the wire, its codes are not.

A server built without translations speaks English whatever ``lc_messages`` says; the field M (message) and the localized
severity S are all that the setting changes. The words are those of the server's own catalogues.
"""

from __future__ import annotations

import struct

WORDS = {
    "zh_CN": {
        "55P03": "由于锁超时，取消语句操作", "25006": "不能在一个只读模式的事务中执行 UPDATE", "42P01": '关系 "setting" 不存在',
        "40P01": "检测到死锁", "28P01": '用户 "room" Password 认证失败', "53300": "已经有太多的客户端连接了",
        "3D000": '数据库 "x" 不存在', "57P01": "由于管理员命令中断联接", "": "错误",
    },
    "de_DE": {
        "55P03": "storniere Anfrage wegen Zeitüberschreitung der Sperre", "42P01": "Relation »setting« existiert nicht",
        "25006": "UPDATE kann nicht in einer Read-Only-Transaktion ausgeführt werden", "40P01": "Verklemmung entdeckt",
        "28P01": "Passwort-Authentifizierung für Benutzer »room« fehlgeschlagen", "53300": "schon zu viele Verbindungen",
        "3D000": "Datenbank »x« existiert nicht", "57P01": "Verbindung wird vom Administrator abgebrochen", "": "FEHLER",
    },
}  # fmt: skip


class Translated:
    """The server's messages as they pass, those of errors in another language. The client must not ask for TLS."""

    def __init__(self, language: str) -> None:
        self._words = WORDS[language]
        self._left = b""

    def __call__(self, data: bytes) -> bytes:
        self._left += data
        out = b""
        while len(self._left) >= 5:
            (size,) = struct.unpack("!I", self._left[1:5])
            if len(self._left) <= size:
                break
            message, self._left = self._left[: size + 1], self._left[size + 1 :]
            out += self._error(message[5:]) if message[:1] == b"E" else message
        return out

    def _error(self, content: bytes) -> bytes:
        fields = {each[:1]: each[1:] for each in content.split(b"\0") if each}
        fields[b"S"] = self._words[""].encode()
        fields[b"M"] = self._words.get(fields[b"C"].decode(), self._words[""]).encode()
        body = b"".join(kind + value + b"\0" for kind, value in fields.items()) + b"\0"
        return b"E" + struct.pack("!I", len(body) + 4) + body
