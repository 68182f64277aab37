"""What the players did against what the scenario expected of them, and the score by objective. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from dutyroom.domain.emergency import TRANSITIONS
from dutyroom.domain.scenario.conduct import Happened, cause_of
from dutyroom.domain.scenario.scenario import Expected, Inject, Scenario

Verdict = Literal["met", "late", "missed", "open", "not_asked"]

LATE_COUNTS = 50
"""Percent that an expected act counts when it came late; in time 100, not at all 0. Our own measure."""

ONCE = frozenset(act.partition(":")[0] for _stage, act in TRANSITIONS)
"""Acts that take the emergency to its next stage: done is done, however long before anybody asked for it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One expected act: when it was due, when it was done and by whom, and how that is judged.

    ``not_asked``: its inject was never sent, so nothing is held against the players.
    """

    inject: int
    expected: Expected
    due: datetime | None
    done: datetime | None
    actor: str
    seq: int
    verdict: Verdict

    @property
    def taken(self) -> timedelta | None:
        """How long it took from the inject, None when it was not done."""
        if self.done is None or self.due is None:
            return None
        return self.done - (self.due - timedelta(minutes=self.expected.within))


@dataclass(frozen=True, slots=True)
class Score:
    """One objective: how many of its expected acts were met, late, missed; ``percent`` is None when none was asked."""

    objective: str
    met: int
    late: int
    missed: int
    percent: int | None


def judge(
    scenario: Scenario,
    began: datetime,
    sent: Mapping[int, datetime],
    happened: Sequence[Happened],
    values: Mapping[int, Mapping[str, Any]],
    now: datetime,
    over: bool,
) -> tuple[Judged, ...]:
    """Each expected act in the order in which it was due. ``values`` are the journal's by sequence number.

    An act on the journal answers one expectation only, the one due first; what is asked for again is done once for both.
    Who was quicker than the inject is not behind: what was done since its cause counts too. ``over``: what is still open is
    missed.
    """

    def since(inject: Inject, each: Expected) -> datetime:
        at = sent[inject.no]
        return began if each.act in ONCE else min(at, cause_of(inject.trigger, began, happened, sent) or at)

    def again(inject: Inject, each: Expected) -> bool:
        return each.act in ONCE or each.act in inject.trigger.unless

    asked = [
        (sent[inject.no] + timedelta(minutes=each.within), since(inject, each), inject, each)
        for inject in scenario.injects
        if inject.no in sent
        for each in inject.expected
    ]
    used: set[int] = set()
    out = []
    for due, start, inject, expected in sorted(asked, key=lambda each: (each[0], each[2].no)):
        no = inject.no
        fits = [each for each in happened if each.at >= start and _answers(each, expected, values)]
        free = [each for each in fits if each.seq not in used] or (fits if again(inject, expected) else [])
        found = free[0] if free else None
        if found is None:
            verdict: Verdict = "missed" if over or now > due else "open"
            out.append(Judged(no, expected, due, None, "", 0, verdict))
        else:
            used.add(found.seq)
            verdict = "met" if found.at <= due else "late"
            out.append(Judged(no, expected, due, found.at, found.actor, found.seq, verdict))
    silent = [inject for inject in scenario.injects if inject.no not in sent]
    return (*out, *(Judged(inject.no, each, None, None, "", 0, "not_asked") for inject in silent for each in inject.expected))


def _answers(act: Happened, expected: Expected, values: Mapping[int, Mapping[str, Any]]) -> bool:
    if act.act != expected.act or (expected.role and act.role != expected.role):
        return False
    given = values.get(act.seq, {})
    return all(_same(given.get(name), value) for name, value in expected.values.items())


def _same(given: Any, wanted: Any) -> bool:
    if isinstance(given, (list, tuple)):
        return set(wanted if isinstance(wanted, (list, tuple)) else [wanted]) <= set(given)
    return bool(given == wanted)


def scores(scenario: Scenario, judged: Sequence[Judged]) -> tuple[Score, ...]:
    """One score for each objective, in the scenario's order."""
    out = []
    for objective in scenario.objectives:
        mine = [each.verdict for each in judged if each.expected.objective == objective.code]
        met, late, missed = (mine.count(verdict) for verdict in ("met", "late", "missed"))
        total = met + late + missed
        percent = round((100 * met + LATE_COUNTS * late) / total) if total else None
        out.append(Score(objective.code, met, late, missed, percent))
    return tuple(out)
