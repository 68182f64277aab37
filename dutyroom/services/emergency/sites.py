"""What is known of the scene, or of each of several: every fact keeps its time, a later one corrects and never rewrites it.

The facts lie in the event's row as (name, value, happened, typed, by, scene), oldest first. ``scene`` is the number of the
security group's record of it (``R12``), "" for a figure of the whole event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import facts_of, keep_facts
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.places import WorkRecord

SUMMED = ("people", "injured", "media")
"""Facts that are counted: over several scenes they add up. Of the others the panel shows the worst or the latest."""

LEAVES = ("people", "media")
"""What is nought once a scene is cleared; who was injured stays injured."""


@dataclass(frozen=True, slots=True)
class Known:
    """The latest that is known of one fact at one scene ("" for the whole event), and since when."""

    site: str
    name: str
    value: str
    at: datetime


def keep(work: Work, event: Emergency, given: Iterable[tuple[str, str]], site: str = "") -> None:
    """Puts facts on record for one scene or the whole event, as happened by the form (now when it says nothing)."""
    happened, typed = work.happened().astimezone(UTC).isoformat(), work.now.astimezone(UTC).isoformat()
    facts = facts_of(event)
    facts["facts"] += [[name, value, happened, typed, work.actor, site] for name, value in given]
    keep_facts(event, facts)


def left(work: Work, event: Emergency, record: WorkRecord) -> None:
    """The scene is cleared: whoever was counted there is there no more."""
    number = record.number
    had = {each.name for each in latest(event) if each.site == number and each.value not in ("", "0")}
    keep(work, event, [(name, "0") for name in LEAVES if name in had], number)


def place_of(record: WorkRecord) -> str:
    """The place of a scene."""
    return str(json.loads(record.facts).get("place", ""))


def latest(event: Emergency) -> list[Known]:
    """Each fact of each scene as last known: by when it happened, so that a late entry does not push out what is newer."""
    found: dict[tuple[str, str], Known] = {}
    for name, value, happened, _typed, _by, *site in facts_of(event)["facts"]:
        each = Known(str(site[0]) if site else "", name, value, datetime.fromisoformat(happened))
        last = found.get((each.site, name))
        if last is None or each.at >= last.at:
            found[each.site, name] = each
    return list(found.values())


def overall(event: Emergency) -> list[Known]:
    """Each fact of the whole event.

    Counts of scenes add up, as fresh as their oldest part; a figure told of the whole event stands instead until a scene
    is counted anew. Of stops the longest, of anything else the latest.
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
    if name in SUMMED and newest.site:
        scenes = [each for each in parts if each.site]
        # Nobody at a scene is no reading that gets stale.
        fresh = [each for each in scenes if each.value != "0"] or scenes
        return Known("", name, str(sum(int(each.value) for each in scenes)), min(each.at for each in fresh))
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
