"""任务: new ones, who does them and who stands in, handing one over to somebody who accepts it, done with evidence."""

from __future__ import annotations

import re

from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.names import listed
from dutyroom.domain.subjects import number_of, row_of
from dutyroom.domain.tasks import waiting_for
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks.clocks import end_clock
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.emergency.workstreams import OWN_CLOCK, active, order_of, release, tasks_of, title
from dutyroom.services.room.people import name_of
from dutyroom.store.rows.emergencies import Emergency, Task


def add(work: Work) -> None:
    """新任务: work that the plan does not list, with owner, limit, and the tasks that come first."""
    event: Emergency = work.row
    in_place(work, event)
    active(work, event, work.values["workstream"])
    minutes = work.values.get("minutes")
    if minutes == 0:
        raise Refusal("bad_input", _("限时至少 1 分钟。"), "", (Fault("minutes", _("至少 1 分钟。")),))
    task = Task(
        id=work.next("task"),
        emergency=event.number,
        workstream=work.values["workstream"],
        title=work.masked("title"),
        owner=str(work.values.get("owner") or ""),
        after=",".join(_first(work, event)),
        minutes=int(minutes or 0),
    )
    _stand_in(work, task)
    work.add(task)
    release(work, event)
    work.subject = task.number
    work.message = _("已下达任务「{title}」。").format(title=task.title)


def assign(work: Work) -> None:
    """指定负责人, and who stands in. A hand-over that nobody answered yet lapses."""
    task = _open(work)
    task.owner = work.values["owner"]
    _stand_in(work, task)
    task.offered = task.offered_by = task.offer = ""
    work.message = _("「{title}」由{name}负责。").format(title=title(task), name=name_of(work.session, task.owner))


def offer(work: Work) -> None:
    """移交任务: the task stays where it is until the other one accepts it."""
    task = _open(work)
    to = work.values["person"]
    if to == task.owner:
        name = name_of(work.session, to)
        raise Refusal("no_change", _("「{title}」本来就由{name}负责。").format(title=title(task), name=name), _("请另选一人。"))
    task.offered, task.offered_by, task.offer = to, work.actor, work.masked("text")
    work.text = task.offer
    work.message = _("已请{name}接手「{title}」，对方接手前仍由原负责人负责。").format(
        name=name_of(work.session, to), title=title(task)
    )


def accept(work: Work) -> None:
    """接手任务, by the one who was asked."""
    task = _asked(work)
    work.was["owner"], task.owner = task.owner, work.actor
    work.came["owner"] = task.owner
    task.offered = task.offered_by = task.offer = ""
    work.message = _("「{title}」由{name}负责。").format(title=title(task), name=name_of(work.session, task.owner))


def decline(work: Work) -> None:
    """不接任务, with the reason: it stays with its owner."""
    task = _asked(work)
    by = name_of(work.session, task.offered_by)
    work.came["owner"] = task.owner
    task.offered = task.offered_by = task.offer = ""
    work.text = work.masked("reason")
    work.message = _("没有接手「{title}」，请{name}另行安排。").format(title=title(task), name=by)


def finish(work: Work) -> None:
    """任务完成, with what shows it. Raises Refusal ``task_waits`` while a task that comes before it is open."""
    task = _open(work)
    every = [order_of(each) for each in tasks_of(work.session, task.emergency)]
    before = waiting_for(order_of(task), every)
    if before:
        raise Refusal(
            "task_waits",
            _("「{title}」须在前面的任务之后：{before}。").format(title=title(task), before=listed(before)),
            _("请先完成前面的任务。"),
        )
    task.state = "done"
    task.evidence = work.masked("evidence")
    task.done_at = work.happened()
    task.done_by = work.actor
    task.offered = task.offered_by = task.offer = ""
    end_clock(work, task.number, task.code or OWN_CLOCK)
    release(work, event_of(work, task.emergency))
    work.text = task.evidence
    work.message = _("「{title}」已完成。").format(title=title(task))


def _open(work: Work) -> Task:
    task: Task = work.row
    in_place(work, event_of(work, task.emergency))
    if task.state == "done":
        raise Refusal("no_change", _("「{title}」已经完成。").format(title=title(task)), _("不需要再办。"))
    return task


def _asked(work: Work) -> Task:
    task = _open(work)
    if not task.offered:
        raise Refusal("no_change", _("「{title}」没有待接手的移交。").format(title=title(task)), _("请刷新后查看。"))
    if task.offered != work.actor:
        who = name_of(work.session, task.offered)
        raise NotAllowed(_("「{title}」请的是{name}接手。").format(title=title(task), name=who), _("须由其本人答复。"))
    return task


def _stand_in(work: Work, task: Task) -> None:
    chosen = work.values.get("stand_in")
    if chosen is None:
        return
    if chosen == task.owner:
        raise Refusal("bad_input", _("替补与负责人须是两个人。"), "", (Fault("stand_in", _("请另选一人。")),))
    task.stand_in = chosen


def _first(work: Work, event: Emergency) -> list[str]:
    """The numbers of the tasks that come first. Raises Refusal ``bad_input`` for one that the event does not have."""
    written = [part for part in re.split(r"[\s,，、]+", str(work.values.get("after") or "")) if part]
    known = {task.number for task in tasks_of(work.session, event.number)}
    found = [number_of("task", row_of("task", part)) for part in written]
    lost = [part for part, number in zip(written, found, strict=True) if number not in known]
    if lost:
        said = _("这个事件没有任务 {numbers}。").format(numbers=listed(lost))
        raise Refusal("bad_input", said, _("任务编号如 T3，几个用逗号分开。"), (Fault("after", said),))
    return found
