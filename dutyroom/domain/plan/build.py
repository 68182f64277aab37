"""Makes a Plan of a plan file whose shape has been checked: nothing here can fail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from dutyroom.domain.act import Field
from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.clock.units import read_limit
from dutyroom.domain.plan.handling import Alike, Charge, Form, Gate, Route, SecondRound, Step
from dutyroom.domain.plan.organisation import (
    Allow,
    Authority,
    Duty,
    Hours,
    OwnPlans,
    PlanUnit,
    Recipient,
    Role,
    Routine,
    StandIn,
    Unusual,
)
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.response import (
    Condition,
    NoticeRule,
    Report,
    Rhythm,
    SituationReport,
    Stage,
    TaskTemplate,
    Threshold,
    Workstream,
)
from dutyroom.domain.plan.shapes import WEEK
from dutyroom.domain.plan.statutes import looked_up
from dutyroom.domain.plan.terms import Basis, Level, Term

Table = Mapping[str, Any]
_Made = TypeVar("_Made")


def build(document: Table, acts: Collection[str]) -> Plan:
    """The plan that the file says. ``acts`` are the known acts' names, which ``call.*`` stands for."""
    head, hours = document["plan"], document["hours"]
    return Plan(
        code=head["code"],
        name=head["name"],
        en=head["en"],
        version=head["version"],
        number_pattern=head["number"],
        number_pattern_en=head.get("number_en", head["number"]),
        event_pattern=head["event"],
        event_pattern_en=head["event_en"],
        organisation=head["organisation"],
        organisation_en=head["organisation_en"],
        hours=Hours(hours["zone"], tuple(_spans(hours, day) for day in WEEK), _spans(hours, "make_up")),
        levels=_each(document, "level", Level),
        channels=_each(document, "channel", Term),
        categories=_each(document, "category", Term),
        measures=_each(document, "measure", Term),
        grounds=_each(document, "ground", Term),
        roles=_each(document, "role", Role),
        allows=_allows(document, acts),
        clocks=tuple(spec for row in document.get("clock", ()) for spec in _clocks(row)),
        steps=tuple(
            _made(Step, {**row, "fields": _deeds(row.get("fields", ()))})
            for row in document.get("step", ())
        ),
        gates=tuple(_made(Gate, _limited(row, row["act"])) for row in document.get("gate", ())),
        workstreams=tuple(_workstream(row) for row in document.get("workstream", ())),
        conditions=_each(document, "condition", Condition),
        notices=tuple(_notice(row) for row in document.get("notice", ())),
        forms=tuple(
            _made(Form, {**row, "fields": _fields(row["fields"])}) for row in document.get("form", ())
        ),
        duties=_each(document, "duty", Duty),
        basis=tuple(looked_up(each) for each in _each(document, "basis", Basis)),
        thresholds=_each(document, "threshold", Threshold),
        recipients=_each(document, "recipient", Recipient),
        reports=tuple(_report(row) for row in document.get("report", ())),
        sitreps=tuple(_made(SituationReport, _limited(row, "sitrep.send")) for row in document.get("sitrep", ())),
        units=_each(document, "unit", PlanUnit),
        charges=tuple(_made(Charge, _limited(row, "charge.report")) for row in document.get("charge", ())),
        routes=_each(document, "route", Route),
        authorities=_each(document, "authority", Authority),
        stand_in=_one(document, "stand_in", StandIn),
        routine=_one(document, "routine", Routine) or Routine(),
        second_round=_one(document, "second_round", SecondRound),
        alike=_one(document, "alike", Alike),
        own_plans=_one(document, "own_plans", OwnPlans),
        unusual=_unusual(document),
        wording=MappingProxyType(
            {key: (pair[0], pair[1]) for key, pair in document.get("wording", {}).items()}
        ),
        text=MappingProxyType(dict(document.get("text", {}))),
    )


def acts_meant(written: str, acts: Collection[str]) -> tuple[str, ...]:
    """The known acts that an act name stands for: itself, all of its noun (``call.*``) or all (``*``)."""
    if written == "*":
        return tuple(acts)
    if written.endswith(".*"):
        return tuple(act for act in acts if act.startswith(written[:-1]))
    return (written,) if written in acts else ()


def exactness(written: str) -> int:
    """How exact an act name in an allow is: the more exact one counts."""
    return 0 if written == "*" else 1 if written.endswith(".*") else 2


def _each(document: Table, key: str, kind: type[_Made]) -> tuple[_Made, ...]:
    return tuple(_made(kind, row) for row in document.get(key, ()))


def _one(document: Table, key: str, kind: type[_Made]) -> _Made | None:
    return _made(kind, document[key]) if key in document else None


def _unusual(document: Table) -> Unusual | None:
    row = document.get("unusual")
    if row is None:
        return None
    plain = {key: value for key, value in row.items() if key != "limit"}
    named = {**row, "code": "unusual", "name": "异常通报", "en": "anything unusual"}
    return _made(Unusual, {**plain, "clock": _own_clock(named, "unusual", row["limit"], "duty.done")})


def _made(kind: type[_Made], row: Table) -> _Made:
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})


def _spans(hours: Table, day: str) -> tuple[str, ...]:
    written = hours.get(day, "")
    return tuple(part.strip() for part in written.split(",")) if written else ()


def _allows(document: Table, acts: Collection[str]) -> tuple[Allow, ...]:
    best: dict[str, tuple[int, Allow]] = {}
    for row in document.get("allow", ()):
        for written in row["acts"]:
            for act in acts_meant(written, acts):
                if act not in best or exactness(written) > best[act][0]:
                    allow = Allow(
                        act, tuple(row["roles"]), row.get("clause", ""), row.get("source", "plan")
                    )
                    best[act] = (exactness(written), allow)
    return tuple(best[act][1] for act in acts if act in best)


def _clocks(row: Table) -> list[ClockSpec]:
    # Levels with the same limit share one clock; the code is the same for all of them.
    by_limit: dict[str, list[str]] = {}
    for level, limit in row.get("limits", {}).items():
        by_limit.setdefault(limit, []).append(level)
    if "limit" in row:
        by_limit[row["limit"]] = []
    return [
        ClockSpec(
            row["code"], row["kind"], row["name"], row["en"], *read_limit(limit),
            start=row["start"], stop=tuple(row["stop"]), warn=tuple(row.get("warn", ())), clause=row.get("clause", ""),
            source=row.get("source", "plan"), levels=tuple(levels), pausable=row.get("pausable", False),
            restarting=row.get("restarting", False), customer_time=row.get("customer_time", False),
            until=tuple(row.get("until", ())), round=row.get("round", ""), when=row.get("when", ""),
        )
        for limit, levels in by_limit.items()
    ]  # fmt: skip


def _limited(row: Table, stop: str) -> dict[str, Any]:
    plain = {key: value for key, value in row.items() if key not in ("limit", "limit_source")}
    if "limit" in row:
        plain["clock"] = _own_clock(row, row["code"], row["limit"], stop)
    return plain


def _own_clock(row: Table, code: str, limit: str, stop: str) -> ClockSpec:
    source = row.get("limit_source", row.get("source", "plan"))
    where = row.get("clause", "")
    kind = stop.replace(".", "_")
    return ClockSpec(
        code, kind, row["name"], row["en"], *read_limit(limit), stop=(stop,), clause=where, source=source
    )


def _workstream(row: Table) -> Workstream:
    tasks = tuple(_made(TaskTemplate, _limited(task, "task.done")) for task in row.get("task", ()))
    stages = tuple(_made(Stage, stage) for stage in row.get("stage", ()))
    rhythms = tuple(_rhythm(each) for each in row.get("rhythm", ()))
    plain = {key: value for key, value in row.items() if key not in ("task", "stage", "rhythm")}
    return _made(Workstream, {**plain, "tasks": tasks, "stages": stages, "rhythms": rhythms})


def _rhythm(row: Table) -> Rhythm:
    plain = {key: value for key, value in row.items() if key != "every"}
    return _made(Rhythm, {**plain, "clock": _own_clock(row, f"rhythm-{row['code']}", row["every"], "rhythm")})


def _notice(row: Table) -> NoticeRule:
    # A notice has no code: its kind is one.
    plain = _limited({**row, "code": f"receipts-{row['kind']}"}, "notice.receipt")
    return _made(NoticeRule, {key: value for key, value in plain.items() if key != "code"})


def _report(row: Table) -> Report:
    plain = {key: value for key, value in row.items() if key != "limit_source"}
    for way in ("phone", "written"):
        if way in row:
            plain[way] = _own_clock(row, f"{row['code']}-{way}", row[way], "emergency.inform")
    return _made(Report, plain)


def _deeds(rows: Collection[Table]) -> tuple[Field, ...]:
    """What must be written in a step stands for the deed: in words."""
    return tuple(Field(**row, deed=row.get("kind") == "text" and bool(row.get("required"))) for row in rows)


def _fields(rows: Collection[Table]) -> tuple[Field, ...]:
    return tuple(Field(**row) for row in rows)
