"""Whether the journal is whole: every entry authentic, each linked to the one before, none missing since an anchor.

Cutting the end off needs the key, as the head is sealed, or an earlier head: who puts back the whole database as it once
was shows nothing wrong. Who holds database and key can write the whole chain anew. Both are evident only against an anchor
(seq and MAC) kept elsewhere. So say "evident since the last anchor", never "unchangeable".
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle, unwritten
from dutyroom.store.canonical import stamp
from dutyroom.store.engine import Database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.record import BROKEN, GENESIS, entry_mac
from dutyroom.store.rows.record import JournalEntry, JournalHead

_PAGE = 500
_head = JournalHead.__table__  # type: ignore[attr-defined]
# Column by column: a head of another schema has others.
_HEAD = select(_head.c.seq, _head.c.mac).where(_head.c.id == 1)
_SEALED_HEAD = select(_head.c.seq, _head.c.mac, _head.c.settled, _head.c.seal).where(_head.c.id == 1)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the journal as it stood at a moment, kept outside the database."""

    seq: int
    mac: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found: ``count`` sound entries up to ``seq`` and ``mac``, then the first break, if any.

    ``broken_at`` is the seq of the first entry that is not as it was written (0: none), ``why`` says how.
    """

    count: int
    seq: int
    mac: str
    anchors: int
    broken_at: int = 0
    why: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.why


def verify(database: Database, keys: RoomKeys, anchors: Iterable[Anchor] = (), sealed: bool = True) -> Report:
    """Walk the whole chain and report the first break, if any. ``sealed``: whether the schema has sealed heads."""
    expected = sorted(anchors, key=lambda anchor: anchor.seq)
    due = {anchor.seq: anchor.mac for anchor in expected}
    seq, mac = 0, GENESIS

    def broken(why: str, at: int) -> Report:
        return Report(seq, seq, mac, len(expected), at, why)

    while True:
        with database.read() as session:
            connection = session.connection()
            table = JournalEntry.__table__  # type: ignore[attr-defined]
            page = connection.execute(
                select(table).where(table.c.seq > seq).order_by(table.c.seq).limit(_PAGE)
            )
            rows = [dict(row) for row in page.mappings()]
            head = connection.execute(_SEALED_HEAD if sealed else _HEAD).first()
        for row in rows:
            if row["seq"] != seq + 1:
                return broken(_("缺少第 {seq} 条").format(seq=seq + 1), seq + 1)
            if row["prev"] != mac:
                return broken(_("第 {seq} 条与前一条接不上").format(seq=row["seq"]), row["seq"])
            if not hmac.compare_digest(entry_mac(keys, row), row["mac"]):
                return broken(_("第 {seq} 条的内容与其校验码不符").format(seq=row["seq"]), row["seq"])
            if due.get(row["seq"], row["mac"]) != row["mac"]:
                return broken(
                    _("第 {seq} 条与锚点不符：此前的记录被整体改写").format(seq=row["seq"]), row["seq"]
                )
            if row["payload"].startswith(f'{{"{BROKEN}":'):
                return broken(
                    _("写第 {seq} 条时链头已被无密钥者改过：此前的末尾可能被删").format(seq=row["seq"]), row["seq"]
                )
            seq, mac = row["seq"], row["mac"]
        if len(rows) < _PAGE:
            break
    if expected and expected[-1].seq > seq:
        return broken(
            _("锚点记到第 {anchor} 条，留痕只到第 {seq} 条：末尾被删").format(
                anchor=expected[-1].seq, seq=seq
            ),
            seq + 1,
        )
    if head is None or (head.seq, head.mac) != (seq, mac):
        return broken(_("留痕止于第 {seq} 条，与链头所记不符：末尾被删或被添").format(seq=seq), seq + 1)
    if sealed and head.seal != keys.head(head.seq, head.mac, head.settled):
        return broken(_("链头被无密钥者改过：第 {seq} 条之后可能被删").format(seq=seq), seq + 1)
    return Report(seq, seq, mac, len(expected))


def head_anchor(database: Database, at: datetime) -> Anchor:
    """The journal's last place now, to be kept elsewhere."""
    with database.read() as session:
        head = session.get(JournalHead, 1)
    if head is None:
        raise Refusal("corrupt", _("留痕的链头不见了。"), _("请从备份恢复。"))
    return Anchor(head.seq, head.mac, stamp(at))


def write_anchor(file: Path, anchor: Anchor) -> None:
    """Add one line to the anchor file."""
    try:
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"seq": anchor.seq, "mac": anchor.mac, "at": anchor.at}) + "\n")
            out.flush()
            os.fsync(out.fileno())
        settle(file.parent)
    except OSError as fault:
        raise unwritten(file, fault) from fault


def read_anchors(file: Path) -> list[Anchor]:
    """The anchors of the file, one a line. Raises Refusal when it cannot be read or a line is no anchor."""
    anchors = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("bad_anchor", _("读不了锚点文件：{file}").format(file=file)) from fault
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = from_json(line)
            anchors.append(Anchor(int(said["seq"]), str(said["mac"]), str(said.get("at", ""))))
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise Refusal(
                "bad_anchor", _("锚点文件第 {line} 行不是锚点：{file}").format(line=number, file=file)
            ) from fault
    return anchors
