"""工作组: which are at work, and the tasks they have. What is done with a task is in services.tasks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import listed, term
from dutyroom.domain.tasks import Work as Order
from dutyroom.domain.tasks import waiting_for
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import void_clock
from dutyroom.services.emergency import rhythms
from dutyroom.services.emergency.event import in_place
from dutyroom.store.rows.emergencies import Emergency, Task, Workstream

OWN_CLOCK = "task"
"""The clock's code of a task that was added by hand with a limit of its own."""


def set_up(work: Work, event: Emergency, code: str) -> None:
    """Puts a workstream in emergency state: its tasks of the plan open (四.3); `release` starts their clocks.

    One that was stood down goes on with the tasks it had left.
    """
    row = work.session.get(Workstream, (event.number, code))
    if row is not None:
        row.state, row.since = "active", work.now
        rhythms.begin(work, event, code)
        return
    work.add(Workstream(emergency=event.number, code=code, since=work.now))
    stream = work.plan.workstream(code)
    for template in stream.tasks if stream else ():
        task = Task(
            id=work.next("task"),
            emergency=event.number,
            workstream=code,
            code=template.code,
            title=template.name,
            en=template.en,
            owner=work.holder_of(template.role),
            after=",".join(_places(work, code, template.after)),
            clause=template.clause,
        )
        work.add(task)
    rhythms.begin(work, event, code)


def release(work: Work, event: Emergency) -> None:
    """Starts the clock of every open task that can begin now and has none: what waits for another task counts from when that
    is done."""
    work.session.flush()
    tasks = tasks_of(work.session, event.number)
    every = [order_of(task) for task in tasks]
    at_work = {code for code in {task.workstream for task in tasks} if _at_work(work, event, code)}
    for task in tasks:
        if task.state == "open" and task.workstream in at_work and not waiting_for(order_of(task), every):
            spec = _limit(work, task)
            if spec is not None and not any(each.verdict != "void" for each in clocks.clocks_of(work.session, task.number)):
                clocks.start_clock(work, task.number, spec, work.now)


def _at_work(work: Work, event: Emergency, code: str) -> bool:
    row = work.session.get(Workstream, (event.number, code))
    return row is not None and row.state == "active"


def add(work: Work) -> None:
    """增设工作组 while the event is running."""
    event: Emergency = work.row
    in_place(work, event)
    code = work.values["workstream"]
    row = work.session.get(Workstream, (event.number, code))
    name = term(work.plan.workstreams, code)
    if row is not None and row.state == "active":
        raise Refusal("no_change", _("{name}已在应急状态。").format(name=name), _("不需要再办。"))
    set_up(work, event, code)
    release(work, event)
    work.message = _("{name}已进入应急状态。").format(name=name)


def stand_down(work: Work) -> None:
    """撤收工作组: its open tasks stay on record, their clocks end."""
    event: Emergency = work.row
    in_place(work, event)
    row = active(work, event, work.values["workstream"])
    row.state, row.since = "stood_down", work.now
    left = [task for task in tasks_of(work.session, event.number) if task.workstream == row.code and task.state == "open"]
    for task in left:
        void_clock(work, task.number, task.code or OWN_CLOCK)
    rhythms.end(work, event, row.code)
    name = term(work.plan.workstreams, row.code)
    work.message = _("{name}已撤收。").format(name=name)
    if left:
        work.message = _("{name}已撤收；未完成的任务保留在案：{tasks}。").format(
            name=name, tasks=listed(title(task) for task in left)
        )


def active(work: Work, event: Emergency, code: str) -> Workstream:
    """The workstream's row. Raises Refusal ``workstream_standby``, which says how to add it, unless it is active."""
    row = work.session.get(Workstream, (event.number, code))
    if row is None or row.state != "active":
        name = term(work.plan.workstreams, code)
        raise Refusal(
            "workstream_standby",
            _("{name}没有进入应急状态。").format(name=name),
            _("请先办「增设工作组」：{name}。").format(name=name),
        )
    return row


def tasks_of(session: Session, number: str) -> Sequence[Task]:
    """The tasks of an event, in the order in which they were opened."""
    return session.exec(select(Task).where(Task.emergency == number).order_by(col(Task.id))).all()


def order_of(task: Task) -> Order:
    """The task as the rules of order see it."""
    after = tuple(place for place in task.after.split(",") if place)
    return Order(task.id, f"{task.workstream}.{task.code}", title(task), task.state == "done", after)


def title(task: Task) -> str:
    """The task's title in the language in force."""
    return task.en if task.en and language() == "en" else task.title


def _limit(work: Work, task: Task) -> ClockSpec | None:
    """The task's limit: of the plan's template, or what was given with it by hand."""
    if not task.code:
        spec = ClockSpec(OWN_CLOCK, "task_done", task.title, task.title, "minutes", task.minutes, source="unit")
        return spec if task.minutes else None
    stream = work.plan.workstream(task.workstream)
    return next((each.clock for each in stream.tasks if each.code == task.code), None) if stream else None


def _places(work: Work, stream: str, after: Sequence[str]) -> list[str]:
    # Two workstreams may use one code; a code means the task of its own workstream where that has one.
    homes = {task.code: each.code for each in work.plan.workstreams for task in each.tasks}
    homes.update({task.code: stream for each in work.plan.workstreams if each.code == stream for task in each.tasks})
    return [f"{homes.get(code, stream)}.{code}" for code in after]
