"""Makes a Scenario of a scenario file whose shape has been checked: nothing here can fail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from dutyroom.domain.clock.zone import time_zone
from dutyroom.domain.scenario import scenario as s

Table = Mapping[str, Any]


def build(document: Table, zone: str) -> s.Scenario:
    """The scenario that the file says; ``zone`` is the plan's."""
    head = document["scenario"]
    cast = {
        row["code"]: s.CastMember(
            row["code"], row["name"], row["en"], tuple(row.get("roles", ())), row.get("shift", ""), row.get("phone", "")
        )
        for row in document["cast"]
    }
    return s.Scenario(
        code=head["code"],
        name=head["name"],
        en=head["en"],
        plan=head["plan"],
        at=datetime.fromisoformat(head["at"]).replace(tzinfo=time_zone(zone)),
        summary=head["summary"],
        summary_en=head["summary_en"],
        plays=tuple(head["plays"]),
        guided=head.get("guided", False),
        objectives=tuple(s.Objective(**row) for row in document["objective"]),
        cast=tuple(cast.values()),
        starts=tuple(_move(row) for row in document.get("start", ())),
        injects=tuple(_inject(row, cast) for row in document["inject"]),
        moves=tuple(_move(row) for row in document.get("move", ())),
        jumps=tuple(s.Jump(_trigger(row), row["by"]) for row in document.get("jump", ())),
        ending=s.Ending(head["ends_at"], head.get("ends_with", "")),
    )


def _inject(row: Table, cast: Mapping[str, s.CastMember]) -> s.Inject:
    # Who is not in the cast is told by the rules.
    sender = cast.get(row["from"]) or s.CastMember(row["from"], row["from"], row["from"])
    return s.Inject(
        row["no"], _trigger(row), sender, row["to"], row["method"], row["text"], row["text_en"],
        tuple(_expected(each) for each in row.get("expect", ())), row.get("hint", ""), row.get("hint_en", ""),
    )  # fmt: skip


def _expected(row: Table) -> s.Expected:
    return s.Expected(
        row["act"], row["within"], row["objective"], row.get("role", ""), row.get("text", ""), row.get("en", ""),
        _frozen(row.get("values", {})),
    )  # fmt: skip


def _move(row: Table) -> s.Move:
    values, english = row.get("values", {}), row.get("values_en", {})
    return s.Move(
        row["role"], row["act"], _trigger(row), row.get("subject", ""), _frozen(values), _frozen({**values, **english})
    )


def _trigger(row: Table) -> s.Trigger:
    return s.Trigger(
        row.get("at"), row.get("after", ""), row.get("nth", 1), row.get("delay", 0),
        tuple(row.get("needs", ())), tuple(row.get("unless", ())),
    )  # fmt: skip


def _frozen(values: Table) -> Table:
    return MappingProxyType({key: tuple(each) if isinstance(each, list) else each for key, each in values.items()})
