"""What an act is: the one definition from which forms, keys, palette, command line and journal kinds come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

SHOWN_FOR = timedelta(minutes=2)
"""So long what an act revealed is shown: then it goes back behind its mask by itself."""

FieldKind = Literal[
    "line",  # one line of text
    "text",  # several lines
    "name",  # a person's name, personal
    "phone",
    "id_number",
    "choice",  # one of ``choices``
    "choices",  # several of ``choices``
    "moment",  # a point in time, the organisation's zone
    "number",
    "money",
    "flag",
]

SubjectKind = Literal[
    "", "call", "complaint", "emergency", "task", "statement", "solution", "notice", "person", "handover", "watch",
    "paper", "charge", "group",
    "duty", "supply",
    "record", "plan",
    "request", "decision", "instruction", "conference", "sitrep", "warning",
]  # fmt: skip


Kept = Literal[
    "plan",  # the plan in force and the limits beside it
    "people",  # who there is, which roles they hold, whether they are on shift
    "directory",  # how they are reached, and when last
    "roster",  # who holds which role, who is on shift
    "units", "calendar", "shift", "drafts", "charges", "groups", "archive", "calls", "call_backs", "watches", "wording", "duties",
    "supplies", "exercise", "injects", "warnings",
]  # fmt: skip
"""What consoles keep a copy of while they run."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act's form.

    ``label`` is the Chinese source text of its label (a plan's own field brings ``en`` too). ``choices`` is either a
    vocabulary's name (``levels``, ``channels``, ``categories``, ``units``, ``persons``, ``workstreams``, ``roles``,
    ``posts``: roles of every plan by which something is decided, ``steps``, ``clocks``, ``conditions``, ``measures``,
    ``grounds``: of activation, ``charges``, ``gates``, ``reports``, ``recipients``, ``sitreps``, ``receivers``: who owes a
    receipt, ``sites``: scenes) or, after ``=``, the codes themselves: ``=reached|no_answer``.
    ``personal`` values are stored under the subject's own key only. ``longest``: most characters, 0 for the kind's own.
    ``hand``: whom it names gets a hand in the matter, which nobody who should step back may (回避).
    ``secret`` values are somebody's secret: nothing keeps them but its argon2id. ``in_rows``: the value stands whole among
    the rows that the act changes, so its journal entry does not repeat it. ``words`` of a line or text that are not masked
    as all others: ``house`` are names and codes of the organisation's own, ``public`` goes out to everybody, hotline and all.
    ``deed``: the text stands for something that was done, and is told in words and not in a sign.
    ``most``: a number above it is taken all the same, and marked wherever it is told.
    ``least``: how many are chosen at least, where it is filled in.
    ``lean``: whether a moment has happened or is to come, for the day that is left out; "" where it may be either.
    ``about``: the value is the number of a subject of that kind (domain.subjects), told with its words.
    """

    name: str
    label: str
    kind: FieldKind = "line"
    required: bool = False
    personal: bool = False
    choices: str = ""
    en: str = ""
    clause: str = ""
    longest: int = 0
    secret: bool = False
    in_rows: bool = False
    words: Literal["", "house", "public"] = ""
    deed: bool = False
    about: str = ""
    hand: bool = False
    most: int = 0
    least: int = 0
    lean: Literal["", "past", "ahead"] = ""

    @property
    def private(self) -> bool:
        """Whether its value is nobody's business who can see what runs on the machine: a secret, or somebody's personal data."""
        return self.secret or self.personal or self.kind in ("name", "phone", "id_number")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person can do.

    ``grave``: the person's own secret is asked again. ``sees``: the version seen must still be the current one.
    ``performer``: ``module:function`` in services, imported only when the act is performed.
    ``logged``: its journal row shows in the duty log. ``changes``: what consoles keep that is another afterwards.
    ``rank``: 2 decides for the organisation, 1 checks others' work or says who holds what, 0 neither; ``gives``: it
    changes who may do what. ``second``: the field that names a second person who signs in the same form, with a secret of
    their own in the field ``second_secret``. ``telephone``: somebody else may enter it for who decides by telephone
    (fields decider, telephone, witness). ``came``: what came of it beside what the form says (``Work.came``), told with it;
    a field of the form may be among them where it may be left to the rules. ``stays``: who should step back from the matter
    (回避) may do it all the same, marked on the record: it takes in, passes on, reports up, protects people, or signs what was
    decided before.
    """

    name: str
    label: str
    subject: SubjectKind
    performer: str
    fields: tuple[Field, ...] = ()
    grave: bool = False
    sees: bool = False
    logged: bool = True
    key: str = ""
    changes: tuple[Kept, ...] = ()
    second: str = ""
    telephone: bool = False
    rank: Literal[0, 1, 2] = 0
    gives: bool = False
    came: tuple[Field, ...] = ()
    stays: bool = False

    @property
    def second_secret(self) -> str:
        """The field in which the second person's secret stands, "" where none signs."""
        return f"{self.second}_secret" if self.second else ""

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Command:
    """One person's wish that an act be performed.

    ``subject`` is the subject's number (``0930-018``, ``2026-3``; empty for acts that make a new one), ``values`` the
    form's values as text, numbers, booleans, aware datetimes or tuples of codes; ``seen`` the subject's version that the
    person saw; ``secret`` the person's own secret where the act is grave. ``command_id`` makes a retry harmless.
    ``once`` is the keyed token of what makes a subject once only, whatever the id; "" for none.
    ``proven``: the stored secret on which the session stands that sends it; "" where the program itself acts for somebody.
    """

    act: str
    actor: str
    role: str
    command_id: str
    subject: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    seen: int | None = None
    secret: str = field(default="", repr=False)
    once: str = field(default="", kw_only=True)
    proven: str = field(default="", repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Done:
    """A performed act: its place in the journal, the subject it made or changed, and what to tell the person."""

    seq: int
    subject: str
    version: int = 0
    message: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
