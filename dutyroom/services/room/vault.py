"""Personal data: sealed under each subject's own key, found by blind tokens, shown in plain only through ``reveal``."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from dutyroom.domain.numbers import digits_of, each_number
from dutyroom.domain.spelling import names_tokens
from dutyroom.store.gather import make, put_beside
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Personal
from dutyroom.store.rows.record import BlindToken, JournalEntry, SubjectKey
from dutyroom.store.sealed import under

OWN = ("name", "phone", "id_number", "content", "demand")
"""Personal fields with a column of their own; all others are sealed together in ``extra``."""
WHOSE = ("notes",)
"""Not told about anybody: who wrote which part of what is told."""
_AT_ONCE = 5000
_NAMES = (
    select(Personal.subject, Personal.name, SubjectKey.wrapped)
    .join(SubjectKey, col(SubjectKey.subject) == col(Personal.subject))
    .where(col(Personal.subject).in_(bindparam("subjects", expanding=True)), Personal.name != "")
)
_HOLDERS = select(BlindToken.subject).where(col(BlindToken.token).in_(bindparam("tokens", expanding=True)))


class Vault:
    """Seals and unseals under keys that the room key wraps."""

    def __init__(self, keys: RoomKeys) -> None:
        self.keys = keys

    def seal(self, session: Session, subject: str, text: str) -> str:
        """The text as ciphertext under the subject's own key, made now if it has none; "" stays ""."""
        return self.keys.seal(self._key(session, subject), text) if text else ""

    def unseal(self, session: Session, subject: str, sealed: str) -> str:
        """The text again; "" when the subject's key was erased. Raises Refusal ``wrong_key`` when it was changed."""
        key = self._known(session, subject) if sealed else None
        return self.keys.unseal(key, sealed) if key else ""

    def keyed(self, session: Session, subject: str, text: str, fresh: bool = False) -> str:
        """A digest of the text under the subject's own key; "" when it has none, or none any more.

        ``fresh``: a key that was not made in this transaction is not there, so there is nothing to look for.
        """
        if fresh and subject not in session.info.get("subject keys", {}):
            return ""
        key = self._known(session, subject)
        return self.keys.keyed(text, key) if key else ""

    def put(self, session: Session, subject: str, values: Mapping[str, str], fresh: bool = False) -> None:
        """Keeps these personal values of the subject (others stay as they are) and the tokens that find it.

        ``fresh``: the subject was made in this transaction, so there is nothing of it to look for.
        """
        row = None if fresh else session.get(Personal, subject)
        if fresh:
            self._make_key(session, subject)
        sealed = {name: self.seal(session, subject, values[name]) for name in OWN if name in values}
        more = {name: value for name, value in values.items() if name not in OWN}
        if more:
            kept = json.loads(self.unseal(session, subject, row.extra) or "{}") if row else {}
            sealed["extra"] = self.seal(session, subject, json.dumps({**kept, **more}))
        if row is None:
            make(session, Personal, subject=subject, **sealed)
        else:
            for name, value in sealed.items():
                setattr(row, name, value)
        self._index(session, subject, values, row is None)

    def plain(self, session: Session, subject: str) -> dict[str, str]:
        """The subject's personal values. For ``reveal`` and for the person typing; everyone else sees masked text."""
        row = session.get(Personal, subject)
        if row is None:
            return {}
        values = {name: self.unseal(session, subject, getattr(row, name)) for name in OWN}
        values.update(json.loads(self.unseal(session, subject, row.extra) or "{}"))
        return {name: value for name, value in values.items() if value and name not in WHOSE}

    def value(self, session: Session, subject: str, name: str) -> str:
        """One of the subject's personal values in plain, "" when it is not known; for masking and for rules alone."""
        row = session.get(Personal, subject)
        if row is None:
            return ""
        if name in OWN:
            return self.unseal(session, subject, getattr(row, name))
        return str(json.loads(self.unseal(session, subject, row.extra) or "{}").get(name, ""))

    def reveal(self, session: Session, subject: str) -> dict[str, str]:
        """All that was ever told about the subject, in plain: its values, then later texts as ``field#journal number``."""
        values = self.plain(session, subject)
        entries = session.exec(
            select(JournalEntry.seq, JournalEntry.payload).where(JournalEntry.subject == subject).order_by(col(JournalEntry.seq))
        ).all()
        for seq, payload in entries:
            for name, value in json.loads(payload)["values"].items():
                key = under(value, subject)
                if key:
                    text = self.unseal(session, key, value["sealed"])
                    if text and text not in values.values():
                        values[f"{name}#{seq}"] = text
        return values

    def find(self, session: Session, tokens: Iterable[str], limit: int, prefix: str = "") -> list[str]:
        """Subjects (whose number begins with ``prefix``) that carry every one of these tokens, newest number first."""
        blind = [self.keys.blind(token) for token in tokens]
        if not blind:
            return []
        query = select(BlindToken.subject).where(BlindToken.token == blind[0])
        if prefix:
            query = query.where(col(BlindToken.subject).startswith(prefix, autoescape=True))
        for token in blind[1:]:
            query = query.where(col(BlindToken.subject).in_(select(BlindToken.subject).where(BlindToken.token == token)))
        return list(session.exec(query.order_by(col(BlindToken.subject).desc()).limit(limit)).all())

    def holders(self, session: Session, tokens: Collection[str]) -> set[str]:
        """Subjects that carry any of these tokens."""
        blind = [self.keys.blind(token) for token in tokens]
        found: set[str] = set()
        for at in range(0, len(blind), _AT_ONCE):
            found.update(session.connection().execute(_HOLDERS, {"tokens": blind[at : at + _AT_ONCE]}).scalars())
        return found

    def mark(self, session: Session, subject: str, tokens: Collection[str]) -> None:
        """Has the subject found by these tokens too, till its personal data is erased or the index is made anew."""
        blind = {self.keys.blind(each) for each in tokens}
        there = select(BlindToken.token).where(BlindToken.subject == subject, col(BlindToken.token).in_(sorted(blind)))
        new = blind - set(session.exec(there).all()) if blind else blind
        put_beside(session, BlindToken, [{"token": each, "subject": subject} for each in sorted(new)])

    def marked(self, session: Session, tokens: Iterable[str]) -> list[tuple[str, str]]:
        """(token, subject) of each of these tokens and every subject that carries it."""
        blind = {self.keys.blind(each): each for each in tokens}
        rows = session.exec(select(BlindToken.token, BlindToken.subject).where(col(BlindToken.token).in_(sorted(blind)))).all()
        return [(blind[each], subject) for each, subject in rows]

    def names(self, session: Session, subjects: Iterable[str]) -> dict[str, str]:
        """The names of these subjects in plain, as far as they are known; for masking alone."""
        rows = session.connection().execute(_NAMES, {"subjects": list(subjects)}).all()
        keys = self.keys
        return {subject: keys.unseal(keys.unwrap(subject, wrapped), name) for subject, name, wrapped in rows}

    def index_again(self, session: Session) -> int:
        """Makes the blind index anew, as this program spells names and numbers; returns how many subjects it finds."""
        session.connection().execute(delete(BlindToken))
        subjects = session.exec(
            select(Personal.subject).join(SubjectKey, col(SubjectKey.subject) == col(Personal.subject))
        ).all()
        for subject in subjects:
            self._index(session, subject, self.plain(session, subject), fresh=True)
        return len(subjects)

    def _index(self, session: Session, subject: str, values: Mapping[str, str], fresh: bool) -> None:
        blind = {self.keys.blind(token) for token in tokens_of(values)}
        if blind and not fresh:
            blind -= set(session.exec(select(BlindToken.token).where(BlindToken.subject == subject)).all())
        put_beside(session, BlindToken, [{"token": token, "subject": subject} for token in sorted(blind)])

    def _key(self, session: Session, subject: str) -> bytes:
        key = self._known(session, subject)
        return self._make_key(session, subject) if key is None else key

    def _make_key(self, session: Session, subject: str) -> bytes:
        key = self.keys.new_key()
        make(session, SubjectKey, subject=subject, wrapped=self.keys.wrap(subject, key))
        session.info.setdefault("subject keys", {})[subject] = key
        return key

    def _known(self, session: Session, subject: str) -> bytes | None:
        # Kept for the length of the transaction: many values of one subject are sealed and opened together.
        known: dict[str, bytes] = session.info.setdefault("subject keys", {})
        if subject not in known:
            row = session.get(SubjectKey, subject)
            if row is None:
                return None
            known[subject] = self.keys.unwrap(subject, row.wrapped)
        return known[subject]


def tokens_of(values: Mapping[str, str]) -> set[str]:
    """What the blind index keeps of these values: each whole number, its last 4, and of each name what it is found by."""
    tokens: set[str] = set()
    for name in ("phone", "id_number"):
        for number in each_number(values.get(name, "")):
            digits = digits_of(number)
            tokens |= {f"number:{digits}", f"last4:{digits[-4:]}"}
    return tokens | names_tokens(values.get("name", ""))
