"""What an act function is handed: one open transaction, who acts, the plan that binds the subject, and the rules' tools."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import Session, SQLModel

from dutyroom.domain.act import Act, Command
from dutyroom.domain.errors import Refusal
from dutyroom.domain.mask import hide_names, mask_text
from dutyroom.lang import gettext as _
from dutyroom.services.room.roster import roster_of
from dutyroom.store.numbers import next_number

if TYPE_CHECKING:
    from dutyroom.domain.clock.calendar import Calendar
    from dutyroom.domain.permission import Roster
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True)
class Work:
    """One act being performed.

    ``values`` are clean (typed, checked against the plan), free words in them that are not personal as everybody may read
    them; ``clear`` has what was typed where that is something else, for the journal to seal. ``row`` is the subject's row;
    ``subject`` may be set by acts that make a new subject. ``touched`` collects complaint numbers whose board row must be
    made anew, ``message`` what to tell the person, ``data`` facts for the caller, ``clause`` the plan's clause under which
    this was done.
    """

    room: Room
    session: Session
    now: datetime
    command: Command
    act: Act
    plan: Plan
    plan_version: int
    calendar: Calendar
    values: dict[str, Any]
    row: Any = None
    subject: str = ""
    clause: str = ""
    message: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    late: bool = False
    # One of many: nobody waits to be told more than that it is done.
    many: bool = False
    # The plan's roles that the person holds now.
    held: tuple[str, ...] = ()
    # Who should step back from what this is about (回避).
    aside: frozenset[str] = frozenset()
    clear: dict[str, str] = field(default_factory=dict)
    # Complainants' names (in their one spelling) that a text of this act may mention.
    names: tuple[str, ...] = ()
    # Every text of the form as everybody may read it, by field.
    readable: dict[str, str] = field(default_factory=dict)
    # The digest of the regulatory limits that this act has put in force, None for those of the room.
    limits: str | None = None
    # Who signed beside the actor, with their own secret.
    second: str = ""
    # Personal data was erased: nothing of it may stay in the files once this is committed.
    erased: bool = False
    # The words typed that the journal row keeps beside the values, already masked; what the rules know is told by ``came``.
    text: str = ""
    # What came of it beside what the form says: values of the act's ``came``.
    came: dict[str, Any] = field(default_factory=dict)
    # What fields of the form or of ``came`` said before. Those that are the subject's own are found by themselves.
    was: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """The person's code."""
        return self.command.actor

    @property
    def role(self) -> str:
        """The role in which the person acts."""
        return self.command.role

    def plan_of(self, version: int) -> Plan:
        """The plan of that version as it stands in this transaction."""
        if version == self.plan_version:
            return self.plan
        if self.limits is not None:
            return self.room.plan_beside(self.session, version, self.limits)
        return self.room.plan_of(self.session, version)

    def next(self, series: str) -> int:
        """The next number of a series, given out in this transaction."""
        return next_number(self.session, series)

    def add(self, row: SQLModel) -> None:
        """Adds a new row to this transaction."""
        self.session.add(row)

    def get(self, table: type[Row], key: Any, what: str = "") -> Row:
        """The row of that key. Raises Refusal ``not_found``, naming ``what``, when there is none."""
        row = self.session.get(table, key)
        if row is None:
            raise Refusal("not_found", _("找不到{what} {key}。").format(what=what, key=key))
        return row

    def happened(self) -> datetime:
        """When the act happened: as said, else now. Marks the entry 补记 (late) when said to be earlier than now.

        Raises Refusal ``bad_input`` for a moment that has not come yet.
        """
        said = self.values.get("happened")
        if said is None:
            return self.now
        if said > self.now:
            raise Refusal("bad_input", _("发生时间还没有到。"), _("请改为现在或更早的时间。"))
        self.late = self.afterwards(said)
        return said  # type: ignore[no-any-return]

    def afterwards(self, moment: datetime) -> bool:
        """Whether what is entered now was so at least a minute ago: then it is entered afterwards (补记)."""
        return self.now - moment >= timedelta(minutes=1)

    def numbers(self, name: str) -> list[str]:
        """The numbers typed in that field, in whatever way they are parted, each once."""
        return [each for each in dict.fromkeys(re.split(r"[\s,，、;；]+", str(self.values.get(name) or ""))) if each]

    def masked(self, name: str) -> str:
        """The text given under that name as everybody may read it, "" when not given."""
        return self.readable[name] if name in self.readable else self.hide(str(self.values.get(name) or ""))

    def hide(self, text: str) -> str:
        """The text as everybody may read it: without numbers that are somebody's and names of complainants at hand."""
        return hide_names(mask_text(text), self.names)

    def seal(self, subject: str, text: str) -> str:
        """The text sealed under the subject's own key (made now if it has none); "" stays ""."""
        return self.room.vault.seal(self.session, subject, text) if text else ""

    def shown(self, moment: datetime) -> str:
        """A moment for a message, in the organisation's zone: month, day, time; the year where it is another one."""
        there, now = self.calendar.local(moment), self.calendar.local(self.now)
        return there.strftime("%m-%d %H:%M" if there.year == now.year else "%Y-%m-%d %H:%M")

    @property
    def roster(self) -> Roster:
        """Who may have a hand in this now, in which role."""
        return roster_of(self.session, self.plan, self.now, self.aside)

    def holder_of(self, role: str) -> str:
        """Who holds ``role`` now and need not step back, before others who is not away; "" when nobody does."""
        roster = self.roster
        there = (person for person in roster.holders(role) if person not in self.aside)
        return roster.holder(role) or next(there, "")
