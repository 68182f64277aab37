"""A lazy clerk: looks for the shortest way by which a complaint leaves the desk, with the emptiest values that forms take.

Nothing here knows any plan's words. It tries every act that there is, in the order of how little it costs, takes whatever the
room takes, and then leaves out of the way that it found each act without which the complaint ends all the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dutyroom.domain.act import Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.handling import Step
from dutyroom.domain.same_words import mark
from dutyroom.services.cases.leading import leads
from tests.services.conftest import SECRET, Played
from tests.services.test_emergency_plans import grounds, heads, staffed, unnamed

KNOWN: dict[tuple[str, str, str], dict[str, Any]] = {
    (line["plan"], line["level"], line["way"]): line
    for line in tomllib.loads((Path(__file__).parent / "got_away.toml").read_text(encoding="utf-8"))["line"]
}
"""What it got away with, by plan, level and way out."""
SIGN, WORDS, EMPTY = "x", "已办", "已按规定处理"
"""What is typed into a text, the second where a form asks for words; the third stands in every text of a test of its own."""
WAYS = ("deeds", "unreached", "anonymous", "waived", "lowered", "withdrawn", "second round", "alike")
"""The ways out that are looked for, each by itself."""
ENDED = frozenset({"closed", "owing", "withdrawn", "second_round"})
TOLD = frozenset({"step", "way", "answer", "level", "clock", "charge", "result"})
"""Values by which a move is told from another of the same act."""
MOST = 60
"""So many acts at most are tried before a way is given up."""


@dataclass(frozen=True)
class Move:
    """One act of a way: by whom, on what, with which values."""

    act: str
    values: tuple[tuple[str, Any], ...] = ()
    subject: str = ""
    person: str = ""
    roles: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = [str(value) for name, value in self.values if name in TOLD]
        return self.act.removeprefix("complaint.") + "".join(f" {each}" for each in shown)


@dataclass(frozen=True)
class Found:
    """How a complaint got away: by which acts, how it stands then, which steps were not done, which limits were not met.

    ``signs`` are the fields that took one sign; ``seen`` is what whoever looks sees beside a text that stands everywhere.
    """

    acts: tuple[Move, ...]
    status: str
    undone: tuple[str, ...]
    unmet: tuple[str, ...]
    signs: tuple[str, ...]
    seen: str

    @property
    def people(self) -> int:
        """How many persons it took, those who signed as a second not among them."""
        return len({each.person for each in self.acts})


@dataclass
class Lazy:
    """A complaint of one level of one plan, in a room of its own for every try."""

    folder: Path
    plan: str
    level: str
    way: str
    text: str = ""
    rooms: int = 0
    stands: tuple[str, ...] = ()
    """What stood before the end when nothing more was to be had."""

    def search(self) -> Found | None:
        """The way found, shortened; None where there is none."""
        path = self._dive()
        if path is None:
            return None
        return self.replay(self._shorten(path))

    def replay(self, path: Iterable[Move]) -> Found | None:
        """The same acts in a fresh room; None where one is refused or the complaint has not ended then."""
        room, number = self.begin()
        try:
            for move in path:
                perform(room, move)
        except Refusal:
            return None
        else:
            view = room.complaint(number)
            return self._found(room, number, tuple(path)) if view.status in ENDED else None
        finally:
            room.close()

    def begin(self) -> tuple[Played, str]:
        """A fresh room in which the complaint has been registered, and its number."""
        self.rooms += 1
        room = staffed(self.folder / f"{self.rooms}", self.plan)
        for role in room.plan.roles:
            if role.of_unit:
                heads(room, role.code.replace("_", "-"), room.units()[-1].code)
        who = unnamed(room.plan) if self.way == "anonymous" else {"name": "张先生", "phone": "13912340001"}
        given = {"content": self.text or SIGN, "level": self.level, "channel": room.plan.channels[0].code, **who}
        number = room.act("complaint.register", "second", **given).subject
        if self.way == "alike":
            room.act("complaint.register", "second", **given)
        return room, number

    def _dive(self) -> list[Move] | None:
        room, number = self.begin()
        path: list[Move] = []
        taken: dict[str, int] = {}
        while len(path) < MOST:
            for move in self.offers(room, number):
                key = repr((move.act, move.subject, move.values))
                if taken.get(key, 0) >= (3 if "no_answer" in dict(move.values).values() else 1):
                    continue
                done = self._attempt(room, move)
                if done is not None:
                    taken[key] = taken.get(key, 0) + 1
                    path.append(done)
                    break
            else:
                break
            if room.complaint(number).status in ENDED:
                room.close()
                return path
        self.stands = room.complaint(number).work.missing
        room.close()
        return None

    def _shorten(self, path: list[Move]) -> list[Move]:
        at = len(path) - 2
        while at >= 0:
            fewer = path[:at] + path[at + 1 :]
            if self.replay(fewer) is not None:
                path = fewer
            at -= 1
        return path

    def _attempt(self, room: Played, move: Move) -> Move | None:
        """The move as the room took it, by the first who may, words only where it asks for them; None where nobody may."""
        for person in self._persons(room, move):
            tried = replace(move, person=person)
            for _round in range(2):
                try:
                    perform(room, tried)
                except Refusal as no:
                    asked = {each.field for each in no.faults} if no.code in ("bad_input", "reason_needed") else set()
                    said = dict(tried.values)
                    if not asked & {name for name, value in said.items() if value == SIGN}:
                        break
                    said.update({name: WORDS for name in asked if said.get(name) == SIGN})
                    tried = replace(tried, values=tuple(said.items()))
                else:
                    return tried
        return None

    def _persons(self, room: Played, move: Move) -> Iterator[str]:
        may = room.plan.roles_for(move.act)
        holders: dict[str, list[str]] = {}
        for each in room.roster():
            holders.setdefault(each.role, []).append(each.person)
        roles = [each for each in may if not move.roles or each in move.roles]
        seen = [person for role in roles for person in holders.get(role, ()) if person]
        # Who is at the desk anyhow comes first.
        yield from sorted(dict.fromkeys(seen), key=lambda person: (person != "second", person != "first"))

    def offers(self, room: Played, number: str) -> Iterator[Move]:
        """Every act that might be taken now, in the order of how little it costs."""
        view, plan = room.complaint(number), room.plan
        text = self.text or SIGN
        said, why = (("text", text),), (("reason", text),)
        level = plan.level(view.level)
        assert level is not None
        yield Move("complaint.close", said, number, roles=level.closes)
        yield Move("complaint.close_many", (("complaints", number), *said))
        if self.way == "withdrawn":
            yield Move("complaint.withdraw", (("way", "phone"), *said, *_signed()), number)
        if self.way == "second round":
            yield Move("complaint.reconsider", said, number)
        if self.way == "lowered" and view.level == self.level:
            for light in plan.levels:
                if light.rank > level.rank:
                    own = tuple((each.name, "no") for form in plan.forms if form.act == "complaint.level" for each in form.fields)
                    yield Move("complaint.level", (("level", light.code), *why, *own, *_signed()), number)
                    yield Move("complaint.level", (("level", light.code), *why, *own), number)
        if self.way == "waived":
            lead = leads(plan, view.level)
            for clock in view.clocks:
                if clock.verdict == "running":
                    yield Move("complaint.waive", (("clock", clock.code), *why), number, roles=lead)
            for step in view.steps:
                if step.done_at is None and not step.after_close and not step.if_needed:
                    yield Move("complaint.waive", (("step", step.code), *why), number, roles=lead)
        if self.way == "alike":
            other = f"{number[:-1]}{int(number[-1]) + 1}"
            yield Move("group.form", (("complaints", f"{number}, {other}"), *why))
            yield from (Move("group.confirm", why, f"G{each.id}") for each in room.groups())
        for way in ("unreached", "anonymous") if self.way in ("unreached", "anonymous") else ("written", "phone"):
            yield Move("complaint.reply", (("way", way), *said, *_own(room, "complaint.reply", text)), number)
        if self.way == "unreached":
            yield Move("complaint.contact", (("result", "no_answer"),), number)
        yield Move("complaint.satisfied", (("answer", "dissatisfied"),), number)
        yield Move("complaint.satisfied", (("answer", "satisfied"),), number)
        yield Move("complaint.acknowledge", (), number)
        yield Move("complaint.classify", (("category", plan.categories[-1].code),), number)
        yield Move("complaint.level", (("level", view.level), *why, *_own(room, "complaint.level", text)), number)
        for unit in {each.kind: each.code for each in room.units()}.values():
            yield Move("complaint.transfer", (("unit", unit),), number)
        yield Move("complaint.contact", (("result", "reached"), *said), number)
        # To the colleague at the next desk first.
        for person in ("first", *(each.code for each in room.people() if each.code not in ("first", "second"))):
            yield Move("complaint.report_up", (("person", person), ("result", "reached"), *said), number, roles=("duty_officer",))
        for each in plan.steps:
            here = each.applies(view.level, view.work.round, view.work.off_hours) and not each.after_close
            if each.act == "complaint.step" and here:
                yield from (Move("complaint.step", values, number, roles=each.roles) for values in _step(room, each, text))
        yield from self._papers(room, number, text)
        for charge in plan.charges:
            given = (("charge", charge.code), ("unit", room.units()[-1].code), *said)
            yield Move("complaint.charge", given, number, roles=charge.roles)
        for event in room.emergencies():
            yield Move("emergency.decline", why, event.number)
            streams = (plan.workstreams[0].code,)
            yield Move("emergency.activate", (("workstreams", streams), *why, *grounds(plan).items()), event.number)

    def _papers(self, room: Played, number: str, text: str) -> Iterator[Move]:
        work = room.complaint(number).work
        yield Move("complaint.solve", (("title", text), ("text", text), ("measures", (room.plan.measures[0].code,))), number)
        for paper in work.papers:
            yield Move("solution.decide", (("outcome", "approve"),), paper.number)
            yield Move("paper.review", (("outcome", "pass"),), paper.number)
            yield Move("paper.read", (), paper.number)
            for code, *_rest in paper.measures:
                yield Move("measure.carry_out", (("measure", code), ("proof", text)), paper.number)
        for charge in work.charges:
            yield Move("charge.report", (("text", text),), charge.number)
            yield Move("charge.check", (("outcome", "pass"),), charge.number)

    def _found(self, room: Played, number: str, path: tuple[Move, ...]) -> Found:
        view = room.complaint(number)
        done = {each.code for each in view.steps if each.done_at is not None and not each.waived}
        had = [each for each in room.plan.steps if each.applies(self.level, view.work.round, view.work.off_hours)]
        return Found(
            path, view.status, tuple(each.code for each in had if each.code not in done and each.act != "complaint.close"),
            tuple(f"{each.code} {each.verdict}" for each in view.clocks if each.verdict != "met"),
            tuple(dict.fromkeys(f"{move.act}.{name}" for move in path for name, value in move.values if value == SIGN)),
            mark(view.again, self.text),
        )  # fmt: skip


def perform(room: Played, move: Move) -> None:
    """The move in this room. Raises Refusal."""
    if ACTS[move.act].subject == "" or move.subject:
        room.act(move.act, move.person, move.subject, **dict(move.values))


def _signed() -> tuple[tuple[str, str], ...]:
    return (("second", "first"), ("second_secret", SECRET))


def _own(room: Played, act: str, text: str) -> tuple[tuple[str, Any], ...]:
    fields = [each for form in room.plan.forms if form.act == act for each in form.fields if each.required]
    return tuple((each.name, _value(room, each, text)) for each in fields)


def _step(room: Played, step: Step, text: str) -> Iterator[tuple[tuple[str, Any], ...]]:
    """What is filled in for the step: what must be, a flag either way, and the answer with which it counts as done."""
    given = {each.name: _value(room, each, text) for each in step.fields if each.required}
    if step.judges:
        given[step.judges] = room.plan.levels[-1].code
    flags = [each.name for each in step.fields if each.required and each.kind == "flag"]
    for answer in ("no", "yes") if flags else ("no",):
        for judged in room.plan.levels if step.judges else room.plan.levels[:1]:
            said = {**given, **dict.fromkeys(flags, answer)}
            if step.judges:
                said[step.judges] = judged.code
            yield (("step", step.code), ("text", text), *said.items())


def _value(room: Played, field: Field, text: str) -> Any:
    if field.kind in ("choice", "choices"):
        known = room.people() if field.choices == "persons" else getattr(room.plan, field.choices)
        codes = tuple(each.code for each in known[: field.least or 1])
        return codes if field.kind == "choices" else codes[0]
    return {"flag": "no", "number": 0, "money": "0", "moment": room.now(), "phone": "13912340001"}.get(field.kind, text)
