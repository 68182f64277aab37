"""What is known of the scene, or of each of several: every fact keeps its time, a later one corrects and never rewrites it.

The facts lie in the event's row as (name, value, happened, typed, by, place, source), oldest first. ``place`` is the number of
the security group's record of a scene (``R12``), "" for the place that was reported, ``*`` for a figure that somebody marked as
the total of all places. What was typed before there were sources has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dutyroom.domain.emergency import WHOLE
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import facts_of, keep_facts
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.places import WorkRecord

SUMMED = ("people", "injured", "dead", "missing", "trapped", "affected", "amount", "media")
"""Facts that are counted: over several places they add up. Of the others the panel shows the worst or the latest."""

LEAVES = ("people", "media")
"""What is nought once a scene is cleared; who was injured stays injured."""


@dataclass(frozen=True, slots=True)
class Known:
    """The latest that is known of one fact at one place ("" where it was reported, ``*`` in all), since when and from whom."""

    site: str
    name: str
    value: str
    at: datetime
    by: str = ""
    source: str = ""


def keep(work: Work, event: Emergency, given: Iterable[tuple[str, str]], site: str = "") -> None:
    """Puts facts on record for one place or in all, as happened by the form (now when it says nothing), and who said so."""
    happened, typed = work.happened().astimezone(UTC).isoformat(), work.now.astimezone(UTC).isoformat()
    facts = facts_of(event)
    source = work.masked("source")
    facts["facts"] += [[name, value, happened, typed, work.actor, site, source] for name, value in given]
    keep_facts(event, facts)


def site_of(event: Emergency, record: WorkRecord) -> str:
    """Under which place figures of a scene stand: a scene set up where the event was reported is that place, and no second."""
    return "" if place_of(record) == event.place else record.number


def left(work: Work, event: Emergency, record: WorkRecord) -> None:
    """The scene is cleared: whoever was counted there is there no more."""
    number = site_of(event, record)
    had = {each.name for each in latest(event) if each.site == number and each.value not in ("", "0")}
    keep(work, event, [(name, "0") for name in LEAVES if name in had], number)


def place_of(record: WorkRecord) -> str:
    """The place of a scene."""
    return str(json.loads(record.facts).get("place", ""))


def latest(event: Emergency) -> list[Known]:
    """Each fact of each place as last known: by when it happened, so that a late entry does not push out what is newer.

    Moments are typed to the minute: of two about the same one the later entry counts, it puts the earlier one right.
    """
    found: dict[tuple[str, str], Known] = {}
    for each in history(event):
        last = found.get((each.site, each.name))
        if last is None or _minute(each.at) >= _minute(last.at):
            found[each.site, each.name] = each
    return list(found.values())


def history(event: Emergency) -> list[Known]:
    """Every fact as it was entered, oldest entry first: what was put right later stands too."""
    return [
        Known(str(where[0]) if where else "", name, value, datetime.fromisoformat(happened), by, where[1] if where[1:] else "")
        for name, value, happened, _typed, by, *where in facts_of(event)["facts"]
    ]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def overall(event: Emergency) -> list[Known]:
    """Each fact of the whole event.

    Counts of places add up, as fresh as their oldest part; one that somebody marked as the total stands instead until a
    place is counted anew. Of stops the longest, of anything else the latest.
    """
    by_name: dict[str, list[Known]] = {}
    for each in latest(event):
        by_name.setdefault(each.name, []).append(each)
    return [_over(name, parts) for name, parts in by_name.items()]


def total(event: Emergency, name: str) -> int:
    """A count over all scenes, 0 while nothing is known."""
    return next((int(each.value) for each in overall(event) if each.name == name), 0)


def _over(name: str, parts: list[Known]) -> Known:
    newest = max(parts, key=lambda each: each.at)
    if name in SUMMED:
        whole = next((each for each in parts if each.site == WHOLE), None)
        places = [each for each in parts if each.site != WHOLE]
        if whole is not None and all(each.at <= whole.at for each in places):
            return whole
        # Nobody at a place is no reading that gets stale.
        fresh = [each for each in places if each.value != "0"] or places
        return Known("", name, str(sum(int(each.value) for each in places)), min(each.at for each in fresh))
    if name == "stopped":
        stopped = [each for each in parts if each.value]
        return min(stopped, key=lambda each: each.value) if stopped else newest
    return newest


def in_words(known: Iterable[Known], names: dict[str, str], show: Any) -> str:
    """Facts on one line with their times, for a decision's or report's record. ``show`` writes a moment."""
    told = []
    for each in known:
        value = show(datetime.fromisoformat(each.value)) if each.name == "stopped" and each.value else each.value
        if value:
            told.append(f"{names.get(each.name, each.name)} {value}（{show(each.at)}）")
    return "；".join(told)
