"""What everybody may read of the words in a form: the one place where texts are masked on their way in.

Numbers are known by their look, names because somebody told them: those of the complainants at hand, who are looked up
by the pairs of signs in the text, so that nothing but the blind index and the few that match is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select

from dutyroom.domain.act import Field
from dutyroom.domain.mask import hide_names, mask_public
from dutyroom.domain.numbers import numbers_in
from dutyroom.domain.spelling import sought, text_tokens
from dutyroom.domain.subjects import is_kind, number_of, row_of
from dutyroom.services.act.work import Work
from dutyroom.services.room.vault import Vault
from dutyroom.store.rows.cases import Call, Complaint, Watch

AT_HAND = timedelta(days=90)
"""So long after a call, or the end of a case, a text is still searched for its people: for ever would tear ordinary words
apart, since 高峰 and 平安 are names too."""


_OF: BindParameter[Any] = bindparam("subjects", expanding=True)
_CASES = select(Complaint.number).where(
    col(Complaint.number).in_(_OF), col(Complaint.closed_at).is_(None) | (col(Complaint.closed_at) > bindparam("since"))
)
# Leaders, regulators and journalists who call complain of nothing: 市领导 in an instruction is who gave it.
_CALLS = select(Call.number).where(
    col(Call.number).in_(_OF), col(Call.received) > bindparam("since"), Call.caller == "customer"
)
_WATCHES = select(Watch.id).where(
    col(Watch.id).in_(bindparam("watches", expanding=True)), col(Watch.dropped).is_(None), col(Watch.until) > bindparam("now")
)


def make_readable(work: Work, fields: Iterable[Field], names: Collection[str] | None = None) -> None:
    """Masks the form's texts. ``names``: those of the complainants at hand, where many acts have looked them up together."""
    texts = [field for field in fields if is_text(field) and work.values.get(field.name) is not None]
    if not texts:
        return
    given = {field.name: str(work.values[field.name]) for field in texts}
    known = named_in(work.session, work.room.vault, given.values(), work.now) if names is None else names
    work.names = tuple(dict.fromkeys([*_own_names(work), *known]))
    for field in texts:
        text = given[field.name]
        if field.words == "public":
            work.readable[field.name] = hide_names(mask_public(text, _told(work, text)), work.names)
        else:
            work.readable[field.name] = work.hide(text)
        if not field.personal and work.readable[field.name] != text:
            work.values[field.name], work.clear[field.name] = work.readable[field.name], text


def is_text(field: Field) -> bool:
    """Whether people write what they like there, which then is shown."""
    return field.kind in ("line", "text") and not (field.secret or field.in_rows or field.choices or field.words == "house")


def named_in(session: Session, vault: Vault, texts: Iterable[str], now: datetime) -> tuple[str, ...]:
    """The names (in their one spelling) of the complainants at hand that these texts may mention."""
    tokens: set[str] = set()
    for text in texts:
        tokens |= text_tokens(text)
    holders = vault.holders(session, tokens) if tokens else set()
    if not holders:
        return ()
    names = vault.names(session, _at_hand(session, holders, now))
    return tuple({name for value in names.values() for name in sought(value)})


def _at_hand(session: Session, subjects: Collection[str], now: datetime) -> list[str]:
    connection, given = session.connection(), {"subjects": list(subjects), "since": now - AT_HAND, "now": now}
    found = [number for query in (_CASES, _CALLS) for number in connection.execute(query, given).scalars()]
    watches = [row_of("watch", each) for each in subjects if is_kind("watch", each)]
    if watches:
        found += [number_of("watch", each) for each in connection.execute(_WATCHES, {**given, "watches": watches}).scalars()]
    return found


def _own_names(work: Work) -> list[str]:
    """Of whom the act is about, however long ago: told in this form, or known of its call or complaint."""
    asked = work.act.field("name")
    values = [str(work.values.get("name") or "")] if asked is not None and asked.personal else []
    about = [work.subject] if work.act.subject in ("call", "complaint") else []
    about += [str(getattr(work.row, "complaint", "") or ""), str(work.values.get("complaint") or "")]
    values += [work.room.vault.value(work.session, each, "name") for each in dict.fromkeys(about) if each]
    return [name for value in values for name in sought(value)]


def _told(work: Work, text: str) -> set[str]:
    """The numbers in a public text that somebody has told as theirs."""
    holders = work.room.vault.holders
    return {each.digits for each in numbers_in(text) if holders(work.session, [f"number:{each.digits}"])}
