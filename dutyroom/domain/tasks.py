"""任务: which tasks wait for others, and in which order a workstream's tasks are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from dutyroom.domain.subjects import Numbered


@dataclass(frozen=True, slots=True)
class Work(Numbered):
    """One task as far as order is concerned. ``after``: the tasks of the event that come first, by code or as ``T12``."""

    KIND: ClassVar[str] = "task"
    id: int
    code: str
    title: str
    done: bool
    after: tuple[str, ...] = ()
    due: datetime | None = None


def waiting_for(task: Work, tasks: Iterable[Work]) -> tuple[str, ...]:
    """Titles of the tasks that come before ``task`` and are not done.

    A code that no task of the event has (its workstream was not set up) holds nobody up.
    """
    first = set(task.after)
    return tuple(
        each.title for each in tasks if not first.isdisjoint((each.code, each.number)) and not each.done and each.id != task.id
    )


def in_order(tasks: Sequence[Work]) -> tuple[Work, ...]:
    """What can be done next first: open and free by due moment, then those that wait, then the done."""

    def place(task: Work) -> tuple[int, float, int]:
        rank = 2 if task.done else 1 if waiting_for(task, tasks) else 0
        return rank, task.due.timestamp() if task.due else float("inf"), task.id

    return tuple(sorted(tasks, key=place))
