"""What belongs to a complaint, as screens and papers read it: plain values, masked, times aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from dutyroom.domain.same_words import Again
from dutyroom.domain.subjects import Numbered
from dutyroom.services.board.warnings import WarningView
from dutyroom.services.clocks.views import ClockView
from dutyroom.services.log.views import LogEntry


@dataclass(frozen=True, slots=True)
class DoneView:
    """One time that a step was done: when, by whom, what was written (masked), and its own fields as people read them."""

    at: datetime
    by_name: str
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate of a paper: who decided what, or (``outcome`` empty) whose decision it waits for (``roles``, names).

    ``who``: who of them decides now, and why if it is not who comes first.
    """

    code: str
    name: str
    en: str
    act: str
    roles: str
    outcome: str = ""
    by_name: str = ""
    at: datetime | None = None
    reason: str = ""
    due: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class CasePaperView(Numbered):
    """A paper of the complaint: a solution, or what was written in a step (``form``: the step's code).

    ``fields`` are (label, value) as people read them; ``measures`` (code, name, state, proof, amount). ``final``: it can't
    be changed any more. ``pays``: the sum of a solution, paid, open, and who may approve it, a line each.
    """

    KIND: ClassVar[str] = "paper"

    id: int
    version: int
    kind: str
    form: str
    name: str
    en: str
    title: str
    edition: int
    text: str
    state: str
    author: str
    at: datetime
    clause: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    gates: tuple[GateView, ...] = ()
    measures: tuple[tuple[str, str, str, str, str], ...] = ()
    final: bool = False
    sum: str = ""
    pays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargeView(Numbered):
    """What a department is charged with. ``state``: open, reported, done. ``due``: its last limit; ``late``: one was passed."""

    KIND: ClassVar[str] = "charge"

    id: int
    version: int
    complaint: str
    kind: str
    name: str
    en: str
    unit: str
    owner_name: str
    text: str
    by_name: str
    at: datetime
    state: str
    checked: bool
    due: datetime | None = None
    late: bool = False
    report: str = ""
    reported_by: str = ""
    reported_at: datetime | None = None
    opinion: str = ""
    checked_by: str = ""
    checked_at: datetime | None = None
    returned: int = 0
    clause: str = ""


@dataclass(frozen=True, slots=True)
class AlikeView:
    """A complaint alike to another: how much in percent, and its masked summary.

    ``same_caller``: it came from the same telephone number.
    """

    number: str
    likeness: int
    received: datetime
    unit: str
    summary: str
    open: bool = True
    level: str = ""
    same_caller: bool = False


@dataclass(frozen=True, slots=True)
class GroupView(Numbered):
    """Complaints taken for alike, proposed, confirmed or refused, with the reason in words.

    ``waiting`` came after it was confirmed: nobody has said yet whether they belong to it.
    """

    KIND: ClassVar[str] = "group"

    id: int
    version: int
    state: str
    why: str
    by_name: str
    at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    decision: str = ""
    members: tuple[AlikeView, ...] = ()
    name: str = ""
    waiting: tuple[AlikeView, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseworkView:
    """All that belongs to one complaint. ``lead``: who leads the handling of its level; ``attend``: who must go there,
    with the clause; ``aside``: who should have no hand in it; ``missing``: what its file still lacks before it can be closed,
    ``owing`` what is still to be done of one that was.
    """

    lead_role: str = ""
    lead_post: str = ""
    lead_name: str = ""
    off_hours: bool = False
    attend: str = ""
    tell: str = ""
    route_clause: str = ""
    round: int = 1
    round_of: str = ""
    followed_by: str = ""
    aside: tuple[str, ...] = ()
    papers: tuple[CasePaperView, ...] = ()
    charges: tuple[ChargeView, ...] = ()
    group: GroupView | None = None
    alike: tuple[AlikeView, ...] = ()
    missing: tuple[str, ...] = ()
    owing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPlanView:
    """A unit of the tree: ``depth`` below the top, its own plan (name, version, since) or whose it goes by.

    ``lacking``: the plan says that a unit of this kind must have one, and it has none (8.06).
    """

    code: str
    name: str
    en: str
    kind: str
    parent: str
    depth: int
    plan: str = ""
    version: int = 0
    since: datetime | None = None
    from_unit: str = ""
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class ContactView:
    """One try to reach somebody."""

    at: datetime
    by_name: str
    purpose: str
    person: str
    number: str
    result: str
    again_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the plan's procedure: done when, by whom; ``blocked`` says why it can't be done yet.

    ``times`` is every time it was done; ``waiting`` the gates for which its paper still waits. ``waived``: it was decided away,
    ``text`` says why; ``after_close``: it comes after the end of the case, ``if_needed``: only as the case asks.
    """

    code: str
    name: str
    en: str
    clause: str
    source: str
    done_at: datetime | None = None
    by_name: str = ""
    text: str = ""
    blocked: str = ""
    times: tuple[DoneView, ...] = ()
    waiting: str = ""
    after_close: bool = False
    if_needed: bool = False
    waived: bool = False

    @property
    def owed_after(self) -> bool:
        """Whether it comes after the end of the case and is still to be done."""
        return self.after_close and (self.done_at is None or bool(self.waiting))


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """One complaint, masked. ``facts`` are (field, masked value) in the order of the form; ``alarm`` as in BoardRow.

    ``danger`` to life that there is now, "" for none; ``handling``: the unit to which it was passed; ``again``: what is the
    same words again, by the bare text (domain.same_words); ``warned``: its warnings, the newest last.
    """

    number: str
    version: int
    status: str
    level: str
    channel: str
    category: str
    unit: str
    owner: str
    owner_name: str
    received: datetime
    typed: datetime
    happened: datetime | None
    late: bool
    closed_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    satisfied: str
    emergency: str
    facts: tuple[tuple[str, str], ...] = ()
    clocks: tuple[ClockView, ...] = ()
    contacts: tuple[ContactView, ...] = ()
    steps: tuple[StepView, ...] = ()
    record: tuple[LogEntry, ...] = ()
    calls: tuple[str, ...] = ()
    work: CaseworkView = field(default_factory=CaseworkView)
    alarm: datetime | None = None
    danger: str = ""
    told: str = ""
    handling: str = ""
    again: Mapping[str, Again] = field(default_factory=dict)
    warned: tuple[WarningView, ...] = ()

    def lit(self, now: datetime) -> bool:
        """Whether nobody has acknowledged it as it stands at ``now``."""
        seen = bool(self.acknowledged_by) and (self.alarm is None or now <= self.alarm)
        return self.closed_at is None and not seen
