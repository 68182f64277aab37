"""Who there is and who holds what, as screens read it: people, roles, units, and the person signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dutyroom.domain.act import Command


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has proven who they are; it ends with the secret on which it stands (``proven``, sealed) or the account.

    ``roles`` are the plan's roles that the person held when it was last asked, for screens; acts look them up themselves.
    """

    person: str
    name: str
    roles: tuple[str, ...]
    proven: str = field(default="", repr=False)

    def command(
        self, act: str, subject: str = "", values: Mapping[str, Any] | None = None, seen: int | None = None, *,
        command_id: str = "", secret: str = "", role: str = "",
    ) -> Command:  # fmt: skip
        """A command of this person (in the first role that may, if not in ``role``), standing on this session."""
        from uuid import uuid4

        return Command(
            act, self.person, role, command_id or uuid4().hex, subject, dict(values or {}), seen, secret, proven=self.proven
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """A role of the plan and who holds it now (``person`` empty: 空缺). ``acting_for`` names the role stood in for."""

    role: str
    person: str = ""
    name: str = ""
    en: str = ""
    phone: str = ""
    state: str = ""
    since: datetime | None = None
    verified: datetime | None = None
    appointed_by: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Staff, unmasked. Not ``active``: the account has ended."""

    code: str
    name: str
    en: str
    phone: str
    unit: str
    roles: tuple[str, ...] = ()
    on_duty: bool = False
    pinyin: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class UnitView:
    """A node of the organisation."""

    code: str
    name: str
    en: str
    parent: str
    kind: str


@dataclass(frozen=True, slots=True)
class NumberView:
    """One number of a person. ``kind`` is registered, mobile, office, home or other."""

    number: str
    kind: str
    verified: datetime | None


@dataclass(frozen=True, slots=True)
class CardView:
    """One person of the directory, never masked. ``deputy`` is the account of the B角, ``deputy_name`` what it is called."""

    code: str
    name: str
    en: str
    pinyin: str
    unit: str
    unit_name: str
    roles: tuple[str, ...]
    role_names: str
    on_duty: bool
    state: str
    deputy: str
    deputy_name: str
    numbers: tuple[NumberView, ...] = ()
