"""Who there is and who holds what, as screens read it: people, roles, units, and the person signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has said who they are. ``roles`` are the plan's roles held when they signed in."""

    person: str
    name: str
    roles: tuple[str, ...]


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
    """Staff, unmasked."""

    code: str
    name: str
    en: str
    phone: str
    unit: str
    roles: tuple[str, ...] = ()
    on_duty: bool = False
    pinyin: str = ""


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
