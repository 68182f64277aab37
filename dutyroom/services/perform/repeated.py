"""How a command that comes again is known: by keyed digests, from which nobody can guess what was typed.

What stands for itself (codes, numbers, moments) is digested under the room's key; what was typed freely under the key of
the call or complaint that it is about, and gone with that. No secret enters either.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from sqlmodel import Session, col, select

from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.room.vault import Vault
from dutyroom.store.erasure import ENTRY
from dutyroom.store.gather import put_beside
from dutyroom.store.rows.record import BlindToken

_CLOSED = frozenset({"choice", "choices", "moment", "number", "money", "flag"})
"""Kinds of fields that hold nothing typed freely."""


class Kept(Protocol):
    """What the room keeps of a command."""

    digest: str
    own: str


def digests(vault: Vault, session: Session, command: Command, subject: str) -> dict[str, str]:
    """What is kept of a command that was performed: ``digest`` and ``own`` of its row.

    ``subject``: whose key seals what it tells. Where there is no such key nothing personal was told: what was typed stands
    in the record in clear, and the room's key is enough.
    """
    closed, typed = _parts(command)
    own = vault.keyed(session, subject, typed, fresh=subject.startswith(ENTRY)) if typed else ""
    if own:
        return {"digest": vault.keys.keyed(closed), "own": f"{subject}:{own}"}
    return {"digest": vault.keys.keyed(closed + typed), "own": ""}


def is_same(vault: Vault, session: Session, command: Command, kept: Kept) -> bool:
    """Whether the command is the one that was performed under its id, as far as anybody can still tell.

    What was typed is no longer compared once the subject's key is erased, nor what was kept before digests had a key.
    """
    if not kept.digest:
        return True
    closed, typed = _parts(command)
    if not kept.own:
        return kept.digest == vault.keys.keyed(closed + typed)
    subject, _colon, own = kept.own.rpartition(":")
    return kept.digest == vault.keys.keyed(closed) and vault.keyed(session, subject, typed) in ("", own)


def known_once(session: Session, commands: Sequence[Command]) -> set[str]:
    """Those of the commands' ``once`` that were done before."""
    tokens = [command.once for command in commands if command.once]
    return set(session.exec(select(BlindToken.token).where(col(BlindToken.token).in_(tokens))).all()) if tokens else set()


def check_once(command: Command, known: set[str]) -> None:
    """Raises Refusal ``no_change`` when it was done before."""
    if command.once and command.once in known:
        raise Refusal("no_change", _("这一行已经导入过。"))


def keep_once(session: Session, command: Command, subject: str) -> None:
    """Keeps, under the subject made, that it was done; erased with all else by which the subject is found."""
    if command.once:
        put_beside(session, BlindToken, [{"token": command.once, "subject": subject}])


def _parts(command: Command) -> tuple[str, str]:
    act = ACTS[command.act]
    closed: list[Any] = [command.act, command.actor, command.role, command.subject, command.seen]
    typed: list[Any] = []
    for name, value in sorted(command.values.items()):
        field = act.field(name)
        if field is not None and field.secret:
            continue
        stands = field is not None and field.kind in _CLOSED and not field.personal
        (closed if stands else typed).append([name, value])
    return _written(closed), _written(typed) if typed else ""


def _written(parts: list[Any]) -> str:
    return json.dumps(parts, ensure_ascii=False, default=str)
