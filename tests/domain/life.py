"""A case's limits worked out a second time, from its whole history and in the dumbest way, to judge the engine by.

From the words of the plans (立即上报；接到投诉后若干日内回复) and the house's rules: a limit counts from the receipt, or from
when the case was first of its level; a moment that has passed is not moved later; the graver level never leaves more time
than there was; what is lighter than what was reported is no news. It shares no code with dutyroom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.domain.oracle import World, judge

Fact = tuple[datetime, str, object]
"""When it was entered, what (received, level, done), and its value."""


@dataclass(frozen=True)
class Limit:
    """One limit: by level its unit and amount; ``at_once`` counts from the level, else from the receipt. ``again``: what was done
    for a lighter level is done again for a graver one."""

    code: str
    by_level: dict[str, tuple[str, int]]
    at_once: bool = False
    again: bool = False


@dataclass
class Ran:
    state: str
    due: datetime
    levels: int = 0
    """From which of the levels on it counts: what was reported before is settled."""
    reported: tuple[int, ...] = ()
    """The amounts of the levels as which the case had been reported when it began."""
    stood: datetime | None = None
    """The due moment that people had before them last: what was past when it was set was none."""


def due(world: World, start: datetime, limit: tuple[str, int]) -> datetime:
    unit, amount = limit
    if unit in ("minutes", "hours"):
        return start + timedelta(**{unit: amount})
    return judge(world, start, unit, amount).at


def ordered(world: World, limit: Limit, levels: list[tuple[str, datetime]], received: datetime) -> datetime | None:
    """When the limit is due by all that is known now, None where the present level has none."""
    now = levels[-1][0]
    if now not in limit.by_level:
        return None
    if not limit.at_once:
        return due(world, received, limit.by_level[now])
    first: dict[str, datetime] = {}
    for level, at in levels:
        first.setdefault(level, at)
    moments = [due(world, first[now], limit.by_level[now])]
    at = len(levels) - 1
    while at > 0:
        before, here = levels[at - 1][0], levels[at][0]
        rises = before in limit.by_level and limit.by_level[before][1] > limit.by_level[here][1]
        if not rises:
            break
        moments.append(due(world, first[before], limit.by_level[before]))
        at -= 1
    return min(moments)


def set_to(run: Ran, moment: datetime, entered: datetime) -> None:
    """The due moment is another one from now on."""
    if moment != run.due and moment < entered:
        run.stood = run.stood or run.due
    elif moment != run.due:
        run.stood = None
    run.due = moment


def replay(world: World, limit: Limit, facts: list[Fact]) -> list[Ran]:
    """Every run of the limit after all facts, in the order in which they began."""
    runs: list[Ran] = []
    reported: list[int] = []
    received: datetime | None = None
    levels: list[tuple[str, datetime]] = []
    for entered, what, value in facts:
        if what == "received":
            assert isinstance(value, datetime)
            if levels and received is not None:
                levels = [(levels[0][0], value), *levels[1:]]
            received = value
        elif what == "level":
            assert received is not None
            levels.append((str(value), entered if levels else received))
        elif what == "done":
            for run in runs:
                if run.state == "running":
                    run.state = "met" if entered <= run.due else "breached"
                    reported.append(limit.by_level[levels[-1][0]][1])
            continue
        if received is None or not levels:
            continue
        for run in runs:
            wanted = ordered(world, limit, levels[run.levels :], received)
            if wanted is not None and run.reported and limit.by_level[levels[-1][0]][1] >= min(run.reported):
                wanted = None
            if wanted is None:
                if run.state == "running":
                    run.state = "late" if entered > run.due else "void"
            elif run.state == "void":
                run.state = "running"
                set_to(run, wanted, entered)
            elif run.state in ("late", "running"):
                stood = run.stood or run.due
                run.state = "running"
                set_to(run, stood if entered > stood and wanted > stood else wanted, entered)
        level = levels[-1][0]
        if level not in limit.by_level:
            continue
        if not runs:
            wanted = ordered(world, limit, levels, received)
            assert wanted is not None
            runs.append(Ran("running", wanted))
        elif limit.again and limit.at_once and not any(run.state == "running" for run in runs):
            amount = limit.by_level[level][1]
            if all(amount < each for each in reported):
                began = due(world, levels[-1][1], limit.by_level[level])
                runs.append(Ran("running", began, len(levels) - 1, tuple(reported)))
    return runs
