"""The course of an exercise: what is due when, from what has happened so far. Pure; the same events, the same course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dutyroom.domain.scenario.scenario import BEGIN, Trigger


@dataclass(frozen=True, slots=True)
class Happened:
    """One act on the journal of the exercise: what, when, by whom, in which role, on what."""

    seq: int
    at: datetime
    act: str
    actor: str
    role: str
    subject: str = ""


def due_at(trigger: Trigger, began: datetime, happened: Sequence[Happened], sent: Mapping[int, datetime]) -> datetime | None:
    """When the trigger comes, aware, or None while what it waits for has not happened.

    ``sent`` tells when each inject was sent. ``needs`` and ``unless`` are not looked at: they are asked at that moment.
    """
    if trigger.at is not None:
        return began + timedelta(minutes=trigger.at)
    cause = cause_of(trigger, began, happened, sent)
    return None if cause is None else cause + timedelta(minutes=trigger.delay)


def cause_of(trigger: Trigger, began: datetime, happened: Sequence[Happened], sent: Mapping[int, datetime]) -> datetime | None:
    """When that happened which the trigger comes after, aware; None when it has not, or when time alone brings it."""
    if trigger.at is not None:
        return None
    if trigger.after == BEGIN:
        return began
    if trigger.after.startswith("inject."):
        return sent.get(int(trigger.after.removeprefix("inject.")))
    times = [each.at for each in happened if each.act == trigger.after and each.at >= began]
    return times[trigger.nth - 1] if len(times) >= trigger.nth else None


def holds(trigger: Trigger, began: datetime, happened: Sequence[Happened]) -> bool:
    """Whether all that the trigger needs has been done since the beginning, and nothing that rules it out."""
    done = {each.act for each in happened if each.at >= began}
    return set(trigger.needs) <= done and not done & set(trigger.unless)


def waits_for(trigger: Trigger) -> str:
    """The act that must happen first, empty for a trigger that time alone brings."""
    return "" if trigger.at is not None or trigger.after == BEGIN else trigger.after
