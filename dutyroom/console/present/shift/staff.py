"""Staff as they are looked for: by a part of account, name or pinyin initials; and what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.services.organisation.views import PersonView


def matching(typed: str, people: Sequence[PersonView], everybody: bool = False) -> tuple[PersonView, ...]:
    """Whom a few letters mean: who has exactly that first, then who begins with it, then who has it inside.

    Among equals those on duty come first. Nothing typed means nobody, or with ``everybody`` all.
    """
    wanted = typed.strip().casefold()
    if not wanted and not everybody:
        return ()
    found = [(fits, person) for person in people if (fits := _fit(wanted, person)) < _NOT]
    found.sort(key=lambda pair: (pair[0], not pair[1].on_duty))
    return tuple(person for _fits, person in found)


_NOT = 3


def _fit(wanted: str, person: PersonView) -> int:
    best = _NOT
    for own in (person.code, person.name, person.en, person.pinyin):
        at = own.casefold().find(wanted)
        if at >= 0 and own:
            best = min(best, 0 if own.casefold() == wanted else 1 if at == 0 else 2)
    return best


def posts(person: PersonView, roles: Mapping[str, str]) -> str:
    """The roles somebody holds now, in one line."""
    return ("、" if language() == "zh" else ", ").join(roles.get(role, role) for role in person.roles)
