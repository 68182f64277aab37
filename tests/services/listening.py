"""Hears the line of every act as it is performed, in both languages, and what in it nobody could understand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from dutyroom.domain.act import Act, Command, Done, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import choice_name, shown_number, term
from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import language, set_language
from dutyroom.services.front.front import Front
from dutyroom.services.log.entries import entries_of, plans_of
from dutyroom.services.log.things import kind_of, names_of_things
from dutyroom.services.log.views import LogEntry
from dutyroom.services.room.people import people_of
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Unit

UNSAID = {("log.correct", "line")}
"""Stands before the result, in the mark of the line."""

_CODED = re.compile(r"\b(?:True|False|None)\b|T\d\d:\d\d|\+00:00|[{}\[\]]")


@dataclass(slots=True)
class Heard:
    """Which acts were performed, which of their fields were given and which outcomes came; what was wrong with their lines."""

    acts: set[str] = field(default_factory=set)
    given: set[tuple[str, str]] = field(default_factory=set)
    came: set[tuple[str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def hear(self, room: Front, done: Done) -> None:
        """Reads the line of the act that was just performed."""
        before = language()
        try:
            for each in ("zh", "en"):
                set_language(each)
                with room.database.read() as session:
                    self._read(room, session, done.seq)
        finally:
            set_language(before)

    def _read(self, room: Front, session: Session, seq: int) -> None:
        row = session.get_one(JournalEntry, seq)
        act = ACTS[row.kind]
        plan_of = plans_of(room, session, [row])
        (entry,) = entries_of(session, [row], plan_of, room.calendar_of(session).tz, every=True)
        values = json.loads(row.payload)["values"]
        told = Told(room, session, plan_of(row.subject), row)
        self.acts.add(act.name)
        came = values.get("_came", {})
        self.came |= {(act.name, name) for name in came}
        for each in form_fields(act, told.plan):
            raw = values.get(each.name)
            if raw in (None, "", [], False) or each.personal or each.secret or each.in_rows:
                continue
            self.given.add((act.name, each.name))
            self._demand(act, each, told.words(act, each, raw), entry)
        for each in act.came:
            if came.get(each.name) not in (None, "", []) and each.name not in values:
                self._demand(act, each, told.words(act, each, came[each.name]), entry)
        for name, raw in values.get("_was", {}).items():
            each = next(one for one in (*form_fields(act, told.plan), *act.came) if one.name == name)
            self._demand(act, each, [f"{said} → " for said in told.words(act, each, raw)], entry)
        if (kind := kind_of(row.subject)) and (called := told.things([row.subject]).get(row.subject)):
            self._demand(act, Field(kind, kind), [" ".join(called.split())[:60]], entry)
        if found := _CODED.search(entry.line):
            self.faults.append(f"{act.name}: {found[0]!r} in {entry.line!r}")

    def _demand(self, act: Act, each: Field, words: list[str], entry: LogEntry) -> None:
        if (act.name, each.name) in UNSAID:
            return
        told = entry.result
        self.faults += [f"{act.name} {each.name} ({language()}): no {one!r} in {told!r}" for one in words if one not in told]


@dataclass(slots=True)
class Told:
    """What must be read of the values of an entry; it knows nothing of how the program says it."""

    room: Front
    session: Session
    plan: Plan
    row: JournalEntry

    def words(self, act: Act, each: Field, raw: Any) -> list[str]:
        """What must be read of one value."""
        if isinstance(raw, dict):
            return [str(raw["masked"])] if raw.get("masked") else []
        if isinstance(raw, list):
            return [word for one in raw for word in self.words(act, each, one)]
        if raw is True or each.name == "happened":
            return []
        if each.about == "emergency":
            return [shown_number(self.plan, str(raw))]
        if each.about or each.choices == "sites":
            digits = re.sub(r"\D", "", str(raw))
            return [digits] if digits else [str(raw)]
        if each.choices:
            return [self._name(each.choices, str(raw))]
        zone = self.plan.hours.zone
        if each.kind == "moment":
            from datetime import datetime
            from zoneinfo import ZoneInfo

            return [f"{datetime.fromisoformat(str(raw)).astimezone(ZoneInfo(zone)):%m-%d %H:%M}"]
        if each.kind == "money":
            return [f"{int(float(raw)):,}"]
        if each.kind == "phone":
            return [str(raw)[-4:]]
        return [" ".join(str(raw).split())[:60]]

    def things(self, numbers: list[str]) -> Mapping[str, str]:
        """What the things of these numbers are called."""
        units = {row.code: row.en if language() == "en" else row.name for row in self._units()}
        return names_of_things(self.session, numbers, lambda _number: self.plan, people_of(self.session), units)

    def _units(self) -> list[Unit]:
        from sqlmodel import select

        return list(self.session.exec(select(Unit)).all())

    def _name(self, choices: str, code: str) -> str:
        if choices.startswith("="):
            return choice_name(code)
        people = people_of(self.session)
        units = {row.code: row.en if language() == "en" else row.name for row in self._units()}
        known = {"persons": people, "units": units, "receivers": {**people, **units}}.get(choices)
        if known is not None:
            return known[code]
        return "" if choices in ("limits", "objectives") else term(getattr(self.plan, choices), code)


@contextmanager
def listening(monkeypatch: Any) -> Iterator[Heard]:
    """Whatever a room performs meanwhile is heard."""
    heard, perform = Heard(), Front.perform

    def performed(room: Front, command: Command) -> Done:
        before = room.wait(-1, 0)
        done = perform(room, command)
        if done.seq > before:
            heard.hear(room, done)
        return done

    with monkeypatch.context() as patched:
        patched.setattr(Front, "perform", performed)
        yield heard
